//! Which rules can begin with given tokens: an index by what stands first, second and third.
//!
//! It never leaves out a rule that matches, but for one case: what a word that begins a rule is followed by is known
//! from the words of the language file alone, so no name of no list stands there.
//!
//! # Cost
//!
//! Three loads a token. Most tokens begin no rule, and most words that could are no beginning beside their neighbors.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use crate::dates::lang::pattern::{Matcher, Mode, Slot, Step};
use crate::dates::lang::{Class, Language};

/// What a token is to the index: a number by its length, or a word by its number.
pub(crate) type Symbol = usize;

const SHORT_NUMBER: Symbol = 0;
const FOUR_DIGITS: Symbol = 1;
const OTHER_NUMBER: Symbol = 2;
/// No token: the text is at its end.
pub(crate) const NOTHING: Symbol = 3;
/// The symbol of a word that the language does not know; those of the others follow.
const WORDS: Symbol = 4;

const NUMBERS: [Symbol; 3] = [SHORT_NUMBER, FOUR_DIGITS, OTHER_NUMBER];

/// The symbol of a word.
pub(crate) fn word_symbol(word: u16) -> Symbol {
    WORDS + usize::from(word)
}

/// The symbol of a number with so many digits.
pub(crate) fn number_symbol(digits: u8) -> Symbol {
    match digits {
        0..=2 => SHORT_NUMBER,
        4 => FOUR_DIGITS,
        _ => OTHER_NUMBER,
    }
}

/// A set of rules, by their numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RuleSet([u64; 4]);

impl RuleSet {
    /// As many rules as a language can have.
    pub(crate) const MOST: usize = 256;

    fn insert(&mut self, rule: usize) {
        self.0[rule / 64] |= 1 << (rule % 64);
    }

    #[inline]
    fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|it| self.0[it] & other.0[it]))
    }

    #[inline]
    pub(crate) fn is_empty(self) -> bool {
        self.0 == [0; 4]
    }

    /// The rules, in their order.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(nth, mut bits)| {
            std::iter::from_fn(move || {
                let bit = bits.trailing_zeros() as usize;
                bits &= bits.checked_sub(1)?;
                Some(nth * 64 + bit)
            })
        })
    }
}

/// The rules that can have a symbol at a place.
#[derive(Clone, Copy, Debug, Default)]
struct Places {
    first: RuleSet,
    second: RuleSet,
    /// Behind a first word, not a number or a sign.
    second_of_word: RuleSet,
    third: RuleSet,
}

impl Places {
    fn at(&mut self, place: usize) -> &mut RuleSet {
        match place {
            0 => &mut self.first,
            1 => &mut self.second,
            _ => &mut self.third,
        }
    }
}

/// How many tokens are looked at.
const N_PLACES: usize = 3;

/// The index.
#[derive(Debug, Default)]
pub(crate) struct Beginnings {
    by_symbol: Vec<Places>,
}

impl Beginnings {
    /// Whether a rule can begin with this.
    #[inline]
    pub(crate) fn begins(&self, symbol: Symbol) -> bool {
        !self.by_symbol[symbol].first.is_empty()
    }

    /// The rules that can begin with these three.
    #[inline]
    pub(crate) fn rules(&self, symbols: [Symbol; N_PLACES], is_word: bool) -> RuleSet {
        let [first, second, third] = symbols.map(|it| &self.by_symbol[it]);
        let second = if is_word { second.second_of_word } else { second.second };
        first.first.and(second).and(third.third)
    }

    /// The index of a language's rules.
    pub(super) fn of(language: &Language) -> Self {
        let n_symbols = WORDS + language.entries.len();
        let mut index = Index {
            language,
            by_symbol: vec![Places::default(); n_symbols],
            ways: HashMap::default(),
        };
        for rule in 0..language.rules.len() {
            index.places(rule, 0, 0, &mut HashSet::default());
        }
        // A word begins a rule, and follows one that does, only where it is on the rule's own lists.
        let mut known = vec![(RuleSet::default(), RuleSet::default()); n_symbols];
        for (rule, steps) in language.rules.iter().map(|it| &it.steps).enumerate() {
            for (matcher, next) in firsts(steps, 0).into_iter().flatten() {
                for symbol in language.symbols(&matcher) {
                    known[symbol].0.insert(rule);
                }
                for symbol in index.seconds(steps, &matcher, next) {
                    known[symbol].1.insert(rule);
                }
            }
        }
        for (places, (first, second)) in index.by_symbol.iter_mut().zip(known) {
            places.first = places.first.and(first);
            places.second_of_word = places.second.and(second);
        }
        Self { by_symbol: index.by_symbol }
    }
}

/// The symbols that can stand at each of the tokens that a matcher takes.
type Way = Vec<Vec<Symbol>>;

/// The index as it grows.
struct Index<'a> {
    language: &'a Language,
    by_symbol: Vec<Places>,
    ways: HashMap<Matcher, Vec<Way>, FixedState>,
}

impl Index<'_> {
    /// Notes what can stand at a place and behind it when a rule goes on there with a step.
    fn places(
        &mut self,
        rule: usize,
        step: usize,
        place: usize,
        seen: &mut HashSet<(usize, usize), FixedState>,
    ) {
        if place >= N_PLACES || !seen.insert((step, place)) {
            return;
        }
        for found in firsts(&self.language.rules[rule].steps, step) {
            let Some((matcher, next)) = found else {
                for places in &mut self.by_symbol {
                    (place..N_PLACES).for_each(|it| places.at(it).insert(rule));
                }
                continue;
            };
            let language = self.language;
            let ways = self.ways.entry(matcher).or_insert_with(|| ways(language, &matcher));
            let mut lengths = Vec::with_capacity(ways.len());
            for way in ways {
                lengths.push(way.len());
                for (place, symbols) in (place..N_PLACES).zip(way) {
                    for symbol in symbols {
                        self.by_symbol[*symbol].at(place).insert(rule);
                    }
                }
            }
            for length in lengths {
                self.places(rule, next, place + length, seen);
            }
        }
    }

    /// What can follow the first word of a rule, when `matcher` takes it and the rule goes on at step `next`.
    fn seconds(&self, steps: &[Step], matcher: &Matcher, next: usize) -> Vec<Symbol> {
        let language = self.language;
        let mut seconds = Vec::new();
        let inner = match matcher {
            Matcher::Class(class) => Some(*class),
            Matcher::Slot(slot) if slot.takes_words() => {
                for class in [Class::Number, Class::Multiplier, Class::Ordinal] {
                    seconds.extend(language.symbols(&Matcher::Class(class)));
                }
                seconds.extend(["-", "and"].map(|it| language.symbol(it)));
                let half = language.group("andhalf").map(Matcher::Class);
                seconds.extend(half.into_iter().flat_map(|it| language.symbols(&it)));
                Some(Class::Number)
            }
            _ => None,
        };
        let entries = language.entries.iter().flatten().filter(|it| Some(it.class) == inner);
        seconds.extend(entries.filter_map(|it| Some(word_symbol(it.more.first()?.0))));
        for found in firsts(steps, next) {
            match found {
                Some((matcher, _)) => seconds.extend(language.symbols(&matcher)),
                None => seconds.extend(0..self.by_symbol.len()),
            }
        }
        seconds
    }
}

impl Language {
    fn symbol(&self, word: &str) -> Symbol {
        word_symbol(self.words.get(word).unwrap_or(0))
    }

    /// What a matcher can begin with: the numbers, and the words of its lists.
    fn symbols(&self, matcher: &Matcher) -> Vec<Symbol> {
        let numbers: &[Symbol] = match matcher {
            Matcher::Slot(Slot::DayWord | Slot::Roman) => &[],
            Matcher::Slot(Slot::Year | Slot::NearYear | Slot::Decade | Slot::Hhmm) => {
                &[FOUR_DIGITS]
            }
            Matcher::Slot(Slot::Num | Slot::Int | Slot::Nth)
            | Matcher::Digits(_)
            | Matcher::AnyNumber => &NUMBERS,
            Matcher::Slot(Slot::Numeric) => &[SHORT_NUMBER, FOUR_DIGITS],
            Matcher::Slot(_) => &[SHORT_NUMBER],
            _ => &[],
        };
        let begin = |classes: &[Class]| -> Vec<u16> {
            let words = (0..).zip(&self.entries);
            let of_class = words.filter(|(_, it)| it.iter().any(|it| classes.contains(&it.class)));
            of_class.map(|(word, _)| word).collect()
        };
        let words = match matcher {
            Matcher::Word(word) => vec![*word],
            Matcher::Class(class) => begin(&[*class]),
            Matcher::Slot(Slot::Roman) => self.romans.clone(),
            Matcher::Slot(Slot::Nth | Slot::DayWord) => begin(&[Class::Number, Class::Ordinal]),
            Matcher::Slot(Slot::Num) => begin(&[Class::Number, Class::Multiplier]),
            _ => Vec::new(),
        };
        numbers.iter().copied().chain(words.into_iter().map(word_symbol)).collect()
    }

    /// The symbols of all words.
    fn word_symbols(&self) -> Vec<Symbol> {
        (WORDS..WORDS + self.entries.len()).collect()
    }
}

/// The ways in which a matcher takes tokens; never fewer than there are.
fn ways(language: &Language, matcher: &Matcher) -> Vec<Way> {
    match matcher {
        Matcher::AnyCapital => vec![vec![language.word_symbols()]],
        Matcher::Class(class) => class_ways(language, *class),
        Matcher::Slot(slot) => slot_ways(language, *slot),
        other => vec![vec![language.symbols(other)]],
    }
}

/// One way for each length of a class's entries.
fn class_ways(language: &Language, class: Class) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for (first, entry) in
        (0..).zip(&language.entries).flat_map(|(it, all)| all.iter().map(move |entry| (it, entry)))
    {
        if entry.class != class {
            continue;
        }
        let length = 1 + entry.more.len();
        if ways.iter().all(|it| it.len() != length) {
            ways.push(vec![Vec::new(); length]);
        }
        let words = [first].into_iter().chain(entry.more.iter().map(|(word, _)| *word));
        let way = ways.iter_mut().find(|it| it.len() == length).expect("it was pushed above");
        way.iter_mut().zip(words).for_each(|(symbols, word)| symbols.push(word_symbol(word)));
    }
    ways
}

/// As [`crate::dates::expressions::numbers`] fills slots.
fn slot_ways(language: &Language, slot: Slot) -> Vec<Way> {
    let number = language.symbols(&Matcher::Slot(slot));
    let any = NUMBERS.to_vec();
    let sign = |signs: &[&str]| signs.iter().map(|it| language.symbol(it)).collect::<Vec<_>>();
    let class = |class| language.symbols(&Matcher::Class(class));
    let suffix = class(Class::OrdinalSuffix);
    match slot {
        Slot::Roman => vec![vec![language.word_symbols()]],
        Slot::Day | Slot::NthDay => vec![vec![number.clone()], vec![number, suffix]],
        Slot::Clock | Slot::DotClock | Slot::Numeric => {
            let signs = match slot {
                Slot::Clock => sign(&[":"]),
                Slot::DotClock => sign(&["."]),
                _ => sign(&["-", ".", "/"]),
            };
            vec![vec![number, signs, any]]
        }
        Slot::Nth => [vec![vec![any, suffix]], ordinal_ways(language)].concat(),
        Slot::DayWord => [ordinal_ways(language), amount_ways(language)].concat(),
        Slot::Num => {
            let mut ways = amount_ways(language);
            for head in [vec![any.clone()], vec![any.clone(), sign(&[",", "."]), any.clone()]] {
                for tail in [
                    vec![],
                    vec![sign(&["½"])],
                    vec![any.clone(), sign(&["/"]), any.clone()],
                    vec![sign(&["-"]), any.clone(), sign(&["/"]), any.clone()],
                    vec![class(Class::Multiplier)],
                ] {
                    ways.push([head.clone(), tail].concat());
                }
            }
            ways
        }
        _ => vec![vec![number]],
    }
}

/// `first`, `twenty-first`.
fn ordinal_ways(language: &Language) -> Vec<Way> {
    let [tens, ones] =
        [Class::Number, Class::Ordinal].map(|it| language.symbols(&Matcher::Class(it)));
    let mut ways = class_ways(language, Class::Ordinal);
    ways.push(vec![tens.clone(), ones.clone()]);
    ways.push(vec![tens, vec![language.symbol("-")], ones]);
    ways
}

/// Numbers in words: any of their words in any order.
fn amount_ways(language: &Language) -> Vec<Way> {
    let half = language.group("andhalf");
    let classes = [Some(Class::Number), Some(Class::Multiplier), half];
    let entries = classes.into_iter().flatten().flat_map(|it| class_ways(language, it));
    let mut words: Vec<Symbol> = entries.flatten().flatten().collect();
    words.push(language.symbol("-"));
    let first = [Class::Number, Class::Multiplier].map(|it| language.symbols(&Matcher::Class(it)));
    let mut way = vec![first.concat()];
    let mut ways = vec![way.clone()];
    for _ in 1..N_PLACES {
        way.push(words.clone());
        ways.push(way.clone());
    }
    ways
}

/// What a match can go on with from a step, each with the step behind it; `None` when it can end there.
fn firsts(steps: &[Step], at: usize) -> Vec<Option<(Matcher, usize)>> {
    let mut found = Vec::new();
    collect_firsts(steps, at, &mut found);
    found
}

fn collect_firsts(steps: &[Step], at: usize, found: &mut Vec<Option<(Matcher, usize)>>) {
    match steps.get(at) {
        Some(Step::Item(item)) if item.mode != Mode::Take => collect_firsts(steps, at + 1, found),
        Some(Step::Item(item)) => {
            found.extend(item.either.iter().map(|matcher| Some((*matcher, at + 1))));
        }
        Some(Step::Split(a, b)) => {
            collect_firsts(steps, *a, found);
            collect_firsts(steps, *b, found);
        }
        Some(Step::Jump(to)) => collect_firsts(steps, *to, found),
        Some(Step::Open | Step::Close) => collect_firsts(steps, at + 1, found),
        None => found.push(None),
    }
}
