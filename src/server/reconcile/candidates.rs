//! The places that a cell of somebody's table may mean, with a score and whether it is sure.
//!
//! # Shape
//!
//! The score is 100 times how well the name fits, less a third for each property that contradicts. A candidate is a match when its name
//! fits exactly, nothing contradicts, and no other such place is nearly as well known.

use serde::Deserialize;
use serde_json::{Value, json};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::gazetteer::search::{How, Query, Ranked};
use tadmur_geoparser::place::{CountryCode, Kind, LonLat, PlaceId};
use tadmur_geoparser::text::fold::fold;

use crate::gazetteer::Searched;
use crate::server::reconcile::PLACE;

const DEFAULT_LIMIT: usize = 10;
const MOST_CANDIDATES: usize = 50;

/// What is left of a score for each property that contradicts.
const CONTRADICTED: f64 = 0.66;

/// A match has to lead the next of its name by this much: about ten times the inhabitants.
const LEAD: f32 = 0.019;

/// One query of a batch.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    query: String,
    #[serde(default)]
    r#type: Value,
    limit: Option<usize>,
    #[serde(default)]
    properties: Vec<Property>,
    type_strict: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Property {
    pid: String,
    #[serde(default)]
    v: Value,
}

/// The candidates, as the API writes them.
pub(super) fn candidates(places: &Searched, asked: &Asked) -> Vec<Value> {
    let gazetteer = &places.gazetteer;
    // OpenRefine says 0 when it has no wish
    let limit = asked.limit.filter(|it| *it > 0).unwrap_or(DEFAULT_LIMIT).min(MOST_CANDIDATES);
    if let Some(id) = gazetteer.find(asked.query.trim()) {
        return vec![written(gazetteer, id, 100.0, true, 1.0)];
    }
    let wishes: Vec<Wish> =
        asked.properties.iter().filter_map(|it| Wish::of(gazetteer, it)).collect();
    let country = wishes.iter().find_map(|it| match it {
        Wish::Country(codes) => codes.first().copied(),
        _ => None,
    });
    let kinds = kinds(&asked.r#type);
    let query = Query { kinds: &kinds, limit: limit + 10, ..Query::of(&asked.query) };
    let mut found = places.find(&query);
    let is_there = |it: &Ranked| {
        it.how == How::Exact && wishes.iter().all(|wish| wish.fits(gazetteer, it.place))
    };
    if country.is_some() && !found.iter().any(is_there) {
        found.extend(places.find(&Query { country, ..query }));
    }
    if found.is_empty() && asked.type_strict.as_deref() == Some("should") {
        found = places.find(&Query { kinds: &[], ..query });
    }
    let mut scored: Vec<(f64, usize, Ranked)> = found
        .into_iter()
        .map(|it| {
            let n = wishes.iter().filter(|wish| !wish.fits(gazetteer, it.place)).count();
            (100.0 * f64::from(it.quality) * CONTRADICTED.powf(n as f64), n, it)
        })
        .collect();
    scored.sort_by(|a, b| {
        let by_fame = || b.2.score.total_cmp(&a.2.score);
        b.0.total_cmp(&a.0).then_with(by_fame).then(a.2.place.cmp(&b.2.place))
    });
    scored.dedup_by_key(|it| it.2.place);
    let is_sure = |(_, n, it): &(f64, usize, Ranked)| it.how == How::Exact && *n == 0;
    let second = scored.iter().filter(|it| is_sure(it)).nth(1).map(|it| it.2.score);
    let is_match = |nth: usize, it: &(f64, usize, Ranked)| {
        nth == 0 && is_sure(it) && second.is_none_or(|second| it.2.score - second >= LEAD)
    };
    let written = |(nth, it): (usize, &(f64, usize, Ranked))| {
        written(gazetteer, it.2.place, it.0, is_match(nth, it), it.2.quality)
    };
    scored.iter().take(limit).enumerate().map(written).collect()
}

fn written(
    gazetteer: &Gazetteer,
    id: PlaceId,
    score: f64,
    is_match: bool,
    similarity: f32,
) -> Value {
    let place = gazetteer.place(id);
    json!({
        "id": place.key,
        "name": place.label,
        "description": description(gazetteer, id),
        "type": [{ "id": place.kind.as_str(), "name": place.kind.as_str() }, { "id": PLACE, "name": "Place" }],
        "score": (score * 10.0).round() / 10.0,
        "match": is_match,
        "features": [{ "id": "name_similarity", "value": (f64::from(similarity) * 1000.0).round() / 1000.0 }],
    })
}

/// `city in Homs, Syria, 51323 inhabitants`
pub(super) fn description(gazetteer: &Gazetteer, id: PlaceId) -> String {
    let place = gazetteer.place(id);
    let mut within: Vec<&str> = Vec::new();
    let country = place.country.and_then(|it| gazetteer.country(it)).filter(|it| *it != id);
    for id in [place.parent, country].into_iter().flatten() {
        let label = gazetteer.place(id).label;
        if !within.contains(&label) {
            within.push(label);
        }
    }
    let within = within.join(", ");
    let within = if within.is_empty() { within } else { format!(" in {within}") };
    let people = place.population.map_or(String::new(), |it| format!(", {it} inhabitants"));
    format!("{}{within}{people}", place.kind)
}

/// The kinds that a type names: a word, an object with an id, or a list of either. `place` is all of them.
fn kinds(r#type: &Value) -> Vec<Kind> {
    match r#type {
        Value::String(word) => word.parse().into_iter().collect(),
        Value::Object(object) => object.get("id").map(kinds).unwrap_or_default(),
        Value::Array(all) => {
            let each: Vec<_> = all.iter().map(kinds).collect();
            if each.iter().any(Vec::is_empty) { Vec::new() } else { each.concat() }
        }
        _ => Vec::new(),
    }
}

/// What a property of a query asks of a place.
#[derive(Debug)]
enum Wish {
    Country(Vec<CountryCode>),
    Kind(Vec<Kind>),
    Parent(String),
    Lat(f64),
    Lon(f64),
    Id(String),
}

impl Wish {
    /// Nothing where the property is unknown, empty, or cannot be read.
    fn of(gazetteer: &Gazetteer, property: &Property) -> Option<Self> {
        let value = text(&property.v)?;
        Some(match property.pid.as_str() {
            "country" => Self::Country(countries(gazetteer, &value)?),
            "kind" => Self::Kind(vec![value.parse().ok()?]),
            "parent" => Self::Parent(fold(&value)),
            "lat" => Self::Lat(value.parse().ok()?),
            "lon" => Self::Lon(value.parse().ok()?),
            "wikidata" => Self::Id(format!("wd:{value}")),
            "geonames" => Self::Id(format!("gn:{value}")),
            _ => return None,
        })
    }

    fn fits(&self, gazetteer: &Gazetteer, id: PlaceId) -> bool {
        let place = gazetteer.place(id);
        let is_near =
            |point: Option<LonLat>| point.is_some_and(|it| it.distance_km(place.point) <= 50.0);
        match self {
            Self::Country(codes) => place.country.is_none_or(|it| codes.contains(&it)),
            Self::Kind(kinds) => kinds.contains(&place.kind),
            Self::Parent(name) => {
                let mut at = place.parent;
                let mut around = Vec::new();
                while let Some(parent) = at {
                    around.push(parent);
                    at = gazetteer.place(parent).parent;
                }
                around.extend(place.country.and_then(|it| gazetteer.country(it)));
                around.iter().any(|id| {
                    gazetteer.place(*id).key == name
                        || gazetteer.names(*id).any(|it| fold(it.text) == *name)
                })
            }
            Self::Lat(lat) => is_near(LonLat::new(place.point.lon(), *lat)),
            Self::Lon(lon) => is_near(LonLat::new(*lon, place.point.lat())),
            Self::Id(other) => place.key == other || gazetteer.matches(id).any(|it| it == other),
        }
    }
}

/// A value as text: of an object its id, of a list its first.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Object(object) => text(object.get("id")?)?,
        Value::Array(all) => text(all.first()?)?,
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The countries of a code, an id or a name.
fn countries(gazetteer: &Gazetteer, value: &str) -> Option<Vec<CountryCode>> {
    if let Ok(code) = value.to_ascii_uppercase().parse() {
        return Some(vec![code]);
    }
    if let Some(id) = gazetteer.find(value) {
        return Some(vec![gazetteer.place(id).country?]);
    }
    let named = gazetteer.index().exact(value).map(|it| gazetteer.place(it.place));
    let countries = named.filter(|it| matches!(it.kind, Kind::Country | Kind::Territory));
    let codes: Vec<CountryCode> = countries.filter_map(|it| it.country).collect();
    (!codes.is_empty()).then_some(codes)
}
