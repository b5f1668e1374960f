//! Atom with `GeoRSS`: an entry an item, for feed readers.
//!
//! An entry was updated on the last day that its article may have been published, or that it speaks of; what has no
//! time at all was updated in 1970.
//!
//! # Sources
//!
//! RFC 4287; OGC `GeoRSS` (17-002r1), GeoRSS-Simple: latitude before longitude. RFC 8141 (what an id is made of).

use std::io::Write;

use jiff::civil::{Date, date};

use crate::export::column::{Cell, Record};
use crate::export::xml;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:georss=\"http://www.georss.org/georss\">\n";

/// What the feed ends with.
pub(super) const FOOT: &[u8] = b"</feed>\n";

const NEVER: Date = date(1970, 1, 1);

/// The feed, updated on the last of these days.
pub(super) fn head(collection: &str, days: impl Iterator<Item = Option<Date>>, out: &mut Vec<u8>) {
    out.extend_from_slice(HEAD.as_bytes());
    xml::element("id", &format!("urn:tadmur:{collection}"), out);
    xml::element("title", &format!("Tadmur: {collection}"), out);
    xml::element("updated", &instant(days.flatten().max().unwrap_or(NEVER)), out);
    out.extend_from_slice(b"<author><name>Tadmur</name></author>\n");
}

/// The day that a record was updated on.
pub(super) fn updated(record: &Record<'_>) -> Option<Date> {
    let day = |name| {
        record.cells.iter().find(|(it, _)| *it == name).and_then(|(_, cell)| match cell {
            Cell::Day(day) => Some(*day),
            _ => None,
        })
    };
    let spoken = || record.when.and_then(|it| it.span().last().or(it.span().first()));
    day("published_end").or_else(|| day("published_start")).or_else(spoken)
}

/// An entry.
pub(super) fn write(collection: &str, record: &Record<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<entry>\n");
    xml::element("id", &format!("urn:tadmur:{collection}:{}", urn(record.id)), out);
    let place = record.text("place");
    let headline = record.text("article_title").or(record.text("title"));
    let title = match (place, headline) {
        (Some(place), Some(headline)) => format!("{place}: {headline}"),
        (place, headline) => place.or(headline).unwrap_or(record.id).to_owned(),
    };
    xml::element("title", &title, out);
    xml::element("updated", &instant(updated(record).unwrap_or(NEVER)), out);
    let url = record.text("article_url").or(record.text("url"));
    if let Some(url) = url.filter(|it| it.starts_with("https://") || it.starts_with("http://")) {
        out.extend_from_slice(b"<link rel=\"alternate\" href=\"");
        xml::text(url, out);
        out.extend_from_slice(b"\"/>\n");
    }
    if let Some(source) = record.text("source") {
        out.extend_from_slice(b"<author>");
        xml::element("name", source, out);
        out.extend_from_slice(b"</author>\n");
    }
    for name in ["kind", "role", "country"] {
        if let Some(term) = record.text(name) {
            out.extend_from_slice(b"<category term=\"");
            xml::text(term, out);
            out.extend_from_slice(b"\"/>\n");
        }
    }
    out.extend_from_slice(b"<content type=\"text\">");
    xml::text(record.text("quote").unwrap_or(&title), out);
    out.extend_from_slice(b"</content>\n");
    if let Some(point) = record.point {
        writeln!(out, "<georss:point>{} {}</georss:point>", point.lat(), point.lon())
            .expect("memory takes every byte");
    }
    out.extend_from_slice(b"</entry>\n");
}

/// The first moment of the day. A feed knows the years 1 to 9999.
fn instant(day: Date) -> String {
    format!("{}T00:00:00Z", day.max(date(1, 1, 1)))
}

/// What a name inside a URN is made of; anything else is percent-encoded.
fn urn(id: &str) -> String {
    let mut encoded = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._:".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(format!("%{byte:02X}").chars());
        }
    }
    encoded
}
