//! One line on a terminal that tells how far a long read has come.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Nothing is shown before this, and then this often.
const INTERVAL: Duration = Duration::from_millis(250);

/// How far a read has come. Silent unless stderr is a terminal.
pub(super) struct Progress {
    what: &'static str,
    state: Option<Mutex<State>>,
}

struct State {
    shown: Instant,
    any: bool,
}

impl Progress {
    /// Of a read whose length is not known.
    pub(super) fn open(what: &'static str) -> Self {
        let state = || Mutex::new(State { shown: Instant::now(), any: false });
        Self { what, state: stderr().is_terminal().then(state) }
    }

    /// So many are done.
    pub(super) fn at(&self, done: usize) {
        let Some(state) = &self.state else { return };
        let mut state = state.lock().expect("nothing here panics");
        if state.shown.elapsed() >= INTERVAL {
            state.shown = Instant::now();
            state.any = true;
            let _ = write!(stderr(), "\r{done} {}", self.what);
        }
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        let Some(state) = &self.state else { return };
        if state.lock().expect("nothing here panics").any {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}
