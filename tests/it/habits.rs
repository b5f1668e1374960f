//! HTTP habits: versions, names of requests, limits, who may ask and who may read.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::BodyExt;
use std::sync::{Arc, Mutex};
use tadmur::article::Article;
use tadmur::feature::reading;
use tadmur::server::{App, Settings, router};
use tadmur::store::Store;
use tower::ServiceExt;

use crate::world::{SIEGE, SMALL, STORM};

fn store(text: &str) -> Store {
    Store::of([reading(&SMALL, &Article::from_text(text.to_owned()))])
}

fn app(settings: Settings) -> App {
    App::of(store(SIEGE)).with_settings(settings)
}

struct Answer {
    response: Response<Vec<u8>>,
}

impl Answer {
    fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    fn header(&self, name: &str) -> &str {
        self.response.headers().get(name).map_or("", |it| it.to_str().unwrap())
    }
}

fn ask(router: &Router, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "127.0.0.1:7878");
    }
    for &(name, value) in headers {
        request = request.header(name, value);
    }
    let request = request.body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { response: Response::from_parts(parts, body) }
    })
}

const PATHS: [&str; 8] = [
    "/collections",
    "/collections/mentions/items?limit=1",
    "/facets",
    "/histogram",
    "/counts",
    "/api",
    "/conformance",
    "/export/mentions.geojson",
];

#[test]
fn what_is_known_is_not_sent_again_until_the_data_change() {
    let app = app(Settings::default());
    let router = router(app.clone());
    for path in PATHS {
        let first = ask(&router, path, &[]);
        let (etag, modified) =
            (first.header("etag").to_owned(), first.header("last-modified").to_owned());
        assert!(
            etag.starts_with("W/\"") && modified.ends_with(" GMT"),
            "{path}: {etag} {modified}"
        );
        for known in [("if-none-match", &*etag), ("if-modified-since", &*modified)] {
            let again = ask(&router, path, &[known]);
            assert_eq!((again.status(), again.response.body().len()), (304, 0), "{path} {known:?}");
            assert_eq!(again.header("etag"), etag, "{path}");
        }
        let html = ask(&router, path, &[("if-none-match", &etag), ("accept", "text/html")]);
        assert_ne!(html.status(), 304, "{path} as HTML");
        let past = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(ask(&router, path, &[("if-modified-since", past)]).status(), 200, "{path}");
        let both = [("if-modified-since", &*modified), ("if-none-match", "\"other\"")];
        assert_eq!(ask(&router, path, &both).status(), 200, "{path}");
    }
    let etag = ask(&router, "/facets", &[]).header("etag").to_owned();
    app.replace(store(STORM));
    assert_eq!(ask(&router, "/facets", &[("if-none-match", &etag)]).status(), 200);
    assert_eq!(ask(&router, "/nothing", &[("if-none-match", "*")]).status(), 404);
}

#[test]
fn every_answer_names_its_request() {
    let router = router(app(Settings::default()));
    let ids =
        ["/", "/nothing"].map(|path| ask(&router, path, &[]).header("x-request-id").to_owned());
    assert!(ids[0] != ids[1] && !ids[0].is_empty(), "{ids:?}");
    let given = ask(&router, "/facets", &[("x-request-id", "abc-1.2")]);
    assert_eq!(given.header("x-request-id"), "abc-1.2");
    let odd = ask(&router, "/facets", &[("x-request-id", "a b<script>")]);
    assert!(!odd.header("x-request-id").contains('<'));
}

#[test]
fn only_names_of_this_machine_are_answered_to_when_it_is_local() {
    let router = router(app(Settings { local_only: true, ..Settings::default() }));
    for host in ["localhost", "LOCALHOST:80", "127.0.0.1:7878", "127.9.9.9", "[::1]:7878"] {
        assert_eq!(ask(&router, "/facets", &[("host", host)]).status(), 200, "{host}");
    }
    for host in [
        "evil.example",
        "evil.example:7878",
        "127.0.0.1.evil.example",
        "localhost.evil",
        "10.0.0.1",
        "",
    ] {
        let answer = ask(&router, "/facets", &[("host", host)]);
        assert_eq!(answer.status(), 421, "{host}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}

#[test]
fn other_hosts_read_only_when_they_may() {
    let closed =
        ask(&router(app(Settings::default())), "/facets", &[("origin", "https://a.example")]);
    assert_eq!(closed.header("access-control-allow-origin"), "");
    assert_eq!(closed.header("cross-origin-resource-policy"), "same-origin");
    for allowed in ["*", "https://a.example"] {
        let cors = Some(HeaderValue::from_static(allowed));
        let router = router(app(Settings { cors, ..Settings::default() }));
        let answer = ask(&router, "/facets", &[("origin", "https://b.example")]);
        assert_eq!(answer.header("access-control-allow-origin"), allowed);
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
}

#[test]
fn links_begin_with_the_public_address() {
    let public_url = Some("https://map.example.org/t/".to_owned());
    let router = router(app(Settings { public_url, ..Settings::default() }));
    let answer = ask(&router, "/collections", &[("x-tadmur-base", "https://evil.example")]);
    let text = String::from_utf8(answer.response.into_body()).unwrap();
    assert!(text.contains("https://map.example.org/t/collections/mentions"), "{text}");
    assert!(!text.contains("evil") && !text.contains("127.0.0.1"), "{text}");
    let plain = self::router(app(Settings::default()));
    let answer = ask(&plain, "/collections", &[("x-tadmur-base", "https://evil.example")]);
    assert!(!String::from_utf8(answer.response.into_body()).unwrap().contains("evil"));
}

#[test]
fn an_endless_address_is_refused() {
    let router = router(app(Settings::default()));
    let answer = ask(&router, &format!("/facets?q={}", "a".repeat(50_000)), &[]);
    assert_eq!(answer.status(), StatusCode::URI_TOO_LONG.as_u16());
}

#[test]
fn whoever_looks_after_the_server_is_told() {
    let lines: Arc<Mutex<Vec<String>>> = Arc::default();
    let written = Arc::clone(&lines);
    let log: tadmur::server::Log =
        Arc::new(move |line| written.lock().unwrap().push(line.to_owned()));
    let router = router(app(Settings { log: Some(log), ..Settings::default() }));
    assert_eq!(ask(&router, "/health", &[]).status(), 200);
    let ready = ask(&router, "/ready", &[]);
    let ready: serde_json::Value = serde_json::from_slice(ready.response.body()).unwrap();
    assert_eq!((&ready["status"], &ready["articles"]), (&"ready".into(), &1.into()));
    let text = String::from_utf8(ask(&router, "/metrics", &[]).response.into_body()).unwrap();
    assert!(text.contains("tadmur_mentions 5\n"), "{text}");
    assert!(
        text.contains("tadmur_request_seconds_count{route=\"/health\",status=\"200\"} 1\n"),
        "{text}"
    );
    let lines = lines.lock().unwrap();
    let line: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
    assert_eq!((&line["path"], &line["status"]), (&"/health".into(), &200.into()));
}

#[test]
fn only_the_embedded_map_may_be_framed() {
    let router = router(app(Settings::default()));
    let framed = |path: &str| {
        let answer = ask(&router, path, &[("accept", "text/html")]);
        answer.header("content-security-policy").contains("frame-ancestors *")
    };
    assert!(framed("/?embed=1"));
    assert!(
        !framed("/") && !framed("/?embed=0") && !framed("/collections?f=html") && !framed("/api")
    );
}

#[test]
fn answers_are_packed_as_the_asker_likes() {
    let router = router(app(Settings::default()));
    for (accepted, sign) in
        [("br", &[][..]), ("zstd", &[0x28, 0xb5, 0x2f, 0xfd][..]), ("gzip", &[0x1f, 0x8b][..])]
    {
        let answer = ask(&router, "/index.bin", &[("accept-encoding", accepted)]);
        assert_eq!(answer.header("content-encoding"), accepted);
        assert!(answer.response.body().starts_with(sign));
    }
}
