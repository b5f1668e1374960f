//! TIMEX3: time expressions as annotated corpora and their evaluators write them.
//!
//! # Shape
//!
//! [`timexes`] gives the expressions of a text with their values. TIMEX3 has no ranges: `1999-2000`, one expression
//! here, is written there as its two ends. [`days`] says which days a value means.
//!
//! # Sources
//!
//! `TimeML` 1.2.1, section TIMEX3 (Saurí et al. 2006).

use jiff::civil::{ISOWeekDate, Weekday};

use crate::dates::{Edtf, ExpressionType, TimeExpression, TimeSpan};
use crate::text::Span;

/// A time expression as TIMEX3 writes it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Timex<'a> {
    /// Where it stands.
    pub span: Span,
    /// What it denotes.
    pub kind: ExpressionType,
    /// Its value: `2015-05`, `P4D`, `PRESENT_REF`.
    pub value: &'a str,
}

/// What stands between the ends of a range; the longer sign first where one begins with another.
const BETWEEN: &[&str] = &[" - ", " – ", " — ", "-", "–", "—", "/"];

/// The expressions of a text, in order; a range gives its two ends.
pub fn timexes<'a>(
    text: &'a str,
    expressions: &'a [TimeExpression],
) -> impl Iterator<Item = Timex<'a>> {
    expressions.iter().flat_map(move |expression| {
        let (span, kind) = (expression.span, expression.kind);
        let whole = Timex { span, kind, value: &expression.value };
        let ends = expression.value.split_once('/');
        let ends = ends.and_then(|ends| Some((ends, middle(&text[span.range()])?)));
        let (first, last) = match ends {
            None => (whole, None),
            Some(((from, to), (left, right))) => (
                Timex { span: Span::new(span.start, span.start + left), value: from, ..whole },
                Some(Timex { span: Span::new(span.start + right, span.end), value: to, ..whole }),
            ),
        };
        std::iter::once(first).chain(last)
    })
}

/// Where the left end of a range stops and its right end starts: at a sign, or around a word that stands between blanks.
fn middle(words: &str) -> Option<(usize, usize)> {
    let sign = BETWEEN.iter().find_map(|sign| words.find(sign).map(|at| (at, at + sign.len())));
    if sign.is_some() {
        return sign;
    }
    // `March 22 to 24`: the word before the last number, its blanks included
    let digit = |it: char| it.is_numeric();
    let second = words.split_whitespace().skip(1).filter(|it| it.starts_with(digit)).count();
    if second == 0 {
        return None;
    }
    let blanks: Vec<(usize, char)> =
        words.char_indices().filter(|(_, it)| it.is_whitespace()).collect();
    blanks.windows(2).find_map(|pair| {
        let [(left, _), (right, blank)] = *pair else { return None };
        let word = words[left..right].trim();
        let is_word = !word.is_empty() && word.chars().all(char::is_alphabetic);
        let after = right + blank.len_utf8();
        let before_digit = words[..left].ends_with(|it: char| digit(it) || it == '.');
        (is_word && before_digit && words[after..].starts_with(digit)).then_some((left, after))
    })
}

/// The days that a value of a date means; `None` for lengths, sets, references and what is no value.
pub fn days(value: &str) -> Option<TimeSpan> {
    let value = value.split_once('T').map_or(value, |(day, _)| day);
    let value = value.trim_end_matches("-XX");
    if value.starts_with(['P', 'X']) {
        return None;
    }
    if let Some((year, week)) = value.split_once("-W") {
        return days_of_week(year.parse().ok()?, week);
    }
    let part = |code: &str| {
        let number = ["SP", "SU", "FA", "WI"].iter().position(|it| *it == code).map(|it| it + 21);
        number.or_else(|| match code {
            "Q1" | "Q2" | "Q3" | "Q4" => code[1..].parse().ok().map(|it: usize| it + 32),
            "H1" | "H2" => code[1..].parse().ok().map(|it: usize| it + 39),
            _ => None,
        })
    };
    let edtf = match value.split_once('-') {
        Some((year, code)) if part(code).is_some() => format!("{year}-{}", part(code)?),
        None if value.len() == 3 => format!("{value}X"),
        None if value.len() == 2 => format!("{value}XX"),
        _ => value.to_owned(),
    };
    edtf.parse().ok().map(|edtf: Edtf| edtf.span())
}

/// `50`, `50-WE`, `50-3` of a year.
fn days_of_week(year: i16, week: &str) -> Option<TimeSpan> {
    let (week, day) = week.split_once('-').unwrap_or((week, ""));
    let monday = ISOWeekDate::new(year, week.parse().ok()?, Weekday::Monday).ok()?.date();
    let nth = |days: i64| monday.checked_add(jiff::Span::new().days(days)).ok();
    let (first, last) = match day {
        "" => (0, 6),
        "WE" => (5, 6),
        _ => {
            let nth = day.parse::<i64>().ok().filter(|it| (1..=7).contains(it))? - 1;
            (nth, nth)
        }
    };
    TimeSpan::new(nth(first), nth(last))
}
