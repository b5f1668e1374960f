//! Gazetteers in files: the built-in one, the user's, and their compiled form.

use std::fs;
use std::path::{Path, PathBuf};
use std::{slice, thread};

use tadmur::gazetteer::{Base, Cache, Faults, Loaded, load};

use crate::world::{Folder, GAZETTEER, run};

const VILLAGES: &str = "id,title,lon,lat\nv:1,Qalaat Testham,36.3,34.8\n";

const SMALL: Base = Base { key: "small", csv: || GAZETTEER.as_bytes().to_vec() };

#[track_caller]
fn loaded(files: &[PathBuf], cache: &Path) -> Loaded {
    load(SMALL, files, &Cache::at(cache.to_owned())).unwrap()
}

fn images(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut images: Vec<_> =
        files.filter(|it| it.extension().is_some_and(|it| it == "image")).collect();
    images.sort();
    images
}

#[test]
fn the_binary_holds_the_gazetteer() {
    assert!((Base::BUILT_IN.csv)() == fs::read("gazetteer.csv").unwrap());
}

#[test]
fn the_second_start_takes_the_compiled_form() {
    let folder = Folder::new();
    let first = loaded(&[], folder.path());
    assert_eq!((first.notices.len(), first.faults), (0, Faults::default()));
    let made = fs::metadata(&images(folder.path())[0]).unwrap().modified().unwrap();
    let second = loaded(&[], folder.path());
    assert_eq!(second.notices.len(), 0);
    assert_eq!(fs::metadata(&images(folder.path())[0]).unwrap().modified().unwrap(), made);
    assert!(first.gazetteer.as_image() == second.gazetteer.as_image());
    let uncached = load(SMALL, &[], &Cache::none()).unwrap();
    assert!(first.gazetteer.as_image() == uncached.gazetteer.as_image());
}

#[test]
fn a_damaged_image_is_named_and_made_again() {
    let folder = Folder::new();
    let whole = loaded(&[], folder.path()).gazetteer.as_image().to_vec();
    let path = images(folder.path()).remove(0);
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 4;
    for damaged in [&flipped[..], &whole[..whole.len() / 3], b"", b"something else"] {
        // a file that a map rests on is replaced, never changed
        fs::remove_file(&path).unwrap();
        fs::write(&path, damaged).unwrap();
        let again = loaded(&[], folder.path());
        assert_eq!(again.notices.len(), 1);
        assert!(again.notices[0].contains("compiling it again"), "{:?}", again.notices);
        assert!(again.gazetteer.as_image() == whole);
        assert!(fs::read(&path).unwrap() == whole);
    }
}

#[test]
fn faults_are_told_at_every_start() {
    let folder = Folder::new();
    let file = folder.file("mine.csv", format!("{VILLAGES}v:2,Off,0,91\n"));
    let cache = folder.path().join("cache");
    for _ in 0..2 {
        let Loaded { gazetteer, faults, notices } = loaded(slice::from_ref(&file), &cache);
        assert_eq!(notices.len(), 0);
        let said = format!("{}:3: lat `91` is not a number from -90 to 90", file.display());
        assert_eq!(faults, Faults { named: vec![said], n: 1 });
        assert_eq!(gazetteer.index().exact("qalaat testham").count(), 1);
    }
}

#[test]
fn a_changed_file_is_compiled_and_old_images_go() {
    let folder = Folder::new();
    let cache = folder.path().join("cache");
    for lat in 0..8 {
        let file = folder.file("mine.csv", format!("id,title,lon,lat\nv:1,Here,0,{lat}\n"));
        let gazetteer = loaded(&[file], &cache).gazetteer;
        let place = gazetteer.place(gazetteer.find("v:1").unwrap());
        assert_eq!(place.point.lat().to_string(), lat.to_string());
    }
    assert_eq!(images(&cache).len(), 6);
}

#[test]
fn programs_that_start_together_share_the_cache() {
    let folder = Folder::new();
    let images = thread::scope(|scope| {
        let start = || loaded(&[], folder.path()).gazetteer.as_image().len();
        let starts: Vec<_> = (0..3).map(|_| scope.spawn(start)).collect();
        starts.into_iter().map(|it| it.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(images.iter().all(|it| *it == images[0]));
}

#[test]
fn without_a_cache_the_gazetteer_is_compiled_in_memory() {
    let folder = Folder::new();
    let file = folder.file("a-file", "not a folder");
    let Loaded { gazetteer, notices, .. } = loaded(&[], &file.join("cache"));
    assert!(!gazetteer.is_empty());
    assert!(notices[0].contains("--cache DIR"), "{notices:?}");
}

#[test]
fn check_tells_every_fault() {
    let folder = Folder::new();
    let good = folder.file("good.csv", VILLAGES);
    let bad = folder.file("bad.csv", format!("{VILLAGES}v:1,Twice,1,1\nv:2,Off,0,91\n"));
    let check = |path: &Path| run(&["gazetteer", "check", path.to_str().unwrap()]);
    assert_eq!(check(&good), (0, String::new(), "no faults\n".to_owned()));
    let (code, out, words) = check(&bad);
    let name = bad.display();
    let said = format!(
        "{name}:3: id `v:1` stands in line 2 too\n{name}:4: lat `91` is not a number from -90 to 90\n"
    );
    assert_eq!((code, out, words), (1, said, "2 faults\n".to_owned()));
    assert_eq!(check(Path::new("/no/such.csv")).0, 2);
}

#[test]
fn the_gazetteer_that_is_shipped_has_no_fault() {
    assert_eq!(run(&["gazetteer", "check"]), (0, String::new(), "no faults\n".to_owned()));
}

#[test]
fn search_finds_places_by_name() {
    let first = |arguments: &[&str]| {
        let (code, out, _) = run(&[&["gazetteer", "search"], arguments].concat());
        (code, out.lines().nth(1).unwrap_or("").split('\t').take(2).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(first(&["deir azzour"]), (0, "gn:170794 Deir ez-Zor".to_owned()));
    assert_eq!(first(&["tripoli", "--country", "LB"]).0, 0);
    assert_eq!(first(&["zzqxvvjkwq"]), (1, String::new()));
    assert_eq!(first(&["homs", "--country", "Syria"]).0, 2);
    assert_eq!(first(&["homs", "--bbox", "1,2"]).0, 2);
    assert_eq!(first(&["homs", "--kind", "village"]).0, 2);
}
