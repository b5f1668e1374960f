//! What every request passes on its way in and out: limits, versions, counts, a line of the log.
//!
//! # Limits
//!
//! | what | most | answer beyond |
//! |---|---|---|
//! | requests under way | [`MOST_AT_ONCE`] | 503 with `Retry-After` |
//! | downloads under way | [`MOST_DOWNLOADS`] | 503 with `Retry-After` |
//! | of them to one address | [`MOST_OF_ONE`] | 429 with `Retry-After` |
//! | bytes of an address | [`MOST_ADDRESS`] | 414 |
//! | time for an answer to begin | [`SLOWEST`] | 503 with `Retry-After` |
//!
//! # Sources
//!
//! RFC 9110: 8.8 (validators), 13 (conditional requests), 15.5.20 (421).

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use crate::export::geojson;
use crate::server::links::BASE;
use crate::server::metrics::Metrics;
use crate::server::problem::Problem;
use crate::server::shares::{Peer, Share, Shares};
use crate::server::{App, etag};

/// More at once would only wait for each other: a request holds a core, not a connection.
pub(crate) const MOST_AT_ONCE: usize = 256;

/// Each holds four bytes an item until its end.
const MOST_DOWNLOADS: usize = 32;

/// So that others find a place for theirs.
const MOST_OF_ONE: usize = 8;

/// Longer addresses come from mistakes and attacks; conditions that need more room are longer than their limit.
pub(crate) const MOST_ADDRESS: usize = 48 * 1024;

/// An answer begins before this or never.
const SLOWEST: Duration = Duration::from_secs(30);

/// The name that a request goes by in the log and in its answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Takes a line of the log.
pub type Log = Arc<dyn Fn(&str) + Send + Sync>;

/// How this server is reached, and what it tells of it.
#[derive(Clone, Default)]
pub struct Settings {
    /// The address that links begin with, when the `Host` of a request is not it.
    pub public_url: Option<String>,
    /// Whether only names of this machine are answered to: a page of another name that resolves to this machine then
    /// gets nothing (DNS rebinding).
    pub local_only: bool,
    /// The origin whose pages may read answers, or `*` for all of them.
    pub cors: Option<HeaderValue>,
    /// Where a line for each request goes.
    pub log: Option<Log>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { public_url, local_only, cors, log } = self;
        let log = log.is_some();
        f.debug_struct("Settings")
            .field("public_url", public_url)
            .field("local_only", local_only)
            .field("cors", cors)
            .field("log", &log)
            .finish()
    }
}

/// What all requests share.
#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) metrics: Metrics,
    places: Semaphore,
    downloads: Arc<Semaphore>,
    shares: Shares,
    began: Timestamp,
}

impl Gate {
    pub(crate) fn new() -> Self {
        let places = Semaphore::new(MOST_AT_ONCE);
        let downloads = Arc::new(Semaphore::new(MOST_DOWNLOADS));
        let shares = Shares::new(MOST_OF_ONE);
        Self { metrics: Metrics::default(), places, downloads, shares, began: Timestamp::now() }
    }

    /// One of the places for requests under way, if there is one.
    pub(crate) fn place(&self) -> Result<SemaphorePermit<'_>, Problem> {
        self.places.try_acquire().map_err(|_none| Problem::Overloaded)
    }

    /// One of the places for downloads under way, if there is one.
    pub(crate) fn download(
        &self,
        peer: Option<Peer>,
    ) -> Result<(Share, OwnedSemaphorePermit), Problem> {
        let share = self.shares.take(peer)?;
        let place = Arc::clone(&self.downloads).try_acquire_owned();
        Ok((share, place.map_err(|_none| Problem::Overloaded)?))
    }
}

/// The way in and out.
pub(crate) async fn pass(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = request_id(&app, request.headers());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let route = request.extensions().get::<MatchedPath>().map(|it| it.as_str().to_owned());
    let origin = request.headers().contains_key(header::ORIGIN);
    if let Some(url) =
        app.settings.public_url.as_ref().and_then(|it| HeaderValue::try_from(it).ok())
    {
        request.headers_mut().insert(BASE, url);
    } else {
        request.headers_mut().remove(BASE);
    }
    let mut response = answer(&app, request, next).await;
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::try_from(&id) {
        headers.insert(REQUEST_ID, id);
    }
    if let Some(allowed) = &app.settings.cors {
        allow(headers, allowed, origin);
    }
    let status = response.status().as_u16();
    let took = began.elapsed();
    app.gate.metrics.count(route.as_deref().unwrap_or("other"), status, took);
    if let Some(log) = &app.settings.log {
        let line = serde_json::json!({
            "time": Timestamp::now().to_string(),
            "id": id,
            "method": method.as_str(),
            "path": path,
            "status": status,
            "ms": (took.as_secs_f64() * 1e6).round() / 1e3,
        });
        log(&line.to_string());
    }
    response
}

/// The asker's own name for the request when it is a plain one; else the time this server began, and a number.
fn request_id(app: &App, headers: &HeaderMap) -> String {
    let given = headers.get(&REQUEST_ID).and_then(|it| it.to_str().ok());
    let plain = |it: &&str| {
        (1..=64).contains(&it.len())
            && it.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it))
    };
    match given.filter(plain) {
        Some(given) => given.to_owned(),
        None => format!("{:x}-{}", app.gate.began.as_millisecond(), app.gate.metrics.next()),
    }
}

async fn answer(app: &App, request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query().map_or(0, |it| it.as_str().len());
    if address > MOST_ADDRESS {
        let parameter = request.uri().query().and_then(longest).map(str::to_owned);
        return Problem::LongAddress { most: MOST_ADDRESS, parameter }.into_response();
    }
    if app.settings.local_only && !is_local(request.headers(), request.uri().host()) {
        return Problem::OtherHost.into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        // what comes in has limits of its own, and takes its place when it is there: who sends a byte a second takes none
        return next.run(request).await;
    }
    let _place = match app.gate.place() {
        Ok(place) => place,
        Err(problem) => return problem.into_response(),
    };
    let version = Version::of(app, &request);
    if let Some(version) = &version
        && version.is_known(request.headers())
    {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        version.tell(response.headers_mut());
        return response;
    }
    match tokio::time::timeout(SLOWEST, next.run(request)).await {
        Err(_elapsed) => Problem::Overloaded.into_response(),
        Ok(mut response) => {
            if let Some(version) = version
                && response.status() == StatusCode::OK
            {
                version.tell(response.headers_mut());
            }
            response
        }
    }
}

/// The name of the parameter that makes a query long.
fn longest(query: &str) -> Option<&str> {
    let pair = query.split('&').max_by_key(|it| it.len())?;
    let (name, _) = pair.split_once('=')?;
    Some(name).filter(|it| it.len() <= 64)
}

/// `localhost`, or an address of this machine itself.
fn is_local(headers: &HeaderMap, absolute: Option<&str>) -> bool {
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok()).or(absolute);
    let Some(host) = host else { return true }; // HTTP/1.0, or a test without one: no browser
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse::<std::net::IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|it| it.is_loopback())
}

/// Lets pages of that origin read the answer; never with their cookies.
fn allow(headers: &mut HeaderMap, allowed: &HeaderValue, asked: bool) {
    if allowed != "*" {
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
    if asked || allowed == "*" {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed.clone());
        let told = HeaderValue::from_static("content-crs, etag, link, x-request-id");
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, told);
        headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    }
}

/// Whether what this path answers depends on the data, its address and `Accept` alone.
pub(crate) fn is_versioned(path: &str) -> bool {
    let begin = [
        "/collections",
        "/facets",
        "/histogram",
        "/counts",
        "/articles/",
        "/export",
        "/api",
        "/conformance",
    ];
    begin.iter().any(|it| path.starts_with(it))
}

/// The version of an answer that [`is_versioned`].
struct Version {
    tag: HeaderValue,
    modified: Timestamp,
}

impl Version {
    fn of(app: &App, request: &Request) -> Option<Self> {
        let path = request.uri().path();
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        if !reads || !is_versioned(path) {
            return None;
        }
        let snapshot = app.snapshot();
        let accepts = request.headers().get_all(header::ACCEPT);
        let html = accepts.iter().any(|it| it.to_str().is_ok_and(|it| it.contains("html")));
        // more is told of a mention than the index holds: another snapshot may be other data
        let made = snapshot.made.as_millisecond();
        let kind = if html { "h" } else { "d" };
        let tag = etag(&format!("{}-{made:x}-{kind}", snapshot.version()));
        Some(Self { tag, modified: snapshot.made })
    }

    /// RFC 9110, 13.1.2 and 13.1.3: a date counts only where no tag is given.
    fn is_known(&self, headers: &HeaderMap) -> bool {
        if headers.contains_key(header::IF_NONE_MATCH) {
            let tags = headers.get_all(header::IF_NONE_MATCH).iter();
            let mut tags = tags.filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(','));
            let ours = self.tag.to_str().unwrap_or_default().trim_start_matches("W/");
            return tags.any(|tag| tag.trim().trim_start_matches("W/") == ours);
        }
        let since = headers.get(header::IF_MODIFIED_SINCE).and_then(|it| it.to_str().ok());
        let since = since.and_then(|it| jiff::fmt::rfc2822::parse(it).ok());
        since.is_some_and(|since| since.timestamp().as_second() >= self.modified.as_second())
    }

    fn tell(&self, headers: &mut HeaderMap) {
        headers.entry(header::ETAG).or_insert(self.tag.clone());
        let date = self.modified.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        if let Ok(date) = HeaderValue::try_from(date) {
            headers.entry(header::LAST_MODIFIED).or_insert(date);
        }
        if !headers.get_all(header::VARY).iter().any(|it| it == "accept") {
            headers.append(header::VARY, HeaderValue::from_static("accept"));
        }
    }
}

/// `GET /health`: whether the program runs.
pub(crate) async fn health() -> Response {
    super::json("application/json", "{\"status\":\"ok\"}")
}

/// `GET /ready`: whether there are data to ask about.
pub(crate) async fn ready(State(app): State<App>) -> Response {
    let snapshot = app.snapshot();
    let store = snapshot.store();
    let body = serde_json::json!({
        "status": "ready",
        "version": snapshot.version(),
        "articles": store.n_articles(),
        "mentions": store.n_features(),
    });
    super::json("application/json", geojson::to_json(&body))
}

/// `GET /metrics`: for Prometheus.
pub(crate) async fn metrics(State(app): State<App>) -> Response {
    let snapshot = app.snapshot();
    let text = app.gate.metrics.text(snapshot.store());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
