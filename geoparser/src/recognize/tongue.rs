//! What is known of words in languages whose texts did not teach the tagger.
//!
//! The tagger learned what stands around a name by *classes* of words: a preposition of place, a title, a kind of place. Whoever
//! tells it which words of another language are of these classes lends it that language.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

use crate::recognize::features::word_hash;
use crate::recognize::lexicon::Known;
use crate::text::fold::fold;
use crate::text::words::words;

/// Its words, by their hashes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tongue(Option<&'static Words>);

type Words = HashMap<u32, Known, FixedState>;

/// `lang class words` a line.
static WORDS: &str = include_str!("../../models/words.tsv");

/// Classes by their names in [`WORDS`].
const NAMES: [&str; 15] = [
    "common", "place", "title", "of", "article", "and", "says", "kind", "body", "way", "direction", "day",
    "preposition", "pronoun", "possessive",
];

/// How common a word of a class is taken to be in small letters.
const COMMON: u8 = 5;

impl Tongue {
    /// Of a BCP 47 tag; of a language that was learned from, or of which nothing is known, none.
    pub(super) fn of(lang: &str) -> Self {
        static ALL: LazyLock<HashMap<&str, Words>> = LazyLock::new(|| {
            let mut all: HashMap<&str, Words> = HashMap::new();
            for line in WORDS.lines() {
                let mut fields = line.split('\t');
                let [Some(langs), Some(class), Some(listed)] = std::array::from_fn(|_| fields.next())
                else {
                    continue;
                };
                let Some(class) = NAMES.iter().position(|it| *it == class) else { continue };
                for lang in langs.split(' ') {
                    let of_lang = all.entry(lang).or_default();
                    for word in words(listed) {
                        let hash = word_hash(&fold(&listed[word.range()]));
                        let facts = of_lang.get(&hash).map_or(COMMON, |it| it.facts);
                        of_lang.entry(hash).or_insert(Known { facts, class: class as u8 });
                    }
                }
            }
            all
        });
        let primary = lang.split(['-', '_']).next().unwrap_or(lang);
        Self(ALL.get(primary))
    }

    /// What is known of the word with this hash, if anything is.
    #[inline]
    pub(super) fn look(self, word: u32) -> Option<Known> {
        self.0?.get(&word).copied()
    }
}
