//! Bytes of a pack, in memory or in a mapped file, and numbers and texts in them.

use std::ops::{Deref, Range};
use std::sync::Arc;

use memmap2::Mmap;

use crate::store::packed::NONE;

/// A part of a pack.
#[derive(Debug)]
pub(crate) enum Bytes {
    /// In memory.
    Held(Vec<u8>),
    /// In a file.
    Mapped(Arc<Mmap>, Range<usize>),
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Held(bytes) => bytes,
            Self::Mapped(map, range) => map.get(range.clone()).unwrap_or_default(),
        }
    }
}

impl Bytes {
    /// So many bytes from there on; none when there are not so many.
    pub(super) fn part(&self, (from, length): (u64, u32)) -> &[u8] {
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        self.get(from..from.saturating_add(length as usize)).unwrap_or_default()
    }
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes.get(at..).and_then(|it| it.first_chunk()).copied().unwrap_or([0; N])
}

#[inline]
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(array(bytes, at))
}

#[inline]
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(array(bytes, at))
}

#[inline]
pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(array(bytes, at))
}

#[inline]
pub(super) fn i32_at(bytes: &[u8], at: usize) -> i32 {
    i32::from_le_bytes(array(bytes, at))
}

/// Texts one after the other, each after its length.
pub(super) struct Reader<'b>(pub(super) &'b [u8]);

impl<'b> Reader<'b> {
    pub(super) fn byte(&mut self) -> u8 {
        let Some((&byte, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        byte
    }

    /// `None` where there is none.
    pub(super) fn text(&mut self) -> Option<&'b str> {
        let (length, rest) = self.0.split_first_chunk()?;
        let length = u32::from_le_bytes(*length);
        if length == NONE {
            self.0 = rest;
            return None;
        }
        let (text, rest) = rest.split_at_checked(length as usize)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }
}

/// Writes what [`Reader::text`] reads.
pub(super) fn write_text(out: &mut Vec<u8>, text: Option<&str>) {
    let length = text.map_or(NONE, |it| it.len() as u32);
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(text.unwrap_or_default().as_bytes());
}

pub(super) fn write_numbers(out: &mut Vec<u8>, numbers: &[u32]) {
    for number in numbers {
        out.extend_from_slice(&number.to_le_bytes());
    }
}
