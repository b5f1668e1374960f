//! A basemap of the user's own: `--basemap`.

use axum::Router;
use axum::http::StatusCode;
use tadmur::article::Article;
use tadmur::feature::reading;
use tadmur::server::{App, Basemap, router};
use tadmur::store::Store;

use crate::world::{Answer, Folder, SIEGE, SMALL, ask_app, run};

/// An archive of this version, packed and with tiles as told, without any tile.
fn archive(version: u8, inner: u8, outer: u8, tiles: u8) -> Vec<u8> {
    let mut bytes = b"PMTiles".to_vec();
    bytes.resize(200, 0);
    (bytes[7], bytes[97], bytes[98], bytes[99]) = (version, inner, outer, tiles);
    bytes
}

fn app(basemap: Basemap) -> Router {
    let article = Article::from_text(SIEGE.to_owned());
    router(App::of(Store::of([reading(&SMALL, &article)])).with_basemap(basemap))
}

fn ask(router: &Router, path: &str, headers: &[(&str, &str)]) -> Answer {
    ask_app(router.clone(), "GET", path, headers)
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

/// What the page's root element says.
fn told(page: &str) -> &str {
    page.split_once("data-basemap=\"").unwrap().1.split_once('"').unwrap().0
}

#[test]
fn an_archive_is_served_in_pieces_under_its_version() {
    let folder = Folder::new();
    let bytes: Vec<u8> = archive(3, 2, 2, 1).into_iter().chain(0..=255).collect();
    let file = folder.file("own.pmtiles", &bytes);
    let open = || app(Basemap::of(file.to_str().unwrap()).unwrap());
    let router = open();
    let html = ask(&router, "/", &[("accept", "text/html")]);
    assert!(html.header("content-security-policy").contains("connect-src 'self';"));
    let html = text(&html);
    let place = format!("/{}", told(&html));
    assert!(place.starts_with("/basemap/") && place.ends_with(".pmtiles"), "{place}");

    let whole = ask(&router, &place, &[]);
    assert_eq!((whole.status, &whole.body), (StatusCode::OK, &bytes));
    assert_eq!(whole.header("cache-control"), "public, max-age=31536000, immutable");
    let piece = |range: &str| {
        let answer = ask(&router, &place, &[("range", range), ("accept-encoding", "gzip")]);
        (answer.status.as_u16(), answer.header("content-range").to_owned(), answer.body)
    };
    assert_eq!(piece("bytes=0-6"), (206, "bytes 0-6/456".to_owned(), b"PMTiles".to_vec()));
    assert_eq!(piece("bytes=-1"), (206, "bytes 455-455/456".to_owned(), vec![255]));
    assert_eq!(piece("bytes=200-9999").2, bytes[200..]);
    assert_eq!(piece("bytes=456-").0, 416);
    assert_eq!(piece("pages=1").0, 200);
    let known = ask(&router, &place, &[("if-none-match", whole.header("etag"))]);
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);

    // the built-in one lies beside it; another archive lies elsewhere
    assert_eq!(ask(&router, "/basemap/labels.json", &[]).status, StatusCode::OK);
    folder.file("own.pmtiles", [&bytes[..], b"more"].concat());
    let other = open();
    assert_eq!(ask(&other, &place, &[]).status, StatusCode::NOT_FOUND);
    assert_ne!(format!("/{}", told(&text(&ask(&other, "/?f=html", &[])))), place);
}

#[test]
fn a_style_opens_the_policy_to_its_host_alone() {
    let url = "https://tiles.example.org:8443/style.json?key=a&b=c";
    let router = app(Basemap::of(url).unwrap());
    let id = Article::from_text(SIEGE.to_owned()).id;
    for path in ["/", "/?embed=1", "/index.html", &format!("/articles/{id}")] {
        let answer = ask(&router, path, &[("accept", "text/html")]);
        let page = text(&answer);
        assert_eq!(told(&page).replace("&amp;", "&"), url, "{path}");
        let meta = page.split_once("Content-Security-Policy\" content=\"").unwrap().1;
        for policy in [answer.header("content-security-policy"), meta.split_once('"').unwrap().0] {
            let open: Vec<_> = policy.split("; ").filter(|it| it.contains("example")).collect();
            let of = |what: &str| format!("{what} https://tiles.example.org:8443");
            let expected = [of("img-src 'self'") + " data: blob:", of("connect-src 'self'")];
            assert_eq!(open, expected, "{path}");
        }
    }
    let plain = ask(&router, "/app.js", &[]).header("content-security-policy").to_owned();
    assert!(plain.contains("script-src 'self'; worker-src 'self'"), "{plain}");
}

#[test]
fn what_is_no_basemap_is_told_before_anything_is_served() {
    let folder = Folder::new();
    let check = |given: &str, words: &str| {
        for command in [&["serve", "--port", "0"][..], &["publish", "/dev/null/out"]] {
            let (code, _, said) = run(&[command, &["--basemap", given]].concat());
            assert_eq!(code, 2, "{said}");
            assert!(said.contains(words), "no {words} in {said}");
        }
    };
    let file = |bytes: &[u8]| folder.file("own.pmtiles", bytes).to_str().unwrap().to_owned();
    check("nowhere.pmtiles", "nowhere.pmtiles: cannot read");
    let expected = "; expected a PMTiles archive of version 3";
    check(&file(b""), &format!("own.pmtiles: found an empty file{expected}"));
    let sqlite = b"SQLite format 3\0 and so on";
    check(&file(sqlite), &format!("found a file that begins with `SQLite f`{expected}"));
    check(&file(&archive(2, 2, 2, 1)), &format!("found PMTiles of version 2{expected}"));
    check(&file(&archive(3, 2, 2, 1)[..99]), "found the first 99 bytes of an archive");
    let mut torn = archive(3, 2, 2, 1);
    torn[57] = 1; // tiles from byte 256 on
    check(&file(&torn), "found the first 200 bytes of an archive; expected all of it");
    check(&file(&archive(3, 2, 3, 1)), "found an archive packed with brotli; expected gzip");
    check(&file(&archive(3, 2, 2, 6)), "found tiles of type MLT; expected vector tiles (MVT)");
    check("https://", "`https://` is not the address of a style: it has no host");
    check("https://a;b/x", "it has a sign that must be percent-encoded");
    check("https://me@a/x", "its host may hold neither a user nor a *");
}

#[test]
fn an_edition_of_files_has_a_copy() {
    let folder = Folder::new();
    let article = folder.file("siege.txt", SIEGE);
    let out = folder.path().join("site");
    let publish = |basemap: &str| {
        let [out, article] = [&out, &article].map(|it| it.to_str().unwrap());
        assert_eq!(run(&["publish", out, article, "--basemap", basemap]).0, 0);
        let page = std::fs::read_to_string(folder.path().join("site/index.html")).unwrap();
        assert!(page.contains("data-edition=\"files\""));
        told(&page).to_owned()
    };
    let bytes = archive(3, 1, 1, 2);
    let place = publish(folder.file("own.pmtiles", &bytes).to_str().unwrap());
    assert_eq!(std::fs::read(out.join(&place)).unwrap(), bytes);
    assert_eq!(publish("http://127.0.0.1:1/style.json"), "http://127.0.0.1:1/style.json");
    assert!(!out.join(&place).exists(), "the earlier archive is left");
    assert!(out.join("basemap/world.pmtiles").exists());
}
