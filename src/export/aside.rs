//! A file that must be whole before its first byte can be sent: written aside, then read in pieces.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, io, process};

/// A new file in the system's folder for such, gone when this is dropped.
#[derive(Debug)]
pub(super) struct Aside(PathBuf);

impl Aside {
    /// A file that was not there before, whoever else writes there.
    pub(super) fn new() -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        loop {
            let next = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = env::temp_dir().join(format!("tadmur-export-{}-{next}", process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                opened => return opened.map(|_| Self(path)),
            }
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// To read it. Where the system lets a file be read that has no name any more, nothing is left behind.
    pub(super) fn open(&self) -> io::Result<File> {
        File::open(&self.0)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        // Somebody may have tidied up already.
        let _ = fs::remove_file(&self.0);
    }
}
