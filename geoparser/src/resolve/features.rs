//! What speaks for and against a candidate, in numbers.
//!
//! Each feature has a name ([`FEATURES`]) so that weights can be read and a choice explained.

use crate::gazetteer::{Gazetteer, Outline, Posting};
use crate::place::{BBox, CountryCode, Direction, Kind, NameSort, PlaceId};
use crate::recognize::Match;
use crate::resolve::context::{Context, Cues};
use crate::resolve::{Circumstances, MAX_CANDIDATES};

/// A place that a name can mean, with what does not change from pass to pass.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) place: PlaceId,
    pub(crate) country: Option<CountryCode>,
    /// The first-order division it is or lies in.
    pub(crate) division: Option<PlaceId>,
    /// Every place that contains it, the nearest first.
    pub(crate) ancestors: Ancestors,
    pub(crate) at: Direction,
    /// The box of what nature made: its point says little.
    reach: Option<BBox>,
    /// Features that do not depend on context.
    fixed: [f32; N_FEATURES],
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

/// A division and a town of one name are twins up to this far apart.
const TWIN_KM: f64 = 200.0;

/// The candidates of a name: the best [`MAX_CANDIDATES`] by inhabitants and fame, then by id.
pub(crate) fn candidates(
    gazetteer: &Gazetteer,
    found: &Match,
    cues: Cues,
    lang: &str,
) -> Vec<Candidate> {
    let mut postings = found.postings.clone();
    postings.sort_by_key(|it| it.place);
    postings.dedup_by_key(|it| it.place);
    let named_after: Vec<bool> =
        postings.iter().map(|it| is_named_after_another(gazetteer, *it, &postings)).collect();
    let mut named_after = named_after.into_iter();
    postings.retain(|_| !named_after.next().unwrap_or_default());
    if postings.len() > MAX_CANDIDATES {
        let rank = |id: PlaceId| {
            let place = gazetteer.outline(id);
            let is_area = matches!(
                place.kind,
                Kind::Country | Kind::Admin1 | Kind::Continent | Kind::Region | Kind::Sea
            );
            (is_area, place.population.unwrap_or_default(), place.n_names)
        };
        postings.sort_by_cached_key(|it| {
            std::cmp::Reverse((rank(it.place), std::cmp::Reverse(it.place)))
        });
        postings.truncate(MAX_CANDIDATES);
        postings.sort_by_key(|it| it.place);
    }
    let places: Vec<Outline> = postings.iter().map(|it| gazetteer.outline(it.place)).collect();
    let most = places.iter().filter_map(|it| it.population).max().unwrap_or_default();
    let most_names = places.iter().map(|it| it.n_names).max().unwrap_or(1).max(1);
    let mut list: Vec<Candidate> = Vec::with_capacity(postings.len());
    for (posting, place) in postings.iter().zip(&places) {
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
        set(F::many_bearers, (postings.len() as f32).ln() / 4.0);
        set(F::alone, f32::from(postings.len() == 1));
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
        let is_division = |kind: Kind| matches!(kind, Kind::Admin1 | Kind::Admin2 | Kind::Admin3);
        let has_twin = places.iter().any(|other| {
            let is_other_sort = if is_division(place.kind) {
                other.kind == Kind::City
            } else {
                is_division(other.kind)
            };
            is_other_sort
                && other.country == place.country
                && other.point.distance_km(place.point) < TWIN_KM
        });
        if has_twin && place.kind == Kind::City {
            set(F::city_with_same_admin, 1.0);
        }
        if has_twin && is_division(place.kind) {
            set(F::admin_with_same_city, 1.0);
        }
        let ancestors = Ancestors::of(gazetteer, posting.place, place);
        list.push(Candidate {
            place: posting.place,
            country: place.country,
            division: gazetteer.gist(posting.place).division,
            ancestors,
            at: Direction::from(place.point),
            reach: reach(gazetteer, posting.place, place.kind),
            fixed: f,
        });
    }
    list
}

/// Whether the name is that of a river, sea or range that reaches here, which somebody gave the place as an alias of no
/// language: the governorate of Deir ez-Zor is in no text called Euphrates when the Euphrates is a candidate too.
fn is_named_after_another(gazetteer: &Gazetteer, posting: Posting, all: &[Posting]) -> bool {
    posting.sort == NameSort::Alias && gazetteer.lang_of(posting).is_empty() && {
        let point = gazetteer.outline(posting.place).point;
        all.iter().filter(|it| it.sort == NameSort::Label).any(|it| {
            let kind = gazetteer.outline(it.place).kind;
            reach(gazetteer, it.place, kind).is_some_and(|it| it.contains(point))
        })
    }
}

/// What the name is to the place, and whether it is of the article's language.
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
        langs if langs.split('+').any(|it| primary(it) == primary(lang)) => {
            Some(F::alias_in_language)
        }
        _ => Some(F::alias_in_another),
    };
    [Some(sort), language]
}

/// The candidate's vector. Without context, only what the candidate itself says.
pub(crate) fn features(
    gazetteer: &Gazetteer,
    nth_group: usize,
    candidate: &Candidate,
    context: Option<&Context>,
    circumstances: Circumstances<'_>,
) -> [f32; N_FEATURES] {
    let mut f = candidate.fixed;
    let mut set = |feature: F, value: f32| f[feature as usize] = value;
    if let Some(home) = circumstances.home.map(Direction::from) {
        let km = home.distance_km(candidate.at);
        set(F::home_near, (-km / 60.0).exp());
        set(F::home_wide, (-km / 300.0).exp());
    }
    let Some(context) = context else { return f };
    let anchors = || {
        let others = context.anchors.iter().filter(|it| it.group != nth_group);
        others.filter(|it| it.place != candidate.place)
    };
    // what reaches over borders lies where its box does
    let country_share = match candidate.reach {
        Some(reach) if candidate.country.is_none() => {
            let inside = anchors().filter(|it| reach.contains(it.point));
            inside.map(|it| it.score).sum::<f32>() / anchors().count().max(1) as f32
        }
        _ => context.country_share(nth_group, candidate.country),
    };
    set(F::country_share, country_share);
    set(F::division_share, context.division_share(nth_group, candidate.division));
    let diversity = context.diversity();
    for (kind, among_many) in [
        (F::capital, F::capital_among_many),
        (F::admin1, F::admin1_among_many),
        (F::country, F::country_among_many),
    ] {
        set(among_many, diversity * candidate.fixed[kind as usize]);
    }
    let country = candidate
        .country
        .and_then(|code| gazetteer.country(code))
        .filter(|it| *it != candidate.place);
    set(F::country_named, country.map_or(0.0, |it| context.named(it)));
    let seat_of = if candidate.fixed[F::capital as usize] > 0.0 {
        country
    } else if candidate.fixed[F::seat1 as usize] > 0.0 {
        candidate.division
    } else {
        None
    };
    set(F::capital_told, seat_of.map_or(0.0, |it| context.capital_of(it)));
    let division = candidate.division.filter(|it| *it != candidate.place);
    set(F::division_named, division.map_or(0.0, |it| context.named(it)));
    let qualified_by = context.qualified_by(nth_group);
    if !qualified_by.is_empty() {
        let belief = |place: &PlaceId| {
            let at = qualified_by.binary_search_by_key(place, |(it, _)| *it).ok()?;
            Some(qualified_by[at].1)
        };
        let inside = candidate.ancestors.iter().filter_map(belief).fold(0.0, f32::max);
        set(F::qualified, inside);
    }
    let mut near = [0.0_f32; NEAR_KM.len()];
    let (mut contains, mut n) = (0.0, 0.0_f32);
    let mut nearest = f32::INFINITY;
    for anchor in anchors() {
        n += 1.0;
        contains += f32::from(anchor.ancestors.contains(&candidate.place)) * anchor.score;
        if anchor.is_area {
            continue;
        }
        let is_within = candidate.reach.is_some_and(|it| it.contains(anchor.point));
        let km = if is_within { WITHIN_KM } else { candidate.at.distance_km(anchor.at) };
        for (sum, limit) in near.iter_mut().zip(NEAR_KM) {
            *sum += f32::from(km < limit) * anchor.score;
        }
        nearest = nearest.min(km);
    }
    if n > 0.0 {
        set(F::near_50, (near[0] / n).sqrt());
        set(F::near_150, (near[1] / n).sqrt());
        set(F::near_500, near[2] / n);
        set(F::nearest, (-nearest / 100.0).exp());
        set(F::contains_others, contains / n);
    }
    let log_population = candidate.fixed[F::log_population as usize];
    if candidate.fixed[F::city as usize] > 0.0 {
        let abroad = 1.0 - country_share;
        set(F::big_abroad, if log_population > 0.75 { abroad } else { 0.0 });
        set(F::small_abroad, if log_population < 0.65 { abroad } else { 0.0 });
        set(F::small_at_home, if log_population < 0.65 { country_share } else { 0.0 });
    }
    f
}

/// The places that contain one, the nearest first: its parents, at most [`MAX_PARENTS`], and at last its country.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ancestors {
    ids: [PlaceId; MAX_PARENTS + 1],
    n: usize,
}

const MAX_PARENTS: usize = 6;

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
    if is_of_nature(kind) { gazetteer.place(id).bbox } else { None }
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
