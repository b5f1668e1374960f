//! What `POST /articles` takes: a text, an article in JSON, many of them.
//!
//! # Shape
//!
//! Bytes and their media type in, articles and faults out. A line that is no article is a fault of its own; the others
//! come in.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use axum::http::{HeaderMap, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tadmur_geoparser::dates::{Edtf, Published, PublishedBasis};
use tadmur_geoparser::place::LonLat;

use crate::article::{Article, Metadatum, read};
use crate::server::problem::Problem;

/// How articles are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Sort {
    /// One, nothing but its text.
    Text,
    /// One page.
    Html,
    /// One object, or an array of them.
    Json,
    /// One object a line.
    JsonLines,
}

impl Sort {
    pub(super) const TYPES: [(&str, Self); 6] = [
        ("text/plain", Self::Text),
        ("text/html", Self::Html),
        ("application/json", Self::Json),
        ("application/x-ndjson", Self::JsonLines),
        ("application/jsonl", Self::JsonLines),
        ("application/x-jsonlines", Self::JsonLines),
    ];

    pub(super) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let sent = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let sent = sent.unwrap_or_default();
        let essence = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let found = Self::TYPES.iter().find(|(name, _)| *name == essence);
        found.map(|(_, sort)| *sort).ok_or_else(|| Problem::MediaType {
            found: sent.to_owned(),
            expected: Self::TYPES.map(|(name, _)| name).join(", "),
        })
    }
}

/// Why something was no article.
#[derive(Debug, Serialize)]
pub(super) struct Fault {
    /// The line, or the position in the array, counted from 1.
    nth: usize,
    /// What was found, what was expected.
    pub(super) detail: String,
}

/// The articles of a body, and what is wrong with the others.
pub(super) fn articles(sort: Sort, bytes: &[u8]) -> (Vec<Article>, Vec<Fault>) {
    if sort == Sort::Html {
        return of_page(bytes);
    }
    let text = match str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(error) => {
            let detail = format!("byte {} is not UTF-8", error.valid_up_to());
            return (Vec::new(), vec![Fault { nth: 1, detail }]);
        }
    };
    let json = |text: &str| serde_json::from_str::<Value>(text).map_err(|it| it.to_string());
    let found: Vec<(usize, Result<Article, String>)> = match sort {
        Sort::Text | Sort::Html => vec![(1, of_text(text.to_owned()))],
        Sort::Json => match json(text) {
            Ok(Value::Array(values)) => {
                values.into_iter().map(of_json).enumerate().map(|(n, it)| (n + 1, it)).collect()
            }
            value => vec![(1, value.and_then(of_json))],
        },
        Sort::JsonLines => {
            let lines = text.split('\n').enumerate().filter(|(_, it)| !it.trim().is_empty());
            lines.map(|(n, line)| (n + 1, json(line).and_then(of_json))).collect()
        }
    };
    let (mut articles, mut faults) = (Vec::new(), Vec::new());
    for (nth, article) in found {
        match article {
            Ok(article) => articles.push(article),
            Err(detail) => faults.push(Fault { nth, detail }),
        }
    }
    (articles, faults)
}

fn of_page(bytes: &[u8]) -> (Vec<Article>, Vec<Fault>) {
    let (mut articles, mut faults) = (Vec::new(), Vec::new());
    let _ = read::each_in(Path::new("page.html"), bytes, |piece| {
        let is_page = piece.origin().format.as_str() == "html";
        match piece.read() {
            Ok((article, _)) if is_page => articles.push(article),
            Ok(_) => faults.push(Fault { nth: 1, detail: "no HTML".to_owned() }),
            Err(error) => faults.push(Fault { nth: 1, detail: error.to_string() }),
        }
        ControlFlow::Continue(())
    });
    (articles, faults)
}

fn of_text(text: String) -> Result<Article, String> {
    if text.contains('\0') {
        return Err("a NUL, which no text has".to_owned());
    }
    if text.trim().is_empty() {
        return Err("empty; an article needs text".to_owned());
    }
    Ok(Article::from_text(text))
}

/// An article as it is sent.
#[derive(Deserialize)]
struct Sent {
    text: String,
    title: Option<String>,
    url: Option<String>,
    source: Option<String>,
    lang: Option<String>,
    published: Option<String>,
    home: Option<(f64, f64)>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

fn of_json(value: Value) -> Result<Article, String> {
    let sent: Sent = serde_json::from_value(value).map_err(|error| error.to_string())?;
    let mut article = of_text(sent.text)?;
    if let Some(url) = sent.url {
        article = article.at_url(url);
    }
    let home = match sent.home {
        None => None,
        Some((lon, lat)) => {
            let point = LonLat::new(lon, lat);
            Some(point.ok_or_else(|| format!("home `{lon},{lat}` is not on Earth"))?)
        }
    };
    let published = match &sent.published {
        None => None,
        Some(day) => {
            let edtf: Edtf = day.parse().map_err(|_fault| {
                format!("published `{day}` is not a date in EDTF, such as 2015-05-20")
            })?;
            let basis = PublishedBasis::Declared;
            Some(Published { edtf: Some(edtf), basis, evidence: None })
        }
    };
    let metadata = sent.rest.into_iter().map(|(name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Metadatum { name, value, used: false }
    });
    Ok(Article {
        title: sent.title,
        source: sent.source,
        lang: sent.lang.unwrap_or(article.lang),
        published,
        home,
        metadata: metadata.collect(),
        ..article
    })
}
