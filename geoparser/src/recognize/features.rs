//! What the tagger sees of a word: the word, its neighbors, its shape, and what gazetteer and lexicon know of them.
//!
//! A feature is a 32-bit hash of a template's number and its values. Templates that hold words are *lexical*: they can be
//! left out, so that the others learn to do without them in languages that were not learned from.
//!
//! # Cost
//!
//! Forty hashes a word that could be part of a name, twenty where the word and its row were met before.

use crate::gazetteer::hash::{self, hash_word};
use crate::recognize::classes::word_class;
use crate::recognize::gaps::BREAK;
use crate::recognize::shapes::NO_SHAPE;
pub use crate::recognize::sight::Sight;

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
pub(super) type GazetteerCode = u16;

/// A word as the templates see it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    pub(super) hash: u32,
    pub(super) shape: u8,
    pub(super) gap: u8,
    pub(super) code: GazetteerCode,
    pub(super) facts: u16,
    pub(super) class: u8,
    pub(super) document: u8,
    /// How much the names around speak for the region of one of its bearers, 0 to 4.
    pub(super) region: u8,
    pub(super) row: Row,
}

/// Words with a capital in a row: "Tennessee Arts Commission".
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    /// The last word.
    pub(super) head: u32,
    pub(super) head_class: u8,
    /// What is known of the first word as a person's name.
    pub(super) first: u8,
    /// How many words stand before and after it in the row, at most three each.
    pub(super) before: u8,
    pub(super) after: u8,
}

/// The number that stands for a folded word: the same for ever, as model files hold it.
pub fn word_hash(folded: &str) -> u32 {
    number_of(hash_word(folded.as_bytes()))
}

/// The number that stands for a word with this hash.
#[inline]
pub(super) fn number_of(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// Whether the folded word is one for a house, a body or a way: "school", "road".
pub fn is_house(folded: &str) -> bool {
    matches!(word_class(word_hash(folded)), 8 | 9)
}

/// The hash of a feature: the values, told apart by the template's number, times a key; both halves of the product count.
#[inline]
fn mix(template: u32, a: u32, b: u32) -> u32 {
    let values = u64::from(a) << 32 | u64::from(b);
    let of_template = (u64::from(template) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (hash::mix(values ^ of_template, 0xd6e8_feb8_6659_fd93) >> 32) as u32
}

impl Sight {
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
        let outside = Seen { hash: OUTSIDE, shape: NO_SHAPE, gap: BREAK, ..Seen::default() };
        let at = |offset: isize| -> Seen {
            nth.checked_add_signed(offset).and_then(|nth| self.seen(nth)).unwrap_or(outside)
        };
        let (row, affixes) = self.row_and_affixes(nth);
        let (w2, w1, w0, n1, n2) = (at(-2), at(-1), Seen { row, ..at(0) }, at(1), at(2));
        let w1 = if w1.gap == BREAK { outside } else { w1 };
        let w2 = if w1.hash == OUTSIDE || w2.gap == BREAK { outside } else { w2 };
        let n1 = if w0.gap == BREAK { outside } else { n1 };
        let n2 = if n1.hash == OUTSIDE || n1.gap == BREAK { outside } else { n2 };
        Window { w2, w1, w0, n1, n2, affixes }
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
