//! Which rules can begin with given tokens: an index by what stands first, second, third and fourth.
//!
//! It names more rules than match, and leaves one out in a single case: a rule begins with a word that its own lists
//! have, and the token behind that word must be on its lists too.
//!
//! # Cost
//!
//! One load for most tokens, which begin no rule; for the others four sets of bits, and-ed. The index is made when a
//! language is first matched, from sets of kinds of symbols that are joined and cut, in less than a million instructions.

use std::collections::HashMap;
use std::ops::Range;
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
pub(crate) fn number_symbol(digits: usize) -> Symbol {
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
    fourth: Lanes,
}

/// The index.
#[derive(Debug, Default)]
pub(crate) struct Beginnings {
    /// By symbol: its row in the lists below, which many share.
    rows: Vec<u16>,
    hints: Vec<Hints>,
    places: Vec<Places>,
    /// By lane: its rule.
    rules: Vec<u16>,
}

/// The lanes that can have a symbol first, second, third and fourth, as far as 64 bits tell: each is for a group of lanes.
#[derive(Clone, Copy, Debug, Default)]
struct Hints {
    first: u64,
    /// Behind what is no word, and behind a word.
    second: [u64; 2],
    third: u64,
    fourth: u64,
}

impl Beginnings {
    /// The first of so many places, from `at` on, where a rule may begin with the symbol there and the three behind it;
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
            (&self.hints[usize::from(self.rows[usize::from(symbol)])], is_word)
        };
        let (mut first, mut second, mut third) = (hints(at), hints(at + 1), hints(at + 2));
        while at < n_places {
            let fourth = hints(at + 3);
            let (begins, is_word) = first;
            let both = begins.first & second.0.second[usize::from(is_word)];
            if both & third.0.third & fourth.0.fourth != 0 {
                return Some(at);
            }
            (first, second, third) = (second, third, fourth);
            at += 1;
        }
        None
    }

    /// The ways into rules that these four tokens can take, if there are any.
    #[inline]
    pub(crate) fn lanes(&self, symbols: [Symbol; 4], is_word: bool) -> Option<Lanes> {
        let [first, second, third, fourth] =
            symbols.map(|it| &self.places[usize::from(self.rows[usize::from(it)])]);
        let second = if is_word { &second.second_of_word } else { &second.second };
        let all = first.first.and(second).and(&third.third).and(&fourth.fourth);
        if all.is_empty() { None } else { Some(all) }
    }

    /// The same as far as the first two tell.
    #[cfg(test)]
    pub(crate) fn lanes_of_two(&self, symbols: [Symbol; 2], is_word: bool) -> Lanes {
        let [first, second] =
            symbols.map(|it| &self.places[usize::from(self.rows[usize::from(it)])]);
        first.first.and(if is_word { &second.second_of_word } else { &second.second })
    }

    /// The rules that lanes lead into, in their order.
    pub(crate) fn rules(&self, lanes: &Lanes) -> impl Iterator<Item = usize> {
        let mut before = None;
        let rules = lanes.iter().map(|lane| usize::from(self.rules[lane]));
        rules.filter(move |rule| before.replace(*rule) != Some(*rule))
    }

    /// The index of a language's rules.
    pub(super) fn of(language: &Language) -> Self {
        let mut ways = Ways::new(language);
        let n_kinds = 1 + ways.kinds.iter().max().map_or(0, |it| usize::from(*it));
        let mut by_kind = vec![Places::default(); n_kinds];
        let mut of_all = Places::default();
        let mut put = |kinds: Kinds, lane: usize, place: fn(&mut Places) -> &mut Lanes| {
            if kinds == Kinds::ALL {
                place(&mut of_all).insert(lane);
            } else {
                bits(&kinds.0).for_each(|kind| place(&mut by_kind[kind]).insert(lane));
            }
        };
        let mut found = Self::default();
        let mut lanes = Vec::new();
        for (rule, steps) in (0..).zip(language.rules.iter().map(|it| &it.steps)) {
            ways.begin(steps);
            let (first, second) = ways.listed();
            for lane in ways.lanes() {
                let number = found.rules.len();
                found.rules.push(rule);
                assert!(number < Lanes::MOST, "rules begin in more ways than a set of lanes holds");
                let second_of_word = lane.second.and(&second);
                let lane = Lane { first: lane.first.and(&first), ..lane };
                put(lane.first, number, |it| &mut it.first);
                put(lane.second, number, |it| &mut it.second);
                put(second_of_word, number, |it| &mut it.second_of_word);
                put(lane.third, number, |it| &mut it.third);
                put(lane.fourth, number, |it| &mut it.fourth);
                let sets = [&second_of_word, &lane.second, &lane.third, &lane.fourth];
                lanes.push((sets.map(|it| it.has(UNKNOWN)), lane.first));
            }
        }
        let mut rows: HashMap<&Places, u16, FixedState> = HashMap::default();
        let mut of_kinds = Vec::with_capacity(n_kinds);
        for places in &by_kind {
            let row = *rows.entry(places).or_insert(found.places.len() as u16);
            of_kinds.push(row);
            if usize::from(row) == found.places.len() {
                found.places.push(*places);
            }
        }
        found.rows = ways.kinds.iter().map(|kind| of_kinds[usize::from(*kind)]).collect();
        let groups = groups(&lanes);
        let hints_of_all = of_all.hints(&groups);
        let hints = found.places.iter().map(|it| it.hints(&groups).or(hints_of_all));
        found.hints = hints.collect();
        found.places.iter_mut().for_each(|it| it.add(&of_all));
        found
    }
}

impl Places {
    fn add(&mut self, others: &Self) {
        self.first.add(&others.first);
        self.second.add(&others.second);
        self.second_of_word.add(&others.second_of_word);
        self.third.add(&others.third);
        self.fourth.add(&others.fourth);
    }

    fn hints(&self, groups: &[u8]) -> Hints {
        Hints {
            first: self.first.gist(groups),
            second: [&self.second, &self.second_of_word].map(|it| it.gist(groups)),
            third: self.third.gist(groups),
            fourth: self.fourth.gist(groups),
        }
    }
}

impl Hints {
    fn or(self, other: Self) -> Self {
        Self {
            first: self.first | other.first,
            second: [0, 1].map(|it| self.second[it] | other.second[it]),
            third: self.third | other.third,
            fourth: self.fourth | other.fourth,
        }
    }
}

/// Symbols that no rule and no entry tells apart are of one kind; its number. What is no word is of a kind of its own, which has
/// its number.
type Kind = u16;

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
struct Kinds([u64; 6]);

impl Kinds {
    /// As many as a language can have.
    const MOST: usize = 384;
    const ALL: Self = Self([u64::MAX; 6]);

    fn insert(&mut self, kind: Kind) {
        self.0[usize::from(kind) / 64] |= 1 << (kind % 64);
    }

    fn has(&self, kind: Kind) -> bool {
        self.0[usize::from(kind) / 64] >> (kind % 64) & 1 == 1
    }

    fn add(&mut self, others: &Self) {
        self.0.iter_mut().zip(others.0).for_each(|(bits, others)| *bits |= others);
    }

    fn and(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|it| self.0[it] & other.0[it]))
    }
}

impl FromIterator<Kind> for Kinds {
    fn from_iter<I: IntoIterator<Item = Kind>>(kinds: I) -> Self {
        let mut set = Self::default();
        kinds.into_iter().for_each(|it| set.insert(it));
        set
    }
}

/// The kind of each symbol of a language.
fn kinds(language: &Language) -> Vec<Kind> {
    // each symbol, at the top, with what it is used for: by the entries of a class that are so long, at this place in them, or, alone
    let as_number = |symbol: Symbol, [class, length, place]: [u16; 3]| {
        [symbol, class, length, place].into_iter().fold(0, |all, it| all << 16 | u64::from(it))
    };
    let own = |symbol| as_number(symbol, [u16::MAX, u16::MAX, symbol]);
    let mut uses: Vec<u64> = (0..=UNKNOWN).map(own).collect();
    for (first, entries) in (0..).zip(language.entries.each()) {
        for entry in entries {
            let (class, length) = (entry.class.number() as u16, entry.more.len() as u16);
            let words = [first].into_iter().chain(entry.more.iter().map(|(word, _)| *word));
            uses.extend(
                words.zip(0..).map(|(word, place)| as_number(word, [class, length, place])),
            );
        }
    }
    uses.extend(language.romans.iter().map(|word| as_number(*word, [u16::MAX, 0, 0])));
    uses.extend(IN_SLOTS.iter().filter_map(|it| language.words.get(it)).map(own));
    for step in language.rules.iter().flat_map(|it| &it.steps) {
        let Step::Item(item) = step else { continue };
        uses.extend(item.either.of(&language.matchers).iter().filter_map(|it| match it {
            Matcher::Word(word) => Some(own(*word)),
            _ => None,
        }));
    }
    uses.sort_unstable();
    uses.dedup();
    let symbol = |used: u64| (used >> 48) as usize;
    let alone: Vec<u64> = uses.iter().map(|it| it << 16).collect();
    // no symbol is of no use
    let mut known: HashMap<&[u64], Kind, FixedState> = HashMap::default();
    let mut kinds = vec![0; language.n_symbols()];
    let mut first = 0;
    for same in uses.chunk_by(|a, b| symbol(*a) == symbol(*b)) {
        let past = first + same.len();
        let next = known.len() as Kind;
        kinds[symbol(same[0])] = *known.entry(&alone[first..past]).or_insert(next);
        first = past;
    }
    assert!(known.len() <= Kinds::MOST, "a language has more kinds of words than a set holds");
    kinds
}

/// The words and signs that slots ask for.
const IN_SLOTS: [&str; 7] = ["-", "and", ":", ".", "/", ",", "½"];

/// The kinds that can stand at each of the tokens that a matcher takes.
type Way = Vec<Kinds>;

/// The kinds that can stand first, second, third and fourth where a lane is taken.
#[derive(Default)]
struct Lane {
    first: Kinds,
    second: Kinds,
    third: Kinds,
    fourth: Kinds,
}

impl Lane {
    fn add(&mut self, kinds: [&Kinds; 4]) {
        let own = [&mut self.first, &mut self.second, &mut self.third, &mut self.fourth];
        own.into_iter().zip(kinds).for_each(|(own, kinds)| own.add(kinds));
    }
}

/// Whether a lane takes an unknown word second, behind a word and behind what is none, third and fourth; and what it takes
/// first.
type LaneKind = ([bool; 4], Kinds);

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
#[derive(Clone, Copy, Eq, PartialEq)]
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
    /// By symbol.
    kinds: Vec<Kind>,
    /// By class: one for each length of its entries.
    by_class: Vec<Vec<Way>>,
    /// Those of the matchers that were met.
    known: HashMap<Matcher, Rc<[Way]>, FixedState>,
    /// By step of the rule that is read: what a match can go on with from there.
    firsts: Vec<Firsts>,
    all_firsts: Vec<Option<First>>,
    /// By step too: what can stand there and behind, once that was asked.
    next: Vec<Option<[Kinds; 2]>>,
}

/// A matcher that takes the next token, and the step behind it.
type First = (Matcher, usize);

/// Some of all that a rule goes on with; none of [`First`] where it can end.
type Firsts = Range<usize>;

impl<'a> Ways<'a> {
    fn new(language: &'a Language) -> Self {
        let kinds = kinds(language);
        let mut by_class: Vec<Vec<Way>> = vec![Vec::new(); Class::MOST];
        for (kind, entry) in kinds
            .iter()
            .zip(language.entries.each())
            .flat_map(|(kind, all)| all.iter().map(move |entry| (*kind, entry)))
        {
            let ways = &mut by_class[entry.class.number()];
            let length = 1 + entry.more.len();
            let nth = ways.iter().position(|it| it.len() == length).unwrap_or_else(|| {
                ways.push(vec![Kinds::default(); length]);
                ways.len() - 1
            });
            let more = entry.more.iter().map(|(word, _)| kinds[usize::from(*word)]);
            let way = &mut ways[nth];
            way.iter_mut()
                .zip([kind].into_iter().chain(more))
                .for_each(|(kinds, kind)| kinds.insert(kind));
        }
        let known = HashMap::default();
        let (firsts, all_firsts, next) = (Vec::new(), Vec::new(), Vec::new());
        Self { language, kinds, by_class, known, firsts, all_firsts, next }
    }

    /// Begins with a rule.
    fn begin(&mut self, steps: &[Step]) {
        self.next.clear();
        self.next.resize(steps.len() + 1, None);
        self.all_firsts.clear();
        self.all_firsts.push(None);
        self.firsts.clear();
        self.firsts.resize(steps.len() + 1, 0..1);
        // no step goes back
        for (at, step) in steps.iter().enumerate().rev() {
            let start = self.all_firsts.len();
            self.firsts[at] = match step {
                Step::Item(item) if item.mode == Mode::Take => {
                    let either = item.either.of(&self.language.matchers).iter();
                    self.all_firsts.extend(either.map(|it| Some((*it, at + 1))));
                    start..self.all_firsts.len()
                }
                Step::Split(a, b) => {
                    self.all_firsts.extend_from_within(self.firsts[*a].clone());
                    self.all_firsts.extend_from_within(self.firsts[*b].clone());
                    start..self.all_firsts.len()
                }
                Step::Jump(to) => self.firsts[*to].clone(),
                Step::Item(_) | Step::Open | Step::Close => self.firsts[at + 1].clone(),
            };
        }
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
            other => vec![vec![self.begins(&other)]],
        };
        let ways: Rc<[Way]> = ways.into();
        self.known.insert(matcher, ways.clone());
        ways
    }

    /// The lanes of the rule: one for each step behind its first matcher and what takes the second token.
    fn lanes(&mut self) -> impl Iterator<Item = Lane> + use<> {
        let mut lanes: Vec<((usize, Second), Lane)> = Vec::new();
        let mut add = |next: usize, second: Second, kinds: [&Kinds; 4]| {
            let key = (next, second);
            let at = lanes.iter().position(|it| it.0 == key).unwrap_or_else(|| {
                lanes.push((key, Lane::default()));
                lanes.len() - 1
            });
            lanes[at].1.add(kinds);
        };
        for first in self.firsts[0].clone() {
            let Some((matcher, next)) = self.all_firsts[first] else { continue };
            for way in &*self.of(matcher) {
                if let [first, second, rest @ ..] = &**way {
                    let [third, fourth] = self.two(rest, next);
                    let behind = Second::Same { more: !rest.is_empty() };
                    add(next, behind, [first, second, &third, &fourth]);
                    continue;
                }
                let first = &way[0];
                for second in self.firsts[next].clone() {
                    let Some((matcher, behind)) = self.all_firsts[second] else {
                        add(next, Second::Nothing, [first, &Kinds::ALL, &Kinds::ALL, &Kinds::ALL]);
                        continue;
                    };
                    for way in &*self.of(matcher) {
                        let [third, fourth] = self.two(&way[1..], behind);
                        add(next, Second::Before(behind), [first, &way[0], &third, &fourth]);
                    }
                }
            }
        }
        lanes.into_iter().map(|(_, lane)| lane)
    }

    /// The next two of what is left of a way, before the rule goes on with a step.
    fn two(&mut self, rest: &[Kinds], step: usize) -> [Kinds; 2] {
        match rest {
            [one, other, ..] => [*one, *other],
            [one] => [*one, self.next(step)[0]],
            [] => self.next(step),
        }
    }

    /// What can stand where the rule goes on with a step, and behind that.
    fn next(&mut self, step: usize) -> [Kinds; 2] {
        if let Some(known) = self.next[step] {
            return known;
        }
        let mut next = [Kinds::default(); 2];
        for first in self.firsts[step].clone() {
            let Some((matcher, behind)) = self.all_firsts[first] else {
                next = [Kinds::ALL; 2];
                break;
            };
            for way in &*self.of(matcher) {
                next[0].add(&way[0]);
                next[1].add(&way.get(1).copied().unwrap_or_else(|| self.next(behind)[0]));
            }
        }
        self.next[step] = Some(next);
        next
    }

    /// What the rule's lists have first, and second behind a word.
    fn listed(&self) -> (Kinds, Kinds) {
        let (mut first, mut second) = (Kinds::default(), Kinds::default());
        for (matcher, next) in self.all_firsts[self.firsts[0].clone()].iter().flatten() {
            first.add(&self.begins(matcher));
            second.add(&self.seconds(matcher, *next));
        }
        (first, second)
    }

    /// What can follow the first word of the rule, when `matcher` takes it and it goes on at step `next`.
    fn seconds(&self, matcher: &Matcher, next: usize) -> Kinds {
        let mut seconds = Kinds::default();
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
                    seconds.insert(self.kind(word));
                }
                Some(Class::Number)
            }
            _ => None,
        };
        let ways = inner.map(|class| &self.by_class[class.number()]).into_iter().flatten();
        ways.filter_map(|way| way.get(1)).for_each(|it| seconds.add(it));
        for found in &self.all_firsts[self.firsts[next].clone()] {
            match found {
                Some((matcher, _)) => seconds.add(&self.begins(matcher)),
                None => return Kinds::ALL,
            }
        }
        seconds
    }

    fn kind(&self, symbol: Symbol) -> Kind {
        self.kinds[usize::from(symbol)]
    }

    /// The kind of a word that slots ask for.
    fn word(&self, word: &str) -> Kind {
        debug_assert!(IN_SLOTS.contains(&word), "`{word}` is of a kind of its own");
        self.kind(self.language.words.get(word).unwrap_or(UNKNOWN))
    }

    /// All words.
    fn words(&self) -> Kinds {
        self.kinds[usize::from(UNKNOWN)..].iter().copied().collect()
    }

    /// What a member of a class can begin with.
    fn class(&self, class: Class) -> Kinds {
        let mut kinds = Kinds::default();
        self.by_class[class.number()].iter().for_each(|way| kinds.add(&way[0]));
        kinds
    }

    /// What a matcher can begin with: the numbers, and the words of its lists.
    fn begins(&self, matcher: &Matcher) -> Kinds {
        let mut kinds: Kinds = matcher.numbers().iter().copied().collect();
        let classes: &[Class] = match matcher {
            Matcher::Class(class) => &[*class],
            Matcher::Slot(Slot::Nth | Slot::DayWord) => &[Class::Number, Class::Ordinal],
            Matcher::Slot(Slot::Num) => &[Class::Number, Class::Multiplier],
            _ => &[],
        };
        for class in classes {
            kinds.add(&self.class(*class));
        }
        match matcher {
            Matcher::Word(word) => kinds.insert(self.kind(*word)),
            Matcher::Slot(Slot::Roman) => {
                self.language.romans.iter().for_each(|word| kinds.insert(self.kind(*word)));
            }
            _ => {}
        }
        kinds
    }

    /// As [`crate::dates::expressions::numbers`] fills slots.
    fn of_slot(&self, slot: Slot) -> Vec<Way> {
        let number = self.begins(&Matcher::Slot(slot));
        let any: Kinds = NUMBERS.into_iter().collect();
        let sign = |signs: &[&str]| signs.iter().map(|it| self.word(it)).collect::<Kinds>();
        let suffix = self.class(Class::OrdinalSuffix);
        match slot {
            Slot::Roman => vec![vec![self.words()]],
            Slot::Day | Slot::NthDay => vec![vec![number], vec![number, suffix]],
            Slot::Clock | Slot::DotClock => {
                let sign = if slot == Slot::Clock { sign(&[":"]) } else { sign(&["."]) };
                vec![vec![number, sign, any], vec![number, sign, any, sign, any]]
            }
            Slot::Numeric => {
                let sign = sign(&["-", ".", "/"]);
                vec![vec![number, sign, any, sign, any]]
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

    /// Numbers in words: any of their words in any order; what is behind four of them is not asked.
    fn amounts(&self) -> Vec<Way> {
        let half = self.language.group("andhalf");
        let classes = [Some(Class::Number), Some(Class::Multiplier), half];
        let mut words: Kinds = [self.word("-")].into_iter().collect();
        for way in classes.into_iter().flatten().flat_map(|it| &self.by_class[it.number()]) {
            for kinds in way {
                words.add(kinds);
            }
        }
        let mut first = self.class(Class::Number);
        first.add(&self.class(Class::Multiplier));
        (0..4).map(|n_more| [vec![first], vec![words; n_more]].concat()).collect()
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
