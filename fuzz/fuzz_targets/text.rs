//! Any bytes as a text file, in any encoding.
#![no_main]

mod reader;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| reader::check("a.txt", bytes));
