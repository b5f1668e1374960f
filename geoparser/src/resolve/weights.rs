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
    pub(crate) fn sums(&self, first: &[f32]) -> [f32; SUMS] {
        add([0.0; SUMS], &self.0[..first.len()], first)
    }

    /// How much all features weigh together, of which the first ones have these sums.
    #[inline]
    pub(crate) fn rest(&self, sums: [f32; SUMS], last: &[f32]) -> f32 {
        let weights = &self.0[N_FEATURES - last.len()..];
        let n = last.len() - last.len() % SUMS;
        let mut sum = 0.0;
        for part in add(sums, &weights[..n], &last[..n]) {
            sum += part;
        }
        for (weight, feature) in weights[n..].iter().zip(&last[n..]) {
            sum += weight * feature;
        }
        sum
    }
}

/// So many sums are added up side by side, so that they do not wait for each other.
pub(crate) const SUMS: usize = 8;

#[inline]
fn add(mut sums: [f32; SUMS], weights: &[f32], features: &[f32]) -> [f32; SUMS] {
    for (weights, features) in weights.as_chunks::<SUMS>().0.iter().zip(features.as_chunks::<SUMS>().0) {
        for ((sum, weight), feature) in sums.iter_mut().zip(weights).zip(features) {
            *sum += weight * feature;
        }
    }
    sums
}
