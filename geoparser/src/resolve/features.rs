//! What speaks for and against a candidate, in numbers.
//!
//! Each feature has a name ([`FEATURES`]) so that weights can be read and a choice explained.

use crate::gazetteer::Gazetteer;
use crate::place::{Direction, Kind, MAX_PARENTS, PlaceId, arc_km};
use crate::resolve::Weights;
use crate::resolve::context::{Context, Cues, STEP, Sight};
use crate::resolve::names::Bearer;
use crate::resolve::weights::LANES;

/// A place that a mention could mean.
#[derive(Debug)]
pub(crate) struct Candidate<'n> {
    pub(crate) bearer: &'n Bearer,
    /// What those features weigh that are the same in every text.
    own: [f32; LANES],
    /// Its vector. Without context, only what the candidate itself says.
    pub(crate) features: [f32; N_FEATURES],
}

macro_rules! features {
    ($($name:ident)*) => {
        #[expect(non_camel_case_types, reason = "the names are those of the weights file")]
        #[derive(Clone, Copy)]
        pub(crate) enum F { $($name),* }

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

/// The first of the features that a text can change; what stands before it is the name's.
const FIRST_OF_TEXT: usize = F::cue_same_kind as usize;

/// What counts as near, by feature: 50, 150 and 500 km.
const NEAR_KM: [f32; 3] = [50.0, 150.0, 500.0];

/// How far what lies in the box of a river, a sea or a range is taken to be from it.
const WITHIN_KM: f32 = 30.0;

/// Anchors with a longer chord, squared, are farther than all that: some 510 km.
const FAR_CHORD_SQUARED: f32 = 0.0064;

impl<'n> Candidate<'n> {
    /// A bearer of the name where these cues stand beside it.
    pub(crate) fn new(
        bearer: &'n Bearer,
        weights: &Weights,
        cues: Cues,
        home: Option<Direction>,
    ) -> Self {
        let mut this = Self {
            bearer,
            own: weights.begin(&bearer.features, FIRST_OF_TEXT),
            features: bearer.features,
        };
        let mut set = |feature: F, value: f32| this.features[feature as usize] = value;
        if let Some(cue) = cues.kind {
            let is_same = same_kind(cue, bearer.kind);
            set(if is_same { F::cue_same_kind } else { F::cue_other_kind }, 1.0);
        }
        if let Some(echo) = cues.echo {
            let is_same = same_kind(echo, bearer.kind);
            set(if is_same { F::echo_same_kind } else { F::echo_other_kind }, 1.0);
        }
        if let Some(home) = home {
            let km = home.distance_km(bearer.at);
            set(F::home_near, (-km / 60.0).exp());
            set(F::home_wide, (-km / 300.0).exp());
        }
        this
    }

    /// How much speaks for it, all in all.
    pub(crate) fn weigh(&self, weights: &Weights) -> f32 {
        weights.finish(self.own, &self.features, FIRST_OF_TEXT)
    }

    /// Puts into the vector what the others say.
    pub(crate) fn see(&mut self, gazetteer: &Gazetteer, sight: Sight<'_>) {
        let Self { bearer, features: f, .. } = self;
        let country = bearer.country.map(|it| sight.countries[it]);
        let division = bearer.division.map(|it| sight.divisions[it]);
        let near = Near::of(sight, bearer);
        let of_others = |sum: f32| if near.n > 0.0 { sum / near.n } else { 0.0 };
        // what reaches over borders lies where its box does
        let country_share = match (country, bearer.reach) {
            (Some(country), _) => country.share,
            (None, Some(reach)) => of_others(sight.belief_inside(reach, bearer.place)),
            (None, None) => 0.0,
        };
        f[F::country_share as usize] = country_share;
        f[F::division_share as usize] = division.map_or(0.0, |it| it.share);
        for (kind, among_many) in [
            (F::capital, F::capital_among_many),
            (F::admin1, F::admin1_among_many),
            (F::country, F::country_among_many),
        ] {
            f[among_many as usize] = sight.context.diversity * f[kind as usize];
        }
        let other_country = country.filter(|_| !bearer.is_country);
        let other_division = division.filter(|_| !bearer.is_division);
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
        if !sight.qualified_by.is_empty() {
            let belief = |place: &PlaceId| {
                let at = sight.qualified_by.binary_search_by_key(place, |(it, _)| *it).ok()?;
                Some(sight.qualified_by[at].1)
            };
            let ancestors = Ancestors::of(gazetteer, bearer.place);
            f[F::qualified as usize] = ancestors.iter().filter_map(belief).fold(0.0, f32::max);
        }
        f[F::contains_others as usize] = of_others(sight.belief_in(bearer.place));
        f[F::near_50 as usize] = of_others(near.within[0]).sqrt();
        f[F::near_150 as usize] = of_others(near.within[1]).sqrt();
        f[F::near_500 as usize] = of_others(near.within[2]);
        f[F::nearest as usize] = (-near.nearest_km / 100.0).exp();
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
    fn of(sight: Sight<'_>, bearer: &Bearer) -> Self {
        let Context { anchors, points, .. } = sight.context;
        let n_same = sight.anchors_at(bearer.place).count();
        let n = anchors.len() - usize::from(sight.anchor.is_some()) - n_same;
        // where it has a box, that decides, and each anchor is looked at
        let limit = if bearer.reach.is_some() { f32::INFINITY } else { FAR_CHORD_SQUARED };
        let mut within = [0.0; NEAR_KM.len()];
        let mut nearest_km = f32::INFINITY;
        let mut far_chords = [f32::INFINITY; STEP];
        for (first, points) in (0..).step_by(STEP).zip(points) {
            let mut chords = points.chords_squared(bearer.at);
            let mut pass_over = |anchor: usize| {
                if let Some(chord) = chords.get_mut(anchor.wrapping_sub(first)) {
                    *chord = f32::INFINITY;
                }
            };
            if let Some(own) = sight.anchor {
                pass_over(own);
            }
            if n_same > 0 {
                sight.anchors_at(bearer.place).for_each(pass_over);
            }
            if !chords.iter().fold(false, |any, it| any | (*it < limit)) {
                for (least, chord) in far_chords.iter_mut().zip(chords) {
                    *least = if chord < *least { chord } else { *least };
                }
                continue;
            }
            for (anchor, chord) in anchors[first..].iter().zip(chords) {
                if chord >= limit {
                    continue;
                }
                let is_within = bearer.reach.is_some_and(|it| it.contains(anchor.point));
                let km = if is_within { WITHIN_KM } else { arc_km(chord) };
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
    pub(crate) fn of(gazetteer: &Gazetteer, id: PlaceId) -> Self {
        let mut this = Self { ids: [id; MAX_PARENTS + 1], n: 0 };
        let mut above = gazetteer.parent(id);
        while let Some(parent) = above {
            if this.contains(&parent) || parent == id || this.n == MAX_PARENTS {
                break;
            }
            this.push(parent);
            above = gazetteer.parent(parent);
        }
        let country = gazetteer.country_of(id);
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

fn same_kind(cue: Kind, kind: Kind) -> bool {
    match cue {
        Kind::Admin1 | Kind::Admin2 => {
            matches!(kind, Kind::Admin1 | Kind::Admin2 | Kind::Admin3 | Kind::Region)
        }
        Kind::City => matches!(kind, Kind::City | Kind::Suburb),
        other => other == kind,
    }
}
