//! A gazetteer that is asked by name: with its search, compiled when it is first needed.

use std::sync::OnceLock;

use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::gazetteer::search::{Query, Ranked, Search};
use tadmur_geoparser::place::{BBox, CountryCode, Kind, PlaceId};

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

    /// The places of these kinds, in these countries and this box, as far as any are asked for, in their order.
    pub fn passing(
        &self,
        kinds: &[Kind],
        countries: &[CountryCode],
        bbox: Option<BBox>,
    ) -> Vec<PlaceId> {
        let passes = |id: &PlaceId| {
            let place = self.gazetteer.place(*id);
            (kinds.is_empty() || kinds.contains(&place.kind))
                && (countries.is_empty() || place.country.is_some_and(|it| countries.contains(&it)))
                && bbox.is_none_or(|it| it.contains(place.point))
        };
        let all = kinds.is_empty() && countries.is_empty() && bbox.is_none();
        self.gazetteer.ids().filter(|id| all || passes(id)).collect()
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
