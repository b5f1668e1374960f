//! Web archives.
//!
//! # Shape
//!
//! Records come one by one; what browsers were shown and what was made text of it is handed on, the rest is skipped.
//! `WARC-Date` is the day of the crawl: no page is younger, but it says nothing else of when one was published.
//!
//! # Sources
//!
//! ISO 28500:2017 (WARC/1.1), RFC 9112 for the HTTP messages inside.

use std::io::{self, BufRead, Read};

use flate2::read::{MultiGzDecoder, ZlibDecoder};

use crate::article::Article;

/// A header longer than this is no header.
const MAX_HEADER: u64 = 64 * 1024;

/// A page or a text of an archive.
#[derive(Debug)]
pub(crate) struct Record {
    /// Where it begins in the archive, unpacked.
    pub(crate) offset: u64,
    pub(crate) url: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) is_html: bool,
    pub(crate) charset: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

/// Why a record, and with it the rest, cannot be read.
#[derive(Debug)]
pub(crate) enum Fault {
    Io(io::Error),
    /// Where, and what is wrong there.
    Form(u64, String),
    /// Of this record alone.
    Skipped(u64, String),
}

/// The records of an archive.
pub(crate) struct Records<R> {
    reader: R,
    offset: u64,
    ended: bool,
}

impl<R: BufRead> Records<R> {
    pub(crate) fn of(reader: R) -> Self {
        Self { reader, offset: 0, ended: false }
    }

    /// A line without its end; `None` at the end of the archive.
    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let n = (&mut self.reader).take(MAX_HEADER).read_until(b'\n', &mut line)?;
        self.offset += n as u64;
        Ok((n > 0).then(|| String::from_utf8_lossy(&line).trim_end().to_owned()))
    }

    fn next_record(&mut self) -> Result<Option<Record>, Fault> {
        loop {
            let mut start = self.offset;
            let mut first = self.line().map_err(Fault::Io)?;
            while first.as_deref() == Some("") {
                start = self.offset;
                first = self.line().map_err(Fault::Io)?;
            }
            let Some(first) = first else { return Ok(None) };
            if !first.starts_with("WARC/") {
                let found: String = first.chars().take(24).collect();
                return Err(Fault::Form(start, format!("`{found}` is not `WARC/1.0`")));
            }
            let headers = self.headers().map_err(Fault::Io)?;
            let Some(headers) = headers else {
                return Err(Fault::Form(start, "its header is cut off".to_owned()));
            };
            let value = |name: &str| value(&headers, name);
            let Some(length) = value("content-length").and_then(|it| it.parse::<u64>().ok()) else {
                return Err(Fault::Form(
                    start,
                    "no Content-Length; nothing says where it ends".to_owned(),
                ));
            };
            let sort = value("warc-type").unwrap_or_default();
            let media = value("content-type").unwrap_or_default().to_ascii_lowercase();
            let http = sort == "response" && media.starts_with("application/http");
            let plain = matches!(sort, "resource" | "conversion") && is_text(&media);
            let keeps = (http || plain) && length <= Article::MAX_BYTES;
            let mut bytes = Vec::new();
            let mut body = (&mut self.reader).take(length);
            let copied = if keeps {
                body.read_to_end(&mut bytes).map(|it| it as u64)
            } else {
                io::copy(&mut body, &mut io::sink())
            };
            let copied = copied.map_err(Fault::Io)?;
            self.offset += copied;
            if copied < length {
                let words = format!("cut off: {copied} of {length} bytes");
                return Err(Fault::Form(start, words));
            }
            if (http || plain) && !keeps {
                return Err(Fault::Skipped(start, "more than 64 MiB".to_owned()));
            }
            let url = value("warc-target-uri").map(|it| it.trim_matches(['<', '>']).to_owned());
            let date = value("warc-date").map(str::to_owned);
            let record = |media: &str, bytes| Record {
                offset: start,
                url: url.clone(),
                date: date.clone(),
                is_html: media.contains("html"),
                charset: charset(media),
                bytes,
            };
            if plain {
                return Ok(Some(record(&media, bytes)));
            }
            if http {
                match page(&bytes) {
                    Ok(Some((media, bytes))) => return Ok(Some(record(&media, bytes))),
                    Ok(None) => {}
                    Err(words) => return Err(Fault::Skipped(start, words)),
                }
            }
        }
    }

    fn headers(&mut self) -> io::Result<Option<Vec<(String, String)>>> {
        let mut headers: Vec<(String, String)> = Vec::new();
        for _ in 0..1000 {
            let Some(line) = self.line()? else { return Ok(None) };
            if line.is_empty() {
                return Ok(Some(headers));
            }
            push_header(&mut headers, &line);
        }
        Ok(None)
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Record, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.next_record();
        self.ended = matches!(next, Ok(None) | Err(Fault::Io(..) | Fault::Form(..)));
        next.transpose()
    }
}

fn push_header(headers: &mut Vec<(String, String)>, line: &str) {
    if line.starts_with([' ', '\t']) {
        if let Some((_, value)) = headers.last_mut() {
            value.push(' ');
            value.push_str(line.trim());
        }
    } else if let Some((name, value)) = line.split_once(':') {
        headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
}

fn value<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
}

fn is_text(media: &str) -> bool {
    media.starts_with("text/html")
        || media.starts_with("text/plain")
        || media.starts_with("application/xhtml")
}

fn charset(media: &str) -> Option<String> {
    let label = media.split("charset=").nth(1)?.trim_matches(['"', '\'', ' ']);
    Some(label.split([';', '"']).next().unwrap_or(label).to_owned())
}

/// The media type and the body of a good answer that is a page or a text.
fn page(message: &[u8]) -> Result<Option<(String, Vec<u8>)>, String> {
    let Some((end, body)) = end_of_head(message) else { return Ok(None) };
    let head = String::from_utf8_lossy(&message[..end]);
    let mut lines = head.lines();
    let status = lines.next().and_then(|it| it.split(' ').nth(1));
    if status != Some("200") {
        return Ok(None);
    }
    let mut headers = Vec::new();
    lines.for_each(|line| push_header(&mut headers, line));
    let media = value(&headers, "content-type").unwrap_or("text/html").to_ascii_lowercase();
    if !is_text(&media) {
        return Ok(None);
    }
    let mut bytes = message[body..].to_vec();
    if value(&headers, "transfer-encoding").is_some_and(|it| it.eq_ignore_ascii_case("chunked")) {
        bytes = unchunked(&bytes).unwrap_or(bytes); // some crawlers keep the header and join the chunks
    }
    let encoding = value(&headers, "content-encoding").unwrap_or("identity").to_ascii_lowercase();
    let mut plain = Vec::new();
    let limit = Article::MAX_BYTES + 1;
    let done = match encoding.as_str() {
        "identity" | "" => return Ok(Some((media, bytes))),
        "gzip" | "x-gzip" if !bytes.starts_with(&[0x1f, 0x8b]) => return Ok(Some((media, bytes))),
        "gzip" | "x-gzip" => MultiGzDecoder::new(&bytes[..]).take(limit).read_to_end(&mut plain),
        "deflate" => ZlibDecoder::new(&bytes[..]).take(limit).read_to_end(&mut plain),
        other => return Err(format!("its page is packed as `{other}`; gzip and deflate are read")),
    };
    match done {
        Ok(_) => Ok(Some((media, plain))),
        Err(error) => Err(format!("its page cannot be unpacked: {error}")),
    }
}

/// Where the head of a message ends, and where its body begins.
fn end_of_head(message: &[u8]) -> Option<(usize, usize)> {
    let strict = memchr::memmem::find(message, b"\r\n\r\n").map(|at| (at, at + 4));
    let lax = memchr::memmem::find(message, b"\n\n").map(|at| (at, at + 2));
    strict.into_iter().chain(lax).min()
}

/// RFC 9112, 7.1.
fn unchunked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        let end = memchr::memchr(b'\n', rest)?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(rest.get(..size)?);
        rest = &rest[size..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
    }
}
