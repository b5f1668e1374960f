//! `GET /index.bin`: everything that the map filters by.
//!
//! # Shape
//!
//! Eight bytes say what it is, four how long its head is; the head is JSON with all that is text, and behind it stand the
//! mentions as columns of numbers. `docs/api.md` has each of them.
//!
//! # Cost
//!
//! Made twice: once to name the snapshot, and nothing of it is kept; then when it is first asked for, and from then on the
//! same bytes are sent. About ten bytes a mention before they are packed.

use std::collections::BTreeMap;
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
use crate::feature::Page;
use crate::server::columns::{self, Columns, padded};
use crate::server::links::{Pairs, no_parameters};
use crate::server::problem::Problem;
use crate::server::{App, is_known};
use crate::store::{Filter, Row, Store, day_number};

/// What it begins with: the name and the number of the layout.
const MAGIC: &[u8; 8] = b"tadmur 1";

/// `GET /index.bin`
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
    let kind = [(header::CONTENT_TYPE, "application/octet-stream")];
    Ok(([etag], kind, made).into_response())
}

/// What `index.bin` holds.
pub(crate) struct Index<'s> {
    head: Head<'s>,
    columns: Vec<u8>,
}

#[derive(Serialize)]
struct Head<'s> {
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
    published_start: Vec<Option<i32>>,
    published_end: Vec<Option<i32>>,
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

#[derive(Serialize)]
struct Mentions {
    /// How many.
    n: usize,
    /// What the numbers of the column of that name mean.
    role: Vec<&'static str>,
    columns: BTreeMap<&'static str, columns::Place>,
}

impl<'s> Index<'s> {
    pub(crate) fn of(store: &'s Store) -> Self {
        let rows = store.rows(&Filter { roles: Role::ALL.to_vec(), ..Filter::default() });
        let Columns { places: columns, bytes } = columns_of(store, &rows);
        let role = Role::ALL.iter().map(|it| it.as_str()).collect();
        let mentions = Mentions { n: rows.len(), role, columns };
        let (articles, places) = (articles(store), places(store));
        let head = Head { version: String::new(), articles, places, mentions };
        let mut index = Self { head, columns: bytes };
        index.head.version = index.hashed(store, &rows);
        index
    }

    /// 16 hexadecimal digits of a hash: of the rest, and of what else is served of the mentions' and articles' times.
    pub(crate) fn version(&self) -> &str {
        &self.head.version
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut head = geojson::to_json(&self.head);
        head.resize(padded(head.len()), b' ');
        let length = u32::try_from(head.len()).expect("a head of 4 GB is more than a store holds");
        [MAGIC, &length.to_le_bytes()[..], &head, &self.columns].concat()
    }

    fn hashed(&self, store: &Store, rows: &[Row]) -> String {
        let mut sum = BufWriter::with_capacity(64 * 1024, Sum(Sha256::new()));
        let bases = rows.iter().map(|row| store.feature(*row).when().basis);
        let written = serde_json::to_writer(&mut sum, &self.head)
            .map_err(io::Error::from)
            .and_then(|()| sum.write_all(&self.columns))
            .and_then(|()| store.pages().iter().try_for_each(|it| published(it, &mut sum)))
            .and_then(|()| bases.into_iter().try_for_each(|it| sum.write_all(it.as_bytes())));
        written.expect("a sum takes every byte, and keys are texts");
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

fn published(page: &Page, to: &mut impl Write) -> io::Result<()> {
    let written = page.article.published.as_ref().map_or("", Edtf::as_str);
    writeln!(to, "{written} {}", page.article.published_basis.as_str())
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
        columns.published_start.push(first);
        columns.published_end.push(last);
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

/// The mentions. Rows come article by article, so that most differences to the row before are small.
fn columns_of(store: &Store, rows: &[Row]) -> Columns {
    let of = |number: &dyn Fn(Row) -> i64| rows.iter().map(|it| number(*it)).collect::<Vec<_>>();
    let position = |at: usize| i64::try_from(at).expect("positions fit");
    let when = |row: Row| days(store.feature(row).when().edtf);
    let mut columns = Columns::default();
    columns.add("place", &of(&|row| position(store.positions(row).0)));
    let articles = of(&|row| position(store.positions(row).1));
    columns.add("article", &steps(&articles));
    let mut starts = of(&|row| position(store.feature(row).stretch.start));
    for at in (1..rows.len()).rev().filter(|at| articles[*at] == articles[at - 1]) {
        starts[at] -= starts[at - 1];
    }
    columns.add("start", &starts);
    columns.add(
        "when",
        &of(&|row| {
            let (first, last) = when(row);
            i64::from(first.is_some()) + 2 * i64::from(last.is_some())
        }),
    );
    let mut day = 0;
    let known = rows.iter().map(|row| {
        let (first, last) = when(*row);
        day = first.or(last).map_or(day, i64::from);
        day
    });
    columns.add("day", &steps(&known.collect::<Vec<_>>()));
    columns.add(
        "days",
        &of(&|row| match when(row) {
            (Some(first), Some(last)) => i64::from(last) - i64::from(first),
            _ => 0,
        }),
    );
    let role = |row: Row| Role::ALL.iter().position(|it| *it == store.feature(row).role);
    columns.add("role", &of(&|row| position(role(row).expect("all roles are among all"))));
    columns.add("score", &of(&|row| thousandths(store.feature(row).score)));
    columns
}

/// What each number adds to the one before it.
fn steps(numbers: &[i64]) -> Vec<i64> {
    let before = [0].into_iter().chain(numbers.iter().copied());
    numbers.iter().zip(before).map(|(number, before)| number - before).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "scores are from 0 to 1")]
fn thousandths(score: f32) -> i64 {
    (geojson::score(score) * 1000.0).round() as i64
}

/// The first and last day as numbers from 1970-01-01.
fn days(edtf: Option<&Edtf>) -> (Option<i32>, Option<i32>) {
    let span = edtf.map(Edtf::span);
    (span.and_then(TimeSpan::first).map(day_number), span.and_then(TimeSpan::last).map(day_number))
}
