//! Words: the tokens that names are made of.
//!
//! A word is a run of letters, digits and their marks. Apostrophes, hyphens, dots and blanks part words, so a
//! possessive or a compound never hides a name: `Syria’s`, `U.S.-led`, `Deir ez-Zor`. Scripts without blanks
//! (Han, kana, Thai, Lao, Khmer, Burmese) give one word a character.
//!
//! # Cost
//!
//! One pass, constant memory.

use crate::text::Span;
use crate::text::letters::{Class, Letters};

/// The words of a text, in order.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, letters: Letters::table() }
}

/// See [`words`].
#[derive(Clone, Debug)]
pub struct Words<'t> {
    text: &'t str,
    at: usize,
    letters: Letters,
}

impl Iterator for Words<'_> {
    type Item = Span;

    #[inline]
    fn next(&mut self) -> Option<Span> {
        let bytes = self.text.as_bytes();
        let (start, first) = loop {
            let at = self.at;
            let byte = *bytes.get(at)?;
            if byte.is_ascii() {
                self.at += 1;
                if IS_LETTER[usize::from(byte)] {
                    break (at, Class::Letter);
                }
                continue;
            }
            let (letter, class) = self.peek()?;
            self.at += letter.len_utf8();
            if matches!(class, Class::Letter | Class::Alone) {
                break (at, class);
            }
        };
        while let Some(byte) = bytes.get(self.at) {
            if byte.is_ascii() {
                if first == Class::Alone || !IS_LETTER[usize::from(*byte)] {
                    break;
                }
                self.at += 1;
            } else {
                match self.peek() {
                    Some((letter, class)) if class.goes_on_with(first) => {
                        self.at += letter.len_utf8();
                    }
                    _ => break,
                }
            }
        }
        Some(Span::new(start, self.at))
    }
}

/// Of ASCII, letters and digits make words; everything else parts them.
pub(crate) const IS_LETTER: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

impl Words<'_> {
    #[inline]
    fn peek(&self) -> Option<(char, Class)> {
        let byte = *self.text.as_bytes().get(self.at)?;
        let letter =
            if byte.is_ascii() { char::from(byte) } else { self.text[self.at..].chars().next()? };
        Some((letter, self.letters.class(letter)))
    }
}

/// Whether two words with this between them can be parts of one name.
#[inline]
pub fn joins(gap: &str) -> bool {
    gap == " " || are_joints(gap)
}

#[inline(never)] // what is more than a blank is rare
fn are_joints(gap: &str) -> bool {
    let mut n_marks = 0;
    let mut n_blanks = 0;
    for letter in gap.chars() {
        match letter {
            ' ' | '\u{a0}' => n_blanks += 1,
            '-' | '‐' | '‑' | '–' | '\'' | '’' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' | '`' | '.' | '/' | '&'
            | '·' | '・' | '_' => n_marks += 1,
            _ => return false,
        }
    }
    n_marks <= 1 && n_blanks <= 2
}
