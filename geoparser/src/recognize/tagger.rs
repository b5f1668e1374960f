//! The tagger: a linear-chain conditional random field over the words that could be names.
//!
//! # Shape
//!
//! It gives each word of a run one [`Label`]; words outside the runs are [`Label::Out`].
//!
//! # Sources
//!
//! Lafferty, McCallum, Pereira: Conditional Random Fields, ICML 2001.

use crate::recognize::features::{N_SLOTS, Sight, Window};
use crate::recognize::lexicon::Lexicon;

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
    slots: Box<[Slot; N_SLOTS]>,
    /// What a weight of 1 is worth.
    scale: f32,
    transitions: [Scores; N_LABELS],
    /// By how much a sum lies below the greatest: the power of it.
    powers: Box<[f32; N_POWERS]>,
    /// The powers of the transitions; 0 where one is forbidden.
    onward: [Products; N_LABELS],
    /// What is known of single words.
    pub lexicon: Lexicon,
}

/// Whether `label` may follow `before`; a run starts after [`Label::Out`].
pub fn may_follow(before: usize, label: usize) -> bool {
    label != Label::Inside as usize || before != Label::Out as usize
}

const MAGIC: &[u8; 8] = b"TADTAG02";

/// Sums that lie further below the greatest count as if they lay so far: hardly more than nothing.
const N_POWERS: usize = 1024;

/// One factor a label.
type Products = [f32; N_LABELS];

/// The weights of a slot, a byte a label, by [`ZERO`] more than they are: two of them can be added as one number.
type Slot = u32;

/// Weights are from -63 to 63.
const LARGEST: f32 = 63.0;
const ZERO: u8 = 64;

/// No weight for any label.
const NO_WEIGHTS: Slot = u32::from_le_bytes([ZERO; N_LABELS]);

/// Sums of weights, all by the same too large, two labels to a number.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    even: u32,
    odd: u32,
}

impl Sums {
    /// Adds the sums of at most two slots.
    #[inline]
    fn add(&mut self, slots: u32) {
        self.even += slots & 0x00ff_00ff;
        self.odd += slots >> 8 & 0x00ff_00ff;
    }

    #[inline]
    fn of_labels(self) -> [u16; N_LABELS] {
        [self.even, self.odd, self.even >> 16, self.odd >> 16].map(|it| it as u16)
    }
}

impl Tagger {
    /// Of trained weights, by slot and in order; and the lexicon they were trained with.
    pub fn new(slots: &[Scores], transitions: [Scores; N_LABELS], lexicon: Lexicon) -> Self {
        let largest = slots.iter().flatten().fold(0.0_f32, |most, it| most.max(it.abs()));
        let scale = if largest > 0.0 { largest / LARGEST } else { 1.0 };
        let rounded = |weight: f32| ZERO.wrapping_add_signed((weight / scale).round() as i8);
        let mut this = Self::empty(scale, transitions, lexicon);
        for (slot, weights) in this.slots.iter_mut().zip(slots) {
            *slot = u32::from_le_bytes(weights.map(rounded));
        }
        this
    }

    /// Without weights of features.
    fn empty(scale: f32, transitions: [Scores; N_LABELS], lexicon: Lexicon) -> Self {
        let mut onward = [[0.0; N_LABELS]; N_LABELS];
        for before in 0..N_LABELS {
            for label in (0..N_LABELS).filter(|label| may_follow(before, *label)) {
                onward[before][label] = transitions[before][label].exp();
            }
        }
        let mut powers = Box::new([0.0; N_POWERS]);
        for (below, power) in powers.iter_mut().enumerate() {
            *power = (below as f32 * -scale).exp();
        }
        Self { slots: no_weights(), scale, transitions, powers, onward, lexicon }
    }

    /// How well each label fits a word, without its neighbors' labels: 1 for the one that fits best.
    #[inline]
    fn fits(&self, window: &Window) -> Products {
        let (mut sums, mut single, mut is_single) = (Sums::default(), 0, false);
        // two by two; which is which is known when this is compiled
        window.features(|_, slot| {
            single += self.slots[slot as usize % N_SLOTS];
            if is_single {
                sums.add(single);
                single = 0;
            }
            is_single = !is_single;
        });
        sums.add(single);
        let sums = sums.of_labels();
        let top = sums.into_iter().fold(0, u16::max);
        sums.map(|sum| self.powers[usize::from(top - sum).min(N_POWERS - 1)])
    }

    /// The probability of each label for each word of each run of each text, one after another. A word outside the runs is surely
    /// [`Label::Out`].
    pub(super) fn marginals(&self, sights: &[Sight]) -> Vec<Scores> {
        let lengths = sights.iter().flat_map(Sight::runs).map(|(first, end)| end - first);
        let mut marginals = Vec::with_capacity(lengths.sum());
        let (mut fits, mut forward) = (Vec::new(), Vec::new());
        for sight in sights {
            for (first, end) in sight.runs() {
                fits.clear();
                fits.extend((*first..*end).map(|nth| self.fits(&sight.window(nth))));
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
            let sum: f32 = it.iter().sum();
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
            marginals[nth] = normal(both);
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
        let words = self.lexicon.entries();
        let mut bytes = MAGIC.to_vec();
        bytes.extend((words.len() as u32).to_le_bytes());
        bytes.extend(self.scale.to_le_bytes());
        bytes.extend(self.transitions.iter().flatten().flat_map(|it| it.to_le_bytes()));
        for slots in self.slots.chunks(32) {
            let is_used = |slot: &Slot| u32::from(*slot != NO_WEIGHTS);
            let used = slots.iter().rev().fold(0, |used, slot| used << 1 | is_used(slot));
            bytes.extend(used.to_le_bytes());
            let weights = slots.iter().filter(|it| **it != NO_WEIGHTS);
            bytes.extend(weights.flat_map(|it| it.to_le_bytes()));
        }
        for (word, facts) in words {
            bytes.extend(word.to_le_bytes());
            bytes.push(facts);
        }
        bytes
    }

    /// Reads a model file: magic, number of words, scale, transitions; of each 32 slots a bit each that says whether it has
    /// weights, the lowest first, and those it has, a byte a label from 1 to 127, 64 for none; then words by hash with one byte of
    /// facts. Little-endian. `None` when it is not one.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let mut four = || -> Option<[u8; 4]> {
            let (head, tail) = rest.split_first_chunk::<4>()?;
            rest = tail;
            Some(*head)
        };
        let n_words = u32::from_le_bytes(four()?) as usize;
        let scale = f32::from_le_bytes(four()?);
        let mut transitions = [[0.0; N_LABELS]; N_LABELS];
        for weight in transitions.iter_mut().flatten() {
            *weight = f32::from_le_bytes(four()?);
        }
        let are_finite = transitions.iter().flatten().all(|it| it.is_finite());
        if !(scale.is_finite() && scale > 0.0 && are_finite) {
            return None;
        }
        let mut read = no_weights();
        for slots in read.chunks_mut(32) {
            let used = u32::from_le_bytes(four()?);
            for (nth, slot) in slots.iter_mut().enumerate() {
                if used >> nth & 1 == 1 {
                    *slot = u32::from_le_bytes(four()?);
                    if *slot & 0x8080_8080 != 0 {
                        return None;
                    }
                }
            }
        }
        if rest.len() != n_words.checked_mul(5)? {
            return None;
        }
        let words = rest
            .as_chunks::<5>()
            .0
            .iter()
            .map(|[a, b, c, d, facts]| (u32::from_le_bytes([*a, *b, *c, *d]), *facts));
        let slots = read;
        Some(Self { slots, ..Self::empty(scale, transitions, Lexicon::from_entries(words)) })
    }
}

/// Slots without weights.
fn no_weights() -> Box<[Slot; N_SLOTS]> {
    vec![NO_WEIGHTS; N_SLOTS].into_boxed_slice().try_into().expect("it has so many slots")
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// Weights, and transitions, that look like chance.
    fn tagger() -> (Vec<Scores>, Tagger) {
        let weight = |nth: usize| {
            let chance = (nth as u32).wrapping_mul(0x9e37_79b1) >> 25;
            (chance as f32 - 64.0).clamp(-63.0, 63.0) / 100.0
        };
        let scores =
            |nth: usize| -> Scores { std::array::from_fn(|label| weight(N_LABELS * nth + label)) };
        let slots: Vec<Scores> = (0..N_SLOTS)
            .map(|nth| if nth % 3 == 0 { [0.0; N_LABELS] } else { scores(nth) })
            .collect();
        let transitions = std::array::from_fn(scores);
        let tagger = Tagger::new(&slots, transitions, Lexicon::of(&HashMap::new()));
        (slots, tagger)
    }

    #[test]
    fn packed_weights_sum_up_as_those_they_are_made_of() {
        let (slots, tagger) = tagger();
        let window = Window::default();
        let mut sums = [0.0; N_LABELS];
        window.features(|_, slot| {
            for (sum, weight) in sums.iter_mut().zip(slots[slot as usize]) {
                *sum += weight;
            }
        });
        let top = sums.into_iter().fold(f32::NEG_INFINITY, f32::max);
        for (sum, fit) in sums.into_iter().zip(tagger.fits(&window)) {
            assert!(((sum - top).exp() - fit).abs() < 1e-4, "{sum} {fit}");
        }
    }

    #[test]
    fn products_give_what_sums_of_logarithms_give() {
        let (slots, tagger) = tagger();
        for n_words in [1, 2, 7] {
            let emissions: Vec<Scores> = slots[100..100 + n_words].to_vec();
            let fits: Vec<Products> = emissions.iter().map(|it| it.map(f32::exp)).collect();
            let mut marginals = vec![SURELY_OUT; n_words];
            tagger.marginals_of_run(&fits, &mut Vec::new(), &mut marginals);
            let lattice = Lattice::of(&emissions, &tagger.transitions);
            for (is, ought) in marginals.iter().flatten().zip(lattice.marginals.iter().flatten()) {
                assert!((is - ought).abs() < 1e-5, "{is} {ought}");
            }
        }
    }

    #[test]
    fn a_model_file_is_read_as_it_was_written_and_nothing_else_is_read() {
        let (_, tagger) = tagger();
        let bytes = tagger.to_bytes();
        let read = Tagger::from_bytes(&bytes).unwrap();
        assert_eq!((&read.slots, read.transitions), (&tagger.slots, tagger.transitions));
        assert_eq!(read.to_bytes(), bytes);
        assert!(Tagger::from_bytes(&bytes[..bytes.len() - 1]).is_none());
        assert!(Tagger::from_bytes(&[&*bytes, &[0]].concat()).is_none());
        assert!(Tagger::from_bytes(&bytes[1..]).is_none());
    }
}
