//! The one vocabulary of filters: the same names in the API, on the command line and in the map's address.
//!
//! # Shape
//!
//! Pairs of names and values in, a [`Filter`] out; it is parsed once and then only asked.
//!
//! # Sources
//!
//! `bbox`, `datetime`, `limit`: OGC API - Features - Part 1 (17-069r4), 7.15.2 to 7.15.4; `q`: OGC API - Records
//! (20-004), 8.3.4.

mod values;

use tadmur_geoparser::dates::TimeSpan;
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::place::{BBox, CountryCode, Kind};
use tadmur_geoparser::text::zones::Zone;

use crate::store::cql::{Expression, Language};
use crate::store::crs::Crs;
pub use crate::store::filter::values::Sought;
pub(crate) use crate::store::filter::values::{crs, day_of, one_of, some_of, whole_number};
use crate::store::property::Property;

/// Which features are asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// Days that the feature's time must overlap.
    pub datetime: Option<TimeSpan>,
    /// Which time that is.
    pub time: TimeOf,
    /// Where the place must lie.
    pub bbox: Option<BBox>,
    /// The roles that pass.
    pub roles: Vec<Role>,
    /// The zones that pass.
    pub zones: Vec<Zone>,
    /// Whether repeated passages count too.
    pub duplicates: bool,
    /// The ids or names of the places that pass; all when empty.
    pub places: Vec<String>,
    /// The id of the only article that passes.
    pub article: Option<String>,
    /// Whether what has no time passes `datetime` too.
    pub undated: bool,
    /// The sources that pass; all when empty.
    pub sources: Vec<String>,
    /// The languages that pass, BCP 47; all when empty.
    pub langs: Vec<String>,
    /// The countries of the places that pass; all when empty.
    pub countries: Vec<CountryCode>,
    /// The kinds of the places that pass; all when empty.
    pub kinds: Vec<Kind>,
    /// The least score that passes, in thousandths.
    pub score: u16,
    /// Words that all stand in what is told of a mention.
    pub q: Option<Sought>,
    /// A condition on the properties of a mention.
    pub expression: Option<Expression>,
    /// How many items a page of the answer has at most.
    pub limit: usize,
    /// How many items stand before the page.
    pub offset: usize,
}

/// Which time `datetime` asks about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TimeOf {
    /// What the clause speaks of, or else when it was published.
    When,
    /// When it was published.
    Published,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            datetime: None,
            time: TimeOf::When,
            bbox: None,
            roles: vec![Role::Literal],
            zones: Zone::ALL.iter().copied().filter(|zone| zone.is_content()).collect(),
            duplicates: false,
            places: Vec::new(),
            article: None,
            undated: false,
            sources: Vec::new(),
            langs: Vec::new(),
            countries: Vec::new(),
            kinds: Vec::new(),
            score: 0,
            q: None,
            expression: None,
            limit: Self::DEFAULT_LIMIT,
            offset: 0,
        }
    }
}

/// A parameter that cannot be used, and why.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No filter of that name.
    #[error("no parameter `{parameter}` here; there are {known}")]
    Unknown {
        /// Its name.
        parameter: String,
        /// The names that there are.
        known: String,
    },
    /// Given more than once.
    #[error("{parameter} is given twice")]
    Repeated {
        /// Its name.
        parameter: String,
    },
    /// A value that does not fit.
    #[error("{parameter} `{value}` is not {expected}")]
    Value {
        /// Its name.
        parameter: &'static str,
        /// What was found.
        value: String,
        /// What was expected.
        expected: String,
    },
}

impl Error {
    /// Of a value that does not fit; of a long one, its beginning is told.
    pub(crate) fn value(parameter: &'static str, value: &str, expected: impl Into<String>) -> Self {
        let mut shown: String = value.chars().take(Self::MOST_SHOWN).collect();
        if shown.len() < value.len() {
            shown.push('…');
        }
        Self::Value { parameter, value: shown, expected: expected.into() }
    }

    const MOST_SHOWN: usize = 100;

    /// The name of the parameter at fault.
    pub fn parameter(&self) -> &str {
        match self {
            Self::Unknown { parameter, .. } | Self::Repeated { parameter } => parameter,
            Self::Value { parameter, .. } => parameter,
        }
    }
}

impl Filter {
    /// The names of the filters.
    pub const NAMES: [&str; 16] = [
        "datetime",
        "time",
        "undated",
        "bbox",
        "role",
        "zone",
        "duplicates",
        "place",
        "article",
        "source",
        "lang",
        "country",
        "kind",
        "score",
        "q",
        "filter",
    ];
    /// The names of the parameters that page through an answer.
    pub const PAGING: [&str; 2] = ["limit", "offset"];
    /// The names of what OGC API - Features adds to them where items are asked for.
    pub const OGC: [&str; 3] = ["bbox-crs", "filter-lang", "filter-crs"];
    /// A page has so many items unless `limit` says otherwise.
    pub const DEFAULT_LIMIT: usize = 1000;
    /// A page has no more items than this, whatever `limit` says.
    pub const MAX_LIMIT: usize = 10_000;

    /// The filter that these names and values give, for a path that knows the parameters of `known`.
    ///
    /// # Errors
    ///
    /// On a name that is not known or comes twice, and on a value that does not fit.
    pub fn from_pairs<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
        known: &[&str],
    ) -> Result<Self, Error> {
        let mut filter = Self::default();
        let mut given: Vec<(&str, &str)> = Vec::new();
        for (parameter, value) in pairs {
            let queryable = known.contains(&"filter") && Property::named(parameter).is_some();
            if !known.contains(&parameter) && !queryable {
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                return Err(Error::Unknown { parameter: parameter.to_owned(), known });
            }
            if given.iter().any(|(name, _)| *name == parameter) {
                return Err(Error::Repeated { parameter: parameter.to_owned() });
            }
            given.push((parameter, value));
        }
        let crs = given.iter().find(|(parameter, _)| *parameter == "bbox-crs");
        let crs = crs.map_or(Ok(Crs::default()), |(_, value)| values::crs("bbox-crs", value))?;
        let value_of = |name| given.iter().find(|(it, _)| *it == name).map(|(_, value)| *value);
        if let Some(text) = value_of("filter") {
            let language = value_of("filter-lang");
            let language = language
                .map(|it| one_of("filter-lang", it, Language::ALL, Language::as_str))
                .transpose()?;
            let crs = value_of("filter-crs");
            let crs = crs.map_or(Ok(Crs::default()), |it| values::crs("filter-crs", it))?;
            let read = Expression::read(text, language, crs);
            filter.expression = Some(read.map_err(|fault| Error::value("filter", text, fault))?);
        }
        for (parameter, value) in given {
            match Property::named(parameter).filter(|_| !known.contains(&parameter)) {
                Some(property) => filter.ask_for(property, value)?,
                None => filter.set(parameter, value, crs)?,
            }
        }
        Ok(filter)
    }

    /// That a property has this value, beside all that is asked already.
    fn ask_for(&mut self, property: Property, value: &str) -> Result<(), Error> {
        let name = property.as_str();
        let asked = Expression::equality(property, value);
        let asked = asked.map_err(|fault| Error::value(name, value, fault))?;
        self.expression = Some(match self.expression.take() {
            None => asked,
            Some(other) => Expression::All(vec![other, asked]),
        });
        Ok(())
    }

    /// Whether everything passes that passes by default.
    pub fn asks_nothing(&self) -> bool {
        let Self { limit, offset, .. } = *self;
        *self == Self { limit, offset, ..Self::default() }
    }

    fn set(&mut self, parameter: &str, value: &str, bbox_crs: Crs) -> Result<(), Error> {
        match parameter {
            "datetime" => self.datetime = Some(values::datetime(value)?),
            "time" => self.time = values::time_of(value)?,
            "undated" => self.undated = values::flag("undated", value)?,
            "bbox" => self.bbox = Some(values::bbox(value, bbox_crs)?),
            "bbox-crs" | "filter" | "filter-lang" | "filter-crs" => {} // read before
            "role" => self.roles = some_of("role", value, Role::ALL, Role::as_str)?,
            "zone" => self.zones = some_of("zone", value, Zone::ALL, Zone::as_str)?,
            "duplicates" => self.duplicates = values::flag("duplicates", value)?,
            "place" => self.places = values::names("place", value)?,
            "article" => self.article = Some(values::id("article", value)?),
            "source" => self.sources = values::names("source", value)?,
            "lang" => self.langs = values::ids("lang", value)?,
            "country" => self.countries = values::countries(value)?,
            "kind" => self.kinds = some_of("kind", value, Kind::ALL, Kind::as_str)?,
            "score" => self.score = values::score(value)?,
            "q" => self.q = Some(values::sought(value)?),
            "limit" => self.limit = values::number("limit", value, 1)?.min(Self::MAX_LIMIT),
            "offset" => self.offset = values::number("offset", value, 0)?,
            _ => unreachable!("a known parameter that no filter reads: {parameter}"),
        }
        Ok(())
    }
}
