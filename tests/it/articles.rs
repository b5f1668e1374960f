//! Files in, articles or clear words out.

use std::fs;
use std::path::{Path, PathBuf};

use tadmur::article::read::{all, find};
use tadmur::article::seeds::{SEEDS, seeds};
use tadmur::article::{Article, Error, Notice};

use crate::world::Folder;

/// What a file with one article gives.
fn only(path: &Path) -> Result<(Article, Vec<Notice>), Error> {
    let mut found = all(path);
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// The bytes of `a.txt` are refused with these words.
#[track_caller]
fn check_refused(bytes: &[u8], words: &str) {
    let folder = Folder::new();
    let path = folder.file("a.txt", bytes);
    let error = only(&path).unwrap_err().to_string();
    assert_eq!(error, format!("{}: {words}", path.display()));
}

#[test]
fn a_file_that_cannot_be_an_article_says_why() {
    check_refused(b"", "empty; an article needs text");
    check_refused(b" \n\t\n", "empty; an article needs text");
    check_refused(b"\xEF\xBB\xBF", "empty; an article needs text");
    check_refused(b"GIF8\0\0", "byte 4 is NUL; this is not a text file");
}

#[test]
fn a_huge_file_is_refused_before_it_is_read() {
    let folder = Folder::new();
    let path = folder.file("huge.txt", "");
    fs::File::options().write(true).open(&path).unwrap().set_len(200 * 1024 * 1024).unwrap();
    let error = only(&path).unwrap_err();
    assert!(error.to_string().ends_with("more than 64 MiB; that is the most for one article"));
}

#[test]
fn a_file_in_another_encoding_is_read_and_told() {
    let folder = Folder::new();
    let (bytes, _, _) =
        encoding_rs::WINDOWS_1252.encode("Le café de Palmyre a fermé l’été dernier.");
    let path = folder.file("latin.txt", &bytes);
    let (article, notices) = only(&path).unwrap();
    assert_eq!(article.text, "Le café de Palmyre a fermé l’été dernier.");
    let words = "byte 6 is not UTF-8; read as windows-1252, as its bytes suggest";
    assert_eq!(notices[0].to_string(), format!("{}: {words}", path.display()));
}

#[test]
fn folders_are_read_to_any_depth_in_order() {
    let folder = Folder::new();
    for name in ["b.txt", "a/z.TXT", "a/b/c.txt", "notes.md", ".hidden.txt", ".git/x.txt"] {
        folder.file(name, "text");
    }
    let (files, errors) = find(&[folder.path().to_owned()]);
    let names: Vec<_> =
        files.iter().map(|it| it.strip_prefix(folder.path()).unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["a/b/c.txt", "a/z.TXT", "b.txt"]);
    assert!(errors.is_empty());
}

#[test]
fn a_file_named_itself_counts_whatever_it_is_called() {
    let folder = Folder::new();
    let notes = folder.file("notes.md", "text");
    assert_eq!(find(std::slice::from_ref(&notes)).0, [notes]);
}

#[cfg(unix)]
#[test]
fn a_link_back_up_does_not_run_in_circles() {
    let folder = Folder::new();
    folder.file("a.txt", "text");
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop.txt")).unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    assert_eq!(find(&[folder.path().to_owned()]).0.len(), 1);
}

#[test]
fn what_is_not_there_is_told_and_the_rest_goes_on() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("none")).unwrap();
    let good = folder.file("good.txt", "text");
    let missing = PathBuf::from("/does/not/exist");
    let (files, errors) = find(&[missing, folder.path().join("none"), good.clone()]);
    assert_eq!(files, [good]);
    assert!(matches!(errors[..], [Error::Missing { .. }, Error::NoArticles { .. }]));
}

#[test]
fn the_built_in_seeds_are_the_files() {
    for ((path, text), article) in SEEDS.iter().zip(seeds()) {
        assert_eq!(fs::read_to_string(path).unwrap(), *text);
        let read = only(path.as_ref()).unwrap().0;
        assert_eq!(Article { origin: None, ..read }, article);
        assert_eq!(article.lang, "en");
    }
}

#[test]
fn an_id_is_the_head_of_the_hash_of_the_text() {
    // printf abc | sha256sum
    assert_eq!(Article::from_text("abc".to_owned()).id, "ba7816bf8f01cfea");
}
