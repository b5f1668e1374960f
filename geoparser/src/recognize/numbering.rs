//! Numbers for keys that come again and again.
//!
//! # Cost
//!
//! One look or two, 16 to 24 bytes a key; the keys are hashes, so that they are not hashed again.

/// The different ones of a few keys, numbered in the order that they are first met.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// The number of a key plus one, at or behind the place that its spread bits give; 0 where there is none. A power of two, at
    /// least twice as many as there can be keys.
    slots: Vec<u32>,
    keys: Vec<u64>,
}

impl Numbering {
    /// Forgets all keys, and makes room for so many.
    pub(super) fn clear(&mut self, n: usize) {
        self.slots.clear();
        self.slots.resize((2 * n).next_power_of_two().max(2), 0);
        self.keys.clear();
    }

    /// The slot of a key, or the one that it would have.
    #[inline]
    fn slot(&self, key: u64) -> usize {
        let spread = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut at = (spread >> (u64::BITS - self.slots.len().ilog2())) as usize;
        while let Some(number) = self.slots[at].checked_sub(1)
            && self.keys[number as usize] != key
        {
            at = (at + 1) % self.slots.len();
        }
        at
    }

    /// The number of a key, and whether it is met for the first time.
    #[inline]
    pub(super) fn number(&mut self, key: u64) -> (usize, bool) {
        let slot = self.slot(key);
        let is_new = self.slots[slot] == 0;
        if is_new {
            self.keys.push(key);
            self.slots[slot] = self.keys.len() as u32;
        }
        (self.slots[slot] as usize - 1, is_new)
    }

    /// The number of a key, if it was met.
    #[inline]
    pub(super) fn get(&self, key: u64) -> Option<usize> {
        (self.slots[self.slot(key)] as usize).checked_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_numbered_as_they_come() {
        let keys = [7, 0, u64::MAX, 7, 1 << 63, 0, 3, 7];
        let mut numbering = Numbering::default();
        numbering.clear(keys.len());
        let numbers = keys.map(|key| numbering.number(key));
        assert_eq!(numbers.map(|it| it.0), [0, 1, 2, 0, 3, 1, 4, 0]);
        assert_eq!(numbers.map(|it| it.1), [true, true, true, false, true, false, true, false]);
        assert_eq!(numbering.get(3), Some(4));
        assert_eq!(numbering.get(4), None);
        numbering.clear(0);
        assert_eq!(numbering.get(3), None);
    }
}
