//! `GET /export`, `GET /export/{collection}.{format}`: everything that passes the filter, streamed, as a download.

use std::io;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt};
use serde::Serialize;
use tokio::task;

use crate::export::{Collection, Format, Source, Stream, geojson};
use crate::server::links::{self, Link, Pairs, no_parameters};
use crate::server::problem::Problem;
use crate::server::shares::Peer;
use crate::server::{App, gazetteer};
use crate::store::Filter;

#[derive(Serialize)]
struct WireFormat {
    name: &'static str,
    media_type: &'static str,
    title: &'static str,
    collections: Vec<&'static str>,
}

/// `GET /export`
pub(crate) async fn formats(State(app): State<App>, pairs: Pairs) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    let formats: Vec<_> = Format::built()
        .map(|it| WireFormat {
            name: it.name(),
            media_type: it.media_type(),
            title: it.title(),
            collections: Collection::ALL
                .into_iter()
                .filter(|collection| it.holds(*collection))
                .filter(|it| *it != Collection::Gazetteer || app.has_places())
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
    peer: Option<Extension<Peer>>,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let asked = file.split_once('.').and_then(|(name, format)| {
        let (collection, format) = (Collection::named(name)?, Format::named(format)?);
        format.holds(collection).then_some((collection, format))
    });
    let missing = || Problem::NotFound { kind: "export", id: file.clone() };
    let (collection, format) = asked.ok_or_else(missing)?;
    if !format.is_built() {
        return Err(Problem::NotBuilt { title: format.title() });
    }
    let source = source(&app, collection, &pairs)?;
    let place = app.gate.download(peer.map(|it| it.0))?;
    let chunks = stream(source, format).await?.into_data_stream();
    // given back when the download has ended, or nobody takes it any more
    let chunks = Body::from_stream(chunks.inspect(move |_| _ = &place));
    let attachment = format!("attachment; filename=\"{file}\"");
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, attachment),
    ];
    Ok((headers, chunks).into_response())
}

type Seek = Box<dyn FnOnce() -> Source + Send>;

/// How to find what passes the filters. It may take a while.
fn source(app: &App, collection: Collection, pairs: &Pairs) -> Result<Seek, Problem> {
    if collection == Collection::Gazetteer {
        return Ok(Box::new(gazetteer::seek(app, pairs)?));
    }
    let filter = links::filter(pairs, &Filter::NAMES)?;
    let snapshot = app.snapshot();
    Ok(Box::new(move || {
        let store = &snapshot.store;
        match collection {
            Collection::Places => Source::places(store.place_counts(&filter)),
            Collection::Articles => Source::articles(store.article_counts(&filter)),
            _ => Source::mentions(store, store.rows(&filter)),
        }
    }))
}

/// A page of items in this format; the links to other pages stand in a header.
pub(super) async fn table(
    source: Source,
    format: Format,
    links: &[Link],
) -> Result<Response, Problem> {
    let name = source.collection().name();
    let attachment = format!("attachment; filename=\"{name}.{}\"", format.name());
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, attachment),
        (header::VARY, "accept".to_owned()),
    ];
    let mut answer = (headers, stream(|| source, format).await?).into_response();
    if let Some(links) = links::header(links) {
        answer.headers_mut().insert(header::LINK, links);
    }
    Ok(answer)
}

/// The items in this format, made as they are sent, where that may take its time.
async fn stream(
    source: impl FnOnce() -> Source + Send + 'static,
    format: Format,
) -> Result<Body, Problem> {
    let begun = task::spawn_blocking(move || Stream::of(source(), format));
    let begun = begun.await.map_err(io::Error::other).flatten();
    let chunks = begun.map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull => Problem::Full,
        _ => Problem::Broken,
    })?;
    if !chunks.is_slow() {
        let pieces = stream::unfold(chunks, async |mut chunks| {
            // a connection takes some megabytes at once: other requests go on between the pieces
            task::yield_now().await;
            Some((chunks.next()?, chunks))
        });
        return Ok(Body::from_stream(pieces.fuse()));
    }
    let pieces = stream::unfold(Some(chunks), async |chunks| {
        let mut chunks = chunks?;
        match task::spawn_blocking(move || (chunks.next(), chunks)).await {
            Ok((chunk, chunks)) => Some((chunk?, Some(chunks))),
            Err(error) => Some((Err(io::Error::other(error)), None)),
        }
    });
    // who packs an answer asks again after its end
    Ok(Body::from_stream(pieces.fuse()))
}
