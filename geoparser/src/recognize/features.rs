//! What the tagger sees of a word: the word, its neighbors, its shape, and what gazetteer and lexicon know of them.
//!
//! A feature is a 32-bit hash of a template's number and its values. Templates that hold words are *lexical*: they can be
//! left out, so that the others learn to do without them in languages that were not learned from.
//!
//! # Cost
//!
//! Forty hashes a word that could be part of a name, twenty where the word and its row were met before; shape and gap of the
//! others.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::gazetteer::Gazetteer;
use crate::place::{Kind, NameSort};
use crate::recognize::classes::{ARTICLE, OF, PLACE_WORD, TITLE, word_class};
use crate::recognize::folded::WordHash;
use crate::recognize::lexicon::Lexicon;
use crate::recognize::regions::regions;
use crate::recognize::{FoldedWords, Match};
use crate::text::Span;
use crate::text::letters::Letters;

/// What templates look at, with the numbers of all that do: a group is left out to see what it is worth. Numbers that are not
/// given belonged to templates that brought nothing.
pub const TEMPLATE_GROUPS: &[(&str, &[u32])] = &[
    ("gazetteer", &[4, 5, 7, 8, 17, 24, 25, 26, 28, 31, 52, 53, 58, 61]),
    ("lexicon", &[5, 10, 11, 12, 18, 27, 29, 59, 60]),
    ("word-classes", &[14, 15, 23, 24, 27]),
    ("shapes", &[1, 10, 11, 12, 14, 15, 23, 31, 41, 49, 50, 51]),
    ("elsewhere-in-text", &[17, 18]),
    ("rows-of-capitals", &[24, 25, 26, 27, 29, 61, 62]),
    ("regions", &[28, 29]),
    ("words", &[40, 41, 42, 43, 46, 52, 53, 54, 55, 56, 57, 59, 60, 61, 62]),
    ("affixes", &[49, 50, 51, 58]),
];

/// What the gazetteer says of a word, packed: place of the word in the match, kind and size, sort.
type GazetteerCode = u16;

/// A word as the templates see it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    pub(super) hash: u32,
    shape: u8,
    gap: u8,
    code: GazetteerCode,
    pub(super) facts: u16,
    class: u8,
    document: u8,
    /// How much the names around speak for the region of one of its bearers, 0 to 4.
    region: u8,
    row: Row,
}

/// Words with a capital in a row: "Tennessee Arts Commission".
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    /// The last word.
    head: u32,
    head_class: u8,
    /// What is known of the first word as a person's name.
    first: u8,
    /// How many words stand before and after it in the row, at most three each.
    before: u8,
    after: u8,
}

/// The words of a text with what is known of each.
#[derive(Debug)]
pub struct Sight {
    seen: Vec<Seen>,
    affixes: Vec<[u32; 3]>,
    runs: Vec<(usize, usize)>,
}

/// The number that stands for a folded word.
pub fn word_hash(folded: &str) -> u32 {
    WordHash::of(folded.as_bytes()).0
}

impl Seen {
    /// Whether it begins with a capital letter or its script has none.
    pub(super) fn is_capital(self) -> bool {
        self.shape < SMALL
    }
}

/// Whether the folded word is one for a house, a body or a way: "school", "road".
pub fn is_house(folded: &str) -> bool {
    matches!(word_class(word_hash(folded)), 8 | 9)
}

#[inline]
fn mix(template: u32, a: u32, b: u32) -> u32 {
    let mut hash =
        u64::from(template).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ u64::from(a) << 32 ^ u64::from(b);
    hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash = (hash ^ (hash >> 29)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (hash >> 32) as u32
}

impl Sight {
    /// Looks at all words once. `matches` are the gazetteer's, in order.
    pub fn of(
        gazetteer: &Gazetteer,
        lexicon: &Lexicon,
        text: &str,
        words: &FoldedWords,
        matches: &[Match],
    ) -> Self {
        let mut seen = Vec::with_capacity(words.len());
        for nth in 0..words.len() {
            let next = if nth + 1 == words.len() { text.len() } else { words.span(nth + 1).start };
            seen.push(Seen {
                hash: words.word_hash(nth),
                shape: shape(text, words.span(nth)),
                gap: gap_class(text, words.span(nth).end, next),
                ..Seen::default()
            });
        }
        for found in matches {
            let code = match_code(gazetteer, found);
            for nth in 0..found.n_words {
                let place = match (nth, found.n_words) {
                    (0, 1) => 0,
                    (0, _) => 1,
                    (it, all) if it + 1 == all => 3,
                    _ => 2,
                };
                seen[found.first_word + nth].code = code << 2 | place;
            }
        }
        know_words(lexicon, &mut seen);
        look_at_rows(&mut seen);
        for (found, region) in matches.iter().zip(regions(gazetteer, matches, &seen)) {
            for nth in 0..found.n_words {
                seen[found.first_word + nth].region = region;
            }
        }
        let runs = runs(words, &seen);
        let mut this = Self { affixes: vec![[0; 3]; words.len()], seen, runs };
        this.look_at_the_whole_text(lexicon);
        for nth in this.runs.iter().flat_map(|(first, end)| *first..*end) {
            if this.seen[nth].shape < SMALL {
                this.affixes[nth] = affixes(words.folded(nth));
            }
        }
        this
    }

    /// How many words the text has.
    pub fn n_words(&self) -> usize {
        self.seen.len()
    }

    /// The stretches of words that could be names: first word, and one past the last.
    pub fn runs(&self) -> &[(usize, usize)] {
        &self.runs
    }

    /// Whether the word begins with a capital letter or its script has none.
    pub fn is_capital(&self, nth: usize) -> bool {
        self.seen[nth].is_capital()
    }

    /// Whether no other word with a capital stands in a row with these.
    pub(super) fn stands_alone(&self, first: usize, n_words: usize) -> bool {
        let words = &self.seen[first..first + n_words];
        words.first().is_none_or(|it| it.row.before == 0)
            && words.last().is_none_or(|it| it.row.after == 0)
    }

    /// Whether what stands behind the word parts names: "Lebanon: Tripoli", "Bangor, Maine".
    pub(super) fn is_parted(&self, nth: usize) -> bool {
        matches!(self.seen[nth].gap, COMMA | DASH | 10..=12)
    }

    /// What a capitalized word is elsewhere in the text, as bits: after a word of place, after a title or first name,
    /// in small letters, before a comma and a known division, last in a row of capitals that begins with a first name or
    /// title, or with something else.
    fn look_at_the_whole_text(&mut self, lexicon: &Lexicon) {
        let n_capitals = self.seen.iter().filter(|it| it.shape < SMALL).count();
        if n_capitals == 0 {
            return;
        }
        let mut elsewhere = Elsewhere::of(n_capitals);
        for nth in 0..self.seen.len() {
            let it = &self.seen[nth];
            if it.shape >= SMALL {
                continue;
            }
            let mut bits = 0;
            let before = nth.checked_sub(1).map(|before| &self.seen[before]);
            if let Some(before) = before.filter(|it| it.gap == BLANK) {
                if before.class == PLACE_WORD {
                    bits |= 1;
                }
                if before.class == TITLE
                    || (before.shape < SMALL && before.facts >> 3 & 3 > 0 && before.code == 0)
                {
                    bits |= 2;
                }
            }
            let ends_row = it.row.before > 0 && it.row.after == 0 && it.row.head_class == 0;
            let is_single = it.code.trailing_zeros() >= 2;
            if ends_row && is_single {
                bits |= if it.row.first > 0 { 16 } else { 32 };
            }
            let next = self.seen.get(nth + 1).filter(|_| it.gap == COMMA);
            if next.is_some_and(|next| next.code != 0 && next.code >> 6 & 15 < 4) {
                bits |= 8;
            }
            *elsewhere.entry(it.hash) |= bits;
        }
        for it in self.seen.iter().filter(|it| it.shape >= SMALL) {
            if let Some(bits) = elsewhere.get_mut(it.hash)
                && lexicon.look(it.hash).common() < 4
            {
                *bits |= 4;
            }
        }
        for it in self.seen.iter_mut().filter(|it| it.shape < SMALL) {
            it.document = elsewhere.get(it.hash);
        }
    }

    /// Calls `with` for every feature of the nth word: the number of its template, and its hash.
    pub fn features(&self, nth: usize, mut with: impl FnMut(u32, u32)) {
        let window = self.window(nth);
        window.own(&mut with);
        window.row(&mut with);
        window.around(&mut with);
    }

    /// The nth word with what stands around it in its line.
    #[inline]
    pub(super) fn window(&self, nth: usize) -> Window {
        let outside = Seen { hash: OUTSIDE, shape: 15, gap: BREAK, ..Seen::default() };
        let at = |offset: isize| -> Seen {
            nth.checked_add_signed(offset)
                .and_then(|nth| self.seen.get(nth))
                .copied()
                .unwrap_or(outside)
        };
        let (w2, w1, w0, n1, n2) = (at(-2), at(-1), at(0), at(1), at(2));
        let w1 = if w1.gap == BREAK { outside } else { w1 };
        let w2 = if w1.hash == OUTSIDE || w2.gap == BREAK { outside } else { w2 };
        let n1 = if w0.gap == BREAK { outside } else { n1 };
        let n2 = if n1.hash == OUTSIDE || n1.gap == BREAK { outside } else { n2 };
        Window { w2, w1, w0, n1, n2, affixes: self.affixes[nth] }
    }
}

/// Templates from this number on hold words.
pub const FIRST_LEXICAL: u32 = 40;

/// The hash of what is no word.
const OUTSIDE: u32 = 1;

/// A word and two on either side: what templates look at, in three groups. All that the first two look at is in a key, so that
/// what came of it once comes of it again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    w2: Seen,
    w1: Seen,
    w0: Seen,
    n1: Seen,
    n2: Seen,
    affixes: [u32; 3],
}

fn pair(a: u16, b: u16) -> u32 {
    u32::from(a) << 16 | u32::from(b)
}

fn pair8(a: u8, b: u8) -> u32 {
    u32::from(a) << 8 | u32::from(b)
}

impl Window {
    /// All that [`Self::own`] looks at: what the lexicon says of a word is the same for the same hash.
    #[inline]
    pub(super) fn own_key(&self) -> u64 {
        let Seen { hash, code, shape, .. } = self.w0;
        let [prefix, suffix3, suffix4] = self.affixes;
        let word = u64::from(hash) << 32 | u64::from(code) << 8 | u64::from(shape);
        let affixes = u64::from(prefix) << 32 | u64::from(suffix3 ^ suffix4.rotate_left(16));
        word.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ affixes
    }

    /// The word by itself.
    #[inline]
    pub(super) fn own(&self, mut with: impl FnMut(u32, u32)) {
        let (w0, [prefix, suffix3, suffix4]) = (&self.w0, self.affixes);
        let mut put = |template: u32, a: u32, b: u32| with(template, mix(template, a, b));
        put(0, 0, 0);
        put(1, u32::from(w0.shape), 0);
        put(4, u32::from(w0.code), 0);
        put(5, u32::from(w0.code), u32::from(w0.facts));
        put(10, u32::from(w0.facts), u32::from(w0.shape));
        put(23, u32::from(w0.class), u32::from(w0.shape));
        put(40, w0.hash, 0);
        put(41, w0.hash, u32::from(w0.shape));
        put(49, prefix, u32::from(w0.shape));
        put(50, suffix3, u32::from(w0.shape));
        put(51, suffix4, u32::from(w0.shape));
        put(58, suffix3, u32::from(w0.code));
    }

    /// All that [`Self::row`] looks at.
    #[inline]
    pub(super) fn row_key(&self) -> u64 {
        let Seen { code, facts, document, region, row, .. } = self.w0;
        let Row { head_class, first, before, after, .. } = row;
        let row =
            u64::from(pair8(head_class, first)) << 4 | u64::from(before) << 2 | u64::from(after);
        row << 44
            | u64::from(document) << 36
            | u64::from(region) << 32
            | u64::from(pair(code, facts))
    }

    /// Its row of capitals, its region, and what it is elsewhere in the text.
    #[inline]
    pub(super) fn row(&self, mut with: impl FnMut(u32, u32)) {
        let (w0, row) = (&self.w0, &self.w0.row);
        let mut put = |template: u32, a: u32, b: u32| with(template, mix(template, a, b));
        put(17, u32::from(w0.document), u32::from(w0.code));
        put(18, u32::from(w0.document), u32::from(w0.facts));
        put(24, pair8(row.head_class, row.after), u32::from(w0.code));
        put(25, pair8(row.first, row.before), u32::from(w0.code));
        put(26, pair8(row.before, row.after), u32::from(w0.code));
        put(27, pair8(row.head_class, row.after), pair(w0.facts, u16::from(row.before)));
        put(28, u32::from(w0.region), u32::from(w0.code));
        put(29, u32::from(w0.region), pair(w0.facts, u16::from(row.after)));
    }

    /// The words on either side, and the last of its row.
    #[inline]
    pub(super) fn around(&self, mut with: impl FnMut(u32, u32)) {
        let Self { w2, w1, w0, n1, n2, .. } = self;
        let row = &w0.row;
        let mut put = |template: u32, a: u32, b: u32| with(template, mix(template, a, b));
        put(7, pair(w1.code, w0.code), u32::from(n1.code));
        put(8, pair(w0.code, n1.code), u32::from(w0.gap));
        put(11, pair(w1.facts, w0.facts), pair8(w1.shape, w1.gap));
        put(12, pair(w0.facts, n1.facts), pair8(n1.shape, w0.gap));
        put(14, u32::from(w1.class), u32::from(w0.shape));
        put(15, u32::from(n1.class), pair8(w0.shape, w0.gap));
        put(31, pair8(w1.shape, w1.gap), u32::from(w0.code));
        put(42, w1.hash, 0);
        put(43, n1.hash, 0);
        put(46, w2.hash, w1.hash);
        put(52, w1.hash, u32::from(w0.code));
        put(53, n1.hash, u32::from(w0.code) << 8 | u32::from(w0.gap));
        put(54, w2.hash, 0);
        put(55, n2.hash, 0);
        put(56, w1.hash, u32::from(w1.gap));
        put(57, n1.hash, u32::from(w0.gap));
        put(59, w1.hash, u32::from(w0.facts));
        put(60, n1.hash, u32::from(w0.facts));
        put(61, row.head, u32::from(row.after) << 16 | u32::from(w0.code));
        put(62, row.head, u32::from(row.after) << 8 | u32::from(row.before));
    }
}

/// The bits of each different word.
struct Elsewhere {
    words: HashMap<u32, u8, FixedState>,
    /// One bit for each word: most others are not asked further.
    filter: [u64; 64],
}

impl Elsewhere {
    /// Of at most so many words.
    fn of(n: usize) -> Self {
        let words = HashMap::with_capacity_and_hasher(n, FixedState::default());
        Self { words, filter: [0; 64] }
    }

    #[inline]
    fn entry(&mut self, hash: u32) -> &mut u8 {
        self.filter[hash as usize >> 6 & 63] |= 1 << (hash & 63);
        self.words.entry(hash).or_default()
    }

    #[inline]
    fn get(&self, hash: u32) -> u8 {
        self.words.get(&hash).copied().unwrap_or_default()
    }

    #[inline]
    fn get_mut(&mut self, hash: u32) -> Option<&mut u8> {
        let may_have = self.filter[hash as usize >> 6 & 63] >> (hash & 63) & 1 == 1;
        if may_have { self.words.get_mut(&hash) } else { None }
    }
}

/// Tells each word with a capital what row it stands in.
fn look_at_rows(seen: &mut [Seen]) {
    let mut start = 0;
    while start < seen.len() {
        if seen[start].shape >= 8 {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        while end < seen.len() && seen[end].shape < 8 && seen[end - 1].gap == BLANK {
            end += 1;
        }
        let head = seen[end - 1];
        let first = (seen[start].facts >> 3 & 3) as u8;
        for nth in start..end {
            seen[nth].row = Row {
                head: head.hash,
                head_class: head.class,
                first: first + 4 * u8::from(seen[start].class == TITLE),
                before: (nth - start).min(3) as u8,
                after: (end - 1 - nth).min(3) as u8,
            };
        }
        start = end;
    }
}

/// Shapes below this begin with a capital letter or are of a script without them.
const SMALL: u8 = 10;

fn shape(text: &str, word: Span) -> u8 {
    let bytes = &text.as_bytes()[word.range()];
    let Some(first) = bytes.first() else { return 15 };
    if first.is_ascii_lowercase() {
        return SMALL;
    }
    if first.is_ascii_uppercase() && bytes.is_ascii() {
        let (mut has_small, mut has_inner_capital) = (false, false);
        for byte in &bytes[1..] {
            has_small |= byte.is_ascii_lowercase();
            has_inner_capital |= byte.is_ascii_uppercase();
        }
        return capital_shape(bytes.len(), has_small, has_inner_capital);
    }
    let table = Letters::table();
    let mut letters = text[word.range()].chars();
    let Some(first) = letters.next() else { return 15 };
    if table.is_numeric(first) {
        return if bytes.iter().all(u8::is_ascii_digit) {
            11 + u8::from(bytes.len() == 4)
        } else {
            13
        };
    }
    if table.is_lowercase(first) {
        return SMALL;
    }
    let n_letters = 1 + letters.clone().count();
    if !table.is_uppercase(first) {
        return if n_letters <= 2 { 8 } else { 9 };
    }
    let has_small = letters.clone().any(|it| table.is_lowercase(it));
    capital_shape(n_letters, has_small, letters.any(|it| table.is_uppercase(it)))
}

/// The shape of a word that begins with a capital letter.
fn capital_shape(n_letters: usize, has_small: bool, has_inner_capital: bool) -> u8 {
    match n_letters {
        1 => 0,
        2 if !has_small => 1,
        3..=4 if !has_small => 2,
        _ if !has_small => 3,
        _ if has_inner_capital => 5,
        _ if n_letters <= 3 => 6,
        _ => 4,
    }
}

const BLANK: u8 = 0;
const COMMA: u8 = 1;
const DASH: u8 = 6;
const BREAK: u8 = 9;

fn gap_class(text: &str, start: usize, end: usize) -> u8 {
    let bytes = &text.as_bytes()[start..end];
    match bytes.len() {
        0 => return 2,
        1 if bytes[0] == b' ' => return BLANK,
        _ if bytes.contains(&b'\n') => return BREAK,
        _ => {}
    }
    let gap = &text[start..end];
    let mark = gap.trim();
    match mark.chars().next() {
        None => BLANK,
        Some(',' | '،' | '、') => COMMA,
        Some('.' | '!' | '?' | '؟' | '。') => {
            if gap.ends_with([' ', '"', '”']) {
                3
            } else {
                4
            }
        }
        Some('-' | '‐' | '‑') => 5,
        Some('–' | '—') => DASH,
        Some('\'' | '’' | 'ʼ') => 7,
        Some('"' | '“' | '”' | '«' | '»' | '‘') => 8,
        Some('(' | '[') => 10,
        Some(')' | ']') => 11,
        Some(':' | ';') => 12,
        Some('/' | '&') => 13,
        Some('#' | '@' | '_') => 14,
        Some(_) => 15,
    }
}

/// The hashes of its first three letters, its last three and its last four.
fn affixes(folded: &str) -> [u32; 3] {
    if folded.is_ascii() {
        let n = folded.len();
        let tail = |letters: usize| word_hash(&folded[n.saturating_sub(letters)..]);
        return [word_hash(&folded[..n.min(3)]), tail(3), tail(4)];
    }
    let tail = |n: usize| {
        let start = folded.char_indices().rev().nth(n - 1).map_or(0, |(at, _)| at);
        word_hash(&folded[start..])
    };
    let head_end = folded.char_indices().nth(3).map_or(folded.len(), |(at, _)| at);
    [word_hash(&folded[..head_end]), tail(3), tail(4)]
}

/// Kind and size of the best-known bearer, how many bear the name, and its sort: 10 bits, never 0.
fn match_code(gazetteer: &Gazetteer, found: &Match) -> GazetteerCode {
    let class = |kind: Kind, size: u8| match kind {
        Kind::Country | Kind::Territory => 0_u16,
        Kind::Continent | Kind::Region => 1,
        Kind::Admin1 => 2,
        Kind::Admin2 => 3,
        Kind::City => 8 - u16::from(size.min(4)),
        Kind::Admin3 => 9,
        Kind::River | Kind::Lake | Kind::Sea => 10,
        Kind::Island | Kind::Mountain | Kind::Desert | Kind::Landform => 11,
        Kind::Suburb => 12,
        Kind::Airport | Kind::Port | Kind::Park | Kind::Site => 13,
        Kind::Ancient => 14,
    };
    let best = found
        .bearers(gazetteer)
        .map(|it| {
            let gist = gazetteer.gist(it.place);
            (class(gist.kind, gist.size), it.sort)
        })
        .min_by_key(|(class, sort)| (*sort == NameSort::Historical, *class));
    let Some((class, sort)) = best else { return 0 };
    let sort = match sort {
        NameSort::Label => 0,
        NameSort::Alias => 1,
        NameSort::Demonym => 2,
        NameSort::Abbreviation | NameSort::Historical => 3,
    };
    let bearers = match found.bearers.len() {
        0 | 1 => 0,
        2..=4 => 1,
        5..=15 => 2,
        _ => 3,
    };
    // the leading bit tells a match from none
    1 << 8 | class << 4 | sort << 2 | bearers
}

/// Looks up those words that can be a part of a name, and two on either side: nothing else is asked of the others.
fn know_words(lexicon: &Lexicon, seen: &mut [Seen]) {
    let mut known = 0;
    for nth in 0..seen.len() {
        if seen[nth].shape >= SMALL && seen[nth].code == 0 {
            continue;
        }
        let end = (nth + 1 + REACH).min(seen.len());
        for word in &mut seen[known.max(nth.saturating_sub(REACH))..end] {
            let known = lexicon.look(word.hash);
            (word.facts, word.class) = (u16::from(known.facts), known.class);
        }
        known = end;
    }
}

/// Words beside a candidate that are looked at; one more, as a little word between candidates is one itself.
const REACH: usize = 3;

/// Stretches of words that could be names: capitals, words of caseless scripts that the gazetteer knows, matches in
/// small letters, and the little words between them.
fn runs(words: &FoldedWords, seen: &[Seen]) -> Vec<(usize, usize)> {
    let is_little = |nth: usize| {
        seen.get(nth + 1).is_some_and(|next| next.shape < 8)
            && seen[nth - 1].gap != BREAK
            && seen[nth].gap != BREAK
            && (matches!(seen[nth].class, OF | ARTICLE)
                || matches!(words.folded(nth), "al" | "el" | "ez" | "es" | "bin" | "ibn"))
    };
    let mut runs = Vec::new();
    let mut start = None;
    let mut follows_one = false;
    for (nth, it) in seen.iter().enumerate() {
        let is_one = it.shape < 8 || it.code != 0 || follows_one && is_little(nth);
        if follows_one && (!is_one || seen[nth - 1].gap == BREAK) {
            runs.extend(start.take().map(|first| (first, nth)));
        }
        if is_one && start.is_none() {
            start = Some(nth);
        }
        follows_one = is_one;
    }
    runs.extend(start.map(|first| (first, seen.len())));
    runs
}
