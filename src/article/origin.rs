//! Where an article was read.

use std::fmt;
use std::path::{Path, PathBuf};

/// The file, and the place in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Origin {
    /// The file, as it was given or found in a folder.
    pub path: PathBuf,
    /// The name inside an archive; of an archive inside an archive, both, with `/` between.
    pub member: Option<String>,
    /// The line it begins on, counted from 1, in a file of many.
    pub line: Option<u64>,
    /// Where its bytes begin, once unpacked, in a file of many.
    pub offset: Option<u64>,
    /// What read it.
    pub format: Format,
}

impl Origin {
    /// A whole file.
    pub fn file(path: &Path, format: Format) -> Self {
        Self { path: path.to_owned(), member: None, line: None, offset: None, format }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(member) = &self.member {
            write!(f, ": {member}")?;
        }
        match (self.line, self.offset) {
            (Some(line), _) => write!(f, ":{line}"),
            (None, Some(offset)) => write!(f, ": byte {offset}"),
            (None, None) => Ok(()),
        }
    }
}

/// What an article was written in.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Format {
    /// Plain text.
    Text,
    /// A page.
    Html,
    /// An object a line.
    JsonLines,
    /// A JSON document with one or many.
    Json,
    /// A table.
    Csv,
    /// RSS, Atom or JSON Feed.
    Feed,
}

impl Format {
    /// Every format, in the order of the enum.
    pub const ALL: &[Self] =
        &[Self::Text, Self::Html, Self::JsonLines, Self::Json, Self::Csv, Self::Feed];

    /// The word that stands for it in files and APIs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Feed => "feed",
        }
    }
}
