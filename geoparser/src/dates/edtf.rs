//! EDTF, and the days it means.
//!
//! # Shape
//!
//! An [`Edtf`] is its own text with the [`TimeSpan`] it means; it is made by [`str::parse`] or by a constructor.
//! Levels 0, 1 and 2 are read: seasons, sets, unspecified digits, qualifiers, intervals with an open or unknown end.
//!
//! # Units
//!
//! Seasons are meteorological: spring is March to May in the north, winter of a year begins in its December.
//! A qualifier (`~`, `?`, `%`) changes no day; an unknown end counts as open; a set counts from its first to its
//! last member. Years beyond ±9999 are open on the far side.
//!
//! # Sources
//!
//! Extended Date/Time Format specification, Library of Congress, 4 February 2019 (ISO 8601-2:2019, annex A).

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::dates::short::Short;

mod parse;

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

    /// Whether every day of `other` is a day of this one.
    pub fn contains(self, other: Self) -> bool {
        let from = self.first.is_none_or(|a| other.first.is_some_and(|b| a <= b));
        let to = self.last.is_none_or(|a| other.last.is_some_and(|b| b <= a));
        from && to
    }

    /// From the earlier first day to the later last one.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self {
            first: self.first.zip(other.first).map(|(a, b)| a.min(b)),
            last: self.last.zip(other.last).map(|(a, b)| a.max(b)),
        }
    }
}

/// Why a string is not EDTF.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is not written as EDTF.
    #[error("`{text}` is not EDTF (`2016`, `2016-12`, `2016-12-15`, `2016-12-15/..`)")]
    Syntax {
        /// What was found.
        text: String,
    },
    /// A day, a month or an hour that no calendar or clock has.
    #[error("`{text}` names a day or an hour that does not exist")]
    NoSuchDay {
        /// What was found.
        text: String,
    },
    /// An interval that ends before it begins.
    #[error("`{text}` ends before it begins")]
    Backwards {
        /// What was found.
        text: String,
    },
}

/// A date as EDTF writes it, with the days it means.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Edtf {
    text: Short,
    span: TimeSpan,
}

impl Edtf {
    /// One day, `2016-12-15`.
    pub fn day(date: Date) -> Self {
        Self { text: ymd(date).into(), span: TimeSpan::day(date) }
    }

    /// One month, `2016-12`; `None` when there is none such.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        let span = TimeSpan { first: Some(first), last: Some(first.last_of_month()) };
        Some(Self { text: year_month(first).into(), span })
    }

    /// One year, `2016`; `None` beyond ±9999.
    pub fn year(year: i16) -> Option<Self> {
        let first = Date::new(year, 1, 1).ok()?;
        let span = TimeSpan { first: Some(first), last: Some(first.last_of_year()) };
        Some(Self { text: year_text(year).into(), span })
    }

    /// The shortest way to write a span; `None` for the one that is open on both sides.
    pub fn of_span(span: TimeSpan) -> Option<Self> {
        let text = match (span.first, span.last) {
            (None, None) => return None,
            (Some(first), None) => format!("{}/..", beginning(first)),
            (None, Some(last)) => format!("../{}", ending(last)),
            (Some(first), Some(last)) if first == last => ymd(first),
            (Some(first), Some(last)) => closed(first, last),
        };
        Some(Self { text: text.into(), span })
    }

    /// From the first day of `from` to the last of `to`; `None` when that runs backwards.
    pub fn interval(from: &Self, to: &Self) -> Option<Self> {
        let span = TimeSpan::new(from.span.first, to.span.last)?;
        if from.is_plain() && to.is_plain() {
            return Some(Self { text: format!("{from}/{to}").into(), span });
        }
        Self::of_span(span)
    }

    /// From its first day on, `2016-12-15/..`; `None` when it has none.
    pub fn since(&self) -> Option<Self> {
        let span = TimeSpan { first: Some(self.span.first?), last: None };
        if self.is_plain() {
            return Some(Self { text: format!("{self}/..").into(), span });
        }
        Self::of_span(span)
    }

    /// Up to its last day, `../2016-12-15`; `None` when it has none.
    pub fn until(&self) -> Option<Self> {
        let span = TimeSpan { first: None, last: Some(self.span.last?) };
        if self.is_plain() {
            return Some(Self { text: format!("../{self}").into(), span });
        }
        Self::of_span(span)
    }

    /// Up to the day before it, `../2016-12-14`; `None` when it has no first day.
    pub fn before(&self) -> Option<Self> {
        let last = self.span.first?.yesterday().ok()?;
        Self::of_span(TimeSpan { first: None, last: Some(last) })
    }

    /// One day of the span, unknown which: `[2016-03-24..]`, `[..2016-04]`; a closed one is `[a..b]`.
    /// `None` for the span that is open on both sides.
    pub fn one_of(span: TimeSpan) -> Option<Self> {
        let text = match (span.first, span.last) {
            (None, None) => return None,
            (Some(first), Some(last)) if first == last => ymd(first),
            (first, last) => {
                let side = |day: Option<Date>| day.map(ymd).unwrap_or_default();
                format!("[{}..{}]", side(first), side(last))
            }
        };
        Some(Self { text: text.into(), span })
    }

    /// The same, marked as approximate: `2016-11~`. Only a plain date can bear the mark.
    #[must_use]
    pub fn approximate(self) -> Self {
        if !self.is_plain() || self.text.ends_with(['~', '?', '%']) {
            return self;
        }
        Self { text: format!("{self}~").into(), span: self.span }
    }

    /// As it is written: `2016-12`, `2016-12-13/..`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The days it means.
    pub fn span(&self) -> TimeSpan {
        self.span
    }

    fn is_plain(&self) -> bool {
        !self.text.contains(['/', '[', '{', 'T'])
    }
}

impl FromStr for Edtf {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(Self { span: parse::parse(text)?, text: text.into() })
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn year_text(year: i16) -> String {
    let mut text = String::with_capacity(4);
    push_year(&mut text, year);
    text
}

fn ymd(date: Date) -> String {
    let mut text = year_month(date);
    push_part(&mut text, date.day());
    text
}

fn year_month(date: Date) -> String {
    let mut text = String::with_capacity("2016-12-15".len());
    push_year(&mut text, date.year());
    push_part(&mut text, date.month());
    text
}

/// A year of four digits; one before year 0 has a minus.
fn push_year(text: &mut String, year: i16) {
    if year < 0 {
        text.push('-');
    }
    let year = year.unsigned_abs();
    for unit in [1000, 100, 10, 1] {
        text.push(char::from(b'0' + (year / unit % 10) as u8));
    }
}

/// A month or a day of two digits.
fn push_part(text: &mut String, number: i8) {
    let number = number.unsigned_abs();
    text.push('-');
    text.push(char::from(b'0' + number / 10));
    text.push(char::from(b'0' + number % 10));
}

/// A first day, as the longest unit that it opens.
fn beginning(first: Date) -> String {
    match (first.month(), first.day()) {
        (1, 1) => year_text(first.year()),
        (_, 1) => year_month(first),
        _ => ymd(first),
    }
}

/// A last day, as the longest unit that it closes.
fn ending(last: Date) -> String {
    match (last.month(), last.day()) {
        (12, 31) => year_text(last.year()),
        _ if last == last.last_of_month() => year_month(last),
        _ => ymd(last),
    }
}

fn closed(first: Date, last: Date) -> String {
    let whole_months = first.day() == 1 && last == last.last_of_month();
    let whole_years = whole_months && first.month() == 1 && last.month() == 12;
    let (from, to) = (first.year(), last.year());
    if whole_years && from == to {
        year_text(from)
    } else if whole_years && from >= 0 && from % 100 == 0 && to - from == 99 {
        format!("{:02}XX", from / 100)
    } else if whole_years && from >= 0 && from % 10 == 0 && to - from == 9 {
        format!("{:03}X", from / 10)
    } else if whole_years {
        format!("{}/{}", year_text(from), year_text(to))
    } else if whole_months && from == to && first.month() == last.month() {
        year_month(first)
    } else if whole_months {
        format!("{}/{}", year_month(first), year_month(last))
    } else {
        format!("{}/{}", ymd(first), ymd(last))
    }
}
