//! What filters ask about, one column for each thing, as long as the features are many.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::civil::Date;
use tadmur_geoparser::dates::{Edtf, TimeSpan};
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::place::{CountryCode, Kind, LonLat};
use tadmur_geoparser::text::zones::Zone;

use crate::feature::PlaceFacts;
use crate::store::packed::PackedRow;

/// A time span as day numbers from 1970-01-01, both ends included; an open end is the least or greatest number, and
/// no time at all ends before it begins.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
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

    pub(crate) fn of_edtf(edtf: Option<&Edtf>) -> Self {
        edtf.map_or(Self::NONE, |it| Self::of(it.span()))
    }

    /// The days; `None` when there are none.
    pub(crate) fn span(self) -> Option<TimeSpan> {
        let (first, last) = self.ends();
        TimeSpan::new(first.map(day_of), last.map(day_of)).filter(|_| !self.is_none())
    }

    /// The first and last day; `None` where that is open or there is no time.
    pub(crate) fn ends(self) -> (Option<i32>, Option<i32>) {
        let end = |day: i32| Some(day).filter(|&it| !self.is_none() && is_closed(it));
        (end(self.first), end(self.last))
    }

    #[inline]
    pub(crate) fn is_none(self) -> bool {
        self.first > self.last
    }

    #[inline]
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last && !self.is_none() && !other.is_none()
    }
}

/// Days from 1970-01-01.
pub(crate) fn day_number(date: Date) -> i32 {
    const EPOCH: Date = Date::constant(1970, 1, 1);
    (date.duration_since(EPOCH).as_hours() / 24) as i32
}

/// The day of a number, the first or last of the calendar when it lies outside.
pub(crate) fn day_of(number: i32) -> Date {
    let far = if number < 0 { Date::MIN } else { Date::MAX };
    Date::constant(1970, 1, 1).checked_add(i64::from(number).days()).unwrap_or(far)
}

/// Whether it is a day, and not an open end.
pub(crate) fn is_closed(end: i32) -> bool {
    end != i32::MIN && end != i32::MAX
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

    pub(crate) fn role(self) -> Role {
        Role::ALL.get(usize::from(self.0 >> 1 & 3)).copied().unwrap_or(Role::Literal)
    }

    pub(crate) fn zone(self) -> Zone {
        Zone::ALL.get(usize::from(self.0 >> 3)).copied().unwrap_or(Zone::Body)
    }

    pub(crate) fn is_duplicate(self) -> bool {
        self.0 & 1 == 1
    }

    /// Every class there is.
    pub(crate) fn all() -> impl Iterator<Item = (Self, Role, Zone, bool)> {
        let zones = Zone::ALL.iter().flat_map(|&zone| Role::ALL.iter().map(move |&it| (it, zone)));
        zones.flat_map(|(role, zone)| {
            [false, true].map(|copy| (Self::of(role, zone, copy), role, zone, copy))
        })
    }
}

/// A time of each thing, by its number: things are many, times that differ are few.
#[derive(Debug, Default)]
pub(crate) struct Times {
    /// Each time once.
    pub(crate) all: Vec<Days>,
    /// Of each thing: which of them.
    pub(crate) of: Vec<u32>,
}

impl Times {
    pub(crate) fn of(things: usize, times: impl Iterator<Item = Days>) -> Self {
        let mut known: HashMap<Days, u32> = HashMap::new();
        let (mut all, mut of) = (Vec::new(), Vec::with_capacity(things));
        let mut before = None;
        for days in times {
            // a thing often has the time of the one before
            let number = match before {
                Some((it, number)) if it == days => number,
                _ => *known.entry(days).or_insert_with(|| {
                    all.push(days);
                    all.len() as u32 - 1
                }),
            };
            before = Some((days, number));
            of.push(number);
        }
        Self { all, of }
    }

    /// The time of this thing.
    #[inline]
    pub(crate) fn at(&self, thing: usize) -> Days {
        self.all[self.of[thing] as usize]
    }
}

/// What filters ask of a place, where they find it without a step aside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) point: LonLat,
    pub(crate) kind: Kind,
    pub(crate) country: Option<CountryCode>,
}

impl Spot {
    pub(crate) fn of(place: &PlaceFacts) -> Self {
        Self { point: place.point, kind: place.kind, country: place.country }
    }
}

/// The columns.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    pub(crate) place: Vec<u32>,
    pub(crate) article: Vec<u32>,
    /// Where in the article, in code points.
    pub(crate) start: Vec<u32>,
    pub(crate) when: Times,
    pub(crate) class: Vec<Class>,
    /// In thousandths.
    pub(crate) score: Vec<u16>,
    /// Of each place.
    pub(crate) spots: Vec<Spot>,
    /// Of each article.
    pub(crate) published: Times,
    /// Of each article: what it fails where no copies are wanted, when it tells a story that another one told first. Empty
    /// when none does.
    pub(crate) copies: Vec<u8>,
}

impl Columns {
    pub(crate) fn with_capacity(rows: usize) -> Self {
        Self {
            place: Vec::with_capacity(rows),
            article: Vec::with_capacity(rows),
            start: Vec::with_capacity(rows),
            class: Vec::with_capacity(rows),
            score: Vec::with_capacity(rows),
            ..Self::default()
        }
    }

    /// Adds a row of this article, but for its time; `place` is the position of its place.
    pub(crate) fn push(&mut self, article: u32, place: u32, row: &PackedRow) {
        self.place.push(place);
        self.article.push(article);
        self.start.push(row.start);
        self.class.push(row.class);
        self.score.push(row.score);
    }

    /// How many features there are.
    pub(crate) fn len(&self) -> usize {
        self.place.len()
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
        for (class, role, zone, duplicate) in Class::all() {
            assert_eq!((class.role(), class.zone(), class.is_duplicate()), (role, zone, duplicate));
        }
        let mut classes: Vec<u8> = Class::all().map(|(class, ..)| class.0).collect();
        classes.sort_unstable();
        classes.dedup();
        assert_eq!(classes.len(), Role::ALL.len() * Zone::ALL.len() * 2);
    }
}
