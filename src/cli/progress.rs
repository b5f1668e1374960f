//! How many are done of a read whose length is not known, on a terminal.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::cli::line;

/// Nothing is shown before this, and then this often.
const INTERVAL: Duration = Duration::from_millis(250);

/// How far a read has come. Silent unless stderr is a terminal.
pub(super) struct Progress {
    what: &'static str,
    /// When it was shown last.
    shown: Option<Mutex<Instant>>,
}

impl Progress {
    /// Of a read whose length is not known.
    pub(super) fn open(what: &'static str) -> Self {
        Self { what, shown: line::is_possible().then(|| Mutex::new(Instant::now())) }
    }

    /// So many are done.
    pub(super) fn at(&self, done: usize) {
        let Some(shown) = &self.shown else { return };
        let mut shown = shown.lock().expect("nothing here panics");
        if shown.elapsed() >= INTERVAL {
            *shown = Instant::now();
            line::show(&format!("{done} {}", self.what));
        }
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        if self.shown.is_some() {
            line::clear();
        }
    }
}
