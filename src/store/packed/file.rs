//! A pack as a file.
//!
//! # Shape
//!
//! A head of 64 bytes (a mark, the version of its makers, the sum of all that follows, the lengths of five parts) and the
//! parts: entries, rows, facts, bodies, and the places that its numbers mean, each a number and a key.
//!
//! # Errors
//!
//! As the system gives them; a file that is not whole, or was written by another version, is `InvalidData`.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::Path;
use std::process;
use std::sync::Arc;

use memmap2::Mmap;

use crate::store::At;
use crate::store::packed::bytes::{Reader, u32_at, u64_at, write_text};
use crate::store::packed::{Bytes, ENTRY, Entry, Pack, ROW};

const MARK: &[u8; 8] = b"TdmrPack";
const HEAD: usize = 64;
const PARTS: usize = 5;
/// What stands before is the mark, the version and the sum.
const SUMMED_FROM: usize = 24;

/// What the code that packs is: another hash, another file.
const VERSION: &str = env!("TADMUR_PACK_VERSION");

/// Numbers of places, and their keys.
pub(crate) type Keys = Vec<(u32, String)>;

/// Articles of several packs, in their order: what a file is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Selection<'s> {
    pub(crate) packs: &'s [Arc<Pack>],
    pub(crate) articles: &'s [At],
}

impl Selection<'_> {
    /// Writes them beside the path, then puts the file there in one step. Memory holds a piece at a time.
    pub(crate) fn write(self, path: &Path, places: &Keys) -> io::Result<()> {
        let beside = path.with_extension(format!("{}.part", process::id()));
        let written = self.write_to(&beside, places).and_then(|()| fs::rename(&beside, path));
        if written.is_err() {
            // it may never have come into being
            let _ = fs::remove_file(&beside);
        }
        written
    }

    fn write_to(self, path: &Path, places: &Keys) -> io::Result<()> {
        let mut keys = Vec::new();
        for (number, key) in places {
            keys.extend_from_slice(&number.to_le_bytes());
            write_text(&mut keys, Some(key));
        }
        let mut lengths = [self.articles.len() * ENTRY, 0, 0, 0, keys.len()].map(|it| it as u64);
        for (_, entry) in self.entries() {
            lengths[1] += u64::from(entry.n_rows) * ROW as u64;
            lengths[2] += u64::from(entry.facts.1);
            lengths[3] += u64::from(entry.body.1);
        }
        let mut out = Summed {
            sum: Sum::default(),
            file: BufWriter::with_capacity(1 << 20, File::create(path)?),
        };
        out.file.write_all(&[0; SUMMED_FROM])?;
        for length in lengths {
            out.write(&length.to_le_bytes())?;
        }
        let (mut first_row, mut facts, mut body) = (0, 0, 0);
        for (_, entry) in self.entries() {
            let (facts_length, body_length) = (entry.facts.1, entry.body.1);
            let here = Entry {
                first_row,
                facts: (facts, facts_length),
                body: (body, body_length),
                ..entry
            };
            let mut bytes = Vec::with_capacity(ENTRY);
            here.write(&mut bytes);
            out.write(&bytes)?;
            first_row += entry.n_rows;
            facts += u64::from(facts_length);
            body += u64::from(body_length);
        }
        self.entries().try_for_each(|(pack, it)| out.write(pack.rows_of(&it)))?;
        self.entries().try_for_each(|(pack, it)| out.write(pack.facts.part(it.facts)))?;
        self.write_bodies(&mut out)?;
        out.write(&keys)?;
        let Summed { sum, mut file } = out;
        file.rewind()?;
        file.write_all(MARK)?;
        file.write_all(&version().to_le_bytes())?;
        file.write_all(&sum.done().to_le_bytes())?;
        file.flush()
    }

    /// Most of the file. A pack that was read to its end goes out of memory.
    fn write_bodies(&self, out: &mut Summed) -> io::Result<()> {
        let mut left = vec![false; self.packs.len()];
        let mut here = None;
        for (at, (pack, entry)) in self.articles.iter().zip(self.entries()) {
            let before = here.replace(at.pack as usize).filter(|it| *it != at.pack as usize);
            if let Some(before) = before
                && !std::mem::replace(&mut left[before], true)
            {
                self.packs[before].page_out();
            }
            out.write(pack.bodies.part(entry.body))?;
        }
        Ok(())
    }

    fn entries(&self) -> impl Iterator<Item = (&Pack, Entry)> {
        self.articles.iter().map(|at| {
            let pack = &*self.packs[at.pack as usize];
            (pack, pack.entry(at.nth as usize))
        })
    }
}

/// A file with the sum of what is written to it.
struct Summed {
    sum: Sum,
    file: BufWriter<File>,
}

impl Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.add(bytes);
        self.file.write_all(bytes)
    }
}

impl Pack {
    /// Gives back the memory of a mapped one; it comes again when it is looked at.
    #[cfg(unix)]
    #[expect(unsafe_code, reason = "a memory map is only as constant as its file")]
    fn page_out(&self) {
        if let Bytes::Mapped(map, _) = &self.bodies {
            // SAFETY: the map is only read, and its file has the same bytes; where the system cannot, the memory stays
            let _ = unsafe { map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
        }
    }

    #[cfg(not(unix))]
    fn page_out(&self) {}

    /// Maps one, with the keys of its places. The whole file is read once, to know that it is whole.
    pub(crate) fn map(path: &Path) -> io::Result<(Self, Keys)> {
        let bad = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        let mut file = File::open(path)?;
        let mut head = [0; HEAD];
        file.read_exact(&mut head)?;
        if &head[..8] != MARK || u64_at(&head, 8) != version() {
            return Err(bad("written by another version"));
        }
        let mut sum = Sum::default();
        sum.add(&head[SUMMED_FROM..]);
        let mut length = HEAD;
        let mut piece = vec![0; 1 << 20];
        loop {
            let n = file.read(&mut piece)?;
            if n == 0 {
                break;
            }
            sum.add(&piece[..n]);
            length += n;
        }
        let mut ends = [HEAD; PARTS + 1];
        for part in 0..PARTS {
            let n = usize::try_from(u64_at(&head, SUMMED_FROM + 8 * part)).unwrap_or(usize::MAX);
            ends[part + 1] = ends[part].saturating_add(n);
        }
        if sum.done() != u64_at(&head, 16) || ends[PARTS] != length {
            return Err(bad("damaged"));
        }
        file.rewind()?;
        let map = Arc::new(map(&file)?);
        let part = |n: usize| Bytes::Mapped(Arc::clone(&map), ends[n]..ends[n + 1]);
        let keys = keys(&part(4));
        Ok((Self { entries: part(0), rows: part(1), facts: part(2), bodies: part(3) }, keys))
    }
}

fn keys(bytes: &[u8]) -> Keys {
    let mut keys = Vec::new();
    let mut rest = bytes;
    while let Some((number, more)) = rest.split_at_checked(4) {
        let mut reader = Reader(more);
        keys.push((u32_at(number, 0), reader.text().unwrap_or_default().to_owned()));
        rest = reader.0;
    }
    keys
}

#[expect(unsafe_code, reason = "a memory map is only as constant as its file")]
fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: packs are written elsewhere and renamed, never changed in place or cut; the folder is the user's own.
    unsafe { Mmap::map(file) }
}

fn version() -> u64 {
    u64::from_str_radix(VERSION, 16).unwrap_or_default()
}

/// Tells a damaged file; no more. The same however the bytes come in pieces.
#[derive(Debug, Default)]
struct Sum {
    lanes: [u64; LANES],
    /// Bytes that fill no block yet.
    rest: Vec<u8>,
    length: u64,
}

const LANES: usize = 4;
const BLOCK: usize = 8 * LANES;

impl Sum {
    fn add(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len() as u64;
        if !self.rest.is_empty() {
            let missing = bytes.len().min(BLOCK - self.rest.len());
            self.rest.extend_from_slice(&bytes[..missing]);
            bytes = &bytes[missing..];
            if self.rest.len() < BLOCK {
                return;
            }
            let block = std::mem::take(&mut self.rest);
            self.block(&block);
        }
        let mut blocks = bytes.chunks_exact(BLOCK);
        for block in &mut blocks {
            self.block(block);
        }
        self.rest.extend_from_slice(blocks.remainder());
    }

    /// A step is one to one in each lane, so that no change of a word is lost.
    #[inline]
    fn block(&mut self, block: &[u8]) {
        for (nth, lane) in self.lanes.iter_mut().enumerate() {
            *lane = step(*lane, u64_at(block, 8 * nth));
        }
    }

    fn done(mut self) -> u64 {
        let mut last = std::mem::take(&mut self.rest);
        last.resize(BLOCK, 0);
        self.block(&last);
        self.lanes.iter().fold(self.length, |sum, &lane| step(step(sum, lane), lane >> 32))
    }
}

/// The factor is that of splitmix64.
#[inline]
fn step(sum: u64, word: u64) -> u64 {
    (sum ^ word).wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(29)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(pieces: &[&[u8]]) -> u64 {
        let mut sum = Sum::default();
        for piece in pieces {
            sum.add(piece);
        }
        sum.done()
    }

    #[test]
    fn every_flipped_bit_changes_the_sum() {
        let bytes: Vec<u8> = (0..150_u32).map(|it| (it * 7) as u8).collect();
        let whole = sum(&[&bytes]);
        for at in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[at / 8] ^= 1 << (at % 8);
            assert_ne!(sum(&[&flipped]), whole, "bit {at}");
        }
        for at in 0..bytes.len() {
            assert_eq!(sum(&[&bytes[..at], &[], &bytes[at..]]), whole);
        }
    }
}
