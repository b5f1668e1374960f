//! Names in languages of whose news the tagger learned nothing.
//!
//! There it knows names, their shapes and classes of words ([`super::tongue`]), and nothing else of what stands around a name. So what
//! it finds is made whole by what the gazetteer knows, and a famous place that it doubts is taken all the same.

use crate::gazetteer::{Gazetteer, Posting, Seat};
use crate::place::{Kind, NameSort, PlaceId};
use crate::recognize::sight::Sight;
use crate::recognize::spans::{Found, WordedText};
use crate::recognize::{FoldedWords, Match};
use crate::text::fold::fold;
use crate::text::{Span, primary_language};

/// Languages whose news the tagger did learn from.
const LEARNED: [&str; 2] = ["en", "fr"];

/// Languages that the gazetteer has most names in; in all others, those of any language stand for theirs, if with less trust.
const NAMED: [&str; 18] = [
    "en", "ar", "ru", "fr", "de", "es", "tr", "ku", "ckb", "fa", "he", "zh", "it", "pt", "uk",
    "pl", "nl", "ja",
];

/// Languages that it has no names in, so that even those of no language stand for theirs.
const UNNAMED: [&str; 20] = [
    "af", "ca", "cy", "eu", "fil", "ga", "gl", "ha", "ig", "is", "ms", "mt", "so", "sw", "tl",
    "ur", "vi", "yo", "zu", "xh",
];

/// Where every noun has a capital, a row of them tells nothing.
const NOUNS_IN_CAPITALS: &str = "de";

const ARABIC: &str = "ar";
/// How surely an Arabic name must be none to be left out, at most: any, and one of a famous place.
const SURELY_OUT_IN_ARABIC: [f32; 2] = [0.9, 0.95];
/// Letters of an Arabic name: one more, where a particle stands before it, one less behind a preposition.
const SHORTEST_IN_ARABIC: usize = 4;
/// These prepositions, folded.
const IN_ARABIC: [&str; 3] = ["في", "الي", "من"];
/// The particle that parts two names.
const AND_IN_ARABIC: char = 'و';

/// How surely the name of a place that everybody knows must be none to be left out.
const FAMOUS: f32 = 0.995;

/// The same of a large place.
const LARGE: f32 = 0.95;

/// How surely a state in a row of capitals must be none to be left out.
const SURELY_OUT_IN_ROW: f32 = 0.95;

/// How surely a name of another language must be none to be left out, in languages that the gazetteer has few names in.
const SURELY_OUT_IF_BORROWED: f32 = 0.9;

/// Languages whose news part names from their endings by an apostrophe.
const TURKIC: [&str; 2] = ["tr", "az"];
/// How surely such a name must be none to be left out, be its place as small as it may.
const SURELY_OUT_IF_SET_OFF: f32 = 0.97;

/// Chinese and Japanese words for parts of a country, its coast and its capital, that are names of places elsewhere: `Norte`, `Markazi`.
const PARTS: [&str; 22] = [
    "東部", "东部", "西部", "南部", "北部", "中部", "中央", "北西", "南西", "南東", "北東", "西北",
    "西南", "東南", "东南", "東方", "东方", "西方", "南方", "北方", "沿岸", "首都",
];

/// A text in such a language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unlearned<'a> {
    gazetteer: &'a Gazetteer,
    text: &'a str,
    words: &'a FoldedWords,
    lang: &'a str,
    sight: &'a Sight,
}

impl<'a> Unlearned<'a> {
    /// The text, if its language is such a one.
    pub(super) fn of(
        gazetteer: &'a Gazetteer,
        WordedText { text, words, lang }: WordedText<'a>,
        sight: &'a Sight,
    ) -> Option<Self> {
        let lang = primary_language(lang);
        let is_learned = LEARNED.contains(&lang);
        (!is_learned).then_some(Self { gazetteer, text, words, lang, sight })
    }

    /// The names that were found, without words around them that only tell where or who, and each by itself where two well-known ones
    /// were taken for one: `لندن به`, `столиці Грузії Тбілісі`.
    pub(super) fn parted(&self, spans: &[Found], known: &[Match]) -> Vec<Found> {
        let mut parted = Vec::with_capacity(spans.len());
        for &(first, n_words, score) in spans {
            let (mut start, mut end) = (first, first + n_words);
            let from = known.partition_point(|it| it.first_word < start);
            let inner = &known[from..known.partition_point(|it| it.first_word < end)];
            if inner.iter().map(|it| it.n_words).sum::<usize>() == n_words
                && inner.len() > 1
                && inner.iter().all(|it| is_famous(self.gazetteer, it))
                && (self.lang != ARABIC
                    || inner[1..]
                        .iter()
                        .all(|it| self.text[it.span.start..].starts_with(AND_IN_ARABIC)))
            {
                parted.extend(inner.iter().map(|it| (it.first_word, it.n_words, score)));
                continue;
            }
            let is_free = |nth: usize| {
                let before = &inner[..inner.partition_point(|it| it.first_word <= nth)];
                let is_in_name = |it: &Match| it.n_words > 1 && it.first_word + it.n_words > nth;
                self.words.tells_where(nth) && !before.last().is_some_and(is_in_name)
            };
            while start + 1 < end && is_free(start) {
                start += 1;
            }
            while start + 1 < end && is_free(end - 1) {
                end -= 1;
            }
            parted.push((start, end - start, score));
        }
        parted
    }

    /// Whether what the tagger found may be a name at all. One that nobody knows is told by its capital; where all nouns have one, by
    /// nothing, and a small place only by being written as it is: `Händen` is no Handen.
    pub(super) fn may_be_name(&self, found: &Match) -> bool {
        if self.is_part_of_country(found) {
            return false;
        }
        if self.lang != NOUNS_IN_CAPITALS || found.n_words > 1 {
            return found.bearers.len() > 0 || self.sight.has_capital(found.first_word);
        }
        found.bearers(self.gazetteer).any(|it| {
            surely_out(self.gazetteer, it.place) > 0.0
                || is_spelled_so(&self.text[found.span.range()], self.name(it))
        })
    }

    /// Whether it is a name of a famous place in the text's own language, standing alone, that the tagger doubts. `outs` tell of each
    /// word in a run how surely it is part of no name: the tagger is believed only when it is all but sure.
    pub(super) fn is_of_own_language(&self, outs: &[(usize, f32)], found: &Match) -> bool {
        let nth = outs.binary_search_by_key(&found.first_word, |(word, _)| *word);
        let Ok(out) = nth.map(|it| outs[it].1) else { return false };
        let is_set_off = self.is_set_off(found);
        let is_alone = is_set_off
            || self.lang == NOUNS_IN_CAPITALS
            || self.sight.stands_alone(found.first_word, found.n_words);
        let at_most = |place| {
            let surely = surely_out(self.gazetteer, place);
            if is_set_off { surely.max(SURELY_OUT_IF_SET_OFF) } else { surely }
        };
        !self.is_part_of_country(found)
            && !self.is_classed(found)
            && (self.lang != ARABIC || self.is_plain_arabic(found, out))
            && found.bearers(self.gazetteer).any(|it| {
                out < at_most(it.place).min(self.trust(it))
                    && (is_alone || self.is_state_in_row(found, it, out))
            })
    }

    /// Whether it only tells which part of a country is meant.
    fn is_part_of_country(&self, found: &Match) -> bool {
        PARTS.contains(&&self.text[found.span.range()])
    }

    /// Whether it is one word that tells what stands beside it.
    fn is_classed(&self, found: &Match) -> bool {
        found.n_words == 1 && self.words.is_classed(found.first_word)
    }

    /// Whether an Arabic name stands by itself, as the gazetteer has it. Arabic is learned from tweets alone, where a name in a hashtag
    /// tells what happened there; behind a particle it is more often another word.
    fn is_plain_arabic(&self, found: &Match, out: f32) -> bool {
        let Span { start, end } = found.span;
        let (before, behind) = (&self.text[..start], &self.text[end..]);
        let name = fold(&self.text[start..end]);
        let is_tag = before.ends_with(['#', '_', '\u{2067}', '\u{2068}', '\u{2069}'])
            || behind.starts_with('_');
        let word_before = found.first_word.checked_sub(1).map(|nth| self.words.folded(nth));
        let is_in = word_before.is_some_and(|it| IN_ARABIC.contains(&it));
        let shortest = SHORTEST_IN_ARABIC - usize::from(is_in);
        let bearers = || found.bearers(self.gazetteer);
        let is_known_to_all = bearers().any(|it| surely_out(self.gazetteer, it.place) >= FAMOUS);
        !is_tag
            && out < SURELY_OUT_IN_ARABIC[usize::from(is_known_to_all)]
            && bearers().all(|it| {
                let own = fold(self.name(it));
                let shortest = shortest + usize::from(own != name);
                own.chars().nth(shortest - 1).is_some() && name.ends_with(&own)
            })
    }

    /// Whether it is a state among other words with a capital, in another form than the name's own (`премьер-министр Канады Джастин
    /// Трюдо`), or not much doubted.
    fn is_state_in_row(&self, found: &Match, name: Posting, out: f32) -> bool {
        self.gazetteer.outline(name.place).kind == Kind::Country
            && (out < SURELY_OUT_IN_ROW
                || fold(&self.text[found.span.range()]) != fold(self.name(name)))
    }

    /// Whether an apostrophe parts it from an ending, as news in Turkish do with names: `Ankara'da`.
    fn is_set_off(&self, found: &Match) -> bool {
        let behind = &self.text[found.span.end..];
        TURKIC.contains(&self.lang)
            && behind.strip_prefix(['\'', '’']).is_some_and(|it| it.starts_with(char::is_lowercase))
    }

    /// How surely the name must be none to be left out, by whose it is: the place's own, or one that this language has for it, or that
    /// begins as that does, may be very doubtful; one of another language less.
    fn trust(&self, name: Posting) -> f32 {
        let Self { gazetteer, lang, .. } = *self;
        let of = gazetteer.lang_of(name);
        let is_of_language = of.split('+').any(|it| primary_language(it) == lang);
        let begins_so = || {
            let mut own = gazetteer.names_in(name.place, lang).peekable();
            own.peek().is_some() && {
                let written = beginning(self.name(name));
                own.any(|it| beginning(it.text) == written)
            }
        };
        match name.sort {
            NameSort::Label => 1.0,
            NameSort::Abbreviation if is_of_language => 1.0,
            NameSort::Alias if is_of_language || UNNAMED.contains(&lang) || begins_so() => 1.0,
            NameSort::Alias if of.is_empty() && !self.name(name).starts_with(is_latin) => 1.0,
            NameSort::Alias if !of.is_empty() && !NAMED.contains(&lang) => SURELY_OUT_IF_BORROWED,
            _ => 0.0,
        }
    }

    fn name(&self, name: Posting) -> &'a str {
        self.gazetteer.nth_name(name.place, name.nth_name)
    }
}

/// Whether one of those that bear the name is a state, a large division or a city of 100,000 inhabitants.
pub(super) fn is_famous(gazetteer: &Gazetteer, found: &Match) -> bool {
    found.bearers(gazetteer).any(|it| surely_out(gazetteer, it.place) >= LARGE)
}

/// How surely a name of the place must be none to be left out: the more, the better the place is known. Chosen on Russian, German
/// and Finnish news.
fn surely_out(gazetteer: &Gazetteer, place: PlaceId) -> f32 {
    let place = gazetteer.outline(place);
    match (place.kind, place.population.unwrap_or_default()) {
        (Kind::Country | Kind::Territory | Kind::Continent, _) | (Kind::City, 500_000..) => FAMOUS,
        (Kind::City, 100_000..) | (Kind::Admin1, 500_000..) => LARGE,
        (Kind::City, _) if matches!(place.seat, Seat::Country | Seat::Admin1) => 0.9,
        (
            Kind::River | Kind::Lake | Kind::Sea | Kind::Island | Kind::Mountain | Kind::Region,
            _,
        ) => 0.8,
        _ => 0.0,
    }
}

/// Whether a letter is one of the Latin script.
fn is_latin(letter: char) -> bool {
    matches!(letter, ..'\u{370}' | '\u{1e00}'..='\u{1eff}')
}

/// The first three letters, folded.
fn beginning(name: &str) -> String {
    fold(name).chars().take(3).collect()
}

/// Whether both have the same letters with the same marks, as far as both go.
fn is_spelled_so(written: &str, name: &str) -> bool {
    let [written, name] = [written, name].map(|it| it.chars().flat_map(char::to_lowercase));
    written.zip(name).all(|(a, b)| a == b)
}

/// The names that were found, in order, where a known one that has a part of it is found whole: the gazetteer knows more of names here
/// than the tagger.
pub(super) fn whole_names(
    spans: &[Found],
    known: &[Match],
    is_whole: impl Fn(&Match) -> bool,
) -> Vec<Found> {
    let mut whole: Vec<Found> = Vec::with_capacity(spans.len());
    let mut known = known.iter().filter(|it| it.n_words > 1 && is_whole(it)).peekable();
    for &(first, n_words, score) in spans {
        let (mut first, mut end) = (first, first + n_words);
        while known.next_if(|it| it.first_word + it.n_words <= first).is_some() {}
        while let Some(name) = known.peek().filter(|it| it.first_word < end) {
            let end_of_name = name.first_word + name.n_words;
            first = first.min(name.first_word);
            if end_of_name >= end {
                end = end_of_name; // the next span may be a part of it too
                break;
            }
            known.next();
        }
        match whole.last_mut() {
            Some((start, n, best)) if *start + *n > first => {
                *n = (*n).max(end - *start);
                *best = best.max(score);
            }
            _ => whole.push((first, end - first, score)),
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Bearers;

    fn known(first_word: usize, n_words: usize) -> Match {
        let bearers = Bearers::default();
        Match { span: Span::new(0, 0), first_word, n_words, bearers, other_words: Box::default() }
    }

    #[test]
    fn what_is_a_part_of_a_known_name_is_all_of_it() {
        let names = [known(0, 3), known(5, 1), known(6, 2), known(9, 2)];
        let check = |spans: &[Found], whole: &[Found]| {
            assert_eq!(whole_names(spans, &names, |_| true), whole);
        };
        check(&[(0, 1, 0.5), (1, 2, 0.75)], &[(0, 3, 0.75)]);
        check(&[(1, 1, 0.5), (5, 1, 0.5)], &[(0, 3, 0.5), (5, 1, 0.5)]);
        check(&[(5, 2, 0.5), (7, 1, 0.25)], &[(5, 3, 0.5)]);
        check(&[(3, 1, 0.5), (8, 2, 0.5)], &[(3, 1, 0.5), (8, 3, 0.5)]);
        check(&[(2, 5, 0.5)], &[(0, 8, 0.5)]);
        check(&[], &[]);
    }

    #[test]
    fn marks_tell_words_apart() {
        assert!(is_spelled_so("BRIXEN", "Brixen"));
        assert!(is_spelled_so("Schottlands", "Schottland"));
        assert!(!is_spelled_so("Händen", "Handen"));
    }
}
