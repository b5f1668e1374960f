//! Packs `gazetteer.csv` for the binary, and names it by what its compiled form depends on.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use sha2::{Digest, Sha256};

/// The code whose change makes a compiled gazetteer stale.
const CODE: [&str; 3] = ["geoparser/src/gazetteer", "geoparser/src/text", "geoparser/src/place.rs"];

fn main() {
    let csv = Path::new("gazetteer.csv");
    println!("cargo::rerun-if-changed={}", csv.display());
    let bytes = fs::read(csv).expect("gazetteer.csv lies beside build.rs");
    pack(&bytes);

    let mut hash = Sha256::new();
    hash.update(&bytes);
    for code in CODE {
        println!("cargo::rerun-if-changed={code}");
        read(Path::new(code), &mut hash);
    }
    println!("cargo::rustc-env=TADMUR_GAZETTEER_KEY={:x}", hash.finalize());
    let mut hash = Sha256::new();
    for code in PARSER {
        println!("cargo::rerun-if-changed={code}");
        read(Path::new(code), &mut hash);
    }
    let version = format!("{:x}", hash.clone().finalize());
    println!("cargo::rustc-env=TADMUR_PARSER_VERSION={}", &version[..16]);
    for code in PACK {
        println!("cargo::rerun-if-changed={code}");
        read(Path::new(code), &mut hash);
    }
    let version = format!("{:x}", hash.finalize());
    println!("cargo::rustc-env=TADMUR_PACK_VERSION={}", &version[..16]);
    println!("cargo::rustc-env=TADMUR_GAZETTEER_BYTES={}", bytes.len());
}

/// What decides which answers an article gets, beside the gazetteer.
const PARSER: [&str; 2] = ["geoparser/src", "geoparser/models"];

/// What decides, beside the parser, how a database's articles are packed.
const PACK: [&str; 5] = [
    "src/feature",
    "src/store/columns.rs",
    "src/store/packed",
    "src/database/load.rs",
    "src/database/verdict.rs",
];

/// Packs the gazetteer, unless it is packed already: the code changes more often than the data.
fn pack(bytes: &[u8]) {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let (packed, packed_from) =
        (out.join("gazetteer.csv.deflate"), out.join("gazetteer.csv.sha256"));
    let sum = format!("{:x}", Sha256::digest(bytes));
    if packed.exists() && fs::read_to_string(&packed_from).is_ok_and(|it| it == sum) {
        return;
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes it all");
    fs::write(packed, encoder.finish().expect("memory takes it all")).expect("OUT_DIR is writable");
    fs::write(packed_from, sum).expect("OUT_DIR is writable");
}

/// A file, or every file of a folder in the order of the names.
fn read(path: &Path, hash: &mut Sha256) {
    if let Ok(entries) = fs::read_dir(path) {
        let mut paths: Vec<PathBuf> = entries.flatten().map(|it| it.path()).collect();
        paths.sort();
        for path in &paths {
            read(path, hash);
        }
    } else if let Ok(bytes) = fs::read(path) {
        hash.update(&bytes);
    }
}
