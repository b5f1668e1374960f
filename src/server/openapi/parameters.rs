//! The parameters there are.

use serde_json::{Map, Value, json};
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::place::Kind;
use tadmur_geoparser::text::zones::Zone;

use crate::export::{self, Format};
use crate::server::accept::Form;
use crate::server::collections::schema;
use crate::server::reconcile::MOST_QUERIES;
use crate::server::tiles::MAX_ZOOM;
use crate::server::{counts, search};
use crate::store::Filter;
use crate::store::counts::{Bin, Facet, Histogram};
use crate::store::crs::Crs;
use crate::store::property::Property;

/// All of them, by the names that the operations use: the parameter's own, after a path's and a dash where that path
/// means something else by it.
pub(super) fn parameters() -> Map<String, Value> {
    let mut parameters = shared();
    for it in Property::ALL {
        let name = it.as_str();
        let described = || parameter(name, "query", &schema(*it), it.meaning());
        parameters.entry(name).or_insert_with(described);
    }
    parameters.extend(of_paths());
    parameters.extend(own());
    parameters
}

/// The filters, and what else several paths take.
fn shared() -> Map<String, Value> {
    let text = || json!({ "type": "string" });
    let flag = || json!({ "type": "boolean" });
    let words = |words: Vec<&str>| json!({ "type": "array", "minItems": 1, "items": { "type": "string", "enum": words } });
    let list =
        || json!({ "type": "array", "minItems": 1, "items": { "type": "string", "minLength": 1 } });
    let whole = |least: usize, most: usize, usual: usize| json!({ "type": "integer", "minimum": least, "maximum": most, "default": usual });
    let and_all = |names: Vec<&'static str>| [names, vec!["all"]].concat();
    let roles = Role::ALL.iter().map(|it| it.as_str()).collect();
    let zones = Zone::ALL.iter().map(|it| it.as_str()).collect();
    let kinds = Kind::ALL.iter().map(|it| it.as_str()).collect();
    let facets = Facet::ALL.iter().map(|it| it.as_str()).collect();
    let bins: Vec<&str> = Bin::ALL.iter().map(|it| it.as_str()).collect();
    let crs = json!({ "type": "string", "format": "uri", "enum": Crs::ALL.map(Crs::uri) });
    let corner =
        json!({ "type": "array", "minItems": 4, "maxItems": 6, "items": { "type": "number" } });
    let all = [
        (
            "datetime",
            text(),
            "A day, an instant, or an interval a/b, ../b, a/.. that the time must overlap",
        ),
        ("time", json!({ "type": "string", "enum": ["when", "published"] }), "Which time that is"),
        ("undated", flag(), "What has no time passes too"),
        ("bbox", corner, "Where the place must lie"),
        ("bbox-crs", crs.clone(), "The coordinate reference system of bbox"),
        ("role", words(and_all(roles)), "What the mention says of its place"),
        ("zone", words(and_all(zones)), "Where in the article it stands"),
        ("duplicates", flag(), "Repeated passages and copies of articles count too"),
        ("place", list(), "Ids or names of places"),
        ("article", text(), "The id of an article"),
        ("source", list(), "Who published the article"),
        ("lang", list(), "The language of the article"),
        (
            "country",
            json!({ "type": "array", "minItems": 1, "items": { "type": "string", "pattern": "^[A-Z]{2}$" } }),
            "Countries of places, ISO 3166-1 alpha-2",
        ),
        ("kind", words(and_all(kinds)), "Kinds of places"),
        (
            "score",
            json!({ "type": "number", "minimum": 0, "maximum": 1 }),
            "How sure the place must be at least",
        ),
        ("q", text(), "Words that all stand in the quote, the name of the place or the title"),
        ("filter", text(), "A condition in CQL2"),
        (
            "filter-lang",
            json!({ "type": "string", "enum": ["cql2-text", "cql2-json"] }),
            "The language of filter",
        ),
        ("filter-crs", crs.clone(), "The coordinate reference system of filter"),
        (
            "limit",
            whole(1, Filter::MAX_LIMIT, Filter::DEFAULT_LIMIT),
            "How many at most; more than the maximum means the maximum",
        ),
        (
            "offset",
            json!({ "type": "integer", "minimum": 0, "default": 0 }),
            "How many to pass over",
        ),
        ("after", text(), "The last item of the page before, as the link next has it"),
        (
            "f",
            json!({ "type": "string", "enum": ["json", "html"] }),
            "How the answer is written, whatever Accept says",
        ),
        ("crs", crs, "The coordinate reference system of the answer"),
        ("sortby", list(), "Properties to sort by; - before one for down"),
        (
            "properties",
            json!({ "type": "array", "items": { "type": "string" } }),
            "The only properties wanted",
        ),
        ("facet", words(and_all(facets)), "Which facets"),
        ("by", json!({ "type": "string", "enum": bins }), "How long a bar is"),
        (
            "bars",
            whole(1, Histogram::MOST_BARS, counts::DEFAULT_BARS),
            "How many bars at most, when by is not given",
        ),
    ];
    let described = |(name, schema, meaning): (&str, Value, &str)| {
        (name.to_owned(), parameter(name, "query", &schema, meaning))
    };
    all.into_iter().map(described).collect()
}

/// What stands in the paths themselves.
fn of_paths() -> impl Iterator<Item = (String, Value)> {
    let text = || json!({ "type": "string", "minLength": 1 });
    let most = (1_u32 << MAX_ZOOM) - 1;
    let number = |most: u32| json!({ "type": "integer", "minimum": 0, "maximum": most });
    let all = [
        ("id", text(), "Its id"),
        ("version", text(), "The version of the data, as TileJSON has it"),
        ("tileMatrix", number(MAX_ZOOM.into()), "The zoom"),
        ("tileRow", number(most), "The row, from the north"),
        ("tileCol", number(most), "The column, from the west"),
    ];
    let all = all.into_iter().map(|(name, schema, meaning)| {
        (name.to_owned(), parameter(name, "path", &schema, meaning))
    });
    let formats = export::Collection::ALL.into_iter().map(|collection| {
        let formats = Format::built().filter(|it| it.holds(collection)).map(Format::name);
        let schema = json!({ "type": "string", "enum": formats.collect::<Vec<_>>() });
        let described = parameter("format", "path", &schema, "The format of the file");
        (format!("{}-format", collection.name()), described)
    });
    all.chain(formats)
}

/// What one path, or one sort of them, has for itself.
fn own() -> impl Iterator<Item = (String, Value)> {
    let text = || json!({ "type": "string" });
    let whole = |usual: usize, most: usize| json!({ "type": "integer", "minimum": 1, "maximum": most, "default": usual });
    let forms = json!({ "type": "string", "enum": Form::names() });
    let from_0 = || json!({ "type": "integer", "minimum": 0 });
    let most = Filter::MAX_LIMIT;
    let all = [
        (
            "items-f",
            "f",
            forms,
            "How the items are written, whatever Accept says; a table's other pages stand in the header Link",
        ),
        ("embed", "embed", json!({ "type": "string", "enum": ["1"] }), "The map, for a frame"),
        ("facets-limit", "limit", whole(counts::DEFAULT_VALUES, most), "How many values of each"),
        (
            "articles-q",
            "q",
            json!({ "type": "string", "pattern": "[0-9A-Za-z]" }),
            "Words that the text or the title holds, the last one perhaps only begun",
        ),
        (
            "articles-limit",
            "limit",
            whole(search::DEFAULT_LIMIT, search::MOST),
            "How many at most; more than the maximum means the maximum",
        ),
        ("prefix", "prefix", text(), "What was typed so far"),
        ("cursor", "cursor", from_0(), "How many were shown already"),
        ("type", "type", text(), "The type of the places"),
        ("propose-limit", "limit", from_0(), "How many at most"),
        ("preview-id", "id", json!({ "type": "string", "minLength": 1 }), "The id of the place"),
    ];
    let all = all.into_iter().map(|(key, name, schema, meaning)| {
        let mut described = parameter(name, "query", &schema, meaning);
        described["required"] = ["articles-q", "preview-id"].contains(&key).into();
        (key.to_owned(), described)
    });
    let known = parameter("Last-Event-ID", "header", &text(), "The version that is known already");
    let batches = [
        ("queries", batch(), format!("Queries by names of your own, {MOST_QUERIES} at most")),
        ("extend", columns(), "Which columns of which places".to_owned()),
    ];
    let batches = batches.into_iter().map(|(name, schema, meaning)| {
        let described = json!({
            "name": name,
            "in": "query",
            "description": meaning,
            "content": { "application/json": { "schema": schema } },
        });
        (name.to_owned(), described)
    });
    all.chain([("last-event-id".to_owned(), known)]).chain(batches)
}

/// The queries of a batch, by names of the asker's own.
fn batch() -> Value {
    let property = json!({
        "type": "object", "required": ["pid"], "properties": { "pid": { "type": "string" }, "v": {} },
    });
    json!({ "type": "object", "additionalProperties": {
        "type": "object",
        "properties": {
            "query": { "type": "string" },
            "type": {},
            "limit": { "type": "integer", "minimum": 0 },
            "type_strict": { "type": "string" },
            "properties": { "type": "array", "items": property },
        },
    } })
}

/// Ids of places, and of properties.
fn columns() -> Value {
    let property = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } } });
    json!({
        "type": "object",
        "required": ["ids", "properties"],
        "properties": {
            "ids": { "type": "array", "items": { "type": "string" } },
            "properties": { "type": "array", "items": property },
        },
    })
}

fn parameter(name: &str, place: &str, schema: &Value, description: &str) -> Value {
    let mut parameter = json!({
        "name": name,
        "in": place,
        "description": description,
        "required": place == "path",
        "schema": schema,
    });
    if place == "query" {
        parameter["style"] = json!("form");
        parameter["explode"] = json!(false);
    }
    parameter
}
