//! JSON for programs, HTML for people, columns for who reckons: which of them an answer is.
//!
//! # Sources
//!
//! RFC 9110, 12.5.1 (`Accept` with weights); OGC API - Features - Part 1, 7.10 (`f` is the usual way to override it).

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::export;
use crate::server::html;
use crate::server::links::{Link, Pairs};
use crate::server::problem::Problem;
use crate::store::filter;

/// How an answer is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Format {
    Json,
    Html,
}

/// How items are written: as a page, or as a table of columns.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    Page(Format),
    Table(export::Format),
}

/// What `f` calls the tables. An answer is read from its beginning to its end, so Arrow comes as a stream.
const TABLES: [(&str, export::Format); 2] =
    [("parquet", export::Format::Parquet), ("arrow", export::Format::ArrowStream)];

impl Form {
    /// As [`Format::asked`], where a table may be asked for too.
    pub(crate) fn asked(
        headers: &HeaderMap,
        pairs: &Pairs,
        json: &[&str],
    ) -> Result<Self, Problem> {
        let name = named(pairs)?;
        if let Some((_, table)) = TABLES.iter().find(|(it, _)| Some(*it) == name) {
            return Self::table(*table);
        }
        match name {
            Some("json" | "geojson" | "html") => {}
            Some(other) => {
                let expected = format!("one of {}", Self::names().join(", "));
                return Err(filter::Error::value("f", other, expected).into());
            }
            None => {
                let accepted = accepted(headers);
                let liked = |it: &str| weight(&accepted, it);
                let page = json.iter().map(|it| liked(it)).fold(liked("text/html"), f64::max);
                let mut best = (page, None);
                // What is not built in is told of only when nothing else would do.
                for (_, table) in TABLES.iter().filter(|(_, it)| it.is_built() || page <= 0.0) {
                    if liked(table.media_type()) > best.0 {
                        best = (liked(table.media_type()), Some(*table));
                    }
                }
                if let Some(table) = best.1 {
                    return Self::table(table);
                }
            }
        }
        Format::asked(headers, pairs, json).map(Self::Page)
    }

    fn table(format: export::Format) -> Result<Self, Problem> {
        if format.is_built() {
            Ok(Self::Table(format))
        } else {
            Err(Problem::NotBuilt { title: format.title() })
        }
    }

    /// The names that `f` has for the forms that are built in.
    pub(crate) fn names() -> Vec<&'static str> {
        ["json", "html"].into_iter().chain(Self::tables().map(|(name, _)| name)).collect()
    }

    /// What `f` calls the tables that are built in, with their media types.
    pub(crate) fn tables() -> impl Iterator<Item = (&'static str, &'static str)> {
        TABLES.iter().filter(|(_, it)| it.is_built()).map(|(name, it)| (*name, it.media_type()))
    }

    /// Links to the items as tables, for the description of their collection at this address.
    pub(crate) fn links(here: &str) -> impl Iterator<Item = Link> {
        Self::tables().map(move |(name, media_type)| {
            let address = format!("{here}/items?f={name}");
            Link::new(address, "items", media_type, "Its features as a table")
        })
    }
}

impl Format {
    /// What `f` says, or else what `Accept` likes best; JSON when it likes both alike.
    ///
    /// # Errors
    ///
    /// When `f` names neither, or `Accept` takes neither.
    pub(crate) fn asked(
        headers: &HeaderMap,
        pairs: &Pairs,
        json: &[&str],
    ) -> Result<Self, Problem> {
        match named(pairs)? {
            Some("json" | "geojson") => Ok(Self::Json),
            Some("html") => Ok(Self::Html),
            Some(other) => Err(filter::Error::value("f", other, "`json` or `html`").into()),
            None => Self::accepted(headers, json),
        }
    }

    fn accepted(headers: &HeaderMap, json: &[&str]) -> Result<Self, Problem> {
        let accepted = accepted(headers);
        if accepted.iter().all(|it| it.trim().is_empty()) {
            return Ok(Self::Json);
        }
        let program = json.iter().map(|it| weight(&accepted, it)).fold(0.0, f64::max);
        let person = weight(&accepted, "text/html");
        if program <= 0.0 && person <= 0.0 {
            return Err(Problem::NotAcceptable);
        }
        Ok(if person > program { Self::Html } else { Self::Json })
    }

    /// The answer, from its JSON.
    pub(crate) fn answer(self, title: &str, media_type: &'static str, body: Vec<u8>) -> Response {
        let mut response = match self {
            Self::Json => super::json(media_type, body),
            Self::Html => {
                let value: Value = serde_json::from_slice(&body).unwrap_or_default();
                let html_type = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
                (html_type, html::page(title, &value)).into_response()
            }
        };
        response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
        response
    }
}

/// What `f` says, once.
fn named(pairs: &Pairs) -> Result<Option<&str>, Problem> {
    let mut given = pairs.iter().filter(|(name, _)| name == "f").map(|(_, value)| &**value);
    let name = given.next();
    if given.next().is_some() {
        return Err(filter::Error::Repeated { parameter: "f".to_owned() }.into());
    }
    Ok(name)
}

/// The ranges that are accepted.
fn accepted(headers: &HeaderMap) -> Vec<&str> {
    let lines = headers.get_all(header::ACCEPT).iter().filter_map(|it| it.to_str().ok());
    lines.flat_map(|it| it.split(',')).collect()
}

/// How much a media type is liked: the weight of the most specific range that it falls in.
fn weight(accepted: &[&str], media_type: &str) -> f64 {
    let group = media_type.split('/').next().unwrap_or_default();
    let mut best = (0, 0.0);
    for range in accepted {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let specific = match name.as_str() {
            "*/*" => 1,
            _ if name.strip_suffix("/*") == Some(group) => 2,
            _ if name == media_type => 3,
            _ => continue,
        };
        let weight = parts.find_map(|it| it.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        if specific > best.0 {
            best = (specific, weight);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::Query;

    #[track_caller]
    fn check(accept: &str, f: &str, expected: Option<Format>) {
        let mut headers = HeaderMap::new();
        if !accept.is_empty() {
            headers.insert(header::ACCEPT, accept.parse().unwrap());
        }
        let pairs = if f.is_empty() { vec![] } else { vec![("f".to_owned(), f.to_owned())] };
        let json = ["application/geo+json", "application/json"];
        assert_eq!(Format::asked(&headers, &Query(pairs), &json).ok(), expected, "{accept} {f}");
    }

    #[test]
    fn the_best_liked_is_given() {
        check("", "", Some(Format::Json));
        check("*/*", "", Some(Format::Json));
        check("text/html,application/xhtml+xml,*/*;q=0.8", "", Some(Format::Html));
        check("text/html;q=0.2, application/geo+json", "", Some(Format::Json));
        check("application/json;q=0.4, text/*", "", Some(Format::Html));
        check("text/html;q=0, */*", "", Some(Format::Json));
        check("TEXT/HTML", "", Some(Format::Html));
        check("image/png", "", None);
        check("text/html", "json", Some(Format::Json));
        check("application/json", "html", Some(Format::Html));
        check("", "xml", None);
    }
}
