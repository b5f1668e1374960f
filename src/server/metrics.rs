//! Counts of requests, as Prometheus reads them.
//!
//! # Sources
//!
//! Prometheus, text-based exposition format 0.0.4.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::store::Store;

/// Upper ends of the buckets, seconds.
const BUCKETS: [f64; 8] = [0.001, 0.005, 0.02, 0.1, 0.5, 1.0, 5.0, 30.0];

/// What was counted so far.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    requests: AtomicU64,
    /// By route and status. The lock is held to add to a number.
    routes: Mutex<BTreeMap<(String, u16), Tally>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    requests: u64,
    seconds: f64,
    within: [u64; BUCKETS.len()],
}

impl Metrics {
    /// The number of the next request.
    pub(crate) fn next(&self) -> u64 {
        self.requests.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn count(&self, route: &str, status: u16, took: Duration) {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let tally = routes.entry((route.to_owned(), status)).or_default();
        let seconds = took.as_secs_f64();
        tally.requests += 1;
        tally.seconds += seconds;
        for (within, end) in tally.within.iter_mut().zip(BUCKETS) {
            *within += u64::from(seconds <= end);
        }
    }

    pub(crate) fn text(&self, store: &Store) -> String {
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut text = String::new();
        for (name, help, value) in [
            ("tadmur_articles", "Articles served.", store.n_articles()),
            ("tadmur_mentions", "Mentions served.", store.n_features()),
            ("tadmur_places", "Places mentioned.", store.places().len()),
        ] {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}");
        }
        let name = "tadmur_request_seconds";
        let _ = writeln!(
            text,
            "# HELP {name} How long answers took to begin.\n# TYPE {name} histogram"
        );
        for ((route, status), tally) in &routes {
            let labels = format!("route=\"{route}\",status=\"{status}\"");
            for (within, end) in tally.within.iter().zip(BUCKETS) {
                let _ = writeln!(text, "{name}_bucket{{{labels},le=\"{end}\"}} {within}");
            }
            let Tally { requests, seconds, .. } = tally;
            let _ = writeln!(text, "{name}_bucket{{{labels},le=\"+Inf\"}} {requests}");
            let _ = writeln!(text, "{name}_sum{{{labels}}} {seconds}");
            let _ = writeln!(text, "{name}_count{{{labels}}} {requests}");
        }
        text
    }
}
