//! `GET /collections/{collection}/items`, and one of them at `…/items/{id}`.
//!
//! # Conformance
//!
//! OGC API - Features - Part 1: `core` (7.15 features, 7.16 feature), `geojson`, `html`. `limit` above the most is taken
//! for the most (7.15.2). Unlike 7.15.4, `datetime` leaves out what has no time unless `undated` says otherwise: a map
//! of one month must not show what may be of any other. Part 2: `crs`.
//!
//! Pages follow by `after`, the last item of the page before: what comes in meanwhile shifts nothing.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use jiff::{Timestamp, Unit};
use serde::Serialize;

use crate::export::geojson::{self, MEDIA_TYPE};
use crate::server::App;
use crate::server::accept::Format;
use crate::server::article_features::{self, ArticleCount};
use crate::server::collections::Collection;
use crate::server::html::in_address;
use crate::server::links::{self, Link, Pairs, base};
use crate::server::problem::Problem;
use crate::store::crs::Crs;
use crate::store::order::Order;
use crate::store::{Filter, PlaceCount, Row, Store, filter};

/// What both kinds of JSON are called when they are asked for.
pub(crate) const JSON_TYPES: [&str; 2] = [MEDIA_TYPE, "application/json"];

/// Parameters of items beside the filters.
pub(crate) const OWN: [&str; 5] = ["f", "crs", "sortby", "properties", "after"];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    r#type: &'static str,
    time_stamp: String,
    number_matched: usize,
    number_returned: usize,
    links: Vec<Link>,
}

/// What a page is asked for with.
struct Asked {
    format: Format,
    filter: Filter,
    crs: Crs,
    order: Order,
    properties: Option<Vec<String>>,
    after: Option<String>,
}

impl Asked {
    fn of(collection: Collection, headers: &HeaderMap, pairs: &Pairs) -> Result<Self, Problem> {
        let format = Format::asked(headers, pairs, &JSON_TYPES)?;
        let known = [&Filter::NAMES[..], &Filter::PAGING, &Filter::OGC].concat();
        let (filter, [_, crs, sort, properties, after]) = links::filter_and(pairs, OWN, &known)?;
        Ok(Self {
            format,
            filter,
            crs: crs.map_or(Ok(Crs::default()), |it| filter::crs("crs", it))?,
            order: collection.order(sort)?,
            properties: properties.map(|it| collection.properties(it)).transpose()?,
            after: after.map(str::to_owned),
        })
    }

    /// A feature as JSON, with the properties asked for.
    fn feature(&self, feature: impl Serialize) -> Vec<u8> {
        let Some(properties) = &self.properties else { return geojson::to_json(&feature) };
        let mut feature = serde_json::to_value(feature).unwrap_or_default();
        if let Some(all) = feature["properties"].as_object_mut() {
            all.retain(|name, _| properties.contains(name));
        }
        geojson::to_json(&feature)
    }
}

/// Part of what passes a filter.
struct Slice<T> {
    items: Vec<T>,
    matched: usize,
    /// How many stand before it.
    before: usize,
}

impl<T: Clone> Slice<T> {
    /// Of all that pass, those behind the first so many, and behind `offset` more.
    fn of(all: &[T], behind: usize, filter: &Filter) -> Self {
        let before = behind.saturating_add(filter.offset).min(all.len());
        let items = all[before..].iter().take(filter.limit).cloned().collect();
        Self { items, matched: all.len(), before }
    }

    fn is_last(&self) -> bool {
        self.before + self.items.len() >= self.matched
    }
}

/// `GET /collections/{collection}/items`
pub(crate) async fn items(
    State(app): State<App>,
    Path(collection): Path<String>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let collection = Collection::named(&collection)?;
    let asked = Asked::of(collection, &headers, &pairs)?;
    let base = format!("{}/collections/{}", base(&headers), collection.name());
    let page = Page { base, pairs: &pairs, asked: &asked };
    let snapshot = app.snapshot();
    let store = &snapshot.store;
    let body = match collection {
        Collection::Mentions => page.mentions(store),
        Collection::Places => page.places(store),
        Collection::Articles => page.articles(store),
    };
    let title = format!("Tadmur: {}", collection.name());
    Ok(in_crs(asked.format.answer(&title, MEDIA_TYPE, body), asked.crs))
}

struct Page<'p> {
    base: String,
    pairs: &'p Pairs,
    asked: &'p Asked,
}

impl Page<'_> {
    fn mentions(&self, store: &Store) -> Vec<u8> {
        let Asked { filter, order, crs, after, .. } = self.asked;
        let after = after.as_ref().and_then(|it| store.row_of_cursor(it));
        let slice = if order.is_natural() {
            let (items, matched, before) =
                store.page_of_rows(filter, after, filter.offset, filter.limit);
            Slice { items, matched, before }
        } else {
            let rows = store.ordered_rows(filter, order);
            let behind = after.map_or(0, |it| store.rows_until(&rows, it, order));
            Slice::of(&rows, behind, filter)
        };
        let last = slice.items.last().map(|row| store.cursor(*row));
        let feature =
            |row: &Row| self.asked.feature(geojson::mention(&store.feature(*row)).in_crs(*crs));
        self.write(&slice, last, feature)
    }

    fn places(&self, store: &Store) -> Vec<u8> {
        let Asked { filter, order, crs, after, .. } = self.asked;
        let mut places = store.place_counts(filter);
        if let Some((name, down)) = order.other() {
            places.sort_by(|a, b| {
                let order = match name {
                    "mentions" => a.mentions.cmp(&b.mentions),
                    "articles" => a.articles.cmp(&b.articles),
                    "place" => a.place.label.cmp(&b.place.label),
                    "kind" => a.place.kind.as_str().cmp(b.place.kind.as_str()),
                    "country" => a.place.country.cmp(&b.place.country),
                    _ => a.place.key.cmp(&b.place.key),
                };
                if down { order.reverse() } else { order }
            });
        }
        let key = |it: &PlaceCount| it.place.key.clone();
        let behind = behind(after.as_deref(), &places, key, order.is_natural());
        let slice = Slice::of(&places, behind, filter);
        let last = slice.items.last().map(key);
        self.write(&slice, last, |it| self.asked.feature(geojson::place(it).in_crs(*crs)))
    }

    fn articles(&self, store: &Store) -> Vec<u8> {
        let Asked { filter, crs, after, .. } = self.asked;
        let articles = article_features::counts(store, filter);
        let behind = match after.as_deref().map(|it| article_position(store, it)) {
            Some(position) => articles.partition_point(|it| it.position < position),
            None => 0,
        };
        let slice = Slice::of(&articles, behind, filter);
        let id = |it: &ArticleCount| store.article(it.position).id;
        let last = slice.items.last().map(|it| format!("{}.{}", it.position, id(it)));
        let feature =
            |it: &ArticleCount| self.asked.feature(article_features::feature(store, it, *crs));
        self.write(&slice, last, feature)
    }

    fn write<T>(
        &self,
        slice: &Slice<T>,
        last: Option<String>,
        feature: impl Fn(&T) -> Vec<u8>,
    ) -> Vec<u8>
    where
        T: Clone,
    {
        let head = Head {
            r#type: "FeatureCollection",
            time_stamp: now(),
            number_matched: slice.matched,
            number_returned: slice.items.len(),
            links: self.links(slice, last),
        };
        let mut body = geojson::to_json(&head);
        body.pop();
        body.extend_from_slice(b",\"features\":[");
        for (at, item) in slice.items.iter().enumerate() {
            if at > 0 {
                body.push(b',');
            }
            body.extend_from_slice(&feature(item));
        }
        body.extend_from_slice(b"]}");
        body
    }

    fn links<T: Clone>(&self, slice: &Slice<T>, last: Option<String>) -> Vec<Link> {
        let base = &self.base;
        let at = |changes: &[(&str, Option<String>)]| {
            format!("{base}/items{}", links::query(self.pairs, changes))
        };
        let in_format = |format: &str| at(&[("f", Some(format.to_owned()))]);
        let (own, other) = match self.asked.format {
            Format::Json => (MEDIA_TYPE, ("html", "text/html", "This page for people")),
            Format::Html => ("text/html", ("json", MEDIA_TYPE, "This page for programs")),
        };
        let mut links = vec![
            Link::new(at(&[]), "self", own, "This page"),
            Link::new(in_format(other.0), "alternate", other.1, other.2),
            Link::new(base.clone(), "collection", "application/json", "The collection"),
        ];
        if let Some(last) = last.filter(|_| !slice.is_last()) {
            let next = at(&[("offset", None), ("after", Some(last))]);
            links.push(Link::new(next, "next", own, "The next page"));
        }
        let Filter { offset, limit, .. } = self.asked.filter;
        if self.asked.after.is_some() {
            links.push(Link::new(at(&[("after", None)]), "first", own, "The first page"));
        } else if offset > 0 {
            let before = offset.min(slice.matched).saturating_sub(limit);
            let prev = at(&[("offset", Some(before.to_string()))]);
            links.push(Link::new(prev, "prev", own, "The page before"));
        }
        links
    }
}

/// How many stand up to the item of this key. In the order of keys it need not be there any more.
fn behind<T>(after: Option<&str>, all: &[T], key: impl Fn(&T) -> String, by_key: bool) -> usize {
    let Some(after) = after else { return 0 };
    if by_key {
        return all.partition_point(|it| *key(it) <= *after);
    }
    all.iter().position(|it| key(it) == after).map_or(0, |at| at + 1)
}

/// Where the articles behind this cursor, `{position}.{id}`, begin.
fn article_position(store: &Store, cursor: &str) -> usize {
    let (position, id) = cursor.split_once('.').unwrap_or(("", cursor));
    let known = store.position(id).or_else(|| position.parse().ok());
    known.map_or(0, |it: usize| it.saturating_add(1))
}

/// Tells the coordinates' system (Part 2, 7.2.6).
fn in_crs(mut response: Response, crs: Crs) -> Response {
    let value = format!("<{}>", crs.uri());
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert("content-crs", value);
    }
    response
}

/// `GET /collections/{collection}/items/{id}`
pub(crate) async fn item(
    State(app): State<App>,
    Path((collection, id)): Path<(String, String)>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let format = Format::asked(&headers, &pairs, &JSON_TYPES)?;
    let (_, [_, crs]) = links::filter_and(&pairs, ["f", "crs"], &[])?;
    let crs = crs.map_or(Ok(Crs::default()), |it| filter::crs("crs", it))?;
    let collection = Collection::named(&collection)?;
    let base = format!("{}/collections/{}", base(&headers), collection.name());
    let missing = |kind| Problem::NotFound { kind, id: id.clone() };
    let snapshot = app.snapshot();
    let store = &snapshot.store;
    let feature = match collection {
        Collection::Mentions => {
            let feature = store.find(&id).ok_or_else(|| missing("mention"))?;
            geojson::to_json(&geojson::mention(&feature).in_crs(crs))
        }
        Collection::Places => {
            let filter = Filter { places: vec![id.clone()], ..Filter::default() };
            let places = store.place_counts(&filter);
            let place = places.iter().find(|it| it.place.key == id);
            let place = place.ok_or_else(|| missing("place"))?;
            geojson::to_json(&geojson::place(place).in_crs(crs))
        }
        Collection::Articles => {
            let counted = article_features::count(store, &id);
            let article = counted.ok_or_else(|| missing("article"))?;
            geojson::to_json(&article_features::feature(store, &article, crs))
        }
    };
    let body = with_links(feature, &item_links(&base, &id, format));
    Ok(in_crs(format.answer(&format!("Tadmur: {id}"), MEDIA_TYPE, body), crs))
}

pub(crate) fn item_links(base: &str, id: &str, format: Format) -> Vec<Link> {
    let here = format!("{base}/items/{}", in_address(id));
    let (own, other) = match format {
        Format::Json => (MEDIA_TYPE, ("html", "text/html", "This feature for people")),
        Format::Html => ("text/html", ("json", MEDIA_TYPE, "This feature for programs")),
    };
    vec![
        Link::new(here.clone(), "self", own, "This feature"),
        Link::new(format!("{here}?f={}", other.0), "alternate", other.1, other.2),
        Link::new(base.to_owned(), "collection", "application/json", "The collection"),
    ]
}

/// A feature that is JSON already, with links.
pub(crate) fn with_links(mut feature: Vec<u8>, links: &[Link]) -> Vec<u8> {
    feature.pop();
    feature.extend_from_slice(b",\"links\":");
    feature.extend_from_slice(&geojson::to_json(&links));
    feature.push(b'}');
    feature
}

/// When the answer was made, to the second, in UTC.
pub(crate) fn now() -> String {
    let now = Timestamp::now();
    now.round(Unit::Second).unwrap_or(now).to_string()
}
