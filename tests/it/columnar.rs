//! `GeoParquet` and Arrow, or that they are not built in.

use axum::http::StatusCode;
use tadmur::export::{Collection, Format};

use crate::world::{ask, run};

const FORMATS: [Format; 3] = [Format::Parquet, Format::Arrow, Format::ArrowStream];

#[test]
fn who_asks_for_columns_is_told_when_they_are_not_built_in() {
    let built = cfg!(feature = "geoparquet");
    let check = |path: &str, accept: &str| {
        let answer = ask(path, &[("accept", accept)]);
        let expected = if built { StatusCode::OK } else { StatusCode::NOT_ACCEPTABLE };
        assert_eq!(answer.status, expected, "{path} {accept}");
        let words = String::from_utf8_lossy(&answer.body);
        assert!(built || words.contains("built without"), "{path}: {words}");
    };
    for format in FORMATS {
        assert_eq!(format.is_built(), built);
        for collection in Collection::ALL.iter().filter(|it| **it != Collection::Gazetteer) {
            check(&format!("/export/{}.{}", collection.name(), format.name()), "*/*");
        }
        let (code, out, words) = run(&["export", "--format", format.name(), "-o", "/dev/null/x"]);
        assert_eq!((code, &*out), (2, ""));
        assert_eq!(words.contains("--features geoparquet"), !built, "{words}");
    }
    let items = "/collections/mentions/items";
    check(&format!("{items}?f=parquet"), "*/*");
    check(&format!("{items}?f=arrow"), "text/html");
    check(items, "application/vnd.apache.parquet");
    check(items, "application/vnd.apache.arrow.stream, text/html;q=0");
    let liked = ask(items, &[("accept", "application/vnd.apache.parquet, */*;q=0.1")]);
    assert_eq!(liked.status, StatusCode::OK);
    let json = liked.header("content-type") == "application/geo+json";
    assert_eq!(json, !built);
    let wrong = ask(&format!("{items}?f=feather"), &[]);
    assert_eq!((wrong.status, &wrong.json()["parameter"]), (StatusCode::BAD_REQUEST, &"f".into()));
    // Elsewhere there are no tables.
    assert_eq!(ask("/collections?f=parquet", &[]).status, StatusCode::BAD_REQUEST);
    assert_eq!(ask(&format!("{items}/x?f=parquet"), &[]).status, StatusCode::BAD_REQUEST);
}

#[cfg(feature = "geoparquet")]
mod built {
    use std::io::Cursor;
    use std::sync::Arc;

    use arrow_array::cast::AsArray;
    use arrow_array::types::{Date32Type, Float32Type, Int64Type};
    use arrow_array::{Array, ArrayRef, RecordBatch};
    use arrow_ipc::reader::{FileReader, StreamReader};
    use arrow_schema::DataType;
    use axum::body::Bytes;
    use axum::http::StatusCode;
    use jiff::civil::Date;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
    use serde_json::{Map, Value, json};
    use tadmur::article::Article;
    use tadmur::export::{Format, Source, Stream};
    use tadmur::feature::reading;
    use tadmur::store::{Filter, Store};

    use super::FORMATS;
    use crate::world::{SIEGE, SMALL, STORM, ask};

    /// The rows of a file, and what it says of its geometry.
    fn read(bytes: Vec<u8>, format: Format) -> (Vec<Map<String, Value>>, Value) {
        let (batches, told) = match format {
            Format::Parquet => {
                let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes)).unwrap();
                let told = geo(reader.metadata());
                let batches: Vec<RecordBatch> =
                    reader.build().unwrap().map(Result::unwrap).collect();
                (batches, told)
            }
            Format::Arrow => {
                let reader = FileReader::try_new(Cursor::new(bytes), None).unwrap();
                let told = reader.schema().metadata()["geo"].clone();
                (reader.map(Result::unwrap).collect(), told)
            }
            _ => {
                let reader = StreamReader::try_new(Cursor::new(bytes), None).unwrap();
                let told = reader.schema().metadata()["geo"].clone();
                (reader.map(Result::unwrap).collect(), told)
            }
        };
        (batches.iter().flat_map(rows).collect(), serde_json::from_str(&told).unwrap())
    }

    fn geo(metadata: &ParquetMetaData) -> String {
        let pairs = metadata.file_metadata().key_value_metadata().unwrap();
        pairs.iter().find(|it| it.key == "geo").unwrap().value.clone().unwrap()
    }

    fn rows(batch: &RecordBatch) -> Vec<Map<String, Value>> {
        let schema = batch.schema();
        let row = |n: usize| {
            let cells = schema.fields().iter().zip(batch.columns());
            cells.map(|(field, column)| (field.name().clone(), cell(column, n))).collect()
        };
        (0..batch.num_rows()).map(row).collect()
    }

    fn cell(column: &ArrayRef, n: usize) -> Value {
        if column.is_null(n) {
            return Value::Null;
        }
        match column.data_type() {
            DataType::Utf8 => column.as_string::<i32>().value(n).into(),
            DataType::Int64 => column.as_primitive::<Int64Type>().value(n).into(),
            DataType::Float32 => {
                let score = f64::from(column.as_primitive::<Float32Type>().value(n));
                json!((score * 1000.0).round() / 1000.0)
            }
            DataType::Boolean => column.as_boolean().value(n).into(),
            DataType::Date32 => {
                let days = column.as_primitive::<Date32Type>().value(n);
                let day = Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(days));
                day.unwrap().to_string().into()
            }
            DataType::Binary => geometry(column.as_binary::<i32>().value(n)),
            other => panic!("a column of {other}"),
        }
    }

    /// Well-known binary as GeoJSON.
    fn geometry(wkb: &[u8]) -> Value {
        let number = |at: usize| f64::from_le_bytes(wkb[at..at + 8].try_into().unwrap());
        let point = |at: usize| {
            assert_eq!(wkb[at..at + 5], [1, 1, 0, 0, 0]);
            [number(at + 5), number(at + 13)]
        };
        if wkb[1] == 1 {
            assert_eq!(wkb.len(), 21);
            return json!({ "type": "Point", "coordinates": point(0) });
        }
        assert_eq!(wkb[..5], [1, 4, 0, 0, 0]);
        let n = u32::from_le_bytes(wkb[5..9].try_into().unwrap()) as usize;
        assert_eq!(wkb.len(), 9 + 21 * n);
        let points: Vec<_> = (0..n).map(|it| point(9 + 21 * it)).collect();
        json!({ "type": "MultiPoint", "coordinates": points })
    }

    /// A feature as a row.
    fn row(feature: &Value) -> Map<String, Value> {
        let mut row = feature["properties"].as_object().unwrap().clone();
        if row.get("article_id") == Some(&feature["id"]) {
            row.remove("article_id"); // an article's: its id says it
        }
        row.insert("id".to_owned(), feature["id"].clone());
        row.insert("geometry".to_owned(), feature["geometry"].clone());
        row
    }

    /// The table of the first path has the features of the second.
    #[track_caller]
    fn check(table: &str, format: Format, json: &str) {
        let page = ask(json, &[]).json();
        let expected: Vec<_> = page["features"].as_array().unwrap().iter().map(row).collect();
        let answer = ask(table, &[]);
        assert_eq!(answer.status, StatusCode::OK, "{table}");
        assert_eq!(answer.header("content-type"), format.media_type(), "{table}");
        let (rows, told) = read(answer.body, format);
        assert_eq!(rows, expected, "{table}");
        assert_eq!(told["version"], "1.1.0");
        assert_eq!(told["columns"]["geometry"]["encoding"], "WKB");
        let types = told["columns"]["geometry"]["geometry_types"].as_array().unwrap();
        for row in &rows {
            assert!(row["geometry"].is_null() || types.contains(&row["geometry"]["type"]));
        }
    }

    #[test]
    fn a_table_has_the_features_of_the_geojson() {
        for format in FORMATS {
            for collection in ["mentions", "places", "articles"] {
                for query in ["", "?place=Homs", "?article=none", "?datetime=2016-12-20&role=all"] {
                    let path = |name: &str| format!("/export/{collection}.{name}{query}");
                    check(&path(format.name()), format, &path("geojson"));
                }
            }
        }
    }

    #[test]
    fn a_page_of_items_is_a_table_too() {
        for (name, format) in [("parquet", Format::Parquet), ("arrow", Format::ArrowStream)] {
            for query in [
                "mentions/items?limit=4",
                "mentions/items?sortby=-place&properties=place,when_start&offset=1",
                "places/items?sortby=-mentions",
                "articles/items?limit=1",
                "articles/items?place=Suva",
            ] {
                let path = format!("/collections/{query}");
                check(&format!("{path}&f={name}"), format, &path);
            }
        }
    }

    #[test]
    fn the_pages_of_a_table_follow_one_another() {
        let mut path = "/collections/mentions/items?limit=4&f=parquet".to_owned();
        let mut ids = Vec::new();
        loop {
            let answer = ask(&path, &[]);
            let link = answer.header("link").to_owned();
            assert_eq!(answer.header("vary"), "accept");
            ids.extend(read(answer.body, Format::Parquet).0.into_iter().map(|it| it["id"].clone()));
            let next = link.split(", ").find(|it| it.contains("rel=\"next\""));
            let Some(next) = next else { break };
            assert!(next.ends_with("type=\"application/vnd.apache.parquet\""), "{next}");
            path =
                next.split_once("127.0.0.1:7878").unwrap().1.split_once('>').unwrap().0.to_owned();
        }
        let all = ask("/collections/mentions/items", &[]).json();
        let all = all["features"].as_array().unwrap().iter().map(|it| it["id"].clone());
        assert_eq!(ids, all.collect::<Vec<_>>());
    }

    #[test]
    fn a_collection_and_the_definition_tell_of_tables() {
        let links = ask("/collections/mentions", &[]).json()["links"].clone();
        let types = links.as_array().unwrap().iter().filter(|it| it["rel"] == "items");
        let types: Vec<_> = types.map(|it| it["type"].as_str().unwrap()).collect();
        assert_eq!(types[2..], [Format::Parquet, Format::ArrowStream].map(Format::media_type));
        let api = ask("/api", &[]).json()["components"].clone();
        let names = &api["parameters"]["items-f"]["schema"]["enum"];
        assert_eq!(*names, json!(["json", "html", "parquet", "arrow"]));
        assert!(api["responses"]["Page"]["content"].get(types[2]).is_some());
    }

    #[test]
    fn a_table_has_one_reference_system() {
        let crs = "crs=http://www.opengis.net/def/crs/EPSG/0/3857";
        let answer = ask(&format!("/collections/mentions/items?f=parquet&{crs}"), &[]);
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.json()["parameter"], "crs");
    }

    fn store() -> Arc<Store> {
        let articles = [SIEGE, STORM].map(|text| Article::from_text(text.to_owned()));
        Arc::new(Store::of(articles.iter().map(|it| reading(&SMALL, it))))
    }

    /// The file, and its longest piece.
    fn written(source: Source, format: Format) -> (Vec<u8>, usize) {
        let pieces = Stream::of(source, format).unwrap();
        let pieces: Vec<Vec<u8>> = pieces.map(Result::unwrap).collect();
        let longest = pieces.iter().map(Vec::len).max().unwrap();
        (pieces.concat(), longest)
    }

    #[test]
    fn many_rows_come_in_groups() {
        let store = store();
        let rows = store.rows(&Filter::default()).repeat(25_000);
        for format in FORMATS {
            let source = Source::mentions(&store, rows.clone());
            let (file, longest) = written(source.clone(), format);
            assert!(longest < 4 << 20, "{format:?}: a piece of {longest} bytes");
            assert!(written(source, format).0 == file, "{format:?}: other bytes");
            if format != Format::Parquet {
                continue;
            }
            let file = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
            let groups = file.metadata().row_groups();
            let counts: Vec<i64> = groups.iter().map(RowGroupMetaData::num_rows).collect();
            assert_eq!(counts, [65_536, 65_536, 18_928]);
            let told: Value = serde_json::from_str(&geo(file.metadata())).unwrap();
            let bbox = &told["columns"]["geometry"]["bbox"];
            assert_eq!(*bbox, json!([36.72, -18.14, 178.44, 36.2]));
            assert!(told["columns"]["geometry"].get("crs").is_none());
        }
    }

    #[test]
    fn long_texts_make_short_batches() {
        let title = "x".repeat(1 << 20);
        let article = Article { title: Some(title), ..Article::from_text(SIEGE.to_owned()) };
        let store = Arc::new(Store::of([reading(&SMALL, &article)]));
        let rows = store.rows(&Filter::default()).repeat(4);
        let n_rows = rows.len();
        let (file, longest) = written(Source::mentions(&store, rows), Format::ArrowStream);
        assert!(longest < 8 << 20, "a piece of {longest} bytes");
        let batches: Vec<usize> = StreamReader::try_new(Cursor::new(file), None)
            .unwrap()
            .map(|it| it.unwrap().num_rows())
            .collect();
        assert!(batches.len() > 2 && batches.iter().sum::<usize>() == n_rows, "{batches:?}");
    }
}
