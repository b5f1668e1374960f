//! Which blocks repeat the words of another one.
//!
//! Containment, not likeness: a paragraph that opens a longer one is a repeat although most of the longer one is new.
//! Words are compared without case and punctuation, in runs of three.

use crate::text::eight::{Eight, FirstLetters};
use crate::text::letters::Letters;
use crate::text::words::IS_LETTER;
use crate::text::zones::{Zone, ZonedBlock};

/// A block shorter than this many words repeats nothing.
const MIN_WORDS: usize = 8;

/// The share of a block's runs that must stand in the other one.
const CONTAINED: f64 = 0.9;

/// Two blocks whose lengths differ by less than this share are copies: the later one is the repeat.
const SAME_LENGTH: f64 = 0.2;

/// How many blocks are remembered for one run of words: a bound on the work for a text of equal lines.
const MAX_HOLDERS: usize = 12;

/// Marks the blocks whose words stand in another one too.
pub(super) fn mark(text: &str, blocks: &mut [ZonedBlock]) {
    let is_long = |block: &ZonedBlock| block.span.end - block.span.start >= 2 * MIN_WORDS - 1;
    if blocks.iter().filter(|it| is_long(it)).count() < 2 {
        return;
    }
    let runs = Runs::of(text, blocks);
    let Some(Shared { lens, counts }) = Shared::of(&runs) else { return };
    for at in 0..blocks.len() {
        let closest = counts[at].iter().max_by_key(|(other, count)| (*count, u32::MAX - other));
        let Some((other, shared)) = closest.map(|(it, count)| (*it as usize, *count)) else {
            continue;
        };
        let (own, theirs) = (lens[at] as f64, lens[other] as f64);
        let contained = shared as f64 >= own * CONTAINED;
        let contains = shared as f64 >= theirs * CONTAINED;
        let similar = (own - theirs).abs() <= own.max(theirs) * SAME_LENGTH;
        let (content, their_content) =
            (blocks[at].zone.is_content(), blocks[other].zone.is_content());
        blocks[at].duplicate = match (content, their_content) {
            (true, true) if similar => (contained || contains) && other < at,
            (true, true) => contained,
            (false, true) => contained || contains, // a breadcrumb around the title
            (true, false) => false,
            (false, false) => contained && (!similar || other < at),
        };
        if blocks[at].duplicate && blocks[other].zone == Zone::Caption {
            blocks[at].zone = Zone::Caption; // a caption that was pasted twice
        }
    }
}

/// The runs of three words of each block, as hashes; none of a short one.
struct Runs {
    /// Block after block.
    all: Vec<u64>,
    /// Where those of each block end.
    ends: Vec<usize>,
}

impl Runs {
    fn of(text: &str, blocks: &[ZonedBlock]) -> Self {
        let ends = Vec::with_capacity(blocks.len());
        let mut this = Self { all: Vec::with_capacity(text.len() / 6), ends };
        let letters = Letters::table();
        for block in blocks {
            this.add(&text[block.span.range()], letters);
        }
        this
    }

    fn add(&mut self, block: &str, letters: Letters) {
        let start = self.all.len();
        let (mut first, mut second, mut n_words) = (0, 0, 0);
        let mut at = 0;
        while at < block.len() {
            let word;
            (word, at) = word_from(block, at, letters);
            let Some(word) = word else { continue };
            n_words += 1;
            if n_words >= 3 {
                self.all.push(spread(spread(first, second), word));
            }
            (first, second) = (second, word);
        }
        if n_words < MIN_WORDS {
            self.all.truncate(start);
        }
        self.ends.push(self.all.len());
    }

    /// Those of each block.
    fn of_blocks(&self) -> impl Iterator<Item = &[u64]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.all[start..*end])
    }
}

/// What blocks have in common.
struct Shared {
    /// How many different runs each block has.
    lens: Vec<usize>,
    /// Of each block, some others that it shares runs with, and how many.
    counts: Vec<Vec<(u32, usize)>>,
}

impl Shared {
    /// Nothing where no block is contained in another.
    fn of(runs: &Runs) -> Option<Self> {
        let twice = Twice::of(&runs.all);
        let lens =
            runs.of_blocks().map(|it| it.iter().filter(|run| !twice.may_have(**run)).count());
        let mut lens: Vec<usize> = lens.collect();
        let may_be_contained =
            |(all, own): (&[u64], &usize)| (all.len() - own) as f64 >= all.len() as f64 * CONTAINED;
        let mut filled = runs.of_blocks().zip(&lens).filter(|(all, _)| !all.is_empty());
        if !filled.any(may_be_contained) {
            return None;
        }
        let mut held: Vec<(u64, u32)> = Vec::new();
        for (at, runs) in runs.of_blocks().enumerate() {
            let common = runs.iter().filter(|run| twice.may_have(**run));
            held.extend(common.map(|run| (*run, at as u32)));
        }
        held.sort_unstable();
        held.dedup();
        let mut counts = vec![Vec::new(); lens.len()];
        for holders in held.chunk_by(|a, b| a.0 == b.0) {
            for (_, at) in holders {
                lens[*at as usize] += 1;
                let others = holders.iter().take(MAX_HOLDERS).map(|(_, other)| *other);
                count(others.filter(|other| other != at), &mut counts[*at as usize]);
            }
        }
        Some(Self { lens, counts })
    }
}

/// Counts more blocks that a run is shared with.
fn count(others: impl Iterator<Item = u32>, counts: &mut Vec<(u32, usize)>) {
    for other in others {
        match counts.iter().position(|(known, _)| *known == other) {
            Some(known) => counts[known].1 += 1,
            None if counts.len() < 4 * MAX_HOLDERS => counts.push((other, 1)),
            None => {}
        }
    }
}

/// The hashes that are met more than once, and few others.
struct Twice {
    /// Two bits a place: whether one fell there, and whether more did.
    bits: Vec<u64>,
}

impl Twice {
    fn of(hashes: &[u64]) -> Self {
        let mut this = Self { bits: vec![0; (hashes.len() / 2).next_power_of_two().max(2)] };
        for hash in hashes {
            let (at, shift) = this.place(*hash);
            let bits = &mut this.bits[at];
            *bits |= (*bits >> shift & 1) << (shift + 1) | 1 << shift;
        }
        this
    }

    fn may_have(&self, hash: u64) -> bool {
        let (at, shift) = self.place(hash);
        self.bits[at] >> (shift + 1) & 1 == 1
    }

    fn place(&self, hash: u64) -> (usize, u32) {
        let at = (hash >> (u64::BITS - self.bits.len().ilog2())) as usize;
        (at, ((hash >> 16) as u32 & 0x1f) << 1)
    }
}

/// The word that stands there, as a hash of its letters and digits in lower case, if there is one; and where to go on. ASCII is
/// hashed eight by eight, other letters one by one.
#[inline]
fn word_from(text: &str, start: usize, letters: Letters) -> (Option<u64>, usize) {
    let (mut word, mut at) = (0, start);
    let last = loop {
        let piece = Eight::at(text.as_bytes(), at).first_letters();
        at += piece.n;
        if piece.n < 8 {
            break piece;
        }
        word = spread(word, piece.small);
    };
    let behind = text.as_bytes().get(at).copied().unwrap_or_default();
    if behind.is_ascii() && !IS_LETTER[usize::from(behind)] {
        ((at > start).then(|| spread(word, last.small)), at + 1)
    } else {
        let (word, end) = rest_of_word(text, at, word, last, letters);
        if end > start { (Some(word), end) } else { (None, text.ceil_char_boundary(start + 1)) }
    }
}

/// The same for the rest of a word which goes on with other letters or with digits: `last` is what was not hashed yet.
fn rest_of_word(
    text: &str,
    start: usize,
    mut word: u64,
    mut last: FirstLetters,
    letters: Letters,
) -> (u64, usize) {
    let mut push = |letter: char| {
        if letter.is_ascii() {
            last.small |= u64::from(letter) << (8 * last.n);
            last.n += 1;
        }
        if last.n == 8 || !letter.is_ascii() && last.n > 0 {
            word = spread(word, last.small);
            (last.small, last.n) = (0, 0);
        }
        if !letter.is_ascii() {
            word = spread(word, u64::from(letter));
        }
    };
    let mut end = start;
    for letter in text[start..].chars() {
        match letter {
            _ if letter.is_ascii_alphanumeric() => push(letter.to_ascii_lowercase()),
            _ if letter.is_ascii() => break,
            _ if letters.is_lowercase(letter) => push(letter),
            _ if letters.is_alphanumeric(letter) => letters.lower(letter).for_each(&mut push),
            _ => break,
        }
        end += letter.len_utf8();
    }
    (spread(word, last.small), end)
}

/// A hash of what was hashed before and one thing more.
fn spread(before: u64, more: u64) -> u64 {
    (before.rotate_left(23) ^ more).wrapping_mul(SPREAD)
}

/// An odd number without a pattern: the golden ratio's digits.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<u64> {
        let (mut words, mut at) = (Vec::new(), 0);
        while at < text.len() {
            let word;
            (word, at) = word_from(text, at, Letters::table());
            words.extend(word);
        }
        words
    }

    #[test]
    fn words_are_the_same_in_any_case_whatever_parts_them() {
        let small = "a abcdefg abcdefgh école strasse2 20абв kelvin и";
        for other in [
            "A ABCDEFG AbCdEfGh ÉCOLE Strasse2 20АБВ \u{212a}elvin И",
            "«a»  abcdefg, abcdefgh-école…strasse2\n(20абв) kelvin и",
        ] {
            assert_eq!(words(other), words(small), "{other}");
        }
    }

    #[test]
    fn other_words_are_others() {
        let mut all = words(
            "a aa б аб ба aб бa abcdefg abcdefgh abcdefghi abcdefg1 1abcdefg 1 10 01 abcdefghабв",
        );
        let n = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!((n, all.len()), (16, 16));
    }

    #[test]
    fn what_comes_twice_is_told_twice() {
        let hash = |nth: u64| spread(nth, nth);
        let hashes: Vec<u64> = (0..1000).chain(500..600).map(hash).collect();
        let twice = Twice::of(&hashes);
        assert!((500..600).all(|nth| twice.may_have(hash(nth))));
        assert!((0..500).filter(|nth| twice.may_have(hash(*nth))).count() < 100);
        assert!(!Twice::of(&[]).may_have(7));
    }
}
