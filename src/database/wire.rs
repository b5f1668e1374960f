//! Values as the database writes them: JSON arrays, words of closed sets, code points.

use serde::Serialize;
use serde::de::DeserializeOwned;
use tadmur_geoparser::dates::ExpressionType;
use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::zones::{Zone, ZonedBlock};

use crate::feature::{CodePoints, Stretch};

/// Start, end, zone, whether it is a duplicate.
pub(super) type WireZone = (usize, usize, String, bool);
/// Start, end, type, value, days.
pub(super) type WireTime = (usize, usize, String, String, Option<String>);
/// The number of a place, and its score.
pub(super) type WireOther = (u32, f32);
/// Name, value, whether it was used.
pub(super) type WireMetadatum = (String, String, bool);

pub(super) use crate::store::packed::{MOODS, PUBLISHED_BASES, WHEN_BASES};

pub(super) const EXPRESSION_TYPES: &[ExpressionType] =
    &[ExpressionType::Date, ExpressionType::Time, ExpressionType::Duration, ExpressionType::Set];

pub(super) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("arrays of text and numbers are JSON")
}

pub(super) fn from_json<T: DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

/// The member of a closed set that a word stands for.
pub(super) fn member<T: Copy>(all: &[T], as_str: fn(T) -> &'static str, word: &str) -> Option<T> {
    all.iter().copied().find(|&it| as_str(it) == word)
}

pub(super) fn zones(blocks: &[ZonedBlock], code_points: &CodePoints<'_>) -> String {
    let wire = blocks.iter().map(|block| {
        let Stretch { start, end } = code_points.stretch(block.span);
        (start, end, block.zone.as_str(), block.duplicate)
    });
    to_json(&wire.collect::<Vec<_>>())
}

pub(super) fn blocks(json: &str, bytes: &Bytes) -> Option<Vec<ZonedBlock>> {
    let wire: Vec<WireZone> = from_json(json)?;
    let block = |(start, end, zone, duplicate): WireZone| {
        let span = bytes.span(Stretch { start, end })?;
        Some(ZonedBlock { span, zone: member(Zone::ALL, Zone::as_str, &zone)?, duplicate })
    };
    wire.into_iter().map(block).collect()
}

/// Where each code point of a text begins, in bytes.
pub(super) struct Bytes {
    /// Empty when every code point is one byte.
    starts: Vec<u32>,
    length: usize,
}

impl Bytes {
    pub(super) fn of(text: &str) -> Self {
        let length = text.len();
        if text.is_ascii() {
            return Self { starts: Vec::new(), length };
        }
        let starts = text.char_indices().map(|(at, _)| at as u32).chain([length as u32]);
        Self { starts: starts.collect(), length }
    }

    /// The bytes of a stretch that lies in the text.
    pub(super) fn span(&self, stretch: Stretch) -> Option<Span> {
        let at = |point: usize| match self.starts.get(point) {
            Some(&byte) => Some(byte as usize),
            None if self.starts.is_empty() && point <= self.length => Some(point),
            None => None,
        };
        let (start, end) = (at(stretch.start)?, at(stretch.end)?);
        (start <= end).then(|| Span::new(start, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_and_code_points_are_two_ways_of_one_road(text in "[a-zд沙🏛]{0,60}", ascii in "[a-z]{0,9}") {
            for text in [text, ascii] {
                let (code_points, bytes) = (CodePoints::of(&text), Bytes::of(&text));
                for (start, _) in text.char_indices() {
                    let span = Span::new(start, text.len());
                    prop_assert_eq!(bytes.span(code_points.stretch(span)), Some(span));
                }
                let end = text.chars().count() + 1;
                prop_assert_eq!(bytes.span(Stretch { start: 0, end }), None);
            }
        }
    }
}
