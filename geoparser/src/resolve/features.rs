//! What speaks for and against a candidate, in numbers.
//!
//! Each feature has a name ([`FEATURES`]) so that weights can be read and a choice explained.

use crate::gazetteer::Gazetteer;
use crate::place::{BBox, Direction, Kind, MAX_PARENTS, PlaceId, arc_km, chord_squared};
use crate::resolve::areas::DOUBT;
use crate::resolve::context::{Cues, Sight, Spot};
use crate::resolve::names::{LANES, Rows, Trait};
use crate::resolve::weights::{SUMS, weigh};

/// What a text says of some bearers of a name, side by side: the rest of their vectors.
#[derive(Debug)]
pub(crate) struct Candidates([[f32; LANES]; N_FEATURES - TEXT]);

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
    shortened alone ended stateless
    cue_same_kind cue_other_kind
    echo_same_kind echo_other_kind capital_told
    country_share division_share country_named division_named
    qualified contains_others near_50 near_150 near_500 nearest
    home_near home_wide
    city_with_same_admin admin_with_same_city
    big_abroad small_abroad small_at_home tiny
    capital_among_many admin1_among_many country_among_many
}

/// From here on a text has a say. What stands before is the name's, and fills all lanes that are summed up side by side.
pub(crate) const TEXT: usize = F::ended as usize;
const _: () = assert!(TEXT.is_multiple_of(SUMS), "the sums of the name are whole");

/// What those weigh that a text has a say in.
pub(crate) type TextWeights = [[f32; LANES]; N_FEATURES - TEXT];

/// Where a feature stands in the part of the vector that a text has a say in.
const fn at(feature: F) -> usize {
    feature as usize - TEXT
}

/// What counts as near, by feature: 50, 150 and 500 km.
const NEAR_KM: [f32; N_NEAR] = [50.0, 150.0, 500.0];
const N_NEAR: usize = 3;

/// The same as squares of chords: the least ones whose [`arc_km`] is not less.
const NEAR_CHORDS_SQUARED: [f32; N_NEAR] = [6.159_157e-5, 5.543_014e-4, 6.156_029_6e-3];

/// How far what lies in the box of a river, a sea or a range is taken to be from it.
const WITHIN_KM: f32 = 30.0;

impl Candidates {
    pub(crate) const NONE: Self = Self([[0.0; LANES]; N_FEATURES - TEXT]);

    /// Puts into the vectors what the bearers say by themselves, where these cues stand beside the name and the home of the
    /// text's source is so near.
    #[inline]
    pub(crate) fn set(&mut self, rows: &Rows, cues: Cues, home: Option<&Homes>) {
        let Self(f) = self;
        for (feature, it) in [
            (F::ended, Trait::Ended),
            (F::stateless, Trait::Stateless),
            (F::city_with_same_admin, Trait::CityOfDivision),
            (F::admin_with_same_city, Trait::DivisionOfCity),
            (F::tiny, Trait::Tiny),
        ] {
            f[at(feature)] = rows.only(it, [1.0; LANES]);
        }
        for (cue, same, other) in [
            (cues.kind, F::cue_same_kind, F::cue_other_kind),
            (cues.echo, F::echo_same_kind, F::echo_other_kind),
        ] {
            (f[at(same)], f[at(other)]) = ([0.0; LANES], [0.0; LANES]);
            let Some(cue) = cue else { continue };
            for (lane, kind) in rows.kinds.into_iter().enumerate() {
                f[at(if same_kind(cue, kind) { same } else { other })][lane] = 1.0;
            }
        }
        [f[at(F::home_near)], f[at(F::home_wide)]] = home.copied().unwrap_or_default();
    }

    /// How much speaks for each, all in all.
    pub(crate) fn weigh(&self, rows: &Rows, weights: &TextWeights) -> [f32; LANES] {
        weigh(&rows.sums, weights, &self.0)
    }

    /// Each with its whole vector, where these are what is of the name alone.
    pub(crate) fn vectors(
        &self,
        rows: &Rows,
        of_name: &[[f32; TEXT]],
    ) -> impl Iterator<Item = (PlaceId, [f32; N_FEATURES])> {
        rows.bearers().zip(of_name).map(|((lane, place), first)| {
            let rest = self.0.iter().map(|row| &row[lane]);
            let mut vector = [0.0; N_FEATURES];
            for (feature, value) in vector.iter_mut().zip(first.iter().chain(rest)) {
                *feature = *value;
            }
            (place, vector)
        })
    }

    /// Puts into the vectors what the others say.
    #[inline]
    pub(crate) fn see(&mut self, gazetteer: &Gazetteer, rows: &Rows, sight: Sight<'_>) {
        let Self(f) = self;
        let mut near = Near::of(sight, rows);
        let mut country = sight.countries.said_of(rows.countries);
        let division = sight.divisions.said_of(rows.divisions);
        if rows.has(Trait::Reach) {
            for (lane, place) in rows.bearers().filter(|(lane, _)| rows.is(*lane, Trait::Reach)) {
                // what reaches over borders lies where its box does
                let Some(reach) = gazetteer.bbox(place) else { continue };
                if rows.countries[lane] == 0 {
                    let inside = sight.belief_inside(gazetteer, reach, place);
                    country.share[lane] = inside / near.n[lane];
                }
                near.look_from(gazetteer, reach, lane, sight, rows);
            }
        }
        f[at(F::country_share)] = country.share;
        f[at(F::division_share)] = division.share;
        f[at(F::country_named)] = rows.only(Trait::InCountry, country.named);
        f[at(F::division_named)] = rows.only(Trait::InDivision, division.named);
        let capital = rows.only(Trait::CapitalInCountry, country.capital);
        let seat = rows.only(Trait::Seat, division.capital);
        let contained = rows.places.map(|it| sight.belief_in(it));
        f[at(F::qualified)] = [0.0; LANES];
        if !sight.qualified_by.is_empty() {
            let belief = |place: &PlaceId| {
                let at = sight.qualified_by.binary_search_by_key(place, |(it, _)| *it).ok()?;
                Some(sight.qualified_by[at].1)
            };
            for (lane, place) in rows.bearers() {
                let ancestors = Ancestors::of(gazetteer, place);
                f[at(F::qualified)][lane] = ancestors.iter().filter_map(belief).fold(0.0, f32::max);
            }
        }
        let mut abroad = [0.0; LANES];
        let [closest, close, far] = near.within;
        for lane in 0..LANES {
            // no place is the one and the other
            f[at(F::capital_told)][lane] = capital[lane] + seat[lane];
            f[at(F::contains_others)][lane] = contained[lane] / near.n[lane];
            f[at(F::near_50)][lane] = (closest[lane] / near.n[lane]).sqrt();
            f[at(F::near_150)][lane] = (close[lane] / near.n[lane]).sqrt();
            f[at(F::near_500)][lane] = far[lane] / near.n[lane];
            abroad[lane] = 1.0 - country.share[lane];
        }
        f[at(F::nearest)] = std::array::from_fn(|lane| {
            (-near.nearest_km[lane] / 100.0).exp() * (near.n[lane] - DOUBT) / near.n[lane]
        });
        f[at(F::big_abroad)] = rows.only(Trait::BigCity, abroad);
        f[at(F::small_abroad)] = rows.only(Trait::SmallCity, abroad);
        f[at(F::small_at_home)] = rows.only(Trait::SmallCity, country.share);
        let diversity = [sight.diversity; LANES];
        f[at(F::capital_among_many)] = rows.only(Trait::Capital, diversity);
        f[at(F::admin1_among_many)] = rows.only(Trait::OfKindAdmin1, diversity);
        f[at(F::country_among_many)] = rows.only(Trait::OfKindCountry, diversity);
    }
}

/// How near some bearers are to the home of a text's source: as neighbors, and as compatriots.
pub(crate) type Homes = [[f32; LANES]; 2];

/// For each of some bearers, how near they are to a home.
pub(crate) fn homes(home: Direction, rows: &Rows) -> Homes {
    let mut homes = [[0.0; LANES]; 2];
    for (lane, _) in rows.bearers() {
        let km = arc_km(chord_squared(home.axes(), rows.axes_of(lane)));
        homes[0][lane] = (-km / 60.0).exp();
        homes[1][lane] = (-km / 300.0).exp();
    }
    homes
}

/// The anchors around each of some bearers of a name, but for those of its own group or place.
#[derive(Debug)]
struct Near {
    /// How many there are in all, and [`DOUBT`].
    n: [f32; LANES],
    /// The belief in those within each of [`NEAR_KM`].
    within: [[f32; LANES]; N_NEAR],
    nearest_km: [f32; LANES],
}

impl Near {
    /// What a group sees around its candidates. Apart from what uses it, or the compiler takes the lanes one by one.
    #[inline(never)]
    fn of(sight: Sight<'_>, rows: &Rows) -> Self {
        let mut this = Self {
            n: [sight.n_anchors() as f32; LANES],
            within: [[0.0; LANES]; N_NEAR],
            nearest_km: [f32::INFINITY; LANES],
        };
        if rows.places.iter().any(|it| sight.may_be_anchor(*it)) {
            for anchor in sight.anchors() {
                for (n, place) in this.n.iter_mut().zip(rows.places) {
                    *n -= f32::from(place == anchor.place);
                }
            }
            for spot in sight.spots() {
                let mut chords = chords_squared(spot, rows);
                for (chord, place) in chords.iter_mut().zip(rows.places) {
                    *chord = if place == spot.place { f32::INFINITY } else { *chord };
                }
                this.add(spot, chords);
            }
        } else {
            for spot in sight.spots() {
                this.add(spot, chords_squared(spot, rows));
            }
        }
        this.n = this.n.map(|it| it + DOUBT);
        this.nearest_km = this.nearest_km.map(arc_km);
        this
    }

    /// Adds an anchor, while the nearest is the square of a chord. Each loop over the lanes is some instructions for all.
    #[inline]
    #[expect(clippy::needless_range_loop, reason = "so they are all alike")]
    fn add(&mut self, spot: &Spot, chords: [f32; LANES]) {
        for (sums, limit) in self.within.iter_mut().zip(NEAR_CHORDS_SQUARED) {
            for lane in 0..LANES {
                sums[lane] += if chords[lane] < limit { spot.scores[lane] } else { 0.0 };
            }
        }
        for lane in 0..LANES {
            let nearest = self.nearest_km[lane];
            self.nearest_km[lane] = if chords[lane] < nearest { chords[lane] } else { nearest };
        }
    }

    /// Looks from a bearer that has a box: that decides, not its point.
    fn look_from(
        &mut self,
        gazetteer: &Gazetteer,
        reach: BBox,
        lane: usize,
        sight: Sight<'_>,
        rows: &Rows,
    ) {
        let axes = rows.axes_of(lane);
        let mut within = [0.0; N_NEAR];
        let mut nearest_km = f32::INFINITY;
        for anchor in sight.anchors() {
            if anchor.place == rows.places[lane] || anchor.is_area() {
                continue;
            }
            let km = if reach.contains(gazetteer.point(anchor.place)) {
                WITHIN_KM
            } else {
                arc_km(chord_squared(axes, anchor.axes))
            };
            for (sum, limit) in within.iter_mut().zip(NEAR_KM) {
                *sum += f32::from(km < limit) * anchor.score;
            }
            nearest_km = nearest_km.min(km);
        }
        for (row, sum) in self.within.iter_mut().zip(within) {
            row[lane] = sum;
        }
        self.nearest_km[lane] = nearest_km;
    }
}

/// The squares of the chords between an anchor and some bearers.
#[inline]
fn chords_squared(spot: &Spot, rows: &Rows) -> [f32; LANES] {
    let square = |a: f32, b: f32| (a - b) * (a - b);
    let ([x, y, z], [xs, ys, zs]) = (&spot.axes, &rows.axes);
    let mut chords = [0.0; LANES];
    for lane in 0..LANES {
        chords[lane] =
            square(x[lane], xs[lane]) + square(y[lane], ys[lane]) + square(z[lane], zs[lane]);
    }
    chords
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
        let (mut above, country) = gazetteer.parent_and_country(id);
        while let Some(parent) = above {
            if this.contains(&parent) || parent == id || this.n == MAX_PARENTS {
                break;
            }
            this.push(parent);
            above = gazetteer.parent(parent);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_told_by_chords_as_by_arcs() {
        for (km, chord_squared) in NEAR_KM.into_iter().zip(NEAR_CHORDS_SQUARED) {
            assert!(arc_km(chord_squared) >= km && arc_km(chord_squared.next_down()) < km, "{km}");
        }
    }
}
