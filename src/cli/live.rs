//! What comes in while a server runs: by `POST`, from folders that are watched, from feeds.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs};

use anyhow::{Context, bail};

use crate::cli::feed;
use crate::cli::ingest::{self, Ingestion, Seen, Words};
use crate::cli::say;
use crate::database::Database;
use crate::gazetteer::Searched;
use crate::server::{App, Token, Writer};

/// Folders are looked at this often, or less: never more than a fifth of the time.
const INTERVAL: Duration = Duration::from_secs(2);

/// Holds the token when no file does.
const TOKEN: &str = "TADMUR_TOKEN";

/// Ways in for a server with a database.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Live {
    /// A file with the token that lets programs write; without one nobody can; the variable `TADMUR_TOKEN` may hold it instead
    #[arg(long, value_name = "FILE", requires = "db")]
    token_file: Option<PathBuf>,
    /// A folder that is read again when files in it change; may be given again
    #[arg(long, value_name = "DIR", requires = "db")]
    watch: Vec<PathBuf>,
    /// A feed that is asked again and again for what is new, by its address or as a file; may be given again
    #[arg(long, value_name = "URL", requires = "db")]
    feed: Vec<String>,
    /// How often a feed is asked, seconds
    #[arg(long, value_name = "S", default_value_t = 900, requires = "db",
          value_parser = clap::value_parser!(u64).range(feed::LEAST_INTERVAL_S..))]
    feed_interval: u64,
}

impl Live {
    /// The token, from its file or from the environment.
    pub(super) fn token(&self, has_database: bool) -> anyhow::Result<Option<Token>> {
        let (words, from) = if let Some(file) = &self.token_file {
            let name = format!("--token-file {}", file.display());
            (fs::read_to_string(file).with_context(|| format!("{name}: cannot read"))?, name)
        } else if let Ok(words) = env::var(TOKEN) {
            (words, TOKEN.to_owned())
        } else {
            return Ok(None);
        };
        if !has_database {
            return Ok(None);
        }
        Token::new(&words).map(Some).with_context(|| from)
    }

    /// Whether any of this writes.
    pub(super) fn writes(&self) -> bool {
        self.token_file.is_some()
            || !self.watch.is_empty()
            || !self.feed.is_empty()
            || env::var_os(TOKEN).is_some()
    }

    /// Opens the ways in.
    pub(super) fn begin(
        &self,
        app: App,
        db: &Path,
        places: &Arc<Searched>,
        token: Option<Token>,
    ) -> anyhow::Result<App> {
        for folder in &self.watch {
            if !folder.is_dir() {
                bail!("--watch {}: no such folder", folder.display());
            }
        }
        if !self.watch.is_empty() {
            watch(Database::open(db)?, self.watch.clone(), Arc::clone(places));
        }
        for address in &self.feed {
            let interval = Duration::from_secs(self.feed_interval);
            feed::follow(Database::open(db)?, address.clone(), interval, Arc::clone(places));
        }
        let app = app.with_archive(Database::open_to_read(db)?);
        let Some(token) = token else { return Ok(app) };
        let tell = |error: &_| say(format_args!("tadmur: {error}"));
        Ok(app.with_writer(Writer::new(Database::open(db)?, token, tell)))
    }
}

/// Reads what is new or changed in these folders, and forgets what is no more, for as long as the program runs.
fn watch(mut database: Database, folders: Vec<PathBuf>, places: Arc<Searched>) {
    thread::spawn(move || {
        let seen = Seen::default();
        let gazetteer = &places.gazetteer;
        let ingestion = Ingestion {
            gazetteer,
            home: None,
            again: false,
            words: Words::Nothing,
            seen: Some(&seen),
        };
        let mut told = String::new();
        loop {
            let begun = Instant::now();
            let read = ingestion.run(&mut database, &folders);
            let read = read.and_then(|_| ingest::prune(&mut database, gazetteer, &folders));
            let fault = read.err().map(|error| format!("--watch: {error:#}")).unwrap_or_default();
            if !fault.is_empty() && fault != told {
                say(&fault);
            }
            told = fault;
            thread::sleep(INTERVAL.max(begun.elapsed() * 4));
        }
    });
}
