//! Numbers as rules read them: years, days, clocks, dates in digits, numbers in words.

use crate::dates::expressions::matcher::Value;
use crate::dates::expressions::meaning::{Amount, Clock};
use crate::dates::expressions::tokens::{Token, entry};
use crate::dates::lang::{Class, Cue, Language, Order, Slot};

/// How a slot can be filled from token `at` on: where it ends, and with what.
pub(crate) fn fill(
    slot: Slot,
    text: &str,
    tokens: &[Token],
    at: usize,
    language: &Language,
) -> Option<(usize, Value)> {
    let scan = Scan { text, tokens, language };
    let number =
        |found: Option<(usize, i32)>| found.map(|(end, number)| (end, Value::Number(number)));
    match slot {
        Slot::Num => scan.amount(at).map(|(end, amount)| (end, Value::Amount(amount))),
        Slot::Int => number(scan.digits(at).map(|(value, _)| (at + 1, value))),
        Slot::Year => number(scan.year(at, 1000..2200)),
        Slot::NearYear => number(scan.year(at, 1900..2050)),
        Slot::ShortYear => number(
            scan.plain(at).filter(|(_, digits)| *digits == 2).map(|(value, _)| (at + 1, value)),
        ),
        Slot::Decade => number(scan.decade(at, 4)),
        Slot::ShortDecade => number(scan.decade(at, 2)),
        Slot::Day => number(scan.day(at)),
        Slot::Nth => number(scan.nth(at)),
        Slot::NthDay => number(scan.nth_day(at)),
        Slot::Roman => number(scan.roman(at)),
        Slot::Hour => {
            let hour = scan.plain(at).filter(|(value, digits)| *value <= 24 && *digits <= 2);
            number(hour.map(|(value, _)| (at + 1, value)))
        }
        Slot::Clock => scan.clock(at, ":").map(|(end, clock)| (end, Value::Clock(clock))),
        Slot::DotClock => scan.clock(at, ".").map(|(end, clock)| (end, Value::Clock(clock))),
        Slot::DayWord => number(scan.day_word(at)),
        Slot::Hhmm => scan.hhmm(at).map(|(end, clock)| (end, Value::Clock(clock))),
        Slot::Numeric => scan.numeric(at).map(|(end, (y, m, d))| (end, Value::Day(y, m, d))),
    }
}

struct Scan<'a> {
    text: &'a str,
    tokens: &'a [Token],
    language: &'a Language,
}

impl Scan<'_> {
    fn digits(&self, at: usize) -> Option<(i32, u8)> {
        let (value, digits) = self.tokens.get(at)?.number(self.text)?;
        Some((i32::try_from(value).ok()?, digits))
    }

    fn sign(&self, at: usize) -> Option<&str> {
        let token = self.tokens.get(at)?;
        token.is_sign().then(|| &self.text[token.span().range()])
    }

    fn glued_sign(&self, at: usize) -> Option<&str> {
        self.tokens.get(at).filter(|token| token.is_glued()).and_then(|_| self.sign(at))
    }

    /// A number in digits that is no part of a longer one: not `1,200`, `3.5`, `$20`, `A380`, `10%`.
    fn plain(&self, at: usize) -> Option<(i32, u8)> {
        let found = self.digits(at)?;
        let token = self.tokens[at];
        if token.is_glued() && at > 0 {
            let before = self.tokens[at - 1];
            let sign = &self.text[before.span().range()];
            let number_before = at > 1 && before.is_glued() && self.digits(at - 2).is_some();
            match sign {
                _ if before.is_word() && !self.language.is_prefix(sign) => return None,
                "$" | "€" | "£" | "#" | "¥" | "+" | "&" | "@" | "_" => return None,
                "." | "," if number_before => return None,
                "-" if number_before => {
                    let digits = self.digits(at - 2).map_or(0, |(_, digits)| digits);
                    if !matches!(digits, 1 | 2 | 4) {
                        return None; // 555-1999
                    }
                }
                _ => {}
            }
        }
        let after = self.glued_sign(at + 1);
        let more = self.tokens.get(at + 2).is_some_and(|it| it.is_glued())
            && self.digits(at + 2).is_some();
        match after {
            Some("%" | "_" | "@") => return None,
            Some("." | ",") if more => return None,
            _ => {}
        }
        Some(found)
    }

    fn year(&self, at: usize, within: std::ops::Range<i32>) -> Option<(usize, i32)> {
        let (value, digits) = self.plain(at)?;
        let before = at.checked_sub(1).and_then(|at| self.digits(at));
        if before.is_some_and(|(_, digits)| digits >= 3) {
            return None; // the middle of a telephone number
        }
        let letter_follows =
            self.tokens.get(at + 1).is_some_and(|it| it.is_glued() && it.is_word());
        (digits == 4 && within.contains(&value) && !letter_follows).then_some((at + 1, value))
    }

    /// `1990` of `1990s`, `90` of `'90s`.
    fn decade(&self, at: usize, digits: u8) -> Option<(usize, i32)> {
        let (value, length) = self.digits(at)?;
        let fits = value % 10 == 0 && length == digits && (digits == 2 || value >= 1000);
        fits.then_some((at + 1, value))
    }

    fn day(&self, at: usize) -> Option<(usize, i32)> {
        let (value, digits) = self.plain(at)?;
        if digits > 2 || !(1..=31).contains(&value) {
            return None;
        }
        let clock = self.glued_sign(at + 1) == Some(":") && self.digits(at + 2).is_some();
        let suffix = self.suffix(at + 1);
        let letter = self.tokens.get(at + 1).is_some_and(|it| it.is_glued() && it.is_word());
        if clock || (letter && suffix == 0) {
            return None;
        }
        Some((at + 1 + suffix, value))
    }

    /// `15th`.
    fn nth_day(&self, at: usize) -> Option<(usize, i32)> {
        self.day(at).filter(|(end, _)| *end > at + 1)
    }

    /// How many tokens of an ordinal suffix follow without a blank.
    fn suffix(&self, at: usize) -> usize {
        let Some(token) = self.tokens.get(at).filter(|token| token.is_glued()) else { return 0 };
        usize::from(self.language.value(token.word(), Class::OrdinalSuffix).is_some())
    }

    /// `XIX`; capitals only, up to 39.
    fn roman(&self, at: usize) -> Option<(usize, i32)> {
        let token = self.tokens.get(at)?;
        let word = self.text[token.span().range()].trim_end_matches(char::is_lowercase);
        let mut number = 0;
        let mut last = 0;
        for char in word.chars().rev() {
            let value = match char {
                'I' | 'І' => 1,
                'V' => 5,
                'X' | 'Х' => 10,
                _ => return None,
            };
            number += if value < last { -value } else { value };
            last = value.max(last);
        }
        (1..40).contains(&number).then_some((at + 1, number))
    }

    fn nth(&self, at: usize) -> Option<(usize, i32)> {
        if let Some((value, _)) = self.plain(at) {
            let suffix = self.suffix(at + 1);
            return (suffix > 0).then_some((at + 1 + suffix, value));
        }
        let value = |at: usize, class| {
            self.tokens.get(at).and_then(|token| self.language.value(token.word(), class))
        };
        if let Some(ordinal) = entry(self.tokens, at, self.language, Class::Ordinal) {
            return Some(ordinal);
        }
        // twenty-first
        let tens = value(at, Class::Number).filter(|it| *it >= 20)?;
        let dash = usize::from(self.glued_sign(at + 1) == Some("-"));
        let ones = value(at + 1 + dash, Class::Ordinal).filter(|it| *it < 10)?;
        Some((at + 2 + dash, tens + ones))
    }

    /// A number in digits or words, with a fraction.
    fn amount(&self, at: usize) -> Option<(usize, Amount)> {
        if self.digits(at).is_some() { self.amount_in_digits(at) } else { self.amount_in_words(at) }
    }

    fn amount_in_digits(&self, at: usize) -> Option<(usize, Amount)> {
        let before = self.tokens[at].is_glued() && at > 0;
        let (value, digits) = self.digits(at)?;
        if before
            && (self.tokens[at - 1].is_word()
                || matches!(self.sign(at - 1), Some("." | "," | "$" | "€" | "£" | ":" | "/")))
        {
            return None;
        }
        let (mut end, mut value) = (at + 1, value as f32);
        let glued_digits = |at: usize| {
            self.tokens.get(at).filter(|it| it.is_glued()).and_then(|_| self.digits(at))
        };
        match (self.glued_sign(end), glued_digits(end + 1)) {
            (Some(","), Some((more, 3))) if digits <= 3 => {
                value = value * 1000.0 + more as f32;
                end += 2;
            }
            (Some("." | ","), Some((more, digits))) if digits <= 2 => {
                value += more as f32 / 10_f32.powi(i32::from(digits));
                end += 2;
            }
            (Some("." | "," | ":"), Some(_)) => return None,
            _ => {}
        }
        if let Some("½") = self.sign(end) {
            return Some((end + 1, Amount::Number(value + 0.5)));
        }
        // 5 1/2, 5-1/2
        let dash = usize::from(self.glued_sign(end) == Some("-"));
        if let (Some((1, 1)), Some("/"), Some((2, 1))) =
            (self.digits(end + dash), self.sign(end + dash + 1), self.digits(end + dash + 2))
        {
            return Some((end + dash + 3, Amount::Number(value + 0.5)));
        }
        if let Some(times) =
            self.tokens.get(end).and_then(|it| self.language.value(it.word(), Class::Multiplier))
        {
            return Some((end + 1, Amount::Number(value * times as f32)));
        }
        Some((end, Amount::Number(value)))
    }

    fn amount_in_words(&self, at: usize) -> Option<(usize, Amount)> {
        let (mut total, mut current, mut end, mut any, mut several) =
            (0.0_f32, 0.0_f32, at, false, false);
        let mut last = i32::MAX;
        let is_article = |word: u16| self.language.cues(word, Cue::Determiner);
        if at > 0 && self.digits(at - 1).is_some() && !self.tokens[at].opens() {
            return None; // the `million` of `40 million`
        }
        while end < at + 8 {
            let Some(token) = self.tokens.get(end) else { break };
            let dash = end > at && self.glued_sign(end) == Some("-");
            let word = if dash {
                self.tokens.get(end + 1).filter(|it| it.is_glued())
            } else {
                Some(token)
            };
            let Some(word) = word else { break };
            if end > at && (word.opens() || is_article(word.word())) {
                break;
            }
            let step = usize::from(dash) + 1;
            let at_word = end + step - 1;
            if let Some((past, value)) = entry(self.tokens, at_word, self.language, Class::Number) {
                let smaller = last >= 100 || (value < 10 && last >= 20);
                if any && (!smaller || several) {
                    break;
                }
                several = value < 0;
                current += if value < 0 { 0.0 } else { value as f32 };
                (any, last) = (true, value);
                end = past;
                continue;
            } else if let Some(times) =
                self.language.value(word.word(), Class::Multiplier).filter(|_| !dash)
            {
                if several {
                    end += step;
                    continue;
                }
                current = if any { current.max(1.0) } else { 1.0 } * times as f32;
                if times >= 1000 {
                    total += current;
                    current = 0.0;
                }
                (any, last) = (true, times);
            } else {
                break;
            }
            end += step;
        }
        if !any {
            return None;
        }
        let half = self.language.class_of(Cue::AndHalf).filter(|_| !several);
        let half = half.and_then(|class| entry(self.tokens, end, self.language, class));
        let (end, more) = half.map_or((end, 0.0), |(end, _)| (end, 0.5));
        Some((end, if several { Amount::Several } else { Amount::Number(total + current + more) }))
    }

    /// `15:54`, `15.54`, `15:54:10`.
    fn clock(&self, at: usize, sign: &str) -> Option<(usize, Clock)> {
        let (hour, digits) = self.digits(at)?;
        let glued = |at: usize| self.tokens.get(at).is_some_and(|it| it.is_glued());
        self.glued_sign(at + 1).filter(|it| *it == sign)?;
        let (minute, minute_digits) = self.digits(at + 2).filter(|_| glued(at + 2))?;
        let before = self.tokens[at].is_glued()
            && at > 0
            && matches!(self.sign(at - 1), Some("." | ":" | "," | "/" | "$"));
        if digits > 2 || minute_digits != 2 || hour > 24 || minute > 59 || before {
            return None;
        }
        let mut clock = Clock { hour, minute: Some(minute), second: None };
        let mut end = at + 3;
        if self.glued_sign(end) == Some(sign) && glued(end + 1) {
            let (second, _) =
                self.digits(end + 1).filter(|(second, digits)| *digits == 2 && *second < 60)?;
            clock.second = Some(second);
            end += 2;
        }
        Some((end, clock))
    }

    /// `first`, `veinticinco`.
    fn day_word(&self, at: usize) -> Option<(usize, i32)> {
        if self.digits(at).is_some() {
            return None;
        }
        let counted = || match self.amount_in_words(at)? {
            (end, Amount::Number(number)) if number.fract() == 0.0 => Some((end, number as i32)),
            _ => None,
        };
        self.nth(at).or_else(counted).filter(|(_, day)| (1..=31).contains(day))
    }

    /// `1530`.
    fn hhmm(&self, at: usize) -> Option<(usize, Clock)> {
        let (value, _) = self.plain(at).filter(|(_, digits)| *digits == 4)?;
        let (hour, minute) = (value / 100, value % 100);
        let clock = Clock { hour, minute: Some(minute), second: None };
        (hour <= 24 && minute < 60).then_some((at + 1, clock))
    }

    /// `2016-12-15`, `15.12.2016`, `12/15/16`, as the language orders them where it is not clear.
    fn numeric(&self, at: usize) -> Option<(usize, (i32, i32, i32))> {
        let (first, first_digits) = self.digits(at)?;
        let glued = |at: usize| self.tokens.get(at).is_some_and(|it| it.is_glued());
        if self.tokens[at].is_glued()
            && at > 0
            && !matches!(self.sign(at - 1), Some("(" | "[" | "\"" | "'" | "“" | "«" | ">" | "|"))
        {
            return None;
        }
        let sign = self.glued_sign(at + 1).filter(|it| matches!(*it, "-" | "." | "/"))?;
        let (second, second_digits) = self.digits(at + 2).filter(|_| glued(at + 2))?;
        let (third, third_digits) = self
            .digits(at + 4)
            .filter(|_| glued(at + 4) && self.glued_sign(at + 3) == Some(sign))?;
        let longer = self.glued_sign(at + 5).is_some_and(|it| it == sign)
            && self.digits(at + 6).is_some()
            && glued(at + 6);
        if second_digits > 2 || longer {
            return None;
        }
        let (year, month, day) = if first_digits == 4 && third_digits <= 2 {
            (first, second, third)
        } else if first_digits <= 2 && (third_digits == 4 || (third_digits == 2 && sign != "-")) {
            let year = if third_digits == 2 {
                third + if third < 50 { 2000 } else { 1900 }
            } else {
                third
            };
            let day_first = match sign {
                "/" => (self.language.order == Order::DayFirst || first > 12) && second <= 12,
                _ => second <= 12,
            };
            if day_first { (year, second, first) } else { (year, first, second) }
        } else {
            return None;
        };
        let plausible =
            (1000..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        plausible.then_some((at + 5, (year, month, day)))
    }
}
