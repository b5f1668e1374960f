//! Reading articles from files.
//!
//! # Shape
//!
//! Paths in, files out, in the order of the paths and sorted by name within a folder; a file in, its [`Piece`]s out
//! one after the other, each an [`Article`] or an [`Error`]. Folders are read to any depth; hidden entries and links
//! to folders are left out. Archives are read where they stand: nothing is ever unpacked to the disk.
//!
//! # Cost
//!
//! Memory holds one article, one feed or one JSON document at a time, and the directory of a zip file.

mod folder;
mod walk;

use std::fs::{self, File};
use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::Path;

use jiff::civil::Date;

use crate::article::decode::decode_as;
use crate::article::fields::Fields;
use crate::article::html::{self, Known};
use crate::article::read::walk::Walk;
use crate::article::{Article, Error, Format, Notice, Origin};

pub use crate::article::read::folder::find;

/// What one article is made of, found but not yet read, or why there is none. Finding is cheap and goes in order;
/// reading costs more and may be done on every core.
#[derive(Debug)]
pub struct Piece {
    origin: Origin,
    content: Result<Content, Error>,
    n_read: u64,
}

#[derive(Debug)]
enum Content {
    /// A text, a page or a line of JSON, as the origin's format says.
    Bytes(Vec<u8>, About),
    Fields(Box<Fields>),
}

/// What an archive says of a page in it.
#[derive(Debug, Default)]
struct About {
    url: Option<String>,
    fetched: Option<Date>,
    charset: Option<String>,
}

/// An article with what had to be guessed, or why there is none.
pub type Read = Result<(Article, Vec<Notice>), Error>;

impl Piece {
    /// Bytes that are no file: what a request brought.
    pub fn of_bytes(origin: Origin, bytes: Vec<u8>) -> Self {
        Self { origin, content: Ok(Content::Bytes(bytes, About::default())), n_read: 0 }
    }

    /// Where it stands.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// How many bytes of its file were read when it was found: packed ones, if it is packed.
    pub fn n_read(&self) -> u64 {
        self.n_read
    }

    /// How many bytes it keeps in memory until it is read.
    pub fn n_bytes(&self) -> usize {
        match &self.content {
            Ok(Content::Bytes(bytes, _)) => bytes.len(),
            Ok(Content::Fields(fields)) => fields.n_bytes(),
            Err(_) => 0,
        }
    }

    /// Its article.
    ///
    /// # Errors
    ///
    /// When it is empty, has more than [`Article::MAX_BYTES`], is not a text, or is not what its format asks for.
    pub fn read(self) -> Read {
        let Self { origin, content, n_read: _ } = self;
        let (bytes, about) = match content? {
            Content::Bytes(bytes, about) => (bytes, about),
            Content::Fields(fields) => return Ok((fields.article(origin)?, Vec::new())),
        };
        if bytes.len() as u64 > Article::MAX_BYTES {
            return Err(Error::TooLarge { origin, limit: Article::MAX_BYTES });
        }
        let decoded = match decode_as(bytes, about.charset.as_deref()) {
            Ok(decoded) => decoded,
            Err(offset) => return Err(Error::NotText { origin, offset }),
        };
        if decoded.text.trim().is_empty() {
            return Err(Error::Empty { origin });
        }
        let notice = decoded.legacy.map(|it| Notice::Decoded {
            origin: origin.clone(),
            offset: it.offset,
            encoding: it.encoding,
            basis: it.basis,
        });
        let text = decoded.text;
        let mut article = match origin.format {
            Format::Html => {
                let known = Known { url: about.url.as_deref(), fetched: about.fetched };
                let article = html::article(&text, known);
                if article.text.is_empty() {
                    return Err(Error::Empty { origin });
                }
                article
            }
            Format::JsonLines => match serde_json::from_str(&text) {
                Ok(object) => Fields::of_json(&object).article(origin.clone())?,
                Err(source) => return Err(Error::Json { origin, source }),
            },
            _ => match about.url {
                Some(url) => Article::from_text(text).at_url(url),
                None => Article::from_text(text),
            },
        };
        article.origin = Some(origin);
        // What a page declares or a server says of its encoding is no guess.
        let is_guess = |it: &Notice| matches!(it, Notice::Decoded { basis, .. } if article_is_text(&article) || !basis.is_declared());
        let notices = notice.into_iter().filter(is_guess).collect();
        Ok((article, notices))
    }
}

fn article_is_text(article: &Article) -> bool {
    article.origin.as_ref().is_some_and(|it| it.format == Format::Text)
}

/// Hands on the pieces of a file one by one, in order, until `take` breaks off.
pub fn each(path: &Path, mut take: impl FnMut(Piece) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut walk = Walk::of(path, &mut take);
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
    let (before, file) = match opened {
        Ok(opened) => opened,
        Err(error) => return walk.fault(folder::unreadable(path, error)),
    };
    walk.file(file, before.len())?;
    let after = fs::metadata(path).ok();
    let same = after
        .is_some_and(|it| it.len() == before.len() && it.modified().ok() == before.modified().ok());
    if before.is_file() && !same {
        return walk.fault(Error::Changed { path: path.to_owned() });
    }
    ControlFlow::Continue(())
}

/// The same for a stream of bytes, such as standard input; messages call it by `path`.
pub fn each_in(
    path: &Path,
    reader: impl std::io::Read,
    mut take: impl FnMut(Piece) -> ControlFlow<()>,
) -> ControlFlow<()> {
    Walk::of(path, &mut take).stream(reader)
}

/// The articles of a file, all at once: for a file that is known to be small.
pub fn all(path: &Path) -> Vec<Read> {
    let mut found = Vec::new();
    let _ = each(path, |piece| {
        found.push(piece.read());
        ControlFlow::Continue(())
    });
    found
}

/// The articles of bytes, all at once; messages call them by `path`, whose ending may tell what they are.
pub fn all_in(path: &Path, bytes: &[u8]) -> Vec<Read> {
    let mut found = Vec::new();
    let _ = each_in(path, bytes, |piece| {
        found.push(piece.read());
        ControlFlow::Continue(())
    });
    found
}

/// Reads to the end, unless there is more than an article may have.
fn read_whole(reader: impl std::io::Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(Article::MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
