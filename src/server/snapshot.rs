//! What is served at one moment: a store, its index and their version.
//!
//! # Shape
//!
//! A [`Snapshot`] never changes. A handler takes one, once, and answers from it alone; newer data are another snapshot,
//! which takes its place for the requests to come.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::HeaderValue;
use jiff::Timestamp;

use crate::server::{etag, index};
use crate::store::Store;

/// What is served at one moment.
#[derive(Debug)]
pub struct Snapshot {
    /// Articles, places and features.
    pub(crate) store: Arc<Store>,
    /// `/index.json`.
    pub(crate) index: Bytes,
    /// Of the index: another one whenever the index is.
    pub(crate) version: String,
    /// When it was made.
    pub(crate) made: Timestamp,
    /// The version, as HTTP writes it.
    pub(crate) etag: HeaderValue,
}

impl Snapshot {
    /// Of this store. Builds the map's index.
    pub fn of(store: Store) -> Self {
        let index = index::Index::of(&store);
        let (version, index) = (index.version().to_owned(), index.to_json().into());
        Self {
            made: Timestamp::now(),
            etag: etag(&version),
            version,
            index,
            store: Arc::new(store),
        }
    }

    /// What is asked of.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// 16 hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.version
    }
}
