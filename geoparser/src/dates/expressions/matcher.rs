//! Matching the rules of a language against tokens: the longest match that begins at a token, the earlier rule of equals.
//!
//! # Cost
//!
//! A rule has no repetition, so a match looks at a bounded number of tokens, and tokens are met once.

use crate::dates::expressions::meaning::{Amount, Clock};
use crate::dates::expressions::numbers;
use crate::dates::expressions::tokens::{Shape, Token, entries};
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
#[derive(Clone, Debug, PartialEq)]
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

/// The best match that begins at token `at`.
pub(crate) fn match_at(
    text: &str,
    tokens: &[Token],
    at: usize,
    language: &Language,
) -> Option<Matched> {
    let rules = match tokens[at].shape {
        Shape::Number { .. } => &language.rules_by_number,
        _ => language.rules_by_word.get(usize::from(tokens[at].word))?,
    };
    let is_word = tokens[at].shape == Shape::Word;
    let second = tokens.get(at + 1).filter(|token| !token.opens);
    let second =
        second.map_or((0, false), |it| (it.word, matches!(it.shape, Shape::Number { .. })));
    if rules.is_empty()
        || is_word
            && !language.seconds_by_word[usize::from(tokens[at].word)].allow(second.0, second.1)
    {
        return None;
    }
    let mut best: Option<Matched> = None;
    for rule in rules {
        if is_word && !language.rules[usize::from(*rule)].seconds.allow(second.0, second.1) {
            continue;
        }
        let mut run =
            Run { text, tokens, language, captures: Vec::new(), open: at, close: None, best: None };
        run.step(&language.rules[usize::from(*rule)].steps, 0, at);
        let Some((reach, open, close, captures)) = run.best else { continue };
        if open >= close {
            continue;
        }
        if best.as_ref().is_none_or(|best| (reach, close) > (best.reach, best.tokens.1)) {
            best =
                Some(Matched { rule: usize::from(*rule), tokens: (open, close), reach, captures });
        }
    }
    best
}

/// Where a match can go on, with what was captured; there is seldom more than one way, and one needs no memory.
type Ways = std::iter::Chain<
    std::option::IntoIter<(usize, Option<Capture>)>,
    std::vec::IntoIter<(usize, Option<Capture>)>,
>;

struct Run<'a> {
    text: &'a str,
    tokens: &'a [Token],
    language: &'a Language,
    captures: Vec<Capture>,
    open: usize,
    close: Option<usize>,
    best: Option<(usize, usize, usize, Vec<Capture>)>,
}

impl Run<'_> {
    /// Tries every way on from a step and keeps the longest.
    fn step(&mut self, steps: &[Step], step: usize, at: usize) {
        match steps.get(step) {
            None => {
                if self.best.as_ref().is_none_or(|(reach, ..)| at > *reach) {
                    self.best =
                        Some((at, self.open, self.close.unwrap_or(at), self.captures.clone()));
                }
            }
            Some(Step::Jump(to)) => self.step(steps, *to, at),
            Some(Step::Split(a, b)) => {
                self.step(steps, *a, at);
                self.step(steps, *b, at);
            }
            Some(Step::Open) => {
                let before = std::mem::replace(&mut self.open, at);
                self.step(steps, step + 1, at);
                self.open = before;
            }
            Some(Step::Close) => {
                let before = self.close.replace(at);
                self.step(steps, step + 1, at);
                self.close = before;
            }
            Some(Step::Item(item)) if item.mode != Mode::Take => {
                let next = self.tokens.get(at).filter(|token| !token.opens);
                let fits = next.is_some_and(|token| !item.glued || token.glued)
                    && item.either.iter().any(|it| self.ways(it, at).next().is_some());
                let goes_on = match item.mode {
                    Mode::Expect => fits || next.is_none(),
                    _ => !fits,
                };
                if goes_on {
                    self.step(steps, step + 1, at);
                }
            }
            Some(Step::Item(item)) => self.item(steps, step, at, item),
        }
    }

    fn item(&mut self, steps: &[Step], step: usize, at: usize, item: &Item) {
        let Some(token) = self.tokens.get(at) else { return };
        let continues = self.captures.is_empty() && at == self.open || !token.opens;
        if !continues || (item.glued && !token.glued) {
            return;
        }
        for matcher in &item.either {
            for (end, capture) in self.ways(matcher, at) {
                let depth = self.captures.len();
                self.captures.extend(capture);
                self.step(steps, step + 1, end);
                self.captures.truncate(depth);
            }
        }
    }

    /// The ends at which a matcher can leave, with what it captures.
    fn ways(&self, matcher: &Matcher, at: usize) -> Ways {
        let Some(token) = self.tokens.get(at) else { return None.into_iter().chain(Vec::new()) };
        let is_number = matches!(token.shape, Shape::Number { .. });
        let next = |fits: bool| fits.then_some((at + 1, None));
        let (first, more) = match matcher {
            Matcher::Word(word) => (next(token.word == *word), Vec::new()),
            Matcher::Digits(number) => {
                let fits = matches!(token.shape, Shape::Number { value, .. } if value == *number);
                (next(fits), Vec::new())
            }
            Matcher::AnyNumber => (next(is_number), Vec::new()),
            Matcher::AnyCapital => (next(token.capital), Vec::new()),
            Matcher::Class(class) if self.is_no_name(*class, at) => (None, Vec::new()),
            Matcher::Class(class) => {
                let whole = Some(self.language.whole(*class));
                let capture =
                    |value| Some(Capture { slot: None, class: whole, value: Value::Number(value) });
                let mut entries = entries(self.tokens, at, self.language, *class)
                    .map(|(end, value)| (end, capture(value)));
                (entries.next(), entries.collect())
            }
            Matcher::Slot(slot) => {
                let filled = numbers::fill(*slot, self.text, self.tokens, at, self.language);
                let capture = |value| Some(Capture { slot: Some(*slot), class: None, value });
                (filled.map(|(end, value)| (end, capture(value))), Vec::new())
            }
        };
        first.into_iter().chain(more)
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
