//! How far a long run has come, how fast it goes and how long it will take: a line on a terminal, lines in a log.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::cli::{line, say};

/// A terminal is told this often.
const ON_TERMINAL: Duration = Duration::from_millis(250);
/// A log is told this often.
const IN_LOG: Duration = Duration::from_secs(10);
/// How fast it goes is how fast it went for this long: what came before, perhaps known already, says nothing of the rest.
const PACE: Duration = Duration::from_secs(30);
/// How far it had come is kept this often.
const STEP: Duration = Duration::from_secs(1);
/// Signs of the bar.
const BAR: usize = 20;

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
    /// What is counted.
    what: &'static str,
    begun: Instant,
    terminal: bool,
    state: Mutex<State>,
}

struct State {
    total: Option<u64>,
    /// Files that need not be read.
    skipped: usize,
    /// When it was told last.
    told: Instant,
    latest: Reached,
    pace: Pace,
}

impl Rate {
    /// Of a run over so many bytes, or whatever is counted; `None` when nobody knows. The counted are called `what`.
    pub(super) fn of(total: Option<u64>, what: &'static str) -> Self {
        let begun = Instant::now();
        let (latest, pace) = (Reached::default(), Pace::default());
        let state = Mutex::new(State { total, skipped: 0, told: begun, latest, pace });
        Self { what, begun, terminal: line::is_possible(), state }
    }

    /// So far; told when it is time.
    pub(super) fn at(&self, reached: Reached) {
        let mut state = self.state.lock().expect("nothing panics with the lock");
        state.latest = reached;
        state.pace.at(self.begun.elapsed(), reached);
        self.tell(&mut state);
    }

    /// A file of so many bytes of the total need not be read.
    pub(super) fn skip(&self, bytes: u64) {
        let mut state = self.state.lock().expect("nothing panics with the lock");
        state.skipped += 1;
        state.total = state.total.map(|it| it.saturating_sub(bytes));
        self.tell(&mut state);
    }

    fn tell(&self, state: &mut State) {
        if state.told.elapsed() < if self.terminal { ON_TERMINAL } else { IN_LOG } {
            return;
        }
        state.told = Instant::now();
        let words = words(state, self.what);
        if !self.terminal {
            say(words);
        } else if let Some(share) = share(state) {
            line::show(&format!("{} {words}", bar(share)));
        } else {
            line::show(&words);
        }
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        if self.terminal {
            line::clear();
        }
    }
}

/// How far it had come lately.
#[derive(Debug, Default)]
struct Pace(VecDeque<(Duration, Reached)>);

impl Pace {
    fn at(&mut self, elapsed: Duration, reached: Reached) {
        if self.0.is_empty() {
            self.0.push_back((Duration::ZERO, Reached::default()));
        }
        // the newest is moved along until it is a step from the one before
        let before = self.0.len().checked_sub(2).map_or(Duration::ZERO, |it| self.0[it].0);
        if self.0.len() > 1 && elapsed.saturating_sub(before) < STEP {
            self.0.pop_back();
        }
        self.0.push_back((elapsed, reached));
        while self.0.len() > 2 && elapsed.saturating_sub(self.0[1].0) >= PACE {
            self.0.pop_front();
        }
    }

    /// Articles and bytes a second.
    fn per_second(&self) -> (f64, f64) {
        let Some(((begin, from), (end, to))) = self.0.front().zip(self.0.back()) else {
            return (0.0, 0.0);
        };
        let seconds = end.saturating_sub(*begin).as_secs_f64().max(0.001);
        let articles = to.articles.saturating_sub(from.articles) as f64;
        (articles / seconds, to.bytes.saturating_sub(from.bytes) as f64 / seconds)
    }
}

/// How much of it is done, when that is known.
fn share(state: &State) -> Option<f64> {
    let total = state.total.filter(|it| *it > 0)?;
    Some((state.latest.bytes as f64 / total as f64).min(1.0))
}

fn bar(share: f64) -> String {
    #[expect(clippy::cast_sign_loss, reason = "a share is not negative")]
    let done = (share * BAR as f64) as usize;
    format!("[{}{}]", "#".repeat(done), ".".repeat(BAR - done))
}

fn words(state: &State, what: &str) -> String {
    let Reached { articles, bytes, faults } = state.latest;
    let (articles_per_second, bytes_per_second) = state.pace.per_second();
    let mut line = String::new();
    // writing to a string cannot fail
    if let Some(share) = share(state) {
        let _ = write!(line, "{:.0} %, ", (share * 100.0).floor()); // 100 at the end alone
    }
    let _ = write!(line, "{articles} {what}, {articles_per_second:.0}/s");
    match (share(state), state.total) {
        // nothing is known of the rest before some of it is done
        (Some(share), Some(total)) if share > 0.01 && bytes_per_second > 0.0 => {
            let left = total.saturating_sub(bytes) as f64 / bytes_per_second;
            let _ = write!(line, ", {} left", clock(left));
        }
        (None, None) if bytes > 0 => {
            let _ = write!(line, ", {:.1} MB", bytes as f64 / 1e6);
        }
        _ => {}
    }
    if faults > 0 {
        let _ = write!(line, ", {faults} faults");
    }
    if state.skipped > 0 {
        let _ = write!(line, ", {} files unchanged", state.skipped);
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

    /// What is told at the end of a run over so many bytes: at which second how many articles, bytes, faults.
    fn told(total: Option<u64>, skipped: usize, at: &[(u64, usize, u64, usize)]) -> String {
        let mut state = State {
            total,
            skipped,
            told: Instant::now(),
            latest: Reached::default(),
            pace: Pace::default(),
        };
        for &(seconds, articles, bytes, faults) in at {
            state.latest = Reached { articles, bytes, faults };
            state.pace.at(Duration::from_secs(seconds), state.latest);
        }
        words(&state, "articles")
    }

    #[test]
    fn a_line_tells_rate_and_rest() {
        let all = |total| Some(total);
        assert_eq!(told(all(200), 0, &[(10, 100, 50, 0)]), "25 %, 100 articles, 10/s, 30 s left");
        assert_eq!(told(all(1000), 0, &[(10, 100, 1, 2)]), "0 %, 100 articles, 10/s, 2 faults");
        assert_eq!(told(None, 0, &[(1, 7, 2_500_000, 0)]), "7 articles, 7/s, 2.5 MB");
        assert_eq!(told(all(0), 3, &[(1, 0, 0, 0)]), "0 articles, 0/s, 3 files unchanged");
        assert_eq!(told(all(0), 0, &[]), "0 articles, 0/s");
        assert_eq!(told(all(5000), 0, &[(100, 100, 50, 0)]), "1 %, 100 articles, 1/s");
        let long = told(all(50), 0, &[(100, 9, 25, 0)]);
        assert_eq!(long, "50 %, 9 articles, 0/s, 1:40 min left");
        let longer = told(all(100), 0, &[(3600, 9, 25, 0)]);
        assert_eq!(longer, "25 %, 9 articles, 0/s, 3:00 h left");
    }

    #[test]
    fn the_rest_takes_as_long_as_what_was_done_lately() {
        // half of it was known already, and took a second; then an article takes a second
        let mut at = vec![(1, 500, 500, 0)];
        at.extend((2..100).map(|second| (second, 499 + second as usize, 499 + second, 0)));
        assert_eq!(told(Some(1000), 0, &at), "59 %, 598 articles, 1/s, 6:42 min left");
    }

    #[test]
    fn a_bar_is_full_at_the_end_alone() {
        assert_eq!(bar(0.0), "[....................]");
        assert_eq!(bar(0.5), "[##########..........]");
        assert_eq!(bar(0.999), "[###################.]");
        assert_eq!(bar(1.0), "[####################]");
    }
}
