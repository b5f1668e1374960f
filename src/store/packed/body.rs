//! The body of a packed article: its text, its mentions, its zones, its times.
//!
//! # Shape
//!
//! A head of 32 bytes, a record of 68 bytes for each mention, 12 bytes for each zone, 36 for each time expression, and then
//! the words: the text, and after it what is told and does not stand in it. A mention that is a feature and one of the page
//! is one record.

use std::sync::Arc;

use tadmur_geoparser::dates::{ExpressionType, Mood};

use crate::feature::{
    ArticleFacts, Page, PageMention, PageTime, PageZone, PlaceFacts, Stated, Stretch,
};
use crate::store::columns::Class;
use crate::store::packed::bytes::{u32_at, write_numbers};
use crate::store::packed::{MOODS, NONE, WHEN_BASES, edtf, member, stretch_of};

pub(super) const HEAD: usize = 32;
pub(super) const RECORD: usize = 68;
pub(super) const ZONE: usize = 12;
pub(super) const TIME: usize = 36;

/// The record is a mention of the page.
pub(super) const ON_PAGE: u8 = 1;
/// Its time is stated.
pub(super) const STATED: u8 = 2;

/// Types of time expressions, by number.
pub(super) const SORTS: [ExpressionType; 4] =
    [ExpressionType::Date, ExpressionType::Time, ExpressionType::Duration, ExpressionType::Set];

/// Where words stand: first byte and length.
pub(super) type Words = [u32; 2];

/// A body, where it lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body<'s> {
    head: &'s [u8],
    records: &'s [u8],
    zones: &'s [u8],
    times: &'s [u8],
    words: &'s [u8],
}

/// What is kept of a mention beside its row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record {
    pub(super) stretch: [u32; 2],
    pub(super) surface: Words,
    pub(super) quote: Words,
    pub(super) in_quote: [u32; 2],
    /// [`NONE`] where no place is known.
    pub(super) place: u32,
    pub(super) score: f32,
    pub(super) class: Class,
    pub(super) flags: u8,
    pub(super) basis: u8,
    pub(super) mood: u8,
    pub(super) edtf: Words,
    pub(super) when_words: Words,
    pub(super) when_stretch: [u32; 2],
}

impl Record {
    fn of(bytes: &[u8]) -> Self {
        let pair = |at: usize| [u32_at(bytes, at), u32_at(bytes, at + 4)];
        let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
        Self {
            stretch: pair(0),
            surface: pair(8),
            quote: pair(16),
            in_quote: pair(24),
            place: u32_at(bytes, 32),
            score: f32::from_bits(u32_at(bytes, 36)),
            class: Class(byte(40)),
            flags: byte(41),
            basis: byte(42),
            mood: byte(43),
            edtf: pair(44),
            when_words: pair(52),
            when_stretch: pair(60),
        }
    }

    /// Writes what [`Record::of`] reads.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        for pair in [self.stretch, self.surface, self.quote, self.in_quote] {
            write_numbers(out, &pair);
        }
        write_numbers(out, &[self.place, self.score.to_bits()]);
        out.extend_from_slice(&[self.class.0, self.flags, self.basis, self.mood]);
        for pair in [self.edtf, self.when_words, self.when_stretch] {
            write_numbers(out, &pair);
        }
    }

    pub(super) fn stretch(&self) -> Stretch {
        stretch_of(self.stretch)
    }

    pub(super) fn is_stated(&self) -> bool {
        self.flags & STATED != 0
    }

    pub(super) fn mood(&self) -> Mood {
        member(MOODS, self.mood)
    }
}

impl<'s> Body<'s> {
    pub(super) fn of(bytes: &'s [u8]) -> Self {
        let (head, rest) = bytes.split_at_checked(HEAD).unwrap_or_default();
        let part = |rest: &'s [u8], many: usize, each: usize| -> (&'s [u8], &'s [u8]) {
            rest.split_at_checked(many.saturating_mul(each)).unwrap_or_default()
        };
        let (records, rest) = part(rest, u32_at(head, 4) as usize, RECORD);
        let (zones, rest) = part(rest, u32_at(head, 8) as usize, ZONE);
        let (times, words) = part(rest, u32_at(head, 12) as usize, TIME);
        Self { head, records, zones, times, words }
    }

    pub(super) fn record(&self, nth: usize) -> Record {
        let at = nth.saturating_mul(RECORD);
        Record::of(self.records.get(at..at.saturating_add(RECORD)).unwrap_or_default())
    }

    pub(super) fn words(&self, [from, length]: Words) -> &'s str {
        let (from, to) = (from as usize, from as usize + length as usize);
        self.words.get(from..to).and_then(|it| str::from_utf8(it).ok()).unwrap_or_default()
    }

    pub(super) fn stated(&self, record: &Record) -> Option<Stated> {
        Some(Stated {
            edtf: edtf(self.words(record.edtf)).filter(|_| record.is_stated())?,
            basis: member(WHEN_BASES, record.basis),
            words: self.words(record.when_words).to_owned(),
            stretch: stretch_of(record.when_stretch),
            mood: record.mood(),
        })
    }

    pub(super) fn to_page(
        self,
        article: Arc<ArticleFacts>,
        place: impl Fn(u32) -> Option<Arc<PlaceFacts>>,
    ) -> Page {
        let (from, to) = (u32_at(self.head, 16), u32_at(self.head, 20));
        let mentions = self.records.chunks_exact(RECORD).map(Record::of);
        let mention = |record: Record| PageMention {
            stretch: record.stretch(),
            place: place(record.place).map(|it| (it, record.score)),
            role: record.class.role(),
            zone: record.class.zone(),
            duplicate: record.class.is_duplicate(),
            stated: self.stated(&record),
        };
        Page {
            article,
            published_words: (from != NONE).then(|| stretch_of([from, to])),
            text: self.words([0, u32_at(self.head, 0)]).to_owned(),
            zones: self.zones.chunks_exact(ZONE).map(zone).collect(),
            mentions: mentions.filter(|it| it.flags & ON_PAGE != 0).map(mention).collect(),
            times: self.times.chunks_exact(TIME).map(|it| self.time(it)).collect(),
        }
    }

    fn time(&self, bytes: &[u8]) -> PageTime {
        let pair = |at: usize| [u32_at(bytes, at), u32_at(bytes, at + 4)];
        let edtf = pair(24);
        PageTime {
            stretch: stretch_of(pair(0)),
            words: self.words(pair(8)).to_owned(),
            value: self.words(pair(16)).to_owned(),
            edtf: (edtf[0] != NONE).then(|| self.words(edtf).to_owned()),
            sort: member(&SORTS, u32_at(bytes, 32) as u8).as_str(),
        }
    }
}

fn zone(bytes: &[u8]) -> PageZone {
    let class = Class(u32_at(bytes, 8) as u8);
    PageZone {
        stretch: stretch_of([u32_at(bytes, 0), u32_at(bytes, 4)]),
        zone: class.zone(),
        duplicate: class.is_duplicate(),
    }
}
