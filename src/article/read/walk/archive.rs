//! The members of zip and tar archives, read where they stand.

use std::io::{self, Read, Seek};
use std::ops::ControlFlow;
use std::rc::Rc;

use crate::article::read::walk::{Inside, Walk};
use crate::article::sort::is_read;
use crate::article::unpack::Unpacked;
use crate::article::{Error, Format};

/// More members of one archive are not read.
const MAX_MEMBERS: usize = 1_000_000;

impl Walk<'_> {
    pub(super) fn zip(&mut self, file: impl Read + Seek, inside: &Inside) -> ControlFlow<()> {
        let packed = Inside { is_packed: true, ..inside.clone() };
        let mut archive = match zip::ZipArchive::new(file) {
            Ok(archive) => archive,
            Err(error) => return self.broken(&packed, io::Error::other(error)),
        };
        // of many small members the directory is half of the file; it is read first
        let directory = self.budget.read().saturating_sub(archive.central_directory_start());
        let mut n_read = 0;
        for nth in 0..archive.len().min(MAX_MEMBERS) {
            let found = match archive.by_index(nth) {
                Ok(found) => found,
                Err(error) => {
                    n_read += 1;
                    self.broken(&packed, io::Error::other(error))?;
                    continue;
                }
            };
            let raw = || String::from_utf8_lossy(found.name_raw()).into_owned();
            let name = found.name().map_or_else(|_| raw(), std::borrow::Cow::into_owned);
            let is_safe = found.enclosed_name().is_some() && !is_outside(&name);
            let sort = if found.is_dir() {
                continue;
            } else if found.is_symlink() {
                Member::Link
            } else if is_safe {
                Member::File
            } else {
                Member::Outside
            };
            n_read += usize::from(is_read(&name) || sort != Member::File);
            let end = found.header_start().saturating_add(found.compressed_size());
            let reader = Unpacked { inner: found, budget: Rc::clone(&self.budget) };
            self.member(&name, sort, Box::new(reader), inside)?;
            if inside.nested == 0 {
                self.budget.advance_to(end.saturating_add(directory).min(self.budget.read()));
            }
        }
        self.at_end(n_read, inside)
    }

    pub(super) fn tar(&mut self, reader: impl Read, inside: &Inside) -> ControlFlow<()> {
        let packed = Inside { is_packed: true, ..inside.clone() };
        let mut archive = tar::Archive::new(reader);
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(error) => return self.broken(&packed, error),
        };
        let mut n_read = 0;
        for entry in entries.take(MAX_MEMBERS) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.broken(&packed, error), // nothing tells where the next one begins
            };
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let sort = match entry.header().entry_type() {
                tar::EntryType::Regular
                | tar::EntryType::Continuous
                | tar::EntryType::GNUSparse => {
                    if is_outside(&name) {
                        Member::Outside
                    } else {
                        Member::File
                    }
                }
                tar::EntryType::Symlink | tar::EntryType::Link => Member::Link,
                _ => continue,
            };
            n_read += usize::from(is_read(&name) || sort != Member::File);
            let reader = Unpacked { inner: entry, budget: Rc::clone(&self.budget) };
            self.member(&name, sort, Box::new(reader), inside)?;
        }
        self.at_end(n_read, inside)
    }

    fn at_end(&mut self, n_read: usize, inside: &Inside) -> ControlFlow<()> {
        if n_read > 0 {
            return ControlFlow::Continue(());
        }
        let origin = self.origin(inside, Format::Text);
        self.fail(origin.clone(), Error::NothingInside { origin })
    }

    fn member(
        &mut self,
        name: &str,
        sort: Member,
        reader: Box<dyn Read + '_>,
        inside: &Inside,
    ) -> ControlFlow<()> {
        let hidden = name.rsplit('/').next().is_some_and(|it| it.starts_with('.'))
            || name.starts_with("__MACOSX/");
        if hidden || (sort == Member::File && !is_read(name)) {
            return ControlFlow::Continue(());
        }
        let inside = inside.member(name);
        let origin = self.origin(&inside, Format::Text);
        match sort {
            Member::File => self.any(name, reader, &inside),
            Member::Link => self.fail(origin.clone(), Error::Link { origin }),
            Member::Outside => self.fail(origin.clone(), Error::Outside { origin }),
        }
    }
}

/// What a member of an archive is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Member {
    File,
    /// It names another file.
    Link,
    /// Its path leads out of the archive.
    Outside,
}

fn is_outside(name: &str) -> bool {
    name.starts_with(['/', '\\'])
        || name.split(['/', '\\']).any(|it| it == "..")
        || name.as_bytes().get(1) == Some(&b':')
}
