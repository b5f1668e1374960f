//! What is known of words in languages whose texts did not teach the tagger.
//!
//! The tagger learned what stands around a name by *classes* of words: a preposition of place, a title, a kind of place. Whoever
//! tells it which words of another language are of these classes lends it that language.
//!
//! # Cost
//!
//! A language is read when it is first asked for, in less than a millisecond; then a look-up a word.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use foldhash::fast::FixedState;

use crate::recognize::features::word_hash;
use crate::recognize::lexicon::Known;
use crate::text::fold::fold;
use crate::text::primary_language;
use crate::text::words::words;

/// What is known of a language's words, by their hashes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tongue(Option<&'static Words>);

type Words = HashMap<u32, Known, FixedState>;

/// Languages, a class and its words, a line each.
static CLASSED: &str = include_str!("../../models/words.tsv");
/// A language and its commonest words, a line each.
static COMMON: &str = include_str!("../../models/stopwords.tsv");

/// The names of the classes of [`crate::recognize::classes`], by their numbers; the first is of none.
const CLASSES: [&str; 15] = [
    "common",
    "place",
    "title",
    "of",
    "article",
    "and",
    "says",
    "kind",
    "body",
    "way",
    "direction",
    "day",
    "preposition",
    "pronoun",
    "possessive",
];

/// What is known of any such word, but for its class: it is common in small letters, as `WordFacts` count it, and nobody's name.
const FACTS: u8 = 5;

impl Tongue {
    /// Of a BCP 47 tag; nothing is known of a language that was learned from.
    pub(super) fn of(lang: &str) -> Self {
        static ALL: LazyLock<HashMap<&str, OnceLock<Words>>> = LazyLock::new(|| {
            lines().flat_map(|(langs, ..)| langs).map(|lang| (lang, OnceLock::new())).collect()
        });
        let primary = primary_language(lang);
        Self(ALL.get(primary).map(|it| it.get_or_init(|| words_of(primary))))
    }

    /// Whether the language has words here.
    pub(super) fn is_known(self) -> bool {
        self.0.is_some()
    }

    /// What is known of the word with this hash; of one that the language does not tell, what is known `elsewhere`, but for its class:
    /// a language that has words here has classes of its own.
    #[inline]
    pub(super) fn look_or(self, word: u32, elsewhere: impl Fn(u32) -> Known) -> Known {
        self.look(word).unwrap_or_else(|| {
            let known = elsewhere(word);
            if self.is_known() { Known { class: 0, ..known } } else { known }
        })
    }

    /// What is known of the word with this hash, if anything is.
    #[inline]
    pub(super) fn look(self, word: u32) -> Option<Known> {
        self.0?.get(&word).copied()
    }
}

/// Each line of both files: the languages, the number of the class, the words.
fn lines() -> impl Iterator<Item = (std::str::Split<'static, char>, u8, &'static str)> {
    let classed = CLASSED.lines().filter_map(|line| {
        let (langs, rest) = line.split_once('\t')?;
        let (class, listed) = rest.split_once('\t')?;
        let class = CLASSES.iter().position(|it| *it == class)?;
        Some((langs.split(' '), class as u8, listed))
    });
    let common = COMMON.lines().filter_map(|line| line.split_once('\t'));
    classed.chain(common.map(|(lang, listed)| (lang.split(' '), 0, listed)))
}

/// A language's words; the first class that a word is listed under is its own.
fn words_of(lang: &str) -> Words {
    let mut known = Words::default();
    for (_, class, listed) in lines().filter(|(langs, ..)| langs.clone().any(|it| it == lang)) {
        for word in words(listed) {
            let hash = word_hash(&fold(&listed[word.range()]));
            known.entry(hash).or_insert(Known { facts: FACTS, class });
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lang: &str, word: &str, class: Option<&str>) {
        let known = Tongue::of(lang).look(word_hash(&fold(word)));
        assert_eq!(known.map(|it| CLASSES[usize::from(it.class)]), class, "{lang} {word}");
    }

    #[test]
    fn words_have_a_class_in_their_own_language() {
        check("ru", "в", Some("place"));
        check("ru-RU", "Министерство", Some("body"));
        check("pt", "na", Some("place"));
        check("sw", "na", Some("and"));
        check("de", "Handel", Some("common"));
        check("fi", "mutta", Some("common"));
        check("en", "in", None);
        check("tlh", "in", None);
    }

    #[test]
    fn every_line_is_read() {
        assert_eq!(lines().count(), CLASSED.lines().count() + COMMON.lines().count());
    }
}
