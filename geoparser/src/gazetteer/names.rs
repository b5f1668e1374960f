//! The search structure over names: a hashed trie of folded words.
//!
//! Every prefix of a name, word by word, has a slot; a slot says whether a name ends there and whether longer ones
//! go on. Finding the longest name at a word costs one look-up a word.
//!
//! # Shape
//!
//! Slots lie in the order of their hashes, each at or behind the home that its hash's high bits give; an empty slot
//! ends the search, and the last one is empty. A slot is 4 bytes of hash, then 4 bytes: bit 0 says that names go on,
//! the rest is the number of its first posting plus one, or 0. Postings are 8 bytes, the last of a list marked.
//!
//! Before the slots stand the number of homes and where the slots end, 4 bytes each. Behind the slots lie five filters, each
//! after the logarithm of its size: one bit for each slot, at the place that the high bits of its hash give. They are for first
//! words of names; for longer prefixes; and, of names that begin with a small letter, for first words, for names of one word,
//! and for first pairs of words. They stay in near caches, and tell of most words of a text that no name begins or goes on so.
//!
//! # Cost
//!
//! 8 bytes a slot at three fifths load, 8 bytes a posting. Two different word sequences share a slot with odds of
//! about one in 2^32 a look-up: 32 bits of the hash are compared beside the position.

use std::iter::FusedIterator;

use crate::gazetteer::hash::{hash_word, mix};
use crate::gazetteer::image::u32_at;
use crate::place::{NameSort, PlaceId};
use crate::text::fold::fold_into;
use crate::text::stem::stem;
use crate::text::words::words;

const SLOT_BYTES: usize = 8;
/// A filter has so many bits a slot, or up to twice as many.
const FILTER_BITS_PER_SLOT: usize = 6;
const POSTING_BYTES: usize = 8;

/// A posting has eleven bits for the number of a language tag; this one stands for all that have no number.
pub(crate) const MANY_LANGS: u16 = (1 << 11) - 1;

/// A place that goes by a name.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Posting {
    /// The place.
    pub place: PlaceId,
    /// Which of its names, counted from 0, the label.
    pub nth_name: u16,
    /// The number of the name's language tag in the gazetteer: see [`crate::gazetteer::Gazetteer::lang_of`].
    pub(crate) lang: u16,
    /// What the name is to the place.
    pub sort: NameSort,
    /// Whether the name is written with a small first letter: `сирийский`.
    pub lowercase: bool,
}

/// A posting as it lies in the image.
pub(super) type Packed = [u8; POSTING_BYTES];

const SORTS: [NameSort; 5] = [
    NameSort::Label,
    NameSort::Alias,
    NameSort::Demonym,
    NameSort::Abbreviation,
    NameSort::Historical,
];

impl Posting {
    /// Sorts by place, then by name.
    pub(super) fn pack(self) -> u64 {
        let sort = SORTS.iter().position(|it| *it == self.sort).unwrap_or_default() as u64;
        u64::from(self.place.0) << 32
            | u64::from(self.nth_name) << 16
            | u64::from(self.lang.min(MANY_LANGS)) << 5
            | sort << 2
            | u64::from(self.lowercase) << 1
    }

    #[inline]
    pub(super) fn unpack(packed: Packed) -> Self {
        let packed = u64::from_le_bytes(packed);
        Self {
            place: PlaceId((packed >> 32) as u32),
            nth_name: (packed >> 16) as u16,
            lang: (packed >> 5) as u16 & MANY_LANGS,
            sort: SORTS.get((packed >> 2) as usize & 7).copied().unwrap_or(NameSort::Alias),
            lowercase: packed & 2 != 0,
        }
    }
}

/// Marks the last posting of a list.
const LAST: u64 = 1;

/// Where a walk along the words of a text stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cursor(u64);

impl Cursor {
    /// Before the first word.
    pub const START: Self = Self(0x7adc_0ffe_e0dd_f00d);

    /// Before the first word of a name of stems: see [`crate::text::stem`].
    pub const STEMS: Self = Self(0x57e3_5000_0bad_cafe);

    /// After one more word, given folded.
    #[inline]
    #[must_use]
    pub fn then(self, folded: &str) -> Self {
        self.then_hash(hash_word(folded.as_bytes()))
    }

    /// After one more word, given by the hash of its folded form.
    #[inline]
    pub(crate) fn then_hash(self, hash: u64) -> Self {
        Self(mix(self.0 ^ hash, 0x9e37_79b9_7f4a_7c15))
    }
}

/// What stands at a cursor.
#[derive(Clone, Debug)]
pub struct Found<'g> {
    /// The places whose name ends here, by id; empty when none does.
    pub postings: Postings<'g>,
    /// Whether a longer name begins so.
    pub goes_on: bool,
}

/// The places that go by one name, by id.
#[derive(Clone, Debug, Default)]
pub struct Postings<'g> {
    /// They lie first, up to one that is marked as the last.
    packed: &'g [Packed],
    n_places: u32,
}

impl Postings<'_> {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }

    /// Each of them as it lies there, even if its place is beyond the end of all.
    #[inline]
    pub(super) fn packed(&self) -> impl Iterator<Item = Packed> {
        let mut goes_on = true;
        self.packed.iter().copied().take_while(move |it| {
            std::mem::replace(&mut goes_on, u64::from_le_bytes(*it) & LAST == 0)
        })
    }
}

impl Iterator for Postings<'_> {
    type Item = Posting;

    #[inline]
    fn next(&mut self) -> Option<Posting> {
        loop {
            let (first, rest) = self.packed.split_first()?;
            let packed = u64::from_le_bytes(*first);
            self.packed = if packed & LAST == 0 { rest } else { &[] };
            let posting = Posting::unpack(*first);
            if posting.place.0 < self.n_places {
                return Some(posting);
            }
        }
    }
}

impl FusedIterator for Postings<'_> {}

/// The index: see the module. It is a view, as cheap to copy as a slice.
#[derive(Clone, Copy, Debug)]
pub struct NameIndex<'g> {
    slots: &'g [[u8; SLOT_BYTES]],
    n_homes: usize,
    firsts: Filter<'g>,
    longer: Filter<'g>,
    small: Filter<'g>,
    small_alone: Filter<'g>,
    small_pairs: Filter<'g>,
    postings: &'g [Packed],
    n_places: u32,
}

impl<'g> NameIndex<'g> {
    pub(crate) fn new(slots: &'g [u8], postings: &'g [u8], n_places: u32) -> Self {
        let n_homes = u32_at(slots, 0) as usize;
        let filters = slots.get(u32_at(slots, 4) as usize * SLOT_BYTES..).unwrap_or_default();
        let (firsts, rest) = Filter::split(filters);
        let (longer, rest) = Filter::split(rest);
        let (small, rest) = Filter::split(rest);
        let (small_alone, rest) = Filter::split(rest);
        let (small_pairs, _) = Filter::split(rest);
        let ((slots, _), (postings, _)) = (slots.as_chunks(), postings.as_chunks());
        Self { slots, n_homes, firsts, longer, small, small_alone, small_pairs, postings, n_places }
    }

    /// What stands behind the first word of a name, if any name begins so.
    #[inline]
    pub(crate) fn look_first(&self, cursor: Cursor) -> Option<Found<'g>> {
        if self.firsts.has(cursor) { self.look(cursor) } else { None }
    }

    /// Whether a name may begin so, or one that is written with a small letter.
    #[inline]
    pub(crate) fn may_begin(&self, cursor: Cursor, is_small: bool) -> bool {
        if is_small { self.small.has(cursor) } else { self.firsts.has(cursor) }
    }

    /// Whether what may begin a name that is written with a small letter may be one, or go on with a second word.
    #[inline]
    pub(crate) fn may_be_small(&self, first: Cursor, second: Option<Cursor>) -> bool {
        self.small_alone.has(first) || second.is_some_and(|it| self.small_pairs.has(it))
    }

    /// What stands behind a further word of a name, if any name goes on so.
    #[inline]
    pub(crate) fn look_on(&self, cursor: Cursor) -> Option<Found<'g>> {
        if self.longer.has(cursor) { self.look(cursor) } else { None }
    }

    /// What stands at the cursor, if any name begins so.
    #[inline]
    pub fn look(self, cursor: Cursor) -> Option<Found<'g>> {
        let home = 1 + home(cursor.0, self.n_homes);
        for slot in self.slots.get(home..)? {
            let slot = u64::from_le_bytes(*slot);
            let value = (slot >> 32) as u32;
            if value == 0 {
                return None;
            }
            if slot as u32 == cursor.0 as u32 {
                let first = ((value >> 1) as usize).checked_sub(1);
                let postings = first.map(|nth| self.postings_from(nth)).unwrap_or_default();
                return Some(Found { postings, goes_on: value & 1 != 0 });
            }
        }
        None
    }

    /// Whether the posting is of a place that there is.
    #[inline]
    pub(super) fn knows(&self, posting: Posting) -> bool {
        posting.place.0 < self.n_places
    }

    /// Where a list of postings begins.
    #[inline]
    pub(super) fn position(&self, list: &Postings<'_>) -> u32 {
        (self.postings.len() - list.packed.len()) as u32
    }

    /// The list of postings that begins here.
    #[inline]
    fn postings_from(&self, first: usize) -> Postings<'g> {
        let packed = self.postings.get(first..).unwrap_or_default();
        Postings { packed, n_places: self.n_places }
    }

    /// The places whose folded name is exactly this.
    pub fn exact(self, name: &str) -> Postings<'g> {
        let mut folded = String::new();
        let mut cursor = Cursor::START;
        for word in words(name) {
            folded.clear();
            fold_into(&name[word.range()], &mut folded);
            cursor = cursor.then(&folded);
        }
        self.look(cursor).map_or(Postings::default(), |found| found.postings)
    }

    /// How many names there are, each counted once a place.
    pub fn n_postings(self) -> usize {
        self.postings.len()
    }
}

/// One bit for each of many cursors.
#[derive(Clone, Copy, Debug)]
struct Filter<'g> {
    bits: &'g [u8],
    shift: u32,
}

impl<'g> Filter<'g> {
    /// The filter that the bytes begin with, and the rest.
    fn split(bytes: &'g [u8]) -> (Self, &'g [u8]) {
        let log = u32_at(bytes, 0).clamp(3, 63);
        let end = 4_usize.saturating_add(1 << (log - 3));
        let bits = bytes.get(4..end).unwrap_or_default();
        (Self { bits, shift: 64 - log }, bytes.get(end..).unwrap_or_default())
    }

    #[inline]
    fn has(&self, cursor: Cursor) -> bool {
        let bit = (cursor.0 >> self.shift) as usize;
        self.bits.get(bit / 8).is_some_and(|it| it >> (bit % 8) & 1 == 1)
    }

    /// Writes the filter of these cursors.
    fn write(cursors: impl ExactSizeIterator<Item = u64>, out: &mut Vec<u8>) {
        let n_bits = (cursors.len() * FILTER_BITS_PER_SLOT).next_power_of_two().max(64);
        let log = n_bits.ilog2();
        out.extend(log.to_le_bytes());
        let start = out.len();
        out.resize(start + n_bits / 8, 0);
        for cursor in cursors {
            let bit = (cursor >> (64 - log)) as usize;
            out[start + bit / 8] |= 1 << (bit % 8);
        }
    }
}

/// The slot where the search for a hash begins, out of so many.
#[inline]
fn home(hash: u64, n_homes: usize) -> usize {
    ((u128::from(hash) * n_homes as u128) >> 64) as usize
}

/// Gathers names, then writes the index in one go.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    /// The cursor at the end of a name, and who bears it, packed.
    ends: Vec<(u64, u64)>,
    /// Cursors inside names.
    inner: Vec<u64>,
    /// Cursors behind the first words of names.
    firsts: Vec<u64>,
    /// Those of names in small letters.
    small: Vec<u64>,
    /// Cursors behind names in small letters that are one word.
    small_alone: Vec<u64>,
    /// Cursors behind the first two words of names in small letters.
    small_pairs: Vec<u64>,
    folded: String,
    /// Whether a place stands once for each of its names that lead to the same cursor.
    keeps_every_name: bool,
}

impl Builder {
    /// A place stands for each name, even where the cursor is the same.
    pub(crate) fn of_every_name() -> Self {
        Self { keeps_every_name: true, ..Self::default() }
    }

    pub(crate) fn add(&mut self, name: &str, posting: Posting) {
        self.add_as(name, posting, Cursor::START, |folded| folded);
        if name.bytes().any(|byte| matches!(byte, 0xd0..=0xd3)) {
            self.add_as(name, posting, Cursor::STEMS, |folded| stem(folded).unwrap_or(folded));
        }
    }

    fn add_as(&mut self, name: &str, posting: Posting, start: Cursor, form: impl Fn(&str) -> &str) {
        let mut cursor = start;
        let mut n_words = 0;
        for word in words(name) {
            self.folded.clear();
            fold_into(&name[word.range()], &mut self.folded);
            if n_words > 0 {
                self.inner.push(cursor.0);
            }
            cursor = cursor.then(form(&self.folded));
            n_words += 1;
            match n_words {
                1 => self.firsts.push(cursor.0),
                2 if posting.lowercase => self.small_pairs.push(cursor.0),
                _ => {}
            }
            if n_words == 1 && posting.lowercase {
                self.small.push(cursor.0);
            }
        }
        if n_words > 0 {
            self.ends.push((cursor.0, posting.pack()));
        }
        if n_words == 1 && posting.lowercase {
            self.small_alone.push(cursor.0);
        }
    }

    /// Adds a word that is folded, or needs not be.
    pub(crate) fn add_word(&mut self, word: &str, posting: Posting) {
        self.ends.push((Cursor::START.then(word).0, posting.pack()));
    }

    /// Sorts what was added; [`Self::join`] is then quick.
    pub(crate) fn sort(&mut self) {
        self.ends.sort_unstable();
        self.inner.sort_unstable();
        self.inner.dedup();
        self.firsts.sort_unstable();
        self.firsts.dedup();
    }

    /// Takes over the names of another, whose places come after its own.
    pub(crate) fn join(&mut self, mut other: Self) {
        self.ends.append(&mut other.ends);
        self.inner.append(&mut other.inner);
        self.firsts.append(&mut other.firsts);
        self.small.append(&mut other.small);
        self.small_alone.append(&mut other.small_alone);
        self.small_pairs.append(&mut other.small_pairs);
    }

    /// The slots and the postings.
    #[expect(clippy::stable_sort_primitive, reason = "it merges runs that are sorted already")]
    pub(crate) fn build(mut self) -> (Vec<u8>, Vec<u8>) {
        self.ends.sort();
        let ignored_bits = if self.keeps_every_name { 0 } else { 32 };
        self.ends.dedup_by_key(|(cursor, posting)| (*cursor, *posting >> ignored_bits));
        self.inner.sort();
        self.inner.dedup();
        let mut slots = Slots::for_entries(self.ends.len() + self.inner.len());
        let mut postings = Vec::with_capacity(self.ends.len() * POSTING_BYTES);
        let mut inner = self.inner.iter().copied().peekable();
        for bearers in self.ends.chunk_by(|a, b| a.0 == b.0) {
            let cursor = bearers[0].0;
            while let Some(only_inner) = inner.next_if(|it| *it < cursor) {
                slots.push(only_inner, None, true);
            }
            let goes_on = inner.next_if_eq(&cursor).is_some();
            slots.push(cursor, Some(postings.len() / POSTING_BYTES), goes_on);
            let last = bearers.len() - 1;
            for (nth, (_, posting)) in bearers.iter().enumerate() {
                let mark = if nth == last { LAST } else { 0 };
                postings.extend((posting | mark).to_le_bytes());
            }
        }
        for only_inner in inner {
            slots.push(only_inner, None, true);
        }
        self.firsts.sort();
        self.firsts.dedup();
        let mut slots = slots.finish();
        Filter::write(self.firsts.iter().copied(), &mut slots);
        // every slot but those of first words
        self.inner.extend(self.ends.iter().map(|(cursor, _)| *cursor));
        self.inner.sort();
        self.inner.dedup();
        let mut firsts = self.firsts.iter().copied().peekable();
        self.inner.retain(|cursor| {
            while firsts.next_if(|it| it < cursor).is_some() {}
            firsts.peek() != Some(cursor)
        });
        Filter::write(self.inner.iter().copied(), &mut slots);
        for mut cursors in [self.small, self.small_alone, self.small_pairs] {
            cursors.sort_unstable();
            cursors.dedup();
            Filter::write(cursors.into_iter(), &mut slots);
        }
        (slots, postings)
    }
}

/// Slots as they are written: in the order of their hashes, after their number.
#[derive(Debug)]
struct Slots {
    bytes: Vec<u8>,
    n_homes: usize,
}

impl Slots {
    fn for_entries(n: usize) -> Self {
        let n_homes = n * 5 / 3 + 1;
        let mut bytes = Vec::with_capacity((n_homes + 64) * SLOT_BYTES);
        bytes.extend((n_homes as u64).to_le_bytes());
        Self { bytes, n_homes }
    }

    fn push(&mut self, cursor: u64, first_posting: Option<usize>, goes_on: bool) {
        let at = SLOT_BYTES * (1 + home(cursor, self.n_homes));
        if self.bytes.len() < at {
            self.bytes.resize(at, 0);
        }
        let value = first_posting.map_or(0, |nth| (nth as u32 + 1) << 1) | u32::from(goes_on);
        self.bytes.extend((cursor as u32).to_le_bytes());
        self.bytes.extend(value.to_le_bytes());
    }

    fn finish(mut self) -> Vec<u8> {
        let end = SLOT_BYTES * (2 + self.n_homes);
        let end = end.max(self.bytes.len() + SLOT_BYTES);
        self.bytes.resize(end, 0);
        self.bytes[4..8].copy_from_slice(&((end / SLOT_BYTES) as u32).to_le_bytes());
        self.bytes
    }
}
