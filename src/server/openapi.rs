//! The definition of the API, made from the names and limits that the routes themselves use.
//!
//! It refers to nothing outside itself, so that tools read it offline.
//!
//! # Sources
//!
//! The `OpenAPI` Specification 3.0.3; OGC API - Features - Part 1, 9.3 (parameters `limit`, `bbox`, `datetime`).

use serde_json::{Map, Value, json};
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::place::Kind;
use tadmur_geoparser::text::zones::Zone;

use crate::server::accept::Form;
use crate::server::collections::Collection;
use crate::server::{gazetteer, items};
use crate::store::Filter;
use crate::store::counts::{Bin, Facet, Histogram};
use crate::store::crs::Crs;

/// What this document calls the parameter `f` of items.
const ITEMS_F: &str = "items-f";

/// The document, for a server at this address.
pub(crate) fn document(base: &str) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Tadmur",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The places that articles mention, with the times they speak of",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": base }],
        "paths": paths(),
        "components": {
            "parameters": parameters(),
            "responses": responses(),
            "schemas": schemas(),
        },
    })
}

fn paths() -> Map<String, Value> {
    let filters = &Filter::NAMES[..];
    let mut paths = Map::new();
    let mut get =
        |path: &str, id: &str, summary: &str, names: &[&str], answers: &[(&str, &str)]| {
            let needed = path.split('{').skip(1).filter_map(|it| it.split('}').next());
            let names: Vec<&str> = needed.chain(names.iter().copied()).collect();
            paths
                .insert(path.to_owned(), json!({ "get": operation(id, summary, &names, answers) }));
        };
    let page = [("200", "Page"), ("400", "Problem"), ("406", "Problem")];
    let feature = [("200", "Feature"), ("400", "Problem"), ("404", "Problem"), ("406", "Problem")];
    let told = [("200", "Object"), ("400", "Problem"), ("406", "Problem")];
    let data = [("200", "Object"), ("400", "Problem")];
    get("/", "landing", "The landing page; as HTML, the map", &["f"], &told);
    get("/conformance", "conformance", "What this API keeps to", &["f"], &told);
    get("/api", "api", "This document; as HTML, a page to try it", &["f"], &told);
    get("/collections", "collections", "The collections", &["f"], &told);
    for collection in Collection::ALL {
        let name = collection.name();
        let here = format!("/collections/{name}");
        let about = collection.description();
        let id = |what: &str| format!("{name}{what}");
        get(&here, &id(""), about, &["f"], &told);
        let queryables = format!("{here}/queryables");
        get(&queryables, &id("Queryables"), "What can be asked about", &["f"], &told);
        let mut names = [filters, &Filter::PAGING, &Filter::OGC, &items::OWN].concat();
        if collection.sortables().is_empty() {
            names.retain(|it| *it != "sortby");
        }
        get(&format!("{here}/items"), &id("Items"), about, &of_items(&names), &page);
        let item = format!("{here}/items/{{id}}");
        get(&item, &id("Item"), "One of them", &["f", "crs"], &feature);
    }
    get("/collections/gazetteer", "gazetteer", "Every place that is known", &["f"], &told);
    let names = of_items(&gazetteer::PARAMETERS);
    get("/collections/gazetteer/items", "gazetteerItems", "Places by name", &names, &page);
    get("/collections/gazetteer/items/{id}", "gazetteerItem", "One of them", &["f"], &feature);
    get("/facets", "facets", "Mentions by value", &[filters, &["facet", "limit"]].concat(), &data);
    get("/histogram", "histogram", "Mentions by time", &[filters, &["by", "bars"]].concat(), &data);
    get("/counts", "counts", "Mentions by place", filters, &data);
    let bytes = [("200", "Bytes"), ("400", "Problem")];
    get("/index.bin", "index", "All that the map filters by, as columns", &[], &bytes);
    let article = [("200", "Object"), ("400", "Problem"), ("404", "Problem")];
    get("/articles/{id}", "article", "An article with its text and mentions", &[], &article);
    let why = "Why a mention was taken for its place";
    get("/collections/mentions/items/{id}/why", "why", why, &[], &article);
    paths
}

/// Items come as tables too, so `f` says more there.
fn of_items<'n>(names: &[&'n str]) -> Vec<&'n str> {
    names.iter().map(|it| if *it == "f" { ITEMS_F } else { it }).collect()
}

fn operation(id: &str, summary: &str, names: &[&str], answers: &[(&str, &str)]) -> Value {
    let parameters: Vec<Value> = names.iter().map(|it| reference("parameters", it)).collect();
    let responses =
        answers.iter().map(|(status, it)| ((*status).to_owned(), reference("responses", it)));
    let responses: Map<String, Value> =
        responses.chain([("default".to_owned(), reference("responses", "Problem"))]).collect();
    json!({
        "operationId": id,
        "summary": summary,
        "parameters": parameters,
        "responses": responses,
    })
}

fn reference(section: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{section}/{name}") })
}

fn parameters() -> Map<String, Value> {
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
            whole(1, Histogram::MOST_BARS, 200),
            "How many bars at most, when by is not given",
        ),
    ];
    let mut parameters: Map<String, Value> = all
        .into_iter()
        .map(|(name, schema, description)| {
            (name.to_owned(), parameter(name, "query", &schema, description))
        })
        .collect();
    let forms = json!({ "type": "string", "enum": Form::names() });
    let meaning = "How the items are written, whatever Accept says; a table's other pages stand in the header Link";
    parameters.insert(ITEMS_F.to_owned(), parameter("f", "query", &forms, meaning));
    let id = parameter("id", "path", &text(), "Its id");
    parameters.insert("id".to_owned(), id);
    parameters
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

fn responses() -> Value {
    let json_or_html = |media_type: &str, schema: &str| {
        let mut content = Map::new();
        content.insert(media_type.to_owned(), json!({ "schema": reference("schemas", schema) }));
        content.insert("text/html".to_owned(), json!({ "schema": { "type": "string" } }));
        content
    };
    let mut page = json_or_html("application/geo+json", "Page");
    for (_, media_type) in Form::tables() {
        let bytes = json!({ "schema": { "type": "string", "format": "binary" } });
        page.insert(media_type.to_owned(), bytes);
    }
    let mut object = json_or_html("application/json", "Object");
    for media_type in ["application/schema+json", "application/vnd.oai.openapi+json;version=3.0"] {
        object.insert(media_type.to_owned(), json!({ "schema": reference("schemas", "Object") }));
    }
    json!({
        "Page": { "description": "A page of features", "content": page },
        "Feature": { "description": "A feature", "content": json_or_html("application/geo+json", "Feature") },
        "Object": { "description": "What was asked for", "content": object },
        "Bytes": {
            "description": "What was asked for, in a layout of its own",
            "content": { "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } },
        },
        "Problem": {
            "description": "Why there is no answer (RFC 9457)",
            "content": { "application/problem+json": { "schema": reference("schemas", "Problem") } },
        },
    })
}

fn schemas() -> Value {
    let text = json!({ "type": "string" });
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
                "title": { "type": "string", "nullable": true },
                "url": { "type": "string", "nullable": true },
                "source": { "type": "string", "nullable": true },
            },
        },
        "Page": {
            "type": "object",
            "required": ["type", "features", "links", "numberMatched", "numberReturned", "timeStamp"],
            "properties": {
                "type": { "type": "string", "enum": ["FeatureCollection"] },
                "features": { "type": "array", "items": reference("schemas", "Feature") },
                "links": { "type": "array", "items": reference("schemas", "Link") },
                "numberMatched": { "type": "integer", "minimum": 0 },
                "numberReturned": { "type": "integer", "minimum": 0 },
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
