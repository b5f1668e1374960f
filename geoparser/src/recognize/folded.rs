//! The words of a text, split, folded and hashed in one pass.
//!
//! # Shape
//!
//! A word of ASCII letters lies folded in a copy of the text in small letters, where it stands in the text itself; beside that
//! copy lie the words with other letters, one after the other.
//!
//! # Cost
//!
//! Some ten instructions a letter of ASCII, sixty of others; 16 bytes a word, and the copy. Of a text of more than 4 GiB the rest
//! is not read.

use std::ops::Range;

use crate::gazetteer::hash::{hash_short, hash_word};
use crate::recognize::classes::{ARTICLE, DIRECTION, KIND, OF, PLACE_WORD, word_class};
use crate::recognize::features::number_of;
use crate::recognize::gaps::{MORE, gap_class, short_gap};
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
    listed: Vec<Listed>,
    /// Those that are listed, folded.
    more: String,
    pub(super) endings: Endings,
    pub(super) tongue: Tongue,
}

/// A word of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// See [`FoldedWords::hash`].
    hash: u64,
    /// Where it starts; of one that is listed, its place in the list.
    at: u32,
    n_bytes: u8,
    /// How it is written: see [`crate::recognize::shapes`].
    pub(super) shape: u8,
    /// What stands between it and the next, or the end: see [`crate::recognize::gaps`].
    pub(super) gap: u8,
    /// Bits: [`IS_SMALL`], [`IS_LISTED`], [`HAS_FORMS`], [`IS_LETTERS`].
    kind: u8,
}

/// It begins with a small letter.
const IS_SMALL: u8 = 1;

/// It has other letters than those of ASCII, or more bytes than most; the others are ASCII and lie folded where they stand.
const IS_LISTED: u8 = 2;

/// The first letter, folded, is none of ASCII: there may be a particle before it, or an ending to be taken off.
const HAS_FORMS: u8 = 4;

/// It is made of ASCII letters alone.
const IS_LETTERS: u8 = 8;

impl Word {
    /// Whether it begins with a small letter.
    #[inline]
    fn is_small(&self) -> bool {
        self.kind & IS_SMALL != 0
    }

    #[inline]
    fn is_listed(&self) -> bool {
        self.kind & IS_LISTED != 0
    }

    /// Whether it is of ASCII letters alone, and not listed.
    #[inline]
    fn is_plain(&self) -> bool {
        self.kind & (IS_LETTERS | IS_LISTED) == IS_LETTERS
    }

    /// Where one that is not listed stands.
    #[inline]
    fn here(&self) -> Span {
        let start = self.at as usize;
        Span { start, end: start + usize::from(self.n_bytes) }
    }

    /// One of ASCII letters and digits; the gap behind it is told later.
    #[inline]
    fn of_ascii(start: usize, n_bytes: u8, hash: u64, shape: u8, is_small: bool) -> Self {
        let kind = u8::from(is_small) * IS_SMALL;
        Self { hash, at: start as u32, n_bytes, shape, gap: 0, kind }
    }

    /// The same, made of letters alone.
    #[inline]
    fn of_letters(self) -> Self {
        Self { kind: self.kind | IS_LETTERS, ..self }
    }

    /// What [`crate::recognize::features::word_hash`] gives for it.
    #[inline]
    pub(super) fn number(&self) -> u32 {
        number_of(self.hash)
    }
}

/// Where a word that is listed stands, and where it lies folded.
#[derive(Debug)]
struct Listed {
    start: u32,
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
            at = splitting.read(at);
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
        self.class(nth) != 0
    }

    /// The class of the nth word: see [`crate::recognize::classes`].
    pub(super) fn class(&self, nth: usize) -> u8 {
        let word = self.words[nth].number();
        self.tongue.look(word).map_or_else(|| word_class(word), |it| it.class)
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
        self.span_of(&self.words[nth])
    }

    #[inline]
    fn span_of(&self, word: &Word) -> Span {
        if !word.is_listed() {
            return word.here();
        }
        let Listed { start, end, .. } = self.listed[word.at as usize];
        Span { start: start as usize, end: end as usize }
    }

    /// The first word that ends after this byte.
    pub fn first_after(&self, byte: usize) -> usize {
        self.words.partition_point(|word| self.span_of(word).end <= byte)
    }

    /// Whether the nth word begins with a small letter.
    #[inline]
    pub(super) fn is_small(&self, nth: usize) -> bool {
        self.words[nth].is_small()
    }

    /// The words of ASCII letters alone that are wholly in a part of the text, but for very long ones.
    pub(crate) fn plain_in(&self, part: Span) -> impl Iterator<Item = PlainWord> {
        let first = self.words.partition_point(|word| self.span_of(word).start < part.start);
        let plain = self.words[first..].iter().filter(|it| it.is_plain()).map(|word| PlainWord {
            span: word.here(),
            hash: word.hash,
            is_small: word.is_small(),
        });
        plain.take_while(move |it| it.span.end <= part.end)
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
        if word.is_listed() {
            &self.more[self.listed[word.at as usize].folded.range()]
        } else {
            &self.folded[word.here().range()]
        }
    }

    /// Whether the nth word is known to have letters of ASCII alone, so that it is one byte a letter.
    #[inline]
    pub(super) fn is_ascii(&self, nth: usize) -> bool {
        !self.words[nth].is_listed()
    }

    /// Whether the nth word and the next can be parts of one name.
    #[inline]
    pub(super) fn are_joined(&self, text: &str, nth: usize) -> bool {
        let (start, end) = (self.span(nth).end, self.span(nth + 1).start);
        start + 1 == end && text.as_bytes()[start] == b' ' || joins(&text[start..end])
    }

    /// Whether the nth word stands for itself alone: it has no particle before it and no ending that is to be taken off.
    #[inline]
    pub(super) fn is_read_as_written(&self, nth: usize) -> bool {
        self.words[nth].kind & HAS_FORMS == 0 && self.endings.is_empty()
    }
}

/// A word of ASCII letters alone; what stands behind it is of ASCII too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlainWord {
    pub(crate) span: Span,
    /// See [`FoldedWords::hash`]: that of the word in small letters.
    pub(crate) hash: u64,
    /// Whether it begins with a small letter.
    pub(crate) is_small: bool,
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

#[inline]
fn parts(byte: u8) -> bool {
    PARTS[usize::from(byte)]
}

/// A text that is being split.
struct Splitting<'t> {
    text: &'t str,
    letters: Letters,
    words: Vec<Word>,
    /// The text in small letters.
    folded: String,
    listed: Vec<Listed>,
    /// Those that are listed, folded.
    more: String,
    /// Where the word before ends.
    before: usize,
    /// The class of the gap behind it, if the next word begins at `next`, as most do; else more is to be looked at.
    gap: u8,
    next: usize,
}

impl<'t> Splitting<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            letters: Letters::table(),
            words: Vec::with_capacity(text.len() / 5 + 1),
            folded: text.to_ascii_lowercase(),
            listed: Vec::new(),
            more: String::new(),
            before: 0,
            gap: MORE,
            next: 0,
        }
    }

    /// Reads the word that stands there, if there is one; says where to go on.
    #[inline]
    fn read(&mut self, start: usize) -> usize {
        let first = Eight::at(self.text.as_bytes(), start).first_letters();
        if first.n == 8 {
            return self.read_long(start);
        }
        let end = start + first.n;
        let behind = Eight::at(self.text.as_bytes(), end).first_two();
        if first.n == 0 || !parts(behind[0]) {
            return self.read_other(start);
        }
        let is_capital = first.capitals & 0xff != 0;
        let (has_small, has_capital) = (first.smalls() >> 8 != 0, first.capitals >> 8 != 0);
        let shape = letters_shape(first.n, is_capital, has_small, has_capital);
        let hash = hash_short(first.small, first.n);
        let word = Word::of_ascii(start, first.n as u8, hash, shape, !is_capital);
        self.push(word.of_letters(), start..end, behind)
    }

    /// The same for a word of eight letters of ASCII or more.
    #[inline(never)]
    fn read_long(&mut self, start: usize) -> usize {
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
        let behind = Eight::at(self.text.as_bytes(), end).first_two();
        if !parts(behind[0]) {
            return self.read_other(start);
        }
        let is_capital = self.text.as_bytes()[start].is_ascii_uppercase();
        let shape = letters_shape(end - start, is_capital, smalls != 0, capitals != 0);
        let word = self.ascii(start..end, shape, !is_capital);
        self.push(word.of_letters(), start..end, behind)
    }

    /// The same for a word that has digits, or other letters than those of ASCII, and for what is no word.
    #[inline(never)]
    fn read_other(&mut self, start: usize) -> usize {
        let rest = &self.text[start..];
        let n = rest.bytes().take_while(|it| IS_LETTER[usize::from(*it)]).count();
        let (word, end) = if rest.as_bytes().get(n).is_none_or(u8::is_ascii) {
            if n == 0 {
                return start + 1;
            }
            let is_small = rest.as_bytes()[0].is_ascii_lowercase();
            (self.ascii(start..start + n, shape(&rest[..n]), is_small), start + n)
        } else {
            if self.listed.is_empty() {
                // where one is, many are
                self.listed.reserve(rest.len() / 12 + 1);
                self.more.reserve(rest.len());
            }
            let folded_start = self.more.len();
            let (n, is_word) = fold_word(rest, self.letters, &mut self.more);
            let end = start + n;
            if !is_word {
                return end;
            }
            let is_small = rest.starts_with(|it| self.letters.is_lowercase(it));
            (self.list(start..end, folded_start, shape(&rest[..n]), is_small), end)
        };
        let behind = Eight::at(self.text.as_bytes(), end).first_two();
        self.push(word, start..end, behind)
    }

    /// A word of ASCII letters and digits; the gap behind it is told later.
    #[inline]
    fn ascii(&mut self, Range { start, end }: Range<usize>, shape: u8, is_small: bool) -> Word {
        let folded = &self.folded[start..end];
        if let Ok(n_bytes) = u8::try_from(folded.len()) {
            let hash = hash_word(folded.as_bytes());
            return Word::of_ascii(start, n_bytes, hash, shape, is_small);
        }
        let folded_start = self.more.len();
        self.more.push_str(folded);
        self.list(start..end, folded_start, shape, is_small)
    }

    /// Lists a word whose folded form is the last of all.
    fn list(
        &mut self,
        Range { start, end }: Range<usize>,
        folded_start: usize,
        shape: u8,
        is_small: bool,
    ) -> Word {
        let folded = &self.more.as_bytes()[folded_start..];
        let has_forms = folded.first().is_some_and(|it| !it.is_ascii());
        let kinds = [(is_small, IS_SMALL), (true, IS_LISTED), (has_forms, HAS_FORMS)];
        let kind = kinds.iter().fold(0, |all, (is_so, bit)| all | (u8::from(*is_so) * bit));
        let (hash, at) = (hash_word(folded), self.listed.len() as u32);
        let folded = Span::new(folded_start, self.more.len());
        self.listed.push(Listed { start: start as u32, end: end as u32, folded });
        Word { hash, at, n_bytes: 0, shape, gap: 0, kind }
    }

    /// Appends a word that stands there, with these two bytes behind it; says where the next may begin.
    #[inline]
    fn push(&mut self, word: Word, at: Range<usize>, behind: [u8; 2]) -> usize {
        self.end_gap(at.start);
        self.words.push(word);
        self.before = at.end;
        let (has_one, has_two) = (parts(behind[0]), parts(behind[0]) & parts(behind[1]));
        self.gap = if has_one { short_gap(behind, has_two) } else { MORE };
        self.next = at.end + usize::from(has_one) + usize::from(has_two);
        self.next
    }

    /// Tells the word before of the gap behind it, which ends there.
    #[inline]
    fn end_gap(&mut self, end: usize) {
        let Some(before) = self.words.last_mut() else { return };
        before.gap = self.gap;
        if self.gap >= MORE || self.next != end {
            before.gap = gap_class(self.text, self.before, end);
        }
    }

    fn into_words(mut self) -> FoldedWords {
        self.gap = MORE;
        self.end_gap(self.text.len());
        let Self { words, folded, listed, more, .. } = self;
        FoldedWords { words, folded, listed, more, ..FoldedWords::default() }
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
        let long = "long".repeat(70);
        check(&format!("{long} A{long}1 {} {}, é{long}", &long[..255], &long[..256]));
        check("abc中文d かな한국 \u{200d}a\u{200d}b\u{ad} 😀x");
    }
}
