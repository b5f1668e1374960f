//! The lines of a text, with what their form tells.

use memchr::memchr_iter;

use crate::text::eight::Eight;
use crate::text::letters::Letters;
use crate::text::{STOPS, Span};

/// What may follow the last stop of a line.
const CLOSERS: &[char] = &['"', '\'', ')', ']', '”', '’', '»', '」', '』', '）', '“', '*'];

/// The words of a line are counted as far as this: prose is told by then.
const MANY_WORDS: usize = 40;

/// Those of a line that ends as a sentence does are counted no further than this.
const ENOUGH_WORDS: usize = 13;

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Where it stands, without the blanks around it.
    pub(super) span: Span,
    /// How many words, as [`count_words`] has it, at most [`MANY_WORDS`]; [`ENOUGH_WORDS`] if it is closed.
    pub(super) n_words: usize,
    /// Whether it ends as a sentence does.
    pub(super) is_closed: bool,
    /// Whether it is a sentence or more: long enough, and closed.
    pub(super) is_prose: bool,
}

impl Line {
    fn new(text: &str, span: Span) -> Self {
        let line = &text[span.range()];
        let is_closed = line.trim_end_matches(CLOSERS).ends_with(STOPS);
        let n_words = count_words(line, if is_closed { ENOUGH_WORDS } else { MANY_WORDS });
        let has_comma = || line.contains([',', '،', '，', '、']);
        let is_prose =
            (is_closed && n_words >= 8) || n_words >= MANY_WORDS || (n_words >= 20 && has_comma());
        Self { span, n_words, is_closed, is_prose }
    }

    /// The same line in a text that has so many bytes more before it.
    pub(super) fn moved(self, by: usize) -> Self {
        let Span { start, end } = self.span;
        Self { span: Span::new(start + by, end + by), ..self }
    }
}

/// The lines. Those that the page broke are one when the text is [`crate::text::breaks::unbroken`].
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut start = 0;
    let ends = memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).chain([text.len()]);
    let line = |end| {
        let line = &text[start..end];
        let trimmed = line.trim();
        let at = start + (line.len() - line.trim_start().len());
        start = end;
        (!trimmed.is_empty()).then(|| Line::new(text, Span::new(at, at + trimmed.len())))
    };
    ends.filter_map(line).collect()
}

/// How many words, or so many if there are more; a character of a script without spaces counts as half of one. An apostrophe or hyphen
/// goes on with a word, and begins none.
pub(super) fn count_words(line: &str, at_most: usize) -> usize {
    let letters = Letters::table();
    let (mut words, mut dense, mut is_inside) = (0, 0, 0);
    let mut at = 0;
    while at < line.len() && words + dense / 2 < at_most {
        let eight = Eight::at(line.as_bytes(), at);
        if eight.is_ascii() {
            let (parts, going_on) =
                (eight.alphanumerics(), eight.equal_to(b'\'') | eight.equal_to(b'-'));
            let inside = parts | reached(going_on, going_on & (parts << 1 | is_inside));
            let beginnings = parts & !(inside << 1 | is_inside);
            words += usize::from(N_BITS[usize::from(beginnings)]);
            is_inside = inside >> 7;
            at += 8;
            continue;
        }
        for char in line[at..].chars().take(8) {
            at += char.len_utf8();
            let is_part = if char.is_ascii() {
                char.is_ascii_alphanumeric()
            } else if is_dense(char) {
                dense += 1;
                false
            } else {
                letters.is_alphanumeric(char)
            };
            words += usize::from(is_part && is_inside == 0);
            let goes_on = is_part || is_inside == 1 && matches!(char, '\'' | '-' | '’');
            is_inside = u8::from(goes_on);
        }
    }
    (words + dense / 2).min(at_most)
}

/// Of rows of bits, those whose lowest bit is set in `lowest`.
fn reached(rows: u8, lowest: u8) -> u8 {
    // what is added to the lowest of a row is carried to the bit above it
    rows & (rows.wrapping_add(lowest) ^ rows | lowest)
}

/// How many bits are set: looked up, as processors of any age count them in a dozen steps.
const N_BITS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).count_ones() as u8;
        byte += 1;
    }
    table
};

/// Letters of which each counts as half a word: Thai, kana, Han.
fn is_dense(char: char) -> bool {
    char >= '\u{0e00}'
        && matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{0e00}'..='\u{0e7f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Character by character.
    fn counted(line: &str) -> usize {
        let (mut words, mut dense, mut is_inside) = (0, 0, false);
        for char in line.chars() {
            let is_part = char.is_alphanumeric() && !is_dense(char);
            dense += usize::from(is_dense(char));
            words += usize::from(is_part && !is_inside);
            is_inside = is_part || is_inside && matches!(char, '\'' | '-' | '’');
        }
        words + dense / 2
    }

    #[track_caller]
    fn check(line: &str) {
        for (start, _) in line.char_indices() {
            let line = &line[start..];
            for at_most in [1, 3, 100] {
                assert_eq!(count_words(line, at_most), counted(line).min(at_most), "{line}");
            }
        }
    }

    #[test]
    fn eight_bytes_are_counted_as_each_is() {
        check("");
        check("It's a well-known 'fact' -- isn't it - that 12-year-olds-'-'x do--n't ''read a-");
        check("Город Дейр-эз-Зор — не “Пальмира”, l’été d'Élise’s 3-й");
        check("ABCDEFGH IJKLMNOP-QRSTUVW 東京で a東京b ab'cdefg '-hijkl--------mnopqrstuvw");
    }
}
