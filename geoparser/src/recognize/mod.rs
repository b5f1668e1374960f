//! Finding names of places in text.
//!
//! It says *where a name of a place stands* and which places bear it, never *which of them is meant*: that is
//! [`crate::resolve`].
//!
//! # Shape
//!
//! Text in, [`Match`]es out: in reading order, never overlapping, the longest name winning. A name inside a longer word is
//! not found (`Homs` in `Thomson`).
//!
//! # Cost
//!
//! One pass over the words, one look-up a word and more only where a name goes on.

mod classes;
mod consistency;
pub mod features;
pub mod lexicon;
mod regions;
mod rules;
mod spans;
mod table;
pub mod tagger;

pub use crate::recognize::classes::is_generic;
pub use crate::recognize::spans::{MAX_OUT, Recognized, name_at, recognize};
pub(crate) use crate::recognize::spans::{WordedText, recognize_all};

use std::ops::Range;

use crate::gazetteer::hash::hash_word;
use crate::gazetteer::{Cursor, Gazetteer, NameIndex, Posting};
use crate::place::{NameSort, PlaceId};
use crate::text::Span;
use crate::text::endings::Endings;
use crate::text::fold::fold_into;
use crate::text::stem::stem;
use crate::text::words::{joins, words};

/// A stretch of text that is a known name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Match {
    /// Where it stands.
    pub span: Span,
    /// The first of its words, counted over the text.
    pub first_word: usize,
    /// How many words it has.
    pub n_words: usize,
    /// The places that go by this name as it is written here, by id.
    pub postings: Vec<Posting>,
    /// The words, folded, that the gazetteer does not know as part of the name.
    pub other_words: Vec<String>,
}

/// The words of a text, folded once.
#[derive(Debug, Default)]
pub struct FoldedWords {
    spans: Vec<Span>,
    folded: String,
    ends: Vec<usize>,
    hashes: Vec<u64>,
    endings: Endings,
}

impl FoldedWords {
    /// Splits and folds a text of this language, whose names may stand in other forms than their own.
    pub fn in_language(text: &str, lang: &str) -> Self {
        Self { endings: Endings::of(lang), ..Self::of(text) }
    }

    /// Splits and folds.
    pub fn of(text: &str) -> Self {
        let n = text.len() / 5 + 1;
        let mut this = Self {
            spans: Vec::with_capacity(n),
            folded: String::with_capacity(text.len()),
            ends: Vec::with_capacity(n),
            hashes: Vec::with_capacity(n),
            endings: Endings::default(),
        };
        // ASCII letters are small: what has no others is folded
        let lower = text.to_ascii_lowercase();
        for span in words(text) {
            let start = this.folded.len();
            let word = &lower[span.range()];
            if word.is_ascii() {
                this.folded.push_str(word);
            } else {
                fold_into(&text[span.range()], &mut this.folded);
            }
            this.spans.push(span);
            this.ends.push(this.folded.len());
            this.hashes.push(hash_word(&this.folded.as_bytes()[start..]));
        }
        this
    }

    /// How many words.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Where the nth word stands.
    pub fn span(&self, nth: usize) -> Span {
        self.spans[nth]
    }

    /// The first word that ends after this byte.
    pub fn first_after(&self, byte: usize) -> usize {
        self.spans.partition_point(|span| span.end <= byte)
    }

    /// Whether the nth word stands for itself alone: it has no particle before it and no ending that is to be taken off.
    #[inline]
    fn is_read_as_written(&self, nth: usize) -> bool {
        let start = nth.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.endings.is_empty() && self.folded.as_bytes().get(start).is_none_or(u8::is_ascii)
    }

    /// The hash that the gazetteer's index has of the nth word.
    #[inline]
    pub(crate) fn hash(&self, nth: usize) -> u64 {
        self.hashes[nth]
    }

    /// The nth word, folded.
    #[inline]
    pub fn folded(&self, nth: usize) -> &str {
        let start = nth.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.folded[start..self.ends[nth]]
    }

    /// These words, folded and joined.
    pub(crate) fn joined(&self, words: Range<usize>) -> &str {
        let end_before = |nth: usize| nth.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.folded[end_before(words.start)..end_before(words.end)]
    }
}

/// Every longest known name, in order. A name parted by a line break, or by more than a mark and two blanks, is two.
pub fn matches(gazetteer: &Gazetteer, text: &str, words: &FoldedWords) -> Vec<Match> {
    let mut found = Vec::new();
    let mut nth = 0;
    let index = (gazetteer, gazetteer.index());
    while nth < words.len() {
        if words.is_read_as_written(nth) && !may_begin(index.1, text, words, nth) {
            nth += 1;
            continue;
        }
        match longest_within(index, text, words, nth, words.len()) {
            Some(it) => {
                nth += it.n_words;
                found.push(it);
            }
            None => nth += 1,
        }
    }
    found
}

/// Whether a name that is written like this word may begin with it.
#[inline]
fn may_begin(index: NameIndex<'_>, text: &str, words: &FoldedWords, nth: usize) -> bool {
    let cursor = Cursor::START.then_hash(words.hash(nth));
    index.may_begin(cursor, is_small(text, words.span(nth)))
}

/// The longest known name that begins at this word and ends before the word `end`.
fn longest_within(
    index: (&Gazetteer, NameIndex<'_>),
    text: &str,
    words: &FoldedWords,
    first: usize,
    end: usize,
) -> Option<Match> {
    let onward = |at: Cursor, nth| {
        let plain = at.then_hash(words.hash(nth));
        if words.endings.is_empty() || index.1.look_on(plain).is_some() {
            return plain;
        }
        let mut own = None;
        words.endings.each(words.folded(nth), |form| {
            own = own.or_else(|| Some(at.then(form)).filter(|it| index.1.look_on(*it).is_some()));
        });
        own.unwrap_or(plain)
    };
    let walk = |start| walk(index, text, words, first..end, start, onward);
    let folded = words.folded(first);
    let plain = walk(Cursor::START.then_hash(words.hash(first)));
    let is_inflected = !words.endings.is_empty() && !is_small(text, words.span(first));
    let plain = if is_inflected {
        with_endings(index.0, plain, words.endings, folded, |form| walk(Cursor::START.then(form)))
    } else {
        plain
    };
    if folded.as_bytes().first().is_none_or(u8::is_ascii) {
        return plain; // neither particles nor stems: see `FoldedWords::is_read_as_written`
    }
    let plain =
        plain.or_else(|| without_particle(folded).find_map(|head| walk(Cursor::START.then(head))));
    let Some(head) = stem(folded) else { return plain };
    let start = Cursor::STEMS.then(head);
    let stemmed = self::walk(index, text, words, first..end, start, |at, nth| {
        let word = words.folded(nth);
        at.then(stem(word).unwrap_or(word))
    });
    let is_longer = stemmed.as_ref().map(|it| it.n_words) > plain.as_ref().map(|it| it.n_words);
    if is_longer { stemmed } else { plain }
}

/// Of the names that an inflected word may be, the longest, and of those the one with the largest bearer: `Warszawie` is of Warszawa,
/// not of a village Warszaw. It joins what bears the word as it stands (`Praze`, of Praha), if that is smaller.
fn with_endings(
    gazetteer: &Gazetteer,
    plain: Option<Match>,
    endings: Endings,
    folded: &str,
    walk: impl Fn(&str) -> Option<Match>,
) -> Option<Match> {
    let rank = |found: &Match| {
        // `Syriens` is a demonym in French alone
        let names = found.postings.iter().filter(|it| it.sort != NameSort::Demonym);
        let populations = names.filter_map(|it| gazetteer.outline(it.place).population);
        (found.n_words, populations.max().unwrap_or_default())
    };
    let mut best = plain.as_ref().map(rank);
    let mut inflected = None;
    endings.each(folded, |form| {
        if let Some(found) = walk(form)
            && best.is_none_or(|best| rank(&found) > best)
        {
            best = Some(rank(&found));
            inflected = Some(found);
        }
    });
    match (plain, inflected) {
        (Some(plain), Some(mut inflected)) if plain.n_words == inflected.n_words => {
            inflected.postings.extend(plain.postings);
            inflected.postings.sort_unstable_by_key(|it| (it.place, it.nth_name));
            inflected.postings.dedup_by_key(|it| it.place);
            Some(inflected)
        }
        (plain, inflected) => inflected.or(plain),
    }
}

/// Follows the names from where the first word led; `onward` says where a further word leads.
fn walk(
    (gazetteer, index): (&Gazetteer, NameIndex<'_>),
    text: &str,
    words: &FoldedWords,
    within: Range<usize>,
    start: Cursor,
    onward: impl Fn(Cursor, usize) -> Cursor,
) -> Option<Match> {
    let first = within.start;
    let mut cursor = start;
    let mut longest = None;
    let mut last = first;
    let is_small = is_small(text, words.span(first));
    let may_begin = index.may_begin(cursor, is_small);
    let mut looked = if may_begin { index.look(cursor) } else { None };
    while let Some(here) = looked {
        if !here.postings.is_empty() {
            let span = Span::new(words.span(first).start, words.span(last).end);
            let postings: Vec<Posting> = here
                .postings
                .filter(|it| is_written_so(gazetteer, text, span, is_small, *it))
                .collect();
            if !postings.is_empty() {
                let span = with_final_dot(gazetteer, text, span, &postings);
                longest = Some(Match {
                    span,
                    first_word: first,
                    n_words: last - first + 1,
                    postings,
                    other_words: Vec::new(),
                });
            }
        }
        if !here.goes_on || last + 1 == within.end {
            break;
        }
        let gap = &text[words.span(last).end..words.span(last + 1).start];
        if !joins(gap) {
            break;
        }
        last += 1;
        cursor = onward(cursor, last);
        looked = index.look_on(cursor);
    }
    longest
}

/// Whether the word begins with a small letter.
#[inline]
fn is_small(text: &str, word: Span) -> bool {
    match text.as_bytes().get(word.start) {
        Some(byte) if byte.is_ascii() => byte.is_ascii_lowercase(),
        _ => text[word.start..].starts_with(char::is_lowercase),
    }
}

/// Arabic writes "and", "in", "to", "for", "as" onto the next word; Hebrew likewise.
fn without_particle(folded: &str) -> impl Iterator<Item = &str> {
    let is_semitic = folded
        .chars()
        .next()
        .is_some_and(|letter| matches!(letter, '\u{5d0}'..='\u{5ea}' | '\u{621}'..='\u{64a}'));
    let particles: &[char] = &['و', 'ف', 'ب', 'ل', 'ك', 'ו', 'ב', 'ל', 'מ', 'כ', 'ה', 'ש'];
    let stripped = is_semitic.then(|| folded.strip_prefix(particles)).flatten();
    let twice = stripped.and_then(|rest| rest.strip_prefix(particles));
    let article = [Some(folded), stripped]
        .into_iter()
        .map(move |it| it.filter(|_| is_semitic)?.strip_prefix("ال"));
    [stripped, twice].into_iter().chain(article).flatten().filter(|rest| rest.chars().count() >= 3)
}

/// Whether the name may be written as it is here: short forms only as they stand in the gazetteer, other names of
/// scripts with capitals only with one, unless their own form has none.
fn is_written_so(
    gazetteer: &Gazetteer,
    text: &str,
    span: Span,
    is_small: bool,
    posting: Posting,
) -> bool {
    if is_small && !posting.lowercase {
        return false; // of short forms too: most of them are in capitals, and `in` is no Indiana
    }
    posting.sort != NameSort::Abbreviation
        || short_form(gazetteer, text, span, posting.place).is_some()
}

/// Where a short form of this place stands whose words are those of the span: as the gazetteer writes it, blanks aside, or
/// with its dot and all in capitals (`TENN.`). Its last dot belongs to it.
fn short_form(gazetteer: &Gazetteer, text: &str, span: Span, place: PlaceId) -> Option<Span> {
    let written = &text[span.range()];
    let is_dotted = text[span.end..].starts_with('.');
    let is_all_capitals = !written.contains(char::is_lowercase);
    let letters = |form| str::chars(form).filter(|it| !it.is_whitespace());
    let ends = gazetteer.short_forms(place).iter().filter_map(|short| {
        let bare = short.strip_suffix('.');
        let form = bare.unwrap_or(short);
        let stands = match bare {
            Some(_) if !is_dotted => false,
            Some(_) if is_all_capitals => {
                letters(written).eq(letters(form).map(|it| it.to_ascii_uppercase()))
            }
            None | Some(_) => letters(written).eq(letters(form)),
        };
        stands.then_some(span.end + usize::from(bare.is_some()))
    });
    ends.max().map(|end| Span::new(span.start, end))
}

/// A short form's last dot belongs to it.
fn with_final_dot(gazetteer: &Gazetteer, text: &str, span: Span, postings: &[Posting]) -> Span {
    if !text[span.end..].starts_with('.') {
        return span;
    }
    let short = postings.iter().filter(|it| it.sort == NameSort::Abbreviation);
    let spans = short.filter_map(|it| short_form(gazetteer, text, span, it.place));
    spans.max_by_key(|it| it.end).unwrap_or(span)
}
