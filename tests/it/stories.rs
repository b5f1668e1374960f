//! Near-duplicates: linked whatever the order they come in, and counted once.

use std::path::Path;

use axum::http::StatusCode;
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::{Value, json};
use tadmur::article::Article;
use tadmur::database::{Database, Packs, Put, Via};
use tadmur::feature::{Reading, parse, reading, story};
use tadmur::server::{App, router};
use tadmur::store::{Filter, Store};
use tadmur_geoparser::dates::{Published, PublishedBasis};

use crate::index::unpacked;
use crate::world::{Folder, SMALL, ask_app, run};

const LEAD: &str = "Shells fell on the old market of Homs on Tuesday and killed at least eleven people, doctors said by telephone. \
    The army said that it had answered fire from a quarter which rebels have held since last month, and that it would go on to do so.";

const MORE: &str = "Witnesses told of three blasts within a few minutes and of a crowd that ran towards the river. The road to Aleppo was \
    closed for most of the afternoon, and ambulances had to take the wounded to another town. Nobody could say who had fired first.";

const END: &str = "The government in Damascus has promised to let inspectors into the city before the end of the week. Palmyra was quiet.";

const OTHER: &str = "At least eleven people died when the centre of Homs was shelled, according to medics in the city. Residents said that the \
    market was hit three times in the early afternoon, when it is most crowded. Traffic towards Aleppo came to a halt, and many of the \
    injured were driven elsewhere. Inspectors are expected later this week, the government said in a statement that gave no day.";

fn article(source: &str, published: &str, text: &str) -> Article {
    let published = Published {
        edtf: Some(published.parse().unwrap()),
        basis: PublishedBasis::Declared,
        evidence: None,
    };
    let article = Article::from_text(text.to_owned()).at_url(format!("https://{source}.example/1"));
    Article { source: Some(source.to_owned()), published: Some(published), ..article }
}

/// The agency's story, as two papers print it, and another one of the same event.
fn news() -> [Article; 4] {
    [
        article("agency", "2015-05-19", &format!("{LEAD}\n\n{MORE}\n\n{END}")),
        article(
            "morning",
            "2015-05-20",
            &format!("Market shelled\n\nBy our staff\n\n{LEAD}\n\n{MORE}"),
        ),
        article("evening", "2015-05-21", &format!("{LEAD}\n{MORE}\n{END}")),
        article("other", "2015-05-20", OTHER),
    ]
}

fn linked(articles: &[Article]) -> Store {
    let mut readings: Vec<Reading> = articles.iter().map(|it| reading(&SMALL, it)).collect();
    story::link(&mut readings);
    Store::of(readings)
}

fn put(database: &mut Database, articles: &[Article]) -> usize {
    let mut batch = database.batch(&SMALL).unwrap();
    for it in articles {
        assert_eq!(batch.put(it, &parse(&SMALL, it), Via::Post, 0).unwrap(), Put::Added);
    }
    let linked = batch.linked();
    batch.commit().unwrap();
    linked
}

fn forget(database: &mut Database, article: &Article) {
    let mut batch = database.batch(&SMALL).unwrap();
    assert!(batch.forget_article(&article.id).unwrap());
    batch.commit().unwrap();
}

/// Each article's source with its original and its copies, by source.
fn told(store: &Store) -> Vec<String> {
    let source = |it: &story::Telling| it.source.clone().unwrap();
    let mut told: Vec<String> = store
        .pages()
        .map(|page| {
            let facts = &page.article;
            let original = facts.same_as().map(source).unwrap_or_default();
            let copies: Vec<String> = facts.copies().iter().map(source).collect();
            format!("{} < {original} > {}", facts.source.as_ref().unwrap(), copies.join(" "))
        })
        .collect();
    told.sort();
    told
}

const ALL: [&str; 4] =
    ["agency <  > morning evening", "evening < agency > ", "morning < agency > ", "other <  > "];

#[test]
fn the_earliest_is_the_original_whatever_comes_in_first() {
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
        let articles = order.map(|nth: usize| news()[nth].clone());
        assert_eq!(told(&linked(&articles)), ALL);
        let folder = Folder::new();
        let mut database = Database::open(&folder.path().join("a.db")).unwrap();
        assert_eq!(put(&mut database, &articles), 2);
        assert_eq!(told(&database.store().unwrap()), ALL);
    }
}

#[test]
fn a_story_outlives_its_original() {
    let folder = Folder::new();
    let mut database = Database::open(&folder.path().join("a.db")).unwrap();
    let news = news();
    put(&mut database, &news);
    forget(&mut database, &news[0]);
    let left = ["evening < morning > ", "morning <  > evening", "other <  > "];
    assert_eq!(told(&database.store().unwrap()), left);
    put(&mut database, &news[..1]);
    assert_eq!(told(&database.store().unwrap()), ALL);
    // another text at the same address takes the place of the older
    let replaced = article(
        "agency",
        "2015-05-19",
        "Suva was quiet on the day, and so were all the towns on the coast around it.",
    );
    put(&mut database, &[replaced]);
    let left = ["agency <  > ", "evening < morning > ", "morning <  > evening", "other <  > "];
    assert_eq!(told(&database.store().unwrap()), left);
    forget(&mut database, &news[1]);
    assert_eq!(told(&database.store().unwrap()), ["agency <  > ", "evening <  > ", "other <  > "]);
}

#[test]
fn a_refresh_links_as_reading_all_anew_does() {
    let folder = Folder::new();
    let path = folder.path().join("a.db");
    let mut database = Database::open(&path).unwrap();
    let mut packs = Packs::beside(&path);
    let news = news();
    let mut check = |database: &Database, expected: &[&str]| {
        let store = database.refresh(&mut packs).unwrap();
        let anew = database.refresh(&mut Packs::default()).unwrap();
        assert_eq!(told(&store), expected);
        assert_eq!(told(&anew), expected);
        assert_eq!(store.version(), anew.version());
        packs.keep().unwrap();
        assert_eq!(told(&database.store().unwrap()), expected);
        store.version()
    };
    put(&mut database, &news[2..]);
    check(&database, &["evening <  > ", "other <  > "]);
    put(&mut database, &news[1..2]);
    check(&database, &["evening < morning > ", "morning <  > evening", "other <  > "]);
    put(&mut database, &news[..1]);
    let all = check(&database, &ALL);
    assert_eq!(check(&database, &ALL), all);
    forget(&mut database, &news[0]);
    check(&database, &["evening < morning > ", "morning <  > evening", "other <  > "]);
    forget(&mut database, &news[2]);
    check(&database, &["morning <  > ", "other <  > "]);
}

#[test]
fn reading_again_keeps_stories() {
    let folder = Folder::new();
    let mut database = Database::open(&folder.path().join("a.db")).unwrap();
    put(&mut database, &news());
    let mut batch = database.batch(&SMALL).unwrap();
    for it in news() {
        batch.put_reading(&it, &parse(&SMALL, &it)).unwrap();
    }
    batch.commit().unwrap();
    assert_eq!(told(&database.store().unwrap()), ALL);
    database.rescue(&folder.path().join("b.db")).unwrap();
    let rescued = Database::open_to_read(&folder.path().join("b.db")).unwrap();
    assert_eq!(told(&rescued.store().unwrap()), ALL);
}

#[test]
fn a_file_of_the_first_version_is_linked_when_it_is_opened_to_write() {
    let folder = Folder::new();
    let path = folder.path().join("a.db");
    put(&mut Database::open(&path).unwrap(), &news());
    make_first_version(&path);
    let alone = Database::open_to_read(&path).unwrap().store().unwrap();
    assert!(told(&alone).iter().all(|it| it.ends_with(" <  > ")));
    let mut heard = Vec::new();
    let opened = Database::open_telling(&path, &mut |done, all| heard.push((done, all)));
    assert_eq!(told(&opened.unwrap().store().unwrap()), ALL);
    assert_eq!(heard, [(4, 4)]);
    // who comes later finds it done, and links to what was there
    let mut database = Database::open_telling(&path, &mut |_, _| panic!("done before")).unwrap();
    forget(&mut database, &news()[1]);
    assert_eq!(put(&mut database, &news()[1..2]), 1);
    assert_eq!(told(&database.store().unwrap()), ALL);
}

/// As a program wrote it that knew nothing of near-duplicates.
fn make_first_version(path: &Path) {
    let drop = "DROP TABLE sketch; DROP TABLE sketch_key; PRAGMA user_version = 1";
    Connection::open(path).unwrap().execute_batch(drop).unwrap();
}

fn answer(path: &str) -> Value {
    let answer = ask_app(router(App::of(linked(&news()))), "GET", path, &[]);
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.json()
}

#[track_caller]
fn check_sources(query: &str, expected: &[&str]) {
    let items = answer(&format!("/collections/mentions/items?place=Homs&{query}"));
    let features = items["features"].as_array().unwrap().iter();
    let sources: Vec<&str> =
        features.map(|it| it["properties"]["source"].as_str().unwrap()).collect();
    assert_eq!(sources, expected);
}

#[test]
fn a_story_counts_once_unless_its_copies_are_asked_for() {
    check_sources("", &["agency", "other"]);
    check_sources("duplicates=true", &["agency", "morning", "evening", "other"]);
    // what a source published as a copy is found, told by the original
    check_sources("source=morning", &["agency"]);
    check_sources("source=morning&duplicates=true", &["morning"]);
    check_sources(&format!("article={}", news()[1].id), &["morning"]);
    check_sources("also_in=morning%3B%20evening", &["agency"]);
    let filter = Filter::default();
    let (all, news) = (linked(&news()), news());
    let alone = linked(&[news[0].clone(), news[3].clone()]);
    assert_eq!(all.count(&filter), alone.count(&filter));
    let counts = |store: &Store| {
        let counts = store.place_counts(&filter).into_iter();
        counts.map(|it| (it.place.key.clone(), it.mentions, it.articles)).collect::<Vec<_>>()
    };
    assert_eq!(counts(&all), counts(&alone));
    let index = unpacked(&ask_app(router(App::of(linked(&news))), "GET", "/index.bin", &[]).body);
    assert_eq!(index["articles"]["also_in"], json!([["morning", "evening"], [], [], []]));
    let counted = index["mentions"]["article"].as_array().unwrap();
    assert!(counted.iter().all(|it| *it == 0 || *it == 3));
}

#[test]
fn an_article_names_its_original_and_its_copies() {
    let [agency, morning, ..] = news();
    let original = json!({ "id": agency.id, "title": null, "url": "https://agency.example/1", "source": "agency" });
    let told = answer(&format!("/articles/{}", morning.id));
    assert_eq!((&told["same_as"], &told["copies"]), (&original, &json!([])));
    let told = answer(&format!("/articles/{}", agency.id));
    assert_eq!(told["same_as"], json!(null));
    assert_eq!(told["copies"][0]["url"], "https://morning.example/1");
    assert_eq!(told["copies"][1]["source"], "evening");
    let told = answer(&format!("/collections/articles/items/{}", morning.id));
    assert_eq!(told["same_as"], original);
    assert_eq!(told["properties"]["same_as"], agency.id);
    assert_eq!(told["properties"]["also_in"], "agency; evening");
}

#[test]
fn folders_and_databases_link_alike_and_say_so() {
    let folder = Folder::new();
    for (nth, it) in news().iter().enumerate() {
        folder.file(&format!("texts/{nth}.txt"), &it.text);
    }
    let (texts, db) = (folder.path().join("texts"), folder.path().join("a.db"));
    let (texts, db) = (texts.to_str().unwrap(), db.to_str().unwrap());
    let (code, _, stderr) = run(&["ingest", texts, "--db", db]);
    assert!(
        code == 0
            && stderr.contains("4 added, 0 known already, 0 forgotten; 2 near-duplicates linked;"),
        "{stderr}"
    );
    let (_, from_folder, _) = run(&["export", texts, "--format", "csv"]);
    let (_, from_database, _) = run(&["export", "--db", db, "--format", "csv"]);
    assert_eq!(from_folder, from_database);
    let (_, all, _) = run(&["export", "--db", db, "--format", "csv", "--duplicates"]);
    assert!(all.lines().count() > from_folder.lines().count());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn links_in_a_database_are_those_of_its_articles(steps in prop::collection::vec((any::<bool>(), 0_usize..8), 1..24)) {
        // each is alike to the next, not to those beyond
        let words: Vec<&str> = [LEAD, MORE, END].iter().flat_map(|it| it.split_whitespace()).collect();
        let articles: Vec<Article> = (0..8)
            .map(|nth| article(&format!("s{nth}"), "2015-05", &words[..36 + (nth % 5) * 18].join(" ")))
            .collect();
        let folder = Folder::new();
        let mut database = Database::open(&folder.path().join("a.db")).unwrap();
        let mut packs = Packs::default();
        let mut kept: Vec<usize> = Vec::new();
        for (remove, nth) in steps {
            match kept.iter().position(|it| *it == nth) {
                Some(at) if remove => {
                    forget(&mut database, &articles[nth]);
                    kept.remove(at);
                }
                None if !remove => {
                    put(&mut database, &articles[nth..=nth]);
                    kept.push(nth);
                }
                _ => {}
            }
            let kept: Vec<Article> = kept.iter().map(|it| articles[*it].clone()).collect();
            prop_assert_eq!(told(&database.refresh(&mut packs).unwrap()), told(&linked(&kept)));
        }
        // all at once
        let path = folder.path().join("a.db");
        drop(database);
        make_first_version(&path);
        let database = Database::open(&path).unwrap();
        let kept: Vec<Article> = kept.iter().map(|it| articles[*it].clone()).collect();
        prop_assert_eq!(told(&database.store().unwrap()), told(&linked(&kept)));
    }
}
