//! `/collections/gazetteer`: every place we know, whether or not an article mentions it.
//!
//! # Conformance
//!
//! OGC API - Features - Part 1: `core`, `geojson`, with `q` after OGC API - Records (20-004, 8.3.4): places by name, the
//! likeliest first.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::gazetteer::search::Query;
use tadmur_geoparser::place::{BBox, CountryCode, Kind, PlaceId};

use crate::export::geojson::MEDIA_TYPE;
use crate::gazetteer::Searched;
use crate::server::App;
use crate::server::accept::Format;
use crate::server::items::{JSON_TYPES, item_links, now, with_links};
use crate::server::links::{self, Link, Pairs, base, only_format};
use crate::server::problem::Problem;
use crate::store::{Filter, filter};

const NAME: &str = "gazetteer";
const JSON: &str = "application/json";
/// The parameters of its items. Its places have no time, so `datetime` leaves none of them out.
pub(super) const PARAMETERS: [&str; 8] =
    ["q", "bbox", "datetime", "country", "kind", "limit", "offset", "f"];

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
    fn of(pairs: &Pairs) -> Result<Self, Problem> {
        let (own, shared): (Vec<_>, Vec<_>) = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| *name != "f")
            .partition(|(name, _)| ["q", "country", "kind"].contains(name));
        let filter = Filter::from_pairs(shared, &PARAMETERS)?;
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
        let gazetteer = &places.gazetteer;
        if let Some(q) = &self.q {
            let query = Query {
                text: q,
                kinds: &self.kinds,
                country: self.country,
                bbox: self.bbox,
                limit: MOST_FOUND,
            };
            let found = places.find(&query);
            let page = found.iter().skip(self.offset).take(self.limit).map(|it| it.place);
            return (page.collect(), found.len());
        }
        let passes = |id: &PlaceId| {
            let place = gazetteer.place(*id);
            (self.kinds.is_empty() || self.kinds.contains(&place.kind))
                && self.country.is_none_or(|it| place.country == Some(it))
                && self.bbox.is_none_or(|it| it.contains(place.point))
        };
        if self.kinds.is_empty() && self.country.is_none() && self.bbox.is_none() {
            let page = gazetteer.ids().skip(self.offset).take(self.limit);
            return (page.collect(), gazetteer.len());
        }
        let all: Vec<PlaceId> = gazetteer.ids().filter(passes).collect();
        let n = all.len();
        (all.into_iter().skip(self.offset).take(self.limit).collect(), n)
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
    json!({
        "id": NAME,
        "title": "Tadmur: gazetteer",
        "description": "Every place that is known, with its names; q finds them by name",
        "itemType": "feature",
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        "extent": { "spatial": { "bbox": [[-180, -90, 180, 90]] } },
        "links": [
            Link::new(here.clone(), "self", JSON, "This collection"),
            Link::new(format!("{here}?f=html"), "alternate", "text/html", "The same for people"),
            Link::new(format!("{here}/items"), "items", MEDIA_TYPE, "Its features"),
            Link::new(format!("{here}/items?f=html"), "items", "text/html", "Its features for people"),
        ],
    })
}

/// `GET /collections/gazetteer/items`
pub(super) async fn items(
    State(app): State<App>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let places = places(&app)?;
    let format = Format::asked(&headers, &pairs, &JSON_TYPES)?;
    let asked = Asked::of(&pairs)?;
    let (page, n_matched) = asked.page(places);
    let features: Vec<Value> = page.iter().map(|id| feature(&places.gazetteer, *id)).collect();
    let here = format!("{}/collections/{NAME}", base(&headers));
    let at =
        |change: &[(&str, Option<String>)]| format!("{here}/items{}", links::query(&pairs, change));
    let mut links = vec![
        Link::new(at(&[]), "self", MEDIA_TYPE, "This page"),
        Link::new(here.clone(), "collection", JSON, "The collection"),
        Link::new(at(&[("f", Some("html".to_owned()))]), "alternate", "text/html", "For people"),
        Link::new(at(&[("f", Some("json".to_owned()))]), "alternate", MEDIA_TYPE, "For programs"),
    ];
    let end = asked.offset.saturating_add(features.len());
    if !features.is_empty() && end < n_matched {
        links.push(Link::new(
            at(&[("offset", Some(end.to_string()))]),
            "next",
            MEDIA_TYPE,
            "The next page",
        ));
    }
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

fn places(app: &App) -> Result<&Searched, Problem> {
    let missing = || Problem::NotFound { kind: "collection", id: NAME.to_owned() };
    app.places.as_deref().ok_or_else(missing)
}

/// What is told of a place.
pub(super) fn feature(gazetteer: &Gazetteer, id: PlaceId) -> Value {
    let place = gazetteer.place(id);
    let parent = place.parent.map(|it| gazetteer.place(it));
    let names: Vec<&str> = gazetteer.names(id).skip(1).map(|it| it.text).collect();
    let matches: Vec<&str> = gazetteer.matches(id).collect();
    let mut feature = Map::new();
    feature.insert("type".to_owned(), json!("Feature"));
    feature.insert("id".to_owned(), json!(place.key));
    if let Some(BBox { west, south, east, north }) = place.bbox {
        feature.insert("bbox".to_owned(), json!([west, south, east, north]));
    }
    let coordinates = [place.point.lon(), place.point.lat()];
    feature.insert("geometry".to_owned(), json!({ "type": "Point", "coordinates": coordinates }));
    feature.insert(
        "properties".to_owned(),
        json!({
            "place_id": place.key,
            "place": place.label,
            "kind": place.kind.as_str(),
            "fcode": Some(place.feature_code).filter(|it| !it.is_empty()),
            "country": place.country.as_ref().map(CountryCode::as_str),
            "parent_id": parent.map(|it| it.key),
            "parent": parent.map(|it| it.label),
            "population": place.population,
            "names": names.join(";"),
            "matches": matches.join(";"),
        }),
    );
    Value::Object(feature)
}
