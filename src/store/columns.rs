//! What filters ask about, one column for each thing, as long as the features are many.

use std::sync::Arc;

use jiff::civil::Date;
use tadmur_geoparser::dates::{Edtf, TimeSpan};
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::text::zones::Zone;

use crate::feature::{Feature, Page, PlaceFacts};

/// A time span as day numbers from 1970-01-01, both ends included; an open end is the least or greatest number, and
/// no time at all ends before it begins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Days {
    pub(crate) first: i32,
    pub(crate) last: i32,
}

impl Days {
    /// Open at both ends.
    pub(crate) const ALL: Self = Self { first: i32::MIN, last: i32::MAX };
    /// No time.
    pub(crate) const NONE: Self = Self { first: i32::MAX, last: i32::MIN };

    pub(crate) fn of(span: TimeSpan) -> Self {
        Self {
            first: span.first().map_or(i32::MIN, day_number),
            last: span.last().map_or(i32::MAX, day_number),
        }
    }

    fn of_edtf(edtf: Option<&Edtf>) -> Self {
        edtf.map_or(Self::NONE, |it| Self::of(it.span()))
    }

    pub(crate) fn is_none(self) -> bool {
        self.first > self.last
    }

    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last && !self.is_none() && !other.is_none()
    }
}

/// Days from 1970-01-01.
pub(crate) fn day_number(date: Date) -> i32 {
    const EPOCH: Date = Date::constant(1970, 1, 1);
    (date.duration_since(EPOCH).as_hours() / 24) as i32
}

/// Role, zone and whether it is a duplicate, in one number: features of one class pass or fail together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Class(pub(crate) u8);

impl Class {
    /// How many classes there are at most.
    pub(crate) const MANY: usize = 256;

    pub(crate) fn of(role: Role, zone: Zone, duplicate: bool) -> Self {
        Self((zone as u8) << 3 | (role as u8) << 1 | u8::from(duplicate))
    }

    /// Every class there is.
    pub(crate) fn all() -> impl Iterator<Item = (Self, Role, Zone, bool)> {
        let zones = Zone::ALL.iter().flat_map(|&zone| Role::ALL.iter().map(move |&it| (it, zone)));
        zones.flat_map(|(role, zone)| {
            [false, true].map(|copy| (Self::of(role, zone, copy), role, zone, copy))
        })
    }
}

/// The columns.
#[derive(Debug)]
pub(crate) struct Columns {
    pub(crate) place: Vec<u32>,
    pub(crate) article: Vec<u32>,
    pub(crate) when: Vec<Days>,
    pub(crate) class: Vec<Class>,
    /// In thousandths.
    pub(crate) score: Vec<u16>,
    /// Of each article.
    pub(crate) published: Vec<Days>,
}

impl Columns {
    /// The columns of these features. `places` are all of theirs, by key; article `n` has the features from
    /// `starts[n]` up to `starts[n + 1]`.
    pub(crate) fn of(
        features: &[Feature],
        places: &[Arc<PlaceFacts>],
        pages: &[Page],
        starts: &[usize],
    ) -> Self {
        let position = |feature: &Feature| {
            let found = places.binary_search_by(|place| place.key.cmp(&feature.place.key));
            found.expect("every feature's place is among the places") as u32
        };
        let articles = starts.windows(2).enumerate();
        let published = |page: &Page| Days::of_edtf(page.article.published.as_ref());
        Self {
            place: features.iter().map(position).collect(),
            article: articles
                .flat_map(|(article, bounds)| vec![article as u32; bounds[1] - bounds[0]])
                .collect(),
            when: features.iter().map(|it| Days::of_edtf(it.when().edtf)).collect(),
            class: features.iter().map(|it| Class::of(it.role, it.zone, it.duplicate)).collect(),
            score: features.iter().map(|it| thousandths(it.score)).collect(),
            published: pages.iter().map(published).collect(),
        }
    }
}

/// A score as it is shown.
pub(crate) fn thousandths(score: f32) -> u16 {
    #[expect(clippy::cast_sign_loss, reason = "a score is from 0 to 1")]
    let thousandths = (f64::from(score) * 1000.0).round() as u16;
    thousandths
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_count_from_1970() {
        assert_eq!(day_number(date(1970, 1, 1)), 0);
        assert_eq!(day_number(date(1969, 12, 31)), -1);
        assert_eq!(day_number(date(2015, 5, 20)), 16_575);
        assert_eq!(day_number(Date::MIN), -4_371_587);
    }

    #[test]
    fn no_time_overlaps_nothing() {
        let all = Days::ALL;
        assert!(all.overlaps(all) && !all.overlaps(Days::NONE) && !Days::NONE.overlaps(all));
    }

    #[test]
    fn no_two_classes_are_one() {
        let mut classes: Vec<u8> = Class::all().map(|(class, ..)| class.0).collect();
        classes.sort_unstable();
        classes.dedup();
        assert_eq!(classes.len(), Role::ALL.len() * Zone::ALL.len() * 2);
    }
}
