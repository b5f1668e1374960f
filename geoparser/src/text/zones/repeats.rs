//! Which blocks repeat the words of another one.
//!
//! Containment, not likeness: a paragraph that opens a longer one is a repeat although most of the longer one is new.
//! Words are compared without case and punctuation, in runs of three.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

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
    let grams: Vec<Vec<u64>> = blocks.iter().map(|block| runs(&text[block.span.range()])).collect();
    let mut holders: std::collections::HashMap<u64, Vec<u32>, FixedState> =
        std::collections::HashMap::with_hasher(FixedState::default());
    for (at, grams) in grams.iter().enumerate() {
        for gram in grams {
            let held = holders.entry(*gram).or_default();
            if held.len() < MAX_HOLDERS {
                held.push(at as u32);
            }
        }
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

/// The other block that shares most runs with this one, content first, and how many; the earliest of equals.
fn closest(
    at: usize,
    grams: &[Vec<u64>],
    holders: &std::collections::HashMap<u64, Vec<u32>, FixedState>,
) -> (Option<usize>, usize) {
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

/// The runs of three words, each once, as hashes; none for a short block.
fn runs(block: &str) -> Vec<u64> {
    let state = FixedState::default();
    let words = block.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    let words: Vec<u64> = words.map(|it| state.hash_one(it.to_lowercase())).collect();
    if words.len() < MIN_WORDS {
        return Vec::new();
    }
    let mut runs: Vec<u64> = words.windows(3).map(|run| state.hash_one(run)).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}
