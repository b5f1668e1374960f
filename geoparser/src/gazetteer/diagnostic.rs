//! What can be wrong with a gazetteer file.

/// A row, or a part of one, that was left out, and why.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Diagnostic {
    /// A coordinate that is not a number, or not on Earth.
    #[error("{file}:{line}: {column} `{value}` is not a number from -{limit} to {limit}")]
    Coordinate {
        /// The file.
        file: String,
        /// The line its record starts on, from 1.
        line: u64,
        /// `lon` or `lat`.
        column: &'static str,
        /// What was found.
        value: String,
        /// 180 or 90.
        limit: u16,
    },
}

/// Why a file gave no places at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A column that every file needs.
    #[error("{file}:1: no column `{column}`; a gazetteer needs id, title, lon, lat")]
    MissingColumn {
        /// The file.
        file: String,
        /// The column.
        column: &'static str,
    },
}
