//! CQL2: the same condition as text and as JSON, and what is refused.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::ask;

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn found(filter: &str, more: &str) -> String {
    let answer = ask(&format!("/collections/mentions/items?filter={}{more}", encoded(filter)), &[]);
    let told = String::from_utf8_lossy(&answer.body).into_owned();
    assert_eq!(answer.status, StatusCode::OK, "{filter}: {told}");
    let page = answer.json();
    let named = |it: &Value| {
        format!("{}@{}", it["properties"]["surface"].as_str().unwrap(), it["properties"]["start"])
    };
    page["features"].as_array().unwrap().iter().map(named).collect::<Vec<_>>().join(" ")
}

/// The condition gives these mentions, as text and as JSON.
#[track_caller]
fn check(text: &str, json: &Value, expected: &str) {
    assert_eq!(found(text, ""), expected, "{text}");
    assert_eq!(found(text, "&filter-lang=cql2-text"), expected, "{text}");
    assert_eq!(found(&json.to_string(), "&filter-lang=cql2-json"), expected, "{json}");
}

#[track_caller]
fn check_bad(filter: &str) {
    let answer = ask(&format!("/collections/mentions/items?filter={}", encoded(filter)), &[]);
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{filter}");
    assert_eq!(answer.json()["parameter"], "filter", "{filter}");
}

const ALL: &str = "Palmyra@12 Homs@61 Palmyra@68 Aleppo@116 Palmyra@128 Suva@16";
const PALMYRA: &str = "Palmyra@12 Palmyra@68 Palmyra@128";

#[test]
fn values_are_compared() {
    let place = json!({ "property": "place" });
    let start = json!({ "property": "start" });
    check("place = 'Homs'", &json!({ "op": "=", "args": [place, "Homs"] }), "Homs@61");
    check(
        "place <> 'Palmyra' AND country='SY'",
        &json!({ "op": "and", "args": [
        { "op": "<>", "args": [place, "Palmyra"] },
        { "op": "=", "args": [{ "property": "country" }, "SY"] }] }),
        "Homs@61 Aleppo@116",
    );
    check(
        "start < 16.5 or start >= 128",
        &json!({ "op": "or", "args": [
        { "op": "<", "args": [start, 16.5] }, { "op": ">=", "args": [start, 128] }] }),
        "Palmyra@12 Palmyra@128 Suva@16",
    );
    check(
        "NOT (start > 61) AND start > 12",
        &json!({ "op": "and", "args": [
        { "op": "not", "args": [{ "op": ">", "args": [start, 61] }] },
        { "op": ">", "args": [start, 12] }] }),
        "Homs@61 Suva@16",
    );
    check("\"place\" LIKE 'P%y_a'", &json!({ "op": "like", "args": [place, "P%y_a"] }), PALMYRA);
    check(
        "place NOT LIKE '%a%'",
        &json!({ "op": "not", "args": [
        { "op": "like", "args": [place, "%a%"] }] }),
        "Homs@61 Aleppo@116",
    );
    check(
        "start BETWEEN 61 AND 68",
        &json!({ "op": "between", "args": [start, 61, 68] }),
        "Homs@61 Palmyra@68",
    );
    check(
        "place IN ('Homs', 'Suva')",
        &json!({ "op": "in", "args": [place, ["Homs", "Suva"]] }),
        "Homs@61 Suva@16",
    );
    check(
        "duplicate = false",
        &json!({ "op": "=", "args": [{ "property": "duplicate" }, false] }),
        ALL,
    );
    check("TRUE", &json!(true), ALL);
    check("FALSE", &json!(false), "");
}

#[test]
fn what_is_missing_neither_passes_nor_fails() {
    let url = json!({ "property": "article_url" });
    check("article_url IS NULL", &json!({ "op": "isNull", "args": [url] }), ALL);
    check("article_url = 'x'", &json!({ "op": "=", "args": [url, "x"] }), "");
    check(
        "NOT article_url = 'x'",
        &json!({ "op": "not", "args": [{ "op": "=", "args": [url, "x"] }] }),
        "",
    );
    check(
        "article_url = 'x' OR TRUE",
        &json!({ "op": "or", "args": [{ "op": "=", "args": [url, "x"] }, true] }),
        ALL,
    );
}

#[test]
fn letters_may_be_of_any_case_and_bare() {
    let place = json!({ "property": "place" });
    let casei = json!({ "op": "casei", "args": [place] });
    check(
        "CASEI(place) = CASEI('HOMS')",
        &json!({ "op": "=", "args": [casei, { "op": "casei", "args": ["HOMS"] }] }),
        "Homs@61",
    );
    check(
        "CASEI(place) LIKE casei('PAL%')",
        &json!({ "op": "like", "args": [casei, { "op": "casei", "args": ["PAL%"] }] }),
        PALMYRA,
    );
    let quote = json!({ "op": "accenti", "args": [{ "property": "quote" }] });
    check(
        "ACCENTI(quote) LIKE ACCENTI('% café %')",
        &json!({ "op": "like", "args": [quote, { "op": "accenti", "args": ["% café %"] }] }),
        "Palmyra@12",
    );
}

#[test]
fn days_and_places_are_known() {
    let start = json!({ "property": "when_start" });
    check(
        "when_start = DATE('2015-05-03') AND start = 12",
        &json!({ "op": "and", "args": [
        { "op": "=", "args": [start, { "date": "2015-05-03" }] },
        { "op": "=", "args": [{ "property": "start" }, 12] }] }),
        "Palmyra@12",
    );
    check(
        "when_start >= '2016-12-20'",
        &json!({ "op": ">=", "args": [start, "2016-12-20"] }),
        "Suva@16",
    );
    check(
        "T_AFTER(when, TIMESTAMP('2016-01-01T00:00:00Z'))",
        &json!({ "op": "t_after", "args": [
        { "property": "when" }, { "timestamp": "2016-01-01T00:00:00Z" }] }),
        "Suva@16",
    );
    check(
        "T_DURING(when, INTERVAL('2016-12-01', '..'))",
        &json!({ "op": "t_during", "args": [
        { "property": "when" }, { "interval": ["2016-12-01", ".."] }] }),
        "Suva@16",
    );
    let geometry = json!({ "property": "geometry" });
    check(
        "S_INTERSECTS(geometry, BBOX(36,34,37,35))",
        &json!({ "op": "s_intersects", "args": [
        geometry, { "bbox": [36, 34, 37, 35] }] }),
        "Homs@61",
    );
    check(
        "S_INTERSECTS(geometry, POINT(36.72 34.73))",
        &json!({ "op": "s_intersects", "args": [
        geometry, { "type": "Point", "coordinates": [36.72, 34.73] }] }),
        "Homs@61",
    );
    check(
        "S_INTERSECTS(geometry, POLYGON((38 34, 39 34, 39 35, 38 35, 38 34)))",
        &json!({ "op": "s_intersects", "args": [
        geometry, { "type": "Polygon", "coordinates": [[[38, 34], [39, 34], [39, 35], [38, 35], [38, 34]]] }] }),
        PALMYRA,
    );
    let swapped = "&filter-crs=http://www.opengis.net/def/crs/EPSG/0/4326";
    assert_eq!(found("S_INTERSECTS(geometry, BBOX(34,36,35,37))", swapped), "Homs@61");
}

#[test]
fn any_property_is_a_parameter() {
    let page = ask("/collections/mentions/items?surface=Homs&when_basis=published", &[]).json();
    let other = ask("/collections/mentions/items?surface=Homs", &[]).json();
    assert!(page["numberMatched"].as_u64() <= other["numberMatched"].as_u64());
    assert_eq!(other["numberMatched"], 1);
    assert_eq!(ask("/collections/mentions/items?start=x", &[]).json()["parameter"], "start");
    assert_eq!(ask("/facets?surface=Homs", &[]).json()["matched"], 1);
}

#[test]
fn what_cannot_be_read_is_refused_and_named() {
    for filter in [
        "",
        "lang =",
        "place",
        "place = ",
        "color = 'red'",
        "place = 1",
        "start = 'x'",
        "place LIKE 1",
        "(place = 'x'",
        "place = 'x')",
        "place = 'x",
        "place == 'x'",
        "place = 'x' AND",
        "when_start = 'soon'",
        "a.b.c = 1",
        "'; DROP TABLE mentions; --",
        "place = 'x'; DELETE",
        "1=1; --",
        "place = 'x' UNION SELECT 1",
        "sleep(10) = 1",
        "S_INTERSECTS(geometry, POINT(999 0))",
        "S_INTERSECTS(place, POINT(0 0))",
        "S_BUFFER(geometry, 1) = 1",
        "T_AFTER(place, DATE('2015-01-01'))",
        "T_AFTER(when, INTERVAL('2016-01-02', '2016-01-01'))",
        "start = 1e999",
        "\u{0}",
        "{",
        "{}",
        "{\"op\":\"=\"}",
        "{\"op\":\"=\",\"args\":[1]}",
        "{\"op\":\"eval\",\"args\":[1,2]}",
        "{\"op\":\"=\",\"args\":[{\"property\":\"__proto__\"},1]}",
        "[]",
        "<script>alert(1)</script>",
    ] {
        check_bad(filter);
    }
    check_bad(&format!("place = '{}'", "x".repeat(20_000)));
    for deep in [100, 5_000] {
        check_bad(&format!("{}TRUE{}", "(".repeat(deep), ")".repeat(deep)));
    }
    // beyond what an address may hold
    let deep = encoded(&("(".repeat(10_000) + &")".repeat(10_000)));
    let answer = ask(&format!("/collections/mentions/items?limit=1&filter={deep}"), &[]);
    assert_eq!((answer.status.as_u16(), &answer.json()["parameter"]), (414, &json!("filter")));
    check_bad(&format!("{}TRUE", "NOT ".repeat(4_000)));
    check_bad(&format!("{}'x'{} = 'x'", "CASEI(".repeat(1_000), ")".repeat(1_000)));
    check_bad(&"{\"op\":\"not\",\"args\":[".repeat(600));
}
