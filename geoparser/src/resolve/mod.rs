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
mod groups;
mod names;
mod weighing;
mod weights;
mod why;

use std::sync::{Arc, Mutex, PoisonError};

use crate::gazetteer::Gazetteer;
use crate::place::{LonLat, PlaceId};
use crate::recognize::{FoldedWords, Match};
pub(crate) use crate::resolve::echoes::Echoes;
pub use crate::resolve::features::{FEATURES, N_FEATURES};
use crate::resolve::groups::AllGroups;
pub(crate) use crate::resolve::groups::Grouping;
use crate::resolve::names::Names;
pub(crate) use crate::resolve::names::Naming;
pub(crate) use crate::resolve::weighing::Rankings;
use crate::resolve::weighing::{Room, Weighing, softmax};
pub use crate::resolve::weights::Weights;
pub use crate::resolve::why::{Reason, Weighed, topics};

/// A place that a mention could mean, with the share of belief in it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
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

/// The names of a text's mentions, grouped.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// Those of all texts that are read together, if that is done.
    all: Option<Arc<AllNamed>>,
    /// Which of these texts it is.
    nth: usize,
}

/// The names of texts that are read together, and room to weigh their bearers in.
#[derive(Debug)]
struct AllNamed {
    names: Names,
    groups: AllGroups,
    room: Mutex<Option<Box<Room>>>,
}

impl Named {
    /// For each text that was grouped.
    pub(crate) fn of_all(
        gazetteer: &Gazetteer,
        weights: &Weights,
        grouping: Grouping<'_, '_>,
    ) -> impl Iterator<Item = Self> + use<> {
        let (groups, naming) = grouping.finish();
        let names = Names::of(gazetteer, weights, &naming);
        let all = Arc::new(AllNamed { names, groups, room: Mutex::default() });
        (0..).map(move |nth| Self { all: Some(all.clone()), nth })
    }

    /// Calls `with` with the rankings of all groups, for a source at home here.
    pub(crate) fn ranked<T>(
        &self,
        gazetteer: &Gazetteer,
        weights: &Weights,
        home: Option<LonLat>,
        with: impl FnOnce(Rankings<'_>) -> T,
    ) -> T {
        let Some(AllNamed { names, groups, room }) = self.all.as_deref() else {
            return with(Rankings::default());
        };
        let groups = groups.nth(self.nth);
        let lock = || room.lock().unwrap_or_else(PoisonError::into_inner);
        // taken, so that other texts need not wait for it
        let mut taken = lock().take().unwrap_or_default();
        let mut weighing = Weighing::of(gazetteer, weights, names, groups, home, false, &mut taken);
        if weighing.is_open() {
            for _ in 0..N_PASSES {
                weighing.weigh_again();
            }
        }
        let result = with(weighing.ranked());
        *lock() = Some(taken);
        result
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
    let Circumstances { lang, home } = circumstances;
    let mut grouping = Grouping::new(gazetteer, Naming::default());
    grouping.add(text, words, &Echoes::of(text, words), lang, matches);
    let mut named = Named::of_all(gazetteer, weights, grouping);
    let ranked = |named: Named| {
        named.ranked(gazetteer, weights, home, |rankings| {
            (0..matches.len()).map(|nth| rankings.of_mention(nth).to_vec()).collect()
        })
    };
    named.next().map(ranked).unwrap_or_default()
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
    let Circumstances { lang, home } = circumstances;
    let mut grouping = Grouping::new(gazetteer, Naming::with_vectors());
    grouping.add(text, words, &Echoes::of(text, words), lang, matches);
    let (groups, naming) = grouping.finish();
    let (groups, names) = (groups.nth(0), Names::of(gazetteer, weights, &naming));
    let mut room = Room::default();
    let mut weighing = Weighing::of(gazetteer, weights, &names, groups, home, true, &mut room);
    for _ in 1..N_PASSES {
        weighing.weigh_again();
    }
    let vectors = weighing.seen();
    let mut examples: Vec<Example> =
        vectors.map(|candidates| Example { mentions: Vec::new(), candidates }).collect();
    for (mention, group) in groups.of_mentions.iter().enumerate() {
        examples[*group as usize].mentions.push(mention);
    }
    examples
}
