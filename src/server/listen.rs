//! Connections: as many as may be, none that dawdles, and an orderly end.
//!
//! A client has ten seconds to send the head of a request, so that who sends a byte a second takes no place for long.
//! Beyond the most connections, the next one waits to be accepted.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// Each holds a file descriptor; systems give 1024 to a program unless told otherwise.
const MOST_CONNECTIONS: usize = 900;

/// For the head of a request, from its first byte, and for the first byte from the one before.
const HEAD: Duration = Duration::from_secs(10);

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
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let under_way = GracefulShutdown::new();
    let mut stopped = pin!(stopped);
    let ended = loop {
        let connection = tokio::select! {
            ended = &mut stopped => break ended,
            connection = accept(&listener, &places) => connection,
        };
        let Some((stream, place)) = connection else { continue };
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEAD);
        let service = TowerToHyperService::new(router.clone());
        let served = under_way.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            let _ = served.await; // a client that hangs up is no fault of ours
            drop(place);
        });
    };
    drop(listener);
    let _ = tokio::time::timeout(GRACE, under_way.shutdown()).await;
    ended
}

/// The next connection and its place; `None` when there was none to accept after all.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(tokio::net::TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    let Ok((stream, _)) = listener.accept().await else {
        // such as too many open files: some may be closed by then
        tokio::time::sleep(Duration::from_millis(50)).await;
        return None;
    };
    let _ = stream.set_nodelay(true); // only speed is lost without
    Some((stream, place))
}
