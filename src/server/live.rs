//! `GET /events`: tells open maps that there are newer data.
//!
//! # Shape
//!
//! A stream of `version` events, each with the version of a snapshot and its counts. The first tells what is served now; the
//! others follow as snapshots do. What was told is state, not change: who was away for three snapshots needs the last alone.
//! So the id of an event is the version, and who comes back with the id of what is served now (`Last-Event-ID`) is told
//! nothing until that changes, even by a server that was started again in between.
//!
//! # Sources
//!
//! WHATWG HTML, 9.2 (server-sent events).

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::export::geojson;
use crate::server::links::{Pairs, no_parameters};
use crate::server::problem::Problem;
use crate::server::{App, Snapshot};

/// A comment so often keeps proxies from taking a silent stream for a dead one; many give up after 60 s.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// More than this listen never: each holds a connection.
pub(crate) const MOST_LISTENERS: usize = 1000;

/// The snapshot served now, and who waits for the next.
#[derive(Debug)]
pub(crate) struct Live {
    snapshot: watch::Sender<Arc<Snapshot>>,
    listeners: Arc<Semaphore>,
}

impl Live {
    pub(crate) fn of(snapshot: Snapshot) -> Self {
        let snapshot = watch::Sender::new(Arc::new(snapshot));
        Self { snapshot, listeners: Arc::new(Semaphore::new(MOST_LISTENERS)) }
    }

    /// What is served now. The lock behind it is held for the copy of a pointer.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.borrow())
    }

    /// Serves this from now on; requests under way end with what they began with.
    pub(crate) fn replace(&self, snapshot: Snapshot) {
        let snapshot = Arc::new(snapshot);
        self.snapshot.send_if_modified(|served| {
            let newer = served.version != snapshot.version;
            *served = snapshot;
            newer
        });
    }
}

#[derive(Serialize)]
struct Told<'a> {
    version: &'a str,
    articles: usize,
    mentions: usize,
}

/// `GET /events`
pub(crate) async fn events(
    State(app): State<App>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    no_parameters(&pairs)?;
    let place = Arc::clone(&app.live.listeners).try_acquire_owned();
    let place = place.map_err(|_full| Problem::Busy { most: MOST_LISTENERS })?;
    let known = headers.get("last-event-id").and_then(|it| it.to_str().ok()).map(str::to_owned);
    let events = versions(app.live.snapshot.subscribe(), known, place);
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    // nginx holds a stream back unless told otherwise
    Ok(([(header::HeaderName::from_static("x-accel-buffering"), "no")], events).into_response())
}

/// The version served now, unless it is known, and every one that follows.
fn versions(
    mut snapshots: watch::Receiver<Arc<Snapshot>>,
    known: Option<String>,
    place: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<Event, Infallible>> {
    snapshots.mark_changed();
    stream::unfold((snapshots, known, place), async |(mut snapshots, mut known, place)| {
        loop {
            snapshots.changed().await.ok()?;
            let snapshot = Arc::clone(&snapshots.borrow_and_update());
            if known.as_ref() == Some(&snapshot.version) {
                continue;
            }
            known = Some(snapshot.version.clone());
            return Some((Ok(event(&snapshot)), (snapshots, known, place)));
        }
    })
}

fn event(snapshot: &Snapshot) -> Event {
    let Snapshot { store, version, .. } = snapshot;
    let told = Told { version, articles: store.n_articles(), mentions: store.n_features() };
    let data = String::from_utf8(geojson::to_json(&told)).expect("JSON is UTF-8");
    Event::default().event("version").id(version).data(data)
}
