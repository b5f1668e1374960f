//! The names of places in a text, as the tagger sees them.

use std::sync::OnceLock;

use crate::gazetteer::{Gazetteer, Posting};
use crate::place::{Kind, NameSort, PlaceId};
use crate::recognize::features::Sight;
use crate::recognize::tagger::{Label, N_LABELS, Scores, Tagger};
use crate::recognize::{FoldedWords, Match, Search, consistency, matches, rules};
use crate::text::Span;
use crate::text::fold::fold;

/// A name that is meant as a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Recognized {
    /// Where it stands and who bears it; nobody does when the gazetteer does not know it.
    pub found: Match,
    /// The probability that it names a place at all, 0 to 1.
    pub score: f32,
}

impl Tagger {
    /// The one that the library ships: `models/tagger.bin`, made by `tadmur train`.
    pub fn shipped() -> Option<&'static Self> {
        static SHIPPED: OnceLock<Option<Tagger>> = OnceLock::new();
        SHIPPED.get_or_init(|| Self::from_bytes(include_bytes!("../../models/tagger.bin"))).as_ref()
    }
}

/// A word is taken for a part of a name when the probability that it is none lies below this. More than even odds: on a
/// corpus that was not learned from, a name is missed more easily than invented. Chosen on LGL and TR-News, each held out
/// (`docs/accuracy.md`).
pub const MAX_OUT: f32 = 0.6;

/// A text to look for names in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WordedText<'t> {
    /// As it was given.
    pub(crate) text: &'t str,
    /// Its words.
    pub(crate) words: &'t FoldedWords,
    /// BCP 47 tag of its language.
    pub(crate) lang: &'t str,
}

/// The names that are meant as places, in order, never overlapping. Without a tagger, by rules alone.
pub fn recognize(
    gazetteer: &Gazetteer,
    tagger: Option<&Tagger>,
    text: &str,
    words: &FoldedWords,
    lang: &str,
) -> Vec<Recognized> {
    let texts = [WordedText { text, words, lang }];
    let looked = look_at(gazetteer, tagger, &texts);
    recognize_all(gazetteer, tagger, &texts, looked).pop().unwrap_or_default()
}

/// The names that the gazetteer knows in a text, and what the tagger sees of its words.
#[derive(Debug)]
pub(crate) struct Looked {
    known: Vec<Match>,
    sight: Option<Sight>,
}

/// Looks at a few texts; best right after they were split, while their words lie near.
pub(crate) fn look_at(
    gazetteer: &Gazetteer,
    tagger: Option<&Tagger>,
    texts: &[WordedText<'_>],
) -> Vec<Looked> {
    let known: Vec<Vec<Match>> =
        texts.iter().map(|it| matches(gazetteer, it.text, it.words)).collect();
    let look = |(text, known): (&WordedText<'_>, Vec<Match>)| {
        let sight = tagger.map(|it| Sight::of(gazetteer, &it.lexicon, text.words, &known));
        Looked { known, sight }
    };
    texts.iter().zip(known).map(look).collect()
}

/// The same for many texts that were looked at, step by step for all of them: each step looks things up in tables of its own.
pub(crate) fn recognize_all(
    gazetteer: &Gazetteer,
    tagger: Option<&Tagger>,
    texts: &[WordedText<'_>],
    looked: Vec<Looked>,
) -> Vec<Vec<Recognized>> {
    let Some(tagger) = tagger else {
        let by_rules = |(text, Looked { known, .. }): (&WordedText<'_>, Looked)| {
            let is_place: Vec<bool> = (0..known.len())
                .map(|nth| rules::is_place(gazetteer, text.text, text.words, &known, nth))
                .collect();
            let places = known.into_iter().zip(is_place).filter(|(_, is_place)| *is_place);
            places.map(|(found, _)| Recognized { found, score: 1.0 }).collect()
        };
        return texts.iter().zip(looked).map(by_rules).collect();
    };
    let (known, sights): (Vec<Vec<Match>>, Vec<Sight>) =
        looked.into_iter().filter_map(|it| Some((it.known, it.sight?))).unzip();
    let marginals = tagger.marginals(&sights);
    let seen = texts.iter().zip(known).zip(sights.iter().zip(marginals));
    seen.map(|((text, known), (sight, marginals))| {
        tagged(gazetteer, *text, known, sight, marginals)
    })
    .collect()
}

/// The names that the tagger found, and those that it cannot know of.
fn tagged(
    gazetteer: &Gazetteer,
    WordedText { text, words, lang }: WordedText<'_>,
    known: Vec<Match>,
    sight: &Sight,
    mut marginals: Vec<Scores>,
) -> Vec<Recognized> {
    consistency::agree(gazetteer, words, &known, sight.runs(), &mut marginals);
    let mut recognized = Vec::with_capacity(known.len());
    let mut others = Vec::with_capacity(known.len());
    let mut known = known.into_iter().peekable();
    let mut spans = Vec::new();
    for (first, end) in sight.runs() {
        spans_of(&marginals[*first..*end], *first, |word| sight.is_parted(word), &mut spans);
        for (first, n_words, score) in spans.drain(..) {
            while let Some(it) = known.next_if(|it| it.first_word < first) {
                others.push(it);
            }
            let found = known
                .next_if(|it| it.first_word == first && it.n_words == n_words)
                .unwrap_or_else(|| name_at(gazetteer, text, words, first, n_words));
            recognized.push(Recognized { found, score });
        }
    }
    others.extend(known);
    let lang = lang.split('-').next().unwrap_or(lang);
    if !LEARNED.contains(&lang) {
        let is_own = |it: &Match| is_of_own_language(gazetteer, lang, sight, &marginals, it);
        add(&others, OWN_NAME, is_own, &mut recognized);
    }
    add(&others, SMALL_DEMONYM, |it| is_small_demonym(text, it), &mut recognized);
    recognized
}

/// Adds the known names that are meant, and overlap none of those that are there already.
fn add(
    known: &[Match],
    score: f32,
    is_meant: impl Fn(&Match) -> bool,
    recognized: &mut Vec<Recognized>,
) {
    let mut more = Vec::new();
    let mut there = recognized.iter().map(|it| it.found.span).peekable();
    for found in known {
        while there.next_if(|it| it.end <= found.span.start).is_some() {}
        let is_free = there.peek().is_none_or(|it| !it.overlaps(found.span));
        if is_free && is_meant(found) {
            more.push(Recognized { found: found.clone(), score });
        }
    }
    if !more.is_empty() {
        recognized.extend(more);
        recognized.sort_by_key(|it| it.found.span);
    }
}

/// Languages whose texts teach the tagger what stands around a name.
const LEARNED: [&str; 3] = ["en", "fr", "ar"];

/// Where every noun has a capital, a row of them tells nothing.
const NOUNS_IN_CAPITALS: &str = "de";

/// How sure a name of [`is_of_own_language`] is before [`crate::confidence`] is asked; of those in Russian news 0.78 were right.
const OWN_NAME: f32 = 0.45;

/// Whether it is a name of a famous place in the text's own language, standing alone, that the tagger doubts. In a language that it
/// did not learn it sees the name and its shape alone, so that it is believed only when it is all but sure that this is none.
fn is_of_own_language(
    gazetteer: &Gazetteer,
    lang: &str,
    sight: &Sight,
    marginals: &[Scores],
    found: &Match,
) -> bool {
    let run = sight.runs().partition_point(|(_, end)| *end <= found.first_word);
    if sight.runs().get(run).is_none_or(|(first, _)| *first > found.first_word) {
        return false;
    }
    let out = marginals[found.first_word][Label::Out as usize];
    (lang == NOUNS_IN_CAPITALS || sight.stands_alone(found.first_word, found.n_words))
        && found
            .postings
            .iter()
            .any(|it| out < surely_out(gazetteer, it.place) && is_of_language(gazetteer, *it, lang))
}

/// How surely a name of the place must be none to be left out: the more, the better the place is known. Chosen on Russian, German
/// and Finnish news.
fn surely_out(gazetteer: &Gazetteer, place: PlaceId) -> f32 {
    let place = gazetteer.outline(place);
    match (place.kind, place.population.unwrap_or_default()) {
        (Kind::Country | Kind::Territory | Kind::Continent, _) | (Kind::City, 500_000..) => 0.995,
        (Kind::City, 100_000..) => 0.95,
        _ => 0.0,
    }
}

/// Whether the name is the place's own, or begins as the one that this language has for it.
fn is_of_language(gazetteer: &Gazetteer, name: Posting, lang: &str) -> bool {
    match name.sort {
        NameSort::Label => true,
        NameSort::Alias => {
            gazetteer.lang_of(name).split('+').any(|it| it == lang) || {
                let mut own = gazetteer.names_in(name.place, lang).peekable();
                own.peek().is_some() && {
                    let written = beginning(gazetteer.nth_name(name.place, name.nth_name));
                    own.any(|it| beginning(it.text) == written)
                }
            }
        }
        NameSort::Demonym | NameSort::Abbreviation | NameSort::Historical => false,
    }
}

/// The first three letters, folded.
fn beginning(name: &str) -> String {
    fold(name).chars().take(3).collect()
}

/// How sure an adjective in small letters is before [`crate::confidence`] is asked, which makes it some 0.6; of those in Russian news
/// 0.57 were right (`tadmur eval nerel_ru.jsonl`).
const SMALL_DEMONYM: f32 = 0.25;

/// Whether it is an adjective in small Cyrillic letters (`российский`), which the corpora that are learned from teach nothing about.
/// Those of French and German are left out: no corpus of these languages takes them for places.
fn is_small_demonym(text: &str, found: &Match) -> bool {
    let is_small_cyrillic =
        |letter: char| matches!(letter, '\u{430}'..='\u{45f}' | '\u{491}') && letter.is_lowercase();
    text[found.span.start..].starts_with(is_small_cyrillic)
        && found.postings.iter().all(|it| it.sort == NameSort::Demonym)
}

/// Appends the words in a row that are names: the first, how many, and how surely.
fn spans_of(
    marginals: &[Scores],
    offset: usize,
    is_parted: impl Fn(usize) -> bool,
    spans: &mut Vec<(usize, usize, f32)>,
) {
    let mut is_open = false;
    for (nth, marginal) in marginals.iter().enumerate() {
        if marginal[Label::Out as usize] >= MAX_OUT {
            is_open = false;
            continue;
        }
        let best = (1..N_LABELS).max_by(|a, b| marginal[*a].total_cmp(&marginal[*b])).unwrap_or(1);
        let score = 1.0 - marginal[Label::Out as usize];
        match spans.last_mut() {
            Some((_, n_words, least)) if is_open && best == Label::Inside as usize => {
                *n_words += 1;
                *least = least.min(score);
            }
            _ => spans.push((offset + nth, 1, score)),
        }
        is_open = !is_parted(offset + nth);
    }
}

/// The places that these words name: all of them, or the longest known name among them.
pub fn name_at(
    gazetteer: &Gazetteer,
    text: &str,
    words: &FoldedWords,
    first: usize,
    n_words: usize,
) -> Match {
    let span = Span::new(words.span(first).start, words.span(first + n_words - 1).end);
    let mut best: Option<Match> = None;
    let search = Search::new(gazetteer, text, words);
    for start in first..first + n_words {
        let inner = search.longest(start, first + n_words);
        if let Some(inner) = inner
            && best.as_ref().is_none_or(|best| inner.n_words > best.n_words)
        {
            best = Some(inner);
        }
    }
    let postings: Vec<Posting> = best.as_ref().map(|it| it.postings.clone()).unwrap_or_default();
    let other_words = best.as_ref().map_or_else(Vec::new, |best| {
        let is_known =
            |word: &usize| (best.first_word..best.first_word + best.n_words).contains(word);
        (first..first + n_words)
            .filter(|it| !is_known(it))
            .map(|it| words.folded(it).to_owned())
            .collect()
    });
    // the last dot of a short form is known to the match only
    let end = best.map_or(span.end, |it| it.span.end.max(span.end));
    Match { span: Span::new(span.start, end), first_word: first, n_words, postings, other_words }
}
