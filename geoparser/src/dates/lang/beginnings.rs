//! Which rules can begin with given tokens: an index by what stands first, second and third.
//!
//! It names more rules than match, and leaves one out in a single case: a rule begins with a word that its own lists
//! have, and the token behind that word must be on its lists too.
//!
//! # Cost
//!
//! One load for most tokens, which begin no rule; for the others three sets of bits, and-ed. The index is made when a
//! language is first matched, from sets of symbols that are joined and cut, in two million instructions or so.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use foldhash::fast::FixedState;

use crate::dates::lang::pattern::{Matcher, Mode, Slot, Step};
use crate::dates::lang::{Class, Language, UNKNOWN};

/// What a token is to the index: a number by its length, or a word by its number.
pub(crate) type Symbol = u16;

const SHORT_NUMBER: Symbol = 0;
const FOUR_DIGITS: Symbol = 1;
const OTHER_NUMBER: Symbol = 2;
/// No token: the text is at its end.
pub(crate) const NOTHING: Symbol = UNKNOWN - 1;

const NUMBERS: [Symbol; 3] = [SHORT_NUMBER, FOUR_DIGITS, OTHER_NUMBER];

/// The symbol of a number with so many digits.
#[inline]
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

    fn add(&mut self, others: &Self) {
        self.0.iter_mut().zip(others.0).for_each(|(bits, others)| *bits |= others);
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
        bits(&self.0)
    }

    /// The bits of the groups that they are in.
    fn gist(&self, groups: &[u8]) -> u64 {
        self.iter().fold(0, |gist, lane| gist | 1 << groups[lane])
    }
}

/// The numbers of the bits that are set.
fn bits(words: &[u64]) -> impl Iterator<Item = usize> {
    words.iter().enumerate().flat_map(|(nth, bits)| {
        let mut bits = *bits;
        std::iter::from_fn(move || {
            let bit = bits.trailing_zeros() as usize;
            bits &= bits.checked_sub(1)?;
            Some(nth * 64 + bit)
        })
    })
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
    /// By symbol.
    hints: Vec<Hints>,
    /// By symbol: its row in `places`, which many share.
    rows: Vec<u16>,
    places: Vec<Places>,
    /// By lane: its rule.
    rules: Vec<u16>,
}

/// The lanes that can have a symbol first, second and third, as far as 64 bits tell: each is for a group of lanes.
#[derive(Clone, Copy, Debug, Default)]
struct Hints {
    first: u64,
    /// Behind what is no word, and behind a word.
    second: [u64; 2],
    third: u64,
}

impl Beginnings {
    /// The first of so many places, from `at` on, where a rule may begin with the symbol there and the two behind it;
    /// `symbol` tells whether it is of a word.
    #[inline]
    pub(crate) fn find(
        &self,
        mut at: usize,
        n_places: usize,
        symbol: impl Fn(usize) -> (Symbol, bool),
    ) -> Option<usize> {
        let hints = |at| {
            let (symbol, is_word) = if at < n_places { symbol(at) } else { (NOTHING, false) };
            (&self.hints[usize::from(symbol)], is_word)
        };
        let (mut first, mut second) = (hints(at), hints(at + 1));
        while at < n_places {
            let third = hints(at + 2);
            let (begins, is_word) = first;
            if begins.first & second.0.second[usize::from(is_word)] & third.0.third != 0 {
                return Some(at);
            }
            (first, second) = (second, third);
            at += 1;
        }
        None
    }

    /// The ways into rules that these three tokens can take, if there are any.
    #[inline]
    pub(crate) fn lanes(&self, symbols: [Symbol; 3], is_word: bool) -> Option<Lanes> {
        let [first, second, third] =
            symbols.map(|it| &self.places[usize::from(self.rows[usize::from(it)])]);
        let second = if is_word { &second.second_of_word } else { &second.second };
        let both = first.first.and(second);
        let all = both.and(&third.third);
        if all.is_empty() { None } else { Some(all) }
    }

    /// The rules that lanes lead into, in their order.
    pub(crate) fn rules(&self, lanes: &Lanes) -> impl Iterator<Item = usize> {
        let mut before = None;
        let rules = lanes.iter().map(|lane| usize::from(self.rules[lane]));
        rules.filter(move |rule| before.replace(*rule) != Some(*rule))
    }

    /// The index of a language's rules.
    pub(super) fn of(language: &Language) -> Self {
        let n_symbols = language.entries.len();
        assert!(
            n_symbols <= Symbols::MOST,
            "a language has more words than a set of symbols holds"
        );
        let mut by_symbol = vec![Places::default(); n_symbols];
        let mut of_all = Places::default();
        let mut put = |symbols: Symbols, lane: usize, place: fn(&mut Places) -> &mut Lanes| {
            if symbols == Symbols::ALL {
                place(&mut of_all).insert(lane);
            } else {
                bits(&symbols.0).for_each(|symbol| place(&mut by_symbol[symbol]).insert(lane));
            }
        };
        let mut found = Self::default();
        let mut ways = Ways::new(language);
        let mut kinds = Vec::new();
        for (rule, steps) in (0..).zip(language.rules.iter().map(|it| &it.steps)) {
            let (first, second) = ways.listed(steps);
            for lane in ways.lanes(steps).into_values() {
                let number = found.rules.len();
                found.rules.push(rule);
                assert!(number < Lanes::MOST, "rules begin in more ways than a set of lanes holds");
                let second_of_word = lane.second.and(&second);
                let lane = Lane { first: lane.first.and(&first), ..lane };
                put(lane.first, number, |it| &mut it.first);
                put(lane.second, number, |it| &mut it.second);
                put(second_of_word, number, |it| &mut it.second_of_word);
                put(lane.third, number, |it| &mut it.third);
                let sets = [&second_of_word, &lane.second, &lane.third];
                kinds.push((sets.map(|it| it.has(UNKNOWN)), lane.first));
            }
        }
        for places in &mut by_symbol {
            places.first.add(&of_all.first);
            places.second.add(&of_all.second);
            places.second_of_word.add(&of_all.second_of_word);
            places.third.add(&of_all.third);
        }
        let mut rows: HashMap<&Places, u16, FixedState> = HashMap::default();
        for places in &by_symbol {
            let row = *rows.entry(places).or_insert(found.places.len() as u16);
            found.rows.push(row);
            if usize::from(row) == found.places.len() {
                found.places.push(*places);
            }
        }
        let groups = groups(&kinds);
        let hints = |it: &Places| Hints {
            first: it.first.gist(&groups),
            second: [&it.second, &it.second_of_word].map(|it| it.gist(&groups)),
            third: it.third.gist(&groups),
        };
        let of_rows: Vec<Hints> = found.places.iter().map(hints).collect();
        found.hints = found.rows.iter().map(|row| of_rows[usize::from(*row)]).collect();
        found
    }
}

/// A set of symbols.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
struct Symbols([u64; 16]);

impl Symbols {
    /// As many as a language can have.
    const MOST: usize = 1024;
    const ALL: Self = Self([u64::MAX; 16]);

    fn insert(&mut self, symbol: Symbol) {
        self.0[usize::from(symbol) / 64] |= 1 << (symbol % 64);
    }

    fn has(&self, symbol: Symbol) -> bool {
        self.0[usize::from(symbol) / 64] >> (symbol % 64) & 1 == 1
    }

    fn add(&mut self, others: &Self) {
        self.0.iter_mut().zip(others.0).for_each(|(bits, others)| *bits |= others);
    }

    fn and(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|it| self.0[it] & other.0[it]))
    }
}

impl FromIterator<Symbol> for Symbols {
    fn from_iter<I: IntoIterator<Item = Symbol>>(symbols: I) -> Self {
        let mut set = Self::default();
        symbols.into_iter().for_each(|it| set.insert(it));
        set
    }
}

/// The symbols that can stand at each of the tokens that a matcher takes.
type Way = Vec<Symbols>;

/// The symbols that can stand first, second and third where a lane is taken.
#[derive(Default)]
struct Lane {
    first: Symbols,
    second: Symbols,
    third: Symbols,
}

/// Whether a lane takes an unknown word second, behind a word and behind what is none, and third; and what it takes first.
type LaneKind = ([bool; 3], Symbols);

/// The group of each lane, of 64 that are as large as each other: lanes of a kind are together.
fn groups(lanes: &[LaneKind]) -> Vec<u8> {
    let mut order: Vec<usize> = (0..lanes.len()).collect();
    order.sort_unstable_by(|a, b| lanes[*a].cmp(&lanes[*b]));
    let mut groups = vec![0; lanes.len()];
    for (nth, at) in order.into_iter().enumerate() {
        groups[at] = (nth * 64 / lanes.len()) as u8;
    }
    groups
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

/// The ways in which the matchers of a language take tokens.
struct Ways<'a> {
    language: &'a Language,
    /// By class: one for each length of its entries.
    by_class: Vec<Vec<Way>>,
    /// Those of the matchers that were met.
    known: HashMap<Matcher, Rc<[Way]>, FixedState>,
}

impl<'a> Ways<'a> {
    fn new(language: &'a Language) -> Self {
        let mut by_class: Vec<Vec<Way>> = vec![Vec::new(); Class::MOST];
        for (first, entry) in (0..)
            .zip(&language.entries)
            .flat_map(|(it, all)| all.iter().map(move |entry| (it, entry)))
        {
            let ways = &mut by_class[entry.class.number()];
            let length = 1 + entry.more.len();
            let nth = ways.iter().position(|it| it.len() == length).unwrap_or_else(|| {
                ways.push(vec![Symbols::default(); length]);
                ways.len() - 1
            });
            let words = [first].into_iter().chain(entry.more.iter().map(|(word, _)| *word));
            let way = &mut ways[nth];
            way.iter_mut().zip(words).for_each(|(symbols, word)| symbols.insert(word));
        }
        Self { language, by_class, known: HashMap::default() }
    }

    /// The ways in which a matcher takes tokens; never fewer than there are.
    fn of(&mut self, matcher: Matcher) -> Rc<[Way]> {
        if let Some(known) = self.known.get(&matcher) {
            return known.clone();
        }
        let ways = match matcher {
            Matcher::AnyCapital => vec![vec![self.words()]],
            Matcher::Class(class) => self.by_class[class.number()].clone(),
            Matcher::Slot(slot) => self.of_slot(slot),
            other => vec![vec![self.symbols(&other)]],
        };
        let ways: Rc<[Way]> = ways.into();
        self.known.insert(matcher, ways.clone());
        ways
    }

    /// The lanes of a rule, by the step behind its first matcher and what takes the second token.
    fn lanes(&mut self, steps: &[Step]) -> BTreeMap<(usize, Second), Lane> {
        let mut lanes: BTreeMap<(usize, Second), Lane> = BTreeMap::new();
        for (matcher, next) in firsts(steps, 0).into_iter().flatten() {
            for way in &*self.of(matcher) {
                if let [first, second, rest @ ..] = &**way {
                    let third = rest.first().copied().unwrap_or_else(|| self.next(steps, next));
                    let lane =
                        lanes.entry((next, Second::Same { more: !rest.is_empty() })).or_default();
                    lane.first.add(first);
                    lane.second.add(second);
                    lane.third.add(&third);
                    continue;
                }
                for found in firsts(steps, next) {
                    let behind = found.map_or(Second::Nothing, |(_, next)| Second::Before(next));
                    let lane = lanes.entry((next, behind)).or_default();
                    lane.first.add(&way[0]);
                    let Some((matcher, next)) = found else {
                        (lane.second, lane.third) = (Symbols::ALL, Symbols::ALL);
                        continue;
                    };
                    for way in &*self.of(matcher) {
                        lane.second.add(&way[0]);
                        let third = way.get(1).copied();
                        lane.third.add(&third.unwrap_or_else(|| self.next(steps, next)));
                    }
                }
            }
        }
        lanes
    }

    /// What can stand next where a rule goes on with a step.
    fn next(&mut self, steps: &[Step], step: usize) -> Symbols {
        let mut next = Symbols::default();
        for found in firsts(steps, step) {
            match found {
                Some((matcher, _)) => self.of(matcher).iter().for_each(|it| next.add(&it[0])),
                None => return Symbols::ALL,
            }
        }
        next
    }

    /// What a rule's lists have first, and second behind a word.
    fn listed(&self, steps: &[Step]) -> (Symbols, Symbols) {
        let (mut first, mut second) = (Symbols::default(), Symbols::default());
        for (matcher, next) in firsts(steps, 0).into_iter().flatten() {
            first.add(&self.symbols(&matcher));
            second.add(&self.seconds(steps, &matcher, next));
        }
        (first, second)
    }

    /// What can follow the first word of a rule, when `matcher` takes it and the rule goes on at step `next`.
    fn seconds(&self, steps: &[Step], matcher: &Matcher, next: usize) -> Symbols {
        let mut seconds = Symbols::default();
        let inner = match matcher {
            Matcher::Class(class) => Some(*class),
            Matcher::Slot(slot) if slot.takes_words() => {
                for class in [Class::Number, Class::Multiplier, Class::Ordinal] {
                    seconds.add(&self.class(class));
                }
                if let Some(half) = self.language.group("andhalf") {
                    seconds.add(&self.class(half));
                }
                for word in ["-", "and"].iter().filter_map(|it| self.language.words.get(it)) {
                    seconds.insert(word);
                }
                Some(Class::Number)
            }
            _ => None,
        };
        let ways = inner.map(|class| &self.by_class[class.number()]).into_iter().flatten();
        ways.filter_map(|way| way.get(1)).for_each(|it| seconds.add(it));
        for found in firsts(steps, next) {
            match found {
                Some((matcher, _)) => seconds.add(&self.symbols(&matcher)),
                None => return Symbols::ALL,
            }
        }
        seconds
    }

    fn word(&self, word: &str) -> Symbol {
        self.language.words.get(word).unwrap_or(UNKNOWN)
    }

    /// All words.
    fn words(&self) -> Symbols {
        (UNKNOWN..self.language.entries.len() as u16).collect()
    }

    /// What a member of a class can begin with.
    fn class(&self, class: Class) -> Symbols {
        let mut symbols = Symbols::default();
        self.by_class[class.number()].iter().for_each(|way| symbols.add(&way[0]));
        symbols
    }

    /// What a matcher can begin with: the numbers, and the words of its lists.
    fn symbols(&self, matcher: &Matcher) -> Symbols {
        let mut symbols: Symbols = matcher.numbers().iter().copied().collect();
        let classes: &[Class] = match matcher {
            Matcher::Class(class) => &[*class],
            Matcher::Slot(Slot::Nth | Slot::DayWord) => &[Class::Number, Class::Ordinal],
            Matcher::Slot(Slot::Num) => &[Class::Number, Class::Multiplier],
            _ => &[],
        };
        for class in classes {
            symbols.add(&self.class(*class));
        }
        match matcher {
            Matcher::Word(word) => symbols.insert(*word),
            Matcher::Slot(Slot::Roman) => {
                self.language.romans.iter().for_each(|word| symbols.insert(*word));
            }
            _ => {}
        }
        symbols
    }

    /// As [`crate::dates::expressions::numbers`] fills slots.
    fn of_slot(&self, slot: Slot) -> Vec<Way> {
        let number = self.symbols(&Matcher::Slot(slot));
        let any: Symbols = NUMBERS.into_iter().collect();
        let sign = |signs: &[&str]| signs.iter().map(|it| self.word(it)).collect::<Symbols>();
        let suffix = self.class(Class::OrdinalSuffix);
        match slot {
            Slot::Roman => vec![vec![self.words()]],
            Slot::Day | Slot::NthDay => vec![vec![number], vec![number, suffix]],
            Slot::Clock | Slot::DotClock | Slot::Numeric => {
                let signs = match slot {
                    Slot::Clock => sign(&[":"]),
                    Slot::DotClock => sign(&["."]),
                    _ => sign(&["-", ".", "/"]),
                };
                vec![vec![number, signs, any]]
            }
            Slot::Nth => [vec![vec![any, suffix]], self.ordinals()].concat(),
            Slot::DayWord => [self.ordinals(), self.amounts()].concat(),
            Slot::Num => {
                let mut ways = self.amounts();
                for head in [vec![any], vec![any, sign(&[",", "."]), any]] {
                    for tail in [
                        vec![],
                        vec![sign(&["½"])],
                        vec![any, sign(&["/"]), any],
                        vec![sign(&["-"]), any, sign(&["/"]), any],
                        vec![self.class(Class::Multiplier)],
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
    fn ordinals(&self) -> Vec<Way> {
        let [tens, ones] = [Class::Number, Class::Ordinal].map(|it| self.class(it));
        let mut ways = self.by_class[Class::Ordinal.number()].clone();
        ways.push(vec![tens, ones]);
        ways.push(vec![tens, [self.word("-")].into_iter().collect(), ones]);
        ways
    }

    /// Numbers in words: any of their words in any order.
    fn amounts(&self) -> Vec<Way> {
        let half = self.language.group("andhalf");
        let classes = [Some(Class::Number), Some(Class::Multiplier), half];
        let mut words: Symbols = [self.word("-")].into_iter().collect();
        for way in classes.into_iter().flatten().flat_map(|it| &self.by_class[it.number()]) {
            for symbols in way {
                words.add(symbols);
            }
        }
        let mut first = self.class(Class::Number);
        first.add(&self.class(Class::Multiplier));
        vec![vec![first], vec![first, words], vec![first, words, words]]
    }
}

impl Matcher {
    /// The numbers that it can begin with.
    pub(super) fn numbers(&self) -> &'static [Symbol] {
        match self {
            Self::Slot(Slot::DayWord | Slot::Roman) => &[],
            Self::Slot(Slot::Year | Slot::NearYear | Slot::Decade | Slot::Hhmm) => &[FOUR_DIGITS],
            Self::Slot(Slot::Num | Slot::Int | Slot::Nth) | Self::Digits(_) | Self::AnyNumber => {
                &NUMBERS
            }
            Self::Slot(Slot::Numeric) => &[SHORT_NUMBER, FOUR_DIGITS],
            Self::Slot(_) => &[SHORT_NUMBER],
            _ => &[],
        }
    }
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
