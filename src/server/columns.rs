//! Columns of whole numbers as bytes, which a reader looks at as they lie.
//!
//! # Shape
//!
//! Little endian. A column has the narrowest of five types that holds all its numbers, and begins at a multiple of four
//! bytes. Where it begins and of what type it is stands beside the bytes, under its name.

use std::collections::BTreeMap;

use serde::Serialize;

/// Every column begins at a multiple of so many bytes: the most that a number takes.
const ALIGNMENT: usize = 4;

/// Columns, one behind the other.
#[derive(Default)]
pub(crate) struct Columns {
    /// Where each lies.
    pub(crate) places: BTreeMap<&'static str, Place>,
    /// All of them.
    pub(crate) bytes: Vec<u8>,
}

/// Where a column lies, and what its numbers are.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Place {
    #[serde(rename = "type")]
    width: Width,
    at: usize,
}

/// The types of numbers: unsigned or not, and their bits.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Width {
    U8,
    I8,
    U16,
    I16,
    I32,
}

impl Columns {
    /// Puts a column behind the others.
    ///
    /// # Panics
    ///
    /// When a number needs more than 32 bits.
    pub(crate) fn add(&mut self, name: &'static str, numbers: &[i64]) {
        self.bytes.resize(padded(self.bytes.len()), 0);
        let width = Width::of(numbers);
        self.places.insert(name, Place { width, at: self.bytes.len() });
        let size = width.size();
        self.bytes.reserve(numbers.len() * size);
        for number in numbers {
            // two's complement: the low bytes are the number in every narrower type
            self.bytes.extend_from_slice(&number.to_le_bytes()[..size]);
        }
    }
}

/// The next multiple of the alignment.
pub(crate) fn padded(length: usize) -> usize {
    length.next_multiple_of(ALIGNMENT)
}

impl Width {
    fn of(numbers: &[i64]) -> Self {
        let least = numbers.iter().copied().min().unwrap_or(0);
        let most = numbers.iter().copied().max().unwrap_or(0);
        let holds = |low: i64, high: i64| least >= low && most <= high;
        if holds(0, u8::MAX.into()) {
            Self::U8
        } else if holds(i8::MIN.into(), i8::MAX.into()) {
            Self::I8
        } else if holds(0, u16::MAX.into()) {
            Self::U16
        } else if holds(i16::MIN.into(), i16::MAX.into()) {
            Self::I16
        } else {
            assert!(holds(i32::MIN.into(), i32::MAX.into()), "{least} to {most} in a column");
            Self::I32
        }
    }

    fn size(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::I32 => 4,
        }
    }
}
