//! GeoJSON: a feature with flat properties, and the Linked Places `when` beside them.
//!
//! # Shape
//!
//! [`mention`] and [`place`] give what serde writes; [`chunks`] streams a whole FeatureCollection, in pieces of
//! about 64 KiB, so that its size in memory does not grow with its length.
//!
//! # Sources
//!
//! RFC 7946; Linked Places Format 1.3 (`when.timespans`).

use std::iter;

use serde::Serialize;
use tadmur_geoparser::dates::{Edtf, TimeSpan};
use tadmur_geoparser::place::LonLat;

use crate::feature::Feature;
use crate::store::PlaceCount;

/// The media type of GeoJSON.
pub const MEDIA_TYPE: &str = "application/geo+json";

const CHUNK_BYTES: usize = 64 * 1024;

/// A GeoJSON Feature.
#[derive(Debug, Serialize)]
pub struct GeoJsonFeature<'a, P> {
    r#type: &'static str,
    id: &'a str,
    geometry: Point,
    properties: P,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<LinkedPlacesWhen<'a>>,
}

#[derive(Debug, Serialize)]
struct Point {
    r#type: &'static str,
    coordinates: [f64; 2],
}

/// What is told of a mention: one flat scalar for each column that a GIS shows.
#[derive(Debug, Serialize)]
pub struct MentionProperties<'a> {
    place_id: &'a str,
    place: &'a str,
    kind: &'static str,
    country: Option<&'a str>,
    surface: &'a str,
    role: &'static str,
    score: f64,
    when: Option<&'a str>,
    when_start: Option<String>,
    when_end: Option<String>,
    when_basis: &'static str,
    published: Option<&'a str>,
    published_start: Option<String>,
    published_end: Option<String>,
    published_basis: &'static str,
    article_id: &'a str,
    article_title: Option<&'a str>,
    article_url: Option<&'a str>,
    source: Option<&'a str>,
    lang: &'a str,
    quote: &'a str,
    quote_start: usize,
    quote_end: usize,
    start: usize,
    end: usize,
    zone: &'static str,
    duplicate: bool,
    when_text: Option<&'a str>,
    mood: Option<&'static str>,
}

/// What is told of a place.
#[derive(Debug, Serialize)]
pub struct PlaceProperties<'a> {
    place_id: &'a str,
    place: &'a str,
    place_ar: &'a str,
    kind: &'static str,
    country: Option<&'a str>,
    mentions: usize,
    articles: usize,
}

/// A mention as GeoJSON.
pub fn mention(feature: &Feature) -> GeoJsonFeature<'_, MentionProperties<'_>> {
    let Feature { article, place, stated, .. } = feature;
    let when = feature.when().edtf;
    let published = article.published.as_ref();
    let properties = MentionProperties {
        place_id: &place.key,
        place: &place.label,
        kind: place.kind.as_str(),
        country: place.country.as_ref().map(tadmur_geoparser::place::CountryCode::as_str),
        surface: &feature.surface,
        role: feature.role.as_str(),
        score: score(feature.score),
        when: when.map(Edtf::as_str),
        when_start: when.and_then(|it| first_day(it.span())),
        when_end: when.and_then(|it| last_day(it.span())),
        when_basis: feature.when().basis,
        published: published.map(Edtf::as_str),
        published_start: published.and_then(|it| first_day(it.span())),
        published_end: published.and_then(|it| last_day(it.span())),
        published_basis: article.published_basis.as_str(),
        article_id: &article.id,
        article_title: article.title.as_deref(),
        article_url: article.url.as_deref(),
        source: article.source.as_deref(),
        lang: &article.lang,
        quote: &feature.quote,
        quote_start: feature.in_quote.start,
        quote_end: feature.in_quote.end,
        start: feature.stretch.start,
        end: feature.stretch.end,
        zone: feature.zone.as_str(),
        duplicate: feature.duplicate,
        when_text: stated.as_ref().map(|it| it.words.as_str()),
        mood: stated.as_ref().map(|it| it.mood.as_str()),
    };
    GeoJsonFeature {
        r#type: "Feature",
        id: &feature.id,
        geometry: point(place.point),
        properties,
        when: when.and_then(linked_places_when),
    }
}

/// A place with its counts as GeoJSON.
pub fn place<'a>(count: &PlaceCount<'a>) -> GeoJsonFeature<'a, PlaceProperties<'a>> {
    let PlaceCount { place, mentions, articles } = *count;
    let properties = PlaceProperties {
        place_id: &place.key,
        place: &place.label,
        place_ar: &place.label_ar,
        kind: place.kind.as_str(),
        country: place.country.as_ref().map(tadmur_geoparser::place::CountryCode::as_str),
        mentions,
        articles,
    };
    GeoJsonFeature {
        r#type: "Feature",
        id: &place.key,
        geometry: point(place.point),
        properties,
        when: None,
    }
}

fn point(point: LonLat) -> Point {
    Point { r#type: "Point", coordinates: [point.lon(), point.lat()] }
}

/// A whole FeatureCollection, one feature a line, of features that are JSON already.
pub fn chunks(features: impl Iterator<Item = Vec<u8>>) -> impl Iterator<Item = Vec<u8>> {
    let mut features = features.peekable();
    let mut head = Some(b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec());
    let mut done = false;
    iter::from_fn(move || {
        if done {
            return None;
        }
        let mut chunk = head.take().unwrap_or_default();
        while chunk.len() < CHUNK_BYTES {
            let Some(feature) = features.next() else {
                chunk.extend_from_slice(b"]}\n");
                done = true;
                break;
            };
            chunk.extend_from_slice(&feature);
            chunk.extend_from_slice(if features.peek().is_some() { b",\n" } else { b"\n" });
        }
        Some(chunk)
    })
}

/// The JSON of a wire shape.
#[expect(clippy::missing_panics_doc, reason = "a wire shape has no map with odd keys")]
pub fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("a wire shape cannot fail to be written")
}

/// Three decimals: more would only tell of rounding.
pub fn score(score: f32) -> f64 {
    (f64::from(score) * 1000.0).round() / 1000.0
}

/// The first day, `YYYY-MM-DD`; `None` when the past is open.
pub fn first_day(span: TimeSpan) -> Option<String> {
    span.first().map(|date| date.to_string())
}

/// The last day, `YYYY-MM-DD`; `None` when the future is open.
pub fn last_day(span: TimeSpan) -> Option<String> {
    span.last().map(|date| date.to_string())
}

/// Linked Places' way to write a time.
#[derive(Debug, Serialize)]
struct LinkedPlacesWhen<'a> {
    timespans: [LinkedPlacesSpan; 1],
    label: &'a str,
}

#[derive(Debug, Serialize)]
struct LinkedPlacesSpan {
    start: LinkedPlacesEnd,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<LinkedPlacesEnd>,
}

/// A day that is known, or the latest that it can be.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum LinkedPlacesEnd {
    In(String),
    Latest(String),
}

/// A time span must have a start: one that is open towards the past begins at its last day at the latest.
fn linked_places_when(edtf: &Edtf) -> Option<LinkedPlacesWhen<'_>> {
    let (first, last) = (first_day(edtf.span()), last_day(edtf.span()));
    let latest = || last.clone().map(LinkedPlacesEnd::Latest);
    let start = first.map(LinkedPlacesEnd::In).or_else(latest)?;
    let span = LinkedPlacesSpan { start, end: last.map(LinkedPlacesEnd::In) };
    Some(LinkedPlacesWhen { timespans: [span], label: edtf.as_str() })
}
