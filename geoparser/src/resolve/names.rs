//! Who bears a name, and what speaks for and against each of them wherever the name is read.
//!
//! # Cost
//!
//! A name is worked out once, however often it stands in the texts that are read together.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use foldhash::fast::FixedState;

use crate::gazetteer::{Gazetteer, Outline, Posting};
use crate::place::{BBox, Direction, Kind, LonLat, NameSort, PlaceId};
use crate::recognize::Match;
use crate::resolve::MAX_CANDIDATES;
use crate::resolve::features::{F, N_FEATURES};

/// A name in a language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name<'n> {
    /// The best [`MAX_CANDIDATES`] of those that bear it, by inhabitants and fame; then by id.
    pub(crate) bearers: &'n [Bearer],
    /// The same, [`LANES`] by [`LANES`].
    pub(crate) rows: &'n [Rows],
    /// The countries that they lie in, each once: the letters of their codes as numbers.
    pub(crate) countries: &'n [u32],
    /// The first-order divisions that they are or lie in, each once: their ids.
    pub(crate) divisions: &'n [u32],
}

/// A place that a name can mean.
#[derive(Debug)]
pub(crate) struct Bearer {
    pub(crate) place: PlaceId,
    pub(crate) kind: Kind,
    /// Its country among those of the name.
    pub(crate) country: Option<usize>,
    /// The first-order division it is or lies in, among those of the name.
    pub(crate) division: Option<usize>,
    /// Whether it is that country or that division itself.
    pub(crate) is_country: bool,
    pub(crate) is_division: bool,
    pub(crate) point: LonLat,
    pub(crate) at: Direction,
    /// The box of what nature made: its point says little.
    pub(crate) reach: Option<BBox>,
}

/// So many bearers are looked at side by side.
pub(crate) const LANES: usize = 4;

/// Some bearers side by side. Beyond the last one is no place.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) places: [PlaceId; LANES],
    pub(crate) axes: [[f32; LANES]; 3],
    /// Their vectors, as far as no text is needed.
    pub(crate) features: [[f32; LANES]; N_FEATURES],
}

impl Rows {
    fn of(bearers: &[Bearer]) -> Self {
        let mut this = Self {
            places: [PlaceId(u32::MAX); LANES],
            axes: [[0.0; LANES]; 3],
            features: [[0.0; LANES]; N_FEATURES],
        };
        for (lane, bearer) in bearers.iter().enumerate() {
            this.places[lane] = bearer.place;
            for (axis, value) in this.axes.iter_mut().zip(bearer.at.axes()) {
                axis[lane] = value;
            }
        }
        this
    }
}

/// The names of some texts, each once: one after another in long lists, and where in them each one ends.
#[derive(Debug, Default)]
pub(crate) struct Names {
    bearers: Vec<Bearer>,
    rows: Vec<Rows>,
    countries: Vec<u32>,
    divisions: Vec<u32>,
    ends: Vec<[usize; 4]>,
}

/// The names of a text's matches.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// Those of all texts that are read together.
    names: Arc<Names>,
    /// For each match, which of them it is.
    of_matches: Vec<usize>,
}

impl Named {
    pub(crate) fn of(gazetteer: &Gazetteer, matches: &[Match], lang: &str) -> Self {
        Self::of_all(gazetteer, std::iter::once((matches, lang))).pop().unwrap_or_default()
    }

    /// For each text, given by its matches and its language.
    pub(crate) fn of_all<'m>(
        gazetteer: &Gazetteer,
        texts: impl Iterator<Item = (&'m [Match], &'m str)>,
    ) -> Vec<Self> {
        let mut numbers: HashMap<Key<'m>, usize, FixedState> = HashMap::default();
        let mut keys: Vec<Key<'m>> = Vec::new();
        let of_text = |(matches, lang): (&'m [Match], &'m str)| {
            let lang = primary(lang);
            let number = |found: &'m Match| {
                let key = Key { postings: &found.postings, lang };
                *numbers.entry(key).or_insert_with(|| {
                    keys.push(key);
                    keys.len() - 1
                })
            };
            matches.iter().map(number).collect()
        };
        let of_texts: Vec<Vec<usize>> = texts.map(of_text).collect();
        let names = Arc::new(Names::of(gazetteer, &keys));
        of_texts.into_iter().map(|of_matches| Self { names: names.clone(), of_matches }).collect()
    }

    /// The name of the nth match.
    pub(crate) fn name(&self, nth_match: usize) -> Name<'_> {
        self.names.nth(self.of_matches[nth_match])
    }
}

/// What tells one name from another.
#[derive(Clone, Copy, Eq, PartialEq)]
struct Key<'m> {
    postings: &'m [Posting],
    lang: &'m str,
}

impl Hash for Key<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // hardly two names are alike in their first posting and in how many they have
        if let Some(first) = self.postings.first() {
            state.write_u64(u64::from(first.place.0) << 16 | u64::from(first.nth_name));
        }
        state.write_usize(self.postings.len());
    }
}

/// Those that bear the name in the gazetteer.
type Known = (Posting, Outline);

impl Names {
    fn of(gazetteer: &Gazetteer, keys: &[Key<'_>]) -> Self {
        let mut this = Self::default();
        let lens = keys.iter().map(|it| it.postings.len().min(MAX_CANDIDATES));
        this.bearers.reserve(lens.clone().sum());
        this.rows.reserve(lens.map(|it| it.div_ceil(LANES)).sum());
        for key in keys {
            this.add(gazetteer, *key);
        }
        this
    }

    fn add(&mut self, gazetteer: &Gazetteer, Key { postings, lang }: Key<'_>) {
        let known = known(gazetteer, postings);
        let places = || known.iter().map(|(_, place)| place);
        let most = places().filter_map(|it| it.population).max().unwrap_or_default();
        let most_names = places().map(|it| it.n_names).max().unwrap_or(1).max(1);
        let many_bearers = (known.len() as f32).ln() / 4.0;
        let first = self.bearers.len();
        let (first_country, first_division) = (self.countries.len(), self.divisions.len());
        for (posting, place) in &known {
            let country = place.country.and_then(|code| gazetteer.country(code));
            let country_number =
                place.country.map(|it| u32::from(u16::from_be_bytes(it.letters())));
            let division = gazetteer.gist(posting.place).division;
            let division_number = division.map(|it| it.0);
            self.bearers.push(Bearer {
                place: posting.place,
                kind: place.kind,
                country: position(&mut self.countries, first_country, country_number),
                division: position(&mut self.divisions, first_division, division_number),
                is_country: country == Some(posting.place),
                is_division: division == Some(posting.place),
                point: place.point,
                at: Direction::from(place.point),
                reach: reach(gazetteer, posting.place, place.kind),
            });
        }
        let bearers = &self.bearers[first..];
        let first_row = self.rows.len();
        self.rows.extend(bearers.chunks(LANES).map(Rows::of));
        let rows = &mut self.rows[first_row..];
        for (nth, (posting, place)) in known.iter().enumerate() {
            let Rows { features: f, .. } = &mut rows[nth / LANES];
            let mut set = |feature: F, value: f32| f[feature as usize][nth % LANES] = value;
            let population = place.population.unwrap_or_default();
            set(F::log_population, (population as f32 + 1.0).log10() / 7.0);
            set(F::no_population, f32::from(place.population.is_none()));
            set(F::most_populous, f32::from(population > 0 && population == most));
            let n_names = place.n_names;
            set(F::log_names, f32::from(n_names).ln() / 5.0);
            set(F::relative_names, f32::from(n_names) / f32::from(most_names));
            set(kind_feature(place.kind), 1.0);
            match gazetteer.feature_code(posting.place) {
                "PPLC" => set(F::capital, 1.0),
                "PPLA" => set(F::seat1, 1.0),
                "PPLA2" | "PPLA3" => set(F::seat2, 1.0),
                "PPLX" => set(F::section, 1.0),
                _ => {}
            }
            set(sort_feature(posting.sort), 1.0);
            if let Some(feature) = language_feature(gazetteer, *posting, lang) {
                set(feature, 1.0);
            }
            set(F::only_lowercase, f32::from(posting.lowercase));
            set(F::many_bearers, many_bearers);
            set(F::alone, f32::from(known.len() == 1));
            set(F::stateless, f32::from(place.country.is_none()));
            set(F::ended, f32::from(place.is_over));
            set(F::tiny, f32::from(place.kind == Kind::City && population < 5000));
        }
        mark_twins(bearers, rows);
        self.ends.push([
            self.bearers.len(),
            self.rows.len(),
            self.countries.len(),
            self.divisions.len(),
        ]);
    }

    fn nth(&self, nth: usize) -> Name<'_> {
        let starts = nth.checked_sub(1).map_or([0; 4], |before| self.ends[before]);
        let ends = self.ends[nth];
        Name {
            bearers: &self.bearers[starts[0]..ends[0]],
            rows: &self.rows[starts[1]..ends[1]],
            countries: &self.countries[starts[2]..ends[2]],
            divisions: &self.divisions[starts[3]..ends[3]],
        }
    }
}

/// Marks the towns and divisions among the bearers of a name that have it from each other.
fn mark_twins(bearers: &[Bearer], rows: &mut [Rows]) {
    let mut mark = |nth: usize, feature: F| {
        rows[nth / LANES].features[feature as usize][nth % LANES] = 1.0;
    };
    for (nth, division) in bearers.iter().enumerate().filter(|(_, it)| is_division(it.kind)) {
        for (other, town) in bearers.iter().enumerate() {
            if town.kind == Kind::City && are_near(division, town) {
                mark(nth, F::admin_with_same_city);
                mark(other, F::city_with_same_admin);
            }
        }
    }
}

/// Where an area stands in the list, counted from `first`; it is added if need be.
fn position(list: &mut Vec<u32>, first: usize, area: Option<u32>) -> Option<usize> {
    let area = area?;
    let known = list[first..].iter().position(|it| *it == area);
    Some(known.unwrap_or_else(|| {
        list.push(area);
        list.len() - 1 - first
    }))
}

/// Who is weighed of those that bear the name, by id.
fn known(gazetteer: &Gazetteer, postings: &[Posting]) -> Vec<Known> {
    let outline = |it: &Posting| (*it, gazetteer.outline(it.place));
    let mut known: Vec<Known> = postings.iter().map(outline).collect();
    known.sort_by_key(|(it, _)| it.place);
    known.dedup_by_key(|(it, _)| it.place);
    let labelled = known.iter().filter(|(it, _)| it.sort == NameSort::Label);
    let reaches: Vec<BBox> =
        labelled.filter_map(|(it, place)| reach(gazetteer, it.place, place.kind)).collect();
    if !reaches.is_empty() {
        known.retain(|it| !is_named_after_another(gazetteer, it, &reaches));
    }
    if known.len() > MAX_CANDIDATES {
        let rank = |(posting, place): &Known| {
            let is_area = matches!(
                place.kind,
                Kind::Country | Kind::Admin1 | Kind::Continent | Kind::Region | Kind::Sea
            );
            let rank = (is_area, place.population.unwrap_or_default(), place.n_names);
            (Reverse(rank), posting.place)
        };
        known.select_nth_unstable_by_key(MAX_CANDIDATES, rank);
        known.truncate(MAX_CANDIDATES);
        known.sort_unstable_by_key(|(it, _)| it.place);
    }
    known
}

/// Whether the name is that of a river, sea or range that reaches here, which somebody gave the place as an alias of no
/// language: the governorate of Deir ez-Zor is in no text called Euphrates when the Euphrates is a candidate too.
fn is_named_after_another(
    gazetteer: &Gazetteer,
    (posting, place): &Known,
    reaches: &[BBox],
) -> bool {
    posting.sort == NameSort::Alias
        && reaches.iter().any(|it| it.contains(place.point))
        && gazetteer.lang_of(*posting).is_empty()
}

fn is_division(kind: Kind) -> bool {
    matches!(kind, Kind::Admin1 | Kind::Admin2 | Kind::Admin3)
}

/// A division and a town of one name are twins up to this far apart.
const TWIN_KM: f64 = 200.0;

/// Whether a town and a division can be twins by where they lie.
fn are_near(a: &Bearer, b: &Bearer) -> bool {
    if a.country != b.country {
        return false;
    }
    // a rough distance is enough for all but those that are just so far apart
    let by = TWIN_KM - f64::from(a.at.distance_km(b.at));
    by > 1.0 || by > -1.0 && a.point.distance_km(b.point) < TWIN_KM
}

/// What the name is to the place.
fn sort_feature(sort: NameSort) -> F {
    match sort {
        NameSort::Label => F::label,
        NameSort::Alias => F::alias,
        NameSort::Abbreviation => F::abbreviation,
        NameSort::Demonym => F::demonym,
        NameSort::Historical => F::historical,
    }
}

/// Whether the name is of this language, which has no region or script.
fn language_feature(gazetteer: &Gazetteer, posting: Posting, lang: &str) -> Option<F> {
    let name_lang = if posting.sort == NameSort::Alias { gazetteer.lang_of(posting) } else { "" };
    match name_lang {
        // an alias that is not said to be of a language is often the name of something near by
        "" => None,
        langs if langs.split('+').any(|it| primary(it) == lang) => Some(F::alias_in_language),
        _ => Some(F::alias_in_another),
    }
}

/// The language of a tag, without region or script.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// The box of what nature made.
fn reach(gazetteer: &Gazetteer, id: PlaceId, kind: Kind) -> Option<BBox> {
    if is_of_nature(kind) { gazetteer.bbox(id) } else { None }
}

fn is_of_nature(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::River
            | Kind::Lake
            | Kind::Sea
            | Kind::Island
            | Kind::Mountain
            | Kind::Desert
            | Kind::Landform
            | Kind::Region
    )
}

fn kind_feature(kind: Kind) -> F {
    match kind {
        Kind::Continent => F::continent,
        Kind::Country => F::country,
        Kind::Territory => F::territory,
        Kind::Admin1 => F::admin1,
        Kind::Admin2 => F::admin2,
        Kind::Admin3 => F::admin3,
        Kind::City => F::city,
        Kind::Suburb => F::suburb,
        Kind::Region => F::region,
        Kind::River => F::river,
        Kind::Lake => F::lake,
        Kind::Sea => F::sea,
        Kind::Island => F::island,
        Kind::Mountain => F::mountain,
        Kind::Desert => F::desert,
        Kind::Landform => F::landform,
        Kind::Park => F::park,
        Kind::Ancient => F::ancient,
        Kind::Airport => F::airport,
        Kind::Port => F::port,
        Kind::Site => F::site,
    }
}
