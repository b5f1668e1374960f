//! Linked Places: places as historians exchange them, with names, types, and the time nested in `when`.
//!
//! A mention is a place attested once: its surface is its name, its article the citation.
//!
//! # Sources
//!
//! Linked Places format 1.3 (github.com/LinkedPasts/linked-places-format).

use serde_json::{Value, json};
use tadmur_geoparser::place::Kind;

use crate::export::column::{Cell, Record};
use crate::export::geojson::linked_places_when;
use crate::gazetteer::linked_places::{CONTEXT, aat, feature_class};

/// The media type of JSON-LD.
pub(super) const MEDIA_TYPE: &str = "application/ld+json";

/// What the collection begins with.
pub(super) fn head(out: &mut Vec<u8>) {
    let context = Value::from(CONTEXT);
    let head = format!("{{\"type\":\"FeatureCollection\",\"@context\":{context},\"features\":[\n");
    out.extend_from_slice(head.as_bytes());
}

/// Writes the record as a feature, without a line end.
pub(super) fn write(record: &Record<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(feature(record).to_string().as_bytes());
}

fn feature(record: &Record<'_>) -> Value {
    let text = |name| record.text(name);
    let kind = text("kind").and_then(|it| it.parse::<Kind>().ok());
    let country: Vec<&str> = text("country").into_iter().collect();
    let class: Vec<&str> = kind.map(feature_class).into_iter().collect();
    let mut feature = json!({
        "@id": record.id,
        "type": "Feature",
        "properties": { "title": text("place"), "ccodes": country, "fclasses": class },
        "names": [name(record)],
    });
    if let Some(kind) = kind {
        let (id, label) = aat(kind);
        let types = json!([{ "identifier": format!("aat:{id}"), "label": label, "sourceLabel": kind.as_str() }]);
        feature["types"] = types;
    }
    if let Some(point) = record.point {
        feature["geometry"] = json!({ "type": "Point", "coordinates": [point.lon(), point.lat()] });
    }
    if let Some(when) = record.when.and_then(linked_places_when) {
        feature["when"] = json!(when);
    }
    if let Some(quote) = text("quote") {
        feature["descriptions"] = json!([{ "value": quote, "lang": text("lang") }]);
        feature["links"] = json!([{ "type": "exactMatch", "identifier": text("place_id") }]);
    }
    for (name, cell) in &record.cells {
        if let ("mentions" | "articles" | "score", Cell::Whole(_) | Cell::Real(_)) = (*name, cell) {
            feature["properties"][*name] = json!(cell);
        }
    }
    feature
}

/// The surface with the article that says so, or the label.
fn name(record: &Record<'_>) -> Value {
    let Some(surface) = record.text("surface") else {
        return json!({ "toponym": record.text("place") });
    };
    let label = record.text("article_title").or(record.text("article_id"));
    let citation = match record.text("article_url") {
        Some(url) => json!({ "label": label, "@id": url }),
        None => json!({ "label": label }),
    };
    let others =
        record.text("also_in").into_iter().flat_map(|it| it.split("; ").filter(|it| *it != "…"));
    let others = others.map(|it| json!({ "label": it }));
    let citations: Vec<Value> = std::iter::once(citation).chain(others).collect();
    json!({ "toponym": surface, "lang": record.text("lang"), "citations": citations })
}
