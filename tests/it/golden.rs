//! The two seeds through the whole way, against their annotation (`tests/golden/README.md`).
//!
//! Nothing is learned or tuned here. What does not hold yet stands in [`KNOWN_GAPS`], by name; the test fails when
//! a new gap appears, and also when one of these is closed, so that the list only shrinks.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use serde::Deserialize;
use tadmur::article::Article;
use tadmur::feature::{Feature, Reading, reading};
use tadmur::store::{Filter, Row, Store};
use tadmur_geoparser::dates::{Edtf, PublishedBasis};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::place::{Kind, LonLat};

/// `seed sort text@start`: `missed` and `misplaced` are mentions that the map must show; `extra` ones it must not
/// show, yet shows; `time` ones have another time than the annotator saw.
const KNOWN_GAPS: &[&str] = &[
    "000 extra Moscow@4049 metonymic",
    "000 extra Russia@2943 metonymic",
    "000 extra Russia@3891 metonymic",
    "000 extra Syria@3757 metonymic",
    "004 extra Middle East@2987 literal",
    "004 extra Russia@1452 metonymic",
    "004 extra Syria@4285 literal",
    "004 extra Syria@531 literal",
    "004 time Palmyra@4379 none for 2016-11~/2016-12-15",
];

/// A city's point is right within this, degrees.
const TOLERANCE_DEGREES: f64 = 0.2;

#[derive(Deserialize)]
struct Gold {
    files: Vec<GoldFile>,
}

#[derive(Deserialize)]
struct GoldFile {
    file: String,
    published: GoldPublished,
    places: Vec<GoldPlace>,
}

#[derive(Deserialize)]
struct GoldPublished {
    accept: GoldAccept,
    must_not: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct GoldAccept {
    day: Option<String>,
    begin_not_before: Option<String>,
    end_not_after: Option<String>,
    null_accepted: bool,
}

#[derive(Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the fields are those of the file")]
struct GoldPlace {
    start: usize,
    end: usize,
    text: String,
    kind: String,
    show: bool,
    canonical: Canonical,
    time: Option<GoldTime>,
    #[serde(default)]
    accept_times: Vec<String>,
    #[serde(default)]
    wrong_times: Vec<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    lenient: bool,
    #[serde(default)]
    duplicate: bool,
}

#[derive(Deserialize)]
struct Canonical {
    name: String,
    country: Option<String>,
    class: String,
    lat: Option<f64>,
    lon: Option<f64>,
}

#[derive(Deserialize)]
struct GoldTime {
    edtf: String,
    begin: Option<String>,
    end: Option<String>,
    #[serde(default)]
    accept: Vec<String>,
}

fn gold() -> Vec<GoldFile> {
    let json = fs::read_to_string("tests/golden/seeds.gold.json").unwrap();
    serde_json::from_str::<Gold>(&json).unwrap().files
}

/// The shipped gazetteer.
pub(crate) static WORLD: LazyLock<Gazetteer> = LazyLock::new(|| {
    let csv = fs::read("gazetteer.csv").unwrap();
    let (gazetteer, faults) = Gazetteer::from_csv(&[("gazetteer.csv", &csv)]).unwrap();
    assert_eq!(faults, [], "the gazetteer has faults");
    gazetteer
});

fn seed(gold: &GoldFile) -> Reading {
    let text = fs::read_to_string(format!("seeds/{}", gold.file)).unwrap();
    reading(&WORLD, &Article::from_text(text))
}

/// What the map shows by default.
fn shown(reading: Reading) -> (Store, Vec<Row>) {
    let store = Store::of([reading]);
    let rows = store.rows(&Filter::default());
    (store, rows)
}

#[test]
fn the_seeds_are_read_as_annotated_but_for_the_known_gaps() {
    let mut found = BTreeSet::new();
    for gold in gold() {
        let seed = gold.file[..3].to_owned();
        let (store, rows) = shown(self::seed(&gold));
        let shown: Vec<Feature> = rows.into_iter().map(|row| store.feature(row)).collect();
        for (sort, mention) in gaps(&gold, &shown) {
            found.insert(format!("{seed} {sort} {mention}"));
        }
    }
    let known: BTreeSet<String> = KNOWN_GAPS.iter().map(|&gap| gap.to_owned()).collect();
    let new: Vec<_> = found.difference(&known).collect();
    let closed: Vec<_> = known.difference(&found).collect();
    assert!(new.is_empty(), "new gaps: {new:#?}");
    assert!(closed.is_empty(), "closed, so take them off the list: {closed:#?}");
}

fn gaps(gold: &GoldFile, shown: &[Feature]) -> Vec<(&'static str, String)> {
    let mut gaps = Vec::new();
    let overlaps = |gold: &GoldPlace, feature: &Feature| {
        feature.stretch.start < gold.end && gold.start < feature.stretch.end
    };
    for place in &gold.places {
        let named = format!("{}@{}", place.text, place.start);
        let feature = shown.iter().find(|feature| overlaps(place, feature));
        match feature {
            Some(_) if place.duplicate => gaps.push(("duplicate", named)),
            None if place.show && !place.duplicate && !place.optional => {
                gaps.push(("missed", named));
            }
            Some(feature) if place.show && !is_at(&place.canonical, feature) => {
                gaps.push(("misplaced", format!("{named} at {}", feature.place.label)));
            }
            Some(feature) if place.show => {
                if let Some(wrong) = wrong_time(place, feature) {
                    gaps.push(("time", format!("{named} {wrong}")));
                }
            }
            Some(_) if !place.lenient && !place.optional => {
                gaps.push(("extra", format!("{named} {}", place.kind)));
            }
            _ => {}
        }
    }
    for feature in shown {
        if !gold.places.iter().any(|place| overlaps(place, feature)) {
            let at = feature.stretch.start;
            gaps.push(("extra", format!("{}@{at} unannotated", feature.surface)));
        }
    }
    gaps
}

/// A city stands where the annotator put it; an area or a river is right when it is the one of that name.
fn is_at(canonical: &Canonical, feature: &Feature) -> bool {
    let place = &feature.place;
    let country = place.country.map(|it| it.as_str().to_owned());
    match (canonical.class.as_str(), canonical.lon.zip(canonical.lat)) {
        ("country", _) => place.kind == Kind::Country && country == canonical.country,
        ("city-or-governorate", _) if place.kind == Kind::Admin1 => {
            canonical.name == place.label && country == canonical.country
        }
        ("river", _) => place.kind == Kind::River && canonical.name.contains(&place.label),
        (_, Some((lon, lat))) => is_near(place.point, lon, lat),
        (_, None) => canonical.name.contains(&place.label),
    }
}

fn is_near(point: LonLat, lon: f64, lat: f64) -> bool {
    (point.lon() - lon).abs() <= TOLERANCE_DEGREES && (point.lat() - lat).abs() <= TOLERANCE_DEGREES
}

/// What the mention's time is, unless it is among those that the annotator accepts.
fn wrong_time(gold: &GoldPlace, feature: &Feature) -> Option<String> {
    let stated = feature.stated.as_ref().map(|it| &it.edtf);
    let right = match (stated, &gold.time) {
        (None, None) => true,
        (None, Some(_)) => false,
        (Some(stated), time) => {
            let span = stated.span();
            let days = |text: &String| text.parse::<Edtf>().ok().map(|it| it.span());
            let accepted = time.iter().flat_map(|time| &time.accept).chain(&gold.accept_times);
            let main = time
                .as_ref()
                .is_some_and(|it| days_of(stated) == (it.begin.clone(), it.end.clone()));
            main || accepted.filter_map(days).any(|accepted| accepted == span)
        }
    };
    let text = |edtf: Option<&Edtf>| edtf.map_or("none", |it| it.as_str()).to_owned();
    let wanted = gold.time.as_ref().map_or("none", |it| it.edtf.as_str());
    (!right).then(|| format!("{} for {wanted}", text(stated)))
}

/// The first and last day; as text, days compare as they follow.
fn days_of(edtf: &Edtf) -> (Option<String>, Option<String>) {
    let span = edtf.span();
    (span.first().map(|it| it.to_string()), span.last().map(|it| it.to_string()))
}

#[test]
fn no_mention_has_a_time_that_the_annotator_calls_wrong() {
    for gold in gold() {
        let reading = seed(&gold);
        for place in gold.places.iter().filter(|it| !it.wrong_times.is_empty()) {
            let at =
                |it: &&Feature| it.stretch.start <= place.start && place.start < it.stretch.end;
            let feature = reading.features.iter().find(at);
            let stated = feature.and_then(|it| it.stated.as_ref()).map(|it| it.edtf.to_string());
            let wrong = stated.as_ref().is_some_and(|it| place.wrong_times.contains(it));
            assert!(!wrong, "{}@{} is dated {stated:?}", place.text, place.start);
        }
    }
}

#[test]
fn articles_are_published_when_the_annotator_accepts() {
    for gold in gold() {
        let reading = seed(&gold);
        let accept = &gold.published.accept;
        let Some(published) = &reading.article.published else {
            assert!(accept.null_accepted, "{}: no publication date", gold.file);
            continue;
        };
        let (first, last) = days_of(published);
        if let Some(day) = &accept.day {
            assert_eq!((&first, &last), (&Some(day.clone()), &Some(day.clone())), "{}", gold.file);
            assert_eq!(reading.article.published_basis, PublishedBasis::Declared);
        } else {
            assert!(first >= accept.begin_not_before, "{}: {published}", gold.file);
            // An open end says that the text alone gives no bound, which the annotation accepts.
            let bounded = last.is_none() || last <= accept.end_not_after;
            assert!(bounded, "{}: {published}", gold.file);
            assert_eq!(reading.article.published_basis, PublishedBasis::Inferred);
        }
        for wrong in &gold.published.must_not {
            let date = wrong.split(' ').next().unwrap_or_default();
            assert_ne!(published.as_str(), date, "{}: {wrong}", gold.file);
        }
    }
}

#[test]
fn the_line_of_the_page_about_its_location_gives_no_pin() {
    for gold in gold() {
        let reading = seed(&gold);
        let Some(line) = reading.page.text.find("Location:") else { continue };
        let line = reading.page.text[..line].chars().count();
        let (store, rows) = shown(reading);
        assert!(rows.iter().all(|&row| store.feature(row).stretch.end <= line));
    }
}
