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
//! Articles are packed (see `packed`): a feature is made whole when it is put out. Beside them there is one column for each
//! thing that a filter asks about, 19 bytes a feature in all. A question costs one scan of the columns, without touching a
//! string; a question about one article or few places scans only their features.

mod by_place;
mod columns;
pub mod counts;
pub mod cql;
pub mod crs;
pub mod filter;
pub mod order;
pub(crate) mod packed;
pub mod property;
mod scan;
mod words;

pub use crate::store::filter::{Filter, TimeOf};
pub use crate::store::packed::{PackedArticle, PackedTelling};

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};
use tadmur_geoparser::dates::TimeSpan;
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::place::{BBox, LonLat};

use crate::feature::{ArticleFacts, Feature, Page, PlaceFacts, Reading};
use crate::store::by_place::ByPlace;
use crate::store::columns::{Columns, Days, Spot, Times};
use crate::store::packed::{Entry, Pack, PackedFeature, Packer, first_eight, hash};
use crate::store::scan::{Scan, n_passing};
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
    packs: Vec<Arc<Pack>>,
    articles: Vec<At>,
    /// Hash of the id and position of each article, sorted.
    by_id: Vec<(u64, u32)>,
    /// By key.
    places: Vec<Arc<PlaceFacts>>,
    /// Number in the packs and position of each place, sorted.
    numbers: Positions,
    /// The features of article `n` are `starts[n]..starts[n + 1]`.
    starts: Vec<u32>,
    columns: Columns,
    sources: Codes,
    langs: Codes,
    /// Positions of originals, with the sources of their copies.
    copied_by: Vec<(u32, u32)>,
    extent: Extent,
    texts: OnceLock<Texts>,
    by_place: OnceLock<ByPlace>,
}

/// Where an article lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    /// Which pack.
    pub(crate) pack: u32,
    /// Which article of it.
    pub(crate) nth: u32,
}

/// Numbers, sorted, with positions.
type Positions = Vec<(u32, u32)>;

/// The places that packs name by number.
pub(crate) type Numbered = BTreeMap<u32, Arc<PlaceFacts>>;

/// A value of each article, each value once.
#[derive(Debug, Default)]
struct Codes {
    values: Vec<Option<String>>,
    /// Of each article.
    of: Vec<u32>,
}

impl Codes {
    fn of<'s>(values: impl Iterator<Item = Option<&'s str>>) -> Self {
        let mut known: HashMap<Option<&str>, u32> = HashMap::new();
        let mut codes = Self::default();
        for value in values {
            let next = codes.values.len() as u32;
            let code = *known.entry(value).or_insert(next);
            if code == next {
                codes.values.push(value.map(str::to_owned));
            }
            codes.of.push(code);
        }
        codes
    }
}

/// What the columns tell of a feature.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    /// Position among [`Store::places`].
    pub(crate) place: u32,
    /// Position among [`Store::articles`].
    pub(crate) article: u32,
    /// Where it stands, in code points.
    pub(crate) start: u32,
    /// The first and last day it is shown at; `None` where that is open or there is no time.
    pub(crate) when: (Option<i32>, Option<i32>),
    pub(crate) role: Role,
    /// In thousandths.
    pub(crate) score: u16,
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
    #[expect(clippy::missing_panics_doc, reason = "every place is given its number here")]
    pub fn of(readings: impl IntoIterator<Item = Reading>) -> Self {
        let mut packer = Packer::default();
        let mut known = BTreeSet::new();
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut places = Numbered::new();
        for reading in readings {
            if !known.insert(reading.article.id.clone()) {
                continue;
            }
            packer.pack(&reading, 0, None, |place| {
                let next = numbers.len() as u32;
                let number = numbers.get(&place.key).copied().unwrap_or(next);
                if number == next {
                    numbers.insert(place.key.clone(), number);
                    places.insert(number, Arc::clone(place));
                }
                number
            });
        }
        let articles = (0..known.len() as u32).map(|nth| At { pack: 0, nth }).collect();
        Self::of_packs(vec![Arc::new(packer.done())], articles, &places)
            .expect("every feature's place is among the places")
    }

    /// A store of packed articles, in this order. `None` when the packs name a place that is not there.
    pub(crate) fn of_packs(
        packs: Vec<Arc<Pack>>,
        articles: Vec<At>,
        places: &Numbered,
    ) -> Option<Self> {
        let entry = |at: &At| packs[at.pack as usize].entry(at.nth as usize);
        let n_rows = articles.iter().map(|at| entry(at).n_rows as usize).sum();
        let (places, numbers) = mentioned(&packs, &articles, places)?;
        let mut columns = Columns::with_capacity(n_rows);
        let mut starts = Vec::with_capacity(articles.len() + 1);
        let mut by_id = Vec::with_capacity(articles.len());
        starts.push(0);
        for (position, at) in articles.iter().enumerate() {
            let (pack, entry) = (&packs[at.pack as usize], entry(at));
            by_id.push((entry.id_hash, position as u32));
            for nth in entry.rows() {
                let row = pack.row(nth);
                columns.push(position as u32, position_of(&numbers, row.place)?, &row);
            }
            starts.push(columns.len() as u32);
        }
        by_id.sort_unstable();
        let rows = articles.iter().flat_map(|at| {
            let pack = &packs[at.pack as usize];
            entry(at).rows().map(|nth| pack.row(nth))
        });
        columns.spots = places.iter().map(|it| Spot::of(it)).collect();
        columns.when = Times::of(n_rows, rows.map(|it| it.when));
        columns.published =
            Times::of(articles.len(), articles.iter().map(|at| entry(at).published));
        let extent = Extent { bbox: bbox_of(&places), time: time_of(&columns.when.all) };
        let mut store = Self {
            packs,
            articles,
            by_id,
            places,
            numbers,
            starts,
            columns,
            sources: Codes::default(),
            langs: Codes::default(),
            copied_by: Vec::new(),
            extent,
            texts: OnceLock::new(),
            by_place: OnceLock::new(),
        };
        let copies =
            || (0..).zip(store.articles()).flat_map(|(n, it)| it.copies().map(move |it| (n, it)));
        // those of copies stand behind those of articles
        let sources = store.articles().map(|it| it.source);
        let mut sources = Codes::of(sources.chain(copies().map(|(_, it)| it.source)));
        let of_copies = sources.of.split_off(store.articles.len());
        let mut copied_by: Vec<(u32, u32)> = copies().map(|(n, _)| n).zip(of_copies).collect();
        copied_by.sort_unstable();
        copied_by.dedup();
        let langs = Codes::of(store.articles().map(|it| Some(it.lang)));
        store.columns.copies = scan::copies(store.articles().map(|it| it.same_as.is_some()));
        (store.sources, store.langs, store.copied_by) = (sources, langs, copied_by);
        Some(store)
    }

    /// The articles, in the order they came in.
    pub fn pages(&self) -> impl ExactSizeIterator<Item = Page> {
        (0..self.articles.len()).map(|position| self.page_at(position))
    }

    /// What is told of each article, in the order they came in.
    pub fn articles(&self) -> impl ExactSizeIterator<Item = PackedArticle<'_>> {
        (0..self.articles.len()).map(|position| self.article(position))
    }

    /// How many articles there are.
    pub fn n_articles(&self) -> usize {
        self.articles.len()
    }

    /// What is told of the article at this position.
    pub fn article(&self, position: usize) -> PackedArticle<'_> {
        let (pack, entry) = self.entry(position);
        pack.article(&entry)
    }

    fn entry(&self, position: usize) -> (&Pack, Entry) {
        let at = self.articles[position];
        let pack = &self.packs[at.pack as usize];
        (pack, pack.entry(at.nth as usize))
    }

    fn page_at(&self, position: usize) -> Page {
        let (pack, entry) = self.entry(position);
        pack.page(&entry, |number| {
            position_of(&self.numbers, number).map(|it| Arc::clone(&self.places[it as usize]))
        })
    }

    /// Another one whenever anything that is kept is: 16 hexadecimal digits.
    pub fn version(&self) -> String {
        let mut sum = Sha256::new();
        for place in &self.places {
            let PlaceFacts { key, label, label_ar, point, kind, country } = &**place;
            let country = country.as_ref().map_or("", |it| it.as_str());
            for text in [key, label, label_ar, kind.as_str(), country] {
                sum.update((text.len() as u64).to_le_bytes());
                sum.update(text);
            }
            sum.update(point.lon().to_le_bytes());
            sum.update(point.lat().to_le_bytes());
        }
        for position in 0..self.articles.len() {
            let (pack, entry) = self.entry(position);
            sum.update(pack.article(&entry).id);
            sum.update(entry.stamp.to_le_bytes());
        }
        format!("{:016x}", first_eight(&sum.finalize().into()))
    }

    /// The places that some mention means, by their id.
    pub fn places(&self) -> &[Arc<PlaceFacts>] {
        &self.places
    }

    /// How many features there are.
    pub fn n_features(&self) -> usize {
        self.columns.len()
    }

    /// How far the features reach.
    pub fn extent(&self) -> Extent {
        self.extent
    }

    /// An article by its id.
    pub fn page(&self, id: &str) -> Option<Page> {
        self.position(id).map(|position| self.page_at(position))
    }

    /// Where an article stands among all, by its id.
    pub fn position(&self, id: &str) -> Option<usize> {
        let hash = hash(id);
        let first = self.by_id.partition_point(|&(it, _)| it < hash);
        let alike = self.by_id[first..].iter().take_while(|&&(it, _)| it == hash);
        let mut alike = alike.map(|&(_, position)| position as usize);
        alike.find(|&position| self.article(position).id == id)
    }

    /// A feature by its id, `{article id}-{start}`.
    pub fn find(&self, id: &str) -> Option<Feature> {
        self.row_of(id).map(|row| self.feature(row))
    }

    /// The row of a feature, by its id.
    pub fn row_of(&self, id: &str) -> Option<Row> {
        let (article, digits) = id.rsplit_once('-')?;
        let rows = self.rows_of_article(article)?;
        let start: u32 = digits.parse().ok()?;
        let at = self.columns.start[rows.clone()].binary_search(&start).ok()?;
        (start.to_string() == digits).then_some(Row((rows.start + at) as u32))
    }

    /// A feature of this store.
    pub fn feature(&self, row: Row) -> Feature {
        self.packed(row).to_feature()
    }

    /// A feature of this store, where it lies.
    pub(crate) fn packed(&self, row: Row) -> PackedFeature<'_> {
        let row = row.0 as usize;
        let article = self.columns.article[row] as usize;
        let (pack, entry) = self.entry(article);
        let nth = entry.first_row as usize + row - self.starts[article] as usize;
        pack.feature(&entry, nth, &self.places[self.columns.place[row] as usize])
    }

    /// The positions of a feature's place and article in [`Store::places`] and [`Store::articles`].
    pub fn positions(&self, row: Row) -> (usize, usize) {
        let row = row.0 as usize;
        (self.columns.place[row] as usize, self.columns.article[row] as usize)
    }

    /// The first and last day that an article may be from; `None` where that is open or not known.
    pub fn published(&self, position: usize) -> (Option<i32>, Option<i32>) {
        self.columns.published.at(position).ends()
    }

    /// What the columns tell of a feature.
    pub(crate) fn told(&self, row: Row) -> Told {
        let row = row.0 as usize;
        let columns = &self.columns;
        Told {
            place: columns.place[row],
            article: columns.article[row],
            start: columns.start[row],
            when: columns.when.at(row).ends(),
            role: columns.class[row].role(),
            score: columns.score[row],
        }
    }

    /// The features that pass the filter, all of them: paging is the asker's.
    pub fn rows(&self, filter: &Filter) -> Vec<Row> {
        let mut rows = Vec::new();
        Scan::of(self, filter).by_place(self).each_passing(|row| rows.push(Row(row as u32)));
        rows
    }

    /// A page of the features that pass the filter: behind the row `after`, or from the first, without `offset` more, at most
    /// so many. How many pass, and how many of them stand before the page, is told too.
    pub fn page_of_rows(
        &self,
        filter: &Filter,
        after: Option<Row>,
        offset: usize,
        limit: usize,
    ) -> (Vec<Row>, usize, usize) {
        let begin = after.map_or(0, |it| it.0 as usize + 1);
        let scan = Scan::of(self, filter).by_place(self);
        if scan.is_of_few() {
            let mut passing = Vec::new();
            scan.each_passing(|row| passing.push(row));
            let before = passing.partition_point(|&row| row < begin);
            let before = before.saturating_add(offset).min(passing.len());
            let rows = passing[before..].iter().take(limit).map(|&row| Row(row as u32)).collect();
            return (rows, passing.len(), before);
        }
        let (mut rows, mut matched, mut before, mut left_out) = (Vec::new(), 0, 0, 0);
        scan.each_block(|first, fails| {
            let passing = n_passing(fails);
            matched += passing;
            let ahead = fails.len().min(begin.saturating_sub(first));
            let passed = if ahead == 0 { 0 } else { n_passing(&fails[..ahead]) };
            before += passed;
            if rows.len() == limit || left_out + (passing - passed) <= offset {
                left_out += passing - passed;
                return;
            }
            for (row, _) in (first..).zip(fails).skip(ahead).filter(|(_, fails)| **fails == 0) {
                if left_out < offset {
                    left_out += 1;
                } else if rows.len() < limit {
                    rows.push(Row(row as u32));
                }
            }
        });
        (rows, matched, before.saturating_add(offset).min(matched))
    }

    /// How many features pass the filter.
    pub fn count(&self, filter: &Filter) -> usize {
        Scan::of(self, filter).by_place(self).count()
    }

    /// The places that are mentioned under the filter, by their id, with their counts.
    pub fn place_counts(&self, filter: &Filter) -> Vec<PlaceCount> {
        let mut counts = vec![(0, 0, None); self.places.len()];
        Scan::of(self, filter).by_place(self).each_passing(|row| {
            let (place, article) = self.positions(Row(row as u32));
            let (mentions, articles, last) = &mut counts[place];
            *mentions += 1;
            if *last != Some(article) {
                *articles += 1; // rows come article by article
                *last = Some(article);
            }
        });
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
            let article = Arc::new(self.article(self.positions(rows[0]).1).to_facts());
            ArticleCount { article, mentions: rows.len(), places: places.len() }
        };
        rows.chunk_by(same).map(count).collect()
    }

    /// Made when it is first asked for: not everybody seeks words.
    fn texts(&self) -> &Texts {
        let labels = self.places.iter().map(|it| format!("{} {}", it.label, it.label_ar));
        self.texts.get_or_init(|| Texts {
            quotes: WordIndex::of(self.all_rows().map(|row| self.packed(row).quote())),
            titles: WordIndex::of(self.articles().map(|it| it.title.unwrap_or_default())),
            labels: WordIndex::of(labels.collect::<Vec<_>>().iter().map(|it| &**it)),
        })
    }

    fn rows_of_article(&self, id: &str) -> Option<Range<usize>> {
        let article = self.position(id)?;
        Some(self.starts[article] as usize..self.starts[article + 1] as usize)
    }

    fn all_rows(&self) -> impl Iterator<Item = Row> {
        (0..self.n_features()).map(|row| Row(row as u32))
    }
}

/// The places that these articles mention, by key, and their numbers, sorted, with their positions.
fn mentioned(
    packs: &[Arc<Pack>],
    articles: &[At],
    places: &Numbered,
) -> Option<(Vec<Arc<PlaceFacts>>, Positions)> {
    let known: Positions = places.keys().zip(0..).map(|(&number, at)| (number, at)).collect();
    let mut is_mentioned = vec![false; known.len()];
    for at in articles {
        let pack = &packs[at.pack as usize];
        for row in pack.entry(at.nth as usize).rows() {
            is_mentioned[position_of(&known, pack.row(row).place)? as usize] = true;
        }
    }
    let mentioned = places.iter().zip(is_mentioned).filter(|(_, it)| *it);
    let mut mentioned: Vec<_> = mentioned.map(|((&number, place), _)| (place, number)).collect();
    mentioned.sort_by(|(a, _), (b, _)| a.key.cmp(&b.key));
    let mut numbers: Positions = mentioned.iter().map(|(_, number)| *number).zip(0..).collect();
    numbers.sort_unstable();
    Some((mentioned.into_iter().map(|(place, _)| Arc::clone(place)).collect(), numbers))
}

/// What stands beside this number, among numbers that are sorted.
fn position_of(numbers: &[(u32, u32)], number: u32) -> Option<u32> {
    let at = numbers.binary_search_by_key(&number, |&(it, _)| it).ok()?;
    Some(numbers[at].1)
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

/// An open end anywhere makes the whole open.
fn time_of(when: &[Days]) -> Option<TimeSpan> {
    let mut whole = Days::NONE;
    for days in when.iter().filter(|it| !it.is_none()) {
        whole.first = whole.first.min(days.first);
        whole.last = whole.last.max(days.last);
    }
    whole.span()
}
