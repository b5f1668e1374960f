//! Which place a name means.
//!
//! All mentions of an article are resolved together, in passes: first each for itself, then with what the others say of
//! countries, divisions and neighborhoods. Equal names share one answer unless the text parts them ("Paris, Texas").
//!
//! # Shape
//!
//! [`Match`]es in, one [`Ranking`] each out, in their order.
//!
//! # Cost
//!
//! Linear in the mentions; quadratic only in the different names of an article, of which no more than
//! [`MAX_ANCHORS`] are weighed.

mod areas;
mod context;
mod echoes;
mod features;
mod weights;
mod why;

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use crate::gazetteer::Gazetteer;
use crate::place::{Direction, LonLat, NameSort, PlaceId};
use crate::recognize::{FoldedWords, Match};
use crate::resolve::areas::{Areas, Listing};
use crate::resolve::context::{Context, Cues};
use crate::resolve::echoes::Echoes;
use crate::resolve::features::Candidate;
pub use crate::resolve::features::{FEATURES, N_FEATURES};
pub use crate::resolve::weights::Weights;
pub use crate::resolve::why::{Reason, Weighed, topics};

/// A place that a mention could mean, with the share of belief in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resolution {
    /// The place.
    pub place: PlaceId,
    /// From 0 to 1; the candidates of a mention sum to 1.
    pub score: f32,
}

/// The candidates of a mention, best first.
pub type Ranking = Vec<Resolution>;

/// Candidates beyond this many, by prior, are not weighed.
pub const MAX_CANDIDATES: usize = 48;

/// Different names beyond this many give no context.
pub const MAX_ANCHORS: usize = 160;

/// Passes over the article after the first.
const N_PASSES: usize = 2;

/// What is known of an article beside its mentions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Circumstances<'a> {
    /// BCP 47 tag of its language.
    pub lang: &'a str,
    /// Where its source is at home.
    pub home: Option<LonLat>,
    /// The year it was published in.
    pub year: Option<i16>,
}

/// A name in one surrounding: mentions of a group share their answer.
#[derive(Debug)]
pub(crate) struct Group {
    /// Positions of its mentions.
    mentions: Vec<usize>,
    candidates: Vec<Candidate>,
    scores: Vec<f32>,
    /// Whether the capital of what it names is spoken of.
    has_capital: bool,
}

/// All names of an article.
#[derive(Debug)]
pub(crate) struct Groups {
    list: Vec<Group>,
    /// For each mention, the one that stands behind it and parts its name.
    qualifiers: Vec<Option<usize>>,
    countries: Areas,
    divisions: Areas,
}

impl Group {
    fn best(&self) -> Option<usize> {
        (0..self.scores.len())
            .max_by(|a, b| self.scores[*a].total_cmp(&self.scores[*b]).then(b.cmp(a)))
    }

    fn score(&mut self, weights: &Weights) {
        self.scores.clear();
        self.scores.extend(self.candidates.iter().map(|it| weights.dot(&it.features)));
        softmax(&mut self.scores);
    }
}

/// Ranks the candidates of every mention of an article.
pub fn resolve(
    gazetteer: &Gazetteer,
    weights: &Weights,
    text: &str,
    words: &FoldedWords,
    matches: &[Match],
    circumstances: Circumstances<'_>,
) -> Vec<Ranking> {
    let groups = groups(gazetteer, text, words, matches, circumstances);
    let groups = groups.weighed(gazetteer, weights, N_PASSES);
    let mut rankings = vec![Ranking::new(); matches.len()];
    for group in &groups.list {
        let scored = group.candidates.iter().zip(&group.scores);
        let mut ranking: Ranking = scored
            .map(|(candidate, score)| Resolution { place: candidate.place, score: *score })
            .collect();
        ranking.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.place.cmp(&b.place)));
        let Some((last, others)) = group.mentions.split_last() else { continue };
        for mention in others {
            rankings[*mention].clone_from(&ranking);
        }
        rankings[*last] = ranking;
    }
    rankings
}

/// A candidate as the last pass ranked it.
#[derive(Debug)]
pub(crate) struct Ranked {
    place: PlaceId,
    score: f32,
    features: [f32; N_FEATURES],
}

/// The same choice as [`resolve`] makes, with its reasons: the candidates of every mention, best first.
pub fn explain(
    gazetteer: &Gazetteer,
    weights: &Weights,
    text: &str,
    words: &FoldedWords,
    matches: &[Match],
    circumstances: Circumstances<'_>,
) -> Vec<Vec<Weighed>> {
    let mut explained = vec![Vec::new(); matches.len()];
    for example in examples(gazetteer, weights, text, words, matches, circumstances) {
        let dots = example.candidates.iter().map(|(_, it)| weights.dot(it));
        let mut shares: Vec<f32> = dots.collect();
        softmax(&mut shares);
        let scored = example.candidates.iter().zip(shares);
        let mut ranked: Vec<Ranked> = scored
            .map(|((place, features), score)| Ranked { place: *place, score, features: *features })
            .collect();
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.place.cmp(&b.place)));
        let weighed = why::weighed(gazetteer, weights, &ranked);
        for mention in &example.mentions {
            explained[*mention].clone_from(&weighed);
        }
    }
    explained
}

/// The feature vectors of every group in the last pass, for training: candidates in the order of their place ids.
#[derive(Debug)]
pub struct Example {
    /// Positions of the mentions that share it.
    pub mentions: Vec<usize>,
    /// Place and features of each candidate.
    pub candidates: Vec<(PlaceId, [f32; N_FEATURES])>,
}

/// What [`resolve`] sees in its last pass when it runs with these weights.
pub fn examples(
    gazetteer: &Gazetteer,
    weights: &Weights,
    text: &str,
    words: &FoldedWords,
    matches: &[Match],
    circumstances: Circumstances<'_>,
) -> Vec<Example> {
    let groups = groups(gazetteer, text, words, matches, circumstances);
    let mut groups = groups.weighed(gazetteer, weights, N_PASSES - 1);
    let context = Context::of(gazetteer, &groups);
    for (nth, group) in groups.list.iter_mut().enumerate() {
        for candidate in &mut group.candidates {
            candidate.see(gazetteer, nth, &context);
        }
    }
    let example = |group: Group| Example {
        mentions: group.mentions,
        candidates: group.candidates.iter().map(|it| (it.place, it.features)).collect(),
    };
    groups.list.into_iter().map(example).collect()
}

impl Groups {
    /// Scores the candidates for themselves, then so many times with what the groups said before.
    fn weighed(mut self, gazetteer: &Gazetteer, weights: &Weights, n_passes: usize) -> Self {
        for group in &mut self.list {
            group.score(weights);
        }
        if self.list.iter().all(|it| it.candidates.len() < 2) {
            return self;
        }
        for _ in 0..n_passes {
            let context = Context::of(gazetteer, &self);
            for (nth, group) in self.list.iter_mut().enumerate() {
                if group.candidates.len() < 2 {
                    continue; // it is the one, whatever is said of it
                }
                for candidate in &mut group.candidates {
                    candidate.see(gazetteer, nth, &context);
                }
                group.score(weights);
            }
        }
        self
    }
}

/// Mentions of one name are one group, but for those that the text itself parts: "Paris, Texas" and "Paris, France". A
/// mention without such a word behind it goes with the most.
fn groups(
    gazetteer: &Gazetteer,
    text: &str,
    words: &FoldedWords,
    matches: &[Match],
    circumstances: Circumstances<'_>,
) -> Groups {
    let mut qualifiers = context::qualifiers(gazetteer, text, matches);
    let mut joined = String::new();
    let name = |it: &Match| {
        let start = joined.len();
        joined.extend((it.first_word..it.first_word + it.n_words).map(|word| words.folded(word)));
        let is_demonym = it.postings.iter().all(|posting| posting.sort == NameSort::Demonym);
        joined.push(if is_demonym { '!' } else { '.' });
        start..joined.len()
    };
    let names: Vec<Range<usize>> = matches.iter().map(name).collect();
    let names: Vec<&str> = names.into_iter().map(|it| &joined[it]).collect();
    let mut tells: HashMap<(&str, &str), bool, FixedState> = HashMap::default();
    let mut most: HashMap<&str, Vec<(usize, usize)>, FixedState> = HashMap::default();
    for (nth, qualifier) in qualifiers.iter_mut().enumerate() {
        let Some(by) = *qualifier else { continue };
        let tells = tells
            .entry((names[nth], names[by]))
            .or_insert_with(|| context::tells(gazetteer, &matches[nth], &matches[by]));
        if !*tells {
            *qualifier = None;
            continue;
        }
        let counts = most.entry(names[nth]).or_default();
        match counts.iter_mut().find(|(other, _)| names[*other] == names[by]) {
            Some((_, n)) => *n += 1,
            None => counts.push((by, 1)),
        }
    }
    let mut by_name: HashMap<(&str, Option<&str>), usize, FixedState> =
        HashMap::with_capacity_and_hasher(matches.len(), FixedState::default());
    let mut members: Vec<Vec<usize>> = Vec::new();
    for nth in 0..matches.len() {
        let most = most.get(names[nth]).and_then(|counts| {
            counts.iter().max_by_key(|(by, n)| (*n, std::cmp::Reverse(*by))).map(|(by, _)| *by)
        });
        let by = qualifiers[nth].or(most).map(|by| names[by]);
        let known = *by_name.entry((names[nth], by)).or_insert_with(|| {
            members.push(Vec::new());
            members.len() - 1
        });
        members[known].push(nth);
    }
    let echoes = Echoes::of(text, words, matches);
    let home = circumstances.home.map(Direction::from);
    let (mut countries, mut divisions) = (Listing::new(), Listing::new());
    let group = |mentions: Vec<usize>| {
        let first = &matches[mentions[0]];
        let areas = (&mut countries, &mut divisions);
        let cues = Cues {
            kind: context::kind_beside(text, words, first),
            echo: mentions.iter().find_map(|nth| echoes.kinds[*nth]),
        };
        Group {
            candidates: features::candidates(
                gazetteer,
                first,
                cues,
                circumstances.lang,
                home,
                areas,
            ),
            scores: Vec::new(),
            has_capital: mentions.iter().any(|nth| echoes.has_capital[*nth]),
            mentions,
        }
    };
    Groups {
        list: members.into_iter().map(group).collect(),
        countries: countries.finish(|code| gazetteer.country(code)),
        divisions: divisions.finish(Some),
        qualifiers,
    }
}

fn softmax(raw: &mut [f32]) {
    let top = raw.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for it in raw.iter_mut() {
        *it = (*it - top).exp();
    }
    let sum: f32 = raw.iter().sum();
    for it in raw.iter_mut() {
        *it /= sum;
    }
}
