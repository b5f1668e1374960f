//! `/collections/gazetteer`: every place we know, whether or not an article mentions it.
//!
//! # Conformance
//!
//! OGC API - Features - Part 1: `core`, `geojson`, with `q` after OGC API - Records (20-004, 8.3.4): places by name, the
//! likeliest first.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::gazetteer::search::Query;
use tadmur_geoparser::place::{BBox, CountryCode, Kind, PlaceId};

use crate::export::Source;
use crate::export::geojson::{GeoJsonFeature, MEDIA_TYPE};
use crate::export::known::known;
use crate::gazetteer::Searched;
use crate::server::accept::{Form, Format};
use crate::server::items::{JSON_TYPES, item_links, now, with_links};
use crate::server::links::{self, Link, Pairs, base, only_format};
use crate::server::problem::Problem;
use crate::server::{App, export};
use crate::store::{Filter, filter};

const NAME: &str = "gazetteer";
const JSON: &str = "application/json";
/// The parameters of its items. Its places have no time, so `datetime` leaves none of them out.
pub(super) const PARAMETERS: [&str; 8] =
    ["q", "bbox", "datetime", "country", "kind", "limit", "offset", "f"];

/// Those of a download.
pub(super) const FILTERS: [&str; 5] = ["q", "bbox", "datetime", "country", "kind"];

/// Names beyond this are not sought.
const MOST_FOUND: usize = 1000;

/// What a page of places is asked for with.
struct Asked {
    q: Option<String>,
    country: Option<CountryCode>,
    kinds: Vec<Kind>,
    bbox: Option<BBox>,
    limit: usize,
    offset: usize,
}

impl Asked {
    fn of(pairs: &Pairs, known: &[&str]) -> Result<Self, Problem> {
        let (own, shared): (Vec<_>, Vec<_>) = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| *name != "f" || !known.contains(name))
            .partition(|(name, _)| ["q", "country", "kind"].contains(name));
        let filter = Filter::from_pairs(shared, known)?;
        let Filter { bbox, limit, offset, .. } = filter;
        let mut asked = Self { q: None, country: None, kinds: Vec::new(), bbox, limit, offset };
        for (name, value) in own {
            match name {
                "country" => {
                    asked.country = Some(value.parse().map_err(|()| {
                        bad("country", value, "an ISO 3166-1 alpha-2 code in capitals")
                    })?);
                }
                "kind" => {
                    let kinds = value.split(',').map(str::parse).collect::<Result<_, ()>>();
                    asked.kinds = kinds
                        .map_err(|()| bad("kind", value, "a comma list of kinds of places"))?;
                }
                _ => asked.q = Some(value.to_owned()).filter(|it| !it.trim().is_empty()),
            }
        }
        Ok(asked)
    }

    /// The places of the page, and how many there are in all.
    fn page(&self, places: &Searched) -> (Vec<PlaceId>, usize) {
        let all = self.all(places);
        (all.iter().copied().skip(self.offset).take(self.limit).collect(), all.len())
    }

    /// The places that pass.
    fn all(&self, places: &Searched) -> Vec<PlaceId> {
        if let Some(q) = &self.q {
            let query = Query {
                text: q,
                kinds: &self.kinds,
                country: self.country,
                bbox: self.bbox,
                limit: MOST_FOUND,
            };
            return places.find(&query).iter().map(|it| it.place).collect();
        }
        places.passing(&self.kinds, self.country.as_slice(), self.bbox)
    }
}

fn bad(parameter: &'static str, value: &str, expected: &str) -> filter::Error {
    filter::Error::Value { parameter, value: value.to_owned(), expected: expected.to_owned() }
}

/// `GET /collections/gazetteer`
pub(super) async fn collection(
    State(app): State<App>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let format = Format::asked(&headers, &pairs, &[JSON])?;
    only_format(&pairs)?;
    places(&app)?;
    let described = described(&base(&headers)).to_string();
    Ok(format.answer("Tadmur: gazetteer", JSON, described.into_bytes()))
}

/// What the list of collections says of it.
pub(super) fn described(base: &str) -> Value {
    let here = format!("{base}/collections/{NAME}");
    let mut links = vec![
        Link::new(here.clone(), "self", JSON, "This collection"),
        Link::new(format!("{here}?f=html"), "alternate", "text/html", "The same for people"),
        Link::new(format!("{here}/items"), "items", MEDIA_TYPE, "Its features"),
        Link::new(format!("{here}/items?f=html"), "items", "text/html", "Its features for people"),
    ];
    links.extend(Form::links(&here));
    json!({
        "id": NAME,
        "title": "Tadmur: gazetteer",
        "description": "Every place that is known, with its names; q finds them by name",
        "itemType": "feature",
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        "extent": { "spatial": { "bbox": [[-180, -90, 180, 90]] } },
        "links": links,
    })
}

/// `GET /collections/gazetteer/items`
pub(super) async fn items(
    State(app): State<App>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let places = places(&app)?;
    let form = Form::asked(&headers, &pairs, &JSON_TYPES)?;
    let asked = Asked::of(&pairs, &PARAMETERS)?;
    let (page, n_matched) = asked.page(places);
    let here = format!("{}/collections/{NAME}", base(&headers));
    let at =
        |change: &[(&str, Option<String>)]| format!("{here}/items{}", links::query(&pairs, change));
    let own = match form {
        Form::Table(format) => format.media_type(),
        Form::Page(_) => MEDIA_TYPE,
    };
    let mut links = vec![
        Link::new(at(&[]), "self", own, "This page"),
        Link::new(here.clone(), "collection", JSON, "The collection"),
        Link::new(at(&[("f", Some("html".to_owned()))]), "alternate", "text/html", "For people"),
        Link::new(at(&[("f", Some("json".to_owned()))]), "alternate", MEDIA_TYPE, "For programs"),
    ];
    let end = asked.offset.saturating_add(page.len());
    if !page.is_empty() && end < n_matched {
        let next = at(&[("offset", Some(end.to_string()))]);
        links.push(Link::new(next, "next", own, "The next page"));
    }
    let format = match form {
        Form::Page(format) => format,
        Form::Table(format) => {
            return export::table(Source::gazetteer(places, page), format, &links).await;
        }
    };
    let features: Vec<Value> = page.iter().map(|id| feature(&places.gazetteer, *id)).collect();
    let body = json!({
        "type": "FeatureCollection",
        "timeStamp": now(),
        "numberMatched": n_matched,
        "numberReturned": features.len(),
        "links": links,
        "features": features,
    });
    Ok(format.answer("Tadmur: gazetteer", MEDIA_TYPE, body.to_string().into_bytes()))
}

/// `GET /collections/gazetteer/items/{id}`
pub(super) async fn item(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let format = Format::asked(&headers, &pairs, &JSON_TYPES)?;
    only_format(&pairs)?;
    let gazetteer = &places(&app)?.gazetteer;
    let found = gazetteer.find(&id);
    let found = found.ok_or_else(|| Problem::NotFound { kind: "place", id: id.clone() })?;
    let here = format!("{}/collections/{NAME}", base(&headers));
    let feature = feature(gazetteer, found).to_string().into_bytes();
    let body = with_links(feature, &item_links(&here, &id, format));
    Ok(format.answer(&format!("Tadmur: {id}"), MEDIA_TYPE, body))
}

/// The places that pass the same filters, for a download. Seeking them may take a while.
pub(super) fn seek(
    app: &App,
    pairs: &Pairs,
) -> Result<impl FnOnce() -> Source + Send + use<>, Problem> {
    let places = Arc::clone(places(app)?);
    let asked = Asked::of(pairs, &FILTERS)?;
    Ok(move || Source::gazetteer(&places, asked.all(&places)))
}

fn places(app: &App) -> Result<&Arc<Searched>, Problem> {
    let missing = || Problem::NotFound { kind: "collection", id: NAME.to_owned() };
    app.places.as_ref().ok_or_else(missing)
}

/// What is told of a place.
pub(super) fn feature(gazetteer: &Gazetteer, id: PlaceId) -> Value {
    let feature = GeoJsonFeature::from(known(gazetteer, id));
    let mut feature = serde_json::to_value(feature).unwrap_or_default();
    if let Some(BBox { west, south, east, north }) = gazetteer.place(id).bbox {
        feature["bbox"] = json!([west, south, east, north]);
    }
    feature
}
