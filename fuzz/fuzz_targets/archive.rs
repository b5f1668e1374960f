//! Any bytes as an archive: zip, tar, gzip, zstd and these in each other.
#![no_main]

mod reader;

use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 6] = ["a.zip", "a.tar", "a.txt.gz", "a.tar.gz", "a.html.zst", "a.warc.gz"];

fuzz_target!(|input: (u8, &[u8])| {
    let (nth, bytes) = input;
    reader::check(NAMES[usize::from(nth) % NAMES.len()], bytes);
});
