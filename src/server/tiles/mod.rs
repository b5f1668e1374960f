//! Vector tiles of mentions and places under the filters, compressed once and kept.
//!
//! The same tile has two addresses: the one of OGC API, which is asked about again each time (with an entity tag), and one
//! that holds the version of the data, which `TileJSON` names and any cache may keep for ever.
//!
//! # Conformance
//!
//! OGC API - Tiles - Part 1 (20-057): `core`, `tileset`, `tilesets-list`, `geodata-tilesets`, `datetime`, `mvt`. A tile
//! without features is 204; one outside the matrix is 404; what is no number is 400.

mod cache;
mod describe;
mod layer;
mod mvt;

pub(crate) use crate::server::tiles::cache::Cache;
pub(super) use crate::server::tiles::describe::tilesets_link;
pub(super) use crate::server::tiles::mvt::MEDIA_TYPE;

use std::io::{Read, Write};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::export::Collection;
use crate::server::links::{self, Pairs};
use crate::server::problem::Problem;
use crate::server::{App, Snapshot, is_known};
use crate::store::{Filter, Square, filter};

/// The name of the only tiling scheme.
pub(super) const SCHEME: &str = "WebMercatorQuad";

/// The greatest zoom there are tiles of: 4096ths of one are 60 cm. A map shows them enlarged beyond.
pub(super) const MAX_ZOOM: u8 = 14;

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/collections/{collection}/tiles", get(describe::tilesets))
        .route("/collections/{collection}/tiles/{scheme}", get(describe::tileset))
        .route("/collections/{collection}/tiles/{scheme}/{z}/{y}/{x}", get(standard))
        .route("/tileMatrixSets", get(describe::schemes))
        .route("/tileMatrixSets/{scheme}", get(describe::scheme))
        .route("/tiles/{file}", get(describe::tilejson))
        .route("/tiles/{version}/{collection}/{z}/{x}/{y}", get(versioned))
}

/// `GET /collections/{collection}/tiles/WebMercatorQuad/{z}/{y}/{x}`
async fn standard(
    State(app): State<App>,
    Path((name, scheme, z, y, x)): Path<(String, String, String, String, String)>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    is_scheme(&scheme)?;
    let (collection, square) = (collection(&name)?, square(&z, &x, &y)?);
    let filter = links::filter(&pairs, &Filter::NAMES)?;
    let snapshot = app.snapshot();
    let etag = (header::ETAG, snapshot.etag.clone());
    if is_known(&headers, &snapshot.etag) {
        return Ok((StatusCode::NOT_MODIFIED, [etag]).into_response());
    }
    let tile = tile(&app, &snapshot, collection, square, &filter);
    Ok(([etag], answer(tile, &headers, ASK_AGAIN)).into_response())
}

/// `GET /tiles/{version}/{collection}/{z}/{x}/{y}`: of another version, the tile as it is now, not to be kept.
async fn versioned(
    State(app): State<App>,
    Path((version, name, z, x, y)): Path<(String, String, String, String, String)>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let (collection, square) = (collection(&name)?, square(&z, &x, &y)?);
    let filter = links::filter(&pairs, &Filter::NAMES)?;
    let snapshot = app.snapshot();
    let keep = if version == snapshot.version { FOREVER } else { ASK_AGAIN };
    Ok(answer(tile(&app, &snapshot, collection, square, &filter), &headers, keep))
}

fn is_scheme(name: &str) -> Result<(), Problem> {
    let missing = || Problem::NotFound { kind: "tiling scheme", id: name.to_owned() };
    (name == SCHEME).then_some(()).ok_or_else(missing)
}

/// A collection that has tiles.
fn collection(name: &str) -> Result<Collection, Problem> {
    let with_tiles = |it: &Collection| matches!(it, Collection::Mentions | Collection::Places);
    let found = Collection::named(name).filter(with_tiles);
    found.ok_or_else(|| Problem::NotFound { kind: "collection with tiles", id: name.to_owned() })
}

fn square(z: &str, x: &str, y: &str) -> Result<Square, Problem> {
    let number = |parameter, value: &str| {
        let plain = !value.is_empty() && value.bytes().all(|it| it.is_ascii_digit());
        let expected = "a whole number from 0".to_owned();
        let bad = || filter::Error::Value { parameter, value: value.to_owned(), expected };
        if plain { Ok(value.parse().unwrap_or(u32::MAX)) } else { Err(bad()) }
    };
    let (zoom, row, column) =
        (number("tileMatrix", z)?, number("tileRow", y)?, number("tileCol", x)?);
    let within = zoom <= u32::from(MAX_ZOOM) && row >> zoom == 0 && column >> zoom == 0;
    let missing = || Problem::NotFound { kind: "tile", id: format!("{z}/{y}/{x}") };
    within.then_some(Square { z: zoom as u8, x: column, y: row }).ok_or_else(missing)
}

/// The tile, compressed; empty when nothing lies in it.
fn tile(
    app: &App,
    snapshot: &Snapshot,
    collection: Collection,
    square: Square,
    filter: &Filter,
) -> Bytes {
    let Square { z, x, y } = square;
    let key = format!("{} {} {z}/{x}/{y} {filter:?}", snapshot.version, collection.name());
    app.tiles.of(key, || {
        let tile = layer::tile(&snapshot.store, collection, filter, square);
        if tile.is_empty() { Bytes::new() } else { gzip(&tile).into() }
    })
}

fn answer(tile: Bytes, headers: &HeaderMap, keep: HeaderValue) -> Response {
    let shared = [
        (header::CACHE_CONTROL, keep),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
        (header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE)),
    ];
    if tile.is_empty() {
        return (StatusCode::NO_CONTENT, shared).into_response();
    }
    if takes_gzip(headers) {
        let packed = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
        return (shared, packed, tile).into_response();
    }
    (shared, gunzip(&tile)).into_response()
}

/// Whether the asker takes gzip (RFC 9110, 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let asked = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|it| it.to_str().ok());
    asked.flat_map(|it| it.split(',')).any(|it| {
        let (coding, weight) = it.split_once(';').unwrap_or((it, ""));
        let refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        coding.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(4));
    encoder.write_all(bytes).expect("memory takes every byte");
    let mut packed = encoder.finish().expect("memory takes every byte");
    packed.shrink_to_fit(); // it is kept
    packed
}

fn gunzip(packed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut bytes).expect("what was packed here can be unpacked");
    bytes
}
