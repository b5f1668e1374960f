//! Keeps what is served up with a database that others write.
//!
//! # Cost
//!
//! Asking whether anything was written reads one number from shared memory. A new snapshot reads what changed, and shares the
//! rest with the one before; it waits for as long as the last one took, and so keeps one core busy half of the time at most.

use std::thread;
use std::time::{Duration, Instant};

use crate::database::{Database, Error, Packs};
use crate::server::App;

/// How often it is asked whether anything was written.
const INTERVAL: Duration = Duration::from_millis(300);

impl App {
    /// Serves what the database holds, from now on: as soon as anyone commits, here or in another process. `packs` are what
    /// is served already, as of the data version `seen`. `tell` hears of faults; what was read last is served on.
    pub fn follow(
        &self,
        database: Database,
        mut packs: Packs,
        seen: i64,
        tell: impl Fn(&str) + Send + 'static,
    ) {
        let app = self.clone();
        thread::spawn(move || {
            let mut seen = Some(seen);
            let mut told = String::new();
            loop {
                let begun = Instant::now();
                let fault = match app.catch_up(&database, &mut packs, seen) {
                    Ok(version) => {
                        seen = Some(version);
                        String::new()
                    }
                    Err(error) => error.to_string(),
                };
                if !fault.is_empty() && fault != told {
                    tell(&fault);
                }
                told = fault;
                if packs.is_worth_keeping() {
                    if let Err(error) = packs.keep() {
                        tell(&format!("{error}: the next start reads all of it again"));
                    }
                    seen = None; // what is served now gives way to what lies in the file
                    continue;
                }
                thread::sleep(begun.elapsed().max(INTERVAL));
            }
        });
    }

    /// Reads what changed, unless the database is as it was seen. What is seen now.
    fn catch_up(
        &self,
        database: &Database,
        packs: &mut Packs,
        seen: Option<i64>,
    ) -> Result<i64, Error> {
        let version = database.data_version()?;
        if seen != Some(version) {
            self.replace(database.refresh(packs)?);
        }
        Ok(version)
    }
}
