//! One sense per article: a name that is surely a place in one sentence is likely one in the next.
//!
//! # Sources
//!
//! Gale, Church, Yarowsky: One Sense Per Discourse, HLT 1992.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use crate::gazetteer::Gazetteer;
use crate::place::{NameSort, PlaceId};
use crate::recognize::tagger::{Label, N_LABELS, Scores};
use crate::recognize::{FoldedWords, Match};

/// A name counts as sure from this probability on.
const SURE: f32 = 0.85;
/// A doubtful name is believed when its like is sure elsewhere and its own probability reaches this. Set by hand; what it
/// brings was looked at on one fold of the corpora (`docs/accuracy.md`).
const LEAST: f32 = 0.1;
/// And when the doubtful name itself, over all its mentions, reaches this on average.
const LEAST_MEAN: f32 = 0.25;

/// Raises the known names that the article surely uses as places elsewhere, by this name or another of the same place. The scores
/// are those of the words in runs.
pub(crate) fn agree(
    gazetteer: &Gazetteer,
    words: &FoldedWords,
    known: &[Match],
    runs: &[(usize, usize)],
    marginals: &mut [Scores],
) {
    let is_name = |scores: &Scores| 1.0 - scores[Label::Out as usize];
    // each name with where its words' scores stand, and the least probability of them
    let mut names: Vec<(&Match, usize, f32)> = Vec::with_capacity(known.len());
    let mut runs = runs.iter().copied().peekable();
    let mut n_before = 0;
    for found in known {
        while let Some((first, end)) = runs.next_if(|(_, end)| *end <= found.first_word) {
            n_before += end - first;
        }
        let Some((first, end)) = runs.peek().copied() else { break };
        if found.first_word < first || found.first_word + found.n_words > end {
            continue;
        }
        let at = n_before + found.first_word - first;
        let scores = &mut marginals[at..at + found.n_words];
        if found.n_words > 1 && is_name(&scores[0]) >= 0.5 {
            let mean = scores.iter().map(is_name).sum::<f32>() / found.n_words as f32;
            let doubtful = scores[1..].iter_mut().filter(|it| mean >= 0.5 && is_name(it) < 0.5);
            doubtful.for_each(|it| raise(it, Label::Inside)); // a known name is meant whole
        }
        names.push((found, at, scores.iter().map(is_name).fold(1.0, f32::min)));
    }
    let is_doubtful = |least: &f32| (LEAST..0.5).contains(least);
    let mut doubtful: Vec<(&Match, usize)> = names
        .iter()
        .filter(|(.., least)| is_doubtful(least))
        .map(|(found, at, _)| (*found, *at))
        .collect();
    if doubtful.is_empty() {
        return;
    }
    let first_word = |found: &Match| words.hash(found.first_word);
    let mut sums: HashMap<u64, (f32, u32), FixedState> =
        doubtful.iter().map(|(it, _)| (first_word(it), (0.0, 0))).collect();
    for (found, _, least) in &names {
        if let Some((sum, n)) = sums.get_mut(&first_word(found)) {
            (*sum, *n) = (*sum + least, *n + 1);
        }
    }
    doubtful.retain(|(it, _)| {
        let (sum, n) = sums[&first_word(it)];
        sum / n as f32 >= LEAST_MEAN
    });
    let doubtful: Vec<(&Match, usize, PlaceId)> = doubtful
        .into_iter()
        .filter_map(|(found, at)| Some((found, at, best_known(gazetteer, found)?)))
        .collect();
    // few names have one of these places among their bearers: most others are told by one bit of each
    let bit = |place: PlaceId| 1_u64 << (place.0 % u64::BITS);
    let asked: HashSet<PlaceId, FixedState> = doubtful.iter().map(|(.., place)| *place).collect();
    let bits = doubtful.iter().fold(0, |bits, (.., place)| bits | bit(*place));
    let is_asked = |place: PlaceId| bits & bit(place) != 0 && asked.contains(&place);
    let sure = names.iter().filter(|(found, _, least)| {
        *least >= SURE && found.bearers(gazetteer).any(|it| is_asked(it.place))
    });
    let places: HashSet<PlaceId, FixedState> =
        sure.filter_map(|(found, ..)| best_known(gazetteer, found)).collect();
    for (found, at, place) in doubtful {
        if places.contains(&place) {
            let scores = &mut marginals[at..at + found.n_words];
            for (nth, scores) in scores.iter_mut().enumerate() {
                raise(scores, if nth == 0 { Label::Begin } else { Label::Inside });
            }
        }
    }
}

/// Makes a doubtful word a part of a name, barely.
fn raise(scores: &mut Scores, label: Label) {
    *scores = [0.0; N_LABELS];
    scores[Label::Out as usize] = 0.4;
    scores[label as usize] = 0.6;
}

/// The best-known bearer of a name that is no adjective.
fn best_known(gazetteer: &Gazetteer, found: &Match) -> Option<PlaceId> {
    found
        .bearers(gazetteer)
        .filter(|it| it.sort != NameSort::Demonym)
        .max_by_key(|it| (gazetteer.n_names(it.place), std::cmp::Reverse(it.place)))
        .map(|it| it.place)
}
