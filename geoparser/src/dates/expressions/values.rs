//! How a value is written, and which days it means: years, quarters, weeks, decades, lengths of time, sets.

use std::fmt::Write;

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
    let is_time =
        |(_, unit): &&(Amount, Unit)| matches!(unit, Unit::Second | Unit::Minute | Unit::Hour);
    let mut value = String::from("P");
    for (amount, unit) in amounts.iter().filter(|it| !is_time(it)) {
        push_part(&mut value, *amount, *unit);
    }
    for (nth, (amount, unit)) in amounts.iter().filter(is_time).enumerate() {
        if nth == 0 {
            value.push('T');
        }
        push_part(&mut value, *amount, *unit);
    }
    value
}

fn push_part(value: &mut String, amount: Amount, unit: Unit) {
    let (factor, letter) = match unit {
        Unit::Second => (1.0, "S"),
        Unit::Minute | Unit::Month => (1.0, "M"),
        Unit::Hour => (1.0, "H"),
        Unit::Day => (1.0, "D"),
        Unit::Weekend => (1.0, "WE"),
        Unit::Week => (1.0, "W"),
        Unit::Fortnight => (2.0, "W"),
        Unit::Quarter => (1.0, "Q"),
        Unit::HalfYear => (6.0, "M"),
        Unit::Year => (1.0, "Y"),
        Unit::Decade => (10.0, "Y"),
        Unit::Century => (100.0, "Y"),
        Unit::Millennium => (1000.0, "Y"),
    };
    match amount {
        Amount::Number(hours) if unit == Unit::Hour && hours.fract() > 0.0 => {
            if hours >= 1.0 {
                push_number(value, hours.trunc());
                value.push('H');
            }
            push_number(value, (hours.fract() * 60.0).round());
            value.push('M');
        }
        Amount::Number(number) => {
            push_number(value, number * factor);
            value.push_str(letter);
        }
        Amount::Several => {
            value.push('X');
            value.push_str(match unit {
                Unit::Decade => "DE",
                Unit::Century => "CE",
                _ => letter,
            });
        }
    }
}

/// Most numbers are whole and small: those are written fast.
fn push_number(value: &mut String, number: f32) {
    let is_plain =
        number.fract() == 0.0 && number.is_sign_positive() && number < f32::from(u16::MAX);
    let written =
        if is_plain { write!(value, "{}", number as i32) } else { write!(value, "{number}") };
    written.expect("a string takes all that is written");
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
