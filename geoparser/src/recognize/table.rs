//! A table of a number for each of many hashes: a perfect hash, so that a look-up is two loads and no branch.
//!
//! Most words are known, and some are not: a search that ends sooner or later would make the processor guess, wrongly for one in
//! some, and wait for memory each time. Here every key has one slot only, and what lies in it counts or counts nothing.
//!
//! A slot is 4 bytes: where it lies tells one half of its key, so that it holds the other alone.
//!
//! # Sources
//!
//! Belazzougui, Botelho, Dietzfelbinger: Hash, displace, and compress, ESA 2009; without the compression.

/// Numbers by key; 0 for all other keys. Keys are hashes: those that lie near each other make the table large.
#[derive(Clone, Debug)]
pub(super) struct Table {
    slots: Vec<Slot>,
    /// What moves the keys of each bucket to slots that are free. A bucket is told by the low bits of a key.
    moves: Vec<u16>,
}

/// The lower half of a key, and its number, which is not 0.
type Slot = (u16, u16);

const FREE: Slot = (0, 0);

/// So many keys share a bucket, or fewer.
const BUCKET: usize = 4;

/// So many slots at least, and buckets at most: as many as there are halves of a key.
const HALVES: usize = 1 << 16;

/// Moves are tried at this distance from each other; odd, so that all are.
const STRIDE: u16 = 0x9e37;

impl Table {
    /// Of numbers by key; of those with the same key one is kept, and none that is 0.
    pub(super) fn of(numbers: impl Iterator<Item = (u32, u16)>) -> Self {
        let mut numbers: Vec<(u32, u16)> = numbers.filter(|(_, number)| *number != 0).collect();
        numbers.sort_unstable();
        numbers.dedup_by_key(|(key, _)| *key);
        let n_buckets = (numbers.len() / BUCKET + 1).next_power_of_two().min(HALVES);
        let mut n_slots = (numbers.len() * 11 / 10).max(HALVES);
        loop {
            let mut this = Self { slots: vec![FREE; n_slots], moves: vec![0; n_buckets] };
            if this.place_all(&mut numbers) {
                return this;
            }
            n_slots += n_slots / 8;
        }
    }

    /// The number of a key.
    #[inline]
    pub(super) fn get(&self, key: u32) -> u16 {
        let (known, number) = self.slots[self.slot(key, self.moves[self.bucket(key)])];
        // all ones where they are equal; written so, it stays arithmetic
        number & (u32::from(known ^ key as u16).wrapping_sub(1) >> 16) as u16
    }

    /// All numbers by their keys, in order.
    pub(super) fn entries(&self) -> Vec<(u32, u16)> {
        let used = self.slots.iter().enumerate().filter(|(_, slot)| **slot != FREE);
        let entry = |(at, (low, number)): (usize, &Slot)| {
            let low = u32::from(*low);
            let high = (at - self.start(low)) as u32 ^ u32::from(self.moves[self.bucket(low)]);
            (high << 16 | low, *number)
        };
        let mut entries: Vec<(u32, u16)> = used.map(entry).collect();
        entries.sort_unstable();
        entries
    }

    /// Puts each number into a slot; says whether all have one.
    fn place_all(&mut self, numbers: &mut [(u32, u16)]) -> bool {
        numbers.sort_unstable_by_key(|(key, _)| self.bucket(*key));
        let buckets = numbers.chunk_by(|a, b| self.bucket(a.0) == self.bucket(b.0));
        let mut buckets: Vec<&[(u32, u16)]> = buckets.collect();
        // the largest first, while most is free
        buckets.sort_by_key(|it| std::cmp::Reverse(it.len()));
        buckets.into_iter().all(|bucket| {
            let is_free =
                |by: &u16| bucket.iter().all(|(key, _)| self.slots[self.slot(*key, *by)] == FREE);
            // what is next to slots that are not free is not free either
            let mut moves = (0..=u16::MAX).map(|nth| nth.wrapping_mul(STRIDE));
            let Some(by) = moves.find(is_free) else { return false };
            for (key, number) in bucket {
                let at = self.slot(*key, by);
                self.slots[at] = (*key as u16, *number);
            }
            let nth = self.bucket(bucket[0].0);
            self.moves[nth] = by;
            true
        })
    }

    #[inline]
    fn bucket(&self, key: u32) -> usize {
        key as usize & (self.moves.len() - 1)
    }

    /// Where the slots begin, one for each higher half, that keys with this lower half may lie in.
    #[inline]
    fn start(&self, key: u32) -> usize {
        ((u64::from(key) & 0xffff) * (self.slots.len() - HALVES) as u64 / HALVES as u64) as usize
    }

    /// Where a key lies that is moved so. Two with the same lower half never lie in the same slot.
    #[inline]
    fn slot(&self, key: u32, by: u16) -> usize {
        self.start(key) + ((key >> 16) ^ u32::from(by)) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_its_number_and_others_have_none() {
        let key = |nth: u32| nth.wrapping_mul(0x9e37_79b1) ^ nth >> 7;
        for n in [1, 5000, 100_000] {
            let table = Table::of((0..n).map(|nth| (key(nth), nth as u16)));
            for nth in 0..n {
                assert_eq!(table.get(key(nth)), nth as u16);
            }
            assert!((n..4 * n).all(|nth| table.get(key(nth)) == 0));
            let numbers = (0..n).map(|nth| (key(nth), nth as u16));
            let mut entries: Vec<(u32, u16)> = numbers.filter(|it| it.1 != 0).collect();
            entries.sort_unstable();
            assert_eq!(table.entries(), entries, "0 is no number");
        }
    }

    #[test]
    fn a_table_may_be_empty() {
        let table = Table::of(std::iter::empty());
        assert_eq!([0, 1, u32::MAX].map(|key| table.get(key)), [0; 3]);
    }
}
