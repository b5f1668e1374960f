//! CSV: a header, then a line an item, with its id and its point in front.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers never do.
//!
//! # Sources
//!
//! RFC 4180; OWASP, CSV Injection (which characters begin a formula).

use std::io::Write;

use crate::export::column::{Cell, Head, Record};

/// What a spreadsheet reads as the beginning of a formula, the full-width forms too.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The header.
pub(super) fn head(heads: &[Head], out: &mut Vec<u8>) {
    out.extend_from_slice(b"id,lon,lat");
    for head in heads {
        out.push(b',');
        out.extend_from_slice(head.name.as_bytes());
    }
    out.extend_from_slice(b"\r\n");
}

/// A line.
pub(super) fn write(record: &Record<'_>, out: &mut Vec<u8>) {
    text(record.id, out);
    let number = match record.point {
        Some(point) => write!(out, ",{},{}", point.lon(), point.lat()),
        None => write!(out, ",,"),
    };
    number.expect("memory takes every byte");
    for (_, cell) in &record.cells {
        out.push(b',');
        let written = match cell {
            Cell::Null => Ok(()),
            Cell::Text(it) => {
                text(it, out);
                Ok(())
            }
            Cell::Whole(it) => write!(out, "{it}"),
            Cell::Real(it) => write!(out, "{it}"),
            Cell::Flag(it) => write!(out, "{it}"),
            Cell::Day(it) => write!(out, "{it}"),
        };
        written.expect("memory takes every byte");
    }
    out.extend_from_slice(b"\r\n");
}

/// A text, in quotes where it must be. A NUL, which ends a text for many readers, becomes U+FFFD.
fn text(text: &str, out: &mut Vec<u8>) {
    let formula = text.starts_with(FORMULA);
    let special = |byte| matches!(byte, b'"' | b',' | b'\r' | b'\n' | 0);
    if !formula && !text.bytes().any(special) && !text.starts_with(' ') && !text.ends_with(' ') {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    if formula {
        out.push(b'\'');
    }
    for byte in text.bytes() {
        match byte {
            b'"' => out.extend_from_slice(b"\"\""),
            0 => out.extend_from_slice("\u{FFFD}".as_bytes()),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, written: &str) {
        let mut out = Vec::new();
        text(value, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), written);
    }

    #[test]
    fn texts_are_quoted_where_they_must_be() {
        check("Homs", "Homs");
        check("", "");
        check("Homs, Syria", "\"Homs, Syria\"");
        check("the \"pearl\"", "\"the \"\"pearl\"\"\"");
        check("two\r\nlines", "\"two\r\nlines\"");
        check(" blank", "\" blank\"");
        check("a\0b", "\"a\u{FFFD}b\"");
        check("حمص", "حمص");
    }

    #[test]
    fn a_formula_is_a_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            check(formula, &format!("\"'{formula}\""));
        }
        check("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"");
        check("1-1", "1-1");
    }
}
