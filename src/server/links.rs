//! Links from an answer to others, and the query that an answer was asked with.
//!
//! # Sources
//!
//! OGC API - Features - Part 1, 7.1 (links); RFC 8288.

use axum::extract::Query;
use axum::http::{HeaderMap, HeaderValue, header};
use form_urlencoded::Serializer;
use serde::Serialize;

use crate::server::problem::Problem;
use crate::store::{Filter, filter};

/// A link as OGC API writes it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) rel: &'static str,
    pub(crate) r#type: &'static str,
    pub(crate) title: String,
}

impl Link {
    pub(crate) fn new(
        href: String,
        rel: &'static str,
        r#type: &'static str,
        title: impl Into<String>,
    ) -> Self {
        Self { href, rel, r#type, title: title.into() }
    }
}

/// Those of other pages as the header `Link`, for an answer that has no room for them (RFC 8288).
pub(crate) fn header(links: &[Link]) -> Option<HeaderValue> {
    let pages = links.iter().filter(|it| ["next", "prev", "first"].contains(&it.rel));
    let pages =
        pages.map(|it| format!("<{}>; rel=\"{}\"; type=\"{}\"", it.href, it.rel, it.r#type));
    let pages = pages.collect::<Vec<_>>().join(", ");
    HeaderValue::try_from(pages).ok().filter(|it| !it.is_empty())
}

/// The names and values of a query, in order.
pub(crate) type Pairs = Query<Vec<(String, String)>>;

/// The filter of a query, on a path that knows these parameters.
pub(crate) fn filter(pairs: &Pairs, known: &[&str]) -> Result<Filter, Problem> {
    Ok(Filter::from_pairs(borrowed(pairs), known)?)
}

/// The filter of a query, on a path that has parameters of its own beside those known to the filter; with the values
/// of its own.
pub(crate) fn filter_and<'p, const N: usize>(
    pairs: &'p Pairs,
    own: [&'static str; N],
    known: &[&str],
) -> Result<(Filter, [Option<&'p str>; N]), Problem> {
    let known = [known, &own].concat();
    let (own_pairs, shared): (Vec<_>, Vec<_>) =
        borrowed(pairs).partition(|(name, _)| own.contains(name));
    let mut values = [None; N];
    for (name, value) in own_pairs {
        let at = own.iter().position(|it| *it == name).unwrap_or_default();
        if values[at].replace(value).is_some() {
            return Err(filter::Error::Repeated { parameter: name.to_owned() }.into());
        }
    }
    Ok((Filter::from_pairs(shared, &known)?, values))
}

fn borrowed(pairs: &Pairs) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

/// For a path that takes no parameters.
pub(crate) fn no_parameters(pairs: &Pairs) -> Result<(), Problem> {
    match pairs.first() {
        None => Ok(()),
        Some((name, _)) => {
            let (parameter, known) = (name.clone(), "none".to_owned());
            Err(filter::Error::Unknown { parameter, known }.into())
        }
    }
}

/// For a path that takes no parameter but `f`, which says how the answer is written.
pub(crate) fn only_format(pairs: &Pairs) -> Result<(), Problem> {
    match pairs.iter().find(|(name, _)| name != "f") {
        None => Ok(()),
        Some((name, _)) => {
            let (parameter, known) = (name.clone(), "f".to_owned());
            Err(filter::Error::Unknown { parameter, known }.into())
        }
    }
}

/// The query again, with parameters changed, added, or left out; with its `?`, or empty.
pub(crate) fn query(pairs: &Pairs, changes: &[(&str, Option<String>)]) -> String {
    let mut query = Serializer::new(String::new());
    let stays = |name: &str| changes.iter().all(|(changed, _)| *changed != name);
    query.extend_pairs(pairs.iter().filter(|(name, _)| stays(name)));
    for (name, value) in changes {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { query } else { format!("?{query}") }
}

/// Carries the address that links begin with from the gate to the handlers; what a client sends by this name is
/// dropped there.
pub(crate) const BASE: &str = "x-tadmur-base";

/// Where the asker reached this server: `http://127.0.0.1:7878`.
pub(crate) fn base(headers: &HeaderMap) -> String {
    if let Some(url) = headers.get(BASE).and_then(|it| it.to_str().ok()) {
        return url.trim_end_matches('/').to_owned();
    }
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok()).filter(|it| is_host(it));
    format!("http://{}", host.unwrap_or("localhost"))
}

/// What a host name, an address and a port are made of: anything else is not repeated.
fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|it| it.is_ascii_alphanumeric() || b".-_:[]".contains(&it))
}
