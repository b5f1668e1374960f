//! A filter made ready for one store: asked of a row, it says which tests the row fails.
//!
//! # Cost
//!
//! What depends on the place, the article or the class of a feature is decided once for each of them, and only what is
//! asked is tested. Rows are tested a block at a time, one test after the other over one column, so that a row costs about a
//! nanosecond for each thing that is asked, without touching a string.

use std::borrow::Cow;
use std::ops::Range;

use crate::feature::PlaceFacts;
use crate::store::columns::{Class, Columns, Days};
use crate::store::cql::Expression;
use crate::store::words::{Bits, Word};
use crate::store::{Codes, Filter, Row, Store, TimeOf};

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
    /// `None` where no place fails.
    of_place: Option<Vec<u8>>,
    /// `None` where no article fails.
    of_article: Option<Cow<'s, [u8]>>,
    of_class: [u8; Class::MANY],
    /// Days that `when` must overlap.
    when: Option<Days>,
    undated: bool,
    score: u16,
    holding: Option<Bits>,
    /// Asked last: it touches strings.
    condition: Option<(&'s Expression, &'s Store)>,
}

impl<'s> Scan<'s> {
    pub(crate) fn of(store: &'s Store, filter: &'s Filter) -> Self {
        let rows = match &filter.article {
            Some(article) => store.rows_of_article(article).unwrap_or(0..0),
            None => 0..store.n_features(),
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
            condition: filter.expression.as_ref().map(|it| (it, store)),
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
        let of =
            |table: Option<&[u8]>, column: &[u32]| table.map_or(0, |it| it[column[row] as usize]);
        let mut fails = self.of_class[usize::from(columns.class[row].0)]
            | of(self.of_place.as_deref(), &columns.place)
            | of(self.of_article.as_deref(), &columns.article)
            | self.when.map_or(0, |it| timely(columns.when[row], it, self.undated))
            | failed(fails::OTHER, columns.score[row] < self.score)
            | failed(fails::OTHER, self.holding.as_ref().is_some_and(|it| !it.has(row)));
        self.ask_condition(row, &mut fails);
        fails
    }

    /// Hands on the tests that rows fail, a block of rows after the other, each with the number of its first row.
    pub(crate) fn each_block(&self, mut take: impl FnMut(usize, &[u8])) {
        let mut fails = [0; BLOCK];
        for first in self.rows.clone().step_by(BLOCK) {
            let fails = &mut fails[..BLOCK.min(self.rows.end - first)];
            self.test(first, fails);
            take(first, fails);
        }
    }

    /// Hands on the rows that pass.
    pub(crate) fn each_passing(&self, mut take: impl FnMut(usize)) {
        let mut passing = [0_u16; BLOCK];
        self.each_block(|first, fails| {
            // written whether or not it passes: nobody could guess which do
            let mut n = 0;
            for (at, &fails) in (0..).zip(fails) {
                passing[n] = at;
                n += usize::from(fails == 0);
            }
            for &at in &passing[..n] {
                take(first + usize::from(at));
            }
        });
    }

    /// How many rows pass.
    pub(crate) fn count(&self) -> usize {
        let mut count = 0;
        self.each_block(|_, fails| count += n_passing(fails));
        count
    }

    /// The tests that each of the rows from this one on fails.
    fn test(&self, first: usize, fails: &mut [u8]) {
        let rows = first..first + fails.len();
        let columns = self.columns;
        for (fails, class) in fails.iter_mut().zip(&columns.class[rows.clone()]) {
            *fails = self.of_class[usize::from(class.0)];
        }
        if let Some(of_place) = &self.of_place {
            for (fails, &place) in fails.iter_mut().zip(&columns.place[rows.clone()]) {
                *fails |= of_place[place as usize];
            }
        }
        if let Some(of_article) = &self.of_article {
            for (fails, &article) in fails.iter_mut().zip(&columns.article[rows.clone()]) {
                *fails |= of_article[article as usize];
            }
        }
        if let Some(asked) = self.when {
            for (fails, &days) in fails.iter_mut().zip(&columns.when[rows.clone()]) {
                *fails |= timely(days, asked, self.undated);
            }
        }
        if self.score > 0 {
            for (fails, &score) in fails.iter_mut().zip(&columns.score[rows.clone()]) {
                *fails |= failed(fails::OTHER, score < self.score);
            }
        }
        if let Some(holding) = &self.holding {
            for (fails, row) in fails.iter_mut().zip(rows.clone()) {
                *fails |= failed(fails::OTHER, !holding.has(row));
            }
        }
        if self.condition.is_some() {
            for (fails, row) in fails.iter_mut().zip(rows) {
                self.ask_condition(row, fails);
            }
        }
    }

    /// Of a row that fails one test at most.
    fn ask_condition(&self, row: usize, fails: &mut u8) {
        if let Some((condition, store)) = self.condition
            && (*fails == 0 || fails.is_power_of_two())
            && condition.holds(&store.packed(Row(row as u32))) != Some(true)
        {
            *fails |= fails::OTHER;
        }
    }
}

/// So many rows are tested at a time: what is told of them stays near the processor.
const BLOCK: usize = 4096;

/// How many of these fail nothing.
pub(crate) fn n_passing(fails: &[u8]) -> usize {
    // counted in bytes as long as they hold the count: many at once
    let few = |fails: &[u8]| fails.iter().map(|&it| u8::from(it == 0)).sum::<u8>();
    fails.chunks(usize::from(u8::MAX)).map(|it| usize::from(few(it))).sum()
}

fn timely(days: Days, asked: Days, undated: bool) -> u8 {
    failed(fails::OTHER, !(days.overlaps(asked) || undated && days.is_none()))
}

fn failed(test: u8, is: bool) -> u8 {
    test * u8::from(is)
}

/// `None` when none fails.
fn unless_none(fails: Vec<u8>) -> Option<Vec<u8>> {
    fails.iter().any(|&it| it != 0).then_some(fails)
}

fn of_place(store: &Store, filter: &Filter) -> Option<Vec<u8>> {
    let among = |country| filter.countries.contains(&country);
    let named =
        |it: &PlaceFacts| filter.places.iter().any(|asked| *asked == it.key || *asked == it.label);
    let place = store.places.iter().map(|it| {
        failed(fails::PLACE, !filter.places.is_empty() && !named(it))
            | failed(fails::COUNTRY, !filter.countries.is_empty() && !it.country.is_some_and(among))
            | failed(fails::KIND, !filter.kinds.is_empty() && !filter.kinds.contains(&it.kind))
            | failed(fails::OTHER, filter.bbox.is_some_and(|bbox| !bbox.contains(it.point)))
    });
    unless_none(place.collect())
}

/// What [`Columns::copies`] holds, of articles that are copies or not.
pub(crate) fn copies(are_copies: impl Iterator<Item = bool>) -> Vec<u8> {
    unless_none(are_copies.map(|it| failed(fails::OTHER, it)).collect()).unwrap_or_default()
}

fn of_article<'s>(store: &'s Store, filter: &Filter, asked: Option<Days>) -> Option<Cow<'s, [u8]>> {
    let asked = asked.filter(|_| filter.time == TimeOf::Published);
    // whoever asks for one article may see it, a copy or not
    let copies = &store.columns.copies[..];
    let copies = if filter.duplicates || filter.article.is_some() { &[] } else { copies };
    if filter.sources.is_empty() && filter.langs.is_empty() && asked.is_none() {
        return (!copies.is_empty()).then_some(Cow::Borrowed(copies));
    }
    let fails_value = |codes: &Codes, test: u8, asked: &[String]| -> Vec<u8> {
        let is_asked = |it: &Option<String>| it.as_ref().is_some_and(|it| asked.contains(it));
        let fails = codes.values.iter().map(|it| failed(test, !asked.is_empty() && !is_asked(it)));
        fails.collect()
    };
    let of_source = fails_value(&store.sources, fails::SOURCE, &filter.sources);
    let of_lang = fails_value(&store.langs, fails::LANG, &filter.langs);
    let codes = store.sources.of.iter().zip(&store.langs.of);
    let articles = codes.zip(&store.columns.published).map(|((&source, &lang), &published)| {
        of_source[source as usize]
            | of_lang[lang as usize]
            | asked.map_or(0, |asked| timely(published, asked, filter.undated))
    });
    let mut articles: Vec<u8> = articles.collect();
    for (fails, copy) in articles.iter_mut().zip(copies) {
        *fails |= copy;
    }
    if !filter.duplicates && !filter.sources.is_empty() {
        // where copies are not shown, the original stands for them
        for &(article, source) in &store.copied_by {
            articles[article as usize] &= !fails::SOURCE | of_source[source as usize];
        }
    }
    unless_none(articles).map(Cow::Owned)
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
