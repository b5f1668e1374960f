//! Where a source is at home: a local paper means its own Springfield.
//!
//! # Shape
//!
//! Parsed articles go in with their sources; a source's home comes out, as its *other* articles show it, so that an article
//! never votes for itself.
//!
//! # Cost
//!
//! The towns of a source are weighed against each other once; an article then takes its own away again.
//!
//! # Sources
//!
//! That four in five toponyms of local news lie in the outlet's own state: Lieberman, Samet, Sankaranarayanan: Geotagging
//! with Local Lexicons, ICDE 2010.

use std::collections::HashMap;
use std::sync::OnceLock;

use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::Mention;
use tadmur_geoparser::place::{Kind, LonLat, PlaceId};

/// The towns and counties that the articles of each source name.
#[derive(Debug, Default)]
pub struct Homes {
    by_source: HashMap<String, Source>,
}

#[derive(Debug, Default)]
struct Source {
    sightings: Vec<Sighting>,
    /// What they say together, worked out when it is asked for.
    weighed: OnceLock<Weighed>,
}

#[derive(Clone, Copy, Debug)]
struct Sighting {
    article: usize,
    place: PlaceId,
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
/// What speaks for a town fades with the distance: to a third over so far.
const FADES_KM: f64 = 60.0;
const EARTH_RADIUS_KM: f64 = 6371.0088;
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
    pub fn see(
        &mut self,
        source: &str,
        article: usize,
        gazetteer: &Gazetteer,
        mentions: &[Mention],
    ) {
        let mut places: Vec<_> = mentions
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
        let source = self.by_source.entry(source_name(source).to_owned()).or_default();
        source.weighed.take();
        source.sightings.extend(places.into_iter().map(|(place, score)| Sighting {
            article,
            place,
            point: gazetteer.place(place).point,
            weight: f64::from(score),
        }));
        let surplus = source.sightings.len().saturating_sub(MAX_SIGHTINGS);
        source.sightings.drain(..surplus);
    }

    /// Where the source is at home, as its articles other than this one show it.
    pub fn of(&self, source: &str, but_for: usize) -> Option<LonLat> {
        let source = self.by_source.get(source_name(source))?;
        source.weighed.get_or_init(|| Weighed::of(&source.sightings)).home(but_for)
    }
}

/// The towns of a source, each with what all of them say for it.
#[derive(Debug)]
struct Weighed {
    sightings: Vec<Sighting>,
    /// Of each sighting, the town it is of.
    towns: Vec<usize>,
    points: Vec<Vector>,
    /// Of each town, what all sightings say for it.
    support: Vec<f64>,
}

impl Weighed {
    fn of(sightings: &[Sighting]) -> Self {
        let mut places: Vec<PlaceId> = sightings.iter().map(|it| it.place).collect();
        places.sort_unstable();
        places.dedup();
        let town = |it: &Sighting| places.binary_search(&it.place).expect("it is one of them");
        let towns: Vec<usize> = sightings.iter().map(town).collect();
        let mut points = vec![Vector([0.0; 3]); places.len()];
        let mut weights = vec![0.0; places.len()];
        for (sighting, town) in sightings.iter().zip(&towns) {
            points[*town] = Vector::from(sighting.point);
            weights[*town] += sighting.weight;
        }
        let support = |at: &Vector| -> f64 {
            weights.iter().zip(&points).map(|(weight, it)| weight * it.nearness(*at)).sum()
        };
        let support = points.iter().map(support).collect();
        Self { sightings: sightings.to_vec(), towns, points, support }
    }

    fn home(&self, but_for: usize) -> Option<LonLat> {
        let (own, others): (Vec<usize>, Vec<usize>) =
            (0..self.sightings.len()).partition(|nth| self.sightings[*nth].article == but_for);
        if others.len() < MIN_SIGHTINGS {
            return None;
        }
        let point = |nth: usize| self.points[self.towns[nth]];
        let support = |nth: usize| {
            let said = |it: &usize| self.sightings[*it].weight * point(*it).nearness(point(nth));
            self.support[self.towns[nth]] - own.iter().map(said).sum::<f64>()
        };
        let (_, home) = others
            .iter()
            .map(|nth| (support(*nth), *nth))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))?;
        let weight = |nth: &usize| self.sightings[*nth].weight;
        let total: f64 = others.iter().map(weight).sum();
        let is_near = |nth: &&usize| point(**nth).distance_km(point(home)) < NEAR_KM;
        let near: f64 = others.iter().filter(is_near).map(weight).sum();
        (near / total >= MIN_SHARE).then_some(self.sightings[home].point)
    }
}

/// A point as a unit vector: a distance without trigonometry but one arc.
#[derive(Clone, Copy, Debug)]
struct Vector([f64; 3]);

impl Vector {
    fn distance_km(self, other: Self) -> f64 {
        let chord: f64 = self.0.iter().zip(other.0).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
        2.0 * EARTH_RADIUS_KM * (chord.sqrt() / 2.0).min(1.0).asin()
    }

    /// 1 at the point itself, less the farther away, 0 beyond 1500 km.
    fn nearness(self, other: Self) -> f64 {
        const FAR: f64 = (1500.0 / EARTH_RADIUS_KM) * (1500.0 / EARTH_RADIUS_KM);
        let chord: f64 = self.0.iter().zip(other.0).map(|(a, b)| (a - b) * (a - b)).sum();
        if chord > FAR { 0.0 } else { (-self.distance_km(other) / FADES_KM).exp() }
    }
}

impl From<LonLat> for Vector {
    fn from(point: LonLat) -> Self {
        let (lon, lat) = (point.lon().to_radians(), point.lat().to_radians());
        Self([lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()])
    }
}
