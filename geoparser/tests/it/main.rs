//! What the library promises, a case a line.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod edtf;
