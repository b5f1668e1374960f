//! EDTF means days.

use proptest::prelude::*;
use tadmur_geoparser::dates::edtf::{Edtf, TimeSpan};

#[track_caller]
fn check(edtf: &str, expected: &str) {
    let parsed: Edtf = edtf.parse().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(parsed.to_string(), edtf, "printed as it was read");
    assert_eq!(days(parsed.span()), expected, "days of {edtf}");
}

#[track_caller]
fn check_error(edtf: &str, expected: &str) {
    let error = edtf.parse::<Edtf>().expect_err(edtf).to_string();
    assert!(error.contains(expected), "{error}");
}

fn days(span: TimeSpan) -> String {
    let side = |day: Option<jiff::civil::Date>| day.map_or("..".to_owned(), |day| day.to_string());
    if span.first() == span.last() {
        return side(span.first());
    }
    format!("{}/{}", side(span.first()), side(span.last()))
}

#[test]
fn dates_mean_their_days() {
    check("1985-04-12", "1985-04-12");
    check("1985-04", "1985-04-01/1985-04-30");
    check("2016-02", "2016-02-01/2016-02-29"); // a leap year
    check("1985", "1985-01-01/1985-12-31");
    check("0000", "0000-01-01/0000-12-31");
    check("-0044-03-15", "-000044-03-15");
    check("1985-04-12T23:20:30", "1985-04-12");
    check("1985-04-12T23:20:30Z", "1985-04-12");
    check("1985-04-12T23:20:30-04", "1985-04-12");
    check("2016-12-15T15:54:00+05:30", "2016-12-15");
}

#[test]
fn intervals_run_from_first_to_last() {
    check("1964/2008", "1964-01-01/2008-12-31");
    check("2004-06/2006-08", "2004-06-01/2006-08-31");
    check("2004-02-01/2005", "2004-02-01/2005-12-31");
    check("1985-04-12/..", "1985-04-12/..");
    check("1985/", "1985-01-01/..");
    check("../1985-04", "../1985-04-30");
    check("/1985-04-12", "../1985-04-12");
    check("1984~/2004-06", "1984-01-01/2004-06-30");
    check("2004-06-~01/2004-06-~20", "2004-06-01/2004-06-20");
    check("2004-06-XX/2004-07-03", "2004-06-01/2004-07-03");
}

#[test]
fn qualifiers_change_no_day() {
    check("1984?", "1984-01-01/1984-12-31");
    check("2004-06~", "2004-06-01/2004-06-30");
    check("2004-06-11%", "2004-06-11");
    check("2004-06~-11", "2004-06-11");
    check("?2004-06-~11", "2004-06-11");
    check("2004-%06-11", "2004-06-11");
}

#[test]
fn unspecified_digits_take_every_value() {
    check("201X", "2010-01-01/2019-12-31");
    check("20XX", "2000-01-01/2099-12-31");
    check("2004-XX", "2004-01-01/2004-12-31");
    check("1985-04-XX", "1985-04-01/1985-04-30");
    check("1985-XX-XX", "1985-01-01/1985-12-31");
    check("156X-12-25", "1560-12-25/1569-12-25");
    check("XXXX-12-XX", "0000-12-01/9999-12-31");
    check("1XXX-12", "1000-12-01/1999-12-31");
    check("1984-1X", "1984-10-01/1984-12-31");
    check("19XX-02-29", "1904-02-29/1996-02-29");
}

#[test]
fn seasons_quarters_and_halves() {
    check("2001-21", "2001-03-01/2001-05-31");
    check("2015-24", "2015-12-01/2016-02-29");
    check("2001-29", "2001-09-01/2001-11-30"); // spring in the south
    check("2001-30", "2001-12-01/2002-02-28");
    check("2001-34", "2001-04-01/2001-06-30");
    check("2001-39", "2001-09-01/2001-12-31");
    check("2001-41", "2001-07-01/2001-12-31");
}

#[test]
fn sets_reach_from_the_first_to_the_last() {
    check("[1667,1668,1670..1672]", "1667-01-01/1672-12-31");
    check("[..1760-12-03]", "../1760-12-03");
    check("[1760-12..]", "1760-12-01/..");
    check("[1760-01,1760-02,1760-12..]", "1760-01-01/..");
    check("{1960,1961-12}", "1960-01-01/1961-12-31");
    check("[2016-03-27..2016-04-30]", "2016-03-27/2016-04-30");
}

#[test]
fn long_years_are_open_where_the_calendar_ends() {
    check("Y170000002", "9999-12-31/..");
    check("Y-170000002", "../-009999-01-01");
    check("Y-17E7", "../-009999-01-01");
    check("Y17E2", "1700-01-01/1700-12-31");
    check("1950S2", "1900-01-01/1999-12-31");
    check("Y171010000S3", "9999-12-31/..");
}

#[test]
fn the_examples_of_the_specification_are_read() {
    let level_0 = "1985-04-12 1985-04 1985 1985-04-12T23:20:30 1985-04-12T23:20:30Z 1985-04-12T23:20:30-04 \
        1985-04-12T23:20:30+04:30 1964/2008 2004-06/2006-08 2004-02-01/2005-02-08 2004-02-01/2005-02 2004-02-01/2005 \
        2005/2006-02";
    let level_1 = "Y170000002 Y-170000002 2001-21 2001-22 2001-23 2001-24 1984? 2004-06~ 2004-06-11% 201X 20XX 2004-XX \
        1985-04-XX 1985-XX-XX 1985-04-12/.. 1985-04/.. 1985/.. ../1985-04-12 ../1985-04 ../1985 1985-04-12/ 1985-04/ \
        1985/ /1985-04-12 /1985-04 /1985 -1985";
    let level_2 = "Y-17E7 1950S2 Y171010000S3 Y3388E2S3 2001-34 [1667,1668,1670..1672] [..1760-12-03] [1760-12..] \
        [1760-01,1760-02,1760-12..] [1667,1760-12] {1667,1668,1670..1672} {1960,1961-12} {..1984} 2004-06-11% 2004-06~-11 \
        2004?-06-11 ?2004-06-~11 2004-%06-11 156X-12-25 15XX-12-25 XXXX-12-XX 1XXX-XX 1XXX-12 1984-1X \
        2004-06-~01/2004-06-~20 2004-06-XX/2004-07-03";
    let examples = [level_0, level_1, level_2].into_iter().flat_map(str::split_whitespace);
    let mut n = 0;
    for example in examples {
        let edtf: Edtf = example.parse().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(edtf.to_string(), example, "printed as it was read");
        let span = edtf.span();
        assert!(span.first().is_some() || span.last().is_some(), "{example} means some days");
        n += 1;
    }
    assert_eq!(n, 66);
    for division in 21..=41 {
        check_division(division);
    }
}

/// The seasons, quarters and other divisions of a year.
fn check_division(code: u8) {
    let edtf: Edtf = format!("2001-{code}").parse().unwrap();
    let (first, last) = (edtf.span().first().unwrap(), edtf.span().last().unwrap());
    let months = match code {
        21..=36 => 3,
        37..=39 => 4,
        _ => 6,
    };
    let days = (last - first).get_days() + 1;
    assert!((months * 30 - 2..=months * 31).contains(&days), "2001-{code} has {days} days");
}

#[test]
fn what_is_not_edtf_is_named() {
    check_error("2015-02-30", "does not exist");
    check_error("2015-13", "does not exist");
    check_error("2015-02-03T25:00:00", "does not exist");
    check_error("2016/2015", "ends before it begins");
    for text in
        ["", "..", "../..", "/", "2016-1-1", "16", "Y99", "2016-12-15x", "[", "[]", "[..]", "é016"]
    {
        check_error(text, "");
    }
}

#[test]
fn spans_are_written_in_the_shortest_way() {
    for text in [
        "2016",
        "2016-03",
        "2016-03-22",
        "2016-03-22/2016-03-24",
        "1999/2000",
        "199X",
        "19XX",
        "2015-11/2016-02",
    ] {
        let span = text.parse::<Edtf>().unwrap().span();
        assert_eq!(Edtf::of_span(span).unwrap().as_str(), text);
    }
    let month = Edtf::month(2016, 3).unwrap();
    assert_eq!(month.since().unwrap().as_str(), "2016-03/..");
    assert_eq!(month.until().unwrap().as_str(), "../2016-03");
    assert_eq!(month.before().unwrap().as_str(), "../2016-02");
    assert_eq!(month.clone().approximate().as_str(), "2016-03~");
    assert_eq!(Edtf::one_of(month.since().unwrap().span()).unwrap().as_str(), "[2016-03-01..]");
    assert_eq!(Edtf::interval(&Edtf::year(2017).unwrap(), &month), None);
}

fn date() -> impl Strategy<Value = jiff::civil::Date> {
    (-9999_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| jiff::civil::date(y, m, d))
}

proptest! {
    #[test]
    fn any_string_is_read_or_refused(text in "[-0-9XYESTZ:/.,?~%\\[\\]{} ]{0,24}") {
        if let Ok(edtf) = text.parse::<Edtf>() {
            prop_assert_eq!(edtf.as_str(), &text);
            let span = edtf.span();
            prop_assert!(span.first().zip(span.last()).is_none_or(|(a, b)| a <= b));
        }
    }

    #[test]
    fn what_is_written_is_read_back(a in date(), b in date(), open in 0..3) {
        let (first, last) = (Some(a.min(b)), Some(a.max(b)));
        let span = match open {
            0 => TimeSpan::new(first, last),
            1 => TimeSpan::new(first, None),
            _ => TimeSpan::new(None, last),
        };
        let span = span.unwrap();
        for edtf in [Edtf::of_span(span).unwrap(), Edtf::one_of(span).unwrap()] {
            let again: Edtf = edtf.as_str().parse().unwrap();
            prop_assert_eq!(again.span(), span);
        }
    }

    #[test]
    fn finer_lies_in_coarser(day in date()) {
        let month = Edtf::month(day.year(), day.month()).unwrap().span();
        let year = Edtf::year(day.year()).unwrap().span();
        prop_assert!(month.contains(TimeSpan::day(day)) && year.contains(month));
        prop_assert!(year.overlaps(month) && !month.contains(year));
    }
}
