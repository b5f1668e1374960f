//! A filter made ready for one store: asked of a row, it says which tests the row fails.
//!
//! # Cost
//!
//! What depends on the place, the article or the class of a feature is decided once for each of them; a row costs a
//! few look-ups and two comparisons, without touching a string.

use std::ops::Range;

use crate::feature::{ArticleFacts, Feature, PlaceFacts};
use crate::store::columns::{Class, Columns, Days};
use crate::store::cql::Expression;
use crate::store::words::{Bits, Word};
use crate::store::{Filter, Row, Store, TimeOf};

/// Which tests are failed, one bit for each.
pub(crate) mod fails {
    pub(crate) const COUNTRY: u8 = 1;
    pub(crate) const KIND: u8 = 2;
    pub(crate) const PLACE: u8 = 4;
    pub(crate) const SOURCE: u8 = 8;
    pub(crate) const LANG: u8 = 16;
    pub(crate) const ROLE: u8 = 32;
    pub(crate) const ZONE: u8 = 64;
    pub(crate) const OTHER: u8 = 128;
}

/// See the module.
pub(crate) struct Scan<'s> {
    columns: &'s Columns,
    rows: Range<usize>,
    of_place: Vec<u8>,
    of_article: Vec<u8>,
    of_class: [u8; Class::MANY],
    /// Days that `when` must overlap.
    when: Option<Days>,
    undated: bool,
    score: u16,
    holding: Option<Bits>,
    /// Asked last: it touches strings.
    condition: Option<(&'s Expression, &'s [Feature])>,
}

impl<'s> Scan<'s> {
    pub(crate) fn of(store: &'s Store, filter: &'s Filter) -> Self {
        let rows = match &filter.article {
            Some(article) => store.rows_of_article(article).unwrap_or(0..0),
            None => 0..store.features.len(),
        };
        let asked = filter.datetime.map(Days::of);
        Self {
            columns: &store.columns,
            rows,
            of_place: of_place(store, filter),
            of_article: of_article(store, filter, asked),
            of_class: of_class(filter),
            when: asked.filter(|_| filter.time == TimeOf::When),
            undated: filter.undated,
            score: filter.score,
            holding: holding(store, filter),
            condition: filter.expression.as_ref().map(|it| (it, &*store.features)),
        }
    }

    /// The rows that are worth asking about.
    pub(crate) fn range(&self) -> Range<usize> {
        self.rows.clone()
    }

    /// The tests that this row fails; none when it passes.
    #[inline]
    pub(crate) fn fails(&self, row: usize) -> u8 {
        let columns = self.columns;
        let mut fails = self.of_place[columns.place[row] as usize]
            | self.of_article[columns.article[row] as usize]
            | self.of_class[usize::from(columns.class[row].0)];
        if let Some(asked) = self.when {
            fails |= timely(columns.when[row], asked, self.undated);
        }
        if columns.score[row] < self.score {
            fails |= fails::OTHER;
        }
        if self.holding.as_ref().is_some_and(|it| !it.has(row)) {
            fails |= fails::OTHER;
        }
        if let Some((condition, features)) = self.condition
            && (fails == 0 || fails.is_power_of_two())
            && condition.holds(&features[row]) != Some(true)
        {
            fails |= fails::OTHER;
        }
        fails
    }

    /// The rows that pass.
    pub(crate) fn passing(&self) -> impl Iterator<Item = Row> {
        self.range().filter(|&row| self.fails(row) == 0).map(|row| Row(row as u32))
    }
}

fn timely(days: Days, asked: Days, undated: bool) -> u8 {
    failed(fails::OTHER, !(days.overlaps(asked) || undated && days.is_none()))
}

fn failed(test: u8, is: bool) -> u8 {
    if is { test } else { 0 }
}

fn of_place(store: &Store, filter: &Filter) -> Vec<u8> {
    let among = |country| filter.countries.contains(&country);
    let named =
        |it: &PlaceFacts| filter.places.iter().any(|asked| *asked == it.key || *asked == it.label);
    let place = store.places.iter().map(|it| {
        failed(fails::PLACE, !filter.places.is_empty() && !named(it))
            | failed(fails::COUNTRY, !filter.countries.is_empty() && !it.country.is_some_and(among))
            | failed(fails::KIND, !filter.kinds.is_empty() && !filter.kinds.contains(&it.kind))
            | failed(fails::OTHER, filter.bbox.is_some_and(|bbox| !bbox.contains(it.point)))
    });
    place.collect()
}

fn of_article(store: &Store, filter: &Filter, asked: Option<Days>) -> Vec<u8> {
    let asked = asked.filter(|_| filter.time == TimeOf::Published);
    let articles = store.pages.iter().zip(&store.columns.published).map(|(page, &published)| {
        let facts = &page.article;
        failed(fails::SOURCE, !filter.sources.is_empty() && !is_from(facts, filter))
            | failed(fails::OTHER, !filter.duplicates && is_copy(facts, filter))
            | failed(fails::LANG, !filter.langs.is_empty() && !filter.langs.contains(&facts.lang))
            | asked.map_or(0, |asked| timely(published, asked, filter.undated))
    });
    articles.collect()
}

/// Whether one of the sources asked for published it; or its copy, where copies are not shown.
fn is_from(facts: &ArticleFacts, filter: &Filter) -> bool {
    let asked =
        |source: &Option<String>| source.as_ref().is_some_and(|it| filter.sources.contains(it));
    let copies = if filter.duplicates { &[] } else { facts.copies() };
    asked(&facts.source) || copies.iter().any(|it| asked(&it.source))
}

/// Whether it tells a story that another article told first, and was not asked for itself.
fn is_copy(facts: &ArticleFacts, filter: &Filter) -> bool {
    filter.article.is_none() && facts.same_as().is_some()
}

fn of_class(filter: &Filter) -> [u8; Class::MANY] {
    let mut table = [fails::OTHER; Class::MANY];
    for (class, role, zone, duplicate) in Class::all() {
        table[usize::from(class.0)] = failed(fails::ROLE, !filter.roles.contains(&role))
            | failed(fails::ZONE, !filter.zones.contains(&zone))
            | failed(fails::OTHER, duplicate && !filter.duplicates);
    }
    table
}

/// The rows that hold every word sought, each anywhere: in the quote, in the name of the place, in the headline.
fn holding(store: &Store, filter: &Filter) -> Option<Bits> {
    let sought = filter.q.as_ref()?;
    let texts = store.texts();
    let whole = sought.whole.iter().map(|it| Word::Whole(it));
    let words = whole.chain([Word::Begun(&sought.begun)]).map(|word| {
        let mut rows = texts.quotes.holding(word);
        let (titles, labels) = (texts.titles.holding(word), texts.labels.holding(word));
        for (row, (place, article)) in
            store.columns.place.iter().zip(&store.columns.article).enumerate()
        {
            if titles.has(*article as usize) || labels.has(*place as usize) {
                rows.set(row);
            }
        }
        rows
    });
    words.reduce(|mut all, more| {
        all.keep(&more);
        all
    })
}
