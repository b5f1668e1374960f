//! What each filter's value may be.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use jiff::fmt::temporal::Pieces;
use tadmur_geoparser::dates::TimeSpan;
use tadmur_geoparser::place::{BBox, CountryCode};
use tadmur_geoparser::text::fold::fold;
use tadmur_geoparser::text::words;

use crate::store::crs::Crs;
use crate::store::filter::{Error, TimeOf};

/// Words sought, folded: all of them whole but the last, which may have only begun.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sought {
    /// The words that must stand whole.
    pub whole: Vec<String>,
    /// How a word must begin.
    pub begun: String,
}

/// More words than these narrow nothing.
const MOST_WORDS: usize = 32;

fn bad(parameter: &'static str, value: &str, expected: impl Into<String>) -> Error {
    Error::value(parameter, value, expected)
}

/// The URI of a coordinate reference system.
pub(crate) fn crs(parameter: &'static str, value: &str) -> Result<Crs, Error> {
    Crs::named(value).ok_or_else(|| {
        bad(parameter, value, format!("one of {}", Crs::ALL.map(Crs::uri).join(", ")))
    })
}

/// A day, an instant, or an interval of them with `..` or nothing for an open end. Of an instant the day counts,
/// as it is written.
pub(super) fn datetime(value: &str) -> Result<TimeSpan, Error> {
    let day = |text: &str| day_of(text).ok_or_else(|| bad_datetime(value));
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

pub(crate) fn day_of(text: &str) -> Option<Date> {
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
    // GDAL (to 3.12 at least) writes a bare `T` behind a day
    (matches!(time, "" | "T") || is_instant(text)).then_some(date)
}

/// RFC 3339 wants the `T` and an offset. QGIS has intervals without an end last until `9999-12-31T00:00:00Z`, which is
/// later than what jiff takes for a point in time.
fn is_instant(text: &str) -> bool {
    let pieces = Pieces::parse(text).ok();
    let has_both = |it: Pieces<'_>| it.time().is_some() && it.offset().is_some();
    text[10..].starts_with(['T', 't']) && pieces.is_some_and(has_both)
}

pub(super) fn time_of(value: &str) -> Result<TimeOf, Error> {
    match value {
        "when" => Ok(TimeOf::When),
        "published" => Ok(TimeOf::Published),
        _ => Err(bad("time", value, "`when` or `published`")),
    }
}

/// Four numbers, or six with heights, which count for nothing here.
pub(super) fn bbox(value: &str, crs: Crs) -> Result<BBox, Error> {
    let expected = match crs {
        Crs::Crs84 => "west,south,east,north in degrees, south not above north",
        Crs::Epsg4326 => "south,west,north,east in degrees, south not above north",
        Crs::Epsg3857 => "west,south,east,north in meters, south not above north",
    };
    let numbers: Option<Vec<f64>> = value.split(',').map(|it| it.trim().parse().ok()).collect();
    let corners = match numbers.as_deref() {
        Some(&[west, south, east, north] | &[west, south, _, east, north, _]) => {
            crs.bbox([west, south], [east, north])
        }
        _ => None,
    };
    corners.ok_or_else(|| bad("bbox", value, expected))
}

/// A comma list of the words that stand for the members of a closed set, or `all`.
pub(crate) fn some_of<T: Copy>(
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

/// One of the words that stand for the members of a closed set.
pub(crate) fn one_of<T: Copy>(
    parameter: &'static str,
    value: &str,
    all: &[T],
    word: impl Fn(T) -> &'static str,
) -> Result<T, Error> {
    all.iter().copied().find(|&member| word(member) == value).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|&member| word(member)).collect();
        bad(parameter, value, format!("one of {}", words.join(", ")))
    })
}

/// A whole number in this range.
pub(crate) fn whole_number(
    parameter: &'static str,
    value: &str,
    range: RangeInclusive<usize>,
) -> Result<usize, Error> {
    let number = value.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| {
        bad(parameter, value, format!("a whole number from {} to {}", range.start(), range.end()))
    })
}

pub(super) fn flag(parameter: &'static str, value: &str) -> Result<bool, Error> {
    value.parse().ok().ok_or_else(|| bad(parameter, value, "`true` or `false`"))
}

pub(super) fn ids(parameter: &'static str, value: &str) -> Result<Vec<String>, Error> {
    let ids: Vec<String> = value.split(',').map(str::to_owned).collect();
    if ids.iter().any(String::is_empty) {
        return Err(bad(parameter, value, "an id"));
    }
    Ok(ids)
}

pub(super) fn number(parameter: &'static str, value: &str, least: usize) -> Result<usize, Error> {
    let number = value.parse().ok().filter(|&number| number >= least);
    number.ok_or_else(|| bad(parameter, value, format!("a whole number from {least}")))
}

pub(super) fn id(parameter: &'static str, value: &str) -> Result<String, Error> {
    match ids(parameter, value)?.as_slice() {
        [id] => Ok(id.clone()),
        _ => Err(bad(parameter, value, "one id")),
    }
}

/// A comma list of names; one that holds a comma stands in double quotes, and a double quote in it is doubled.
pub(super) fn names(parameter: &'static str, value: &str) -> Result<Vec<String>, Error> {
    let fault =
        || bad(parameter, value, "a comma list; a name with a comma stands in double quotes");
    let mut names = Vec::new();
    let mut rest = value;
    loop {
        let name = if let Some(quoted) = rest.strip_prefix('"') {
            let mut name = String::new();
            let mut quoted = quoted;
            loop {
                let (part, after) = quoted.split_once('"').ok_or_else(fault)?;
                name.push_str(part);
                match after.strip_prefix('"') {
                    Some(more) => {
                        name.push('"');
                        quoted = more;
                    }
                    None => break rest = after,
                }
            }
            name
        } else {
            let (name, after) = rest.split_at(rest.find(',').unwrap_or(rest.len()));
            rest = after;
            name.to_owned()
        };
        if name.is_empty() {
            return Err(fault());
        }
        names.push(name);
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None if rest.is_empty() => return Ok(names),
            None => return Err(fault()),
        }
    }
}

pub(super) fn countries(value: &str) -> Result<Vec<CountryCode>, Error> {
    let codes = value.split(',').map(str::parse).collect::<Result<_, ()>>();
    codes.map_err(|()| {
        bad("country", value, "a comma list of ISO 3166-1 alpha-2 codes in capitals, such as SY,LB")
    })
}

/// In thousandths, as scores are shown.
pub(super) fn score(value: &str) -> Result<u16, Error> {
    let score = value.parse().ok().filter(|score: &f64| (0.0..=1.0).contains(score));
    let score = score.ok_or_else(|| bad("score", value, "a number from 0 to 1"))?;
    #[expect(clippy::cast_sign_loss, reason = "from 0 to 1000")]
    Ok((score * 1000.0 - 1e-6).ceil() as u16)
}

pub(super) fn sought(value: &str) -> Result<Sought, Error> {
    let spans = words::words(value).take(MOST_WORDS + 1);
    let mut whole: Vec<String> = spans.map(|it| fold(&value[it.range()])).collect();
    whole.retain(|it| !it.is_empty());
    if whole.len() > MOST_WORDS {
        return Err(bad("q", value, format!("at most {MOST_WORDS} words")));
    }
    let begun = whole.pop().ok_or_else(|| bad("q", value, "words to look for"))?;
    whole.sort_unstable();
    whole.dedup();
    Ok(Sought { whole, begun })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Filter;

    fn filter(parameter: &str, value: &str) -> Result<Filter, Error> {
        let known = [&Filter::NAMES[..], &Filter::PAGING].concat();
        Filter::from_pairs([(parameter, value)], &known)
    }

    #[track_caller]
    fn check_days(value: &str, first: &str, last: &str) {
        let span = datetime(value).unwrap();
        let day = |date: Option<Date>| date.map_or_else(|| "..".to_owned(), |it| it.to_string());
        assert_eq!((day(span.first()), day(span.last())), (first.to_owned(), last.to_owned()));
    }

    #[track_caller]
    fn check_bad(parameter: &str, value: &str) {
        let error = filter(parameter, value).unwrap_err();
        assert_eq!(error.parameter(), parameter);
        assert!(error.to_string().contains(value), "{error}");
    }

    #[test]
    fn datetime_is_a_day_an_instant_or_an_interval() {
        check_days("2015-05-20", "2015-05-20", "2015-05-20");
        check_days("2015-05-20T23:30:00Z", "2015-05-20", "2015-05-20");
        check_days("2015-05-20T/..", "2015-05-20", "..");
        check_days("2015-05-20T23:30:00.5+03:00", "2015-05-20", "2015-05-20");
        check_days("2015-05-01/2015-05-31", "2015-05-01", "2015-05-31");
        check_days("2015-05-01T00:00:00Z/..", "2015-05-01", "..");
        check_days("../2015-05-01", "..", "2015-05-01");
        check_days("/2015-05-01", "..", "2015-05-01");
        check_days("2015-05-01/", "2015-05-01", "..");
        check_days("../..", "..", "..");
        check_days("2015-05-01/9999-12-31T23:59:59Z", "2015-05-01", "9999-12-31");
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
        check_bad("article", "a,b");
        check_bad("undated", "1");
        check_bad("lang", "en,");
        check_bad("country", "Syria");
        check_bad("country", "sy");
        check_bad("kind", "town");
        check_bad("limit", "0");
        check_bad("limit", "-1");
        check_bad("limit", "ten");
        check_bad("offset", "-1");
    }

    #[test]
    fn a_box_may_cross_the_antimeridian_and_have_heights() {
        assert_eq!(
            bbox("170,-20,-170,-10", Crs::Crs84).unwrap(),
            BBox::new(170., -20., -170., -10.).unwrap()
        );
        assert_eq!(bbox("1,2,-9,3,4,9", Crs::Crs84).unwrap(), BBox::new(1., 2., 3., 4.).unwrap());
    }

    #[test]
    fn a_box_is_read_in_its_own_system() {
        let here = BBox::new(30., 20., 40., 60.).unwrap();
        assert_eq!(bbox("20,30,60,40", Crs::Epsg4326).unwrap(), here);
        let meters = bbox("3339584.72,2273030.93,4452779.63,8399737.89", Crs::Epsg3857).unwrap();
        for (found, expected) in
            [(meters.west, 30.), (meters.south, 20.), (meters.east, 40.), (meters.north, 60.)]
        {
            assert!((found - expected).abs() < 1e-6, "{meters:?}");
        }
        let named = Filter::from_pairs(
            [("bbox", "20,30,60,40"), ("bbox-crs", Crs::Epsg4326.uri())],
            &["bbox", "bbox-crs"],
        );
        assert_eq!(named.unwrap().bbox, Some(here));
    }

    #[test]
    fn a_limit_above_the_most_is_the_most() {
        let filter = filter("limit", "99999999").unwrap();
        assert_eq!(filter.limit, Filter::MAX_LIMIT);
    }

    #[test]
    fn an_unknown_or_repeated_parameter_is_an_error() {
        assert_eq!(filter("date", "2016-01-01").unwrap_err().parameter(), "date");
        let twice = Filter::from_pairs([("q", "a"), ("q", "b")], &Filter::NAMES).unwrap_err();
        assert_eq!(twice.to_string(), "q is given twice");
    }

    #[test]
    fn a_name_with_a_comma_stands_in_quotes() {
        let check = |value: &str, expected: &[&str]| {
            assert_eq!(filter("source", value).unwrap().sources, expected, "{value}");
        };
        check("BBC,Al Jazeera", &["BBC", "Al Jazeera"]);
        check(r#""Gazette, The",BBC"#, &["Gazette, The", "BBC"]);
        check(r#"The "Times""#, &[r#"The "Times""#]);
        check(r#""The ""Times""""#, &[r#"The "Times""#]);
        for value in ["", "a,,b", "a,", "\"a", "\"a\"b", "\"\""] {
            check_bad("source", value);
        }
    }

    #[test]
    fn a_score_passes_as_it_is_shown() {
        assert_eq!(filter("score", "0.97").unwrap().score, 970);
        assert_eq!(filter("score", "0.29").unwrap().score, 290);
        assert_eq!(filter("score", "0.9701").unwrap().score, 971);
        assert_eq!(filter("score", "0").unwrap().score, 0);
        assert_eq!(filter("score", "1").unwrap().score, 1000);
        for value in ["-0.1", "1.1", "NaN", "inf", "high", ""] {
            check_bad("score", value);
        }
    }

    #[test]
    fn words_are_sought_folded_and_the_last_as_begun() {
        let q = filter("q", "Café Palmyra, café Pal").unwrap().q.unwrap();
        assert_eq!((q.whole.join(" "), &*q.begun), ("cafe palmyra".to_owned(), "pal"));
        check_bad("q", "");
        check_bad("q", " ?!");
        assert!(filter("q", &"a ".repeat(1000)).is_err());
    }
}
