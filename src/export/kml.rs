//! KML: a placemark an item, with its time and its columns as typed extended data.
//!
//! # Sources
//!
//! OGC KML 2.3 (12-007r2): Placemark 9.14, `TimeSpan` 15.3, Schema 9.8.

use std::io::Write;

use tadmur_geoparser::dates::Edtf;

use crate::export::column::{Cell, Head, Kind, Record};
use crate::export::xml;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n";

/// What the document ends with.
pub(super) const FOOT: &[u8] = b"</Document>\n</kml>\n";

/// The document's name and the kinds of its columns.
pub(super) fn head(collection: &str, heads: &[Head], out: &mut Vec<u8>) {
    out.extend_from_slice(HEAD.as_bytes());
    xml::element("name", collection, out);
    put(out, format_args!("<Schema name=\"{collection}\" id=\"{collection}\">\n"));
    let id = Head { name: "id", kind: Kind::Text };
    for head in [&id].into_iter().chain(heads) {
        let kind = match head.kind {
            Kind::Text | Kind::Day => "string",
            Kind::Whole => "int",
            Kind::Real => "double",
            Kind::Flag => "bool",
        };
        let name = field(head.name);
        put(out, format_args!("<SimpleField type=\"{kind}\" name=\"{name}\"/>\n"));
    }
    out.extend_from_slice(b"</Schema>\n");
}

/// A placemark.
pub(super) fn write(collection: &str, record: &Record<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<Placemark>\n");
    let name = record.text("place").or(record.text("title")).unwrap_or(record.id);
    xml::element("name", name, out);
    if let Some(quote) = record.text("quote") {
        // A description is shown as HTML: escaped once for that, and once more for XML.
        let mut html = Vec::new();
        xml::text(quote, &mut html);
        xml::element("description", &String::from_utf8_lossy(&html), out);
    }
    let span = record.when.map(Edtf::span);
    if let Some(span) = span.filter(|it| it.first().or(it.last()).is_some()) {
        out.extend_from_slice(b"<TimeSpan>");
        if let Some(day) = span.first() {
            put(out, format_args!("<begin>{day}</begin>"));
        }
        if let Some(day) = span.last() {
            put(out, format_args!("<end>{day}</end>"));
        }
        out.extend_from_slice(b"</TimeSpan>\n");
    }
    put(out, format_args!("<ExtendedData><SchemaData schemaUrl=\"#{collection}\">\n"));
    let id = ("id", Cell::Text(record.id.into()));
    for (name, cell) in [&id].into_iter().chain(&record.cells) {
        if *cell == Cell::Null {
            continue;
        }
        put(out, format_args!("<SimpleData name=\"{}\">", field(name)));
        match cell {
            Cell::Null => {}
            Cell::Text(it) => xml::text(it, out),
            Cell::Whole(it) => put(out, format_args!("{it}")),
            Cell::Real(it) => put(out, format_args!("{it}")),
            Cell::Flag(it) => put(out, format_args!("{}", u8::from(*it))), // GDAL reads no words
            Cell::Day(it) => put(out, format_args!("{it}")),
        }
        out.extend_from_slice(b"</SimpleData>\n");
    }
    out.extend_from_slice(b"</SchemaData></ExtendedData>\n");
    if let Some(point) = record.point {
        let (lon, lat) = (point.lon(), point.lat());
        put(out, format_args!("<Point><coordinates>{lon},{lat}</coordinates></Point>\n"));
    }
    out.extend_from_slice(b"</Placemark>\n");
}

/// Readers take a field called `end` for the end of the time span.
fn field(name: &'static str) -> &'static str {
    match name {
        "start" => "text_start",
        "end" => "text_end",
        name => name,
    }
}

fn put(out: &mut Vec<u8>, words: std::fmt::Arguments<'_>) {
    out.write_fmt(words).expect("memory takes every byte");
}
