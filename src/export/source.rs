//! What is exported: items of a collection, one at a time.

use std::sync::Arc;

use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::place::{LonLat, PlaceId};

use crate::export::column::{ARTICLE, Column, Head, MENTION, PLACE, Record};
use crate::export::known::{KNOWN, known};
use crate::feature::Feature;
use crate::gazetteer::Searched;
use crate::store::{ArticleCount, PlaceCount, Row, Store};

/// A collection that can be exported.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Collection {
    /// One item a mention of a place.
    Mentions,
    /// One item a place that is mentioned.
    Places,
    /// One item an article that mentions a place.
    Articles,
    /// One item a place that we know.
    Gazetteer,
}

impl Collection {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Mentions, Self::Places, Self::Articles, Self::Gazetteer];

    /// Its name in addresses and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mentions => "mentions",
            Self::Places => "places",
            Self::Articles => "articles",
            Self::Gazetteer => "gazetteer",
        }
    }

    /// The collection of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// Items of a collection. What it holds of each is a few bytes, or what is counted of it; the store and the gazetteer
/// have the rest.
#[derive(Clone, Debug)]
pub struct Source {
    items: Items,
    only: Option<Vec<String>>,
}

/// An article at its places.
#[derive(Clone, Debug)]
pub struct PlacedArticle {
    /// What is told of it.
    pub counted: ArticleCount,
    /// Where its places lie.
    pub points: Vec<LonLat>,
}

#[derive(Clone, Debug)]
enum Items {
    Mentions { store: Arc<Store>, rows: Vec<Row> },
    Places(Vec<PlaceCount>),
    Articles(Vec<ArticleCount>),
    PlacedArticles(Vec<PlacedArticle>),
    Gazetteer { places: Arc<Searched>, ids: Vec<PlaceId> },
}

/// One item, made whole.
#[derive(Clone, Debug)]
pub struct Item<'s> {
    told: Told<'s>,
    source: &'s Source,
}

#[derive(Clone, Debug)]
enum Told<'s> {
    Mention(Box<Feature>),
    Place(&'s PlaceCount),
    /// With the points of its places, where it lies there.
    Article(&'s ArticleCount, &'s [LonLat]),
    Known(&'s Gazetteer, PlaceId),
}

impl Item<'_> {
    /// As every format reads it.
    pub fn record(&self) -> Record<'_> {
        let mut record = match &self.told {
            Told::Mention(feature) => Record::mention(feature),
            Told::Place(count) => Record::place(count),
            Told::Article(count, points) => Record { points, ..Record::article(count) },
            Told::Known(gazetteer, id) => known(gazetteer, *id),
        };
        if self.source.only.is_some() {
            record.cells.retain(|(name, _)| self.source.has(name));
        }
        record
    }
}

impl Source {
    /// These mentions.
    pub fn mentions(store: &Arc<Store>, rows: Vec<Row>) -> Self {
        Items::Mentions { store: Arc::clone(store), rows }.into()
    }

    /// These places that are mentioned.
    pub fn places(counts: Vec<PlaceCount>) -> Self {
        Items::Places(counts).into()
    }

    /// These articles, that lie nowhere.
    pub fn articles(counts: Vec<ArticleCount>) -> Self {
        Items::Articles(counts).into()
    }

    /// These articles, at their places.
    pub fn placed_articles(articles: Vec<PlacedArticle>) -> Self {
        Items::PlacedArticles(articles).into()
    }

    /// These of the places that we know.
    pub fn gazetteer(places: &Arc<Searched>, ids: Vec<PlaceId>) -> Self {
        Items::Gazetteer { places: Arc::clone(places), ids }.into()
    }

    /// With these of its columns only, if any are named.
    #[must_use]
    pub fn with_only(self, only: Option<Vec<String>>) -> Self {
        Self { only, ..self }
    }

    /// Which collection it is.
    pub fn collection(&self) -> Collection {
        match &self.items {
            Items::Mentions { .. } => Collection::Mentions,
            Items::Places(_) => Collection::Places,
            Items::Articles(_) | Items::PlacedArticles(_) => Collection::Articles,
            Items::Gazetteer { .. } => Collection::Gazetteer,
        }
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        match &self.items {
            Items::Mentions { rows, .. } => rows.len(),
            Items::Places(counts) => counts.len(),
            Items::Articles(counts) => counts.len(),
            Items::PlacedArticles(articles) => articles.len(),
            Items::Gazetteer { ids, .. } => ids.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether each of its items lies at a point.
    pub fn has_points(&self) -> bool {
        self.collection() != Collection::Articles
    }

    /// What its geometries are, by the names of GeoJSON.
    pub fn geometry_types(&self) -> &'static [&'static str] {
        match &self.items {
            Items::Articles(_) => &[],
            Items::PlacedArticles(_) => &["MultiPoint"],
            _ => &["Point"],
        }
    }

    /// The columns that every item has.
    pub fn heads(&self) -> Vec<Head> {
        let mut heads: Vec<Head> = match self.collection() {
            Collection::Mentions => MENTION.iter().map(Column::head).collect(),
            Collection::Places => PLACE.iter().map(Column::head).collect(),
            Collection::Articles => ARTICLE.iter().map(Column::head).collect(),
            Collection::Gazetteer => KNOWN.to_vec(),
        };
        heads.retain(|it| self.has(it.name));
        heads
    }

    fn has(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|it| it.iter().any(|it| it == name))
    }

    /// The nth item.
    ///
    /// # Panics
    ///
    /// When there are not so many.
    pub fn item(&self, n: usize) -> Item<'_> {
        let told = match &self.items {
            Items::Mentions { store, rows } => Told::Mention(Box::new(store.feature(rows[n]))),
            Items::Places(counts) => Told::Place(&counts[n]),
            Items::Articles(counts) => Told::Article(&counts[n], &[]),
            Items::PlacedArticles(articles) => {
                Told::Article(&articles[n].counted, &articles[n].points)
            }
            Items::Gazetteer { places, ids } => Told::Known(&places.gazetteer, ids[n]),
        };
        Item { told, source: self }
    }
}

impl From<Items> for Source {
    fn from(items: Items) -> Self {
        Self { items, only: None }
    }
}
