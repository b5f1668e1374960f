//! Reading articles from files.
//!
//! # Shape
//!
//! Paths in, files out, in the order of the paths and sorted by name within a folder; a file in, its [`Piece`]s out
//! one after the other, each an [`Article`] or an [`Error`]. Folders are read to any depth; hidden entries and links
//! to folders are left out.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::article::decode::decode;
use crate::article::{Article, Error, Format, Notice, Origin};

/// The files that the paths name. A file that is named itself counts whatever it is called; in folders, only
/// those that end in `.txt` do.
pub fn find(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Error>) {
    let mut files = Vec::new();
    let mut errors = Vec::new();
    for path in paths {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let before = (files.len(), errors.len());
                find_in_folder(path, &mut files, &mut errors);
                if before == (files.len(), errors.len()) {
                    errors.push(Error::NoArticles { path: path.clone() });
                }
            }
            Ok(_) => files.push(path.clone()),
            Err(error) => errors.push(unreadable(path, error)),
        }
    }
    (files, errors)
}

fn find_in_folder(folder: &Path, files: &mut Vec<PathBuf>, errors: &mut Vec<Error>) {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return errors.push(unreadable(folder, error)),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        match entry.file_type() {
            Ok(sort) if sort.is_dir() => find_in_folder(&path, files, errors),
            Ok(_) if !ends_in_txt(&path) => {}
            Ok(sort) if sort.is_symlink() && path.is_dir() => {}
            Ok(_) => files.push(path),
            Err(error) => errors.push(unreadable(&path, error)),
        }
    }
}

fn ends_in_txt(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("txt"))
}

/// What one article is made of, found but not yet read, or why there is none. Finding is cheap and goes in order;
/// reading costs more and may be done on every core.
#[derive(Debug)]
pub struct Piece {
    origin: Origin,
    content: Result<Vec<u8>, Error>,
}

/// An article with what had to be guessed, or why there is none.
pub type Read = Result<(Article, Vec<Notice>), Error>;

impl Piece {
    fn fault(origin: Origin, error: Error) -> Self {
        Self { origin, content: Err(error) }
    }

    /// Where it stands.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// How many bytes it keeps in memory until it is read.
    pub fn n_bytes(&self) -> usize {
        self.content.as_ref().map_or(0, Vec::len)
    }

    /// Its article.
    ///
    /// # Errors
    ///
    /// When it is empty, has more than [`Article::MAX_BYTES`] or is not a text.
    pub fn read(self) -> Read {
        let Self { origin, content } = self;
        let decoded = match decode(content?) {
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
        let article = Article { origin: Some(origin), ..Article::from_text(decoded.text) };
        Ok((article, notice.into_iter().collect()))
    }
}

/// Hands on the pieces of a file one by one, in order, until `take` breaks off. Memory does not grow with the file
/// unless it is a single article.
pub fn each(path: &Path, take: impl FnMut(Piece) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut take = take;
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
    let origin = || Origin::file(path, Format::Text);
    match opened {
        Ok((length, _)) if length > Article::MAX_BYTES => {
            let error = Error::TooLarge { origin: origin(), limit: Article::MAX_BYTES };
            take(Piece::fault(origin(), error))
        }
        Ok((_, file)) => each_in(path, file, take),
        Err(error) => take(Piece::fault(origin(), unreadable(path, error))),
    }
}

/// The same for a stream of bytes, such as standard input; messages call it by `path`.
pub fn each_in(
    path: &Path,
    reader: impl io::Read,
    mut take: impl FnMut(Piece) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let origin = Origin::file(path, Format::Text);
    let mut bytes = Vec::new();
    let content = match reader.take(Article::MAX_BYTES + 1).read_to_end(&mut bytes) {
        Err(error) => Err(unreadable(path, error)),
        Ok(_) if bytes.len() as u64 > Article::MAX_BYTES => {
            Err(Error::TooLarge { origin: origin.clone(), limit: Article::MAX_BYTES })
        }
        Ok(_) => Ok(bytes),
    };
    take(Piece { origin, content })
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

fn unreadable(path: &Path, source: io::Error) -> Error {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound => Error::Missing { path },
        _ => Error::Unreadable { path, source },
    }
}
