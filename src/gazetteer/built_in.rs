//! The gazetteer in the binary: `gazetteer.csv`, deflated by `build.rs`.

use std::io::Read;

use flate2::read::DeflateDecoder;

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteer.csv.deflate"));

/// The gazetteer that others are laid over.
#[derive(Clone, Copy, Debug)]
pub struct Base {
    /// Changes with its content and with the code that compiles it.
    pub key: &'static str,
    /// Gives its bytes; asked only when they have to be compiled.
    pub csv: fn() -> Vec<u8>,
}

impl Base {
    /// `gazetteer.csv` as it was when the program was built.
    pub const BUILT_IN: Self = Self { key: env!("TADMUR_GAZETTEER_KEY"), csv: unpacked };
}

fn unpacked() -> Vec<u8> {
    let n_bytes = env!("TADMUR_GAZETTEER_BYTES").parse().unwrap_or(0);
    let mut csv = Vec::with_capacity(n_bytes);
    DeflateDecoder::new(PACKED)
        .read_to_end(&mut csv)
        .expect("what build.rs packed can be unpacked");
    csv
}
