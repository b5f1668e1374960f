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
mod names;
mod weights;
mod why;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use crate::gazetteer::Gazetteer;
use crate::gazetteer::hash::hash_word;
use crate::place::{Direction, Kind, LonLat, NameSort, PlaceId};
use crate::recognize::{FoldedWords, Match};
use crate::resolve::context::{Context, Cues};
use crate::resolve::features::{Candidates, TextWeights};
pub use crate::resolve::features::{FEATURES, N_FEATURES};
pub(crate) use crate::resolve::names::Named;
use crate::resolve::names::{LANES, Name};
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
}

/// A name in one surrounding: mentions of a group share their answer.
#[derive(Debug)]
pub(crate) struct Group<'n> {
    name: Name<'n>,
    /// Its first mention.
    first: usize,
    n_mentions: usize,
    /// Where the scores of its candidates stand among all, in the order of the name's bearers.
    candidates: Range<usize>,
    /// Where the candidates themselves stand, [`LANES`] by [`LANES`].
    side_by_side: Range<usize>,
    /// How much it says: a name said often says more, but not in proportion.
    weight: f32,
    /// Whether the capital of what it names is spoken of.
    has_capital: bool,
}

impl Group<'_> {
    /// Whether it has several candidates; else it is the one, whatever is said of it.
    fn is_open(&self) -> bool {
        self.candidates.len() > 1
    }
}

/// All names of an article.
#[derive(Debug)]
pub(crate) struct Groups<'n> {
    list: Vec<Group<'n>>,
    /// Group after group.
    candidates: Vec<Candidates<'n>>,
    scores: Vec<f32>,
    /// The group of each mention.
    of_mentions: Vec<usize>,
    /// For each mention, the one that stands behind it and parts its name.
    qualifiers: Vec<Option<usize>>,
}

/// What is read of an article where its names are resolved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NamedText<'t> {
    pub(crate) text: &'t str,
    pub(crate) words: &'t FoldedWords,
    pub(crate) matches: &'t [Match],
    pub(crate) named: &'t Named,
}

/// The rankings of an article's groups.
#[derive(Debug)]
pub(crate) struct Rankings {
    all: Vec<Resolution>,
    /// For each group, where its candidates stand.
    groups: Vec<Range<usize>>,
    of_mentions: Vec<usize>,
}

impl Rankings {
    /// Each ranking once.
    pub(crate) fn each(&mut self, mut change: impl FnMut(&mut [Resolution])) {
        for group in &self.groups {
            change(&mut self.all[group.clone()]);
        }
    }

    /// The ranking of the nth mention.
    pub(crate) fn of_mention(&self, nth: usize) -> &[Resolution] {
        &self.all[self.groups[self.of_mentions[nth]].clone()]
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
    let named = Named::of(gazetteer, weights, matches, circumstances.lang);
    let text = NamedText { text, words, matches, named: &named };
    let rankings = rank(gazetteer, weights, text, circumstances);
    (0..matches.len()).map(|nth| rankings.of_mention(nth).to_vec()).collect()
}

/// The same where the names are known already.
pub(crate) fn rank(
    gazetteer: &Gazetteer,
    weights: &Weights,
    text: NamedText<'_>,
    circumstances: Circumstances<'_>,
) -> Rankings {
    let mut groups = groups(gazetteer, text, circumstances, Group::is_open);
    groups.weigh(weights);
    if groups.list.iter().any(Group::is_open) {
        let mut context = Context::new(&groups);
        for _ in 0..N_PASSES {
            groups.weigh_again(gazetteer, weights, &mut context);
        }
    }
    let bearers = groups.list.iter().flat_map(|it| it.name.bearers);
    let mut all: Vec<Resolution> = bearers
        .zip(&groups.scores)
        .map(|(bearer, score)| Resolution { place: bearer.place, score: *score })
        .collect();
    let ranges: Vec<Range<usize>> = groups.list.into_iter().map(|it| it.candidates).collect();
    for group in &ranges {
        // no score is negative, and the bits of what is not are in its order
        all[group.clone()].sort_unstable_by_key(|it| (Reverse(it.score.to_bits()), it.place));
    }
    Rankings { all, groups: ranges, of_mentions: groups.of_mentions }
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
    let named = Named::with_vectors(gazetteer, weights, matches, circumstances.lang);
    let text = NamedText { text, words, matches, named: &named };
    let mut groups = groups(gazetteer, text, circumstances, |_| true);
    groups.weigh(weights);
    let mut context = Context::new(&groups);
    for _ in 1..N_PASSES {
        groups.weigh_again(gazetteer, weights, &mut context);
    }
    context.update(gazetteer, &groups);
    for nth in 0..groups.list.len() {
        groups.see(gazetteer, nth, &context);
    }
    let example = |group: &Group<'_>| Example {
        mentions: Vec::with_capacity(group.n_mentions),
        candidates: groups.candidates[group.side_by_side.clone()]
            .iter()
            .zip(group.name.vectors.chunks(LANES))
            .flat_map(|(candidates, of_name)| candidates.vectors(of_name))
            .collect(),
    };
    let mut examples: Vec<Example> = groups.list.iter().map(example).collect();
    for (mention, group) in groups.of_mentions.iter().enumerate() {
        examples[*group].mentions.push(mention);
    }
    examples
}

impl Groups<'_> {
    /// Scores the candidates for themselves.
    fn weigh(&mut self, weights: &Weights) {
        let weights = weights.last();
        for nth in 0..self.list.len() {
            self.score(&weights, nth);
        }
    }

    /// The same with what the groups said before.
    fn weigh_again(&mut self, gazetteer: &Gazetteer, weights: &Weights, context: &mut Context) {
        let weights = weights.last();
        context.update(gazetteer, self);
        for nth in 0..self.list.len() {
            if self.list[nth].is_open() {
                self.see(gazetteer, nth, context);
                self.score(&weights, nth);
            }
        }
    }

    /// Shows the candidates of a group what the others say.
    fn see(&mut self, gazetteer: &Gazetteer, nth: usize, context: &Context) {
        let group = &self.list[nth];
        let sight = context.seen_by(nth);
        for candidates in &mut self.candidates[group.side_by_side.clone()] {
            candidates.see(gazetteer, sight);
        }
    }

    /// Scores the candidates of a group by what they say now.
    fn score(&mut self, weights: &TextWeights, nth: usize) {
        let group = &self.list[nth];
        if !group.is_open() {
            return;
        }
        let scores = &mut self.scores[group.candidates.clone()];
        let candidates = &self.candidates[group.side_by_side.clone()];
        for (candidates, scores) in candidates.iter().zip(scores.chunks_mut(LANES)) {
            candidates.weigh(weights, scores);
        }
        softmax(scores);
    }
}

/// Mentions of one name are one group, but for those that the text itself parts: "Paris, Texas" and "Paris, France". A
/// mention without such a word behind it goes with the most. Candidates are made of the groups that are `looked_at`.
fn groups<'n>(
    gazetteer: &Gazetteer,
    NamedText { text, words, matches, named }: NamedText<'n>,
    circumstances: Circumstances<'_>,
    looked_at: impl Fn(&Group<'n>) -> bool,
) -> Groups<'n> {
    let mut qualifiers = context::qualifiers(gazetteer, text, matches);
    let mut joined = String::new();
    let name = |it: &Match| {
        let is_demonym = it.bearers(gazetteer).all(|posting| posting.sort == NameSort::Demonym);
        if it.n_words == 1 {
            return (words.hash(it.first_word), is_demonym);
        }
        joined.clear();
        joined.extend((it.first_word..it.first_word + it.n_words).map(|nth| words.folded(nth)));
        (hash_word(joined.as_bytes()), is_demonym)
    };
    let names: Vec<NameKey> = matches.iter().map(name).collect();
    let by = tell_apart(gazetteer, matches, &names, &mut qualifiers);
    let mut known: HashMap<(NameKey, u32), u32, FixedState> =
        HashMap::with_capacity_and_hasher(matches.len(), FixedState::default());
    let mut list: Vec<Group<'n>> = Vec::new();
    let mut echo: Vec<Option<Kind>> = Vec::new();
    let mut of_mentions = Vec::with_capacity(matches.len());
    for nth in 0..matches.len() {
        let side = by.get(nth).copied().unwrap_or_default();
        let number = *known.entry((names[nth], side)).or_insert_with(|| {
            list.push(Group {
                name: named.name(nth),
                first: nth,
                n_mentions: 0,
                candidates: 0..0,
                side_by_side: 0..0,
                weight: 1.0,
                has_capital: false,
            });
            echo.push(None);
            list.len() as u32 - 1
        }) as usize;
        let group = &mut list[number];
        group.n_mentions += 1;
        group.has_capital = group.has_capital || echoes::is_of_capital(text, &matches[nth]);
        // the only candidate needs no echo
        if echo[number].is_none() && group.name.bearers.len() > 1 {
            echo[number] = echoes::kind_behind(text, words, matches, nth);
        }
        of_mentions.push(number);
    }
    let home = circumstances.home.map(Direction::from);
    let n_rows = list.iter().map(|it| it.name.rows.len()).sum();
    let mut candidates = Vec::with_capacity(n_rows);
    let mut n_candidates = 0;
    for (group, echo) in list.iter_mut().zip(echo) {
        let bearers = group.name.bearers;
        group.candidates = n_candidates..n_candidates + bearers.len();
        n_candidates += bearers.len();
        let start = candidates.len();
        if looked_at(group) {
            let kind = context::kind_beside(text, words, &matches[group.first]);
            let cues = Cues { kind, echo };
            let side_by_side = bearers.chunks(LANES).zip(group.name.rows);
            candidates.extend(side_by_side.map(|(it, rows)| Candidates::new(it, rows, cues, home)));
        }
        group.side_by_side = start..candidates.len();
        group.weight += (group.n_mentions as f32).ln();
    }
    Groups { list, candidates, scores: vec![1.0; n_candidates], of_mentions, qualifiers }
}

/// A name as it is written, folded and hashed, and whether it is a people's.
type NameKey = (u64, bool);

/// How often a name has a qualifier, and where first.
type Count = (usize, Reverse<usize>);

/// Keeps of the qualifiers those that tell some bearers of a name from others. Says what parts each mention from others of
/// its name, by numbers: its qualifier's name, or the one that its own name has most often; 0 is none. Nothing is said where
/// there is no qualifier at all.
fn tell_apart(
    gazetteer: &Gazetteer,
    matches: &[Match],
    names: &[NameKey],
    qualifiers: &mut [Option<usize>],
) -> Vec<u32> {
    let mut tells: HashMap<[NameKey; 2], bool, FixedState> = HashMap::default();
    let mut numbers: HashMap<NameKey, u32, FixedState> = HashMap::default();
    let mut counts: HashMap<(NameKey, u32), Count, FixedState> = HashMap::default();
    let mut by = Vec::new();
    for (nth, qualifier) in qualifiers.iter_mut().enumerate() {
        let Some(other) = *qualifier else { continue };
        let tells = tells
            .entry([names[nth], names[other]])
            .or_insert_with(|| context::tells(gazetteer, &matches[nth], &matches[other]));
        if !*tells {
            *qualifier = None;
            continue;
        }
        let next = numbers.len() as u32 + 1;
        let number = *numbers.entry(names[other]).or_insert(next);
        by.resize(matches.len(), 0);
        by[nth] = number;
        counts.entry((names[nth], number)).or_insert((0, Reverse(other))).0 += 1;
    }
    // no two qualifiers stand first at the same place, so that one of them has most
    let mut most: HashMap<NameKey, (Count, u32), FixedState> = HashMap::default();
    for (name, number) in names.iter().zip(&by).filter(|(_, number)| **number != 0) {
        let here = (counts[&(*name, *number)], *number);
        let most = most.entry(*name).or_insert(here);
        *most = (*most).max(here);
    }
    for (nth, by) in by.iter_mut().enumerate().filter(|(_, by)| **by == 0) {
        *by = most.get(&names[nth]).map_or(0, |(_, number)| *number);
    }
    by
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
