//! CSV records: RFC 4180, with any line ends, and forgiving of what people's programs write.
//!
//! A cell that begins with a quote ends with one; a quote that never closes, or closes in mid-cell, spoils its line
//! and no more: reading goes on at the next line.
//!
//! # Cost
//!
//! One pass at the speed of `memchr`; only cells with doubled quotes are copied.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

/// A quoted cell longer than this is a quote that never closes, not a name.
pub(crate) const MAX_CELL_BYTES: usize = 1 << 20;

/// The records of a file, one by one.
#[derive(Debug)]
pub(crate) struct Records<'b> {
    rest: &'b [u8],
    next_line: u64,
    delimiter: u8,
}

/// What spoils a record.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Spoilt {
    /// A quote opens a cell and none closes it.
    OpenQuote,
    /// A quote closes a cell and more of it follows.
    AfterQuote,
    /// A cell, counted from 0, is in another encoding.
    NotUtf8 {
        /// Which.
        nth_cell: usize,
    },
}

/// One record: where it begins, and whether it could be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Read {
    pub(crate) line: u64,
    pub(crate) result: Result<(), Spoilt>,
}

impl<'b> Records<'b> {
    /// The file without its byte order mark. Cells are parted by whichever of comma, semicolon and tab the first
    /// line has most of.
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let header = &rest[..memchr(b'\n', rest).unwrap_or(rest.len())];
        let n_of = |delimiter: u8| memchr_iter(delimiter, header).count();
        let delimiter = [b';', b'\t']
            .into_iter()
            .fold(b',', |best, it| if n_of(it) > n_of(best) { it } else { best });
        Self { rest, next_line: 1, delimiter }
    }

    pub(crate) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Reads the next record into `cells`; empty lines are passed over. `None` at the end.
    pub(crate) fn read(&mut self, cells: &mut Vec<Cow<'b, str>>) -> Option<Read> {
        cells.clear();
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let line = self.next_line;
            let (row, after) = cut_line(self.rest);
            if row.is_empty() {
                self.rest = after;
                self.next_line += 1;
                continue;
            }
            if memchr(b'"', row).is_none() {
                let result = self.plain(row, cells);
                self.rest = after;
                self.next_line += 1;
                return Some(Read { line, result });
            }
            let result = match self.quoted(cells) {
                Ok(after) => {
                    let n_read = self.rest.len() - after.len();
                    self.next_line += memchr_iter(b'\n', &self.rest[..n_read]).count() as u64;
                    self.rest = after;
                    Ok(())
                }
                Err(spoilt) => {
                    self.rest = after;
                    self.next_line += 1;
                    Err(spoilt)
                }
            };
            return Some(Read { line, result });
        }
    }

    /// A record without quotes.
    fn plain(&self, row: &'b [u8], cells: &mut Vec<Cow<'b, str>>) -> Result<(), Spoilt> {
        let text = str::from_utf8(row).map_err(|error| {
            let before = &row[..error.valid_up_to()];
            Spoilt::NotUtf8 { nth_cell: memchr_iter(self.delimiter, before).count() }
        })?;
        let mut start = 0;
        for at in memchr_iter(self.delimiter, row) {
            cells.push(Cow::Borrowed(&text[start..at]));
            start = at + 1;
        }
        cells.push(Cow::Borrowed(&text[start..]));
        Ok(())
    }

    /// A record with quotes, which may run over lines; gives what stands after it.
    fn quoted(&self, cells: &mut Vec<Cow<'b, str>>) -> Result<&'b [u8], Spoilt> {
        let mut rest = self.rest;
        loop {
            if let Some(inside) = rest.strip_prefix(b"\"") {
                let (cell, after) = quoted_cell(inside)?;
                cells.push(utf8(cell, cells.len())?);
                rest = after;
            } else {
                let is_end = |byte: &u8| *byte == self.delimiter || *byte == b'\n';
                let end = rest.iter().position(is_end).unwrap_or(rest.len());
                let cell = &rest[..end];
                let is_last = rest.get(end) != Some(&self.delimiter);
                let cell = if is_last { cell.strip_suffix(b"\r").unwrap_or(cell) } else { cell };
                cells.push(utf8(Cow::Borrowed(cell), cells.len())?);
                rest = &rest[end..];
            }
            match rest {
                [] => return Ok(rest),
                [b'\n', after @ ..] | [b'\r', b'\n', after @ ..] => return Ok(after),
                [b'\r'] => return Ok(&[]),
                [byte, after @ ..] if *byte == self.delimiter => rest = after,
                _ => return Err(Spoilt::AfterQuote),
            }
        }
    }
}

/// The cell up to its closing quote, and what stands after that.
fn quoted_cell(inside: &[u8]) -> Result<(Cow<'_, [u8]>, &[u8]), Spoilt> {
    let within = &inside[..inside.len().min(MAX_CELL_BYTES)];
    let mut quotes = memchr_iter(b'"', within);
    let mut unescaped: Option<Vec<u8>> = None;
    let mut start = 0;
    while let Some(at) = quotes.next() {
        if inside.get(at + 1) != Some(&b'"') {
            let last = &inside[start..at];
            let cell = match unescaped {
                None => Cow::Borrowed(last),
                Some(mut cell) => {
                    cell.extend_from_slice(last);
                    Cow::Owned(cell)
                }
            };
            return Ok((cell, &inside[at + 1..]));
        }
        unescaped.get_or_insert_default().extend_from_slice(&inside[start..=at]);
        start = at + 2;
        quotes.next();
    }
    Err(Spoilt::OpenQuote)
}

fn utf8(cell: Cow<'_, [u8]>, nth_cell: usize) -> Result<Cow<'_, str>, Spoilt> {
    match cell {
        Cow::Borrowed(bytes) => str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
    }
    .ok_or(Spoilt::NotUtf8 { nth_cell })
}

/// A line without its end, and what stands after it.
fn cut_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (line, after) = match memchr(b'\n', bytes) {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (bytes, &[][..]),
    };
    (line.strip_suffix(b"\r").unwrap_or(line), after)
}
