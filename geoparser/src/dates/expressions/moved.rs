//! Days that lie a length of time after or before others: `eight months after March 2016`.

use jiff::civil::Date;

use crate::dates::expressions::meaning::{Amount, Unit};
use crate::dates::{Edtf, TimeSpan};

/// The days so long after (`sign` 1) or before (-1) these, as exactly as the length is told: months after a day give a
/// month, years a year. `None` for an open span, for hours, and for "several".
pub(super) fn moved(days: TimeSpan, amounts: &[(Amount, Unit)], sign: i32) -> Option<Edtf> {
    let (mut first, mut last) = (days.first()?, days.last()?);
    let mut coarsest = Unit::Day;
    for (amount, unit) in amounts {
        let Amount::Number(number) = amount else { return None };
        if number.fract() != 0.0 || !(0.0..10_000.0).contains(number) {
            return None;
        }
        let number = sign * (*number as i32);
        let span = jiff::Span::new();
        let span = match unit {
            Unit::Day => span.try_days(number),
            Unit::Week => span.try_weeks(number),
            Unit::Fortnight => span.try_weeks(2 * number),
            Unit::Month => span.try_months(number),
            Unit::Quarter => span.try_months(3 * number),
            Unit::Year => span.try_years(number),
            Unit::Decade => span.try_years(10 * number),
            _ => return None,
        };
        let span = span.ok()?;
        (first, last) = (first.checked_add(span).ok()?, last.checked_add(span).ok()?);
        if *unit as u8 > coarsest as u8 {
            coarsest = *unit;
        }
    }
    match coarsest {
        Unit::Day | Unit::Week | Unit::Fortnight => {
            Edtf::of_span(TimeSpan::new(Some(first), Some(last))?)
        }
        Unit::Month | Unit::Quarter => over(&month(first)?, &month(last)?),
        _ => over(&Edtf::year(first.year())?, &Edtf::year(last.year())?),
    }
}

fn month(day: Date) -> Option<Edtf> {
    Edtf::month(day.year(), day.month())
}

/// One of them if they are the same, else all days between.
fn over(from: &Edtf, to: &Edtf) -> Option<Edtf> {
    if from.as_str() == to.as_str() { Some(from.clone()) } else { Edtf::interval(from, to) }
}
