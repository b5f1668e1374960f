//! `GET /collections/mentions/items/{id}/why`: why the mention was taken for this place, and what came second.
//!
//! The article is parsed again: nothing of this is kept.

use axum::extract::{Path, State};
use axum::response::Response;
use tokio::task;

use crate::export::{geojson, why};
use crate::feature::whys;
use crate::server::App;
use crate::server::links::{Pairs, no_parameters};
use crate::server::problem::Problem;

/// `GET /collections/mentions/items/{id}/why`
pub(crate) async fn why(
    State(app): State<App>,
    Path(id): Path<String>,
    pairs: Pairs,
) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    // parsing an article of megabytes takes a while; other requests go on meanwhile
    let asked = id.clone();
    let found = task::spawn_blocking(move || told(&app, &asked)).await.ok().flatten();
    let body = found.ok_or(Problem::NotFound { kind: "mention", id })?;
    Ok(super::json("application/json", body))
}

/// The answer; `None` when there is no such mention, or no gazetteer to parse with.
fn told(app: &App, id: &str) -> Option<Vec<u8>> {
    let places = app.places.as_ref()?;
    let snapshot = app.snapshot();
    let page = snapshot.store.page(&snapshot.store.find(id)?.article.id)?;
    let whys = whys(&places.gazetteer, &page, None);
    whys.iter().find(|it| it.id == id).map(|it| geojson::to_json(&why::to_json(it)))
}
