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

/// What an ASCII byte is to words: 0 parts them, 1 is a part of one, 2 goes on with one.
const TO_WORDS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = 1;
        }
        byte += 1;
    }
    table[b'\'' as usize] = 2;
    table[b'-' as usize] = 2;
    table
};

/// How many words, or so many at least; a character of a script without spaces counts as half of one.
pub(super) fn count_words(line: &str, at_least: usize) -> usize {
    let letters = Letters::table();
    let bytes = line.as_bytes();
    let (mut words, mut dense, mut inside, mut at) = (0, 0, false, 0);
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            let kind = TO_WORDS[usize::from(byte)];
            at += 1;
            if kind == 1 && !inside {
                words += 1;
                if words + dense / 2 >= at_least {
                    break;
                }
            }
            inside = kind == 1 || (inside && kind == 2);
            continue;
        }
        let Some(char) = line[at..].chars().next() else { break };
        let is_dense = matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{0e00}'..='\u{0e7f}');
        dense += usize::from(is_dense);
        let is_word = !is_dense && letters.is_alphanumeric(char);
        words += usize::from(is_word && !inside);
        inside = is_word || (inside && char == '’');
        at += char.len_utf8();
        if words + dense / 2 >= at_least {
            break;
        }
    }
    words + dense / 2
}
