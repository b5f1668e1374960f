//! `GET /index.json`: everything that the map filters by, as columns.
//!
//! # Cost
//!
//! Named once for each snapshot, in one pass that keeps nothing; made when it is first asked for, and then the same bytes
//! are sent.

use std::io::{self, BufWriter, Write};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tadmur_geoparser::dates::{Edtf, TimeSpan};
use tadmur_geoparser::geoparse::Role;
use tokio::task;

use crate::article::short_hash;
use crate::export::geojson;
use crate::server::links::{Pairs, no_parameters};
use crate::server::problem::Problem;
use crate::server::{App, is_known, json};
use crate::store::{Filter, Store, day_number};

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
    mentions: Mentions,
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

#[derive(Default, Serialize)]
struct Mentions {
    start: Vec<usize>,
    place: Vec<usize>,
    article: Vec<usize>,
    when_start: Vec<Option<i32>>,
    when_end: Vec<Option<i32>>,
    when_basis: Vec<&'static str>,
    role: Vec<&'static str>,
    score: Vec<f64>,
}

impl<'s> Index<'s> {
    pub(crate) fn of(store: &'s Store) -> Self {
        let mut index = Self {
            version: String::new(),
            articles: articles(store),
            places: places(store),
            mentions: mentions(store),
        };
        index.version = index.hashed();
        index
    }

    /// Changes whenever the index does: 16 hexadecimal digits of the hash of the rest.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    pub(crate) fn to_json(&self) -> Vec<u8> {
        geojson::to_json(self)
    }

    fn hashed(&self) -> String {
        let mut sum = BufWriter::with_capacity(64 * 1024, Sum(Sha256::new()));
        serde_json::to_writer(&mut sum, self).expect("a sum takes every byte, and keys are texts");
        let sum = sum.into_inner().unwrap_or_else(|_full| unreachable!("a sum takes every byte"));
        short_hash(&sum.0.finalize().into())
    }
}

/// Keeps the hash of what is written, and nothing else.
struct Sum(Sha256);

impl Write for Sum {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn articles(store: &Store) -> Articles<'_> {
    let mut columns = Articles::default();
    for page in store.pages() {
        let article = &page.article;
        let (first, last) = days(article.published.as_ref());
        columns.id.push(&article.id);
        columns.title.push(article.title.as_deref());
        columns.source.push(article.source.as_deref());
        columns.lang.push(&article.lang);
        columns.published.push(article.published.as_ref().map(Edtf::as_str));
        columns.published_basis.push(article.published_basis.as_str());
        columns.published_start.push(first);
        columns.published_end.push(last);
        let copies = article.copies().iter();
        columns.also_in.push(copies.filter_map(|it| it.source.as_deref()).collect());
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

fn mentions(store: &Store) -> Mentions {
    let mut columns = Mentions::default();
    for row in store.rows(&Filter { roles: Role::ALL.to_vec(), ..Filter::default() }) {
        let feature = store.feature(row);
        let (place, article) = store.positions(row);
        let (first, last) = days(feature.when().edtf);
        columns.start.push(feature.stretch.start);
        columns.place.push(place);
        columns.article.push(article);
        columns.when_start.push(first);
        columns.when_end.push(last);
        columns.when_basis.push(feature.when().basis);
        columns.role.push(feature.role.as_str());
        columns.score.push(geojson::score(feature.score));
    }
    columns
}

/// The first and last day as numbers from 1970-01-01.
fn days(edtf: Option<&Edtf>) -> (Option<i32>, Option<i32>) {
    let span = edtf.map(Edtf::span);
    (span.and_then(TimeSpan::first).map(day_number), span.and_then(TimeSpan::last).map(day_number))
}
