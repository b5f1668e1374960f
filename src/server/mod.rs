//! HTTP: the map, its index, and the features as OGC API - Features.
//!
//! # Shape
//!
//! [`router`] is a function from an [`App`] to routes; it needs no socket. One file for each route, named for it.
//! What a path answers stands in `docs/api.md`.
//!
//! # Conformance
//!
//! Each route file lists the OGC requirements classes that it implements.

mod accept;
mod article_features;
mod articles;
mod assets;
pub mod basemap;
mod collections;
mod columns;
mod counts;
pub mod edition;
mod export;
mod follow;
mod gate;
mod gazetteer;
mod html;
mod index;
mod items;
mod landing;
mod links;
pub mod listen;
mod live;
mod matches;
mod metrics;
mod openapi;
mod problem;
mod reconcile;
mod search;
mod shares;
mod snapshot;
mod submission;
mod tiles;
pub mod waiting;
mod why;
mod write;

pub use crate::server::basemap::Basemap;
pub use crate::server::gate::{Log, Settings};
pub use crate::server::snapshot::Snapshot;
pub use crate::server::write::{NoToken, Token, Writer};

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::{from_fn_with_state, map_response, map_response_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use crate::database::Database;
use crate::gazetteer::Searched;
use crate::server::gate::Gate;
use crate::server::live::Live;
use crate::server::problem::Problem;
use crate::server::search::Archive;
use crate::store::Store;

/// No script, style, font or picture from anywhere but this server; MapLibre makes pictures from blobs.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; \
    style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self' data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Answers are packed as they are asked for: beyond this level, time grows more than size shrinks.
const COMPRESSION: i32 = 3;

/// What is packed as it is.
const PACKED: NotForContentType =
    NotForContentType::const_new(crate::export::Format::Parquet.media_type());

/// The same.
const FONT: NotForContentType = NotForContentType::const_new("font/woff2");

/// What is served. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    live: Arc<Live>,
    places: Option<Arc<Searched>>,
    tiles: Arc<tiles::Cache>,
    writer: Option<Arc<Writer>>,
    settings: Arc<Settings>,
    gate: Arc<Gate>,
    archive: Option<Archive>,
    basemap: Option<Arc<Basemap>>,
    policy: HeaderValue,
}

impl App {
    /// Serves this store, until another takes its place.
    pub fn of(store: Store) -> Self {
        Self {
            live: Arc::new(Live::of(Snapshot::of(store))),
            places: None,
            writer: None,
            archive: None,
            basemap: None,
            policy: HeaderValue::from_static(CONTENT_SECURITY_POLICY),
            settings: Arc::default(),
            gate: Arc::new(Gate::new()),
            tiles: Arc::default(),
        }
    }

    /// What is served now. A handler takes it once, so that all of its answer speaks of the same data.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.live.snapshot()
    }

    /// Serves this store from now on, and tells open maps so. Requests under way end with what they began with.
    pub fn replace(&self, store: Store) {
        self.live.replace(Snapshot::of(store));
    }

    /// Serves in this way.
    #[must_use]
    pub fn with_settings(self, settings: Settings) -> Self {
        Self { settings: Arc::new(settings), ..self }
    }

    /// Serves these places too: as a collection, and to reconcile with.
    #[must_use]
    pub fn with_places(self, places: Arc<Searched>) -> Self {
        Self { places: Some(places), ..self }
    }

    fn has_places(&self) -> bool {
        self.places.is_some()
    }

    /// Seeks in this database too.
    #[must_use]
    pub fn with_archive(self, database: Database) -> Self {
        Self { archive: Some(Archive::of(database)), ..self }
    }

    /// Draws this beneath the places, in place of the built-in basemap.
    #[must_use]
    pub fn with_basemap(self, basemap: Basemap) -> Self {
        let policy = basemap.policy();
        Self { basemap: Some(Arc::new(basemap)), policy, ..self }
    }

    /// Lets this one be written to, by who has its token.
    #[must_use]
    pub fn with_writer(self, writer: Writer) -> Self {
        Self { writer: Some(Arc::new(writer)), ..self }
    }
}

/// The routes.
pub fn router(app: App) -> Router {
    let gate = app.clone();
    Router::new()
        .route("/", get(landing::landing))
        .route("/health", get(gate::health))
        .route("/ready", get(gate::ready))
        .route("/metrics", get(gate::metrics))
        .route("/conformance", get(landing::conformance))
        .route("/api", get(landing::api))
        .route("/api.css", get(landing::style))
        .route("/api.js", get(landing::script))
        .route("/index.bin", get(index::index))
        .route("/events", get(live::events))
        .route("/facets", get(counts::facets))
        .route("/histogram", get(counts::histogram))
        .route("/counts", get(counts::counts))
        .route("/collections", get(collections::collections))
        .route("/collections/gazetteer", get(gazetteer::collection))
        .route("/collections/gazetteer/items", get(gazetteer::items))
        .route("/collections/gazetteer/items/{id}", get(gazetteer::item))
        .route("/collections/{collection}", get(collections::collection))
        .route("/collections/{collection}/queryables", get(collections::queryables))
        .route("/collections/{collection}/items", get(items::items))
        .route("/collections/{collection}/items/{id}", get(items::item))
        .route("/collections/mentions/items/{id}/why", get(why::why))
        .route("/export", get(export::formats))
        .route("/matches", get(matches::matches))
        .route("/export/{file}", get(export::export))
        .route("/collections/mentions/items/{id}/verdict", put(write::judge).delete(write::unjudge))
        .route("/articles", get(search::articles).post(write::articles))
        .route("/articles/{id}", get(articles::article))
        .route("/basemap/{file}", get(basemap::basemap))
        .merge(tiles::routes())
        .merge(reconcile::routes())
        .fallback(get(assets::asset))
        .method_not_allowed_fallback(async |method: Method| Problem::Method { method })
        .with_state(app)
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Precise(COMPRESSION))
                .compress_when(DefaultPredicate::new().and(PACKED).and(FONT)),
        )
        .layer(map_response(problem::told))
        .layer(map_response_with_state(gate.clone(), guard))
        .layer(from_fn_with_state(gate, gate::pass))
}

/// Adds what every answer must say.
async fn guard(State(app): State<App>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| app.policy.clone());
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::CACHE_CONTROL, "no-cache"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// A weak entity tag: the same data may be sent with or without compression.
fn etag(version: &str) -> HeaderValue {
    HeaderValue::try_from(format!("W/\"{version}\"")).expect("a version is hexadecimal digits")
}

/// Whether the asker has this version already (RFC 9110, 13.1.2).
fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH);
    let mut tags = known.iter().filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(','));
    let ours = etag.to_str().unwrap_or_default().trim_start_matches("W/");
    tags.any(|tag| tag.trim() == "*" || tag.trim().trim_start_matches("W/") == ours)
}

/// Whether the asker would rather see a page than data.
fn wants_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

fn json(media_type: &'static str, body: impl Into<Bytes>) -> Response {
    ([(header::CONTENT_TYPE, media_type)], body.into()).into_response()
}
