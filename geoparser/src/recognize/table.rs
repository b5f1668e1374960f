//! The table of a tagger's weights: a perfect hash, so that a look-up is two loads and no branch.
//!
//! Most features of a word have weights, and some have not: a search that ends sooner or later would make the processor guess,
//! wrongly for one in five, and wait for memory each time. Here every feature has one slot only, and what lies in it counts or
//! counts nothing.
//!
//! # Sources
//!
//! Belazzougui, Botelho, Dietzfelbinger: Hash, displace, and compress, ESA 2009; without the compression.

use crate::recognize::tagger::N_LABELS;

/// Weights as the model file holds them.
pub(super) type Weights = [i8; N_LABELS];

/// Weights by feature.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Feature and weights.
    slots: Vec<(u32, Weights)>,
    /// What moves the features of each bucket to slots that are free. A bucket is told by the high bits of a feature.
    moves: Vec<u16>,
}

/// So many features share a bucket on average.
const BUCKET: usize = 3;

/// A slot without a feature: no feature has weights of nothing but 0.
const FREE: (u32, Weights) = (0, [0; N_LABELS]);

impl Table {
    /// Of different features.
    pub(super) fn of(features: &[(u32, Weights)]) -> Self {
        let n_buckets = features.len() / BUCKET + 1;
        let mut features = features.to_vec();
        features.sort_unstable();
        let buckets: Vec<&[(u32, Weights)]> =
            features.chunk_by(|a, b| bucket(a.0, n_buckets) == bucket(b.0, n_buckets)).collect();
        let mut n_slots = features.len() * 4 / 3 + 1;
        loop {
            if let Some(table) = Self::with_slots(&buckets, n_buckets, n_slots) {
                return table;
            }
            n_slots += n_slots / 8 + 1;
        }
    }

    /// The largest buckets first, as long as much is free; `None` when one fits nowhere.
    fn with_slots(buckets: &[&[(u32, Weights)]], n_buckets: usize, n_slots: usize) -> Option<Self> {
        let mut slots = vec![FREE; n_slots];
        let mut moves = vec![0; n_buckets];
        let mut buckets = buckets.to_vec();
        buckets.sort_by_key(|it| std::cmp::Reverse(it.len()));
        for features in buckets {
            let by = (0..=u16::MAX).find(|by| {
                let n_placed = features
                    .iter()
                    .take_while(|it| {
                        let free = &mut slots[slot(it.0, *by, n_slots)];
                        let fits = *free == FREE;
                        if fits {
                            *free = **it;
                        }
                        fits
                    })
                    .count();
                let is_whole = n_placed == features.len();
                if !is_whole {
                    for (feature, _) in &features[..n_placed] {
                        slots[slot(*feature, *by, n_slots)] = FREE;
                    }
                }
                is_whole
            })?;
            moves[bucket(features[0].0, n_buckets)] = by;
        }
        Some(Self { slots, moves })
    }

    /// The sum of the weights of these features; one that has none adds nothing.
    #[inline]
    pub(super) fn sum(&self, features: &[u32]) -> [i32; N_LABELS] {
        let mut sums = [0_i32; N_LABELS];
        for feature in features {
            let by = self.moves[bucket(*feature, self.moves.len())];
            let (key, weights) = self.slots[slot(*feature, by, self.slots.len())];
            // all ones where the keys are equal; written so, it stays arithmetic
            let counts = (u64::from(key ^ *feature).wrapping_sub(1) >> 63).wrapping_neg() as u32;
            let weights = u32::from_le_bytes(weights.map(i8::cast_unsigned)) & counts;
            for (sum, weight) in sums.iter_mut().zip(weights.to_le_bytes()) {
                *sum += i32::from(weight.cast_signed());
            }
        }
        sums
    }

    /// All features, by their hashes.
    pub(super) fn features(&self) -> Vec<(u32, Weights)> {
        let mut features: Vec<_> = self.slots.iter().filter(|it| **it != FREE).copied().collect();
        features.sort_unstable();
        features
    }
}

#[inline]
fn bucket(feature: u32, n_buckets: usize) -> usize {
    (u64::from(feature) * n_buckets as u64 >> 32) as usize
}

/// Where a feature lies that is moved so.
#[inline]
fn slot(feature: u32, by: u16, n_slots: usize) -> usize {
    let mixed = (feature ^ u32::from(by).wrapping_mul(0x9e37_79b1)).wrapping_mul(0x85eb_ca6b);
    (u64::from(mixed ^ mixed >> 15) * n_slots as u64 >> 32) as usize
}
