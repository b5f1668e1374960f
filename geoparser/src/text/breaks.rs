//! Line breaks that the page made, not the author: text wrapped at a width, and words parted at the end of a line.
//!
//! What was copied from a mail, a printed page or a scan has them in the middle of names: `New⏎York`, `Damas-⏎cus`,
//! `Damas¬ cus`.
//!
//! # Shape
//!
//! A text in, the same text out with as many bytes, every letter where it was: breaks become blanks, hyphens at the end of a
//! line become joiners that belong to the word. So a span of the one is a span of the other.
//!
//! # Cost
//!
//! One look at the breaks; a copy only where one of them is the page's.

use std::borrow::Cow;

use crate::text::STOPS;

/// Lines of a wrapped text are so wide, in letters.
const WIDTHS: std::ops::RangeInclusive<usize> = 25..=120;

/// Of the breaks within paragraphs, this share must be the page's, or the text is not wrapped.
const SHARE: f64 = 0.7;

/// And this share must lie within a sentence: in a list of sentences none does.
const WITHIN: f64 = 0.5;

/// So many breaks are needed to tell.
const FEWEST: usize = 4;

/// A line that reaches this share of the width with the next word is full: printed pages are less even than mails.
const FULL: f64 = 0.88;

/// A text that is not wrapped may yet go on in small letters behind a line as long as this.
const LONG: usize = 40;

/// The text without the page's breaks, byte for byte as long.
pub fn unbroken(text: &str) -> Cow<'_, str> {
    let has_mark = text.contains(MARK);
    if !has_mark && !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut edits = breaks(text);
    if has_mark {
        edits.extend(marks(text));
        edits.sort_unstable_by_key(|it| it.start);
    }
    if edits.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        if edit.start < done {
            continue;
        }
        out.push_str(&text[done..edit.start]);
        out.push_str(edit.instead);
        done = edit.start + edit.instead.len();
    }
    out.push_str(&text[done..]);
    debug_assert_eq!(out.len(), text.len(), "every letter stays where it is");
    Cow::Owned(out)
}

/// What is written over the bytes from `start`.
struct Edit {
    start: usize,
    instead: &'static str,
}

/// What scanners and editors write for a hyphen that parts a word.
const MARK: char = '¬';

/// Letters that are not seen and belong to their word, by how many bytes they take.
fn joiner(n_bytes: usize) -> Option<&'static str> {
    match n_bytes {
        2 => Some("\u{ad}"),
        3 => Some("\u{2060}"),
        4 => Some("\u{ad}\u{ad}"),
        _ => None,
    }
}

/// Words parted by a mark, with a blank or a break behind it or none.
fn marks(text: &str) -> Vec<Edit> {
    let edit = |(start, mark): (usize, &str)| {
        let behind = &text[start + mark.len()..];
        let next = behind.strip_prefix("\r\n").or_else(|| behind.strip_prefix(['\n', ' ']));
        let next = next.unwrap_or(behind);
        let n_bytes = text.len() - next.len() - start;
        is_parted(&text[..start], next)
            .then(|| joiner(n_bytes))?
            .map(|it| Edit { start, instead: it })
    };
    text.match_indices(MARK).filter_map(edit).collect()
}

/// Whether a word goes on from `before` to `next`.
fn is_parted(before: &str, next: &str) -> bool {
    before.ends_with(char::is_alphabetic)
        && next.starts_with(|it: char| it.is_alphabetic() && !it.is_uppercase())
}

/// Two lines of a paragraph and the break between them.
struct Break<'t> {
    /// Where the break begins.
    start: usize,
    /// The line before it and the line behind it, without blanks around them.
    before: &'t str,
    next: &'t str,
    /// The line before it with its ends.
    line: &'t str,
    /// Whether the line behind it begins without blanks.
    is_flush: bool,
}

/// Breaks that are the page's.
fn breaks(text: &str) -> Vec<Edit> {
    let mut found: Vec<Break<'_>> = Vec::new();
    let mut widths: Vec<usize> = Vec::new();
    let mut last: Option<&str> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let (before, next) = (last.map_or("", str::trim), line.trim());
        if !next.is_empty() {
            widths.push(n_letters(next));
        }
        if let Some(last) = last
            && !before.is_empty()
            && !next.is_empty()
        {
            let is_flush = line.starts_with(next);
            found.push(Break { start: start - ending(last), before, next, line: last, is_flush });
        }
        last = Some(line);
        start += line.len();
    }
    let width = width(&found, &mut widths);
    let edit = |it: &Break<'_>| {
        let is_soft = width.is_some_and(|width| it.is_full(width)) || it.goes_on();
        is_soft.then(|| it.edit())
    };
    found.iter().filter_map(edit).collect()
}

/// How wide the page is, if the text is wrapped: most of its breaks come where the next word found no room.
fn width(breaks: &[Break<'_>], widths: &mut [usize]) -> Option<usize> {
    if breaks.len() < FEWEST {
        return None;
    }
    // a headline or an address may stick out
    let nth = (widths.len() - 1) * 9 / 10;
    let width = *widths.select_nth_unstable(nth).1;
    let n_full = breaks.iter().filter(|it| it.is_full(width)).count();
    let n_within = breaks.iter().filter(|it| !it.before.ends_with(STOPS)).count();
    let n = breaks.len() as f64;
    let is_wrapped = n_full as f64 >= SHARE * n && n_within as f64 >= WITHIN * n;
    (is_wrapped && WIDTHS.contains(&width)).then_some(width)
}

fn n_letters(text: &str) -> usize {
    text.chars().count()
}

/// How many bytes the line's end takes.
fn ending(line: &str) -> usize {
    if line.ends_with("\r\n") { 2 } else { usize::from(line.ends_with('\n')) }
}

impl Break<'_> {
    /// Whether the next word found no room on a line of this width.
    fn is_full(&self, width: usize) -> bool {
        let word = self.next.find(char::is_whitespace).unwrap_or(self.next.len());
        (n_letters(self.before) + 1 + n_letters(&self.next[..word])) as f64 > FULL * width as f64
    }

    /// Whether a sentence goes on behind it.
    fn goes_on(&self) -> bool {
        n_letters(self.before) >= LONG
            && self.next.starts_with(char::is_lowercase)
            && !self.before.ends_with(STOPS)
            && !self.before.ends_with([':', ';', '|'])
    }

    /// What is written over it, and over the hyphen before it.
    fn edit(&self) -> Edit {
        let n_bytes = ending(self.line);
        let hyphen = self.line[..self.line.len() - n_bytes].strip_suffix('-');
        if let Some(head) = hyphen
            && self.is_flush
            && is_parted(head, self.next)
            && let Some(instead) = joiner(n_bytes + 1)
        {
            return Edit { start: self.start - 1, instead };
        }
        Edit { start: self.start, instead: if n_bytes == 2 { "  " } else { " " } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, seen: &str) {
        let out = unbroken(text);
        assert_eq!(out.len(), text.len());
        assert!(out.char_indices().all(|(at, _)| text.is_char_boundary(at)));
        let plain: String = out.chars().filter(|it| !matches!(it, '\u{ad}' | '\u{2060}')).collect();
        assert_eq!(plain, seen);
    }

    const WRAPPED: &str = "The governor of the province said on Monday that the road from Deir\n\
        ez-Zor to Palmyra had been closed for the third day in a row, and New\n\
        York Times reporters who had gone there were sent back to the capital\n\
        by soldiers. Trucks that carry wheat to the mills of Homs wait in long\n\
        lines.\n";

    #[test]
    fn wrapped_lines_are_one() {
        let one_line = WRAPPED.trim_end().replace('\n', " ");
        check(WRAPPED, &format!("{one_line}\n"));
        let dos = unbroken(&WRAPPED.replace('\n', "\r\n")).replace("  ", " ");
        assert_eq!(dos, format!("{one_line}\r\n"));
    }

    #[test]
    fn other_letters_are_as_wide() {
        let wrapped = "Губернатор области сказал в понедельник, что дорога из города Дейр\n\
            эз-Зор в Пальмиру закрыта уже третий день, и что репортеров из Нью\n\
            Йорка, которые поехали туда, солдаты отправили назад в столицу той\n\
            страны. Грузовики с зерном для мельниц Хомса стоят в длинных рядах\n\
            у ворот.\n";
        check(wrapped, &format!("{}\n", wrapped.trim_end().replace('\n', " ")));
    }

    #[test]
    fn paragraphs_stay_apart() {
        let two = format!("{WRAPPED}\nSecond paragraph.\n");
        let one_line = WRAPPED.trim_end().replace('\n', " ");
        check(&two, &format!("{one_line}\n\nSecond paragraph.\n"));
    }

    #[test]
    fn lines_of_their_own_stay() {
        let list = "Aleppo\nHoms\nDeir ez-Zor\nRaqqa\nIdlib and the villages around it\nHama\n";
        check(list, list);
        let paragraphs = "A town in the north of Syria was taken by rebels, activists say.\n\
            BEIRUT (Reuters) - Rebels said so on Monday.\nThe army did not comment.\n\
            Homs was quiet.\nSo was Hama, where people went to the market again after a week.\n";
        check(paragraphs, paragraphs);
        let sentences = "The agency called for a new round of bids for the contract on Tuesday.\n\
            This imperils the plan of two makers to build the planes in Mobile soon.\n\
            The board upheld the protest, but not all of the claims that were made.\n\
            When the army chose one of them the other one took the matter to court.\n\
            Nobody knows yet who will build the planes, an officer said on Tuesday.\n";
        check(sentences, sentences);
    }

    #[test]
    fn parted_words_are_joined() {
        check("in Da¬mascus and Alep¬ po", "in Damascus and Aleppo");
        check("in Da¬\nmascus, Alep¬\r\npo", "in Damascus, Aleppo");
        check("not ¬ this, nor ¬Homs, A¬B", "not ¬ this, nor ¬Homs, A¬B");
        let indented = WRAPPED.replace("the capital\nby", "Damas-\n  cus by");
        assert!(unbroken(&indented).contains("Damas-   cus"));
        let parted = WRAPPED.replace("the capital\nby", "Damas-\ncus by");
        let one_line =
            WRAPPED.trim_end().replace("the capital\nby", "Damascus by").replace('\n', " ");
        check(&parted, &format!("{one_line}\n"));
    }

    #[test]
    fn a_sentence_goes_on_behind_one_break() {
        check(
            "The first line of this text is long enough and\ngoes on in small letters.\nHere not.",
            "The first line of this text is long enough and goes on in small letters.\nHere not.",
        );
    }
}
