//! Names in languages of whose news the tagger learned nothing.
//!
//! There it knows names, their shapes and classes of words ([`super::tongue`]), and nothing else of what stands around a name. So what
//! it finds is made whole by what the gazetteer knows, and a famous place that it doubts is taken all the same.

use crate::gazetteer::{Gazetteer, Posting};
use crate::place::{Kind, NameSort, PlaceId};
use crate::recognize::Match;
use crate::recognize::sight::Sight;
use crate::recognize::spans::{Found, WordedText};
use crate::text::fold::fold;
use crate::text::{Span, primary_language};

/// Languages whose news the tagger did learn from.
const LEARNED: [&str; 2] = ["en", "fr"];

/// Languages that the gazetteer has no names in, so that those of others stand for theirs.
const UNNAMED: [&str; 9] = ["af", "be", "ca", "gl", "id", "ms", "sw", "ur", "vi"];

/// Where every noun has a capital, a row of them tells nothing.
const NOUNS_IN_CAPITALS: &str = "de";

const ARABIC: &str = "ar";
/// How surely an Arabic name must be none to be left out, at most.
const SURELY_OUT_IN_ARABIC: f32 = 0.9;
/// Letters of an Arabic name; one more, where a particle stands before it.
const SHORTEST_IN_ARABIC: usize = 4;

/// A text in such a language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unlearned<'a> {
    gazetteer: &'a Gazetteer,
    text: &'a str,
    lang: &'a str,
    sight: &'a Sight,
}

impl<'a> Unlearned<'a> {
    /// The text, if its language is such a one.
    pub(super) fn of(
        gazetteer: &'a Gazetteer,
        WordedText { text, lang, .. }: WordedText<'a>,
        sight: &'a Sight,
    ) -> Option<Self> {
        let lang = primary_language(lang);
        let is_learned = LEARNED.contains(&lang);
        (!is_learned).then_some(Self { gazetteer, text, lang, sight })
    }

    /// Whether what the tagger found may be a name at all. One that nobody knows is told by its capital; where all nouns have one, by
    /// nothing, and a small place only by being written as it is: `Händen` is no Handen.
    pub(super) fn may_be_name(&self, found: &Match) -> bool {
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
        let (first, n_words) = (found.first_word, found.n_words);
        let is_alone = self.lang == NOUNS_IN_CAPITALS || self.sight.stands_alone(first, n_words);
        (is_alone || self.sight.begins_row(first))
            && (self.lang != ARABIC || self.is_plain_arabic(found, out))
            && found.bearers(self.gazetteer).any(|it| {
                out < surely_out(self.gazetteer, it.place)
                    && self.is_own(it)
                    && (is_alone || self.is_inflected_state(found, it))
            })
    }

    /// Whether an Arabic name stands by itself, as the gazetteer has it. Arabic is learned from tweets alone, where a name in a hashtag
    /// tells what happened there; behind a particle it is more often another word.
    fn is_plain_arabic(&self, found: &Match, out: f32) -> bool {
        let Span { start, end } = found.span;
        let name = fold(&self.text[start..end]);
        let is_tag = self.text[..start].ends_with(['#', '_', '\u{2067}', '\u{2068}', '\u{2069}'])
            || self.text[end..].starts_with('_');
        !is_tag
            && out < SURELY_OUT_IN_ARABIC
            && found.bearers(self.gazetteer).all(|it| {
                let own = fold(self.name(it));
                let shortest = SHORTEST_IN_ARABIC + usize::from(own != name);
                own.chars().nth(shortest - 1).is_some() && name.ends_with(&own)
            })
    }

    /// Whether it is a state in another form than the name's own: `премьер-министр Канады Джастин Трюдо`.
    fn is_inflected_state(&self, found: &Match, name: Posting) -> bool {
        self.gazetteer.outline(name.place).kind == Kind::Country
            && fold(&self.text[found.span.range()]) != fold(self.name(name))
    }

    /// Whether the name is the place's own, or begins as the one that this language has for it.
    fn is_own(&self, name: Posting) -> bool {
        let Self { gazetteer, lang, .. } = *self;
        match name.sort {
            NameSort::Label => true,
            NameSort::Alias if UNNAMED.contains(&lang) => true,
            NameSort::Alias => {
                gazetteer.lang_of(name).split('+').any(|it| it == lang) || {
                    let mut own = gazetteer.names_in(name.place, lang).peekable();
                    own.peek().is_some() && {
                        let written = beginning(self.name(name));
                        own.any(|it| beginning(it.text) == written)
                    }
                }
            }
            NameSort::Demonym | NameSort::Abbreviation | NameSort::Historical => false,
        }
    }

    fn name(&self, name: Posting) -> &'a str {
        self.gazetteer.nth_name(name.place, name.nth_name)
    }
}

/// How surely a name of the place must be none to be left out: the more, the better the place is known. Chosen on Russian, German
/// and Finnish news.
fn surely_out(gazetteer: &Gazetteer, place: PlaceId) -> f32 {
    let place = gazetteer.outline(place);
    match (place.kind, place.population.unwrap_or_default()) {
        (Kind::Country | Kind::Territory | Kind::Continent, _) | (Kind::City, 500_000..) => 0.995,
        (Kind::City, 100_000..) | (Kind::Admin1, 500_000..) => 0.95,
        _ => 0.0,
    }
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
pub(super) fn whole_names(spans: &[Found], known: &[Match]) -> Vec<Found> {
    let mut whole: Vec<Found> = Vec::with_capacity(spans.len());
    let mut known = known.iter().filter(|it| it.n_words > 1).peekable();
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
        let check =
            |spans: &[Found], whole: &[Found]| assert_eq!(whole_names(spans, &names), whole);
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
