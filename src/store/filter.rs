//! The one vocabulary of filters: the same names in the API, on the command line and in the map's address.
//!
//! # Shape
//!
//! Pairs of names and values in, a [`Filter`] out; it is parsed once and then only asked.
//!
//! # Sources
//!
//! `bbox`, `datetime`, `limit`: OGC API - Features - Part 1 (17-069r4), 7.15.2 to 7.15.4.

use jiff::civil::Date;
use tadmur_geoparser::dates::TimeSpan;
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::place::BBox;
use tadmur_geoparser::text::zones::Zone;

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
    /// The ids of the places that pass; all when empty.
    pub places: Vec<String>,
    /// The id of the only article that passes.
    pub article: Option<String>,
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
    pub const NAMES: [&str; 8] =
        ["datetime", "time", "bbox", "role", "zone", "duplicates", "place", "article"];
    /// The names of the parameters that page through an answer.
    pub const PAGING: [&str; 2] = ["limit", "offset"];
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
        let mut seen: Vec<&str> = Vec::new();
        for (parameter, value) in pairs {
            if !known.contains(&parameter) {
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                return Err(Error::Unknown { parameter: parameter.to_owned(), known });
            }
            if seen.contains(&parameter) {
                return Err(Error::Repeated { parameter: parameter.to_owned() });
            }
            seen.push(parameter);
            filter.set(parameter, value)?;
        }
        Ok(filter)
    }

    fn set(&mut self, parameter: &str, value: &str) -> Result<(), Error> {
        match parameter {
            "datetime" => self.datetime = Some(datetime(value)?),
            "time" => self.time = time_of(value)?,
            "bbox" => self.bbox = Some(bbox(value)?),
            "role" => self.roles = words("role", value, Role::ALL, Role::as_str)?,
            "zone" => self.zones = words("zone", value, Zone::ALL, Zone::as_str)?,
            "duplicates" => self.duplicates = flag("duplicates", value)?,
            "place" => self.places = ids("place", value)?,
            "article" => self.article = Some(ids("article", value)?.remove(0)),
            "limit" => self.limit = number("limit", value, 1)?.min(Self::MAX_LIMIT),
            "offset" => self.offset = number("offset", value, 0)?,
            _ => unreachable!("a known parameter that no filter reads: {parameter}"),
        }
        Ok(())
    }
}

fn bad(parameter: &'static str, value: &str, expected: impl Into<String>) -> Error {
    Error::Value { parameter, value: value.to_owned(), expected: expected.into() }
}

/// A day, an instant, or an interval of them with `..` or nothing for an open end. Of an instant the day counts,
/// as it is written.
fn datetime(value: &str) -> Result<TimeSpan, Error> {
    let day = |text: &str| day(text).ok_or_else(|| bad_datetime(value));
    let end = |text: &str| if matches!(text, "" | "..") { Ok(None) } else { day(text).map(Some) };
    let Some((first, last)) = value.split_once('/') else {
        return Ok(TimeSpan::day(day(value)?));
    };
    TimeSpan::new(end(first)?, end(last)?)
        .ok_or_else(|| bad("datetime", value, "an interval that ends after it begins"))
}

fn bad_datetime(value: &str) -> Error {
    let hint = if value.contains(' ') { "; a `+` must be written %2B in an address" } else { "" };
    let expected = "a day such as 2015-05-20, an instant such as 2015-05-20T12:00:00Z, \
                    or an interval of them such as 2015-05-01/2015-05-31 or 2016-01-01/..";
    bad("datetime", value, format!("{expected}{hint}"))
}

fn day(text: &str) -> Option<Date> {
    let date = text.get(..10)?;
    let shaped = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if !shaped {
        return None;
    }
    let date: Date = date.parse().ok()?;
    let time = &text[10..];
    (time.is_empty() || is_instant(text)).then_some(date)
}

/// RFC 3339 wants the `T` and an offset.
fn is_instant(text: &str) -> bool {
    text[10..].starts_with(['T', 't']) && text.parse::<jiff::Timestamp>().is_ok()
}

fn time_of(value: &str) -> Result<TimeOf, Error> {
    match value {
        "when" => Ok(TimeOf::When),
        "published" => Ok(TimeOf::Published),
        _ => Err(bad("time", value, "`when` or `published`")),
    }
}

/// Four numbers, or six with heights, which count for nothing here.
fn bbox(value: &str) -> Result<BBox, Error> {
    let expected = "west,south,east,north in degrees, south not above north";
    let numbers: Option<Vec<f64>> = value.split(',').map(|it| it.trim().parse().ok()).collect();
    let corners = match numbers.as_deref() {
        Some(&[west, south, east, north] | &[west, south, _, east, north, _]) => {
            BBox::new(west, south, east, north)
        }
        _ => None,
    };
    corners.ok_or_else(|| bad("bbox", value, expected))
}

/// A comma list of the words that stand for the members of a closed set, or `all`.
fn words<T: Copy>(
    parameter: &'static str,
    value: &str,
    all: &[T],
    word: impl Fn(T) -> &'static str,
) -> Result<Vec<T>, Error> {
    if value == "all" {
        return Ok(all.to_vec());
    }
    value
        .split(',')
        .map(|it| {
            all.iter().copied().find(|&member| word(member) == it).ok_or_else(|| {
                let words: Vec<_> = all.iter().map(|&member| word(member)).collect();
                bad(parameter, value, format!("`all` or a comma list of {}", words.join(", ")))
            })
        })
        .collect()
}

fn flag(parameter: &'static str, value: &str) -> Result<bool, Error> {
    value.parse().ok().ok_or_else(|| bad(parameter, value, "`true` or `false`"))
}

fn ids(parameter: &'static str, value: &str) -> Result<Vec<String>, Error> {
    let ids: Vec<String> = value.split(',').map(str::to_owned).collect();
    if ids.iter().any(String::is_empty) {
        return Err(bad(parameter, value, "an id"));
    }
    Ok(ids)
}

fn number(parameter: &'static str, value: &str, least: usize) -> Result<usize, Error> {
    let number = value.parse().ok().filter(|&number| number >= least);
    number.ok_or_else(|| bad(parameter, value, format!("a whole number from {least}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 10] = [
        "datetime",
        "time",
        "bbox",
        "role",
        "zone",
        "duplicates",
        "place",
        "article",
        "limit",
        "offset",
    ];

    #[track_caller]
    fn check_days(value: &str, first: &str, last: &str) {
        let span = datetime(value).unwrap();
        let day = |date: Option<Date>| date.map_or_else(|| "..".to_owned(), |it| it.to_string());
        assert_eq!((day(span.first()), day(span.last())), (first.to_owned(), last.to_owned()));
    }

    #[track_caller]
    fn check_bad(parameter: &str, value: &str) {
        let error = Filter::from_pairs([(parameter, value)], &KNOWN).unwrap_err();
        assert_eq!(error.parameter(), parameter);
        assert!(error.to_string().contains(value), "{error}");
    }

    #[test]
    fn datetime_is_a_day_an_instant_or_an_interval() {
        check_days("2015-05-20", "2015-05-20", "2015-05-20");
        check_days("2015-05-20T23:30:00Z", "2015-05-20", "2015-05-20");
        check_days("2015-05-20T23:30:00.5+03:00", "2015-05-20", "2015-05-20");
        check_days("2015-05-01/2015-05-31", "2015-05-01", "2015-05-31");
        check_days("2015-05-01T00:00:00Z/..", "2015-05-01", "..");
        check_days("../2015-05-01", "..", "2015-05-01");
        check_days("/2015-05-01", "..", "2015-05-01");
        check_days("2015-05-01/", "2015-05-01", "..");
        check_days("../..", "..", "..");
    }

    #[test]
    fn a_bad_value_names_its_parameter() {
        for value in [
            "2016-13-01",
            "2015-02-30",
            "2015",
            "2015-05",
            "",
            "..",
            "2015-05-20T10:00:00",
            "2015-05-20T10:00:00 03:00",
            "2015-05-20 10:00:00Z",
            "2016-01-02/2016-01-01",
            "2016-01-01/2016-01-02/2016-01-03",
            "٢٠١٥-٠٥-٢٠",
            "yesterday",
        ] {
            check_bad("datetime", value);
        }
        for value in ["1,2,3", "0,10,10,0", "NaN,0,1,1", "0,0,181,1", "a,b,c,d", "1,2,3,4,5", ""] {
            check_bad("bbox", value);
        }
        check_bad("time", "then");
        check_bad("role", "literal,king");
        check_bad("zone", "");
        check_bad("duplicates", "yes");
        check_bad("place", "gn:1,,gn:2");
        check_bad("article", "");
        check_bad("limit", "0");
        check_bad("limit", "-1");
        check_bad("limit", "ten");
        check_bad("offset", "-1");
    }

    #[test]
    fn a_box_may_cross_the_antimeridian_and_have_heights() {
        assert_eq!(bbox("170,-20,-170,-10").unwrap(), BBox::new(170., -20., -170., -10.).unwrap());
        assert_eq!(bbox("1,2,-9,3,4,9").unwrap(), BBox::new(1., 2., 3., 4.).unwrap());
    }

    #[test]
    fn a_limit_above_the_most_is_the_most() {
        let filter = Filter::from_pairs([("limit", "99999999")], &KNOWN).unwrap();
        assert_eq!(filter.limit, Filter::MAX_LIMIT);
    }

    #[test]
    fn an_unknown_or_repeated_parameter_is_an_error() {
        let unknown = Filter::from_pairs([("date", "2016-01-01")], &KNOWN).unwrap_err();
        assert_eq!(unknown.parameter(), "date");
        let twice = [("limit", "1"), ("limit", "1")];
        assert_eq!(
            Filter::from_pairs(twice, &KNOWN).unwrap_err().to_string(),
            "limit is given twice"
        );
    }
}
