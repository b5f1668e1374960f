//! The places we know, and the search structure over their names.
//!
//! A [`Gazetteer`] is immutable: it is loaded once, from the bytes of one or more CSV files (`docs/gazetteer.md`).
//!
//! # Cost
//!
//! One pass over the files and one sort of the names; about 60 bytes a place and 24 a name beside the names' own bytes.

mod csv;
mod diagnostic;
mod names;
mod variants;

pub use crate::gazetteer::diagnostic::{Diagnostic, Error};
pub use crate::gazetteer::names::{Cursor, Found, NameIndex, Posting};

use std::collections::HashMap;

use crate::gazetteer::csv::{Row, read_rows};
use crate::gazetteer::variants::variants;
use crate::place::{BBox, CountryCode, Kind, LonLat, Name, NameSort, Place, PlaceId};

/// A piece of the arena.
#[derive(Clone, Copy, Debug, Default)]
struct Slice {
    start: u32,
    len: u32,
}

#[derive(Debug)]
struct Record {
    key: Slice,
    label: Slice,
    feature_code: Slice,
    variants: Slice,
    matches: Slice,
    kind: Kind,
    point: LonLat,
    bbox: Option<u32>,
    country: Option<CountryCode>,
    parent: Option<PlaceId>,
    population: Option<u32>,
    n_names: u16,
    until: Option<i16>,
}

/// The places and the search structure over their names.
#[derive(Debug, Default)]
pub struct Gazetteer {
    arena: String,
    records: Vec<Record>,
    boxes: Vec<BBox>,
    index: NameIndex,
    countries: HashMap<CountryCode, PlaceId>,
}

impl Gazetteer {
    /// Reads CSV files, each with the name that messages call it by. A later file's row replaces an earlier one
    /// of the same id. Rows that cannot be used are left out and reported.
    ///
    /// # Errors
    ///
    /// When a file is not CSV text at all or lacks a required column.
    pub fn from_csv(files: &[(&str, &[u8])]) -> Result<(Self, Vec<Diagnostic>), Error> {
        let mut diagnostics = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        for (file, bytes) in files {
            read_rows(file, bytes, &mut rows, &mut diagnostics)?;
        }
        // later rows come first among equals, so they survive
        rows.reverse();
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows.dedup_by(|later, kept| later.id == kept.id);
        Ok((Self::from_rows(&rows), diagnostics))
    }

    fn from_rows(rows: &[Row]) -> Self {
        let mut gazetteer = Self::default();
        let mut builder = names::Builder::default();
        let ids: HashMap<&str, u32> =
            rows.iter().zip(0..).map(|(row, n)| (row.id.as_str(), n)).collect();
        for (row, n) in rows.iter().zip(0..) {
            let id = PlaceId(n);
            let bbox = row.bbox.map(|bbox| {
                gazetteer.boxes.push(bbox);
                gazetteer.boxes.len() as u32 - 1
            });
            let mut nth_name: u16 = 0;
            for name in std::iter::once(Name { text: &row.title, lang: "", sort: NameSort::Label })
                .chain(variants(&row.variants))
            {
                let lowercase = name.text.chars().next().is_some_and(char::is_lowercase);
                builder.add(name.text, Posting { place: id, nth_name, sort: name.sort, lowercase });
                nth_name = nth_name.saturating_add(1);
            }
            if matches!(row.kind, Kind::Country | Kind::Territory)
                && let Some(country) = row.country
            {
                let known = gazetteer.countries.entry(country).or_insert(id);
                let is_better =
                    |at: &Record| at.kind == Kind::Territory && row.kind == Kind::Country;
                if gazetteer.records.get(known.0 as usize).is_some_and(is_better) {
                    *known = id;
                }
            }
            let record = Record {
                key: gazetteer.keep(&row.id),
                label: gazetteer.keep(&row.title),
                feature_code: gazetteer.keep(&row.feature_code),
                variants: gazetteer.keep(&row.variants),
                matches: gazetteer.keep(&row.matches),
                kind: row.kind,
                point: row.point,
                bbox,
                country: row.country,
                parent: ids
                    .get(row.parent_id.as_str())
                    .map(|n| PlaceId(*n))
                    .filter(|parent| *parent != id),
                population: row.population,
                n_names: nth_name,
                until: row.until,
            };
            gazetteer.records.push(record);
        }
        gazetteer.index = builder.build();
        gazetteer
    }

    fn keep(&mut self, text: &str) -> Slice {
        let start = self.arena.len() as u32;
        self.arena.push_str(text);
        Slice { start, len: text.len() as u32 }
    }

    fn slice(&self, slice: Slice) -> &str {
        &self.arena[slice.start as usize..(slice.start + slice.len) as usize]
    }

    /// How many places.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The ids of all places, in order.
    pub fn ids(&self) -> impl Iterator<Item = PlaceId> + use<> {
        (0..self.records.len() as u32).map(PlaceId)
    }

    /// One of its own places.
    ///
    /// # Panics
    ///
    /// When the id is of another gazetteer and beyond this one's end.
    pub fn place(&self, id: PlaceId) -> Place<'_> {
        let record = &self.records[id.0 as usize];
        Place {
            id,
            key: self.slice(record.key),
            label: self.slice(record.label),
            kind: record.kind,
            feature_code: self.slice(record.feature_code),
            point: record.point,
            bbox: record.bbox.map(|n| self.boxes[n as usize]),
            country: record.country,
            parent: record.parent,
            population: record.population,
        }
    }

    /// The place with this stable id, such as `gn:163808`.
    pub fn find(&self, key: &str) -> Option<PlaceId> {
        let found = self.records.binary_search_by(|record| self.slice(record.key).cmp(key));
        found.ok().map(|n| PlaceId(n as u32))
    }

    /// The country, or failing that the territory, of a code.
    pub fn country(&self, code: CountryCode) -> Option<PlaceId> {
        self.countries.get(&code).copied()
    }

    /// Every written form of a place's name, the label first.
    pub fn names(&self, id: PlaceId) -> impl Iterator<Item = Name<'_>> {
        let record = &self.records[id.0 as usize];
        let label = Name { text: self.slice(record.label), lang: "", sort: NameSort::Label };
        std::iter::once(label).chain(variants(self.slice(record.variants)))
    }

    /// How many written forms a place's name has: well-known places have many.
    pub fn n_names(&self, id: PlaceId) -> u16 {
        self.records[id.0 as usize].n_names
    }

    /// The last year of its existence, where it is known to be over.
    pub fn until(&self, id: PlaceId) -> Option<i16> {
        self.records[id.0 as usize].until
    }

    /// The name to show in a language: a form in it, or the label.
    pub fn label_in(&self, id: PlaceId, lang: &str) -> &str {
        let place = self.place(id);
        self.names(id)
            .find(|name| name.sort == NameSort::Alias && name.lang.split('+').any(|it| it == lang))
            .map_or(place.label, |name| name.text)
    }

    /// The same place elsewhere: `wd:Q5747`.
    pub fn matches(&self, id: PlaceId) -> impl Iterator<Item = &str> {
        self.slice(self.records[id.0 as usize].matches).split(';').filter(|it| !it.is_empty())
    }

    /// The search structure over all names.
    pub fn index(&self) -> &NameIndex {
        &self.index
    }
}
