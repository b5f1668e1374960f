//! Learning the tagger's weights: maximum likelihood by FTRL-proximal, which leaves most weights at zero.
//!
//! # Sources
//!
//! McMahan et al.: Ad Click Prediction: a View from the Trenches, KDD 2013, algorithm 1.

use tadmur_geoparser::recognize::features::N_SLOTS;
use tadmur_geoparser::recognize::tagger::{Lattice, N_LABELS, Scores, may_follow};

/// A word to learn from.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// The slots of its features, those without words first. Those of a style, from [`N_SLOTS`] on, are learned beside the others and
    /// then forgotten.
    pub(crate) features: Vec<u32>,
    /// How many of them are without words.
    pub(crate) n_plain: usize,
    /// The labels that gold allows, one bit each.
    pub(crate) allowed: u8,
}

/// A run of words with how much it counts.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) words: Vec<Word>,
    pub(crate) weight: f32,
}

/// How to learn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) n_epochs: usize,
    /// What is learned is the mean of the weights at the ends of so many last epochs: they go up and down with what was seen last.
    pub(crate) n_averaged: usize,
    /// Slots met less often are not learned.
    pub(crate) min_count: u32,
    pub(crate) l1: f32,
    pub(crate) l2: f32,
    pub(crate) rate: f32,
    /// Every nth run is learned without words.
    pub(crate) plain_every: usize,
    /// The share of features with words that each turn does without: a name that was learned by heart is no help elsewhere.
    pub(crate) dropped: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            n_epochs: 8,
            n_averaged: 4,
            min_count: 2,
            l1: 0.25,
            l2: 1.0,
            rate: 0.12,
            plain_every: 7,
            dropped: 0.2,
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Coordinate {
    z: f32,
    n: f32,
    weight: f32,
    /// The weights that it had at the ends of the last epochs.
    sum: f32,
}

impl Coordinate {
    fn add_up(&mut self) {
        self.sum += self.weight;
    }

    fn learn(&mut self, gradient: f32, settings: &Settings) {
        let grown = (self.n + gradient * gradient).sqrt();
        let sigma = (grown - self.n.sqrt()) / settings.rate;
        self.z += gradient - sigma * self.weight;
        self.n += gradient * gradient;
        self.weight = if self.z.abs() <= settings.l1 {
            0.0
        } else {
            -(self.z - self.z.signum() * settings.l1)
                / ((1.0 + grown) / settings.rate + settings.l2)
        };
    }
}

/// Weights by slot and of transitions.
pub(crate) struct Learned {
    pub(crate) slots: Vec<Scores>,
    pub(crate) transitions: [Scores; N_LABELS],
}

/// Learns from the runs, in a fixed shuffled order: the same runs give the same weights.
pub(crate) fn learn(
    runs: &[Run],
    settings: &Settings,
    mut on_epoch: impl FnMut(usize, f64),
) -> Learned {
    let counts = counts(runs);
    let mut weights = vec![[Coordinate::default(); N_LABELS]; counts.len()];
    let mut transitions = [[Coordinate::default(); N_LABELS]; N_LABELS];
    let indexed: Vec<Vec<(Vec<u32>, Vec<u32>)>> = runs
        .iter()
        .map(|run| {
            let is_often = |it: &u32| counts[*it as usize] >= settings.min_count;
            let of = |features: &[u32]| features.iter().copied().filter(is_often).collect();
            run.words
                .iter()
                .map(|it| (of(&it.features[..it.n_plain]), of(&it.features[it.n_plain..])))
                .collect()
        })
        .collect();
    let mut order: Vec<usize> = (0..runs.len()).collect();
    let mut random = Random(0x5eed);
    for epoch in 0..settings.n_epochs {
        random.shuffle(&mut order);
        let mut loss = 0.0;
        for (turn, &nth) in order.iter().enumerate() {
            let is_plain = turn % settings.plain_every == 0;
            let words = &indexed[nth];
            let mut is_kept = || random.share() >= settings.dropped;
            let mut active = |word: &(Vec<u32>, Vec<u32>)| {
                let lexical: &[u32] = if is_plain { &[] } else { &word.1 };
                let lexical = lexical.iter().filter(|_| is_kept());
                word.0.iter().chain(lexical).copied().collect::<Vec<u32>>()
            };
            let active: Vec<Vec<u32>> = words.iter().map(&mut active).collect();
            let emissions: Vec<Scores> = active
                .iter()
                .map(|features| {
                    let mut sums = [0.0; N_LABELS];
                    for feature in features {
                        for (sum, coordinate) in sums.iter_mut().zip(&weights[*feature as usize]) {
                            *sum += coordinate.weight;
                        }
                    }
                    sums
                })
                .collect();
            let now = transitions.map(|row| row.map(|it| it.weight));
            let free = Lattice::of(&emissions, &now);
            let bound: Vec<Scores> = emissions
                .iter()
                .zip(&runs[nth].words)
                .map(|(emission, word)| {
                    let mut emission = *emission;
                    for (label, score) in emission.iter_mut().enumerate() {
                        if word.allowed >> label & 1 == 0 {
                            *score = f32::NEG_INFINITY;
                        }
                    }
                    emission
                })
                .collect();
            let bound = Lattice::of(&bound, &now);
            if !bound.log_sum.is_finite() {
                continue;
            }
            let share = runs[nth].weight;
            loss += f64::from((free.log_sum - bound.log_sum) * share);
            for (at, features) in active.iter().enumerate() {
                for (label, (free, bound)) in
                    free.marginals[at].iter().zip(bound.marginals[at]).enumerate()
                {
                    let gradient = share * (free - bound);
                    if gradient.abs() < 1e-6 {
                        continue;
                    }
                    for feature in features {
                        weights[*feature as usize][label].learn(gradient, settings);
                    }
                }
            }
            for before in 0..N_LABELS {
                for label in (0..N_LABELS).filter(|label| may_follow(before, *label)) {
                    let gradient: f32 = free
                        .pairs
                        .iter()
                        .zip(&bound.pairs)
                        .map(|(a, b)| a[before][label] - b[before][label])
                        .sum();
                    transitions[before][label].learn(share * gradient, settings);
                }
            }
        }
        if epoch + settings.n_averaged >= settings.n_epochs {
            weights.iter_mut().chain(&mut transitions).flatten().for_each(Coordinate::add_up);
        }
        on_epoch(epoch, loss);
    }
    let mean = |it: &Coordinate| it.sum / settings.n_averaged as f32;
    Learned {
        slots: weights[..N_SLOTS].iter().map(|it| it.each_ref().map(mean)).collect(),
        transitions: transitions.each_ref().map(|row| row.each_ref().map(mean)),
    }
}

/// How often each slot is met, those of the styles behind the others.
fn counts(runs: &[Run]) -> Vec<u32> {
    let mut counts = vec![0; N_SLOTS];
    for slot in runs.iter().flat_map(|run| &run.words).flat_map(|word| &word.features) {
        let slot = *slot as usize;
        if slot >= counts.len() {
            counts.resize((slot + 1).next_multiple_of(N_SLOTS), 0);
        }
        counts[slot] += 1;
    }
    counts
}

/// A small generator with a fixed start: the same order in every build (Marsaglia's xorshift).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From 0 to below 1.
    fn share(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, (self.next() % (last as u64 + 1)) as usize);
        }
    }
}
