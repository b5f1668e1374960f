//! Articles that tell one story in nearly the same words.
//!
//! # Shape
//!
//! A [`Sketch`] stands for an article's main text: two sketches agree about as much as the runs of words of their texts
//! do. [`Sketch::keys`] are what an index looks alike ones up by, [`groups`] puts together all that are linked, also through
//! others. Which headline, which page, which script: all the same.
//!
//! # Cost
//!
//! One pass over the text, 64 multiplications a word. Finding the like of one sketch costs ten look-ups, however many
//! there are.
//!
//! # Sources
//!
//! A. Broder, "On the resemblance and containment of documents" (1997): shingles and their minima. J. Leskovec, A. Rajaraman,
//! J. Ullman, "Mining of Massive Datasets", 3.4: bands. P. Li, C. König, "b-Bit Minwise Hashing" (2010): a few bits of each
//! minimum do.

use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::fold::fold_into;
use tadmur_geoparser::text::words::words;
use tadmur_geoparser::text::zones::{Zone, ZonedBlock};

/// Minima of a sketch: the share of equal ones is off by 0.06, one time in three by more.
const MINIMA: usize = 64;
/// Keys of a sketch. Three minima each: of texts that share 0.7 of their runs, 98 in 100 share a key; of strangers, none.
const KEYS: usize = 10;
/// A run of words has at least so many words,
const RUN_WORDS: usize = 4;
/// and so many bytes: where every character is a word of its own, six.
const RUN_BYTES: usize = 18;
/// A text of fewer runs says too little to be known again.
const LEAST_RUNS: usize = 5;

/// What stands for a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sketch {
    n_runs: u32,
    minima: [u16; MINIMA],
}

impl Sketch {
    /// Bytes of a sketch that is written down.
    pub const N_BYTES: usize = 4 + 2 * MINIMA;
    /// How many sketches under one key are looked at: more are more of the same.
    pub const MOST_PER_KEY: usize = 64;

    /// Of an article's main text; `None` when that is too short.
    pub fn of_article(text: &str, zones: &[ZonedBlock]) -> Option<Self> {
        let main = zones.iter().filter(|it| is_main(it.zone, it.duplicate));
        Self::of(main.map(|it| &text[it.span.range()]))
    }

    /// Of a text in pieces; `None` when it is too short.
    pub fn of<'t>(pieces: impl Iterator<Item = &'t str>) -> Option<Self> {
        let words = hashes(pieces);
        let mut minima = [u32::MAX; MINIMA];
        let mut n_runs = 0;
        for first in 0..words.len() {
            let Some(run) = run(&words[first..]) else { break };
            n_runs += 1;
            for (minimum, factor) in minima.iter_mut().zip(&FACTORS) {
                *minimum = (*minimum).min((run.wrapping_mul(*factor) >> 32) as u32);
            }
        }
        let minima = minima.map(|it| it as u16);
        (n_runs >= LEAST_RUNS).then_some(Self { n_runs: n_runs as u32, minima })
    }

    /// Whether the two texts are nearly the same, or one is the other cut short to half or more. Of fewer than 30 runs, nine
    /// in ten must be shared; else 88 in 100 of the shorter text's: bulletins of one form with other numbers share fewer
    /// (`HumSet`: at most 87), papers' copies of a wire story more. See `examples/alike.rs`.
    pub fn is_alike(&self, other: &Self) -> bool {
        let equal = self.n_equal(other) as u64;
        let (shorter, both) = (self.n_runs.min(other.n_runs), self.n_runs + other.n_runs);
        if shorter < 30 {
            return equal >= 58;
        }
        // equal / 64 is the share of all runs that both have: both * equal / (64 + equal) of them
        equal >= 32 && 100 * u64::from(both) * equal >= 88 * u64::from(shorter) * (64 + equal)
    }

    /// How many of the 64 minima are equal: the share of runs that the texts have in common.
    pub fn n_equal(&self, other: &Self) -> usize {
        self.minima.iter().zip(&other.minima).filter(|(a, b)| a == b).count()
    }

    /// What it is looked up by: alike sketches share one, all but surely. Never negative.
    pub fn keys(&self) -> [i64; KEYS] {
        let mut band = 0;
        std::array::from_fn(|nth| {
            let minima = &self.minima[3 * nth..3 * nth + 3];
            band += 1;
            minima.iter().fold(band - 1, |key, &it| key << 16 | i64::from(it))
        })
    }

    /// As bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let minima = self.minima.iter().flat_map(|it| it.to_le_bytes());
        self.n_runs.to_le_bytes().into_iter().chain(minima).collect()
    }

    /// From [`Sketch::to_bytes`]; `None` when it is not of that length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (n_runs, minima) = bytes.split_first_chunk()?;
        let (minima, rest) = minima.as_chunks();
        let minima: &[[u8; 2]; MINIMA] = minima.try_into().ok()?;
        let sketch =
            Self { n_runs: u32::from_le_bytes(*n_runs), minima: minima.map(u16::from_le_bytes) };
        rest.is_empty().then_some(sketch)
    }
}

/// Whether a block is of the text that is compared: headlines change, and what the page put around is the page's.
pub(crate) fn is_main(zone: Zone, duplicate: bool) -> bool {
    matches!(zone, Zone::Standfirst | Zone::Body) && !duplicate
}

/// The keys of all sketches in their order, each with the position of its sketch.
pub fn keys(sketches: &[Option<Sketch>]) -> Vec<(i64, usize)> {
    let of = |(at, it): (usize, &Option<Sketch>)| Some((at, it.as_ref()?.keys()));
    let each = sketches.iter().enumerate().filter_map(of);
    let mut keys: Vec<_> = each.flat_map(|(at, keys)| keys.map(|it| (it, at))).collect();
    keys.sort_unstable();
    keys
}

/// For each sketch the first one that it is linked to, itself or an earlier one: alike, or alike to one that is.
pub fn groups(sketches: &[Option<Sketch>]) -> Vec<usize> {
    let mut first: Vec<usize> = (0..sketches.len()).collect();
    for same in keys(sketches).chunk_by(|(a, _), (b, _)| a == b) {
        for (nth, &(_, at)) in same.iter().enumerate() {
            for &(_, other) in &same[..nth.min(Sketch::MOST_PER_KEY)] {
                let (a, b) = (root(&mut first, at), root(&mut first, other));
                let alike = || sketches[other].as_ref().zip(sketches[at].as_ref());
                if a != b && alike().is_some_and(|(a, b)| a.is_alike(b)) {
                    first[a.max(b)] = a.min(b);
                }
            }
        }
    }
    (0..sketches.len()).map(|at| root(&mut first, at)).collect()
}

/// The first of the group so far; the way there gets shorter.
fn root(first: &mut [usize], mut at: usize) -> usize {
    while first[at] != at {
        first[at] = first[first[at]];
        at = first[at];
    }
    at
}

/// Each word's hash and length, folded.
fn hashes<'t>(pieces: impl Iterator<Item = &'t str>) -> Vec<(u64, usize)> {
    let mut found = Vec::new();
    let mut folded = String::new();
    for piece in pieces {
        for Span { start, end } in words(piece) {
            folded.clear();
            fold_into(&piece[start..end], &mut folded);
            if !folded.is_empty() {
                found.push((hash(folded.as_bytes()), folded.len()));
            }
        }
    }
    found
}

/// The hash of the run that begins here; `None` when the text ends within it.
fn run(words: &[(u64, usize)]) -> Option<u64> {
    let mut n_bytes = 0;
    let mut hash = 0;
    for (n, (word, length)) in words.iter().enumerate() {
        hash = mix(hash ^ word);
        n_bytes += length;
        if n + 1 >= RUN_WORDS && n_bytes >= RUN_BYTES {
            return Some(hash);
        }
    }
    None
}

/// FNV-1a: the same on every machine and in every version, as sketches are kept.
fn hash(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// The finalizer of `SplitMix64`.
const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}

/// One order of all runs each.
const FACTORS: [u64; MINIMA] = {
    let mut factors = [0; MINIMA];
    let mut n = 0;
    while n < MINIMA {
        factors[n] = mix(n as u64) | 1;
        n += 1;
    }
    factors
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tadmur_geoparser::text::zones::zones;

    const WIRE: &str = "DAMASCUS (Agency) — Shells fell on the old market of Homs on Tuesday and killed at least eleven people, doctors said.\n\n\
        The army said that it had answered fire from the quarter of Khalidiya, which rebels have held since last month. A spokesman of the \
        rebels denied it and said that no fighter had been near the market when the first shell came down.\n\n\
        Witnesses told of three blasts within a few minutes. \"We were buying bread for the children and then there was only dust,\" a shopkeeper \
        said by telephone. The road to Aleppo was closed for most of the afternoon, and ambulances had to take the wounded to Hama.\n\n\
        The government has promised to let inspectors into the city before the end of the week.";

    const OTHER: &str = "HOMS (Other) — At least eleven people died when the centre of Homs was shelled on Tuesday, according to medics.\n\n\
        Residents said the old market was hit three times in the early afternoon, when it is most crowded. Government troops blamed gunmen in \
        Khalidiya, a quarter that has been out of their control for a month; the opposition rejected that account.\n\n\
        Traffic on the highway towards Aleppo came to a halt and many of the injured were driven to hospitals in Hama instead. Inspectors are \
        expected in Homs later this week, the government said.";

    fn sketch(text: &str) -> Option<Sketch> {
        Sketch::of_article(text, &zones(text))
    }

    #[track_caller]
    fn check(a: &str, b: &str, alike: bool) {
        let (a, b) = (sketch(a).unwrap(), sketch(b).unwrap());
        assert_eq!(a.is_alike(&b), alike, "{} of 64", a.n_equal(&b));
        assert_eq!(b.is_alike(&a), alike);
        let shared = a.keys().iter().any(|key| b.keys().contains(key));
        assert!(shared || !alike);
    }

    #[test]
    fn a_wire_story_is_known_with_another_headline_and_without_its_end() {
        let (cut, _) = WIRE.rsplit_once("\n\n").unwrap();
        check(WIRE, &format!("Eleven die in Homs market\n\nBy Our Staff\n\n{cut}"), true);
        check(WIRE, &WIRE.to_uppercase().replace("\n\n", "\n"), true);
        check(WIRE, &WIRE.replace("eleven", "12").replace("Agency", "Other Agency"), true);
    }

    #[test]
    fn other_words_for_the_same_event_are_another_story() {
        check(WIRE, OTHER, false);
    }

    #[test]
    fn short_texts_must_be_nearly_equal() {
        let short = "Shells fell on the old market of Homs on Tuesday and killed eleven.";
        check(short, "Shells fell on the old market of Homs, on Tuesday, and killed eleven!", true);
        check(short, "Shells fell on the old market of Hama on Tuesday and killed eleven.", false);
        assert_eq!(sketch("Read more of it here."), None);
        assert_eq!(sketch(""), None);
    }

    #[test]
    fn every_script_has_its_runs() {
        let arabic = "قصف الجيش السوق القديم في مدينة حمص يوم الثلاثاء وقتل أحد عشر شخصا على الأقل كما قال أطباء في المدينة";
        check(arabic, &arabic.replace("أطباء", "اطباء"), true);
        check(
            arabic,
            "قال أطباء في مدينة حمص إن أحد عشر شخصا قتلوا يوم الثلاثاء عندما قصف الجيش السوق القديم في وسط المدينة",
            false,
        );
        let han = "周二炮弹落在霍姆斯的旧市场，造成至少十一人死亡，医生说。军队表示，他们回击了来自哈利迪亚区的炮火。";
        check(han, &han.replace("，", ","), true);
        check(
            han,
            "医生称，霍姆斯旧市场周二遭到炮击，至少十一人丧生。政府军称哈利迪亚区的武装人员先开火。",
            false,
        );
    }

    #[test]
    fn links_go_through_others() {
        let words: Vec<&str> = WIRE.split_whitespace().collect();
        let cut = |n: usize| sketch(&words[..n].join(" "));
        let (whole, less, least) = (cut(127), cut(76), cut(46));
        assert!(!whole.as_ref().unwrap().is_alike(least.as_ref().unwrap()));
        assert_eq!(groups(&[sketch(OTHER), least, None, whole, less]), [0, 1, 2, 1, 1]);
    }

    #[test]
    fn kept_sketches_mean_the_same_in_every_version() {
        let sketch = sketch(WIRE).unwrap();
        assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Some(sketch.clone()));
        assert_eq!(sketch.to_bytes().len(), Sketch::N_BYTES);
        assert_eq!(Sketch::from_bytes(&sketch.to_bytes()[1..]), None);
        assert_eq!(sketch.keys()[..2], [200_445_839_567_895, 494_955_290_932_812]);
    }

    proptest! {
        #[test]
        fn groups_are_the_same_in_any_order(
            texts in prop::collection::vec(0_usize..6, 1..12), seed in any::<u64>(),
        ) {
            let words: Vec<&str> = WIRE.split_whitespace().collect();
            let of = |nth: &usize| sketch(&words[..34 + nth * 18].join(" "));
            let mut order: Vec<usize> = (0..texts.len()).collect();
            order.sort_by_key(|&it| mix(seed ^ it as u64));
            let straight = groups(&texts.iter().map(of).collect::<Vec<_>>());
            let shuffled = groups(&order.iter().map(|&it| of(&texts[it])).collect::<Vec<_>>());
            for a in 0..texts.len() {
                for b in 0..texts.len() {
                    let together = straight[order[a]] == straight[order[b]];
                    prop_assert_eq!(together, shuffled[a] == shuffled[b]);
                }
            }
        }
    }
}
