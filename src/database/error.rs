//! Why a database gave no answer.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ffi;

/// Why a database gave no answer. The cause, where there is one, is its source.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each field is named in its message")]
pub enum Error {
    /// Nothing stands at the path.
    #[error("{}: no such database; tadmur ingest makes one", path.display())]
    Missing { path: PathBuf },
    /// The system does not let us open it.
    #[error("{}: cannot open", path.display())]
    Open { path: PathBuf, source: rusqlite::Error },
    /// Another process writes, and does not end.
    #[error("{}: locked by another process for more than {waited_s} s; try again when it is done", path.display())]
    Locked { path: PathBuf, waited_s: u64, source: rusqlite::Error },
    /// It may be read but not written.
    #[error("{}: read-only; nothing was written", path.display())]
    ReadOnly { path: PathBuf, source: rusqlite::Error },
    /// No room for more.
    #[error("{}: the disk is full; what was committed before is kept", path.display())]
    Full { path: PathBuf, source: rusqlite::Error },
    /// Its pages make no sense.
    #[error("{}: damaged; tadmur rescue saves what is whole", path.display())]
    Damaged { path: PathBuf, source: rusqlite::Error },
    /// Not a database at all.
    #[error("{}: not an SQLite database", path.display())]
    NotADatabase { path: PathBuf, source: rusqlite::Error },
    /// A database of another program.
    #[error("{}: a database of another program, not of tadmur", path.display())]
    Foreign { path: PathBuf },
    /// Made by a later version of this program.
    #[error("{}: schema version {found}; this tadmur knows {known} at most: use a newer one", path.display())]
    Newer { path: PathBuf, found: usize, known: usize },
    /// A value that this program never writes.
    #[error("{}: article {article}: {column} `{found}` is not {expected}", path.display())]
    Value {
        path: PathBuf,
        article: i64,
        column: &'static str,
        found: String,
        expected: &'static str,
    },
    /// A file beside it that cannot be written.
    #[error("{}: cannot write", path.display())]
    Write { path: PathBuf, source: io::Error },
    /// There is no such thing in it.
    #[error("{}: no {kind} `{id}`", path.display())]
    NotFound { path: PathBuf, kind: &'static str, id: String },
    /// Anything else that `SQLite` says.
    #[error("{}: SQLite failed", path.display())]
    Sql { path: PathBuf, source: rusqlite::Error },
}

/// How long another process may hold the database before we give up, seconds.
pub(crate) const PATIENCE_S: u64 = 10;

impl Error {
    /// What `SQLite`'s own error means for the database at this path.
    pub(crate) fn of(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let path = path.to_owned();
        let (code, extended) = match &source {
            rusqlite::Error::SqliteFailure(error, _) => (error.code, error.extended_code),
            _ => return Self::Sql { path, source },
        };
        match code {
            Code::DatabaseBusy | Code::DatabaseLocked => {
                Self::Locked { path, waited_s: PATIENCE_S, source }
            }
            Code::ReadOnly => Self::ReadOnly { path, source },
            Code::DiskFull => Self::Full { path, source },
            Code::DatabaseCorrupt => Self::Damaged { path, source },
            Code::NotADatabase => Self::NotADatabase { path, source },
            // SQLite cannot make the files of its log beside it
            Code::CannotOpen if is_read_only(&path) => Self::ReadOnly { path, source },
            Code::CannotOpen => Self::Open { path, source },
            // SQLite cannot make its files longer: there is no room
            Code::SystemIoFailure
                if [ffi::SQLITE_IOERR_SHMSIZE, ffi::SQLITE_IOERR_WRITE].contains(&extended) =>
            {
                Self::Full { path, source }
            }
            // the file ends before its last page
            Code::SystemIoFailure if extended == ffi::SQLITE_IOERR_SHORT_READ => {
                Self::Damaged { path, source }
            }
            _ => Self::Sql { path, source },
        }
    }

    /// Whether the database itself is at fault.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::NotADatabase { .. } | Self::Value { .. })
    }
}

/// Whether the file is there to be read, and the system refuses to have it written.
fn is_read_only(path: &Path) -> bool {
    let refused = [io::ErrorKind::ReadOnlyFilesystem, io::ErrorKind::PermissionDenied];
    let written = OpenOptions::new().append(true).open(path);
    File::open(path).is_ok() && written.is_err_and(|it| refused.contains(&it.kind()))
}
