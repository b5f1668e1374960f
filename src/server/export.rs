//! `GET /export/{collection}.geojson`: everything that passes the filter, streamed, as a download.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use crate::export::geojson;
use crate::server::App;
use crate::server::collections::Collection;
use crate::server::links::{self, Pairs};
use crate::server::problem::Problem;
use crate::store::Filter;

/// `GET /export/{file}`
pub(crate) async fn export(
    State(app): State<App>,
    Path(file): Path<String>,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let name = file.strip_suffix(".geojson").and_then(|name| Collection::named(name).ok());
    let missing = || Problem::NotFound { kind: "export", id: file.clone() };
    let collection = name.ok_or_else(missing)?;
    let filter = links::filter(&pairs, &Filter::NAMES)?;
    let snapshot = app.snapshot();
    let body = match collection {
        Collection::Mentions => {
            let rows = snapshot.store.rows(&filter).into_iter();
            let json = move |row| geojson::to_json(&geojson::mention(snapshot.store.feature(row)));
            streamed(geojson::chunks(rows.map(json)))
        }
        Collection::Places => {
            let counts = snapshot.store.place_counts(&filter);
            let json = |count| geojson::to_json(&geojson::place(&count));
            let places: Vec<_> = counts.into_iter().map(json).collect();
            streamed(geojson::chunks(places.into_iter()))
        }
    };
    let attachment = format!("attachment; filename=\"{}.geojson\"", collection.name());
    let headers = [
        (header::CONTENT_TYPE, geojson::MEDIA_TYPE.to_owned()),
        (header::CONTENT_DISPOSITION, attachment),
    ];
    Ok((headers, body).into_response())
}

fn streamed(chunks: impl Iterator<Item = Vec<u8>> + Send + 'static) -> Body {
    Body::from_stream(stream::iter(chunks.map(Ok::<_, Infallible>)))
}
