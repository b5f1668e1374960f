//! What JSON looks like, here and there.

use serde_json::{Map, Value, json};

use crate::server::openapi::reference;

/// All of them, by their names.
pub(super) fn schemas() -> Map<String, Value> {
    let both = [read(), written()];
    both.into_iter().filter_map(|it| it.as_object().cloned()).flatten().collect()
}

/// What is read.
fn read() -> Value {
    let text = json!({ "type": "string" });
    let maybe = json!({ "type": "string", "nullable": true });
    let count = json!({ "type": "integer", "minimum": 0 });
    json!({
        "Object": { "type": "object" },
        "Link": {
            "type": "object",
            "required": ["href", "rel"],
            "properties": { "href": text, "rel": text, "type": text, "title": text },
        },
        "Feature": {
            "type": "object",
            "required": ["type", "id", "geometry", "properties"],
            "properties": {
                "type": { "type": "string", "enum": ["Feature"] },
                "id": text,
                "geometry": { "type": "object", "nullable": true },
                "properties": { "type": "object" },
                "same_as": {
                    "nullable": true,
                    "description": "Of an article: the original that it is a copy of",
                    "allOf": [reference("schemas", "Telling")],
                },
                "copies": {
                    "type": "array",
                    "description": "Of an article: others that tell its story in nearly the same words",
                    "items": reference("schemas", "Telling"),
                },
                "links": { "type": "array", "items": reference("schemas", "Link") },
            },
        },
        "Telling": {
            "type": "object",
            "required": ["id", "title", "url", "source"],
            "properties": {
                "id": text,
                "title": maybe,
                "url": maybe,
                "source": maybe,
            },
        },
        "Page": {
            "type": "object",
            "required": ["type", "features", "links", "numberMatched", "numberReturned", "timeStamp"],
            "properties": {
                "type": { "type": "string", "enum": ["FeatureCollection"] },
                "features": { "type": "array", "items": reference("schemas", "Feature") },
                "links": { "type": "array", "items": reference("schemas", "Link") },
                "numberMatched": count,
                "numberReturned": count,
                "timeStamp": { "type": "string", "format": "date-time" },
            },
        },
        "Problem": {
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": text, "title": text, "status": { "type": "integer" }, "detail": text, "parameter": text,
            },
        },
    })
}

/// What is written, and what is said to that.
fn written() -> Value {
    let text = json!({ "type": "string" });
    let maybe = json!({ "type": "string", "nullable": true });
    let count = json!({ "type": "integer", "minimum": 0 });
    json!({
        "Article": {
            "type": "object",
            "description": "An article to take in; other members are kept as metadata",
            "required": ["text"],
            "properties": {
                "text": { "type": "string", "minLength": 1 },
                "title": maybe,
                "url": maybe,
                "source": maybe,
                "lang": { "type": "string", "nullable": true, "description": "BCP 47", "example": "en" },
                "published": { "type": "string", "nullable": true, "description": "EDTF", "example": "2015-05-20" },
                "home": {
                    "type": "array",
                    "nullable": true,
                    "minItems": 2,
                    "maxItems": 2,
                    "items": { "type": "number" },
                    "description": "Longitude and latitude of the source",
                    "example": [36.3, 33.5],
                },
            },
        },
        "Receipt": {
            "type": "object",
            "required": ["added", "known", "articles", "faults"],
            "properties": {
                "added": count,
                "known": count,
                "articles": { "type": "array", "items": {
                    "type": "object",
                    "required": ["id", "status"],
                    "properties": {
                        "id": text,
                        "status": { "type": "string", "enum": ["added", "known"] },
                    },
                } },
                "faults": { "type": "array", "items": {
                    "type": "object",
                    "required": ["nth", "detail"],
                    "properties": { "nth": { "type": "integer", "minimum": 1 }, "detail": text },
                } },
            },
        },
        "Verdict": {
            "type": "object",
            "additionalProperties": false,
            "description": "`verdict`, `place` or `when`, or `when` beside one of the others",
            "anyOf": [
                { "required": ["verdict"] },
                { "required": ["place"] },
                { "required": ["when"] },
            ],
            "properties": {
                "verdict": { "type": "string", "nullable": true, "enum": ["right", "wrong", "place", null] },
                "place": { "type": "string", "nullable": true, "description": "The id of the place that is meant", "example": "gn:170063" },
                "when": { "type": "string", "nullable": true, "description": "EDTF", "example": "2015-05" },
                "end": {
                    "type": "integer",
                    "nullable": true,
                    "minimum": 0,
                    "description": "Where a name that was not found ends, in code points",
                },
            },
        },
        "Judged": {
            "type": "object",
            "required": ["id", "surface"],
            "properties": { "id": text, "surface": text },
        },
    })
}
