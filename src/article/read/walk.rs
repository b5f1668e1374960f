//! From a file to its pieces: what is packed is unpacked, what holds many is taken apart.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use serde_json::Value;

use crate::article::decode::decode;
use crate::article::fields::{self, Fields};
use crate::article::read::{About, Content, Piece, folder, read_whole};
use crate::article::sort::{HEAD_BYTES, Sort, is_read, sort};
use crate::article::unpack::{Bomb, Budget, Counted, Unpacked, Zstd};
use crate::article::warc::{Fault, Records};
use crate::article::{Article, Error, Format, Origin, feed, published};

/// An archive in an archive in an archive: more is mischief.
const MAX_NESTED: usize = 5;

/// More members of one archive are not read.
const MAX_MEMBERS: usize = 1_000_000;

/// A file on its way.
pub(super) struct Walk<'t> {
    path: &'t Path,
    take: &'t mut dyn FnMut(Piece) -> ControlFlow<()>,
    budget: Rc<Budget>,
}

/// Where in the file the walk is.
#[derive(Clone, Debug, Default)]
struct Inside {
    member: Option<String>,
    nested: usize,
    is_packed: bool,
}

impl Inside {
    fn member(&self, name: &str) -> Self {
        let member = match &self.member {
            Some(outer) => format!("{outer}/{name}"),
            None => name.to_owned(),
        };
        Self { member: Some(member), nested: self.nested + 1, is_packed: true }
    }

    fn packed(&self) -> Self {
        Self { nested: self.nested + 1, is_packed: true, ..self.clone() }
    }
}

impl<'t> Walk<'t> {
    pub(super) fn of(path: &'t Path, take: &'t mut dyn FnMut(Piece) -> ControlFlow<()>) -> Self {
        Self { path, take, budget: Rc::default() }
    }

    /// All of a file, of this length.
    pub(super) fn file(&mut self, mut file: File, length: u64) -> ControlFlow<()> {
        let mut head = Vec::new();
        if let Err(error) = (&mut file).take(HEAD_BYTES as u64).read_to_end(&mut head) {
            return self.fault(folder::unreadable(self.path, error));
        }
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let inside = Inside::default();
        if sort(&name, &head) == Sort::Zip {
            self.budget.has_read(length);
            return self.zip(file, &inside);
        }
        let reader = Counted { inner: file, budget: Rc::clone(&self.budget) };
        self.budget.has_read(head.len() as u64);
        self.sorted(&name, head, Box::new(reader), &inside)
    }

    /// All of a stream.
    pub(super) fn stream(&mut self, reader: impl Read) -> ControlFlow<()> {
        let reader = Counted { inner: reader, budget: Rc::clone(&self.budget) };
        let name = self.path.to_string_lossy().into_owned();
        self.any(&name, Box::new(reader), &Inside::default())
    }

    /// An error of the file.
    pub(super) fn fault(&mut self, error: Error) -> ControlFlow<()> {
        (self.take)(Piece::fault(Origin::file(self.path, Format::Text), error))
    }

    fn origin(&self, inside: &Inside, format: Format) -> Origin {
        Origin { member: inside.member.clone(), ..Origin::file(self.path, format) }
    }

    fn give(&mut self, origin: Origin, content: Content) -> ControlFlow<()> {
        (self.take)(Piece { origin, content: Ok(content) })
    }

    fn fail(&mut self, origin: Origin, error: Error) -> ControlFlow<()> {
        (self.take)(Piece::fault(origin, error))
    }

    /// A read that failed: of the file itself, or of what is packed in it.
    fn broken(&mut self, inside: &Inside, error: io::Error) -> ControlFlow<()> {
        let origin = self.origin(inside, Format::Text);
        let error = if Bomb::is(&error) {
            Error::Bomb { origin: origin.clone(), source: error }
        } else if inside.is_packed {
            Error::Damaged { origin: origin.clone(), source: error }
        } else {
            folder::unreadable(self.path, error)
        };
        self.fail(origin, error)
    }

    fn any(
        &mut self,
        name: &str,
        mut reader: Box<dyn Read + '_>,
        inside: &Inside,
    ) -> ControlFlow<()> {
        if inside.nested > MAX_NESTED {
            let origin = self.origin(inside, Format::Text);
            return self.fail(origin.clone(), Error::Nested { origin, limit: MAX_NESTED });
        }
        let mut head = Vec::new();
        match (&mut reader).take(HEAD_BYTES as u64).read_to_end(&mut head) {
            Ok(_) => self.sorted(name, head, reader, inside),
            Err(error) if head.is_empty() => self.broken(inside, error),
            Err(error) => self.sorted(name, head, Box::new(Failing(Some(error))), inside),
        }
    }

    /// What begins with `head` and goes on with `rest`.
    fn sorted(
        &mut self,
        name: &str,
        head: Vec<u8>,
        rest: Box<dyn Read + '_>,
        inside: &Inside,
    ) -> ControlFlow<()> {
        let sort = sort(name, &head);
        let reader = Cursor::new(head).chain(rest);
        match sort {
            Sort::Gzip => {
                let inner = MultiGzDecoder::new(reader);
                let reader = Unpacked { inner, budget: Rc::clone(&self.budget) };
                self.any(unpacked_name(name), Box::new(reader), &inside.packed())
            }
            Sort::Zstd => match Zstd::of(reader) {
                Ok(inner) => {
                    let reader = Unpacked { inner, budget: Rc::clone(&self.budget) };
                    self.any(unpacked_name(name), Box::new(reader), &inside.packed())
                }
                Err(error) => self.broken(&inside.packed(), error),
            },
            Sort::Zip => match read_whole(reader) {
                Ok(bytes) if bytes.len() as u64 > Article::MAX_BYTES => self.too_large(inside),
                Ok(bytes) => self.zip(Cursor::new(bytes), inside),
                Err(error) => self.broken(inside, error),
            },
            Sort::Tar => self.tar(reader, inside),
            Sort::Warc => self.warc(BufReader::new(reader), inside),
            Sort::JsonLines => self.json_lines(BufReader::new(reader), inside),
            Sort::Csv => self.table(name, reader, inside),
            Sort::Json => self.whole(reader, inside, Self::json),
            Sort::Feed => self.whole(reader, inside, Self::feed),
            Sort::Html => self.whole(reader, inside, |walk, bytes, inside| {
                let origin = walk.origin(inside, Format::Html);
                walk.give(origin, Content::Bytes(bytes, About::default()))
            }),
            Sort::Text => self.whole(reader, inside, |walk, bytes, inside| {
                let origin = walk.origin(inside, Format::Text);
                walk.give(origin, Content::Bytes(bytes, About::default()))
            }),
        }
    }

    fn too_large(&mut self, inside: &Inside) -> ControlFlow<()> {
        let origin = self.origin(inside, Format::Text);
        self.fail(origin.clone(), Error::TooLarge { origin, limit: Article::MAX_BYTES })
    }

    fn whole(
        &mut self,
        reader: impl Read,
        inside: &Inside,
        then: impl FnOnce(&mut Self, Vec<u8>, &Inside) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        match read_whole(reader) {
            Ok(bytes) if bytes.len() as u64 > Article::MAX_BYTES => self.too_large(inside),
            Ok(bytes) => then(self, bytes, inside),
            Err(error) => self.broken(inside, error),
        }
    }

    /// The text of bytes, or the error told.
    fn text(&mut self, bytes: Vec<u8>, origin: &Origin) -> Result<String, ControlFlow<()>> {
        match decode(bytes) {
            Ok(decoded) => Ok(decoded.text),
            Err(offset) => {
                Err(self.fail(origin.clone(), Error::NotText { origin: origin.clone(), offset }))
            }
        }
    }

    fn zip(&mut self, file: impl Read + Seek, inside: &Inside) -> ControlFlow<()> {
        let packed = Inside { is_packed: true, ..inside.clone() };
        let mut archive = match zip::ZipArchive::new(file) {
            Ok(archive) => archive,
            Err(error) => return self.broken(&packed, io::Error::other(error)),
        };
        let mut n_read = 0;
        for nth in 0..archive.len().min(MAX_MEMBERS) {
            let found = match archive.by_index(nth) {
                Ok(found) => found,
                Err(error) => {
                    n_read += 1;
                    self.broken(&packed, io::Error::other(error))?;
                    continue;
                }
            };
            let raw = || String::from_utf8_lossy(found.name_raw()).into_owned();
            let name = found.name().map_or_else(|_| raw(), std::borrow::Cow::into_owned);
            let is_safe = found.enclosed_name().is_some() && !is_outside(&name);
            let sort = if found.is_dir() {
                continue;
            } else if found.is_symlink() {
                Member::Link
            } else if is_safe {
                Member::File
            } else {
                Member::Outside
            };
            n_read += usize::from(is_read(&name) || sort != Member::File);
            let reader = Unpacked { inner: found, budget: Rc::clone(&self.budget) };
            self.member(&name, sort, Box::new(reader), inside)?;
        }
        self.at_end(n_read, inside)
    }

    fn tar(&mut self, reader: impl Read, inside: &Inside) -> ControlFlow<()> {
        let packed = Inside { is_packed: true, ..inside.clone() };
        let mut archive = tar::Archive::new(reader);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.broken(&packed, error),
        };
        let mut n_read = 0;
        for entry in entries.take(MAX_MEMBERS) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.broken(&packed, error), // nothing tells where the next one begins
            };
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let sort = match entry.header().entry_type() {
                tar::EntryType::Regular
                | tar::EntryType::Continuous
                | tar::EntryType::GNUSparse => {
                    if is_outside(&name) {
                        Member::Outside
                    } else {
                        Member::File
                    }
                }
                tar::EntryType::Symlink | tar::EntryType::Link => Member::Link,
                _ => continue,
            };
            n_read += usize::from(is_read(&name) || sort != Member::File);
            let reader = Unpacked { inner: entry, budget: Rc::clone(&self.budget) };
            self.member(&name, sort, Box::new(reader), inside)?;
        }
        self.at_end(n_read, inside)
    }

    fn at_end(&mut self, n_read: usize, inside: &Inside) -> ControlFlow<()> {
        if n_read > 0 {
            return ControlFlow::Continue(());
        }
        let origin = self.origin(inside, Format::Text);
        self.fail(origin.clone(), Error::NothingInside { origin })
    }

    fn member(
        &mut self,
        name: &str,
        sort: Member,
        reader: Box<dyn Read + '_>,
        inside: &Inside,
    ) -> ControlFlow<()> {
        let hidden = name.rsplit('/').next().is_some_and(|it| it.starts_with('.'))
            || name.starts_with("__MACOSX/");
        if hidden || (sort == Member::File && !is_read(name)) {
            return ControlFlow::Continue(());
        }
        let inside = inside.member(name);
        let origin = self.origin(&inside, Format::Text);
        match sort {
            Member::File => self.any(name, reader, &inside),
            Member::Link => self.fail(origin.clone(), Error::Link { origin }),
            Member::Outside => self.fail(origin.clone(), Error::Outside { origin }),
        }
    }

    fn warc(&mut self, reader: impl BufRead, inside: &Inside) -> ControlFlow<()> {
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

    fn json_lines(&mut self, mut reader: impl BufRead, inside: &Inside) -> ControlFlow<()> {
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
    fn json(&mut self, bytes: Vec<u8>, inside: &Inside) -> ControlFlow<()> {
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

    fn feed(&mut self, bytes: Vec<u8>, inside: &Inside) -> ControlFlow<()> {
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

    /// A table with a row of names.
    fn table(&mut self, name: &str, mut reader: impl Read, inside: &Inside) -> ControlFlow<()> {
        let mut head = Vec::new();
        if let Err(error) = (&mut reader).take(HEAD_BYTES as u64).read_to_end(&mut head) {
            return self.broken(inside, error);
        }
        let cut = (head.len() == HEAD_BYTES)
            .then(|| head.iter().rposition(u8::is_ascii_whitespace))
            .flatten()
            .unwrap_or(head.len());
        let legacy = encoding_rs::Encoding::for_bom(&head)
            .is_some_and(|(it, _)| it != encoding_rs::UTF_8)
            || std::str::from_utf8(&head[..cut]).is_err();
        let reader = Cursor::new(head).chain(reader);
        if !legacy {
            return self.rows(name, reader, inside);
        }
        self.whole(reader, inside, |walk, bytes, inside| {
            let origin = walk.origin(inside, Format::Csv);
            match walk.text(bytes, &origin) {
                Ok(text) => walk.rows(name, text.as_bytes(), inside),
                Err(flow) => flow,
            }
        })
    }

    fn rows(&mut self, name: &str, reader: impl Read, inside: &Inside) -> ControlFlow<()> {
        let n_read = Rc::new(Cell::new(0));
        let capped = Capped { inner: reader, n_read: Rc::clone(&n_read) };
        let mut reader = BufReader::new(capped);
        let delimiter = match reader.fill_buf() {
            Ok(head) => delimiter(name, head),
            Err(error) => return self.broken(inside, error),
        };
        let mut rows =
            csv::ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(reader);
        let text = |cell: &[u8]| decode(cell.to_vec()).map_or_else(|_| String::new(), |it| it.text);
        let origin = self.origin(inside, Format::Csv);
        let header: Vec<String> = match rows.byte_headers() {
            Ok(header) => header.iter().map(text).collect(),
            Err(error) => return self.broken(inside, io::Error::other(error)),
        };
        if fields::lacks_text(&header) {
            let found = header.join(", ");
            let found = found.chars().take(120).collect();
            return self.fail(origin.clone(), Error::Columns { origin, found });
        }
        let mut row = csv::ByteRecord::new();
        loop {
            n_read.set(0);
            let position = rows.position().clone();
            let at = Origin {
                line: Some(position.line()),
                offset: Some(position.byte()),
                ..origin.clone()
            };
            match rows.read_byte_record(&mut row) {
                Ok(true) => {
                    let cells = header.iter().zip(row.iter().map(text));
                    self.give(at, Content::Fields(Box::new(Fields::of(cells))))?;
                }
                Ok(false) => return ControlFlow::Continue(()),
                Err(error) => {
                    let reason = error.to_string();
                    return self.fail(at.clone(), Error::Table { origin: at, reason });
                }
            }
        }
    }
}

/// What a member of an archive is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Member {
    File,
    /// It names another file.
    Link,
    /// Its path leads out of the archive.
    Outside,
}

fn is_outside(name: &str) -> bool {
    name.starts_with(['/', '\\'])
        || name.split(['/', '\\']).any(|it| it == "..")
        || name.as_bytes().get(1) == Some(&b':')
}

/// `a.html` of `a.html.gz`, `a.tar` of `a.tgz`.
fn unpacked_name(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if ["gz", "zst", "zstd"].iter().any(|it| extension.eq_ignore_ascii_case(it)) =>
        {
            stem
        }
        Some((_, extension)) if extension.eq_ignore_ascii_case("tgz") => "a.tar",
        _ => name,
    }
}

/// The mark between the names of the columns.
fn delimiter(name: &str, head: &[u8]) -> u8 {
    if name.to_ascii_lowercase().ends_with(".tsv") {
        return b'\t';
    }
    let line = head.split(|it| *it == b'\n').next().unwrap_or_default();
    let count = |mark: u8| memchr::memchr_iter(mark, line).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|mark| count(*mark)).unwrap_or(b',')
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

/// Ends a read that goes on for too long without a row: a quote that is never closed.
struct Capped<R> {
    inner: R,
    n_read: Rc<Cell<u64>>,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let n_read = self.n_read.get() + n as u64;
        self.n_read.set(n_read);
        if n_read > 2 * Article::MAX_BYTES {
            return Err(io::Error::other("a row has more than 64 MiB; a quote may be open"));
        }
        Ok(n)
    }
}

/// What comes after the last bytes that could be read: the reason why there are no more.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
