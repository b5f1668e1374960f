//! What comes in: gazetteers and articles. Faults are told as they are found, and the rest goes on.

use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::bail;
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::place::LonLat;

use crate::article::read::{self, Piece};
use crate::article::{Article, Error, Notice, Origin};
use crate::cli::progress::Progress;
use crate::cli::{Outcome, pipeline, say};
use crate::feature::{Reading, reading, story};
use crate::gazetteer::{Base, Cache, Loaded, load};
use crate::store::Store;

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

/// The articles of these files and folders, geoparsed, in the order of the paths. `home` is that of their source.
pub(super) fn readings(
    gazetteer: &Gazetteer,
    paths: &[PathBuf],
    home: Option<LonLat>,
) -> anyhow::Result<(Vec<Reading>, Outcome)> {
    let mut readings = Vec::new();
    let outcome = each_reading(gazetteer, paths, home, |_, reading| {
        readings.push(reading);
        ControlFlow::Continue(())
    });
    if readings.is_empty() {
        bail!("no article could be read");
    }
    Ok((readings, outcome))
}

/// The same, as a store in which a story that several of them tell counts once.
pub(super) fn store(gazetteer: &Gazetteer, paths: &[PathBuf]) -> anyhow::Result<(Store, Outcome)> {
    let (mut readings, outcome) = readings(gazetteer, paths, None)?;
    story::link(&mut readings);
    Ok((Store::of(readings), outcome))
}

/// Geoparses the articles of these files and folders on every core and hands them on as they are read, in the order
/// of the paths, each text once. Faults and notices are told. Memory holds what is on its way, and the ids.
pub(super) fn each_reading(
    gazetteer: &Gazetteer,
    paths: &[PathBuf],
    home: Option<LonLat>,
    mut take: impl FnMut(Article, Reading) -> ControlFlow<()>,
) -> Outcome {
    let (files, errors) = find(paths);
    errors.iter().for_each(tell);
    let mut outcome = if errors.is_empty() { Outcome::Done } else { Outcome::Skipped };
    let mut earlier: BTreeMap<String, Origin> = BTreeMap::new();
    let progress = Progress::open("articles");
    let mut n_done = 0;
    let produce = |give: &mut dyn FnMut(Piece) -> ControlFlow<()>| {
        let _ = files.iter().try_for_each(|path| {
            if path.as_os_str() == STDIN {
                read::each_in(Path::new("standard input"), io::stdin().lock(), &mut *give)
            } else {
                read::each(path, &mut *give)
            }
        });
    };
    let work = |piece: Piece| {
        piece.read().map(|(article, notices)| {
            let article = Article { home, ..article };
            let reading = reading(gazetteer, &article);
            (article, reading, notices)
        })
    };
    pipeline::run(produce, Piece::n_bytes, work, |done| {
        n_done += 1;
        progress.at(n_done);
        let (article, reading, notices) = match done {
            Ok(done) => done,
            Err(error) => {
                tell(&error);
                outcome = Outcome::Skipped;
                return ControlFlow::Continue(());
            }
        };
        if !notices.is_empty() {
            notices.iter().for_each(say);
            outcome = Outcome::Skipped;
        }
        if let Some(origin) = &article.origin {
            if let Some(earlier) = earlier.get(&article.id) {
                say(Notice::Repeated { origin: origin.clone(), earlier: earlier.clone() });
                return ControlFlow::Continue(());
            }
            earlier.insert(article.id.clone(), origin.clone());
        }
        take(article, reading)
    });
    progress.end();
    outcome
}

/// Articles that are there already, geoparsed.
pub(super) fn built_in(gazetteer: &Gazetteer, articles: &[Article]) -> Vec<Reading> {
    articles.iter().map(|article| reading(gazetteer, article)).collect()
}

/// `-` is no path.
pub(super) fn find(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Error>) {
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

/// An error with its cause.
pub(super) fn tell(error: &Error) {
    match std::error::Error::source(error) {
        Some(cause) => say(format_args!("{error}: {cause}")),
        None => say(error),
    }
}
