//! Which rules can begin with given tokens: an index by what stands first, second and third.
//!
//! It names more rules than match, and leaves one out in a single case: a rule begins with a word that its own lists
//! have, and the token behind that word must be on its lists too.
//!
//! # Cost
//!
//! One load for most tokens, which begin no rule; for the others three sets of bits, and-ed.

use std::collections::{BTreeMap, HashMap};

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

/// A lane is a way into a rule: what takes its first token, and what its second. A set of them, by their numbers.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub(crate) struct Lanes([u64; 10]);

impl Lanes {
    /// As many as a language can have.
    const MOST: usize = 640;

    fn insert(&mut self, lane: usize) {
        self.0[lane / 64] |= 1 << (lane % 64);
    }

    #[inline]
    fn and(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|it| self.0[it] & other.0[it]))
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().fold(0, |all, bits| all | bits) == 0
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(nth, bits)| {
            let mut bits = *bits;
            std::iter::from_fn(move || {
                let bit = bits.trailing_zeros() as usize;
                bits &= bits.checked_sub(1)?;
                Some(nth * 64 + bit)
            })
        })
    }
}

/// The lanes that can have a symbol at a place.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
struct Places {
    first: Lanes,
    second: Lanes,
    /// Behind a first word, not a number or a sign.
    second_of_word: Lanes,
    third: Lanes,
}

/// The index.
#[derive(Debug, Default)]
pub(crate) struct Beginnings {
    /// By symbol: whether a rule can begin with it.
    begins: Vec<bool>,
    /// By symbol: its row in `places`, which many share.
    rows: Vec<u16>,
    places: Vec<Places>,
    /// By lane: its rule.
    rules: Vec<u16>,
}

impl Beginnings {
    /// Whether a rule can begin with this.
    #[inline]
    pub(crate) fn begins(&self, symbol: Symbol) -> bool {
        self.begins[symbol]
    }

    /// The ways into rules that these three tokens can take.
    #[inline]
    pub(crate) fn lanes(&self, symbols: [Symbol; 3], is_word: bool) -> Lanes {
        let places = |symbol: Symbol| &self.places[usize::from(self.rows[symbol])];
        let second = places(symbols[1]);
        let second = if is_word { &second.second_of_word } else { &second.second };
        places(symbols[0]).first.and(second).and(&places(symbols[2]).third)
    }

    /// The rules that lanes lead into, in their order.
    pub(crate) fn rules(&self, lanes: &Lanes) -> impl Iterator<Item = usize> {
        let mut before = None;
        let rules = lanes.iter().map(|lane| usize::from(self.rules[lane]));
        rules.filter(move |rule| before.replace(*rule) != Some(*rule))
    }

    /// The index of a language's rules.
    pub(super) fn of(language: &Language) -> Result<Self, String> {
        let n_symbols = WORDS + language.entries.len();
        let mut by_symbol = vec![Places::default(); n_symbols];
        let mut found = Self::default();
        let mut ways = Ways { language, known: HashMap::default() };
        for (rule, steps) in (0..).zip(language.rules.iter().map(|it| &it.steps)) {
            let (is_first, is_second) = listed(language, steps);
            for lane in ways.lanes(steps).into_values() {
                let number = found.rules.len();
                found.rules.push(rule);
                if number == Lanes::MOST {
                    return Err(format!("its rules begin in more than {} ways", Lanes::MOST));
                }
                for symbol in lane.first.into_iter().filter(|it| is_first[*it]) {
                    by_symbol[symbol].first.insert(number);
                }
                for symbol in lane.second {
                    by_symbol[symbol].second.insert(number);
                    if is_second[symbol] {
                        by_symbol[symbol].second_of_word.insert(number);
                    }
                }
                for symbol in lane.third {
                    by_symbol[symbol].third.insert(number);
                }
            }
        }
        found.begins = by_symbol.iter().map(|it| !it.first.is_empty()).collect();
        let mut rows: HashMap<Places, u16, FixedState> = HashMap::default();
        for places in by_symbol {
            let row = *rows.entry(places).or_insert(found.places.len() as u16);
            found.rows.push(row);
            if usize::from(row) == found.places.len() {
                found.places.push(places);
            }
        }
        Ok(found)
    }
}

/// The symbols that can stand at each of the tokens that a matcher takes.
type Way = Vec<Vec<Symbol>>;

/// The symbols that can stand first, second and third where a lane is taken.
#[derive(Default)]
struct Lane {
    first: Vec<Symbol>,
    second: Vec<Symbol>,
    third: Vec<Symbol>,
}

/// What takes the second token.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
enum Second {
    /// What takes the first one too: these two, or more.
    Same { more: bool },
    /// The matcher before this step.
    Before(usize),
    /// Nothing: the rule is at its end.
    Nothing,
}

/// The ways of all matchers that were met.
struct Ways<'a> {
    language: &'a Language,
    known: HashMap<Matcher, Vec<Way>, FixedState>,
}

impl Ways<'_> {
    fn of(&mut self, matcher: Matcher) -> Vec<Way> {
        self.known.entry(matcher).or_insert_with(|| ways(self.language, &matcher)).clone()
    }

    /// The lanes of a rule, by the step behind its first matcher and what takes the second token.
    fn lanes(&mut self, steps: &[Step]) -> BTreeMap<(usize, Second), Lane> {
        let mut lanes: BTreeMap<(usize, Second), Lane> = BTreeMap::new();
        for (matcher, next) in firsts(steps, 0).into_iter().flatten() {
            for way in self.of(matcher) {
                if let [first, second, rest @ ..] = &*way {
                    let third = rest.first().cloned().unwrap_or_else(|| self.next(steps, next));
                    let lane =
                        lanes.entry((next, Second::Same { more: !rest.is_empty() })).or_default();
                    lane.first.extend(first);
                    lane.second.extend(second);
                    lane.third.extend(third);
                    continue;
                }
                for found in firsts(steps, next) {
                    let behind = found.map_or(Second::Nothing, |(_, next)| Second::Before(next));
                    let lane = lanes.entry((next, behind)).or_default();
                    lane.first.extend(&way[0]);
                    let Some((matcher, next)) = found else {
                        lane.second.extend(self.all());
                        lane.third.extend(self.all());
                        continue;
                    };
                    for way in self.of(matcher) {
                        lane.second.extend(&way[0]);
                        let third = way.get(1).cloned();
                        lane.third.extend(third.unwrap_or_else(|| self.next(steps, next)));
                    }
                }
            }
        }
        lanes
    }

    /// What can stand next where a rule goes on with a step.
    fn next(&mut self, steps: &[Step], step: usize) -> Vec<Symbol> {
        let mut next = Vec::new();
        for found in firsts(steps, step) {
            match found {
                Some((matcher, _)) => next.extend(self.of(matcher).iter().flat_map(|it| &it[0])),
                None => next.extend(self.all()),
            }
        }
        next
    }

    /// All symbols.
    fn all(&self) -> std::ops::Range<Symbol> {
        0..WORDS + self.language.entries.len()
    }
}

/// By symbol: whether a rule's lists have it first, and second behind a word.
fn listed(language: &Language, steps: &[Step]) -> (Vec<bool>, Vec<bool>) {
    let n_symbols = WORDS + language.entries.len();
    let (mut first, mut second) = (vec![false; n_symbols], vec![false; n_symbols]);
    for (matcher, next) in firsts(steps, 0).into_iter().flatten() {
        for symbol in language.symbols(&matcher) {
            first[symbol] = true;
        }
        for symbol in seconds(language, steps, &matcher, next) {
            second[symbol] = true;
        }
    }
    (first, second)
}

/// What can follow the first word of a rule, when `matcher` takes it and the rule goes on at step `next`.
fn seconds(language: &Language, steps: &[Step], matcher: &Matcher, next: usize) -> Vec<Symbol> {
    let mut seconds = Vec::new();
    let inner = match matcher {
        Matcher::Class(class) => Some(*class),
        Matcher::Slot(slot) if slot.takes_words() => {
            let half = language.group("andhalf");
            let classes =
                [Some(Class::Number), Some(Class::Multiplier), Some(Class::Ordinal), half];
            for class in classes.into_iter().flatten() {
                seconds.extend(language.symbols(&Matcher::Class(class)));
            }
            seconds.extend(
                ["-", "and"].iter().filter_map(|it| language.words.get(it)).map(word_symbol),
            );
            Some(Class::Number)
        }
        _ => None,
    };
    let entries = language.entries.iter().flatten().filter(|it| Some(it.class) == inner);
    seconds.extend(entries.filter_map(|it| Some(word_symbol(it.more.first()?.0))));
    for found in firsts(steps, next) {
        match found {
            Some((matcher, _)) => seconds.extend(language.symbols(&matcher)),
            None => seconds.extend(0..WORDS + language.entries.len()),
        }
    }
    seconds
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
    for _ in 0..2 {
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
