//! What is answered before there is anything to serve: come again.
//!
//! # Shape
//!
//! [`while_waiting`] does some work and meanwhile tells everybody who asks that the server is not ready, in a thread of its
//! own: a probe is not left without an answer, and the port is taken before the work begins.
//!
//! # Sources
//!
//! RFC 9110, 15.6.4 (503) and 10.2.3 (`Retry-After`).

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

const BODY: &str = "{\"title\":\"The articles are still being read\",\"status\":503}\n";

/// Nobody waits longer than this for an asker who says nothing.
const PATIENCE: Duration = Duration::from_millis(200);

/// How often it is looked whether somebody asks.
const PAUSE: Duration = Duration::from_millis(20);

/// Does the work, and answers 503 until it is done.
///
/// # Errors
///
/// When the listener cannot be used; the work is not begun then.
pub fn while_waiting<T>(listener: &TcpListener, work: impl FnOnce() -> T) -> io::Result<T> {
    listener.set_nonblocking(true)?;
    let is_done = AtomicBool::new(false);
    let done = thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                match listener.accept() {
                    Ok((stream, _)) => drop(answer(stream)),
                    Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(PAUSE),
                    Err(_) => thread::sleep(PATIENCE),
                }
            }
        });
        let _when_left = Done(&is_done);
        work()
    });
    Ok(done)
}

/// Set when it goes, be it in a panic: the thread beside would never end.
struct Done<'d>(&'d AtomicBool);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Hears the beginning of what is asked, or who answers is taken for broken, and answers.
fn answer(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let _asked = stream.read(&mut [0; 8192])?;
    let length = BODY.len();
    write!(
        stream,
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\n\
         Content-Length: {length}\r\nRetry-After: 2\r\nConnection: close\r\n\r\n{BODY}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_meanwhile_is_told_to_come_again() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let said = while_waiting(&listener, || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(b"GET /ready HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
            let mut said = String::new();
            stream.read_to_string(&mut said).unwrap();
            said
        });
        let said = said.unwrap();
        let (head, body) = said.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 503 ") && head.contains("\r\nRetry-After: "), "{head}");
        assert!(head.contains(&format!("\r\nContent-Length: {}\r\n", body.len())), "{head}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(body).unwrap()["status"], 503);
    }
}
