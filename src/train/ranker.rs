//! Learning the weights that rank candidates: a conditional logit over each name's candidates, by Adam on full batches.
//!
//! # Sources
//!
//! Kingma, Ba: Adam, ICLR 2015.

use tadmur_geoparser::resolve::{N_FEATURES, Weights};

/// A name's candidates, of which one or more are right.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) candidates: Vec<[f32; N_FEATURES]>,
    pub(crate) right: Vec<bool>,
    pub(crate) weight: f32,
}

const N_STEPS: i32 = 400;
const RATE: f32 = 0.08;
const L2: f32 = 2e-4;

/// The weights that make the right candidates likeliest, from `start`.
pub(crate) fn learn(choices: &[Choice], start: &Weights) -> Weights {
    let mut weights = start.0;
    let (mut first, mut second) = ([0.0_f32; N_FEATURES], [0.0_f32; N_FEATURES]);
    let total: f32 = choices.iter().map(|it| it.weight).sum::<f32>().max(1.0);
    for step in 1..=N_STEPS {
        let mut gradient = [0.0_f32; N_FEATURES];
        for choice in choices {
            let raw: Vec<f32> = choice
                .candidates
                .iter()
                .map(|it| it.iter().zip(&weights).map(|(a, b)| a * b).sum())
                .collect();
            let top = raw.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let powers: Vec<f32> = raw.iter().map(|it| (it - top).exp()).collect();
            let all: f32 = powers.iter().sum();
            let right: f32 = powers
                .iter()
                .zip(&choice.right)
                .filter(|(_, right)| **right)
                .map(|(it, _)| it)
                .sum();
            for ((features, power), is_right) in
                choice.candidates.iter().zip(&powers).zip(&choice.right)
            {
                let wanted = if *is_right { power / right.max(1e-12) } else { 0.0 };
                let pull = choice.weight * (power / all - wanted);
                for (sum, feature) in gradient.iter_mut().zip(features) {
                    *sum += pull * feature;
                }
            }
        }
        let rate = RATE * if step > N_STEPS / 2 { 0.25 } else { 1.0 };
        for nth in 0..N_FEATURES {
            let slope = gradient[nth] / total + L2 * weights[nth];
            first[nth] = 0.9 * first[nth] + 0.1 * slope;
            second[nth] = 0.999 * second[nth] + 0.001 * slope * slope;
            let unbiased_first = first[nth] / (1.0 - 0.9_f32.powi(step));
            let unbiased_second = second[nth] / (1.0 - 0.999_f32.powi(step));
            weights[nth] -= rate * unbiased_first / (unbiased_second.sqrt() + 1e-8);
        }
    }
    Weights(weights)
}
