//! What matched words mean, before it is counted from anything.

use crate::dates::Modifier;
use crate::dates::expressions::matcher::{Capture, Matched, Value};
use crate::dates::lang::{Class, Rule, Slot};

/// A unit of time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    HalfYear,
    Year,
    Decade,
    Century,
    Millennium,
}

impl Unit {
    const CODES: &[(&str, Self)] = &[
        ("TS", Self::Second),
        ("TM", Self::Minute),
        ("TH", Self::Hour),
        ("D", Self::Day),
        ("WE", Self::Weekend),
        ("W", Self::Week),
        ("2W", Self::Fortnight),
        ("M", Self::Month),
        ("Q", Self::Quarter),
        ("H", Self::HalfYear),
        ("Y", Self::Year),
        ("DE", Self::Decade),
        ("CE", Self::Century),
        ("ML", Self::Millennium),
    ];

    /// The number that stands for a unit's code in a word list.
    pub(crate) fn number(code: &str) -> Option<i32> {
        Self::CODES.iter().position(|(it, _)| *it == code).and_then(|at| i32::try_from(at).ok())
    }

    pub(crate) fn numbered(number: i32) -> Option<Self> {
        Self::CODES.get(usize::try_from(number).ok()?).map(|(_, unit)| *unit)
    }
}

/// A part of the day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum DayPart {
    Morning,
    Midday,
    Afternoon,
    Evening,
    Night,
    Daytime,
    Noon,
    Midnight,
}

impl DayPart {
    const CODES: &[(&str, Self)] = &[
        ("MO", Self::Morning),
        ("MI", Self::Midday),
        ("AF", Self::Afternoon),
        ("EV", Self::Evening),
        ("NI", Self::Night),
        ("DT", Self::Daytime),
        ("12:00", Self::Noon),
        ("24:00", Self::Midnight),
    ];

    /// The number that stands for a part's code in a word list.
    pub(crate) fn number(code: &str) -> Option<i32> {
        Self::CODES.iter().position(|(it, _)| *it == code).and_then(|at| i32::try_from(at).ok())
    }

    pub(crate) fn numbered(number: i32) -> Option<Self> {
        Self::CODES.get(usize::try_from(number).ok()?).map(|(_, part)| *part)
    }

    /// As TIMEX3 writes it after its `T`.
    pub(crate) fn code(self) -> &'static str {
        Self::CODES.iter().find(|(_, part)| *part == self).map_or("", |(code, _)| *code)
    }
}

const MODIFIERS: &[(&str, Modifier)] = &[
    ("START", Modifier::Start),
    ("MID", Modifier::Mid),
    ("END", Modifier::End),
    ("APPROX", Modifier::Approximate),
    ("MORE", Modifier::MoreThan),
    ("LESS", Modifier::LessThan),
];

/// The number that stands for a modifier in a word list.
pub(crate) fn modifier_number(code: &str) -> Option<i32> {
    MODIFIERS.iter().position(|(it, _)| *it == code).and_then(|at| i32::try_from(at).ok())
}

/// How many: a number, or "several".
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Amount {
    Number(f32),
    Several,
}

/// A time of day.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Clock {
    pub(crate) hour: i32,
    pub(crate) minute: Option<i32>,
    pub(crate) second: Option<i32>,
}

/// What the words name of a date; what they leave out is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Calendar {
    pub(crate) year: Option<i32>,
    pub(crate) month: Option<i32>,
    pub(crate) day: Option<i32>,
    /// The last day of `March 22 to 24`.
    pub(crate) end_day: Option<i32>,
    pub(crate) end_month: Option<i32>,
    pub(crate) end_year: Option<i32>,
    pub(crate) weekday: Option<i32>,
    pub(crate) season: Option<i32>,
    pub(crate) holiday: Option<i32>,
    /// Days from today.
    pub(crate) deictic: Option<i32>,
    /// Last, this, next: -1, 0, 1.
    pub(crate) shift: Option<i32>,
    pub(crate) unit: Option<Unit>,
    pub(crate) nth: Option<i32>,
    pub(crate) part: Option<DayPart>,
    pub(crate) clock: Option<Clock>,
    /// A month of the Islamic calendar.
    pub(crate) hijri: Option<i32>,
    /// Whether two days are named, and not those between them: `18 and 22 June`.
    pub(crate) is_each: bool,
    /// Minutes east of Greenwich.
    pub(crate) zone: Option<i32>,
    /// Whether it is a year, or a part of one, by the books of a firm or a state: its days are only near those of the
    /// calendar.
    pub(crate) is_fiscal: bool,
    /// Whether it is counted from the date last named: `the next day`.
    pub(crate) is_from_last: bool,
}

/// What words mean, before it is counted from anything.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meaning {
    /// A date, or a time of day.
    Date(Calendar),
    /// So many units before or after the day of publication, or the day last named.
    Counted { amounts: Vec<(Amount, Unit)>, sign: i32, from: From },
    /// A decade: its first year, and whether the century is missing (`the 80s`).
    Decade { first: i32, is_short: bool },
    /// A century: its number; negative before our era.
    Century(i32),
    /// A year before our era.
    BeforeOurEra(i32),
    /// A length of time.
    Duration(Vec<(Amount, Unit)>),
    /// So many times per unit.
    Set { amount: Amount, unit: Option<Unit>, calendar: Calendar },
    /// `PAST_REF`, `PRESENT_REF`, `FUTURE_REF`.
    Reference(Box<str>),
    /// No time at all: the rule only keeps other rules off.
    Nothing,
}

/// What an amount is counted from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum From {
    /// The day of publication.
    Publication,
    /// The date last named.
    LastNamed,
}

/// The meaning of a match, and the modifier it names.
pub(crate) fn meaning(rule: &Rule, matched: &Matched) -> Option<(Meaning, Option<Modifier>)> {
    let captures = &matched.captures;
    let class =
        |class: Class| captures.iter().find(|it| it.class == Some(class)).and_then(Capture::number);
    let modifier = class(Class::Modifier).and_then(|it| MODIFIERS.get(usize::try_from(it).ok()?));
    let argument = &*rule.argument;
    let number = || argument.parse::<i32>().ok();
    let ordinals = [Some(Slot::Nth), Some(Slot::Roman), Some(Slot::Int)];
    let nth = || captures.iter().find(|it| ordinals.contains(&it.slot)).and_then(Capture::number);
    let missing = || argument.parse().map_or(Amount::Several, Amount::Number);
    let meaning = match &*rule.meaning {
        "date" => Meaning::Date(calendar(captures, argument)),
        "ad" => {
            let year = captures.iter().find(|it| it.slot.is_some()).and_then(Capture::number);
            Meaning::Date(Calendar {
                year: Some(year.filter(|it| (1..2200).contains(it))?),
                ..Calendar::default()
            })
        }
        "ago" => counted(amounts(captures, missing())?, -1, From::Publication),
        "ahead" => counted(amounts(captures, missing())?, 1, From::Publication),
        "earlier" => counted(amounts(captures, missing())?, -1, From::LastNamed),
        "later" => counted(amounts(captures, missing())?, 1, From::LastNamed),
        "decade" => {
            let slots = [Some(Slot::Decade), Some(Slot::ShortDecade)];
            let first = captures.iter().find(|it| slots.contains(&it.slot));
            let first = first.and_then(Capture::number).or(class(Class::Number))?;
            Meaning::Decade { first, is_short: first < 100 }
        }
        "century" => Meaning::Century(nth()? * number().unwrap_or(1)),
        "bc" => {
            let year = captures.iter().find(|it| it.slot.is_some()).and_then(Capture::number)?;
            Meaning::BeforeOurEra(year)
        }
        "duration" => {
            let mut amounts = amounts(captures, missing())?;
            if let (Some((Amount::Number(number), _)), "half") = (amounts.first_mut(), argument) {
                *number += 0.5;
            }
            Meaning::Duration(amounts)
        }
        "set" => {
            let mut calendar = calendar(captures, argument);
            let unit = calendar.unit.take();
            let amount = captures.iter().find_map(|it| match it.value {
                Value::Amount(amount) if argument != "times" => Some(amount),
                _ => None,
            });
            let amount = amount.or(nth().map(|it| Amount::Number(it as f32)));
            let usual = argument.parse().map_or(Amount::Number(1.0), Amount::Number);
            Meaning::Set { amount: amount.unwrap_or(usual), unit, calendar }
        }
        "ref" => Meaning::Reference(argument.into()),
        _ => Meaning::Nothing,
    };
    Some((meaning, modifier.map(|(_, modifier)| *modifier)))
}

fn calendar(captures: &[Capture], arguments: &str) -> Calendar {
    let mut found = Calendar::default();
    let mut half = None;
    for capture in captures {
        let number = capture.number();
        match (capture.slot, capture.class) {
            (Some(Slot::Year | Slot::NearYear), _) if found.year.is_some() => {
                found.end_year = number;
            }
            (Some(Slot::Year | Slot::NearYear), _) => found.year = number,
            (Some(Slot::ShortYear), _) => match found.year {
                Some(year) => found.end_year = number.map(|it| year - year.rem_euclid(100) + it),
                None => found.year = number.map(|it| if it < 50 { 2000 + it } else { 1900 + it }),
            },
            (Some(Slot::Day | Slot::DayWord | Slot::NthDay), _) if found.day.is_some() => {
                found.end_day = number;
            }
            (Some(Slot::Day | Slot::DayWord | Slot::NthDay), _) => found.day = number,
            (Some(Slot::Int), _) if found.clock.is_some() => {
                found.clock = found.clock.map(|clock| Clock { minute: number, ..clock });
            }
            (Some(Slot::Nth | Slot::Roman | Slot::Int), _) => found.nth = number,
            (Some(Slot::Num), _) if number.is_some_and(|it| (0..=24).contains(&it)) => {
                found.clock = number.map(|hour| Clock { hour, ..Clock::default() });
            }
            (Some(Slot::Hour), _) => {
                found.clock = number.map(|hour| Clock { hour, ..Clock::default() });
            }
            (Some(Slot::Clock | Slot::DotClock | Slot::Hhmm), _) => {
                if let Value::Clock(clock) = capture.value {
                    found.clock = Some(clock);
                }
            }
            (Some(Slot::Numeric), _) => {
                if let Value::Day(year, month, day) = capture.value {
                    (found.year, found.month, found.day) = (Some(year), Some(month), Some(day));
                }
            }
            (_, Some(Class::Month)) if found.month.is_some() => found.end_month = number,
            (_, Some(Class::Month)) => found.month = number,
            (_, Some(Class::Weekday)) => found.weekday = number,
            (_, Some(Class::Season)) => found.season = number,
            (_, Some(Class::Holiday)) => found.holiday = number,
            (_, Some(Class::Deictic)) => found.deictic = number,
            (_, Some(Class::Shift)) => found.shift = number,
            (_, Some(Class::Unit)) => found.unit = number.and_then(Unit::numbered),
            (_, Some(Class::DayPart)) => found.part = number.and_then(DayPart::numbered),
            (_, Some(Class::Half)) => half = number,
            (_, Some(Class::Hijri)) => found.hijri = number,
            (_, Some(Class::Zone)) => found.zone = number,
            _ => {}
        }
    }
    if let (Some(clock), Some(half)) = (&mut found.clock, half) {
        clock.hour = clock.hour % 12 + half;
    }
    for (key, value) in arguments.split_whitespace().filter_map(|it| it.split_once('=')) {
        let number = value.parse().ok();
        match key {
            "shift" => found.shift = number,
            "deictic" => found.deictic = number,
            "nth" => found.nth = number,
            "year" => found.year = number,
            "hijri" => found.hijri = number,
            "each" => found.is_each = true,
            "fiscal" => found.is_fiscal = true,
            "month" => found.month = number,
            "day" => found.day = number,
            "unit" => found.unit = Unit::number(value).and_then(Unit::numbered),
            "part" => found.part = DayPart::number(value).and_then(DayPart::numbered),
            "from" => found.is_from_last = true,
            _ => {}
        }
    }
    found
}

fn counted(amounts: Vec<(Amount, Unit)>, sign: i32, from: From) -> Meaning {
    Meaning::Counted { amounts, sign, from }
}

/// `five and a half hours`, `two years and three months`: numbers with the units behind them, `missing` for a unit
/// without one.
fn amounts(captures: &[Capture], missing: Amount) -> Option<Vec<(Amount, Unit)>> {
    let mut found: Vec<(Amount, Unit)> = Vec::new();
    let mut amount = None;
    for capture in captures {
        if let Value::Amount(number) = capture.value {
            amount = Some(number);
        } else if capture.class == Some(Class::Number) {
            // السنوات الثلاث: the number behind its unit
            if let (Some((known, _)), Value::Number(number)) = (found.last_mut(), capture.value) {
                *known = Amount::Number(number as f32);
            }
        } else if capture.class == Some(Class::Unit) {
            let unit = capture.number().and_then(Unit::numbered)?;
            found.push((amount.take().unwrap_or(missing), unit));
        }
    }
    (!found.is_empty()).then_some(found)
}
