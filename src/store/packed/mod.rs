//! Articles as bytes: what was read in each, small enough to keep many, and read where it lies.
//!
//! # Shape
//!
//! A [`Pack`] holds articles, written by a [`Packer`]; [`Pack::article`] and [`Pack::feature`] look at one of them without
//! copying, and what they give can be made a whole `ArticleFacts`, `Page` or `Feature` when it is put out. A pack lies in
//! memory or in a mapped file, in four parts, of which only the first three are looked at often:
//!
//! | part | holds |
//! |---|---|
//! | entries | of each article, 64 bytes: who it is, where its facts and its body lie, its rows, its date |
//! | rows | of each feature, 24 bytes: what filters ask about |
//! | facts | id, title, URL, source, language, date, the story that it shares with others |
//! | bodies | the text, and a record for each mention: what it says is told by where it stands in the text |
//!
//! # Units
//!
//! Numbers are little-endian. In bodies, places of words are bytes; what is told of a mention is code points, as ever.
//! Places go by numbers that the maker of the pack gives them.
//!
//! # Errors
//!
//! None: bytes that make no sense read as zeros and empty texts. Whoever maps a file sees to it that it is whole.

mod body;
mod bytes;
mod file;
mod packer;

use std::iter;
use std::ops::Range;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tadmur_geoparser::dates::{Edtf, Mood, PublishedBasis, WhenBasis};
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::text::zones::Zone;

use crate::feature::story::{Story, Telling};
use crate::feature::{ArticleFacts, Feature, Page, PlaceFacts, Stated, Stretch};
use crate::store::columns::{Class, Days};
use crate::store::packed::body::{Body, Record};
use crate::store::packed::bytes::{Reader, i32_at, u16_at, u32_at, u64_at, write_numbers};

pub(crate) use crate::store::packed::bytes::Bytes;
pub(crate) use crate::store::packed::file::{Keys, Selection};
pub(crate) use crate::store::packed::packer::{Packer, first_eight};

/// How a publication date is known, by number.
pub(crate) const PUBLISHED_BASES: &[PublishedBasis] =
    &[PublishedBasis::Declared, PublishedBasis::Inferred, PublishedBasis::Unknown];
/// How far the words that give a time stand, by number.
pub(crate) const WHEN_BASES: &[WhenBasis] =
    &[WhenBasis::Clause, WhenBasis::Sentence, WhenBasis::Paragraph, WhenBasis::Verdict];
/// Moods, by number.
pub(crate) const MOODS: &[Mood] = &[Mood::Fact, Mood::Future, Mood::Hypothetical];

const ENTRY: usize = 64;
const ROW: usize = 24;

/// No number, no text.
const NONE: u32 = u32::MAX;

/// See the module.
#[derive(Debug)]
pub(crate) struct Pack {
    pub(crate) entries: Bytes,
    pub(crate) rows: Bytes,
    pub(crate) facts: Bytes,
    pub(crate) bodies: Bytes,
}

/// Where an article lies in its pack.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// What its maker calls it.
    pub(crate) number: i64,
    /// Another one whenever what was read in it is.
    pub(crate) stamp: u64,
    /// Of its id.
    pub(crate) id_hash: u64,
    pub(crate) first_row: u32,
    pub(crate) n_rows: u32,
    pub(crate) published: Days,
    facts: (u64, u32),
    body: (u64, u32),
}

impl Entry {
    fn of(bytes: &[u8]) -> Self {
        Self {
            number: u64_at(bytes, 0).cast_signed(),
            stamp: u64_at(bytes, 8),
            id_hash: u64_at(bytes, 16),
            facts: (u64_at(bytes, 24), u32_at(bytes, 48)),
            body: (u64_at(bytes, 32), u32_at(bytes, 52)),
            first_row: u32_at(bytes, 40),
            n_rows: u32_at(bytes, 44),
            published: Days { first: i32_at(bytes, 56), last: i32_at(bytes, 60) },
        }
    }

    /// Writes what [`Entry::of`] reads.
    fn write(&self, out: &mut Vec<u8>) {
        let longs =
            [self.number.cast_unsigned(), self.stamp, self.id_hash, self.facts.0, self.body.0];
        for long in longs {
            out.extend_from_slice(&long.to_le_bytes());
        }
        write_numbers(out, &[self.first_row, self.n_rows, self.facts.1, self.body.1]);
        let Days { first, last } = self.published;
        write_numbers(out, &[first, last].map(i32::cast_unsigned));
    }

    /// Its rows in the pack.
    pub(crate) fn rows(&self) -> Range<usize> {
        let first = self.first_row as usize;
        first..first + self.n_rows as usize
    }
}

/// What filters ask of a feature.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PackedRow {
    /// The number of its place.
    pub(crate) place: u32,
    /// Which record of the body.
    record: u32,
    pub(crate) when: Days,
    /// Where it stands, in code points.
    pub(crate) start: u32,
    pub(crate) score: u16,
    pub(crate) class: Class,
    pub(crate) basis: Basis,
}

/// Where the time that a mention is shown at comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Basis(u8);

impl Basis {
    fn of(stated: Option<&Stated>, article: &ArticleFacts) -> Self {
        let stated = stated.map(|it| number_of(WHEN_BASES, it.basis) + 2);
        Self(stated.unwrap_or(u8::from(article.published.is_some())))
    }

    /// The word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self.0 {
            0 => "none",
            1 => "published",
            stated => member(WHEN_BASES, stated - 2).as_str(),
        }
    }
}

/// What is told of an article, where it lies.
#[derive(Clone, Copy, Debug)]
pub struct PackedArticle<'s> {
    /// Its id.
    pub id: &'s str,
    /// Its headline.
    pub title: Option<&'s str>,
    /// Where it stands on the web.
    pub url: Option<&'s str>,
    /// Who published it.
    pub source: Option<&'s str>,
    /// BCP 47 tag of its language.
    pub lang: &'s str,
    /// When it was published, EDTF.
    pub published: Option<&'s str>,
    /// How that is known.
    pub published_basis: PublishedBasis,
    /// Where else its story was published; `None` when it shares no story.
    pub also_in: Option<&'s str>,
    /// The original, when it is a copy.
    pub same_as: Option<PackedTelling<'s>>,
    copies: &'s [u8],
}

/// Another article of a story, where it lies.
#[derive(Clone, Copy, Debug)]
pub struct PackedTelling<'s> {
    /// Its id.
    pub id: &'s str,
    /// Its headline.
    pub title: Option<&'s str>,
    /// Where it stands on the web.
    pub url: Option<&'s str>,
    /// Who published it.
    pub source: Option<&'s str>,
}

/// A feature, where it lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PackedFeature<'s> {
    facts: &'s [u8],
    body: Body<'s>,
    record: Record,
    /// What filters ask of it.
    pub(crate) row: PackedRow,
    /// The days that the article was published in.
    pub(crate) published: Days,
    /// What it means.
    pub(crate) place: &'s Arc<PlaceFacts>,
}

impl Pack {
    pub(crate) fn n_articles(&self) -> usize {
        self.entries.len() / ENTRY
    }

    /// Whether it lies in memory, and not in a file.
    pub(crate) fn is_held(&self) -> bool {
        matches!(self.entries, Bytes::Held(_))
    }

    pub(crate) fn n_bytes(&self) -> usize {
        [&self.entries, &self.rows, &self.facts, &self.bodies].map(|it| it.len()).iter().sum()
    }

    pub(crate) fn entry(&self, nth: usize) -> Entry {
        Entry::of(self.entries.get(nth * ENTRY..(nth + 1) * ENTRY).unwrap_or_default())
    }

    #[inline]
    pub(crate) fn row(&self, nth: usize) -> PackedRow {
        let bytes = self.rows.get(nth * ROW..(nth + 1) * ROW).unwrap_or_default();
        let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
        PackedRow {
            place: u32_at(bytes, 0),
            record: u32_at(bytes, 4),
            when: Days { first: i32_at(bytes, 8), last: i32_at(bytes, 12) },
            start: u32_at(bytes, 16),
            score: u16_at(bytes, 20),
            class: Class(byte(22)),
            basis: Basis(byte(23)),
        }
    }

    fn rows_of(&self, entry: &Entry) -> &[u8] {
        let rows = entry.rows();
        self.rows.get(rows.start * ROW..rows.end * ROW).unwrap_or_default()
    }

    pub(crate) fn article(&self, entry: &Entry) -> PackedArticle<'_> {
        PackedArticle::of(self.facts.part(entry.facts))
    }

    /// A feature by the number of its row in the pack.
    pub(crate) fn feature<'s>(
        &'s self,
        entry: &Entry,
        row: usize,
        place: &'s Arc<PlaceFacts>,
    ) -> PackedFeature<'s> {
        let row = self.row(row);
        let body = Body::of(self.bodies.part(entry.body));
        PackedFeature {
            facts: self.facts.part(entry.facts),
            record: body.record(row.record as usize),
            body,
            row,
            published: entry.published,
            place,
        }
    }

    /// The article with its text and all its mentions; `place` gives the places of the pack's numbers.
    pub(crate) fn page(
        &self,
        entry: &Entry,
        place: impl Fn(u32) -> Option<Arc<PlaceFacts>>,
    ) -> Page {
        let article = Arc::new(self.article(entry).to_facts());
        Body::of(self.bodies.part(entry.body)).to_page(article, place)
    }
}

impl<'s> PackedArticle<'s> {
    fn of(facts: &'s [u8]) -> Self {
        let mut reader = Reader(facts);
        Self {
            published_basis: member(PUBLISHED_BASES, reader.byte()),
            id: reader.text().unwrap_or_default(),
            lang: reader.text().unwrap_or_default(),
            source: reader.text(),
            title: reader.text(),
            url: reader.text(),
            published: reader.text(),
            also_in: reader.text(),
            same_as: PackedTelling::read(&mut reader),
            copies: reader.0,
        }
    }

    /// Its copies, when it is the original.
    pub fn copies(self) -> impl Iterator<Item = PackedTelling<'s>> {
        let mut reader = Reader(self.copies);
        iter::from_fn(move || PackedTelling::read(&mut reader))
    }

    /// All of it, to keep.
    pub fn to_facts(self) -> ArticleFacts {
        ArticleFacts {
            id: self.id.to_owned(),
            title: self.title.map(str::to_owned),
            url: self.url.map(str::to_owned),
            source: self.source.map(str::to_owned),
            lang: self.lang.to_owned(),
            published: self.published.and_then(edtf),
            published_basis: self.published_basis,
            story: self.also_in.map(|also_in| Story {
                same_as: self.same_as.map(PackedTelling::to_telling),
                copies: self.copies().map(PackedTelling::to_telling).collect(),
                also_in: also_in.to_owned(),
            }),
        }
    }
}

impl<'s> PackedTelling<'s> {
    /// `None` where there is none.
    fn read(reader: &mut Reader<'s>) -> Option<Self> {
        let id = reader.text()?;
        Some(Self { id, title: reader.text(), url: reader.text(), source: reader.text() })
    }

    /// All of it, to keep.
    pub fn to_telling(self) -> Telling {
        Telling {
            id: self.id.to_owned(),
            title: self.title.map(str::to_owned),
            url: self.url.map(str::to_owned),
            source: self.source.map(str::to_owned),
        }
    }
}

impl<'s> PackedFeature<'s> {
    pub(crate) fn article(&self) -> PackedArticle<'s> {
        PackedArticle::of(self.facts)
    }

    pub(crate) fn id(&self) -> String {
        format!("{}-{}", self.article().id, self.row.start)
    }

    pub(crate) fn role(&self) -> Role {
        self.row.class.role()
    }

    pub(crate) fn zone(&self) -> Zone {
        self.row.class.zone()
    }

    pub(crate) fn stretch(&self) -> Stretch {
        self.record.stretch()
    }

    pub(crate) fn surface(&self) -> &'s str {
        self.body.words(self.record.surface)
    }

    pub(crate) fn quote(&self) -> &'s str {
        self.body.words(self.record.quote)
    }

    /// The days it is shown at, EDTF.
    pub(crate) fn when(&self) -> Option<&'s str> {
        if self.record.is_stated() {
            Some(self.body.words(self.record.edtf))
        } else {
            self.article().published
        }
    }

    /// The words that state its time, and whether it is told as a fact.
    pub(crate) fn stated(&self) -> Option<(&'s str, Mood)> {
        let record = self.record;
        record.is_stated().then(|| (self.body.words(record.when_words), record.mood()))
    }

    /// All of it, to keep.
    pub(crate) fn to_feature(self) -> Feature {
        let article = Arc::new(self.article().to_facts());
        let Record { in_quote, score, .. } = self.record;
        let stretch = self.stretch();
        Feature {
            id: format!("{}-{}", article.id, stretch.start),
            article,
            place: Arc::clone(self.place),
            stretch,
            surface: self.surface().to_owned(),
            role: self.role(),
            score,
            zone: self.zone(),
            duplicate: self.row.class.is_duplicate(),
            stated: self.body.stated(&self.record),
            quote: self.quote().to_owned(),
            in_quote: stretch_of(in_quote),
        }
    }
}

fn stretch_of([start, end]: [u32; 2]) -> Stretch {
    Stretch { start: start as usize, end: end as usize }
}

fn edtf(text: &str) -> Option<Edtf> {
    text.parse().ok()
}

fn number_of<T: Copy + PartialEq>(all: &[T], it: T) -> u8 {
    all.iter().position(|&other| other == it).unwrap_or_default() as u8
}

/// The first of them for a number that none has.
fn member<T: Copy>(all: &[T], number: u8) -> T {
    all.get(usize::from(number)).copied().unwrap_or(all[0])
}

/// Tells ids apart well enough to look them up.
pub(crate) fn hash(id: &str) -> u64 {
    first_eight(&Sha256::digest(id).into())
}
