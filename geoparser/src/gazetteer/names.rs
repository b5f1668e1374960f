//! The search structure over names: a hashed trie of folded words.
//!
//! Every prefix of a name, word by word, has a slot; a slot says whether a name ends there and whether longer ones
//! go on. Finding the longest name at a word costs one look-up a word.
//!
//! # Cost
//!
//! 8 bytes a slot at 7/8 load at most, 8 bytes a slot's node, 8 bytes a posting. Two different word sequences share
//! a slot with odds of about one in 2^32 a look-up: 32 bits of the hash are compared beside the position.

use foldhash::fast::FixedState;
use std::hash::{BuildHasher, Hasher};

use crate::place::{NameSort, PlaceId};
use crate::text::fold::fold_into;
use crate::text::stem::stem;
use crate::text::words::words;

/// A place that goes by a name.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Posting {
    /// The place.
    pub place: PlaceId,
    /// Which of its names, counted from 0, the label.
    pub nth_name: u16,
    /// What the name is to the place.
    pub sort: NameSort,
    /// Whether the name is written with a small first letter: `сирийский`.
    pub lowercase: bool,
}

/// Where a walk along the words of a text stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cursor(u64);

impl Cursor {
    /// Before the first word.
    pub const START: Self = Self(0x7adc_0ffe_e0dd_f00d);

    /// Before the first word of a name of stems: see [`crate::text::stem`].
    pub const STEMS: Self = Self(0x57e3_5000_0bad_cafe);

    /// After one more word, given folded.
    pub fn then(self, folded: &str) -> Self {
        let mut hasher = FixedState::with_seed(17).build_hasher();
        hasher.write(folded.as_bytes());
        let mixed = (self.0 ^ hasher.finish()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(mixed ^ (mixed >> 29))
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    check: u32,
    /// Node number plus one; 0 is an empty slot.
    node: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    first: u32,
    count: u16,
    goes_on: bool,
}

/// What stands at a cursor.
#[derive(Clone, Copy, Debug)]
pub struct Found<'i> {
    /// The places whose name ends here, by id; empty when none does.
    pub postings: &'i [Posting],
    /// Whether a longer name begins so.
    pub goes_on: bool,
}

/// The index: see the module.
#[derive(Debug, Default)]
pub struct NameIndex {
    slots: Vec<Slot>,
    nodes: Vec<Node>,
    postings: Vec<Posting>,
}

impl NameIndex {
    /// What stands at the cursor, if any name begins so.
    pub fn look(&self, cursor: Cursor) -> Option<Found<'_>> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = cursor.0 as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.node == 0 {
                return None;
            }
            if slot.check == (cursor.0 >> 32) as u32 {
                let node = self.nodes[slot.node as usize - 1];
                let first = node.first as usize;
                let postings = &self.postings[first..first + usize::from(node.count)];
                return Some(Found { postings, goes_on: node.goes_on });
            }
            at = (at + 1) & mask;
        }
    }

    /// The places whose folded name is exactly this.
    pub fn exact(&self, name: &str) -> &[Posting] {
        let mut folded = String::new();
        let mut cursor = Cursor::START;
        for word in words(name) {
            folded.clear();
            fold_into(&name[word.range()], &mut folded);
            cursor = cursor.then(&folded);
        }
        self.look(cursor).map_or(&[], |found| found.postings)
    }
}

/// Gathers names, then builds the index in one go.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    /// The cursor at the end of a name, and who bears it.
    ends: Vec<(u64, Posting)>,
    /// Cursors inside names.
    inner: Vec<u64>,
    folded: String,
}

impl Builder {
    pub(crate) fn add(&mut self, name: &str, posting: Posting) {
        self.add_as(name, posting, Cursor::START, |folded| folded);
        if name.bytes().any(|byte| matches!(byte, 0xd0..=0xd3)) {
            self.add_as(name, posting, Cursor::STEMS, |folded| stem(folded).unwrap_or(folded));
        }
    }

    fn add_as(&mut self, name: &str, posting: Posting, start: Cursor, form: impl Fn(&str) -> &str) {
        let mut cursor = start;
        for word in words(name) {
            if cursor != start {
                self.inner.push(cursor.0);
            }
            self.folded.clear();
            fold_into(&name[word.range()], &mut self.folded);
            cursor = cursor.then(form(&self.folded));
        }
        if cursor != start {
            self.ends.push((cursor.0, posting));
        }
    }

    pub(crate) fn build(mut self) -> NameIndex {
        self.ends.sort_unstable();
        self.ends.dedup_by_key(|(cursor, posting)| (*cursor, posting.place));
        self.inner.sort_unstable();
        self.inner.dedup();
        let n_slots = ((self.ends.len() + self.inner.len()) * 8 / 7 + 1).next_power_of_two();
        let mut index = NameIndex { slots: vec![Slot::default(); n_slots], ..NameIndex::default() };
        let mut inner = self.inner.iter().copied().peekable();
        let mut rest = self.ends.as_slice();
        while let Some(&(cursor, _)) = rest.first() {
            while let Some(only_inner) = inner.next_if(|it| *it < cursor) {
                index.insert(only_inner, Node { first: 0, count: 0, goes_on: true });
            }
            let goes_on = inner.next_if_eq(&cursor).is_some();
            let count = rest.iter().take_while(|(it, _)| *it == cursor).count();
            let kept = count.min(usize::from(u16::MAX));
            let first = index.postings.len() as u32;
            index.postings.extend(rest[..kept].iter().map(|(_, posting)| *posting));
            index.insert(cursor, Node { first, count: kept as u16, goes_on });
            rest = &rest[count..];
        }
        for only_inner in inner {
            index.insert(only_inner, Node { first: 0, count: 0, goes_on: true });
        }
        index
    }
}

impl NameIndex {
    fn insert(&mut self, cursor: u64, node: Node) {
        self.nodes.push(node);
        let mask = self.slots.len() - 1;
        let mut at = cursor as usize & mask;
        while self.slots[at].node != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = Slot { check: (cursor >> 32) as u32, node: self.nodes.len() as u32 };
    }
}
