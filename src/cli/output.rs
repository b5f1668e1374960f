//! Where data goes: to a file, or to standard output.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// How standard output is called on the command line.
pub(super) const STDOUT: &str = "-";

/// Writes the pieces. A file appears under its name only when it is whole; a reader of standard output who has seen
/// enough is no error.
pub(super) fn write(
    chunks: impl Iterator<Item = io::Result<Vec<u8>>>,
    to: &Path,
) -> anyhow::Result<()> {
    if to.as_os_str() == STDOUT {
        return match write_all(chunks, io::stdout().lock()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            done => done.context("cannot write to standard output"),
        };
    }
    let unfinished = unfinished(to);
    let name = to.display();
    let file = File::create(&unfinished).with_context(|| format!("{name}: cannot create"))?;
    let done = write_all(chunks, file).and_then(|()| fs::rename(&unfinished, to));
    if done.is_err() {
        // The first error counts; what is left over can be thrown away by hand.
        let _ = fs::remove_file(&unfinished);
    }
    done.with_context(|| format!("{name}: cannot write"))
}

fn write_all(
    mut chunks: impl Iterator<Item = io::Result<Vec<u8>>>,
    mut to: impl Write,
) -> io::Result<()> {
    chunks.try_for_each(|chunk| to.write_all(&chunk?)).and_then(|()| to.flush())
}

/// `out.csv.part`
fn unfinished(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".part");
    name.into()
}
