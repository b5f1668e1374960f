//! The weights that turn a candidate's features into one number.

use std::fmt::Write;
use std::sync::OnceLock;

use crate::resolve::features::{FEATURES, N_FEATURES};
use crate::resolve::names::LANES;

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
        self.rest(&[[0.0; LANES]; SUMS], &features.map(|it| [it; LANES]))[0]
    }

    /// What the first features of a vector weigh: for [`Self::rest`].
    pub(crate) fn sums<const N: usize>(&self, first: &[f32; N]) -> [f32; SUMS] {
        let mut sums = [0.0; SUMS];
        let (weights, features) = (self.0.as_chunks::<SUMS>().0, first.as_chunks::<SUMS>().0);
        for (weights, features) in weights.iter().zip(features) {
            for ((sum, weight), feature) in sums.iter_mut().zip(weights).zip(features) {
                *sum += weight * feature;
            }
        }
        sums
    }

    /// How much all features weigh together, of which the first ones have these sums: of some vectors side by side.
    pub(crate) fn rest<const N: usize>(
        &self,
        sums: &[[f32; LANES]; SUMS],
        last: &[[f32; LANES]; N],
    ) -> [f32; LANES] {
        let weights: &[f32; N] = self.0.last_chunk().expect("there are more features");
        let (weights, last_weights) = weights.as_chunks::<SUMS>();
        let (rows, last_rows) = last.as_chunks::<SUMS>();
        let mut sums = *sums;
        for (weights, rows) in weights.iter().zip(rows) {
            for ((sums, weight), row) in sums.iter_mut().zip(weights).zip(rows) {
                add(sums, *weight, row);
            }
        }
        let mut total = [0.0; LANES];
        for sums in &sums {
            add(&mut total, 1.0, sums);
        }
        for (weight, row) in last_weights.iter().zip(last_rows) {
            add(&mut total, *weight, row);
        }
        total
    }
}

/// So many sums are added up at a time, so that they do not wait for each other.
pub(crate) const SUMS: usize = 8;

#[inline]
fn add(sums: &mut [f32; LANES], weight: f32, row: &[f32; LANES]) {
    for (sum, feature) in sums.iter_mut().zip(row) {
        *sum += weight * feature;
    }
}
