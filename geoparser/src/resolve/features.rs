//! What speaks for and against a candidate, in numbers.
//!
//! Each feature has a name ([`FEATURES`]) so that weights can be read and a choice explained.

use std::cmp::Reverse;

use crate::gazetteer::{Gazetteer, Outline, Posting};
use crate::place::{BBox, CountryCode, Direction, Kind, MAX_PARENTS, NameSort, PlaceId, arc_km};
use crate::recognize::Match;
use crate::resolve::MAX_CANDIDATES;
use crate::resolve::areas::Listing;
use crate::resolve::context::{Context, Cues, STEP};

/// A place that a name can mean.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) place: PlaceId,
    /// Its country among those of the article.
    pub(crate) country: Option<usize>,
    /// The first-order division it is or lies in, among those of the article.
    pub(crate) division: Option<usize>,
    /// Whether it is that country or that division itself.
    is_country: bool,
    is_division: bool,
    pub(crate) at: Direction,
    /// The box of what nature made: its point says little.
    reach: Option<BBox>,
    /// Its vector. Without context, only what the candidate itself says.
    pub(crate) features: [f32; N_FEATURES],
}

macro_rules! features {
    ($($name:ident)*) => {
        #[expect(non_camel_case_types, reason = "the names are those of the weights file")]
        #[derive(Clone, Copy)]
        enum F { $($name),* }

        /// The names of the features, in the order of the vector.
        pub const FEATURES: &[&str] = &[$(stringify!($name)),*];

        /// How many.
        pub const N_FEATURES: usize = FEATURES.len();
    };
}

features! {
    log_population no_population most_populous log_names relative_names
    continent country territory admin1 admin2 admin3 city suburb region river lake sea island mountain desert landform park ancient airport port site
    capital seat1 seat2 section
    label alias abbreviation demonym historical only_lowercase alias_in_language alias_in_another
    many_bearers alone ended stateless
    cue_same_kind cue_other_kind
    echo_same_kind echo_other_kind capital_told
    country_share division_share country_named division_named
    qualified contains_others near_50 near_150 near_500 nearest
    home_near home_wide
    city_with_same_admin admin_with_same_city
    big_abroad small_abroad small_at_home tiny
    capital_among_many admin1_among_many country_among_many
}

/// What counts as near, by feature: 50, 150 and 500 km.
const NEAR_KM: [f32; 3] = [50.0, 150.0, 500.0];

/// How far what lies in the box of a river, a sea or a range is taken to be from it.
const WITHIN_KM: f32 = 30.0;

/// Anchors with a longer chord, squared, are farther than all that: some 510 km.
const FAR_CHORD_SQUARED: f32 = 0.0064;

/// A division and a town of one name are twins up to this far apart.
const TWIN_KM: f64 = 200.0;

/// So many degrees of latitude are always more than that.
const TWIN_DEGREES: f64 = 2.0;

/// A bearer of the name.
type Bearer = (Posting, Outline);

/// The candidates of a name: the best [`MAX_CANDIDATES`] by inhabitants and fame, then by id. They end the group at hand
/// of the countries and divisions.
pub(crate) fn candidates(
    gazetteer: &Gazetteer,
    found: &Match,
    cues: Cues,
    lang: &str,
    home: Option<Direction>,
    (countries, divisions): (&mut Listing<CountryCode>, &mut Listing<PlaceId>),
) -> Vec<Candidate> {
    let bearers = bearers(gazetteer, found);
    let places = || bearers.iter().map(|(_, place)| place);
    let most = places().filter_map(|it| it.population).max().unwrap_or_default();
    let most_names = places().map(|it| it.n_names).max().unwrap_or(1).max(1);
    let lang = primary(lang);
    let many_bearers = (bearers.len() as f32).ln() / 4.0;
    // all at once, so that one look-up need not wait for the other
    let lie_in: Vec<Option<PlaceId>> =
        bearers.iter().map(|(it, _)| gazetteer.gist(it.place).division).collect();
    let mut list: Vec<Candidate> = Vec::with_capacity(bearers.len());
    for ((posting, place), division) in bearers.iter().zip(lie_in) {
        let mut f = [0.0; N_FEATURES];
        let mut set = |feature: F, value: f32| f[feature as usize] = value;
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
        for feature in name_features(gazetteer, *posting, lang).into_iter().flatten() {
            set(feature, 1.0);
        }
        set(F::only_lowercase, f32::from(posting.lowercase));
        set(F::many_bearers, many_bearers);
        set(F::alone, f32::from(bearers.len() == 1));
        set(F::stateless, f32::from(place.country.is_none()));
        set(F::ended, f32::from(place.is_over));
        if let Some(cue) = cues.kind {
            set(if same_kind(cue, place.kind) { F::cue_same_kind } else { F::cue_other_kind }, 1.0);
        }
        if let Some(echo) = cues.echo {
            set(
                if same_kind(echo, place.kind) { F::echo_same_kind } else { F::echo_other_kind },
                1.0,
            );
        }
        set(F::tiny, f32::from(place.kind == Kind::City && population < 5000));
        if place.kind == Kind::City {
            let has_twin = places().any(|it| is_division(it.kind) && are_near(it, place));
            set(F::city_with_same_admin, f32::from(has_twin));
        } else if is_division(place.kind) {
            let has_twin = places().any(|it| it.kind == Kind::City && are_near(it, place));
            set(F::admin_with_same_city, f32::from(has_twin));
        }
        let at = Direction::from(place.point);
        if let Some(home) = home {
            let km = home.distance_km(at);
            set(F::home_near, (-km / 60.0).exp());
            set(F::home_wide, (-km / 300.0).exp());
        }
        let country = place.country.and_then(|code| gazetteer.country(code));
        list.push(Candidate {
            place: posting.place,
            country: place.country.map(|it| countries.position(it)),
            division: division.map(|it| divisions.position(it)),
            is_country: country == Some(posting.place),
            is_division: division == Some(posting.place),
            at,
            reach: reach(gazetteer, posting.place, place.kind),
            features: f,
        });
    }
    countries.end_group();
    divisions.end_group();
    list
}

/// Who is weighed of those that bear the name, by id.
fn bearers(gazetteer: &Gazetteer, found: &Match) -> Vec<Bearer> {
    let outline = |it: &Posting| (*it, gazetteer.outline(it.place));
    let mut bearers: Vec<Bearer> = found.postings.iter().map(outline).collect();
    bearers.sort_by_key(|(it, _)| it.place);
    bearers.dedup_by_key(|(it, _)| it.place);
    let labelled = bearers.iter().filter(|(it, _)| it.sort == NameSort::Label);
    let reaches: Vec<BBox> =
        labelled.filter_map(|(it, place)| reach(gazetteer, it.place, place.kind)).collect();
    if !reaches.is_empty() {
        bearers.retain(|it| !is_named_after_another(gazetteer, it, &reaches));
    }
    if bearers.len() > MAX_CANDIDATES {
        let rank = |(posting, place): &Bearer| {
            let is_area = matches!(
                place.kind,
                Kind::Country | Kind::Admin1 | Kind::Continent | Kind::Region | Kind::Sea
            );
            let rank = (is_area, place.population.unwrap_or_default(), place.n_names);
            (Reverse(rank), posting.place)
        };
        bearers.select_nth_unstable_by_key(MAX_CANDIDATES, rank);
        bearers.truncate(MAX_CANDIDATES);
        bearers.sort_unstable_by_key(|(it, _)| it.place);
    }
    bearers
}

/// Whether the name is that of a river, sea or range that reaches here, which somebody gave the place as an alias of no
/// language: the governorate of Deir ez-Zor is in no text called Euphrates when the Euphrates is a candidate too.
fn is_named_after_another(
    gazetteer: &Gazetteer,
    (posting, place): &Bearer,
    reaches: &[BBox],
) -> bool {
    posting.sort == NameSort::Alias
        && reaches.iter().any(|it| it.contains(place.point))
        && gazetteer.lang_of(*posting).is_empty()
}

fn is_division(kind: Kind) -> bool {
    matches!(kind, Kind::Admin1 | Kind::Admin2 | Kind::Admin3)
}

/// Whether a town and a division can be twins by where they lie.
fn are_near(a: &Outline, b: &Outline) -> bool {
    a.country == b.country
        && (a.point.lat() - b.point.lat()).abs() < TWIN_DEGREES
        && a.point.distance_km(b.point) < TWIN_KM
}

/// What the name is to the place, and whether it is of this language, which has no region or script.
fn name_features(gazetteer: &Gazetteer, posting: Posting, lang: &str) -> [Option<F>; 2] {
    let sort = match posting.sort {
        NameSort::Label => F::label,
        NameSort::Alias => F::alias,
        NameSort::Abbreviation => F::abbreviation,
        NameSort::Demonym => F::demonym,
        NameSort::Historical => F::historical,
    };
    let name_lang = if posting.sort == NameSort::Alias { gazetteer.lang_of(posting) } else { "" };
    let language = match name_lang {
        // an alias that is not said to be of a language is often the name of something near by
        "" => None,
        langs if langs.split('+').any(|it| primary(it) == lang) => Some(F::alias_in_language),
        _ => Some(F::alias_in_another),
    };
    [Some(sort), language]
}

impl Candidate {
    /// Puts into the vector what the others say.
    pub(crate) fn see(&mut self, gazetteer: &Gazetteer, nth_group: usize, context: &Context) {
        let f = &mut self.features;
        let anchors = || {
            let others = context.anchors.iter().filter(|it| it.group != nth_group);
            others.filter(|it| it.place != self.place)
        };
        let country = self.country.map(|it| context.countries[it]);
        let division = self.division.map(|it| context.divisions[it]);
        // what reaches over borders lies where its box does
        let country_share = match (country, self.reach) {
            (Some(country), _) => country.share,
            (None, Some(reach)) => {
                let inside = anchors().filter(|it| reach.contains(it.point));
                inside.map(|it| it.score).sum::<f32>() / anchors().count().max(1) as f32
            }
            (None, None) => 0.0,
        };
        f[F::country_share as usize] = country_share;
        f[F::division_share as usize] = division.map_or(0.0, |it| it.share);
        for (kind, among_many) in [
            (F::capital, F::capital_among_many),
            (F::admin1, F::admin1_among_many),
            (F::country, F::country_among_many),
        ] {
            f[among_many as usize] = context.diversity * f[kind as usize];
        }
        let other_country = country.filter(|_| !self.is_country);
        let other_division = division.filter(|_| !self.is_division);
        f[F::country_named as usize] = other_country.map_or(0.0, |it| it.named);
        f[F::division_named as usize] = other_division.map_or(0.0, |it| it.named);
        let seat_of = if f[F::capital as usize] > 0.0 {
            other_country
        } else if f[F::seat1 as usize] > 0.0 {
            division
        } else {
            None
        };
        f[F::capital_told as usize] = seat_of.map_or(0.0, |it| it.capital);
        let qualified_by = context.qualified_by(nth_group);
        if !qualified_by.is_empty() {
            let belief = |place: &PlaceId| {
                let at = qualified_by.binary_search_by_key(place, |(it, _)| *it).ok()?;
                Some(qualified_by[at].1)
            };
            let outline = gazetteer.outline(self.place);
            let ancestors = Ancestors::of(gazetteer, self.place, &outline);
            f[F::qualified as usize] = ancestors.iter().filter_map(belief).fold(0.0, f32::max);
        }
        let contained = context.anchors_in(self.place);
        let contained = contained.filter(|it| it.group != nth_group && it.place != self.place);
        let contains: f32 = contained.map(|it| it.score).fold(0.0, |sum, it| sum + it);
        let Near { n, within, nearest_km } =
            Near::of(context, nth_group, self.place, self.at, self.reach);
        let of_others = |sum: f32| if n > 0.0 { sum / n } else { 0.0 };
        f[F::contains_others as usize] = of_others(contains);
        f[F::near_50 as usize] = of_others(within[0]).sqrt();
        f[F::near_150 as usize] = of_others(within[1]).sqrt();
        f[F::near_500 as usize] = of_others(within[2]);
        f[F::nearest as usize] = (-nearest_km / 100.0).exp();
        if f[F::city as usize] > 0.0 {
            let log_population = f[F::log_population as usize];
            let abroad = 1.0 - country_share;
            let (is_big, is_small) = (log_population > 0.75, log_population < 0.65);
            f[F::big_abroad as usize] = if is_big { abroad } else { 0.0 };
            f[F::small_abroad as usize] = if is_small { abroad } else { 0.0 };
            f[F::small_at_home as usize] = if is_small { country_share } else { 0.0 };
        }
    }
}

/// The anchors around a candidate, but for those of its own group or place.
struct Near {
    /// How many there are in all.
    n: f32,
    /// The belief in those within each of [`NEAR_KM`].
    within: [f32; NEAR_KM.len()],
    nearest_km: f32,
}

impl Near {
    fn of(
        context: &Context,
        nth_group: usize,
        place: PlaceId,
        at: Direction,
        reach: Option<BBox>,
    ) -> Self {
        let mut n = context.anchors.len();
        let mut within = [0.0; NEAR_KM.len()];
        let mut nearest_km = f32::INFINITY;
        let mut far_chords = [f32::INFINITY; STEP];
        for (anchors, points) in context.anchors.chunks(STEP).zip(&context.points) {
            let are_own = points.are_own(nth_group, place);
            n -= are_own.iter().map(|it| usize::from(*it)).sum::<usize>();
            let mut chords = points.chords_squared(at);
            for (chord, is_own) in chords.iter_mut().zip(are_own) {
                *chord = if is_own { f32::INFINITY } else { *chord };
            }
            let are_near = chords.map(|it| it < FAR_CHORD_SQUARED);
            if are_near == [false; STEP] && reach.is_none() {
                for (least, chord) in far_chords.iter_mut().zip(chords) {
                    *least = if chord < *least { chord } else { *least };
                }
                continue;
            }
            for ((anchor, is_own), km) in anchors.iter().zip(are_own).zip(chords.map(arc_km)) {
                if is_own || anchor.is_area {
                    continue;
                }
                let is_within = reach.is_some_and(|it| it.contains(anchor.point));
                let km = if is_within { WITHIN_KM } else { km };
                for (sum, limit) in within.iter_mut().zip(NEAR_KM) {
                    *sum += f32::from(km < limit) * anchor.score;
                }
                nearest_km = nearest_km.min(km);
            }
        }
        let far_chord = far_chords.into_iter().fold(f32::INFINITY, f32::min);
        Self { n: n as f32, within, nearest_km: nearest_km.min(arc_km(far_chord)) }
    }
}

/// The places that contain one, the nearest first: its parents, at most [`MAX_PARENTS`], and at last its country.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ancestors {
    ids: [PlaceId; MAX_PARENTS + 1],
    n: usize,
}

impl Ancestors {
    pub(crate) fn of(gazetteer: &Gazetteer, id: PlaceId, place: &Outline) -> Self {
        let mut this = Self { ids: [id; MAX_PARENTS + 1], n: 0 };
        let mut above = place.parent;
        while let Some(parent) = above {
            if this.contains(&parent) || parent == id || this.n == MAX_PARENTS {
                break;
            }
            this.push(parent);
            above = gazetteer.outline(parent).parent;
        }
        let country = place.country.and_then(|code| gazetteer.country(code));
        if let Some(country) = country.filter(|it| *it != id && !this.contains(it)) {
            this.push(country);
        }
        this
    }

    fn push(&mut self, id: PlaceId) {
        self.ids[self.n] = id;
        self.n += 1;
    }
}

impl std::ops::Deref for Ancestors {
    type Target = [PlaceId];

    fn deref(&self) -> &[PlaceId] {
        &self.ids[..self.n]
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

fn same_kind(cue: Kind, kind: Kind) -> bool {
    match cue {
        Kind::Admin1 | Kind::Admin2 => {
            matches!(kind, Kind::Admin1 | Kind::Admin2 | Kind::Admin3 | Kind::Region)
        }
        Kind::City => matches!(kind, Kind::City | Kind::Suburb),
        other => other == kind,
    }
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
