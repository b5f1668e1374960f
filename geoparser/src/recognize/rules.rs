//! Which known names are meant as places: rules alone, for the comparison with the tagger and where no model is at hand.

use crate::gazetteer::Gazetteer;
use crate::place::{Kind, NameSort};
use crate::recognize::{FoldedWords, Match};
use crate::text::letters::Letters;

/// Folded words that are names of places somewhere and something else almost everywhere.
const NEVER_ALONE: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "the",
    "of",
    "in",
    "on",
    "as",
    "at",
    "is",
    "it",
    "he",
    "she",
    "we",
    "you",
    "they",
    "no",
    "so",
    "to",
    "an",
    "by",
    "or",
    "if",
    "but",
    "and",
    "for",
    "not",
    "with",
    "from",
    "this",
    "that",
    "these",
    "those",
    "his",
    "her",
    "our",
    "my",
    "your",
    "their",
    "man",
    "men",
    "center",
    "centre",
    "police",
    "minister",
    "president",
    "court",
    "council",
    "university",
    "officer",
    "never",
    "god",
    "best",
    "nice",
    "reading",
    "mobile",
    "split",
    "most",
    "many",
    "along",
    "date",
    "of",
    "been",
    "was",
    "are",
    "photo",
    "home",
    "news",
    "world",
    "sports",
    "bank",
    "state",
    "city",
    "county",
    "street",
    "park",
    "school",
    "north",
    "south",
    "east",
    "west",
    "central",
    "northern",
    "southern",
    "eastern",
    "western",
    "upper",
    "lower",
    "saint",
    "mr",
    "mrs",
    "dr",
    "general",
    "king",
    "queen",
    "prince",
    "moon",
    "sun",
    "green",
    "white",
    "black",
    "brown",
    "young",
];

/// Whether the name is taken for a place.
pub(super) fn is_place(
    gazetteer: &Gazetteer,
    text: &str,
    words: &FoldedWords,
    matches: &[Match],
    nth: usize,
) -> bool {
    let found = &matches[nth];
    let is_known_well = found.bearers(gazetteer).any(|posting| {
        let place = gazetteer.place(posting.place);
        match place.kind {
            Kind::City | Kind::Suburb | Kind::Ancient => {
                place.population.is_some_and(|n| n >= 5000)
            }
            Kind::Admin3 | Kind::Park | Kind::Site => gazetteer.n_names(posting.place) > 4,
            _ => true,
        }
    });
    if found.n_words == 1 && NEVER_ALONE.contains(&words.folded(found.first_word)) {
        return false;
    }
    if found
        .bearers(gazetteer)
        .any(|it| matches!(it.sort, NameSort::Abbreviation | NameSort::Demonym))
    {
        return true;
    }
    is_known_well && !is_inside_a_longer_name(text, words, matches, nth)
}

/// Whether a capitalized word that is no place stands right beside it: "Bashar al-Assad", "Paris Hilton".
fn is_inside_a_longer_name(text: &str, words: &FoldedWords, matches: &[Match], nth: usize) -> bool {
    let found = &matches[nth];
    let letters = Letters::table();
    let is_capital =
        |word: usize| text[words.span(word).range()].starts_with(|it| letters.is_uppercase(it));
    let is_near = |a: usize, b: usize| {
        let gap = &text[words.span(a).end..words.span(b).start];
        matches!(gap, " " | "-" | " al-" | "\u{a0}")
    };
    let is_match = |word: usize| {
        matches
            .iter()
            .skip(nth.saturating_sub(2))
            .take(5)
            .any(|it| (it.first_word..it.first_word + it.n_words).contains(&word))
    };
    let after = found.first_word + found.n_words;
    if after < words.len()
        && text[found.span.end..].starts_with(' ')
        && is_near(after - 1, after)
        && is_capital(after)
        && !is_match(after)
        && words.span(after).end - words.span(after).start > 2
        && !is_kind_word(words.folded(after))
    {
        return true;
    }
    let Some(before) = found.first_word.checked_sub(1) else { return false };
    is_near(before, found.first_word)
        && is_capital(before)
        && !is_match(before)
        && !starts_sentence(text, words, before)
        && !is_kind_word(words.folded(before))
}

fn is_kind_word(folded: &str) -> bool {
    matches!(
        folded,
        "city"
            | "county"
            | "province"
            | "governorate"
            | "district"
            | "state"
            | "river"
            | "valley"
            | "north"
            | "south"
            | "east"
            | "west"
            | "northern"
            | "southern"
            | "eastern"
            | "western"
            | "central"
            | "lake"
            | "mount"
            | "island"
    )
}

fn starts_sentence(text: &str, words: &FoldedWords, word: usize) -> bool {
    let before = text[..words.span(word).start].trim_end_matches([' ', '"', '“', '\'', '‘', '(']);
    before.is_empty() || before.ends_with(['.', '!', '?', '\n', ':', '؟', '。'])
}
