//! The tagger: a linear-chain conditional random field over the words that could be names.
//!
//! # Shape
//!
//! It gives each word of a run one [`Label`]; words outside the runs are [`Label::Out`].
//!
//! # Sources
//!
//! Lafferty, McCallum, Pereira: Conditional Random Fields, ICML 2001.

use crate::recognize::features::{Sight, Window};
use crate::recognize::lexicon::Lexicon;
use crate::recognize::memo::Memo;
use crate::recognize::table::{NEAR, NearTable, Table};

/// What a word is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub enum Label {
    /// No part of a place's name.
    Out,
    /// The first word of a place's name.
    Begin,
    /// A further word of one.
    Inside,
    /// The first word of an adjective or people's name.
    Demonym,
}

/// How many labels.
pub const N_LABELS: usize = 4;

/// One number a label.
pub type Scores = [f32; N_LABELS];

/// The probabilities of a word that is not looked at.
const SURELY_OUT: Scores = [1.0, 0.0, 0.0, 0.0];

/// Weights of features and of transitions.
#[derive(Clone, Debug)]
pub struct Tagger {
    /// The weights of the features that are met most, a byte a label: a near cache holds all of them.
    near: NearTable,
    /// Those of the others.
    far: Table,
    /// Of what is asked of the others, most is not there.
    filter: Filter,
    scale: f32,
    transitions: [Scores; N_LABELS],
    /// By how much a sum lies below the greatest: the power of it.
    powers: Vec<f64>,
    /// The powers of the transitions; 0 where one is forbidden.
    onward: [Products; N_LABELS],
    /// What is known of single words.
    pub lexicon: Lexicon,
}

/// Whether `label` may follow `before`; a run starts after [`Label::Out`].
pub fn may_follow(before: usize, label: usize) -> bool {
    label != Label::Inside as usize || before != Label::Out as usize
}

const MAGIC: &[u8; 8] = b"TADTAG01";

const FILTER_BITS: usize = 1 << 19;

/// Sums that lie further below the greatest count as if they lay so far: hardly more than nothing.
const N_POWERS: usize = 2048;

/// None of the window's groups of templates has more.
const MOST_FEATURES: usize = 32;

/// One factor a label.
type Products = [f64; N_LABELS];

/// One bit for each of many features, by its high bits.
#[derive(Clone, Debug)]
struct Filter(Box<[u64; FILTER_BITS / 64]>);

#[expect(clippy::large_stack_arrays, reason = "it is made on the heap wherever that matters")]
impl Default for Filter {
    fn default() -> Self {
        Self(Box::new([0; FILTER_BITS / 64]))
    }
}

impl Filter {
    /// Its word, and its bit there.
    #[inline]
    fn place(feature: u32) -> (usize, u32) {
        let bit = feature >> (32 - FILTER_BITS.ilog2());
        (bit as usize / 64, bit % 64)
    }

    fn add(&mut self, feature: u32) {
        let (word, bit) = Self::place(feature);
        self.0[word] |= 1 << bit;
    }

    /// 1 if it may be one of them, 0 if not.
    #[inline]
    fn may_have(&self, feature: u32) -> usize {
        let (word, bit) = Self::place(feature);
        (self.0[word] >> bit & 1) as usize
    }
}

fn pack(weights: [i8; N_LABELS]) -> u32 {
    u32::from_le_bytes(weights.map(i8::cast_unsigned))
}

/// A whole number a label: sums of weights.
type Sums = [i16; N_LABELS];

/// Sums of packed weights, two labels to a number.
#[derive(Clone, Copy, Debug, Default)]
struct PackedSums {
    even: u32,
    odd: u32,
    n: u32,
}

impl PackedSums {
    /// Adds the weights of a feature, at most 256 times.
    #[inline]
    fn add(&mut self, weights: u32) {
        // from -128..128 to 0..256, so that no sum reaches into the next
        let weights = weights ^ 0x8080_8080;
        self.even += weights & 0x00ff_00ff;
        self.odd += weights >> 8 & 0x00ff_00ff;
        self.n += 1;
    }

    #[inline]
    fn of_labels(self) -> Sums {
        [self.even, self.odd, self.even >> 16, self.odd >> 16]
            .map(|it| (it as u16).wrapping_sub((128 * self.n) as u16).cast_signed())
    }
}

/// Features that are looked up together.
#[derive(Clone, Copy, Debug)]
struct Asked {
    features: [u32; MOST_FEATURES],
    n: usize,
}

impl Default for Asked {
    #[inline]
    fn default() -> Self {
        Self { features: [0; MOST_FEATURES], n: 0 }
    }
}

impl Asked {
    #[inline]
    fn add(&mut self, feature: u32) {
        self.features[self.n % MOST_FEATURES] = feature;
        self.n += 1;
    }

    /// Keeps those of which 1 is said, not 0: without a branch, as nobody could guess.
    #[inline]
    fn keep(&mut self, is_kept: impl Fn(usize, u32) -> usize) {
        let mut n = 0;
        for nth in 0..self.n.min(MOST_FEATURES) {
            let feature = self.features[nth];
            self.features[n % MOST_FEATURES] = feature;
            n += is_kept(nth, feature);
        }
        self.n = n;
    }

    fn features(&self) -> &[u32] {
        debug_assert!(self.n <= MOST_FEATURES, "{} features", self.n);
        &self.features[..self.n.min(MOST_FEATURES)]
    }
}

/// What was summed up for words before.
#[derive(Clone, Debug)]
struct Memos {
    own: Memo<Sums>,
    row: Memo<Sums>,
}

impl Memos {
    /// For so many words.
    fn of(n_words: usize) -> Self {
        let memo = Memo::of(n_words.min(MOST_KEPT));
        Self { own: memo.clone(), row: memo }
    }
}

/// So many sums of a kind are kept at most: as many as a near cache holds.
const MOST_KEPT: usize = 4096;

impl Tagger {
    /// Of trained weights: a feature's hash and its weights, each feature once, those that are met most first; and the lexicon
    /// they were trained with.
    pub fn new(
        features: &[(u32, Scores)],
        transitions: [Scores; N_LABELS],
        lexicon: Lexicon,
    ) -> Self {
        let largest =
            features.iter().flat_map(|(_, it)| it).fold(0.0_f32, |most, it| most.max(it.abs()));
        let scale = if largest > 0.0 { largest / 127.0 } else { 1.0 };
        let rounded: Vec<(u32, u32)> = features
            .iter()
            .map(|(feature, weights)| {
                (*feature, pack(weights.map(|it| (it / scale).round() as i8)))
            })
            .filter(|(_, weights)| *weights != 0)
            .collect();
        Self::from_parts(&rounded, scale, transitions, lexicon)
    }

    fn from_parts(
        features: &[(u32, u32)],
        scale: f32,
        transitions: [Scores; N_LABELS],
        lexicon: Lexicon,
    ) -> Self {
        let (near, far) = features.split_at(features.len().min(NEAR));
        let (near, far) = match NearTable::of(near.iter().copied()) {
            Some(near) => (near, far),
            None => (NearTable::default(), features),
        };
        let mut filter = Filter::default();
        for (feature, _) in far {
            filter.add(*feature);
        }
        let far = Table::of(far.iter().copied());
        let mut onward = [[0.0; N_LABELS]; N_LABELS];
        for before in 0..N_LABELS {
            for label in (0..N_LABELS).filter(|label| may_follow(before, *label)) {
                onward[before][label] = f64::from(transitions[before][label]).exp();
            }
        }
        let powers = (0..N_POWERS).map(|below| f64::from(below as f32 * -scale).exp()).collect();
        Self { near, far, filter, scale, transitions, powers, onward, lexicon }
    }

    /// How well each label fits a word, without its neighbors' labels: 1 for the one that fits best.
    fn fits(&self, window: &Window, memos: &mut Memos) -> Products {
        let own = || {
            let mut asked = Asked::default();
            window.own(|_, feature| asked.add(feature));
            self.sums(asked)
        };
        let row = || {
            let mut asked = Asked::default();
            window.row(|_, feature| asked.add(feature));
            self.sums(asked)
        };
        let mut asked = Asked::default();
        window.around(|_, feature| asked.add(feature));
        let around = self.sums(asked);
        let own = memos.own.get_or(window.own_key(), own);
        let row = memos.row.get_or(window.row_key(), row);
        let sums: Sums = std::array::from_fn(|label| around[label] + own[label] + row[label]);
        let top = sums.into_iter().fold(i16::MIN, i16::max);
        sums.map(|sum| self.powers[usize::from(top.abs_diff(sum)).min(N_POWERS - 1)])
    }

    /// What the weights of these features sum to.
    fn sums(&self, mut asked: Asked) -> Sums {
        // in rounds, so that no look-up waits for another
        let mut weights = [0; MOST_FEATURES];
        for (weights, feature) in weights.iter_mut().zip(asked.features()) {
            *weights = self.near.get(*feature);
        }
        asked.keep(|nth, _| usize::from(weights[nth] == 0));
        asked.keep(|_, feature| self.filter.may_have(feature));
        let mut sums = PackedSums::default();
        for weights in &weights {
            sums.add(*weights);
        }
        for feature in asked.features() {
            sums.add(self.far.get(*feature));
        }
        sums.of_labels()
    }

    /// The probability of each label for each word of each run of each text, one after another. A word outside the runs is surely
    /// [`Label::Out`].
    pub(super) fn marginals(&self, sights: &[Sight]) -> Vec<Scores> {
        let lengths = sights.iter().flat_map(Sight::runs).map(|(first, end)| end - first);
        let n_words = lengths.sum();
        let mut memos = Memos::of(n_words);
        let mut marginals = Vec::with_capacity(n_words);
        let (mut fits, mut forward) = (Vec::new(), Vec::new());
        for sight in sights {
            for (first, end) in sight.runs() {
                fits.clear();
                fits.extend((*first..*end).map(|nth| self.fits(&sight.window(nth), &mut memos)));
                let start = marginals.len();
                marginals.resize(start + fits.len(), SURELY_OUT);
                self.marginals_of_run(&fits, &mut forward, &mut marginals[start..]);
            }
        }
        marginals
    }

    /// Of how well each label fits each word: what [`Lattice::of`] gives, for products instead of sums of logarithms. Each word's
    /// products are scaled to sum to 1, so that none vanishes. `forward` is room to work in.
    fn marginals_of_run(
        &self,
        fits: &[Products],
        forward: &mut Vec<Products>,
        marginals: &mut [Scores],
    ) {
        let normal = |it: Products| {
            let sum: f64 = it.iter().sum();
            it.map(|it| it / sum)
        };
        let onward = &self.onward;
        forward.clear();
        for fits in fits {
            let mut here = onward[Label::Out as usize];
            if let Some(behind) = forward.last() {
                for (label, here) in here.iter_mut().enumerate() {
                    *here =
                        (0..N_LABELS).map(|before| behind[before] * onward[before][label]).sum();
                }
            }
            for (here, fits) in here.iter_mut().zip(fits) {
                *here *= fits;
            }
            forward.push(normal(here));
        }
        let mut backward: Products = [1.0; N_LABELS];
        for nth in (0..fits.len()).rev() {
            let mut both = forward[nth];
            for (both, backward) in both.iter_mut().zip(backward) {
                *both *= backward;
            }
            marginals[nth] = normal(both).map(|it| it as f32);
            if nth > 0 {
                let mut ahead = backward;
                for (ahead, fits) in ahead.iter_mut().zip(&fits[nth]) {
                    *ahead *= fits;
                }
                backward =
                    normal(onward.map(|row| row.iter().zip(ahead).map(|(a, b)| a * b).sum()));
            }
        }
    }

    /// The model file: see [`Self::from_bytes`].
    pub fn to_bytes(&self) -> Vec<u8> {
        let features = [self.near.entries(), self.far.entries()].concat();
        let words = self.lexicon.entries();
        let mut bytes = MAGIC.to_vec();
        bytes.extend((features.len() as u32).to_le_bytes());
        bytes.extend((words.len() as u32).to_le_bytes());
        bytes.extend(self.scale.to_le_bytes());
        bytes.extend(self.transitions.iter().flatten().flat_map(|it| it.to_le_bytes()));
        for (feature, weights) in features {
            bytes.extend(feature.to_le_bytes());
            bytes.extend(weights.to_le_bytes());
        }
        for (word, facts) in words {
            bytes.extend(word.to_le_bytes());
            bytes.push(facts);
        }
        bytes
    }

    /// Reads a model file: magic, numbers of features and words, scale, transitions, then features with one signed byte a
    /// label, those that are met most by hash and then all others by hash, then words by hash with one byte of facts. Little-endian. `None` when it is not one.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let mut four = || -> Option<[u8; 4]> {
            let (head, tail) = rest.split_first_chunk::<4>()?;
            rest = tail;
            Some(*head)
        };
        let n_features = u32::from_le_bytes(four()?) as usize;
        let n_words = u32::from_le_bytes(four()?) as usize;
        let scale = f32::from_le_bytes(four()?);
        let mut transitions = [[0.0; N_LABELS]; N_LABELS];
        for weight in transitions.iter_mut().flatten() {
            *weight = f32::from_le_bytes(four()?);
        }
        let (features, words) = rest.split_at_checked(n_features.checked_mul(8)?)?;
        if words.len() != n_words.checked_mul(5)? {
            return None;
        }
        let features: Vec<_> = features
            .as_chunks::<8>()
            .0
            .iter()
            .map(|[a, b, c, d, weights @ ..]| {
                (u32::from_le_bytes([*a, *b, *c, *d]), u32::from_le_bytes(*weights))
            })
            .collect();
        let words = words
            .as_chunks::<5>()
            .0
            .iter()
            .map(|[a, b, c, d, facts]| (u32::from_le_bytes([*a, *b, *c, *d]), *facts));
        Some(Self::from_parts(&features, scale, transitions, Lexicon::from_entries(words)))
    }
}

/// Forward and backward sums over the label sequences of a run.
#[derive(Debug)]
pub struct Lattice {
    /// The probability of each label at each word.
    pub marginals: Vec<Scores>,
    /// The probability of each pair of neighboring labels, at the second word; the first word's has only row 0.
    pub pairs: Vec<[Scores; N_LABELS]>,
    /// The logarithm of the sum over all sequences.
    pub log_sum: f32,
}

impl Lattice {
    /// Sums over all sequences that [`may_follow`] allows. Minus infinity in `emissions` forbids a label.
    pub fn of(emissions: &[Scores], transitions: &[Scores; N_LABELS]) -> Self {
        let n = emissions.len();
        let mut forward: Vec<Scores> = Vec::with_capacity(n);
        for (nth, emission) in emissions.iter().enumerate() {
            let mut here = [f32::NEG_INFINITY; N_LABELS];
            for label in 0..N_LABELS {
                let arrivals =
                    (0..N_LABELS).filter(|before| may_follow(*before, label)).map(|before| {
                        let behind = match nth {
                            0 if before == 0 => 0.0,
                            0 => f32::NEG_INFINITY,
                            _ => forward[nth - 1][before],
                        };
                        behind + transitions[before][label]
                    });
                here[label] = log_sum_exp(arrivals) + emission[label];
            }
            forward.push(here);
        }
        let mut backward = vec![[0.0; N_LABELS]; n];
        for nth in (0..n.saturating_sub(1)).rev() {
            for before in 0..N_LABELS {
                let departures =
                    (0..N_LABELS).filter(|label| may_follow(before, *label)).map(|label| {
                        transitions[before][label]
                            + emissions[nth + 1][label]
                            + backward[nth + 1][label]
                    });
                backward[nth][before] = log_sum_exp(departures);
            }
        }
        let log_sum = forward.last().map_or(0.0, |last| log_sum_exp(last.iter().copied()));
        let mut marginals = Vec::with_capacity(n);
        let mut pairs = Vec::with_capacity(n);
        for nth in 0..n {
            let mut marginal = [0.0; N_LABELS];
            let mut pair = [[0.0; N_LABELS]; N_LABELS];
            for label in 0..N_LABELS {
                marginal[label] = (forward[nth][label] + backward[nth][label] - log_sum).exp();
                for before in (0..N_LABELS).filter(|before| may_follow(*before, label)) {
                    let behind = match nth {
                        0 if before == 0 => 0.0,
                        0 => continue,
                        _ => forward[nth - 1][before],
                    };
                    let along = behind
                        + transitions[before][label]
                        + emissions[nth][label]
                        + backward[nth][label];
                    pair[before][label] = (along - log_sum).exp();
                }
            }
            marginals.push(marginal);
            pairs.push(pair);
        }
        Self { marginals, pairs, log_sum }
    }
}

fn log_sum_exp(values: impl Iterator<Item = f32> + Clone) -> f32 {
    let top = values.clone().fold(f32::NEG_INFINITY, f32::max);
    if top == f32::NEG_INFINITY {
        return top;
    }
    top + values.map(|it| (it - top).exp()).sum::<f32>().ln()
}
