//! The records of a file that holds many: of a web archive, of JSON, of a feed.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use serde_json::Value;

use crate::article::fields::Fields;
use crate::article::read::walk::{Inside, Walk};
use crate::article::read::{About, Content};
use crate::article::warc::{Fault, Records};
use crate::article::{Article, Error, Format, Origin, feed, published};

impl Walk<'_> {
    pub(super) fn warc(&mut self, reader: impl BufRead, inside: &Inside) -> ControlFlow<()> {
        for record in Records::of(reader) {
            match record {
                Ok(record) => {
                    let format = if record.is_html { Format::Html } else { Format::Text };
                    let offset = Some(record.offset);
                    let origin = Origin { offset, ..self.origin(inside, format) };
                    let fetched = record.date.as_deref().and_then(published::date);
                    let about = About {
                        url: record.url,
                        fetched: fetched.and_then(|it| it.span().first()),
                        charset: record.charset,
                    };
                    self.give(origin, Content::Bytes(record.bytes, about))?;
                }
                Err(Fault::Io(error)) => {
                    let inside = Inside { is_packed: true, ..inside.clone() };
                    return self.broken(&inside, error);
                }
                Err(Fault::Form(offset, reason) | Fault::Skipped(offset, reason)) => {
                    let offset = Some(offset);
                    let origin = Origin { offset, ..self.origin(inside, Format::Html) };
                    self.fail(origin.clone(), Error::Warc { origin, reason })?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    pub(super) fn json_lines(
        &mut self,
        mut reader: impl BufRead,
        inside: &Inside,
    ) -> ControlFlow<()> {
        let mut offset = 0;
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            let limit = Article::MAX_BYTES + 1;
            let n = match (&mut reader).take(limit).read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(n) => n as u64,
                Err(error) => return self.broken(inside, error),
            };
            let at = Origin {
                line: Some(number),
                offset: Some(offset),
                ..self.origin(inside, Format::JsonLines)
            };
            offset += n;
            if n == limit && !line.ends_with(b"\n") {
                self.fail(at.clone(), Error::TooLarge { origin: at, limit: limit - 1 })?;
                match skip_line(&mut reader) {
                    Ok(more) => offset += more,
                    Err(error) => return self.broken(inside, error),
                }
                continue;
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            self.give(at, Content::Bytes(line.clone(), About::default()))?;
        }
        ControlFlow::Continue(())
    }

    /// A list of objects, one object, or a feed.
    pub(super) fn json(&mut self, bytes: Vec<u8>, inside: &Inside) -> ControlFlow<()> {
        let origin = self.origin(inside, Format::Json);
        let text = match self.text(bytes, &origin) {
            Ok(text) => text,
            Err(flow) => return flow,
        };
        let value: Value = match serde_json::from_str(&text) {
            Ok(value) => value,
            Err(source) => return self.fail(origin.clone(), Error::Json { origin, source }),
        };
        let is_feed = value
            .get("version")
            .and_then(Value::as_str)
            .is_some_and(|it| it.contains("jsonfeed.org"));
        if is_feed {
            return self.entries(&text, inside);
        }
        let list = match value {
            Value::Array(list) => list,
            Value::Object(mut object) => {
                let inner =
                    ["articles", "items", "data", "results", "documents"].iter().find_map(|name| {
                        match object.get_mut(*name) {
                            Some(Value::Array(list)) => Some(std::mem::take(list)),
                            _ => None,
                        }
                    });
                inner.unwrap_or_else(|| vec![Value::Object(object)])
            }
            other => vec![other],
        };
        for (nth, value) in list.iter().enumerate() {
            let nth = nth as u64 + 1;
            let member = format!(
                "{}item {nth}",
                inside.member.as_ref().map_or_else(String::new, |it| format!("{it}: "))
            );
            let origin = Origin {
                member: (list.len() > 1).then_some(member).or_else(|| origin.member.clone()),
                ..origin.clone()
            };
            match value {
                Value::Object(object) => {
                    self.give(origin, Content::Fields(Box::new(Fields::of_json(object))))?;
                }
                _ => self.fail(origin.clone(), Error::NoText { origin })?,
            }
        }
        ControlFlow::Continue(())
    }

    pub(super) fn feed(&mut self, bytes: Vec<u8>, inside: &Inside) -> ControlFlow<()> {
        let origin = self.origin(inside, Format::Feed);
        match self.text(bytes, &origin) {
            Ok(text) => self.entries(&text, inside),
            Err(flow) => flow,
        }
    }

    fn entries(&mut self, text: &str, inside: &Inside) -> ControlFlow<()> {
        let origin = self.origin(inside, Format::Feed);
        let entries = match feed::entries(text) {
            Ok(entries) => entries,
            Err(reason) => return self.fail(origin.clone(), Error::Feed { origin, reason }),
        };
        for (nth, entry) in entries.into_iter().enumerate() {
            let entry_is = format!("entry {}", nth + 1);
            let member = match &inside.member {
                Some(member) => format!("{member}: {entry_is}"),
                None => entry_is,
            };
            let origin = Origin { member: Some(member), ..origin.clone() };
            self.give(origin, Content::Fields(Box::new(entry)))?;
        }
        ControlFlow::Continue(())
    }
}

fn skip_line(reader: &mut impl BufRead) -> io::Result<u64> {
    let mut n = 0;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(n);
        }
        let end = memchr::memchr(b'\n', buffer).map(|it| it + 1);
        let used = end.unwrap_or(buffer.len());
        reader.consume(used);
        n += used as u64;
        if end.is_some() {
            return Ok(n);
        }
    }
}
