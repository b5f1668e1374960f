//! The file that keeps articles and what was found in them.
//!
//! # Shape
//!
//! A [`Database`] is one `SQLite` file. [`Database::batch`] writes articles with what the parser found, all of a batch or
//! nothing; [`Database::store`] gives the columnar [`Store`] that is asked at run time. The schema stands in `schema/`, and
//! `docs/database.md` tells of it.
//!
//! # Units
//!
//! Offsets in the file are Unicode code points, as `SQLite`'s own `substr` counts.
//!
//! # Errors
//!
//! An [`Error`] names the file and what to do. What was committed is on the disk, whatever happens afterwards.
//!
//! # Cost
//!
//! A write waits for the disk once a batch. Readers never wait for a writer (`SQLite`, write-ahead log).

mod batch;
mod error;
mod feeds;
mod files;
mod gold;
mod load;
mod packs;
mod provenance;
mod rescue;
mod search;
mod sketches;
mod story;
mod verdict;
mod wire;

pub use crate::database::batch::{Batch, Put, Stamp, Via};
pub use crate::database::error::Error;
pub use crate::database::feeds::Validators;
pub use crate::database::packs::Packs;
pub use crate::database::provenance::{Engine, Provenance, Stood};
pub use crate::database::rescue::Rescued;
pub use crate::database::search::Found;
pub use crate::database::verdict::{Judgement, Verdict};

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::database::error::PATIENCE_S;

/// What each version of the schema adds to the one before; the file's `user_version` counts them.
const MIGRATIONS: [&str; 2] = [include_str!("schema/v1.sql"), include_str!("schema/v2.sql")];

/// The version of the schema that this program writes.
const VERSION: usize = MIGRATIONS.len();

/// Pages that a writer holds: an article changes pages all over the file, of words and of keys of sketches, and the next one often the
/// same.
const WRITER_CACHE_KIB: i64 = 16 * 1024;

/// The `application_id` of our files: `Tdmr`.
const APPLICATION_ID: i64 = 0x5464_6d72;

/// What the parser and its models are: another hash, other answers.
pub const PARSER_VERSION: &str = env!("TADMUR_PARSER_VERSION");

/// Articles, and what was found in them, in one file.
#[derive(Debug)]
pub struct Database {
    connection: Connection,
    path: PathBuf,
}

/// How much a database holds.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// Articles.
    pub articles: usize,
    /// Mentions, with or without a known place.
    pub mentions: usize,
}

impl Database {
    /// Opens the file to read and write; makes it when there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be opened or written, or is no database of ours.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::open_telling(path, &mut |_, _| {})
    }

    /// The same. While a file of an older version is brought up to date, all of it or nothing, `told` hears of how many articles
    /// that is done and how many there are.
    ///
    /// # Errors
    ///
    /// Those of [`Database::open`].
    pub fn open_telling(path: &Path, told: &mut dyn FnMut(usize, usize)) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut database = Self::connect(path, path, flags)?;
        let prepared = database.prepare(told);
        prepared.map_err(|error| error.unwrap_or_else(|it| Error::of(path, it)))?;
        Ok(database)
    }

    /// Opens the file to read alone; it must be there.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is no database of ours.
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::Missing { path: path.to_owned() });
        }
        let open = |uri: &Path| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            let database = Self::connect(path, uri, flags)?;
            let version = database.version();
            let version = version.map_err(|it| it.unwrap_or_else(|it| Error::of(path, it)))?;
            Ok((database, version))
        };
        let opened = match open(path) {
            // a folder that may not be written has no room for the index of the log; without a log, none is needed
            Err(Error::Open { .. } | Error::ReadOnly { .. }) if !has_log(path) => {
                open(&immutable(path))
            }
            opened => opened,
        };
        match opened? {
            (_, 0) => Err(Error::Foreign { path: path.to_owned() }),
            (database, _) => Ok(database),
        }
    }

    fn connect(path: &Path, uri: &Path, flags: OpenFlags) -> Result<Self, Error> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(uri, flags).map_err(|it| Error::of(path, it))?;
        let database = Self { connection, path: path.to_owned() };
        database.configure().map_err(|it| Error::of(path, it))?;
        if flags.contains(OpenFlags::SQLITE_OPEN_READ_WRITE) {
            let cache = database.connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB);
            cache.map_err(|it| Error::of(path, it))?;
        }
        Ok(database)
    }

    fn configure(&self) -> rusqlite::Result<()> {
        self.connection.busy_timeout(Duration::from_secs(PATIENCE_S))?;
        self.connection.set_prepared_statement_cache_capacity(64);
        self.connection.pragma_update(None, "foreign_keys", true)?;
        // a commit is on the disk when it returns, even if the power goes
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        // nothing in the file is trusted to run code
        self.connection.pragma_update(None, "trusted_schema", false)?;
        self.connection.pragma_update(None, "cell_size_check", true)
    }

    /// The version of the schema; 0 when the file is empty.
    fn version(&self) -> Result<usize, Fault> {
        let version: usize =
            self.connection.pragma_query_value(None, "user_version", |it| it.get(0))?;
        let application: i64 =
            self.connection.pragma_query_value(None, "application_id", |it| it.get(0))?;
        let path = || self.path.clone();
        if version > VERSION && application == APPLICATION_ID {
            return Err(Fault::Ours(Error::Newer { path: path(), found: version, known: VERSION }));
        }
        let count = "SELECT count(*) FROM sqlite_schema";
        let tables: i64 = self.connection.query_row(count, [], |row| row.get(0))?;
        if application != APPLICATION_ID && (tables > 0 || version > 0) {
            return Err(Fault::Ours(Error::Foreign { path: path() }));
        }
        Ok(version)
    }

    /// Brings the schema up to date.
    fn prepare(&mut self, told: &mut dyn FnMut(usize, usize)) -> Result<(), Fault> {
        if self.version()? == VERSION {
            return Ok(());
        }
        let _: String =
            self.connection.pragma_update_and_check(None, "journal_mode", "WAL", |it| it.get(0))?;
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // another process may have done it meanwhile
        let version: usize =
            transaction.pragma_query_value(None, "user_version", |it| it.get(0))?;
        for migration in MIGRATIONS.iter().skip(version) {
            transaction.execute_batch(migration)?;
        }
        sketches::put_all(&transaction, told)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        Ok(transaction.commit()?)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How much it holds.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn counts(&self) -> Result<Counts, Error> {
        let count = |table: &str| -> Result<usize, Error> {
            let query = format!("SELECT count(*) FROM {table}");
            let n: i64 = self.ask(self.connection.query_row(&query, [], |row| row.get(0)))?;
            Ok(usize::try_from(n).unwrap_or_default())
        };
        Ok(Counts { articles: count("article")?, mentions: count("mention")? })
    }

    /// A number that changes when another connection commits.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn data_version(&self) -> Result<i64, Error> {
        self.ask(self.connection.pragma_query_value(None, "data_version", |row| row.get(0)))
    }

    /// Whether an article of this id is there.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn contains(&self, id: &str) -> Result<bool, Error> {
        let mut query =
            self.ask(self.connection.prepare_cached("SELECT 1 FROM article WHERE id = ?"))?;
        self.ask(query.exists([id]))
    }

    fn ask<T>(&self, answer: rusqlite::Result<T>) -> Result<T, Error> {
        answer.map_err(|error| Error::of(&self.path, error))
    }
}

/// `SQLite`'s fault, or one that we found.
enum Fault {
    Sqlite(rusqlite::Error),
    Ours(Error),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl Fault {
    fn unwrap_or_else(self, named: impl FnOnce(rusqlite::Error) -> Error) -> Error {
        match self {
            Self::Sqlite(error) => named(error),
            Self::Ours(error) => error,
        }
    }
}

/// Whether changes stand in a log beside the file.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    fs::metadata(log).is_ok_and(|it| it.len() > 0)
}

fn digit(half: u8) -> char {
    char::from(b"0123456789ABCDEF"[usize::from(half)])
}

/// The file as one that nobody changes, for a folder that may not be written.
fn immutable(path: &Path) -> PathBuf {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                uri.push(char::from(*byte));
            }
            byte => uri.extend(['%', digit(byte >> 4), digit(byte & 15)]),
        }
    }
    uri.push_str("?immutable=1");
    uri.into()
}
