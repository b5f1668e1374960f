//! EDTF, and the days it means.
//!
//! # Sources
//!
//! Extended Date/Time Format specification, Library of Congress, 4 February 2019 (ISO 8601-2:2019, annex A).

use std::fmt;

use jiff::civil::Date;

/// A closed span of civil days; either end may be open. `2016-12` is its first to its last day.
///
/// Days, not instants: news dates events by the calendar of the place, without a time zone.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct TimeSpan {
    first: Option<Date>,
    last: Option<Date>,
}

impl TimeSpan {
    /// The span, unless it ends before it begins.
    pub fn new(first: Option<Date>, last: Option<Date>) -> Option<Self> {
        match (first, last) {
            (Some(first), Some(last)) if first > last => None,
            _ => Some(Self { first, last }),
        }
    }

    /// One day.
    pub fn day(date: Date) -> Self {
        Self { first: Some(date), last: Some(date) }
    }

    /// Its first day; `None` when it is open towards the past.
    pub fn first(self) -> Option<Date> {
        self.first
    }

    /// Its last day; `None` when it is open towards the future.
    pub fn last(self) -> Option<Date> {
        self.last
    }

    /// Whether the two share a day.
    pub fn overlaps(self, other: Self) -> bool {
        let begins_by =
            |first: Option<Date>, last: Option<Date>| first.zip(last).is_none_or(|(a, b)| a <= b);
        begins_by(self.first, other.last) && begins_by(other.first, self.last)
    }
}

/// A date as EDTF writes it, with the days it means.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Edtf {
    text: Box<str>,
    span: TimeSpan,
}

impl Edtf {
    /// One day, `2016-12-15`.
    pub fn day(date: Date) -> Self {
        Self { text: date.to_string().into(), span: TimeSpan::day(date) }
    }

    /// As it is written: `2016-12`, `2016-12-13/..`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The days it means.
    pub fn span(&self) -> TimeSpan {
        self.span
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
