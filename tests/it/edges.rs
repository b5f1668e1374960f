//! The edges of what may be asked: always an answer or a problem that names the parameter, never a failure of ours.

use axum::http::StatusCode;

use crate::world::{ask, request};

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
