//! Tiles that were asked for before, compressed.
//!
//! # Cost
//!
//! At most [`MOST_BYTES`]. Two generations: what is found moves to the young one; when that has half of the bytes it
//! becomes the old one, and what was old is forgotten. The lock is held for a look-up.

use std::collections::HashMap;
use std::mem;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;

/// Tiles and the keys they are kept under.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<Generations>);

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<String, Bytes>,
    young_bytes: usize,
    old: HashMap<String, Bytes>,
}

impl Cache {
    /// What is kept under this key, or else what `make` makes, which is kept from now on.
    pub(crate) fn of(&self, key: String, make: impl FnOnce() -> Bytes) -> Bytes {
        if let Some(found) = self.generations(|it| it.find(&key)) {
            return found;
        }
        let tile = make();
        self.generations(|it| it.keep(key, tile.clone(), MOST_BYTES));
        tile
    }

    fn generations<T>(&self, ask: impl FnOnce(&mut Generations) -> T) -> T {
        // A tile is kept or not: no panic leaves it half kept.
        ask(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Generations {
    fn find(&mut self, key: &str) -> Option<Bytes> {
        if let Some(found) = self.young.get(key) {
            return Some(found.clone());
        }
        let (key, found) = self.old.remove_entry(key)?;
        self.keep(key, found.clone(), MOST_BYTES);
        Some(found)
    }

    fn keep(&mut self, key: String, tile: Bytes, most_bytes: usize) {
        let bytes = key.len() + tile.len();
        if self.young_bytes + bytes > most_bytes / 2 {
            self.old = mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        if bytes <= most_bytes / 2 && self.young.insert(key, tile).is_none() {
            self.young_bytes += bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_is_forgotten() {
        let mut kept = Generations::default();
        let tile = || Bytes::from(vec![0; 9]);
        for n in 0..1000 {
            kept.keep(format!("{n:03}"), tile(), 200);
            let often = kept.find("000");
            assert!(often.is_some() || n == 0, "{n}");
            let bytes = |of: &HashMap<String, Bytes>| of.len() * 12;
            assert!(bytes(&kept.young) + bytes(&kept.old) <= 200);
        }
        assert!(kept.find("500").is_none());
    }

    #[test]
    fn a_tile_is_made_once() {
        let cache = Cache::default();
        let made = cache.of("a".to_owned(), || Bytes::from_static(b"tile"));
        let again = cache.of("a".to_owned(), || unreachable!("it is kept"));
        assert_eq!(made, again);
    }
}
