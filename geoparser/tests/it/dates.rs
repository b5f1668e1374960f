//! Time expressions and their values, counted from Thursday, 15 December 2016.

use proptest::prelude::*;
use tadmur_geoparser::dates::TimeSpan;
use tadmur_geoparser::dates::expressions::{Anchor, expressions};

/// The text is written with its expressions marked: `He left [last Tuesday](2016-12-13).`
#[track_caller]
fn check(marked: &str) {
    check_in("en", marked);
}

#[track_caller]
fn check_in(lang: &str, marked: &str) {
    let mut text = String::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        let (words, after) = after.split_once("](").unwrap();
        text.push_str(before);
        text.push_str(words);
        rest = after.split_once(')').unwrap().1;
    }
    text.push_str(rest);
    let anchor = Anchor { published: Some(TimeSpan::day(jiff::civil::date(2016, 12, 15))) };
    let (mut found, mut end) = (String::new(), 0);
    for it in expressions(&text, anchor, lang) {
        let words = &text[it.span.range()];
        found.push_str(&format!("{}[{words}]({})", &text[end..it.span.start], it.value));
        end = it.span.end;
    }
    found.push_str(&text[end..]);
    assert_eq!(found, marked);
}

#[test]
fn full_dates() {
    check("The ceasefire of [February 27, 2016](2016-02-27) held.");
    check("It began on [9 September 1914](1914-09-09).");
    check("They met on [Friday, Oct. 23, 1998](1998-10-23), and on [2016-12-13](2016-12-13).");
    check("It fell in [May 2015](2015-05) and again in [spring 2016](2016-SP).");
    check("In [1999](1999) it was quiet; in [1999-2000](1999/2000) it was not.");
    check("Strikes hit it on [March 22 to 24, 2016](2016-03-22/2016-03-24).");
    check("[The 1990s](199X) and [the 20th century](19XX) are over.");
}

#[test]
fn dates_without_a_year_are_the_closest() {
    check("It happened in [October](2016-10).");
    check("He will take power in [January](2017-01).");
    check("It ended on [Dec. 2](2016-12-02), and goes on on [Jan. 3](2017-01-03).");
    check("He left on [Tuesday](2016-12-13), and came back on [Thursday](2016-12-15).");
    check("He will leave on [Tuesday](2016-12-20).");
}

#[test]
fn relative_dates_count_from_publication() {
    check("He left [last year](2015), [last month](2016-11), [last week](2016-W49).");
    check("He came [two weeks ago](2016-W48) and left [yesterday](2016-12-14).");
    check("He came [three years ago](2013) and will leave [tomorrow](2016-12-16).");
}

#[test]
fn durations_have_no_place_in_the_calendar() {
    check("It took [four days](P4D), then [2 1/2 years](P2.5Y).");
    check("She is a 34-year-old mother.");
}

#[test]
fn what_only_looks_like_a_time_is_none() {
    check("They may march on; the fall of Aleppo was in the sun.");
    check("He won for a second time, the second city of 2,016 people.");
    check("It hit 146 targets, version 2.0.15, an A380, and cost $2016.");
    check("Call 555-1999 or see May Smith.");
    check("There is no day like February 31, 2016, and no month 2016-13-01.");
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(\\PC|[0-9]{1,4}|[-/.,: \n]|March|May|monday|last|the|week|in|ago){0,60}") {
        let anchor = Anchor { published: Some(TimeSpan::day(jiff::civil::date(2016, 12, 15))) };
        let mut last = 0;
        for it in expressions(&text, anchor, "en") {
            prop_assert!(last <= it.span.start && it.span.start < it.span.end);
            prop_assert!(text.get(it.span.range()).is_some());
            last = it.span.end;
        }
    }
}

#[test]
fn ten_thousand_dates_in_one_line() {
    let text = "On May 5, 2015 and last Tuesday it rained in 1999-2000, ".repeat(10_000);
    let anchor = Anchor { published: None };
    assert_eq!(expressions(&text, anchor, "en").len(), 30_000);
}
