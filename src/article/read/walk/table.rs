//! The rows of a table.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use crate::article::decode::decode;
use crate::article::fields::{self, Fields};
use crate::article::read::Content;
use crate::article::read::walk::{Inside, Walk};
use crate::article::sort::HEAD_BYTES;
use crate::article::{Article, Error, Format, Origin};

impl Walk<'_> {
    /// A table with a row of names.
    pub(super) fn table(
        &mut self,
        name: &str,
        mut reader: impl Read,
        inside: &Inside,
    ) -> ControlFlow<()> {
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

/// The mark between the names of the columns.
fn delimiter(name: &str, head: &[u8]) -> u8 {
    if name.to_ascii_lowercase().ends_with(".tsv") {
        return b'\t';
    }
    let line = head.split(|it| *it == b'\n').next().unwrap_or_default();
    let count = |mark: u8| memchr::memchr_iter(mark, line).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|mark| count(*mark)).unwrap_or(b',')
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
