//! The map as files: the page and its data, for a host that only serves files.
//!
//! The files say what the routes say, byte for byte where both have a path; what the page would ask a route for with
//! a query lies in a file of its own. It is not told here where files go: see `tadmur publish`.
//!
//! # Shape
//!
//! | file | holds |
//! |---|---|
//! | the files of `web/dist`, `articles/index.html` | the page, marked as an edition of files; the reading page |
//! | `index.bin` | as the route, packed with gzip: few hosts pack such a file in passing |
//! | `articles/{id}.json` | an article, as its route |
//! | `why/{id}.json` | why the mentions of an article were taken for their places, by the mentions' ids |
//! | `places/{n}.json` | the `n`th place of the index: its `features`, and `place`, what the gazetteer says of it |
//! | `sentences.json` | `quotes`, each once, and `quote`: which one each mention of the index stands in |
//! | `export/mentions.geojson` | every mention of the index, of every role |
//! | `edition.json` | the version: the mark of such a folder |
//!
//! # Cost
//!
//! One pass over the store, and for the reasons every article is parsed again; a file at a time is held in memory.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;

use flate2::Compression;
use flate2::read::GzEncoder;
use serde::Serialize;
use serde_json::{Value, json};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::Role;

use crate::export::{geojson, why};
use crate::feature::whys;
use crate::server::basemap::Basemap;
use crate::server::index::Index;
use crate::server::{articles, assets, gazetteer};
use crate::store::{Filter, Row, Store};

/// The file that marks a folder as an edition.
pub const MARK: &str = "edition.json";

/// What the page reads of a place.
#[derive(Serialize)]
struct PlaceFile<F> {
    features: Vec<F>,
    place: Option<Value>,
}

/// What the page searches when someone types.
#[derive(Default, Serialize)]
struct Sentences<'s> {
    quotes: Vec<&'s str>,
    quote: Vec<usize>,
}

/// Hands on every file with its path, `/` between folders. An archive of tiles of the user's own is not among them: it
/// may be larger than memory, and goes where it says.
///
/// # Errors
///
/// The first one of `put`, which ends it.
pub fn files<E>(
    store: &Store,
    places: &Gazetteer,
    basemap: Option<&Basemap>,
    mut put: impl FnMut(&str, &[u8]) -> Result<(), E>,
) -> Result<(), E> {
    for (path, bytes) in assets::all() {
        if path == "article.html" {
            put("articles/index.html", &marked(&bytes, basemap))?;
        } else if path == "index.html" {
            put(&path, &marked(&bytes, basemap))?;
        } else {
            put(&path, &bytes)?;
        }
    }
    let index = Index::of(store);
    put("index.bin", &packed(&index.to_bytes()))?;
    for page in store.pages() {
        let id = &page.article.id;
        put(&format!("articles/{id}.json"), &articles::to_json(&page))?;
        let reasons = whys(places, &page, None);
        let by_id: BTreeMap<_, _> = reasons.iter().map(|it| (&it.id, why::to_json(it))).collect();
        put(&format!("why/{id}.json"), &geojson::to_json(&by_id))?;
    }
    let rows = store.rows(&Filter { roles: Role::ALL.to_vec(), ..Filter::default() });
    for (n, rows) in by_place(store, &rows).into_iter().enumerate() {
        let key = &store.places()[n].key;
        let features: Vec<_> = rows.iter().map(|row| store.feature(*row)).collect();
        let file = PlaceFile {
            features: features.iter().map(geojson::mention).collect(),
            place: places.find(key).map(|id| gazetteer::feature(places, id)),
        };
        put(&format!("places/{n}.json"), &geojson::to_json(&file))?;
    }
    put("sentences.json", &geojson::to_json(&sentences(store, &rows)))?;
    let features = rows.iter().map(|row| geojson::to_json(&geojson::mention(&store.feature(*row))));
    put("export/mentions.geojson", &geojson::collection(features))?;
    let mark = json!({ "version": index.version(), "program": env!("CARGO_PKG_VERSION") });
    put(MARK, mark.to_string().as_bytes())
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    GzEncoder::new(bytes, Compression::best()).read_to_end(&mut packed).expect("memory is read");
    packed
}

/// The page that looks for files beside it, not for a server.
fn marked(html: &[u8], basemap: Option<&Basemap>) -> Vec<u8> {
    let html = basemap.map_or(Cow::Borrowed(html), |it| it.marked(html).into());
    String::from_utf8_lossy(&html)
        .replacen(" data-root=", " data-edition=\"files\" data-root=", 1)
        .into_bytes()
}

fn by_place(store: &Store, rows: &[Row]) -> Vec<Vec<Row>> {
    let mut places = vec![Vec::new(); store.places().len()];
    for row in rows {
        places[store.positions(*row).0].push(*row);
    }
    places
}

fn sentences<'s>(store: &'s Store, rows: &[Row]) -> Sentences<'s> {
    let mut sentences = Sentences::default();
    let mut known = BTreeMap::new();
    for row in rows {
        let quote = store.packed(*row).quote();
        let at = *known.entry(quote).or_insert_with(|| {
            sentences.quotes.push(quote);
            sentences.quotes.len() - 1
        });
        sentences.quote.push(at);
    }
    sentences
}
