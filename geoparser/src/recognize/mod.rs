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
mod folded;
mod gaps;
pub mod lexicon;
mod numbering;
mod regions;
mod rules;
mod shapes;
mod sight;
mod spans;
mod table;
pub mod tagger;
mod tongue;
mod unlearned;
mod word_set;

pub use crate::recognize::classes::is_generic;
pub use crate::recognize::folded::FoldedWords;
pub(crate) use crate::recognize::folded::PlainWord;
pub(crate) use crate::recognize::sight::Room;
pub(crate) use crate::recognize::spans::{Looked, Names, WordedText, recognize_all};
pub use crate::recognize::spans::{MAX_OUT, Recognized, name_at, recognize};

use std::ops::Range;

use crate::gazetteer::{Bearers, Cursor, Gazetteer, Listing, NameIndex, Posting, Postings};
use crate::place::{NameSort, PlaceId};
use crate::text::Span;
use crate::text::fold::fold;
use crate::text::stem::stem;

/// A stretch of text that is a known name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Match {
    /// Where it stands.
    pub span: Span,
    /// The first of its words, counted over the text.
    pub first_word: usize,
    /// How many words it has.
    pub n_words: usize,
    /// The places that go by this name as it is written here.
    pub bearers: Bearers,
    /// The words, folded, that the gazetteer does not know as part of the name.
    pub other_words: Box<[String]>,
}

impl Match {
    /// The places that go by this name as it is written here, by id.
    #[inline]
    pub fn bearers<'a>(&'a self, gazetteer: &'a Gazetteer) -> Listing<'a> {
        self.bearers.read(gazetteer)
    }
}

/// Every longest known name, in order. A name parted by a line break, or by more than a mark and two blanks, is two.
pub fn matches(gazetteer: &Gazetteer, text: &str, words: &FoldedWords) -> Vec<Match> {
    let search = Search::new(gazetteer, text, words);
    let mut found = Vec::with_capacity(words.len() / 8);
    let mut nth = 0;
    while nth < words.len() {
        match search.longest(nth, words.len()) {
            Some(it) if !parts_katakana(text, it.span) => {
                nth += it.n_words;
                found.push(it);
            }
            _ => nth += 1,
        }
    }
    found
}

/// Whether a part of a word in katakana is taken for a name: `バイデ` of `バイデン`. Such words stand between other letters or dots.
fn parts_katakana(text: &str, Span { start, end }: Span) -> bool {
    const FIRST_BYTE: u8 = 0xe3;
    let is_katakana = |it: char| matches!(it, '\u{30a1}'..='\u{30fa}' | '\u{30fc}');
    let are_both = |at: usize| {
        let (before, behind) = text.split_at(at);
        before.ends_with(is_katakana) && behind.starts_with(is_katakana)
    };
    text.as_bytes()[start] >= FIRST_BYTE && (are_both(start) || are_both(end))
}

/// The words of a text, and the names to be found among them.
struct Search<'a> {
    gazetteer: &'a Gazetteer,
    index: NameIndex<'a>,
    text: &'a str,
    words: &'a FoldedWords,
}

/// The words of a text that are a known name, from where a walk began.
struct Known<'g> {
    n_words: usize,
    /// Who bears it, however it is written.
    bearers: Postings<'g>,
}

impl<'a> Search<'a> {
    fn new(gazetteer: &'a Gazetteer, text: &'a str, words: &'a FoldedWords) -> Self {
        Self { gazetteer, index: gazetteer.index(), text, words }
    }

    /// The longest known name that begins at this word and ends before the word `end`.
    #[inline]
    fn longest(&self, first: usize, end: usize) -> Option<Match> {
        if !self.words.is_read_as_written(first) {
            return self.longest_of_forms(first, end);
        }
        let start = Cursor::START.then_hash(self.words.hash(first));
        // most words begin none
        let is_small = self.words.is_small(first);
        let begins = self.index.may_begin(start, is_small)
            && (!is_small || {
                let second = (first + 1 < end).then(|| start.then_hash(self.words.hash(first + 1)));
                self.index.may_be_small(start, second)
            });
        if begins { self.longest_as_written(first..end, start) } else { None }
    }

    /// The same for a word that stands for itself alone, and may begin a name.
    #[inline(never)] // so that the words that begin none are passed by in a few instructions
    fn longest_as_written(&self, words: Range<usize>, start: Cursor) -> Option<Match> {
        let first = words.start;
        let known = self.walk(words, start, |at, nth| at.then_hash(self.words.hash(nth)))?;
        Some(self.matched(first, &known))
    }

    /// The same for a word that may have an ending, a particle or a stem.
    #[inline(never)]
    fn longest_of_forms(&self, first: usize, end: usize) -> Option<Match> {
        let Self { words, .. } = self;
        let folded = words.folded(first);
        let walk = |start| {
            let begins = self.may_begin(first, start);
            begins.then(|| self.walk(first..end, start, |at, nth| self.onward(at, nth))).flatten()
        };
        let plain = walk(Cursor::START.then_hash(words.hash(first)));
        let is_inflected = !words.endings.is_empty() && !words.is_small(first);
        let plain = if is_inflected {
            self.with_endings(first, plain, |form| walk(Cursor::START.then(form)))
        } else {
            plain.map(|it| self.matched(first, &it))
        };
        let Some(head) = stem(folded) else {
            return plain.or_else(|| {
                let mut heads = words.particles.without(folded);
                let known = heads.find_map(|(head, is_first_of_several)| {
                    walk(Cursor::START.then(head))
                        .filter(|it| !is_first_of_several || it.n_words > 1)
                })?;
                Some(self.matched(first, &known))
            });
        };
        let again = stem(head).filter(|it| *it != head);
        let (closed, hard) = (with_closed_syllable(head), with_hard_consonant(folded, head));
        let heads = [Some(head), again, closed.as_deref(), hard.as_deref()].into_iter().flatten();
        let stemmed = heads.filter_map(|head| self.longest_of_stem(first, end, head));
        let stemmed = stemmed.max_by_key(|it| (it.n_words, self.most_populous(it)));
        match stemmed {
            Some(it) if plain.as_ref().is_none_or(|plain| it.n_words > plain.n_words) => Some(it),
            _ => plain,
        }
    }

    /// The longest name whose first word has this stem, and whose others have those of the words that follow.
    fn longest_of_stem(&self, first: usize, end: usize, head: &str) -> Option<Match> {
        let start = Cursor::STEMS.then(head);
        if !self.may_begin(first, start) {
            return None;
        }
        let known = self.walk(first..end, start, |at, nth| {
            let word = self.words.folded(nth);
            at.then(stem(word).unwrap_or(word))
        })?;
        let stemmed = self.matched(first, &known);
        let is_form = |it: &Posting| self.may_be_form(&stemmed, *it);
        let bearers = stemmed.bearers(self.gazetteer);
        let n_forms = bearers.clone().filter(is_form).count();
        match n_forms {
            0 => None,
            it if it == bearers.len() => Some(stemmed),
            _ => Some(Match { bearers: Bearers::own(bearers.filter(is_form)), ..stemmed }),
        }
    }

    /// How many inhabitants the largest has that bears the name.
    fn most_populous(&self, found: &Match) -> u32 {
        let places = found.bearers(self.gazetteer).map(|it| self.gazetteer.outline(it.place));
        places.filter_map(|it| it.population).max().unwrap_or_default()
    }

    /// Whether what stands there is long enough to be a form of the name: cases cost a word one letter at most, so that `Франц` is
    /// none of `Франция`.
    fn may_be_form(&self, found: &Match, name: Posting) -> bool {
        let (name, text) =
            (self.gazetteer.nth_name(name.place, name.nth_name), &self.text[found.span.range()]);
        let [n_of_name, n_of_text] = [name, text].map(|it| it.chars().count());
        // the glide stands for a consonant: `бомба` is no form of `Бомбей`, as `Бомбея` is
        let head = name.strip_suffix('й').filter(|it| it.ends_with(['а', 'е', 'э', 'у', 'ю', 'я']));
        n_of_name <= n_of_text + found.n_words
            && head.is_none_or(|head| {
                fold(text).strip_prefix(fold(head).as_str()).is_some_and(|it| !it.is_empty())
            })
    }

    /// Whether a name may begin with the word as it is written, in the form that the cursor stands behind.
    #[inline]
    fn may_begin(&self, first: usize, start: Cursor) -> bool {
        self.index.may_begin(start, self.words.is_small(first))
    }

    /// Follows the names from where the first word led; `onward` says where a further word leads.
    #[inline]
    fn walk(
        &self,
        Range { start: first, end }: Range<usize>,
        start: Cursor,
        onward: impl Fn(Cursor, usize) -> Cursor,
    ) -> Option<Known<'a>> {
        let mut cursor = start;
        let mut here = self.index.look(cursor)?;
        let mut longest = None;
        for last in first..end {
            if !here.postings.is_empty() {
                let known = Known { n_words: last - first + 1, bearers: here.postings };
                if self.bearers(first, &known).next().is_some() {
                    longest = Some(known);
                }
            }
            if !here.goes_on || last + 1 == end || !self.words.are_joined(self.text, last) {
                break;
            }
            cursor = onward(cursor, last + 1);
            let Some(there) = self.index.look_on(cursor) else { break };
            here = there;
        }
        longest
    }

    /// Where a further word leads: as it stands, or as a form that its ending allows.
    fn onward(&self, at: Cursor, nth: usize) -> Cursor {
        let Self { index, words, .. } = self;
        let plain = at.then_hash(words.hash(nth));
        if words.endings.is_empty() || index.look_on(plain).is_some() {
            return plain;
        }
        let mut own = None;
        words.endings.each(words.folded(nth), |form| {
            own = own.or_else(|| Some(at.then(form)).filter(|it| index.look_on(*it).is_some()));
        });
        own.unwrap_or(plain)
    }

    /// Of the names that an inflected word may be, the longest, and of those the one with the largest bearer: `Warszawie` is of
    /// Warszawa, not of a village Warszaw. It joins what bears the word as it stands (`Praze`, of Praha), if that is smaller.
    fn with_endings(
        &self,
        first: usize,
        plain: Option<Known<'a>>,
        walk: impl Fn(&str) -> Option<Known<'a>>,
    ) -> Option<Match> {
        let rank = |known: &Known| {
            // `Syriens` is a demonym in French alone
            let bearers = self.bearers(first, known).filter(|it| it.sort != NameSort::Demonym);
            let populations = bearers.filter_map(|it| self.gazetteer.outline(it.place).population);
            (known.n_words, populations.max().unwrap_or_default())
        };
        let mut best = plain.as_ref().map(rank);
        let mut inflected = None;
        self.words.endings.each(self.words.folded(first), |form| {
            if let Some(known) = walk(form)
                && best.is_none_or(|best| rank(&known) > best)
            {
                best = Some(rank(&known));
                inflected = Some(known);
            }
        });
        let [plain, inflected] = [plain, inflected].map(|it| it.map(|it| self.matched(first, &it)));
        match (plain, inflected) {
            (Some(plain), Some(mut inflected)) if plain.n_words == inflected.n_words => {
                let [one, other] = [&inflected, &plain].map(|it| it.bearers(self.gazetteer));
                let mut bearers: Vec<Posting> = one.chain(other).collect();
                bearers.sort_unstable_by_key(|it| (it.place, it.nth_name));
                bearers.dedup_by_key(|it| it.place);
                inflected.bearers = Bearers::own(bearers.into_iter());
                Some(inflected)
            }
            (plain, inflected) => inflected.or(plain),
        }
    }

    /// The places that go by the name as it is written here.
    #[inline]
    fn bearers(&self, first: usize, known: &Known<'a>) -> impl Iterator<Item = Posting> {
        let span = self.span(first, known.n_words);
        let is_small = self.words.is_small(first);
        let bearers = known.bearers.clone();
        bearers.filter(move |it| is_written_so(self.gazetteer, self.text, span, is_small, *it))
    }

    fn matched(&self, first: usize, known: &Known<'a>) -> Match {
        let n_words = known.n_words;
        let (span, is_small) = (self.span(first, n_words), self.words.is_small(first));
        let bearers = Bearers::filtered(&self.index, &known.bearers, |it| {
            is_written_so(self.gazetteer, self.text, span, is_small, it)
        });
        let span = with_final_dot(self.gazetteer, self.text, span, bearers.read(self.gazetteer));
        Match { span, first_word: first, n_words, bearers, other_words: Box::default() }
    }

    fn span(&self, first: usize, n_words: usize) -> Span {
        Span::new(self.words.span(first).start, self.words.span(first + n_words - 1).end)
    }
}

/// The stem of the name's own form, where a vowel is another before an ending: Ukrainian `Харкові` is of `Харків`.
fn with_closed_syllable(head: &str) -> Option<String> {
    let open = ["ов", "ев", "єв"].into_iter().find_map(|it| head.strip_suffix(it))?;
    Some(format!("{open}ів"))
}

/// The stem of the name's own form, where its consonant is another before an ending: Ukrainian `Страсбурзі` is of `Страсбург`, Serbian
/// `Америци` of `Америка`. What ends in `й` is folded to this, too: a look more.
fn with_hard_consonant(folded: &str, head: &str) -> Option<String> {
    folded.ends_with(['і', 'и']).then_some(())?;
    let hard = |(soft, hard)| Some(format!("{}{hard}", head.strip_suffix(soft)?));
    [('з', 'г'), ('ц', 'к'), ('с', 'х')].into_iter().find_map(hard)
}

/// Whether the name may be written as it is here: short forms only as they stand in the gazetteer, other names of
/// scripts with capitals only with one, unless their own form has none.
#[inline]
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
fn with_final_dot(
    gazetteer: &Gazetteer,
    text: &str,
    span: Span,
    bearers: impl Iterator<Item = Posting>,
) -> Span {
    if text.as_bytes().get(span.end) != Some(&b'.') {
        return span;
    }
    let short = bearers.filter(|it| it.sort == NameSort::Abbreviation);
    let spans = short.filter_map(|it| short_form(gazetteer, text, span, it.place));
    spans.max_by_key(|it| it.end).unwrap_or(span)
}
