//! What the library promises, a case a line.
#![expect(
    clippy::unwrap_used,
    clippy::format_push_string,
    reason = "a test may fail, and may be slow"
)]

mod dates;
mod edtf;
mod gazetteer;
mod linking;
mod publication;
mod search;
mod sentences;
mod zones;
