//! The map's own files, from inside the binary. A debug build reads them from `web/dist` instead.

use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::article::short_hash;
use crate::server::problem::Problem;
use crate::server::{etag, is_known};

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Dist;

/// `GET` any other path
pub(crate) async fn asset(uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    page(uri.path().trim_start_matches('/'), &headers)
}

/// All of the map's files with their paths.
pub(crate) fn all() -> impl Iterator<Item = (String, Vec<u8>)> {
    let mut paths: Vec<_> = Dist::iter().collect();
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| Some((path.to_string(), Dist::get(&path)?.data.into_owned())))
}

/// Whether the map has such a file.
pub(crate) fn exists(path: &str) -> bool {
    Dist::get(path).is_some()
}

/// One of the map's files.
pub(crate) fn page(path: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let file = Dist::get(path);
    let file = file.ok_or_else(|| Problem::NotFound { kind: "page", id: path.to_owned() })?;
    let etag = etag(&short_hash(&file.metadata.sha256_hash()));
    if is_known(headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let media_type = (header::CONTENT_TYPE, media_type(path));
    Ok(([(header::ETAG, etag)], [media_type], file.data).into_response())
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "topojson" | "map" => "application/json",
        "geojson" => "application/geo+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "pbf" => "application/x-protobuf",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
