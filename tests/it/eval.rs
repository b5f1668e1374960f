//! The measures, against those of the reference evaluator on made-up documents.

use std::collections::BTreeMap;
use std::path::Path;

use tadmur::eval::gold;
use tadmur::eval::measures::Measures;
use tadmur::eval::{read_predictions, score_all, time};

#[track_caller]
fn check(setting: &str, is_neutral: &dyn Fn(&str) -> bool) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/eval");
    let documents = gold::read(&folder.join("gold.jsonl")).unwrap();
    let predictions = read_predictions(&folder.join("predictions.jsonl")).unwrap();
    let reference = std::fs::read_to_string(folder.join("measures.json")).unwrap();
    let reference: BTreeMap<String, BTreeMap<String, f64>> =
        serde_json::from_str(&reference).unwrap();
    let counts = score_all(&documents, &predictions, is_neutral);
    for (name, value) in Measures::of(&counts).named() {
        let wanted = reference[setting][name];
        let off = (value - wanted).abs() / wanted.abs().max(1.0);
        assert!(off < 1e-12, "{setting} {name}: {value}, the reference has {wanted}");
    }
}

#[test]
fn measures_are_those_of_the_reference() {
    check("all", &|_| false);
}

#[test]
fn types_can_be_left_out() {
    check("places", &|kind| kind.contains("demonym"));
}

#[test]
fn time_expressions_are_counted_as_in_tempeval() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/eval/time.jsonl");
    let documents = time::read(&path).unwrap();
    let sum = documents.iter().map(time::score).fold(time::Counts::default(), time::Counts::plus);
    // the range counts as its two ends; `five days` overlaps `five`, of another type; the week is written as a week
    // and as days; nothing is found at `He`
    assert_eq!((sum.gold, sum.found), (7, 6));
    assert_eq!((sum.strict, sum.relaxed, sum.kind, sum.value, sum.days), (5, 6, 5, 5, 6));
    assert_eq!((sum.events, sum.events_right), (2, 2));
}
