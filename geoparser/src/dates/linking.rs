//! Which time a mention belongs to.
//!
//! # Shape
//!
//! A time in the mention's own clause comes first, then one in its sentence when no word between them shuts the clause
//! off, then the time of an earlier sentence of the paragraph as long as the story stays in the past and no new time
//! appears. `Now` dates its own sentence only. A date that only qualifies a noun of a supposed clause dates nothing.
//!
//! # Cost
//!
//! One pass over the sentences that hold mentions; a mention looks at the few expressions nearest to it.

use std::cell::OnceCell;

use crate::dates::expressions::tokens::{Token, Tokens, cut};
use crate::dates::expressions::{is_dated, under};
use crate::dates::lang::{Cue, CueSet, Language, language};
use crate::dates::{ExpressionType, Mood, Relation, TimeExpression, When, WhenBasis};
use crate::recognize::{FoldedWords, WordedText};
use crate::text::Span;
use crate::text::sentences::each_sentence;
use crate::text::zones::{Zone, ZonedBlock};

/// How many expressions on either side of a mention are weighed.
const NEAREST: usize = 3;

/// The time of each mention, in their order; `None` where the text around it names none. `lang` is a BCP 47 tag.
pub fn link(
    text: &str,
    zones: &[ZonedBlock],
    expressions: &[TimeExpression],
    mentions: &[Span],
    lang: &str,
) -> Vec<Option<When>> {
    if mentions.is_empty() || !expressions.iter().any(is_dated) {
        return vec![None; mentions.len()];
    }
    let worded = WordedText { text, words: &FoldedWords::of(text), lang };
    link_with(worded, &Tokens::default(), zones, expressions, mentions)
}

/// The same for a text with a date, whose words are known, and perhaps tokens of it.
pub(crate) fn link_with(
    WordedText { text, words, lang }: WordedText<'_>,
    known: &Tokens,
    zones: &[ZonedBlock],
    expressions: &[TimeExpression],
    mentions: &[Span],
) -> Vec<Option<When>> {
    let mut times = vec![None; mentions.len()];
    let language = language(lang);
    let mut order: Vec<usize> = (0..mentions.len()).collect();
    order.sort_by_key(|at| mentions[*at].start);
    let mut next = 0;
    let (mut room, mut spans, mut marks) = (Vec::new(), Vec::new(), Vec::with_capacity(32));
    let mut walk = known.walk();
    for block in zones {
        let first = next;
        while order.get(next).is_some_and(|at| mentions[*at].start < block.span.end) {
            next += 1;
        }
        let inside = &order[first..next];
        if inside.is_empty()
            || matches!(
                block.zone,
                Zone::Dateline | Zone::Tags | Zone::PageMetadata | Zone::Breadcrumb
            )
        {
            continue;
        }
        if !within(expressions, block.span).iter().any(is_dated) {
            continue; // no time is carried from block to block
        }
        let mut carried: Option<&TimeExpression> = None;
        let mut from = 0;
        for span in each_sentence(text, block.span) {
            if from == inside.len() {
                break;
            }
            let own = within(expressions, span);
            let to = from
                + inside[from..].iter().take_while(|at| mentions[**at].start < span.end).count();
            let has_date = own.iter().any(is_dated);
            if carried.is_none() && !has_date {
                from = to;
                continue;
            }
            spans.clear();
            spans.extend(inside[from..to].iter().map(|at| mentions[*at]));
            let tokens = walk.within(span).unwrap_or_else(|| {
                room.clear();
                cut(text, words, span, language, &mut room);
                &room
            });
            marks.clear();
            let mut sentence = Sentence::new(text, tokens, language);
            if from < to {
                sentence.mark(&mut marks);
            }
            let before = carried.filter(|_| !has_date);
            for (mention, at) in spans.iter().zip(&inside[from..to]) {
                times[*at] = sentence.time(*mention, &spans, own, before);
            }
            from = to;
            carried = sentence.carries(own, carried);
        }
    }
    times
}

/// The expressions that stand in a span.
fn within(expressions: &[TimeExpression], span: Span) -> &[TimeExpression] {
    let from = expressions.partition_point(|it| it.span.start < span.start);
    let to = expressions.partition_point(|it| it.span.end <= span.end);
    expressions.get(from..to).unwrap_or_default()
}

/// How many tokens of some kinds there are.
#[derive(Clone, Copy, Default, Eq, PartialEq)]
struct Counts {
    /// Words and signs that shut a clause off.
    blocking: u32,
    /// Commas.
    commas: u32,
    /// Words such as `after` that begin a clause of time.
    temporal: u32,
}

/// A token that is counted.
struct Mark {
    at: usize,
    /// What was counted before it.
    before: Counts,
}

/// A sentence.
struct Sentence<'a> {
    text: &'a str,
    tokens: &'a [Token],
    language: &'a Language,
    /// What is counted in it, if it holds mentions.
    marks: &'a [Mark],
    /// All that was counted.
    whole: Counts,
    /// Whether a word of it points to the future or supposes.
    has_mood: bool,
    /// Whether it tells something past, once that was asked.
    is_past: OnceCell<bool>,
}

impl<'a> Sentence<'a> {
    fn new(text: &'a str, tokens: &'a [Token], language: &'a Language) -> Self {
        Self {
            text,
            tokens,
            language,
            marks: &[],
            whole: Counts::default(),
            has_mood: false,
            is_past: OnceCell::new(),
        }
    }

    /// Counts what tells the times of mentions.
    fn mark(&mut self, marks: &'a mut Vec<Mark>) {
        const TELLING: CueSet =
            CueSet::of(&[Cue::Blocking, Cue::Temporal, Cue::Hypothetical, Cue::Future]);
        let mut sum = Counts::default();
        for (at, token) in self.tokens.iter().enumerate() {
            let cues = self.language.cue_set(token.word());
            if !token.is_sign() && !cues.has_any(TELLING) {
                continue;
            }
            let before = sum;
            sum.commas += u32::from(matches!(self.sign(at), Some("," | "،")));
            sum.blocking += u32::from(self.shuts(at));
            sum.temporal += u32::from(cues.has(Cue::Temporal));
            if sum != before {
                marks.push(Mark { at, before });
            }
            self.has_mood |= cues.has(Cue::Hypothetical) || cues.has(Cue::Future);
        }
        self.whole = sum;
        self.marks = marks;
    }

    /// What is counted before a token, or before the end.
    fn before(&self, at: usize) -> Counts {
        let next = self.marks.partition_point(|it| it.at < at);
        self.marks.get(next).map_or(self.whole, |it| it.before)
    }

    fn is(&self, at: usize, cue: Cue) -> bool {
        self.tokens.get(at).is_some_and(|token| self.language.cues(token.word(), cue))
    }

    fn sign(&self, at: usize) -> Option<&str> {
        let token = self.tokens.get(at).filter(|token| token.is_sign())?;
        Some(&self.text[token.span().range()])
    }

    /// Whether a token shuts a clause off: a relative or a subordinating word, a semicolon, a dash between blanks.
    fn shuts(&self, at: usize) -> bool {
        let Some(sign) = self.sign(at) else { return self.is(at, Cue::Blocking) };
        let glued = at > 0 && self.tokens[at].is_glued();
        let spaced =
            |at: usize| self.tokens.get(at + 1).is_some_and(|next| !next.is_glued()) && !glued;
        match sign {
            ";" | ":" => !self.tokens.get(at + 1).is_some_and(|next| next.is_glued()),
            "—" => true,
            "–" | "-" => spaced(at) || (self.sign(at + 1) == Some("-") && !glued),
            _ => false,
        }
    }

    fn token_from(&self, byte: usize) -> usize {
        self.tokens.partition_point(|token| token.start() < byte)
    }

    /// What lies between two spans, apart from a relative word that follows the first one directly.
    fn between(&self, a: Span, b: Span) -> Counts {
        let (left, right) = if a.start <= b.start { (a, b) } else { (b, a) };
        let mut from = self.token_from(left.end);
        let to = self.token_from(right.start);
        let comma = usize::from(self.sign(from) == Some(","));
        if left == a && self.shuts(from + comma) && self.is(from + comma, Cue::Blocking) {
            from += comma + 1; // `Palmyra, which fell in May`
        }
        let (from, to) = (self.before(from.min(to)), self.before(to));
        Counts {
            blocking: to.blocking - from.blocking,
            commas: to.commas - from.commas,
            temporal: to.temporal - from.temporal,
        }
    }

    /// The time of a mention, the mood of its clause included.
    fn time(
        &self,
        mention: Span,
        mentions: &[Span],
        own: &[TimeExpression],
        carried: Option<&TimeExpression>,
    ) -> Option<When> {
        let nearest = own.partition_point(|it| it.span.start < mention.start);
        let near = &own[nearest.saturating_sub(NEAREST)..(nearest + NEAREST).min(own.len())];
        let mood = self.mood(mention, near);
        let candidates = near.iter().filter(|it| {
            is_dated(it) && !it.span.overlaps(mention) && self.may_date(mention, it, own)
        });
        let weighed =
            candidates.filter_map(|it| Some((self.cost(mention, mentions, it, mood)?, it)));
        if let Some((cost, expression)) = weighed.min_by_key(|(cost, it)| (*cost, it.span.start)) {
            let basis = if cost < 1000 { WhenBasis::Clause } else { WhenBasis::Sentence };
            return when(expression, basis, mood);
        }
        let carried = carried.filter(|_| mood != Mood::Hypothetical && self.is_past())?;
        when(carried, WhenBasis::Paragraph, mood)
    }

    /// Whether an expression may date a mention: the date of an event that a length is counted from (`two days after the
    /// attack of 5 May`) dates nothing but what is told of that event.
    fn may_date(&self, mention: Span, expression: &TimeExpression, own: &[TimeExpression]) -> bool {
        let at = own.partition_point(|it| it.span.start < expression.span.start);
        let length = at.checked_sub(1).map(|at| &own[at]);
        let Some(length) = length.filter(|it| it.kind == ExpressionType::Duration && is_dated(it))
        else {
            return true;
        };
        let behind = self.token_from(expression.span.end);
        let past = self.token_from(mention.start + 1).max(behind);
        let (from, to) = (self.before(behind), self.before(past));
        let is_parted = (from.blocking, from.commas) != (to.blocking, to.commas);
        mention.start >= length.span.end && !is_parted
    }

    /// How far an expression is from a mention: words, and a thousand for what separates clauses; `None` when shut off.
    fn cost(
        &self,
        mention: Span,
        mentions: &[Span],
        expression: &TimeExpression,
        mood: Mood,
    ) -> Option<usize> {
        let list = self.list_around(mention, mentions);
        let between = self.between(list, expression.span);
        if between.blocking > 0
            || (mood == Mood::Hypothetical && self.qualifies_noun(expression.span))
        {
            return None;
        }
        let (left, right) = if list.start < expression.span.start {
            (list.end, expression.span.start)
        } else {
            (expression.span.end, list.start)
        };
        // an expression between the members of a list is no word away from it
        let words = self.token_from(right).saturating_sub(self.token_from(left));
        let opens_sentence = self.opens(expression.span);
        let from = mentions.partition_point(|it| it.start < left);
        let between_them = mentions[from..].iter().take_while(|it| it.end <= right).take(2);
        let other_clause =
            between_them.into_iter().any(|other| self.between(list, *other).commas > 0);
        if other_clause && !opens_sentence {
            return None;
        }
        let commas = if opens_sentence { between.commas.saturating_sub(1) } else { between.commas };
        let own_word = u32::from(expression.relation != Relation::During);
        let temporal = between.temporal.saturating_sub(own_word);
        Some(words + if commas + temporal > 0 { 1000 } else { 0 })
    }

    /// The list that a mention is a member of: `Homs, Idlib and Hama`.
    fn list_around(&self, mention: Span, mentions: &[Span]) -> Span {
        const LONGEST: usize = 12;
        let joined = |a: &Span, b: &Span| {
            let gap = self.token_from(a.end)..self.token_from(b.start);
            (1..=2).contains(&gap.len())
                && gap.clone().all(|at| self.sign(at) == Some(",") || self.is(at, Cue::List))
        };
        let at = mentions.partition_point(|it| it.start < mention.start);
        let (mut first, mut last) = (at, at);
        while first > 0 && at - first < LONGEST && joined(&mentions[first - 1], &mentions[first]) {
            first -= 1;
        }
        while last + 1 < mentions.len()
            && last - at < LONGEST
            && joined(&mentions[last], &mentions[last + 1])
        {
            last += 1;
        }
        let end = mentions.get(last).map_or(mention.end, |it| it.end);
        Span::new(mentions.get(first).map_or(mention.start, |it| it.start), end)
    }

    /// Whether an expression opens the sentence, so that it dates what follows its comma.
    fn opens(&self, span: Span) -> bool {
        self.token_from(span.start) <= 4 && self.sign(self.token_from(span.end)) == Some(",")
    }

    /// `the May 2015 scenario`.
    fn qualifies_noun(&self, span: Span) -> bool {
        let (first, past) = (self.token_from(span.start), self.token_from(span.end));
        let noun = self.tokens.get(past).is_some_and(|it| it.is_word() && !it.is_capital());
        first > 0 && self.is(first - 1, Cue::Determiner) && noun
    }

    /// The mood of the clause around a span.
    fn mood(&self, span: Span, near: &[TimeExpression]) -> Mood {
        if !self.has_mood {
            return Mood::Fact;
        }
        let (first, past) = (self.token_from(span.start), self.token_from(span.end));
        let left =
            (0..first).rev().take_while(|at| !self.shuts(*at) || self.is(*at, Cue::Hypothetical));
        let right = (past..self.tokens.len()).take_while(|at| !self.shuts(*at));
        let is_time = |at: usize| {
            let start = self.tokens[at].start(); // the month of May
            near.iter().any(|it| it.span.start <= start && start < it.span.end)
        };
        let mut mood = Mood::Fact;
        for at in left.take(60).chain(right.take(60)) {
            if self.is(at, Cue::Hypothetical) && !is_time(at) {
                return Mood::Hypothetical;
            }
            if self.is(at, Cue::Future) && !is_time(at) {
                mood = Mood::Future;
            }
        }
        mood
    }

    /// Whether the sentence tells something past: it has a past verb, or no present one.
    fn is_past(&self) -> bool {
        *self.is_past.get_or_init(|| self.tells_past())
    }

    fn tells_past(&self) -> bool {
        let past = |at: usize| {
            let token = &self.tokens[at];
            let word = &self.text[token.span().range()];
            self.is(at, Cue::Past) || self.language.has_past_ending(word)
        };
        let mut all = 0..self.tokens.len();
        all.clone().any(past)
            || !all.any(|at| self.is(at, Cue::Present) || self.is(at, Cue::Future))
    }

    /// The time that the next sentence of the paragraph inherits.
    fn carries<'e>(
        &self,
        own: &'e [TimeExpression],
        before: Option<&'e TimeExpression>,
    ) -> Option<&'e TimeExpression> {
        let last = own.iter().rev().find(|it| is_dated(it));
        match last {
            Some(last) => {
                Some(last).filter(|it| !it.value.ends_with("_REF") && !self.qualifies_noun(it.span))
            }
            None => before.filter(|_| self.is_past()),
        }
    }
}

fn when(expression: &TimeExpression, basis: WhenBasis, mood: Mood) -> Option<When> {
    let edtf = under(expression.edtf.as_ref()?, expression.relation)?;
    Some(When { edtf, basis, evidence: expression.span, mood })
}
