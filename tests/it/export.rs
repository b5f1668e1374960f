//! Collections in the formats that others read.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::Value;
use tadmur::article::Article;
use tadmur::export::{Collection, Format, Source, Stream};
use tadmur::feature::reading;
use tadmur::store::{Filter, Store};

use crate::world::{Folder, SIEGE, SMALL, ask, run};

/// The collections of this app: it serves no gazetteer, and tests/it/reconcile.rs has one that does.
const STORED: [Collection; 3] = [Collection::Mentions, Collection::Places, Collection::Articles];

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
    assert_eq!(names, Format::built().map(|it| Some(it.name())).collect::<Vec<_>>());
    for collection in Collection::ALL {
        for format in list.as_array().unwrap() {
            let file = format!("{}.{}", collection.name(), format["name"].as_str().unwrap());
            if !format["collections"].as_array().unwrap().contains(&collection.name().into()) {
                assert_eq!(ask(&format!("/export/{file}"), &[]).status, StatusCode::NOT_FOUND);
                continue;
            }
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
    for collection in STORED.map(Collection::name) {
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
    for collection in STORED.map(Collection::name) {
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
        &["export", article, "--format", "lp.json", "--collection", "articles"],
        &["export", article, "--collection", "cities"],
        &["export", article, "-o", "/no/such/folder/x.csv"],
        &["export", article, "--collection", "gazetteer"],
        &["export", "--collection", "gazetteer", "--role", "all"],
    ] {
        let (code, out, words) = run(arguments);
        assert_eq!((code, &*out), (2, ""), "{arguments:?}");
        assert!(!words.is_empty());
    }
}

#[test]
fn the_program_exports_the_gazetteer_without_articles() {
    let asked = ["--country", "FJ", "--kind", "country", "--format", "csv"];
    let (code, csv, words) = run(&[&["export", "--collection", "gazetteer"][..], &asked].concat());
    assert_eq!((code, &*words), (0, ""));
    let rows = table(&csv);
    assert_eq!(rows[0][3..6], ["place_id", "place", "kind"]);
    assert_eq!((rows.len(), &*rows[1][4]), (2, "Fiji"));
}

/// The text of every element of this name.
fn elements<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name}>");
    let ends = format!("</{name}>");
    xml.split(&open).skip(1).map(|it| it.split_once(&ends).unwrap().0).collect()
}

#[test]
fn a_placemark_has_its_time_its_point_and_its_columns() {
    let expected = features("mentions");
    let kml = text("/export/mentions.kml");
    let placemarks = elements(&kml, "Placemark");
    assert_eq!(placemarks.len(), expected.len());
    let (first, properties) = (placemarks[0], &expected[0]["properties"]);
    assert_eq!(elements(first, "name"), ["Palmyra"]);
    assert_eq!(elements(first, "begin"), [properties["when_start"].as_str().unwrap()]);
    assert_eq!(elements(first, "end"), [properties["when_end"].as_str().unwrap()]);
    assert_eq!(elements(first, "coordinates"), ["38.28,34.56"]);
    assert!(first.contains("<SimpleData name=\"place_id\">gn:163808</SimpleData>"), "{first}");
    assert!(!elements(&text("/export/articles.kml"), "Placemark")[0].contains("<Point>"));
}

#[test]
fn an_entry_has_latitude_before_longitude() {
    let atom = text("/export/mentions.atom");
    let entries = elements(&atom, "entry");
    assert_eq!(entries.len(), features("mentions").len());
    assert_eq!(elements(entries[0], "georss:point"), ["34.56 38.28"]);
    assert_eq!(elements(entries[0], "id"), ["urn:tadmur:mentions:1a0a7cb78bc5b76a-12"]);
    let latest = elements(&atom, "updated").into_iter().max().unwrap();
    assert_eq!(elements(&atom, "updated")[0], latest);
}

#[test]
fn a_place_is_attested_by_its_mention() {
    let collection: Value = serde_json::from_str(&text("/export/mentions.lp.json")).unwrap();
    let feature = &collection["features"][0];
    assert_eq!(feature["when"]["timespans"][0]["start"]["in"], "2015-05-03");
    assert_eq!(feature["names"][0]["toponym"], "Palmyra");
    assert_eq!(feature["types"][0]["identifier"], "aat:300008347");
    assert_eq!(feature["links"][0]["identifier"], "gn:163808");
    assert_eq!(collection["features"].as_array().unwrap().len(), features("mentions").len());
}

/// The mentions of an article, as they are exported.
fn exported(article: &str, format: Format) -> Vec<u8> {
    let article = Article::from_text(article.to_owned());
    let store = Arc::new(Store::of([reading(&SMALL, &article)]));
    let all = [("role", "all"), ("zone", "all"), ("duplicates", "true")];
    let filter = Filter::from_pairs(all, &Filter::NAMES).unwrap();
    let source = Source::mentions(&store, store.rows(&filter));
    let chunks = Stream::of(source, format).unwrap();
    chunks.flat_map(Result::unwrap).collect()
}

fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// What `SQLite` finds.
fn found(file: &rusqlite::Connection, question: &str) -> String {
    file.query_row(question, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_geopackage_is_a_database_of_the_same_features() {
    let folder = Folder::new();
    let hostile = "'); DROP TABLE mentions; -- Shells fell on Homs.";
    let path = folder.file("mentions.gpkg", exported(hostile, Format::GeoPackage));
    let file = rusqlite::Connection::open(path).unwrap();
    assert_eq!(found(&file, "SELECT quote FROM mentions"), hostile);
    assert_eq!(
        found(&file, "SELECT table_name || data_type FROM gpkg_contents"),
        "mentionsfeatures"
    );
    let point = "SELECT hex(geom) FROM mentions";
    assert!(found(&file, point).starts_with("47500001E61000000101000000"));
    assert_eq!(found(&file, "PRAGMA integrity_check"), "ok");
}

#[test]
fn flatgeobuf_begins_with_its_mark() {
    let file = exported(SIEGE, Format::FlatGeobuf);
    assert!(file.starts_with(b"fgb\x03fgb"));
    assert!(file.windows(8).any(|it| it == b"place_id"));
    assert_eq!(file.windows(7).filter(|it| *it == b"literal").count(), 5);
}

#[test]
fn hostile_text_is_data() {
    let hostile =
        "=cmd|'/c calc'!A0 \u{202E}\u{1B}[31m</script><b>]]>&amp; Shells fell on Homs \u{7}.";
    for format in [Format::GeoJson, Format::GeoJsonLines, Format::GeoJsonSequence] {
        let json = text_of(exported(hostile, format));
        let (text, line) = (json.trim_start_matches('\u{1E}'), format != Format::GeoJson);
        let value: Value = serde_json::from_str(text).unwrap();
        let feature = if line { &value } else { &value["features"][0] };
        assert_eq!(feature["properties"]["quote"], hostile, "{format:?}");
    }
    let rows = table(&text_of(exported(hostile, Format::Csv)));
    let at = rows[0].iter().position(|it| it == "quote").unwrap();
    assert_eq!(rows[1][at], format!("'{hostile}"));
    for format in [Format::Kml, Format::Atom] {
        let xml = text_of(exported(hostile, format));
        assert!(!xml.contains("</script>") && !xml.contains("<b>"), "{format:?}");
        let controls = xml.chars().any(|it| it.is_control() && it != '\n');
        assert!(!controls, "{format:?}");
    }
}

#[test]
fn a_word_without_end_is_exported_once_and_cut() {
    let endless = format!("{} Homs {}", "x".repeat(1 << 20), "y".repeat(1 << 20));
    for format in Format::built() {
        let written = exported(&endless, format);
        let is_packed = format == Format::Parquet;
        assert!(is_packed || written.windows(4).any(|it| it == b"Homs"), "{format:?}");
        assert!(written.len() < 200_000, "{format:?} has {} bytes", written.len());
    }
}

#[test]
fn a_packed_download_comes_to_its_end() {
    for format in ["fgb", "gpkg", "csv"] {
        let path = format!("/export/mentions.{format}");
        for coding in ["gzip", "br", "zstd"] {
            let answer = ask(&path, &[("accept-encoding", coding)]);
            assert_eq!(answer.header("content-encoding"), coding, "{path}");
            assert!(!answer.body.is_empty(), "{path} {coding}");
        }
    }
}
