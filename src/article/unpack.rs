//! Packed bytes, with a bound on what they may grow to.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// How many times its own size a file may unpack to; text seldom packs better than 20 to 1.
const MAX_RATIO: u64 = 200;

/// What any file may unpack to, bytes.
const ALWAYS: u64 = 64 * 1024 * 1024;

/// How far a file, with all that is packed inside it, has been read and unpacked.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    read: Cell<u64>,
    unpacked: Cell<u64>,
    behind: Cell<u64>,
}

impl Budget {
    fn spend(&self, bytes: u64) -> io::Result<()> {
        let unpacked = self.unpacked.get() + bytes;
        self.unpacked.set(unpacked);
        if unpacked > ALWAYS + self.read.get().saturating_mul(MAX_RATIO) {
            return Err(io::Error::other(Bomb));
        }
        Ok(())
    }

    /// So many bytes of the file are known to be there.
    pub(crate) fn has_read(&self, bytes: u64) {
        self.read.set(self.read.get() + bytes);
    }

    /// How many bytes of the file are known to be there.
    pub(crate) fn read(&self) -> u64 {
        self.read.get()
    }

    /// So many bytes more of the file lie behind.
    pub(crate) fn advance(&self, bytes: u64) {
        self.behind.set(self.behind.get() + bytes);
    }

    /// All before this byte of the file lies behind.
    pub(crate) fn advance_to(&self, offset: u64) {
        self.behind.set(self.behind.get().max(offset));
    }

    /// How many bytes of the file lie behind.
    pub(crate) fn behind(&self) -> u64 {
        self.behind.get()
    }
}

/// It unpacks to more than it may.
#[derive(Debug, thiserror::Error)]
#[error("unpacks to more than {MAX_RATIO} times its size")]
pub(crate) struct Bomb;

impl Bomb {
    /// Whether this is why a read failed.
    pub(crate) fn is(error: &io::Error) -> bool {
        matches!(error.get_ref(), Some(it) if it.is::<Self>())
    }
}

/// Counts what is unpacked.
pub(crate) struct Unpacked<R> {
    pub(crate) inner: R,
    pub(crate) budget: Rc<Budget>,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.budget.spend(n as u64)?;
        Ok(n)
    }
}

/// Counts what is read of the file itself.
pub(crate) struct Counted<R> {
    pub(crate) inner: R,
    pub(crate) budget: Rc<Budget>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.budget.has_read(n as u64);
        self.budget.advance(n as u64);
        Ok(n)
    }
}

/// The frames of a zstd stream, one after the other.
pub(crate) struct Zstd<R: Read> {
    state: Option<ruzstd::decoding::StreamingDecoder<Ahead<R>, ruzstd::decoding::FrameDecoder>>,
}

impl<R: Read> Zstd<R> {
    pub(crate) fn of(inner: R) -> io::Result<Self> {
        let decoder = ruzstd::decoding::StreamingDecoder::new(Ahead { inner, next: None });
        Ok(Self { state: Some(decoder.map_err(io::Error::other)?) })
    }
}

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(decoder) = &mut self.state else { return Ok(0) };
            let n = decoder.read(buffer)?;
            if n > 0 || buffer.is_empty() {
                return Ok(n);
            }
            let Some(decoder) = self.state.take() else { return Ok(0) };
            let mut inner = decoder.into_inner();
            if inner.is_at_end()? {
                return Ok(0);
            }
            let next = ruzstd::decoding::StreamingDecoder::new(inner).map_err(io::Error::other)?;
            self.state = Some(next);
        }
    }
}

/// A reader that can tell whether there is more.
struct Ahead<R> {
    inner: R,
    next: Option<u8>,
}

impl<R: Read> Ahead<R> {
    fn is_at_end(&mut self) -> io::Result<bool> {
        let mut byte = [0];
        if self.next.is_none() && self.inner.read(&mut byte)? == 1 {
            self.next = Some(byte[0]);
        }
        Ok(self.next.is_none())
    }
}

impl<R: Read> Read for Ahead<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match (self.next.take(), buffer.first_mut()) {
            (Some(byte), Some(first)) => {
                *first = byte;
                Ok(1)
            }
            (next, _) => {
                self.next = next;
                self.inner.read(buffer)
            }
        }
    }
}
