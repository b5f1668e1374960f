//! Any bytes as a page.
#![no_main]

mod reader;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| reader::check("a.html", bytes));
