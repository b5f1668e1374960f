//! `GET /collections`, `GET /collections/{collection}`: what there is.
//!
//! # Conformance
//!
//! OGC API - Features - Part 1: `core` (7.13, 7.14 feature collections).

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use crate::export::geojson;
use crate::server::App;
use crate::server::gazetteer;
use crate::server::links::{Link, Pairs, base, no_parameters};
use crate::server::problem::Problem;
use crate::store::Extent;

const JSON: &str = "application/json";
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// A collection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Collection {
    Mentions,
    Places,
}

impl Collection {
    const ALL: [Self; 2] = [Self::Mentions, Self::Places];

    pub(crate) fn named(name: &str) -> Result<Self, Problem> {
        let found = Self::ALL.into_iter().find(|it| it.name() == name);
        found.ok_or_else(|| Problem::NotFound { kind: "collection", id: name.to_owned() })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mentions => "mentions",
            Self::Places => "places",
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::Mentions => {
                "One feature a mention of a place, with the time its clause speaks of"
            }
            Self::Places => "One feature a place, with how often it is mentioned",
        }
    }

    fn describe(self, base: &str, extent: Extent) -> Value {
        let name = self.name();
        let here = format!("{base}/collections/{name}");
        let download = format!("{base}/export/{name}.geojson");
        let bbox = extent.bbox.map(|it| [[it.west, it.south, it.east, it.north]]);
        let interval = extent.time.map(|it| {
            let first = geojson::first_day(it).map(|day| format!("{day}T00:00:00Z"));
            let last = geojson::last_day(it).map(|day| format!("{day}T23:59:59Z"));
            [[first, last]]
        });
        let mut described = json!({
            "id": name,
            "title": format!("Tadmur: {name}"),
            "description": self.description(),
            "itemType": "feature",
            "crs": [CRS84],
            "links": [
                Link::new(here.clone(), "self", JSON, "This collection"),
                Link::new(format!("{here}/items"), "items", geojson::MEDIA_TYPE, "Its features"),
                Link::new(download, "enclosure", geojson::MEDIA_TYPE, "All of them in one file"),
            ],
        });
        if let Some(bbox) = bbox {
            described["extent"]["spatial"] = json!({ "bbox": bbox, "crs": CRS84 });
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
    no_parameters(&pairs)?;
    let base = base(&headers);
    let extent = app.snapshot().store.extent();
    let mut described = Collection::ALL.map(|it| it.describe(&base, extent)).to_vec();
    if app.places.is_some() {
        described.push(gazetteer::described(&base));
    }
    let links = [Link::new(format!("{base}/collections"), "self", JSON, "The collections")];
    Ok(super::json(JSON, json!({ "links": links, "collections": described }).to_string()))
}

/// `GET /collections/{collection}`
pub(crate) async fn collection(
    State(app): State<App>,
    Path(collection): Path<String>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    let collection = Collection::named(&collection)?;
    let described = collection.describe(&base(&headers), app.snapshot().store.extent());
    Ok(super::json(JSON, described.to_string()))
}
