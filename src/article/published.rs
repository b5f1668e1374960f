//! When an article was published, by what its source says of it.
//!
//! # Shape
//!
//! Each thing that is said is a [`Claim`] with its weight. [`settle`] believes the weightiest, the first of equals,
//! and keeps the others as metadata. What only bounds the day, such as the day of a change, is *inferred*.
//!
//! # Sources
//!
//! ISO 8601 (as RFC 3339 and W3C-DTF narrow it), RFC 5322 section 3.3 for dates of feeds.

use jiff::civil::Date;
use tadmur_geoparser::dates::publication::day_in;
use tadmur_geoparser::dates::{Edtf, Published, PublishedBasis};

use crate::article::Metadatum;

/// What a claim is worth, the least first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Weight {
    /// A date that stands somewhere on the page.
    Nearby,
    /// When it was last changed: the only date there is.
    Changed,
    /// A date alone in the head of the page, or the first `<time>`.
    Shown,
    /// The days in its URL.
    Url,
    /// `<time pubdate>`, a class or a label that says *published*.
    Labelled,
    /// `article:published_time` and its like.
    Meta,
    /// JSON-LD's `datePublished`, a feed's `published`, a field of that name.
    Declared,
}

impl Weight {
    fn basis(self) -> PublishedBasis {
        match self {
            Self::Nearby | Self::Changed => PublishedBasis::Inferred,
            _ => PublishedBasis::Declared,
        }
    }
}

/// One thing that is said of the date.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Claim {
    pub(crate) weight: Weight,
    /// What it is called there.
    pub(crate) name: String,
    /// As it is written.
    pub(crate) value: String,
    pub(crate) date: Edtf,
}

impl Claim {
    /// What a value says; `None` when it names no date.
    pub(crate) fn of(weight: Weight, name: &str, value: &str) -> Option<Self> {
        let value = value.trim();
        let date = date(value)?;
        Some(Self { weight, name: name.to_owned(), value: value.to_owned(), date })
    }
}

/// The date that is believed, and what all claims said. A day after `latest`, when the page was fetched, is no day of
/// publication.
pub(crate) fn settle(
    claims: Vec<Claim>,
    latest: Option<Date>,
) -> (Option<Published>, Vec<Metadatum>) {
    let best = weightiest(&claims, latest);
    let best = best.map(|best| in_local_time(&claims, best));
    let published = best.map(|at| Published {
        edtf: Some(claims[at].date.clone()),
        basis: claims[at].weight.basis(),
        evidence: None,
    });
    let tell = |(at, claim): (usize, Claim)| Metadatum {
        name: claim.name,
        value: claim.value,
        used: best == Some(at),
    };
    (published, claims.into_iter().enumerate().map(tell).collect())
}

/// The weightiest claim, the first of equals, of those that name no day after `latest`.
fn weightiest(claims: &[Claim], latest: Option<Date>) -> Option<usize> {
    let possible = |claim: &Claim| {
        let first = claim.date.span().first();
        latest.zip(first).is_none_or(|(latest, first)| {
            first <= latest.saturating_add(jiff::Span::new().days(1)) // zones differ
        })
    };
    let mut best: Option<usize> = None;
    for (at, claim) in claims.iter().enumerate().filter(|(_, claim)| possible(claim)) {
        if best.is_none_or(|best| claims[best].weight < claim.weight) {
            best = Some(at);
        }
    }
    best
}

/// Whether nothing that the page shows could change what [`settle`] makes of these claims.
pub(crate) fn is_settled(claims: &[Claim], latest: Option<Date>) -> bool {
    weightiest(claims, latest).is_some_and(|best| {
        claims[best].weight >= Weight::Meta
            && (!is_utc(&claims[best]) || writes_local(claims, day(&claims[best])))
    })
}

/// A day of Greenwich gives way to the day beside it when something else of weight writes that one: it is the same
/// moment by the clock of the place.
fn in_local_time(claims: &[Claim], best: usize) -> usize {
    let Some(utc) = day(&claims[best]).filter(|_| is_utc(&claims[best])) else { return best };
    let beside = claims.iter().position(|claim| {
        let near = day(claim).is_some_and(|it| (it - utc).get_days().abs() == 1);
        near && claim.weight >= Weight::Shown && !is_utc(claim)
    });
    beside.filter(|_| !writes_local(claims, Some(utc))).unwrap_or(best)
}

/// The day of a claim that names one.
fn day(claim: &Claim) -> Option<Date> {
    let span = claim.date.span();
    span.first().filter(|it| span.last() == Some(*it))
}

/// Whether it tells the time of Greenwich.
fn is_utc(claim: &Claim) -> bool {
    let value = &claim.value;
    value.contains('T') && ["Z", "+00:00", "+0000"].iter().any(|it| value.ends_with(it))
}

/// Whether something of weight writes this day as the place's own.
fn writes_local(claims: &[Claim], utc: Option<Date>) -> bool {
    let is_local = |it: &Claim| it.weight >= Weight::Shown && !is_utc(it);
    claims.iter().any(|claim| day(claim) == utc && is_local(claim))
}

/// The date that a field or an attribute holds: a day, or a month or a year that stands alone.
pub(crate) fn date(value: &str) -> Option<Edtf> {
    let value = value.trim();
    if value.is_empty() || value.len() > 200 {
        return None;
    }
    if value.bytes().all(|it| it.is_ascii_digit()) {
        return digits(value);
    }
    iso(value).or_else(|| day_in(value).filter(|it| is_plausible(*it)).map(Edtf::day))
}

/// `2016-12-15T…`, `2016/12/15`, `2016.12.15`, `2016-12`.
fn iso(value: &str) -> Option<Edtf> {
    let bytes = value.as_bytes();
    let number = |from: usize, to: usize| -> Option<i16> {
        let part = value.get(from..to)?;
        part.bytes().all(|it| it.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let year = number(0, 4)?;
    let mark = *bytes.get(4)?;
    if !matches!(mark, b'-' | b'/' | b'.') {
        return None;
    }
    let width =
        |from: usize| bytes[from..].iter().take(2).take_while(|it| it.is_ascii_digit()).count();
    let month_ends = 5 + width(5);
    let month = i8::try_from(number(5, month_ends)?).ok()?;
    if month_ends == value.len() {
        return Edtf::month(year, month).filter(|_| is_plausible_year(year));
    }
    if bytes[month_ends] != mark {
        return None;
    }
    let day_ends = month_ends + 1 + width(month_ends + 1);
    let day = i8::try_from(number(month_ends + 1, day_ends)?).ok()?;
    if bytes.get(day_ends).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Date::new(year, month, day).ok().filter(|it| is_plausible(*it)).map(Edtf::day)
}

/// `20161215`, `2016`, seconds or milliseconds since 1970.
fn digits(value: &str) -> Option<Edtf> {
    let number: i64 = value.parse().ok()?;
    let since_1970 = |seconds: i64| {
        let days = jiff::Span::new().try_days(seconds.div_euclid(86_400)).ok()?;
        let day = Date::constant(1970, 1, 1).checked_add(days).ok()?;
        Some(Edtf::day(day))
    };
    match value.len() {
        4 => i16::try_from(number).ok().filter(|it| is_plausible_year(*it)).and_then(Edtf::year),
        8 | 12 | 14 => {
            let part = |from: usize, to: usize| value[from..to].parse::<i16>().ok();
            let (month, day) = (i8::try_from(part(4, 6)?).ok()?, i8::try_from(part(6, 8)?).ok()?);
            Date::new(part(0, 4)?, month, day).ok().filter(|it| is_plausible(*it)).map(Edtf::day)
        }
        9 | 10 => since_1970(number),
        13 => since_1970(number / 1000),
        _ => None,
    }
}

fn is_plausible(day: Date) -> bool {
    is_plausible_year(day.year())
}

/// News is older than the web, and no page is from the next century.
fn is_plausible_year(year: i16) -> bool {
    (1600..2100).contains(&year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, edtf: &str) {
        let found = date(value);
        assert_eq!(found.as_ref().map_or("", Edtf::as_str), edtf, "{value}");
    }

    #[test]
    fn dates_are_read_as_formats_write_them() {
        check("2016-12-15T15:54:00+05:30", "2016-12-15");
        check("2016/12/5 10:00", "2016-12-05");
        check("2016-12", "2016-12");
        check("2016", "2016");
        check("20161215", "2016-12-15");
        check("1481760000", "2016-12-15");
        check("1481760000000", "2016-12-15");
        check("Thu, 15 Dec 2016 10:24:00 GMT", "2016-12-15");
        check("15. Dezember 2016", "2016-12-15");
        check("15.12.2016", "2016-12-15");
    }

    #[test]
    fn what_is_no_date_gives_none() {
        for value in
            ["", "2016-02-31", "0000-00-00", "yesterday", "123456", "99999999", "é016-12-15"]
        {
            check(value, "");
        }
    }

    #[test]
    fn the_weightiest_claim_wins_and_the_others_are_kept() {
        let claim = |weight, name, value| Claim::of(weight, name, value).unwrap();
        let claims = vec![
            claim(Weight::Url, "url", "2016-12-14"),
            claim(Weight::Declared, "datePublished", "2016-12-15"),
            claim(Weight::Meta, "dc.date", "2030-01-01"),
        ];
        let (published, metadata) = settle(claims.clone(), None);
        assert_eq!(published.unwrap().edtf.unwrap().as_str(), "2016-12-15");
        let used: Vec<bool> = metadata.iter().map(|it| it.used).collect();
        assert_eq!(used, [false, true, false]);
        let fetched = Date::constant(2016, 12, 14);
        let (published, _) = settle(claims[2..].to_vec(), Some(fetched));
        assert_eq!(published, None);
    }
}
