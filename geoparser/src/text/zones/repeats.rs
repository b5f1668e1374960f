//! Which blocks repeat the words of another one.
//!
//! Containment, not likeness: a paragraph that opens a longer one is a repeat although most of the longer one is new.
//! Words are compared without case and punctuation, in runs of three.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

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
    let mut grams: Vec<Vec<u64>> =
        blocks.iter().map(|block| runs(&text[block.span.range()])).collect();
    if !may_repeat(&grams) {
        return;
    }
    for grams in &mut grams {
        grams.sort_unstable();
        grams.dedup();
    }
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

/// Whether a block may be contained in another: so few of its runs stand in it alone. First of a sample, then of all runs of the blocks
/// that it leaves: chance leaves short ones.
fn may_repeat(grams: &[Vec<u64>]) -> bool {
    let is_shared = |at: &usize, n_own: &[usize]| {
        let n = grams[*at].len();
        n > 0 && (n - n_own[*at]) as f64 >= n as f64 * CONTAINED
    };
    // one in four
    let n_own = n_own(grams, |gram| gram >> 62 == 0);
    let left: Vec<usize> = (0..grams.len()).filter(|at| is_shared(at, &n_own)).collect();
    if left.is_empty() {
        return false;
    }
    // one bit for each of their runs
    let mut filter = [0_u64; 64];
    for gram in left.iter().flat_map(|at| &grams[*at]) {
        filter[*gram as usize % 64] |= 1 << (gram >> 58);
    }
    let n_own = self::n_own(grams, |gram| filter[gram as usize % 64] >> (gram >> 58) & 1 == 1);
    left.iter().any(|at| is_shared(at, &n_own))
}

/// How many different runs stand in each block alone, of those that are asked for.
fn n_own(grams: &[Vec<u64>], is_asked: impl Fn(u64) -> bool) -> Vec<usize> {
    // of a run, the last block that holds it, and whether there are others
    let mut held: HashMap<u64, (u32, bool), FixedState> = HashMap::default();
    held.reserve(grams.iter().map(Vec::len).sum::<usize>() / 3);
    let mut n_own = vec![0; grams.len()];
    for (at, grams) in grams.iter().enumerate() {
        for gram in grams.iter().filter(|it| is_asked(**it)) {
            match held.entry(*gram) {
                Entry::Vacant(new) => {
                    new.insert((at as u32, false));
                    n_own[at] += 1;
                }
                Entry::Occupied(known) => {
                    let (last, is_shared) = known.into_mut();
                    if *last as usize != at && !*is_shared {
                        n_own[*last as usize] -= 1;
                        *is_shared = true;
                    }
                    *last = at as u32;
                }
            }
        }
    }
    n_own
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

/// The runs of three words, as hashes; none for a short block.
fn runs(block: &str) -> Vec<u64> {
    let letters = Letters::table();
    let mut runs = Vec::with_capacity(block.len() / 6);
    let (mut first, mut second, mut word, mut n_words) = (0, 0, 0, 0);
    let mut end_word = |word: u64| {
        n_words += 1;
        if n_words >= 3 {
            runs.push(spread(spread(first, second), word));
        }
        (first, second) = (second, word);
    };
    for letter in block.chars() {
        if letter.is_ascii() {
            let small = SMALL[letter as usize];
            if small != 0 {
                word = spread(word, u64::from(small));
                continue;
            }
        } else if letters.is_lowercase(letter) {
            word = spread(word, u64::from(letter));
            continue;
        } else if letters.is_alphanumeric(letter) {
            word = letters.lower(letter).fold(word, |word, it| spread(word, u64::from(it)));
            continue;
        }
        if word != 0 {
            end_word(word);
            word = 0;
        }
    }
    if word != 0 {
        end_word(word);
    }
    if n_words < MIN_WORDS {
        runs.clear();
    }
    runs
}

/// Letters and digits of ASCII, letters in lower case; 0 for other bytes.
const SMALL: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

/// A hash of what was hashed before and one thing more.
fn spread(before: u64, more: u64) -> u64 {
    (before.rotate_left(23) ^ more).wrapping_mul(SPREAD)
}

/// An odd number without a pattern: the golden ratio's digits.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
