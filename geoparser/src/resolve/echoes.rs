//! Words that speak of a place again without its name: "the city", "the Syrian capital".
//!
//! # Shape
//!
//! An echo belongs to the mention before it, or to the one it is written with. It makes no mention of its own: it only
//! says what kind of place was meant, or that a country's capital is spoken of.
//!
//! # Cost
//!
//! One look at each word, and two at the text around each mention.

use crate::place::Kind;
use crate::recognize::{FoldedWords, Match};

/// What is said again of the mentions of a text.
#[derive(Debug)]
pub(crate) struct Echoes {
    /// For each mention, the kind that the words behind it give its place.
    pub(crate) kinds: Vec<Option<Kind>>,
    /// For each mention, whether its capital is spoken of.
    pub(crate) has_capital: Vec<bool>,
}

/// An echo so many words behind a mention is no longer of it.
const MAX_WORDS: usize = 40;

/// Whether the word, folded, can stand before the noun.
fn is_article(word: &str) -> bool {
    matches!(word, "the" | "this" | "la" | "cette" | "le" | "el" | "esta" | "die" | "der" | "diese")
}

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

/// What stands between a name and the word *capital* behind it.
const POSSESSIVES: &[&str] = &["", "'s", "’s", "'", "’"];

/// What stands before a name whose capital is spoken of.
const CAPITAL_OF: &[&str] = &[
    "capital of ",
    "capital city of ",
    "capitale de ",
    "capitale de la ",
    "capital de ",
    "столица ",
    "столице ",
    "столицы ",
    "столицу ",
    "عاصمة ",
    "العاصمة ",
];

impl Echoes {
    /// Looks at the whole text.
    pub(crate) fn of(text: &str, words: &FoldedWords, matches: &[Match]) -> Self {
        let kind = |(nth, found): (usize, &Match)| {
            let end = found.first_word + found.n_words;
            let next = matches.get(nth + 1).map_or(words.len(), |it| it.first_word);
            let mut behind = end + 1..next.min(end + 1 + MAX_WORDS);
            behind.find_map(|word| {
                let has_article = is_article(words.folded(word - 1));
                if has_article { noun(text, words, word) } else { None }
            })
        };
        let kinds = matches.iter().enumerate().map(kind).collect();
        let has_capital = matches.iter().map(|it| is_of_capital(text, it)).collect();
        Self { kinds, has_capital }
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
fn is_of_capital(text: &str, found: &Match) -> bool {
    let after = &text[found.span.end..];
    let stands_behind = POSSESSIVES.iter().any(|it| {
        let rest = after.strip_prefix(it).and_then(|rest| rest.strip_prefix(" capital"));
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    });
    stands_behind || CAPITAL_OF.iter().any(|it| text[..found.span.start].ends_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn echoes(text: &str, names: &[&str]) -> Echoes {
        let words = FoldedWords::of(text);
        let found = names.iter().map(|name| {
            let start = text.find(name).unwrap();
            let span = Span::new(start, start + name.len());
            let first_word = words.first_after(start);
            let n_words = name.split(' ').count();
            Match { span, first_word, n_words, postings: Vec::new(), other_words: Vec::new() }
        });
        Echoes::of(text, &words, &found.collect::<Vec<_>>())
    }

    #[test]
    fn a_noun_alone_is_of_the_name_before_it() {
        let found = echoes(
            "They left Homs. The city was empty; Hama and the city of light.",
            &["Homs", "Hama"],
        );
        assert_eq!(found.kinds, [Some(Kind::City), None]);
        let found = echoes("The Orontes is low: the river feeds the Ghab.", &["Orontes", "Ghab"]);
        assert_eq!(found.kinds, [Some(Kind::River), None]);
    }

    #[test]
    fn capitals_are_of_the_country_they_are_written_with() {
        let text =
            "The Chechen capital, Syria’s capital and the capital of Iraq, not Iran's capitalism.";
        let found = echoes(text, &["Chechen", "Syria", "Iraq", "Iran"]);
        assert_eq!(found.has_capital, [true, true, true, false]);
    }
}
