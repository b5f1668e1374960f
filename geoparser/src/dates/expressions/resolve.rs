//! From meanings to values and days: what is counted from the day of publication, and what from the date last named.
//!
//! # Sources
//!
//! Values: `TimeML` 1.2.1, TIMEX3. Which year a date without one means was measured on 599 dates of English news
//! (`docs/time.md`): a weekday the latest one, a month and day the closest, a month the closest.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

use crate::dates::expressions::hijri;
use crate::dates::expressions::holidays;
use crate::dates::expressions::meaning::{Amount, Calendar, Clock, DayPart, From, Meaning, Unit};
use crate::dates::expressions::values::{
    century, decade, half_year, interval, moved, period, quarter, set, unit_around, unknown, week,
    year_text, years,
};
use crate::dates::{Edtf, ExpressionType, TimeSpan};

/// Where the verbs around an expression point to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Tense {
    /// Neither.
    Open,
    Past,
    Future,
}

/// What expressions are counted from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// The days of publication.
    pub(crate) published: Option<TimeSpan>,
    /// The day to count from.
    pub(crate) today: Option<Date>,
    /// The days last named.
    pub(crate) last: Option<TimeSpan>,
    /// Whether the text tells a history: dates without a year go with the date last named.
    pub(crate) is_narrative: bool,
    /// The tense around the expression.
    pub(crate) tense: Tense,
    /// Whether a word such as `until` stands before it.
    pub(crate) is_ahead: bool,
    /// The day that its sentence has named: a time of day goes with it.
    pub(crate) day_of_sentence: Option<Date>,
}

/// A meaning, counted.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) kind: ExpressionType,
    pub(crate) value: String,
    pub(crate) edtf: Option<Edtf>,
    /// What later expressions may be counted from.
    pub(crate) named: Option<TimeSpan>,
}

impl Resolved {
    pub(super) fn new(kind: ExpressionType, value: impl Into<String>) -> Self {
        Self { kind, value: value.into(), edtf: None, named: None }
    }

    pub(super) fn of(edtf: Edtf) -> Self {
        Self {
            value: edtf.as_str().to_owned(),
            named: Some(edtf.span()),
            edtf: Some(edtf),
            kind: ExpressionType::Date,
        }
    }

    pub(super) fn valued(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }
}

/// The value and the days of a meaning; `None` when there is no such date, or no time is meant.
pub(crate) fn resolve(meaning: &Meaning, frame: &Frame) -> Option<Resolved> {
    match meaning {
        Meaning::Nothing => None,
        Meaning::Date(calendar) if calendar.is_fiscal => {
            let found = date(calendar, frame)?;
            Some(Resolved { edtf: found.edtf.map(Edtf::approximate), ..found })
        }
        Meaning::Date(calendar) => date(calendar, frame),
        Meaning::Counted { amounts, sign, from } => counted(amounts, *sign, *from, frame),
        Meaning::Decade { first, is_short } => {
            let century = frame.base().map_or(19, |it| i32::from(it.year()) / 100);
            let short = |first: i32| {
                let guess = century * 100 + first;
                let now = frame.base().map_or(2000, |it| i32::from(it.year()));
                if guess > now { guess - 100 } else { guess }
            };
            let first = if *is_short { short(*first) } else { *first };
            Some(decade(first)?)
        }
        Meaning::Century(number) if *number > 0 => {
            let first = (number - 1) * 100;
            century(first)
        }
        Meaning::Century(number) => {
            let last = 1 + (number + 1) * 100 - 1;
            let edtf = years(last - 99, last)?;
            Some(
                Resolved { named: None, ..Resolved::of(edtf) }
                    .valued(format!("BC{:02}", -number - 1)),
            )
        }
        Meaning::BeforeOurEra(year) => {
            let edtf = Edtf::year(i16::try_from(1 - year).ok()?)?;
            Some(Resolved { named: None, ..Resolved::of(edtf) }.valued(format!("BC{year:04}")))
        }
        Meaning::Duration(amounts) => {
            Some(Resolved::new(ExpressionType::Duration, period(amounts)))
        }
        Meaning::Set { amount, unit, calendar } => Some(set(*amount, *unit, calendar)),
        Meaning::Reference(reference) => {
            let mut found = Resolved::new(ExpressionType::Date, &**reference);
            if &**reference == "PRESENT_REF" {
                let closed =
                    frame.published.filter(|span| span.first().is_some() && span.last().is_some());
                found.edtf = closed.and_then(Edtf::of_span);
            }
            Some(found)
        }
    }
}

impl Frame {
    /// What a date without a year is counted from.
    fn base(&self) -> Option<Date> {
        if self.is_narrative {
            self.last_day().or(self.today)
        } else {
            self.today.or(self.last_day())
        }
    }

    /// Whether what was last named is a whole year or more.
    fn names_year(&self) -> bool {
        let days = self.last.and_then(|last| Some((last.last()? - last.first()?).get_days()));
        days.is_some_and(|days| days > 300)
    }

    /// The first of the days last named.
    fn last_day(&self) -> Option<Date> {
        self.last.and_then(TimeSpan::first)
    }
}

fn date(calendar: &Calendar, frame: &Frame) -> Option<Resolved> {
    let Some(base) = calendar_day(calendar, frame)? else {
        let clock = time_of_day(calendar)?;
        let usual = if frame.is_narrative {
            frame.last_day().or(frame.today)
        } else {
            frame.today.or(frame.last_day())
        };
        let day = frame.day_of_sentence.or(usual);
        return Some(at_time(day.map(|it| Resolved::of(Edtf::day(it))), &clock));
    };
    let is_day = base.edtf.as_ref().is_none_or(|it| it.span().first() == it.span().last());
    match time_of_day(calendar) {
        Some(clock) if is_day => Some(at_time(Some(base), &clock)),
        _ => Some(base),
    }
}

fn at_time(base: Option<Resolved>, clock: &str) -> Resolved {
    let (day, edtf, named) =
        base.map_or(("XXXX-XX-XX".to_owned(), None, None), |it| (it.value, it.edtf, it.named));
    Resolved { kind: ExpressionType::Time, value: format!("{day}T{clock}"), edtf, named }
}

/// What follows the `T` of a value.
fn time_of_day(calendar: &Calendar) -> Option<String> {
    if let Some(Clock { hour, minute, second }) = calendar.clock {
        let evening = matches!(calendar.part, Some(DayPart::Afternoon | DayPart::Evening));
        let night = calendar.part == Some(DayPart::Night) && hour >= 6;
        let hour = if hour < 12 && (evening || night) { hour + 12 } else { hour };
        let zulu = if calendar.zone == Some(0) { "Z" } else { "" };
        let minute = minute.unwrap_or(0);
        return Some(match second {
            Some(second) => format!("{hour:02}:{minute:02}:{second:02}{zulu}"),
            None => format!("{hour:02}:{minute:02}{zulu}"),
        });
    }
    calendar.part.map(|part| part.code().to_owned())
}

/// The day, month, year … that is named; the inner `None` when only a time of day is. The outer one: no such date.
#[expect(clippy::option_option, reason = "no such date and no date at all are told apart")]
fn calendar_day(it: &Calendar, frame: &Frame) -> Option<Option<Resolved>> {
    let base = frame.base();
    let found = if let Some(holiday) = it.holiday {
        holiday_of(holiday, it, frame)
    } else if let Some(month) = it.hijri {
        hijri_of(month, it, frame)
    } else if let Some(month) = it.month {
        if it.day.is_some() {
            month_and_day(it, month, frame)
        } else {
            month_alone(it, month, frame)
        }
    } else if let Some(season) = it.season {
        season_of(season, it, frame)
    } else if let Some(unit @ (Unit::Quarter | Unit::HalfYear | Unit::Month | Unit::Week)) =
        it.unit.filter(|_| it.nth.is_some())
    {
        part_of_year(unit, it, base)
    } else if let Some(year) = it.year {
        let to = it.end_year.unwrap_or(year);
        if to == year { year_text(year) } else { interval(&year_text(year)?, &year_text(to)?) }
    } else if let Some(weekday) = it.weekday {
        weekday_of(weekday, it, frame)
    } else if let Some(days) = it.deictic {
        let today = if frame.is_narrative { frame.today.or(frame.last_day()) } else { base };
        let day = today.and_then(|day| day.checked_add(days.days()).ok());
        let is_sure = frame.published.is_none_or(|span| span.first() == span.last());
        Some(day.map_or_else(
            || unknown("XXXX-XX-XX"),
            |day| {
                let found = Resolved::of(Edtf::day(day));
                Resolved { edtf: found.edtf.filter(|_| is_sure), ..found }
            },
        ))
    } else if let Some(day) = it.day {
        day_alone(it, day, frame)
    } else if let Some((unit, by)) = it.unit.zip(it.shift) {
        shifted(unit, by, it.is_from_last, frame)
    } else {
        return Some(None);
    };
    found.map(Some)
}

fn month_and_day(it: &Calendar, month: i32, frame: &Frame) -> Option<Resolved> {
    let day = it.day? as i8;
    let month = month as i8;
    let of_year = |year: i16| Date::new(year, month, day).ok();
    let found = match (it.year, frame.base()) {
        (Some(year), _) => of_year(i16::try_from(year).ok()?)?,
        (None, None) => {
            of_year(2000)?; // a leap year: is there such a day at all
            return Some(unknown(&format!("XXXX-{month:02}-{day:02}")));
        }
        (None, Some(base)) => {
            let shift = it.shift.filter(|_| it.unit == Some(Unit::Year));
            let years = match shift {
                Some(by) => vec![by as i16],
                None if frame.is_narrative && frame.names_year() => vec![0],
                None => vec![-1, 0, 1],
            };
            let near = years.into_iter().filter_map(|by| of_year(base.year() + by));
            let tense = if frame.is_narrative { Tense::Open } else { frame.tense };
            let past = it.shift.filter(|_| it.unit.is_none() && it.weekday.is_none());
            let near = near.filter(|day| match past {
                Some(-1) => *day < base,
                Some(1) => *day > base,
                _ => true,
            });
            closest(near, base, tense, it.weekday)?
        }
    };
    let from = Resolved::of(Edtf::day(found));
    let Some(end_day) = it.end_day else { return Some(from) };
    let end_month = it.end_month.map_or(month, |it| it as i8);
    let later = i16::from(end_month < month);
    let to = Date::new(found.year() + later, end_month, end_day as i8).ok()?;
    let both = interval(&from, &Resolved::of(Edtf::day(to)))?;
    if it.is_each && found.tomorrow().ok() != Some(to) {
        let edtf = format!("{{{found},{to}}}").parse().ok();
        return Some(Resolved { edtf, ..both });
    }
    Some(both)
}

/// `on the 15th`: of the month of a shift, else of the month last named, else of the one that the tense asks for.
fn day_alone(it: &Calendar, day: i32, frame: &Frame) -> Option<Resolved> {
    let day = i8::try_from(day).ok()?;
    let length = |span: TimeSpan| Some((span.last()? - span.first()?).get_days());
    let told = frame.last.filter(|span| length(*span).is_some_and(|days| days <= 31));
    let is_ahead = frame.tense == Tense::Future && !frame.is_narrative;
    let told = told.filter(|_| !is_ahead && it.shift.is_none());
    let Some(base) = told.and_then(TimeSpan::first).or(frame.today).or(frame.last_day()) else {
        return Some(unknown(&format!("XXXX-XX-{day:02}")));
    };
    let of_month = |by: i32| {
        let month = base.first_of_month().checked_add(by.months()).ok()?;
        Date::new(month.year(), month.month(), day).ok()
    };
    let is_month = told.and_then(length).is_some_and(|days| days > 26);
    let found = match it.shift {
        Some(by) => of_month(by)?,
        None if is_month => of_month(0)?,
        None if is_ahead => (0..3).filter_map(of_month).find(|it| *it >= base)?,
        None if told.is_some() => {
            let near = (-1..=1).filter_map(of_month);
            near.min_by_key(|it| (*it - base).get_days().abs())?
        }
        None => (0..3).filter_map(|by| of_month(-by)).find(|it| *it <= base)?,
    };
    Some(Resolved::of(Edtf::day(found)))
}

/// A month or a day of the Islamic calendar: of its own year, of one of ours, or the one closest to the base.
fn hijri_of(month: i32, it: &Calendar, frame: &Frame) -> Option<Resolved> {
    let span = |year: i32| match it.day {
        Some(day) => hijri::day(year, month, day).map(TimeSpan::day),
        None => hijri::month(year, month),
    };
    let all_near = |year: i32| {
        let near = hijri::near(year);
        (near - 1..=near + 2).filter_map(span)
    };
    let found = match (it.year, frame.base()) {
        (Some(year), _) if year < hijri::LAST_YEAR => span(year)?,
        (Some(year), _) => all_near(year)
            .find(|span| span.first().is_some_and(|first| i32::from(first.year()) == year))?,
        (None, None) => return Some(unknown("XXXX-XX-XX")),
        (None, Some(base)) => {
            let year = i32::from(base.year());
            match it.shift {
                Some(-1) => all_near(year).rfind(|span| span.last() < Some(base))?,
                Some(1) => all_near(year).find(|span| span.first() > Some(base))?,
                _ => all_near(year).min_by_key(|span| {
                    let away = |day: Option<Date>| day.map_or(0, |day| (day - base).get_days());
                    away(span.first()).max(-away(span.last()))
                })?,
            }
        }
    };
    let edtf = hijri::about(found)?;
    let value = match (found.first()?, found.last()?) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}/{last}"),
    };
    Some(Resolved::of(edtf).valued(value))
}

/// The day closest to the base; of the right weekday, where one is named.
fn closest(
    days: impl Iterator<Item = Date>,
    base: Date,
    tense: Tense,
    weekday: Option<i32>,
) -> Option<Date> {
    let distance = |day: &Date| {
        let days = (*day - base).get_days();
        let wrong_weekday =
            weekday.is_some_and(|it| i32::from(day.weekday().to_monday_one_offset()) != it);
        let against = match tense {
            Tense::Future => days < 0,
            Tense::Past => days > 31,
            Tense::Open => false,
        };
        (wrong_weekday, i64::from(days.abs()) + if against { 240 } else { 0 }, days > 0)
    };
    days.min_by_key(distance)
}

fn month_alone(it: &Calendar, month: i32, frame: &Frame) -> Option<Resolved> {
    let month = month as i8;
    let of_year = |year: i32| Some(Resolved::of(Edtf::month(i16::try_from(year).ok()?, month)?));
    let found = match (it.year, frame.base()) {
        (Some(year), _) => of_year(year)?,
        (None, None) => unknown(&format!("XXXX-{month:02}")),
        (None, Some(base)) => {
            let base = frame.last_day().filter(|_| it.is_from_last).unwrap_or(base);
            let year = i32::from(base.year());
            let ahead = i32::from(month) - i32::from(base.month());
            let year = match (it.shift, frame.is_narrative, frame.tense) {
                (Some(by), ..) if it.unit == Some(Unit::Year) => year + by,
                (None, true, _) if frame.names_year() => year,
                (None, true, _) if ahead < -6 => year + 1,
                (None, true, _) if ahead > 6 => year - 1,
                (Some(-1), ..) => {
                    if ahead < 0 {
                        year
                    } else {
                        year - 1
                    }
                }
                (Some(1), ..) => {
                    if ahead > 0 {
                        year
                    } else {
                        year + 1
                    }
                }
                (Some(_), ..) | (None, true, _) => year,
                (None, false, Tense::Future) => {
                    if ahead < 0 {
                        year + 1
                    } else {
                        year
                    }
                }
                (None, false, Tense::Past) => {
                    if ahead > 0 {
                        year - 1
                    } else if ahead < -10 {
                        year + 1
                    } else {
                        year
                    }
                }
                (None, false, Tense::Open) => {
                    if ahead > 5 {
                        year - 1
                    } else if ahead < -6 {
                        year + 1
                    } else {
                        year
                    }
                }
            };
            of_year(year)?
        }
    };
    let Some(end_month) = it.end_month else { return Some(found) };
    let year = i32::from(found.named?.first()?.year()) + i32::from(end_month < i32::from(month));
    let to = Resolved::of(Edtf::month(i16::try_from(year).ok()?, end_month as i8)?);
    interval(&found, &to)
}

fn weekday_of(weekday: i32, it: &Calendar, frame: &Frame) -> Option<Resolved> {
    let last = frame.last_day().filter(|_| it.is_from_last);
    let Some(base) = last.or_else(|| frame.base()) else {
        return Some(unknown(&format!("XXXX-WXX-{weekday}")));
    };
    let named = Weekday::from_monday_one_offset(weekday as i8).ok()?;
    let day = match (it.shift, it.unit) {
        (Some(by), Some(Unit::Week)) => {
            let monday =
                base.checked_sub(i64::from(base.weekday().to_monday_zero_offset()).days()).ok()?;
            monday.checked_add((i64::from(by) * 7 + i64::from(weekday - 1)).days()).ok()?
        }
        (Some(-1), _) => base.nth_weekday(-1, named).ok()?,
        (Some(1), _) => base.nth_weekday(1, named).ok()?,
        (Some(_), _) => {
            let monday =
                base.checked_sub(i64::from(base.weekday().to_monday_zero_offset()).days()).ok()?;
            monday.checked_add(i64::from(weekday - 1).days()).ok()?
        }
        _ if base.weekday() == named => base,
        _ if frame.tense == Tense::Future
            || (frame.is_ahead && frame.tense != Tense::Past)
            || frame.is_narrative =>
        {
            base.nth_weekday(1, named).ok()?
        }
        _ => base.nth_weekday(-1, named).ok()?,
    };
    Some(Resolved::of(Edtf::day(day)))
}

fn season_of(season: i32, it: &Calendar, frame: &Frame) -> Option<Resolved> {
    let code = ["SP", "SU", "FA", "WI"].get(usize::try_from(season - 1).ok()?)?;
    let of_year = |year: i32| {
        let edtf: Edtf = format!("{year:04}-{}", 20 + season).parse().ok()?;
        Some(Resolved::of(edtf).valued(format!("{year:04}-{code}")))
    };
    if let Some(year) = it.year {
        return of_year(year);
    }
    let Some(base) = frame.base() else { return Some(unknown(&format!("XXXX-{code}"))) };
    let year = i32::from(base.year());
    if let Some(by) = it.shift.filter(|_| it.unit == Some(Unit::Year)) {
        return of_year(year + by);
    }
    let candidates = [year - 2, year - 1, year, year + 1].into_iter().filter_map(of_year);
    let mut candidates = candidates.filter_map(|it| it.edtf.clone().map(|edtf| (edtf.span(), it)));
    match it.shift {
        Some(-1) => candidates.rfind(|(span, _)| span.last() < Some(base)).map(|(_, it)| it),
        Some(1) => candidates.find(|(span, _)| span.first() > Some(base)).map(|(_, it)| it),
        None if frame.is_narrative => of_year(year),
        _ => {
            let middle = |span: TimeSpan| {
                span.first().map_or(i32::MAX, |it| ((it - base).get_days() + 45).abs())
            };
            let future = |span: TimeSpan| frame.tense == Tense::Future && span.last() < Some(base);
            candidates.min_by_key(|(span, _)| (future(*span), middle(*span))).map(|(_, it)| it)
        }
    }
}

fn holiday_of(holiday: i32, it: &Calendar, frame: &Frame) -> Option<Resolved> {
    let day = |year: i32| holidays::day(holiday, i16::try_from(year).ok()?);
    let found = match (it.year, frame.base()) {
        (Some(year), _) => day(year)?,
        (None, None) => return Some(unknown("XXXX-XX-XX")),
        (None, Some(base)) => {
            let year = i32::from(base.year());
            let mut near = [year - 1, year, year + 1].into_iter().filter_map(day);
            match it.shift {
                Some(-1) => near.rfind(|it| *it < base)?,
                Some(1) => near.find(|it| *it > base)?,
                _ if frame.is_narrative => day(year)?,
                _ => closest(near, base, frame.tense, None)?,
            }
        }
    };
    Some(Resolved::of(Edtf::day(found)))
}

/// The third quarter, the first half, the second week of a year; the closest one where no year is named.
fn part_of_year(unit: Unit, it: &Calendar, base: Option<Date>) -> Option<Resolved> {
    let nth = it.nth?;
    let shifted = || Some(i32::from(base?.year()) + it.shift?);
    let closest = |length: i32| {
        let middle = (nth - 1) * length + length / 2 + 1; // of its months, in the year of the base
        let ahead = middle - i32::from(base?.month());
        let by = i32::from(ahead < -6) - i32::from(ahead > 6);
        Some(i32::from(base?.year()) + by)
    };
    let length = if unit == Unit::HalfYear { 6 } else { 3 };
    let Some(year) = it.year.or_else(shifted).or_else(|| closest(length)) else {
        return Some(unknown(&format!("XXXX-Q{nth}")));
    };
    match unit {
        Unit::Quarter if (1..=4).contains(&nth) => quarter(year, nth),
        Unit::HalfYear if (1..=2).contains(&nth) => half_year(year, nth),
        Unit::Month if (1..=12).contains(&nth) => {
            Some(Resolved::of(Edtf::month(i16::try_from(year).ok()?, nth as i8)?))
        }
        Unit::Week if (1..=53).contains(&nth) => {
            let year = i16::try_from(year).ok()?;
            week(ISOWeekDate::new(year, nth as i8, Weekday::Monday).ok()?.date())
        }
        _ => None,
    }
}

/// Last week, this year, the next day: from today, or from the days last named, which must not be longer than the unit.
fn shifted(unit: Unit, by: i32, is_from_last: bool, frame: &Frame) -> Option<Resolved> {
    let last = frame.last.filter(|_| is_from_last);
    let today = last.and_then(TimeSpan::first).or(frame.today).or(frame.last_day());
    let Some(today) = today else {
        let reference = ["PAST_REF", "PRESENT_REF", "FUTURE_REF"];
        return Some(unknown(reference[usize::try_from(by.signum() + 1).unwrap_or(1)]));
    };
    let before_weekend = unit == Unit::Weekend && by == 0 && frame.tense != Tense::Future;
    let early = before_weekend && today.weekday().to_monday_one_offset() < 5;
    let found = unit_around(unit, moved(today, unit, if early { -1 } else { by })?)?;
    let days = |span: TimeSpan| span.first().zip(span.last()).map(|(a, b)| (b - a).get_days());
    let too_coarse = last.and_then(days) > found.named.and_then(days);
    if last.is_some() && too_coarse {
        return match frame.today.filter(|_| !frame.is_narrative) {
            Some(_) => shifted(unit, by, false, frame),
            None => Some(unknown("XXXX-XX-XX")),
        };
    }
    Some(found)
}

/// Two weeks ago, a year later.
fn counted(amounts: &[(Amount, Unit)], sign: i32, from: From, frame: &Frame) -> Option<Resolved> {
    let reference = if sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
    let base = match from {
        From::Publication => frame.today.or(frame.last_day()),
        From::LastNamed => frame.last_day().or(frame.today),
    };
    let (finest, mut day) = (amounts.last()?.1, base);
    for (amount, unit) in amounts {
        let Amount::Number(number) = amount else { return Some(unknown(reference)) };
        let halves = (number * 2.0).round() as i32;
        let unit_and_by = match (unit, halves % 2) {
            (_, 0) => Some((*unit, halves / 2)),
            (Unit::Year, _) => Some((Unit::Month, halves * 6)),
            (Unit::Decade, _) => Some((Unit::Year, halves * 5)),
            _ => Some((*unit, halves / 2)),
        };
        let (unit, by) = unit_and_by?;
        day = day.and_then(|day| moved(day, unit, sign * by));
    }
    let Some(day) = day else { return Some(unknown(reference)) };
    let around = match finest {
        Unit::Decade | Unit::Century | Unit::Millennium => Unit::Year,
        Unit::Fortnight => Unit::Week,
        Unit::Weekend => Unit::Weekend,
        other => other,
    };
    unit_around(around, day)
}
