//! Words that speak of a place again without its name: "the city", "the Syrian capital".
//!
//! # Shape
//!
//! An echo belongs to the mention before it, or to the one it is written with. It makes no mention of its own: it only
//! says what kind of place was meant, or that a country's capital is spoken of.
//!
//! # Cost
//!
//! One look at each word of the text, and two at the text around each mention.

use std::sync::LazyLock;

use crate::gazetteer::hash::hash_word;
use crate::place::Kind;
use crate::recognize::{FoldedWords, Match};

/// An echo so many words behind a mention is no longer of it.
const MAX_WORDS: usize = 40;

/// What can stand before the noun, folded.
const ARTICLES: &[&str] =
    &["the", "this", "la", "cette", "le", "el", "esta", "die", "der", "diese"];

/// Nouns that stand for a place once named, folded.
const NOUNS: &[(&str, Kind)] = &[
    ("city", Kind::City),
    ("town", Kind::City),
    ("village", Kind::City),
    ("ville", Kind::City),
    ("ciudad", Kind::City),
    ("stadt", Kind::City),
    ("county", Kind::Admin2),
    ("province", Kind::Admin1),
    ("provincia", Kind::Admin1),
    ("governorate", Kind::Admin1),
    ("country", Kind::Country),
    ("pays", Kind::Country),
    ("pais", Kind::Country),
    ("river", Kind::River),
    ("fleuve", Kind::River),
    ("fluss", Kind::River),
    ("lake", Kind::Lake),
    ("island", Kind::Island),
    ("isla", Kind::Island),
    ("insel", Kind::Island),
];

/// What stands before a name whose capital is spoken of, and a blank.
const CAPITAL_OF: &[&str] = &[
    "capital of",
    "capital city of",
    "capitale de",
    "capitale de la",
    "capital de",
    "столица",
    "столице",
    "столицы",
    "столицу",
    "عاصمة",
    "العاصمة",
];

/// One bit for each word that can be an echo, and for few others.
static NOUN_BITS: LazyLock<[u64; 16]> = LazyLock::new(|| {
    let mut bits = [0; 16];
    for (noun, _) in NOUNS {
        let hash = hash_word(noun.as_bytes());
        bits[hash as usize % 16] |= 1 << (hash >> 58);
    }
    bits
});

/// The echoes of a text.
#[derive(Debug, Default)]
pub(crate) struct Echoes {
    /// Each noun, by where it stands among the words, with the kind that it names.
    nouns: Vec<(usize, Kind)>,
}

impl Echoes {
    pub(crate) fn of(text: &str, words: &FoldedWords) -> Self {
        let bits: &[u64; 16] = &NOUN_BITS;
        let may_be_noun = |nth: &usize| {
            let hash = words.hash(*nth);
            bits[hash as usize % 16] >> (hash >> 58) & 1 == 1
        };
        let nouns = (1..words.len()).filter(may_be_noun).filter_map(|nth| {
            let has_article = ARTICLES.contains(&words.folded(nth - 1));
            has_article.then(|| noun(text, words, nth)).flatten().map(|kind| (nth, kind))
        });
        Self { nouns: nouns.collect() }
    }

    /// The kind that the words behind a mention give its place.
    pub(crate) fn kind_behind(&self, matches: &[Match], nth: usize) -> Option<Kind> {
        let end = matches[nth].first_word + matches[nth].n_words;
        let next = matches.get(nth + 1).map_or(usize::MAX, |it| it.first_word);
        let behind = end + 1..next.min(end + 1 + MAX_WORDS);
        let first = self.nouns.partition_point(|(word, _)| *word < behind.start);
        let (word, kind) = self.nouns.get(first)?;
        behind.contains(word).then_some(*kind)
    }
}

/// The kind that a noun names which stands alone: not "the city of Homs", "the River Jordan".
fn noun(text: &str, words: &FoldedWords, nth: usize) -> Option<Kind> {
    let folded = words.folded(nth);
    let (_, kind) = NOUNS.iter().find(|(it, _)| *it == folded)?;
    let goes_on = nth + 1 < words.len() && {
        let next = words.span(nth + 1);
        let is_near = text[words.span(nth).end..next.start].bytes().all(|it| it == b' ');
        let is_capital = text[next.range()].starts_with(char::is_uppercase);
        is_near && (is_capital || matches!(words.folded(nth + 1), "of" | "de" | "von"))
    };
    (!goes_on).then_some(*kind)
}

/// "The Syrian capital", "Syria's capital", "the capital of Syria".
pub(crate) fn is_of_capital(text: &str, found: &Match) -> bool {
    let (before, after) = (&text[..found.span.start], &text[found.span.end..]);
    let after = match after.strip_prefix(['\'', '’']) {
        Some(after) => after.strip_prefix('s').unwrap_or(after),
        None => after,
    };
    let rest = after.strip_prefix(" capital");
    let stands_behind = rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic));
    stands_behind
        || before.strip_suffix(' ').is_some_and(|before| {
            // most words before names end otherwise
            let may_end_so = before.ends_with(|it| matches!(it, 'f' | 'e' | 'a') || !it.is_ascii());
            may_end_so && CAPITAL_OF.iter().any(|it| before.ends_with(it))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Bearers;
    use crate::text::Span;

    fn echoes(text: &str, names: &[&str]) -> (Vec<Option<Kind>>, Vec<bool>) {
        let words = FoldedWords::of(text);
        let found = names.iter().map(|name| {
            let start = text.find(name).unwrap();
            let span = Span::new(start, start + name.len());
            let first_word = words.first_after(start);
            let n_words = name.split(' ').count();
            Match {
                span,
                first_word,
                n_words,
                bearers: Bearers::default(),
                other_words: Box::default(),
            }
        });
        let found: Vec<Match> = found.collect();
        let echoes = Echoes::of(text, &words);
        let kinds = (0..found.len()).map(|nth| echoes.kind_behind(&found, nth));
        (kinds.collect(), found.iter().map(|it| is_of_capital(text, it)).collect())
    }

    #[test]
    fn a_noun_alone_is_of_the_name_before_it() {
        let found = echoes(
            "They left Homs. The city was empty; Hama and the city of light.",
            &["Homs", "Hama"],
        );
        assert_eq!(found.0, [Some(Kind::City), None]);
        let found = echoes("The Orontes is low: the river feeds the Ghab.", &["Orontes", "Ghab"]);
        assert_eq!(found.0, [Some(Kind::River), None]);
    }

    #[test]
    fn capitals_are_of_the_country_they_are_written_with() {
        let text =
            "The Chechen capital, Syria’s capital and the capital of Iraq, not Iran's capitalism.";
        let found = echoes(text, &["Chechen", "Syria", "Iraq", "Iran"]);
        assert_eq!(found.1, [true, true, true, false]);
    }
}
