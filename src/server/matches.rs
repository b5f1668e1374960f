//! `GET /matches?q=`: which mentions of `index.bin` the words are found with, by their positions there.
//!
//! For the map, which has everything but the texts: it asks for words alone, and filters by the rest itself.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use tadmur_geoparser::geoparse::Role;

use crate::export::geojson;
use crate::server::App;
use crate::server::links::{self, Pairs};
use crate::server::problem::Problem;
use crate::store::Filter;

#[derive(Serialize)]
struct Matches<'a> {
    version: &'a str,
    mentions: Vec<usize>,
}

/// `GET /matches`
pub(crate) async fn matches(State(app): State<App>, pairs: Pairs) -> Result<Response, Problem> {
    let sought = Filter { roles: Role::ALL.to_vec(), ..links::filter(&pairs, &["q"])? };
    let all = Filter { q: None, ..sought.clone() };
    let snapshot = app.snapshot();
    let mut found = snapshot.store.rows(&sought).into_iter().peekable();
    let rows = snapshot.store.rows(&all).into_iter().enumerate();
    let mentions = rows.filter(|(_, row)| found.next_if_eq(row).is_some()).map(|(at, _)| at);
    let matches = Matches { version: &snapshot.version, mentions: mentions.collect() };
    Ok(super::json("application/json", geojson::to_json(&matches)))
}
