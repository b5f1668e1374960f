//! The places we know, and the search structure over their names.
//!
//! A [`Gazetteer`] is immutable: it is loaded once, from the bytes of one or more CSV files (`docs/gazetteer.md`).

mod diagnostic;

pub use crate::gazetteer::diagnostic::{Diagnostic, Error};

use crate::place::{Name, Place, PlaceId};

/// The places and the search structure over their names.
#[derive(Debug)]
pub struct Gazetteer {}

impl Gazetteer {
    /// Reads CSV files, each with the name that messages call it by. A later file's row replaces an earlier one
    /// of the same id. Rows that cannot be used are left out and reported.
    ///
    /// # Errors
    ///
    /// When a file has no header or lacks a required column.
    pub fn from_csv(files: &[(&str, &[u8])]) -> Result<(Self, Vec<Diagnostic>), Error> {
        let _ = files;
        Ok((Self {}, Vec::new()))
    }

    /// How many places.
    pub fn len(&self) -> usize {
        0
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of its own places.
    pub fn place(&self, id: PlaceId) -> Place<'_> {
        unreachable!("no place {id:?}")
    }

    /// The place with this stable id, such as `gn:163808`.
    pub fn find(&self, key: &str) -> Option<PlaceId> {
        let _ = key;
        None
    }

    /// Every written form of a place's name, the label first.
    pub fn names(&self, id: PlaceId) -> impl Iterator<Item = Name<'_>> {
        let _ = id;
        std::iter::empty()
    }

    /// The name to show in a language: a form in it, or the label.
    pub fn label_in(&self, id: PlaceId, lang: &str) -> &str {
        let _ = lang;
        self.place(id).label
    }

    /// The same place elsewhere: `wd:Q5747`.
    pub fn matches(&self, id: PlaceId) -> impl Iterator<Item = &str> {
        let _ = id;
        std::iter::empty()
    }
}
