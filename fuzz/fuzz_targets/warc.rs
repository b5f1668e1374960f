//! Any bytes as a web archive.
#![no_main]

mod reader;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| reader::check("a.warc", bytes));
