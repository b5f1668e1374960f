//! What a character is to tokens, looked up instead of worked out.
//!
//! # Cost
//!
//! 2 KiB for the scripts below U+0800, filled at the first use; one load a character then. Those beyond are worked out.

use std::sync::LazyLock;

use crate::dates::lang::is_small;
use crate::text::letters::Letters;

/// It is a letter.
pub(super) const LETTER: u8 = 1;
/// It goes on with a word: a letter, or a mark of one.
pub(super) const GOES_ON: u8 = 2;
/// It is written small.
pub(super) const SMALL: u8 = 4;
/// It is a capital.
pub(super) const CAPITAL: u8 = 8;
/// It is a decimal digit.
pub(super) const DIGIT: u8 = 16;
/// Its script writes words without blanks between them.
pub(super) const DENSE: u8 = 32;
/// It is a blank.
pub(super) const BLANK: u8 = 64;

/// The characters below this are in the table: those of one or two bytes.
const END: usize = 0x800;

/// The table.
#[derive(Clone, Copy)]
pub(super) struct Kinds {
    below: &'static [u8; END],
    letters: Letters,
}

impl Kinds {
    pub(super) fn table() -> Self {
        static TABLE: LazyLock<Box<[u8; END]>> = LazyLock::new(|| {
            let mut table = Box::new([0; END]);
            for (kind, code) in table.iter_mut().zip(0_u32..) {
                *kind = char::from_u32(code).map_or(0, |it| kind_of(it, Letters::table()));
            }
            table
        });
        Self { below: &TABLE, letters: Letters::table() }
    }

    /// The bits of the character that begins at a byte of a text, and its length; of the end, no bits.
    #[inline]
    pub(super) fn at(self, text: &str, at: usize) -> (u8, usize) {
        match text.as_bytes()[at..] {
            [first @ 0..0x80, ..] => (self.below[usize::from(first)], 1),
            [first @ 0xc0..0xe0, second, ..] => {
                let code = usize::from(first & 0x1f) << 6 | usize::from(second & 0x3f);
                (self.below[code], 2)
            }
            _ => self.worked_out(&text[at..]),
        }
    }

    /// The same for the first character of a text.
    fn worked_out(self, text: &str) -> (u8, usize) {
        let first = text.chars().next();
        first.map_or((0, 0), |it| (kind_of(it, self.letters), it.len_utf8()))
    }
}

fn kind_of(char: char, letters: Letters) -> u8 {
    let is_letter = letters.is_alphabetic(char);
    let kinds = [
        (is_letter, LETTER),
        (is_letter || is_mark(char), GOES_ON),
        (letters.is_lowercase(char) || is_small(char), SMALL),
        (letters.is_uppercase(char), CAPITAL),
        (digit(char).is_some(), DIGIT),
        (is_dense(char), DENSE),
        (char.is_whitespace(), BLANK),
    ];
    kinds.iter().filter(|(is_so, _)| *is_so).fold(0, |all, (_, bit)| all | bit)
}

/// Marks of letters, and what joins them.
fn is_mark(char: char) -> bool {
    matches!(char, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' | '\u{200c}')
}

/// Scripts that write words without blanks between them.
fn is_dense(char: char) -> bool {
    matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// The value of a decimal digit: Latin, Arabic-Indic, Persian, Devanagari, full width.
pub(super) fn digit(char: char) -> Option<u32> {
    let zero = match char {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(char as u32 - zero as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_looked_up_as_they_are_worked_out() {
        let kinds = Kinds::table();
        for char in ('\0'..='\u{3fff}').chain(['\u{ff11}', '\u{10428}', '😀', char::MAX]) {
            let text = format!("a{char}b");
            let found = kinds.at(&text, 1);
            assert_eq!(found, (kind_of(char, Letters::table()), char.len_utf8()), "{char:?}");
        }
        assert_eq!(kinds.at("a", 1), (0, 0));
    }
}
