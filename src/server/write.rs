//! Writing: `POST /articles`, `PUT` and `DELETE /collections/mentions/items/{id}/verdict`.
//!
//! # Shape
//!
//! Nothing is writable unless the server was started with a database and a token, and then only for who sends that token
//! (`Authorization: Bearer …`, RFC 6750). An answer means that the disk has it; the map shows it a moment later, and
//! `/events` tells when.

mod token;

pub use crate::server::write::token::{NoToken, Token};

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tadmur_geoparser::dates::Edtf;

use crate::article::Article;
use crate::database::{Database, Error, Judgement, Put, Verdict, Via};
use crate::export::geojson;
use crate::gazetteer::Searched;
use crate::server::links::{Pairs, no_parameters};
use crate::server::problem::Problem;
use crate::server::submission::{self, Fault, Sort};
use crate::server::{App, json};

/// A verdict is a few words.
pub(super) const MOST_BYTES_OF_VERDICT: usize = 64 * 1024;

/// Who may write, and where.
pub struct Writer {
    database: Mutex<Database>,
    token: Token,
    tell: Box<dyn Fn(&Error) + Send + Sync>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("database", &self.database).finish_non_exhaustive()
    }
}

impl Writer {
    /// Writes into this database for who has this token; `tell` hears of the database's faults, which askers are not told.
    pub fn new(
        database: Database,
        token: Token,
        tell: impl Fn(&Error) + Send + Sync + 'static,
    ) -> Self {
        Self { database: Mutex::new(database), token, tell: Box::new(tell) }
    }
}

/// What a request that may write writes with.
struct Desk {
    writer: Arc<Writer>,
    places: Arc<Searched>,
}

impl Desk {
    /// For who may write.
    fn of(app: &App, headers: &HeaderMap) -> Result<Self, Problem> {
        let (Some(writer), Some(places)) = (&app.writer, &app.places) else {
            return Err(Problem::ReadOnly);
        };
        let sent = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
        let sent = sent.and_then(|it| {
            let (scheme, token) = it.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        if !sent.is_some_and(|it| writer.token.is(it)) {
            return Err(Problem::Unauthorized);
        }
        Ok(Self { writer: Arc::clone(writer), places: Arc::clone(places) })
    }

    /// Writes on a thread that may wait for the disk.
    async fn write<T: Send + 'static>(
        self,
        write: impl FnOnce(&mut Database, &Searched) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let written = tokio::task::spawn_blocking(move || {
            let Self { writer, places } = self;
            // a batch that panicked was not committed: the database is as it was before
            let mut database = writer.database.lock().unwrap_or_else(PoisonError::into_inner);
            write(&mut database, &places).map_err(|error| problem(&writer, error))
        });
        written.await.unwrap_or(Err(Problem::Broken))
    }
}

fn problem(writer: &Writer, error: Error) -> Problem {
    match error {
        Error::NotFound { kind: "place", id, .. } => {
            Problem::Body { parameter: "place", fault: format!("no place `{id}` in the gazetteer") }
        }
        Error::NotFound { kind, id, .. } => Problem::NotFound { kind, id },
        error => {
            (writer.tell)(&error);
            match error {
                Error::Full { .. } => Problem::Full,
                Error::Locked { .. } => Problem::Locked,
                _ => Problem::Broken,
            }
        }
    }
}

/// The body, unless it is longer than is taken.
async fn read(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Problem> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: usize| length > most) {
        return Err(Problem::TooLarge { most });
    }
    axum::body::to_bytes(body, most).await.map_err(|error| {
        let error = error.into_inner();
        if error.is::<http_body_util::LengthLimitError>() {
            return Problem::TooLarge { most };
        }
        Problem::Body { parameter: "body", fault: "cut off before its end".to_owned() }
    })
}

#[derive(Serialize)]
struct Receipt {
    added: usize,
    known: usize,
    /// Of those added, near-duplicates of an article that was there.
    linked: usize,
    articles: Vec<Received>,
    faults: Vec<Fault>,
}

#[derive(Serialize)]
struct Received {
    id: String,
    status: &'static str,
}

/// `POST /articles`
pub(super) async fn articles(
    State(app): State<App>,
    headers: HeaderMap,
    pairs: Pairs,
    body: Body,
) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    let desk = Desk::of(&app, &headers)?;
    let sort = Sort::of(&headers)?;
    let bytes = read(&headers, body, Article::MAX_BYTES as usize).await?;
    let (articles, faults) = submission::articles(sort, &bytes);
    if articles.is_empty() {
        let fault = faults.into_iter().next();
        let fault = fault.map_or_else(|| "no article in it".to_owned(), |it| it.detail);
        return Err(Problem::Body { parameter: "body", fault });
    }
    let _place = app.gate.place()?;
    let receipt = desk.write(move |database, places| {
        let (puts, linked) = database.take_in(&places.gazetteer, &articles, Via::Post)?;
        let received = articles.into_iter().zip(puts).map(|(article, put)| Received {
            id: article.id,
            status: if put == Put::Added { "added" } else { "known" },
        });
        let articles: Vec<Received> = received.collect();
        let added = articles.iter().filter(|it| it.status == "added").count();
        Ok(Receipt { added, known: articles.len() - added, linked, articles, faults })
    });
    let receipt = receipt.await?;
    let status = if receipt.added > 0 { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, json("application/json", geojson::to_json(&receipt))).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireVerdict {
    #[serde(default)]
    verdict: Option<String>,
    #[serde(default)]
    place: Option<String>,
    #[serde(default)]
    when: Option<String>,
    #[serde(default)]
    end: Option<usize>,
}

impl WireVerdict {
    fn verdict(&self) -> Result<Verdict, Problem> {
        let bad = |parameter, found: &str, expected| Problem::Body {
            parameter,
            fault: format!("`{found}` is not {expected}"),
        };
        let judgement = match (self.verdict.as_deref(), &self.place) {
            (Some("right"), None) => Some(Judgement::Right),
            (Some("wrong"), None) => Some(Judgement::Wrong),
            (Some("place") | None, Some(place)) => Some(Judgement::Place(place.clone())),
            (None, None) => None,
            (Some(word), _) => {
                let expected = "`right`, `wrong`, or `place` with the id of a `place`";
                return Err(bad("verdict", word, expected));
            }
        };
        let when = match self.when.as_deref() {
            None => None,
            Some(when) => {
                Some(when.parse::<Edtf>().map_err(|_fault| bad("when", when, "a time in EDTF"))?)
            }
        };
        if judgement.is_none() && when.is_none() {
            return Err(bad("verdict", "", "`right`, `wrong`, a `place` or a `when`"));
        }
        Ok(Verdict { judgement, when })
    }
}

/// Article and start of a mention's id.
fn parts(id: &str) -> Result<(String, usize), Problem> {
    let parts =
        id.rsplit_once('-').and_then(|(article, start)| Some((article, start.parse().ok()?)));
    let missing = || Problem::NotFound { kind: "mention", id: id.to_owned() };
    parts.map(|(article, start)| (article.to_owned(), start)).ok_or_else(missing)
}

/// `PUT /collections/mentions/items/{id}/verdict`
pub(super) async fn judge(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    pairs: Pairs,
    body: Body,
) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    let desk = Desk::of(&app, &headers)?;
    let bytes = read(&headers, body, MOST_BYTES_OF_VERDICT).await?;
    let wire: WireVerdict =
        serde_json::from_slice(&bytes).map_err(|error| Problem::json("body", &error))?;
    let verdict = wire.verdict()?;
    let (article, start) = parts(&id)?;
    let words = desk.write(move |database, places| {
        let mut batch = database.batch(&places.gazetteer)?;
        let words = batch.judge(&article, start, wire.end, &verdict)?;
        batch.commit()?;
        Ok(words)
    });
    let told = serde_json::json!({ "id": id, "surface": words.await? });
    Ok(json("application/json", told.to_string()))
}

/// `DELETE /collections/mentions/items/{id}/verdict`
pub(super) async fn unjudge(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    let desk = Desk::of(&app, &headers)?;
    let (article, start) = parts(&id)?;
    let found = desk.write(move |database, places| {
        let mut batch = database.batch(&places.gazetteer)?;
        let found = batch.unjudge(&article, start)?;
        batch.commit()?;
        Ok(found)
    });
    if found.await? {
        Ok(StatusCode::NO_CONTENT.into_response())
    } else {
        Err(Problem::NotFound { kind: "verdict", id })
    }
}
