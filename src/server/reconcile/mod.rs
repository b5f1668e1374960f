//! `/reconcile`: places for the names in other people's tables.
//!
//! # Conformance
//!
//! W3C Reconciliation Service API 0.2 (Community Group report, 10 April 2023): manifest, query batches, suggest, preview,
//! data extension. Every answer may be read by pages of other hosts, as section 3.1 asks.

mod candidates;
mod extend;
mod suggest;

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use serde_json::{Value, json};

use crate::gazetteer::Searched;
use crate::server::App;
use crate::server::links::base;
use crate::server::problem::Problem;
use crate::server::reconcile::candidates::{Asked, candidates};
use crate::server::reconcile::suggest::{entities, preview, properties, propose, types};

/// More than this in a batch are refused; `OpenRefine` sends ten.
pub(super) const MOST_QUERIES: usize = 1000;

/// The type of everything.
const PLACE: &str = "place";

/// What is told of a place beside its name: id, name.
const PROPERTIES: [(&str, &str); 10] = [
    ("country", "country"),
    ("parent", "contained in"),
    ("kind", "kind of place"),
    ("lat", "latitude"),
    ("lon", "longitude"),
    ("bbox", "bounding box"),
    ("population", "population"),
    ("names", "names"),
    ("wikidata", "Wikidata id"),
    ("geonames", "GeoNames id"),
];

/// The routes.
pub(super) fn routes() -> Router<App> {
    let open = |route: MethodRouter<App>| route.options(preflight);
    Router::new()
        .route("/reconcile", open(get(reconcile).post(reconcile)))
        .route("/reconcile/suggest/entity", open(get(entities)))
        .route("/reconcile/suggest/type", open(get(types)))
        .route("/reconcile/suggest/property", open(get(properties)))
        .route("/reconcile/extend/propose", open(get(propose)))
        .route("/reconcile/preview", open(get(preview)))
}

/// `GET /reconcile`, `POST /reconcile`
async fn reconcile(
    State(app): State<App>,
    headers: HeaderMap,
    Query(pairs): Query<Vec<(String, String)>>,
    body: Bytes,
) -> Result<Response, Problem> {
    let _place = if body.is_empty() { None } else { Some(app.gate.place()?) };
    let places = places(&app)?;
    let form = form_urlencoded::parse(&body).into_owned();
    let pairs: BTreeMap<String, String> = pairs.into_iter().chain(form).collect();
    if let Some(batch) = pairs.get("queries") {
        let batch: BTreeMap<String, Asked> =
            serde_json::from_str(batch).map_err(|error| Problem::json("queries", &error))?;
        if batch.len() > MOST_QUERIES {
            return Err(Problem::TooMany { most: MOST_QUERIES });
        }
        let answers: BTreeMap<&String, Value> = batch
            .iter()
            .map(|(id, asked)| (id, json!({ "result": candidates(places, asked) })))
            .collect();
        return Ok(open(&json!(answers)));
    }
    if let Some(extend) = pairs.get("extend") {
        let asked =
            serde_json::from_str(extend).map_err(|error| Problem::json("extend", &error))?;
        return Ok(open(&extend::extend(&places.gazetteer, &asked)));
    }
    Ok(open(&manifest(&base(&headers))))
}

/// `OPTIONS` of every path here: pages of other hosts may ask.
async fn preflight() -> Response {
    let allow = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (StatusCode::NO_CONTENT, allow).into_response()
}

fn manifest(base: &str) -> Value {
    let service = format!("{base}/reconcile");
    let suggest =
        |what: &str| json!({ "service_url": service, "service_path": format!("/suggest/{what}") });
    json!({
        "versions": ["0.2"],
        "name": "Tadmur gazetteer",
        "identifierSpace": format!("{base}/collections/gazetteer/items/"),
        "schemaSpace": format!("{base}/reconcile/properties/"),
        "defaultTypes": [{ "id": PLACE, "name": "Place" }],
        "batchSize": 100,
        "view": { "url": format!("{base}/collections/gazetteer/items/{{{{id}}}}") },
        "preview": {
            "url": format!("{service}/preview?id={{{{id}}}}"), "width": 400, "height": 140,
        },
        "suggest": {
            "entity": suggest("entity"), "type": suggest("type"), "property": suggest("property"),
        },
        "extend": {
            "propose_properties": { "service_url": service, "service_path": "/extend/propose" },
            "property_settings": [],
        },
    })
}

fn places(app: &App) -> Result<&Searched, Problem> {
    let missing = || Problem::NotFound { kind: "gazetteer", id: "reconcile".to_owned() };
    app.places.as_deref().ok_or_else(missing)
}

/// JSON that pages of other hosts may read.
fn open(value: &Value) -> Response {
    let mut response = super::json("application/json", value.to_string());
    let all = HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, all);
    response
}
