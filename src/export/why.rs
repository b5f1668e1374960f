//! The reasons of a choice: as JSON for the map, as lines for a reader.
//!
//! The JSON is `{"id", "surface", "recognized", "candidates": [{"place_id", "place", "kind", "country", "lon", "lat",
//! "score", "reasons": [{"reason", "weight"}]}]}`, the best candidate first.

use std::fmt::Write as _;

use serde::Serialize;
use tadmur_geoparser::place::CountryCode;

use crate::export::geojson::score;
use crate::feature::{Candidate, Why};

#[derive(Serialize)]
struct Wire<'a> {
    id: &'a str,
    surface: &'a str,
    recognized: f64,
    candidates: Vec<WireCandidate<'a>>,
}

#[derive(Serialize)]
struct WireCandidate<'a> {
    place_id: &'a str,
    place: &'a str,
    kind: &'static str,
    country: Option<&'a str>,
    lon: f64,
    lat: f64,
    score: f64,
    reasons: Vec<WireReason<'a>>,
}

#[derive(Serialize)]
struct WireReason<'a> {
    reason: &'a str,
    weight: f64,
}

/// As JSON.
pub fn to_json(why: &Why) -> impl Serialize + '_ {
    Wire {
        id: &why.id,
        surface: &why.surface,
        recognized: score(why.recognized),
        candidates: why.candidates.iter().map(candidate).collect(),
    }
}

fn candidate(it: &Candidate) -> WireCandidate<'_> {
    WireCandidate {
        place_id: &it.place.key,
        place: &it.place.label,
        kind: it.place.kind.as_str(),
        country: it.place.country.as_ref().map(CountryCode::as_str),
        lon: it.place.point.lon(),
        lat: it.place.point.lat(),
        score: score(it.score),
        reasons: it
            .reasons
            .iter()
            .map(|it| WireReason { reason: &it.words, weight: score(it.weight) })
            .collect(),
    }
}

/// As lines of text: the mention, its candidates, their reasons.
pub fn to_text(why: &Why) -> String {
    let mut text =
        format!("{}, at {}: a place with {:.2}\n", why.surface, why.stretch.start, why.recognized);
    if why.candidates.is_empty() {
        text += "  no known place bears this name\n";
    }
    for (nth, it) in why.candidates.iter().enumerate() {
        let place = &it.place;
        let country = place.country.as_ref().map_or("", |it| it.as_str());
        let _ = writeln!(
            text,
            "  {}. {}, {} {country} ({}) with {:.2}",
            nth + 1,
            place.label,
            place.kind,
            place.key,
            it.score
        );
        if why.candidates.len() == 1 {
            text += "       the only known place that bears the name\n";
        }
        for reason in &it.reasons {
            let _ = writeln!(text, "     {:+6.2} {}", reason.weight, reason.words);
        }
    }
    text
}
