//! How a value is written, and which days it means: years, quarters, weeks, decades, lengths of time, sets.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::dates::expressions::meaning::{Amount, Calendar, Unit};
use crate::dates::expressions::resolve::Resolved;
use crate::dates::{Edtf, ExpressionType, TimeSpan};

pub(super) fn unknown(value: &str) -> Resolved {
    Resolved::new(ExpressionType::Date, value)
}

pub(super) fn year_text(year: i32) -> Option<Resolved> {
    Some(Resolved::of(Edtf::year(i16::try_from(year).ok()?)?))
}

pub(super) fn interval(from: &Resolved, to: &Resolved) -> Option<Resolved> {
    let edtf = Edtf::interval(from.edtf.as_ref()?, to.edtf.as_ref()?)?;
    let value = format!("{}/{}", from.value, to.value);
    Some(Resolved { kind: from.kind, value, named: to.named, edtf: Some(edtf) })
}

/// `199` is how TIMEX3 writes `199X`.
pub(super) fn decade(first: i32) -> Option<Resolved> {
    Some(Resolved::of(years(first, first + 9)?).valued(format!("{:03}", first / 10)))
}

/// `19` is how TIMEX3 writes `19XX`.
pub(super) fn century(first: i32) -> Option<Resolved> {
    Some(Resolved::of(years(first, first + 99)?).valued(format!("{:02}", first / 100)))
}

pub(super) fn years(first: i32, last: i32) -> Option<Edtf> {
    let first = Date::new(i16::try_from(first).ok()?, 1, 1).ok()?;
    let last = Date::new(i16::try_from(last).ok()?, 12, 31).ok()?;
    Edtf::of_span(TimeSpan::new(Some(first), Some(last))?)
}

pub(super) fn quarter(year: i32, nth: i32) -> Option<Resolved> {
    let edtf: Edtf = format!("{year:04}-{}", 32 + nth).parse().ok()?;
    Some(Resolved::of(edtf).valued(format!("{year:04}-Q{nth}")))
}

pub(super) fn half_year(year: i32, nth: i32) -> Option<Resolved> {
    let edtf: Edtf = format!("{year:04}-{}", 39 + nth).parse().ok()?;
    Some(Resolved::of(edtf).valued(format!("{year:04}-H{nth}")))
}

/// The week of a day, `2016-W50`.
pub(super) fn week(day: Date) -> Option<Resolved> {
    let monday = day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok()?;
    let sunday = monday.checked_add(6.days()).ok()?;
    let iso = monday.iso_week_date();
    let edtf = Edtf::of_span(TimeSpan::new(Some(monday), Some(sunday))?)?;
    Some(Resolved::of(edtf).valued(format!("{:04}-W{:02}", iso.year(), iso.week())))
}

/// The unit that a day lies in.
pub(super) fn unit_around(unit: Unit, day: Date) -> Option<Resolved> {
    let year = i32::from(day.year());
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Some(Resolved::of(Edtf::day(day))),
        Unit::Week | Unit::Fortnight => week(day),
        Unit::Weekend => {
            let whole = week(day)?;
            let sunday = whole.edtf?.span().last()?;
            let edtf = Edtf::of_span(TimeSpan::new(sunday.yesterday().ok(), Some(sunday))?)?;
            Some(Resolved::of(edtf).valued(format!("{}-WE", whole.value)))
        }
        Unit::Month => Some(Resolved::of(Edtf::month(day.year(), day.month())?)),
        Unit::Quarter => quarter(year, (i32::from(day.month()) - 1) / 3 + 1),
        Unit::HalfYear => half_year(year, (i32::from(day.month()) - 1) / 6 + 1),
        Unit::Year => year_text(year),
        Unit::Decade => decade(year - year.rem_euclid(10)),
        Unit::Century => century(year - year.rem_euclid(100)),
        Unit::Millennium => Some(Resolved::of(years(
            year - year.rem_euclid(1000),
            year - year.rem_euclid(1000) + 999,
        )?)),
    }
}

pub(super) fn moved(day: Date, unit: Unit, by: i32) -> Option<Date> {
    let by = i64::from(by);
    let span = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => return Some(day),
        Unit::Day => Span::new().try_days(by),
        Unit::Weekend | Unit::Week => Span::new().try_days(by * 7),
        Unit::Fortnight => Span::new().try_days(by * 14),
        Unit::Month => Span::new().try_months(by),
        Unit::Quarter => Span::new().try_months(by * 3),
        Unit::HalfYear => Span::new().try_months(by * 6),
        Unit::Year => Span::new().try_years(by),
        Unit::Decade => Span::new().try_years(by * 10),
        Unit::Century => Span::new().try_years(by * 100),
        Unit::Millennium => Span::new().try_years(by * 1000),
    };
    day.checked_add(span.ok()?).ok()
}

/// A length of time, `P4D`, `PT16H`, `PXM`.
pub(super) fn period(amounts: &[(Amount, Unit)]) -> String {
    let (mut date, mut time) = (String::new(), String::new());
    for (amount, unit) in amounts {
        let (factor, letter, is_time) = match unit {
            Unit::Second => (1.0, "S", true),
            Unit::Minute => (1.0, "M", true),
            Unit::Hour => (1.0, "H", true),
            Unit::Day => (1.0, "D", false),
            Unit::Weekend => (1.0, "WE", false),
            Unit::Week => (1.0, "W", false),
            Unit::Fortnight => (2.0, "W", false),
            Unit::Month => (1.0, "M", false),
            Unit::Quarter => (1.0, "Q", false),
            Unit::HalfYear => (6.0, "M", false),
            Unit::Year => (1.0, "Y", false),
            Unit::Decade => (10.0, "Y", false),
            Unit::Century => (100.0, "Y", false),
            Unit::Millennium => (1000.0, "Y", false),
        };
        let several = match unit {
            Unit::Decade => "DE",
            Unit::Century => "CE",
            _ => letter,
        };
        let part = match amount {
            Amount::Number(hours) if *unit == Unit::Hour && hours.fract() > 0.0 => {
                let whole =
                    if *hours < 1.0 { String::new() } else { format!("{}H", hours.trunc()) };
                format!("{whole}{}M", (hours.fract() * 60.0).round())
            }
            Amount::Number(number) => format!("{}{letter}", number * factor),
            Amount::Several => format!("X{several}"),
        };
        if is_time { &mut time } else { &mut date }.push_str(&part);
    }
    if time.is_empty() { format!("P{date}") } else { format!("P{date}T{time}") }
}

pub(super) fn set(amount: Amount, unit: Option<Unit>, calendar: &Calendar) -> Resolved {
    let value = match (unit, calendar.weekday, calendar.part, calendar.month) {
        (Some(unit), ..) => period(&[(amount, unit)]),
        (_, Some(weekday), Some(part), _) => format!("XXXX-WXX-{weekday}T{}", part.code()),
        (_, Some(weekday), None, _) => format!("XXXX-WXX-{weekday}"),
        (_, _, Some(part), _) => format!("XXXX-XX-XXT{}", part.code()),
        (_, _, _, Some(month)) => format!("XXXX-{month:02}"),
        _ => "XXXX".to_owned(),
    };
    Resolved::new(ExpressionType::Set, value)
}
