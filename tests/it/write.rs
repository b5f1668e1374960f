//! Writing over HTTP: who may, what is taken, what becomes of it.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tadmur::article::Article;
use tadmur::database::Database;
use tadmur::gazetteer::{Cache, Searched};
use tadmur::server::{App, Token, Writer, router};
use tadmur_geoparser::gazetteer::Gazetteer;
use tower::ServiceExt;

use crate::world::{Answer, Folder, GAZETTEER, SIEGE, STORM};

const TOKEN: &str = "a-token-of-some-length";

/// A server with a database that may be written.
struct Server {
    folder: Folder,
    router: Router,
}

impl Server {
    fn new() -> Self {
        let folder = Folder::new();
        let database = Database::open(&folder.path().join("a.db")).unwrap();
        let gazetteer = Gazetteer::from_csv(&[("small.csv", GAZETTEER.as_bytes())]).unwrap().0;
        let places = Searched::new(gazetteer, Cache::at(folder.path().join("cache")));
        let app = App::of(database.store().unwrap()).with_places(Arc::new(places));
        let archive = Database::open_to_read(&folder.path().join("a.db")).unwrap();
        let app = app.with_archive(archive);
        let writer = Writer::new(database, Token::new(TOKEN).unwrap(), |_| {});
        Self { router: router(app.with_writer(writer)), folder }
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let request = headers
            .iter()
            .fold(Request::builder().method(method).uri(path), |request, (name, value)| {
                request.header(*name, *value)
            });
        let request = request.body(Body::from(body.to_vec())).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
            let body = body.collect().await.unwrap().to_bytes().to_vec();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }

    fn post(&self, media_type: &str, body: impl AsRef<[u8]>) -> Answer {
        let authorization = format!("Bearer {TOKEN}");
        let headers = [("authorization", authorization.as_str()), ("content-type", media_type)];
        self.send("POST", "/articles", &headers, body.as_ref())
    }

    fn judge(&self, method: &str, id: &str, body: &Value) -> Answer {
        let authorization = format!("Bearer {TOKEN}");
        let path = format!("/collections/mentions/items/{id}/verdict");
        let headers = [("authorization", authorization.as_str())];
        self.send(method, &path, &headers, body.to_string().as_bytes())
    }

    fn texts(&self) -> Vec<String> {
        let store = Database::open_to_read(&self.folder.path().join("a.db")).unwrap().store();
        store.unwrap().pages().map(|it| it.text).collect()
    }

    /// The labels of the places of the article's features.
    fn places(&self) -> Vec<String> {
        let store = Database::open_to_read(&self.folder.path().join("a.db")).unwrap().store();
        let store = store.unwrap();
        let rows = store.rows(&tadmur::store::Filter::default()).into_iter();
        rows.map(|row| store.feature(row).place.label.clone()).collect()
    }
}

#[track_caller]
fn check_problem(answer: &Answer, status: u16, words: &str) {
    let body = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status.as_u16(), status, "{body}");
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert!(body.contains(words), "{body}");
}

#[test]
fn articles_come_in_as_text_json_and_lines() {
    let server = Server::new();
    let answer = server.post("text/plain; charset=utf-8", SIEGE);
    assert_eq!(answer.status.as_u16(), 201);
    let id = Article::from_text(SIEGE.to_owned()).id;
    let added = json!({ "id": id, "status": "added" });
    let expected =
        json!({ "added": 1, "known": 0, "linked": 0, "articles": [added], "faults": [] });
    assert_eq!(answer.json(), expected);
    let again = server.post("application/json", json!([{ "text": SIEGE }]).to_string());
    assert_eq!((again.status.as_u16(), &again.json()["known"]), (200, &json!(1)));
    let url = "https://example.org/1";
    let storm = json!({ "text": STORM, "url": url, "published": "2016-12-21", "byline": "N. N." });
    assert_eq!(server.post("application/json", storm.to_string()).status.as_u16(), 201);
    let lines = format!("{}\n\n{{broken\n{}\n", json!({ "text": "Homs." }), json!({ "text": "" }));
    let answer = server.post("application/x-ndjson", lines);
    let faults: Vec<_> =
        answer.json()["faults"].as_array().unwrap().iter().map(|it| it["nth"].clone()).collect();
    assert_eq!((answer.status.as_u16(), faults), (201, vec![json!(3), json!(4)]));
    assert_eq!(server.texts(), [SIEGE, STORM, "Homs."]);
    let newer = json!({ "text": "Suva is dry.", "url": url });
    assert_eq!(server.post("application/json", newer.to_string()).status.as_u16(), 201);
    assert_eq!(server.texts(), [SIEGE, "Homs.", "Suva is dry."]);
}

#[test]
fn a_receipt_tells_how_many_near_duplicates_were_linked() {
    let server = Server::new();
    let at = |url: &str| json!({ "text": SIEGE, "url": url });
    let two = json!([at("https://a.example/1"), at("https://b.example/1")]);
    let receipt = server.post("application/json", two.to_string()).json();
    assert_eq!((&receipt["added"], &receipt["linked"]), (&json!(2), &json!(1)));
}

#[test]
fn articles_are_found_by_their_words() {
    let server = Server::new();
    let chinese = "大马士革周二发生爆炸。";
    for text in [SIEGE, STORM, chinese, "وصلت العاصفة إلى حمص"] {
        server.post("text/plain", text);
    }
    let found = |q: &str| -> Vec<String> {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", q).finish();
        let answer = server.send("GET", &format!("/articles?{query}"), &[], b"").json();
        let ids = answer["articles"].as_array().unwrap().iter();
        ids.map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    };
    let id = |text: &str| Article::from_text(text.to_owned()).id;
    assert_eq!(found("STORM reach"), [id(STORM)]);
    assert_eq!(found("cafe shells"), [id(SIEGE)]);
    assert_eq!(found("\"3 may* (OR"), [""; 0]);
    assert_eq!(found("马士革"), [id(chinese)]);
    assert_eq!(found("العاصفة"), [id("وصلت العاصفة إلى حمص")]);
    check_problem(&server.send("GET", "/articles", &[], b""), 400, "words to seek");
    check_problem(&server.send("GET", "/articles?q=a&limit=0", &[], b""), 400, "limit");
    check_problem(&server.send("GET", "/articles?q=a&lang=en", &[], b""), 400, "lang");
    check_problem(&crate::world::ask("/articles?q=a", &[]), 404, "database");
}

#[test]
fn who_has_no_token_writes_nothing() {
    let server = Server::new();
    let text = [("content-type", "text/plain")];
    for authorization in ["", "Bearer", "Bearer wrong-token-of-length", "Basic YTpi", TOKEN] {
        let headers = [text[0], ("authorization", authorization)];
        let answer = server.send("POST", "/articles", &headers, SIEGE.as_bytes());
        check_problem(&answer, 401, "Bearer");
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"tadmur\"");
    }
    check_problem(&server.send("POST", "/articles", &text, SIEGE.as_bytes()), 401, "Bearer");
    check_problem(
        &server.send("PUT", "/collections/mentions/items/a-1/verdict", &[], b"{}"),
        401,
        "",
    );
    check_problem(
        &server.send("DELETE", "/collections/mentions/items/a-1/verdict", &[], b""),
        401,
        "",
    );
    assert!(server.texts().is_empty());
    let closed = crate::world::request("POST", "/articles", &[("authorization", "Bearer x")]);
    check_problem(&closed, 403, "nothing can be written");
}

#[test]
fn what_is_no_article_is_refused() {
    let server = Server::new();
    check_problem(&server.post("image/png", "x"), 415, "text/plain, text/html, application/json");
    check_problem(&server.post("", "x"), 415, "text/plain");
    check_problem(&server.post("text/plain", " \n"), 400, "empty; an article needs text");
    check_problem(&server.post("text/plain", b"a\0b"), 400, "NUL");
    check_problem(&server.post("text/plain", b"a\xffb"), 400, "byte 1 is not UTF-8");
    check_problem(&server.post("application/json", "{"), 400, "EOF");
    check_problem(&server.post("application/json", "[]"), 400, "no article in it");
    check_problem(
        &server.post("application/json", "{\"title\":\"x\"}"),
        400,
        "missing field `text`",
    );
    let dated = json!({ "text": "x", "published": "yesterday" });
    check_problem(&server.post("application/json", dated.to_string()), 400, "`yesterday`");
    let homed = json!({ "text": "x", "home": [200, 0] });
    check_problem(&server.post("application/json", homed.to_string()), 400, "not on Earth");
    let long = vec![b'x'; Article::MAX_BYTES as usize + 1];
    check_problem(&server.post("text/plain", long), 413, "67108864 bytes");
    assert!(server.texts().is_empty());
}

#[test]
fn a_verdict_is_kept_and_taken_back() {
    let server = Server::new();
    server.post("text/plain", SIEGE);
    let id = format!("{}-61", Article::from_text(SIEGE.to_owned()).id);
    let answer = server.judge("PUT", &id, &json!({ "place": "gn:170063", "when": "2014" }));
    assert_eq!(
        (answer.status.as_u16(), answer.json()),
        (200, json!({ "id": id, "surface": "Homs" }))
    );
    let corrected = ["Palmyra", "Aleppo", "Palmyra", "Aleppo", "Palmyra"];
    assert_eq!(server.places(), corrected);
    assert_eq!(server.judge("PUT", &id, &json!({ "verdict": "wrong" })).status.as_u16(), 200);
    assert_eq!(server.places(), ["Palmyra", "Palmyra", "Aleppo", "Palmyra"]);
    assert_eq!(server.judge("DELETE", &id, &Value::Null).status.as_u16(), 204);
    assert_eq!(server.places(), ["Palmyra", "Homs", "Palmyra", "Aleppo", "Palmyra"]);
    check_problem(&server.judge("DELETE", &id, &Value::Null), 404, "verdict");
    let put = |body: Value| server.judge("PUT", &id, &body);
    check_problem(&put(json!({ "place": "gn:0" })), 400, "no place `gn:0`");
    check_problem(&put(json!({ "verdict": "maybe" })), 400, "`maybe`");
    check_problem(&put(json!({ "when": "soon" })), 400, "`soon`");
    check_problem(&put(json!({})), 400, "verdict");
    check_problem(&put(json!({ "verdict": "right", "foo": 1 })), 400, "foo");
    check_problem(&server.judge("PUT", "none-1", &json!({ "verdict": "right" })), 404, "mention");
}
