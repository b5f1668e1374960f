//! What a person who types is offered: places, types, properties; and a place in a small frame.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tadmur_geoparser::gazetteer::search;
use tadmur_geoparser::place::Kind;

use crate::server::App;
use crate::server::links::Pairs;
use crate::server::problem::Problem;
use crate::server::reconcile::candidates::description;
use crate::server::reconcile::{PLACE, PROPERTIES, open, places};
use crate::store::filter;

/// So many are offered at once.
const MOST: usize = 20;

/// What was typed so far, and how many were shown already.
struct Typed<'p> {
    prefix: &'p str,
    cursor: usize,
}

impl<'p> Typed<'p> {
    fn of(pairs: &'p Pairs) -> Result<Self, Problem> {
        let prefix = value(pairs, "prefix")?.unwrap_or_default();
        Ok(Self { prefix, cursor: number(pairs, "cursor")?.unwrap_or(0) })
    }
}

/// The value of this parameter. What else is asked, such as the name of a JavaScript function, means nothing here.
fn value<'p>(pairs: &'p Pairs, parameter: &str) -> Result<Option<&'p str>, Problem> {
    let mut values = pairs.iter().filter(|(name, _)| name == parameter).map(|(_, value)| &**value);
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        _ => Err(filter::Error::Repeated { parameter: parameter.to_owned() }.into()),
    }
}

fn number(pairs: &Pairs, parameter: &'static str) -> Result<Option<usize>, Problem> {
    let value = value(pairs, parameter)?;
    let number = value.map(|it| filter::whole_number(parameter, it, 0..=MOST_TYPED)).transpose();
    Ok(number?)
}

/// No more are counted.
const MOST_TYPED: usize = u32::MAX as usize;

/// `GET /reconcile/suggest/entity`
pub(super) async fn entities(State(app): State<App>, pairs: Pairs) -> Result<Response, Problem> {
    let typed = Typed::of(&pairs)?;
    let places = places(&app)?;
    let gazetteer = &places.gazetteer;
    let limit = typed.cursor.min(1000) + MOST;
    let found = places.find(&search::Query { limit, ..search::Query::of(typed.prefix) });
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
pub(super) async fn types(pairs: Pairs) -> Result<Response, Problem> {
    let kinds = Kind::ALL.iter().map(|it| (it.as_str(), it.as_str()));
    Ok(chosen(std::iter::once((PLACE, "Place")).chain(kinds), &Typed::of(&pairs)?))
}

/// `GET /reconcile/suggest/property`
pub(super) async fn properties(pairs: Pairs) -> Result<Response, Problem> {
    Ok(chosen(PROPERTIES.into_iter(), &Typed::of(&pairs)?))
}

fn chosen<'t>(all: impl Iterator<Item = (&'t str, &'t str)>, typed: &Typed<'_>) -> Response {
    let prefix = typed.prefix.to_lowercase();
    let begins = |(id, name): &(&str, &str)| {
        id.starts_with(&prefix) || name.to_lowercase().split(' ').any(|it| it.starts_with(&prefix))
    };
    let written = all.filter(begins).skip(typed.cursor).take(MOST);
    let written: Vec<Value> = written.map(|(id, name)| json!({ "id": id, "name": name })).collect();
    open(&json!({ "result": written }))
}

/// `GET /reconcile/extend/propose`
pub(super) async fn propose(pairs: Pairs) -> Result<Response, Problem> {
    let of = value(&pairs, "type")?.filter(|it| !it.is_empty()).unwrap_or(PLACE);
    let limit = number(&pairs, "limit")?.unwrap_or(usize::MAX);
    let properties = PROPERTIES.into_iter().take(limit);
    let written: Vec<Value> =
        properties.map(|(id, name)| json!({ "id": id, "name": name })).collect();
    Ok(open(&json!({ "type": of, "properties": written })))
}

/// `GET /reconcile/preview`
pub(super) async fn preview(State(app): State<App>, pairs: Pairs) -> Result<Response, Problem> {
    let gazetteer = &places(&app)?.gazetteer;
    let id = value(&pairs, "id")?.unwrap_or_default();
    let missing = || Problem::NotFound { kind: "place", id: id.to_owned() };
    let found = gazetteer.find(id).ok_or_else(missing)?;
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
