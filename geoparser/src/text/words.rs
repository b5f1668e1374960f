//! Words: the tokens that names are made of.
//!
//! A word is a run of letters, digits and their marks. Apostrophes, hyphens, dots and blanks part words, so a
//! possessive or a compound never hides a name: `Syria’s`, `U.S.-led`, `Deir ez-Zor`. Scripts without blanks
//! (Han, kana, Thai, Lao, Khmer, Burmese) give one word a character.
//!
//! # Cost
//!
//! One pass, constant memory.

use unicode_normalization::char::is_combining_mark;

use crate::text::Span;
use crate::text::fold::is_invisible;

/// The words of a text, in order.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

/// See [`words`].
#[derive(Clone, Debug)]
pub struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Words<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        // skip to the first letter or digit
        let start = loop {
            let &byte = bytes.get(at)?;
            if byte.is_ascii() {
                if byte.is_ascii_alphanumeric() {
                    break at;
                }
                at += 1;
            } else {
                let letter = self.text[at..].chars().next()?;
                if letter.is_alphanumeric() {
                    break at;
                }
                at += letter.len_utf8();
            }
        };
        let first = self.text[start..].chars().next()?;
        at = start + first.len_utf8();
        if !is_unspaced(first) {
            while let Some(&byte) = bytes.get(at) {
                if byte.is_ascii() {
                    if !byte.is_ascii_alphanumeric() {
                        break;
                    }
                    at += 1;
                } else {
                    let Some(letter) = self.text[at..].chars().next() else { break };
                    let belongs = letter.is_alphanumeric()
                        || is_combining_mark(letter)
                        || is_invisible(letter);
                    if !belongs || is_unspaced(letter) {
                        break;
                    }
                    at += letter.len_utf8();
                }
            }
        }
        self.at = at;
        Some(Span::new(start, at))
    }
}

/// Whether the letter's script writes words without blanks between them.
fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
