//! Gazetteers for the program: the built-in one, those of the user, and where their compiled form is kept.
//!
//! What a gazetteer is stands in [`tadmur_geoparser::gazetteer`]; here are the files.
//!
//! # Errors
//!
//! [`Error`] for a file that cannot be used at all; rows that cannot are [`Faults`], and the rest goes on. A cache that
//! cannot be used is a notice: it never stops the program.
//!
//! # Cost
//!
//! The first start compiles; later ones map the compiled file into memory and check its sum (`docs/gazetteer-engine.md`).

mod built_in;
mod cache;
pub mod geonames;
pub mod linked_places;
mod searched;

pub use crate::gazetteer::built_in::Base;
pub use crate::gazetteer::cache::{Cache, map};
pub use crate::gazetteer::searched::Searched;

use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tadmur_geoparser::gazetteer::{Diagnostic, Gazetteer};

/// How messages call the built-in gazetteer.
const BUILT_IN: &str = "gazetteer.csv";

/// Messages name so many bad rows, and count the rest.
const MOST_FAULTS_NAMED: usize = 20;

/// Why there is no gazetteer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each field is named in its message")]
pub enum Error {
    /// A file that is not there, or not to be read.
    #[error("{}: cannot read", path.display())]
    Read { path: PathBuf, source: io::Error },
    /// A file that is no gazetteer.
    #[error(transparent)]
    Csv(tadmur_geoparser::gazetteer::Error),
}

/// What was wrong with the rows of gazetteers.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Faults {
    /// The first of them, in words.
    pub named: Vec<String>,
    /// How many there were in all.
    pub n: usize,
}

impl Faults {
    fn of(diagnostics: &[Diagnostic]) -> Self {
        let named = diagnostics.iter().take(MOST_FAULTS_NAMED).map(ToString::to_string).collect();
        Self { named, n: diagnostics.len() }
    }
}

/// A gazetteer that is ready.
#[derive(Debug)]
pub struct Loaded {
    /// The built-in places with the user's over them.
    pub gazetteer: Gazetteer,
    /// What was left out of the user's.
    pub faults: Faults,
    /// What went wrong with the cache.
    pub notices: Vec<String>,
}

/// A gazetteer with these files over it, from the cache where it is there.
///
/// # Errors
///
/// When a file cannot be read or is no gazetteer.
pub fn load(base: Base, files: &[PathBuf], cache: &Cache) -> Result<Loaded, Error> {
    let mut custom = Vec::new();
    let mut key = Sha256::new_with_prefix(base.key);
    for path in files {
        let name = path.display().to_string();
        let bytes = read(path)?;
        key.update(Sha256::digest(&bytes));
        key.update(name.len().to_le_bytes());
        key.update(&name);
        custom.push((name, bytes));
    }
    let key = format!("{:x}", key.finalize());
    let mut notices = Vec::new();
    if let Some((gazetteer, faults)) = cache.find(&key, &mut notices) {
        return Ok(Loaded { gazetteer, faults, notices });
    }
    let csv = (base.csv)();
    let mut named: Vec<(&str, &[u8])> = vec![(BUILT_IN, &csv)];
    named.extend(custom.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
    let (gazetteer, diagnostics) = Gazetteer::from_csv(&named).map_err(Error::Csv)?;
    let faults = Faults::of(&diagnostics);
    drop((csv, custom, diagnostics));
    let gazetteer = cache.keep(&key, gazetteer, &faults, &mut notices);
    Ok(Loaded { gazetteer, faults, notices })
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })
}
