//! Where a text is: how much its names speak for the same region, before any of them is resolved.
//!
//! Names of one county stand together, so a word that could be a town of the state that the others are in is likelier one.
//!
//! # Cost
//!
//! The divisions of at most [`MAX_BEARERS`] bearers of each different name, sorted.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::gazetteer::Gazetteer;
use crate::recognize::Match;
use crate::recognize::sight::Glance;

/// Of a name that more places bear, the others are not looked at.
const MAX_BEARERS: usize = 32;

/// A name, whoever bears it.
struct Name {
    /// Whether it speaks: what may be a common word or a person does not.
    is_plain: bool,
    /// In how many first-order divisions its bearers lie.
    n_divisions: u32,
    /// How much it speaks for each of them: less when they are many.
    voice: f32,
    /// How much the other names speak for the one of them that they speak for most.
    support: f32,
}

impl Name {
    fn grade(&self) -> u8 {
        match self.support {
            _ if self.n_divisions == 0 => 0,
            it if it < 0.2 => 1,
            it if it < 0.7 => 2,
            it if it < 2.0 => 3,
            _ => 4,
        }
    }
}

/// For each match, how much the other names speak for a division of one of its bearers: 0 when none is known, then 1 to 4.
pub(super) fn regions(gazetteer: &Gazetteer, matches: &[Match], words: &[Glance]) -> Vec<u8> {
    let mut nth_of: HashMap<u64, usize, FixedState> =
        HashMap::with_capacity_and_hasher(matches.len(), FixedState::default());
    let mut names: Vec<Name> = Vec::with_capacity(matches.len());
    let mut name_of = Vec::with_capacity(matches.len());
    // each division with each name that has a bearer there, packed as it is sorted: the division, the number of the name
    let mut lie_in: Vec<u64> = Vec::with_capacity(matches.len() * 4);
    let name_in = |pair: u64| (pair as u32) as usize;
    for found in matches {
        let words = &words[found.first_word..found.first_word + found.n_words];
        let key = words.iter().fold(0_u64, |key, it| {
            (key ^ u64::from(it.hash)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
        });
        let nth = *nth_of.entry(key).or_insert_with(|| {
            let nth = names.len();
            for bearer in found.bearers(gazetteer).take(MAX_BEARERS) {
                if let Some(division) = gazetteer.gist(bearer.place).division {
                    lie_in.push(u64::from(division.0) << 32 | nth as u64);
                }
            }
            // the five lowest bits: how common the word is in small letters, and whether it is a first name
            let is_plain =
                words.len() > 1 || words[0].facts.trailing_zeros() >= 5 && words[0].is_capital();
            names.push(Name { is_plain, n_divisions: 0, voice: 0.0, support: 0.0 });
            nth
        });
        name_of.push(nth);
    }
    lie_in.sort_unstable();
    lie_in.dedup();
    for pair in &lie_in {
        names[name_in(*pair)].n_divisions += 1;
    }
    for name in names.iter_mut().filter(|it| it.is_plain) {
        name.voice = 1.0 / name.n_divisions as f32;
    }
    for of_one in lie_in.chunk_by(|a, b| a >> 32 == b >> 32) {
        let sum = of_one.iter().fold(0.0, |sum, it| sum + names[name_in(*it)].voice);
        for pair in of_one {
            let name = &mut names[name_in(*pair)];
            name.support = name.support.max(sum - name.voice);
        }
    }
    name_of.into_iter().map(|nth| names[nth].grade()).collect()
}
