//! Matching the rules of a language against tokens: the longest match that begins at a token, the earlier rule of equals.
//!
//! # Cost
//!
//! A rule has no repetition, so a match looks at a bounded number of tokens, and tokens are met once.

use crate::dates::expressions::meaning::{Amount, Clock};
use crate::dates::expressions::numbers;
use crate::dates::expressions::tokens::{Shape, Token, entries, entry};
use crate::dates::lang::beginnings::{Beginnings, Lanes, NOTHING};
use crate::dates::lang::{Class, Item, Language, Matcher, Mode, Slot, Step};

/// What a number or a word of a class stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value {
    Number(i32),
    Amount(Amount),
    Clock(Clock),
    /// Year, month, day.
    Day(i32, i32, i32),
}

/// A part of a match that has a meaning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Capture {
    pub(crate) slot: Option<Slot>,
    pub(crate) class: Option<Class>,
    pub(crate) value: Value,
}

impl Capture {
    /// Its value, when that is a whole number.
    pub(crate) fn number(&self) -> Option<i32> {
        match self.value {
            Value::Number(number) => Some(number),
            Value::Amount(Amount::Number(number)) => Some(number as i32),
            _ => None,
        }
    }
}

/// A rule that matches.
#[derive(Clone, Debug)]
pub(crate) struct Matched {
    pub(crate) rule: usize,
    /// The first token of the expression, and one past its last.
    pub(crate) tokens: (usize, usize),
    /// One past the last token that the rule looked at.
    pub(crate) reach: usize,
    pub(crate) captures: Vec<Capture>,
}

/// The rules of a language, matched against tokens.
pub(crate) struct Matching<'a> {
    text: &'a str,
    tokens: &'a [Token],
    language: &'a Language,
    beginnings: &'a Beginnings,
    /// What the rule that is tried has captured so far.
    captures: Vec<Capture>,
    /// Where its expression begins, and ends if not behind its last token.
    open: usize,
    close: Option<usize>,
    /// The longest way through it.
    longest: Option<Extent>,
    longest_captures: Vec<Capture>,
    /// By slot: the token where it was tried last, and how it can be filled there.
    filled: [Option<(usize, Filled)>; Slot::COUNT],
}

/// Where a filled slot ends, and with what.
type Filled = Option<(usize, Value)>;

/// How far a match goes.
#[derive(Clone, Copy, Debug)]
struct Extent {
    reach: usize,
    open: usize,
    close: usize,
}

impl<'a> Matching<'a> {
    pub(crate) fn new(text: &'a str, tokens: &'a [Token], language: &'a Language) -> Self {
        Self {
            text,
            tokens,
            language,
            beginnings: language.beginnings(),
            captures: Vec::new(),
            open: 0,
            close: None,
            longest: None,
            longest_captures: Vec::new(),
            filled: [None; Slot::COUNT],
        }
    }

    /// The first token from `at` on where a rule can begin, and the ways into rules that it begins.
    pub(crate) fn beginning_from(&self, mut at: usize) -> Option<(usize, Lanes)> {
        loop {
            if self.beginnings.begins(self.tokens.get(at)?.word)
                && let Some(lanes) = self.lanes(at)
            {
                return Some((at, lanes));
            }
            at += 1;
        }
    }

    /// The best match that begins at token `at`.
    pub(crate) fn at(&mut self, at: usize) -> Option<Matched> {
        let lanes = self.lanes(at)?;
        self.best(&lanes, at)
    }

    #[inline]
    fn lanes(&self, at: usize) -> Option<Lanes> {
        let first = &self.tokens[at];
        let is_word = first.shape == Shape::Word;
        let second = self.tokens.get(at + 1).filter(|token| !(is_word && token.opens));
        let second = second.map_or(NOTHING, |it| it.word);
        let third = self.tokens.get(at + 2).map_or(NOTHING, |it| it.word);
        self.beginnings.lanes([first.word, second, third], is_word)
    }

    /// The best match of those that begin so at token `at`.
    pub(crate) fn best(&mut self, lanes: &Lanes, at: usize) -> Option<Matched> {
        let language = self.language;
        let mut best: Option<Matched> = None;
        for rule in self.beginnings.rules(lanes) {
            (self.open, self.close, self.longest) = (at, None, None);
            self.step(&language.rules[rule].steps, 0, at);
            let Some(Extent { reach, open, close }) = self.longest else { continue };
            if open >= close
                || best.as_ref().is_some_and(|it| (reach, close) <= (it.reach, it.tokens.1))
            {
                continue;
            }
            let captures = self.longest_captures.clone();
            best = Some(Matched { rule, tokens: (open, close), reach, captures });
        }
        best
    }

    /// Tries every way on from a step and keeps the longest.
    fn step(&mut self, steps: &[Step], mut step: usize, at: usize) {
        loop {
            match steps.get(step) {
                None => return self.end(at),
                Some(Step::Jump(to)) => step = *to,
                Some(Step::Split(a, b)) => {
                    self.step(steps, *a, at);
                    step = *b;
                }
                Some(Step::Open) => {
                    let before = std::mem::replace(&mut self.open, at);
                    self.step(steps, step + 1, at);
                    self.open = before;
                    return;
                }
                Some(Step::Close) => {
                    let before = self.close.replace(at);
                    self.step(steps, step + 1, at);
                    self.close = before;
                    return;
                }
                Some(Step::Item(item)) if item.mode != Mode::Take => {
                    let next = self.tokens.get(at).filter(|token| !token.opens);
                    let fits = next.is_some_and(|token| !item.glued || token.glued)
                        && item.either.iter().any(|it| self.fits(it, at));
                    let goes_on = match item.mode {
                        Mode::Expect => fits || next.is_none(),
                        _ => !fits,
                    };
                    if !goes_on {
                        return;
                    }
                    step += 1;
                }
                Some(Step::Item(item)) => return self.item(steps, step, at, item),
            }
        }
    }

    fn end(&mut self, at: usize) {
        if self.longest.is_none_or(|it| at > it.reach) {
            let close = self.close.unwrap_or(at);
            self.longest = Some(Extent { reach: at, open: self.open, close });
            self.longest_captures.clone_from(&self.captures);
        }
    }

    fn item(&mut self, steps: &[Step], step: usize, at: usize, item: &Item) {
        let Some(token) = self.tokens.get(at) else { return };
        let continues = self.captures.is_empty() && at == self.open || !token.opens;
        if !continues || (item.glued && !token.glued) {
            return;
        }
        for matcher in &item.either {
            match matcher {
                Matcher::Class(class)
                    if !self.language.begins(*class, token.word) || self.is_no_name(*class, at) => {
                }
                Matcher::Class(class) => {
                    let whole = Some(self.language.whole(*class));
                    for (end, value) in entries(self.tokens, at, self.language, *class) {
                        let value = Value::Number(value);
                        self.captures.push(Capture { slot: None, class: whole, value });
                        self.step(steps, step + 1, end);
                        self.captures.pop();
                    }
                }
                Matcher::Slot(slot) => {
                    if let Some((end, value)) = self.fill(*slot, at) {
                        self.captures.push(Capture { slot: Some(*slot), class: None, value });
                        self.step(steps, step + 1, end);
                        self.captures.pop();
                    }
                }
                other => {
                    if self.fits(other, at) {
                        self.step(steps, step + 1, at + 1);
                    }
                }
            }
        }
    }

    /// Whether a matcher takes what stands at a token.
    fn fits(&mut self, matcher: &Matcher, at: usize) -> bool {
        let token = &self.tokens[at];
        match matcher {
            Matcher::Word(word) => token.word == *word,
            Matcher::Digits(number) => {
                matches!(token.shape, Shape::Number { value, .. } if i64::from(value) == *number)
            }
            Matcher::AnyNumber => matches!(token.shape, Shape::Number { .. }),
            Matcher::AnyCapital => token.capital,
            Matcher::Class(class) => {
                self.language.begins(*class, token.word)
                    && !self.is_no_name(*class, at)
                    && entry(self.tokens, at, self.language, *class).is_some()
            }
            Matcher::Slot(slot) => self.fill(*slot, at).is_some(),
        }
    }

    fn fill(&mut self, slot: Slot, at: usize) -> Filled {
        let last = &mut self.filled[slot as usize];
        match *last {
            Some((known, filled)) if known == at => filled,
            _ => {
                let filled = numbers::fill(slot, self.text, self.tokens, at, self.language);
                *last = Some((at, filled));
                filled
            }
        }
    }

    /// `may` for `May`, and `60 Minutes` for a length of time.
    fn is_no_name(&self, class: Class, at: usize) -> bool {
        let token = &self.tokens[at];
        match self.language.whole(class) {
            Class::Month | Class::Weekday => self.language.has_capital_months && !token.capital,
            Class::Unit => {
                let number = at > 0 && matches!(self.tokens[at - 1].shape, Shape::Number { .. });
                self.language.has_small_units && token.capital && number && !token.glued
            }
            _ => false,
        }
    }
}
