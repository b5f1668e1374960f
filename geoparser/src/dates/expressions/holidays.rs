//! Days with a name, and when they fall.
//!
//! # Sources
//!
//! Easter: J.-M. Oudin (1940), as in P. K. Seidelmann, Explanatory Supplement to the Astronomical Almanac (1992), 12.

use jiff::civil::{Date, Weekday};

/// When a holiday falls.
#[derive(Clone, Copy)]
enum Rule {
    /// The same day every year.
    Fixed(i8, i8),
    /// Days after Easter Sunday.
    Easter(i32),
    /// The nth weekday of a month; -1 the last.
    Nth(i8, Weekday, i8),
    /// The Tuesday after the first Monday of November.
    ElectionDay,
}

const HOLIDAYS: &[(&str, Rule)] = &[
    ("NEWYEAR", Rule::Fixed(1, 1)),
    ("NEWYEAREVE", Rule::Fixed(12, 31)),
    ("EPIPHANY", Rule::Fixed(1, 6)),
    ("VALENTINE", Rule::Fixed(2, 14)),
    ("MAYDAY", Rule::Fixed(5, 1)),
    ("JULY4", Rule::Fixed(7, 4)),
    ("JULY14", Rule::Fixed(7, 14)),
    ("HALLOWEEN", Rule::Fixed(10, 31)),
    ("ALLSAINTS", Rule::Fixed(11, 1)),
    ("VETERANS", Rule::Fixed(11, 11)),
    ("CHRISTMASEVE", Rule::Fixed(12, 24)),
    ("CHRISTMAS", Rule::Fixed(12, 25)),
    ("BOXING", Rule::Fixed(12, 26)),
    ("ASHWEDNESDAY", Rule::Easter(-46)),
    ("PALMSUNDAY", Rule::Easter(-7)),
    ("MAUNDY", Rule::Easter(-3)),
    ("GOODFRIDAY", Rule::Easter(-2)),
    ("EASTER", Rule::Easter(0)),
    ("EASTERMONDAY", Rule::Easter(1)),
    ("ASCENSION", Rule::Easter(39)),
    ("PENTECOST", Rule::Easter(49)),
    ("WHITMONDAY", Rule::Easter(50)),
    ("CORPUSCHRISTI", Rule::Easter(60)),
    ("MLK", Rule::Nth(1, Weekday::Monday, 3)),
    ("PRESIDENTS", Rule::Nth(2, Weekday::Monday, 3)),
    ("MOTHERS", Rule::Nth(5, Weekday::Sunday, 2)),
    ("MEMORIAL", Rule::Nth(5, Weekday::Monday, -1)),
    ("FATHERS", Rule::Nth(6, Weekday::Sunday, 3)),
    ("LABOR", Rule::Nth(9, Weekday::Monday, 1)),
    ("COLUMBUS", Rule::Nth(10, Weekday::Monday, 2)),
    ("THANKSGIVING", Rule::Nth(11, Weekday::Thursday, 4)),
    ("ELECTION", Rule::ElectionDay),
];

/// The number that stands for a holiday in a word list.
pub(crate) fn number(name: &str) -> Option<i32> {
    HOLIDAYS.iter().position(|(it, _)| *it == name).and_then(|at| i32::try_from(at).ok())
}

/// The day of a holiday in a year.
pub(crate) fn day(number: i32, year: i16) -> Option<Date> {
    let (_, rule) = HOLIDAYS.get(usize::try_from(number).ok()?)?;
    match *rule {
        Rule::Fixed(month, day) => Date::new(year, month, day).ok(),
        Rule::Easter(days) => easter(year)?.checked_add(jiff::Span::new().days(days)).ok(),
        Rule::Nth(month, weekday, nth) => {
            Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
        }
        Rule::ElectionDay => {
            let monday =
                Date::new(year, 11, 1).ok()?.nth_weekday_of_month(1, Weekday::Monday).ok()?;
            monday.tomorrow().ok()
        }
    }
}

fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let century = year / 100;
    let golden = year % 19;
    let k = (century - 17) / 25;
    let mut i = (century - century / 4 - (century - k) / 3 + 19 * golden + 15) % 30;
    i -= (i / 28) * (1 - (i / 28) * (29 / (i + 1)) * ((21 - golden) / 11));
    let j = (year + year / 4 + i + 2 - century + century / 4) % 7;
    let l = i - j;
    let month = 3 + (l + 40) / 44;
    let day = l + 28 - 31 * (month / 4);
    Date::new(year as i16, month as i8, day as i8).ok()
}
