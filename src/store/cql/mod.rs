//! CQL2: conditions on what is told of a mention.
//!
//! # Shape
//!
//! Text or JSON in, an [`Expression`] out, which knows nothing but the properties there are; asked of a feature, it
//! holds, does not hold, or cannot tell because a value is missing, and only what holds passes.
//!
//! # Errors
//!
//! Words that say what was found where, and what was expected.
//!
//! # Cost
//!
//! Text is at most [`MOST_BYTES`] long and [`MOST_DEEP`] deep, so that neither reading nor asking runs out of stack.
//!
//! # Sources
//!
//! OGC 21-065r2, Common Query Language (CQL2): 6 (semantics), 7.4 `CASEI`, 7.5 `ACCENTI`, annexes B (BNF), C (JSON).

mod json;
mod text;

use std::borrow::Cow;
use std::cmp::Ordering;

use tadmur_geoparser::place::{BBox, LonLat};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::store::columns::Days;
use crate::store::crs::Crs;
use crate::store::packed::PackedFeature;
use crate::store::property::{Property, Sort, Value};

/// Longer conditions are not read.
pub(crate) const MOST_BYTES: usize = 16 * 1024;

/// More brackets and words inside one another are not read.
pub(crate) const MOST_DEEP: usize = 64;

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// `AND`.
    All(Vec<Expression>),
    /// `OR`.
    Any(Vec<Expression>),
    /// `NOT`.
    Not(Box<Expression>),
    /// `TRUE` or `FALSE`.
    Constant(bool),
    /// Two values side by side.
    Compare(Operand, Comparison, Operand),
    /// `LIKE`.
    Like(Operand, Pattern),
    /// `BETWEEN`.
    Between(Operand, Operand, Operand),
    /// `IN`.
    In(Operand, Vec<Operand>),
    /// `IS NULL`.
    Null(Operand),
    /// `S_INTERSECTS` with the mention's place.
    Near(Shape),
    /// A time of the mention beside other days.
    Time(Property, TimeTest, (i32, i32)),
}

/// A value, or where to find it.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A day, from 1970-01-01.
    Day(i32),
    /// What is told of the mention.
    Property(Property),
    /// In small letters.
    Casei(Box<Operand>),
    /// Without accents.
    Accenti(Box<Operand>),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// The pattern of `LIKE`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pattern(Vec<Part>);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Part {
    One(char),
    Any,
    Many,
}

/// Where a place lies.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// At a point.
    Point(LonLat),
    /// In a box.
    Box(BBox),
    /// In a polygon: its rings, the first around the others.
    Polygon(Vec<Vec<[f64; 2]>>),
}

/// How a time lies to other days.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TimeTest {
    /// `T_AFTER`
    After,
    /// `T_BEFORE`
    Before,
    /// `T_DISJOINT`
    Disjoint,
    /// `T_DURING`
    During,
    /// `T_INTERSECTS`
    Intersects,
}

/// The language that a condition is written in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Language {
    Text,
    Json,
}

impl Language {
    pub(crate) const ALL: &[Self] = &[Self::Text, Self::Json];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Text => "cql2-text",
            Self::Json => "cql2-json",
        }
    }
}

impl Expression {
    /// Reads a condition, with coordinates in this system. Without a language, what opens with a brace is JSON.
    pub(crate) fn read(text: &str, language: Option<Language>, crs: Crs) -> Result<Self, String> {
        if text.len() > MOST_BYTES {
            return Err(format!("CQL2 of at most {MOST_BYTES} bytes"));
        }
        let braced = text.trim_start().starts_with('{');
        let guessed = if braced { Language::Json } else { Language::Text };
        let read = match language.unwrap_or(guessed) {
            Language::Text => text::read(text, crs),
            Language::Json => json::read(text, crs),
        };
        read.map_err(|fault| format!("CQL2 that can be read: {fault}"))
    }

    /// That a property has this value.
    pub(crate) fn equality(property: Property, value: &str) -> Result<Self, String> {
        let value = match property.sort() {
            Sort::Text | Sort::Day => Operand::Text(value.to_owned()),
            Sort::Number | Sort::Whole => {
                Operand::Number(value.parse().map_err(|error| format!("a number: {error}"))?)
            }
            Sort::Flag => {
                Operand::Flag(value.parse().map_err(|error| format!("true or false: {error}"))?)
            }
        };
        compare(Operand::Property(property), Comparison::Equal, value)
    }

    /// Whether it holds; `None` when a value that it asks for is missing.
    pub(crate) fn holds(&self, feature: &PackedFeature<'_>) -> Option<bool> {
        match self {
            Self::All(all) => decided(all, feature, false),
            Self::Any(any) => decided(any, feature, true),
            Self::Not(inner) => inner.holds(feature).map(|it| !it),
            Self::Constant(constant) => Some(*constant),
            Self::Compare(a, comparison, b) => {
                Some(comparison.fits(a.of(feature).known()?.order(&b.of(feature).known()?)))
            }
            Self::Like(operand, pattern) => match operand.of(feature) {
                Value::Text(text) => Some(pattern.fits(&text)),
                _ => None,
            },
            Self::Between(value, low, high) => {
                let value = value.of(feature).known()?;
                Some(
                    value.order(&low.of(feature).known()?).is_ge()
                        && value.order(&high.of(feature).known()?).is_le(),
                )
            }
            Self::In(value, list) => {
                let value = value.of(feature).known()?;
                Some(list.iter().any(|it| it.of(feature) == value))
            }
            Self::Null(operand) => Some(operand.of(feature) == Value::Null),
            Self::Near(shape) => Some(shape.holds(feature.place.point)),
            Self::Time(property, test, asked) => {
                let own = match property {
                    Property::Published => feature.published,
                    _ => feature.row.when,
                };
                let asked = Days { first: asked.0, last: asked.1 };
                (!own.is_none()).then(|| test.fits(own, asked))
            }
        }
    }
}

/// What one of them decides alone, or else the opposite when all of them tell.
fn decided(parts: &[Expression], feature: &PackedFeature<'_>, alone: bool) -> Option<bool> {
    let mut result = Some(!alone);
    for part in parts {
        match part.holds(feature) {
            Some(it) if it == alone => return Some(alone),
            Some(_) => {}
            None => result = None,
        }
    }
    result
}

/// Sees to it that the two can be compared.
fn compare(a: Operand, comparison: Comparison, b: Operand) -> Result<Expression, String> {
    let (a, b) = alike(a, b)?;
    Ok(Expression::Compare(a, comparison, b))
}

/// Days written as words become days beside days; anything else must be of one sort.
fn alike(a: Operand, b: Operand) -> Result<(Operand, Operand), String> {
    let (one, other) = (a.sort(), b.sort());
    let (a, b) = (a.beside(other)?, b.beside(one)?);
    let (one, other) = (a.sort(), b.sort());
    let number = |it| matches!(it, Sort::Number | Sort::Whole);
    if one == other || number(one) && number(other) {
        return Ok((a, b));
    }
    Err(format!("{} cannot be compared with {}", a.told(), b.told()))
}

impl Operand {
    fn beside(self, other: Sort) -> Result<Self, String> {
        match self {
            Self::Text(text) if other == Sort::Day => day(&text).map(Self::Day),
            other => Ok(other),
        }
    }

    fn sort(&self) -> Sort {
        match self {
            Self::Text(_) | Self::Casei(_) | Self::Accenti(_) => Sort::Text,
            Self::Number(_) => Sort::Number,
            Self::Flag(_) => Sort::Flag,
            Self::Day(_) => Sort::Day,
            Self::Property(property) => property.sort(),
        }
    }

    fn told(&self) -> String {
        match self {
            Self::Property(property) => property.as_str().to_owned(),
            Self::Text(text) => format!("'{text}'"),
            Self::Number(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Day(_) => "a day".to_owned(),
            Self::Casei(_) | Self::Accenti(_) => "words".to_owned(),
        }
    }

    /// In small letters, or without accents; what is known already is changed at once.
    fn changed(self, casei: bool) -> Result<Self, String> {
        if self.sort() != Sort::Text {
            return Err(format!("{} is not words", self.told()));
        }
        Ok(match self {
            Self::Text(text) if casei => Self::Text(small(&text)),
            Self::Text(text) => Self::Text(bare(&text)),
            other if casei => Self::Casei(Box::new(other)),
            other => Self::Accenti(Box::new(other)),
        })
    }

    fn of<'f>(&'f self, feature: &'f PackedFeature<'f>) -> Value<'f> {
        let change = |inner: &'f Self, change: fn(&str) -> String| match inner.of(feature) {
            Value::Text(text) => Value::Text(Cow::Owned(change(&text))),
            _ => Value::Null,
        };
        match self {
            Self::Text(text) => Value::Text(Cow::Borrowed(text)),
            Self::Number(number) => Value::Number(*number),
            Self::Flag(flag) => Value::Flag(*flag),
            Self::Day(day) => Value::Day(*day),
            Self::Property(property) => property.of(feature),
            Self::Casei(inner) => change(inner, small),
            Self::Accenti(inner) => change(inner, bare),
        }
    }
}

fn small(text: &str) -> String {
    text.to_lowercase()
}

fn bare(text: &str) -> String {
    text.nfd().filter(|it| !is_combining_mark(*it)).nfc().collect()
}

impl Value<'_> {
    fn known(self) -> Option<Self> {
        (self != Value::Null).then_some(self)
    }
}

impl Comparison {
    fn fits(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

impl Pattern {
    /// `%` for any letters, `_` for one, a backslash before what stands for itself.
    fn of(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            parts.push(match letter {
                '%' => Part::Many,
                '_' => Part::Any,
                '\\' => Part::One(letters.next().unwrap_or('\\')),
                letter => Part::One(letter),
            });
        }
        parts.dedup_by(|a, b| *a == Part::Many && *b == Part::Many);
        Self(parts)
    }

    /// Goes back to the last `%` alone, so that the cost is at most the product of the lengths.
    fn fits(&self, text: &str) -> bool {
        let letters: Vec<char> = text.chars().collect();
        let (mut part, mut letter) = (0, 0);
        let mut back: Option<(usize, usize)> = None;
        while letter < letters.len() {
            match self.0.get(part) {
                Some(Part::Many) => {
                    back = Some((part + 1, letter));
                    part += 1;
                }
                Some(Part::Any) => (part, letter) = (part + 1, letter + 1),
                Some(Part::One(one)) if *one == letters[letter] => {
                    (part, letter) = (part + 1, letter + 1);
                }
                _ => match back {
                    Some((after, from)) => {
                        back = Some((after, from + 1));
                        (part, letter) = (after, from + 1);
                    }
                    None => return false,
                },
            }
        }
        self.0[part..].iter().all(|it| *it == Part::Many)
    }
}

impl Shape {
    fn holds(&self, point: LonLat) -> bool {
        match self {
            Self::Point(own) => *own == point,
            Self::Box(bbox) => bbox.contains(point),
            Self::Polygon(rings) => {
                rings.iter().filter(|ring| encloses(ring, [point.lon(), point.lat()])).count() == 1
            }
        }
    }
}

/// Whether a line from the point to the east crosses the ring an odd number of times.
fn encloses(ring: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    let mut inside = false;
    for side in ring.windows(2) {
        let ([x1, y1], [x2, y2]) = (side[0], side[1]);
        if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
            inside = !inside;
        }
    }
    inside
}

impl TimeTest {
    const ALL: [(&str, Self); 5] = [
        ("t_after", Self::After),
        ("t_before", Self::Before),
        ("t_disjoint", Self::Disjoint),
        ("t_during", Self::During),
        ("t_intersects", Self::Intersects),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(own, _)| *own == name).map(|(_, it)| it)
    }

    fn fits(self, own: Days, asked: Days) -> bool {
        match self {
            Self::After => own.first > asked.last,
            Self::Before => own.last < asked.first,
            Self::Disjoint => !own.overlaps(asked),
            Self::During => own.first >= asked.first && own.last <= asked.last,
            Self::Intersects => own.overlaps(asked),
        }
    }
}

/// A property by its name.
fn property(name: &str) -> Result<Property, String> {
    Property::named(name).ok_or_else(|| {
        let known: Vec<&str> = Property::ALL.iter().map(|it| it.as_str()).collect();
        format!("there is no property `{name}`; there are {}, geometry", known.join(", "))
    })
}

/// A day, or the day of an instant.
fn day(text: &str) -> Result<i32, String> {
    let day = crate::store::filter::day_of(text);
    day.map(crate::store::day_number)
        .ok_or_else(|| format!("`{text}` is not a day such as 2015-05-20"))
}

/// An end of an interval; `..` is open.
fn end(text: &str, open: i32) -> Result<i32, String> {
    if text == ".." { Ok(open) } else { day(text) }
}

fn interval(first: &str, last: &str) -> Result<(i32, i32), String> {
    let (first, last) = (end(first, i32::MIN)?, end(last, i32::MAX)?);
    if first > last {
        return Err("the interval ends before it begins".to_owned());
    }
    Ok((first, last))
}

/// Only these two are times as a whole; the others are days to compare.
fn time(test: TimeTest, property: Property, days: (i32, i32)) -> Result<Expression, String> {
    match property {
        Property::When | Property::Published => Ok(Expression::Time(property, test, days)),
        other => Err(format!("{} is not a time; when and published are", other.as_str())),
    }
}

fn position(crs: Crs, coordinates: [f64; 2]) -> Result<LonLat, String> {
    let [x, y] = coordinates;
    crs.unproject(coordinates).ok_or_else(|| format!("{x} {y} is not on Earth"))
}

fn shape_box(crs: Crs, numbers: &[f64]) -> Result<Shape, String> {
    let corners = match *numbers {
        [west, south, east, north] | [west, south, _, east, north, _] => {
            crs.bbox([west, south], [east, north])
        }
        _ => None,
    };
    corners.map(Shape::Box).ok_or_else(|| "a box is west, south, east, north, on Earth".to_owned())
}

fn polygon(crs: Crs, rings: Vec<Vec<[f64; 2]>>) -> Result<Shape, String> {
    let ring = |ring: Vec<[f64; 2]>| -> Result<Vec<[f64; 2]>, String> {
        if ring.len() < 4 || ring.first() != ring.last() {
            return Err("a ring has four positions or more and ends where it begins".to_owned());
        }
        let at = |it: [f64; 2]| position(crs, it).map(|it| [it.lon(), it.lat()]);
        ring.into_iter().map(at).collect()
    };
    let rings: Vec<_> = rings.into_iter().map(ring).collect::<Result<_, _>>()?;
    if rings.is_empty() {
        Err("a polygon has a ring".to_owned())
    } else {
        Ok(Shape::Polygon(rings))
    }
}
