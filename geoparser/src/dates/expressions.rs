//! Time expressions: the words of a text that say when.
//!
//! # Shape
//!
//! Tokens, rules of the language matched against them, meanings, then values counted from the anchor. A text that
//! tells a history is told by its own dates: there, a date without a year goes with the date last named.
//!
//! # Cost
//!
//! One pass over the text; rules are tried only where a word or a number can begin one.

use std::ops::ControlFlow;

use jiff::civil::Date;

use crate::dates::expressions::matcher::Matching;
use crate::dates::expressions::meaning::{Calendar, From, Meaning, meaning};
use crate::dates::expressions::moved::moved;
use crate::dates::expressions::resolve::{Frame, Tense, resolve};
use crate::dates::expressions::tokens::{Token, Tokens, cut};
use crate::dates::lang::{Cue, Language, language};
use crate::dates::{Edtf, ExpressionType, Modifier, Relation, TimeExpression, TimeSpan};
use crate::recognize::FoldedWords;
use crate::text::Span;

mod hijri;
pub(crate) mod holidays;
mod kinds;
pub(crate) mod matcher;
pub(crate) mod meaning;
mod moved;
mod numbers;
mod resolve;
pub(crate) mod tokens;
mod values;

/// What relative expressions are counted from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Anchor {
    /// When the article was published, as far as that is known.
    pub published: Option<TimeSpan>,
}

impl Anchor {
    /// The day to count from: the last day of a span that is closed, its first where it is open towards the future.
    pub fn day(self) -> Option<Date> {
        let span = self.published?;
        span.last().or(span.first())
    }
}

/// How many bytes are cut into tokens at once; the cut is at the end of a line.
const CHUNK: usize = 1 << 16;

/// What was matched, before it is counted.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing about where it stands")]
struct Found {
    span: Span,
    meaning: Meaning,
    modifier: Option<Modifier>,
    relation: Relation,
    tense: Tense,
    is_ahead: bool,
    /// Whether it opens its sentence.
    opens: bool,
    /// A number that those of its sentence share, and no others.
    sentence: usize,
    /// Whether it is the second end of a range whose first end stands before it.
    is_end: bool,
    /// `eight months after`: 1, `two days before`: -1, else 0.
    onward: i32,
    /// Whether few words and no mark part it from the expression before it.
    is_close: bool,
}

/// The time expressions of a text, in order, never overlapping. `lang` is a BCP 47 tag.
pub fn expressions(text: &str, anchor: Anchor, lang: &str) -> Vec<TimeExpression> {
    Findings::of(text, &FoldedWords::of(text), lang).expressions(anchor)
}

/// What a text says of time before it is known what to count from.
pub(crate) struct Findings {
    found: Vec<Found>,
    tokens: Tokens,
}

impl Findings {
    /// What matches in a text that has these words. `lang` is a BCP 47 tag.
    pub(crate) fn of(text: &str, words: &FoldedWords, lang: &str) -> Self {
        let language = language(lang);
        let (mut found, mut sentence) = (Vec::new(), 0);
        let mut from = chunk_end(text, 0);
        let tokens = Tokens::of(text, words, from, language);
        find(text, tokens.all(), language, &mut sentence, &mut found);
        let mut more = Vec::new();
        while from < text.len() {
            let to = chunk_end(text, from);
            more.clear();
            cut(text, words, Span::new(from, to), language, &mut more);
            find(text, &more, language, &mut sentence, &mut found);
            from = to;
        }
        Self { found, tokens }
    }

    /// Where the words stand that matched.
    pub(crate) fn spans(&self) -> impl Iterator<Item = Span> {
        self.found.iter().map(|it| it.span)
    }

    /// The tokens of the text, or of its beginning.
    pub(crate) fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The same, to be kept; none of a very long line, of which they take much room.
    pub(crate) fn into_tokens(self) -> Tokens {
        if self.tokens.all().len() > CHUNK { Tokens::default() } else { self.tokens }
    }

    /// The expressions, counted from the anchor.
    pub(crate) fn expressions(&self, anchor: Anchor) -> Vec<TimeExpression> {
        counted(&self.found, anchor)
    }
}

fn counted(all: &[Found], anchor: Anchor) -> Vec<TimeExpression> {
    let today = anchor.day();
    let mut frame = Frame {
        published: anchor.published,
        today,
        last: None,
        is_narrative: is_narrative(all, today),
        tense: Tense::Open,
        is_ahead: false,
        day_of_sentence: None,
    };
    let mut expressions: Vec<TimeExpression> = Vec::with_capacity(all.len());
    let mut sentence = 0;
    for (at, found) in all.iter().enumerate() {
        let lent;
        let mut meaning = &found.meaning;
        if let Some(end) = all.get(at + 1).filter(|next| next.is_end) {
            lent = lend_year(meaning, year_of_end(end, &frame));
            meaning = lent.as_ref().unwrap_or(meaning);
        }
        if found.sentence != sentence {
            (sentence, frame.day_of_sentence) = (found.sentence, None);
        }
        (frame.tense, frame.is_ahead) = (found.tense, found.is_ahead);
        let Some(resolved) = resolve(meaning, &frame) else { continue };
        let is_told = told(meaning, resolved.named, frame.last, found.opens);
        if is_told || !frame.is_narrative {
            frame.last = resolved.named.or(frame.last);
        }
        let day = resolved.named.filter(|it| it.first() == it.last()).and_then(TimeSpan::first);
        frame.day_of_sentence = day.or(frame.day_of_sentence);
        expressions.push(TimeExpression {
            span: found.span,
            kind: resolved.kind,
            value: resolved.value,
            edtf: resolved.edtf,
            modifier: found.modifier,
            relation: found.relation,
        });
        if found.is_end {
            join(&mut expressions);
        }
        if let Some(before) = at.checked_sub(1).map(|at| &all[at]) {
            let same_sentence = before.sentence == found.sentence && found.is_close;
            if before.onward != 0 && same_sentence {
                count_from_event(&mut expressions, before);
            }
        }
    }
    expressions
}

/// `eight months after the army retook it in March 2016`: the length has days, counted from the date behind it.
fn count_from_event(expressions: &mut [TimeExpression], length: &Found) {
    let [.., counted, event] = expressions else { return };
    let Meaning::Duration(amounts) = &length.meaning else { return };
    if counted.span != length.span || event.kind != ExpressionType::Date {
        return;
    }
    let days = event.edtf.as_ref().map(Edtf::span);
    counted.edtf = days.and_then(|days| moved(days, amounts, length.onward));
}

/// The month and the year that the second end of a range has, when it names a month without a year.
fn year_of_end(end: &Found, frame: &Frame) -> Option<(i32, i32)> {
    let Meaning::Date(Calendar { month: Some(month), year: None, .. }) = end.meaning else {
        return None;
    };
    let frame = Frame { tense: end.tense, is_ahead: end.is_ahead, ..*frame };
    let named = resolve(&end.meaning, &frame)?.named?.first()?;
    Some((month, i32::from(named.year())))
}

/// `from May to July`: the first month is the one before the second.
fn lend_year(from: &Meaning, end: Option<(i32, i32)>) -> Option<Meaning> {
    let (Meaning::Date(from), Some((last, year))) = (from, end) else { return None };
    let (None, None, Some(month)) = (from.year, from.shift, from.month) else { return None };
    let year = Some(if month > last { year - 1 } else { year });
    Some(Meaning::Date(Calendar { year, ..from.clone() }))
}

/// `from May to July`: both ends of a range speak of all its days.
fn join(expressions: &mut [TimeExpression]) {
    let [.., from, to] = expressions else { return };
    let both = from.kind == ExpressionType::Date && to.kind == ExpressionType::Date;
    let ends = from.edtf.as_ref().zip(to.edtf.as_ref()).filter(|_| both);
    let Some(whole) = ends.and_then(|(from, to)| Edtf::interval(from, to)) else { return };
    for end in [from, to] {
        end.edtf = Some(whole.clone());
        end.relation = Relation::During;
    }
}

/// Whether a history goes on from this date: not from one that is counted from today, nor from an earlier year that is
/// only mentioned (`as in 1614`).
fn told(meaning: &Meaning, named: Option<TimeSpan>, last: Option<TimeSpan>, opens: bool) -> bool {
    let year = |span: Option<TimeSpan>| span.and_then(TimeSpan::first).map(Date::year);
    match meaning {
        Meaning::Date(it) if it.deictic.is_some() => false,
        Meaning::Date(it) if it.shift.is_some() && it.unit.is_some() && !it.is_from_last => false,
        Meaning::Date(it) if it.year.is_some() && it.month.is_none() && it.season.is_none() => {
            opens || year(named) >= year(last)
        }
        Meaning::Counted { from, .. } => *from == From::LastNamed,
        Meaning::Reference(_) => false,
        _ => true,
    }
}

fn chunk_end(text: &str, from: usize) -> usize {
    let Some(rest) = text.as_bytes().get(from + CHUNK..) else { return text.len() };
    memchr::memchr(b'\n', rest).map_or(text.len(), |at| from + CHUNK + at + 1)
}

fn find(
    text: &str,
    tokens: &[Token],
    language: &Language,
    sentence: &mut usize,
    found: &mut Vec<Found>,
) {
    let (mut at, mut last_end, mut counted) = (0, None, 0);
    let mut matching = Matching::new(text, tokens, language);
    while let Some((begins, lanes)) = matching.beginning_from(at) {
        at = begins;
        let Some(mut matched) = matching.best(&lanes, at) else {
            at += 1;
            continue;
        };
        if matched.tokens.0 > at {
            // a word before it let it match; without that word more may match
            let inner = matching.at(matched.tokens.0);
            matched = inner.filter(|inner| inner.reach > matched.reach).unwrap_or(matched);
        }
        let (first, past) = matched.tokens;
        at = past.max(at + 1);
        let Some((mut meaning, modifier)) = meaning(&language.rules[matched.rule], &matched) else {
            continue;
        };
        let span = Span::new(tokens[first].start(), tokens[past - 1].end());
        let relation = relation(tokens, first, language);
        let tense = if heeds_tense(&meaning) {
            tense_around(text, tokens, first, past, language)
        } else {
            Tense::Open
        };
        let last = last_end.replace((first, past));
        let joined = last.filter(|(_, end)| joins(tokens, *end, first, language));
        let is_end = joined.is_some_and(|(begin, end)| is_range(tokens, begin, end, language));
        if let Some(before) = found.last_mut().filter(|_| joined.is_some()) {
            share_year(&mut before.meaning, &meaning);
        }
        if is_end {
            follow(found.last().map(|it| &it.meaning), &mut meaning);
        }
        *sentence += usize::from((counted..first).any(|at| ends_sentence(tokens, at)));
        counted = past;
        let is_ahead = is_ahead(tokens, first, language);
        let opens = (first.saturating_sub(2)..first).any(|at| {
            tokens[at].opens() || matches!(&text[tokens[at].span().range()], "." | "!" | "?")
        });
        let sentence = *sentence;
        let onward = onward(tokens, past, language);
        let is_close = last.is_some_and(|(_, end)| {
            const FEW: usize = 14;
            let between = &tokens[end.min(first)..first];
            let parts = |it: &Token| {
                matches!(&text[it.span().range()], "," | ";" | ":" | "(" | ")" | "—" | "،" | "؛")
            };
            between.len() <= FEW && !between.iter().any(parts)
        });
        found.push(Found {
            span,
            meaning,
            modifier,
            relation,
            tense,
            is_ahead,
            opens,
            sentence,
            is_end,
            onward,
            is_close,
        });
    }
}

/// Whether the verbs around words may change what they mean: those of a date that has no year.
fn heeds_tense(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Date(Calendar { year: None, .. }))
}

/// `from May 15 to August 16, 1988`: the first date takes the year of the second, or the one before it.
fn share_year(from: &mut Meaning, to: &Meaning) {
    let (Meaning::Date(from), Meaning::Date(to)) = (from, to) else { return };
    if let (None, Some(month), Some(last), Some(year)) = (from.year, from.month, to.month, to.year)
    {
        from.year = Some(if month > last { year - 1 } else { year });
    }
}

/// `Monday through Friday`: the second weekday is the first one after the first.
fn follow(from: Option<&Meaning>, to: &mut Meaning) {
    let (Some(Meaning::Date(from)), Meaning::Date(to)) = (from, to) else { return };
    let are_bare = [from, &*to].iter().all(|it| {
        it.weekday.is_some()
            && it.month.is_none()
            && it.shift.is_none()
            && it.unit.is_none()
            && it.part.is_none()
    });
    if are_bare {
        (to.is_from_last, to.shift) = (true, Some(1));
    }
}

/// Whether a sentence ends at a token: at a full stop before a capital, and where a paragraph opens.
fn ends_sentence(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let next = tokens.get(at + 1);
    token.opens() || (token.is_stop() && next.is_some_and(|it| it.is_parted_capital()))
}

/// Whether the text tells a history: it names years, most of them away from the anchor, far more often than what points
/// to the anchor. The bounds part encyclopedic histories from news (`docs/time.md`).
fn is_narrative(found: &[Found], today: Option<Date>) -> bool {
    let Some(today) = today else { return true };
    let year = i32::from(today.year());
    let is_far = |found: &&Found| {
        let Meaning::Date(Calendar { year: Some(named), .. }) = found.meaning else { return false };
        (year - named).abs() >= 2
    };
    let has_year =
        |found: &&Found| matches!(&found.meaning, Meaning::Date(it) if it.year.is_some());
    let points_to_anchor = |found: &&Found| match &found.meaning {
        Meaning::Date(it) if it.year.is_some() || it.is_from_last => false,
        Meaning::Date(it) => it.deictic.is_some() || it.shift.is_some() || it.weekday.is_some(),
        Meaning::Counted { from, .. } => *from == From::Publication,
        _ => false,
    };
    let far = found.iter().filter(is_far).count();
    let near = found.iter().filter(points_to_anchor).count();
    far >= 6 && found.iter().filter(has_year).count() > 3 * near
}

fn is(token: Token, cue: Cue, language: &Language) -> bool {
    language.cues(token.word(), cue)
}

/// Whether `after` or `before` follows a length of time: 1, -1.
fn onward(tokens: &[Token], past: usize, language: &Language) -> i32 {
    match tokens.get(past) {
        Some(next) if is(*next, Cue::Event, language) => 1,
        Some(next) if is(*next, Cue::Before, language) => -1,
        _ => 0,
    }
}

/// Whether one of the two words before is `until`, `as early as`.
fn is_ahead(tokens: &[Token], first: usize, language: &Language) -> bool {
    tokens[first.saturating_sub(2)..first].iter().any(|it| is(*it, Cue::Ahead, language))
}

/// Whether a single word such as `to` joins what ends before token `end` with what begins at token `first`.
fn joins(tokens: &[Token], end: usize, first: usize, language: &Language) -> bool {
    first == end + 1 && is(tokens[end], Cue::Range, language)
}

/// Whether the word at token `end` makes a range of what it joins: `and` only after `between`.
fn is_range(tokens: &[Token], begin: usize, end: usize, language: &Language) -> bool {
    let is_list = is(tokens[end], Cue::List, language);
    let before = begin.checked_sub(1).map(|at| &tokens[at]);
    !is_list || before.is_some_and(|it| is(*it, Cue::Both, language))
}

/// What the words before an expression make of it.
const RELATIONS: [(Cue, Relation); 3] =
    [(Cue::Since, Relation::Since), (Cue::Until, Relation::Until), (Cue::Before, Relation::Before)];

/// Whether two tokens are a cue of two words.
fn ends_pair(first: Token, second: Token, cue: Cue, language: &Language) -> bool {
    let class = language.class_of(cue);
    let mut entries = language.entries(first.word()).iter();
    entries.any(|it| {
        Some(it.class) == class && matches!(&*it.more, [(word, _)] if *word == second.word())
    })
}

/// `since 2011`, `after the ceasefire of February 27`.
fn relation(tokens: &[Token], first: usize, language: &Language) -> Relation {
    let mut at = first;
    let mut reach = 1;
    while at > 0 && reach > 0 && !tokens[at].opens() {
        at -= 1;
        let token = tokens[at];
        let cues = language.cue_set(token.word());
        if cues.has(Cue::Determiner) {
            continue;
        }
        for (cue, relation) in RELATIONS {
            let pair = || at > 0 && ends_pair(tokens[at - 1], token, cue, language);
            if cues.has(cue) || pair() {
                return relation;
            }
        }
        if at + 1 == first && cues.has(Cue::Genitive) {
            reach = 5;
        }
        if token.is_sign() {
            break;
        }
        reach -= 1;
    }
    Relation::During
}

/// So many tokens on either side are looked at for a verb.
const TENSE_REACH: usize = 24;

/// The nearest verb that points to the future or to the past, in the sentence.
fn tense_around(
    text: &str,
    tokens: &[Token],
    first: usize,
    past: usize,
    language: &Language,
) -> Tense {
    const GOVERNS: usize = 6; // bytes: a preposition and its blanks
    let ends = |token: &Token| {
        token.is_sign() && matches!(&text[token.span().range()], "." | "!" | "?" | ";")
    };
    let begin = tokens[first].start();
    let governs = |token: &Token| token.start() < begin && token.end() + GOVERNS > begin;
    let cue = |token: &Token| {
        let cues = language.cue_set(token.word());
        if cues.has(Cue::Says) && !governs(token) {
            None // `announced in January` tells the tense, `will come in January, he announced` does not
        } else if cues.has(Cue::Future) {
            Some(Tense::Future)
        } else if cues.has(Cue::Past) || language.has_past_ending(&text[token.span().range()]) {
            Some(Tense::Past)
        } else {
            None
        }
    };
    let looked_at = |token: &Token| {
        if ends(token) || token.opens() {
            return ControlFlow::Break(cue(token).filter(|_| token.opens()));
        }
        cue(token).map_or(ControlFlow::Continue(()), |it| ControlFlow::Break(Some(it)))
    };
    let before = nearest(tokens[..first].iter().rev().take(TENSE_REACH), looked_at);
    let after = nearest(tokens[past..].iter().take(TENSE_REACH), looked_at);
    match (before, after) {
        (Some((near, cue)), Some((far, _))) if near <= far + 4 => cue,
        (Some((_, cue)), None) | (_, Some((_, cue))) => cue,
        (None, None) => Tense::Open,
    }
}

/// What is found where the search breaks off, and how many tokens lie before it.
fn nearest<'t>(
    tokens: impl Iterator<Item = &'t Token>,
    looked_at: impl Fn(&Token) -> ControlFlow<Option<Tense>>,
) -> Option<(usize, Tense)> {
    for (distance, token) in tokens.enumerate() {
        if let ControlFlow::Break(found) = looked_at(token) {
            return found.map(|it| (distance, it));
        }
    }
    None
}

/// The days a span speaks of once the word before it is heard: `since 2011` has no end.
pub(crate) fn under(edtf: &Edtf, relation: Relation) -> Option<Edtf> {
    match relation {
        Relation::During => Some(edtf.clone()),
        Relation::Before => edtf.before(),
        Relation::Until => edtf.until(),
        Relation::Since => edtf.since(),
    }
}

/// Whether an expression has a place in the calendar: a date, or a length that is counted from one.
pub(crate) fn is_dated(expression: &TimeExpression) -> bool {
    expression.kind != ExpressionType::Set && expression.edtf.is_some()
}

/// Whether the verbs around a span point to the future, or only suppose. `known` are tokens of the text.
pub(crate) fn points_ahead(text: &str, known: &Tokens, span: Span, tag: &str) -> bool {
    const REACH: usize = 200;
    let language = language(tag);
    let from = text.floor_char_boundary(span.start.saturating_sub(REACH));
    let to = text.ceil_char_boundary(span.end + REACH);
    let around = Span::new(from, to);
    let mut cut = Vec::new();
    let tokens = known.near(around, span, TENSE_REACH + 1).unwrap_or_else(|| {
        cut = known.around(text, around, language);
        &cut
    });
    let first = tokens.partition_point(|it| it.start() < span.start);
    let past = tokens.partition_point(|it| it.start() < span.end);
    tense_around(text, tokens, first, past, language) == Tense::Future
}
