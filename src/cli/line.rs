//! The last line of a terminal, written over again and again, and out of the way of what is said.

use std::io::{IsTerminal, Write, stderr};
use std::sync::atomic::{AtomicBool, Ordering};

/// Takes the line away and goes to its beginning.
const CLEAR: &str = "\r\x1b[K";
/// What is longer than the terminal is wide is cut, not wrapped: only the last line of a wrapped one would be taken away.
const CUT: &str = "\x1b[?7l";
const WRAP: &str = "\x1b[?7h";

/// Whether the line stands there. Changed by who holds the lock of stderr alone.
static SHOWN: AtomicBool = AtomicBool::new(false);

/// Whether there is a terminal to show it on.
pub(super) fn is_possible() -> bool {
    stderr().is_terminal()
}

/// Puts this in the line's place.
pub(super) fn show(line: &str) {
    let mut stderr = stderr().lock();
    SHOWN.store(true, Ordering::Relaxed);
    // nobody is left to tell when stderr is closed
    let _ = write!(stderr, "{CLEAR}{CUT}{line}{WRAP}").and_then(|()| stderr.flush());
}

/// Takes the line away, if it is there.
pub(super) fn clear() {
    let mut stderr = stderr().lock();
    if SHOWN.swap(false, Ordering::Relaxed) {
        let _ = write!(stderr, "{CLEAR}").and_then(|()| stderr.flush());
    }
}
