//! What a person who types is offered: places, types, properties; and a place in a small frame.

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use tadmur_geoparser::gazetteer::search;
use tadmur_geoparser::place::Kind;

use crate::server::App;
use crate::server::problem::Problem;
use crate::server::reconcile::candidates::description;
use crate::server::reconcile::{PLACE, PROPERTIES, open, places};

/// So many are offered at once.
const MOST: usize = 20;

/// What was typed so far, and how many were shown already.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    cursor: usize,
}

/// `GET /reconcile/suggest/entity`
pub(super) async fn entities(
    State(app): State<App>,
    Query(typed): Query<Typed>,
) -> Result<Response, Problem> {
    let places = places(&app)?;
    let gazetteer = &places.gazetteer;
    let limit = typed.cursor.min(1000) + MOST;
    let found = places.find(&search::Query { limit, ..search::Query::of(&typed.prefix) });
    let written = found.iter().skip(typed.cursor).map(|it| {
        let place = gazetteer.place(it.place);
        let notable = [json!({ "id": place.kind.as_str(), "name": place.kind.as_str() })];
        json!({
            "id": place.key,
            "name": place.label,
            "description": description(gazetteer, it.place),
            "notable": notable,
        })
    });
    Ok(open(&json!({ "result": written.collect::<Vec<_>>() })))
}

/// `GET /reconcile/suggest/type`
pub(super) async fn types(Query(typed): Query<Typed>) -> Response {
    let kinds = Kind::ALL.iter().map(|it| (it.as_str(), it.as_str()));
    chosen(std::iter::once((PLACE, "Place")).chain(kinds), &typed)
}

/// `GET /reconcile/suggest/property`
pub(super) async fn properties(Query(typed): Query<Typed>) -> Response {
    chosen(PROPERTIES.into_iter(), &typed)
}

fn chosen<'t>(all: impl Iterator<Item = (&'t str, &'t str)>, typed: &Typed) -> Response {
    let prefix = typed.prefix.to_lowercase();
    let begins = |(id, name): &(&str, &str)| {
        id.starts_with(&prefix) || name.to_lowercase().split(' ').any(|it| it.starts_with(&prefix))
    };
    let written = all.filter(begins).skip(typed.cursor).take(MOST);
    let written: Vec<Value> = written.map(|(id, name)| json!({ "id": id, "name": name })).collect();
    open(&json!({ "result": written }))
}

/// Which type columns are wanted for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    r#type: String,
    limit: Option<usize>,
}

/// `GET /reconcile/extend/propose`
pub(super) async fn propose(Query(wanted): Query<Wanted>) -> Response {
    let of = if wanted.r#type.is_empty() { PLACE } else { &wanted.r#type };
    let limit = wanted.limit.unwrap_or(usize::MAX);
    let properties = PROPERTIES.into_iter().take(limit);
    let written: Vec<Value> =
        properties.map(|(id, name)| json!({ "id": id, "name": name })).collect();
    open(&json!({ "type": of, "properties": written }))
}

/// Which place is looked at.
#[derive(Debug, Deserialize)]
pub(super) struct Looked {
    #[serde(default)]
    id: String,
}

/// `GET /reconcile/preview`
pub(super) async fn preview(
    State(app): State<App>,
    Query(Looked { id }): Query<Looked>,
) -> Result<Response, Problem> {
    let gazetteer = &places(&app)?.gazetteer;
    let missing = || Problem::NotFound { kind: "place", id: id.clone() };
    let found = gazetteer.find(&id).ok_or_else(missing)?;
    let place = gazetteer.place(found);
    let names: Vec<&str> = gazetteer.names(found).skip(1).take(8).map(|it| it.text).collect();
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>{label}</title>\
         <h3>{label}</h3><p>{description}<br>{lat}, {lon}<br>{key}</p><p>{names}</p></html>",
        label = escaped(place.label),
        description = escaped(&description(gazetteer, found)),
        lat = place.point.lat(),
        lon = place.point.lon(),
        key = escaped(place.key),
        names = escaped(&names.join(" · ")),
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        // pages of other hosts show it in a frame; there is nothing in it that runs or loads
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *",
        ),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    Ok((headers, html).into_response())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
