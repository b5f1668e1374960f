//! Synthetic gazetteers: as many places as asked for, the same ones every time.
//!
//! Names are made of syllables, one to three words; every other place has a second name. The generator is splitmix64
//! (Steele, Lea, Flood 2014) with a fixed seed.

use std::fmt::Write;

pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

const STARTS: [&str; 24] = [
    "Al", "Ba", "Cha", "Da", "El", "Fu", "Gra", "Hol", "In", "Ja", "Ka", "Lo", "Ma", "Ne", "Or",
    "Pe", "Qa", "Ro", "Sa", "Ta", "U", "Vo", "Wa", "Zo",
];
const MIDDLES: [&str; 24] = [
    "ra", "li", "mo", "ne", "sta", "du", "kho", "ber", "ti", "gan", "sho", "wi", "pel", "co", "ha",
    "zi", "nou", "fe", "dri", "ka", "lu", "me", "va", "jo",
];
const ENDS: [&str; 16] = [
    "ton", "ville", "burg", "abad", "grad", "n", "s", "m", "r", "pur", "by", "ow", "ino", "a",
    "ia", "stan",
];

fn name(random: &mut Random, out: &mut String) {
    let n_words = [1, 1, 1, 2, 2, 3][random.below(6) as usize];
    for nth in 0..n_words {
        if nth > 0 {
            out.push(' ');
        }
        out.push_str(STARTS[random.below(24) as usize]);
        for _ in 0..=random.below(3) {
            out.push_str(MIDDLES[random.below(24) as usize]);
        }
        out.push_str(ENDS[random.below(16) as usize]);
    }
}

/// The file of `n` places.
pub(crate) fn csv(n: usize) -> String {
    let mut random = Random::new(17);
    let mut out = String::with_capacity(n * 72);
    out.push_str("id,title,types,ccodes,lon,lat,population,variants\n");
    for id in 0..n {
        let _ = write!(out, "x:{id:09},");
        name(&mut random, &mut out);
        let lon = random.below(3_600_000) as f64 / 1e4 - 180.0;
        let lat = random.below(1_800_000) as f64 / 1e4 - 90.0;
        let _ = write!(out, ",city,SY,{lon},{lat},{},", random.below(100_000));
        if id % 2 == 0 {
            name(&mut random, &mut out);
            out.push('@');
        }
        out.push('\n');
    }
    out
}
