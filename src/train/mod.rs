//! Learning the shipped models from corpora.
//!
//! # Shape
//!
//! Corpora in, a tagger and the weights of the ranker out; the same corpora, gazetteer and names give the same bytes.

mod corpora;
mod crf;
mod examples;
mod ranker;

use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::Models;
use tadmur_geoparser::recognize::lexicon::Lexicon;
use tadmur_geoparser::recognize::tagger::Tagger;
use tadmur_geoparser::resolve::Weights;

pub use crate::train::corpora::{Corpus, read_all};
use crate::train::examples::{choices, homes, lexicon, runs};

/// What was learned.
#[derive(Debug)]
pub struct Learned {
    /// Recognizes.
    pub tagger: Tagger,
    /// Resolve.
    pub weights: Weights,
}

impl Learned {
    /// To parse with.
    pub fn models(&self) -> Models<'_> {
        Models { tagger: Some(&self.tagger), weights: &self.weights }
    }
}

/// Rounds of ranking with the weights so far and learning from what that shows.
const N_ROUNDS: usize = 3;

/// Learns from the documents of the corpora that `is_used` picks by corpus and position.
pub fn learn(
    gazetteer: &Gazetteer,
    names: &str,
    corpora: &[Corpus],
    is_used: &(dyn Fn(usize, usize) -> bool + Sync),
    say: &dyn Fn(&str),
) -> Learned {
    let lexicon: Lexicon = lexicon(names, corpora, is_used);
    let runs = runs(gazetteer, &lexicon, corpora, is_used);
    say(&format!("{} runs of words", runs.len()));
    let learned = crf::learn(&runs, &crf::Settings::default(), |epoch, loss| {
        say(&format!("epoch {}: loss {loss:.0}", epoch + 1));
    });
    drop(runs);
    let tagger = Tagger::new(&learned.features, learned.transitions, lexicon);
    let mut weights = Weights::prior();
    for round in 0..N_ROUNDS {
        let homes =
            homes(gazetteer, Models { tagger: Some(&tagger), weights: &weights }, corpora, is_used);
        let choices = choices(gazetteer, &weights, corpora, is_used, &homes);
        weights = ranker::learn(&choices, &weights);
        say(&format!("round {}: {} names with a choice", round + 1, choices.len()));
    }
    Learned { tagger, weights }
}
