//! `tadmur ingest`: articles into a database that keeps them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::Parsed;
use tadmur_geoparser::place::LonLat;

use crate::article::read::{self, Piece};
use crate::article::{Article, Error, Notice};
use crate::cli::input::{self, Gazetteers, STDIN};
use crate::cli::rate::{Rate, Reached};
use crate::cli::{Outcome, geoparse, line, pipeline, say, upgrade};
use crate::database::{self, Batch, Database, Put, Stamp, Via};
use crate::feature::parse;

const AFTER_HELP: &str = "\
Examples:
  tadmur ingest articles/ --db news.db      again later: only what is new or changed is read
  tadmur ingest articles/ --db news.db --prune
  zcat old.jsonl.gz | tadmur ingest - --db news.db
  tadmur serve --db news.db                 the map of all that is kept";

/// A commit waits for the disk: so many articles share one, if they come fast enough.
const BATCH_ARTICLES: usize = 256;
/// Bytes of text that wait for a commit at most; one article always may.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// Nothing waits longer than this for a commit, as long as more comes.
const BATCH_TIME: Duration = Duration::from_secs(1);

/// Read articles into a database that keeps them, with what they mention
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    /// Files of articles and folders of them, or - for standard input
    #[arg(value_name = "PATHS", required = true)]
    paths: Vec<PathBuf>,
    /// The database; made when there is none
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    /// Forget the articles of files below PATHS that are no more
    #[arg(long)]
    prune: bool,
    /// Read files again that have not changed
    #[arg(long)]
    again: bool,
    /// Where the source of the articles is at home: a local paper means its own Springfield
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true, value_parser = geoparse::home)]
    source_home: Option<LonLat>,
    #[command(flatten)]
    gazetteers: Gazetteers,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    // before the gazetteer is loaded: a fault is told at once
    let mut database = upgrade::open(&args.db)?;
    let (gazetteer, loaded) = args.gazetteers.load()?;
    let ingestion = Ingestion {
        gazetteer: &gazetteer,
        home: args.source_home,
        again: args.again,
        words: Words::All,
        seen: None,
    };
    let (mut done, outcome) = ingestion.run(&mut database, &args.paths)?;
    if args.prune {
        done.forgotten += prune(&mut database, &gazetteer, &args.paths)?;
    }
    let counts = database.counts()?;
    say(format_args!("{done}; {} articles in {}", counts.articles, args.db.display()));
    if counts.articles == 0 && outcome == Outcome::Skipped {
        bail!("no article could be read");
    }
    Ok(loaded.and(outcome))
}

/// How articles are read into a database.
#[derive(Clone, Copy)]
pub(super) struct Ingestion<'g> {
    pub(super) gazetteer: &'g Gazetteer,
    /// Of the source of all of them.
    pub(super) home: Option<LonLat>,
    /// Whether files are read that have not changed.
    pub(super) again: bool,
    pub(super) words: Words,
    /// For who reads the same paths again and again.
    pub(super) seen: Option<&'g Seen>,
}

/// What is told, beside faults.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Words {
    Nothing,
    Progress,
    /// Also what is added, on stdout.
    All,
}

/// What was at fault before: told once, and not read again as it is.
#[derive(Debug, Default)]
pub(super) struct Seen {
    told: Mutex<BTreeSet<String>>,
    faulty: Mutex<BTreeMap<PathBuf, Stamp>>,
}

impl Seen {
    /// Words beyond this may be told again.
    const MOST: usize = 10_000;

    fn is_first(&self, words: String) -> bool {
        let mut told = self.told.lock().expect("nothing panics with the lock");
        if told.len() >= Self::MOST {
            told.clear();
        }
        told.insert(words)
    }

    fn was_faulty(&self, file: &Path, stamp: Option<Stamp>) -> bool {
        let faulty = self.faulty.lock().expect("nothing panics with the lock");
        stamp.is_some() && faulty.get(file).copied() == stamp
    }

    fn keep_faulty(&self, file: PathBuf, stamp: Stamp) {
        self.faulty.lock().expect("nothing panics with the lock").insert(file, stamp);
    }
}

/// Tells of a fault, the first time.
fn tell(seen: Option<&Seen>, error: &Error) {
    if seen.is_none_or(|it| it.is_first(error.to_string())) {
        input::tell(error);
    }
}

/// What became of the articles.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Done {
    pub(super) added: usize,
    pub(super) known: usize,
    pub(super) forgotten: usize,
    /// Of those added, near-duplicates of an article that was there.
    pub(super) linked: usize,
    pub(super) unchanged: usize,
    pub(super) faults: usize,
}

impl std::fmt::Display for Done {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { added, known, forgotten, linked, unchanged, faults } = self;
        write!(f, "{added} added, {known} known already, {forgotten} forgotten")?;
        if *linked > 0 {
            write!(f, "; {linked} near-duplicates linked")?;
        }
        write!(f, "; {unchanged} files unchanged, {faults} faults")
    }
}

/// What goes down the line, in order.
enum Step {
    File,
    Piece(Piece),
    End(PathBuf, Option<Stamp>),
}

/// What comes off it.
enum Taken {
    File,
    Known(Box<Article>),
    Read(Box<(Article, Parsed)>, Vec<Notice>),
    Fault(Error),
    End(PathBuf, Option<Stamp>),
    Stuck(database::Error),
}

impl Ingestion<'_> {
    /// Reads what these paths name into the database; memory holds what is on its way. What is new is told on stdout once it
    /// is committed.
    pub(super) fn run(
        &self,
        database: &mut Database,
        paths: &[PathBuf],
    ) -> anyhow::Result<(Done, Outcome)> {
        let (files, errors) = input::find(paths);
        for error in &errors {
            tell(self.seen, error);
        }
        let mut outcome = if errors.is_empty() { Outcome::Done } else { Outcome::Skipped };
        let mut intake = Intake::begin(database, self);
        intake.done.faults = errors.len();
        let readers = Readers { path: intake.database.path().to_owned(), free: Mutex::default() };
        let unchanged = AtomicUsize::new(0);
        let rate = (self.words != Words::Nothing).then(|| Rate::of(size_of(&files), "articles"));
        let mut fault: Option<anyhow::Error> = None;
        pipeline::run(
            |give| {
                let mut behind = 0;
                let skip = |size| {
                    unchanged.fetch_add(1, Ordering::Relaxed);
                    if let Some(rate) = &rate {
                        rate.skip(size);
                    }
                };
                let _ = files
                    .iter()
                    .try_for_each(|file| self.give(file, &readers, &skip, &mut behind, give));
            },
            |(step, _)| if let Step::Piece(piece) = step { piece.n_bytes() } else { 0 },
            |(step, bytes)| (self.work(step, &readers), bytes),
            |(result, bytes)| match intake.take(result) {
                Ok(clean) => {
                    if !clean {
                        outcome = Outcome::Skipped;
                    }
                    if let Some(rate) = &rate {
                        let articles = intake.done.added + intake.done.known;
                        rate.at(Reached { articles, bytes, faults: intake.done.faults });
                    }
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    fault = Some(error);
                    ControlFlow::Break(())
                }
            },
        );
        if let Some(rate) = &rate {
            rate.end();
        }
        if let Some(fault) = fault {
            let before = format!("stopped after {} articles, which are kept", intake.done.added);
            return Err(fault.context(before));
        }
        intake.flush()?;
        let mut done = intake.done;
        done.unchanged = unchanged.into_inner();
        Ok((done, outcome))
    }

    /// A file down the line, unless it is known as it is: then its size is skipped. `behind` counts the bytes of all that were
    /// read.
    fn give(
        &self,
        file: &Path,
        readers: &Readers,
        skip: &impl Fn(u64),
        behind: &mut u64,
        give: &mut dyn FnMut((Step, u64)) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let before = *behind;
        if file.as_os_str() == STDIN {
            give((Step::File, before))?;
            read::each_in(Path::new("standard input"), io::stdin().lock(), |piece| {
                *behind = before + piece.n_read();
                give((Step::Piece(piece), *behind))
            })?;
            return give((Step::End(file.to_owned(), None), *behind));
        }
        let file = &std::path::absolute(file).unwrap_or_else(|_unnamed| file.to_owned());
        let stamp = stamp(file);
        let size = stamp.map_or(0, |it| u64::try_from(it.size).unwrap_or_default());
        let kept = readers.with(|it| it.stamp(file)).unwrap_or_default();
        let faulty = self.seen.is_some_and(|it| it.was_faulty(file, stamp));
        if faulty || (!self.again && stamp.is_some() && stamp == kept) {
            skip(size);
            return ControlFlow::Continue(());
        }
        give((Step::File, before))?;
        read::each(file, |piece| {
            *behind = before + piece.n_read();
            give((Step::Piece(piece), *behind))
        })?;
        *behind = before + size;
        // a file that changed while it was read is read again next time
        give((Step::End(file.clone(), stamp.filter(|_| stamp == self::stamp(file))), *behind))
    }

    fn work(&self, step: Step, readers: &Readers) -> Taken {
        let piece = match step {
            Step::File => return Taken::File,
            Step::End(file, stamp) => return Taken::End(file, stamp),
            Step::Piece(piece) => piece,
        };
        let (article, notices) = match piece.read() {
            Ok(read) => read,
            Err(error) => return Taken::Fault(error),
        };
        match readers.with(|it| it.contains(&article.id)) {
            Ok(true) => return Taken::Known(Box::new(article)),
            Ok(false) => {}
            Err(error) => return Taken::Stuck(error),
        }
        let article = Article { home: self.home.or(article.home), ..article };
        let parsed = parse(self.gazetteer, &article);
        Taken::Read(Box::new((article, parsed)), notices)
    }
}

/// Connections that look up what is there, one for whoever asks.
struct Readers {
    path: PathBuf,
    free: Mutex<Vec<Database>>,
}

impl Readers {
    fn with<T>(
        &self,
        ask: impl FnOnce(&Database) -> Result<T, database::Error>,
    ) -> Result<T, database::Error> {
        let free = self.free.lock().expect("nothing panics with the lock").pop();
        let database = free.map_or_else(|| Database::open_to_read(&self.path), Ok)?;
        let answer = ask(&database);
        self.free.lock().expect("nothing panics with the lock").push(database);
        answer
    }
}

/// A thing that waits for the next commit.
enum Waiting {
    Known(Box<Article>),
    Read(Box<(Article, Parsed)>),
    End(PathBuf, Stamp),
}

/// The one who writes.
struct Intake<'d> {
    database: &'d mut Database,
    gazetteer: &'d Gazetteer,
    words: Words,
    seen: Option<&'d Seen>,
    /// Begun with the first write: who finds nothing new writes nothing.
    run: Option<i64>,
    waiting: Vec<Waiting>,
    n_bytes: usize,
    since: Instant,
    /// Whether the file that is being read had a fault.
    faulty: bool,
    done: Done,
}

impl<'d> Intake<'d> {
    fn begin(database: &'d mut Database, by: &Ingestion<'d>) -> Self {
        let (waiting, since) = (Vec::new(), Instant::now());
        let (gazetteer, words) = (by.gazetteer, by.words);
        let done = Done::default();
        Self {
            database,
            gazetteer,
            words,
            seen: by.seen,
            run: None,
            waiting,
            n_bytes: 0,
            since,
            faulty: false,
            done,
        }
    }

    /// Whether it is without fault.
    fn take(&mut self, result: Taken) -> anyhow::Result<bool> {
        let mut clean = true;
        match result {
            Taken::File => self.faulty = false,
            Taken::Known(article) => self.wait(Waiting::Known(article)),
            Taken::Read(read, notices) => {
                clean = notices.is_empty();
                notices.iter().for_each(say);
                self.n_bytes += read.0.text.len();
                self.wait(Waiting::Read(read));
            }
            Taken::Fault(error) => {
                clean = false;
                self.faulty = true;
                self.done.faults += 1;
                tell(self.seen, &error);
            }
            Taken::End(file, Some(stamp)) if !self.faulty => self.wait(Waiting::End(file, stamp)),
            Taken::End(file, Some(stamp)) => {
                if let Some(seen) = self.seen {
                    seen.keep_faulty(file, stamp);
                }
            }
            Taken::End(_, None) => {}
            Taken::Stuck(error) => return Err(error.into()),
        }
        let full = self.waiting.len() >= BATCH_ARTICLES || self.n_bytes >= BATCH_BYTES;
        if full || self.since.elapsed() >= BATCH_TIME {
            self.flush()?;
        }
        Ok(clean)
    }

    fn wait(&mut self, thing: Waiting) {
        if self.waiting.is_empty() {
            self.since = Instant::now();
        }
        self.waiting.push(thing);
    }

    /// Commits what waits, and tells of it.
    fn flush(&mut self) -> anyhow::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let run = match self.run {
            Some(run) => run,
            None => self.database.begin_run()?,
        };
        self.run = Some(run);
        let mut batch = self.database.batch(self.gazetteer)?;
        let mut done = self.done;
        let mut told = String::new();
        for thing in &self.waiting {
            write_one(&mut batch, thing, run, &mut done, &mut told)?;
        }
        done.forgotten += batch.forgotten();
        done.linked += batch.linked();
        batch.commit()?;
        self.done = done;
        self.waiting.clear();
        self.n_bytes = 0;
        if self.words == Words::All {
            let mut stdout = io::stdout().lock();
            if stdout.is_terminal() {
                line::clear();
            }
            let written = stdout.write_all(told.as_bytes()).and_then(|()| stdout.flush());
            match written {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    return Err(error).context("cannot write to standard output");
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn write_one(
    batch: &mut Batch<'_>,
    thing: &Waiting,
    run: i64,
    done: &mut Done,
    told: &mut String,
) -> Result<(), database::Error> {
    let via = |article: &Article| match &article.origin {
        Some(origin) if origin.path.is_absolute() => Via::File,
        _ => Via::Stdin,
    };
    match thing {
        Waiting::Known(article) => {
            if batch.saw(article, via(article), run)? {
                done.known += 1;
            }
        }
        Waiting::Read(read) => {
            let (article, parsed) = &**read;
            match batch.put(article, parsed, via(article), run)? {
                Put::Known => done.known += 1,
                Put::Added => {
                    done.added += 1;
                    told.push_str(&article.id);
                    if let Some(origin) = &article.origin {
                        told.push('\t');
                        told.extend(
                            origin
                                .to_string()
                                .chars()
                                .map(|it| if it.is_control() { ' ' } else { it }),
                        );
                    }
                    told.push('\n');
                }
            }
        }
        Waiting::End(file, stamp) => batch.end_of_file(file, *stamp, run)?,
    }
    Ok(())
}

/// The bytes of these files, unless one of them is a stream.
fn size_of(files: &[PathBuf]) -> Option<u64> {
    let size = |it: &PathBuf| fs::metadata(it).map_or(0, |it| it.len());
    files.iter().map(|it| (it.as_os_str() != STDIN).then(|| size(it))).sum()
}

/// How a file looks now; `None` for what is no file with a size and a time.
fn stamp(file: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(file).ok().filter(fs::Metadata::is_file)?;
    let modified = metadata.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    let size = i64::try_from(metadata.len()).ok()?;
    Some(Stamp { size, modified: i64::try_from(modified.as_nanos()).ok()? })
}

/// Forgets the articles of files below these paths that are no more. How many there were.
pub(super) fn prune(
    database: &mut Database,
    gazetteer: &Gazetteer,
    paths: &[PathBuf],
) -> anyhow::Result<usize> {
    let mut roots = Vec::new();
    for path in paths.iter().filter(|it| it.as_os_str() != STDIN) {
        roots.push(std::path::absolute(path).with_context(|| format!("{}", path.display()))?);
    }
    let files = database.files()?;
    let below = |file: &PathBuf| roots.iter().any(|root| file.starts_with(root));
    // only what is surely gone: a folder that cannot be read now says nothing of its files
    let gone = |file: &PathBuf| {
        fs::symlink_metadata(file).is_err_and(|it| it.kind() == io::ErrorKind::NotFound)
    };
    let gone: Vec<&PathBuf> = files.iter().filter(|file| below(file) && gone(file)).collect();
    if gone.is_empty() {
        return Ok(0);
    }
    let mut batch = database.batch(gazetteer)?;
    for file in gone {
        batch.forget_file(file)?;
    }
    let forgotten = batch.forgotten();
    batch.commit()?;
    Ok(forgotten)
}
