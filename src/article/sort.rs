//! What bytes are, by how they begin and by their name.

use crate::article::fields;

/// How much of the beginning is looked at.
pub(crate) const HEAD_BYTES: usize = 16 * 1024;

/// What a stream of bytes is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Sort {
    Gzip,
    Zstd,
    Zip,
    Tar,
    Warc,
    JsonLines,
    Json,
    Csv,
    Feed,
    Html,
    Text,
}

/// Names that end so are read in folders and archives.
const EXTENSIONS: &[&str] = &[
    "txt", "text", "html", "htm", "xhtml", "shtml", "json", "jsonl", "ndjson", "csv", "tsv", "rss",
    "atom", "rdf", "xml", "warc", "wet", "gz", "tgz", "zst", "zip", "tar",
];

/// Whether a name is one of an article, or of something that holds articles.
pub(crate) fn is_read(name: &str) -> bool {
    extension(name).is_some_and(|it| EXTENSIONS.iter().any(|known| it.eq_ignore_ascii_case(known)))
}

fn extension(name: &str) -> Option<&str> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map(|(_, extension)| extension)
}

/// What a stream is that is called so and begins so; packed bytes by their marks alone, text by both.
pub(crate) fn sort(name: &str, head: &[u8]) -> Sort {
    if head.starts_with(&[0x1f, 0x8b]) {
        return Sort::Gzip;
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Sort::Zstd;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Sort::Zip;
    }
    if head.get(257..262) == Some(b"ustar") {
        return Sort::Tar;
    }
    if head.starts_with(b"WARC/") {
        return Sort::Warc;
    }
    let text = start(head);
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    let extension = extension(name).map(str::to_ascii_lowercase);
    let by_name = match extension.as_deref() {
        Some("html" | "htm" | "xhtml" | "shtml") => Some(Sort::Html),
        Some("jsonl" | "ndjson") => return Sort::JsonLines,
        Some("csv" | "tsv") => return Sort::Csv,
        Some("json") => Some(json(begins)),
        Some("rss" | "atom" | "rdf") => Some(Sort::Feed),
        Some("tar") => Some(Sort::Tar),
        Some("txt" | "text") => Some(Sort::Text),
        _ => None,
    };
    if let Some(sort) = markup(begins) {
        return sort;
    }
    by_name.unwrap_or_else(|| {
        if begins.starts_with(['{', '[']) && fields::is_record(begins) {
            return json(begins);
        }
        if fields::is_header(begins) { Sort::Csv } else { Sort::Text }
    })
}

/// Pages and feeds by their first tags, after a declaration, comments and a doctype.
fn markup(begins: &str) -> Option<Sort> {
    let mut rest = begins;
    for _ in 0..20 {
        rest = rest.trim_start();
        let lower =
            |n: usize| -> String { rest.chars().take(n).flat_map(char::to_lowercase).collect() };
        let opens = lower(14);
        if opens.starts_with("<!doctype html")
            || ["<html", "<head>", "<body"].iter().any(|it| opens.starts_with(it))
        {
            return Some(Sort::Html);
        }
        if ["<rss", "<feed", "<rdf:rdf"].iter().any(|it| opens.starts_with(it)) {
            return Some(Sort::Feed);
        }
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            ">"
        } else {
            return None;
        };
        rest = &rest[rest.find(end)? + end.len()..];
    }
    None
}

/// One object a line, or one value in all.
fn json(begins: &str) -> Sort {
    let (first, more) = begins.split_once('\n').unwrap_or((begins, ""));
    let whole = serde_json::from_str::<serde::de::IgnoredAny>(first.trim()).is_ok();
    if begins.starts_with('{') && whole && more.trim_start().starts_with('{') {
        Sort::JsonLines
    } else {
        Sort::Json
    }
}

/// The beginning as text, whatever its encoding: marks are ASCII in all of them.
fn start(head: &[u8]) -> String {
    match encoding_rs::Encoding::for_bom(head) {
        Some((encoding, _)) => encoding.decode(head).0.into_owned(),
        None => String::from_utf8_lossy(head).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_known_by_their_beginning_and_their_name() {
        assert_eq!(sort("a.txt", b"Shells fell on Homs."), Sort::Text);
        assert_eq!(sort("a.txt", b"<!DOCTYPE HTML><p>"), Sort::Html);
        assert_eq!(
            sort("a.xml", b"<?xml version='1.0'?>\n<!-- x --><rss version='2.0'>"),
            Sort::Feed
        );
        assert_eq!(sort("a", b"{\"text\": \"Homs\"}\n{\"text\": \"Hama\"}"), Sort::JsonLines);
        assert_eq!(sort("a.json", b"[{\"text\": \"Homs\"}]"), Sort::Json);
        assert_eq!(sort("a", b"title,text,url\na,b,c"), Sort::Csv);
        assert_eq!(sort("a", b"Title, text and pictures"), Sort::Text);
        assert_eq!(sort("a.html", b"<p>Homs"), Sort::Html);
        assert_eq!(sort("a.txt", b"WARC/1.0\r\n"), Sort::Warc);
        assert!(
            is_read("x/a.JSONL") && is_read("a.warc.gz") && !is_read("x.js") && !is_read("txt")
        );
    }
}
