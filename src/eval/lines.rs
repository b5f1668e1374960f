//! The lines of a stream, so many at a time.

use std::io::{self, BufRead};
use std::ops::Range;

/// Lines that were read together.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    bytes: Vec<u8>,
    /// One past the last byte of each, its line end included.
    ends: Vec<usize>,
}

impl Lines {
    /// Reads the next ones instead of those that it has: until they are so many, or have so many bytes. None at the end of the
    /// stream.
    pub(crate) fn read(
        &mut self,
        input: &mut impl BufRead,
        most: usize,
        most_bytes: usize,
    ) -> io::Result<()> {
        self.bytes.clear();
        self.bytes.shrink_to(most_bytes); // one very long line is not kept room for
        self.ends.clear();
        while self.ends.len() < most && self.bytes.len() < most_bytes {
            if input.read_until(b'\n', &mut self.bytes)? == 0 {
                break;
            }
            self.ends.push(self.bytes.len());
        }
        Ok(())
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The nth, without blanks around it.
    pub(crate) fn get(&self, nth: usize) -> &[u8] {
        let start = nth.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.bytes[start..self.ends[nth]].trim_ascii()
    }
}

/// Stretches of neighbors that have so many bytes together, or little more.
pub(crate) fn stretches(sizes: &[usize], bytes: usize) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    let mut n_bytes = 0;
    for (nth, size) in sizes.iter().enumerate() {
        match stretches.last_mut() {
            Some(last) if n_bytes < bytes => last.end = nth + 1,
            _ => {
                stretches.push(nth..nth + 1);
                n_bytes = 0;
            }
        }
        n_bytes += size;
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_so_many_at_a_time() {
        let mut input = &b"one\ntwo \r\n\nfour"[..];
        let mut lines = Lines::default();
        let mut next = |most, most_bytes| {
            lines.read(&mut input, most, most_bytes).unwrap();
            (0..lines.len()).map(|nth| lines.get(nth).to_vec()).collect::<Vec<_>>()
        };
        assert_eq!(next(2, 100), [b"one", b"two"]);
        assert_eq!(next(2, 1), [b""]);
        assert_eq!(next(2, 1), [b"four"]);
        assert!(next(2, 1).is_empty());
    }

    #[test]
    fn stretches_are_filled_and_leave_nothing_out() {
        assert_eq!(stretches(&[3, 3, 9, 1, 1], 5), [0..2, 2..3, 3..5]);
        assert!(stretches(&[], 5).is_empty());
    }
}
