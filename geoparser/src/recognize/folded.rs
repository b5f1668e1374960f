//! The words of a text, split, folded and hashed in one pass.
//!
//! # Shape
//!
//! A word of ASCII letters lies folded in a copy of the text in small letters, where it stands in the text itself; beside that
//! copy lie the words with other letters, one after the other.
//!
//! # Cost
//!
//! Some ten instructions a letter of ASCII, sixty of others; 24 bytes a word, and the copy. Of a text of more than 4 GiB the rest
//! is not read.

use std::ops::Range;

use crate::gazetteer::hash::{hash_short, hash_word};
use crate::recognize::classes::{ARTICLE, DIRECTION, KIND, OF, PLACE_WORD, word_class};
use crate::recognize::features::number_of;
use crate::recognize::gaps::gap_class;
use crate::recognize::shapes::{letters_shape, shape};
use crate::recognize::tongue::Tongue;
use crate::text::Span;
use crate::text::eight::Eight;
use crate::text::endings::Endings;
use crate::text::fold::push_folded;
use crate::text::letters::{Class, Letters};
use crate::text::words::{IS_LETTER, joins};

/// The words of a text, folded once.
#[derive(Debug, Default)]
pub struct FoldedWords {
    words: Vec<Word>,
    /// The text in small letters.
    folded: String,
    others: Vec<Other>,
    /// The others, folded.
    more: String,
    pub(super) endings: Endings,
    pub(super) tongue: Tongue,
}

/// A word of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// See [`FoldedWords::hash`].
    hash: u64,
    start: u32,
    /// Of a word of ASCII, where it ends; of others, which of them it is.
    end: u32,
    /// How it is written: see [`crate::recognize::shapes`].
    pub(super) shape: u8,
    /// What stands between it and the next, or the end: see [`crate::recognize::gaps`].
    pub(super) gap: u8,
    is_small: bool,
    script: Script,
}

impl Word {
    /// One of ASCII letters and digits; the gap behind it is told later.
    #[inline]
    fn of_ascii(at: Range<usize>, hash: u64, shape: u8, is_small: bool) -> Self {
        let (start, end) = (at.start as u32, at.end as u32);
        Self { hash, start, end, shape, gap: 0, is_small, script: Script::Ascii }
    }

    /// What [`crate::recognize::features::word_hash`] gives for it.
    #[inline]
    pub(super) fn number(&self) -> u32 {
        number_of(self.hash)
    }
}

/// What letters a word has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Script {
    /// Those of ASCII alone.
    Ascii,
    /// Others too; the first, folded, is of ASCII, or it has none.
    Latin,
    /// Any others.
    Other,
}

/// Where a word with other letters than those of ASCII ends, and where it lies folded.
#[derive(Debug)]
struct Other {
    end: u32,
    folded: Span,
}

impl FoldedWords {
    /// Splits and folds a text of this language, whose names may stand in other forms than their own.
    pub fn in_language(text: &str, lang: &str) -> Self {
        Self { endings: Endings::of(lang), tongue: Tongue::of(lang), ..Self::of(text) }
    }

    /// Splits and folds; of a text beyond 4 GiB, the words before.
    pub fn of(text: &str) -> Self {
        let text = &text[..text.floor_char_boundary(u32::MAX as usize)];
        let mut splitting = Splitting::new(text);
        let mut at = 0;
        while at < text.len() {
            let (word, end, past) = splitting.read(at);
            if let Some(word) = word {
                splitting.push(word, end);
            }
            at = splitting.past_mark(past); // a blank behind the mark
        }
        splitting.into_words()
    }

    /// How many words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether the nth word tells what stands beside it, by its class, rather than names something.
    pub(super) fn is_classed(&self, nth: usize) -> bool {
        let word = self.words[nth].number();
        self.tongue.look(word).map_or_else(|| word_class(word), |it| it.class) != 0
    }

    /// Whether the nth word only tells which place or part of it is meant: `مدينة`, `область`. Those of English are told by
    /// [`crate::role`].
    pub(super) fn tells_kind(&self, nth: usize) -> bool {
        let word = self.words[nth].number();
        let of_all = || if self.is_ascii(nth) { 0 } else { word_class(word) };
        let class = self.tongue.look(word).map_or_else(of_all, |it| it.class);
        matches!(class, PLACE_WORD | OF | ARTICLE | KIND | DIRECTION)
    }

    /// Where the nth word stands.
    #[inline]
    pub fn span(&self, nth: usize) -> Span {
        let word = &self.words[nth];
        Span { start: word.start as usize, end: self.end(word) }
    }

    #[inline]
    fn end(&self, word: &Word) -> usize {
        match word.script {
            Script::Ascii => word.end as usize,
            Script::Latin | Script::Other => self.others[word.end as usize].end as usize,
        }
    }

    /// The first word that ends after this byte.
    pub fn first_after(&self, byte: usize) -> usize {
        self.words.partition_point(|word| self.end(word) <= byte)
    }

    /// Whether the nth word begins with a small letter.
    #[inline]
    pub(super) fn is_small(&self, nth: usize) -> bool {
        self.words[nth].is_small
    }

    /// All words.
    pub(super) fn words(&self) -> &[Word] {
        &self.words
    }

    /// The hash that the gazetteer's index has of the nth word.
    #[inline]
    pub(crate) fn hash(&self, nth: usize) -> u64 {
        self.words[nth].hash
    }

    /// The nth word, folded.
    #[inline]
    pub fn folded(&self, nth: usize) -> &str {
        let word = &self.words[nth];
        match word.script {
            Script::Ascii => &self.folded[word.start as usize..word.end as usize],
            Script::Latin | Script::Other => {
                &self.more[self.others[word.end as usize].folded.range()]
            }
        }
    }

    /// Whether the nth word has letters of ASCII alone, so that it is one byte a letter.
    #[inline]
    pub(super) fn is_ascii(&self, nth: usize) -> bool {
        self.words[nth].script == Script::Ascii
    }

    /// Whether the nth word and the next can be parts of one name.
    #[inline]
    pub(super) fn are_joined(&self, text: &str, nth: usize) -> bool {
        let (start, end) = (self.end(&self.words[nth]), self.words[nth + 1].start as usize);
        start + 1 == end && text.as_bytes()[start] == b' ' || joins(&text[start..end])
    }

    /// Whether the nth word stands for itself alone: it has no particle before it and no ending that is to be taken off.
    #[inline]
    pub(super) fn is_read_as_written(&self, nth: usize) -> bool {
        self.words[nth].script != Script::Other && self.endings.is_empty()
    }
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

/// A text that is being split.
struct Splitting<'t> {
    text: &'t str,
    letters: Letters,
    words: Vec<Word>,
    /// The text in small letters.
    folded: String,
    others: Vec<Other>,
    /// The others, folded.
    more: String,
    /// Where the word before ends.
    before: usize,
}

impl<'t> Splitting<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            letters: Letters::table(),
            words: Vec::with_capacity(text.len() / 5 + 1),
            folded: text.to_ascii_lowercase(),
            others: Vec::new(),
            more: String::new(),
            before: 0,
        }
    }

    /// Past an ASCII mark or blank, if one stands there.
    #[inline]
    fn past_mark(&self, at: usize) -> usize {
        at + usize::from(self.text.as_bytes().get(at).is_some_and(|it| PARTS[usize::from(*it)]))
    }

    /// The word that stands there, if there is one, where it ends, and where to go on: behind a mark that follows it.
    #[inline]
    fn read(&mut self, start: usize) -> (Option<Word>, usize, usize) {
        let first = Eight::at(self.text.as_bytes(), start).first_letters();
        if first.n == 8 {
            return self.read_long(start);
        }
        let end = start + first.n;
        let past = if end == self.text.len() { end + 1 } else { self.past_mark(end) };
        if first.n == 0 || past == end {
            return self.read_other(start);
        }
        let is_capital = first.capitals & 0xff != 0;
        let (has_small, has_capital) = (first.smalls() >> 8 != 0, first.capitals >> 8 != 0);
        let shape = letters_shape(first.n, is_capital, has_small, has_capital);
        let hash = hash_short(first.small, first.n);
        (Some(Word::of_ascii(start..end, hash, shape, !is_capital)), end, past)
    }

    /// The same for a word of eight letters of ASCII or more.
    #[inline(never)]
    fn read_long(&mut self, start: usize) -> (Option<Word>, usize, usize) {
        let mut end = start;
        let (mut smalls, mut capitals) = (0, 0);
        let mut behind_first = !0xff;
        loop {
            let piece = Eight::at(self.text.as_bytes(), end).first_letters();
            smalls |= piece.smalls() & behind_first;
            capitals |= piece.capitals & behind_first;
            end += piece.n;
            if piece.n < 8 {
                break;
            }
            behind_first = u64::MAX;
        }
        let past = if end == self.text.len() { end } else { self.past_mark(end) };
        if past == end && end < self.text.len() {
            return self.read_other(start);
        }
        let is_capital = self.text.as_bytes()[start].is_ascii_uppercase();
        let shape = letters_shape(end - start, is_capital, smalls != 0, capitals != 0);
        let hash = hash_word(&self.folded.as_bytes()[start..end]);
        (Some(Word::of_ascii(start..end, hash, shape, !is_capital)), end, past)
    }

    /// The same for a word that has digits, or other letters than those of ASCII, and for what is no word.
    #[inline(never)]
    fn read_other(&mut self, start: usize) -> (Option<Word>, usize, usize) {
        let rest = &self.text[start..];
        let n = rest.bytes().take_while(|it| IS_LETTER[usize::from(*it)]).count();
        if rest.as_bytes().get(n).is_none_or(u8::is_ascii) {
            if n == 0 {
                return (None, start, start + 1);
            }
            let end = start + n;
            let hash = hash_word(&self.folded.as_bytes()[start..end]);
            let is_small = rest.as_bytes()[0].is_ascii_lowercase();
            let word = Word::of_ascii(start..end, hash, shape(&rest[..n]), is_small);
            return (Some(word), end, self.past_mark(end));
        }
        if self.others.is_empty() {
            // where one is, many are
            self.others.reserve(rest.len() / 12 + 1);
            self.more.reserve(rest.len());
        }
        let folded_start = self.more.len();
        let (n, is_word) = fold_word(rest, self.letters, &mut self.more);
        let end = start + n;
        if !is_word {
            return (None, end, end);
        }
        let folded = &self.more.as_bytes()[folded_start..];
        let is_latin = folded.first().is_none_or(u8::is_ascii);
        let word = Word {
            hash: hash_word(folded),
            start: start as u32,
            end: self.others.len() as u32,
            shape: shape(&rest[..n]),
            gap: 0,
            is_small: rest.starts_with(|it| self.letters.is_lowercase(it)),
            script: if is_latin { Script::Latin } else { Script::Other },
        };
        let folded = Span::new(folded_start, self.more.len());
        self.others.push(Other { end: end as u32, folded });
        (Some(word), end, self.past_mark(end))
    }

    /// Appends a word that ends there.
    #[inline]
    fn push(&mut self, word: Word, end: usize) {
        if let Some(before) = self.words.last_mut() {
            before.gap = gap_class(self.text, self.before, word.start as usize);
        }
        self.words.push(word);
        self.before = end;
    }

    fn into_words(mut self) -> FoldedWords {
        if let Some(last) = self.words.last_mut() {
            last.gap = gap_class(self.text, self.before, self.text.len());
        }
        let Self { words, folded, others, more, .. } = self;
        FoldedWords { words, folded, others, more, ..FoldedWords::default() }
    }
}

/// Appends the word that the text begins with, folded; says how many bytes were read, and whether they are a word: one letter that
/// begins none is passed over.
fn fold_word(text: &str, letters: Letters, out: &mut String) -> (usize, bool) {
    let mut n_bytes = 0;
    let mut is_word = false;
    for letter in text.chars() {
        let class = letters.class(letter);
        let goes_on = match class {
            Class::Letter => true,
            Class::Mark => is_word,
            Class::Alone => !is_word,
            Class::Gap => false,
        };
        if !goes_on {
            break;
        }
        is_word = true;
        n_bytes += letter.len_utf8();
        push_folded(letter, letters, out);
        if class == Class::Alone {
            break;
        }
    }
    if is_word { (n_bytes, true) } else { (text.chars().next().map_or(0, char::len_utf8), false) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognize::features::word_hash;
    use crate::text::fold::fold;
    use crate::text::words::words;

    /// What is done in one pass is what is done step by step.
    #[track_caller]
    fn check(text: &str) {
        let folded = FoldedWords::of(text);
        let spans: Vec<Span> = (0..folded.len()).map(|nth| folded.span(nth)).collect();
        assert_eq!(spans, words(text).collect::<Vec<_>>());
        for (nth, span) in spans.iter().enumerate() {
            let word = fold(&text[span.range()]);
            let next = spans.get(nth + 1).map_or(text.len(), |it| it.start);
            assert_eq!(folded.words()[nth].shape, shape(&text[span.range()]));
            assert_eq!(folded.words()[nth].gap, gap_class(text, span.end, next));
            assert_eq!(folded.folded(nth), word);
            assert_eq!(folded.hash(nth), hash_word(word.as_bytes()));
            assert_eq!(folded.words()[nth].number(), word_hash(&word));
            assert_eq!(folded.is_small(nth), text[span.start..].starts_with(char::is_lowercase));
        }
    }

    #[test]
    fn words_are_those_of_the_splitter_folded() {
        check("");
        check("Dayr az-Zawr, Syria’s seventh; U.S.-led. 3rd 12\u{a0}000 x");
        check("Élysée été \u{301}e\u{301} Straße ﬁn Ǆ ᾈ \u{2c65}");
        check("دير الزور ـ مُحَمَّد Москвы й");
        check(
            "ABC Ab AbC aB abcdefgh ABCDEFGH Abcdefghi AbcdefghI abcdefghijklmnopq2 A1 1a 1984 19845 NATO’s\n\n(end)",
        );
        check("abc中文d かな한국 \u{200d}a\u{200d}b\u{ad} 😀x");
    }
}
