//! Counts under the filters: `GET /facets`, `GET /histogram`, `GET /counts`.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::export::geojson;
use crate::server::App;
use crate::server::links::{self, Pairs};
use crate::server::problem::Problem;
use crate::store::counts::{Bin, Facet, Histogram, TooManyBars};
use crate::store::{Filter, filter};

const JSON: &str = "application/json";

/// Of each facet, so many values unless `limit` says otherwise.
pub(super) const DEFAULT_VALUES: usize = 50;

/// So many bars at most, unless `bars` says otherwise: about as many as a timeline has room for.
pub(super) const DEFAULT_BARS: usize = 200;

/// `GET /facets`
pub(crate) async fn facets(State(app): State<App>, pairs: Pairs) -> Result<Response, Problem> {
    let (filter, [facet, limit]) = links::filter_and(&pairs, ["facet", "limit"], &Filter::NAMES)?;
    let facets = match facet {
        None => Facet::ALL.to_vec(),
        Some(value) => filter::some_of("facet", value, Facet::ALL, Facet::as_str)?,
    };
    let most = match limit {
        None => DEFAULT_VALUES,
        Some(value) => filter::whole_number("limit", value, 1..=Filter::MAX_LIMIT)?,
    };
    let snapshot = app.snapshot();
    let counted = snapshot.store().facets(&filter, &facets, most);
    let value = |&(value, count): &(&str, usize)| json!({ "value": value, "count": count });
    let facets: Map<String, Value> = counted
        .iter()
        .map(|it| (it.facet.as_str().to_owned(), it.values.iter().map(value).collect()))
        .collect();
    let body = json!({ "matched": snapshot.store().count(&filter), "facets": facets });
    Ok(super::json(JSON, body.to_string()))
}

#[derive(Serialize)]
struct WireHistogram {
    by: &'static str,
    matched: usize,
    undated: usize,
    bars: Vec<WireBar>,
}

#[derive(Serialize)]
struct WireBar {
    start: String,
    end: String,
    count: usize,
}

/// `GET /histogram`
pub(crate) async fn histogram(State(app): State<App>, pairs: Pairs) -> Result<Response, Problem> {
    let (filter, [by, bars]) = links::filter_and(&pairs, ["by", "bars"], &Filter::NAMES)?;
    let by = by.map(|value| filter::one_of("by", value, Bin::ALL, Bin::as_str)).transpose()?;
    let bars = match bars {
        None => DEFAULT_BARS,
        Some(value) => filter::whole_number("bars", value, 1..=Histogram::MOST_BARS)?,
    };
    let histogram = app.snapshot().store().histogram(&filter, by, bars).map_err(|TooManyBars| {
        let most = Histogram::MOST_BARS;
        let expected =
            format!("long enough: more than {most} bars; narrow `datetime` or take longer ones");
        filter::Error::Value {
            parameter: "by",
            value: by.map_or("", Bin::as_str).to_owned(),
            expected,
        }
    })?;
    let bar = |&(first, last, count): &(jiff::civil::Date, jiff::civil::Date, usize)| WireBar {
        start: first.to_string(),
        end: last.to_string(),
        count,
    };
    let wire = WireHistogram {
        by: histogram.by.as_str(),
        matched: histogram.matched,
        undated: histogram.undated,
        bars: histogram.bars.iter().map(bar).collect(),
    };
    Ok(super::json(JSON, geojson::to_json(&wire)))
}

#[derive(Default, Serialize)]
struct WireCounts<'s> {
    place: Vec<&'s str>,
    mentions: Vec<usize>,
    articles: Vec<usize>,
}

/// `GET /counts`
pub(crate) async fn counts(State(app): State<App>, pairs: Pairs) -> Result<Response, Problem> {
    let filter = links::filter(&pairs, &Filter::NAMES)?;
    let snapshot = app.snapshot();
    let mut wire = WireCounts::default();
    let counts = snapshot.store().place_counts(&filter);
    for count in &counts {
        wire.place.push(&count.place.key);
        wire.mentions.push(count.mentions);
        wire.articles.push(count.articles);
    }
    Ok(super::json(JSON, geojson::to_json(&wire)))
}
