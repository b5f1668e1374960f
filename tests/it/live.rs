//! Data that change while they are served.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use serde_json::Value;
use tadmur::article::Article;
use tadmur::feature::reading;
use tadmur::server::{App, router};
use tadmur::store::Store;
use tower::ServiceExt;

use crate::world::{SIEGE, SMALL, STORM};

fn store(texts: &[&str]) -> Store {
    let articles = texts.iter().map(|text| Article::from_text((*text).to_owned()));
    Store::of(articles.map(|it| reading(&SMALL, &it)))
}

async fn ask(router: &Router, path: &str, headers: &[(&str, &str)]) -> Response {
    let request = headers
        .iter()
        .fold(Request::builder().uri(path), |it, (name, value)| it.header(*name, *value));
    router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

/// The next event, as its id and data.
async fn next(body: &mut Body) -> (String, Value) {
    let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
    let text = String::from_utf8(frame.to_vec()).unwrap();
    let field =
        |name| text.lines().find_map(|it| it.strip_prefix(name)?.strip_prefix(": ")).unwrap();
    assert_eq!(field("event"), "version");
    (field("id").to_owned(), serde_json::from_str(field("data")).unwrap())
}

fn block_on(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(test);
}

#[test]
fn newer_data_are_served_and_told() {
    block_on(async {
        let app = App::of(store(&[SIEGE]));
        let router = router(app.clone());
        let answer = ask(&router, "/events", &[("accept-encoding", "gzip")]).await;
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert!(!answer.headers().contains_key("content-encoding"));
        let mut events = answer.into_body();
        let (first, told) = next(&mut events).await;
        assert_eq!((&told["articles"], &told["mentions"]), (&1.into(), &5.into()));
        app.replace(store(&[SIEGE, STORM]));
        let (second, told) = next(&mut events).await;
        assert_eq!((&told["articles"], &told["mentions"]), (&2.into(), &6.into()));
        assert_eq!(told["version"], *second);
        assert_ne!(first, second);
        let index = ask(&router, "/index.bin", &[]).await;
        assert_eq!(index.headers()["etag"], format!("W/\"{second}\""));
    });
}

#[test]
fn who_comes_back_is_told_only_what_is_new() {
    block_on(async {
        let app = App::of(store(&[SIEGE]));
        let router = router(app.clone());
        let (old, _) = next(&mut ask(&router, "/events", &[]).await.into_body()).await;
        let mut same = ask(&router, "/events", &[("last-event-id", &old)]).await.into_body();
        app.replace(store(&[SIEGE]));
        app.replace(store(&[STORM]));
        let (new, _) = next(&mut same).await;
        assert_ne!(new, old);
        let late = ask(&router, "/events", &[("last-event-id", &old)]).await;
        assert_eq!(next(&mut late.into_body()).await.0, new);
    });
}

/// So many answers may be under way at a time, and then one more when one is done with.
#[track_caller]
fn check_at_a_time(path: &str, most: usize) {
    block_on(async {
        let router = router(App::of(store(&[SIEGE])));
        let mut under_way = Vec::new();
        let refused = loop {
            let answer = ask(&router, path, &[]).await;
            if answer.status() != StatusCode::OK {
                break answer;
            }
            under_way.push(answer);
        };
        assert_eq!((under_way.len(), refused.status()), (most, StatusCode::SERVICE_UNAVAILABLE));
        assert_eq!(refused.headers()["content-type"], "application/problem+json");
        assert!(refused.headers().contains_key("retry-after"));
        under_way.pop();
        assert_eq!(ask(&router, path, &[]).await.status(), StatusCode::OK);
    });
}

#[test]
fn only_so_many_listen_or_download_at_a_time() {
    check_at_a_time("/events", 1000);
    check_at_a_time("/export/mentions.geojson", 32);
}

#[test]
fn an_answer_speaks_of_one_snapshot() {
    block_on(async {
        let app = App::of(store(&[SIEGE]));
        let answer = ask(&router(app.clone()), "/export/mentions.geojson", &[]).await;
        app.replace(store(&[]));
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let download: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(download["features"].as_array().unwrap().len(), 5);
    });
}
