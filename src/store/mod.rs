//! Where readings are kept and asked for.
//!
//! # Shape
//!
//! [`Store::of`] takes [`Reading`]s; a [`Filter`] asks for rows, which are features, or for places with their
//! counts. Everything comes back in one order: articles as they came in, mentions as they stand in the text, places
//! by their id.
//!
//! # Cost
//!
//! All in memory: the features, and beside them one column for each thing that a filter asks about. A question costs
//! one scan of the columns, without touching a string; a question about one article scans only that article.

mod by_place;
mod columns;
pub mod counts;
pub mod cql;
pub mod crs;
pub mod filter;
pub mod order;
pub mod property;
mod scan;
mod words;

pub use crate::store::filter::{Filter, TimeOf};

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use tadmur_geoparser::dates::TimeSpan;
use tadmur_geoparser::place::{BBox, LonLat};

use crate::feature::{ArticleFacts, Feature, Page, PlaceFacts, Reading};
use crate::store::by_place::ByPlace;
use crate::store::columns::Columns;
use crate::store::scan::Scan;
use crate::store::words::WordIndex;

pub(crate) use crate::store::by_place::{AtPlace, Square};
pub(crate) use crate::store::columns::day_number;

/// The number of a feature in its store.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Row(u32);

impl Row {
    /// The number, from 0.
    pub fn number(self) -> u64 {
        self.0.into()
    }
}

/// Articles, places and features.
#[derive(Debug)]
pub struct Store {
    pages: Vec<Page>,
    /// Position of each article in `pages`.
    by_id: BTreeMap<String, usize>,
    /// By key.
    places: Vec<Arc<PlaceFacts>>,
    features: Vec<Feature>,
    /// The features of article `n` are `starts[n]..starts[n + 1]`.
    starts: Vec<usize>,
    columns: Columns,
    extent: Extent,
    texts: OnceLock<Texts>,
    by_place: OnceLock<ByPlace>,
}

/// The words that `q` asks about.
#[derive(Debug)]
struct Texts {
    /// Of each feature: its quote, which holds its surface.
    quotes: WordIndex,
    /// Of each article.
    titles: WordIndex,
    /// Of each place.
    labels: WordIndex,
}

/// How far the features reach; `None` when there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extent {
    /// In space.
    pub bbox: Option<BBox>,
    /// In time, either end perhaps open.
    pub time: Option<TimeSpan>,
}

/// How often a place is mentioned under a filter.
#[derive(Clone, Debug)]
pub struct PlaceCount {
    /// The place.
    pub place: Arc<PlaceFacts>,
    /// How many mentions pass.
    pub mentions: usize,
    /// In how many articles they stand.
    pub articles: usize,
}

/// How much an article mentions under a filter.
#[derive(Clone, Debug)]
pub struct ArticleCount {
    /// The article.
    pub article: Arc<ArticleFacts>,
    /// How many mentions pass.
    pub mentions: usize,
    /// How many places they mean.
    pub places: usize,
}

impl Store {
    /// A store of these readings. An article that is there already is not taken in again.
    pub fn of(readings: impl IntoIterator<Item = Reading>) -> Self {
        let mut pages = Vec::new();
        let mut by_id = BTreeMap::new();
        let mut features = Vec::new();
        let mut starts = vec![0];
        for reading in readings {
            if by_id.contains_key(&reading.article.id) {
                continue;
            }
            by_id.insert(reading.article.id.clone(), pages.len());
            pages.push(reading.page);
            features.extend(reading.features);
            starts.push(features.len());
        }
        let places: BTreeMap<&str, &Arc<PlaceFacts>> =
            features.iter().map(|it| (it.place.key.as_str(), &it.place)).collect();
        let places: Vec<_> = places.into_values().cloned().collect();
        let columns = Columns::of(&features, &places, &pages, &starts);
        let extent = Extent { bbox: bbox_of(&places), time: time_of(&features) };
        Self {
            pages,
            by_id,
            places,
            features,
            starts,
            columns,
            extent,
            texts: OnceLock::new(),
            by_place: OnceLock::new(),
        }
    }

    /// The articles, in the order they came in.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The places that some feature means, by their id.
    pub fn places(&self) -> &[Arc<PlaceFacts>] {
        &self.places
    }

    /// How many features there are.
    pub fn n_features(&self) -> usize {
        self.features.len()
    }

    /// How far the features reach.
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// An article by its id.
    pub fn page(&self, id: &str) -> Option<&Page> {
        self.by_id.get(id).map(|&article| &self.pages[article])
    }

    /// Where an article stands in [`Store::pages`].
    pub fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// A feature by its id, `{article id}-{start}`.
    pub fn find(&self, id: &str) -> Option<&Feature> {
        self.row_of(id).map(|row| self.feature(row))
    }

    /// The row of a feature, by its id.
    pub fn row_of(&self, id: &str) -> Option<Row> {
        let (article, start) = id.rsplit_once('-')?;
        let rows = self.rows_of_article(article)?;
        let start = start.parse().ok()?;
        let at = self.features[rows.clone()].binary_search_by_key(&start, |it| it.stretch.start);
        let row = rows.start + at.ok()?;
        (self.features[row].id == id).then_some(Row(row as u32))
    }

    /// A feature of this store.
    pub fn feature(&self, row: Row) -> &Feature {
        &self.features[row.0 as usize]
    }

    /// The positions of a feature's place and article in [`Store::places`] and [`Store::pages`].
    pub fn positions(&self, row: Row) -> (usize, usize) {
        let row = row.0 as usize;
        (self.columns.place[row] as usize, self.columns.article[row] as usize)
    }

    /// The features that pass the filter, all of them: paging is the asker's.
    pub fn rows(&self, filter: &Filter) -> Vec<Row> {
        Scan::of(self, filter).passing().collect()
    }

    /// How many features pass the filter.
    pub fn count(&self, filter: &Filter) -> usize {
        Scan::of(self, filter).passing().count()
    }

    /// The places that are mentioned under the filter, by their id, with their counts.
    pub fn place_counts(&self, filter: &Filter) -> Vec<PlaceCount> {
        let mut counts = vec![(0, 0, None); self.places.len()];
        for row in Scan::of(self, filter).passing() {
            let (place, article) = self.positions(row);
            let (mentions, articles, last) = &mut counts[place];
            *mentions += 1;
            if *last != Some(article) {
                *articles += 1; // rows come article by article
                *last = Some(article);
            }
        }
        let counted = self.places.iter().zip(counts).filter(|(_, (mentions, _, _))| *mentions > 0);
        let count = |(place, (mentions, articles, _)): (&Arc<PlaceFacts>, _)| PlaceCount {
            place: Arc::clone(place),
            mentions,
            articles,
        };
        counted.map(count).collect()
    }

    /// The articles that mention something under the filter, as they came in, with their counts.
    pub fn article_counts(&self, filter: &Filter) -> Vec<ArticleCount> {
        let rows = self.rows(filter);
        let same = |a: &Row, b: &Row| self.positions(*a).1 == self.positions(*b).1;
        let count = |rows: &[Row]| {
            let mut places: Vec<usize> = rows.iter().map(|row| self.positions(*row).0).collect();
            places.sort_unstable();
            places.dedup();
            let article = Arc::clone(&self.feature(rows[0]).article);
            ArticleCount { article, mentions: rows.len(), places: places.len() }
        };
        rows.chunk_by(same).map(count).collect()
    }

    /// Made when it is first asked for: not everybody seeks words.
    fn texts(&self) -> &Texts {
        let labels = self.places.iter().map(|it| format!("{} {}", it.label, it.label_ar));
        self.texts.get_or_init(|| Texts {
            quotes: WordIndex::of(self.features.iter().map(|it| &*it.quote)),
            titles: WordIndex::of(
                self.pages.iter().map(|it| it.article.title.as_deref().unwrap_or_default()),
            ),
            labels: WordIndex::of(labels.collect::<Vec<_>>().iter().map(|it| &**it)),
        })
    }

    fn rows_of_article(&self, id: &str) -> Option<Range<usize>> {
        let &article = self.by_id.get(id)?;
        Some(self.starts[article]..self.starts[article + 1])
    }
}

fn bbox_of(places: &[Arc<PlaceFacts>]) -> Option<BBox> {
    let mut points = places.iter().map(|place| place.point);
    let first = points.next()?;
    let whole = points.fold((first, first), |(low, high), it| {
        let low = LonLat::new(low.lon().min(it.lon()), low.lat().min(it.lat()));
        let high = LonLat::new(high.lon().max(it.lon()), high.lat().max(it.lat()));
        (low.unwrap_or(it), high.unwrap_or(it))
    });
    BBox::new(whole.0.lon(), whole.0.lat(), whole.1.lon(), whole.1.lat())
}

fn time_of(features: &[Feature]) -> Option<TimeSpan> {
    let spans = || features.iter().filter_map(|it| Some(it.when().edtf?.span()));
    spans().next()?;
    // An open end anywhere makes the whole open: `None` is the least first day and the greatest last day.
    let first = spans().map(TimeSpan::first).min().flatten();
    let last = spans().map(TimeSpan::last).reduce(|a, b| a.zip(b).map(|(a, b)| a.max(b))).flatten();
    TimeSpan::new(first, last)
}
