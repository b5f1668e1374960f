//! What the tagger sees of a word: the word, its neighbors, its shape, and what gazetteer and lexicon know of them.
//!
//! A feature is a template with its values, and has a slot by their hash: those that share one share its weights, in learning as in
//! use. Templates that hold words are *lexical*: they can be left out, so that the others learn to do without them in languages that
//! were not learned from. Words that were not met in learning are all the same word.
//!
//! # Cost
//!
//! 36 slots a word that could be part of a name, each an addition and a shift. What is asked together lies together: a key's slots are
//! told apart by what is small, and lie side by side.
//!
//! # Sources
//!
//! Weinberger, Dasgupta, Langford, Smola, Attenberg: Feature Hashing for Large Scale Multitask Learning, ICML 2009.

use crate::gazetteer::hash::hash_word;
use crate::recognize::classes::word_class;
use crate::recognize::gaps::BREAK;
use crate::recognize::shapes::NO_SHAPE;
pub use crate::recognize::sight::Sight;

/// What templates look at, with the numbers of all that do: a group is left out to see what it is worth. Numbers that are not
/// given belonged to templates that brought nothing.
pub const TEMPLATE_GROUPS: &[(&str, &[u32])] = &[
    ("gazetteer", &[4, 5, 7, 8, 17, 24, 25, 26, 28, 31, 58, 61]),
    ("lexicon", &[5, 10, 11, 12, 18, 27, 29, 59, 60]),
    ("word-classes", &[14, 15, 23, 24, 27]),
    ("shapes", &[1, 10, 11, 12, 14, 15, 23, 31, 41, 49, 50, 51]),
    ("elsewhere-in-text", &[17, 18]),
    ("rows-of-capitals", &[24, 25, 26, 27, 29, 61, 62]),
    ("regions", &[28, 29]),
    ("words", &[40, 41, 42, 43, 54, 55, 56, 57, 59, 60, 61, 62]),
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
    pub(super) facts: u8,
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

/// So many slots share all features.
pub const N_SLOTS: usize = 1 << 17;

/// Where the slots of a key begin that is spread over all of 32 bits, told apart by a template's number; which of them is meant tells
/// a small number. Those of one key lie side by side: what is asked together lies together.
#[inline]
fn slot(template: u32, key: u32, small: impl Into<u32>) -> u32 {
    let start = key.wrapping_add(template.wrapping_mul(0x85eb_ca6b)) >> (32 - N_SLOTS.ilog2());
    start ^ small.into()
}

/// What spreads small numbers; three, so that those of a word and of its neighbors are no other's.
const SPREADS: [u32; 3] = [0x9e37_79b1, 0xc2b2_ae3d, 0x27d4_eb2f];

/// A small number, spread over 32 bits.
#[inline]
fn spread(small: impl Into<u32>, nth: usize) -> u32 {
    small.into().wrapping_mul(SPREADS[nth])
}

impl Sight {
    /// Calls `with` for every feature of the nth word: the number of its template, and its slot.
    pub fn features(&self, nth: usize, with: impl FnMut(u32, u32)) {
        self.window(nth).features(with);
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

/// The hash that stands for all words that were not met when the tagger learned.
const UNMET: u32 = 2;

/// The hash of a word as the templates see it.
#[inline]
pub(super) fn met_hash(hash: u32, is_met: bool) -> u32 {
    if is_met { hash } else { UNMET }
}

/// A word and two on either side: what templates look at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Window {
    w2: Seen,
    w1: Seen,
    w0: Seen,
    n1: Seen,
    n2: Seen,
    affixes: [u32; 3],
}

/// What no word has as its shape, so that more slots lie with those that a word has by its shape.
const NO_SHAPES: [u8; 2] = [7, 14];

/// How a word is written and what stands behind it.
fn look(shape: u8, gap: u8) -> u32 {
    u32::from(gap) << 4 | u32::from(shape)
}

/// What the gazetteer says of a word but for how many bear the name: 8 bits.
fn sort(code: GazetteerCode) -> u32 {
    let kind = code >> 6 & 15;
    let kind = if code == 0 { 15 } else { kind };
    u32::from(kind << 4 | (code >> 4 & 3) << 2 | code & 3)
}

impl Window {
    /// Calls `with` for every feature: the number of its template, and its slot.
    #[inline]
    pub(super) fn features(&self, mut put: impl FnMut(u32, u32)) {
        let Self { w2, w1, w0, n1, n2, affixes: [prefix, suffix3, suffix4] } = self;
        let Row { head, head_class, first, before, after } = w0.row;
        let both = u32::wrapping_add;
        let (code, facts) = (spread(w0.code, 0), spread(w0.facts, 0));
        let codes_before = both(code, spread(w1.code, 1));
        let codes_behind = both(code, spread(n1.code, 2));
        let facts_before = both(facts, spread(w1.facts, 1));
        let facts_behind = both(facts, spread(n1.facts, 2));
        let (sort, look, look_before) =
            (sort(w0.code), look(w0.shape, w0.gap), look(w1.shape, w1.gap));
        let look_behind = u32::from(w0.gap) << 4 | u32::from(n1.shape);
        let ahead = u32::from(head_class) << 2 | u32::from(after);
        let place = u32::from(before) << 2 | u32::from(after);
        let class = |class: u8| u32::from(class) << 4 | u32::from(w0.shape);
        // the word by itself
        put(1, slot(1, 0, w0.shape));
        put(4, slot(4, code, 31_u32));
        put(5, slot(5, code, w0.facts));
        put(10, slot(10, facts, w0.shape));
        put(23, slot(23, 0, class(w0.class)));
        put(40, slot(40, w0.hash, NO_SHAPE));
        put(41, slot(40, w0.hash, w0.shape));
        put(49, slot(49, *prefix, w0.shape));
        put(50, slot(50, *suffix3, w0.shape));
        put(51, slot(51, *suffix4, w0.shape));
        put(58, slot(58, *suffix3, sort));
        // its row of capitals, its region, and what it is elsewhere in the text
        put(17, slot(17, code, w0.document));
        put(18, slot(18, facts, w0.document));
        put(24, slot(24, code, ahead));
        put(25, slot(25, code, first << 2 | before));
        put(26, slot(4, code, place));
        put(27, slot(27, facts, ahead << 2 | u32::from(before)));
        put(28, slot(4, code, 16 | w0.region));
        put(29, slot(10, facts, 32 | w0.region << 2 | after));
        put(61, slot(61, both(head, spread(after, 1)), sort));
        put(62, slot(62, head, place));
        // the words on either side
        put(7, slot(7, both(codes_before, spread(n1.code, 2)), 0_u32));
        put(8, slot(8, codes_behind, w0.gap));
        put(11, slot(11, facts_before, look_before));
        put(12, slot(12, facts_behind, look_behind));
        put(14, slot(14, 0, class(w1.class)));
        put(15, slot(15, spread(n1.class, 1), look));
        put(31, slot(31, code, look_before));
        put(42, slot(40, w1.hash, 16 | BREAK));
        put(43, slot(43, n1.hash, BREAK));
        let [second_before, second_behind] = NO_SHAPES;
        put(54, slot(40, w2.hash, second_before));
        put(55, slot(40, n2.hash, second_behind));
        put(56, slot(40, w1.hash, 16 + w1.gap));
        put(57, slot(43, n1.hash, w0.gap));
        put(59, slot(59, w1.hash, w0.facts));
        put(60, slot(60, n1.hash, w0.facts));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_template_has_a_slot_and_a_group() {
        let most = Seen {
            hash: u32::MAX,
            shape: NO_SHAPE,
            gap: NO_SHAPE,
            code: u16::MAX,
            facts: u8::MAX,
            class: 31,
            document: 63,
            region: 4,
            row: Row { head: u32::MAX, head_class: 31, first: 6, before: 3, after: 3 },
        };
        let most =
            Window { w2: most, w1: most, w0: most, n1: most, n2: most, affixes: [u32::MAX; 3] };
        for window in [Window::default(), most] {
            let mut seen = Vec::new();
            window.features(|template, slot| {
                assert!((slot as usize) < N_SLOTS, "{template}");
                seen.push(template);
            });
            let templates: BTreeSet<u32> = seen.iter().copied().collect();
            assert_eq!(templates.len(), seen.len(), "each once");
            let grouped = TEMPLATE_GROUPS.iter().flat_map(|(_, templates)| *templates);
            assert_eq!(templates, grouped.copied().collect());
        }
    }
}
