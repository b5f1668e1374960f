//! Matching the rules of a language against tokens: the longest match that begins at a token, the earlier rule of equals.
//!
//! # Cost
//!
//! A rule has no repetition, so a match looks at a bounded number of tokens, and tokens are met once.

use crate::dates::expressions::meaning::{Amount, Clock};
use crate::dates::expressions::numbers;
use crate::dates::expressions::tokens::{Token, entries, entry};
use crate::dates::lang::beginnings::{Beginnings, Lanes, NOTHING};
use crate::dates::lang::pattern::Either;
use crate::dates::lang::program::{Gate, Op, Program};
use crate::dates::lang::{Class, Language, Matcher, Slot};

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
    program: &'a Program,
    /// What the rule that is tried has captured so far.
    captures: Vec<Capture>,
    /// The longest way through it.
    longest: Option<Extent>,
    longest_captures: Vec<Capture>,
    /// By slot: the token where it was tried last, and how it can be filled there.
    filled: [Option<(usize, Filled)>; Slot::COUNT],
}

/// Where a filled slot ends, and with what.
type Filled = Option<(usize, Value)>;

/// Where a thing that was taken ends, and what it stands for.
type Taken = (usize, Option<Capture>);

/// How far a rule that is tried has come.
#[derive(Clone, Copy, Debug)]
struct Way {
    step: u16,
    /// The token that is next.
    at: usize,
    /// Where its expression begins, and ends if not behind its last token.
    open: usize,
    close: Option<usize>,
}

/// How far a match goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
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
            program: language.program(),
            captures: Vec::new(),
            longest: None,
            longest_captures: Vec::new(),
            filled: [None; Slot::COUNT],
        }
    }

    /// The first token from `at` on where a rule can begin, and the ways into rules that it begins.
    pub(crate) fn beginning_from(&self, mut at: usize) -> Option<(usize, Lanes)> {
        loop {
            let symbol = |at: usize| {
                let token = &self.tokens[at];
                (token.word(), token.is_word())
            };
            at = self.beginnings.find(at, self.tokens.len(), symbol)?;
            if let Some(lanes) = self.lanes(at) {
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
        let is_word = first.is_word();
        let second = self.tokens.get(at + 1).filter(|token| !(is_word && token.opens()));
        let second = second.map_or(NOTHING, |it| it.word());
        let [third, fourth] =
            [2, 3].map(|it| self.tokens.get(at + it).map_or(NOTHING, |it| it.word()));
        self.beginnings.lanes([first.word(), second, third, fourth], is_word)
    }

    /// The best match of those that begin so at token `at`.
    pub(crate) fn best(&mut self, lanes: &Lanes, at: usize) -> Option<Matched> {
        let mut best: Option<Matched> = None;
        for rule in self.beginnings.rules(lanes) {
            let Some(Extent { reach, open, close }) = self.longest_of(rule, at) else { continue };
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

    /// The longest way through a rule that begins at token `at`.
    fn longest_of(&mut self, rule: usize, at: usize) -> Option<Extent> {
        self.longest = None;
        self.captures.clear();
        self.run(Way { step: self.program.rule(rule), at, open: at, close: None });
        self.longest
    }

    /// Tries every way on and keeps the longest; what it captured is left behind.
    fn run(&mut self, mut way: Way) {
        let program = self.program;
        loop {
            match program.op(way.step) {
                Op::End => return self.end(way),
                Op::Jump(to) => {
                    way.step = to;
                    continue;
                }
                Op::Split { gates: [gate, other], steps: [step, other_step] } => {
                    let next = self.symbol(way.at);
                    match (gate.lets(next), other.lets(next)) {
                        (false, false) => return,
                        (true, false) => way.step = step,
                        (false, true) => way.step = other_step,
                        (true, true) => {
                            let n_captures = self.captures.len();
                            self.run(Way { step, ..way });
                            self.captures.truncate(n_captures);
                            way.step = other_step;
                        }
                    }
                    continue;
                }
                Op::Open => way.open = way.at,
                Op::Close => way.close = Some(way.at),
                Op::Look { either, gate, expects } => {
                    let next = self.tokens.get(way.at).filter(|token| !token.opens());
                    let fits = next.is_some_and(|token| !either.glued || token.is_glued())
                        && gate.lets(self.symbol(way.at))
                        && either
                            .of(&self.language.matchers)
                            .iter()
                            .any(|it| self.fits(it, way.at));
                    if !(if expects { fits || next.is_none() } else { !fits }) {
                        return;
                    }
                }
                Op::Take { either, behind } => {
                    let Some((past, capture)) = self.take(either, behind, way) else { return };
                    self.captures.extend(capture);
                    way.at = past;
                }
            }
            way.step += 1;
        }
    }

    fn end(&mut self, Way { at, open, close, .. }: Way) {
        if self.longest.is_none_or(|it| at > it.reach) {
            self.longest = Some(Extent { reach: at, open, close: close.unwrap_or(at) });
            self.longest_captures.clone_from(&self.captures);
        }
    }

    /// Goes on behind each thing that can stand here, but for the last: that is given back.
    fn take(&mut self, either: Either, behind: Gate, way: Way) -> Option<Taken> {
        let token = self.tokens.get(way.at)?;
        let continues = self.captures.is_empty() && way.at == way.open || !token.opens();
        if !continues || (either.glued && !token.is_glued()) {
            return None;
        }
        let mut last = None;
        let mut found = |this: &mut Self, taken: Taken| {
            if !behind.lets(this.symbol(taken.0)) {
                return;
            }
            if let Some((past, capture)) = last.replace(taken) {
                let n_captures = this.captures.len();
                this.captures.extend(capture);
                this.run(Way { step: way.step + 1, at: past, ..way });
                this.captures.truncate(n_captures);
            }
        };
        for matcher in either.of(&self.language.matchers) {
            match matcher {
                Matcher::Class(class)
                    if !self.language.begins(*class, token.word())
                        || self.is_no_name(*class, way.at) => {}
                Matcher::Class(class) => {
                    let whole = Some(self.language.whole(*class));
                    for (past, value) in entries(self.tokens, way.at, self.language, *class) {
                        let value = Value::Number(value);
                        found(self, (past, Some(Capture { slot: None, class: whole, value })));
                    }
                }
                Matcher::Slot(slot) => {
                    if let Some((past, value)) = self.fill(*slot, way.at) {
                        let slot = Some(*slot);
                        found(self, (past, Some(Capture { slot, class: None, value })));
                    }
                }
                other => {
                    if self.fits(other, way.at) {
                        found(self, (way.at + 1, None));
                    }
                }
            }
        }
        last
    }

    #[inline]
    fn symbol(&self, at: usize) -> Gate {
        self.program.symbol(self.tokens.get(at).map(|it| it.word()))
    }

    /// Whether a matcher takes what stands at a token.
    fn fits(&mut self, matcher: &Matcher, at: usize) -> bool {
        let token = &self.tokens[at];
        match matcher {
            Matcher::Word(word) => token.word() == *word,
            Matcher::Digits(number) => {
                token.number(self.text).is_some_and(|(value, _)| i64::from(value) == *number)
            }
            Matcher::AnyNumber => token.is_number(),
            Matcher::AnyCapital => token.is_capital(),
            Matcher::Class(class) => {
                self.language.begins(*class, token.word())
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
            Class::Month | Class::Weekday => {
                self.language.has_capital_months && !token.is_capital()
            }
            Class::Unit => {
                let number = at > 0 && self.tokens[at - 1].is_number();
                self.language.has_small_units && token.is_capital() && number && !token.is_glued()
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::dates::expressions::matcher::Matching;
    use crate::dates::expressions::tokens::cut;
    use crate::dates::lang::beginnings::NOTHING;
    use crate::dates::lang::pattern::{Mode, Step};
    use crate::dates::lang::{LANGUAGES, Language, Matcher, Rule, Slot, written};
    use crate::recognize::FoldedWords;
    use crate::text::Span;

    /// One of `n`, as it comes.
    fn any(seed: &mut u64, n: usize) -> usize {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (*seed >> 33) as usize % n
    }

    /// What fills a slot, or nearly does.
    fn filled(slot: Slot) -> &'static [&'static str] {
        match slot {
            Slot::Num => &["5", "3,000", "2.5", "4½", "5 1/2", "3.5-1/2", "7 million", "2,5"],
            Slot::Int => &["7", "1500", "150000"],
            Slot::Year | Slot::NearYear => &["2016", "1066"],
            Slot::ShortYear => &["16", "99"],
            Slot::Decade => &["1990"],
            Slot::ShortDecade => &["90"],
            Slot::Day => &["3", "31", "1st", "2."],
            Slot::Nth | Slot::NthDay => &["3rd", "21st", "2."],
            Slot::Clock => &["15:54", "3:54:10"],
            Slot::DotClock => &["15.54", "15.54.10"],
            Slot::DayWord => &["first", "five"],
            Slot::Hhmm => &["1530"],
            Slot::Roman => &["XIX", "II", "IVe"],
            Slot::Hour => &["9", "24"],
            Slot::Numeric => &["2016-12-15", "15.12.2016", "12/15/16"],
        }
    }

    /// A text that a rule may match.
    fn text_of(rule: &Rule, language: &Language, words: &[&str], seed: &mut u64) -> String {
        let mut text = String::new();
        let mut at = 0;
        while let Some(step) = rule.steps.get(at) {
            at += 1;
            let item = match step {
                Step::Split(a, b) => {
                    at = if any(seed, 2) == 0 { *a } else { *b };
                    continue;
                }
                Step::Jump(to) => {
                    at = *to;
                    continue;
                }
                Step::Item(item) if item.mode != Mode::Refuse => item,
                _ => continue,
            };
            if !item.either.glued {
                text.push(' ');
            }
            let either = item.either.of(&language.matchers);
            let piece = match &either[any(seed, either.len())] {
                Matcher::Word(word) => words[usize::from(*word)].to_owned(),
                Matcher::Digits(number) => number.to_string(),
                Matcher::AnyNumber => "7".to_owned(),
                Matcher::AnyCapital => "Mayor".to_owned(),
                Matcher::Slot(slot) => filled(*slot)[any(seed, filled(*slot).len())].to_owned(),
                Matcher::Class(class) => {
                    let all =
                        (0..language.n_symbols()).map(|word| (word, language.entries(word as u16)));
                    let all = all.flat_map(|(first, all)| all.iter().map(move |it| (first, it)));
                    let all: Vec<_> = all.filter(|(_, it)| it.class == *class).collect();
                    let (first, entry) = all[any(seed, all.len())];
                    entry.more.iter().fold(words[first].to_owned(), |written, (word, glued)| {
                        written + if *glued { "" } else { " " } + words[usize::from(*word)]
                    })
                }
            };
            let mut letters = piece.chars();
            match letters.next().filter(|_| any(seed, 2) == 0) {
                Some(first) => text.extend(first.to_uppercase().chain(letters)),
                None => text.push_str(&piece),
            }
        }
        text
    }

    #[test]
    fn index_and_gates_keep_off_no_match() {
        let mut seed = 7;
        for (tag, language) in &LANGUAGES {
            let ungated = language.program().ungated();
            let written = written(tag);
            let mut n_matches = 0;
            for rule in language.rules.iter().flat_map(|rule| [rule; 20]) {
                let text = text_of(rule, language, &written, &mut seed)
                    + [" .", " , 3", " at"][any(&mut seed, 3)];
                let mut tokens = Vec::new();
                let words = FoldedWords::of(&text);
                cut(&text, &words, Span::new(0, text.len()), language, &mut tokens);
                let mut gated = Matching::new(&text, &tokens, language);
                let mut free = Matching::new(&text, &tokens, language);
                free.program = &ungated;
                for at in 0..tokens.len().min(2) {
                    let index = language.beginnings();
                    let is_word = tokens[at].is_word();
                    let second = tokens.get(at + 1).filter(|it| !(is_word && it.opens()));
                    let two = [tokens[at].word(), second.map_or(NOTHING, |it| it.word())];
                    let of_two: Vec<usize> =
                        index.rules(&index.lanes_of_two(two, is_word)).collect();
                    let lanes = gated.beginning_from(at).filter(|it| it.0 == at).map(|it| it.1);
                    let of_four: Vec<usize> = lanes.iter().flat_map(|it| index.rules(it)).collect();
                    for nth in 0..language.rules.len() {
                        let matched = free.longest_of(nth, at);
                        let captures = matched.map(|_| free.longest_captures.clone());
                        assert_eq!(gated.longest_of(nth, at), matched, "{tag} {nth}: {text}");
                        let same = matched.map(|_| gated.longest_captures.clone());
                        assert_eq!(same, captures, "{tag} {nth}: {text}");
                        if matched.is_some() && of_two.contains(&nth) {
                            n_matches += 1;
                            assert!(of_four.contains(&nth), "{tag} {nth} at {at} of {text}");
                        }
                    }
                }
            }
            assert!(n_matches > 100, "{tag}: {n_matches}");
        }
    }
}
