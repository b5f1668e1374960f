//! How far a long run has come, how fast it goes and how long it will take: a line on a terminal, lines in a log.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::cli::say;

/// A terminal is told this often.
const ON_TERMINAL: Duration = Duration::from_millis(250);
/// A log is told this often.
const IN_LOG: Duration = Duration::from_secs(10);

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reached {
    pub(super) articles: usize,
    /// Of the total.
    pub(super) bytes: u64,
    pub(super) faults: usize,
}

/// Tells how far a run has come.
pub(super) struct Rate {
    total: u64,
    begun: Instant,
    terminal: bool,
    told: Mutex<Instant>,
}

impl Rate {
    /// Of a run over so many bytes, or whatever is counted; 0 when nobody knows.
    pub(super) fn of(total: u64) -> Self {
        let now = Instant::now();
        Self { total, begun: now, terminal: stderr().is_terminal(), told: Mutex::new(now) }
    }

    /// So far; told when it is time.
    pub(super) fn at(&self, reached: Reached) {
        let mut told = self.told.lock().expect("nothing panics with the lock");
        if told.elapsed() < if self.terminal { ON_TERMINAL } else { IN_LOG } {
            return;
        }
        *told = Instant::now();
        let line = line(reached, self.total, self.begun.elapsed());
        if self.terminal {
            let _ = write!(stderr(), "\r\x1b[K{line}");
        } else {
            say(line);
        }
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        if self.terminal {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

fn line(reached: Reached, total: u64, elapsed: Duration) -> String {
    let Reached { articles, bytes, faults } = reached;
    let seconds = elapsed.as_secs_f64().max(0.001);
    // writing to a string cannot fail
    let mut line = format!("{articles} articles, {:.0}/s", articles as f64 / seconds);
    if total > 0 {
        let share = (bytes as f64 / total as f64).min(1.0);
        let _ = write!(line, ", {:.0} %", share * 100.0);
        // nothing is known of the rest before some of it is done
        if share > 0.01 {
            let _ = write!(line, ", {} left", clock(seconds * (1.0 - share) / share));
        }
    }
    if faults > 0 {
        let _ = write!(line, ", {faults} faults");
    }
    line
}

fn clock(seconds: f64) -> String {
    #[expect(clippy::cast_sign_loss, reason = "a time that is left is not negative")]
    let seconds = seconds.round() as u64;
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{}:{:02} min", seconds / 60, seconds % 60),
        _ => format!("{}:{:02} h", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_rate_and_rest() {
        let at = |articles, bytes, faults, total, seconds| {
            line(Reached { articles, bytes, faults }, total, Duration::from_secs(seconds))
        };
        assert_eq!(at(100, 50, 0, 200, 10), "100 articles, 10/s, 25 %, 30 s left");
        assert_eq!(at(100, 1, 2, 1000, 10), "100 articles, 10/s, 0 %, 2 faults");
        assert_eq!(at(7, 0, 0, 0, 1), "7 articles, 7/s");
        assert_eq!(at(100, 50, 0, 5000, 100), "100 articles, 1/s, 1 %");
        assert_eq!(at(100, 500, 0, 50_000, 1000), "100 articles, 0/s, 1 %");
        assert_eq!(at(9, 25, 0, 50, 100), "9 articles, 0/s, 50 %, 1:40 min left");
        assert_eq!(at(9, 25, 0, 100, 3600), "9 articles, 0/s, 25 %, 3:00 h left");
    }
}
