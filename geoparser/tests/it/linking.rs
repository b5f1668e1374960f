//! Which time a place goes with, counted from Thursday, 15 December 2016.

use tadmur_geoparser::dates::TimeSpan;
use tadmur_geoparser::dates::expressions::{Anchor, expressions};
use tadmur_geoparser::dates::linking::link;
use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::zones::zones;

/// Places are marked with the time they get: `IS took [Palmyra](2015-05 clause) in May 2015.`, or `-` for none.
#[track_caller]
fn check(marked: &str) {
    let (mut text, mut mentions) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        let (words, after) = after.split_once("](").unwrap();
        text.push_str(before);
        mentions.push(Span::new(text.len(), text.len() + words.len()));
        text.push_str(words);
        rest = after.split_once(')').unwrap().1;
    }
    text.push_str(rest);
    let anchor = Anchor { published: Some(TimeSpan::day(jiff::civil::date(2016, 12, 15))) };
    let expressions = expressions(&text, anchor, "en");
    let times = link(&text, &zones(&text), &expressions, &mentions, "en");
    let (mut found, mut end) = (String::new(), 0);
    for (span, time) in mentions.iter().zip(times) {
        let time = time.map_or("-".to_owned(), |it| {
            let mood = if it.mood.as_str() == "fact" {
                String::new()
            } else {
                format!(" {}", it.mood.as_str())
            };
            format!("{} {}{mood}", it.edtf, it.basis.as_str())
        });
        found.push_str(&format!("{}[{}]({time})", &text[end..span.start], &text[span.range()]));
        end = span.end;
    }
    found.push_str(&text[end..]);
    assert_eq!(found, marked);
}

#[test]
fn a_time_in_the_clause_comes_first() {
    check("Rebels took [Palmyra](2015-05 clause) in May 2015.");
    check("In May 2015, rebels took [Palmyra](2015-05 clause) and [Homs](2015-05 clause).");
    check(
        "The army used the quiet in [Homs](2016-03 clause), [Idlib](2016-03 clause) and [Hama](2016-03 clause) in March.",
    );
}

#[test]
fn relative_clauses_bind_tightly() {
    check(
        "The siege of [Aleppo](-) stirred memories that go back to [Grozny](1999/2000 clause) in 1999-2000.",
    );
    check(
        "The victory at [Palmyra](-) is a symbol, as the destruction of sites in 2015 was seen as a crime.",
    );
    check("[Palmyra](2015-05 clause), which fell in May 2015, was retaken.");
}

#[test]
fn a_length_is_counted_from_the_date_behind_it() {
    check("IS took [Palmyra](2016-11 clause) eight months after the army retook it in March 2016.");
    check("Two days after the 5 May attack, shells fell on [Homs](2016-05-07 sentence).");
    check("[Idlib](2013 clause) was bombed two years before the attack of 2015.");
    check("[Hama](2016-12-28 clause) was hit a week after 21 December 2016.");
    check("[Hama](-) was hit eight months after it fell.");
}

#[test]
fn words_before_a_time_open_its_span() {
    check("Since 2011 war has raged in [Syria](2011/.. clause).");
    check("Until spring 2016, few strikes had hit [Palmyra](../2016-21 clause).");
    check(
        "Fighting stopped in [Syria](2016-02-27/.. clause) following the ceasefire of February 27, 2016.",
    );
    check("[Palmyra](../2016-02 clause) was quiet before March.");
}

#[test]
fn a_paragraph_carries_the_past_on() {
    check(
        "Rebels took [Palmyra](2015-05 clause) in May 2015. Troops moved to [Idlib](2015-05 paragraph).",
    );
    check("Rebels took [Palmyra](2015-05 clause) in May 2015.\n\nTroops moved to [Idlib](-).");
    check("Rebels took [Palmyra](2015-05 clause) in May 2015. It is the capital of [Homs](-).");
}

#[test]
fn now_dates_its_own_sentence() {
    check("He is now a player in [Syria](2016-12-15 clause). He left [Iraq](-).");
    check("Russia is now alone because of the victory in [Syria](-).");
}

#[test]
fn moods_are_told_apart() {
    check(
        "It decides how he sees [Syria](2017-01 sentence future) when he will take power in January.",
    );
    check("If troops leave, [Palmyra](-) may follow the May 2015 scenario.");
}

#[test]
fn ten_thousand_places_in_one_sentence() {
    let text = "Rebels took Palmyra in May 2015 and left, ".repeat(10_000);
    let mentions: Vec<Span> =
        text.match_indices("Palmyra").map(|(at, it)| Span::new(at, at + it.len())).collect();
    let expressions = expressions(&text, Anchor { published: None }, "en");
    let times = link(&text, &zones(&text), &expressions, &mentions, "en");
    assert_eq!(times.iter().flatten().count(), 10_000);
}

#[test]
fn a_list_may_hold_a_time() {
    let text = "Shells fell on May, June 2016 and Homs.";
    let mentions = ["May", "June 2016", "Homs"].map(|it| {
        let start = text.find(it).unwrap();
        Span::new(start, start + it.len())
    });
    let expressions = expressions(text, Anchor { published: None }, "en");
    assert_eq!(link(text, &zones(text), &expressions, &mentions, "en").len(), 3);
}
