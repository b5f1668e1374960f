//! When an article was published, as its own text tells.
//!
//! # Shape
//!
//! What is declared comes first: a line labelled *published*, the date of a dateline, a breadcrumb, a date that stands
//! alone under the title, a line labelled *updated*. A clock above the title is the page's own: no more than the latest
//! day it can be. When nothing is declared, the newest date that the text tells of as past is the earliest day: that is
//! *inferred*, never a certain day.

use std::cell::LazyCell;
use std::ops::Deref;

use jiff::civil::Date;

use crate::dates::expressions::{Anchor, Findings, expressions, is_dated, points_ahead};
use crate::dates::lang::{guess, spoken};
use crate::dates::{Edtf, ExpressionType, Published, PublishedBasis, TimeExpression, TimeSpan};
use crate::recognize::FoldedWords;
use crate::text::Span;
use crate::text::zones::labels::{Label, label};
use crate::text::zones::{Zone, ZonedBlock};

/// What a date in the head of a page is worth; the greatest wins, the first of equals.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Rank {
    InBody,
    Updated,
    Alone,
    Breadcrumb,
    Dateline,
    Published,
}

/// So many blocks from the headline on may still say when the story was published.
const EARLY_BLOCKS: usize = 6;

/// A line has little beside its date: "Published on 15 March 2012, the report ..." tells a story.
const LINE_BYTES: usize = 60;

/// What the text says of its own publication: a labelled line, a dateline, or bounds from the dates it mentions.
pub fn publication(text: &str, zones: &[ZonedBlock]) -> Published {
    let lang = guess(text);
    publication_with(
        text,
        zones,
        &LazyCell::new(|| Findings::of(text, &FoldedWords::of(text), lang)),
        lang,
    )
}

/// The same for a text in a known language, whose time expressions may be known already.
pub(crate) fn publication_with(
    text: &str,
    zones: &[ZonedBlock],
    findings: &impl Deref<Target = Findings>,
    lang: &str,
) -> Published {
    let title = zones.iter().position(|block| block.zone == Zone::Title);
    let opening = zones.iter().position(|block| block.zone == Zone::Body);
    let head = title.or(opening).unwrap_or(0);
    let mut best: Option<(Rank, Date, Span)> = None;
    let mut latest: Option<(Date, Span)> = None;
    for (at, block) in zones.iter().enumerate() {
        let line = &text[block.span.range()];
        if block.zone == Zone::Body {
            let is_early = (head..head + EARLY_BLOCKS).contains(&at);
            let day = Some(block.span).filter(|_| is_early).and_then(|it| day_of_body(text, it));
            if let Some((day, span)) = day.filter(|_| best.is_none()) {
                best = Some((Rank::InBody, day, span));
            }
            continue;
        }
        let rank = match (block.zone, label(line)) {
            (_, Some((Label::Published, _))) => Rank::Published,
            (_, Some((Label::Updated, _))) => Rank::Updated,
            (Zone::Dateline, _) => Rank::Dateline,
            (Zone::Breadcrumb, _) => Rank::Breadcrumb,
            (Zone::PageMetadata, None) => Rank::Alone,
            _ => continue,
        };
        let Some((day, span)) = whole_day(text, block.span) else { continue };
        if rank == Rank::Alone && at < head {
            latest = latest.filter(|(known, _)| *known <= day).or(Some((day, span)));
            continue;
        }
        if best.is_none_or(|(known, ..)| known < rank) {
            best = Some((rank, day, span));
        }
    }
    if let Some((_, day, evidence)) = best {
        return Published {
            edtf: Some(Edtf::day(day)),
            basis: PublishedBasis::Declared,
            evidence: Some(evidence),
        };
    }
    inferred(text, zones, latest, findings, lang)
}

/// The first day that a line names with its year, in any of the languages that are read.
pub fn day_in(line: &str) -> Option<Date> {
    whole_day(line, Span::new(0, line.len())).map(|(day, _)| day)
}

/// The day of a labelled line among the paragraphs, or of one that opens a paragraph and is parted from it by a mark:
/// `27.1.2022 - In memory of ...`. Never a date that is part of a sentence.
fn day_of_body(text: &str, block: Span) -> Option<(Date, Span)> {
    let line = &text[block.range()];
    let opens = line.starts_with(|it: char| it.is_ascii_digit());
    let labelled = line.len() <= LINE_BYTES && matches!(label(line), Some((Label::Published, _)));
    if !opens && !labelled {
        return None;
    }
    let to = line.floor_char_boundary(LINE_BYTES);
    let found = whole_day(text, Span::new(block.start, block.start + to))?;
    let parted = text[found.1.end..].trim_start_matches(' ').starts_with(PARTING);
    (labelled || (opens && found.1.start == block.start && parted)).then_some(found)
}

/// Marks that part a date from what it is the date of.
const PARTING: [char; 9] = ['-', '–', '—', '|', ':', '„', '“', '"', '«'];

/// The first date in a line that names its year and its day.
fn whole_day(text: &str, span: Span) -> Option<(Date, Span)> {
    let line = &text[span.range()];
    let first = |tag| first_day(line, span, tag);
    // A language that knows the month takes more words than one that sees a year and a clock.
    let longer = |best: Option<(Date, Span)>, found: (Date, Span)| match best {
        Some(best) if best.1.range().len() >= found.1.range().len() => Some(best),
        _ => Some(found),
    };
    let n_digits = line.chars().filter(|it| it.is_numeric()).take(3).count();
    if n_digits < 3 {
        return None;
    }
    spoken(line).filter_map(first).fold(None, longer)
}

/// The same, as one language reads it.
fn first_day(line: &str, span: Span, tag: &str) -> Option<(Date, Span)> {
    expressions(line, Anchor { published: None }, tag).into_iter().find_map(|it| {
        let days = it.edtf.as_ref()?.span();
        let day = days.first().filter(|_| days.first() == days.last())?;
        // `2016, 13:43` has a day for whoever reads the clock alone: the value must name one.
        let is_day = matches!(it.value.as_bytes(), [_, _, _, _, b'-', _, _, b'-', ..]);
        let named = is_day && matches!(it.kind, ExpressionType::Date | ExpressionType::Time);
        let found = Span::new(span.start + it.span.start, span.start + it.span.end);
        named.then_some((day, found))
    })
}

/// Bounds: not before the newest day told as past, not after the day of a page clock.
fn inferred(
    text: &str,
    zones: &[ZonedBlock],
    latest: Option<(Date, Span)>,
    findings: &Findings,
    tag: &str,
) -> Published {
    // only a date with its year bounds anything
    let names_numbers =
        findings.spans().any(|it| text[it.range()].bytes().any(|it| it.is_ascii_digit()));
    let anchor = Anchor { published: None };
    let all = if names_numbers { findings.expressions(anchor) } else { Vec::new() };
    let mut first: Option<(Date, Span)> = None;
    let mut at = 0;
    for expression in all.iter().filter(|it| is_dated(it)) {
        while zones.get(at).is_some_and(|block| block.span.end <= expression.span.start) {
            at += 1;
        }
        let content = zones.get(at).is_some_and(|block| block.zone.is_content());
        let Some(day) = lower_bound(text, expression).filter(|_| content) else { continue };
        let possible = latest.is_none_or(|(latest, _)| day <= latest);
        let newer = possible && first.is_none_or(|(known, _)| known < day);
        if newer && !points_ahead(text, findings.tokens(), expression.span, tag) {
            first = Some((day, expression.span));
        }
    }
    let days = TimeSpan::new(first.map(|(day, _)| day), latest.map(|(day, _)| day));
    match days.and_then(Edtf::one_of) {
        Some(edtf) => Published {
            edtf: Some(edtf),
            basis: PublishedBasis::Inferred,
            evidence: first.or(latest).map(|(_, span)| span),
        },
        None => Published::UNKNOWN,
    }
}

/// The day that a text which tells of it as past cannot be older than: the last of a few days, the first of a month or a year.
fn lower_bound(text: &str, expression: &TimeExpression) -> Option<Date> {
    let span = expression.edtf.as_ref()?.span();
    let (first, last) = (span.first()?, span.last()?);
    let words = &text[expression.span.range()];
    if !names(words, first.year()) && !names(words, last.year()) {
        return None;
    }
    let days = (last - first).get_days();
    Some(if days < 28 { last } else { first })
}

/// Whether a year stands in words as it is written.
fn names(words: &str, year: i16) -> bool {
    let mut written = [b'-'; 6];
    let mut first = written.len();
    let mut rest = year.unsigned_abs();
    while rest > 0 || first == written.len() {
        first -= 1;
        written[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    first -= usize::from(year < 0);
    let written = &written[first..];
    words.as_bytes().windows(written.len()).any(|it| it == written)
}

#[cfg(test)]
mod tests {
    use crate::dates::publication::names;

    #[test]
    fn years_stand_in_words_as_they_are_written() {
        for year in [0, 9, 44, 800, 2016, i16::MAX, -1, -43, i16::MIN] {
            for words in [format!("{year}"), format!("in {year} and"), format!("12{year}5")] {
                assert!(names(&words, year), "{words}");
            }
            assert!(!names("", year));
            assert!(!names("in 1 - 5 and 67", year));
        }
        assert!(!names("in 43", -43));
    }
}
