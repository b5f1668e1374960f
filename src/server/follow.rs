//! Keeps what is served up with a database that others write.
//!
//! # Cost
//!
//! Asking whether anything was written reads one number from shared memory. A new snapshot is read from the database as a
//! whole, so it waits for as long as the last one took, and so keeps one core busy half of the time at most.

use std::thread;
use std::time::{Duration, Instant};

use crate::database::{Database, Error};
use crate::server::App;

/// How often it is asked whether anything was written.
const INTERVAL: Duration = Duration::from_millis(300);

impl App {
    /// Serves what the database holds, from now on: as soon as anyone commits, here or in another process. `seen` is the
    /// data version of what is served already. `tell` hears of faults; what was read last is served on.
    pub fn follow(&self, database: Database, seen: i64, tell: impl Fn(&Error) + Send + 'static) {
        let app = self.clone();
        thread::spawn(move || {
            let mut seen = seen;
            let mut told = None;
            loop {
                let begun = Instant::now();
                match app.catch_up(&database, seen) {
                    Ok(version) => (seen, told) = (version, None),
                    Err(error) => {
                        let words = error.to_string();
                        if told.as_ref() != Some(&words) {
                            tell(&error);
                            told = Some(words);
                        }
                    }
                }
                thread::sleep(begun.elapsed().max(INTERVAL));
            }
        });
    }

    /// Reads the database unless it is as it was seen. What is seen now.
    fn catch_up(&self, database: &Database, seen: i64) -> Result<i64, Error> {
        let version = database.data_version()?;
        if seen != version {
            self.replace(database.store()?);
        }
        Ok(version)
    }
}
