//! The real program: its words, its exit codes, its pipes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};

use flate2::read::GzDecoder;
use serde_json::Value;

use crate::index::unpacked;
use crate::world::{Folder, SIEGE, program, run};

#[test]
fn text_goes_in_and_geojson_comes_out() {
    let mut child =
        program().arg("geoparse").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(SIEGE.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let collection: Value = serde_json::from_slice(&output.stdout).unwrap();
    let features = collection["features"].as_array().unwrap();
    assert!(features.iter().any(|it| it["properties"]["surface"] == "Homs"));
}

#[test]
fn the_map_is_written_as_files_and_nothing_else_is_touched() {
    let folder = Folder::new();
    folder.file("siege.txt", SIEGE);
    let articles = folder.path().to_str().unwrap();
    let out = Folder::new();
    let site = out.path().join("site");
    let published = |paths: &[&str]| run(&[&["publish", site.to_str().unwrap()], paths].concat());
    let json = |name: &str| -> Value {
        serde_json::from_slice(&std::fs::read(site.join(name)).unwrap()).unwrap()
    };
    let index = || {
        let mut bytes = Vec::new();
        let packed = std::fs::read(site.join("index.bin")).unwrap();
        GzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
        unpacked(&bytes)
    };
    assert_eq!(published(&["seeds"]).0, 0);
    let before = index();
    let n = before["places"]["id"].as_array().unwrap().len();
    let quotes = json("sentences.json");
    assert_eq!(
        quotes["quote"].as_array().unwrap().len(),
        before["mentions"]["place"].as_array().unwrap().len()
    );
    assert_eq!(
        json(&format!("places/{}.json", n - 1))["place"]["id"],
        before["places"]["id"][n - 1]
    );
    assert_eq!(published(&[articles]).0, 0);
    assert_ne!(index()["version"], before["version"]);
    assert_eq!(json("edition.json")["version"], index()["version"]);
    assert!(!site.join(format!("places/{}.json", n - 1)).exists(), "an earlier place is left");
    let id = index()["articles"]["id"][0].as_str().unwrap().to_owned();
    assert!(json(&format!("articles/{id}.json"))["text"].as_str().unwrap().contains("Homs"));

    let (code, _, words) = run(&["publish", articles, "seeds"]);
    assert_eq!(code, 2);
    assert!(words.contains("neither empty nor an earlier edition"), "{words}");
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    assert_eq!(run(&["geoparse", "seeds"]), run(&["geoparse", "seeds"]));
}

#[test]
fn a_choice_is_explained_in_words() {
    let folder = Folder::new();
    let article = folder.file("a.txt", "Fighters left Tripoli, Lebanon, on Monday.");
    let (code, out, words) = run(&["geoparse", "--explain", article.to_str().unwrap()]);
    assert_eq!(code, 0, "{words}");
    assert!(out.contains("Tripoli, at 14: a place with "), "{out}");
    assert!(out.contains("  1. Tripoli, city LB (gn:266826) with "), "{out}");
    assert!(out.contains("lies in the place named right after it"), "{out}");
    assert!(out.contains("  2. Tripoli, "), "{out}");
}

#[test]
fn filters_have_the_names_of_the_api() {
    let (code, out, _) =
        run(&["geoparse", "seeds", "--bbox", "36,34,37,35", "--role", "all", "--duplicates"]);
    assert_eq!(code, 0);
    let collection: Value = serde_json::from_str(&out).unwrap();
    for feature in collection["features"].as_array().unwrap() {
        let lon = feature["geometry"]["coordinates"][0].as_f64().unwrap();
        assert!((36.0..=37.0).contains(&lon));
    }
    let (code, out, words) = run(&["geoparse", "seeds", "--datetime", "2016-13-01"]);
    assert_eq!((code, &*out), (2, ""));
    assert!(words.contains("datetime `2016-13-01` is not a day"), "{words}");
}

#[test]
fn bad_input_is_named_and_the_rest_goes_on() {
    let folder = Folder::new();
    folder.file("a-empty.txt", "");
    folder.file("b-good.txt", SIEGE);
    folder.file("c-again.txt", SIEGE);
    folder.file("d-latin.txt", b"Le caf\xE9 de Palmyre.");
    let (code, out, words) = run(&["geoparse", folder.path().to_str().unwrap(), "/no/such"]);
    assert_eq!(code, 1);
    assert!(out.contains("Homs"));
    for part in [
        "a-empty.txt: empty",
        "c-again.txt: the same text as",
        "d-latin.txt: byte 6 is not UTF-8; read as windows-1252",
        "/no/such: no such file or folder",
    ] {
        assert!(words.contains(part), "{part:?} is not in {words}");
    }
}

#[test]
fn when_nothing_can_be_done_the_exit_code_is_2() {
    let folder = Folder::new();
    let empty = folder.path().to_str().unwrap();
    for arguments in [
        &["geoparse", empty][..],
        &["geoparse", "/no/such"],
        &["serve", "--port", "0", "/no/such"],
        &["serve", "--port", "0", "--gazetteer", "/no/such.csv"],
        &["serve", "--port", "0", "--host", "no such host"],
        &["serve", "--port", "70000"],
        &["fly"],
    ] {
        let (code, out, words) = run(arguments);
        assert_eq!((code, &*out), (2, ""), "{arguments:?}");
        assert!(!words.is_empty());
    }
}

#[test]
fn a_bad_row_of_a_gazetteer_is_named_by_its_line() {
    let folder = Folder::new();
    let bad = "id,title,lon,lat,population,colour\nx:1,Nowhere,10,91,,\nx:2,Somewhereton,10,50,20000,red\n";
    let path = folder.file("mine.csv", bad);
    let article = folder.file("a.txt", "Fighting broke out in Somewhereton.");
    let paths = [article.to_str().unwrap(), path.to_str().unwrap()];
    let (code, out, words) = run(&["geoparse", paths[0], "--gazetteer", paths[1]]);
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("mine.csv:1: unknown column `colour`"), "{words}");
    assert!(words.contains("mine.csv:2: lat `91`"), "{words}");
    assert!(out.contains("Somewhereton"));
}

#[test]
fn a_source_means_the_place_of_its_own_region() {
    let folder = Folder::new();
    let path = folder.file("a.txt", "Police in Springfield said two people were hurt.");
    for (home, lon) in [("-72.6,42.1", -72.6), ("-89.6,39.8", -89.6)] {
        let path = path.to_str().unwrap();
        let (code, out, _) = run(&["geoparse", path, &format!("--source-home={home}")]);
        let collection: Value = serde_json::from_str(&out).unwrap();
        let found = collection["features"][0]["geometry"]["coordinates"][0].as_f64().unwrap();
        assert!(code == 0 && (found - lon).abs() < 0.2, "{found} is not near {home}");
    }
}

#[test]
fn options_that_would_do_nothing_are_refused() {
    for arguments in [
        &["geoparse", "seeds", "--threshold", "0.5"][..],
        &["geoparse", "seeds", "--format", "predictions", "--role", "all"],
    ] {
        let (code, out, words) = run(arguments);
        assert_eq!((code, &*out), (2, ""), "{words}");
        assert!(words.contains("only"), "{words}");
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let mut child = program()
        .args(["geoparse", "seeds", "--role", "all"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn without_a_command_the_seeds_would_be_served_on_the_usual_port() {
    let (code, help, _) = run(&["serve", "--help"]);
    assert_eq!(code, 0);
    assert!(help.contains("[default: 7878]") && help.contains("two built-in articles"), "{help}");
}

/// Starts the server and waits for the line that tells its address.
fn serve(arguments: &[&str]) -> (Child, String, String) {
    let mut child = program()
        .args(["serve", "--port", "0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().rsplit_once("http://").unwrap().1.trim_end_matches('/').to_owned();
    (child, line, address)
}

#[test]
fn the_seeds_are_served_until_a_signal_ends_it() {
    let (mut child, line, address) = serve(&[]);
    assert!(line.starts_with("Tadmur is serving 2 articles with "), "{line}");
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(stream, "GET /collections HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    // A client that stays connected must not keep the server alive.
    let _idle = TcpStream::connect(&address).unwrap();
    let ended = program_kill(&child);
    assert!(ended);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// Sends SIGTERM, as `kill` does.
fn program_kill(child: &Child) -> bool {
    let id = child.id().to_string();
    std::process::Command::new("kill").arg(id).status().unwrap().success()
}

#[test]
fn a_port_that_is_taken_is_named_with_a_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (code, out, words) = run(&["serve", "--port", &port]);
    assert_eq!((code, &*out), (2, ""));
    let expected = format!("127.0.0.1:{port} is taken by another program; choose another port");
    assert!(words.contains(&expected), "{words}");
}
