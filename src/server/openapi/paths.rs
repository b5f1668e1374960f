//! The paths, and what can be done at each.

use serde_json::{Map, Value, json};

use crate::export;
use crate::server::collections::Collection;
use crate::server::openapi::{TOKEN, reference};
use crate::server::tiles::SCHEME;
use crate::server::{gate, gazetteer, items};
use crate::store::Filter;
use crate::store::property::Property;

/// What any request may meet: an address that is too long, a host that this server is not, too much under way.
const ANYWHERE: [u16; 3] = [414, 421, 503];

/// What a request that may write may meet: beside a mistake, no right to.
const WRITING: [u16; 3] = [400, 401, 403];

/// All of them.
pub(super) fn paths() -> Map<String, Value> {
    let mut paths = Paths::default();
    pages(&mut paths);
    features(&mut paths);
    downloads(&mut paths);
    tiles(&mut paths);
    counts(&mut paths);
    articles(&mut paths);
    reconciliation(&mut paths);
    service(&mut paths);
    paths.0
}

fn pages(paths: &mut Paths) {
    let mut get = |path, id, summary, names: &[&str], answer| {
        paths.get(path, id, summary, names, answer, &[400, 406]);
    };
    get("/", "landing", "The landing page; as HTML, the map", &["f", "embed"], "Told");
    get("/conformance", "conformance", "What this API keeps to", &["f"], "Told");
    get("/api", "api", "This document; as HTML, a page to try it", &["f"], "Definition");
    get("/collections", "collections", "The collections", &["f"], "Told");
}

fn features(paths: &mut Paths) {
    for collection in Collection::ALL {
        let name = collection.name();
        let here = format!("/collections/{name}");
        let about = collection.description();
        let id = |what: &str| format!("{name}{what}");
        paths.get(&here, &id(""), about, &["f"], "Told", &[400, 406]);
        let queryables = format!("{here}/queryables");
        let asked = "What can be asked about";
        paths.get(&queryables, &id("Queryables"), asked, &["f"], "Queryables", &[400, 406]);
        let mut names =
            [&Filter::NAMES[..], &Filter::PAGING, &Filter::OGC, &items::OWN, &properties()]
                .concat();
        if collection.sortables().is_empty() {
            names.retain(|it| *it != "sortby");
        }
        let items = format!("{here}/items");
        paths.get(&items, &id("Items"), about, &of_items(&names), "Page", &[400, 406]);
        let item = format!("{here}/items/{{id}}");
        paths.get(&item, &id("Item"), "One of them", &["f", "crs"], "Feature", &[400, 404, 406]);
    }
    let here = "/collections/gazetteer";
    paths.get(here, "gazetteer", "Every place that is known", &["f"], "Told", &[400, 404, 406]);
    let items = format!("{here}/items");
    let names = of_items(&gazetteer::PARAMETERS);
    paths.get(&items, "gazetteerItems", "Places by name", &names, "Page", &[400, 404, 406]);
    let item = format!("{here}/items/{{id}}");
    paths.get(&item, "gazetteerItem", "One of them", &["f"], "Feature", &[400, 404, 406]);
}

/// The properties that items can be asked for by their names, beside the filters.
fn properties() -> Vec<&'static str> {
    let names = Property::ALL.iter().map(|it| it.as_str());
    names.filter(|it| !Filter::NAMES.contains(it)).collect()
}

/// Items come as tables too, so `f` says more there.
fn of_items<'n>(names: &[&'n str]) -> Vec<&'n str> {
    names.iter().map(|it| if *it == "f" { "items-f" } else { it }).collect()
}

fn downloads(paths: &mut Paths) {
    paths.get("/export", "formats", "The formats of downloads", &[], "List", &[400]);
    for collection in export::Collection::ALL {
        let name = collection.name();
        let names = match collection {
            export::Collection::Gazetteer => &gazetteer::FILTERS[..],
            _ => &Filter::NAMES,
        };
        let (path, id) = (format!("/export/{name}.{{format}}"), format!("{name}Download"));
        let summary = format!("All of the {name} that pass, as a download");
        let answer = format!("{name}-download");
        paths.get(&path, &id, &summary, names, &answer, &[400, 404, 406, 429, 507]);
    }
}

fn tiles(paths: &mut Paths) {
    let schemes = "/tileMatrixSets";
    paths.get(schemes, "tileMatrixSets", "The tiling schemes", &[], "Data", &[400]);
    let scheme = format!("{schemes}/{SCHEME}");
    paths.get(&scheme, "tileMatrixSet", "The tiling scheme", &[], "Data", &[400]);
    for name in ["mentions", "places"] {
        let id = |what: &str| format!("{name}{what}");
        let here = format!("/collections/{name}/tiles");
        paths.get(&here, &id("Tilesets"), "Its tilesets", &[], "Data", &[400]);
        let here = format!("{here}/{SCHEME}");
        paths.get(&here, &id("Tileset"), "Its tileset", &[], "Data", &[400]);
        let (filters, faults) = (&Filter::NAMES, &[400, 404]);
        let here = format!("{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}");
        paths.get(&here, &id("Tile"), "A vector tile", filters, "Tile", faults);
        paths.also(&here, 204, "Empty");
        let here = format!("/tiles/{name}.json");
        let summary = "TileJSON 3 of the tiles that pass";
        paths.get(&here, &id("TileJson"), summary, filters, "Data", &[400]);
        let here = format!("/tiles/{{version}}/{name}/{{tileMatrix}}/{{tileCol}}/{{tileRow}}");
        let summary = "The same tile, to be kept for ever under the version of the data";
        paths.get(&here, &id("VersionedTile"), summary, filters, "Tile", faults);
        paths.also(&here, 204, "Empty");
    }
}

fn counts(paths: &mut Paths) {
    let filters = &Filter::NAMES[..];
    let mut get = |path, id, summary, own: &[&str]| {
        paths.get(path, id, summary, &[filters, own].concat(), "Data", &[400]);
    };
    get("/facets", "facets", "Mentions by value", &["facet", "facets-limit"]);
    get("/histogram", "histogram", "Mentions by time", &["by", "bars"]);
    get("/counts", "counts", "Mentions by place", &[]);
    let summary = "All that the map filters by, as columns";
    paths.get("/index.bin", "index", summary, &[], "Bytes", &[400]);
    paths.also("/index.bin", 304, "Unchanged");
    let summary = "The positions in index.bin of the mentions that words are found with";
    paths.get("/matches", "matches", summary, &["q"], "Data", &[400]);
    let basemap = "/basemap/{version}.pmtiles";
    let summary = "The archive of tiles that --basemap names, in ranges";
    paths.get(basemap, "basemap", summary, &[], "Bytes", &[404, 416]);
    paths.also(basemap, 206, "Bytes");
    paths.also(basemap, 304, "Unchanged");
    let summary = "Tells when there are newer data";
    paths.get("/events", "events", summary, &["last-event-id"], "Events", &[400]);
}

fn articles(paths: &mut Paths) {
    let names = ["articles-q", "articles-limit"];
    let summary = "Articles by words in their texts, where there is a database";
    paths.get("/articles", "searchArticles", summary, &names, "Data", &[400, 404]);
    let faults = [&WRITING[..], &[413, 415, 507]].concat();
    paths.add("post", "/articles", "addArticles", "Takes articles in", &[], &faults);
    paths.write("post", "/articles", Some("Articles"), &[(200, "Receipt"), (201, "Receipt")]);
    let summary = "An article with its text and mentions; as HTML, a page to read it";
    paths.get("/articles/{id}", "article", summary, &[], "Told", &[400, 404]);
    let mention = "/collections/mentions/items/{id}";
    let (path, summary) = (format!("{mention}/why"), "Why a mention was taken for its place");
    paths.get(&path, "why", summary, &[], "Data", &[400, 404]);
    let path = format!("{mention}/verdict");
    let faults = [&WRITING[..], &[404, 413, 507]].concat();
    let summary = "Keeps what a person says of a mention";
    paths.add("put", &path, "judge", summary, &[], &faults);
    paths.write("put", &path, Some("Verdict"), &[(200, "Judged")]);
    let faults = [&WRITING[..], &[404, 507]].concat();
    paths.add("delete", &path, "unjudge", "Takes it back", &[], &faults);
    paths.write("delete", &path, None, &[(204, "Empty")]);
}

fn reconciliation(paths: &mut Paths) {
    let (here, summary) = ("/reconcile", "Places for names: the manifest, or a batch of queries");
    let faults = &[400, 404, 413];
    paths.get(here, "reconcile", summary, &["queries", "extend"], "Data", faults);
    paths.add("post", here, "reconcileBatch", summary, &[], faults);
    let operation = &mut paths.0[here]["post"];
    operation["requestBody"] = reference("requestBodies", "Queries");
    operation["responses"]["200"] = reference("responses", "Data");
    let typed = &["prefix", "cursor"];
    for (what, id, summary, faults) in [
        ("entity", "suggestEntity", "Places whose names begin so", &[400, 404][..]),
        ("type", "suggestType", "Kinds of places that begin so", &[400]),
        ("property", "suggestProperty", "Properties that begin so", &[400]),
    ] {
        paths.get(&format!("{here}/suggest/{what}"), id, summary, typed, "Data", faults);
    }
    let (path, summary) = (format!("{here}/extend/propose"), "The columns that can be fetched");
    paths.get(&path, "proposeProperties", summary, &["type", "propose-limit"], "Data", &[400]);
    let (path, summary) = (format!("{here}/preview"), "A place in a small frame");
    paths.get(&path, "preview", summary, &["preview-id"], "Html", &[400, 404]);
    for path in ["", "/suggest/entity", "/suggest/type", "/suggest/property", "/extend/propose"]
        .into_iter()
        .chain(["/preview"])
    {
        let path = format!("{here}{path}");
        let id = format!("preflight{}", path.replace('/', "-"));
        paths.add("options", &path, &id, "Pages of other hosts may ask", &[], &[]);
        paths.0[&path]["options"]["responses"]["204"] = reference("responses", "Empty");
    }
}

fn service(paths: &mut Paths) {
    paths.get("/health", "health", "Whether the program runs", &[], "Data", &[]);
    paths.get("/ready", "ready", "Whether there are data to ask about", &[], "Data", &[]);
    paths.get("/metrics", "metrics", "Counts of requests, for Prometheus", &[], "Metrics", &[]);
}

/// Paths with their operations.
#[derive(Default)]
struct Paths(Map<String, Value>);

impl Paths {
    /// Adds what reads there.
    fn get(
        &mut self,
        path: &str,
        id: &str,
        summary: &str,
        names: &[&str],
        answer: &str,
        faults: &[u16],
    ) {
        self.add("get", path, id, summary, names, faults);
        self.also(path, 200, answer);
        if gate::is_versioned(path) {
            self.also(path, 304, "Unchanged");
        }
    }

    /// Another answer of what reads there.
    fn also(&mut self, path: &str, status: u16, answer: &str) {
        self.0[path]["get"]["responses"][status.to_string()] = reference("responses", answer);
    }

    /// An operation, with the parameters of its path and others, and the problems that it may meet.
    fn add(
        &mut self,
        method: &str,
        path: &str,
        id: &str,
        summary: &str,
        names: &[&str],
        faults: &[u16],
    ) {
        let collection = path.trim_start_matches("/export/").split('.').next().unwrap_or_default();
        let needed = path.split('{').skip(1).filter_map(|it| it.split('}').next());
        let needed = needed.map(|it| match it {
            "format" => format!("{collection}-format"),
            name => name.to_owned(),
        });
        let names = needed.chain(names.iter().map(|it| (*it).to_owned()));
        let parameters: Vec<Value> = names.map(|it| reference("parameters", &it)).collect();
        let statuses = faults.iter().chain(&ANYWHERE);
        let responses: Map<String, Value> =
            statuses.map(|it| (it.to_string(), reference("responses", "Problem"))).collect();
        let operation = json!({
            "operationId": id,
            "summary": summary,
            "parameters": parameters,
            "responses": responses,
        });
        let path = self.0.entry(path).or_insert_with(|| json!({}));
        path[method] = operation;
    }

    /// Says that an operation writes, from what, and what it answers.
    fn write(&mut self, method: &str, path: &str, body: Option<&str>, answers: &[(u16, &str)]) {
        let operation = &mut self.0[path][method];
        operation["security"] = json!([{ TOKEN: [] }]);
        if let Some(body) = body {
            operation["requestBody"] = reference("requestBodies", body);
        }
        for (status, answer) in answers {
            operation["responses"][status.to_string()] = reference("responses", answer);
        }
    }
}
