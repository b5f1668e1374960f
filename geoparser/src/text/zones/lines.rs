//! The lines of a text, with what their form tells.

use crate::text::Span;

/// Sentence-final marks, also those of other scripts.
const STOPS: &[char] = &['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।', '።', '։'];

/// What may follow the last stop of a line.
const CLOSERS: &[char] = &['"', '\'', ')', ']', '”', '’', '»', '」', '』', '）', '“', '*'];

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Where it stands, without the blanks around it.
    pub(super) span: Span,
    /// How many words; a character of a script without spaces counts as half of one.
    pub(super) n_words: usize,
    /// Whether it ends as a sentence does.
    pub(super) is_closed: bool,
    /// Whether it is a sentence or more: long enough, and closed.
    pub(super) is_prose: bool,
}

impl Line {
    fn new(text: &str, span: Span) -> Self {
        let line = &text[span.range()];
        let n_words = count_words(line);
        let is_closed = line.trim_end_matches(CLOSERS).ends_with(STOPS);
        let has_comma = line.contains([',', '،', '，', '、']);
        let is_prose = (is_closed && n_words >= 8) || n_words >= 40 || (n_words >= 20 && has_comma);
        Self { span, n_words, is_closed, is_prose }
    }

    /// The same line in a text that has so many bytes more before it.
    pub(super) fn moved(self, by: usize) -> Self {
        let Span { start, end } = self.span;
        Self { span: Span::new(start + by, end + by), ..self }
    }
}

/// The lines; a line that goes on in small letters after a break is one with it (text wrapped by hand).
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let mut open: Option<Span> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let at = start + (line.len() - line.trim_start().len());
        start += line.len();
        if trimmed.is_empty() {
            found.extend(open.take().map(|span| Line::new(text, span)));
            continue;
        }
        let span = Span::new(at, at + trimmed.len());
        match open {
            Some(before) if goes_on(&text[before.range()], trimmed) => {
                open = Some(Span::new(before.start, span.end));
            }
            _ => found.extend(open.replace(span).map(|span| Line::new(text, span))),
        }
    }
    found.extend(open.map(|span| Line::new(text, span)));
    found
}

/// Whether the next line continues the one before: that one is not closed, and this one begins in small letters.
fn goes_on(before: &str, next: &str) -> bool {
    let small = next.chars().next().is_some_and(char::is_lowercase);
    let last_line = before.rsplit('\n').next().unwrap_or(before);
    small
        && last_line.len() >= 40
        && !last_line.ends_with(STOPS)
        && !last_line.ends_with([':', ';', '|'])
}

fn count_words(line: &str) -> usize {
    let (mut words, mut dense, mut inside) = (0, 0, false);
    for char in line.chars() {
        if char.is_ascii() {
            let is_word = char.is_ascii_alphanumeric();
            words += usize::from(is_word && !inside);
            inside = is_word || (inside && matches!(char, '\'' | '-'));
            continue;
        }
        let is_dense = matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{0e00}'..='\u{0e7f}');
        dense += usize::from(is_dense);
        let is_word = !is_dense && char.is_alphanumeric();
        words += usize::from(is_word && !inside);
        inside = is_word || (inside && matches!(char, '\'' | '’' | '-'));
    }
    words + dense / 2
}
