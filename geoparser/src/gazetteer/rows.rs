//! Reading gazetteer files: from bytes to checked rows.

use std::borrow::Cow;
use std::str::FromStr;

use crate::dates::edtf::Edtf;
use crate::gazetteer::csv::{MAX_CELL_BYTES, Records, Spoilt};
use crate::gazetteer::{Diagnostic, Error};
use crate::place::{BBox, CountryCode, Kind, LonLat};

/// A row that passed. Its texts are those of the file, wherever they can be.
#[derive(Debug)]
pub(crate) struct Row<'b> {
    pub(crate) id: Cow<'b, str>,
    pub(crate) title: Cow<'b, str>,
    pub(crate) kind: Kind,
    pub(crate) feature_code: Cow<'b, str>,
    pub(crate) country: Option<CountryCode>,
    pub(crate) parent_id: Cow<'b, str>,
    pub(crate) point: LonLat,
    /// Few have one, and it is large.
    pub(crate) bbox: Option<Box<BBox>>,
    pub(crate) population: Option<u32>,
    pub(crate) variants: Cow<'b, str>,
    pub(crate) matches: Cow<'b, str>,
    /// The last year of its existence.
    pub(crate) until: Option<i16>,
    /// Where it begins in its file.
    pub(crate) line: u32,
}

/// How closely rows are looked at.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reading {
    /// For what a gazetteer needs.
    Lenient,
    /// For every rule that a single cell can break.
    Strict,
}

macro_rules! columns {
    ($($column:ident $name:literal)*) => {
        /// A column that files may have; those without a use here are for the reader of the file.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        enum Column { $($column,)* }

        const COLUMNS: &[(Column, &str)] = &[$((Column::$column, $name),)*];
    };
}

columns! {
    Id "id"
    Title "title"
    Types "types"
    Fcode "fcode"
    Ccodes "ccodes"
    ParentId "parent_id"
    ParentName "parent_name"
    Lon "lon"
    Lat "lat"
    Bbox "bbox"
    Population "population"
    Variants "variants"
    Matches "matches"
    Start "start"
    End "end"
    Source "source"
    Licence "licence"
}

impl Column {
    const REQUIRED: [Self; 4] = [Self::Id, Self::Title, Self::Lon, Self::Lat];

    fn name(self) -> &'static str {
        COLUMNS[self as usize].1
    }
}

/// Where each column stands in a file, if it has it.
type Places = [Option<usize>; COLUMNS.len()];

/// Appends a file's rows.
pub(crate) fn read_rows<'b>(
    file: &str,
    bytes: &'b [u8],
    reading: Reading,
    rows: &mut Vec<Row<'b>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    let mut records = Records::new(bytes);
    let decimal_comma = records.delimiter() == b';';
    let mut cells = Vec::new();
    let header = match records.read(&mut cells) {
        Some(read) if read.result.is_ok() => cells.clone(),
        _ => return Err(Error::Header { file: file.to_owned() }),
    };
    let mut places: Places = [None; COLUMNS.len()];
    for (nth, name) in header.iter().enumerate() {
        let column = name.trim().to_ascii_lowercase();
        match COLUMNS.iter().find(|(_, known)| **known == column) {
            Some((known, _)) => places[*known as usize] = Some(nth),
            None => diagnostics.push(Diagnostic::UnknownColumn { file: file.to_owned(), column }),
        }
    }
    for column in Column::REQUIRED {
        if places[column as usize].is_none() {
            return Err(Error::MissingColumn { file: file.to_owned(), column: column.name() });
        }
    }
    while let Some(read) = records.read(&mut cells) {
        let line = read.line;
        if let Err(spoilt) = read.result {
            let file = file.to_owned();
            diagnostics.push(match spoilt {
                Spoilt::OpenQuote => Diagnostic::OpenQuote { file, line },
                Spoilt::AfterQuote => Diagnostic::AfterQuote { file, line },
                Spoilt::NotUtf8 { nth_cell } => {
                    let is_it =
                        |(column, _): &&(Column, _)| places[*column as usize] == Some(nth_cell);
                    let column = COLUMNS.iter().find(is_it).map_or("a cell", |(_, name)| name);
                    Diagnostic::NotUtf8 { file, line, column }
                }
            });
            continue;
        }
        let mut cells = RowReader {
            file,
            line,
            places: &places,
            cells: &mut cells,
            n_columns: header.len(),
            decimal_comma,
            diagnostics,
        };
        if reading == Reading::Strict {
            cells.scrutinize();
        }
        rows.extend(cells.row());
    }
    Ok(())
}

/// One record, looked at by column.
struct RowReader<'r, 'b> {
    file: &'r str,
    line: u64,
    places: &'r Places,
    cells: &'r mut [Cow<'b, str>],
    n_columns: usize,
    decimal_comma: bool,
    diagnostics: &'r mut Vec<Diagnostic>,
}

impl<'b> RowReader<'_, 'b> {
    fn text(&self, column: Column) -> &str {
        let nth = self.places[column as usize];
        nth.and_then(|nth| self.cells.get(nth)).map(|it| it.trim_ascii()).unwrap_or_default()
    }

    /// The cell, taken out of the record.
    fn take(&mut self, column: Column) -> Cow<'b, str> {
        let nth = self.places[column as usize];
        match nth.and_then(|nth| self.cells.get_mut(nth)).map(std::mem::take) {
            Some(Cow::Borrowed(text)) => Cow::Borrowed(text.trim_ascii()),
            Some(Cow::Owned(text)) => Cow::Owned(text.trim_ascii().to_owned()),
            None => Cow::Borrowed(""),
        }
    }

    /// A cell that may be empty; reported and taken as empty when it cannot be read.
    fn parsed<T: FromStr>(&mut self, column: Column, expected: &'static str) -> Option<T> {
        let value = self.text(column);
        if value.is_empty() {
            return None;
        }
        let parsed = value.parse().ok();
        if parsed.is_none() {
            self.fault(column, expected);
        }
        parsed
    }

    fn fault(&mut self, column: Column, expected: &'static str) {
        let fault = self.cell_fault(column, self.text(column), expected);
        self.diagnostics.push(fault);
    }

    fn cell_fault(&self, column: Column, value: &str, expected: &'static str) -> Diagnostic {
        let (file, line, column) = (self.file.to_owned(), self.line, column.name());
        Diagnostic::Cell { file, line, column, value: shortened(value), expected }
    }

    fn coordinate(&mut self, column: Column, limit: u16) -> Option<f64> {
        let value = self.text(column);
        let mut number = value.parse::<f64>();
        if self.decimal_comma && number.is_err() {
            number = value.replacen(',', ".", 1).parse();
        }
        let number = number.ok().filter(|it| it.abs() <= f64::from(limit));
        if number.is_none() {
            let fault = Diagnostic::Coordinate {
                file: self.file.to_owned(),
                line: self.line,
                column: column.name(),
                value: shortened(value),
                limit,
            };
            self.diagnostics.push(fault);
        }
        number
    }

    /// What makes the whole row useless.
    fn spoilt(&self) -> Option<Diagnostic> {
        let (file, line) = (|| self.file.to_owned(), self.line);
        let (found, expected) = (self.cells.len(), self.n_columns);
        if found < expected {
            return Some(Diagnostic::Ragged { file: file(), line, found, expected });
        }
        for (known, column) in COLUMNS {
            let n_bytes = self.text(*known).len();
            if n_bytes > MAX_CELL_BYTES {
                return Some(Diagnostic::LongCell { file: file(), line, column, n_bytes });
            }
        }
        let mut needed = [Column::Id, Column::Title].into_iter();
        let empty = needed.find(|column| self.text(*column).is_empty());
        empty.map(|it| Diagnostic::Empty { file: file(), line, column: it.name() })
    }

    fn row(&mut self) -> Option<Row<'b>> {
        if let Some(diagnostic) = self.spoilt() {
            self.diagnostics.push(diagnostic);
            return None;
        }
        if self.cells.len() > self.n_columns {
            self.diagnostics.push(Diagnostic::Ragged {
                file: self.file.to_owned(),
                line: self.line,
                found: self.cells.len(),
                expected: self.n_columns,
            });
        }
        let lon = self.coordinate(Column::Lon, 180);
        let lat = self.coordinate(Column::Lat, 90);
        let point = LonLat::new(lon?, lat?)?;
        Some(Row {
            kind: self.kind(),
            country: self.country(),
            point,
            bbox: self.bbox(),
            population: self
                .parsed(Column::Population, "a whole number, or nothing when unknown")
                .filter(|n| *n > 0),
            until: year(self.text(Column::End)),
            line: u32::try_from(self.line).unwrap_or(u32::MAX),
            id: self.take(Column::Id),
            title: self.take(Column::Title),
            feature_code: self.take(Column::Fcode),
            parent_id: self.take(Column::ParentId),
            variants: self.take(Column::Variants),
            matches: self.take(Column::Matches),
        })
    }

    /// Finds what loading passes over.
    fn scrutinize(&mut self) {
        for (column, _) in COLUMNS {
            if self.text(*column).chars().any(char::is_control) {
                self.fault(*column, "free of control characters");
            }
        }
        for column in [Column::Start, Column::End] {
            let date = self.text(column);
            if !date.is_empty() && date.parse::<Edtf>().is_err() {
                self.fault(column, "an EDTF date");
            }
        }
        let codes = self.text(Column::Ccodes);
        let is_code = |code: &str| code.parse::<CountryCode>().is_ok();
        if codes.contains(';') && !codes.split(';').all(is_code) {
            self.fault(Column::Ccodes, "ISO 3166-1 alpha-2 codes in capitals, joined by `;`");
        }
        let mut variants = self.text(Column::Variants).split(';').filter(|it| !it.is_empty());
        if let Some(wrong) = variants.find(|it| !is_variant(it)) {
            let fault = self.cell_fault(Column::Variants, wrong, "`name@tags`");
            self.diagnostics.push(fault);
        }
    }

    fn kind(&mut self) -> Kind {
        match self.text(Column::Types) {
            "" => Kind::City,
            word => word.parse().unwrap_or_else(|()| {
                self.fault(Column::Types, "a kind of place as listed in docs/gazetteer.md");
                Kind::Site
            }),
        }
    }

    fn country(&mut self) -> Option<CountryCode> {
        if self.text(Column::Ccodes).contains(';') {
            return None;
        }
        self.parsed(Column::Ccodes, "ISO 3166-1 alpha-2 codes in capitals, joined by `;`")
    }

    fn bbox(&mut self) -> Option<Box<BBox>> {
        let cell = self.text(Column::Bbox);
        if cell.is_empty() {
            return None;
        }
        let edges: Vec<f64> = cell.split(' ').map_while(|edge| edge.parse().ok()).collect();
        let bbox = match *edges.as_slice() {
            [west, south, east, north] => BBox::new(west, south, east, north),
            _ => None,
        };
        if bbox.is_none() {
            self.fault(Column::Bbox, "`west south east north` in degrees");
        }
        bbox.map(Box::new)
    }
}

/// Whether it is a name with its tags: `Palmira@es+it`, `Syrian@en-x-demonym`, `Tadmor@`.
fn is_variant(variant: &str) -> bool {
    let is_subtag = |it: &str| {
        (1..=8).contains(&it.len()) && it.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    // of the years of a historical name either may be missing: `en-x-hist--1996`
    let is_year = |it: &str| it.is_empty() || is_subtag(it);
    let is_tag = |tag: &str| match tag.split_once("-x-hist-") {
        Some((lang, years)) => lang.split('-').all(is_subtag) && years.split('-').all(is_year),
        None => tag.split('-').all(is_subtag),
    };
    let Some((name, tags)) = variant.split_once('@') else { return false };
    !name.trim().is_empty() && (tags.is_empty() || tags.split('+').all(is_tag))
}

/// The year an EDTF date starts with.
fn year(edtf: &str) -> Option<i16> {
    let (sign, digits) = edtf.strip_prefix('-').map_or((1, edtf), |rest| (-1, rest));
    let digits = digits.split(['-', '~', '?', '%', '/']).next()?;
    digits.parse::<i16>().ok().map(|year| sign * year)
}

fn shortened(value: &str) -> String {
    value.chars().take(60).collect()
}
