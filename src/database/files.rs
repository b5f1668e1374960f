//! What is known of the files that articles came from.

use std::path::{Path, PathBuf};

use rusqlite::OptionalExtension;

use crate::database::load::path_of;
use crate::database::{Database, Error, Stamp};

impl Database {
    /// How a file looked when it was last read to its end.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn stamp(&self, file: &Path) -> Result<Option<Stamp>, Error> {
        let query = "SELECT size, modified FROM file WHERE path = ?";
        let mut query = self.ask(self.connection.prepare_cached(query))?;
        let stamp = query.query_row([file.as_os_str().as_encoded_bytes()], |row| {
            Ok(Stamp { size: row.get(0)?, modified: row.get(1)? })
        });
        self.ask(stamp.optional())
    }

    /// Every file that some article stands in.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn files(&self) -> Result<Vec<PathBuf>, Error> {
        let query = "SELECT path FROM origin WHERE via = 'file' UNION SELECT path FROM file";
        let mut query = self.ask(self.connection.prepare_cached(query))?;
        let files = query.query_map([], |row| row.get(0).map(path_of));
        self.ask(files.and_then(Iterator::collect))
    }
}
