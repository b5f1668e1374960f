//! Which files of a folder are read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::article::{Error, sort};

/// The files that the paths name. A file that is named itself counts whatever it is called; in folders, only
/// those do whose name ends as an article's or an archive's does. What a browser saved beside a page, in
/// `page_files/`, is part of the page.
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
            Ok(sort) if sort.is_dir() && is_part_of_page(&path) => {}
            Ok(sort) if sort.is_dir() => find_in_folder(&path, files, errors),
            Ok(_) if !sort::is_read(&entry.file_name().to_string_lossy()) => {}
            Ok(sort) if sort.is_symlink() && path.is_dir() => {}
            Ok(_) => files.push(path),
            Err(error) => errors.push(unreadable(&path, error)),
        }
    }
}

/// `page_files` beside `page.html`.
fn is_part_of_page(folder: &Path) -> bool {
    let Some(name) = folder.file_name().and_then(|it| it.to_str()) else { return false };
    let Some(page) = name.strip_suffix("_files") else { return false };
    ["html", "htm"].iter().any(|it| folder.with_file_name(format!("{page}.{it}")).is_file())
}

pub(super) fn unreadable(path: &Path, source: io::Error) -> Error {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound => Error::Missing { path },
        _ => Error::Unreadable { path, source },
    }
}
