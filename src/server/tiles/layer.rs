//! What a tile holds: mentions one by one where they are few, else a point a place, else a point a group of places.
//!
//! A tile of `places` holds a point a place. Every point says in `mentions` how many mentions it stands for, and no
//! mention counts in two tiles: what lies on an edge is in one of them.
//!
//! # Cost
//!
//! A tile has at most [`MOST_MENTIONS`] or [`MOST_PLACES`] points, whatever the data.

use crate::export::Collection;
use crate::server::tiles::mvt::{Layer, Value};
use crate::store::{AtPlace, Filter, Square, Store};

/// With more mentions than this, a tile of mentions has a point a place.
const MOST_MENTIONS: usize = 2000;

/// With more places than this, the places of a 32nd of a tile's side are one point.
const MOST_PLACES: usize = 1000;

/// 4096 / 2^7 = 32 cells a side.
const CELL_BITS: u32 = 7;

/// The properties that points have, with what `TileJSON` says of each.
pub(super) const FIELDS: [(&str, &str); 14] = [
    ("mentions", "Number: how many mentions the point stands for"),
    ("places", "Number: how many places it stands for; of the one most mentioned, it has the name"),
    ("articles", "Number: in how many articles its mentions stand"),
    ("place_id", "String: id of the place"),
    ("place", "String: name of the place"),
    ("kind", "String: kind of the place"),
    ("country", "String: ISO 3166-1 alpha-2"),
    ("when_start", "Number: first day it speaks of, days from 1970-01-01; absent when open"),
    ("when_end", "Number: last day it speaks of, days from 1970-01-01; absent when open"),
    ("role", "String: role of a single mention"),
    ("score", "Number: how sure the place of a single mention is, 0 to 1"),
    ("article", "String: id of the article of a single mention"),
    ("start", "Number: where a single mention stands; its id is {article}-{start}"),
    ("lang", "String: language of a single mention"),
];

/// The bytes of a tile; empty when nothing lies in it.
pub(super) fn tile(
    store: &Store,
    collection: Collection,
    filter: &Filter,
    square: Square,
) -> Vec<u8> {
    let places = store.in_square(filter, square);
    let mut layer = Layer::default();
    let n_mentions: usize = places.iter().map(|it| it.rows.len()).sum();
    if collection == Collection::Mentions && n_mentions <= MOST_MENTIONS {
        for at in &places {
            mentions(store, at, &mut layer);
        }
    } else if places.len() <= MOST_PLACES {
        for at in &places {
            group(store, &[at], &mut layer);
        }
    } else {
        let mut places: Vec<&AtPlace> = places.iter().collect();
        let cell = |it: &AtPlace| it.at.map(|it| it >> CELL_BITS);
        // The place most mentioned leads its cell; of equals, the first by id.
        places.sort_by_key(|it| (cell(it), usize::MAX - it.rows.len()));
        for together in places.chunk_by(|a, b| cell(a) == cell(b)) {
            group(store, together, &mut layer);
        }
    }
    layer.into_tile(collection.name())
}

/// A point a mention.
fn mentions<'s>(store: &'s Store, at: &AtPlace, layer: &mut Layer<'s>) {
    let shared = of_place(store, at.place, layer);
    let one = layer.tag("mentions", Value::Whole(1));
    for &row in &at.rows {
        let feature = store.packed(row);
        let article = feature.article();
        let mut tags = shared.clone();
        tags.push(one);
        let (first, last) = feature.row.when.ends();
        days(first, last, &mut tags, layer);
        tags.push(layer.tag("role", Value::Text(feature.role().as_str())));
        tags.push(layer.tag("score", Value::Real(feature.row.score)));
        tags.push(layer.tag("article", Value::Text(article.id)));
        tags.push(layer.tag("start", Value::Whole(feature.row.start.into())));
        tags.push(layer.tag("lang", Value::Text(article.lang)));
        layer.point(row.number(), at.at, &tags);
    }
}

/// One point for these places; it lies at the first of them and has its name.
fn group<'s>(store: &'s Store, together: &[&AtPlace], layer: &mut Layer<'s>) {
    let Some(leader) = together.first() else { return };
    let sum = |of: fn(&AtPlace) -> usize| whole(together.iter().map(|it| of(it)).sum());
    let (n_mentions, n_articles) = (sum(|it| it.rows.len()), sum(|it| it.articles));
    let mut tags = of_place(store, leader.place, layer);
    tags.push(layer.tag("mentions", n_mentions));
    if together.len() == 1 {
        tags.push(layer.tag("articles", n_articles));
    } else {
        tags.push(layer.tag("places", whole(together.len())));
    }
    // An open end anywhere leaves the whole open.
    let first = together.iter().map(|it| it.first).min().flatten();
    let last = together.iter().map(|it| it.last.ok_or(())).collect::<Result<Vec<_>, ()>>();
    days(first, last.ok().and_then(|it| it.into_iter().max()), &mut tags, layer);
    layer.point(leader.place as u64, leader.at, &tags);
}

fn of_place<'s>(store: &'s Store, place: usize, layer: &mut Layer<'s>) -> Vec<[u32; 2]> {
    let facts = &store.places()[place];
    let mut tags = Vec::with_capacity(12);
    tags.push(layer.tag("place_id", Value::Text(&facts.key)));
    tags.push(layer.tag("place", Value::Text(&facts.label)));
    tags.push(layer.tag("kind", Value::Text(facts.kind.as_str())));
    if let Some(country) = &facts.country {
        tags.push(layer.tag("country", Value::Text(country.as_str())));
    }
    tags
}

fn days(first: Option<i32>, last: Option<i32>, tags: &mut Vec<[u32; 2]>, layer: &mut Layer<'_>) {
    if let Some(first) = first {
        tags.push(layer.tag("when_start", Value::Whole(first.into())));
    }
    if let Some(last) = last {
        tags.push(layer.tag("when_end", Value::Whole(last.into())));
    }
}

fn whole(count: usize) -> Value<'static> {
    Value::Whole(count.try_into().unwrap_or(i64::MAX))
}
