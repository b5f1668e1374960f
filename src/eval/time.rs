//! Measuring time expressions, and the times of places, against gold.
//!
//! # Shape
//!
//! A corpus is JSON lines, `{"id", "text", "lang"?, "dct"?, "timexes": [{"start", "end", "type", "value"}], "places"?:
//! [{"start", "end", "events": [{"times": [{"value"}]}]}]}`; offsets in code points.
//!
//! # Sources
//!
//! Strict, relaxed, type and value F1 as in TempEval-3 (`UzZaman` et al. 2013): expressions are matched one to one, the
//! longest overlap first; a type or a value counts on a matched pair. For days F1 it is enough that both values mean the
//! same days. A place with an event that has a time is right when its `when`, else the day of publication, is one of
//! the gold times.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use tadmur_geoparser::dates::expressions::{Anchor, expressions};
use tadmur_geoparser::dates::linking::link;
use tadmur_geoparser::dates::timex3;
use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::breaks::unbroken;
use tadmur_geoparser::text::zones::zones;

use crate::article::Article;
use crate::eval::gold::Error;

/// An annotated text.
#[derive(Debug, Deserialize)]
pub struct Document {
    text: String,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    dct: Option<String>,
    #[serde(default)]
    timexes: Vec<Timex>,
    #[serde(default)]
    places: Vec<Place>,
}

/// An annotated time expression.
#[derive(Clone, Debug, Deserialize)]
struct Timex {
    start: usize,
    end: usize,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    value: Option<String>,
    /// Whether it is the dateline itself, which is given.
    #[serde(default)]
    dct: bool,
    /// Whether it stands in another one.
    #[serde(default)]
    nested: Option<serde_json::Value>,
}

impl Timex {
    fn counts(&self) -> bool {
        let nested = self.nested.as_ref();
        !self.dct && nested.is_none_or(|it| it.is_null() || *it == serde_json::Value::Bool(false))
    }
}

#[derive(Debug, Deserialize)]
struct Place {
    start: usize,
    end: usize,
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Debug, Deserialize)]
struct Event {
    #[serde(default)]
    times: Vec<EventTime>,
}

#[derive(Debug, Deserialize)]
struct EventTime {
    value: String,
}

/// What was counted, over documents.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Annotated expressions.
    pub gold: usize,
    /// Expressions found.
    pub found: usize,
    /// Of them with the same span as an annotated one.
    pub strict: usize,
    /// Of them that overlap an annotated one.
    pub relaxed: usize,
    /// Of these, with its type.
    pub kind: usize,
    /// With its value.
    pub value: usize,
    /// With a value that means its days.
    pub days: usize,
    /// Places with an event that has a time, counted once for each event.
    pub events: usize,
    /// Of them with one of its times.
    pub events_right: usize,
}

impl Counts {
    /// The harmonic mean of precision and recall; not a number when there is nothing to find.
    pub fn f1(&self, right: usize) -> f64 {
        2.0 * right as f64 / (self.gold + self.found) as f64
    }

    /// The sum of two.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            gold: self.gold + other.gold,
            found: self.found + other.found,
            strict: self.strict + other.strict,
            relaxed: self.relaxed + other.relaxed,
            kind: self.kind + other.kind,
            value: self.value + other.value,
            days: self.days + other.days,
            events: self.events + other.events,
            events_right: self.events_right + other.events_right,
        }
    }
}

/// Every document of a corpus, in order.
///
/// # Errors
///
/// When the file cannot be read, or a line of it is no annotated document.
pub fn read(path: &Path) -> Result<Vec<Document>, Error> {
    let text =
        fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let lines = text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty());
    let parse = |(nth, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|source| Error::Line {
            path: path.to_owned(),
            line: nth + 1,
            source,
        })
    };
    lines.map(parse).collect()
}

/// What is found in a document, counted.
pub fn score(document: &Document) -> Counts {
    let text: &str = &unbroken(&document.text);
    let published = document.dct.as_deref().and_then(timex3::days);
    let guessed;
    let lang = if let Some(lang) = &document.lang {
        lang
    } else {
        guessed = Article::language_of(text);
        guessed
    };
    let found = expressions(text, Anchor { published }, lang);
    let bytes: Vec<usize> =
        document.text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let span = |start: usize, end: usize| {
        let byte = |at: usize| bytes[at.min(bytes.len() - 1)];
        Span::new(byte(start), byte(end.max(start)))
    };
    let gold: Vec<(Span, &Timex)> = document
        .timexes
        .iter()
        .filter(|it| it.counts())
        .map(|it| (span(it.start, it.end), it))
        .collect();
    let timexes: Vec<timex3::Timex> = timex3::timexes(text, &found).collect();
    let mut counts = Counts { gold: gold.len(), found: timexes.len(), ..Counts::default() };
    for (a, b) in pairs(&gold, &timexes) {
        let ((span, gold), found) = (gold[a], timexes[b]);
        let value = gold.value.as_deref().unwrap_or_default().trim();
        counts.relaxed += 1;
        counts.strict += usize::from(span == found.span);
        counts.kind += usize::from(gold.kind.as_deref() == Some(found.kind.as_str()));
        counts.value += usize::from(value == found.value);
        counts.days += usize::from(same_days(value, found.value));
    }
    let spans: Vec<Span> = document.places.iter().map(|it| span(it.start, it.end)).collect();
    let whens = link(text, &zones(text), &found, &spans, lang);
    for (place, when) in document.places.iter().zip(whens) {
        let told = when.map(|it| it.edtf.span()).or(published);
        for event in place.events.iter().filter(|it| !it.times.is_empty()) {
            let is_right =
                |time: &EventTime| timex3::days(&time.value).is_some_and(|it| Some(it) == told);
            counts.events += 1;
            counts.events_right += usize::from(event.times.iter().any(is_right));
        }
    }
    counts
}

/// The same value, or the same days; times of day are the same only when written alike.
fn same_days(a: &str, b: &str) -> bool {
    let is_time = a.contains('T') || b.contains('T');
    a == b || (!is_time && timex3::days(a).is_some_and(|it| timex3::days(b) == Some(it)))
}

/// Which found expression goes with which of gold: equal spans first, then the longest overlap.
fn pairs(gold: &[(Span, &Timex)], found: &[timex3::Timex]) -> Vec<(usize, usize)> {
    let overlap = |a: Span, b: Span| a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let mut candidates: Vec<(bool, std::cmp::Reverse<usize>, usize, usize)> = Vec::new();
    for (a, (span, _)) in gold.iter().enumerate() {
        let near = found.iter().enumerate().filter(|(_, it)| it.span.overlaps(*span));
        candidates.extend(
            near.map(|(b, it)| {
                (it.span != *span, std::cmp::Reverse(overlap(it.span, *span)), a, b)
            }),
        );
    }
    candidates.sort_unstable();
    let (mut used_gold, mut used_found) = (vec![false; gold.len()], vec![false; found.len()]);
    let mut pairs = Vec::new();
    for (.., a, b) in candidates {
        if !used_gold[a] && !used_found[b] {
            (used_gold[a], used_found[b]) = (true, true);
            pairs.push((a, b));
        }
    }
    pairs
}
