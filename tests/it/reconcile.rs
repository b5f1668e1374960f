//! Places for other people's tables: the reconciliation service, and the gazetteer as a collection.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tadmur::gazetteer::{Cache, Searched};
use tadmur::server::{App, router};
use tadmur::store::Store;
use tadmur_geoparser::gazetteer::Gazetteer;
use tower::ServiceExt;

const PLACES: &str = "\
id,title,types,ccodes,parent_id,lon,lat,population,variants,matches
gn:163808,Palmyra,city,SY,gn:169575,38.28,34.56,51323,Tadmur@;تدمر@ar,wd:Q5747
gn:169575,Homs,admin1,SY,gn:163843,38,34.5,1803000,,
gn:163843,Syria,country,SY,,38,35,18000000,سوريا@ar,
gn:6252001,United States,country,US,,-98,39,327167434,,
us:1,Palmyra,city,US,,-76.59,40.31,7320,,
us:2,Palmyra,city,US,,-77.23,43.06,3500,,
gn:170063,Aleppo,city,SY,,37.16,36.2,1602264,حلب@ar,
x:1,\"<b>Bold & \"\"bad\"\"\",site,,,0,0,,,
";

fn app() -> Router {
    let (gazetteer, _) = Gazetteer::from_csv(&[("a.csv", PLACES.as_bytes())]).unwrap();
    let places = Arc::new(Searched::new(gazetteer, Cache::none()));
    router(App::of(Store::of([])).with_places(places))
}

async fn ask(request: Request<Body>) -> (StatusCode, Vec<(String, String)>, String) {
    let response = app().oneshot(request).await.unwrap();
    let status = response.status();
    let headers = response.headers().iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let headers = headers.collect();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, headers, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::main(flavor = "current_thread")]
async fn get(path: &str) -> (StatusCode, Vec<(String, String)>, String) {
    ask(Request::get(path).header("host", "127.0.0.1:7878").body(Body::empty()).unwrap()).await
}

#[track_caller]
fn get_json(path: &str) -> Value {
    let (status, _, body) = get(path);
    assert_eq!(status, StatusCode::OK, "{body}");
    serde_json::from_str(&body).unwrap()
}

#[tokio::main(flavor = "current_thread")]
async fn post(name: &str, value: &Value) -> (StatusCode, Value) {
    let mut form = form_urlencoded::Serializer::new(String::new());
    let form = form.append_pair(name, &value.to_string()).finish();
    let kind = "application/x-www-form-urlencoded";
    let request = Request::post("/reconcile").header("content-type", kind).body(form.into());
    let (status, headers, body) = ask(request.unwrap()).await;
    let all = ("access-control-allow-origin".to_owned(), "*".to_owned());
    assert!(status != StatusCode::OK || headers.contains(&all));
    (status, serde_json::from_str(&body).unwrap())
}

/// Asks for a name with properties: the ids that come, the sure one marked.
#[track_caller]
fn check(query: &Value, expected: &[&str]) {
    let (status, body) = post("queries", &json!({ "q0": query }));
    assert_eq!(status, StatusCode::OK);
    let found = body["q0"]["result"].as_array().unwrap().iter().map(|it| {
        let mark = if it["match"] == true { "!" } else { "" };
        format!("{}{mark}", it["id"].as_str().unwrap())
    });
    assert_eq!(found.collect::<Vec<_>>(), expected, "{body}");
}

#[test]
fn the_service_says_what_it_is() {
    let manifest = get_json("/reconcile");
    assert_eq!(manifest["versions"], json!(["0.2"]));
    assert_eq!(manifest["identifierSpace"], "http://127.0.0.1:7878/collections/gazetteer/items/");
    assert_eq!(manifest["view"]["url"], "http://127.0.0.1:7878/collections/gazetteer/items/{{id}}");
}

#[test]
fn a_name_gets_candidates_and_a_sure_one_is_a_match() {
    check(&json!({ "query": "Tadmur" }), &["gn:163808!"]);
    check(&json!({ "query": "حلب", "limit": 3 }), &["gn:170063!"]);
    check(&json!({ "query": "Aleppo", "limit": 0 }), &["gn:170063!"]);
    check(&json!({ "query": "Alepo" }), &["gn:170063"]);
    check(&json!({ "query": "Nowhereville" }), &[]);
    check(&json!({ "query": "gn:163843" }), &["gn:163843!"]);
}

#[test]
fn properties_and_types_count() {
    let country = |code: Value| json!([{ "pid": "country", "v": code }]);
    let palmyra = |code: Value| json!({ "query": "Palmyra", "properties": country(code) });
    for syria in [
        json!("SY"),
        json!("Syria"),
        json!("gn:163843"),
        json!({ "id": "gn:163843" }),
        json!(["SY"]),
    ] {
        check(&palmyra(syria), &["gn:163808!", "us:1", "us:2"]);
    }
    // two of them, and neither is much better known
    check(&palmyra(json!("US")), &["us:1", "us:2", "gn:163808"]);
    check(&palmyra(json!("")), &["gn:163808!", "us:1", "us:2"]);
    let parent = json!([{ "pid": "parent", "v": "homs" }]);
    check(&json!({ "query": "Palmyra", "properties": parent, "limit": 1 }), &["gn:163808!"]);
    check(&json!({ "query": "Syria", "type": "country" }), &["gn:163843!"]);
    check(&json!({ "query": "Syria", "type": "city" }), &[]);
    check(&json!({ "query": "Syria", "type": "city", "type_strict": "should" }), &["gn:163843!"]);
    check(&json!({ "query": "Syria", "type": ["place"] }), &["gn:163843!"]);
}

#[test]
fn columns_can_be_added() {
    let properties =
        ["lat", "country", "wikidata", "names", "no such"].map(|it| json!({ "id": it }));
    let (_, body) =
        post("extend", &json!({ "ids": ["gn:163808", "gaz:1"], "properties": properties }));
    assert_eq!(body["meta"][0], json!({ "id": "lat", "name": "latitude" }));
    assert_eq!(
        body["rows"]["gn:163808"],
        json!({
            "lat": [{ "float": 34.56 }],
            "country": [{ "id": "gn:163843", "name": "Syria" }],
            "wikidata": [{ "str": "Q5747" }],
            "names": [{ "str": "Palmyra" }, { "str": "Tadmur" }, { "str": "تدمر" }],
            "no such": [],
        })
    );
    assert_eq!(body["rows"]["gaz:1"]["lat"], json!([]));
}

#[test]
fn who_types_is_offered_something() {
    let first = |path: &str| get_json(path)["result"][0]["id"].as_str().unwrap_or("").to_owned();
    assert_eq!(first("/reconcile/suggest/entity?prefix=tad"), "gn:163808");
    assert_eq!(first("/reconcile/suggest/entity?prefix=palm&cursor=1"), "us:1");
    assert_eq!(first("/reconcile/suggest/type?prefix=cou"), "country");
    assert_eq!(first("/reconcile/suggest/property?prefix=lat"), "lat");
    assert_eq!(first("/reconcile/suggest/entity?prefix="), "");
    assert_eq!(
        get_json("/reconcile/extend/propose?type=city&limit=1")["properties"][0]["id"],
        "country"
    );
}

#[test]
fn a_preview_is_a_page_that_runs_nothing() {
    let (status, headers, body) = get("/reconcile/preview?id=x:1");
    assert_eq!(status, StatusCode::OK);
    assert!(
        body.contains("&lt;b&gt;Bold &amp; &quot;bad&quot;") && !body.contains("<b>"),
        "{body}"
    );
    let policy = headers.iter().find(|it| it.0 == "content-security-policy").unwrap();
    assert!(policy.1.contains("default-src 'none'") && policy.1.contains("frame-ancestors *"));
    assert_eq!(get("/reconcile/preview?id=x:2").0, StatusCode::NOT_FOUND);
}

#[test]
fn bad_questions_are_problems() {
    assert_eq!(post("queries", &json!("no object")).0, StatusCode::BAD_REQUEST);
    assert_eq!(post("queries", &json!({ "q0": { "query": 1 } })).0, StatusCode::BAD_REQUEST);
    assert_eq!(post("extend", &json!({})).1["parameter"], "extend");
    let many: serde_json::Map<String, Value> =
        (0..1001).map(|it| (format!("q{it}"), json!({ "query": "Homs" }))).collect();
    assert_eq!(post("queries", &Value::Object(many)).0, StatusCode::PAYLOAD_TOO_LARGE);
    for (path, parameter) in [
        ("suggest/entity?prefix=a&cursor=-1", "cursor"),
        ("suggest/type?cursor=ten", "cursor"),
        ("suggest/property?cursor=", "cursor"),
        ("suggest/entity?prefix=a&prefix=b", "prefix"),
        ("extend/propose?limit=1.5", "limit"),
        ("extend/propose?type=city&type=river", "type"),
        ("preview?id=x:1&id=x:1", "id"),
    ] {
        let (status, headers, body) = get(&format!("/reconcile/{path}"));
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status.as_u16(), &body["parameter"]), (400, &json!(parameter)), "{path}");
        assert!(headers.contains(&("content-type".into(), "application/problem+json".into())));
    }
    assert_eq!(get("/reconcile/suggest/type?prefix=cou&callback=f&_=1").0, StatusCode::OK);
}

#[test]
fn the_gazetteer_is_a_collection() {
    let listed = get_json("/collections");
    assert!(listed["collections"].as_array().unwrap().iter().any(|it| it["id"] == "gazetteer"));
    assert_eq!(get_json("/collections/gazetteer")["itemType"], "feature");
    let ids = |query: &str| {
        let page = get_json(&format!("/collections/gazetteer/items?{query}"));
        let features = page["features"].as_array().unwrap().iter();
        let ids: Vec<String> = features.map(|it| it["id"].as_str().unwrap().to_owned()).collect();
        (ids.join(" "), page["numberMatched"].as_u64().unwrap())
    };
    assert_eq!(ids("limit=2"), ("gn:163808 gn:163843".to_owned(), 8));
    assert_eq!(ids("q=alepo"), ("gn:170063".to_owned(), 1));
    assert_eq!(ids("q=palmyra&country=US&limit=1"), ("us:1".to_owned(), 2));
    assert_eq!(ids("kind=country&bbox=30,30,40,40"), ("gn:163843".to_owned(), 1));
    let (status, _, lines) = get("/export/gazetteer.geojsonl?country=SY&kind=country");
    assert_eq!((status, lines.lines().count()), (StatusCode::OK, 1), "{lines}");
    let line: Value = serde_json::from_str(&lines).unwrap();
    assert_eq!((&line["id"], &line["properties"]["fcode"]), (&json!("gn:163843"), &Value::Null));
    assert_eq!(get("/export/gazetteer.csv").2.lines().count(), 9);
    assert_eq!(get("/export/gazetteer.atom").0, StatusCode::NOT_FOUND);
    assert_eq!(get("/export/gazetteer.csv?role=all").0, StatusCode::BAD_REQUEST);
    assert_eq!(get("/export/gazetteer.csv?limit=1").0, StatusCode::BAD_REQUEST);
    let item = get_json("/collections/gazetteer/items/gn:163808");
    assert_eq!(item["properties"]["parent"], "Homs");
    assert_eq!(item["geometry"]["coordinates"], json!([38.28, 34.56]));
    for wrong in ["country=sy", "kind=village", "bbox=1", "z=1"] {
        assert_eq!(
            get(&format!("/collections/gazetteer/items?{wrong}")).0,
            StatusCode::BAD_REQUEST
        );
    }
}
