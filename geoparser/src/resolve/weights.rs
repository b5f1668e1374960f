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
        self.finish([0.0; LANES], features, 0)
    }

    /// What the features before this one weigh, or of as many of them as fill all lanes: for [`Self::finish`].
    pub(crate) fn begin(&self, features: &[f32; N_FEATURES], end: usize) -> [f32; LANES] {
        let end = end - end % LANES;
        add([0.0; LANES], self.0[..end].as_chunks().0, features[..end].as_chunks().0)
    }

    /// How much all weigh together, where [`Self::begin`] weighed those before this one.
    pub(crate) fn finish(
        &self,
        begun: [f32; LANES],
        features: &[f32; N_FEATURES],
        start: usize,
    ) -> f32 {
        let start = start - start % LANES;
        let (weights, rest) = self.0[start..].as_chunks();
        let (features, rest_of_features) = features[start..].as_chunks();
        let tail = rest.iter().zip(rest_of_features).map(|(weight, feature)| weight * feature);
        add(begun, weights, features).into_iter().chain(tail).sum()
    }
}

/// So many sums are added up side by side, so that they do not wait for each other.
pub(crate) const LANES: usize = 8;

#[inline]
fn add(
    mut lanes: [f32; LANES],
    weights: &[[f32; LANES]],
    features: &[[f32; LANES]],
) -> [f32; LANES] {
    for (weights, features) in weights.iter().zip(features) {
        for ((lane, weight), feature) in lanes.iter_mut().zip(weights).zip(features) {
            *lane += weight * feature;
        }
    }
    lanes
}
