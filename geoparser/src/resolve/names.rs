//! Who bears a name, and what speaks for and against each of them wherever the name is read.
//!
//! # Cost
//!
//! A name is worked out once, however often it stands in the texts that are read together. It is kept as long as one of
//! these texts is: 220 bytes for every [`LANES`] bearers.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use crate::gazetteer::{Bearers, Gazetteer, Gist, Outline, Posting, Seat};
use crate::place::{BBox, Kind, NameSort, PlaceId, arc_km, chord_squared};
use crate::resolve::features::{F, TEXT};
use crate::resolve::weights::SUMS;
use crate::resolve::{MAX_CANDIDATES, Weights};
use crate::text::primary_language;

/// Where what belongs to a name in a language stands among that of all.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    starts: [u32; N_LISTS],
    ends: [u32; N_LISTS],
}

/// Bearers, rows, countries, divisions.
const N_LISTS: usize = 4;

impl Stretch {
    #[inline]
    fn of(&self, list: usize) -> Range<usize> {
        self.starts[list] as usize..self.ends[list] as usize
    }

    /// How many bear the name: the best [`MAX_CANDIDATES`], by inhabitants and fame.
    #[inline]
    pub(crate) fn n_bearers(&self) -> usize {
        self.of(0).len()
    }

    /// How many rows they fill, [`LANES`] each.
    #[inline]
    pub(crate) fn n_rows(&self) -> usize {
        self.of(1).len()
    }
}

/// What is so of a bearer whatever the text says, or not.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trait {
    Ended,
    Stateless,
    Tiny,
    /// A town, and a division, that have their name from each other.
    CityOfDivision,
    DivisionOfCity,
    /// The country, or the first-order division, that it lies in is another place; or there is none.
    InCountry,
    InDivision,
    IsCountry,
    IsDivision,
    /// It is a country's capital; one that is not the country itself; or else a first-order division's.
    Capital,
    CapitalInCountry,
    Seat,
    /// A town with many inhabitants, or with few.
    BigCity,
    SmallCity,
    /// It is of nature and has a box: its point says little.
    Reach,
    OfKindAdmin1,
    OfKindCountry,
}

const _: () = assert!(MAX_CANDIDATES < u8::MAX as usize, "so many areas at the most");

/// So many bearers are looked at side by side.
pub(crate) const LANES: usize = 4;

/// Some bearers side by side. Beyond the last one is no place.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) places: [PlaceId; LANES],
    pub(crate) axes: [[f32; LANES]; 3],
    /// What the features of the name weigh, in sums that go on.
    pub(crate) sums: [[f32; LANES]; SUMS],
    /// One bit for each [`Trait`].
    traits: [u32; LANES],
    pub(crate) kinds: [Kind; LANES],
    /// The country among those of the name, counted from 1; or 0.
    pub(crate) countries: [u8; LANES],
    /// The first-order division that each is or lies in, in the same way.
    pub(crate) divisions: [u8; LANES],
}

impl Rows {
    const EMPTY: Self = Self {
        places: [Self::NOBODY; LANES],
        axes: [[0.0; LANES]; 3],
        sums: [[0.0; LANES]; SUMS],
        traits: [0; LANES],
        kinds: [Kind::Site; LANES],
        countries: [0; LANES],
        divisions: [0; LANES],
    };

    const NOBODY: PlaceId = PlaceId(u32::MAX);

    /// Those of the lanes that hold a bearer.
    pub(crate) fn bearers(&self) -> impl Iterator<Item = (usize, PlaceId)> {
        self.places.into_iter().enumerate().take_while(|(_, place)| *place != Self::NOBODY)
    }

    /// Where one of them lies, as a unit vector.
    pub(crate) fn axes_of(&self, lane: usize) -> [f32; 3] {
        self.axes.map(|axis| axis[lane])
    }

    /// Whether it is so of one of them.
    #[inline]
    pub(crate) fn is(&self, lane: usize, it: Trait) -> bool {
        self.traits[lane] >> it as u32 & 1 == 1
    }

    /// Whether it is so of any.
    #[inline]
    pub(crate) fn has(&self, it: Trait) -> bool {
        self.traits.iter().fold(0, |all, one| all | one) >> it as u32 & 1 == 1
    }

    /// These numbers for those of whom it is so, 0 for the others.
    #[inline]
    pub(crate) fn only(&self, it: Trait, numbers: [f32; LANES]) -> [f32; LANES] {
        let mut kept = [0.0; LANES];
        for ((kept, number), traits) in kept.iter_mut().zip(numbers).zip(self.traits) {
            *kept = f32::from_bits(number.to_bits() & (traits >> it as u32 & 1).wrapping_neg());
        }
        kept
    }

    fn mark(&mut self, lane: usize, it: Trait, is_so: bool) {
        self.traits[lane] |= u32::from(is_so) << it as u32;
    }
}

/// The names of some texts, each once: one after another in long lists, and where in them each one ends.
#[derive(Debug, Default)]
pub(crate) struct Names {
    n_bearers: usize,
    rows: Vec<Rows>,
    countries: Vec<u32>,
    divisions: Vec<u32>,
    ends: Vec<[u32; N_LISTS]>,
    /// How many different countries there are, and how many divisions.
    n_areas: [usize; 2],
    /// For each bearer, where they are asked for, the features that are the name's alone.
    vectors: Option<Vec<[f32; TEXT]>>,
}

/// Numbers names, to be worked out together.
#[derive(Debug, Default)]
pub(crate) struct Naming<'t> {
    langs: Vec<&'t str>,
    numbers: HashMap<Key, u32, FixedState>,
    keys: Vec<Key>,
    with_vectors: bool,
}

/// What tells one name from another: its bearers, and the number of its language.
type Key = (Bearers, u32);

impl<'t> Naming<'t> {
    /// Of names whose bearers' vectors are asked for.
    pub(crate) fn with_vectors() -> Self {
        Self { with_vectors: true, ..Self::default() }
    }

    /// Whether all that speaks for the bearers is asked for, even where there is no choice.
    pub(crate) fn is_whole(&self) -> bool {
        self.with_vectors
    }

    /// Makes room for so many names more.
    pub(crate) fn reserve(&mut self, n_names: usize) {
        self.numbers.reserve(n_names);
        self.keys.reserve(n_names);
    }

    /// The number of a language.
    pub(crate) fn lang(&mut self, lang: &'t str) -> u32 {
        let lang = primary_language(lang);
        let known = self.langs.iter().position(|it| *it == lang);
        known.unwrap_or_else(|| {
            self.langs.push(lang);
            self.langs.len() - 1
        }) as u32
    }

    /// The number of a name in a language.
    pub(crate) fn number(&mut self, bearers: &Bearers, lang: u32) -> u32 {
        let key = (bearers.clone(), lang);
        *self.numbers.entry(key).or_insert_with_key(|key| {
            self.keys.push(key.clone());
            self.keys.len() as u32 - 1
        })
    }
}

/// Those that bear the name in the gazetteer.
type Known = (Posting, Outline, Gist);

impl Names {
    pub(crate) fn of(gazetteer: &Gazetteer, weights: &Weights, naming: &Naming<'_>) -> Self {
        let mut this = Self { vectors: naming.with_vectors.then(Vec::new), ..Self::default() };
        let lens = naming.keys.iter().map(|(bearers, _)| bearers.len().min(MAX_CANDIDATES));
        this.rows.reserve_exact(lens.map(|it| it.div_ceil(LANES)).sum());
        this.ends.reserve_exact(naming.keys.len());
        let mut known = Vec::new();
        let mut numbers: [HashMap<u32, u32, FixedState>; 2] = Default::default();
        for (bearers, lang) in &naming.keys {
            let [.., countries, divisions] = this.ends.last().copied().unwrap_or_default();
            find_known(gazetteer, bearers, &mut known);
            this.add(gazetteer, weights, &known, naming.langs[*lang as usize]);
            let countries = &mut this.countries[countries as usize..];
            let divisions = &mut this.divisions[divisions as usize..];
            for (areas, numbers) in [countries, divisions].into_iter().zip(&mut numbers) {
                for area in areas {
                    let next = numbers.len() as u32;
                    *area = *numbers.entry(*area).or_insert(next);
                }
            }
        }
        this.n_areas = numbers.map(|it| it.len());
        this
    }

    fn add(&mut self, gazetteer: &Gazetteer, weights: &Weights, known: &[Known], lang: &str) {
        let most = known.iter().filter_map(|(_, it, _)| it.population).max().unwrap_or_default();
        let most_names = known.iter().map(|(_, _, it)| it.n_names).max().unwrap_or(1).max(1);
        let (first_bearer, first_row) = (self.n_bearers, self.rows.len());
        let (first_country, first_division) = (self.countries.len(), self.divisions.len());
        for (nth, (posting, place, gist)) in known.iter().enumerate() {
            let mut vector = self.vectors.as_mut().map(|it| {
                it.push([0.0; TEXT]);
                &mut it[first_bearer + nth]
            });
            let mut sums = [0.0; SUMS];
            // in the order of the features, as they are summed up everywhere
            let mut set = |feature: F, value: f32| {
                if let Some(vector) = &mut vector {
                    vector[feature as usize] = value;
                }
                sums[feature as usize % SUMS] += weights.0[feature as usize] * value;
            };
            let population = place.population.unwrap_or_default();
            let log_population = (population as f32 + 1.0).log10() / 7.0;
            set(F::log_population, log_population);
            set(F::no_population, f32::from(place.population.is_none()));
            set(F::most_populous, f32::from(population > 0 && population == most));
            let n_names = gist.n_names;
            set(F::log_names, f32::from(n_names).ln() / 5.0);
            set(F::relative_names, f32::from(n_names) / f32::from(most_names));
            set(kind_feature(place.kind), 1.0);
            match place.seat {
                Seat::Country => set(F::capital, 1.0),
                Seat::Admin1 => set(F::seat1, 1.0),
                Seat::Lower => set(F::seat2, 1.0),
                Seat::Section => set(F::section, 1.0),
                Seat::None => {}
            }
            set(sort_feature(posting.sort), 1.0);
            set(F::only_lowercase, f32::from(posting.lowercase));
            if let Some(feature) = language_feature(gazetteer, *posting, lang) {
                set(feature, 1.0);
            }
            set(F::shortened, f32::from(is_shortened(gazetteer, *posting, place.kind)));
            set(F::alone, f32::from(known.len() == 1));

            let country = place.country.and_then(|code| gazetteer.country(code));
            let country_number =
                place.country.map(|it| u32::from(u16::from_be_bytes(it.letters())));
            if nth.is_multiple_of(LANES) {
                self.rows.push(Rows::EMPTY);
            }
            let (row, here) = (&mut self.rows[first_row + nth / LANES], nth % LANES);
            row.places[here] = posting.place;
            row.kinds[here] = place.kind;
            row.axes.iter_mut().zip(place.axes).for_each(|(row, value)| row[here] = value);
            row.sums.iter_mut().zip(sums).for_each(|(row, value)| row[here] = value);
            row.countries[here] = position(&mut self.countries, first_country, country_number);
            let division_number = gist.division.map(|it| it.0);
            row.divisions[here] = position(&mut self.divisions, first_division, division_number);
            let is_city = place.kind == Kind::City;
            let (is_capital, is_country) =
                (place.seat == Seat::Country, country == Some(posting.place));
            let is_division = gist.division == Some(posting.place);
            for (it, is_so) in [
                (Trait::Ended, place.is_over),
                (Trait::Stateless, place.country.is_none()),
                (Trait::Tiny, is_city && population < 5000),
                (Trait::InCountry, !is_country),
                (Trait::InDivision, !is_division),
                (Trait::IsCountry, is_country),
                (Trait::IsDivision, is_division),
                (Trait::Capital, is_capital),
                (Trait::CapitalInCountry, is_capital && !is_country),
                (Trait::Seat, place.seat == Seat::Admin1),
                (Trait::BigCity, is_city && log_population > 0.75),
                (Trait::SmallCity, is_city && log_population < 0.65),
                (Trait::Reach, reach(gazetteer, posting.place, place.kind).is_some()),
                (Trait::OfKindAdmin1, place.kind == Kind::Admin1),
                (Trait::OfKindCountry, place.kind == Kind::Country),
            ] {
                row.mark(here, it, is_so);
            }
        }
        mark_twins(gazetteer, known, &mut self.rows[first_row..]);
        self.n_bearers += known.len();
        let ends = [self.n_bearers, self.rows.len(), self.countries.len(), self.divisions.len()];
        self.ends.push(ends.map(|it| it as u32));
    }

    /// Where the nth name's are.
    pub(crate) fn stretch(&self, nth: u32) -> Stretch {
        let nth = nth as usize;
        let starts = nth.checked_sub(1).map_or([0; N_LISTS], |before| self.ends[before]);
        Stretch { starts, ends: self.ends[nth] }
    }

    /// Those that bear a name, by id, [`LANES`] by [`LANES`].
    #[inline]
    pub(crate) fn rows(&self, name: &Stretch) -> &[Rows] {
        &self.rows[name.of(1)]
    }

    /// The countries that they lie in, each once: numbers below [`Self::n_countries`].
    pub(crate) fn countries(&self, name: &Stretch) -> &[u32] {
        &self.countries[name.of(2)]
    }

    /// The first-order divisions that they are or lie in, each once: numbers below [`Self::n_divisions`].
    pub(crate) fn divisions(&self, name: &Stretch) -> &[u32] {
        &self.divisions[name.of(3)]
    }

    /// For each bearer, the features that are the name's alone; none unless they are asked for.
    pub(crate) fn vectors(&self, name: &Stretch) -> &[[f32; TEXT]] {
        self.vectors.as_ref().map_or(&[], |it| &it[name.of(0)])
    }

    pub(crate) fn n_countries(&self) -> usize {
        self.n_areas[0]
    }

    pub(crate) fn n_divisions(&self) -> usize {
        self.n_areas[1]
    }
}

/// Marks the towns and divisions among the bearers of a name that have it from each other.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "of two questions one is guessed wrongly more often"
)]
fn mark_twins(gazetteer: &Gazetteer, known: &[Known], rows: &mut [Rows]) {
    for (nth, (first, division, _)) in known.iter().enumerate() {
        if !is_division(division.kind) {
            continue;
        }
        let (row, lane) = (nth / LANES, nth % LANES);
        let (country, axes) = (rows[row].countries[lane], rows[row].axes_of(lane));
        for (other, (second, town, _)) in known.iter().enumerate() {
            let (other_row, other_lane) = (other / LANES, other % LANES);
            let it = &rows[other_row];
            if (town.kind != Kind::City) | (it.countries[other_lane] != country) {
                continue;
            }
            // a rough distance is enough for all but those that are just so far apart
            let by = TWIN_KM - f64::from(arc_km(chord_squared(axes, it.axes_of(other_lane))));
            let distance_km =
                || gazetteer.point(first.place).distance_km(gazetteer.point(second.place));
            if by > 1.0 || by > -1.0 && distance_km() < TWIN_KM {
                rows[row].mark(lane, Trait::DivisionOfCity, true);
                rows[other_row].mark(other_lane, Trait::CityOfDivision, true);
            }
        }
    }
}

/// Where an area stands in the list behind `first`, counted from 1; it is added if need be. 0 for none.
fn position(list: &mut Vec<u32>, first: usize, area: Option<u32>) -> u8 {
    let Some(area) = area else { return 0 };
    let known = list[first..].iter().position(|it| *it == area);
    let at = known.unwrap_or_else(|| {
        list.push(area);
        list.len() - 1 - first
    });
    (at + 1) as u8
}

/// Who is weighed of those that bear the name, by id.
fn find_known(gazetteer: &Gazetteer, bearers: &Bearers, known: &mut Vec<Known>) {
    known.clear();
    let read = bearers.read(gazetteer);
    known.extend(read.map(|it| (it, gazetteer.outline(it.place), gazetteer.gist(it.place))));
    known.sort_by_key(|(it, ..)| it.place);
    known.dedup_by_key(|(it, ..)| it.place);
    let labelled = known.iter().filter(|(it, ..)| it.sort == NameSort::Label);
    let reaches: Vec<BBox> =
        labelled.filter_map(|(it, place, _)| reach(gazetteer, it.place, place.kind)).collect();
    if !reaches.is_empty() {
        known.retain(|it| !is_named_after_another(gazetteer, it, &reaches));
    }
    if known.len() > MAX_CANDIDATES {
        let rank = |(posting, place, gist): &Known| {
            let is_area = matches!(
                place.kind,
                Kind::Country | Kind::Admin1 | Kind::Continent | Kind::Region | Kind::Sea
            );
            let rank = (is_area, place.population.unwrap_or_default(), gist.n_names);
            (Reverse(rank), posting.place)
        };
        known.select_nth_unstable_by_key(MAX_CANDIDATES, rank);
        known.truncate(MAX_CANDIDATES);
        known.sort_unstable_by_key(|(it, ..)| it.place);
    }
}

/// Whether the name is that of a river, sea or range that reaches here, which somebody gave the place as an alias of no
/// language: the governorate of Deir ez-Zor is in no text called Euphrates when the Euphrates is a candidate too.
fn is_named_after_another(gazetteer: &Gazetteer, (posting, ..): &Known, reaches: &[BBox]) -> bool {
    posting.sort == NameSort::Alias
        && reaches.iter().any(|it| it.contains(gazetteer.point(posting.place)))
        && gazetteer.lang_of(*posting).is_empty()
}

fn is_division(kind: Kind) -> bool {
    matches!(kind, Kind::Admin1 | Kind::Admin2 | Kind::Admin3)
}

/// A division and a town of one name are twins up to this far apart.
const TWIN_KM: f64 = 200.0;

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

/// Whether it is a town's label without what tells it from others: Washington D.C., Frankfurt am Main.
fn is_shortened(gazetteer: &Gazetteer, posting: Posting, kind: Kind) -> bool {
    posting.sort == NameSort::Alias && kind == Kind::City && {
        let label = gazetteer.nth_name(posting.place, 0);
        let rest = label.strip_prefix(gazetteer.nth_name(posting.place, posting.nth_name));
        rest.is_some_and(|it| it.starts_with([' ', ',']))
    }
}

/// Whether the name is of this language, which has no region or script.
fn language_feature(gazetteer: &Gazetteer, posting: Posting, lang: &str) -> Option<F> {
    let name_lang = if posting.sort == NameSort::Alias { gazetteer.lang_of(posting) } else { "" };
    match name_lang {
        // an alias that is not said to be of a language is often the name of something near by
        "" => None,
        langs if langs.split('+').any(|it| primary_language(it) == lang) => {
            Some(F::alias_in_language)
        }
        _ => Some(F::alias_in_another),
    }
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
