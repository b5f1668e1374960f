//! `GET /index.json`: everything that the map filters by, as columns.
//!
//! # Cost
//!
//! Made when it is first asked for, and then the same bytes are sent.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use tadmur_geoparser::geoparse::Role;
use tokio::task;

use crate::export::geojson;
use crate::server::links::{Pairs, no_parameters};
use crate::server::problem::Problem;
use crate::server::{App, is_known, json};
use crate::store::{Filter, Row, Store, Told};

/// `GET /index.json`
pub(crate) async fn index(
    State(app): State<App>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    let snapshot = app.snapshot();
    let etag = (header::ETAG, snapshot.etag.clone());
    if is_known(&headers, &snapshot.etag) {
        return Ok((StatusCode::NOT_MODIFIED, [etag]).into_response());
    }
    // at a million mentions it takes a while to make; other requests go on meanwhile
    let made =
        task::spawn_blocking(move || snapshot.index()).await.map_err(|_panic| Problem::Broken)?;
    Ok(([etag], json("application/json", made)).into_response())
}

/// What `index.json` holds.
#[derive(Serialize)]
pub(crate) struct Index<'s> {
    version: String,
    articles: Articles<'s>,
    places: Places<'s>,
    mentions: Mentions<'s>,
}

#[derive(Default, Serialize)]
struct Articles<'s> {
    id: Vec<&'s str>,
    title: Vec<Option<&'s str>>,
    source: Vec<Option<&'s str>>,
    lang: Vec<&'s str>,
    published: Vec<Option<&'s str>>,
    published_basis: Vec<&'static str>,
    published_start: Vec<Option<i32>>,
    published_end: Vec<Option<i32>>,
    /// Sources of the article's copies, whose mentions are not here.
    also_in: Vec<Vec<&'s str>>,
}

#[derive(Default, Serialize)]
struct Places<'s> {
    id: Vec<&'s str>,
    label: Vec<&'s str>,
    label_ar: Vec<&'s str>,
    lon: Vec<f64>,
    lat: Vec<f64>,
    kind: Vec<&'static str>,
    country: Vec<Option<&'s str>>,
    area: Vec<bool>,
}

/// Written as they are read: at a million they would take room.
struct Mentions<'s> {
    store: &'s Store,
    rows: Vec<Row>,
}

impl Serialize for Mentions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let told = || self.rows.iter().map(|row| self.store.told(*row));
        let mut columns = serializer.serialize_struct("Mentions", 8)?;
        columns.serialize_field("start", &Column(|| told().map(|it| it.start)))?;
        columns.serialize_field("place", &Column(|| told().map(|it| it.place)))?;
        columns.serialize_field("article", &Column(|| told().map(|it| it.article)))?;
        columns.serialize_field("when_start", &Column(|| told().map(|it| it.when.0)))?;
        columns.serialize_field("when_end", &Column(|| told().map(|it| it.when.1)))?;
        columns.serialize_field("when_basis", &Column(|| told().map(|it| it.basis)))?;
        columns.serialize_field("role", &Column(|| told().map(|it| it.role.as_str())))?;
        let score = |it: Told| f64::from(it.score) / 1000.0;
        columns.serialize_field("score", &Column(|| told().map(score)))?;
        columns.end()
    }
}

/// The values of a column, one after the other.
struct Column<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Column<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

impl<'s> Index<'s> {
    pub(crate) fn of(store: &'s Store) -> Self {
        Self {
            version: store.version(),
            articles: articles(store),
            places: places(store),
            mentions: mentions(store),
        }
    }

    /// Of the store: it changes whenever the index does.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    pub(crate) fn to_json(&self) -> Vec<u8> {
        geojson::to_json(self)
    }
}

fn articles(store: &Store) -> Articles<'_> {
    let mut columns = Articles::default();
    for (position, article) in store.articles().enumerate() {
        let (first, last) = store.published(position);
        columns.id.push(article.id);
        columns.title.push(article.title);
        columns.source.push(article.source);
        columns.lang.push(article.lang);
        columns.published.push(article.published);
        columns.published_basis.push(article.published_basis.as_str());
        columns.published_start.push(first);
        columns.published_end.push(last);
        columns.also_in.push(article.copies().filter_map(|it| it.source).collect());
    }
    columns
}

fn places(store: &Store) -> Places<'_> {
    let mut columns = Places::default();
    for place in store.places() {
        columns.id.push(&place.key);
        columns.label.push(&place.label);
        columns.label_ar.push(&place.label_ar);
        columns.lon.push(place.point.lon());
        columns.lat.push(place.point.lat());
        columns.kind.push(place.kind.as_str());
        columns
            .country
            .push(place.country.as_ref().map(tadmur_geoparser::place::CountryCode::as_str));
        columns.area.push(place.kind.is_area());
    }
    columns
}

fn mentions(store: &Store) -> Mentions<'_> {
    let rows = store.rows(&Filter { roles: Role::ALL.to_vec(), ..Filter::default() });
    Mentions { store, rows }
}
