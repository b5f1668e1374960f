//! Where a source is at home: a local paper means its own Springfield.
//!
//! # Shape
//!
//! Parsed articles go in with their sources; a source's home comes out, as its *other* articles show it, so that an article
//! never votes for itself.
//!
//! # Sources
//!
//! That four in five toponyms of local news lie in the outlet's own state: Lieberman, Samet, Sankaranarayanan: Geotagging
//! with Local Lexicons, ICDE 2010.

use std::collections::HashMap;

use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::Parsed;
use tadmur_geoparser::place::{Kind, LonLat};

/// The towns and counties that the articles of each source name.
#[derive(Debug, Default)]
pub struct Homes {
    by_source: HashMap<String, Vec<Sighting>>,
}

#[derive(Clone, Copy, Debug)]
struct Sighting {
    article: usize,
    point: LonLat,
    weight: f64,
}

/// A source's newest sightings are enough.
const MAX_SIGHTINGS: usize = 400;
/// Fewer say nothing.
const MIN_SIGHTINGS: usize = 4;
/// A home has this share of the sightings within [`NEAR_KM`]; a national paper has none.
const MIN_SHARE: f64 = 0.25;
const NEAR_KM: f64 = 150.0;
/// Mentions resolved less surely do not count.
const MIN_SCORE: f32 = 0.5;

/// The name of a source: the host of a URL, without `www.`, or the text as it is.
pub fn source_name(source: &str) -> &str {
    let rest = source.split_once("://").map_or(source, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

impl Homes {
    /// Notes the towns and counties of an article, each once.
    pub fn see(&mut self, source: &str, article: usize, gazetteer: &Gazetteer, parsed: &Parsed) {
        let mut places: Vec<_> = parsed
            .mentions
            .iter()
            .filter_map(|mention| mention.resolution)
            .filter(|it| it.score >= MIN_SCORE)
            .filter(|it| {
                let place = gazetteer.place(it.place);
                matches!(place.kind, Kind::City | Kind::Suburb | Kind::Admin2 | Kind::Admin3)
            })
            .map(|it| (it.place, it.score))
            .collect();
        places.sort_by_key(|(place, _)| *place);
        places.dedup_by_key(|(place, _)| *place);
        let sightings = self.by_source.entry(source_name(source).to_owned()).or_default();
        sightings.extend(places.into_iter().map(|(place, score)| Sighting {
            article,
            point: gazetteer.place(place).point,
            weight: f64::from(score),
        }));
        let surplus = sightings.len().saturating_sub(MAX_SIGHTINGS);
        sightings.drain(..surplus);
    }

    /// Where the source is at home, as its articles other than this one show it.
    pub fn of(&self, source: &str, but_for: usize) -> Option<LonLat> {
        let sightings: Vec<Sighting> = self
            .by_source
            .get(source_name(source))?
            .iter()
            .filter(|it| it.article != but_for)
            .copied()
            .collect();
        if sightings.len() < MIN_SIGHTINGS {
            return None;
        }
        let total: f64 = sightings.iter().map(|it| it.weight).sum();
        let support = |at: LonLat, km: f64| -> f64 {
            sightings.iter().map(|it| it.weight * (-it.point.distance_km(at) / km).exp()).sum()
        };
        let home = sightings
            .iter()
            .map(|it| it.point)
            .max_by(|a, b| support(*a, 60.0).total_cmp(&support(*b, 60.0)))?;
        let near: f64 = sightings
            .iter()
            .filter(|it| it.point.distance_km(home) < NEAR_KM)
            .map(|it| it.weight)
            .sum();
        (near / total >= MIN_SHARE).then_some(home)
    }
}
