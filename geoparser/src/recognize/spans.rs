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
    recognize_all(gazetteer, tagger, &[WordedText { text, words, lang }]).pop().unwrap_or_default()
}

/// The same for many texts, step by step for all of them: each step looks things up in tables of its own.
pub(crate) fn recognize_all(
    gazetteer: &Gazetteer,
    tagger: Option<&Tagger>,
    texts: &[WordedText<'_>],
) -> Vec<Vec<Recognized>> {
    let known: Vec<Vec<Match>> =
        texts.iter().map(|it| matches(gazetteer, it.text, it.words)).collect();
    let Some(tagger) = tagger else {
        let by_rules = |(text, known): (&WordedText<'_>, Vec<Match>)| {
            let is_place: Vec<bool> = (0..known.len())
                .map(|nth| rules::is_place(gazetteer, text.text, text.words, &known, nth))
                .collect();
            let places = known.into_iter().zip(is_place).filter(|(_, is_place)| *is_place);
            places.map(|(found, _)| Recognized { found, score: 1.0 }).collect()
        };
        return texts.iter().zip(known).map(by_rules).collect();
    };
    let sight = |(text, known): (&WordedText<'_>, &Vec<Match>)| {
        Sight::of(gazetteer, &tagger.lexicon, text.text, text.words, known)
    };
    let sights: Vec<Sight> = texts.iter().zip(&known).map(sight).collect();
    let marginals: Vec<Vec<Scores>> = sights.iter().map(|it| tagger.marginals(it, true)).collect();
    let seen = texts.iter().zip(&known).zip(sights.iter().zip(marginals));
    seen.map(|((text, known), (sight, marginals))| {
        tagged(gazetteer, *text, known, sight, marginals)
    })
    .collect()
}

/// The names that the tagger found, and those that it cannot know of.
fn tagged(
    gazetteer: &Gazetteer,
    WordedText { text, words, lang }: WordedText<'_>,
    known: &[Match],
    sight: &Sight,
    mut marginals: Vec<Scores>,
) -> Vec<Recognized> {
    consistency::agree(gazetteer, words, known, sight.runs(), &mut marginals);
    let mut recognized = Vec::new();
    let mut next_known = known.iter().peekable();
    for (first, end) in sight.runs() {
        let spans = spans(&marginals[*first..*end], *first, |word| sight.is_parted(word));
        for (first, n_words, score) in spans {
            while next_known.next_if(|it| it.first_word < first).is_some() {}
            let is_whole = |it: &&&Match| it.first_word == first && it.n_words == n_words;
            let found = match next_known.peek().filter(is_whole) {
                Some(known) => (*known).clone(),
                None => name_at(gazetteer, text, words, first, n_words),
            };
            recognized.push(Recognized { found, score });
        }
    }
    add(of_own_language(gazetteer, lang, sight, &marginals, known), &mut recognized);
    add(small_demonyms(text, known), &mut recognized);
    recognized
}

/// Adds what does not overlap the names that are there already.
fn add(more: Vec<Recognized>, recognized: &mut Vec<Recognized>) {
    let n = recognized.len();
    let is_free = |it: &Recognized| {
        let span = it.found.span;
        let next = recognized[..n].partition_point(|it| it.found.span.end <= span.start);
        recognized[..n].get(next).is_none_or(|it| !it.found.span.overlaps(span))
    };
    let more: Vec<Recognized> = more.into_iter().filter(is_free).collect();
    if !more.is_empty() {
        recognized.extend(more);
        recognized.sort_by_key(|it| it.found.span);
    }
}

/// Languages whose texts teach the tagger what stands around a name.
const LEARNED: [&str; 3] = ["en", "fr", "ar"];

/// Where every noun has a capital, a row of them tells nothing.
const NOUNS_IN_CAPITALS: &str = "de";

/// How sure a name of [`of_own_language`] is before [`crate::confidence`] is asked; of those in Russian news 0.78 were right.
const OWN_NAME: f32 = 0.45;

/// Names of famous places in the text's own language, standing alone, that the tagger doubts. In a language that it did not learn
/// it sees the name and its shape alone, so that it is believed only when it is all but sure that this is none.
fn of_own_language(
    gazetteer: &Gazetteer,
    lang: &str,
    sight: &Sight,
    marginals: &[Scores],
    known: &[Match],
) -> Vec<Recognized> {
    let lang = lang.split('-').next().unwrap_or(lang);
    if LEARNED.contains(&lang) {
        return Vec::new();
    }
    let out = |nth: usize| {
        let run = sight.runs().partition_point(|(_, end)| *end <= nth);
        sight.runs().get(run).filter(|(first, _)| *first <= nth)?;
        Some(marginals[nth][Label::Out as usize])
    };
    let is_one = |found: &&Match| {
        let Some(out) = out(found.first_word) else { return false };
        (lang == NOUNS_IN_CAPITALS || sight.stands_alone(found.first_word, found.n_words))
            && found.postings.iter().any(|it| {
                out < surely_out(gazetteer, it.place) && is_of_language(gazetteer, *it, lang)
            })
    };
    let added = known.iter().filter(is_one);
    added.map(|found| Recognized { found: found.clone(), score: OWN_NAME }).collect()
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
    let beginning = |text: &str| fold(text).chars().take(3).collect::<String>();
    match name.sort {
        NameSort::Label => true,
        NameSort::Alias => {
            let here = beginning(gazetteer.nth_name(name.place, name.nth_name));
            let mut names = gazetteer.names(name.place);
            names.any(|it| it.lang.split('+').any(|it| it == lang) && beginning(it.text) == here)
        }
        NameSort::Demonym | NameSort::Abbreviation | NameSort::Historical => false,
    }
}

/// How sure an adjective in small letters is before [`crate::confidence`] is asked, which makes it some 0.6; of those in Russian news
/// 0.57 were right (`tadmur eval nerel_ru.jsonl`).
const SMALL_DEMONYM: f32 = 0.25;

fn is_small_cyrillic(letter: char) -> bool {
    letter.is_lowercase() && matches!(letter, '\u{430}'..='\u{45f}' | '\u{491}')
}

/// Adjectives in small Cyrillic letters (`российский`), which the corpora that are learned from teach nothing about. Those of
/// French and German are left out: no corpus of these languages takes them for places.
fn small_demonyms(text: &str, known: &[Match]) -> Vec<Recognized> {
    let is_small_demonym = |found: &&Match| {
        text[found.span.start..].starts_with(is_small_cyrillic)
            && found.postings.iter().all(|it| it.sort == NameSort::Demonym)
    };
    known
        .iter()
        .filter(is_small_demonym)
        .map(|found| Recognized { found: found.clone(), score: SMALL_DEMONYM })
        .collect()
}

/// Words in a row that are names: the first, how many, and how surely.
fn spans(
    marginals: &[Scores],
    offset: usize,
    is_parted: impl Fn(usize) -> bool,
) -> Vec<(usize, usize, f32)> {
    let mut spans: Vec<(usize, usize, f32)> = Vec::new();
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
    spans
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
