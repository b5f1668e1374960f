//! Reading articles from files.
//!
//! # Shape
//!
//! Paths in, files out, in the order of the paths and sorted by name within a folder; a file in, an [`Article`]
//! out. Folders are read to any depth; hidden entries and links to folders are left out.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::article::decode::decode;
use crate::article::{Article, Error, Notice};

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

/// The article in a file.
///
/// # Errors
///
/// When it cannot be read, is empty, has more than [`Article::MAX_BYTES`] or is not a text.
pub fn file(path: &Path) -> Result<(Article, Option<Notice>), Error> {
    let unreadable = |error| unreadable(path, error);
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.len() > Article::MAX_BYTES {
        return Err(Error::TooLarge { path: path.to_owned(), limit: Article::MAX_BYTES });
    }
    from_reader(path, file)
}

/// The article that a stream of bytes gives, such as standard input; messages call it by `path`.
///
/// # Errors
///
/// The same as [`file`].
pub fn from_reader(path: &Path, reader: impl Read) -> Result<(Article, Option<Notice>), Error> {
    let mut bytes = Vec::new();
    let mut limited = reader.take(Article::MAX_BYTES + 1);
    limited.read_to_end(&mut bytes).map_err(|error| unreadable(path, error))?;
    let path = path.to_owned();
    if bytes.len() as u64 > Article::MAX_BYTES {
        return Err(Error::TooLarge { path, limit: Article::MAX_BYTES });
    }
    let decoded = match decode(bytes) {
        Ok(decoded) => decoded,
        Err(offset) => return Err(Error::NotText { path, offset }),
    };
    if decoded.text.trim().is_empty() {
        return Err(Error::Empty { path });
    }
    let notice = decoded.legacy.map(|it| Notice::Decoded {
        path,
        offset: it.offset,
        encoding: it.encoding,
        basis: it.basis,
    });
    Ok((Article::from_text(decoded.text), notice))
}

fn unreadable(path: &Path, source: io::Error) -> Error {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound => Error::Missing { path },
        _ => Error::Unreadable { path, source },
    }
}
