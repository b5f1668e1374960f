//! The rules of a language, ready to run: their steps side by side, and before each way on a gate that is shut for most
//! of what cannot go it.
//!
//! # Cost
//!
//! A gate is one look-up and one `and`; there is one for each step, made when a language is first matched.

use std::ops::Range;

use crate::dates::lang::beginnings::{NOTHING, Symbol};
use crate::dates::lang::pattern::{Either, Matcher, Mode, Slot, Step};
use crate::dates::lang::{Class, Language, UNKNOWN};

/// A set of symbols, which may have more in it than it should: some bits for each of them, which others share.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Gate(u64);

impl Gate {
    const NONE: Self = Self(0);
    /// Open to all, the end of the text too.
    const OPEN: Self = Self(u64::MAX);
    /// The bit of every word; those below are of the symbols that are no words.
    const WORD: u32 = UNKNOWN as u32;
    /// The bits of classes, and behind them those of words.
    const CLASSES: Range<u32> = Self::WORD + 1..42;
    const WORDS: Range<u32> = 42..u64::BITS;

    /// Open to whatever shares a bit with the symbol.
    fn of_symbol(symbol: Symbol, classes: u128) -> Self {
        if symbol < UNKNOWN {
            return Self(1 << symbol);
        }
        let word = if symbol == UNKNOWN { Self::NONE } else { Self::of_word(symbol) };
        let mut gate = Self(1 << Self::WORD).or(word);
        let mut rest = classes;
        while rest != 0 {
            gate = gate.or(Self::of_class(rest.trailing_zeros()));
            rest &= rest - 1;
        }
        gate
    }

    fn of_word(word: u16) -> Self {
        Self(1 << (Self::WORDS.start + u32::from(word) % (Self::WORDS.end - Self::WORDS.start)))
    }

    /// Open to the words that a member of the class of this number can begin with.
    fn of_class(number: u32) -> Self {
        Self(1 << (Self::CLASSES.start + number % (Self::CLASSES.end - Self::CLASSES.start)))
    }

    /// Open to what a matcher can begin with.
    fn of(matcher: &Matcher) -> Self {
        let numbers = matcher.numbers().iter().fold(Self::NONE, |all, it| all.or(Self(1 << it)));
        let class = |class: Class| Self::of_class(class.number() as u32);
        let words = match matcher {
            Matcher::Word(word) => Self::of_word(*word),
            Matcher::Class(it) => class(*it),
            Matcher::Slot(Slot::Roman) | Matcher::AnyCapital => Self(1 << Self::WORD),
            Matcher::Slot(Slot::Num | Slot::Nth | Slot::DayWord) => {
                class(Class::Number).or(class(Class::Multiplier)).or(class(Class::Ordinal))
            }
            _ => Self::NONE,
        };
        numbers.or(words)
    }

    fn of_any(matchers: &[Matcher]) -> Self {
        matchers.iter().fold(Self::NONE, |all, it| all.or(Self::of(it)))
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it is open to a symbol with these bits.
    #[inline]
    pub(crate) fn lets(self, symbol: Self) -> bool {
        self.0 & symbol.0 != 0
    }
}

/// As [`Step`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Op {
    /// One of these must stand here; `behind` is the gate of what is next.
    Take { either: Either, behind: Gate },
    /// None of these may stand here; or one must, unless the paragraph ends.
    Look { either: Either, gate: Gate, expects: bool },
    /// Go on at either of two steps, each behind its gate.
    Split { gates: [Gate; 2], steps: [u16; 2] },
    /// Go on at a step.
    Jump(u16),
    /// The expression begins here.
    Open,
    /// The expression ends here.
    Close,
    /// The rule matches.
    End,
}

/// The rules.
#[derive(Debug, Default)]
pub(crate) struct Program {
    ops: Vec<Op>,
    /// By rule: its first step.
    rules: Vec<u16>,
    /// By symbol: its bits.
    symbols: Vec<Gate>,
}

impl Program {
    pub(super) fn of(language: &Language) -> Self {
        let symbols = (0..).zip(&language.classes);
        let symbols = symbols.map(|(symbol, classes)| Gate::of_symbol(symbol, *classes)).collect();
        let mut program = Self { symbols, ..Self::default() };
        language.rules.iter().for_each(|rule| program.add(&rule.steps, &language.matchers));
        let is_numbered = u16::try_from(program.ops.len()).is_ok();
        assert!(is_numbered, "a language has more steps than can be numbered");
        program
    }

    fn add(&mut self, steps: &[Step], matchers: &[Matcher]) {
        let base = self.ops.len();
        self.rules.push(base as u16);
        // no step goes back
        let mut gates = vec![Gate::OPEN; steps.len() + 1];
        for (at, step) in steps.iter().enumerate().rev() {
            gates[at] = match step {
                Step::Item(item) if item.mode == Mode::Take => {
                    Gate::of_any(item.either.of(matchers))
                }
                Step::Split(a, b) => gates[*a].or(gates[*b]),
                Step::Jump(to) => gates[*to],
                Step::Item(_) | Step::Open | Step::Close => gates[at + 1],
            };
        }
        for (at, step) in steps.iter().enumerate() {
            let op = match step {
                Step::Item(item) => {
                    let either = item.either;
                    match item.mode {
                        Mode::Take => Op::Take { either, behind: gates[at + 1] },
                        mode => {
                            let gate = Gate::of_any(either.of(matchers));
                            Op::Look { either, gate, expects: mode == Mode::Expect }
                        }
                    }
                }
                Step::Split(a, b) => Op::Split {
                    gates: [gates[*a], gates[*b]],
                    steps: [(base + a) as u16, (base + b) as u16],
                },
                Step::Jump(to) => Op::Jump((base + to) as u16),
                Step::Open => Op::Open,
                Step::Close => Op::Close,
            };
            self.ops.push(op);
        }
        self.ops.push(Op::End);
    }

    /// The same rules without gates.
    #[cfg(test)]
    pub(crate) fn ungated(&self) -> Self {
        let ops = self.ops.iter().map(|op| match *op {
            Op::Take { either, .. } => Op::Take { either, behind: Gate::OPEN },
            Op::Look { either, expects, .. } => Op::Look { either, gate: Gate::OPEN, expects },
            Op::Split { steps, .. } => Op::Split { gates: [Gate::OPEN; 2], steps },
            other => other,
        });
        Self { ops: ops.collect(), rules: self.rules.clone(), symbols: self.symbols.clone() }
    }

    #[inline]
    pub(crate) fn op(&self, step: u16) -> Op {
        self.ops[usize::from(step)]
    }

    /// The first step of a rule.
    #[inline]
    pub(crate) fn rule(&self, rule: usize) -> u16 {
        self.rules[rule]
    }

    /// The bits of a symbol; those of the end of the text if there is none.
    #[inline]
    pub(crate) fn symbol(&self, symbol: Option<Symbol>) -> Gate {
        self.symbols[usize::from(symbol.unwrap_or(NOTHING))]
    }
}

#[cfg(test)]
mod tests {
    use crate::dates::lang::LANGUAGES;
    use crate::dates::lang::pattern::Matcher;
    use crate::dates::lang::program::Gate;

    #[test]
    fn gates_are_open_to_what_matchers_begin_with() {
        for (tag, language) in &LANGUAGES {
            let program = language.program();
            for class in language.matchers.iter().filter_map(|it| match it {
                Matcher::Class(class) => Some(*class),
                _ => None,
            }) {
                let gate = Gate::of(&Matcher::Class(class));
                for symbol in (0..).take(language.n_symbols()) {
                    let begins = language.begins(class, symbol);
                    assert!(!begins || gate.lets(program.symbol(Some(symbol))), "{tag} {class:?}");
                }
            }
            for symbol in (0..).take(language.n_symbols()) {
                assert!(Gate::OPEN.lets(program.symbol(Some(symbol))));
            }
        }
    }
}
