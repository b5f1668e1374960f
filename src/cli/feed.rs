//! Feeds, asked again and again: seldom, and only for what is new.
//!
//! # Sources
//!
//! Conditional requests: RFC 9110, 13.1. `Retry-After`: RFC 9110, 10.2.3. A feed that is gone (410) is not asked again.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use ureq::Agent;
use ureq::http::{HeaderMap, StatusCode};

use crate::article::{Article, read};
use crate::cli::say;
use crate::database::{Database, Validators, Via};
use crate::gazetteer::Searched;

/// A feed is asked no more often than this, whatever is wished: seconds.
pub(super) const LEAST_INTERVAL_S: u64 = 60;
/// A feed that fails is asked half as often each time, down to this.
const MOST_INTERVAL: Duration = Duration::from_hours(24);
/// No answer after this is none.
const TIMEOUT: Duration = Duration::from_mins(1);
/// More than this is no feed.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// What a server said.
#[derive(Debug, PartialEq)]
enum Answer {
    /// The feed, and by what to know it again.
    New(Vec<u8>, Validators),
    /// It is as it was.
    Same,
    /// It will not come back.
    Gone,
    /// Not now; perhaps after so long.
    Later(String, Option<Duration>),
}

/// Asks this feed for as long as the program runs.
pub(super) fn follow(
    mut database: Database,
    address: String,
    interval: Duration,
    places: Arc<Searched>,
) {
    thread::spawn(move || {
        let agent = agent();
        let mut wait = interval;
        loop {
            let known = database.validators(&address).unwrap_or_default();
            let told = match ask(&agent, &address, &known) {
                Answer::Same => {
                    wait = interval;
                    None
                }
                Answer::New(bytes, said) => {
                    wait = interval;
                    take(&mut database, &address, &bytes, &said, &places).err()
                }
                Answer::Gone => {
                    say(format_args!("--feed {address}: gone for good; not asked again"));
                    return;
                }
                Answer::Later(reason, after) => {
                    wait = after.unwrap_or(wait * 2).clamp(interval, MOST_INTERVAL);
                    Some(format!("{reason}; asked again in {} min", wait.as_secs().div_ceil(60)))
                }
            };
            if let Some(told) = told {
                say(format_args!("--feed {address}: {told}"));
            }
            thread::sleep(wait);
        }
    });
}

/// Takes the entries in.
fn take(
    database: &mut Database,
    address: &str,
    bytes: &[u8],
    said: &Validators,
    places: &Searched,
) -> Result<(), String> {
    let articles = entries(address, bytes)?;
    let taken = database.take_in(&places.gazetteer, &articles, Via::Feed(address));
    taken.and_then(|_| database.keep_validators(address, said)).map_err(|error| error.to_string())
}

/// The articles of a feed; an entry that is none is left out, as long as there are others.
fn entries(address: &str, bytes: &[u8]) -> Result<Vec<Article>, String> {
    let mut articles = Vec::new();
    let mut fault = None;
    let _ = read::each_in(Path::new(address), bytes, |piece| {
        let format = piece.origin().format.as_str();
        match piece.read() {
            _ if format != "feed" => {
                fault = Some("not a feed: expected RSS, Atom or JSON Feed".to_owned());
            }
            Ok((article, _)) => articles.push(article),
            Err(error) => fault = Some(error.to_string()),
        }
        ControlFlow::Continue(())
    });
    match fault {
        Some(fault) if articles.is_empty() => Err(fault),
        _ => Ok(articles),
    }
}

fn agent() -> Agent {
    let name = concat!("tadmur/", env!("CARGO_PKG_VERSION"), " (feed reader)");
    let config = Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .http_status_as_error(false)
        .max_redirects(5)
        .user_agent(name);
    config.build().into()
}

/// Asks for what is new at an address, or in a file.
fn ask(agent: &Agent, address: &str, known: &Validators) -> Answer {
    if address.starts_with("http://") || address.starts_with("https://") {
        return ask_server(agent, address, known)
            .unwrap_or_else(|error| Answer::Later(error.to_string(), None));
    }
    let file = PathBuf::from(address);
    let modified = fs::metadata(&file).and_then(|it| it.modified());
    let said = Validators { modified: modified.ok().map(|it| format!("{it:?}")), etag: None };
    if said.modified.is_some() && said == *known {
        return Answer::Same;
    }
    match fs::read(&file) {
        Ok(bytes) => Answer::New(bytes, said),
        Err(error) => Answer::Later(error.to_string(), None),
    }
}

fn ask_server(agent: &Agent, address: &str, known: &Validators) -> Result<Answer, ureq::Error> {
    let mut request = agent.get(address).header(
        "Accept",
        "application/atom+xml, application/rss+xml, \
        application/feed+json, application/xml;q=0.9, application/json;q=0.8, */*;q=0.1",
    );
    if let Some(etag) = &known.etag {
        request = request.header("If-None-Match", etag);
    }
    if let Some(modified) = &known.modified {
        request = request.header("If-Modified-Since", modified);
    }
    let mut response = request.call()?;
    let status = response.status();
    if status == StatusCode::NOT_MODIFIED {
        return Ok(Answer::Same);
    }
    if status == StatusCode::GONE {
        return Ok(Answer::Gone);
    }
    let header = |headers: &HeaderMap, name: &str| {
        headers.get(name).and_then(|it| it.to_str().ok()).map(str::to_owned)
    };
    let headers = response.headers();
    if !status.is_success() {
        let after = header(headers, "retry-after").and_then(|it| it.trim().parse().ok());
        return Ok(Answer::Later(format!("answered {status}"), after.map(Duration::from_secs)));
    }
    let said =
        Validators { etag: header(headers, "etag"), modified: header(headers, "last-modified") };
    let bytes = response.body_mut().with_config().limit(MOST_BYTES).read_to_vec()?;
    Ok(Answer::New(bytes, said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;

    /// What is answered to an answer of a server, which is asked with these validators; and what it was asked.
    fn asked(answer: &'static str, known: &Validators) -> (Answer, Vec<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/feed", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let lines = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
            let lines: Vec<String> = lines.take_while(|it| !it.is_empty()).collect();
            stream.write_all(answer.as_bytes()).unwrap();
            lines
        });
        (ask(&agent(), &address, known), server.join().unwrap())
    }

    #[test]
    fn a_feed_is_asked_for_what_is_new_only() {
        let ok = "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nLast-Modified: Tue, 19 May 2015 08:00:00 GMT\r\nContent-Length: 2\r\n\r\nhi";
        let (answer, lines) = asked(ok, &Validators::default());
        let modified = Some("Tue, 19 May 2015 08:00:00 GMT".to_owned());
        let said = Validators { etag: Some("\"a\"".to_owned()), modified };
        assert_eq!(answer, Answer::New(b"hi".to_vec(), said.clone()));
        assert!(lines.iter().any(|it| it.to_lowercase().starts_with("user-agent: tadmur/")));
        let (answer, lines) = asked("HTTP/1.1 304 Not Modified\r\n\r\n", &said);
        assert_eq!(answer, Answer::Same);
        let sent = |line: &str| lines.iter().any(|it| it.eq_ignore_ascii_case(line));
        assert!(sent("If-None-Match: \"a\""), "{lines:?}");
        assert!(sent("If-Modified-Since: Tue, 19 May 2015 08:00:00 GMT"), "{lines:?}");
    }

    #[test]
    fn a_server_that_fails_is_left_alone_for_a_while() {
        let none = &Validators::default();
        let busy =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n";
        let (answer, _) = asked(busy, none);
        let Answer::Later(words, after) = answer else { panic!("{answer:?}") };
        assert!(words.contains("503"), "{words}");
        assert_eq!(after, Some(Duration::from_mins(2)));
        assert_eq!(asked("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", none).0, Answer::Gone);
        assert!(matches!(asked("nothing like HTTP", none).0, Answer::Later(_, None)));
        assert!(matches!(ask(&agent(), "/nowhere/feed.xml", none), Answer::Later(_, None)));
    }
}
