//! A gazetteer that is asked by name: with its search, compiled when it is first needed.

use std::sync::OnceLock;

use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::gazetteer::search::{Query, Ranked, Search};

use crate::gazetteer::Cache;

/// See the module.
#[derive(Debug)]
pub struct Searched {
    /// The places.
    pub gazetteer: Gazetteer,
    cache: Cache,
    search: OnceLock<Search>,
}

impl Searched {
    /// The search is taken from this cache, or kept there.
    pub fn new(gazetteer: Gazetteer, cache: Cache) -> Self {
        Self { gazetteer, cache, search: OnceLock::new() }
    }

    /// The places that a query may mean, the likeliest first. The first call takes as long as compiling does.
    pub fn find(&self, query: &Query<'_>) -> Vec<Ranked> {
        self.search().find(&self.gazetteer, query)
    }

    /// Compiles the search if it is not there yet.
    pub fn warm(&self) {
        self.search();
    }

    fn search(&self) -> &Search {
        // What is wrong with the cache was told when the gazetteer was loaded from it.
        self.search.get_or_init(|| self.cache.search(&self.gazetteer).0)
    }
}
