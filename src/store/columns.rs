//! What filters ask about, one column for each thing, as long as the features are many.

use std::sync::Arc;

use jiff::civil::Date;
use tadmur_geoparser::dates::{Edtf, TimeSpan};
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::text::zones::Zone;

use crate::feature::{Feature, PlaceFacts};

/// A time span as day numbers from 1970-01-01, both ends included; an open end is the least or greatest number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Days {
    first: i32,
    last: i32,
}

impl Days {
    pub(crate) fn of(span: TimeSpan) -> Self {
        Self {
            first: span.first().map_or(i32::MIN, day_number),
            last: span.last().map_or(i32::MAX, day_number),
        }
    }

    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

/// Days from 1970-01-01.
pub(crate) fn day_number(date: Date) -> i32 {
    const EPOCH: Date = Date::constant(1970, 1, 1);
    (date.duration_since(EPOCH).as_hours() / 24) as i32
}

/// The columns.
#[derive(Debug)]
pub(crate) struct Columns {
    pub(crate) place: Vec<u32>,
    pub(crate) article: Vec<u32>,
    pub(crate) when: Vec<Option<Days>>,
    pub(crate) published: Vec<Option<Days>>,
    pub(crate) role: Vec<Role>,
    pub(crate) zone: Vec<Zone>,
    pub(crate) duplicate: Vec<bool>,
}

impl Columns {
    /// The columns of these features. `places` are all of theirs, by key; article `n` has the features from
    /// `starts[n]` up to `starts[n + 1]`.
    pub(crate) fn of(features: &[Feature], places: &[Arc<PlaceFacts>], starts: &[usize]) -> Self {
        let position = |feature: &Feature| {
            let found = places.binary_search_by(|place| place.key.cmp(&feature.place.key));
            found.expect("every feature's place is among the places") as u32
        };
        let days = |edtf: Option<&Edtf>| edtf.map(|it| Days::of(it.span()));
        let articles = starts.windows(2).enumerate();
        Self {
            place: features.iter().map(position).collect(),
            article: articles
                .flat_map(|(article, bounds)| vec![article as u32; bounds[1] - bounds[0]])
                .collect(),
            when: features.iter().map(|it| days(it.when().edtf)).collect(),
            published: features.iter().map(|it| days(it.article.published.as_ref())).collect(),
            role: features.iter().map(|it| it.role).collect(),
            zone: features.iter().map(|it| it.zone).collect(),
            duplicate: features.iter().map(|it| it.duplicate).collect(),
        }
    }
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
}
