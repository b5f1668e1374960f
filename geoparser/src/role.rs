//! What a mention says of its place: the place itself, its government, its people.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

use crate::gazetteer::hash::hash_word;
use crate::gazetteer::{Demonyms, Gazetteer, Seat};
use crate::geoparse::Role;
use crate::place::{Kind, NameSort, PlaceId};
use crate::recognize::{FoldedWords, Match};
use crate::text::zones::Zone;

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

/// What may stand between a preposition of place and what it governs, folded.
const PASSED_OVER: &[&str] = &[
    "the", "of", "both", "and", "or", "its", "central", "north", "south", "east", "west",
    "downtown", "rural", "war", "torn", "all", "most",
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
    "halted",
    "launched",
    "began",
    "decided",
    "plans",
    "planned",
    "refused",
    "helped",
];

/// Words before a country, folded, that make it somebody: "accused Turkey", "talks with Iran".
const ADDRESSES: &[&str] = &[
    "by",
    "with",
    "without",
    "against",
    "cut",
    "cuts",
    "accused",
    "accuse",
    "accuses",
    "accusing",
    "urged",
    "urge",
    "urges",
    "urging",
    "asked",
    "asking",
    "told",
    "warned",
    "warning",
    "blamed",
    "blames",
    "blaming",
    "criticized",
    "criticised",
    "condemned",
    "invited",
    "persuade",
    "persuaded",
    "convince",
    "convinced",
    "force",
    "forced",
    "press",
    "pressed",
    "support",
    "supported",
    "supports",
    "supporting",
    "back",
    "backed",
    "help",
    "helped",
    "let",
    "allowed",
    "allow",
    "enabled",
    "embarrass",
    "like",
    "while",
    "whereas",
    "although",
    "that",
    "if",
    "whether",
    "because",
    "but",
];

/// Verbs whose object does something itself, folded: "made Moscow feel", "see Russia claim".
const CAUSES: &[&str] =
    &["make", "makes", "made", "making", "see", "sees", "saw", "seen", "let", "lets"];

/// What is put *on* a state, folded: "pressure on Washington".
const BURDENS: &[&str] = &["pressure", "sanctions", "demands", "influence", "conditions", "blame"];

/// Small words that no verb is.
const NO_VERBS: &[&str] = &[
    "in", "on", "at", "as", "and", "or", "by", "to", "of", "for", "from", "with", "after",
    "before", "during", "this", "last", "next", "that", "which", "who", "where", "when", "while",
    "again",
];

/// What stands before *of* where the state is meant and not its land, folded: "the government of Sudan".
const OFFICES: &[&str] = &[
    "government",
    "governments",
    "president",
    "presidents",
    "minister",
    "ministers",
    "ministry",
    "embassy",
    "ambassador",
    "army",
    "parliament",
    "officials",
    "leaders",
    "leader",
    "leadership",
    "king",
    "authorities",
    "troops",
    "forces",
    "regime",
    "representatives",
    "support",
    "help",
    "decision",
    "interests",
    "ally",
    "allies",
    "part",
    "behalf",
    "role",
    "policy",
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

/// What a word may be to a mention beside it: one list of words each.
#[derive(Clone, Copy, Debug)]
enum Class {
    Locative,
    PassedOver,
    Act,
    Address,
    Cause,
    Burden,
    NoVerb,
    Office,
    Happening,
    PartOfPlace,
    House,
    Housing,
}

const LISTS: &[(Class, &[&str])] = &[
    (Class::Locative, LOCATIVE),
    (Class::PassedOver, PASSED_OVER),
    (Class::Act, ACTS),
    (Class::Address, ADDRESSES),
    (Class::Cause, CAUSES),
    (Class::Burden, BURDENS),
    (Class::NoVerb, NO_VERBS),
    (Class::Office, OFFICES),
    (Class::Happening, HAPPENINGS),
    (Class::PartOfPlace, PARTS_OF_PLACES),
    (Class::House, HOUSES),
    (Class::Housing, &["in", "at", "of"]),
];

/// Whether the word with this hash is on the list.
fn is(word: u64, class: Class) -> bool {
    // of each word the lists that it is on, a bit each
    static KNOWN: LazyLock<HashMap<u64, u16, FixedState>> = LazyLock::new(|| {
        let mut known = HashMap::default();
        for (class, list) in LISTS {
            for word in *list {
                *known.entry(hash_word(word.as_bytes())).or_default() |= 1 << *class as u16;
            }
        }
        known
    });
    KNOWN.get(&word).is_some_and(|lists| lists >> class as u16 & 1 == 1)
}

/// What the mention is, given the place it is taken for and the zone it stands in.
pub(crate) fn role(
    gazetteer: &Gazetteer,
    text: &str,
    words: &FoldedWords,
    found: &Match,
    place: PlaceId,
    zone: Zone,
) -> Role {
    let is_demonym = match found.bearers.demonyms() {
        Demonyms::None => false,
        Demonyms::Some | Demonyms::All => {
            let posting = found.bearers(gazetteer).find(|it| it.place == place);
            posting.is_some_and(|it| it.sort == NameSort::Demonym)
        }
    };
    if is_demonym {
        return Role::Demonym;
    }
    // keywords and the page's own labels state nothing; a dateline says where the reporter was
    match zone {
        Zone::Tags | Zone::PageMetadata => return Role::PartOfName,
        Zone::Dateline => return Role::Literal,
        _ => {}
    }
    if is_known_in_part(found) || names_a_seat(text, words, found) {
        return Role::PartOfName;
    }
    if qualifies(text, words, found) {
        return Role::Literal;
    }
    let kind = gazetteer.gist(place).kind;
    let is_actor = matches!(kind, Kind::Country | Kind::Territory | Kind::Continent | Kind::Site)
        || gazetteer.outline(place).seat == Seat::Country;
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
    let happens = |word: usize| same_sentence(word) && is(words.hash(word), Class::Happening);
    if happens(next) || is_possessive && happens(next + 1) {
        return Role::Literal;
    }
    if kind == Kind::Site {
        return Role::Metonymic; // the Kremlin, the Pentagon
    }
    let acts = same_sentence(next) && is(words.hash(next), Class::Act);
    let is_somebody = is_possessive
        || acts
        || list_acts(text, words, after)
        || is_addressed(text, words, found.first_word)
        || is_agent(text, words, found)
        || is_attribute(text, words, found);
    if is_somebody { Role::Metonymic } else { Role::Literal }
}

/// Whether the names that follow in a row do something together: "Moscow, Tehran and Riyadh agreed".
fn list_acts(text: &str, words: &FoldedWords, mut at: usize) -> bool {
    let mut is_list = false;
    for _ in 0..12 {
        if at == 0 || at >= words.len() {
            return false;
        }
        let gap = &text[words.span(at - 1).end..words.span(at).start];
        if gap.contains(['.', '\n', ';', ':', '!', '?', '(', '|']) {
            return false;
        }
        if is_list && is(words.hash(at), Class::Act) {
            return true;
        }
        let word = words.folded(at);
        is_list |= gap.contains(',') || word == "and";
        if !is_list || !(is_capital(text, words, at) || matches!(word, "and" | "the")) {
            return false;
        }
        at += 1;
    }
    false
}

/// The word right behind the mention, where only a blank parts them.
fn next_word(text: &str, words: &FoldedWords, found: &Match) -> Option<usize> {
    let next = found.first_word + found.n_words;
    let is_near = next < words.len() && text[found.span.end..words.span(next).start] == *" ";
    is_near.then_some(next)
}

/// Whether a verb without *to* or with it is the mention's own: "pushing the US to act", "made Moscow feel".
fn is_agent(text: &str, words: &FoldedWords, found: &Match) -> bool {
    let Some(next) = next_word(text, words, found) else { return false };
    let is_small = |word: usize| text[words.span(word).range()].starts_with(char::is_lowercase);
    if words.folded(next) == "to" {
        let verb = next + 1;
        return verb < words.len() && is_small(verb) && words.folded(verb) != "the";
    }
    let is_verb = is_small(next) && !is(words.hash(next), Class::NoVerb);
    let before = found.first_word.checked_sub(1).and_then(|it| match words.folded(it) {
        "the" => it.checked_sub(1),
        _ => Some(it),
    });
    is_verb && before.is_some_and(|it| is(words.hash(it), Class::Cause))
}

/// Whether the mention tells whose office or force it is: "US President", "Turkey troops".
fn is_attribute(text: &str, words: &FoldedWords, found: &Match) -> bool {
    next_word(text, words, found)
        .is_some_and(|it| is(words.hash(it), Class::Office) || is_capital(text, words, it))
}

/// Whether the words before make the mention somebody, over an article and the earlier members of a list.
fn is_addressed(text: &str, words: &FoldedWords, first: usize) -> bool {
    for before in words_before(text, words, first) {
        if is(words.hash(before), Class::Address) {
            return true;
        }
        let preceded_by = |class| before.checked_sub(1).is_some_and(|it| is(words.hash(it), class));
        match words.folded(before) {
            "of" => return preceded_by(Class::Office),
            "on" => return preceded_by(Class::Burden),
            "the" | "both" | "and" | "or" | "its" => {}
            _ if is_capital(text, words, before) => {}
            _ => return false,
        }
    }
    false
}

/// The words before this one, the nearest first, as far as a mark that parts clauses or list items, and no more than nine.
fn words_before(text: &str, words: &FoldedWords, first: usize) -> impl Iterator<Item = usize> {
    let is_parted = |before: usize| {
        let gap = &text[words.span(before).end..words.span(before + 1).start];
        gap != " " && gap.contains(['.', '\n', ';', ':', '!', '?', '(', '|'])
    };
    (first.saturating_sub(9)..first).rev().take_while(move |before| !is_parted(*before))
}

fn is_capital(text: &str, words: &FoldedWords, word: usize) -> bool {
    text[words.span(word).range()].starts_with(char::is_uppercase)
}

/// Words that a longer form of a name may have beside the known part: "Homs countryside", "north-eastern Syria".
const PARTS_OF_PLACES: &[&str] = &[
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "northeastern",
    "northwestern",
    "southeastern",
    "southwestern",
    "central",
    "upper",
    "lower",
    "greater",
    "inner",
    "outer",
    "old",
    "new",
    "downtown",
    "rural",
    "city",
    "town",
    "village",
    "county",
    "province",
    "governorate",
    "district",
    "region",
    "state",
    "area",
    "valley",
    "river",
    "basin",
    "countryside",
    "suburb",
    "suburbs",
    "coast",
    "border",
    "lake",
    "mount",
    "mountain",
    "mountains",
    "island",
    "islands",
    "desert",
    "peninsula",
    "plain",
    "gulf",
    "sea",
    "bay",
    "the",
    "of",
    "mainland",
    "metropolitan",
    "oblast",
    "parish",
    "municipality",
    "territory",
    "strip",
    "republic",
];

/// Whether the gazetteer knows only a part of the name, and the rest says that it is no place: "Carnegie Center".
fn is_known_in_part(found: &Match) -> bool {
    found.other_words.iter().any(|it| !is(hash_word(it.as_bytes()), Class::PartOfPlace))
}

/// Nouns of houses, folded, that are named together with where they stand: "the Carnegie Center in Moscow".
const HOUSES: &[&str] = &[
    "center",
    "centre",
    "institute",
    "university",
    "college",
    "academy",
    "foundation",
    "council",
    "bank",
    "court",
    "hospital",
    "museum",
    "school",
    "church",
    "observatory",
    "bureau",
    "agency",
    "club",
];

/// Whether the mention tells where a house with a name of its own stands: "the Carnegie Center in Moscow".
fn names_a_seat(text: &str, words: &FoldedWords, found: &Match) -> bool {
    let Some(house) = found.first_word.checked_sub(2) else { return false };
    is(words.hash(house + 1), Class::Housing)
        && is(words.hash(house), Class::House)
        && is_capital(text, words, house)
        && house.checked_sub(1).is_some_and(|it| is_capital(text, words, it))
        && !text[words.span(house).start..found.span.start].contains(['.', '\n', ','])
}

/// Whether the mention only says where the name before it lies: "Aleppo, Syria".
fn qualifies(text: &str, words: &FoldedWords, found: &Match) -> bool {
    let Some(before) = found.first_word.checked_sub(1) else { return false };
    let gap = &text[words.span(before).end..found.span.start];
    let after = &text[found.span.end..];
    let is_closed = || after.is_empty() || after.starts_with(['.', ',', ';', ')', '\n', ':', ' ']);
    let goes_on_as_list = || after.starts_with(" and ") || after.starts_with(" or ");
    gap == ", "
        && is_capital(text, words, before)
        && is_closed()
        && !goes_on_as_list()
        && !is_in_a_list(text, words, found)
}

/// Whether "and" or another comma makes the names around it members of a list: "Moscow, Tehran and Riyadh".
fn is_in_a_list(text: &str, words: &FoldedWords, found: &Match) -> bool {
    let after = found.first_word + found.n_words;
    if after < words.len() && text[found.span.end..words.span(after).start] == *", " {
        let next = words.folded(after);
        return is_capital(text, words, after) || matches!(next, "and" | "or");
    }
    false
}

/// Whether a word of place governs the mention, over an article, a direction or the earlier members of a list.
fn is_governed_by_place_word(words: &FoldedWords, text: &str, found: &Match) -> bool {
    for before in words_before(text, words, found.first_word) {
        let word = words.hash(before);
        if is(word, Class::Locative) {
            return true;
        }
        let is_listed = text[words.span(before).end..words.span(before + 1).start].contains(',');
        let passes = is(word, Class::PassedOver)
            || words.folded(before).ends_with("ern")
            || is_listed
            || is_capital(text, words, before);
        if !passes {
            return false;
        }
    }
    false
}
