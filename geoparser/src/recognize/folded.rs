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
use crate::recognize::classes::{
    AND, ARTICLE, DIRECTION, KIND, OF, PLACE_WORD, PREPOSITION, PRONOUN, SAYS, word_class,
};
use crate::recognize::features::number_of;
use crate::recognize::gaps::{MORE, gap_class, short_gap};
use crate::recognize::lexicon::Known;
use crate::recognize::shapes::{SMALL, letters_shape, shape, shape_of_facts};
use crate::recognize::tongue::Tongue;
use crate::text::Span;
use crate::text::eight::Eight;
use crate::text::endings::Endings;
use crate::text::fold::push_folded;
use crate::text::letters::{Class, Facts, Folded, Letters};
use crate::text::particles::Particles;
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
    pub(super) particles: Particles,
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

/// It is made of ASCII letters alone, and no other letter stands behind it.
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
    fn of_ascii(start: usize, n_bytes: u8, hash: u64, shape: u8) -> Self {
        let kind = u8::from(shape == SMALL) * IS_SMALL;
        Self { hash, at: start as u32, n_bytes, shape, gap: MORE, kind }
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
        let (endings, tongue, particles) =
            (Endings::of(lang), Tongue::of(lang), Particles::of(lang));
        Self { endings, tongue, particles, ..Self::of(text) }
    }

    /// Splits and folds; of a text beyond 4 GiB, the words before.
    pub fn of(text: &str) -> Self {
        let text = &text[..text.floor_char_boundary(u32::MAX as usize)];
        let mut splitting = Splitting::new(text);
        let mut at = splitting.next_word(0);
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
        self.tongue.look_or(word, |it| Known { facts: 0, class: word_class(it) }).class
    }

    /// Whether the nth word is one of its language that tells where, whose or by whom, and no part of a name.
    pub(super) fn tells_where(&self, nth: usize) -> bool {
        let known = self.tongue.look(self.words[nth].number());
        known.is_some_and(|it| {
            matches!(it.class, PLACE_WORD | OF | AND | SAYS | PREPOSITION | PRONOUN)
        })
    }

    /// Whether the nth word only tells which place or part of it is meant: `مدينة`, `область`. Those of English are told by
    /// [`crate::role`].
    pub(super) fn tells_kind(&self, nth: usize) -> bool {
        let is_english = self.is_ascii(nth) && !self.tongue.is_known();
        !is_english && matches!(self.class(nth), PLACE_WORD | OF | ARTICLE | KIND | DIRECTION)
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
        let until = |end| self.words.partition_point(|word| self.span_of(word).start < end);
        let first = until(part.start);
        let inside = &self.words[first..until(part.end).max(first)];
        let plain = inside.iter().filter(|it| it.is_plain());
        let plain = plain.map(|word| PlainWord {
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
        }
    }

    /// Reads the word that begins there, and what stands behind it; says where the next begins.
    #[inline]
    fn read(&mut self, start: usize) -> usize {
        let [eight, behind] = Eight::two_at(self.text.as_bytes(), start);
        let first = eight.first_letters();
        if first.n == 8 {
            return self.read_long(start);
        }
        let end = start + first.n;
        let (gap, n_bytes) = short_gap(eight.from(first.n, behind).first_three());
        if first.n == 0 || gap & MORE != 0 && self.goes_on(end) {
            return self.read_other(start);
        }
        let is_capital = first.capitals & 0xff != 0;
        let (has_small, has_capital) = (first.smalls() >> 8 != 0, first.capitals >> 8 != 0);
        let shape = letters_shape(first.n, is_capital, has_small, has_capital);
        let hash = hash_short(first.small, first.n);
        let word = Word::of_ascii(start, first.n as u8, hash, shape);
        self.push(word, end, gap, n_bytes)
    }

    /// The same for a word of eight letters of ASCII or more.
    #[inline(never)]
    fn read_long(&mut self, start: usize) -> usize {
        let mut end = start;
        let (mut smalls, mut capitals) = (0, 0);
        let mut behind_first = !0xff;
        let behind = loop {
            let [eight, behind] = Eight::two_at(self.text.as_bytes(), end);
            let piece = eight.first_letters();
            smalls |= piece.smalls() & behind_first;
            capitals |= piece.capitals & behind_first;
            end += piece.n;
            if piece.n < 8 {
                break eight.from(piece.n, behind);
            }
            behind_first = u64::MAX;
        };
        let (gap, n_bytes) = short_gap(behind.first_three());
        if gap & MORE != 0 && self.goes_on(end) {
            return self.read_other(start);
        }
        let is_capital = self.text.as_bytes()[start].is_ascii_uppercase();
        let shape = letters_shape(end - start, is_capital, smalls != 0, capitals != 0);
        let word = self.ascii(start..end, shape);
        self.push(word, end, gap, n_bytes)
    }

    /// Appends a word of ASCII letters that ends there, with what is known of the gap behind it; says where to go on.
    #[inline]
    fn push(&mut self, word: Word, end: usize, gap: u8, n_bytes: usize) -> usize {
        let is_told = gap & MORE == 0;
        let is_plain = is_told || self.text.as_bytes().get(end).is_none_or(u8::is_ascii);
        let word = Word { gap, ..word };
        self.words.push(if is_plain { word.of_letters() } else { word });
        if is_told { end + n_bytes } else { self.end_gap(end) }
    }

    /// The same for a word that has digits, or other letters than those of ASCII.
    #[inline(never)]
    fn read_other(&mut self, start: usize) -> usize {
        let rest = &self.text[start..];
        let n = rest.bytes().take_while(|it| IS_LETTER[usize::from(*it)]).count();
        let (word, end) = if n > 0 && !self.goes_on(start + n) {
            (self.ascii(start..start + n, shape(&rest[..n])), start + n)
        } else {
            if self.listed.is_empty() {
                // where one is, many are
                self.listed.reserve(rest.len() / 12 + 1);
                self.more.reserve(rest.len());
            }
            let folded_start = self.more.len();
            let (n, shape, is_small) = fold_word(rest, self.letters, &mut self.more);
            (self.list(start..start + n, folded_start, shape, is_small), start + n)
        };
        self.words.push(word);
        self.end_gap(end)
    }

    /// Whether a word that is read as far as this goes on there.
    #[inline]
    fn goes_on(&self, at: usize) -> bool {
        match self.text.as_bytes().get(at) {
            Some(byte) if byte.is_ascii() => IS_LETTER[usize::from(*byte)],
            Some(_) => {
                let letter = self.text[at..].chars().next();
                letter.is_some_and(|it| self.letters.class(it).goes_on_with(Class::Letter))
            }
            None => false,
        }
    }

    /// Where the first word begins that begins here or farther on, or the end.
    #[inline]
    fn next_word(&self, from: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = from;
        while let Some(byte) = bytes.get(at) {
            if byte.is_ascii() {
                if IS_LETTER[usize::from(*byte)] {
                    break;
                }
                at += 1;
            } else {
                let Some(letter) = self.text[at..].chars().next() else { break };
                if matches!(self.letters.class(letter), Class::Letter | Class::Alone) {
                    break;
                }
                at += letter.len_utf8();
            }
        }
        at
    }

    /// Tells the last word of the gap behind it; says where the next word begins.
    #[inline(never)]
    fn end_gap(&mut self, end: usize) -> usize {
        let next = self.next_word(end);
        if let Some(word) = self.words.last_mut() {
            word.gap = gap_class(self.text, end, next);
        }
        next
    }

    /// A word of ASCII letters and digits; the gap behind it is told later.
    #[inline]
    fn ascii(&mut self, Range { start, end }: Range<usize>, shape: u8) -> Word {
        let folded = &self.folded[start..end];
        if let Ok(n_bytes) = u8::try_from(folded.len()) {
            return Word::of_ascii(start, n_bytes, hash_word(folded.as_bytes()), shape);
        }
        let folded_start = self.more.len();
        self.more.push_str(folded);
        self.list(start..end, folded_start, shape, shape == SMALL)
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
        let kind = IS_LISTED | (u8::from(is_small) * IS_SMALL) | (u8::from(has_forms) * HAS_FORMS);
        let (hash, at) = (hash_word(folded), self.listed.len() as u32);
        let folded = Span::new(folded_start, self.more.len());
        self.listed.push(Listed { start: start as u32, end: end as u32, folded });
        Word { hash, at, n_bytes: 0, shape, gap: MORE, kind }
    }

    fn into_words(self) -> FoldedWords {
        let Self { words, folded, listed, more, .. } = self;
        FoldedWords { words, folded, listed, more, ..FoldedWords::default() }
    }
}

/// Appends the word that the text begins with, folded; says how many bytes it has, its shape, and whether it begins with a small letter.
fn fold_word(text: &str, letters: Letters, out: &mut String) -> (usize, u8, bool) {
    let (mut first, mut others) = (Facts::default(), Facts::default());
    let (mut n_letters, mut n_bytes) = (0, text.len());
    for (at, letter) in text.char_indices() {
        let facts = letters.look(letter);
        if n_letters == 0 {
            first = facts;
        } else if facts.class().goes_on_with(first.class()) {
            others = others.or(facts);
        } else {
            n_bytes = at;
            break;
        }
        n_letters += 1;
        match facts.folded() {
            Folded::One(one) => out.push(one),
            _ => push_folded(letter, facts, out),
        }
    }
    let shape = shape_of_facts(&text[..n_bytes], n_letters, first, others);
    (n_bytes, shape, first.is_lowercase())
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
        check("ⅰ ⅱx Ⅳ ⓐ ªb x’y “a” …b a中 a\u{301}b a\u{301}");
        check("abc中文d かな한국 \u{200d}a\u{200d}b\u{ad} 😀x");
    }
}
