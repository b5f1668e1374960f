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

const MAGIC: [u8; 8] = *b"tadmur\x1a\n";
const HEADER_BYTES: usize = 32;
const ENTRY_BYTES: usize = 16;

/// What an image is made of, in its order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Section {
    /// Keys, labels, variants and matches, place by place.
    Text,
    /// What is of a fixed size, 56 bytes a place.
    Records,
    /// Bounding boxes, 32 bytes each.
    Boxes,
    /// The feature codes that occur, one a line.
    FeatureCodes,
    /// The place of each country code, 4 bytes each, AA to ZZ.
    Countries,
    /// The slots of the trie of names.
    Slots,
    /// Who bears the names.
    Postings,
}

const N_SECTIONS: usize = Section::Postings as usize + 1;

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
}

/// An image whose checksum is right and whose sections lie inside it.
#[derive(Debug)]
pub(crate) struct Image {
    bytes: Cow<'static, [u8]>,
    sections: [Range<usize>; N_SECTIONS],
}

impl Image {
    /// Of the format; whatever changes the meaning of a byte counts it up.
    pub(crate) const VERSION: u32 = 1;

    pub(crate) fn new(bytes: Cow<'static, [u8]>) -> Result<Self, ImageError> {
        if bytes.len() < HEADER_BYTES || bytes[..8] != MAGIC {
            return Err(ImageError::NotAnImage);
        }
        let found = u32_at(&bytes, 8);
        if found != Self::VERSION {
            return Err(ImageError::Version { found, expected: Self::VERSION });
        }
        let expected = u64_at(&bytes, 16);
        if expected != bytes.len() as u64 {
            return Err(ImageError::Length { found: bytes.len(), expected });
        }
        if u64_at(&bytes, 24) != sum(&bytes) {
            return Err(ImageError::Damaged);
        }
        let mut sections = [const { 0..0 }; N_SECTIONS];
        for (nth, section) in sections.iter_mut().enumerate() {
            let entry = HEADER_BYTES + nth * ENTRY_BYTES;
            let (start, len) = (u64_at(&bytes, entry), u64_at(&bytes, entry + 8));
            let end = start.checked_add(len).filter(|end| *end <= bytes.len() as u64);
            *section = start as usize..end.ok_or(ImageError::Damaged)? as usize;
        }
        Ok(Self { bytes, sections })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    #[inline]
    pub(crate) fn section(&self, section: Section) -> &[u8] {
        &self.bytes[self.sections[section as usize].clone()]
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
    n_sections: usize,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self { bytes: vec![0; HEADER_BYTES + N_SECTIONS * ENTRY_BYTES], n_sections: 0 }
    }

    /// Appends the next section; they come in the order of [`Section`].
    pub(crate) fn section(&mut self, section: Section, write: impl FnOnce(&mut Vec<u8>)) {
        assert_eq!(section as usize, self.n_sections, "sections are written in order");
        let start = self.bytes.len();
        write(&mut self.bytes);
        let len = self.bytes.len() - start;
        let entry = HEADER_BYTES + self.n_sections * ENTRY_BYTES;
        self.bytes[entry..entry + 8].copy_from_slice(&(start as u64).to_le_bytes());
        self.bytes[entry + 8..entry + 16].copy_from_slice(&(len as u64).to_le_bytes());
        self.n_sections += 1;
    }

    pub(crate) fn finish(mut self) -> Image {
        assert_eq!(self.n_sections, N_SECTIONS, "every section is written");
        let len = self.bytes.len() as u64;
        self.bytes[..8].copy_from_slice(&MAGIC);
        self.bytes[8..12].copy_from_slice(&Image::VERSION.to_le_bytes());
        self.bytes[12..16].copy_from_slice(&(N_SECTIONS as u32).to_le_bytes());
        self.bytes[16..24].copy_from_slice(&len.to_le_bytes());
        let sum = sum(&self.bytes);
        self.bytes[24..32].copy_from_slice(&sum.to_le_bytes());
        Image::new(Cow::Owned(self.bytes)).expect("an image just written is whole")
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
