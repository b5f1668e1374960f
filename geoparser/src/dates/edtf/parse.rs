//! Reading EDTF: from the text to the days it means.

use jiff::civil::Date;

use crate::dates::edtf::{Error, TimeSpan};

/// Why a part was refused; the caller names the whole.
enum Fault {
    Syntax,
    NoSuchDay,
    Backwards,
}

type Days = Result<TimeSpan, Fault>;

/// The days that a whole EDTF string means.
pub(super) fn parse(text: &str) -> Result<TimeSpan, Error> {
    let days = if let Some(list) = inside(text, '[', ']').or_else(|| inside(text, '{', '}')) {
        set(list)
    } else if let Some((from, to)) = text.split_once('/') {
        interval(from, to)
    } else {
        date(text)
    };
    days.map_err(|fault| {
        let text = text.to_owned();
        match fault {
            Fault::Syntax => Error::Syntax { text },
            Fault::NoSuchDay => Error::NoSuchDay { text },
            Fault::Backwards => Error::Backwards { text },
        }
    })
}

fn inside(text: &str, open: char, close: char) -> Option<&str> {
    text.strip_prefix(open)?.strip_suffix(close)
}

fn interval(from: &str, to: &str) -> Days {
    let open = |end: &str| end.is_empty() || end == "..";
    if open(from) && open(to) {
        return Err(Fault::Syntax);
    }
    let first = if open(from) { None } else { date(from)?.first() };
    let last = if open(to) { None } else { date(to)?.last() };
    TimeSpan::new(first, last).ok_or(Fault::Backwards)
}

fn set(list: &str) -> Days {
    let mut whole: Option<TimeSpan> = None;
    for member in list.split(',') {
        let member = member.trim_matches(' ');
        let days = match member.split_once("..") {
            Some(("", "")) => return Err(Fault::Syntax),
            Some((from, to)) => interval(from, to)?,
            None => date(member)?,
        };
        whole = Some(whole.map_or(days, |before| before.hull(days)));
    }
    whole.ok_or(Fault::Syntax)
}

fn date(text: &str) -> Days {
    if let Some(long) = text.strip_prefix('Y') {
        return long_year(long);
    }
    if let Some((day, time)) = text.split_once('T') {
        if !day.bytes().all(|it| it.is_ascii_digit() || it == b'-') || day.len() < 10 {
            return Err(Fault::Syntax);
        }
        clock(time)?;
        return date(day);
    }
    let mut rest = Rest(text);
    rest.qualifiers();
    let negative = rest.take("-");
    let year = rest.masked(4)?;
    let significant = if rest.take("S") { Some(rest.number()?) } else { None };
    rest.qualifiers();
    let years = year_bounds(year, negative, significant)?;
    if rest.is_empty() {
        return span(
            years.0,
            years.1,
            |year| Date::new(year, 1, 1).ok(),
            |year| Date::new(year, 12, 31).ok(),
        );
    }
    let month = rest.component()?;
    if rest.is_empty() {
        return months(years, month);
    }
    let day = rest.component()?;
    if !rest.is_empty() {
        return Err(Fault::Syntax);
    }
    days(years, month, day)
}

fn span(
    from: i16,
    to: i16,
    first: impl Fn(i16) -> Option<Date>,
    last: impl Fn(i16) -> Option<Date>,
) -> Days {
    let (first, last) = first(from).zip(last(to)).ok_or(Fault::NoSuchDay)?;
    TimeSpan::new(Some(first), Some(last)).ok_or(Fault::Backwards)
}

/// A long year, after its `Y`: `170000002`, `-17E7`, `171010000S3`.
fn long_year(text: &str) -> Days {
    let mut rest = Rest(text);
    let negative = rest.take("-");
    let digits = rest.digits();
    let exponent = if rest.take("E") { Some(rest.number()?) } else { None };
    if rest.take("S") {
        rest.number()?;
    }
    if !rest.is_empty() || digits.is_empty() || (exponent.is_none() && digits.len() < 5) {
        return Err(Fault::Syntax);
    }
    let year = digits.parse::<i64>().ok();
    let year = year.and_then(|it| it.checked_mul(10_i64.checked_pow(exponent.unwrap_or(0))?));
    match year.and_then(|it| i16::try_from(it).ok()).filter(|it| *it <= 9999) {
        Some(near) => {
            let near = if negative { -near } else { near };
            span(near, near, |it| Date::new(it, 1, 1).ok(), |it| Date::new(it, 12, 31).ok())
        }
        None if negative => Ok(TimeSpan { first: None, last: Some(Date::MIN) }),
        None => Ok(TimeSpan { first: Some(Date::MAX), last: None }),
    }
}

fn year_bounds(mask: &str, negative: bool, significant: Option<u32>) -> Result<(i16, i16), Fault> {
    let bound = |digit: &str| mask.replace('X', digit).parse::<i16>().map_err(|_bad| Fault::Syntax);
    let (mut low, mut high) = (bound("0")?, bound("9")?);
    if let Some(digits) = significant {
        let step = 10_i16.checked_pow(4_u32.saturating_sub(digits)).ok_or(Fault::Syntax)?;
        low -= low % step;
        high = low + (step - 1);
    }
    Ok(if negative { (-high, -low) } else { (low, high) })
}

/// Months 01 to 12, and the divisions of a year 21 to 41, as (first month from January of the year, months).
fn months(years: (i16, i16), mask: &str) -> Days {
    let (from, length) = match mask {
        "21" | "25" | "31" => (3, 3),
        "22" | "26" | "32" => (6, 3),
        "23" | "27" | "29" => (9, 3),
        "24" | "28" | "30" => (12, 3),
        "33" => (1, 3),
        "34" => (4, 3),
        "35" => (7, 3),
        "36" => (10, 3),
        "37" => (1, 4),
        "38" => (5, 4),
        "39" => (9, 4),
        "40" => (1, 6),
        "41" => (7, 6),
        _ => {
            let fits = || (1..=12_i8).filter(|month| matches_mask(mask, *month));
            let (low, high) = fits().min().zip(fits().max()).ok_or(Fault::NoSuchDay)?;
            (low, high - low + 1)
        }
    };
    let last_of = |year: i16| {
        let beyond = i16::from(from + length - 1);
        let (year, month) = (year + (beyond - 1) / 12, (beyond - 1) % 12 + 1);
        Some(Date::new(year, month as i8, 1).ok()?.last_of_month())
    };
    span(years.0, years.1, |year| Date::new(year, from, 1).ok(), last_of)
}

/// The first and the last day that fit the masks. Eight years are enough to meet a 29 February.
fn days((low, high): (i16, i16), month: &str, day: &str) -> Days {
    let fits = |year: i16| {
        let months = (1..=12_i8).filter(|it| matches_mask(month, *it));
        months.flat_map(move |month| {
            let days = (1..=31_i8).filter(|it| matches_mask(day, *it));
            days.filter_map(move |day| Date::new(year, month, day).ok())
        })
    };
    let first = (low..=high).take(9).find_map(|year| fits(year).min());
    let last = (low..=high).rev().take(9).find_map(|year| fits(year).max());
    let (first, last) = first.zip(last).ok_or(Fault::NoSuchDay)?;
    Ok(TimeSpan { first: Some(first), last: Some(last) })
}

fn matches_mask(mask: &str, number: i8) -> bool {
    let digits = [b'0' + (number / 10).cast_unsigned(), b'0' + (number % 10).cast_unsigned()];
    mask.bytes().zip(digits).all(|(mask, digit)| mask == b'X' || mask == digit)
}

/// `hh:mm:ss`, then nothing, `Z`, `±hh` or `±hh:mm`.
fn clock(text: &str) -> Result<(), Fault> {
    let mut rest = Rest(text);
    let hour = rest.two_digits()?;
    let mut minutes = [0; 2];
    for minute in &mut minutes {
        if !rest.take(":") {
            return Err(Fault::Syntax);
        }
        *minute = rest.two_digits()?;
    }
    if hour > 24 || minutes[0] > 59 || minutes[1] > 60 || (hour == 24 && minutes != [0, 0]) {
        return Err(Fault::NoSuchDay);
    }
    if rest.take("Z") || rest.is_empty() {
        return if rest.is_empty() { Ok(()) } else { Err(Fault::Syntax) };
    }
    if !rest.take("+") && !rest.take("-") {
        return Err(Fault::Syntax);
    }
    let hours = rest.two_digits()?;
    let minutes = if rest.take(":") { rest.two_digits()? } else { 0 };
    if hours > 14 || minutes > 59 {
        return Err(Fault::NoSuchDay);
    }
    if rest.is_empty() { Ok(()) } else { Err(Fault::Syntax) }
}

/// What is still to be read.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take(&mut self, expected: &str) -> bool {
        let rest = self.0.strip_prefix(expected);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn qualifiers(&mut self) {
        self.0 = self.0.trim_start_matches(['?', '~', '%']);
    }

    fn digits(&mut self) -> &'a str {
        let end = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        digits
    }

    fn number(&mut self) -> Result<u32, Fault> {
        self.digits().parse().map_err(|_bad| Fault::Syntax)
    }

    fn two_digits(&mut self) -> Result<u32, Fault> {
        let (digits, rest) = self.0.split_at_checked(2).ok_or(Fault::Syntax)?;
        if !digits.bytes().all(|it| it.is_ascii_digit()) {
            return Err(Fault::Syntax);
        }
        self.0 = rest;
        digits.parse().map_err(|_bad| Fault::Syntax)
    }

    /// `length` characters, each a digit or `X`.
    fn masked(&mut self, length: usize) -> Result<&'a str, Fault> {
        let (mask, rest) = self.0.split_at_checked(length).ok_or(Fault::Syntax)?;
        if !mask.bytes().all(|it| it.is_ascii_digit() || it == b'X') {
            return Err(Fault::Syntax);
        }
        self.0 = rest;
        Ok(mask)
    }

    /// `-12`, with qualifiers on either side of the number.
    fn component(&mut self) -> Result<&'a str, Fault> {
        if !self.take("-") {
            return Err(Fault::Syntax);
        }
        self.qualifiers();
        let mask = self.masked(2)?;
        self.qualifiers();
        Ok(mask)
    }
}
