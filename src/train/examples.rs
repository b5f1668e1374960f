//! From annotated documents to what the learners see.

use std::collections::HashMap;

use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::{Input, Models, geoparse_with};
use tadmur_geoparser::place::{LonLat, NameSort, PlaceId};
use tadmur_geoparser::recognize::features::{FIRST_LEXICAL, N_SLOTS, Sight, is_house, word_hash};
use tadmur_geoparser::recognize::lexicon::{Lexicon, WordFacts};
use tadmur_geoparser::recognize::tagger::Label;
use tadmur_geoparser::recognize::{FoldedWords, Match, matches, name_at};
use tadmur_geoparser::resolve::{Circumstances, Example, FEATURES, N_FEATURES, Weights, examples};
use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::breaks::unbroken;

use crate::eval::gold::{Document, Toponym};
use crate::eval::home::Homes;
use crate::eval::measures::NEAR_KM;
use crate::eval::predictions::on_every_core;
use crate::train::Corpus;
use crate::train::crf::{Run, Word};
use crate::train::ranker::Choice;
use crate::train::without::Without;

/// Runs without any gold name count less often: every nth of them is kept in full weight.
type IsUsed<'a> = &'a (dyn Fn(usize, usize) -> bool + Sync);

fn documents<'a>(
    corpora: &'a [Corpus],
    is_used: IsUsed<'a>,
) -> impl Iterator<Item = (&'a Corpus, &'a Document)> {
    corpora.iter().enumerate().flat_map(move |(nth, corpus)| {
        let used = corpus.documents.iter().enumerate().filter(move |(at, _)| is_used(nth, *at));
        used.map(move |(_, document)| (corpus, document))
    })
}

/// Counts words in small letters, tells those that recognition is learned from, and takes people's names from the list.
pub(crate) fn lexicon(names: &str, corpora: &[Corpus], is_used: IsUsed<'_>) -> Lexicon {
    let mut facts: HashMap<u32, WordFacts> = HashMap::new();
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for (corpus, document) in documents(corpora, is_used) {
        let text = unbroken(&document.text);
        let words = FoldedWords::of(&text);
        for nth in 0..words.len() {
            let word = word_hash(words.folded(nth));
            if corpus.recognition > 0.0 {
                facts.entry(word).or_default().is_met = true;
            }
            if text[words.span(nth).range()].starts_with(char::is_lowercase) {
                *counts.entry(word).or_default() += 1;
            }
        }
    }
    for (word, n) in counts.into_iter().filter(|(_, n)| *n >= 2) {
        facts.entry(word).or_default().common = (1 + n.ilog(4)).min(7) as u8;
    }
    for line in names.lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(name), Some(first), Some(surname)) = (cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let facts = facts.entry(word_hash(name)).or_default();
        facts.first_name = first.parse().unwrap_or_default();
        facts.surname = surname.parse().unwrap_or_default();
    }
    Lexicon::of(&facts)
}

/// Does the work for every document on all cores, and keeps their order.
fn in_parallel<'a, T: Send>(
    list: &[(&'a Corpus, &'a Document)],
    work: impl Fn(&'a Corpus, &'a Document) -> Vec<T> + Sync,
) -> Vec<T> {
    on_every_core(list, |_, (corpus, document)| work(corpus, document))
        .into_iter()
        .flatten()
        .collect()
}

/// The runs of words with the labels that gold allows.
pub(crate) fn runs(
    gazetteer: &Gazetteer,
    lexicon: &Lexicon,
    corpora: &[Corpus],
    is_used: IsUsed<'_>,
    without: &Without,
) -> Vec<Run> {
    let list: Vec<_> =
        documents(corpora, is_used).filter(|(corpus, _)| corpus.recognition > 0.0).collect();
    in_parallel(&list, |corpus, document| {
        let text: &str = &unbroken(&document.text);
        let words = FoldedWords::in_language(text, &document.lang);
        let known = matches(gazetteer, text, &words);
        let sight = Sight::of(gazetteer, lexicon, &words, &known);
        let allowed = allowed(gazetteer, corpus, document, &words, &known);
        sight
            .runs()
            .iter()
            .map(|(first, end)| Run {
                weight: corpus.recognition,
                words: (*first..*end)
                    .map(|nth| {
                        let mut bare: Vec<(u32, u32)> = Vec::with_capacity(64);
                        sight.features(nth, |template, it| bare.push((template, it)));
                        bare.retain(|(template, _)| without.keeps_template(*template));
                        bare.sort_by_key(|(template, _)| *template);
                        let words_from =
                            bare.partition_point(|(template, _)| *template < FIRST_LEXICAL);
                        let with_words = bare.split_off(words_from);
                        let of_style = u32::from(corpus.style) * N_SLOTS as u32;
                        let mut features: Vec<u32> = bare.iter().map(|(_, it)| *it).collect();
                        if corpus.style > 0 {
                            features.extend(bare.iter().map(|(_, it)| of_style + it));
                        }
                        let n_plain = features.len();
                        features.extend(with_words.iter().map(|(_, it)| *it));
                        Word { features, n_plain, allowed: allowed[nth] }
                    })
                    .collect(),
            })
            .collect()
    })
}

const ANY: u8 = 0b1111;

/// The labels that gold allows each word, one bit each.
fn allowed(
    gazetteer: &Gazetteer,
    corpus: &Corpus,
    document: &Document,
    words: &FoldedWords,
    known: &[Match],
) -> Vec<u8> {
    let bit = |label: Label| 1_u8 << label as u8;
    let mut allowed = vec![bit(Label::Out); words.len()];
    let is_demonym =
        |found: &Match| found.bearers(gazetteer).all(|it| it.sort == NameSort::Demonym);
    let words_in = |span: Span| {
        (words.first_after(span.start)..words.len())
            .take_while(move |nth| words.span(*nth).start < span.end)
    };
    for found in known {
        let in_other = document.others.iter().any(|(span, kind)| {
            span.overlaps(found.span)
                && matches!(kind.as_str(), "organization" | "event" | "abstract")
        });
        if !corpus.has_demonyms && is_demonym(found) || in_other {
            allowed[found.first_word..found.first_word + found.n_words].fill(ANY);
        }
    }
    // what other styles annotate and news do not: "Goshen Elementary School"
    let is_facility = |toponym: &Toponym| {
        let last = words_in(toponym.span).last();
        corpus.style > 0
            && last.is_some_and(|it| is_house(words.folded(it)))
            && !known.iter().any(|found| found.span == toponym.span)
    };
    for toponym in &document.toponyms {
        if is_facility(toponym) {
            words_in(toponym.span).for_each(|it| allowed[it] = ANY);
            continue;
        }
        let demonym = toponym.kind.to_ascii_lowercase().contains("demonym")
            || known.iter().any(|found| found.span == toponym.span && is_demonym(found));
        for (nth, word) in words_in(toponym.span).enumerate() {
            allowed[word] = match nth {
                _ if toponym.ignore => ANY,
                0 if demonym => bit(Label::Demonym),
                0 => bit(Label::Begin),
                _ => bit(Label::Inside),
            };
        }
    }
    allowed
}

/// Where the sources of each corpus are at home, as the models so far see it.
pub(crate) fn homes(
    gazetteer: &Gazetteer,
    models: Models<'_>,
    corpora: &[Corpus],
    is_used: IsUsed<'_>,
) -> Vec<Homes> {
    let mut homes: Vec<Homes> = corpora.iter().map(|_| Homes::default()).collect();
    let list: Vec<_> = documents(corpora, is_used)
        .filter(|(corpus, document)| corpus.resolution > 0.0 && document.source.is_some())
        .collect();
    let parsed = in_parallel(&list, |corpus, document| {
        let input = Input {
            text: &document.text,
            published: None,
            zones: &[],
            lang: &document.lang,
            home: None,
        };
        vec![(corpus.nth, document, geoparse_with(gazetteer, models, input))]
    });
    for (corpus, document, parsed) in &parsed {
        homes[*corpus].see(
            document.source.as_deref().unwrap_or_default(),
            document.nth,
            gazetteer,
            &parsed.mentions,
        );
    }
    homes
}

/// The names with more than one candidate of which at least one, not all, is right.
pub(crate) fn choices(
    gazetteer: &Gazetteer,
    weights: &Weights,
    corpora: &[Corpus],
    is_used: IsUsed<'_>,
    homes: &[Homes],
    without: &Without,
) -> Vec<Choice> {
    let list: Vec<_> =
        documents(corpora, is_used).filter(|(corpus, _)| corpus.resolution > 0.0).collect();
    in_parallel(&list, |corpus, document| {
        let text: &str = &unbroken(&document.text);
        let words = FoldedWords::in_language(text, &document.lang);
        let named = gold_matches(gazetteer, corpus, document, text, &words);
        let found: Vec<Match> = named.iter().map(|(found, _)| found.clone()).collect();
        let home = document.source.as_ref().and_then(|it| homes[corpus.nth].of(it, document.nth));
        let circumstances = Circumstances { lang: &document.lang, home };
        let mut choices = Vec::new();
        for example in examples(gazetteer, weights, text, &words, &found, circumstances) {
            let gold: Vec<&Toponym> =
                example.mentions.iter().filter_map(|nth| named[*nth].1).collect();
            let right = right(gazetteer, &gold, &example);
            if is_of_another(corpus, &example, &right) {
                continue;
            }
            if right.iter().any(|it| *it) && !right.iter().all(|it| *it) {
                let candidates = example.candidates.iter();
                let candidates = candidates.map(|(_, features)| without.kept(*features)).collect();
                let weight = corpus.resolution * (1.0 + (example.mentions.len() as f32).ln());
                choices.push(Choice { candidates, right, weight });
            }
        }
        choices
    })
}

/// Whether the text itself says that the name means another place than gold has: where one name a page is annotated, all of
/// its mentions are, "Paris, France" on the page of Paris, Texas, too.
fn is_of_another(corpus: &Corpus, example: &Example, right: &[bool]) -> bool {
    let Some(qualified) = FEATURES.iter().position(|it| *it == "qualified") else { return false };
    let lies = |it: &(PlaceId, [f32; N_FEATURES])| it.1[qualified] > 0.5;
    corpus.recognition == 0.0
        && example.candidates.iter().any(lies)
        && !example.candidates.iter().zip(right).any(|(it, right)| *right && lies(it))
}

/// Which candidates are right: the one with gold's id, else those as near to gold's points as any, within reason.
fn right(gazetteer: &Gazetteer, gold: &[&Toponym], example: &Example) -> Vec<bool> {
    let ids: Vec<String> =
        gold.iter().filter_map(|it| it.geonameid).map(|id| format!("gn:{id}")).collect();
    let by_id: Vec<bool> = example
        .candidates
        .iter()
        .map(|(place, _)| ids.iter().any(|id| id == gazetteer.place(*place).key))
        .collect();
    if by_id.contains(&true) {
        return by_id;
    }
    let points: Vec<LonLat> = gold.iter().flat_map(|it| it.points.iter().copied()).collect();
    let km =
        |point: LonLat| points.iter().map(|it| it.distance_km(point)).fold(f64::INFINITY, f64::min);
    let distances: Vec<f64> =
        example.candidates.iter().map(|(place, _)| km(gazetteer.place(*place).point)).collect();
    let least = distances.iter().copied().fold(f64::INFINITY, f64::min);
    distances.iter().map(|it| *it <= NEAR_KM && *it <= least + 5.0).collect()
}

/// Gold's names with their points; where a corpus annotates few of a text's names, the gazetteer's others as context.
fn gold_matches<'a>(
    gazetteer: &Gazetteer,
    corpus: &Corpus,
    document: &'a Document,
    text: &str,
    words: &FoldedWords,
) -> Vec<(Match, Option<&'a Toponym>)> {
    let mut named: Vec<(Match, Option<&'a Toponym>)> = Vec::new();
    for toponym in &document.toponyms {
        if named.last().is_some_and(|(last, _)| last.span.overlaps(toponym.span)) {
            continue;
        }
        let at = words.first_after(toponym.span.start);
        let n_words =
            (at..words.len()).take_while(|nth| words.span(*nth).start < toponym.span.end).count();
        if n_words > 0 {
            named.push((name_at(gazetteer, text, words, at, n_words), Some(toponym)));
        }
    }
    if corpus.recognition == 0.0 {
        let others =
            tadmur_geoparser::recognize::recognize(gazetteer, None, text, words, &document.lang);
        let gold: Vec<Span> = named.iter().map(|(found, _)| found.span).collect();
        named.extend(
            others
                .into_iter()
                .map(|it| it.found)
                .filter(|it| gold.iter().all(|span| !span.overlaps(it.span)))
                .map(|found| (found, None)),
        );
        named.sort_by_key(|(found, _)| found.span);
    }
    named
}
