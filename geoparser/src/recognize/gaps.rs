//! What stands between two words: a blank, a mark, the end of a line.

use crate::text::words::IS_LETTER;

pub(super) const BLANK: u8 = 0;
pub(super) const COMMA: u8 = 1;
const NOTHING: u8 = 2;
/// A mark that ends a sentence, before a blank or a quotation mark; the next is one before anything else.
pub(super) const STOP: u8 = 3;
const DOT: u8 = 4;
pub(super) const DASH: u8 = 6;
pub(super) const BREAK: u8 = 9;
pub(super) const BRACKET: u8 = 10;
const CLOSING_BRACKET: u8 = 11;
pub(super) const COLON: u8 = 12;
/// What no other class has.
const ELSE: u8 = 15;
/// A bit that no class has: more is to be looked at.
pub(super) const MORE: u8 = 16;

/// By byte: the class of a gap that is this mark alone, and of one that is the mark and a blank; [`MORE`] for what is no mark of ASCII.
const MARKS: [[u8; 256]; 2] = {
    let mut marks = [[MORE; 256]; 2];
    let mut byte = 0;
    while byte < 128 {
        if IS_LETTER[byte] {
            byte += 1;
            continue;
        }
        let mark = byte as u8;
        let is_blank = matches!(mark, b'\t'..=b'\r' | b' ');
        marks[0][byte] = if is_blank { BLANK } else { of_mark(mark as char, false) };
        marks[1][byte] = if is_blank { BLANK } else { of_mark(mark as char, true) };
        byte += 1;
    }
    marks[0][b'\n' as usize] = BREAK;
    marks[1][b'\n' as usize] = BREAK;
    marks
};

/// The class of a gap that begins so, and how many bytes it has, one or two; with the [`MORE`] bit where these do not tell, or no letter
/// of ASCII stands behind it. Looked up, without a branch.
#[expect(clippy::needless_bitwise_bool, reason = "neither is to be foreseen")]
#[inline]
pub(super) fn short_gap([mark, second, third]: [u8; 3]) -> (u8, usize) {
    let has_two = PARTS[usize::from(second)];
    let is_more = has_two && second != b' ';
    let begins = IS_LETTER[usize::from(if has_two { third } else { second })];
    let class = MARKS[usize::from(has_two)][usize::from(mark)];
    (class | (u8::from(is_more | !begins) * MORE), 1 + usize::from(has_two))
}

/// Of ASCII, what parts words.
const PARTS: [bool; 256] = {
    let mut parts = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        parts[byte] = !IS_LETTER[byte];
        byte += 1;
    }
    parts
};

/// The class of the gap in a text from `start` to `end`.
pub(super) fn gap_class(text: &str, start: usize, end: usize) -> u8 {
    match text.as_bytes()[start..end] {
        [] => NOTHING,
        [mark] if PARTS[usize::from(mark)] => MARKS[0][usize::from(mark)],
        [mark, b' '] if PARTS[usize::from(mark)] => MARKS[1][usize::from(mark)],
        _ => long_gap(&text[start..end]),
    }
}

fn long_gap(gap: &str) -> u8 {
    if gap.as_bytes().contains(&b'\n') {
        return BREAK;
    }
    let mark = gap.trim_start().chars().next();
    mark.map_or(BLANK, |mark| of_mark(mark, gap.ends_with([' ', '"', '”'])))
}

/// The class of a gap by its first mark; `ends` says that a blank or a quotation mark ends it.
const fn of_mark(mark: char, ends: bool) -> u8 {
    match mark {
        ',' | '،' | '、' => COMMA,
        '.' | '!' | '?' | '؟' | '。' if ends => STOP,
        '.' | '!' | '?' | '؟' | '。' => DOT,
        '-' | '‐' | '‑' => 5,
        '–' | '—' => DASH,
        '\'' | '’' | 'ʼ' => 7,
        '"' | '“' | '”' | '«' | '»' | '‘' => 8,
        '(' | '[' => BRACKET,
        ')' | ']' => CLOSING_BRACKET,
        ':' | ';' => COLON,
        '/' | '&' => 13,
        '#' | '@' | '_' => 14,
        _ => ELSE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_gaps_are_told_as_long_ones_are() {
        for mark in (0..=0x7f_u8).filter(|it| PARTS[usize::from(*it)]).map(char::from) {
            for gap in [format!("{mark}"), format!("{mark} "), format!(" {mark}")] {
                let bytes = *format!("{gap}bc").as_bytes().first_chunk().unwrap();
                let (class, n_bytes) = short_gap(bytes);
                let is_told = class & MORE == 0;
                let is_right = class == long_gap(&gap) && n_bytes == gap.len();
                assert!(if is_told { is_right } else { gap != " " }, "{gap:?}");
                let text = format!("a{gap}b");
                assert_eq!(gap_class(&text, 1, 1 + gap.len()), long_gap(&gap));
            }
        }
        assert_eq!(gap_class("ab", 1, 1), NOTHING);
        assert_eq!(short_gap(*b"b c").0 & MORE, MORE);
        assert_eq!(short_gap(*b"  \xc3").0 & MORE, MORE);
    }
}
