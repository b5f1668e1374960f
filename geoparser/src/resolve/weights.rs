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
                && let Ok(weight) = weight.trim().parse::<f32>()
                && weight.is_finite()
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
        weigh(&[[0.0; LANES]; SUMS], &self.last(), &features.map(|it| [it; LANES]))[0]
    }

    /// The last ones, each so often as vectors are weighed side by side.
    pub(crate) fn last<const N: usize>(&self) -> [[f32; LANES]; N] {
        let last: &[f32; N] = self.0.last_chunk().expect("there are more features");
        last.map(|it| [it; LANES])
    }
}

/// How much all features weigh together, of some vectors side by side: the first ones have these sums, the last ones these
/// [`Weights::last`].
pub(crate) fn weigh<const N: usize>(
    sums: &[[f32; LANES]; SUMS],
    weights: &[[f32; LANES]; N],
    last: &[[f32; LANES]; N],
) -> [f32; LANES] {
    let (weights, last_weights) = weights.as_chunks::<SUMS>();
    let (rows, last_rows) = last.as_chunks::<SUMS>();
    let mut sums = *sums;
    for (weights, rows) in weights.iter().zip(rows) {
        for ((sums, weights), row) in sums.iter_mut().zip(weights).zip(rows) {
            add(sums, weights, row);
        }
    }
    let mut total = [0.0; LANES];
    for sums in &sums {
        add(&mut total, &[1.0; LANES], sums);
    }
    for (weights, row) in last_weights.iter().zip(last_rows) {
        add(&mut total, weights, row);
    }
    total
}

/// So many sums are added up at a time, so that they do not wait for each other.
pub(crate) const SUMS: usize = 8;

#[inline]
fn add(sums: &mut [f32; LANES], weights: &[f32; LANES], row: &[f32; LANES]) {
    for ((sum, weight), feature) in sums.iter_mut().zip(weights).zip(row) {
        *sum += weight * feature;
    }
}
