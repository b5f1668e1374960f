//! What is known of feeds, so that they need not send again what is known.

use rusqlite::{OptionalExtension, params};

use crate::database::{Database, Error};

/// What a server said of a feed when it last sent it (RFC 9110, 8.8).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub modified: Option<String>,
}

impl Database {
    /// What was last said of the feed at this address.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn validators(&self, address: &str) -> Result<Validators, Error> {
        let query = "SELECT etag, modified FROM feed WHERE address = ?";
        let known = self.connection.query_row(query, [address], |row| {
            Ok(Validators { etag: row.get(0)?, modified: row.get(1)? })
        });
        Ok(self.ask(known.optional())?.unwrap_or_default())
    }

    /// Keeps what is said of the feed at this address now.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn keep_validators(&self, address: &str, said: &Validators) -> Result<(), Error> {
        let insert = "INSERT OR REPLACE INTO feed VALUES (?, ?, ?)";
        let values = params![address, said.etag, said.modified];
        self.ask(self.connection.execute(insert, values)).map(drop)
    }
}
