//! Collections in the formats that others read.
//!
//! # Shape
//!
//! A [`Source`] gives records, a [`Format`] writes them, and [`Stream`] hands them on in pieces of about 64 KiB, so that
//! the memory an export needs does not grow with its length. One file for each format.

mod atom;
pub mod column;
mod csv;
mod format;
pub mod geojson;
mod kml;
mod linked_places;
mod source;
pub mod why;
mod xml;

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
    Done,
}

impl Stream {
    /// Writes these items in this format, as the pieces are asked for.
    pub fn of(source: Source, format: Format) -> Self {
        Self { source, format, state: State::Head }
    }

    fn head(&self, out: &mut Vec<u8>) {
        let collection = self.source.collection().name();
        match self.format {
            Format::GeoJson => out.extend_from_slice(geojson::HEAD),
            Format::GeoJsonLines | Format::GeoJsonSequence => {}
            Format::Csv => csv::head(&self.source.heads(), out),
            Format::Kml => kml::head(collection, &self.source.heads(), out),
            Format::LinkedPlaces => linked_places::head(out),
            Format::Atom => {
                let records = (0..self.source.len()).map(|n| self.source.record(n));
                atom::head(collection, records.map(|it| atom::updated(&it)), out);
            }
        }
    }

    fn item(&self, n: usize, out: &mut Vec<u8>) {
        let record = self.source.record(n);
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
        }
    }

    fn foot(&self, out: &mut Vec<u8>) {
        match self.format {
            Format::GeoJson | Format::LinkedPlaces => out.extend_from_slice(geojson::FOOT),
            Format::Kml => out.extend_from_slice(kml::FOOT),
            Format::Atom => out.extend_from_slice(atom::FOOT),
            Format::GeoJsonLines | Format::GeoJsonSequence | Format::Csv => {}
        }
    }
}

impl Iterator for Stream {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut chunk = Vec::new();
        loop {
            match self.state {
                State::Head => {
                    self.head(&mut chunk);
                    self.state = State::Item(0);
                }
                State::Item(n) if n < self.source.len() => {
                    self.item(n, &mut chunk);
                    self.state = State::Item(n + 1);
                }
                State::Item(_) => {
                    self.foot(&mut chunk);
                    self.state = State::Done;
                }
                State::Done => break,
            }
            if chunk.len() >= CHUNK_BYTES {
                break;
            }
        }
        Some(chunk).filter(|it| !it.is_empty())
    }
}
