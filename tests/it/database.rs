//! What is kept: the database, and what it gives back.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use proptest::prelude::*;
use tadmur::article::{Article, Format, Metadatum, Origin};
use tadmur::database::{Counts, Database, Error, Judgement, Packs, Put, Stamp, Verdict, Via};
use tadmur::eval::gold;
use tadmur::export::geojson;
use tadmur::feature::{Reading, parse, reading, story};
use tadmur::server::{App, router};
use tadmur::store::{Filter, Store};
use tadmur_geoparser::dates::Published;
use tadmur_geoparser::dates::PublishedBasis;
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::place::LonLat;
use tadmur_geoparser::text::zones::Zone;

use crate::world::{Folder, SIEGE, SMALL, STORM, ask_app};

fn article(text: &str) -> Article {
    Article::from_text(text.to_owned())
}

/// The same article as if it stood in this file.
fn in_file(text: &str, path: &str) -> Article {
    Article { origin: Some(Origin::file(Path::new(path), Format::Text)), ..article(text) }
}

fn put(database: &mut Database, articles: &[Article], via: Via<'_>) -> Vec<Put> {
    let run = database.begin_run().unwrap();
    let mut batch = database.batch(&SMALL).unwrap();
    let puts = articles.iter().map(|it| batch.put(it, &parse(&SMALL, it), via, run).unwrap());
    let puts = puts.collect();
    batch.commit().unwrap();
    puts
}

/// Everything that a store answers with: its pages, and all its features.
fn told(store: &Store) -> String {
    let all = Filter {
        roles: Role::ALL.to_vec(),
        zones: Zone::ALL.to_vec(),
        duplicates: true,
        ..Filter::default()
    };
    let features = store.rows(&all).into_iter();
    let features: Vec<String> = features
        .map(|row| {
            String::from_utf8(geojson::to_json(&geojson::mention(&store.feature(row)))).unwrap()
        })
        .collect();
    format!(
        "{:#?}\n{}\n{:?}",
        store.pages().collect::<Vec<_>>(),
        features.join("\n"),
        store.extent()
    )
}

#[track_caller]
fn check_round_trip(articles: &[Article]) {
    let folder = Folder::new();
    let mut database = Database::open(&folder.path().join("a.db")).unwrap();
    put(&mut database, articles, Via::Post);
    drop(database);
    let database = Database::open_to_read(&folder.path().join("a.db")).unwrap();
    let mut readings: Vec<Reading> = articles.iter().map(|it| reading(&SMALL, it)).collect();
    let mut ids = BTreeSet::new();
    readings.retain(|it| ids.insert(it.article.id.clone()));
    story::link(&mut readings);
    let pages: Vec<_> = readings.iter().map(|it| it.page.clone()).collect();
    let expected = Store::of(readings);
    assert_eq!(format!("{:?}", expected.pages().collect::<Vec<_>>()), format!("{pages:?}"));
    assert_eq!(told(&database.store().unwrap()), told(&expected));
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    let word = prop::sample::select(vec![
        "Homs",
        "Aleppo",
        "Palmyra",
        "Suva",
        "Syrian",
        "حمص",
        "café",
        "🏛",
        "on 3 May 2015",
        "yesterday",
        "will attack",
        ".",
        ",",
        "\n\n",
        "shells fell on",
        "The army of",
        "world / Syria / news\n",
    ]);
    let text = prop::collection::vec(word, 1..30).prop_map(|it| it.join(" "));
    prop::collection::vec(text, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn what_is_kept_is_what_was_read(texts in texts(), published in prop::option::of("20[01][0-9]-0[1-9]")) {
        let published = published.map(|edtf| Published {
            edtf: Some(edtf.parse().unwrap()),
            basis: PublishedBasis::Declared,
            evidence: None,
        });
        let articles: Vec<Article> = texts
            .iter()
            .enumerate()
            .map(|(nth, text)| Article {
                title: (nth % 2 == 0).then(|| format!("Title {nth}")),
                source: Some("a source".to_owned()),
                home: LonLat::new(36.5, 34.25),
                published: published.clone(),
                metadata: vec![Metadatum { name: "a".into(), value: "b".into(), used: true }],
                ..article(text)
            })
            .collect();
        check_round_trip(&articles);
    }
}

#[test]
fn an_article_is_kept_as_it_was_read() {
    let folder = Folder::new();
    let mut database = Database::open(&folder.path().join("a.db")).unwrap();
    let article = Article {
        title: Some("Title".into()),
        source: Some("Source".into()),
        home: LonLat::new(1.5, -2.5),
        published: Some(Published {
            edtf: Some("2015-05".parse().unwrap()),
            basis: PublishedBasis::Declared,
            evidence: None,
        }),
        zones: parse(&SMALL, &article(SIEGE)).zones,
        metadata: vec![Metadatum { name: "og:title".into(), value: "Title".into(), used: true }],
        ..article(SIEGE).at_url("https://example.org/1".into())
    };
    put(&mut database, std::slice::from_ref(&article), Via::Post);
    assert_eq!(database.articles_after(0, 9).unwrap(), [(1, article)]);
}

#[test]
fn the_same_article_is_kept_once() {
    let folder = Folder::new();
    let mut database = Database::open(&folder.path().join("a.db")).unwrap();
    let articles = [article(SIEGE), article(STORM), article(SIEGE)];
    let puts = put(&mut database, &articles, Via::Post);
    assert_eq!(puts, [Put::Added, Put::Added, Put::Known]);
    assert_eq!(put(&mut database, &articles, Via::Stdin), [Put::Known; 3]);
    assert_eq!(database.counts().unwrap().articles, 2);
}

#[test]
fn a_batch_that_is_not_committed_leaves_no_trace() {
    let folder = Folder::new();
    let mut database = Database::open(&folder.path().join("a.db")).unwrap();
    let mut batch = database.batch(&SMALL).unwrap();
    let article = article(SIEGE);
    batch.put(&article, &parse(&SMALL, &article), Via::Post, 0).unwrap();
    drop(batch);
    assert_eq!(database.counts().unwrap(), Counts::default());
}

#[test]
fn what_stands_nowhere_any_more_is_forgotten() {
    let folder = Folder::new();
    let mut database = Database::open(&folder.path().join("a.db")).unwrap();
    let stamp = Stamp { size: 1, modified: 1 };
    put(&mut database, &[in_file(SIEGE, "/a.txt"), in_file(STORM, "/a.txt")], Via::File);
    // the second stood in the place of the first
    assert_eq!(database.counts().unwrap().articles, 1);
    put(&mut database, &[in_file(STORM, "/b.txt")], Via::File);
    let run = database.begin_run().unwrap();
    let mut batch = database.batch(&SMALL).unwrap();
    batch.end_of_file(Path::new("/a.txt"), stamp, run).unwrap();
    assert_eq!(batch.forgotten(), 0);
    batch.forget_file(Path::new("/b.txt")).unwrap();
    assert_eq!(batch.forgotten(), 1);
    batch.commit().unwrap();
    assert_eq!(database.counts().unwrap(), Counts::default());
    assert_eq!(database.files().unwrap(), [PathBuf::from("/a.txt")]);
    assert_eq!(database.stamp(Path::new("/a.txt")).unwrap(), Some(stamp));
    assert_eq!(database.stamp(Path::new("/b.txt")).unwrap(), None);
}

#[test]
fn a_newer_post_of_one_url_takes_the_place_of_the_older() {
    let folder = Folder::new();
    let mut database = Database::open(&folder.path().join("a.db")).unwrap();
    let url = || "https://example.org/1".to_owned();
    put(&mut database, &[article(SIEGE).at_url(url())], Via::Post);
    put(&mut database, &[article(STORM).at_url(url())], Via::Post);
    let store = database.store().unwrap();
    assert_eq!(store.pages().len(), 1);
    assert_eq!(store.pages().next().unwrap().text, STORM);
}

fn judge(database: &mut Database, start: usize, end: Option<usize>, verdict: &Verdict) -> String {
    let mut batch = database.batch(&SMALL).unwrap();
    let words = batch.judge(&article(SIEGE).id, start, end, verdict).unwrap();
    batch.commit().unwrap();
    words
}

/// The features of [`SIEGE`] as `surface@start place when`.
fn features(database: &Database) -> Vec<String> {
    let store = database.store().unwrap();
    let rows = store.rows(&Filter::default()).into_iter();
    let named = |row| {
        let it = store.feature(row);
        let when = it.stated.as_ref().map_or("", |it| it.edtf.as_str());
        format!("{}@{} {} {when}", it.surface, it.stretch.start, it.place.label)
    };
    rows.map(named).collect()
}

#[test]
fn what_a_person_says_wins_and_outlives_the_machine() {
    let folder = Folder::new();
    let mut database = Database::open(&folder.path().join("a.db")).unwrap();
    put(&mut database, &[article(SIEGE)], Via::Post);
    let place = |key: &str| Verdict {
        judgement: Some(Judgement::Place(key.to_owned())),
        ..Verdict::default()
    };
    let only = |judgement| Verdict { judgement: Some(judgement), when: None };
    assert_eq!(judge(&mut database, 12, None, &only(Judgement::Wrong)), "Palmyra");
    assert_eq!(judge(&mut database, 61, None, &place("gn:170063")), "Homs");
    let date = Verdict { judgement: None, when: Some("2014-02".parse().unwrap()) };
    assert_eq!(judge(&mut database, 61, None, &date), "Homs");
    // the machine finds no name here
    assert_eq!(judge(&mut database, 88, Some(94), &place("gn:163843")), "desert");
    assert_eq!(judge(&mut database, 116, None, &only(Judgement::Right)), "Aleppo");
    let corrected = [
        "Homs@61 Aleppo 2014-02",
        "Palmyra@68 Palmyra ",
        "desert@88 Syria ",
        "Aleppo@116 Aleppo ",
        "Palmyra@128 Palmyra ",
    ];
    let clean =
        |it: Vec<String>| it.iter().map(|it| it.replace("2015-05-03", "")).collect::<Vec<_>>();
    assert_eq!(clean(features(&database)), corrected);
    // parsed again by a machine that finds nothing at all
    let mut batch = database.batch(&SMALL).unwrap();
    let mut parsed = parse(&SMALL, &article(SIEGE));
    parsed.mentions.clear();
    batch.put_reading(&article(SIEGE), &parsed).unwrap();
    batch.commit().unwrap();
    assert_eq!(
        features(&database),
        ["Homs@61 Aleppo 2014-02", "desert@88 Syria ", "Aleppo@116 Aleppo "]
    );
    let mut batch = database.batch(&SMALL).unwrap();
    assert!(batch.unjudge(&article(SIEGE).id, 88).unwrap());
    assert!(!batch.unjudge(&article(SIEGE).id, 88).unwrap());
    batch.commit().unwrap();
    assert_eq!(features(&database), ["Homs@61 Aleppo 2014-02", "Aleppo@116 Aleppo "]);
}

#[test]
fn verdicts_are_gold_that_the_evaluator_reads() {
    let folder = Folder::new();
    let mut database = Database::open(&folder.path().join("a.db")).unwrap();
    put(&mut database, &[article(SIEGE), article(STORM)], Via::Post);
    let only = |judgement| Verdict { judgement: Some(judgement), when: None };
    judge(&mut database, 12, None, &only(Judgement::Right));
    judge(&mut database, 61, None, &only(Judgement::Wrong));
    let mut lines = String::new();
    database.each_gold(|line| lines.extend([&line, "\n"])).unwrap();
    let documents = gold::read(&folder.file("gold.jsonl", &lines)).unwrap();
    assert_eq!(documents.len(), 1);
    assert_eq!(documents[0].text, SIEGE);
    let told: Vec<_> = documents[0]
        .toponyms
        .iter()
        .map(|it| (it.stretch.0, &SIEGE[it.span.range()], it.geonameid, it.ignore))
        .collect();
    assert_eq!(
        told,
        [
            (12, "Palmyra", Some(163_808), false),
            (68, "Palmyra", None, true),
            (116, "Aleppo", None, true),
            (128, "Palmyra", None, true)
        ]
    );
}

#[test]
fn a_verdict_on_nothing_is_refused() {
    let folder = Folder::new();
    let mut database = Database::open(&folder.path().join("a.db")).unwrap();
    put(&mut database, &[article(SIEGE)], Via::Post);
    let mut batch = database.batch(&SMALL).unwrap();
    let right = Verdict { judgement: Some(Judgement::Right), when: None };
    let nowhere = Verdict { judgement: Some(Judgement::Place("gn:0".into())), when: None };
    let id = article(SIEGE).id;
    for (id, start, end, verdict, missing) in [
        (&*id, 13, None, &right, "mention"),
        ("none", 12, Some(14), &right, "mention"),
        (&*id, 12, Some(9999), &right, "mention"),
        (&*id, 12, Some(12), &right, "mention"),
        (&*id, 12, None, &nowhere, "place"),
    ] {
        let error = batch.judge(id, start, end, verdict).unwrap_err();
        assert!(matches!(error, Error::NotFound { kind, .. } if kind == missing), "{error}");
    }
}

/// The file is refused, naming itself and this.
#[track_caller]
fn check_refused(path: &Path, words: &str) {
    for opened in [Database::open(path), Database::open_to_read(path)] {
        let error = opened.and_then(|it| it.store()).unwrap_err().to_string();
        assert!(error.starts_with(&path.display().to_string()) && error.contains(words), "{error}");
    }
}

#[test]
fn files_that_are_no_database_of_ours_are_named() {
    let folder = Folder::new();
    let path =
        folder.file("text.db", "This is a text, longer than the head of a database. ".repeat(40));
    check_refused(&path, "not an SQLite database");
    let path = folder.path().join("other.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE t (x); PRAGMA user_version = 1").unwrap();
    check_refused(&path, "of another program");
    let path = folder.path().join("newer.db");
    drop(Database::open(&path).unwrap());
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    check_refused(&path, "schema version 99; this tadmur knows 2 at most");
    let error = Database::open_to_read(&folder.path().join("none.db")).unwrap_err();
    assert!(matches!(error, Error::Missing { .. }), "{error}");
    assert!(!folder.path().join("none.db").exists());
}

#[test]
fn a_damaged_file_is_named_or_read_but_never_a_panic() {
    let folder = Folder::new();
    let path = folder.path().join("a.db");
    let mut database = Database::open(&path).unwrap();
    let texts = (0..200).map(|nth| article(&format!("{nth}: {SIEGE}")));
    put(&mut database, &texts.collect::<Vec<_>>(), Via::Post);
    drop(database);
    let whole = fs::read(&path).unwrap();
    let n_pages = whole.len() / 4096;
    let mut refused = 0;
    for page in 1..n_pages {
        let mut bytes = whole.clone();
        bytes[page * 4096..page * 4096 + 2048].fill(0x5A);
        fs::write(&path, bytes).unwrap();
        match Database::open_to_read(&path).and_then(|it| it.store()) {
            Ok(_) => {}
            Err(error) => {
                assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 0, "of {n_pages} pages none mattered");
}

#[test]
fn a_page_says_when_the_date_was_corrected() {
    let folder = Folder::new();
    let mut database = Database::open(&folder.path().join("a.db")).unwrap();
    put(&mut database, &[article(SIEGE)], Via::Post);
    let date = Verdict { judgement: None, when: Some("2014-02".parse().unwrap()) };
    judge(&mut database, 61, None, &date);
    let app = App::of(database.store().unwrap());
    let answer = ask_app(router(app), "GET", "/collections/mentions/items?place=gn:169577", &[]);
    assert_eq!(answer.status, StatusCode::OK);
    let page = answer.json();
    let properties = &page["features"][0]["properties"];
    assert_eq!(
        (&properties["when"], &properties["when_basis"]),
        (&"2014-02".into(), &"verdict".into())
    );
}

/// Refreshed, the packs give what reading everything anew gives; so do those in the file.
#[track_caller]
fn check_refresh(database: &Database, packs: &mut Packs) -> String {
    let store = database.refresh(packs).unwrap();
    let anew = database.refresh(&mut Packs::default()).unwrap();
    let kept = database.store().unwrap();
    assert_eq!(told(&store), told(&anew));
    assert_eq!(told(&kept), told(&anew));
    assert_eq!([store.version(), kept.version()], [anew.version(), anew.version()]);
    store.version()
}

#[test]
fn a_refresh_gives_what_reading_all_anew_gives() {
    let folder = Folder::new();
    let path = folder.path().join("a.db");
    let mut database = Database::open(&path).unwrap();
    let mut packs = Packs::beside(&path);
    let empty = check_refresh(&database, &mut packs);
    put(&mut database, &[article(SIEGE)], Via::Post);
    let first = check_refresh(&database, &mut packs);
    assert_ne!(first, empty);
    assert_eq!(check_refresh(&database, &mut packs), first);
    packs.keep().unwrap();
    assert_eq!(check_refresh(&database, &mut packs), first);
    let wrong = Verdict { judgement: Some(Judgement::Wrong), when: None };
    judge(&mut database, 12, None, &wrong);
    let judged = check_refresh(&database, &mut packs);
    assert_ne!(judged, first);
    for nth in 0..20 {
        put(&mut database, &[article(&format!("Report {nth}. {STORM}"))], Via::Post);
        check_refresh(&database, &mut packs);
    }
    packs.keep().unwrap();
    let mut batch = database.batch(&SMALL).unwrap();
    assert!(batch.forget_article(&article(SIEGE).id).unwrap());
    batch.commit().unwrap();
    check_refresh(&database, &mut packs);
    put(&mut database, &[article(SIEGE)], Via::Post);
    check_refresh(&database, &mut packs);
    check_refresh(&database, &mut Packs::beside(&path));
}

#[test]
fn a_file_of_packs_that_does_not_fit_is_as_good_as_none() {
    let folder = Folder::new();
    let [path, other] = ["a.db", "b.db"].map(|it| folder.path().join(it));
    let kept = |path: &Path| PathBuf::from(format!("{}-pack", path.display()));
    let mut database = Database::open(&path).unwrap();
    put(&mut database, &[article(SIEGE), article(STORM)], Via::Post);
    let mut packs = Packs::beside(&path);
    check_refresh(&database, &mut packs);
    packs.keep().unwrap();
    let whole = fs::read(kept(&path)).unwrap();
    // places have other numbers there
    let mut database_of_others = Database::open(&other).unwrap();
    put(&mut database_of_others, &[article(STORM), article(SIEGE)], Via::Post);
    fs::write(kept(&other), &whole).unwrap();
    check_refresh(&database_of_others, &mut Packs::beside(&other));
    let damaged = (0..whole.len()).step_by(97).map(|at| {
        let mut damaged = whole.clone();
        damaged[at] ^= 16;
        damaged
    });
    let cut = [0, 7, 64, whole.len() - 1].map(|length| whole[..length].to_vec());
    for bytes in damaged.chain(cut).chain([[&whole[..], b"more"].concat()]) {
        fs::remove_file(kept(&path)).unwrap();
        fs::write(kept(&path), bytes).unwrap();
        check_refresh(&database, &mut Packs::beside(&path));
    }
}
