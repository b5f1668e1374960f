//! A filter made ready for one store: asked of a row, it says which tests the row fails.
//!
//! # Cost
//!
//! What depends on the place, the article, the time or the class of a feature is decided once for each of them, and only what
//! is asked is tested. Rows are tested a block at a time, one test after the other over one column, so that a row costs about
//! half a nanosecond for each thing that is asked, without touching a string. Where few rows lie at the places asked for, no
//! others are looked at.

use std::borrow::Cow;
use std::ops::Range;

use tadmur_geoparser::dates::TimeSpan;

use crate::feature::PlaceFacts;
use crate::store::columns::{Class, Columns, Days, Spot, Times};
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
    /// The only rows that may pass, in order, where they are few.
    few: Option<Vec<u32>>,
    /// `None` where no place fails.
    of_place: Option<Vec<u8>>,
    /// `None` where no article fails.
    of_article: Option<Cow<'s, [u8]>>,
    of_class: [u8; Class::MANY],
    /// Of each time; `None` where `when` is not asked about.
    of_when: Option<Vec<u8>>,
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
        let columns = &store.columns;
        let asked = |time: TimeOf| filter.datetime.filter(|_| filter.time == time);
        let of_times = |times: &Times, span: TimeSpan| of_times(times, span, filter.undated);
        let of_published = asked(TimeOf::Published).map(|it| of_times(&columns.published, it));
        Self {
            columns,
            rows,
            few: None,
            of_place: of_place(store, filter),
            of_article: of_article(store, filter, of_published.as_deref()),
            of_class: of_class(filter),
            of_when: asked(TimeOf::When).map(|it| of_times(&columns.when, it)),
            score: filter.score,
            holding: holding(store, filter),
            condition: filter.expression.as_ref().map(|it| (it, store)),
        }
    }

    /// The rows that are worth asking about.
    pub(crate) fn range(&self) -> Range<usize> {
        self.rows.clone()
    }

    /// Looks at no row but those that lie at places that pass, if these rows are few. What else fails is not told of then.
    pub(crate) fn by_place(mut self, store: &'s Store) -> Self {
        let all = 0..self.columns.len();
        if let Some(of_place) = self.of_place.as_ref().filter(|_| self.rows == all) {
            let passing = of_place.iter().enumerate().filter(|(_, fails)| **fails == 0);
            let most = self.rows.len() / FEW;
            self.few = store.by_place().rows_of(passing.map(|(place, _)| place), most);
        }
        self
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
            | of(self.of_when.as_deref(), &columns.when.of)
            | failed(fails::OTHER, columns.score[row] < self.score);
        self.ask_words(row, &mut fails);
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

    /// Whether few rows may pass, so that to ask for all that do costs little.
    pub(crate) fn is_of_few(&self) -> bool {
        self.few.is_some()
    }

    /// Hands on the rows that pass.
    pub(crate) fn each_passing(&self, mut take: impl FnMut(usize)) {
        let mut passing = [0; BLOCK];
        if let Some(few) = &self.few {
            let mut fails = [0; BLOCK];
            for rows in few.chunks(BLOCK) {
                let fails = &mut fails[..rows.len()];
                self.test_few(rows, fails);
                for &at in passing_of(fails, &mut passing) {
                    take(rows[usize::from(at)] as usize);
                }
            }
            return;
        }
        self.each_block(|first, fails| {
            for &at in passing_of(fails, &mut passing) {
                take(first + usize::from(at));
            }
        });
    }

    /// How many rows pass.
    pub(crate) fn count(&self) -> usize {
        let mut count = 0;
        if self.is_of_few() {
            self.each_passing(|_| count += 1);
        } else {
            self.each_block(|_, fails| count += n_passing(fails));
        }
        count
    }

    /// How many rows of each number pass, of rows that have these numbers, each below `many`.
    pub(crate) fn tally(&self, numbers: &[u32], many: usize) -> Vec<u32> {
        let mut tally = vec![0; many];
        if self.is_of_few() {
            self.each_passing(|row| tally[numbers[row] as usize] += 1);
            return tally;
        }
        let mut passing = [0; BLOCK];
        self.each_block(|first, fails| {
            let numbers = &numbers[first..first + fails.len()];
            if n_passing(fails) < fails.len() / 2 {
                for &at in passing_of(fails, &mut passing) {
                    tally[numbers[usize::from(at)] as usize] += 1;
                }
            } else {
                for (&number, &fails) in numbers.iter().zip(fails) {
                    tally[number as usize] += u32::from(fails == 0);
                }
            }
        });
        tally
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
        if let Some(of_article) = self.of_article.as_deref() {
            for (fails, &article) in fails.iter_mut().zip(&columns.article[rows.clone()]) {
                *fails |= of_article[article as usize];
            }
        }
        if let Some(of_when) = &self.of_when {
            for (fails, &time) in fails.iter_mut().zip(&columns.when.of[rows.clone()]) {
                *fails |= of_when[time as usize];
            }
        }
        if self.score > 0 {
            for (fails, &score) in fails.iter_mut().zip(&columns.score[rows.clone()]) {
                *fails |= failed(fails::OTHER, score < self.score);
            }
        }
        if self.asks_words() {
            for (fails, row) in fails.iter_mut().zip(rows) {
                self.ask_words(row, fails);
            }
        }
    }

    /// The tests that each of these rows fails, which all lie at places that pass.
    fn test_few(&self, rows: &[u32], fails: &mut [u8]) {
        let columns = self.columns;
        for (fails, &row) in fails.iter_mut().zip(rows) {
            *fails = self.of_class[usize::from(columns.class[row as usize].0)];
        }
        let mut ask = |table: Option<&[u8]>, column: &[u32]| {
            let Some(table) = table else { return };
            for (fails, &row) in fails.iter_mut().zip(rows) {
                *fails |= table[column[row as usize] as usize];
            }
        };
        ask(self.of_article.as_deref(), &columns.article);
        ask(self.of_when.as_deref(), &columns.when.of);
        if self.score > 0 {
            for (fails, &row) in fails.iter_mut().zip(rows) {
                *fails |= failed(fails::OTHER, columns.score[row as usize] < self.score);
            }
        }
        if self.asks_words() {
            for (fails, &row) in fails.iter_mut().zip(rows) {
                self.ask_words(row as usize, fails);
            }
        }
    }

    fn asks_words(&self) -> bool {
        self.holding.is_some() || self.condition.is_some()
    }

    /// Whether it holds the words, and whether the condition holds, of a row that fails one test at most.
    fn ask_words(&self, row: usize, fails: &mut u8) {
        if self.holding.as_ref().is_some_and(|it| !it.has(row)) {
            *fails |= fails::OTHER;
        }
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

/// One row of so many is few: to look at them one by one costs less than to test all.
const FEW: usize = 4;

/// How many of these fail nothing.
pub(crate) fn n_passing(fails: &[u8]) -> usize {
    // counted in bytes as long as they hold the count: many at once
    let few = |fails: &[u8]| fails.iter().map(|&it| u8::from(it == 0)).sum::<u8>();
    fails.chunks(usize::from(u8::MAX)).map(|it| usize::from(few(it))).sum()
}

/// Where those stand that fail nothing.
fn passing_of<'p>(fails: &[u8], passing: &'p mut [u16; BLOCK]) -> &'p [u16] {
    // written whether or not it passes: nobody could guess which do
    let mut n = 0;
    for (at, &fails) in (0..).zip(fails) {
        passing[n] = at;
        n += usize::from(fails == 0);
    }
    &passing[..n]
}

/// What each of the times fails that must overlap the span.
fn of_times(times: &Times, span: TimeSpan, undated: bool) -> Vec<u8> {
    let asked = Days::of(span);
    let passes = |days: &Days| days.overlaps(asked) || undated && days.is_none();
    times.all.iter().map(|days| failed(fails::OTHER, !passes(days))).collect()
}

#[inline]
fn failed(test: u8, is: bool) -> u8 {
    test * u8::from(is)
}

/// `None` when none fails.
fn unless_none(fails: Vec<u8>) -> Option<Vec<u8>> {
    fails.iter().any(|&it| it != 0).then_some(fails)
}

fn of_place(store: &Store, filter: &Filter) -> Option<Vec<u8>> {
    let Filter { bbox, countries, kinds, places, .. } = filter;
    if bbox.is_none() && countries.is_empty() && kinds.is_empty() && places.is_empty() {
        return None;
    }
    let spots = &store.columns.spots;
    let mut fails = vec![0; spots.len()];
    if let Some(bbox) = bbox {
        for (fails, spot) in fails.iter_mut().zip(spots) {
            *fails |= failed(fails::OTHER, !bbox.contains(spot.point));
        }
    }
    if !countries.is_empty() || !kinds.is_empty() {
        let is_there = |spot: &Spot| spot.country.is_some_and(|it| countries.contains(&it));
        for (fails, spot) in fails.iter_mut().zip(spots) {
            *fails |= failed(fails::COUNTRY, !countries.is_empty() && !is_there(spot))
                | failed(fails::KIND, !kinds.is_empty() && !kinds.contains(&spot.kind));
        }
    }
    if !places.is_empty() {
        let named =
            |it: &PlaceFacts| places.iter().any(|name| *name == it.key || *name == it.label);
        for (fails, place) in fails.iter_mut().zip(&store.places) {
            *fails |= failed(fails::PLACE, !named(place));
        }
    }
    unless_none(fails)
}

/// What [`Columns::copies`] holds, of articles that are copies or not.
pub(crate) fn copies(are_copies: impl Iterator<Item = bool>) -> Vec<u8> {
    unless_none(are_copies.map(|it| failed(fails::OTHER, it)).collect()).unwrap_or_default()
}

/// `of_published` is of each time of publication, where that is asked about.
fn of_article<'s>(
    store: &'s Store,
    filter: &Filter,
    of_published: Option<&[u8]>,
) -> Option<Cow<'s, [u8]>> {
    // whoever asks for one article may see it, a copy or not
    let copies = &store.columns.copies[..];
    let copies = if filter.duplicates || filter.article.is_some() { &[] } else { copies };
    if filter.sources.is_empty() && filter.langs.is_empty() && of_published.is_none() {
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
    let articles = codes.zip(&store.columns.published.of).map(|((&source, &lang), &published)| {
        of_source[source as usize]
            | of_lang[lang as usize]
            | of_published.map_or(0, |it| it[published as usize])
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
