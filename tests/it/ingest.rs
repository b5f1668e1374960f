//! The real program with a database: what it reads, keeps, corrects, forgets, rescues.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::Value;
use tadmur::article::Article;
use tadmur::database::Database;

use crate::world::{Folder, SIEGE, STORM, program, run};

/// Runs the program, which ends with this code; what it says on stdout and stderr.
#[track_caller]
fn check(arguments: &[&str], code: i32) -> (String, String) {
    let (found, stdout, stderr) = run(arguments);
    assert_eq!(found, code, "{arguments:?}: {stdout}{stderr}");
    (stdout, stderr)
}

fn ids(db: &Path) -> Vec<String> {
    let database = Database::open_to_read(db).unwrap();
    database.store().unwrap().pages().map(|it| it.article.id.clone()).collect()
}

fn id(text: &str) -> String {
    Article::from_text(text.to_owned()).id
}

#[test]
fn only_what_is_new_or_changed_is_read() {
    let folder = Folder::new();
    let db = folder.path().join("a.db");
    let (texts, file) = (folder.path().join("texts"), db.to_str().unwrap());
    let siege = folder.file("texts/siege.txt", SIEGE);
    folder.file("texts/storm.txt", STORM);
    let ingest = ["ingest", texts.to_str().unwrap(), "--db", file];
    let (stdout, stderr) = check(&ingest, 0);
    let added: Vec<&str> = stdout.lines().map(|it| it.split('\t').next().unwrap()).collect();
    assert_eq!(added, [id(SIEGE), id(STORM)]);
    assert!(
        stderr.contains("2 added, 0 known already, 0 forgotten; 0 files unchanged"),
        "{stderr}"
    );
    let (stdout, stderr) = check(&ingest, 0);
    assert_eq!(stdout, "");
    assert!(
        stderr.contains("0 added, 0 known already, 0 forgotten; 2 files unchanged"),
        "{stderr}"
    );
    folder.file("texts/siege.txt", "Homs was quiet.");
    folder.file("texts/copy.txt", STORM);
    let (_, stderr) = check(&ingest, 0);
    assert!(
        stderr.contains("1 added, 1 known already, 1 forgotten; 1 files unchanged"),
        "{stderr}"
    );
    assert_eq!(ids(&db), [id(STORM), id("Homs was quiet.")]);
    fs::remove_file(siege).unwrap();
    fs::remove_file(texts.join("copy.txt")).unwrap();
    check(&ingest, 0);
    assert_eq!(ids(&db).len(), 2);
    let prune = [&ingest[..], &["--prune"]].concat();
    let (_, stderr) = check(&prune, 0);
    assert!(stderr.contains("1 forgotten; 1 files unchanged, 0 faults; 1 articles"), "{stderr}");
    assert_eq!(ids(&db), [id(STORM)]);
}

#[test]
fn a_fault_is_told_again_until_it_is_mended() {
    let folder = Folder::new();
    let db = folder.path().join("a.db");
    folder.file("texts/good.txt", SIEGE);
    folder.file("texts/bad.txt", b"GIF\0");
    let texts = folder.path().join("texts");
    let ingest = ["ingest", texts.to_str().unwrap(), "--db", db.to_str().unwrap()];
    for _ in 0..2 {
        let (_, stderr) = check(&ingest, 1);
        assert!(stderr.contains("bad.txt: byte 3 is NUL"), "{stderr}");
    }
    folder.file("texts/bad.txt", STORM);
    check(&ingest, 0);
    assert_eq!(ids(&db).len(), 2);
}

#[test]
fn what_is_kept_can_be_sought_corrected_and_forgotten() {
    let folder = Folder::new();
    let (db, path) = (folder.path().join("a.db"), folder.file("siege.txt", SIEGE));
    let file = db.to_str().unwrap();
    check(&["search", "shells", "--db", file], 2);
    check(&["ingest", path.to_str().unwrap(), "--db", file], 0);
    let (stdout, _) = check(&["search", "--db", file, "SHELLS", "caf"], 0);
    assert!(stdout.starts_with(&id(SIEGE)) && stdout.contains("fell on Homs"), "{stdout}");
    check(&["search", "--db", file, "nowhere"], 1);
    let (kept, _) = check(&["export", "--db", file], 0);
    assert_eq!(kept, check(&["export", path.to_str().unwrap()], 0).0);
    let mention = format!("{}-61", id(SIEGE));
    let (_, stderr) = check(&["correct", "--db", file, &mention, "--place", "gn:170063"], 0);
    assert!(stderr.contains("“Homs”"), "{stderr}");
    check(&["correct", "--db", file, &mention], 2);
    check(&["correct", "--db", file, "none-0", "--right"], 2);
    let (gold, _) = check(&["correct", "--db", file, "--gold"], 0);
    let gold: Value = serde_json::from_str(gold.trim()).unwrap();
    let judged = gold["toponyms"].as_array().unwrap().iter().find(|it| it["start"] == 61).unwrap();
    assert_eq!((&judged["geonameid"], &judged["name"]), (&170_063.into(), &"Homs".into()));
    let (_, stderr) = check(&["reparse", "--db", file], 0);
    assert!(stderr.contains("0 articles read again"), "{stderr}");
    let more = folder.file("more.csv", "id,title,types,ccodes,lon,lat\nx:1,Qqqzz,city,SY,38,35\n");
    let (_, stderr) = check(&["reparse", "--db", file, "--gazetteer", more.to_str().unwrap()], 0);
    assert!(stderr.contains("1 articles read again"), "{stderr}");
    let store = Database::open_to_read(&db).unwrap().store().unwrap();
    assert_eq!(store.find(&mention).unwrap().place.key, "gn:170063");
    check(&["correct", "--db", file, &mention, "--undo"], 0);
    let store = Database::open_to_read(&db).unwrap().store().unwrap();
    assert_ne!(store.find(&mention).unwrap().place.key, "gn:170063");
    check(&["forget", "--db", file, "/nowhere"], 1);
    check(&["forget", "--db", file, &id(SIEGE)], 0);
    assert!(ids(&db).is_empty());
}

#[test]
fn an_article_tells_where_it_came_from_and_what_read_it() {
    const HOMS: &str = "Shells fell on Homs on Tuesday.";
    let folder = Folder::new();
    let (db, texts) = (folder.path().join("a.db"), folder.path().join("texts"));
    let line = serde_json::json!({ "text": HOMS, "published": "2015-05-20", "source": "Agency" });
    folder.file("texts/a.jsonl", format!("{{\"text\": \"Shells fell on Hama.\"}}\n{line}\n"));
    folder.file("texts/b.txt", HOMS);
    let file = db.to_str().unwrap();
    check(&["ingest", texts.to_str().unwrap(), "--db", file], 0);
    let (stdout, _) = check(&["show", &id(HOMS), "--db", file], 0);
    let shown: Value = serde_json::from_str(stdout.trim()).unwrap();
    let path = |name| texts.join(name).to_str().unwrap().to_owned();
    assert_eq!(
        shown["origins"],
        serde_json::json!([
            { "via": "file", "path": path("a.jsonl"), "member": null, "line": 2, "offset": 33, "reader": "jsonl" },
            { "via": "file", "path": path("b.txt"), "member": null, "line": null, "offset": null, "reader": "text" },
        ])
    );
    assert_eq!((&shown["text"], &shown["source"]), (&HOMS.into(), &"Agency".into()));
    assert_eq!(
        shown["published"],
        serde_json::json!({ "edtf": "2015-05-20", "basis": "declared" })
    );
    let metadata = shown["metadata"].as_array().unwrap();
    assert!(metadata.contains(
        &serde_json::json!({ "name": "published", "value": "2015-05-20", "used": true })
    ));
    let read_by = &shown["read_by"];
    assert!(read_by["gazetteer"].as_str().unwrap().len() == 16 && read_by["parser"].is_string());
    let (stdout, stderr) = check(&["show", "none", &id(HOMS), "--db", file], 1);
    assert!(stdout.lines().count() == 1 && stderr.contains("none: no article of this id"));
}

/// Many short articles in one folder.
fn many(folder: &Folder, n: usize) -> Vec<String> {
    let text = |nth| format!("{nth}. {SIEGE}");
    (0..n).for_each(|nth| drop(folder.file(&format!("texts/{nth:05}.txt"), text(nth))));
    (0..n).map(|nth| id(&text(nth))).collect()
}

#[test]
fn what_was_told_survives_a_kill_and_nothing_comes_twice() {
    let folder = Folder::new();
    let all = many(&folder, 900);
    let (db, texts) = (folder.path().join("a.db"), folder.path().join("texts"));
    let mut told = BTreeSet::new();
    for _ in 0..3 {
        let mut child = program()
            .args(["ingest", texts.to_str().unwrap(), "--db", db.to_str().unwrap()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // killed in the middle of the next batch
        told.extend(lines.by_ref().take(1).map(|it| it.unwrap()[..16].to_owned()));
        child.kill().unwrap();
        child.wait().unwrap();
        told.extend(
            lines.map_while(Result::ok).filter(|it| it.len() > 16).map(|it| it[..16].to_owned()),
        );
        let kept: BTreeSet<String> = ids(&db).into_iter().collect();
        assert!(told.is_subset(&kept));
    }
    check(&["ingest", texts.to_str().unwrap(), "--db", db.to_str().unwrap()], 0);
    assert_eq!(ids(&db), all);
}

#[test]
fn a_damaged_database_gives_what_is_whole() {
    let folder = Folder::new();
    let all = many(&folder, 120);
    let (db, texts) = (folder.path().join("a.db"), folder.path().join("texts"));
    check(&["ingest", texts.to_str().unwrap(), "--db", db.to_str().unwrap()], 0);
    let mut bytes = fs::read(&db).unwrap();
    let text = format!("60. {}", &SIEGE[..40]);
    let at = bytes.windows(text.len()).position(|it| it == text.as_bytes()).unwrap();
    let page = at / 4096 * 4096;
    bytes[page..page + 4096].fill(0x5A);
    fs::write(&db, &bytes).unwrap();
    let rescued = folder.path().join("rescued.db");
    let arguments = ["rescue", db.to_str().unwrap(), "--db", rescued.to_str().unwrap()];
    let (_, stderr) = check(&arguments, 1);
    let kept = ids(&rescued);
    assert!(kept.len() > 80 && kept.len() < 120, "{stderr}");
    assert!(kept.iter().all(|it| all.contains(it)));
    assert_eq!(fs::read(&db).unwrap(), bytes, "the damaged file is left as it is");
    check(&arguments, 2);
    // the files bring back what was lost
    check(&["ingest", texts.to_str().unwrap(), "--db", rescued.to_str().unwrap()], 0);
    assert_eq!(ids(&rescued).len(), 120);
}

/// A server that ends with the test.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(arguments: &[&str], token: &str) -> Self {
        let mut child = program()
            .args(["serve", "--port", "0"])
            .args(arguments)
            .env("TADMUR_TOKEN", token)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim().rsplit_once("http://").unwrap().1.trim_end_matches('/').to_owned();
        Self { child, address }
    }

    fn send(&self, head: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        let length = body.len();
        let request = format!("{head}\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_comes_in_reaches_open_maps() {
    let folder = Folder::new();
    let db = folder.path().join("a.db");
    let watched = folder.path().join("watched");
    fs::create_dir_all(&watched).unwrap();
    let token = "a-token-of-some-length";
    let arguments = ["--db", db.to_str().unwrap(), "--watch", watched.to_str().unwrap()];
    let server = Server::start(&arguments, token);
    let events = server.send("GET /events HTTP/1.1", "");
    let mut told = BufReader::new(events).lines().map(Result::unwrap).filter_map(|line| {
        let data: Value = serde_json::from_str(line.strip_prefix("data: ")?).unwrap();
        Some(data["articles"].as_u64().unwrap())
    });
    assert_eq!(told.next(), Some(0));
    let head = format!(
        "POST /articles HTTP/1.1\r\nConnection: close\r\nContent-Type: text/plain\r\nAuthorization: Bearer {token}"
    );
    let mut answer = String::new();
    server.send(&head, SIEGE).read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert_eq!(told.next(), Some(1));
    folder.file("watched/storm.txt", STORM);
    assert_eq!(told.next(), Some(2));
    fs::remove_file(watched.join("storm.txt")).unwrap();
    assert_eq!(told.next(), Some(1));
}
