//! Collections in the formats that others read.

use axum::http::StatusCode;
use serde_json::Value;
use tadmur::export::{Collection, Format};

use crate::world::{Folder, SIEGE, ask, run};

/// The download, as text.
#[track_caller]
fn text(path: &str) -> String {
    let answer = ask(path, &[]);
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    String::from_utf8(answer.body).unwrap()
}

/// The features of `items`, which every format must give again.
fn features(collection: &str) -> Vec<Value> {
    let page: Value =
        serde_json::from_str(&text(&format!("/export/{collection}.geojson"))).unwrap();
    page["features"].as_array().unwrap().clone()
}

/// A table by RFC 4180.
fn table(csv: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut chars = csv.strip_suffix("\r\n").unwrap().chars().peekable();
    let mut quoted = false;
    while let Some(char) = chars.next() {
        let row = rows.last_mut().unwrap();
        let cell = row.last_mut().unwrap();
        match char {
            '"' if quoted && chars.peek() == Some(&'"') => cell.push(chars.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'));
                rows.push(vec![String::new()]);
            }
            _ => cell.push(char),
        }
    }
    assert!(!quoted, "a quotation mark is open at the end");
    rows
}

/// A JSON scalar as a cell of a table shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) if number.as_f64() == Some(1.0) => "1".to_owned(),
        other => other.to_string(),
    }
}

#[test]
fn every_format_is_listed_and_answers_for_every_collection() {
    let list = ask("/export", &[]).json();
    let names: Vec<_> = list.as_array().unwrap().iter().map(|it| it["name"].as_str()).collect();
    assert_eq!(names, Format::ALL.iter().map(|it| Some(it.name())).collect::<Vec<_>>());
    for collection in Collection::ALL {
        for format in list.as_array().unwrap() {
            let file = format!("{}.{}", collection.name(), format["name"].as_str().unwrap());
            let answer = ask(&format!("/export/{file}?role=all"), &[]);
            assert_eq!(answer.status, StatusCode::OK, "{file}");
            assert_eq!(answer.header("content-type"), format["media_type"], "{file}");
            let disposition = format!("attachment; filename=\"{file}\"");
            assert_eq!(answer.header("content-disposition"), disposition);
            assert!(!answer.body.is_empty(), "{file}");
        }
    }
    for path in ["/export/mentions.doc", "/export/mentions", "/export/.csv", "/export/cities.csv"] {
        assert_eq!(ask(path, &[]).status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(ask("/export/mentions.csv?colour=red", &[]).status, StatusCode::BAD_REQUEST);
    assert_eq!(ask("/export?colour=red", &[]).status, StatusCode::BAD_REQUEST);
}

#[test]
fn lines_and_sequences_hold_the_features_of_the_collection() {
    for collection in Collection::ALL.map(Collection::name) {
        let expected = features(collection);
        assert!(!expected.is_empty());
        let lines = text(&format!("/export/{collection}.geojsonl"));
        let found: Vec<Value> = lines.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
        assert_eq!(found, expected);
        let sequence = text(&format!("/export/{collection}.geojsons"));
        let texts = sequence.split('\u{1E}').skip(1);
        let found: Vec<Value> =
            texts.map(|it| serde_json::from_str(it.strip_suffix('\n').unwrap()).unwrap()).collect();
        assert_eq!(found, expected);
        assert!(sequence.starts_with('\u{1E}'));
    }
}

#[test]
fn a_table_has_the_id_the_point_and_every_property() {
    for collection in Collection::ALL.map(Collection::name) {
        let features = features(collection);
        let rows = table(&text(&format!("/export/{collection}.csv")));
        let (head, rows) = rows.split_first().unwrap();
        assert_eq!(rows.len(), features.len());
        for (row, feature) in rows.iter().zip(&features) {
            let coordinates = &feature["geometry"]["coordinates"];
            let mut cells = vec![shown(&feature["id"]), shown(&coordinates[0])];
            cells.push(shown(&coordinates[1]));
            let names = &head[3..];
            cells.extend(names.iter().map(|name| shown(&feature["properties"][name])));
            assert_eq!(names.len(), feature["properties"].as_object().unwrap().len());
            assert_eq!(row, &cells);
        }
    }
}

#[test]
fn an_empty_collection_is_still_a_collection() {
    let none = "?article=none";
    let page: Value =
        serde_json::from_str(&text(&format!("/export/mentions.geojson{none}"))).unwrap();
    assert_eq!(page["features"], Value::Array(Vec::new()));
    assert_eq!(text(&format!("/export/mentions.geojsonl{none}")), "");
    assert_eq!(text(&format!("/export/mentions.geojsons{none}")), "");
    assert_eq!(table(&text(&format!("/export/mentions.csv{none}"))).len(), 1);
}

#[test]
fn the_program_exports_what_the_server_does() {
    let folder = Folder::new();
    let article = folder.file("siege.txt", SIEGE);
    let article = article.to_str().unwrap();
    let (code, csv, _) =
        run(&["export", article, "--format", "csv", "--bbox", "38.28,34.5,38.3,34.6"]);
    assert_eq!(code, 0);
    let rows = table(&csv);
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert!(rows[3].contains(&"body".to_owned()), "{rows:?}");

    let out = folder.path().join("places.geojsonl");
    let out = out.to_str().unwrap();
    let (code, stdout, _) = run(&["export", article, "--collection", "places", "-o", out]);
    assert_eq!((code, &*stdout), (0, ""));
    let places = std::fs::read_to_string(out).unwrap();
    assert!(places.lines().any(|it| it.contains("\"place\":\"Homs\"")), "{places}");

    for arguments in [
        &["export", article, "-o", "places.doc"][..],
        &["export", article, "--format", "doc"],
        &["export", article, "--collection", "cities"],
        &["export", article, "-o", "/no/such/folder/x.csv"],
    ] {
        let (code, out, words) = run(arguments);
        assert_eq!((code, &*out), (2, ""), "{arguments:?}");
        assert!(!words.is_empty());
    }
}
