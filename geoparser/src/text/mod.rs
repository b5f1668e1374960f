//! Text as it was given: spans, words, sentences, zones.
//!
//! Nothing here knows places or dates.

use std::ops::Range;

pub mod breaks;
pub(crate) mod eight;
pub mod endings;
pub mod fold;
pub(crate) mod letters;
pub(crate) mod particles;
pub mod sentences;
pub mod stem;
pub mod words;
pub mod zones;

/// Sentence-final marks, also those of other scripts.
pub(crate) const STOPS: &[char] = &['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।', '።', '։'];

/// The language of a BCP 47 tag, without region or script: `pt` of `pt-BR`, or of `pt_BR`.
pub(crate) fn primary_language(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// A half-open range of UTF-8 bytes, on `char` boundaries, in the text as it was given.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span ends before it starts");
        Self { start, end }
    }

    /// The same as a range, to slice with.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}
