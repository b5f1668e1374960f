//! Confidence: the scores of the models, corrected so that of what is said with 0.9 nine in ten are right.
//!
//! A tagger and a ranker that saw a kind of text while they learned are too sure of a kind that they did not see. How much,
//! `tadmur train` measures on corpora that it holds out one by one.
//!
//! # Sources
//!
//! Platt: Probabilistic Outputs for Support Vector Machines, 1999; for the candidates of a name, Guo, Pleiss, Sun,
//! Weinberger: On Calibration of Modern Neural Networks, ICML 2017, section 4.2, temperature scaling.

use std::fmt::Write;
use std::sync::OnceLock;

use crate::resolve::Resolution;

/// How scores are corrected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence {
    /// Added to the log-odds that a name is one of a place.
    pub bias: f32,
    /// What these log-odds are multiplied by.
    pub slope: f32,
    /// What the log-odds between candidates are divided by.
    pub temperature: f32,
}

/// Log-odds are cut here: no score is 0 or 1 for sure.
const MOST: f32 = 12.0;

impl Confidence {
    /// Leaves scores as they are.
    pub const PLAIN: Self = Self { bias: 0.0, slope: 1.0, temperature: 1.0 };

    /// The one that the library ships: `models/confidence.tsv`, made by `tadmur train`.
    pub fn shipped() -> Self {
        static SHIPPED: OnceLock<Confidence> = OnceLock::new();
        *SHIPPED.get_or_init(|| Self::from_tsv(include_str!("../models/confidence.tsv")))
    }

    /// Reads lines of `name<TAB>number`; what is not listed is as in [`Self::PLAIN`].
    pub fn from_tsv(tsv: &str) -> Self {
        let mut this = Self::PLAIN;
        for (name, number) in tsv.lines().filter_map(|line| line.split_once('\t')) {
            let Ok(number) = number.trim().parse() else { continue };
            match name {
                "bias" => this.bias = number,
                "slope" => this.slope = number,
                "temperature" => this.temperature = number,
                _ => {}
            }
        }
        this
    }

    /// As [`Self::from_tsv`] reads it.
    pub fn to_tsv(self) -> String {
        let mut tsv = String::new();
        let numbers =
            [("bias", self.bias), ("slope", self.slope), ("temperature", self.temperature)];
        for (name, number) in numbers {
            let _ = writeln!(tsv, "{name}\t{number:.4}");
        }
        tsv
    }

    /// The probability that a name is one of a place.
    pub fn of_mention(self, score: f32) -> f32 {
        let corrected = self.bias + self.slope * log_odds(score);
        1.0 / (1.0 + (-corrected).exp())
    }

    /// The shares of a mention's candidates, in place; their order and their sum stay.
    pub fn spread(self, ranking: &mut [Resolution]) {
        if ranking.len() < 2 {
            return;
        }
        for it in ranking.iter_mut() {
            it.score = it.score.powf(1.0 / self.temperature);
        }
        let sum: f32 = ranking.iter().map(|it| it.score).sum();
        for it in ranking.iter_mut() {
            it.score /= sum;
        }
    }
}

/// The log-odds of a probability.
pub fn log_odds(probability: f32) -> f32 {
    (probability.ln() - (-probability).ln_1p()).clamp(-MOST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::PlaceId;

    #[test]
    fn plain_leaves_scores_alone() {
        let plain = Confidence::PLAIN;
        for score in [0.0, 0.1, 0.5, 0.97, 1.0] {
            assert!((plain.of_mention(score) - score).abs() < 1e-4, "{score}");
        }
        assert_eq!(Confidence::from_tsv(&plain.to_tsv()), plain);
    }

    #[test]
    fn heat_evens_shares_out_and_keeps_their_order() {
        let mut ranking = [(1, 0.9), (2, 0.09), (3, 0.01)]
            .map(|(place, score)| Resolution { place: PlaceId(place), score });
        Confidence { temperature: 2.0, ..Confidence::PLAIN }.spread(&mut ranking);
        let scores = ranking.map(|it| it.score);
        assert!(scores[0] < 0.8 && scores[0] > scores[1] && scores[1] > scores[2], "{scores:?}");
        assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
}
