//! The weights that turn a candidate's features into one number.

use std::fmt::Write;
use std::sync::OnceLock;

use crate::resolve::features::{FEATURES, N_FEATURES};

/// One weight a feature, in the order of [`FEATURES`].
#[derive(Clone, Debug, PartialEq)]
pub struct Weights(pub [f32; N_FEATURES]);

impl Weights {
    /// Those that the library ships: `models/resolve.tsv`, made by `tadmur train`.
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Weights> = OnceLock::new();
        SHIPPED.get_or_init(|| Self::from_tsv(include_str!("../../models/resolve.tsv")))
    }

    /// Reads lines of `feature<TAB>weight`; features that are not listed weigh nothing, unknown ones are passed over.
    pub fn from_tsv(tsv: &str) -> Self {
        let mut weights = [0.0; N_FEATURES];
        for (name, weight) in tsv.lines().filter_map(|line| line.split_once('\t')) {
            if let Some(nth) = FEATURES.iter().position(|it| *it == name)
                && let Ok(weight) = weight.trim().parse()
            {
                weights[nth] = weight;
            }
        }
        Self(weights)
    }

    /// Those that learning starts from: the more inhabitants, the likelier.
    pub fn prior() -> Self {
        Self::from_tsv("log_population\t5\ncountry\t3\nqualified\t5\n")
    }

    /// As [`Self::from_tsv`] reads it.
    pub fn to_tsv(&self) -> String {
        let mut tsv = String::new();
        for (name, weight) in FEATURES.iter().zip(self.0) {
            let _ = writeln!(tsv, "{name}	{weight:.4}");
        }
        tsv
    }

    /// How much all features weigh together.
    pub(crate) fn dot(&self, features: &[f32; N_FEATURES]) -> f32 {
        self.rest([0.0; SUMS], features)
    }

    /// What the first features weigh: for [`Self::rest`].
    #[inline]
    pub(crate) fn sums<const N: usize>(&self, first: &[f32; N]) -> [f32; SUMS] {
        let weights: &[f32; N] = self.0.first_chunk().expect("there are more features");
        let mut sums = [0.0; SUMS];
        for (weights, features) in weights.as_chunks().0.iter().zip(first.as_chunks().0) {
            add(weights, features, &mut sums);
        }
        sums
    }

    /// How much all features weigh together, of which the first ones have these sums.
    #[inline]
    pub(crate) fn rest<const N: usize>(&self, mut sums: [f32; SUMS], last: &[f32; N]) -> f32 {
        let weights: &[f32; N] = self.0.last_chunk().expect("there are more features");
        let (weights, rest) = weights.as_chunks();
        let (last, rest_of_last) = last.as_chunks();
        for (weights, features) in weights.iter().zip(last) {
            add(weights, features, &mut sums);
        }
        let mut sum = 0.0;
        for part in sums {
            sum += part;
        }
        for (weight, feature) in rest.iter().zip(rest_of_last) {
            sum += weight * feature;
        }
        sum
    }
}

/// So many sums are added up side by side, so that they do not wait for each other.
pub(crate) const SUMS: usize = 8;

#[inline]
fn add(weights: &[f32; SUMS], features: &[f32; SUMS], sums: &mut [f32; SUMS]) {
    for ((sum, weight), feature) in sums.iter_mut().zip(weights).zip(features) {
        *sum += weight * feature;
    }
}
