//! The names of places in a text, as the tagger sees them.

use std::sync::OnceLock;

use crate::gazetteer::{Demonyms, Gazetteer};
use crate::recognize::classes::{KIND, OF};
use crate::recognize::features::Sight;
use crate::recognize::sight::Room;
use crate::recognize::tagger::{Label, N_LABELS, Scores, Tagger};
use crate::recognize::unlearned::{Unlearned, is_famous, whole_names};
use crate::recognize::{FoldedWords, Match, Search, consistency, matches, rules};
use crate::text::Span;

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

/// What is known of the words of a text before it is judged which of them are names.
#[derive(Debug)]
pub(crate) struct Looked {
    known: Vec<Match>,
    /// Where there is a tagger to judge by.
    sight: Option<Sight>,
}

impl Looked {
    pub(crate) fn at(
        gazetteer: &Gazetteer,
        tagger: Option<&Tagger>,
        WordedText { text, words, .. }: WordedText<'_>,
        room: &mut Room,
    ) -> Self {
        let known = matches(gazetteer, text, words);
        let sight = tagger.map(|it| Sight::in_room(gazetteer, &it.lexicon, words, &known, room));
        Self { known, sight }
    }
}

/// The names that are meant as places, in order, never overlapping. Without a tagger, by rules alone.
pub fn recognize(
    gazetteer: &Gazetteer,
    tagger: Option<&Tagger>,
    text: &str,
    words: &FoldedWords,
    lang: &str,
) -> Vec<Recognized> {
    let text = WordedText { text, words, lang };
    let looked = vec![Looked::at(gazetteer, tagger, text, &mut Room::default())];
    let Names { matches, scores } =
        recognize_all(gazetteer, tagger, std::iter::once(text), looked).pop().unwrap_or_default();
    matches.into_iter().zip(scores).map(|(found, score)| Recognized { found, score }).collect()
}

/// The names of a text that are meant as places.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) matches: Vec<Match>,
    /// For each of them, the probability that it names a place at all.
    pub(crate) scores: Vec<f32>,
}

/// The same for many texts that were looked at, one after another.
pub(crate) fn recognize_all<'t>(
    gazetteer: &Gazetteer,
    tagger: Option<&Tagger>,
    texts: impl Iterator<Item = WordedText<'t>>,
    looked: Vec<Looked>,
) -> Vec<Names> {
    let (known, sights): (Vec<_>, Vec<Option<Sight>>) =
        looked.into_iter().map(|it| (it.known, it.sight)).unzip();
    // all at once, with its tables in near memory
    let sights: Vec<Sight> = sights.into_iter().flatten().collect();
    let mut marginals = tagger.map(|it| it.marginals(&sights)).unwrap_or_default();
    let mut n_judged = 0;
    let judge = |(nth, (text, known)): (usize, (WordedText<'_>, Vec<Match>))| {
        let Some(sight) = sights.get(nth) else { return by_rules(gazetteer, text, known) };
        let n_words: usize = sight.runs().iter().map(|(first, end)| end - first).sum();
        let marginals = &mut marginals[n_judged..n_judged + n_words];
        n_judged += n_words;
        tagged(gazetteer, text, known, sight, marginals)
    };
    texts.zip(known).enumerate().map(judge).collect()
}

/// The names that rules take for places.
fn by_rules(gazetteer: &Gazetteer, text: WordedText<'_>, known: Vec<Match>) -> Names {
    let is_place: Vec<bool> = (0..known.len())
        .map(|nth| rules::is_place(gazetteer, text.text, text.words, &known, nth))
        .collect();
    let places = known.into_iter().zip(is_place).filter(|(_, is_place)| *is_place);
    let matches: Vec<Match> = places.map(|(found, _)| found).collect();
    Names { scores: vec![1.0; matches.len()], matches }
}

/// The names that the tagger found, given what it says of the words in runs, and those that it cannot know of.
fn tagged(
    gazetteer: &Gazetteer,
    WordedText { text, words, lang }: WordedText<'_>,
    known: Vec<Match>,
    sight: &Sight,
    marginals: &mut [Scores],
) -> Names {
    consistency::agree(gazetteer, words, &known, sight.runs(), marginals);
    let mut spans = Vec::with_capacity(sight.runs().len());
    let mut rest: &[Scores] = marginals;
    for (first, end) in sight.runs() {
        let of_run = rest.split_off(..end - first).unwrap_or_default();
        let is_parted = |word| sight.is_parted(word) || ends_sentence(words, &known, sight, word);
        spans_of(of_run, *first, is_parted, &mut spans);
    }
    let unlearned = Unlearned::of(gazetteer, WordedText { text, words, lang }, sight);
    spans = match &unlearned {
        Some(unlearned) => unlearned.parted(&whole_names(&spans, &known, |_| true), &known),
        None => whole_names(&spans, &known, |it| {
            it.n_words > 2 && !words.is_classed(it.first_word) && is_famous(gazetteer, it)
        }),
    };
    let may_be_added = |it: &Match| {
        unlearned.is_some() || is_small_demonym(text, it) || is_told_by_kind(words, sight, it)
    };
    let (n, mut others) = (spans.len(), Vec::new());
    let mut names = Names { matches: Vec::with_capacity(n), scores: Vec::with_capacity(n) };
    let mut known = known.into_iter().peekable();
    for (first, n_words, score) in spans {
        while let Some(it) = known.next_if(|it| it.first_word < first) {
            others.extend(Some(it).filter(may_be_added));
        }
        let found = known
            .next_if(|it| it.first_word == first && it.n_words == n_words)
            .unwrap_or_else(|| name_at(gazetteer, text, words, first, n_words));
        if unlearned.as_ref().is_none_or(|it| it.may_be_name(&found)) {
            names.matches.push(found);
            names.scores.push(score);
        }
    }
    others.extend(known.filter(may_be_added));
    if let Some(unlearned) = unlearned {
        let outs = outs(sight, marginals);
        names.add(&others, OWN_NAME, |it| unlearned.is_of_own_language(&outs, it));
    }
    names.add(&others, TOLD_BY_KIND, |it| is_told_by_kind(words, sight, it));
    names.add(&others, SMALL_DEMONYM, |it| is_small_demonym(text, it));
    names
}

impl Names {
    /// Adds the known names that are meant, and overlap none of those that are there already.
    fn add(&mut self, known: &[Match], score: f32, is_meant: impl Fn(&Match) -> bool) {
        let mut more = Vec::new();
        let mut there = self.matches.iter().map(|it| it.span).peekable();
        for found in known {
            while there.next_if(|it| it.end <= found.span.start).is_some() {}
            let is_free = there.peek().is_none_or(|it| !it.overlaps(found.span));
            if is_free && is_meant(found) {
                more.push((found.clone(), score));
            }
        }
        if !more.is_empty() {
            let Self { matches, scores } = std::mem::take(self);
            more.extend(matches.into_iter().zip(scores));
            more.sort_by_key(|(it, _)| it.span);
            (self.matches, self.scores) = more.into_iter().unzip();
        }
    }
}

/// How sure a name of [`Unlearned::is_of_own_language`] is before [`crate::confidence`] is asked; of those in Russian news 0.78 were right.
const OWN_NAME: f32 = 0.45;

/// Each word in a run, with how surely it is part of no name.
fn outs(sight: &Sight, marginals: &[Scores]) -> Vec<(usize, f32)> {
    let words = sight.runs().iter().flat_map(|(first, end)| *first..*end);
    words.zip(marginals).map(|(word, it)| (word, it[Label::Out as usize])).collect()
}

/// How sure a name of [`is_told_by_kind`] is before [`crate::confidence`] is asked.
const TOLD_BY_KIND: f32 = 0.4;

/// Whether the text itself says that a known name with a capital is one of a place: "the city of Tadmur".
fn is_told_by_kind(words: &FoldedWords, sight: &Sight, found: &Match) -> bool {
    let before = |n: usize| found.first_word.checked_sub(n).map(|nth| words.class(nth));
    sight.has_capital(found.first_word)
        && words.class(found.first_word) == 0
        && sight.stands_alone(found.first_word, found.n_words)
        && before(1) == Some(OF)
        && before(2) == Some(KIND)
}

/// How sure an adjective in small letters is before [`crate::confidence`] is asked, which makes it some 0.6; of those in Russian news
/// 0.57 were right (`tadmur eval nerel_ru.jsonl`).
const SMALL_DEMONYM: f32 = 0.25;

/// Whether it is an adjective in small Cyrillic letters (`российский`), which the corpora that are learned from teach nothing about.
/// Those of French and German are left out: no corpus of these languages takes them for places.
fn is_small_demonym(text: &str, found: &Match) -> bool {
    let is_small_cyrillic =
        |letter: char| matches!(letter, '\u{430}'..='\u{45f}' | '\u{491}') && letter.is_lowercase();
    // most are told without a look at the text
    found.bearers.demonyms() == Demonyms::All
        && text[found.span.start..].starts_with(is_small_cyrillic)
}

/// A name that was found: its first word, how many it has, and how surely.
pub(super) type Found = (usize, usize, f32);

/// Appends the words in a row that are names.
fn spans_of(
    marginals: &[Scores],
    offset: usize,
    is_parted: impl Fn(usize) -> bool,
    spans: &mut Vec<Found>,
) {
    // the word before, if it is a part of a name
    let mut before = None;
    for (nth, marginal) in marginals.iter().enumerate() {
        if marginal[Label::Out as usize] >= MAX_OUT {
            before = None;
            continue;
        }
        let best = (1..N_LABELS).max_by(|a, b| marginal[*a].total_cmp(&marginal[*b])).unwrap_or(1);
        let score = 1.0 - marginal[Label::Out as usize];
        let goes_on = best == Label::Inside as usize && before.is_some_and(|it| !is_parted(it));
        match spans.last_mut() {
            Some((_, n_words, least)) if goes_on => {
                *n_words += 1;
                *least = least.min(score);
            }
            _ => spans.push((offset + nth, 1, score)),
        }
        before = Some(offset + nth);
    }
}

/// Whether a name ends with the word, the next begins with the next, and a mark that ends a sentence stands between.
fn ends_sentence(words: &FoldedWords, known: &[Match], sight: &Sight, word: usize) -> bool {
    sight.has_stop_behind(word) && words.folded(word).chars().nth(SHORTEST_LAST - 1).is_some() && {
        let next = known.partition_point(|it| it.first_word <= word);
        let is_next = known.get(next).is_some_and(|it| it.first_word == word + 1);
        let before = next.checked_sub(1).map(|before| &known[before]);
        is_next && before.is_some_and(|it| it.first_word + it.n_words == word + 1)
    }
}

/// In letters: shorter words before a dot are short forms.
const SHORTEST_LAST: usize = 4;

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
        // of a kind and a name, both of which name places, the name: `مدينة إدلب` is no Medina
        let rank = |it: &Match| (it.n_words, !(it.n_words == 1 && words.is_classed(it.first_word)));
        if let Some(inner) = inner
            && best.as_ref().is_none_or(|best| rank(&inner) > rank(best))
        {
            best = Some(inner);
        }
    }
    let bearers = best.as_ref().map(|it| it.bearers.clone()).unwrap_or_default();
    let other_words = best.as_ref().map_or_else(Box::default, |best| {
        let is_known =
            |word: &usize| (best.first_word..best.first_word + best.n_words).contains(word);
        (first..first + n_words)
            .filter(|it| !is_known(it) && !words.tells_kind(*it))
            .map(|it| words.folded(it).to_owned())
            .collect()
    });
    // the last dot of a short form is known to the match only
    let end = best.map_or(span.end, |it| it.span.end.max(span.end));
    Match { span: Span::new(span.start, end), first_word: first, n_words, bearers, other_words }
}
