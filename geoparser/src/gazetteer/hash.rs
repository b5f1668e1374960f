//! Hashing that never changes: what an image holds today is looked up by the program of tomorrow.
//!
//! Both functions multiply 64 by 64 bits and fold the 128-bit product, as wyhash does (Wang Yi, 2019). They find
//! accidents, not forgers.
//!
//! # Cost
//!
//! A word of up to 16 bytes is one multiplication; a checksum takes 64 bytes a step in four lanes.

const KEYS: [u64; 4] = [
    // the digits of pi after the point, as in Blowfish
    0x243f_6a88_85a3_08d3,
    0x1319_8a2e_0370_7344,
    0xa409_3822_299f_31d0,
    0x082e_fa98_ec4e_6c89,
];

/// Folds the product of two numbers to 64 bits.
#[inline]
pub(crate) fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[inline]
fn word64(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|it| it.try_into().ok()).map_or(0, u64::from_le_bytes)
}

#[inline]
fn word32(bytes: &[u8], at: usize) -> u64 {
    bytes
        .get(at..at + 4)
        .and_then(|it| it.try_into().ok())
        .map_or(0, |it| u64::from(u32::from_le_bytes(it)))
}

/// The hash of a folded word.
#[inline]
pub(crate) fn hash_word(word: &[u8]) -> u64 {
    let n = word.len();
    let (a, b) = match n {
        0 => (0, 0),
        1..4 => {
            let [first, middle, last] = [0, n / 2, n - 1].map(|at| u64::from(word[at]));
            (first << 16 | middle << 8 | last, 0)
        }
        4..8 => (word32(word, 0), word32(word, n - 4)),
        8..=16 => (word64(word, 0), word64(word, n - 8)),
        _ => (state_of(word) ^ word64(word, n - 16), word64(word, n - 8)),
    };
    mix(a ^ KEYS[0], b ^ KEYS[1] ^ n as u64)
}

/// The same for a word of 1 to 7 bytes, the first of which is the lowest; without a branch.
#[inline]
pub(crate) fn hash_short(word: u64, n: usize) -> u64 {
    let n_bits = 8 * n as u32;
    let middle = word >> ((n_bits / 2) & 0x38) & 0xff;
    let few = (word & 0xff) << 16 | middle << 8 | word >> (n_bits.wrapping_sub(8) & 63);
    let (first, last) = (word & 0xffff_ffff, word >> (n_bits.wrapping_sub(32) & 63));
    // all ones where there are few; written so, it stays arithmetic
    let is_few = u64::from(n >= 4).wrapping_sub(1);
    let a = first ^ (first ^ few) & is_few;
    mix(a ^ KEYS[0], last & !is_few ^ KEYS[1] ^ n as u64)
}

/// What the bytes of a long word before its last 16 leave.
fn state_of(word: &[u8]) -> u64 {
    let mut state = KEYS[2];
    let mut at = 0;
    while at + 16 < word.len() {
        state = mix(word64(word, at) ^ state, word64(word, at + 8) ^ KEYS[3]);
        at += 16;
    }
    state
}

/// The checksum of a stretch of bytes, after another's.
pub(crate) fn checksum(seed: u64, bytes: &[u8]) -> u64 {
    let mut lanes = KEYS.map(|key| key ^ seed);
    let mut blocks = bytes.chunks_exact(64);
    for block in &mut blocks {
        for (nth, lane) in lanes.iter_mut().enumerate() {
            let (a, b) = (word64(block, nth * 16), word64(block, nth * 16 + 8));
            *lane = mix(*lane ^ a, b ^ KEYS[nth]).wrapping_add(a.rotate_left(32) ^ *lane);
        }
    }
    let mut tail = [0; 64];
    tail[..blocks.remainder().len()].copy_from_slice(blocks.remainder());
    let mut sum = bytes.len() as u64;
    for at in (0..64).step_by(8) {
        sum = mix(sum ^ KEYS[0], word64(&tail, at) ^ KEYS[1]).wrapping_add(sum);
    }
    lanes.iter().fold(sum, |sum, lane| mix(sum ^ lane, KEYS[3]).wrapping_add(sum.rotate_left(32)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_changes_the_checksum() {
        let bytes: Vec<u8> = (0..300_u32).map(|it| (it * 7) as u8).collect();
        let sum = checksum(0, &bytes);
        for at in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[at / 8] ^= 1 << (at % 8);
            assert_ne!(checksum(0, &flipped), sum, "bit {at}");
        }
    }

    #[test]
    fn short_words_hash_as_others_do() {
        let word = b"abcdefg";
        for n in 1..8 {
            let bytes = word[..n].iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte));
            assert_eq!(hash_short(bytes, n), hash_word(&word[..n]));
        }
    }

    #[test]
    fn words_hash_as_they_always_did() {
        assert_eq!(hash_word(b"tadmur"), 0x5ede_3d89_e047_7124);
        assert_eq!(hash_word("تدمر".as_bytes()), 0x6a99_c528_70f6_a1a9);
        assert_eq!(hash_word(b"llanfairpwllgwyngyllgogerychwyrndrobwll"), 0x39a8_af84_fcb6_cfcf);
        assert_eq!(checksum(0, b"tadmur"), 0xc6e4_85c7_2e1f_0b68);
    }
}
