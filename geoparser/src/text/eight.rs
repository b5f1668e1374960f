//! Eight bytes of a text, looked at at once.
//!
//! The arithmetic of one integer does for all of them, without a branch.

/// The first byte is the lowest.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Eight(u64);

/// The lowest bit of every byte.
const EACH: u64 = u64::from_ne_bytes([1; 8]);

/// The highest bit of every byte.
const HIGH: u64 = EACH << 7;

/// The bit that parts small ASCII letters from capitals, in every byte.
const SMALL: u64 = EACH << 5;

/// The ASCII letters that eight bytes begin with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct FirstLetters {
    /// How many they are.
    pub(crate) n: usize,
    /// They in small letters, the first lowest, and zeros behind them.
    pub(crate) small: u64,
    /// A bit in the byte of each that is a capital.
    pub(crate) capitals: u64,
}

impl FirstLetters {
    /// A bit in the byte of each that is a small letter.
    #[inline]
    pub(crate) fn smalls(self) -> u64 {
        self.small & SMALL & !self.capitals
    }
}

impl Eight {
    /// The bytes from `at` on; behind the end of the text stand zeros.
    #[inline]
    pub(crate) fn at(text: &[u8], at: usize) -> Self {
        match text.get(at..).and_then(<[u8]>::first_chunk) {
            Some(bytes) => Self(u64::from_le_bytes(*bytes)),
            None => Self::at_the_end(text, at),
        }
    }

    /// Those, and the eight behind them.
    #[inline]
    pub(crate) fn two_at(text: &[u8], at: usize) -> [Self; 2] {
        match text.get(at..).and_then(<[u8]>::first_chunk::<16>) {
            Some(bytes) => {
                let both = u128::from_le_bytes(*bytes);
                [Self(both as u64), Self((both >> 64) as u64)]
            }
            None => [at, at + 8].map(|at| Self::at_the_end(text, at)),
        }
    }

    /// Those from the nth on, of these and the eight behind them; the nth is one of these.
    #[inline]
    pub(crate) fn from(self, nth: usize, behind: Self) -> Self {
        let n_bits = (8 * nth as u32) & 0x38;
        Self(self.0 >> n_bits | behind.0 << 8 << (56 - n_bits))
    }

    #[cold]
    fn at_the_end(text: &[u8], at: usize) -> Self {
        let rest = text.get(at..).unwrap_or_default();
        Self(rest.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)))
    }

    /// The first three of them.
    #[inline]
    pub(crate) fn first_three(self) -> [u8; 3] {
        [self.0 as u8, (self.0 >> 8) as u8, (self.0 >> 16) as u8]
    }

    /// Whether all are ASCII.
    #[inline]
    pub(crate) fn is_ascii(self) -> bool {
        self.0 & HIGH == 0
    }

    /// A bit for each that is a letter or digit of ASCII, the lowest for the first.
    #[inline]
    pub(crate) fn alphanumerics(self) -> u8 {
        let low_bits = self.0 & !HIGH;
        let within = |low_bits: u64, first: u8, last: u8| {
            let from_first = low_bits + EACH * (0x80 - u64::from(first));
            let behind_last = low_bits + EACH * (0x7f - u64::from(last));
            from_first & !behind_last
        };
        let either = within(low_bits | SMALL, b'a', b'z') | within(low_bits, b'0', b'9');
        bits(either & !self.0)
    }

    /// A bit for each that is this byte, which is ASCII as they all are; the lowest for the first.
    #[inline]
    pub(crate) fn equal_to(self, byte: u8) -> u8 {
        bits(!((self.0 ^ (EACH * u64::from(byte))) + !HIGH))
    }

    /// The ASCII letters that they begin with.
    #[inline]
    pub(crate) fn first_letters(self) -> FirstLetters {
        let small = self.0 | SMALL;
        let low_bits = small & !HIGH;
        // the high bit of each byte tells whether it is `a` or more, and whether it is more than `z`
        let from_a = low_bits + EACH * (0x80 - u64::from(b'a'));
        let behind_z = low_bits + EACH * (0x7f - u64::from(b'z'));
        let others = (!from_a | behind_z | self.0) & HIGH;
        if others == 0 {
            return FirstLetters { n: 8, small, capitals: small & !self.0 };
        }
        let before = ((others & others.wrapping_neg()) - 1) >> 7;
        let small = small & before;
        FirstLetters { n: others.trailing_zeros() as usize / 8, small, capitals: small & !self.0 }
    }
}

/// The highest bit of every byte, side by side.
#[inline]
fn bits(each: u64) -> u8 {
    // no two of the products' bits meet
    ((each & HIGH).wrapping_mul(0x0002_0408_1020_4081) >> 56) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_letters_are_told() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut bytes = *b"abCdeFgh";
                bytes[place] = byte;
                let n = bytes.iter().take_while(|it| it.is_ascii_alphabetic()).count();
                let capital = |it: &u8| u8::from(it.is_ascii_uppercase()) << 5;
                let (mut small, mut capitals) = ([0; 8], [0; 8]);
                for at in 0..n {
                    (small[at], capitals[at]) =
                        (bytes[at].to_ascii_lowercase(), capital(&bytes[at]));
                }
                let [small, capitals] = [small, capitals].map(u64::from_le_bytes);
                let first = Eight::at(&bytes, 0).first_letters();
                assert_eq!(first, FirstLetters { n, small, capitals }, "{bytes:?}");
                assert_eq!(first.smalls(), small & SMALL & !capitals);
            }
        }
    }

    #[test]
    fn kinds_of_bytes_are_told() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut bytes = *b"a-Z9'b 0";
                bytes[place] = byte;
                let bits = |is_so: &dyn Fn(u8) -> bool| {
                    let bits = bytes.iter().enumerate().map(|(at, it)| u8::from(is_so(*it)) << at);
                    bits.fold(0, |all, it| all | it)
                };
                let eight = Eight::at(&bytes, 0);
                assert_eq!(eight.alphanumerics(), bits(&|it| it.is_ascii_alphanumeric()));
                assert_eq!(eight.is_ascii(), byte.is_ascii());
                if byte.is_ascii() {
                    assert_eq!(eight.equal_to(b'-'), bits(&|it| it == b'-'), "{bytes:?}");
                    assert_eq!(eight.equal_to(b'\''), bits(&|it| it == b'\''), "{bytes:?}");
                }
            }
        }
    }

    #[test]
    fn zeros_stand_behind_the_end() {
        let text = b"abcdefghij";
        assert_eq!(Eight::at(text, 2).0.to_le_bytes(), *b"cdefghij");
        assert_eq!(Eight::at(text, 7).0.to_le_bytes(), *b"hij\0\0\0\0\0");
        assert_eq!(Eight::at(text, 10).0, 0);
        assert_eq!(Eight::at(text, 11).0, 0);
        let text = b"abcdefghijklmnopqr";
        for at in 0..=text.len() {
            let [first, second] = Eight::two_at(text, at);
            assert_eq!([first, second], [Eight::at(text, at), Eight::at(text, at + 8)]);
            for nth in 0..8 {
                assert_eq!(first.from(nth, second), Eight::at(text, at + nth));
            }
        }
    }
}
