//! The names of places in a text, as the tagger sees them.

use std::sync::OnceLock;

use crate::gazetteer::{Gazetteer, Posting};
use crate::place::NameSort;
use crate::recognize::features::Sight;
use crate::recognize::tagger::{Label, N_LABELS, Scores, Tagger};
use crate::recognize::{FoldedWords, Match, consistency, matches, rules};
use crate::text::Span;
use crate::text::zones::ZonedBlock;

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

/// The names that are meant as places, in order, never overlapping. Without a tagger, by rules alone.
pub fn recognize(
    gazetteer: &Gazetteer,
    tagger: Option<&Tagger>,
    text: &str,
    words: &FoldedWords,
    zones: &[ZonedBlock],
) -> Vec<Recognized> {
    let known = matches(gazetteer, text, words);
    let Some(tagger) = tagger else {
        let is_place: Vec<bool> = (0..known.len())
            .map(|nth| rules::is_place(gazetteer, text, words, &known, nth))
            .collect();
        let places = known.into_iter().zip(is_place).filter(|(_, is_place)| *is_place);
        return places.map(|(found, _)| Recognized { found, score: 1.0 }).collect();
    };
    let sight = Sight::of(gazetteer, &tagger.lexicon, text, words, &known, zones);
    let mut marginals: Vec<Vec<Scores>> =
        sight.runs().iter().map(|run| tagger.marginals(&sight, *run, true)).collect();
    consistency::agree(gazetteer, words, &known, sight.runs(), &mut marginals);
    let mut recognized = Vec::new();
    for (run, marginals) in sight.runs().iter().zip(&marginals) {
        for (first, n_words, score) in spans(marginals, run.0, |word| sight.is_parted(word)) {
            let found = name_at(gazetteer, text, words, first, n_words);
            recognized.push(Recognized { found, score });
        }
    }
    add_small_demonyms(text, &known, &mut recognized);
    recognized
}

/// How sure an adjective in small letters is before [`crate::confidence`] is asked, which makes it some 0.6; of those in Russian news
/// 0.57 were right (`tadmur eval nerel_ru.jsonl`).
const SMALL_DEMONYM: f32 = 0.25;

/// Adds adjectives that their language writes small (`российский`, `syrien`), which corpora of English teach nothing about.
fn add_small_demonyms(text: &str, known: &[Match], recognized: &mut Vec<Recognized>) {
    let is_small_demonym = |found: &&Match| {
        text[found.span.start..].starts_with(char::is_lowercase)
            && found.postings.iter().all(|it| it.sort == NameSort::Demonym)
    };
    let taken = |found: &&Match| {
        let next = recognized.partition_point(|it| it.found.span.end <= found.span.start);
        recognized.get(next).is_some_and(|it| it.found.span.overlaps(found.span))
    };
    let added: Vec<Recognized> = known
        .iter()
        .filter(is_small_demonym)
        .filter(|it| !taken(it))
        .map(|found| Recognized { found: found.clone(), score: SMALL_DEMONYM })
        .collect();
    if !added.is_empty() {
        recognized.extend(added);
        recognized.sort_by_key(|it| it.found.span);
    }
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
    let index = (gazetteer, gazetteer.index());
    for start in first..first + n_words {
        let inner = super::longest_within(index, text, words, start, first + n_words);
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
