//! `GET /articles?q=`: articles by words in their texts, where a database keeps them.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use crate::database::{Database, Error, Found};
use crate::export::geojson;
use crate::server::links::Pairs;
use crate::server::problem::Problem;
use crate::server::{App, json};
use crate::store::filter;

pub(super) const DEFAULT_LIMIT: usize = 20;
pub(super) const MOST: usize = 1000;

/// A database to seek in.
#[derive(Clone, Debug)]
pub(crate) struct Archive(Arc<Mutex<Database>>);

impl Archive {
    pub(crate) fn of(database: Database) -> Self {
        Self(Arc::new(Mutex::new(database)))
    }

    fn search(&self, words: &str, most: usize) -> Result<Vec<Found>, Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).search(words, most)
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    articles: Vec<Article<'a>>,
}

#[derive(Serialize)]
struct Article<'a> {
    id: &'a str,
    title: Option<&'a str>,
    url: Option<&'a str>,
    snippet: &'a str,
}

/// `GET /articles`
pub(super) async fn articles(State(app): State<App>, pairs: Pairs) -> Result<Response, Problem> {
    let (words, limit) = asked(&pairs)?;
    let missing = || Problem::NotFound { kind: "database", id: "articles".to_owned() };
    let archive = app.archive.clone().ok_or_else(missing)?;
    let found = tokio::task::spawn_blocking(move || archive.search(&words, limit));
    let Ok(Ok(found)) = found.await else { return Err(Problem::Broken) };
    let articles = found.iter().map(|it| Article {
        id: &it.id,
        title: it.title.as_deref(),
        url: it.url.as_deref(),
        snippet: &it.snippet,
    });
    let answer = Answer { articles: articles.collect() };
    Ok(json("application/json", geojson::to_json(&answer)))
}

fn asked(pairs: &Pairs) -> Result<(String, usize), Problem> {
    let (mut words, mut limit) = (None, DEFAULT_LIMIT);
    let bad = |parameter, value: &str, expected: &str| {
        let (value, expected) = (value.to_owned(), expected.to_owned());
        Problem::from(filter::Error::Value { parameter, value, expected })
    };
    for (name, value) in pairs.iter() {
        match name.as_str() {
            "q" if words.is_none() => words = Some(value.clone()),
            "q" => return Err(filter::Error::Repeated { parameter: name.clone() }.into()),
            "limit" => {
                let number = value.parse().ok().filter(|&it: &usize| it > 0);
                limit =
                    number.ok_or_else(|| bad("limit", value, "a whole number from 1"))?.min(MOST);
            }
            _ => {
                let (parameter, known) = (name.clone(), "q, limit".to_owned());
                return Err(filter::Error::Unknown { parameter, known }.into());
            }
        }
    }
    let words = words.filter(|it| it.chars().any(char::is_alphanumeric));
    Ok((words.ok_or_else(|| bad("q", "", "words to seek"))?, limit))
}
