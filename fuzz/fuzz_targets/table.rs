//! Any bytes as a table: CSV, TSV, lines of JSON or a JSON document.
#![no_main]

mod reader;

use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 4] = ["a.csv", "a.tsv", "a.jsonl", "a.json"];

fuzz_target!(|input: (u8, &[u8])| {
    let (nth, bytes) = input;
    reader::check(NAMES[usize::from(nth) % NAMES.len()], bytes);
});
