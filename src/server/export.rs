//! `GET /export`, `GET /export/{collection}.{format}`: everything that passes the filter, streamed, as a download.

use std::io;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use tokio::task;

use crate::export::{Collection, Format, Source, Stream, geojson};
use crate::server::App;
use crate::server::links::{self, Pairs, no_parameters};
use crate::server::problem::Problem;
use crate::store::Filter;

#[derive(Serialize)]
struct WireFormat {
    name: &'static str,
    media_type: &'static str,
    title: &'static str,
    collections: Vec<&'static str>,
}

/// `GET /export`
pub(crate) async fn formats(pairs: Pairs) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    let formats: Vec<_> = Format::ALL
        .iter()
        .map(|it| WireFormat {
            name: it.name(),
            media_type: it.media_type(),
            title: it.title(),
            collections: Collection::ALL
                .into_iter()
                .filter(|collection| it.holds(*collection))
                .map(Collection::name)
                .collect(),
        })
        .collect();
    Ok(super::json("application/json", geojson::to_json(&formats)))
}

/// `GET /export/{file}`
pub(crate) async fn export(
    State(app): State<App>,
    Path(file): Path<String>,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let asked = file.split_once('.').and_then(|(name, format)| {
        let (collection, format) = (Collection::named(name)?, Format::named(format)?);
        format.holds(collection).then_some((collection, format))
    });
    let missing = || Problem::NotFound { kind: "export", id: file.clone() };
    let (collection, format) = asked.ok_or_else(missing)?;
    let filter = links::filter(&pairs, &Filter::NAMES)?;
    let snapshot = app.snapshot();
    let begun = task::spawn_blocking(move || {
        Stream::of(Source::of(collection, &snapshot.store, &filter), format)
    });
    let begun = begun.await.map_err(io::Error::other).flatten();
    let chunks = begun.map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull => Problem::Full,
        _ => Problem::Broken,
    })?;
    let attachment = format!("attachment; filename=\"{file}\"");
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, attachment),
    ];
    Ok((headers, Body::from_stream(stream::iter(chunks))).into_response())
}
