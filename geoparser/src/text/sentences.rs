//! Sentences: where one ends and the next begins.
//!
//! A stop ends a sentence unless what stands around it says otherwise: an abbreviation or an initial before it, a
//! number around it, a small letter after it. Scripts without capitals end at every stop of their own.
//!
//! # Cost
//!
//! One pass; a stop looks back over one word and ahead over the blanks and one word.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use memchr::{memchr, memchr3};

use crate::text::Span;
use crate::text::letters::Letters;

/// Stops that end a sentence whatever follows, with or without a blank.
const FULL_STOPS: &[char] = &['。', '！', '？', '｡', '．', '।', '॥', '።', '။', '។', '؟', '۔', '։'];

/// Stops that end a sentence unless what stands around them says otherwise.
const OTHER_STOPS: &[char] = &['.', '!', '?', '…'];

/// The bytes that a stop or the end of a paragraph begins with.
const MAY_STOP: [bool; 256] = {
    let table = with_first_bytes(&['\n'], [false; 256]);
    with_first_bytes(FULL_STOPS, with_first_bytes(OTHER_STOPS, table))
};

const fn with_first_bytes(letters: &[char], mut table: [bool; 256]) -> [bool; 256] {
    let mut nth = 0;
    while nth < letters.len() {
        let mut bytes = [0; 4];
        letters[nth].encode_utf8(&mut bytes);
        table[bytes[0] as usize] = true;
        nth += 1;
    }
    table
}

/// What may close a sentence after its stop.
const CLOSERS: &[char] = &['"', '\'', ')', ']', '}', '”', '’', '»', '」', '』', '）', '›', '“'];

/// What may stand before the first word of a sentence.
const OPENERS: &[char] = &[
    '"', '\'', '(', '[', '“', '‘', '«', '„', '「', '『', '¿', '¡', '-', '–', '—', '`', '#', '*',
    '•',
];

/// Abbreviations after which the sentence goes on: titles, ranks, and what precedes a number or a name.
const GOES_ON: &[&str] = &[
    "adm", "approx", "brig", "bzw", "ca", "capt", "cf", "cllr", "cmdr", "col", "cpl", "dr", "dra",
    "e.g", "esp", "gen", "gov", "hon", "i.e", "insp", "lt", "maj", "messrs", "mlle", "mme", "mr",
    "mrs", "ms", "msgr", "mt", "nr", "pp", "pres", "prof", "pvt", "rep", "reps", "rev", "sen",
    "sens", "sgt", "sr", "sra", "st", "ste", "supt", "vs", "z.b", "d.h", "u.a", "inkl", "zzgl",
    "avda", "gral", "núm", "pág", "т.е", "т.н", "ул", "гор", "акад", "проф", "ген", "doç", "bkz",
];

/// Abbreviations that may end a sentence or stand inside one: the next word decides.
const MAY_END: &[&str] = &[
    "a.d", "a.m", "am", "apr", "art", "aug", "av", "b.c", "bldg", "bros", "co", "corp", "dec",
    "dept", "dez", "ecc", "ed", "eds", "est", "etc", "feb", "fig", "fri", "ft", "inc", "ing",
    "jan", "jr", "jul", "jun", "lic", "ltd", "mar", "mgr", "mon", "no", "nos", "nov", "oct", "okt",
    "op", "p.m", "ph.d", "plc", "pm", "sat", "sep", "sept", "sn", "str", "sun", "thu", "thur",
    "thurs", "tue", "tues", "u.k", "u.n", "u.s", "usw", "vb", "vol", "wed", "yrd", "в", "вв", "г",
    "гг", "др", "им", "млн", "млрд", "руб", "св", "см", "т.д", "т.п", "тыс",
];

/// Words that begin sentences, in several languages: after an abbreviation they tell that a new one begins.
const STARTERS: &[&str] = &[
    "a",
    "according",
    "after",
    "all",
    "also",
    "although",
    "an",
    "and",
    "another",
    "as",
    "at",
    "because",
    "before",
    "both",
    "but",
    "by",
    "during",
    "each",
    "even",
    "every",
    "for",
    "from",
    "he",
    "her",
    "here",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "instead",
    "it",
    "its",
    "last",
    "later",
    "many",
    "meanwhile",
    "more",
    "most",
    "mr",
    "my",
    "nearly",
    "no",
    "not",
    "now",
    "on",
    "once",
    "one",
    "only",
    "other",
    "others",
    "our",
    "she",
    "since",
    "so",
    "some",
    "still",
    "that",
    "the",
    "their",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "though",
    "to",
    "today",
    "two",
    "under",
    "until",
    "we",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "with",
    "yet",
    "you",
    "der",
    "die",
    "das",
    "ein",
    "eine",
    "es",
    "er",
    "sie",
    "wir",
    "im",
    "am",
    "nach",
    "und",
    "aber",
    "le",
    "la",
    "les",
    "un",
    "une",
    "il",
    "elle",
    "ils",
    "el",
    "los",
    "las",
    "una",
    "en",
    "lo",
    "gli",
    "dans",
    "mais",
    "pero",
    "ma",
    "в",
    "на",
    "по",
    "он",
    "она",
    "они",
    "это",
    "но",
    "как",
    "bu",
    "bir",
    "ve",
];

/// Words that follow an ordinal number written with a stop: `15. Dezember`, `20. Jahrhundert`.
const AFTER_ORDINAL: &[&str] = &[
    "jahrhundert",
    "jahrhunderts",
    "januar",
    "jänner",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
    "weltkrieg",
    "mal",
    "platz",
    "etage",
    "januari",
    "februari",
];

/// The sentences of the block, in order, without the blanks around them.
pub fn sentences(text: &str, block: Span) -> Vec<Span> {
    each_sentence(text, block).collect()
}

/// The same, one by one: who asks for no more saves what is behind.
pub(crate) fn each_sentence(text: &str, block: Span) -> impl Iterator<Item = Span> {
    let part = &text[block.range()];
    let is_plain = part.is_ascii() && memchr(b'\n', part.as_bytes()).is_none();
    let mut start = 0;
    std::iter::from_fn(move || {
        while start < part.len() {
            let end = end_of_sentence(part, start, is_plain);
            let piece = &part[start..end];
            let trimmed = piece.trim();
            let first = block.start + start + (piece.len() - piece.trim_start().len());
            start = end;
            if !trimmed.is_empty() {
                return Some(Span::new(first, first + trimmed.len()));
            }
        }
        None
    })
}

/// Where the sentence ends that begins at a byte. A plain part is one paragraph of ASCII.
fn end_of_sentence(part: &str, start: usize, is_plain: bool) -> usize {
    let mut end = start;
    loop {
        let rest = &part.as_bytes()[end..];
        let stop = if is_plain {
            memchr3(b'.', b'!', b'?', rest)
        } else {
            rest.iter().position(|it| MAY_STOP[usize::from(*it)])
        };
        let Some(at) = stop.map(|it| end + it) else { return part.len() };
        let Some(char) = part[at..].chars().next() else { return part.len() };
        end = at + char.len_utf8();
        let full = FULL_STOPS.contains(&char);
        let paragraph = char == '\n' && part[end..].starts_with('\n');
        if !full && !paragraph && !OTHER_STOPS.contains(&char) {
            continue;
        }
        let mut run = 1;
        let closes = |it: &char| is_stop(*it) || CLOSERS.contains(it);
        for more in part[end..].chars().take_while(closes) {
            end += more.len_utf8();
            run += usize::from(is_stop(more));
        }
        if full || paragraph || ends_here(part, at, end, char, run) {
            return end;
        }
    }
}

fn is_stop(char: char) -> bool {
    OTHER_STOPS.contains(&char) || FULL_STOPS.contains(&char)
}

/// Whether the stops from `at` to `end` end a sentence.
fn ends_here(part: &str, at: usize, end: usize, stop: char, run: usize) -> bool {
    let rest = &part[end..];
    let ahead = rest.trim_start();
    if ahead.is_empty() {
        return true;
    }
    if ahead.len() == rest.len() {
        return false; // `3.5`, `U.S.-led`, `example.org`
    }
    let ahead = ahead.trim_start_matches(OPENERS);
    let Some(first) = ahead.chars().next() else { return true };
    if first.is_lowercase() {
        return false;
    }
    if stop != '.' || run > 1 {
        return true;
    }
    let before = word_before(&part[..at]);
    if before.is_empty() {
        return true;
    }
    let next = || word_at(ahead).to_lowercase();
    if before.len() <= 2 && before.bytes().all(|it| it.is_ascii_digit()) {
        return !AFTER_ORDINAL.contains(&next().as_str());
    }
    let abbreviation = abbreviation(before);
    if abbreviation == Some(Abbreviation::GoesOn) {
        return false;
    }
    let letters = Letters::table();
    let mut letters = before.chars().filter(|it| letters.is_alphabetic(*it));
    let single = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    if single || abbreviation.is_some() || is_acronym(before) {
        return is_starter(&next()); // an initial too, unless a new sentence clearly begins
    }
    true
}

/// `U.S`, `z.B`, `т.е`: single letters with stops between.
fn is_acronym(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|it| it.chars().count() <= 1)
}

/// What an abbreviation says of the sentence.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Abbreviation {
    /// See [`GOES_ON`].
    GoesOn,
    /// See [`MAY_END`].
    MayEnd,
}

fn abbreviation(word: &str) -> Option<Abbreviation> {
    static KNOWN: LazyLock<HashMap<&str, Abbreviation, FixedState>> = LazyLock::new(|| {
        let may_end = MAY_END.iter().map(|it| (*it, Abbreviation::MayEnd));
        may_end.chain(GOES_ON.iter().map(|it| (*it, Abbreviation::GoesOn))).collect()
    });
    static LONGEST: LazyLock<usize> =
        LazyLock::new(|| KNOWN.keys().map(|it| it.chars().count()).max().unwrap_or_default());
    // lower case has as many letters or more
    if word.chars().nth(*LONGEST).is_some() {
        return None;
    }
    let mut room = [0; MOST_BEFORE];
    match room.get_mut(..word.len()).filter(|_| word.is_ascii()) {
        Some(lower) => {
            lower.copy_from_slice(word.as_bytes());
            lower.make_ascii_lowercase();
            std::str::from_utf8(lower).ok().and_then(|it| KNOWN.get(it)).copied()
        }
        None => KNOWN.get(word.to_lowercase().as_str()).copied(),
    }
}

fn is_starter(word: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str, FixedState>> =
        LazyLock::new(|| STARTERS.iter().copied().collect());
    KNOWN.contains(word)
}

/// So many bytes before a stop are looked at.
const MOST_BEFORE: usize = 24;

/// The word that ends the text, inner stops included.
fn word_before(text: &str) -> &str {
    let from = text.len().saturating_sub(MOST_BEFORE);
    let from = (from..text.len()).find(|it| text.is_char_boundary(*it)).unwrap_or(text.len());
    let tail = &text[from..];
    let letters = Letters::table();
    let start = tail
        .rfind(|it| !letters.is_alphanumeric(it) && it != '.')
        .map_or(0, |it| it + tail[it..].chars().next().map_or(1, char::len_utf8));
    tail[start..].trim_start_matches('.')
}

fn word_at(text: &str) -> &str {
    let letters = Letters::table();
    let end = text.find(|it| !letters.is_alphanumeric(it)).unwrap_or(text.len());
    &text[..end]
}
