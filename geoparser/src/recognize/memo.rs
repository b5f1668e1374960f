//! What came of keys before.
//!
//! # Cost
//!
//! One look. Each key has one place, and many keys share it: the one that was asked for last has it.

/// Of each of many keys that were asked for lately, what came of it.
#[derive(Clone, Debug)]
pub(super) struct Memo<T> {
    /// Their number is a power of two, at least 2.
    known: Vec<(u64, T)>,
}

/// What is asked for is never this, but the one below.
const NO_KEY: u64 = u64::MAX;

impl<T: Copy + Default> Memo<T> {
    /// With about so many places.
    pub(super) fn of(n: usize) -> Self {
        Self { known: vec![(NO_KEY, T::default()); n.next_power_of_two().max(2)] }
    }

    /// What came of the key, or what comes of it now.
    #[inline]
    pub(super) fn get_or(&mut self, key: u64, work_out: impl FnOnce() -> T) -> T {
        let key = key.min(NO_KEY - 1);
        let spread = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let at = spread >> (u64::BITS - self.known.len().ilog2());
        let known = &mut self.known[at as usize];
        if known.0 != key {
            *known = (key, work_out());
        }
        known.1
    }
}
