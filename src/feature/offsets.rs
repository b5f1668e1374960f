//! From bytes to code points: the only place where one becomes the other.
//!
//! # Cost
//!
//! One pass to prepare, then at most 64 bytes looked at for each offset, in any order; nothing of a text in ASCII.

use tadmur_geoparser::text::Span;

use crate::feature::Stretch;

const STEP: usize = 64;

/// The code points of a text, counted.
pub(crate) struct CodePoints<'a> {
    bytes: &'a [u8],
    /// How many code points begin before byte `STEP * n`; none are counted where every byte is one.
    counts: Vec<usize>,
}

impl<'a> CodePoints<'a> {
    /// Counts once.
    pub(crate) fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        if text.is_ascii() {
            return Self { bytes, counts: Vec::new() };
        }
        let mut counts = Vec::with_capacity(bytes.len() / STEP + 1);
        let mut total = 0;
        for step in bytes.chunks(STEP) {
            counts.push(total);
            total += usize::from(beginnings(step));
        }
        counts.push(total);
        Self { bytes, counts }
    }

    /// How many code points begin before this byte.
    pub(crate) fn before(&self, byte: usize) -> usize {
        if self.counts.is_empty() {
            return byte;
        }
        let step = byte / STEP;
        self.counts[step] + usize::from(beginnings(&self.bytes[step * STEP..byte]))
    }

    /// The span in code points.
    pub(crate) fn stretch(&self, span: Span) -> Stretch {
        Stretch { start: self.before(span.start), end: self.before(span.end) }
    }

    /// The bytes of a stretch of this text.
    pub(crate) fn span(&self, stretch: Stretch) -> Span {
        Span::new(self.byte(stretch.start), self.byte(stretch.end))
    }

    /// Where a code point begins; the end of the text for one that it does not have.
    fn byte(&self, code_point: usize) -> usize {
        if self.counts.is_empty() {
            return code_point.min(self.bytes.len());
        }
        let step = self.counts.partition_point(|&count| count <= code_point).saturating_sub(1);
        let mut missing = code_point.saturating_sub(self.counts[step]);
        let from = (step * STEP).min(self.bytes.len());
        for (at, byte) in self.bytes[from..].iter().enumerate() {
            if byte & 0xC0 != 0x80 {
                if missing == 0 {
                    return from + at;
                }
                missing -= 1;
            }
        }
        self.bytes.len()
    }
}

/// How many code points begin in at most [`STEP`] bytes: one at every byte but those that go on with one (`10xxxxxx`).
#[inline]
fn beginnings(bytes: &[u8]) -> u8 {
    bytes.iter().map(|&byte| u8::from(byte & 0xC0 != 0x80)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_as_chars_do(text in "[a-zд沙🏛]{0,300}") {
            let code_points = CodePoints::of(&text);
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(code_points.before(byte), n);
                prop_assert_eq!(code_points.byte(n), byte);
            }
            prop_assert_eq!(code_points.before(text.len()), text.chars().count());
            prop_assert_eq!(code_points.byte(text.chars().count()), text.len());
        }
    }
}
