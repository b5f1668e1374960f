//! The compiled form: one run of bytes that is used as it lies, in memory or mapped from a file.
//!
//! # Shape
//!
//! A header of 32 bytes: magic, version of the format, number of sections, length, checksum. Then 16 bytes a
//! section, where it starts and how long it is; then the sections. All numbers are little-endian, and nothing needs
//! to be aligned.
//!
//! # Errors
//!
//! [`ImageError`] for bytes that are not a whole, undamaged image of this version: the checksum covers all of them.
//! Whoever writes a right checksum over wrong content gets wrong places, but no panic.
//!
//! # Cost
//!
//! The checksum reads every byte once, at the speed of memory; nothing else is done a place or a name.

use std::borrow::Cow;
use std::ops::Range;

use crate::gazetteer::hash::checksum;

const HEADER_BYTES: usize = 32;
const ENTRY_BYTES: usize = 16;

/// A kind of image.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Format {
    pub(crate) magic: [u8; 8],
    /// Whatever changes the meaning of a byte counts it up.
    pub(crate) version: u32,
    pub(crate) n_sections: usize,
}

/// Why bytes are not a compiled gazetteer.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each field is named in its message")]
pub enum ImageError {
    /// Something else altogether.
    #[error("not a compiled gazetteer")]
    NotAnImage,
    /// Made by another version of this library.
    #[error("compiled gazetteer of format {found}, expected {expected}")]
    Version { found: u32, expected: u32 },
    /// Cut short, or with more behind it.
    #[error("compiled gazetteer of {found} bytes, expected {expected}")]
    Length { found: usize, expected: u64 },
    /// Changed since it was written.
    #[error("compiled gazetteer is damaged: its checksum is wrong")]
    Damaged,
    /// A search that was compiled from other places.
    #[error("compiled from another gazetteer")]
    OtherGazetteer,
}

/// An image whose checksum is right and whose sections lie inside it.
#[derive(Debug)]
pub(crate) struct Image {
    bytes: Cow<'static, [u8]>,
    sections: Vec<Range<usize>>,
}

impl Image {
    pub(crate) fn new(bytes: Cow<'static, [u8]>, format: &Format) -> Result<Self, ImageError> {
        if bytes.len() < HEADER_BYTES || bytes[..8] != format.magic {
            return Err(ImageError::NotAnImage);
        }
        let found = u32_at(&bytes, 8);
        if found != format.version {
            return Err(ImageError::Version { found, expected: format.version });
        }
        let expected = u64_at(&bytes, 16);
        if expected != bytes.len() as u64 {
            return Err(ImageError::Length { found: bytes.len(), expected });
        }
        if u64_at(&bytes, 24) != sum(&bytes) {
            return Err(ImageError::Damaged);
        }
        let section = |nth: usize| {
            let entry = HEADER_BYTES + nth * ENTRY_BYTES;
            let (start, len) = (u64_at(&bytes, entry), u64_at(&bytes, entry + 8));
            let end = start.checked_add(len).filter(|end| *end <= bytes.len() as u64);
            end.map(|end| start as usize..end as usize).ok_or(ImageError::Damaged)
        };
        let sections = (0..format.n_sections).map(section).collect::<Result<_, _>>()?;
        Ok(Self { bytes, sections })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn checksum(&self) -> u64 {
        u64_at(&self.bytes, 24)
    }

    #[inline]
    pub(crate) fn section(&self, nth: usize) -> &[u8] {
        &self.bytes[self.sections[nth].clone()]
    }
}

/// Everything but the eight bytes that hold the checksum.
fn sum(bytes: &[u8]) -> u64 {
    checksum(checksum(0, &bytes[..24]), &bytes[HEADER_BYTES..])
}

/// Writes an image, section after section.
#[derive(Debug)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
    format: Format,
    n_written: usize,
}

impl Writer {
    pub(crate) fn new(format: Format) -> Self {
        let bytes = vec![0; HEADER_BYTES + format.n_sections * ENTRY_BYTES];
        Self { bytes, format, n_written: 0 }
    }

    /// Appends the next section; they come in order.
    pub(crate) fn section(&mut self, nth: usize, write: impl FnOnce(&mut Vec<u8>)) {
        assert_eq!(nth, self.n_written, "sections are written in order");
        let start = self.bytes.len();
        write(&mut self.bytes);
        let len = self.bytes.len() - start;
        let entry = HEADER_BYTES + nth * ENTRY_BYTES;
        self.bytes[entry..entry + 8].copy_from_slice(&(start as u64).to_le_bytes());
        self.bytes[entry + 8..entry + 16].copy_from_slice(&(len as u64).to_le_bytes());
        self.n_written += 1;
    }

    pub(crate) fn finish(mut self) -> Image {
        assert_eq!(self.n_written, self.format.n_sections, "every section is written");
        let len = self.bytes.len() as u64;
        self.bytes[..8].copy_from_slice(&self.format.magic);
        self.bytes[8..12].copy_from_slice(&self.format.version.to_le_bytes());
        self.bytes[12..16].copy_from_slice(&(self.n_written as u32).to_le_bytes());
        self.bytes[16..24].copy_from_slice(&len.to_le_bytes());
        let sum = sum(&self.bytes);
        self.bytes[24..32].copy_from_slice(&sum.to_le_bytes());
        Image::new(Cow::Owned(self.bytes), &self.format).expect("an image just written is whole")
    }
}

/// Four bytes as a number; 0 beyond the end.
#[inline]
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at.saturating_add(4))
        .and_then(|it| it.try_into().ok())
        .map_or(0, u32::from_le_bytes)
}

/// Eight bytes as a number; 0 beyond the end.
#[inline]
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes
        .get(at..at.saturating_add(8))
        .and_then(|it| it.try_into().ok())
        .map_or(0, u64::from_le_bytes)
}
