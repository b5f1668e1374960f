//! The map's own files, from inside the binary. A debug build reads them from `web/dist` instead.
//!
//! Scripts and styles lie there packed too, tighter than an answer can be packed in passing: with brotli (`.br`), which browsers
//! take from this machine and over https, and with gzip (`.gz`), which they take from anywhere.

use std::borrow::Cow;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::article::short_hash;
use crate::server::basemap::Basemap;
use crate::server::problem::Problem;
use crate::server::{App, etag, is_known};

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Dist;

/// What the name of a packed file ends with, and what HTTP calls its packing; the tightest first.
const PACKED: [(&str, &str); 2] = [(".br", "br"), (".gz", "gzip")];

/// Of what every answer depends on, as each may be packed or not.
const ENCODING: HeaderValue = HeaderValue::from_static("accept-encoding");

/// `GET` any other path
pub(crate) async fn asset(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    page(uri.path().trim_start_matches('/'), &headers, app.basemap.as_deref())
}

/// All of the map's files with their paths.
pub(crate) fn all() -> impl Iterator<Item = (String, Vec<u8>)> {
    let mut paths: Vec<_> = Dist::iter().collect();
    paths.retain(|path| !PACKED.iter().any(|(end, _)| path.ends_with(end)));
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| Some((path.to_string(), Dist::get(&path)?.data.into_owned())))
}

/// Whether the map has such a file.
pub(crate) fn exists(path: &str) -> bool {
    Dist::get(path).is_some()
}

/// One of the map's files; a page is told of the basemap that it shall draw.
pub(crate) fn page(
    path: &str,
    headers: &HeaderMap,
    basemap: Option<&Basemap>,
) -> Result<Response, Problem> {
    let file = Dist::get(path);
    let file = file.ok_or_else(|| Problem::NotFound { kind: "page", id: path.to_owned() })?;
    let asked = headers.get(header::RANGE);
    let (data, hash) = match basemap.filter(|_| extension(path) == "html") {
        Some(basemap) => {
            let marked = basemap.marked(&file.data);
            let hash = Sha256::digest(&marked).into();
            (Cow::Owned(marked), hash)
        }
        None => (file.data, file.metadata.sha256_hash()),
    };
    // weak, as it is the same one however the file is packed (RFC 9110, 8.8.3.3)
    let about = [(header::ETAG, etag(&short_hash(&hash))), (header::VARY, ENCODING)];
    if is_known(headers, &about[0].1) {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    let kind = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type(path))),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
    ];
    let packed = || {
        let mut taken = PACKED.iter().filter(|(_, how)| takes(headers, how));
        taken.find_map(|(end, how)| Some((Dist::get(&format!("{path}{end}"))?.data, *how)))
    };
    if asked.is_none()
        && let Some((packed, how)) = packed()
    {
        return Ok((about, kind, [(header::CONTENT_ENCODING, how)], packed).into_response());
    }
    Ok((about, kind, cut(data, asked)).into_response())
}

/// Whether the asker takes this packing without any reserve; weights are left to the layer that packs every answer.
fn takes(headers: &HeaderMap, how: &str) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|it| it.to_str().ok());
    accepted.is_some_and(|it| it.split(',').any(|it| it.trim() == how))
}

/// The bytes that `Range` asks for: one range; anything else is answered with the whole (RFC 9110, 14.2).
fn cut(bytes: Cow<'static, [u8]>, asked: Option<&HeaderValue>) -> Response {
    let all = bytes.len();
    let found = asked.and_then(|it| range(it.to_str().ok()?, all as u64));
    let Some((first, end)) = found else { return bytes.into_response() };
    if first >= end {
        let headers = [(header::CONTENT_RANGE, format!("bytes */{all}"))];
        return (StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response();
    }
    let headers = [(header::CONTENT_RANGE, format!("bytes {first}-{}/{all}", end - 1))];
    let within = |at: u64| usize::try_from(at).unwrap_or(all);
    let piece = bytes[within(first)..within(end)].to_vec();
    (StatusCode::PARTIAL_CONTENT, headers, piece).into_response()
}

/// First byte and end of `bytes=a-b`, `bytes=a-` or `bytes=-n`; `None` when it is none of them.
pub(crate) fn range(asked: &str, all: u64) -> Option<(u64, u64)> {
    let (first, last) = asked.strip_prefix("bytes=")?.split_once('-')?;
    if first.is_empty() {
        return Some((all.saturating_sub(last.parse().ok()?), all));
    }
    let last: u64 = if last.is_empty() { all } else { last.parse().ok()? };
    Some((first.parse().ok()?, last.saturating_add(1).min(all)))
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn media_type(path: &str) -> &'static str {
    match extension(path) {
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
