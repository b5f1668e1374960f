//! In the place of `columnar`, where the program is built without the feature `geoparquet`.

use std::io;

use crate::export::column::Record;
use crate::export::{Format, Source};

/// These formats cannot be written.
pub(super) const BUILT: bool = false;

/// There is none.
pub(super) enum Writer {}

impl Writer {
    pub(super) fn of(_: &Source, format: Format) -> io::Result<Self> {
        let why = format!("{} was not built in", format.title());
        Err(io::Error::new(io::ErrorKind::Unsupported, why))
    }

    pub(super) fn add(&mut self, _: &Record<'_>, _: &mut Vec<u8>) -> io::Result<()> {
        match *self {}
    }

    pub(super) fn finish(&mut self, _: &mut Vec<u8>) -> io::Result<()> {
        match *self {}
    }
}
