//! What comes in: gazetteers and articles. Faults are told as they are found, and the rest goes on.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::bail;
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::place::LonLat;

use crate::article::{Article, Error, Notice, read};
use crate::cli::progress::Progress;
use crate::cli::{Outcome, say};
use crate::feature::{Reading, reading};
use crate::gazetteer::{Base, Cache, Loaded, load};

/// How standard input is called on the command line.
pub(super) const STDIN: &str = "-";

#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Gazetteers {
    /// A CSV of more places, over the built-in ones; a row replaces the one of the same id
    #[arg(long, value_name = "FILE")]
    gazetteer: Vec<PathBuf>,
    /// The folder for the compiled gazetteer [default: the system's for caches]
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
}

impl Gazetteers {
    /// The built-in one alone.
    pub(super) fn built_in(cache: Option<PathBuf>) -> Self {
        Self { gazetteer: Vec::new(), cache }
    }

    /// Where compiled gazetteers are kept.
    pub(super) fn cache(&self) -> Cache {
        self.cache.clone().map_or_else(Cache::of_system, Cache::at)
    }

    /// The built-in gazetteer with the given ones over it.
    pub(super) fn load(&self) -> anyhow::Result<(Gazetteer, Outcome)> {
        let Loaded { gazetteer, faults, notices } =
            load(Base::BUILT_IN, &self.gazetteer, &self.cache())?;
        notices.iter().chain(&faults.named).for_each(say);
        if faults.n > faults.named.len() {
            let more = faults.n - faults.named.len();
            say(format_args!("… and {more} more faults in gazetteers"));
        }
        Ok((gazetteer, if faults.n == 0 { Outcome::Done } else { Outcome::Skipped }))
    }
}

/// The articles of these files and folders, geoparsed, on every core, in the order of the paths. `home` is that of
/// their source.
pub(super) fn readings(
    gazetteer: &Gazetteer,
    paths: &[PathBuf],
    home: Option<LonLat>,
) -> anyhow::Result<(Vec<Reading>, Outcome)> {
    let (files, errors) = find(paths);
    errors.iter().for_each(tell);
    let mut outcome = if errors.is_empty() { Outcome::Done } else { Outcome::Skipped };
    let mut readings = Vec::new();
    let mut earlier: BTreeMap<String, &Path> = BTreeMap::new();
    for (path, result) in files.iter().zip(read_all(gazetteer, &files, home)) {
        let (reading, notice) = match result {
            Ok(read) => read,
            Err(error) => {
                tell(&error);
                outcome = Outcome::Skipped;
                continue;
            }
        };
        if let Some(notice) = notice {
            say(notice);
            outcome = Outcome::Skipped;
        }
        if let Some(earlier) = earlier.get(&reading.article.id) {
            say(Notice::Repeated { path: path.clone(), earlier: earlier.to_path_buf() });
            continue;
        }
        earlier.insert(reading.article.id.clone(), path);
        readings.push(reading);
    }
    if readings.is_empty() {
        bail!("no article could be read");
    }
    Ok((readings, outcome))
}

/// Articles that are there already, geoparsed.
pub(super) fn built_in(gazetteer: &Gazetteer, articles: &[Article]) -> Vec<Reading> {
    articles.iter().map(|article| reading(gazetteer, article)).collect()
}

/// `-` is no path.
fn find(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Error>) {
    let mut files = Vec::new();
    let mut errors = Vec::new();
    for path in paths {
        if path.as_os_str() == STDIN {
            files.push(path.clone());
            continue;
        }
        let (found, faults) = read::find(std::slice::from_ref(path));
        files.extend(found);
        errors.extend(faults);
    }
    (files, errors)
}

type Read = Result<(Reading, Option<Notice>), Error>;

fn read_all(gazetteer: &Gazetteer, files: &[PathBuf], home: Option<LonLat>) -> Vec<Read> {
    let progress = Progress::of("articles", files.len());
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, Read>> = Mutex::new(BTreeMap::new());
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = files.get(at) else { break };
            let read = read_one(path).map(|(article, notice)| {
                let article = Article { home, ..article };
                (reading(gazetteer, &article), notice)
            });
            done.lock().expect("no reader panics with the lock").insert(at, read);
            progress.step();
        }
    };
    let workers = thread::available_parallelism().map_or(1, Into::into).min(files.len());
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    progress.end();
    done.into_inner().expect("no reader panics with the lock").into_values().collect()
}

fn read_one(path: &Path) -> Result<(Article, Option<Notice>), Error> {
    if path.as_os_str() == STDIN {
        read::from_reader(Path::new("standard input"), io::stdin().lock())
    } else {
        read::file(path)
    }
}

/// An error with its cause.
fn tell(error: &Error) {
    match std::error::Error::source(error) {
        Some(cause) => say(format_args!("{error}: {cause}")),
        None => say(error),
    }
}
