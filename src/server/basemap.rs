//! A basemap of the user's own: an archive of tiles that is served here, or the address of somebody's style.
//!
//! The page draws it; here is only what a server must do: hand out pieces of the archive, tell the page of it, and let the
//! page ask the style's host, which no other host than this one is without it.
//!
//! # Errors
//!
//! Whatever the page could not draw is told when the program starts.
//!
//! # Sources
//!
//! PMTiles 3, section 3 (header): <https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path as FilePath, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use sha2::{Digest, Sha256};
use tokio::task;

use crate::article::short_hash;
use crate::server::problem::Problem;
use crate::server::{App, CONTENT_SECURITY_POLICY, assets, etag, is_known};

/// How an archive begins.
const MAGIC: &[u8; 7] = b"PMTiles";

/// The length of its header.
const HEADER: usize = 127;

/// So much of it is in memory at a time for each answer.
const CHUNK: u64 = 256 * 1024;

/// What lies beneath the places instead of the built-in basemap.
#[derive(Debug)]
pub enum Basemap {
    /// Tiles in a file.
    Archive(Archive),
    /// A style on the web, and all that it leads to on the same host.
    Style(Style),
}

/// A PMTiles archive, kept open.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    file: Arc<Mutex<File>>,
    length: u64,
    version: String,
}

/// The address of a MapLibre style.
#[derive(Debug)]
pub struct Style {
    url: String,
    origin: String,
}

/// Why something is no basemap.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read.
    #[error("{}: cannot read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is something else.
    #[error("{}: found {found}; expected {expected}", path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What it is.
        found: String,
        /// What the map can draw.
        expected: &'static str,
    },
    /// No address that a policy can name.
    #[error("`{url}` is not the address of a style: {fault}")]
    Address {
        /// What was given.
        url: String,
        /// What is wrong with it.
        fault: &'static str,
    },
}

impl Basemap {
    /// From a file's path, or from an address that begins with `http://` or `https://`.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn of(given: &str) -> Result<Self, Error> {
        if given.starts_with("http://") || given.starts_with("https://") {
            Style::of(given).map(Self::Style)
        } else {
            Archive::open(FilePath::new(given)).map(Self::Archive)
        }
    }

    /// What the page is told: a path below its root, or an address.
    fn place(&self) -> String {
        match self {
            Self::Archive(it) => it.place(),
            Self::Style(it) => it.url.clone(),
        }
    }

    /// The policy of every answer.
    pub(crate) fn policy(&self) -> HeaderValue {
        let policy = self.widened(CONTENT_SECURITY_POLICY);
        HeaderValue::try_from(policy).expect("the address of a style is plain ASCII")
    }

    /// The policy, open to the host of the style.
    fn widened(&self, policy: &str) -> String {
        let Self::Style(Style { origin, .. }) = self else { return policy.to_owned() };
        ["connect-src 'self'", "img-src 'self'"]
            .iter()
            .fold(policy.to_owned(), |policy, it| policy.replace(it, &format!("{it} {origin}")))
    }

    /// The page that draws it.
    pub(crate) fn marked(&self, html: &[u8]) -> Vec<u8> {
        let mark = format!(" data-basemap=\"{}\" data-root=", self.place().replace('&', "&amp;"));
        let html = String::from_utf8_lossy(html).replacen(" data-root=", &mark, 1);
        self.widened(&html).into_bytes()
    }
}

impl Archive {
    fn open(path: &FilePath) -> Result<Self, Error> {
        let unread = |source| Error::Read { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(unread)?;
        let about = file.metadata().map_err(unread)?;
        let mut head = Vec::new();
        (&mut file).take(HEADER as u64).read_to_end(&mut head).map_err(unread)?;
        if let Some((found, expected)) = unfit(&head, about.len()) {
            return Err(Error::Unfit { path: path.to_owned(), found, expected });
        }
        let mut sum = Sha256::new();
        sum.update(&head);
        sum.update(about.len().to_le_bytes());
        let age = about.modified().ok().and_then(|it| it.duration_since(UNIX_EPOCH).ok());
        sum.update(age.unwrap_or_default().as_nanos().to_le_bytes());
        Ok(Self {
            path: path.to_owned(),
            file: Arc::new(Mutex::new(file)),
            length: about.len(),
            version: short_hash(&sum.finalize().into()),
        })
    }

    /// The file.
    pub fn path(&self) -> &FilePath {
        &self.path
    }

    /// Where it lies below the root of the map: another place for another archive, so that it may be kept for good.
    pub fn place(&self) -> String {
        format!("basemap/{}", self.name())
    }

    fn name(&self) -> String {
        format!("{}.pmtiles", self.version)
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let etag = etag(&self.version);
        if is_known(headers, &etag) {
            return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
        }
        let all = self.length;
        let asked = headers.get(header::RANGE).and_then(|it| assets::range(it.to_str().ok()?, all));
        let (first, end) = asked.unwrap_or((0, all));
        let place = |what: String| [(header::CONTENT_RANGE, what)];
        if first >= end && asked.is_some() {
            let status = StatusCode::RANGE_NOT_SATISFIABLE;
            return (status, place(format!("bytes */{all}"))).into_response();
        }
        let about = [
            (header::CONTENT_TYPE, "application/vnd.pmtiles".to_owned()),
            (header::ACCEPT_RANGES, "bytes".to_owned()),
            (header::CONTENT_LENGTH, (end - first).to_string()),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        ];
        let body = Body::from_stream(pieces(Arc::clone(&self.file), first, end));
        if asked.is_none() {
            return ([(header::ETAG, etag)], about, body).into_response();
        }
        let place = place(format!("bytes {first}-{}/{all}", end - 1));
        (StatusCode::PARTIAL_CONTENT, [(header::ETAG, etag)], about, place, body).into_response()
    }
}

/// The bytes from `first` to before `end`, a chunk at a time, read on threads that may wait for the disk.
fn pieces(
    file: Arc<Mutex<File>>,
    first: u64,
    end: u64,
) -> impl Stream<Item = io::Result<Bytes>> + Send {
    stream::try_unfold(first, move |at| {
        let file = Arc::clone(&file);
        async move {
            let length = (end - at).min(CHUNK);
            if length == 0 {
                return Ok(None);
            }
            let piece = task::spawn_blocking(move || piece(&file, at, length)).await;
            Ok(Some((piece.map_err(io::Error::other)??, at + length)))
        }
    })
}

fn piece(file: &Mutex<File>, at: u64, length: u64) -> io::Result<Bytes> {
    let mut piece = vec![0; usize::try_from(length).expect("a chunk is small")];
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut piece)?;
    Ok(piece.into())
}

/// What the header tells that the map cannot draw, and what it can; `length` is that of the whole file.
fn unfit(head: &[u8], length: u64) -> Option<(String, &'static str)> {
    const ARCHIVE: &str = "a PMTiles archive of version 3";
    const TILES: &str = "vector tiles (MVT) or pictures";
    if head.is_empty() {
        return Some(("an empty file".to_owned(), ARCHIVE));
    }
    let Some(version) = head.strip_prefix(MAGIC).and_then(<[u8]>::first) else {
        let begin = head[..head.len().min(8)].escape_ascii();
        return Some((format!("a file that begins with `{begin}`"), ARCHIVE));
    };
    if *version != 3 {
        return Some((format!("PMTiles of version {version}"), ARCHIVE));
    }
    // root directory, metadata, leaf directories, tiles: where each begins, and how long it is
    let number = |at: usize| head.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes);
    let section = |at: usize| Some(number(at)?.saturating_add(number(at + 8)?));
    let whole = [8, 24, 40, 56].into_iter().map(section).try_fold(0, |end, it| Some(end.max(it?)));
    if head.len() < HEADER || whole.is_none_or(|it| it > length) {
        return Some((format!("the first {length} bytes of an archive"), "all of it"));
    }
    let packed = |at: usize| match head[at] {
        0..=2 => None,
        3 => Some("brotli"),
        4 => Some("zstd"),
        _ => Some("an unknown packing"),
    };
    if let Some(how) = packed(97).or(packed(98)) {
        return Some((format!("an archive packed with {how}"), "gzip, or nothing packed"));
    }
    match head[99] {
        1..=5 => None,
        6 => Some(("tiles of type MLT".to_owned(), TILES)),
        it => Some((format!("tiles of type {it}"), TILES)),
    }
}

impl Style {
    fn of(url: &str) -> Result<Self, Error> {
        let wrong = |fault| Error::Address { url: url.to_owned(), fault };
        if !url.bytes().all(|it| it.is_ascii_graphic() && !b"\"'<>\\^`{|};,".contains(&it)) {
            return Err(wrong("it has a sign that must be percent-encoded"));
        }
        let (scheme, rest) = url.split_once("://").ok_or_else(|| wrong("it has no host"))?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if host.is_empty() || host.starts_with(':') {
            return Err(wrong("it has no host"));
        }
        if host.contains(['@', '*']) {
            return Err(wrong("its host may hold neither a user nor a *"));
        }
        Ok(Self { url: url.to_owned(), origin: format!("{scheme}://{host}") })
    }
}

/// `GET /basemap/{file}`
pub(crate) async fn basemap(
    State(app): State<App>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    match app.basemap.as_deref() {
        Some(Basemap::Archive(it)) if it.name() == file => Ok(it.answer(&headers)),
        _ => assets::page(&format!("basemap/{file}"), &headers, None),
    }
}
