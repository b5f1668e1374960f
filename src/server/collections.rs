//! `GET /collections`, `GET /collections/{collection}` and its queryables: what there is.
//!
//! # Conformance
//!
//! OGC API - Features - Part 1: `core` (7.13, 7.14 feature collections), `html`. Part 2: `crs`. Part 3: `queryables`.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::place::Kind;
use tadmur_geoparser::text::zones::Zone;

use crate::export::geojson;
use crate::server::App;
use crate::server::accept::{Form, Format};
use crate::server::article_features;
use crate::server::gazetteer;
use crate::server::links::{Link, Pairs, base, only_format};
use crate::server::problem::Problem;
use crate::server::tiles::tilesets_link;
use crate::store::crs::Crs;
use crate::store::order::Order;
use crate::store::property::{Property, Sort};
use crate::store::{Extent, filter};

const JSON: &str = "application/json";
pub(super) const SCHEMA: &str = "application/schema+json";
const QUERYABLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/queryables";

/// A collection that is filtered by its mentions.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Collection {
    Mentions,
    Places,
    Articles,
}

impl Collection {
    pub(crate) const ALL: [Self; 3] = [Self::Mentions, Self::Places, Self::Articles];

    pub(crate) fn named(name: &str) -> Result<Self, Problem> {
        let found = Self::ALL.into_iter().find(|it| it.name() == name);
        found.ok_or_else(|| Problem::NotFound { kind: "collection", id: name.to_owned() })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mentions => "mentions",
            Self::Places => "places",
            Self::Articles => "articles",
        }
    }

    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Mentions => {
                "One feature a mention of a place, with the time its clause speaks of"
            }
            Self::Places => "One feature a place, with how often it is mentioned",
            Self::Articles => "One feature an article, at the places that it mentions",
        }
    }

    /// The names of its features' properties.
    pub(crate) fn property_names(self) -> Vec<&'static str> {
        match self {
            Self::Mentions => {
                let own = ["quote_start", "quote_end"];
                let names = Property::ALL.iter().map(|it| it.as_str()).filter(|it| *it != "id");
                names.chain(own).collect()
            }
            Self::Places => {
                vec!["place_id", "place", "place_ar", "kind", "country", "mentions", "articles"]
            }
            Self::Articles => article_features::PROPERTIES.to_vec(),
        }
    }

    /// What its features can be sorted by.
    pub(crate) fn sortables(self) -> Vec<&'static str> {
        match self {
            Self::Mentions => Property::ALL.iter().map(|it| it.as_str()).collect(),
            Self::Places => vec!["place_id", "place", "kind", "country", "mentions", "articles"],
            Self::Articles => Vec::new(),
        }
    }

    pub(crate) fn order(self, names: Option<&str>) -> Result<Order, filter::Error> {
        let Some(names) = names else { return Ok(Order::default()) };
        let known = self.sortables();
        Order::of(names, &known).map_err(|_unknown| {
            let known = if known.is_empty() { "nothing here".to_owned() } else { known.join(", ") };
            filter::Error::value("sortby", names, format!("a comma list, `-` for down, of {known}"))
        })
    }

    pub(crate) fn properties(self, names: &str) -> Result<Vec<String>, filter::Error> {
        let known = self.property_names();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let chosen: Vec<String> = names.split(',').map(str::to_owned).collect();
        if chosen.iter().all(|it| known.contains(&it.as_str())) {
            return Ok(chosen);
        }
        let expected = format!("a comma list of {}", known.join(", "));
        Err(filter::Error::value("properties", names, expected))
    }

    fn describe(self, base: &str, extent: Extent) -> Value {
        let name = self.name();
        let here = format!("{base}/collections/{name}");
        let bbox = extent.bbox.map(|it| [[it.west, it.south, it.east, it.north]]);
        let interval = extent.time.map(|it| {
            let first = geojson::first_day(it).map(|day| format!("{day}T00:00:00Z"));
            let last = geojson::last_day(it).map(|day| format!("{day}T23:59:59Z"));
            [[first, last]]
        });
        let mut links = vec![
            Link::new(here.clone(), "self", JSON, "This collection"),
            Link::new(format!("{here}?f=html"), "alternate", "text/html", "The same for people"),
            Link::new(format!("{here}/items"), "items", geojson::MEDIA_TYPE, "Its features"),
            Link::new(
                format!("{here}/items?f=html"),
                "items",
                "text/html",
                "Its features for people",
            ),
            Link::new(format!("{here}/queryables"), QUERYABLES, SCHEMA, "What can be asked about"),
        ];
        links.extend(Form::links(&here));
        if self != Self::Articles {
            let download = format!("{base}/export/{name}.geojson");
            let title = "All of them in one file";
            links.push(Link::new(download, "enclosure", geojson::MEDIA_TYPE, title));
            links.push(tilesets_link(base, name));
        }
        let mut described = json!({
            "id": name,
            "title": format!("Tadmur: {name}"),
            "description": self.description(),
            "itemType": "feature",
            "crs": Crs::ALL.map(Crs::uri),
            "storageCrs": Crs::default().uri(),
            "links": links,
        });
        if let Some(bbox) = bbox {
            described["extent"]["spatial"] = json!({ "bbox": bbox, "crs": Crs::default().uri() });
        }
        if let Some(interval) = interval {
            described["extent"]["temporal"] = json!({ "interval": interval });
        }
        described
    }
}

/// `GET /collections`
pub(crate) async fn collections(
    State(app): State<App>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let format = Format::asked(&headers, &pairs, &[JSON])?;
    only_format(&pairs)?;
    let base = base(&headers);
    let extent = app.snapshot().store.extent();
    let mut described = Collection::ALL.map(|it| it.describe(&base, extent)).to_vec();
    if app.places.is_some() {
        described.push(gazetteer::described(&base));
    }
    let here = format!("{base}/collections");
    let links = [
        Link::new(here.clone(), "self", JSON, "The collections"),
        Link::new(format!("{here}?f=html"), "alternate", "text/html", "The same for people"),
    ];
    let body = json!({ "links": links, "crs": Crs::ALL.map(Crs::uri), "collections": described });
    Ok(format.answer("Tadmur: collections", JSON, geojson::to_json(&body)))
}

/// `GET /collections/{collection}`
pub(crate) async fn collection(
    State(app): State<App>,
    Path(collection): Path<String>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let format = Format::asked(&headers, &pairs, &[JSON])?;
    only_format(&pairs)?;
    let collection = Collection::named(&collection)?;
    let described = collection.describe(&base(&headers), app.snapshot().store.extent());
    let title = format!("Tadmur: {}", collection.name());
    Ok(format.answer(&title, JSON, geojson::to_json(&described)))
}

/// `GET /collections/{collection}/queryables`
pub(crate) async fn queryables(
    Path(collection): Path<String>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let format = Format::asked(&headers, &pairs, &[SCHEMA, JSON])?;
    only_format(&pairs)?;
    let collection = Collection::named(&collection)?;
    let name = collection.name();
    let properties = Property::ALL.iter().map(|it| (it.as_str().to_owned(), schema(*it)));
    let mut properties: Map<String, Value> = properties.collect();
    properties.insert("geometry".to_owned(), json!({ "format": "geometry-point" }));
    let body = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{}/collections/{name}/queryables", base(&headers)),
        "type": "object",
        "title": format!("What {name} can be asked about"),
        "description": "Properties of mentions; a place or an article passes when one of its mentions does",
        "additionalProperties": false,
        "properties": properties,
    });
    Ok(format.answer(&format!("Tadmur: queryables of {name}"), SCHEMA, geojson::to_json(&body)))
}

/// A property as JSON Schema.
pub(crate) fn schema(property: Property) -> Value {
    let mut schema = match property.sort() {
        Sort::Text => json!({ "type": "string" }),
        Sort::Number => json!({ "type": "number" }),
        Sort::Whole => json!({ "type": "integer" }),
        Sort::Flag => json!({ "type": "boolean" }),
        Sort::Day => json!({ "type": "string", "format": "date" }),
    };
    let words: Vec<&str> = match property {
        Property::Role => Role::ALL.iter().map(|it| it.as_str()).collect(),
        Property::Zone => Zone::ALL.iter().map(|it| it.as_str()).collect(),
        Property::Kind => Kind::ALL.iter().map(|it| it.as_str()).collect(),
        _ => Vec::new(),
    };
    if !words.is_empty() {
        schema["enum"] = json!(words);
    }
    schema["title"] = json!(property.meaning());
    schema
}
