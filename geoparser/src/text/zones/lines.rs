//! The lines of a text, with what their form tells.

use memchr::memchr_iter;

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
    /// How many words, as [`count_words`] has it, or [`MANY_WORDS`] at least; [`ENOUGH_WORDS`] if it is closed.
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

/// What a byte is to words: a part of one, what goes on with one and begins none, or what parts them.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Gap,
    Part,
    GoesOn,
}

impl Kind {
    const fn of(byte: u8) -> Self {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Self::Part,
            b'\'' | b'-' => Self::GoesOn,
            _ => Self::Gap,
        }
    }

    /// The state behind it: [`INSIDE`] a word, and whether that [`BEGINS`] here.
    const fn behind(self, state: u8) -> u8 {
        match self {
            Self::Part if state & INSIDE == 0 => INSIDE | BEGINS,
            Self::Part => INSIDE,
            Self::GoesOn => state & INSIDE,
            Self::Gap => 0,
        }
    }
}

const INSIDE: u8 = 1;
const BEGINS: u8 = 2;

/// The states behind ASCII bytes, outside of words and inside: nobody guesses where words end.
const BEHIND: [[u8; 128]; 2] = {
    let mut table = [[0; 128]; 2];
    let mut byte = 0;
    while byte < 128 {
        table[0][byte as usize] = Kind::of(byte).behind(0);
        table[1][byte as usize] = Kind::of(byte).behind(INSIDE);
        byte += 1;
    }
    table
};

/// How many words, or so many at least; a character of a script without spaces counts as half of one.
pub(super) fn count_words(line: &str, at_least: usize) -> usize {
    let letters = Letters::table();
    let (mut words, mut dense, mut state) = (0, 0, 0);
    for char in line.chars() {
        state = if char.is_ascii() {
            BEHIND[usize::from(state & INSIDE)][char as usize]
        } else if is_dense(char) {
            dense += 1;
            0
        } else if char == '’' {
            Kind::GoesOn.behind(state)
        } else if letters.is_alphanumeric(char) {
            Kind::Part.behind(state)
        } else {
            Kind::Gap.behind(state)
        };
        words += usize::from(state / BEGINS);
        if words + dense / 2 >= at_least {
            break;
        }
    }
    words + dense / 2
}

/// Letters of which each counts as half a word: Thai, kana, Han.
fn is_dense(char: char) -> bool {
    char >= '\u{0e00}'
        && matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{0e00}'..='\u{0e7f}')
}
