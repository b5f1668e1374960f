//! Where a text is: how much its names speak for the same region, before any of them is resolved.
//!
//! Names of one county stand together, so a word that could be a town of the state that the others are in is likelier one.
//!
//! # Cost
//!
//! The divisions of at most [`MAX_BEARERS`] bearers of each different name.

use std::collections::HashMap;

use crate::gazetteer::Gazetteer;
use crate::place::PlaceId;
use crate::recognize::Match;
use crate::recognize::features::Seen;

/// Of a name that more places bear, the others are not looked at.
const MAX_BEARERS: usize = 32;

type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// A name with the first-order divisions that its bearers lie in.
struct Name {
    divisions: Vec<PlaceId>,
    /// How much it speaks for each of them: less when they are many, nothing when it may be a common word or a person.
    voice: f32,
}

/// For each match, how much the other names speak for a division of one of its bearers: 0 when none is known, then 1 to 4.
pub(super) fn regions(gazetteer: &Gazetteer, matches: &[Match], seen: &[Seen]) -> Vec<u8> {
    let mut nth_of: Map<u64, usize> = Map::default();
    let mut names: Vec<Name> = Vec::new();
    let mut support: Map<PlaceId, f32> = Map::default();
    let mut name_of = Vec::with_capacity(matches.len());
    for found in matches {
        let words = &seen[found.first_word..found.first_word + found.n_words];
        let key = words.iter().fold(0_u64, |key, it| {
            (key ^ u64::from(it.hash)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
        });
        let nth = *nth_of.entry(key).or_insert_with(|| {
            let bearers = found.postings.iter().take(MAX_BEARERS);
            let mut divisions: Vec<PlaceId> =
                bearers.filter_map(|it| gazetteer.gist(it.place).division).collect();
            divisions.sort_unstable();
            divisions.dedup();
            // the five lowest bits: how common the word is in small letters, and whether it is a first name
            let is_plain =
                words.len() > 1 || words[0].facts.trailing_zeros() >= 5 && words[0].is_capital();
            let voice = if is_plain { 1.0 / divisions.len().max(1) as f32 } else { 0.0 };
            for it in &divisions {
                *support.entry(*it).or_default() += voice;
            }
            names.push(Name { divisions, voice });
            names.len() - 1
        });
        name_of.push(nth);
    }
    let grade = |name: &Name| {
        let others = name.divisions.iter().map(|it| support[it] - name.voice);
        match others.fold(0.0, f32::max) {
            _ if name.divisions.is_empty() => 0,
            it if it < 0.2 => 1,
            it if it < 0.7 => 2,
            it if it < 2.0 => 3,
            _ => 4,
        }
    };
    let grades: Vec<u8> = names.iter().map(grade).collect();
    name_of.into_iter().map(|nth| grades[nth]).collect()
}
