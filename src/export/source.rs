//! What is exported: the items of a collection under a filter, one at a time.

use std::sync::Arc;

use crate::export::column::{ARTICLE, Column, Head, MENTION, PLACE, Record};
use crate::feature::Feature;
use crate::store::{ArticleCount, Filter, PlaceCount, Row, Store};

/// A collection that can be exported.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Collection {
    /// One item a mention of a place.
    Mentions,
    /// One item a place that is mentioned.
    Places,
    /// One item an article that mentions a place.
    Articles,
}

impl Collection {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Mentions, Self::Places, Self::Articles];

    /// Its name in addresses and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mentions => "mentions",
            Self::Places => "places",
            Self::Articles => "articles",
        }
    }

    /// The collection of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// The items of a collection that pass a filter. What it holds of each is a few bytes, or what is counted of it; the
/// store has the rest.
#[derive(Clone, Debug)]
pub struct Source(Items);

#[derive(Clone, Debug)]
enum Items {
    Mentions { store: Arc<Store>, rows: Vec<Row> },
    Places(Vec<PlaceCount>),
    Articles(Vec<ArticleCount>),
}

/// One item, made whole.
#[derive(Clone, Debug)]
pub enum Item<'s> {
    /// A mention.
    Mention(Box<Feature>),
    /// A place.
    Place(&'s PlaceCount),
    /// An article.
    Article(&'s ArticleCount),
}

impl Item<'_> {
    /// As every format reads it.
    pub fn record(&self) -> Record<'_> {
        match self {
            Self::Mention(feature) => Record::mention(feature),
            Self::Place(count) => Record::place(count),
            Self::Article(count) => Record::article(count),
        }
    }
}

impl Source {
    /// What passes the filter.
    pub fn of(collection: Collection, store: &Arc<Store>, filter: &Filter) -> Self {
        Self(match collection {
            Collection::Mentions => {
                Items::Mentions { store: Arc::clone(store), rows: store.rows(filter) }
            }
            Collection::Places => Items::Places(store.place_counts(filter)),
            Collection::Articles => Items::Articles(store.article_counts(filter)),
        })
    }

    /// Which collection it is.
    pub fn collection(&self) -> Collection {
        match &self.0 {
            Items::Mentions { .. } => Collection::Mentions,
            Items::Places(_) => Collection::Places,
            Items::Articles(_) => Collection::Articles,
        }
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Items::Mentions { rows, .. } => rows.len(),
            Items::Places(counts) => counts.len(),
            Items::Articles(counts) => counts.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether its items lie somewhere.
    pub fn has_points(&self) -> bool {
        self.collection() != Collection::Articles
    }

    /// The columns that every item has.
    pub fn heads(&self) -> Vec<Head> {
        match self.collection() {
            Collection::Mentions => MENTION.iter().map(Column::head).collect(),
            Collection::Places => PLACE.iter().map(Column::head).collect(),
            Collection::Articles => ARTICLE.iter().map(Column::head).collect(),
        }
    }

    /// The nth item.
    ///
    /// # Panics
    ///
    /// When there are not so many.
    pub fn item(&self, n: usize) -> Item<'_> {
        match &self.0 {
            Items::Mentions { store, rows } => Item::Mention(Box::new(store.feature(rows[n]))),
            Items::Places(counts) => Item::Place(&counts[n]),
            Items::Articles(counts) => Item::Article(&counts[n]),
        }
    }
}
