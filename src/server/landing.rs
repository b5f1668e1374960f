//! `GET /`: the map for people, the landing page of the API for programs; `GET /conformance`; `GET /api`.
//!
//! # Conformance
//!
//! OGC API - Features - Part 1: `core` (7.2 landing page, 7.3 API definition, 7.4 conformance), `html`, `oas30`.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::server::accept::Format;
use crate::server::links::{Link, Pairs, base, only_format};
use crate::server::problem::Problem;
use crate::server::{App, CONTENT_SECURITY_POLICY, assets, openapi};

const JSON: &str = "application/json";

/// The media type of the API's definition.
pub(super) const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";

/// What this server claims to keep to; each claim has a test.
pub(crate) const CONFORMS_TO: [&str; 27] = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/landing-page",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/datetime",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
];

/// `GET /`
pub(crate) async fn landing(
    State(app): State<App>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let embedded = pairs.iter().any(|(name, value)| name == "embed" && value == "1");
    let mut response = match Format::asked(&headers, &pairs, &[JSON])? {
        Format::Json if !embedded => landing_page(&base(&headers)),
        _ => map(&app, &headers, embedded)?,
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// The map. Framed by other pages when they ask for it to be embedded.
fn map(app: &App, headers: &HeaderMap, embedded: bool) -> Result<Response, Problem> {
    let mut response = assets::page("index.html", headers, app.basemap.as_deref())?;
    if embedded {
        let policy = app
            .policy
            .to_str()
            .unwrap_or(CONTENT_SECURITY_POLICY)
            .replace("frame-ancestors 'none'", "frame-ancestors *");
        if let Ok(policy) = HeaderValue::try_from(policy) {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
    Ok(response)
}

fn landing_page(base: &str) -> Response {
    let links = [
        Link::new(format!("{base}/?f=json"), "self", JSON, "This page"),
        Link::new(format!("{base}/?f=html"), "alternate", "text/html", "The map"),
        Link::new(format!("{base}/api?f=json"), "service-desc", OPENAPI, "The API, defined"),
        Link::new(format!("{base}/api?f=html"), "service-doc", "text/html", "The API, to try"),
        Link::new(format!("{base}/conformance"), "conformance", JSON, "What this API keeps to"),
        Link::new(format!("{base}/collections"), "data", JSON, "The collections"),
    ];
    let page = json!({
        "title": "Tadmur",
        "description": "The places that articles mention, with the times they speak of",
        "links": links,
    });
    super::json(JSON, page.to_string())
}

/// `GET /conformance`
pub(crate) async fn conformance(headers: HeaderMap, pairs: Pairs) -> Result<Response, Problem> {
    let format = Format::asked(&headers, &pairs, &[JSON])?;
    only_format(&pairs)?;
    let body = json!({ "conformsTo": CONFORMS_TO }).to_string();
    Ok(format.answer("Tadmur: conformance", JSON, body.into_bytes()))
}

/// `GET /api`
pub(crate) async fn api(headers: HeaderMap, pairs: Pairs) -> Result<Response, Problem> {
    let format = Format::asked(&headers, &pairs, &[OPENAPI, JSON, "application/openapi+json"])?;
    only_format(&pairs)?;
    let mut response = match format {
        Format::Json => super::json(OPENAPI, openapi::document(&base(&headers)).to_string()),
        Format::Html => file("text/html; charset=utf-8", include_str!("pages/api.html")),
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// `GET /api.css`
pub(crate) async fn style() -> Response {
    file("text/css; charset=utf-8", include_str!("pages/api.css"))
}

/// `GET /api.js`
pub(crate) async fn script() -> Response {
    file("text/javascript; charset=utf-8", include_str!("pages/api.js"))
}

fn file(media_type: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}
