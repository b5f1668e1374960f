//! What can be wrong with a gazetteer file.

/// A row, or a part of one, that was left out, and why. Lines are counted from 1, at a record's first line.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each field is named in its message")]
pub enum Diagnostic {
    /// A coordinate that is not a number, or not on Earth.
    #[error("{file}:{line}: {column} `{value}` is not a number from -{limit} to {limit}")]
    Coordinate { file: String, line: u64, column: &'static str, value: String, limit: u16 },
    /// A cell that is not what its column holds; the row is kept without it.
    #[error("{file}:{line}: {column} `{value}` is not {expected}")]
    Cell { file: String, line: u64, column: &'static str, value: String, expected: &'static str },
    /// A column that is not in `docs/gazetteer.md`; it is passed over.
    #[error("{file}:1: unknown column `{column}`; it is passed over")]
    UnknownColumn { file: String, column: String },
    /// A row with too few or too many cells.
    #[error("{file}:{line}: {found} cells, the header has {expected}")]
    Ragged { file: String, line: u64, found: usize, expected: usize },
    /// A cell that cannot be a name.
    #[error("{file}:{line}: {column} has {n_bytes} bytes; is a quote left open?")]
    LongCell { file: String, line: u64, column: &'static str, n_bytes: usize },
    /// A cell in another encoding.
    #[error("{file}:{line}: {column} is not UTF-8")]
    NotUtf8 { file: String, line: u64, column: &'static str },
    /// A cell that every row needs.
    #[error("{file}:{line}: {column} is empty")]
    Empty { file: String, line: u64, column: &'static str },
    /// A cell that begins with a quote and never ends.
    #[error("{file}:{line}: a quote opens a cell and none closes it")]
    OpenQuote { file: String, line: u64 },
    /// A cell that goes on behind its closing quote.
    #[error("{file}:{line}: a quote closes a cell in its middle; a quote inside a cell is doubled")]
    AfterQuote { file: String, line: u64 },
    /// An id that an earlier row of the file has; the later row counts.
    #[error("{file}:{line}: id `{id}` stands in line {earlier} too")]
    Duplicate { file: String, line: u64, id: String, earlier: u64 },
    /// A parent that is nowhere.
    #[error("{file}:{line}: parent_id `{parent}` is the id of no place")]
    Orphan { file: String, line: u64, parent: String },
    /// A place that is among its own parents.
    #[error("{file}:{line}: parent_id leads from `{id}` back to it")]
    Circle { file: String, line: u64, id: String },
    /// A point far outside the box of its country.
    #[error("{file}:{line}: lon, lat `{lon}, {lat}` is far outside of {country}")]
    Abroad { file: String, line: u64, lon: String, lat: String, country: String },
    /// A point outside its own box.
    #[error("{file}:{line}: bbox does not hold the point")]
    OutsideBox { file: String, line: u64 },
}

impl Diagnostic {
    /// The line it is about, counted from 1.
    pub fn line(&self) -> u64 {
        match self {
            Self::UnknownColumn { .. } => 1,
            Self::Coordinate { line, .. }
            | Self::Cell { line, .. }
            | Self::Ragged { line, .. }
            | Self::LongCell { line, .. }
            | Self::NotUtf8 { line, .. }
            | Self::Empty { line, .. }
            | Self::OpenQuote { line, .. }
            | Self::AfterQuote { line, .. }
            | Self::Duplicate { line, .. }
            | Self::Orphan { line, .. }
            | Self::Circle { line, .. }
            | Self::Abroad { line, .. }
            | Self::OutsideBox { line, .. } => *line,
        }
    }
}

/// Why a file gave no places at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each field is named in its message")]
pub enum Error {
    /// No first line, or one that is not CSV.
    #[error("{file}:1: no header; a gazetteer begins with the names of its columns")]
    Header { file: String },
    /// A column that every file needs.
    #[error("{file}:1: no column `{column}`; a gazetteer needs id, title, lon, lat")]
    MissingColumn { file: String, column: &'static str },
}
