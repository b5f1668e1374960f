//! Learning the shipped models from corpora.
//!
//! # Shape
//!
//! Corpora in, a tagger and the weights of the ranker out; the same corpora, gazetteer and names give the same bytes.

mod confidence;
mod corpora;
mod crf;
mod examples;
mod ranker;
mod without;

use tadmur_geoparser::confidence::Confidence;
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::Models;
use tadmur_geoparser::recognize::lexicon::Lexicon;
use tadmur_geoparser::recognize::tagger::Tagger;
use tadmur_geoparser::resolve::Weights;

pub use crate::train::corpora::{Corpus, read_all};
use crate::train::examples::{choices, homes, lexicon, runs};
pub use crate::train::without::{Without, groups};

/// What was learned.
#[derive(Debug)]
pub struct Learned {
    /// Recognizes.
    pub tagger: Tagger,
    /// Resolve.
    pub weights: Weights,
    /// How far both are to be believed.
    pub confidence: Confidence,
}

impl Learned {
    /// To parse with.
    pub fn models(&self) -> Models<'_> {
        let Self { tagger, weights, confidence } = self;
        Models { tagger: Some(tagger), weights, confidence: *confidence }
    }
}

/// Rounds of ranking with the weights so far and learning from what that shows.
const N_ROUNDS: usize = 3;

/// What models are learned from.
#[derive(Clone, Copy)]
pub struct Lessons<'a> {
    /// The gazetteer.
    pub gazetteer: &'a Gazetteer,
    /// People's names, `names.csv`.
    pub names: &'a str,
    /// The corpora.
    pub corpora: &'a [Corpus],
    /// Whether a document is learned from, by corpus and position.
    pub is_used: &'a (dyn Fn(usize, usize) -> bool + Sync),
    /// What the learners do not see.
    pub without: &'a Without,
}

/// Learns both models, whose scores are left as they are; `say` is told how it goes.
pub fn learn(lessons: Lessons<'_>, say: &dyn Fn(&str)) -> Learned {
    let tagger = learn_tagger(lessons, say);
    let weights = learn_weights(lessons, &tagger, say);
    Learned { tagger, weights, confidence: Confidence::PLAIN }
}

/// Learns how far models are to be believed that learn from these lessons: each corpus of news is held out in turn, and
/// what models say of it that did not see it is set against gold.
pub fn learn_confidence(lessons: Lessons<'_>, say: &dyn Fn(&str)) -> Confidence {
    let mut seen = confidence::Seen::default();
    let is_news = |it: &&Corpus| it.style == 0 && it.recognition > 0.0;
    let is_there =
        |it: &&Corpus| (0..it.documents.len()).any(|document| (lessons.is_used)(it.nth, document));
    for corpus in lessons.corpora.iter().filter(is_news).filter(is_there) {
        let is_used = |nth, document| nth != corpus.nth && (lessons.is_used)(nth, document);
        let is_asked = |nth, document| nth == corpus.nth && (lessons.is_used)(nth, document);
        let learned = learn(Lessons { is_used: &is_used, ..lessons }, &|_| ());
        let (gazetteer, models) = (lessons.gazetteer, learned.models());
        let homes = homes(gazetteer, models, lessons.corpora, &is_asked);
        confidence::see(gazetteer, models, corpus, &is_asked, &homes[corpus.nth], &mut seen);
        say(&format!("{} held out: {} names of places seen", corpus.name, seen.n_choices()));
    }
    seen.fit()
}

/// Learns to recognize.
pub fn learn_tagger(lessons: Lessons<'_>, say: &dyn Fn(&str)) -> Tagger {
    let Lessons { gazetteer, names, corpora, is_used, without } = lessons;
    let lexicon: Lexicon = lexicon(names, corpora, is_used);
    let runs = runs(gazetteer, &lexicon, corpora, is_used, without);
    say(&format!("{} runs of words", runs.len()));
    let learned = crf::learn(&runs, &crf::Settings::default(), |epoch, loss| {
        say(&format!("epoch {}: loss {loss:.0}", epoch + 1));
    });
    Tagger::new(&learned.slots, learned.transitions, lexicon)
}

/// Learns to resolve what this tagger recognizes.
pub fn learn_weights(lessons: Lessons<'_>, tagger: &Tagger, say: &dyn Fn(&str)) -> Weights {
    let Lessons { gazetteer, corpora, is_used, without, .. } = lessons;
    let mut weights = Weights(without.kept(Weights::prior().0));
    for round in 0..N_ROUNDS {
        let models =
            Models { tagger: Some(tagger), weights: &weights, confidence: Confidence::PLAIN };
        let homes = homes(gazetteer, models, corpora, is_used);
        let choices = choices(gazetteer, &weights, corpora, is_used, &homes, without);
        weights = ranker::learn(&choices, &weights);
        say(&format!("round {}: {} names with a choice", round + 1, choices.len()));
    }
    weights
}
