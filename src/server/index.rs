//! `GET /index.bin`: everything that the map filters by.
//!
//! # Shape
//!
//! Eight bytes say what it is, four how long its head is; the head is JSON with all that is text, and behind it stand the
//! mentions as columns of numbers. `docs/api.md` has each of them.
//!
//! # Cost
//!
//! Made when it is first asked for, and then the same bytes are sent. About ten bytes a mention before they are packed.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tadmur_geoparser::geoparse::Role;
use tokio::task;

use crate::export::geojson;
use crate::server::columns::{self, Columns, padded};
use crate::server::links::{Pairs, no_parameters};
use crate::server::problem::Problem;
use crate::server::{App, is_known};
use crate::store::{Filter, Store, Told};

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
        let told: Vec<Told> = rows.iter().map(|row| store.told(*row)).collect();
        let Columns { places: columns, bytes } = columns_of(&told);
        let role = Role::ALL.iter().map(|it| it.as_str()).collect();
        let mentions = Mentions { n: told.len(), role, columns };
        let (articles, places) = (articles(store), places(store));
        let head = Head { version: store.version(), articles, places, mentions };
        Self { head, columns: bytes }
    }

    /// Of the store: it changes whenever the index does.
    pub(crate) fn version(&self) -> &str {
        &self.head.version
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut head = geojson::to_json(&self.head);
        head.resize(padded(head.len()), b' ');
        let length = u32::try_from(head.len()).expect("a head of 4 GB is more than a store holds");
        [MAGIC, &length.to_le_bytes()[..], &head, &self.columns].concat()
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

/// The mentions. They come article by article, so that most differences to the one before are small.
fn columns_of(told: &[Told]) -> Columns {
    let of = |number: &dyn Fn(&Told) -> i64| told.iter().map(number).collect::<Vec<_>>();
    let mut columns = Columns::default();
    columns.add("place", &of(&|it| it.place.into()));
    let articles = of(&|it| it.article.into());
    columns.add("article", &steps(&articles));
    let mut starts = of(&|it| it.start.into());
    for at in (1..told.len()).rev().filter(|at| articles[*at] == articles[at - 1]) {
        starts[at] -= starts[at - 1];
    }
    columns.add("start", &starts);
    let (first, last) = (|it: &Told| it.when.0, |it: &Told| it.when.1);
    let known = |it: &Told| i64::from(first(it).is_some()) + 2 * i64::from(last(it).is_some());
    columns.add("when", &of(&known));
    let mut day = 0;
    let days = told.iter().map(|it| {
        day = first(it).or(last(it)).map_or(day, i64::from);
        day
    });
    columns.add("day", &steps(&days.collect::<Vec<_>>()));
    let length = |it: &Told| match (first(it), last(it)) {
        (Some(first), Some(last)) => i64::from(last) - i64::from(first),
        _ => 0,
    };
    columns.add("days", &of(&length));
    let role = |it: &Told| (0_i64..).zip(Role::ALL).find(|(_, role)| **role == it.role);
    columns.add("role", &of(&|it| role(it).map_or(0, |(nth, _)| nth)));
    columns.add("score", &of(&|it| it.score.into()));
    columns
}

/// What each number adds to the one before it.
fn steps(numbers: &[i64]) -> Vec<i64> {
    let before = [0].into_iter().chain(numbers.iter().copied());
    numbers.iter().zip(before).map(|(number, before)| number - before).collect()
}
