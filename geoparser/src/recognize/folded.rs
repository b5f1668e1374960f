//! The words of a text, split, folded and hashed in one pass.
//!
//! # Shape
//!
//! A word of ASCII letters lies folded in a copy of the text in small letters, where it stands in the text itself; behind that
//! copy lie the words with other letters, one after the other.
//!
//! # Cost
//!
//! Some ten instructions a letter of ASCII, sixty of others; 32 bytes a word, and the copy. Of a text of more than 4 GiB the rest
//! is not read.

use crate::gazetteer::hash::hash_word;
use crate::text::Span;
use crate::text::endings::Endings;
use crate::text::fold::push_folded;
use crate::text::letters::{Class, Letters};
use crate::text::words::{IS_LETTER, joins};

/// The words of a text, folded once.
#[derive(Debug, Default)]
pub struct FoldedWords {
    words: Vec<Word>,
    folded: String,
    /// Where the words with other letters than those of ASCII lie folded.
    others: Vec<Span>,
    pub(super) endings: Endings,
}

/// A word of a text.
#[derive(Debug)]
struct Word {
    /// See [`FoldedWords::hash`].
    hash: u64,
    /// See [`FoldedWords::word_hash`].
    number: u32,
    start: u32,
    end: u32,
    /// Which of the others it is, plus one; 0 for a word of ASCII.
    other: u32,
    is_small: bool,
    /// Whether its first letter, folded, is of ASCII, or it has none.
    is_latin: bool,
}

impl Word {
    #[inline]
    fn span(&self) -> Span {
        Span { start: self.start as usize, end: self.end as usize }
    }
}

/// FNV-1a, 32 bits: the same everywhere and for ever, as model files hold it.
#[derive(Clone, Copy)]
pub(super) struct WordHash(pub(super) u32);

impl WordHash {
    const EMPTY: Self = Self(0x811c_9dc5);

    #[inline]
    fn then(self, byte: u8) -> Self {
        Self((self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    }

    #[inline]
    pub(super) fn of(word: &[u8]) -> Self {
        word.iter().fold(Self::EMPTY, |hash, byte| hash.then(*byte))
    }
}

impl FoldedWords {
    /// Splits and folds a text of this language, whose names may stand in other forms than their own.
    pub fn in_language(text: &str, lang: &str) -> Self {
        Self { endings: Endings::of(lang), ..Self::of(text) }
    }

    /// Splits and folds; of a text beyond 4 GiB, the words before.
    pub fn of(text: &str) -> Self {
        let text = &text[..text.floor_char_boundary(u32::MAX as usize)];
        let letters = Letters::table();
        let mut words = Vec::with_capacity(text.len() / 5 + 1);
        let mut folded = text.to_ascii_lowercase();
        let mut more = String::new();
        let mut others = Vec::new();
        let bytes = folded.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            let mut number = WordHash::EMPTY;
            while let Some(byte) = bytes.get(at)
                && IS_LETTER[usize::from(*byte)]
            {
                number = number.then(*byte);
                at += 1;
            }
            if bytes.get(at).is_none_or(u8::is_ascii) {
                if at > start {
                    words.push(Word {
                        hash: hash_word(&bytes[start..at]),
                        number: number.0,
                        start: start as u32,
                        end: at as u32,
                        other: 0,
                        is_small: text.as_bytes()[start].is_ascii_lowercase(),
                        is_latin: true,
                    });
                }
                at += 1; // past what ended it
                continue;
            }
            let (folded_start, first) = (more.len(), text[start..].chars().next());
            let (n_bytes, is_word) = fold_word(&text[start..], letters, &mut more);
            at = start + n_bytes;
            if is_word {
                let word = &more.as_bytes()[folded_start..];
                others.push(Span::new(bytes.len() + folded_start, bytes.len() + more.len()));
                words.push(Word {
                    hash: hash_word(word),
                    number: WordHash::of(word).0,
                    start: start as u32,
                    end: at as u32,
                    other: others.len() as u32,
                    is_small: first.is_some_and(|it| letters.is_lowercase(it)),
                    is_latin: word.first().is_none_or(u8::is_ascii),
                });
            }
        }
        folded.push_str(&more);
        Self { words, folded, others, endings: Endings::default() }
    }

    /// How many words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Where the nth word stands.
    #[inline]
    pub fn span(&self, nth: usize) -> Span {
        self.words[nth].span()
    }

    /// The first word that ends after this byte.
    pub fn first_after(&self, byte: usize) -> usize {
        self.words.partition_point(|word| word.end as usize <= byte)
    }

    /// Whether the nth word begins with a small letter.
    #[inline]
    pub(super) fn is_small(&self, nth: usize) -> bool {
        self.words[nth].is_small
    }

    /// What [`crate::recognize::features::word_hash`] gives for the nth word.
    #[inline]
    pub(super) fn word_hash(&self, nth: usize) -> u32 {
        self.words[nth].number
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
        let other = (word.other as usize).checked_sub(1);
        &self.folded[other.map_or_else(|| word.span(), |nth| self.others[nth]).range()]
    }

    /// Whether the nth word and the next can be parts of one name.
    #[inline]
    pub(super) fn are_joined(&self, text: &str, nth: usize) -> bool {
        let (start, end) = (self.words[nth].end as usize, self.words[nth + 1].start as usize);
        start + 1 == end && text.as_bytes()[start] == b' ' || joins(&text[start..end])
    }

    /// Whether the nth word stands for itself alone: it has no particle before it and no ending that is to be taken off.
    #[inline]
    pub(super) fn is_read_as_written(&self, nth: usize) -> bool {
        self.words[nth].is_latin && self.endings.is_empty()
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
        for (nth, span) in spans.into_iter().enumerate() {
            let word = fold(&text[span.range()]);
            assert_eq!(folded.folded(nth), word);
            assert_eq!(folded.hash(nth), hash_word(word.as_bytes()));
            assert_eq!(folded.word_hash(nth), word_hash(&word));
            assert_eq!(folded.is_small(nth), text[span.start..].starts_with(char::is_lowercase));
        }
    }

    #[test]
    fn words_are_those_of_the_splitter_folded() {
        check("");
        check("Dayr az-Zawr, Syria’s seventh; U.S.-led. 3rd 12\u{a0}000 x");
        check("Élysée été \u{301}e\u{301} Straße ﬁn Ǆ ᾈ \u{2c65}");
        check("دير الزور ـ مُحَمَّد Москвы й");
        check("abc中文d かな한국 \u{200d}a\u{200d}b\u{ad} 😀x");
    }
}
