//! Reading gazetteer files: from bytes to checked rows.

use std::collections::HashMap;
use std::str::FromStr;

use ::csv::{ByteRecord, ReaderBuilder};

use crate::gazetteer::{Diagnostic, Error};
use crate::place::{BBox, CountryCode, Kind, LonLat};

/// A row that passed.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) kind: Kind,
    pub(crate) feature_code: String,
    pub(crate) country: Option<CountryCode>,
    pub(crate) parent_id: String,
    pub(crate) point: LonLat,
    pub(crate) bbox: Option<BBox>,
    pub(crate) population: Option<u32>,
    pub(crate) variants: String,
    pub(crate) matches: String,
    /// The last year of its existence.
    pub(crate) until: Option<i16>,
}

/// Columns that files may have; those without a use here are for the reader of the file.
const COLUMNS: &[&str] = &[
    "id",
    "title",
    "types",
    "fcode",
    "ccodes",
    "parent_id",
    "parent_name",
    "lon",
    "lat",
    "bbox",
    "population",
    "variants",
    "matches",
    "start",
    "end",
    "source",
    "licence",
];

/// A cell longer than this is a quote that never closes, not a name.
const MAX_CELL_BYTES: usize = 1 << 20;

/// Appends a file's rows. The delimiter is a comma, or a semicolon where the header has no comma.
pub(crate) fn read_rows(
    file: &str,
    bytes: &[u8],
    rows: &mut Vec<Row>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let header_line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter =
        if !header_line.contains(&b',') && header_line.contains(&b';') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let header = reader
        .byte_headers()
        .map_err(|source| Error::Header { file: file.to_owned(), source })?
        .clone();
    let mut columns = HashMap::new();
    for (nth, column) in header.iter().enumerate() {
        let column = String::from_utf8_lossy(column).trim().to_ascii_lowercase();
        match COLUMNS.iter().find(|known| **known == column) {
            Some(known) => drop(columns.insert(*known, nth)),
            None => diagnostics.push(Diagnostic::UnknownColumn { file: file.to_owned(), column }),
        }
    }
    for column in ["id", "title", "lon", "lat"] {
        if !columns.contains_key(column) {
            return Err(Error::MissingColumn { file: file.to_owned(), column });
        }
    }
    let mut record = ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {
                let line = record.position().map_or(0, ::csv::Position::line);
                let cells = Cells {
                    file,
                    line,
                    columns: &columns,
                    record: &record,
                    n_columns: header.len(),
                };
                rows.extend(cells.row(diagnostics));
            }
            Err(error) => {
                let line = error.position().map_or(0, ::csv::Position::line);
                diagnostics.push(Diagnostic::NotCsv {
                    file: file.to_owned(),
                    line,
                    found: error.to_string(),
                });
            }
        }
    }
}

/// One record, looked at by column name.
struct Cells<'r> {
    file: &'r str,
    line: u64,
    columns: &'r HashMap<&'static str, usize>,
    record: &'r ByteRecord,
    n_columns: usize,
}

impl Cells<'_> {
    fn cell(&self, column: &str) -> &[u8] {
        self.columns
            .get(column)
            .and_then(|nth| self.record.get(*nth))
            .unwrap_or_default()
            .trim_ascii()
    }

    fn text(&self, column: &str) -> &str {
        str::from_utf8(self.cell(column)).unwrap_or_default()
    }

    /// A cell that may be empty; reported and taken as empty when it cannot be read.
    fn parsed<T: FromStr>(
        &self,
        column: &'static str,
        expected: &'static str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<T> {
        let value = self.text(column);
        if value.is_empty() {
            return None;
        }
        let parsed = value.parse().ok();
        if parsed.is_none() {
            diagnostics.push(self.fault(column, value, expected));
        }
        parsed
    }

    fn fault(&self, column: &'static str, value: &str, expected: &'static str) -> Diagnostic {
        Diagnostic::Cell {
            file: self.file.to_owned(),
            line: self.line,
            column,
            value: shortened(value),
            expected,
        }
    }

    fn coordinate(
        &self,
        column: &'static str,
        limit: u16,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<f64> {
        let value = self.text(column);
        let number = value.parse::<f64>().ok().filter(|it| it.abs() <= f64::from(limit));
        if number.is_none() {
            diagnostics.push(Diagnostic::Coordinate {
                file: self.file.to_owned(),
                line: self.line,
                column,
                value: shortened(value),
                limit,
            });
        }
        number
    }

    fn row(&self, diagnostics: &mut Vec<Diagnostic>) -> Option<Row> {
        let (file, line) = (self.file.to_owned(), self.line);
        if self.record.len() != self.n_columns {
            let (found, expected) = (self.record.len(), self.n_columns);
            diagnostics.push(Diagnostic::Ragged { file: file.clone(), line, found, expected });
            if found < expected {
                return None;
            }
        }
        for (column, nth) in COLUMNS.iter().filter_map(|it| Some((*it, *self.columns.get(it)?))) {
            let cell = self.record.get(nth).unwrap_or_default();
            if cell.len() > MAX_CELL_BYTES {
                diagnostics.push(Diagnostic::LongCell { file, line, column, n_bytes: cell.len() });
                return None;
            }
            if str::from_utf8(cell).is_err() {
                diagnostics.push(Diagnostic::NotUtf8 { file, line, column });
                return None;
            }
        }
        for column in ["id", "title"] {
            if self.cell(column).is_empty() {
                diagnostics.push(Diagnostic::Empty { file, line, column });
                return None;
            }
        }
        let lon = self.coordinate("lon", 180, diagnostics);
        let lat = self.coordinate("lat", 90, diagnostics);
        let point = LonLat::new(lon?, lat?)?;
        let kind = match self.text("types") {
            "" => Kind::City,
            word => word.parse().unwrap_or_else(|()| {
                diagnostics.push(self.fault(
                    "types",
                    word,
                    "a kind of place as listed in docs/gazetteer.md",
                ));
                Kind::Site
            }),
        };
        let codes = self.text("ccodes");
        let country = if codes.is_empty() || codes.contains(';') {
            None
        } else {
            self.parsed(
                "ccodes",
                "ISO 3166-1 alpha-2 codes in capitals, joined by `;`",
                diagnostics,
            )
        };
        let bbox = match self.text("bbox") {
            "" => None,
            cell => {
                let edges: Vec<f64> = cell.split(' ').map_while(|edge| edge.parse().ok()).collect();
                let bbox = match *edges.as_slice() {
                    [west, south, east, north] => BBox::new(west, south, east, north),
                    _ => None,
                };
                if bbox.is_none() {
                    diagnostics.push(self.fault(
                        "bbox",
                        cell,
                        "`west south east north` in degrees",
                    ));
                }
                bbox
            }
        };
        Some(Row {
            id: self.text("id").to_owned(),
            title: self.text("title").to_owned(),
            kind,
            feature_code: self.text("fcode").to_owned(),
            country,
            parent_id: self.text("parent_id").to_owned(),
            point,
            bbox,
            population: self
                .parsed("population", "a whole number, or nothing when unknown", diagnostics)
                .filter(|n| *n > 0),
            variants: self.text("variants").to_owned(),
            matches: self.text("matches").to_owned(),
            until: year(self.text("end")),
        })
    }
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
