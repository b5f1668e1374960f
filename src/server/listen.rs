//! Connections: as many as may be, none that dawdles, and an orderly end.
//!
//! A client has ten seconds to send the head of a request, so that who sends a byte a second takes no place for long, and a
//! minute to take a piece of its answer.
//! Beyond the most connections, the next one takes the place of the one that has been quiet for the longest: whoever asks and
//! reads is answered, however many others only hold the line.

use std::io;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::HttpBody;
use axum::http::Request;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::server::shares::Peer;

/// Each holds a file descriptor; systems give 1024 to a program unless told otherwise.
const MOST_CONNECTIONS: usize = 900;

/// For the head of a request, from its first byte, and for the first byte from the one before.
const HEAD: Duration = Duration::from_secs(10);

/// For a client to take the next piece of an answer, or to send that of a body.
const ASLEEP: Duration = Duration::from_mins(1);

/// For answers under way when the end comes.
const GRACE: Duration = Duration::from_secs(5);

/// Answers until `stopped`, and then what is under way.
///
/// # Errors
///
/// What `stopped` gives.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stopped: impl Future<Output = io::Result<()>>,
) -> io::Result<()> {
    let mut seats = Seats::new(MOST_CONNECTIONS);
    let under_way = GracefulShutdown::new();
    let mut stopped = pin!(stopped);
    let ended = loop {
        let connection = tokio::select! {
            ended = &mut stopped => break ended,
            connection = accept(&listener, &mut seats) => connection,
        };
        let Some((stream, peer, seat)) = connection else { continue };
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEAD);
        let service = watched(router.clone(), peer, Arc::clone(&seat));
        let served = under_way.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            tokio::select! {
                _ = served => {} // a client that hangs up is no fault of ours
                () = seat.asked_out.notified() => {}
                () = seat.is_asleep() => {}
            }
        });
    };
    drop(listener);
    let _ = tokio::time::timeout(GRACE, under_way.shutdown()).await;
    ended
}

/// The next connection, where it comes from and its place; `None` when there was none to accept after all.
async fn accept(listener: &TcpListener, seats: &mut Seats) -> Option<(TcpStream, Peer, Arc<Seat>)> {
    let Ok((stream, address)) = listener.accept().await else {
        // such as too many open files: some may be closed by then
        tokio::time::sleep(Duration::from_millis(50)).await;
        return None;
    };
    let _ = stream.set_nodelay(true); // only speed is lost without
    Some((stream, Peer(address.ip()), seats.take().await?))
}

/// Answers this client, and keeps in mind when something went to or fro.
fn watched(
    router: Router,
    peer: Peer,
    seat: Arc<Seat>,
) -> impl Service<
    Request<Incoming>,
    Response = axum::http::Response<Watched<axum::body::Body>>,
    Error = std::convert::Infallible,
    Future: Send,
> {
    let router = TowerToHyperService::new(router);
    service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        let seat = Arc::clone(&seat);
        let comes = !request.body().is_end_stream();
        seat.is(if comes { Doing::Moving } else { Doing::Answering });
        let heard = Arc::clone(&seat);
        let answer =
            router.call(request.map(|body| Watched { body, seat: heard, then: Doing::Answering }));
        async move {
            let answer = answer.await?;
            seat.is(Doing::Moving);
            Ok(answer.map(|body| Watched { body, seat, then: Doing::Moving }))
        }
    })
}

/// All connections.
struct Seats {
    all: Vec<Weak<Seat>>,
    free: Arc<Semaphore>,
    began: Instant,
}

impl Seats {
    fn new(most: usize) -> Self {
        Self { all: Vec::new(), free: Arc::new(Semaphore::new(most)), began: Instant::now() }
    }

    /// A place for one more; when there is none, that of the one who has been quiet for the longest.
    async fn take(&mut self) -> Option<Arc<Seat>> {
        let place = if let Ok(place) = Arc::clone(&self.free).try_acquire_owned() {
            place
        } else {
            self.ask_one_out();
            Arc::clone(&self.free).acquire_owned().await.ok()?
        };
        let (last, asked_out) = (AtomicU64::new(0), Notify::new());
        let seat = Arc::new(Seat { began: self.began, last, asked_out, _place: place });
        seat.is(Doing::Moving);
        self.all.push(Arc::downgrade(&seat));
        Some(seat)
    }

    fn ask_one_out(&mut self) {
        self.all.retain(|it| it.strong_count() > 0);
        let seats = self.all.iter().filter_map(Weak::upgrade);
        let quietest = seats.min_by_key(|it| it.last.load(Ordering::Relaxed));
        if let Some(seat) = quietest.filter(|it| it.last.load(Ordering::Relaxed) < ANSWERING) {
            seat.is(Doing::Answering); // not twice
            seat.asked_out.notify_one();
        }
    }
}

/// The place of one connection.
#[derive(Debug)]
struct Seat {
    began: Instant,
    /// When something went to or fro, in microseconds from the beginning, or [`ANSWERING`].
    last: AtomicU64,
    asked_out: Notify,
    _place: OwnedSemaphorePermit,
}

/// Greater than any time: it is ours to do something, and nobody is asked out for that.
const ANSWERING: u64 = u64::MAX;

/// What is done for a connection.
#[derive(Clone, Copy, Debug)]
enum Doing {
    /// Something came in or went out just now.
    Moving,
    /// An answer is being made.
    Answering,
}

impl Seat {
    /// Comes back when nothing has gone to or fro for too long.
    async fn is_asleep(&self) {
        loop {
            tokio::time::sleep(ASLEEP / 4).await;
            let last = self.last.load(Ordering::Relaxed);
            let now = self.began.elapsed();
            if last != ANSWERING && now.saturating_sub(Duration::from_micros(last)) > ASLEEP {
                return;
            }
        }
    }

    fn is(&self, doing: Doing) {
        let last = match doing {
            Doing::Moving => self.began.elapsed().as_micros() as u64,
            Doing::Answering => ANSWERING,
        };
        self.last.store(last, Ordering::Relaxed);
    }
}

/// A body, and whose it is.
#[derive(Debug)]
struct Watched<B> {
    body: B,
    seat: Arc<Seat>,
    /// What is done when the body has ended.
    then: Doing,
}

impl<B: HttpBody + Unpin> HttpBody for Watched<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(_)) = &frame {
            self.seat.is(Doing::Moving);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<B> Drop for Watched<B> {
    fn drop(&mut self) {
        self.seat.is(self.then);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One more comes while all places are taken; this one goes for it.
    async fn goes_for_another(seats: &mut Seats, seat: Arc<Seat>) -> Arc<Seat> {
        let leave = async move { seat.asked_out.notified().await };
        let both = async { tokio::join!(seats.take(), leave) };
        let (another, ()) = tokio::time::timeout(HEAD, both).await.expect("this one was to go");
        another.unwrap()
    }

    #[tokio::test]
    async fn a_new_one_takes_the_place_of_the_quietest() {
        let mut seats = Seats::new(2);
        let (first, second) = (seats.take().await.unwrap(), seats.take().await.unwrap());
        first.last.store(2, Ordering::Relaxed);
        second.last.store(1, Ordering::Relaxed);
        let third = goes_for_another(&mut seats, second).await;
        // whose answer is being made is not asked to go
        first.is(Doing::Answering);
        let fourth = goes_for_another(&mut seats, third).await;
        first.last.store(0, Ordering::Relaxed);
        goes_for_another(&mut seats, first).await;
        drop(fourth);
        assert_eq!(seats.free.available_permits(), 2);
    }
}
