//! `/index.bin`: what is packed comes out again.

use std::path::Path;
use std::{env, fs};

use proptest::prelude::*;
use serde_json::{Value, json};
use tadmur::article::Article;
use tadmur::feature::reading;
use tadmur::server::{App, router};
use tadmur::store::{Filter, Store};
use tadmur_geoparser::dates::{Edtf, TimeSpan};
use tadmur_geoparser::geoparse::Role;

use crate::world::{SMALL, ask, ask_app};

/// Reads an index as `docs/api.md` describes it: its head, and the mentions as lists of what each column means.
pub(crate) fn unpacked(bytes: &[u8]) -> Value {
    assert_eq!(&bytes[..8], b"tadmur 1");
    let end = 12 + u32::from_le_bytes(bytes[8..12].try_into().unwrap()) as usize;
    assert_eq!(end % 4, 0);
    let mut head: Value = serde_json::from_slice(&bytes[12..end]).unwrap();
    let mentions = head["mentions"].take();
    let n = mentions["n"].as_u64().unwrap() as usize;
    let column = |name: &str| -> Vec<i64> {
        let place = &mentions["columns"][name];
        let at = end + place["at"].as_u64().unwrap() as usize;
        assert_eq!(at % 4, 0, "{name}");
        let (size, signed) = match place["type"].as_str().unwrap() {
            "u8" => (1, false),
            "i8" => (1, true),
            "u16" => (2, false),
            "i16" => (2, true),
            "i32" => (4, true),
            other => panic!("{name} is of type {other}"),
        };
        let number = |it: &[u8]| {
            let sign = if signed && it[size - 1] > 127 { 0xff } else { 0 };
            let mut whole = [sign; 8];
            whole[..size].copy_from_slice(it);
            i64::from_le_bytes(whole)
        };
        bytes[at..at + n * size].chunks(size).map(number).collect()
    };
    let sums = |steps: Vec<i64>| -> Vec<i64> {
        let add = |sum: &mut i64, step| {
            *sum += step;
            Some(*sum)
        };
        steps.into_iter().scan(0, add).collect()
    };
    let article = sums(column("article"));
    let mut start = column("start");
    for at in 1..n {
        start[at] += if article[at] == article[at - 1] { start[at - 1] } else { 0 };
    }
    let (when, day, days) = (column("when"), sums(column("day")), column("days"));
    let first = |at: usize| (when[at] & 1 != 0).then_some(day[at]);
    let last = |at: usize| (when[at] & 2 != 0).then_some(day[at] + days[at]);
    let role = |it: &i64| &mentions["role"][usize::try_from(*it).unwrap()];
    head["mentions"] = json!({
        "start": start,
        "place": column("place"),
        "article": article,
        "when_start": (0..n).map(first).collect::<Vec<_>>(),
        "when_end": (0..n).map(last).collect::<Vec<_>>(),
        "role": column("role").iter().map(role).collect::<Vec<_>>(),
        "score": column("score").iter().map(|it| *it as f64 / 1000.0).collect::<Vec<_>>(),
    });
    head
}

/// The mentions as the store has them, in the same form.
fn mentions(store: &Store) -> Value {
    let rows = store.rows(&Filter { roles: Role::ALL.to_vec(), ..Filter::default() });
    let of = |what: &dyn Fn(tadmur::store::Row) -> Value| -> Value {
        rows.iter().map(|row| what(*row)).collect()
    };
    let day = |edtf: Option<&Edtf>, end: fn(TimeSpan) -> Option<jiff::civil::Date>| {
        let epoch = jiff::civil::date(1970, 1, 1);
        let since = |it: jiff::civil::Date| epoch.until(it).unwrap().get_days();
        json!(edtf.and_then(|it| end(it.span())).map(since))
    };
    json!({
        "start": of(&|row| store.feature(row).stretch.start.into()),
        "place": of(&|row| store.positions(row).0.into()),
        "article": of(&|row| store.positions(row).1.into()),
        "when_start": of(&|row| day(store.feature(row).when().edtf, TimeSpan::first)),
        "when_end": of(&|row| day(store.feature(row).when().edtf, TimeSpan::last)),
        "role": of(&|row| store.feature(row).role.as_str().into()),
        "score": of(&|row| json!((f64::from(store.feature(row).score) * 1000.0).round() / 1000.0)),
    })
}

/// Texts with names, times of every form and much between them, in any order.
fn articles() -> impl Strategy<Value = Vec<String>> {
    let sentences = prop::sample::select(vec![
        "Shells fell on Homs on 3 May 2015.",
        "Syrian officials met in Suva.",
        "Palmyra was held until 2016.",
        "Since January 2017 the road to Aleppo has been open.",
        "In the year 9000 Suva may be under water.",
        "In 44 BC a road led to Palmyra.",
        "Homs and Aleppo and Homs again.",
        "Nothing happened.",
    ]);
    let gap = (0_usize..300).prop_map(|it| " ".repeat(it));
    let text = prop::collection::vec((sentences, gap), 1..6).prop_map(|it| {
        it.into_iter().flat_map(|(sentence, gap)| [sentence.to_owned(), gap]).collect()
    });
    prop::collection::vec(text, 0..5)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_packed_comes_out_again(texts in articles()) {
        let store = || Store::of(texts.iter().map(|it| reading(&SMALL, &Article::from_text(it.clone()))));
        let index = unpacked(&ask_app(router(App::of(store())), "GET", "/index.bin", &[]).body);
        prop_assert_eq!(&index["mentions"], &mentions(&store()));
        let n = index["articles"]["id"].as_array().unwrap().len();
        prop_assert_eq!(n, store().pages().len());
    }
}

/// The page's own reader is held to the same two files (`web/tests/unit/index.test.mjs`).
#[test]
fn the_bytes_are_those_that_the_page_is_tested_with() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/index");
    let bytes = ask("/index.bin", &[]).body;
    let json = serde_json::to_string_pretty(&unpacked(&bytes)).unwrap() + "\n";
    if env::var_os("INSTA_FORCE_PASS").is_some() {
        fs::write(folder.join("index.bin"), &bytes).unwrap();
        fs::write(folder.join("index.json"), &json).unwrap();
    }
    assert_eq!(fs::read_to_string(folder.join("index.json")).unwrap(), json);
    assert!(fs::read(folder.join("index.bin")).unwrap() == bytes, "index.bin is another one");
}
