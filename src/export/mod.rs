//! Collections in the formats that others read.
//!
//! # Shape
//!
//! A [`Source`] gives records, a [`Format`] writes them, and [`Stream`] hands them on in pieces of about 64 KiB, so that
//! the memory an export needs does not grow with its length. One file for each format. What cannot be written from its
//! beginning to its end is written to a file aside first.
//!
//! # Errors
//!
//! Only of that file, as the system gives them: what is exported is in memory and fits every format.

mod aside;
mod atom;
pub mod column;
mod csv;
mod flatgeobuf;
mod format;
pub mod geojson;
mod geopackage;
mod kml;
mod linked_places;
mod source;
pub mod why;
mod xml;

use std::fs::File;
use std::io::{self, Read};

pub use crate::export::format::Format;
pub use crate::export::source::{Collection, Source};

const CHUNK_BYTES: usize = 64 * 1024;

/// An export in pieces, in order.
#[derive(Debug)]
pub struct Stream {
    source: Source,
    format: Format,
    state: State,
}

#[derive(Debug)]
enum State {
    Head,
    Item(usize),
    Whole(File),
    Done,
}

impl Stream {
    /// Writes these items in this format: as the pieces are asked for, or at once to a file aside.
    ///
    /// # Errors
    ///
    /// When that file cannot be written.
    pub fn of(source: Source, format: Format) -> io::Result<Self> {
        let state = match format {
            Format::FlatGeobuf => State::Whole(flatgeobuf::write(&source)?),
            Format::GeoPackage => State::Whole(geopackage::write(&source)?),
            _ => State::Head,
        };
        Ok(Self { source, format, state })
    }

    fn head(&self, out: &mut Vec<u8>) {
        let collection = self.source.collection().name();
        match self.format {
            Format::GeoJson => out.extend_from_slice(geojson::HEAD),
            Format::GeoJsonLines
            | Format::GeoJsonSequence
            | Format::FlatGeobuf
            | Format::GeoPackage => {}
            Format::Csv => csv::head(&self.source.heads(), out),
            Format::Kml => kml::head(collection, &self.source.heads(), out),
            Format::LinkedPlaces => linked_places::head(out),
            Format::Atom => {
                let items = (0..self.source.len()).map(|n| self.source.item(n));
                atom::head(collection, items.map(|it| atom::updated(&it.record())), out);
            }
        }
    }

    fn item(&self, n: usize, out: &mut Vec<u8>) {
        let item = self.source.item(n);
        let record = item.record();
        let collection = self.source.collection().name();
        match self.format {
            Format::GeoJson => {
                if n > 0 {
                    out.extend_from_slice(b",\n");
                }
                geojson::write(record, out);
            }
            Format::GeoJsonLines => {
                geojson::write(record, out);
                out.push(b'\n');
            }
            Format::GeoJsonSequence => {
                out.push(geojson::RECORD_SEPARATOR);
                geojson::write(record, out);
                out.push(b'\n');
            }
            Format::Csv => csv::write(&record, out),
            Format::Kml => kml::write(collection, &record, out),
            Format::LinkedPlaces => {
                if n > 0 {
                    out.extend_from_slice(b",\n");
                }
                linked_places::write(&record, out);
            }
            Format::Atom => atom::write(collection, &record, out),
            Format::FlatGeobuf | Format::GeoPackage => {}
        }
    }

    fn foot(&self, out: &mut Vec<u8>) {
        match self.format {
            Format::GeoJson | Format::LinkedPlaces => out.extend_from_slice(geojson::FOOT),
            Format::Kml => out.extend_from_slice(kml::FOOT),
            Format::Atom => out.extend_from_slice(atom::FOOT),
            Format::GeoJsonLines
            | Format::GeoJsonSequence
            | Format::Csv
            | Format::FlatGeobuf
            | Format::GeoPackage => {}
        }
    }
}

impl Iterator for Stream {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        let mut chunk = Vec::new();
        while chunk.len() < CHUNK_BYTES {
            match &mut self.state {
                State::Head => {
                    self.head(&mut chunk);
                    self.state = State::Item(0);
                }
                State::Item(n) if *n < self.source.len() => {
                    let n = *n;
                    self.item(n, &mut chunk);
                    self.state = State::Item(n + 1);
                }
                State::Item(_) => {
                    self.foot(&mut chunk);
                    self.state = State::Done;
                }
                State::Whole(file) => {
                    let read = file.take(CHUNK_BYTES as u64).read_to_end(&mut chunk);
                    if !matches!(read, Ok(1..)) {
                        self.state = State::Done;
                    }
                    if let Err(error) = read {
                        return Some(Err(error));
                    }
                }
                State::Done => break,
            }
        }
        Some(Ok(chunk)).filter(|it| !matches!(it, Ok(chunk) if chunk.is_empty()))
    }
}
