//! What a mention says of its place: the place itself, its government, its people.

use crate::gazetteer::Gazetteer;
use crate::geoparse::Role;
use crate::place::{Kind, NameSort, PlaceId};
use crate::recognize::{FoldedWords, Match};

/// Prepositions of place, folded: what they govern is a place.
const LOCATIVE: &[&str] = &[
    "in",
    "at",
    "near",
    "into",
    "across",
    "over",
    "throughout",
    "inside",
    "outside",
    "around",
    "off",
    "within",
    "towards",
    "toward",
    "to",
    "from",
    "through",
    "via",
    "along",
    "beyond",
    "leaving",
    "reached",
    "entered",
    "north",
    "south",
    "east",
    "west",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "capital",
    "links",
    "between",
];

/// Verbs that take persons: what they follow at once acts.
const ACTS: &[&str] = &[
    "said",
    "says",
    "say",
    "has",
    "had",
    "have",
    "is",
    "was",
    "are",
    "were",
    "will",
    "would",
    "may",
    "might",
    "could",
    "can",
    "must",
    "should",
    "did",
    "does",
    "also",
    "wants",
    "wanted",
    "insists",
    "insisted",
    "admits",
    "admitted",
    "denies",
    "denied",
    "seeks",
    "sought",
    "announced",
    "accused",
    "accuses",
    "warned",
    "warns",
    "agreed",
    "agrees",
    "rejected",
    "rejects",
    "backed",
    "backs",
    "supports",
    "supported",
    "urged",
    "urges",
    "claims",
    "claimed",
    "vowed",
    "sent",
    "sends",
    "signed",
    "voted",
    "hopes",
    "hoped",
    "sees",
    "saw",
    "sharply",
    "demonstratively",
    "urgently",
    "retook",
    "and",
    "halted",
    "launched",
    "began",
    "decided",
    "plans",
    "planned",
    "refused",
    "helped",
];

/// Nouns of what happens at a place, folded: "the Ukraine crisis".
const HAPPENINGS: &[&str] = &[
    "war",
    "conflict",
    "crisis",
    "campaign",
    "offensive",
    "operation",
    "battle",
    "attack",
    "attacks",
    "earthquake",
    "strikes",
    "bombing",
    "siege",
    "invasion",
    "victory",
    "front",
    "border",
    "area",
    "region",
    "valley",
    "coast",
    "river",
    "province",
    "governorate",
    "countryside",
    "airport",
    "city",
    "suburbs",
    "flood",
    "floods",
    "protracted",
];

/// What the mention is, given the place it is taken for.
pub(crate) fn role(
    gazetteer: &Gazetteer,
    text: &str,
    words: &FoldedWords,
    found: &Match,
    place: PlaceId,
) -> Role {
    let posting = found.postings.iter().find(|it| it.place == place);
    if posting.is_some_and(|it| it.sort == NameSort::Demonym) {
        return Role::Demonym;
    }
    let place = gazetteer.place(place);
    let is_actor =
        matches!(place.kind, Kind::Country | Kind::Territory | Kind::Continent | Kind::Site)
            || place.feature_code == "PPLC";
    if !is_actor {
        return Role::Literal;
    }
    if is_governed_by_place_word(words, text, found) {
        return Role::Literal;
    }
    let after = found.first_word + found.n_words;
    let mut next = after;
    let is_possessive = text[found.span.end..].starts_with(['\'', '’'])
        && next < words.len()
        && words.folded(next) == "s";
    next += usize::from(is_possessive);
    let same_sentence = |word: usize| {
        word < words.len()
            && !text[found.span.end..words.span(word).start].contains(['.', '\n', ';', '!', '?'])
    };
    let happens = |word: usize| same_sentence(word) && HAPPENINGS.contains(&words.folded(word));
    if happens(next) || is_possessive && happens(next + 1) {
        return Role::Literal;
    }
    let acts = same_sentence(next) && ACTS.contains(&words.folded(next));
    let is_capital_or_site = matches!(place.kind, Kind::Site) || place.feature_code == "PPLC";
    if is_possessive || acts || is_capital_or_site || place.kind != Kind::Country {
        return if is_capital_or_site || is_possessive || acts {
            Role::Metonymic
        } else {
            Role::Literal
        };
    }
    Role::Metonymic
}

/// Whether a word of place governs the mention, over an article, a direction or the earlier members of a list.
fn is_governed_by_place_word(words: &FoldedWords, text: &str, found: &Match) -> bool {
    let mut at = found.first_word;
    for _ in 0..9 {
        let Some(before) = at.checked_sub(1) else { return false };
        let gap = &text[words.span(before).end..words.span(at).start];
        if gap.contains(['.', '\n', ';', ':', '!', '?', '(']) {
            return false;
        }
        let word = words.folded(before);
        if LOCATIVE.contains(&word) {
            return true;
        }
        let passes = matches!(word, "the" | "of" | "both" | "and" | "or" | "its")
            || word.ends_with("ern")
            || matches!(
                word,
                "central"
                    | "north"
                    | "south"
                    | "east"
                    | "west"
                    | "downtown"
                    | "rural"
                    | "war"
                    | "torn"
                    | "all"
                    | "most"
            )
            || gap.contains(',')
            || text[words.span(before).range()].chars().next().is_some_and(char::is_uppercase);
        if !passes {
            return false;
        }
        at = before;
    }
    false
}
