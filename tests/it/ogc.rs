//! What OGC API - Features asks for, class by class, as `/conformance` claims it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use insta::assert_snapshot;
use serde_json::{Value, json};
use tadmur::article::Article;
use tadmur::feature::reading;
use tadmur::server::{App, router};
use tadmur::store::Store;
use tower::ServiceExt;

use crate::world::{SIEGE, SMALL, STORM, ask};

const HOST: &str = "http://127.0.0.1:7878";

#[test]
fn every_claim_is_listed() {
    let claims = ask("/conformance", &[]).json();
    let claims: Vec<&str> =
        claims["conformsTo"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert_snapshot!(claims.join("\n").replace("http://www.opengis.net/spec/", ""), @r"
    ogcapi-common-1/1.0/conf/core
    ogcapi-common-1/1.0/conf/html
    ogcapi-common-1/1.0/conf/json
    ogcapi-common-1/1.0/conf/landing-page
    ogcapi-common-1/1.0/conf/oas30
    ogcapi-common-2/1.0/conf/collections
    ogcapi-features-1/1.0/conf/core
    ogcapi-features-1/1.0/conf/geojson
    ogcapi-features-1/1.0/conf/html
    ogcapi-features-1/1.0/conf/oas30
    ogcapi-features-2/1.0/conf/crs
    ogcapi-features-3/1.0/conf/queryables
    ogcapi-features-3/1.0/conf/queryables-query-parameters
    ogcapi-features-3/1.0/conf/filter
    ogcapi-features-3/1.0/conf/features-filter
    cql2/1.0/conf/cql2-text
    cql2/1.0/conf/cql2-json
    cql2/1.0/conf/basic-cql2
    cql2/1.0/conf/advanced-comparison-operators
    cql2/1.0/conf/case-insensitive-comparison
    cql2/1.0/conf/accent-insensitive-comparison
    ogcapi-tiles-1/1.0/conf/core
    ogcapi-tiles-1/1.0/conf/tileset
    ogcapi-tiles-1/1.0/conf/tilesets-list
    ogcapi-tiles-1/1.0/conf/geodata-tilesets
    ogcapi-tiles-1/1.0/conf/datetime
    ogcapi-tiles-1/1.0/conf/mvt
    ");
}

fn links<'v>(value: &'v Value, found: &mut Vec<(&'v str, &'v str)>) {
    match value {
        Value::Object(members) => {
            if let (Some(href), Some(media_type)) = (value["href"].as_str(), value["type"].as_str())
            {
                found.push((href, media_type));
            }
            members.values().for_each(|it| links(it, found));
        }
        Value::Array(items) => items.iter().for_each(|it| links(it, found)),
        _ => {}
    }
}

#[test]
fn every_link_leads_to_what_it_says() {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![("/?f=json".to_owned(), "application/json".to_owned())];
    while let Some((path, media_type)) = waiting.pop() {
        if !seen.insert((path.clone(), media_type.clone())) {
            continue;
        }
        let mut path = path;
        for part in ["{tileMatrix}", "{tileRow}", "{tileCol}"] {
            path = path.replace(part, "0");
        }
        let answer = ask(&path, &[("accept", &media_type)]);
        assert_eq!(answer.status, StatusCode::OK, "{path} as {media_type}");
        let found = answer.header("content-type").to_owned();
        let plain = |it: &str| it.split(';').next().unwrap_or_default().to_owned();
        assert_eq!(plain(&found), plain(&media_type), "{path}");
        if !found.contains("json") {
            continue;
        }
        let body = answer.json();
        let mut linked = Vec::new();
        links(&body, &mut linked);
        for (href, media_type) in linked {
            if let Some(path) = href.strip_prefix(HOST) {
                waiting.push((path.to_owned(), media_type.to_owned()));
            }
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
}

#[test]
fn the_definition_says_what_there_is() {
    let answer = ask("/api", &[]);
    assert_eq!(answer.header("content-type"), "application/vnd.oai.openapi+json;version=3.0");
    let api = answer.json();
    let ids = [("mentions", 0), ("places", 0), ("articles", 0)].map(|(name, at)| {
        let page = ask(&format!("/collections/{name}/items"), &[]).json();
        (name, page["features"][at]["id"].as_str().unwrap().to_owned())
    });
    for (path, item) in api["paths"].as_object().unwrap() {
        // this server has no gazetteer, no database and no basemap of its own, and a stream of events does not end
        let absent = ["gazetteer", "/why", "/reconcile", "/events", "/basemap"].iter();
        if path == "/articles" || absent.into_iter().any(|it| path.contains(it)) {
            continue;
        }
        let Some(parameters) = item["get"]["parameters"].as_array() else { continue };
        let of = |name: &str| path.contains(name);
        let (_, id) = ids.iter().rev().find(|(name, _)| of(name)).unwrap_or(&ids[2]);
        let path = path.replace("{id}", id).replace("{format}", "csv").replace("{version}", "1");
        let path = ["{tileMatrix}", "{tileRow}", "{tileCol}"]
            .iter()
            .fold(path, |path, name| path.replace(name, "0"));
        let answer = ask(&path, &[]);
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        for parameter in parameters {
            let key = parameter["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
            let described = &api["components"]["parameters"][key];
            let name = described["name"].as_str().unwrap();
            // a path may mean something else by a name than others do
            assert!(key == name || key.ends_with(&format!("-{name}")), "{path}: {key}");
            if described["in"] == "path" {
                continue;
            }
            let answer = ask(&format!("{path}?{name}=%00"), &[]);
            let told = String::from_utf8(answer.body).unwrap();
            assert!(!told.contains("no parameter"), "{path}: {told}");
            assert!(answer.status.as_u16() < 500, "{path}: {told}");
        }
    }
    let text = api.to_string();
    assert!(!text.contains("\"$ref\":\"http"), "the definition refers to what lies elsewhere");
}

/// Of the sources: what is between the quotes of `.route("…"`, with the words behind it up to the next route.
fn routes(path: &Path, found: &mut Vec<(String, String)>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            routes(&entry.unwrap().path(), found);
        }
        return;
    }
    for part in fs::read_to_string(path).unwrap().split(".route(\"").skip(1) {
        let (route, rest) = part.split_once('"').unwrap();
        let end = rest.find('\n').unwrap_or(rest.len());
        found.push((route.to_owned(), rest[..end].to_owned()));
    }
}

#[test]
fn every_route_is_in_the_definition() {
    let paths = ask("/api", &[]).json()["paths"].as_object().unwrap().clone();
    let mut found = Vec::new();
    routes(Path::new("src/server"), &mut found);
    assert!(found.len() > 30, "{found:?}");
    for (route, handlers) in found.iter().filter(|(it, _)| !it.starts_with("/api.")) {
        let fits = |path: &str| {
            let same = route
                .split('/')
                .zip(path.split('/'))
                .all(|(ours, theirs)| ours == theirs || ours.starts_with('{'));
            same && route.split('/').count() == path.split('/').count()
        };
        for method in ["get", "post", "put", "delete"] {
            if handlers.contains(&format!("{method}(")) {
                let told = paths.iter().any(|(path, it)| fits(path) && it.get(method).is_some());
                assert!(told, "the definition lacks {method} {route}");
            }
        }
    }
}

#[test]
fn people_get_pages_and_programs_data() {
    for path in [
        "/collections",
        "/collections/mentions",
        "/collections/mentions/items",
        "/conformance",
        "/api",
    ] {
        let browser = ask(path, &[("accept", "text/html,*/*;q=0.8")]);
        assert_eq!(browser.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert!(browser.headers.get_all("vary").iter().any(|it| it == "accept"), "{path}");
        let text = String::from_utf8(browser.body).unwrap();
        assert!(!text.contains("<script>") && !text.contains("style="), "{path}");
        assert_eq!(
            ask(&format!("{path}?f=html"), &[]).header("content-type"),
            "text/html; charset=utf-8"
        );
        assert!(ask(path, &[]).header("content-type").contains("json"), "{path}");
        assert_eq!(
            ask(path, &[("accept", "image/png")]).status,
            StatusCode::NOT_ACCEPTABLE,
            "{path}"
        );
    }
}

#[test]
fn coordinates_come_in_the_system_asked_for() {
    let check = |crs: &str, expected: Value| {
        let path = "/collections/mentions/items?place=Suva&crs=";
        let answer = ask(&format!("{path}{crs}"), &[]);
        assert_eq!(answer.header("content-crs"), format!("<{crs}>"));
        assert_eq!(answer.json()["features"][0]["geometry"]["coordinates"], expected, "{crs}");
    };
    check("http://www.opengis.net/def/crs/OGC/1.3/CRS84", json!([178.44, -18.14]));
    check("http://www.opengis.net/def/crs/EPSG/0/4326", json!([-18.14, 178.44]));
    check("http://www.opengis.net/def/crs/EPSG/0/3857", json!([19_863_849.94, -2_053_941.82]));
    let default = ask("/collections/articles/items", &[]);
    assert_eq!(default.header("content-crs"), "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>");
    let swapped = "bbox=34,36,35,37&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326";
    let page = ask(&format!("/collections/mentions/items?{swapped}"), &[]).json();
    assert_eq!(page["features"][0]["properties"]["place"], "Homs");
}

#[test]
fn features_come_sorted_and_with_the_properties_asked_for() {
    let places = |query: &str| {
        let page = ask(&format!("/collections/mentions/items?{query}"), &[]).json();
        let told = |it: &Value| it["properties"]["place"].as_str().unwrap().to_owned();
        page["features"].as_array().unwrap().iter().map(told).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(places("sortby=place"), "Aleppo Homs Palmyra Palmyra Palmyra Suva");
    assert_eq!(places("sortby=-country,-place"), "Palmyra Palmyra Palmyra Homs Aleppo Suva");
    let page = ask("/collections/mentions/items?properties=place,score&limit=1", &[]).json();
    let properties = page["features"][0]["properties"].as_object().unwrap();
    assert_eq!(properties.keys().collect::<Vec<_>>(), ["place", "score"]);
    let most = ask("/collections/places/items?sortby=-mentions&limit=1", &[]).json();
    assert_eq!(most["features"][0]["properties"]["place"], "Palmyra");
}

#[test]
fn articles_stand_at_their_places() {
    let page = ask("/collections/articles/items", &[]).json();
    assert_eq!(page["numberMatched"], 2);
    let first = &page["features"][0];
    assert_eq!(first["geometry"]["type"], "MultiPoint");
    assert_eq!(
        (&first["properties"]["mentions"], &first["properties"]["places"]),
        (&json!(5), &json!(3))
    );
    let fiji = ask("/collections/articles/items?country=FJ", &[]).json();
    assert_eq!(fiji["numberMatched"], 1);
    assert_eq!(fiji["features"][0]["geometry"]["coordinates"], json!([[178.44, -18.14]]));
}

fn store(texts: &[&str]) -> Store {
    let articles = texts.iter().map(|it| Article::from_text((*it).to_owned()));
    Store::of(articles.map(|it| reading(&SMALL, &it)))
}

fn ask_of(app: &App, path: &str) -> Value {
    let request = Request::get(path).header("host", "127.0.0.1:7878").body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let response = router(app.clone()).oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap()
    })
}

/// Reads page after page while articles come in before and behind; gives how often each feature was seen.
#[track_caller]
fn check_paging(query: &str) {
    let app = App::of(store(&[SIEGE]));
    let asked = |path: &str| ask_of(&app, path);
    let expected: BTreeSet<String> =
        ids(&asked(&format!("{query}&limit=100"))).into_iter().collect();
    let mut path = format!("{query}&limit=1");
    let mut seen = Vec::new();
    for turn in 0.. {
        let page = asked(&path);
        seen.extend(ids(&page));
        let links = page["links"].as_array().unwrap();
        let Some(next) = links.iter().find(|it| it["rel"] == "next") else { break };
        next["href"].as_str().unwrap().strip_prefix(HOST).unwrap().clone_into(&mut path);
        app.replace(match turn % 3 {
            0 => store(&[STORM, SIEGE]),
            1 => store(&["Homs was quiet.\n", STORM, SIEGE, "Aleppo was not.\n"]),
            _ => store(&[SIEGE, STORM]),
        });
    }
    for id in expected {
        assert_eq!(seen.iter().filter(|it| **it == id).count(), 1, "{id} in {seen:?}");
    }
}

fn ids(page: &Value) -> Vec<String> {
    let features = page["features"].as_array().unwrap();
    features.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_give_everything_once_while_articles_come_in() {
    check_paging("/collections/mentions/items?");
    check_paging("/collections/mentions/items?sortby=-place");
    check_paging("/collections/places/items?");
    check_paging("/collections/articles/items?");
}
