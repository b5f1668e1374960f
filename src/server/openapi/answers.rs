//! The answers there are, with their media types.

use serde_json::{Map, Value, json};

use crate::export::{Collection, Format};
use crate::server::accept::Form;
use crate::server::openapi::reference;
use crate::server::{collections, landing, tiles};

const JSON: &str = "application/json";
const GEOJSON: &str = Format::GeoJson.media_type();
const HTML: &str = "text/html";

/// All of them, by the names that the operations use.
pub(super) fn answers() -> Map<String, Value> {
    let object = || reference("schemas", "Object");
    let html = || (HTML, json!({ "type": "string" }));
    let bytes = || json!({ "type": "string", "format": "binary" });
    let mut page = vec![(GEOJSON, reference("schemas", "Page")), html()];
    page.extend(Form::tables().map(|(_, media_type)| (media_type, bytes())));
    let all = [
        ("Page", "A page of features", page),
        ("Feature", "A feature", vec![(GEOJSON, reference("schemas", "Feature")), html()]),
        ("Data", "What was asked for", vec![(JSON, object())]),
        ("List", "What there is", vec![(JSON, json!({ "type": "array", "items": object() }))]),
        ("Told", "What was asked for", vec![(JSON, object()), html()]),
        ("Definition", "The API, defined", vec![(landing::OPENAPI, object()), html()]),
        ("Queryables", "A JSON Schema", vec![(collections::SCHEMA, object()), html()]),
        ("Html", "A page", vec![html()]),
        ("Bytes", "Columns of numbers", vec![("application/octet-stream", bytes())]),
        ("Tile", "A Mapbox Vector Tile 2.1", vec![(tiles::MEDIA_TYPE, bytes())]),
        ("Events", "A stream of events", vec![("text/event-stream", json!({ "type": "string" }))]),
        ("Metrics", "Metrics, as text", vec![("text/plain", json!({ "type": "string" }))]),
        (
            "Receipt",
            "What came in; 201 when some of it was new",
            vec![(JSON, reference("schemas", "Receipt"))],
        ),
        ("Judged", "The mention", vec![(JSON, reference("schemas", "Judged"))]),
        ("Empty", "Nothing more to say", vec![]),
        ("Unchanged", "The asker has it already", vec![]),
        (
            "Problem",
            "Why there is no answer (RFC 9457)",
            vec![("application/problem+json", reference("schemas", "Problem"))],
        ),
    ];
    let named =
        all.into_iter().map(|(name, meaning, content)| (name.to_owned(), answer(meaning, content)));
    let downloads = Collection::ALL.map(|collection| {
        let formats = Format::built().filter(|it| it.holds(collection));
        let content = formats.map(|it| {
            // what is called JSON is read as such; a sequence of it is called otherwise
            let is_json = it.media_type().ends_with("+json");
            (it.media_type(), if is_json { object() } else { bytes() })
        });
        let content = content.collect();
        (format!("{}-download", collection.name()), answer("A file", content))
    });
    named.chain(downloads).collect()
}

fn answer(meaning: &str, content: Vec<(&str, Value)>) -> Value {
    let content: Map<String, Value> = content
        .into_iter()
        .map(|(media_type, schema)| (media_type.to_owned(), json!({ "schema": schema })))
        .collect();
    if content.is_empty() {
        return json!({ "description": meaning });
    }
    json!({ "description": meaning, "content": content })
}
