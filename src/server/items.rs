//! `GET /collections/{collection}/items`, and one of them at `…/items/{id}`.
//!
//! # Conformance
//!
//! OGC API - Features - Part 1: `core` (7.15 features, 7.16 feature), `geojson`. `limit` above the most is taken for
//! the most (7.15.2). Unlike 7.15.4, `datetime` leaves out what has no time: a map of one month must not show what
//! may be of any other.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::{Timestamp, Unit};
use serde::Serialize;

use crate::export::geojson::{self, MEDIA_TYPE};
use crate::server::App;
use crate::server::collections::Collection;
use crate::server::links::{self, Link, Pairs, base, no_parameters};
use crate::server::problem::Problem;
use crate::store::{Filter, Row};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page<F> {
    r#type: &'static str,
    time_stamp: String,
    number_matched: usize,
    number_returned: usize,
    links: Vec<Link>,
    features: Vec<F>,
}

#[derive(Serialize)]
struct Item<F> {
    #[serde(flatten)]
    feature: F,
    links: [Link; 2],
}

/// `GET /collections/{collection}/items`
pub(crate) async fn items(
    State(app): State<App>,
    Path(collection): Path<String>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let collection = Collection::named(&collection)?;
    let filter = links::filter(&pairs, &[&Filter::NAMES[..], &Filter::PAGING].concat())?;
    let base = format!("{}/collections/{}", base(&headers), collection.name());
    let snapshot = app.snapshot();
    let body = match collection {
        Collection::Mentions => {
            let rows = snapshot.store.rows(&filter);
            let wire = |row: &Row| geojson::mention(snapshot.store.feature(*row));
            geojson::to_json(&page(&rows, wire, &filter, &base, &pairs))
        }
        Collection::Places => {
            let places = snapshot.store.place_counts(&filter);
            geojson::to_json(&page(&places, geojson::place, &filter, &base, &pairs))
        }
    };
    Ok(super::json(MEDIA_TYPE, body))
}

fn page<'t, T, F>(
    all: &'t [T],
    wire: impl Fn(&'t T) -> F,
    filter: &Filter,
    base: &str,
    pairs: &Pairs,
) -> Page<F> {
    let features: Vec<F> = all.iter().skip(filter.offset).take(filter.limit).map(wire).collect();
    let here = format!("{base}/items");
    let at = |change| format!("{here}{}", links::query(pairs, change));
    let mut links = vec![
        Link::new(at(None), "self", MEDIA_TYPE, "This page"),
        Link::new(base.to_owned(), "collection", "application/json", "The collection"),
    ];
    let end = filter.offset.saturating_add(features.len());
    if !features.is_empty() && end < all.len() {
        let next = at(Some(("offset", end.to_string())));
        links.push(Link::new(next, "next", MEDIA_TYPE, "The next page"));
    }
    if filter.offset > 0 {
        let before = filter.offset.min(all.len()).saturating_sub(filter.limit);
        let prev = at(Some(("offset", before.to_string())));
        links.push(Link::new(prev, "prev", MEDIA_TYPE, "The page before"));
    }
    Page {
        r#type: "FeatureCollection",
        time_stamp: now(),
        number_matched: all.len(),
        number_returned: features.len(),
        links,
        features,
    }
}

/// `GET /collections/{collection}/items/{id}`
pub(crate) async fn item(
    State(app): State<App>,
    Path((collection, id)): Path<(String, String)>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    let collection = Collection::named(&collection)?;
    let base = format!("{}/collections/{}", base(&headers), collection.name());
    let links = [
        Link::new(format!("{base}/items/{id}"), "self", MEDIA_TYPE, "This feature"),
        Link::new(base, "collection", "application/json", "The collection"),
    ];
    let missing = |kind| Problem::NotFound { kind, id: id.clone() };
    let snapshot = app.snapshot();
    let body = match collection {
        Collection::Mentions => {
            let feature = snapshot.store.find(&id).ok_or_else(|| missing("mention"))?;
            geojson::to_json(&Item { feature: geojson::mention(feature), links })
        }
        Collection::Places => {
            let filter = Filter { places: vec![id.clone()], ..Filter::default() };
            let places = snapshot.store.place_counts(&filter);
            let place = places.first().ok_or_else(|| missing("place"))?;
            geojson::to_json(&Item { feature: geojson::place(place), links })
        }
    };
    Ok(super::json(MEDIA_TYPE, body))
}

/// When the answer was made, to the second, in UTC.
fn now() -> String {
    let now = Timestamp::now();
    now.round(Unit::Second).unwrap_or(now).to_string()
}
