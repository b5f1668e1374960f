//! The Islamic calendar, as far as news names it: months such as Ramadan, days such as Eid, years AH.
//!
//! # Units
//!
//! The tabular calendar, which is counted, not seen: a month that is begun by sight of the moon may begin a day or two
//! earlier or later. What comes from here is therefore approximate, and marked so.
//!
//! # Sources
//!
//! Tabular Islamic calendar, civil epoch 16 July 622 (Julian), leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29 of
//! thirty: E. G. Richards, Explanatory Supplement to the Astronomical Almanac (3rd ed., 2013), chapter 15.

use jiff::civil::Date;

use crate::dates::{Edtf, TimeSpan};

/// The years before this one are counted from the Hijra, those after it from Christ, when a text does not say.
pub(super) const LAST_YEAR: i32 = 1600;

/// A day of the tabular calendar.
pub(super) fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    const EPOCH: i64 = 1_948_055; // the Julian day of the beginning, moved so that the divisions are whole
    const UNIX: i64 = 2_440_588;
    if !(1..=LAST_YEAR).contains(&year) || !(1..=12).contains(&month) || !(1..=30).contains(&day) {
        return None;
    }
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let julian = (11 * year + 3) / 30 + 354 * year + 30 * month - (month - 1) / 2 + day + EPOCH;
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(julian - UNIX)).ok()
}

/// A month, from its first to its last day.
pub(super) fn month(year: i32, month: i32) -> Option<TimeSpan> {
    let next = if month == 12 { day(year + 1, 1, 1) } else { day(year, month + 1, 1) };
    TimeSpan::new(day(year, month, 1), next.and_then(|it| it.yesterday().ok()))
}

/// The Islamic year that most of a year of our era lies in, or the one that it ends with.
pub(super) fn near(year: i32) -> i32 {
    ((year - 622) * 33 + 16) / 32
}

/// Days that may be one or two off.
pub(super) fn about(span: TimeSpan) -> Option<Edtf> {
    match (span.first(), span.last()) {
        (Some(first), Some(last)) if first == last => Some(Edtf::day(first).approximate()),
        (Some(first), Some(last)) => format!("{first}~/{last}~").parse().ok(),
        _ => None,
    }
}
