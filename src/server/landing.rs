//! `GET /`: the map for people, the landing page of the API for programs; `GET /conformance`.
//!
//! # Conformance
//!
//! OGC API - Features - Part 1: `core` (7.2 landing page, 7.4 conformance). There is no API definition yet.

use std::sync::LazyLock;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use serde_json::json;

use crate::server::links::{Link, Pairs, base, no_parameters};
use crate::server::problem::Problem;
use crate::server::{App, CONTENT_SECURITY_POLICY, assets};
use crate::store::filter;

const JSON: &str = "application/json";

/// What this server claims to keep to; each claim has a test.
const CONFORMS_TO: [&str; 2] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
];

/// For the map alone, which other pages may show in a frame: they see its picture, never its data.
static FRAMED: LazyLock<HeaderValue> = LazyLock::new(|| {
    let policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *");
    HeaderValue::try_from(policy).expect("a policy is ASCII")
});

/// `GET /`
pub(crate) async fn landing(
    State(_): State<App>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let format = pairs.iter().find(|(name, _)| name == "f").map(|(_, value)| value.as_str());
    match format {
        Some("json") => Ok(landing_page(&base(&headers))),
        None if accepts_only_json(&headers) => Ok(landing_page(&base(&headers))),
        None | Some("html") => {
            let mut page = assets::page("index.html", &headers)?;
            if pairs.iter().any(|(name, value)| name == "embed" && value == "1") {
                page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, FRAMED.clone());
            }
            Ok(page)
        }
        Some(other) => {
            let value = other.to_owned();
            let expected = "`json` or `html`".to_owned();
            Err(filter::Error::Value { parameter: "f", value, expected }.into())
        }
    }
}

fn accepts_only_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    accept.contains(JSON) && !accept.contains("text/html")
}

fn landing_page(base: &str) -> Response {
    let links = [
        Link::new(format!("{base}/?f=json"), "self", JSON, "This page"),
        Link::new(format!("{base}/"), "alternate", "text/html", "The map"),
        Link::new(format!("{base}/conformance"), "conformance", JSON, "What this API keeps to"),
        Link::new(format!("{base}/collections"), "data", JSON, "Mentions and places"),
    ];
    let page = json!({
        "title": "Tadmur",
        "description": "The places that articles mention, with the times they speak of",
        "links": links,
    });
    super::json(JSON, page.to_string())
}

/// `GET /conformance`
pub(crate) async fn conformance(pairs: Pairs) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    Ok(super::json(JSON, json!({ "conformsTo": CONFORMS_TO }).to_string()))
}
