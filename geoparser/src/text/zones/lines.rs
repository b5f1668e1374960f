//! The lines of a text, with what their form tells.

use crate::text::letters::Letters;
use crate::text::{STOPS, Span};

/// What may follow the last stop of a line.
const CLOSERS: &[char] = &['"', '\'', ')', ']', '”', '’', '»', '」', '』', '）', '“', '*'];

/// The words of a line are counted as far as this: prose is told by then.
const MANY_WORDS: usize = 40;

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Where it stands, without the blanks around it.
    pub(super) span: Span,
    /// How many words, as [`count_words`] has it, or [`MANY_WORDS`] at least.
    pub(super) n_words: usize,
    /// Whether it ends as a sentence does.
    pub(super) is_closed: bool,
    /// Whether it is a sentence or more: long enough, and closed.
    pub(super) is_prose: bool,
}

impl Line {
    fn new(text: &str, span: Span) -> Self {
        let line = &text[span.range()];
        let n_words = count_words(line, MANY_WORDS);
        let is_closed = line.trim_end_matches(CLOSERS).ends_with(STOPS);
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
    let line = |line: &str| {
        let trimmed = line.trim();
        let at = start + (line.len() - line.trim_start().len());
        start += line.len();
        (!trimmed.is_empty()).then(|| Line::new(text, Span::new(at, at + trimmed.len())))
    };
    text.split_inclusive('\n').filter_map(line).collect()
}

/// A part of a word.
const PART: u8 = 1;

/// What goes on with a word and begins none.
const GOES_ON: u8 = 2;

/// What an ASCII byte is to words: [`PART`], [`GOES_ON`], or 0, which parts them.
const TO_WORDS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = PART;
        }
        byte += 1;
    }
    table[b'\'' as usize] = GOES_ON;
    table[b'-' as usize] = GOES_ON;
    table
};

/// How many words, or so many at least; a character of a script without spaces counts as half of one.
pub(super) fn count_words(line: &str, at_least: usize) -> usize {
    let letters = Letters::table();
    let (mut words, mut dense, mut inside) = (0, 0, false);
    for char in line.chars() {
        let is_dense = is_dense(char);
        let kind = match char {
            '\0'..='\u{7f}' => TO_WORDS[char as usize],
            '’' => GOES_ON,
            _ => u8::from(!is_dense && letters.is_alphanumeric(char)),
        };
        let begins = kind == PART && !inside;
        inside = kind == PART || (inside && kind == GOES_ON);
        if begins || is_dense {
            words += usize::from(begins);
            dense += usize::from(is_dense);
            if words + dense / 2 >= at_least {
                break;
            }
        }
    }
    words + dense / 2
}

/// Letters of which each counts as half a word: Thai, kana, Han.
fn is_dense(char: char) -> bool {
    char >= '\u{0e00}'
        && matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{0e00}'..='\u{0e7f}')
}
