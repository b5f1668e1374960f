//! Articles as features: where the places lie that they mention.

use std::sync::Arc;

use serde_json::{Value, json};
use tadmur_geoparser::dates::Edtf;

use crate::export::{PlacedArticle, geojson};
use crate::server::articles::WireTelling;
use crate::store::crs::Crs;
use crate::store::{self, Filter, Store};

/// An article with what passes a filter in it.
#[derive(Clone, Debug)]
pub(crate) struct ArticleCount {
    /// Where it stands among all.
    pub(crate) position: usize,
    pub(crate) mentions: usize,
    /// Positions of its places, sorted.
    pub(crate) places: Vec<usize>,
}

impl ArticleCount {
    fn none(position: usize) -> Self {
        Self { position, mentions: 0, places: Vec::new() }
    }
}

/// Articles with a mention that passes the filter; when nothing is asked for, all of them.
pub(crate) fn counts(store: &Store, filter: &Filter) -> Vec<ArticleCount> {
    let mut counts: Vec<ArticleCount> = (0..store.n_articles()).map(ArticleCount::none).collect();
    for row in store.rows(filter) {
        let (place, article) = store.positions(row);
        counts[article].mentions += 1;
        counts[article].places.push(place);
    }
    if !filter.asks_nothing() {
        counts.retain(|it| it.mentions > 0);
    }
    for count in &mut counts {
        count.places.sort_unstable();
        count.places.dedup();
    }
    counts
}

/// One of them, by its id.
pub(crate) fn count(store: &Store, id: &str) -> Option<ArticleCount> {
    let position = store.position(id)?;
    let filter = Filter { article: Some(id.to_owned()), ..Filter::default() };
    let mut counts = counts(store, &filter);
    Some(counts.pop().unwrap_or_else(|| ArticleCount::none(position)))
}

/// As GeoJSON. Without a place it has no geometry.
pub(crate) fn feature(store: &Store, count: &ArticleCount, crs: Crs) -> Value {
    let facts = store.article(count.position).to_facts();
    let published = facts.published.as_ref();
    let point = |&place: &usize| {
        let point = store.places()[place].point;
        crs.project([point.lon(), point.lat()])
    };
    let points: Vec<[f64; 2]> = count.places.iter().map(point).collect();
    let geometry = match points.as_slice() {
        [] => Value::Null,
        points => json!({ "type": "MultiPoint", "coordinates": points }),
    };
    json!({
        "type": "Feature",
        "id": facts.id,
        "geometry": geometry,
        "properties": {
            "article_id": facts.id,
            "title": facts.title,
            "url": facts.url,
            "source": facts.source,
            "lang": facts.lang,
            "published": published.map(Edtf::as_str),
            "published_start": published.and_then(|it| geojson::first_day(it.span())),
            "published_end": published.and_then(|it| geojson::last_day(it.span())),
            "published_basis": facts.published_basis.as_str(),
            "mentions": count.mentions,
            "places": count.places.len(),
            "same_as": facts.same_as().map(|it| &it.id),
            "also_in": facts.also_in(),
        },
        "same_as": facts.same_as().map(WireTelling::of),
        "copies": facts.copies().iter().map(WireTelling::of).collect::<Vec<_>>(),
    })
}

/// With the points of its places.
pub(crate) fn placed(store: &Store, count: &ArticleCount) -> PlacedArticle {
    let article = Arc::new(store.article(count.position).to_facts());
    let counted =
        store::ArticleCount { article, mentions: count.mentions, places: count.places.len() };
    let points = count.places.iter().map(|&place| store.places()[place].point).collect();
    PlacedArticle { counted, points }
}

/// The names of its properties.
pub(crate) const PROPERTIES: [&str; 13] = [
    "article_id",
    "title",
    "url",
    "source",
    "lang",
    "published",
    "published_start",
    "published_end",
    "published_basis",
    "mentions",
    "places",
    "same_as",
    "also_in",
];
