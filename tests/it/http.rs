//! What the server answers, without a socket.

use std::sync::Arc;

use axum::http::StatusCode;
use insta::assert_snapshot;
use serde_json::{Value, json};
use tadmur::article::Article;
use tadmur::feature::reading;
use tadmur::gazetteer::{Cache, Searched};
use tadmur::server::{App, router};
use tadmur::store::Store;
use tadmur_geoparser::gazetteer::Gazetteer;

use crate::index::unpacked;
use crate::world::{Answer, STORM, ask, ask_app, request};

/// `items` with this query gives these, as `surface@start`.
#[track_caller]
fn check(query: &str, mentions: &[&str]) {
    let answer = ask(&format!("/collections/mentions/items?{query}"), &[]);
    assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
    let page = answer.json();
    let named = |it: &Value| {
        format!("{}@{}", it["properties"]["surface"].as_str().unwrap(), it["properties"]["start"])
    };
    let found: Vec<String> = page["features"].as_array().unwrap().iter().map(named).collect();
    assert_eq!(found, mentions, "{query}");
    assert_eq!(page["numberReturned"], mentions.len());
}

/// The path is refused with this status, naming this parameter.
#[track_caller]
fn check_problem(path: &str, status: u16, parameter: Option<&str>) {
    let answer = ask(path, &[]);
    assert_eq!(answer.status.as_u16(), status, "{path}");
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["status"], status);
    assert_eq!(problem["parameter"], parameter.map_or(Value::Null, Value::from), "{path}");
}

#[test]
fn filters_narrow_what_is_given() {
    let all = ["Palmyra@12", "Homs@61", "Palmyra@68", "Aleppo@116", "Palmyra@128", "Suva@16"];
    check("", &all);
    check("bbox=36,34,37,35", &["Homs@61"]);
    check("bbox=36,34,0,37,35,9", &["Homs@61"]);
    check("bbox=170,-20,-170,-10", &["Suva@16"]);
    check("place=gn:169577,gn:170063", &["Homs@61", "Aleppo@116"]);
    check("place=gn:0", &[]);
    check("article=none", &[]);
    let storm = Article::from_text(STORM.to_owned()).id;
    check(&format!("article={storm}"), &["Suva@16"]);
    check("role=all&zone=all&duplicates=true", &all);
    check("role=demonym", &[]);
    check("country=FJ", &["Suva@16"]);
    check("kind=city&country=SY&q=shells", &["Homs@61"]);
    check("q=worker", &["Aleppo@116", "Palmyra@128"]);
    check("lang=fr", &[]);
    check("source=BBC", &[]);
    check("score=1.0&place=gn:0", &[]);
    check("datetime=1900-01-01&undated=true", &[]);
}

#[test]
fn counts_go_by_value_by_time_and_by_place() {
    let facets = ask("/facets?country=SY&facet=country,place&limit=2", &[]).json();
    let expected = json!({ "matched": 5, "facets": {
        "country": [{ "value": "SY", "count": 5 }, { "value": "FJ", "count": 1 }],
        "place": [{ "value": "gn:163808", "count": 3 }, { "value": "gn:169577", "count": 1 }],
    } });
    assert_eq!(facets, expected);
    let days = ask("/histogram?by=month&country=FJ&datetime=2016-12-01/2017-01-31", &[]).json();
    assert_eq!((&days["by"], &days["matched"]), (&json!("month"), &json!(1)));
    let bars = json!([
        { "start": "2016-12-01", "end": "2016-12-31", "count": 1 },
        { "start": "2017-01-01", "end": "2017-01-31", "count": 0 },
    ]);
    assert_eq!(days["bars"], bars);
    let counts = ask("/counts?bbox=36,34,37,35", &[]).json();
    assert_eq!(counts, json!({ "place": ["gn:169577"], "mentions": [1], "articles": [1] }));
}

#[test]
fn words_are_matched_by_position() {
    let index = unpacked(&ask("/index.bin", &[]).body);
    let matches = |q: &str| {
        let answer = ask(&format!("/matches?q={q}"), &[]).json();
        assert_eq!(answer["version"], index["version"]);
        answer["mentions"].as_array().unwrap().iter().map(|it| it.as_u64().unwrap()).collect()
    };
    let place = |at: u64| {
        let place = index["mentions"]["place"][at as usize].as_u64().unwrap();
        index["places"]["label"][place as usize].as_str().unwrap().to_owned()
    };
    for (q, label) in [("suva", "Suva"), ("%D8%AD%D9%85%D8%B5", "Homs")] {
        let found: Vec<u64> = matches(q);
        assert!(found.iter().any(|at| place(*at) == label), "{q}: {found:?}");
    }
    assert_eq!(matches("nosuchword"), [0_u64; 0]);
    check_problem("/matches?q=", 400, Some("q"));
    check_problem("/matches?country=SY", 400, Some("country"));
}

#[test]
fn only_the_map_alone_may_be_framed() {
    let policy =
        |path: &str| ask(path, &[]).header("content-security-policy").contains("ancestors *");
    assert!(policy("/?embed=1"));
    for path in ["/", "/?embed=0", "/index.bin", "/app.js"] {
        assert!(!policy(path), "{path}");
    }
}

#[test]
fn a_piece_of_a_file_can_be_asked_for() {
    let whole = ask("/basemap/world.pmtiles", &[]);
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let n = whole.body.len();
    let piece = |range: &str| {
        let answer = ask("/basemap/world.pmtiles", &[("range", range)]);
        let place = answer.headers.get("content-range").map(|it| it.to_str().unwrap().to_owned());
        (answer.status.as_u16(), place.unwrap_or_default(), answer.body)
    };
    let (status, place, body) = piece("bytes=0-6");
    assert_eq!((status, place, &body[..]), (206, format!("bytes 0-6/{n}"), &b"PMTiles"[..]));
    let (status, place, body) = piece("bytes=-5");
    assert_eq!((status, place), (206, format!("bytes {}-{}/{n}", n - 5, n - 1)));
    assert_eq!(body, whole.body[n - 5..]);
    assert_eq!(piece(&format!("bytes={}-{}", n - 2, n + 9)).2, whole.body[n - 2..]);
    assert_eq!(piece(&format!("bytes={n}-")).0, 416);
    for odd in ["bytes=5-2-1", "lines=1-2", "bytes=x-y"] {
        assert_eq!(piece(odd).0, 200, "{odd}");
    }
}

/// Of all mentions, those pass whose own `{time}_start` and `{time}_end` overlap the days; days compare as text.
#[track_caller]
fn check_time(time: &str, first: &str, last: &str) {
    let all = ask("/collections/mentions/items", &[]).json();
    let within = |it: &&Value| {
        let properties = &it["properties"];
        let start = properties[format!("{time}_start")].as_str().unwrap_or("0000");
        let end = properties[format!("{time}_end")].as_str().unwrap_or("9999");
        let dated = !properties[time].is_null();
        dated && (last == ".." || start <= last) && (first == ".." || first <= end)
    };
    let expected: Vec<&Value> = all["features"].as_array().unwrap().iter().filter(within).collect();
    let query = format!("time={time}&datetime={first}/{last}");
    let page = ask(&format!("/collections/mentions/items?{query}"), &[]).json();
    let found: Vec<&Value> = page["features"].as_array().unwrap().iter().collect();
    assert_eq!(found, expected, "{query}");
    let download = ask(&format!("/export/mentions.geojson?{query}"), &[]).json();
    assert_eq!(download["features"], page["features"], "{query}");
}

#[test]
fn datetime_gives_what_overlaps_it() {
    for time in ["when", "published"] {
        check_time(time, "2015-05-03", "2015-05-03");
        check_time(time, "2015-05-04", "2015-05-04");
        check_time(time, "2016-12-01", "2016-12-31");
        check_time(time, "..", "2015-05-02");
        check_time(time, "2030-01-01", "..");
        check_time(time, "..", "..");
    }
    let may = ask("/collections/mentions/items?datetime=2015-05-03", &[]).json();
    let first = &may["features"][0]["properties"];
    assert_eq!((&first["when"], &first["when_basis"]), (&json!("2015-05-03"), &json!("clause")));
    assert_eq!(may["features"][0]["when"]["timespans"][0]["start"]["in"], "2015-05-03");
}

#[test]
fn pages_follow_one_another_until_all_is_given() {
    let mut path = "/collections/mentions/items?limit=4".to_owned();
    let mut ids = Vec::new();
    loop {
        let page = ask(&path, &[]).json();
        assert_eq!(page["numberMatched"], 6);
        ids.extend(page["features"].as_array().unwrap().iter().map(|it| it["id"].to_string()));
        let Some(next) = link(&page, "next") else { break };
        path = next.strip_prefix("http://127.0.0.1:7878").unwrap().to_owned();
    }
    assert_eq!(ids.len(), 6);
    ids.dedup();
    assert_eq!(ids.len(), 6);
    check("offset=6", &[]);
    check("offset=99", &[]);
    check("limit=1&offset=5", &["Suva@16"]);
}

fn link<'a>(page: &'a Value, rel: &str) -> Option<&'a str> {
    page["links"].as_array()?.iter().find(|it| it["rel"] == rel)?["href"].as_str()
}

#[test]
fn links_keep_the_query_and_nothing_else() {
    let page = ask("/collections/mentions/items?bbox=30,30,40,40&limit=1", &[]).json();
    let here = "http://127.0.0.1:7878/collections/mentions";
    let query = "bbox=30%2C30%2C40%2C40&limit=1";
    assert_eq!(link(&page, "self"), Some(&*format!("{here}/items?{query}")));
    let last = page["features"][0]["id"].as_str().unwrap();
    assert_eq!(link(&page, "next"), Some(&*format!("{here}/items?{query}&after=0.{last}")));
    assert_eq!(link(&page, "collection"), Some(here));
    assert_eq!(link(&page, "prev"), None);
}

#[test]
fn a_host_that_is_none_is_not_repeated() {
    let answer = ask("/collections", &[("host", "evil\"><script>")]);
    assert!(!String::from_utf8(answer.body).unwrap().contains("evil"));
}

#[test]
fn a_mention_has_flat_properties() {
    let page = ask("/collections/mentions/items?place=gn:169577", &[]).json();
    let feature = &page["features"][0];
    assert_eq!(feature["type"], "Feature");
    assert_eq!(feature["geometry"], json!({ "type": "Point", "coordinates": [36.72, 34.73] }));
    let properties = feature["properties"].as_object().unwrap();
    assert!(properties.values().all(|it| !it.is_object() && !it.is_array()));
    let names: Vec<&str> = properties.keys().map(String::as_str).collect();
    assert_snapshot!(names.join(" "), @"also_in article_id article_title article_url country duplicate end kind lang mood place place_id published published_basis published_end published_start quote quote_end quote_start role score source start surface when when_basis when_end when_start when_text zone");
    assert_eq!(properties["quote"], "Shells fell on Homs.");
    assert_eq!((&properties["quote_start"], &properties["quote_end"]), (&json!(15), &json!(19)));
    assert_eq!((&properties["start"], &properties["end"]), (&json!(61), &json!(65)));
}

#[test]
fn one_mention_or_place_stands_at_its_own_address() {
    for collection in ["mentions", "places"] {
        let page = ask(&format!("/collections/{collection}/items"), &[]).json();
        let mut feature = page["features"][0].clone();
        let id = feature["id"].as_str().unwrap().to_owned();
        let answer = ask(&format!("/collections/{collection}/items/{id}"), &[]);
        assert_eq!(answer.header("content-type"), "application/geo+json");
        let mut item = answer.json();
        assert_eq!(link(&item, "self").map(|it| it.ends_with(&id)), Some(true));
        item.as_object_mut().unwrap().remove("links");
        feature.as_object_mut().unwrap().remove("links");
        assert_eq!(item, feature);
    }
}

#[test]
fn places_count_the_mentions_that_pass() {
    let count = |query: &str| {
        let page = ask(&format!("/collections/places/items?{query}"), &[]).json();
        let features = page["features"].as_array().unwrap().clone();
        let told = |it: &Value| {
            format!(
                "{} {}",
                it["properties"]["place"].as_str().unwrap(),
                it["properties"]["mentions"]
            )
        };
        features.iter().map(told).collect::<Vec<_>>().join(", ")
    };
    assert_snapshot!(count(""), @"Palmyra 3, Homs 1, Aleppo 1, Suva 1");
    assert_snapshot!(count("bbox=36,34,39,35"), @"Palmyra 3, Homs 1");
}

#[test]
fn the_index_has_columns_of_one_length() {
    let index = unpacked(&ask("/index.bin", &[]).body);
    for (table, length) in [("articles", 2), ("places", 4), ("mentions", 6)] {
        for (name, column) in index[table].as_object().unwrap() {
            assert_eq!(column.as_array().unwrap().len(), length, "{table}.{name}");
        }
    }
    assert_eq!(index["places"]["label_ar"][0], "تدمر");
    assert_eq!(index["mentions"]["place"], json!([0, 1, 0, 2, 0, 3]));
    assert_eq!(index["mentions"]["article"], json!([0, 0, 0, 0, 0, 1]));
}

#[test]
fn what_is_known_is_not_sent_again() {
    let first = ask("/index.bin", &[]);
    let etag = first.header("etag").to_owned();
    assert!(etag.starts_with("W/\""), "{etag}");
    for known in [&*etag, "*", &*format!("\"other\", {etag}")] {
        let again = ask("/index.bin", &[("if-none-match", known)]);
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
        assert_eq!(again.header("etag"), etag);
    }
    assert_eq!(ask("/index.bin", &[("if-none-match", "\"other\"")]).status, StatusCode::OK);
}

#[test]
fn a_packed_file_has_the_weak_tag_of_the_plain_one_and_says_what_it_depends_on() {
    let plain = ask("/app.css", &[]);
    let etag = plain.header("etag").to_owned();
    assert!(etag.starts_with("W/\""), "{etag}");
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
    for (accepted, packing) in
        [("gzip, deflate, br, zstd", "br"), ("gzip, deflate", "gzip"), ("br;q=0, gzip", "gzip")]
    {
        let packed = ask("/app.css", &[("accept-encoding", accepted)]);
        assert_eq!(packed.header("content-encoding"), packing, "{accepted}");
        assert_eq!((packed.header("etag"), packed.header("vary")), (&*etag, "accept-encoding"));
        assert!(packed.body.len() < plain.body.len() / 2, "{} bytes", packed.body.len());
        let known = ask("/app.css", &[("accept-encoding", accepted), ("if-none-match", &etag)]);
        assert_eq!(known.status, StatusCode::NOT_MODIFIED);
        assert_eq!((known.header("etag"), known.header("vary")), (&*etag, "accept-encoding"));
    }
    let font = ask("/fonts/latin-400.woff2", &[("accept-encoding", "gzip, zstd")]);
    assert_eq!(font.header("content-encoding"), "", "a font is packed already");
}

#[test]
fn an_article_comes_with_its_text_and_mentions() {
    let index = unpacked(&ask("/index.bin", &[]).body);
    let id = index["articles"]["id"][0].as_str().unwrap();
    let article = ask(&format!("/articles/{id}"), &[]).json();
    let text: Vec<char> = article["text"].as_str().unwrap().chars().collect();
    let words = |it: &Value| {
        let at = |name| it[name].as_u64().unwrap() as usize;
        text[at("start")..at("end")].iter().collect::<String>()
    };
    let mentions: Vec<String> = article["mentions"].as_array().unwrap().iter().map(words).collect();
    assert_eq!(mentions, ["Palmyra", "Homs", "Palmyra", "Aleppo", "Palmyra"]);
    for time in article["times"].as_array().unwrap() {
        assert_eq!(time["text"], words(time));
    }
    assert_eq!(words(&article["zones"][0]).split(' ').next_back(), Some("Homs."));
}

#[test]
fn a_download_holds_the_features_of_the_pages() {
    for collection in ["mentions", "places"] {
        let query = "bbox=30,30,40,40";
        let download = ask(&format!("/export/{collection}.geojson?{query}"), &[]);
        assert_eq!(download.header("content-type"), "application/geo+json");
        let disposition = download.header("content-disposition").to_owned();
        assert_eq!(disposition, format!("attachment; filename=\"{collection}.geojson\""));
        let page = ask(&format!("/collections/{collection}/items?{query}"), &[]).json();
        assert_eq!(download.json()["features"], page["features"]);
        assert_eq!(download.json()["type"], "FeatureCollection");
    }
    let none = ask("/export/mentions.geojson?place=gn:0", &[]).json();
    assert_eq!(none, json!({ "type": "FeatureCollection", "features": [] }));
}

#[test]
fn a_bad_parameter_is_named() {
    check_problem("/collections/mentions/items?datetime=2016-13-01", 400, Some("datetime"));
    check_problem("/collections/mentions/items?bbox=1,2,3", 400, Some("bbox"));
    check_problem("/collections/mentions/items?limit=0", 400, Some("limit"));
    check_problem("/collections/places/items?role=king", 400, Some("role"));
    check_problem("/collections/places/items?limit=1&limit=2", 400, Some("limit"));
    check_problem("/collections/mentions/items?nope=1", 400, Some("nope"));
    check_problem("/collections/mentions/items?q=!", 400, Some("q"));
    check_problem("/facets?facet=color", 400, Some("facet"));
    check_problem("/facets?limit=0", 400, Some("limit"));
    check_problem("/facets?limit=1&limit=1", 400, Some("limit"));
    check_problem("/histogram?by=hour", 400, Some("by"));
    check_problem("/histogram?by=day&datetime=0001-01-01/9999-12-31", 400, Some("by"));
    check_problem("/histogram?bars=0", 400, Some("bars"));
    check_problem("/counts?limit=1", 400, Some("limit"));
    check_problem("/collections/mentions/items/x?limit=1", 400, Some("limit"));
    check_problem("/collections?limit=1", 400, Some("limit"));
    check_problem("/collections/mentions?f=xml", 400, Some("f"));
    check_problem("/conformance?limit=1", 400, Some("limit"));
    check_problem("/collections/mentions/items?crs=EPSG:4326", 400, Some("crs"));
    check_problem("/collections/mentions/items?bbox-crs=x&bbox=1,1,2,2", 400, Some("bbox-crs"));
    check_problem("/collections/mentions/items?sortby=color", 400, Some("sortby"));
    check_problem("/collections/mentions/items?properties=color", 400, Some("properties"));
    check_problem("/collections/articles/items?sortby=lang", 400, Some("sortby"));
    check_problem("/index.bin?role=all", 400, Some("role"));
    check_problem("/export/mentions.geojson?limit=1", 400, Some("limit"));
    check_problem("/?f=xml", 400, Some("f"));
    let problem = ask("/collections/mentions/items?bbox=1,2,3", &[]);
    assert_snapshot!(String::from_utf8(problem.body).unwrap(), @r#"{"type":"about:blank","title":"Bad Request","status":400,"detail":"bbox `1,2,3` is not west,south,east,north in degrees, south not above north","parameter":"bbox"}"#);
}

#[test]
fn what_is_not_there_is_not_found() {
    check_problem("/collections/people", 404, None);
    check_problem("/collections/people/items", 404, None);
    check_problem("/collections/mentions/items/none", 404, None);
    check_problem("/collections/mentions/items/%C3%A9-0", 404, None);
    check_problem("/collections/places/items/gn:0", 404, None);
    check_problem("/articles/none", 404, None);
    check_problem("/export/mentions.doc", 404, None);
    check_problem("/nothing/here", 404, None);
    check_problem("/../../etc/passwd", 404, None);
    check_problem("/%2e%2e/Cargo.toml", 404, None);
}

#[test]
fn only_reading_is_allowed() {
    let answer = request("POST", "/collections/mentions/items", &[]);
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), "GET,HEAD");
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let head = request("HEAD", "/collections/mentions/items", &[]);
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
}

#[test]
fn every_answer_is_guarded() {
    for path in ["/", "/index.bin", "/collections", "/nothing", "/collections?x=1"] {
        let Answer { headers, .. } = ask(path, &[]);
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; worker-src 'self'"));
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["cross-origin-resource-policy"], "same-origin");
        assert!(!headers.contains_key("access-control-allow-origin"));
    }
}

#[test]
fn answers_are_compressed_for_who_can_read_that() {
    let plain = ask("/index.bin", &[]);
    let packed = ask("/index.bin", &[("accept-encoding", "gzip")]);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.starts_with(&[0x1f, 0x8b]) && packed.body.len() < plain.body.len());
}

#[test]
fn programs_find_the_api_from_its_landing_page() {
    let landing = ask("/", &[("accept", "application/json, */*;q=0.5")]).json();
    assert_eq!(landing, ask("/?f=json", &[]).json());
    let data = link(&landing, "data").unwrap().strip_prefix("http://127.0.0.1:7878").unwrap();
    let collections = ask(data, &[]).json();
    let items = link(&collections["collections"][0], "items").unwrap();
    assert_eq!(items, "http://127.0.0.1:7878/collections/mentions/items");
}

#[test]
fn a_collection_tells_how_far_it_reaches() {
    let mentions = ask("/collections/mentions", &[]).json();
    assert_eq!(mentions["extent"]["spatial"]["bbox"], json!([[36.72, -18.14, 178.44, 36.2]]));
}

#[test]
fn a_mention_says_why_and_what_came_second() {
    let text = "He left Tripoli in Lebanon, a country of cedars, for the capital.";
    let rows = "id,title,types,ccodes,lon,lat,population\n\
        gn:2210247,Tripoli,city,LY,13.19,32.88,1150989\n\
        gn:266826,Tripoli,city,LB,35.84,34.43,229398\n\
        gn:272103,Lebanon,country,LB,35.83,33.83,6848925\n";
    let gazetteer = Gazetteer::from_csv(&[("a.csv", rows.as_bytes())]).unwrap().0;
    let reading = reading(&gazetteer, &Article::from_text(text.to_owned()));
    let id = reading.features[0].id.clone();
    let places = Arc::new(Searched::new(gazetteer, Cache::none()));
    let app = router(App::of(Store::of([reading])).with_places(places));
    let path = format!("/collections/mentions/items/{id}/why");
    let why = ask_app(app.clone(), "GET", &path, &[]).json();
    assert_eq!((&why["id"], &why["surface"]), (&json!(id), &json!("Tripoli")));
    assert!(why["recognized"].as_f64().unwrap() > 0.5);
    let candidates = why["candidates"].as_array().unwrap();
    let places: Vec<&Value> = candidates.iter().map(|it| &it["place_id"]).collect();
    assert_eq!(places, ["gn:266826", "gn:2210247"]);
    let reasons = |nth: usize| candidates[nth]["reasons"].as_array().unwrap();
    let lead: f64 = reasons(0).iter().map(|it| it["weight"].as_f64().unwrap()).sum();
    let score = |nth: usize| candidates[nth]["score"].as_f64().unwrap();
    assert!((lead - (score(0) / score(1)).ln()).abs() < 0.3, "{why:#}");
    let named = |it: &Value| it["reason"].as_str().unwrap().contains("inhabitants");
    assert!(reasons(0).iter().any(|it| named(it) && it["weight"].as_f64().unwrap() < 0.0));
    assert!(reasons(1).iter().any(|it| named(it) && it["weight"].as_f64().unwrap() > 0.0));
    let missing = ask_app(app, "GET", "/collections/mentions/items/none-0/why", &[]);
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}
