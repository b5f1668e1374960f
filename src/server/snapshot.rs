//! What is served at one moment: a store, its index and their version.
//!
//! # Shape
//!
//! A [`Snapshot`] never changes. A handler takes one, once, and answers from it alone; newer data are another snapshot,
//! which takes its place for the requests to come.

use std::sync::{Arc, OnceLock};

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
    /// `/index.bin`, made when it is first asked for.
    index: OnceLock<Bytes>,
    /// Another one whenever the store is.
    pub(crate) version: String,
    /// When it was made.
    pub(crate) made: Timestamp,
    /// The version, as HTTP writes it.
    pub(crate) etag: HeaderValue,
}

impl Snapshot {
    /// Of this store, with its version.
    pub fn of(store: Store) -> Self {
        let version = store.version();
        Self {
            made: Timestamp::now(),
            etag: etag(&version),
            version,
            index: OnceLock::new(),
            store: Arc::new(store),
        }
    }

    /// `/index.bin`. Made once: who asks meanwhile waits for it.
    pub(crate) fn index(&self) -> Bytes {
        self.index.get_or_init(|| index::Index::of(&self.store).to_bytes().into()).clone()
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
