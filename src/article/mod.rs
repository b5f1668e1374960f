//! Articles: what they are and how they come in.
//!
//! # Shape
//!
//! [`read::find`] turns paths into files, [`read::each`] hands on the [`read::Piece`]s of a file one by one, and
//! [`read::Piece::read`] makes an [`Article`] of each. Any text is a valid article; only bytes can be at fault.
//!
//! # Errors
//!
//! An [`Error`] means that one input gave no article; the others go on. A [`Notice`] means that it gave one, but
//! something was guessed.

pub mod alike;
mod decode;
mod feed;
mod fields;
pub mod html;
mod language;
mod origin;
mod published;
pub mod read;
pub mod seeds;
mod sort;
mod unpack;
mod warc;

pub use crate::article::origin::{Format, Origin};

use std::io;
use std::path::PathBuf;

use sha2::{Digest, Sha256};
use tadmur_geoparser::dates::Published;
use tadmur_geoparser::place::LonLat;
use tadmur_geoparser::text::zones::ZonedBlock;

/// One news item.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// The first 16 hexadecimal digits of the SHA-256 of its text, and of its URL where it has one: the same words
    /// on two sites are two articles.
    pub id: String,
    /// Its headline, if something outside the text says so.
    pub title: Option<String>,
    /// Where it stands on the web.
    pub url: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Where its source is at home: a local paper means its own Springfield.
    pub home: Option<LonLat>,
    /// BCP 47 tag of its language; `und` when it cannot be told.
    pub lang: String,
    /// When it was published, if something outside the text says so.
    pub published: Option<Published>,
    /// The text as it was given, decoded to UTF-8, without a byte order mark.
    pub text: String,
    /// The blocks that its format tells of, in order; what lies outside of them is guessed from the text.
    pub zones: Vec<ZonedBlock>,
    /// What its source says of it.
    pub metadata: Vec<Metadatum>,
    /// Where it was read; `None` when it came from no file.
    pub origin: Option<Origin>,
}

/// One thing that a source says of an article.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Metadatum {
    /// What it is called there: `article:published_time`.
    pub name: String,
    /// What it says.
    pub value: String,
    /// Whether the article has it from there; another may have had more weight.
    pub used: bool,
}

impl Article {
    /// The most bytes that an article may have.
    pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

    /// The BCP 47 tag of the language that a text is most likely written in; `und` when it cannot be told.
    pub fn language_of(text: &str) -> &'static str {
        language::of(text)
    }

    /// An article of which nothing but the text is known.
    pub fn from_text(text: String) -> Self {
        Self {
            id: id_of(&text),
            title: None,
            url: None,
            source: None,
            home: None,
            lang: language::of(&text).to_owned(),
            published: None,
            text,
            zones: Vec::new(),
            metadata: Vec::new(),
            origin: None,
        }
    }

    /// The same article at this URL, which is part of its name.
    #[must_use]
    pub fn at_url(self, url: String) -> Self {
        let mut hash = Sha256::new_with_prefix(self.text.as_bytes());
        hash.update([0]); // no text has it
        hash.update(url.as_bytes());
        Self { id: short_hash(&hash.finalize().into()), url: Some(url), ..self }
    }
}

fn id_of(text: &str) -> String {
    short_hash(&Sha256::digest(text.as_bytes()).into())
}

/// The first 16 hexadecimal digits of a hash.
pub fn short_hash(hash: &[u8; 32]) -> String {
    let mut head = [0; 8];
    head.copy_from_slice(&hash[..8]);
    format!("{:016x}", u64::from_be_bytes(head))
}

/// Why an input gave no article. The cause, where there is one, is its source.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing stands at the path.
    #[error("{}: no such file or folder", path.display())]
    Missing {
        /// As it was given.
        path: PathBuf,
    },
    /// The system does not let us read it.
    #[error("{}: cannot read", path.display())]
    Unreadable {
        /// As it was given.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A folder without articles.
    #[error("{}: no file in this folder that is read; names end in .txt, .html, .jsonl, .csv, .rss, .warc, .zip and their like", path.display())]
    NoArticles {
        /// As it was given.
        path: PathBuf,
    },
    /// No text at all.
    #[error("{origin}: empty; an article needs text")]
    Empty {
        /// Where it stands.
        origin: Origin,
    },
    /// More than [`Article::MAX_BYTES`].
    #[error("{origin}: more than {} MiB; that is the most for one article", limit / (1024 * 1024))]
    TooLarge {
        /// Where it stands.
        origin: Origin,
        /// The most bytes.
        limit: u64,
    },
    /// Bytes that no text has.
    #[error("{origin}: byte {offset} is NUL; this is not a text file")]
    NotText {
        /// Where it stands.
        origin: Origin,
        /// Where the NUL stands, counted from 0.
        offset: usize,
    },
    /// It is packed, and cannot be unpacked to its end.
    #[error("{origin}: damaged or cut off; what stands before is read")]
    Damaged {
        /// Where it stands.
        origin: Origin,
        /// What is wrong.
        source: io::Error,
    },
    /// It would unpack to far more than its size.
    #[error("{origin}: not read to its end")]
    Bomb {
        /// Where it stands.
        origin: Origin,
        /// Against which limit.
        source: io::Error,
    },
    /// Archives inside archives.
    #[error("{origin}: packed more than {limit} times over")]
    Nested {
        /// Where it stands.
        origin: Origin,
        /// The most times.
        limit: usize,
    },
    /// A member whose path leads out of its archive.
    #[error("{origin}: its path leads out of the archive; not read")]
    Outside {
        /// Where it stands.
        origin: Origin,
    },
    /// A member that only names another file.
    #[error("{origin}: a link; not followed")]
    Link {
        /// Where it stands.
        origin: Origin,
    },
    /// An archive without articles.
    #[error("{origin}: no file in this archive that is read")]
    NothingInside {
        /// Where it stands.
        origin: Origin,
    },
    /// It is no JSON.
    #[error("{origin}: not JSON")]
    Json {
        /// Where it stands.
        origin: Origin,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// A record without a text.
    #[error("{origin}: no field `text`, `html` or `summary`, or one of their other names")]
    NoText {
        /// Where it stands.
        origin: Origin,
    },
    /// A table whose columns are not those of articles.
    #[error("{origin}: no column `text`; found {found}")]
    Columns {
        /// Where it stands.
        origin: Origin,
        /// The names of the columns.
        found: String,
    },
    /// A table that cannot be read on.
    #[error("{origin}: {reason}")]
    Table {
        /// Where it stands.
        origin: Origin,
        /// What is wrong.
        reason: String,
    },
    /// It is no feed.
    #[error("{origin}: not a feed: {reason}")]
    Feed {
        /// Where it stands.
        origin: Origin,
        /// What is wrong.
        reason: String,
    },
    /// A record of a web archive that cannot be read.
    #[error("{origin}: {reason}")]
    Warc {
        /// Where it stands.
        origin: Origin,
        /// What is wrong.
        reason: String,
    },
    /// Another program wrote to it.
    #[error("{}: changed while it was read; read it again", path.display())]
    Changed {
        /// As it was given.
        path: PathBuf,
    },
}

/// What a reader should know about an article that came in all the same.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Notice {
    /// It is not UTF-8.
    #[error("{origin}: byte {offset} is not UTF-8; read as {encoding}, as {basis}")]
    Decoded {
        /// Where it stands.
        origin: Origin,
        /// The first byte that is not UTF-8, counted from 0.
        offset: usize,
        /// The name of the encoding it was read as.
        encoding: &'static str,
        /// How the encoding is known.
        basis: EncodingBasis,
    },
    /// Its text is that of an earlier article.
    #[error("{origin}: the same text as {earlier}; counted once")]
    Repeated {
        /// Where it stands.
        origin: Origin,
        /// The article that counts.
        earlier: Origin,
    },
}

/// How the encoding of a file that is not UTF-8 is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EncodingBasis {
    /// The file says so.
    Declared,
    /// The bytes look like it.
    Detected,
}

impl EncodingBasis {
    /// Whether it is no guess.
    pub fn is_declared(self) -> bool {
        self == Self::Declared
    }
}

impl std::fmt::Display for EncodingBasis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Declared => "the file declares",
            Self::Detected => "its bytes suggest",
        })
    }
}
