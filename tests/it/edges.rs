//! The edges of what may be asked: always an answer or a problem that names the parameter, never a failure of ours.

use axum::http::{HeaderValue, StatusCode};
use tadmur::article::Article;
use tadmur::feature::reading;
use tadmur::server::{App, Settings, router};
use tadmur::store::Store;

use crate::world::{SIEGE, SMALL, STORM, ask, ask_app, request};

/// A query of items, with the status it has, and the parameter that is at fault if there is one.
#[track_caller]
fn check(query: &str, status: u16, parameter: &str) {
    for collection in ["mentions", "places", "articles"] {
        let path = format!("/collections/{collection}/items?{query}");
        let answer = ask(&path, &[]);
        let told = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status.as_u16(), status, "{path}: {told}");
        if status == 400 {
            assert_eq!(answer.json()["parameter"], parameter, "{path}: {told}");
        }
    }
}

#[test]
fn boxes() {
    for bbox in [
        "1,2,3,4",
        "170,-20,-170,20",
        "-180,-90,180,90",
        "0,90,0,90",
        "-180,-90,-180,-90",
        "1,2,-5,3,4,9000",
        "1e0,2,3,4",
    ] {
        check(&format!("bbox={bbox}"), 200, "");
    }
    for bbox in [
        "",
        "1,2,3",
        "1,2,3,4,5",
        "10,10,0,0",
        "0,0,181,1",
        "0,-91,1,1",
        "NaN,0,1,1",
        "inf,0,1,1",
        "a,b,c,d",
        "1,2,3,4,",
        "1;2;3;4",
    ] {
        check(&format!("bbox={bbox}"), 400, "bbox");
    }
}

#[test]
fn times() {
    for datetime in [
        "2015-05-20",
        "2015-05-20T10:00:00Z",
        "2015-05-20T10:00:00%2B03:00",
        "2015-05-01/2015-05-31",
        "../2015-05-01",
        "2015-05-01/..",
        "/2015-05-01",
        "2015-05-01/",
        "../..",
        "0000-01-01/9999-12-31",
        "2015-05-20T10:00:00.123Z/..",
        "2015-05-20/9999-12-31T23:59:59Z",
    ] {
        check(&format!("datetime={datetime}"), 200, "");
    }
    for datetime in [
        "",
        "foo",
        "2015",
        "2015-13-01",
        "2015-02-29",
        "2015-05-20T10:00:00",
        "2015-05-20T10:00:00+03:00",
        "2016-01-02/2016-01-01",
        "2015-05-01/P2D",
        "a/b",
        "2015-05-01/2015-05-02/2015-05-03",
        "10000-01-01",
    ] {
        check(&format!("datetime={datetime}"), 400, "datetime");
    }
}

#[test]
fn numbers_and_names() {
    check("limit=1", 200, "");
    check("limit=99999999", 200, "");
    check("offset=18446744073709551615", 200, "");
    check("after=no-such-thing", 200, "");
    check("after=99999999.gone-1", 200, "");
    for limit in ["0", "-1", "1.5", "ten", "", "99999999999999999999"] {
        check(&format!("limit={limit}"), 400, "limit");
    }
    check("offset=-1", 400, "offset");
    check("nope=1", 400, "nope");
    check("limit=1&limit=2", 400, "limit");
    check("lang=fr", 200, "");
    check("source=x", 200, "");
    check("filter=lang%20%3D", 400, "filter");
    check("filter=lang%3D%27fr%27&filter-lang=sql", 400, "filter-lang");
    check("crs=EPSG:4326", 400, "crs");
    check("place=%27%3B%20DROP%20TABLE%20mentions%3B--", 200, "");
    check("q=%27%20OR%201%3D1--", 200, "");
    check(&format!("q={}", "%D8%AD".repeat(2_000)), 200, "");
}

/// How many mentions pass, and how many of them the page has.
#[track_caller]
fn counts(query: &str, matched: u64, returned: u64) {
    let page = ask(&format!("/collections/mentions/items?{query}"), &[]).json();
    let found = (page["numberMatched"].as_u64(), page["numberReturned"].as_u64());
    assert_eq!(found, (Some(matched), Some(returned)), "{query}");
    assert_eq!(page["features"].as_array().unwrap().len() as u64, returned, "{query}");
}

#[test]
fn what_is_taken_is_meant() {
    counts("", 6, 6);
    counts("bbox=170,-20,-170,20", 1, 1); // Suva, across the antimeridian
    counts("bbox=-170,-20,170,20", 0, 0);
    // Suva, and three whose time has no end
    counts("datetime=2016-12-20", 4, 4);
    counts("datetime=2016-12-20T00:00:00%2B02:00/..", 4, 4);
    counts("datetime=2016-12-20/9999-12-31T00:00:00Z", 4, 4); // QGIS
    counts("datetime=0000-01-01T00:00:00Z/2016-12-19", 5, 5);
    counts("datetime=../..", 6, 6);
    counts("limit=99999999", 6, 6);
    counts("limit=2&offset=5", 6, 1);
    counts("offset=100000000", 6, 0);
    check("crs=http://www.opengis.net/def/crs/EPSG/0/99999", 400, "crs");
}

/// What a browser on a page of another host is told, of an app that lets it read.
#[track_caller]
fn check_shared(method: &str, query: &str, status: u16) {
    let cors = Some(HeaderValue::from_static("*"));
    let articles = [SIEGE, STORM].map(|text| reading(&SMALL, &Article::from_text(text.to_owned())));
    let app = App::of(Store::of(articles)).with_settings(Settings { cors, ..Settings::default() });
    let path = format!("/collections/mentions/items?{query}");
    let answer = ask_app(router(app), method, &path, &[("origin", "https://a.example")]);
    assert_eq!(answer.status.as_u16(), status, "{method} {path}");
    assert_eq!(answer.header("access-control-allow-origin"), "*", "{method} {path}");
    assert_eq!(answer.header("etag").is_empty(), status != 200, "{method} {path}");
    assert_eq!(answer.body.is_empty(), method == "HEAD", "{method} {path}");
}

/// The cells of a matrix that servers of OGC API - Features were compared by.
#[test]
fn every_cell_of_the_matrix_is_as_the_specification_says() {
    for (query, status) in [
        ("", 200),
        ("bbox=1,2,3", 400),
        ("bbox=10,10,0,0", 400),
        ("bbox=170,-20,-170,20", 200),
        ("datetime=foo", 400),
        ("datetime=2020-01-01", 200),
        ("datetime=2020-01-01/P1Y", 400),
        ("datetime=../..", 200),
        ("datetime=2021-01-01T00:00:00Z/2020-01-01T00:00:00Z", 400),
        ("datetime=2020-01-01T00:00:00%2B02:00/..", 200),
        ("datetime=", 400),
        ("limit=0", 400),
        ("limit=-1", 400),
        ("limit=99999999", 200),
        ("limit=abc", 400),
        ("nope=1", 400),
        ("filter=lang%20%3D", 400),
        ("crs=http://www.opengis.net/def/crs/EPSG/0/99999", 400),
        ("offset=100000000", 200),
    ] {
        check(query, status, query.split('=').next().unwrap_or_default());
        check_shared("GET", query, status);
        check_shared("HEAD", query, status);
    }
    // whoever did not ask for it shares nothing
    let answer = ask("/collections/mentions/items", &[("origin", "https://a.example")]);
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[test]
fn segments_that_climb_or_break_lead_nowhere() {
    for segment in [
        "..",
        "%2e%2e",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%5c..%5cwindows",
        "%00",
        "a%00b",
        "%ff",
        "%F0%28%8C%28",
        "con",
    ] {
        for path in [
            "/collections/{}",
            "/collections/{}/items",
            "/collections/mentions/items/{}",
            "/collections/places/items/{}",
            "/collections/articles/items/{}",
            "/collections/{}/queryables",
            "/collections/mentions/items/{}/why",
            "/articles/{}",
            "/export/{}",
            "/{}",
            "/export/mentions.{}",
            "/collections/mentions/items/{}/verdict",
            "/collections/{}/tiles",
            "/collections/{}/tiles/WebMercatorQuad/0/0/0",
            "/collections/mentions/tiles/{}",
            "/collections/mentions/tiles/{}/0/0/0",
            "/collections/mentions/tiles/WebMercatorQuad/{}/0/0",
            "/collections/mentions/tiles/WebMercatorQuad/0/{}/0",
            "/collections/mentions/tiles/WebMercatorQuad/0/0/{}",
            "/tiles/{}",
            "/tiles/1/{}/0/0/0",
            "/tiles/1/mentions/{}/0/0",
            "/tileMatrixSets/{}",
            "/basemap/{}",
            "/reconcile/{}",
            "/reconcile/suggest/{}",
            "/reconcile/extend/{}",
        ] {
            let path = path.replace("{}", segment);
            let answer = ask(&path, &[]);
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
            assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
            assert!(!String::from_utf8_lossy(&answer.body).contains("root:"), "{path}");
        }
    }
}

#[test]
fn heads_are_answered_and_writes_are_not() {
    for path in [
        "/",
        "/api",
        "/collections",
        "/collections/mentions/items",
        "/facets",
        "/health",
        "/metrics",
    ] {
        let head = request("HEAD", path, &[]);
        assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0), "{path}");
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let answer = request(method, path, &[]);
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            assert!(answer.header("allow").contains("GET"), "{method} {path}");
        }
    }
}
