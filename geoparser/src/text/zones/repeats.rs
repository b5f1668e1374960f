//! Which blocks repeat the words of another one.
//!
//! Containment, not likeness: a paragraph that opens a longer one is a repeat although most of the longer one is new.
//! Words are compared without case and punctuation, in runs of three.

use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use crate::text::letters::Letters;
use crate::text::zones::{Zone, ZonedBlock};

/// A block shorter than this many words repeats nothing.
const MIN_WORDS: usize = 8;

/// The share of a block's runs that must stand in the other one.
const CONTAINED: f64 = 0.9;

/// Two blocks whose lengths differ by less than this share are copies: the later one is the repeat.
const SAME_LENGTH: f64 = 0.2;

/// How many blocks are remembered for one run of words: a bound on the work for a text of equal lines.
const MAX_HOLDERS: usize = 12;

/// Of a run of words, the first [`MAX_HOLDERS`] blocks that hold it; only of runs that more than one block holds.
type Holders = HashMap<u64, Vec<u32>, FixedState>;

/// Marks the blocks whose words stand in another one too.
pub(super) fn mark(text: &str, blocks: &mut [ZonedBlock]) {
    let is_long = |block: &ZonedBlock| block.span.end - block.span.start >= 2 * MIN_WORDS - 1;
    if blocks.iter().filter(|it| is_long(it)).count() < 2 {
        return;
    }
    let mut lower = String::new();
    let grams: Vec<Vec<u64>> =
        blocks.iter().map(|block| runs(&text[block.span.range()], &mut lower)).collect();
    let holders = holders(&grams);
    if holders.is_empty() {
        return;
    }
    for at in 0..blocks.len() {
        let (Some(other), shared) = closest(at, &grams, &holders) else { continue };
        let (own, theirs) = (grams[at].len() as f64, grams[other].len() as f64);
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

fn holders(grams: &[Vec<u64>]) -> Holders {
    let mut all: Vec<(u64, u32)> = Vec::with_capacity(grams.iter().map(Vec::len).sum());
    for (at, grams) in grams.iter().enumerate() {
        all.extend(grams.iter().map(|gram| (*gram, at as u32)));
    }
    all.sort_unstable();
    all.chunk_by(|a, b| a.0 == b.0)
        .filter(|held| held.len() > 1)
        .map(|held| (held[0].0, held.iter().take(MAX_HOLDERS).map(|(_, at)| *at).collect()))
        .collect()
}

/// The other block that shares most runs with this one, content first, and how many; the earliest of equals.
fn closest(at: usize, grams: &[Vec<u64>], holders: &Holders) -> (Option<usize>, usize) {
    let mut counts: Vec<(u32, usize)> = Vec::new();
    for gram in &grams[at] {
        for other in holders.get(gram).into_iter().flatten().filter(|other| **other as usize != at)
        {
            match counts.iter().position(|(known, _)| known == other) {
                Some(known) => counts[known].1 += 1,
                None if counts.len() < 4 * MAX_HOLDERS => counts.push((*other, 1)),
                None => {}
            }
        }
    }
    let best = counts.into_iter().max_by_key(|(other, count)| (*count, u32::MAX - other));
    best.map_or((None, 0), |(other, count)| (Some(other as usize), count))
}

/// The runs of three words, each once, as hashes; none for a short block. `lower` is room to work in.
fn runs(block: &str, lower: &mut String) -> Vec<u64> {
    let state = FixedState::default();
    let letters = Letters::table();
    let words = block.split(|it| !letters.is_alphanumeric(it)).filter(|it| !it.is_empty());
    let hash = |word: &str| {
        lower.clear();
        if word.is_ascii() {
            lower.push_str(word);
            lower.make_ascii_lowercase();
        } else {
            lower.extend(word.chars().flat_map(char::to_lowercase));
        }
        state.hash_one(lower.as_str())
    };
    let words: Vec<u64> = words.map(hash).collect();
    if words.len() < MIN_WORDS {
        return Vec::new();
    }
    let join = |run: &[u64]| {
        run.iter().fold(0, |sum: u64, word| (sum.rotate_left(23) ^ word).wrapping_mul(SPREAD))
    };
    let mut runs: Vec<u64> = words.windows(3).map(join).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// An odd number without a pattern: the golden ratio's digits.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
