//! Compiled gazetteers in files, each named by what it was made from.
//!
//! # Shape
//!
//! `gazetteer-KEY.image` is the image, `gazetteer-KEY.faults` what was wrong with the rows it was made from. Both come
//! into being by renaming a finished file, so that programs that start together see all of it or nothing. The
//! youngest few images stay, older ones go.
//!
//! # Errors
//!
//! None: without a cache a gazetteer is compiled in memory, and a notice says why.

use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

use memmap2::Mmap;
use tadmur_geoparser::gazetteer::search::Search;
use tadmur_geoparser::gazetteer::{Gazetteer, ImageError};

use crate::gazetteer::{Base, Faults};

/// So many images are kept: a user's own gazetteer makes a new one whenever it changes.
const MOST_IMAGES: usize = 6;

/// A folder for compiled gazetteers, if there is one.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    folder: Option<PathBuf>,
}

impl Cache {
    /// In this folder, which is made when it is missing.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder: Some(folder) }
    }

    /// In the folder that the system has for such things: `$XDG_CACHE_HOME/tadmur`, `~/.cache/tadmur`,
    /// `~/Library/Caches/tadmur`, `%LOCALAPPDATA%\tadmur`.
    pub fn of_system() -> Self {
        let folder =
            |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let folder = if cfg!(windows) {
            folder("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            folder("HOME").map(|home| home.join("Library/Caches"))
        } else {
            folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")))
        };
        Self { folder: folder.map(|it| it.join("tadmur")) }
    }

    /// Nowhere: every start compiles.
    pub fn none() -> Self {
        Self::default()
    }

    /// The search over a gazetteer, compiled if it is not here, and what was wrong with the cache.
    pub fn search(&self, gazetteer: &Gazetteer) -> (Search, Vec<String>) {
        let compile = || Search::compile(gazetteer);
        let Some(folder) = self.folder.as_deref() else { return (compile(), Vec::new()) };
        let mut notices = Vec::new();
        let code = &Base::BUILT_IN.key[..8];
        let path = folder.join(format!("search-{:016x}-{code}.image", gazetteer.checksum()));
        let found = map_as(&path, |bytes| Search::from_image(bytes, gazetteer));
        match found {
            Ok(search) => return (search, notices),
            Err(_) if !path.exists() => {}
            Err(error) => notices.push(again(&path, &error)),
        }
        let search = compile();
        let kept = fs::create_dir_all(folder)
            .and_then(|()| replace(&path, search.as_image()))
            .and_then(|()| map_as(&path, |bytes| Search::from_image(bytes, gazetteer)));
        prune(folder);
        match kept {
            Ok(mapped) => (mapped, notices),
            Err(error) => {
                notices.push(not_kept(folder, &error));
                (search, notices)
            }
        }
    }

    /// The gazetteer of a key, if it is here and whole.
    pub(crate) fn find(&self, key: &str, notices: &mut Vec<String>) -> Option<(Gazetteer, Faults)> {
        let folder = self.folder.as_deref()?;
        let path = image_path(folder, key);
        match map(&path) {
            Ok(gazetteer) => {
                let faults = fs::read_to_string(faults_path(folder, key));
                Some((gazetteer, faults.map(|it| faults_from(&it)).unwrap_or_default()))
            }
            Err(_) if !path.exists() => None,
            Err(error) => {
                notices.push(again(&path, &error));
                None
            }
        }
    }

    /// Keeps a gazetteer for the next start, and gives it back: mapped from its file where that could be written.
    pub(crate) fn keep(
        &self,
        key: &str,
        gazetteer: Gazetteer,
        faults: &Faults,
        notices: &mut Vec<String>,
    ) -> Gazetteer {
        let Some(folder) = self.folder.as_deref() else { return gazetteer };
        match write(folder, key, &gazetteer, faults) {
            Ok(mapped) => mapped,
            Err(error) => {
                notices.push(not_kept(folder, &error));
                gazetteer
            }
        }
    }
}

fn write(
    folder: &Path,
    key: &str,
    gazetteer: &Gazetteer,
    faults: &Faults,
) -> io::Result<Gazetteer> {
    fs::create_dir_all(folder)?;
    if faults.n > 0 {
        let mut text = faults.n.to_string();
        faults.named.iter().for_each(|it| text.extend(["\0", it]));
        replace(&faults_path(folder, key), text.as_bytes())?;
    }
    let path = image_path(folder, key);
    replace(&path, gazetteer.as_image())?;
    prune(folder);
    map(&path)
}

fn again(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}; compiling it again", path.display())
}

fn not_kept(folder: &Path, error: &io::Error) -> String {
    let folder = folder.display();
    format!(
        "{folder}: cannot keep what was compiled: {error}; the next start compiles it again, \
         --cache DIR keeps it elsewhere"
    )
}

/// Writes a file beside the path, then puts it there in one step.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let nth = NEXT.fetch_add(1, Ordering::Relaxed);
    let beside = path.with_extension(format!("{}-{nth}.part", process::id()));
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // It may never have come into being.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Maps a compiled gazetteer for the life of the program.
///
/// # Errors
///
/// When the file cannot be read or is not a whole image of this version.
pub fn map(path: &Path) -> io::Result<Gazetteer> {
    map_as(path, Gazetteer::from_image)
}

#[expect(unsafe_code, reason = "a memory map is only as constant as its file")]
fn map_as<T>(
    path: &Path,
    image: impl FnOnce(&'static [u8]) -> Result<T, ImageError>,
) -> io::Result<T> {
    let file = File::open(path)?;
    // SAFETY: images are written elsewhere and renamed, never changed in place or cut; the folder is the user's own.
    let map = unsafe { Mmap::map(&file)? };
    let map: &'static Mmap = Box::leak(Box::new(map));
    let made =
        image(&map[..]).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    forget(map);
    Ok(made)
}

/// To know that an image is whole, all of it was read; only what is asked for again stays in memory.
#[cfg(unix)]
#[expect(unsafe_code, reason = "advice that may lose what was written to a map")]
fn forget(map: &Mmap) {
    // SAFETY: nobody writes to it, and its pages are those of the file again when they are read.
    let _ = unsafe { map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) }; // only memory is lost without
}

#[cfg(not(unix))]
fn forget(_: &Mmap) {}

/// Takes away all but the youngest images.
fn prune(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut images: Vec<_> = entries
        .flatten()
        .filter(|it| it.path().extension().is_some_and(|it| it == "image"))
        .filter_map(|it| Some((it.metadata().ok()?.modified().ok()?, it.path())))
        .collect();
    images.sort();
    for (_, path) in images.iter().rev().skip(MOST_IMAGES) {
        // Another program may have been quicker.
        let _ = fs::remove_file(path);
        let _ = fs::remove_file(path.with_extension("faults"));
    }
}

fn image_path(folder: &Path, key: &str) -> PathBuf {
    folder.join(format!("gazetteer-{key}.image"))
}

fn faults_path(folder: &Path, key: &str) -> PathBuf {
    folder.join(format!("gazetteer-{key}.faults"))
}

fn faults_from(text: &str) -> Faults {
    let mut parts = text.split('\0');
    let n = parts.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    Faults { named: parts.map(str::to_owned).collect(), n }
}
