//! Columns: what is told of an item, one flat value for each thing that a table or a GIS shows.
//!
//! # Shape
//!
//! [`MENTION`], [`PLACE`] and [`ARTICLE`] say once what each collection tells; every format writes these columns, in this
//! order. A [`Record`] is one item with its values.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use tadmur_geoparser::dates::Edtf;
use tadmur_geoparser::place::{CountryCode, LonLat};

use crate::export::column::Of::{Day, Flag, Real, Text, Whole};
use crate::feature::{ArticleFacts, Feature};
use crate::store::{ArticleCount, PlaceCount};

/// A column of a collection whose items are `T`.
#[derive(Debug)]
pub struct Column<T: 'static> {
    /// Its name.
    pub name: &'static str,
    of: Of<T>,
}

/// How a value is found, and so of what kind it is.
#[derive(Debug)]
enum Of<T: 'static> {
    Text(for<'a> fn(&'a T) -> Option<&'a str>),
    Whole(fn(&T) -> usize),
    Real(fn(&T) -> f64),
    Flag(fn(&T) -> bool),
    Day(fn(&T) -> Option<Date>),
}

/// The name of a column and the kind of its values.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Head {
    /// The name.
    pub name: &'static str,
    /// The kind.
    pub kind: Kind,
}

/// A kind of value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number from 0.
    Whole,
    /// A number.
    Real,
    /// True or false.
    Flag,
    /// A civil day.
    Day,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing is known.
    Null,
    /// Any text.
    Text(Cow<'a, str>),
    /// A whole number from 0.
    Whole(u64),
    /// A number.
    Real(f64),
    /// True or false.
    Flag(bool),
    /// A civil day.
    Day(Date),
}

/// An item, as every format reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<'a> {
    /// Its id.
    pub id: &'a str,
    /// Where it lies, if at one point.
    pub point: Option<LonLat>,
    /// Where it lies otherwise: of an article at its places, theirs.
    pub points: &'a [LonLat],
    /// Its time.
    pub when: Option<&'a Edtf>,
    /// What is told of it, in the order of its collection's columns.
    pub cells: Vec<(&'static str, Cell<'a>)>,
}

impl<T> Column<T> {
    const fn new(name: &'static str, of: Of<T>) -> Self {
        Self { name, of }
    }

    /// Its name and kind.
    pub fn head(&self) -> Head {
        let kind = match self.of {
            Text(_) => Kind::Text,
            Whole(_) => Kind::Whole,
            Real(_) => Kind::Real,
            Flag(_) => Kind::Flag,
            Day(_) => Kind::Day,
        };
        Head { name: self.name, kind }
    }

    fn cell<'a>(&self, item: &'a T) -> Cell<'a> {
        match self.of {
            Text(of) => of(item).map_or(Cell::Null, |it| Cell::Text(it.into())),
            Whole(of) => Cell::Whole(of(item) as u64),
            Real(of) => Cell::Real(of(item)),
            Flag(of) => Cell::Flag(of(item)),
            Day(of) => of(item).map_or(Cell::Null, Cell::Day),
        }
    }
}

fn cells<'a, T>(columns: &'static [Column<T>], item: &'a T) -> Vec<(&'static str, Cell<'a>)> {
    columns.iter().map(|it| (it.name, it.cell(item))).collect()
}

/// What is told of a mention.
pub static MENTION: [Column<Feature>; 30] = [
    Column::new("place_id", Text(|it| Some(&it.place.key))),
    Column::new("place", Text(|it| Some(&it.place.label))),
    Column::new("kind", Text(|it| Some(it.place.kind.as_str()))),
    Column::new("country", Text(|it| it.place.country.as_ref().map(CountryCode::as_str))),
    Column::new("surface", Text(|it| Some(&it.surface))),
    Column::new("role", Text(|it| Some(it.role.as_str()))),
    Column::new("score", Real(|it| score(it.score))),
    Column::new("when", Text(|it| it.when().edtf.map(Edtf::as_str))),
    Column::new("when_start", Day(|it| it.when().edtf?.span().first())),
    Column::new("when_end", Day(|it| it.when().edtf?.span().last())),
    Column::new("when_basis", Text(|it| Some(it.when().basis))),
    Column::new("published", Text(|it| it.article.published.as_ref().map(Edtf::as_str))),
    Column::new("published_start", Day(|it| it.article.published.as_ref()?.span().first())),
    Column::new("published_end", Day(|it| it.article.published.as_ref()?.span().last())),
    Column::new("published_basis", Text(|it| Some(it.article.published_basis.as_str()))),
    Column::new("article_id", Text(|it| Some(&it.article.id))),
    Column::new("article_title", Text(|it| it.article.title.as_deref())),
    Column::new("article_url", Text(|it| it.article.url.as_deref())),
    Column::new("source", Text(|it| it.article.source.as_deref())),
    Column::new("lang", Text(|it| Some(&it.article.lang))),
    Column::new("quote", Text(|it| Some(&it.quote))),
    Column::new("quote_start", Whole(|it| it.in_quote.start)),
    Column::new("quote_end", Whole(|it| it.in_quote.end)),
    Column::new("start", Whole(|it| it.stretch.start)),
    Column::new("end", Whole(|it| it.stretch.end)),
    Column::new("zone", Text(|it| Some(it.zone.as_str()))),
    Column::new("duplicate", Flag(|it| it.duplicate)),
    Column::new("when_text", Text(|it| Some(&it.stated.as_ref()?.words))),
    Column::new("mood", Text(|it| Some(it.stated.as_ref()?.mood.as_str()))),
    Column::new("also_in", Text(|it| it.article.also_in())),
];

/// What is told of a place.
pub static PLACE: [Column<PlaceCount>; 7] = [
    Column::new("place_id", Text(|it| Some(&it.place.key))),
    Column::new("place", Text(|it| Some(&it.place.label))),
    Column::new("place_ar", Text(|it| Some(&it.place.label_ar))),
    Column::new("kind", Text(|it| Some(it.place.kind.as_str()))),
    Column::new("country", Text(|it| it.place.country.as_ref().map(CountryCode::as_str))),
    Column::new("mentions", Whole(|it| it.mentions)),
    Column::new("articles", Whole(|it| it.articles)),
];

/// What is told of an article.
pub static ARTICLE: [Column<ArticleCount>; 12] = [
    Column::new("title", Text(|it| it.article.title.as_deref())),
    Column::new("url", Text(|it| it.article.url.as_deref())),
    Column::new("source", Text(|it| it.article.source.as_deref())),
    Column::new("lang", Text(|it| Some(&it.article.lang))),
    Column::new("published", Text(|it| published(it).map(Edtf::as_str))),
    Column::new("published_start", Day(|it| published(it)?.span().first())),
    Column::new("published_end", Day(|it| published(it)?.span().last())),
    Column::new("published_basis", Text(|it| Some(it.article.published_basis.as_str()))),
    Column::new("mentions", Whole(|it| it.mentions)),
    Column::new("places", Whole(|it| it.places)),
    Column::new("same_as", Text(|it| Some(&it.article.same_as()?.id))),
    Column::new("also_in", Text(|it| it.article.also_in())),
];

fn published(count: &ArticleCount) -> Option<&Edtf> {
    let article: &ArticleFacts = &count.article;
    article.published.as_ref()
}

/// Three decimals: more would only tell of rounding.
pub fn score(score: f32) -> f64 {
    (f64::from(score) * 1000.0).round() / 1000.0
}

impl<'a> Record<'a> {
    /// A mention.
    pub fn mention(feature: &'a Feature) -> Self {
        Self {
            id: &feature.id,
            point: Some(feature.place.point),
            points: &[],
            when: feature.when().edtf,
            cells: cells(&MENTION, feature),
        }
    }

    /// A place with its counts.
    pub fn place(count: &'a PlaceCount) -> Self {
        Self {
            id: &count.place.key,
            point: Some(count.place.point),
            points: &[],
            when: None,
            cells: cells(&PLACE, count),
        }
    }

    /// An article with its counts. It lies nowhere: its places are many.
    pub fn article(count: &'a ArticleCount) -> Self {
        Self {
            id: &count.article.id,
            point: None,
            points: &[],
            when: published(count),
            cells: cells(&ARTICLE, count),
        }
    }

    /// The text of this column; `None` when it is not known, no text, or no column.
    pub fn text(&self, name: &str) -> Option<&str> {
        let found = self.cells.iter().find(|(it, _)| *it == name);
        match found {
            Some((_, Cell::Text(text))) => Some(text),
            _ => None,
        }
    }
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Whole(number) => serializer.serialize_u64(*number),
            Self::Real(number) => serializer.serialize_f64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Day(day) => serializer.collect_str(day),
        }
    }
}

/// The cells as a JSON object.
pub(crate) fn as_object<S: Serializer>(
    cells: &[(&'static str, Cell<'_>)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(Some(cells.len()))?;
    for (name, cell) in cells {
        object.serialize_entry(name, cell)?;
    }
    object.end()
}
