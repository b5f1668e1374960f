//! A table of a number for each of many hashes: a perfect hash, so that a look-up is two loads and no branch.
//!
//! Most features of a word have weights, and some have not: a search that ends sooner or later would make the processor guess,
//! wrongly for one in five, and wait for memory each time. Here every key has one slot only, and what lies in it counts or
//! counts nothing.
//!
//! # Sources
//!
//! Belazzougui, Botelho, Dietzfelbinger: Hash, displace, and compress, ESA 2009; without the compression.

/// Numbers by key; 0 for all other keys.
#[derive(Clone, Debug)]
pub(super) struct Table {
    slots: Vec<Slot>,
    /// What moves the keys of each bucket to slots that are free. A bucket is told by the high bits of a key.
    moves: Vec<u16>,
}

/// A key and its number, which is not 0.
type Slot = (u32, u32);

const FREE: Slot = (0, 0);

/// So many keys share a bucket on average.
const BUCKET: usize = 3;

impl Table {
    /// Of numbers by key; of those with the same key one is kept, and none that is 0.
    pub(super) fn of(numbers: impl Iterator<Item = (u32, u32)>) -> Self {
        let mut numbers: Vec<Slot> = numbers.filter(|(_, number)| *number != 0).collect();
        numbers.sort_unstable();
        numbers.dedup_by_key(|(key, _)| *key);
        let n_buckets = numbers.len() / BUCKET + 1;
        let mut buckets: Vec<&[Slot]> =
            numbers.chunk_by(|a, b| bucket(a.0, n_buckets) == bucket(b.0, n_buckets)).collect();
        buckets.sort_by_key(|it| std::cmp::Reverse(it.len()));
        let mut n_slots = numbers.len() * 4 / 3 + 1;
        loop {
            if let Some(table) = Self::with_slots(&buckets, n_buckets, n_slots) {
                return table;
            }
            n_slots += n_slots / 8 + 1;
        }
    }

    /// Buckets come by their size, so that the largest are placed while most is free; `None` when one fits nowhere.
    fn with_slots(buckets: &[&[Slot]], n_buckets: usize, n_slots: usize) -> Option<Self> {
        let mut slots = vec![FREE; n_slots];
        let mut moves = vec![0; n_buckets];
        for numbers in buckets {
            let is_placed = |by: &u16| place(numbers, *by, &mut slots);
            moves[bucket(numbers[0].0, n_buckets)] = (0..=u16::MAX).find(is_placed)?;
        }
        Some(Self { slots, moves })
    }

    /// The number of a key.
    #[inline]
    pub(super) fn get(&self, key: u32) -> u32 {
        let by = self.moves[bucket(key, self.moves.len())];
        let (known, number) = self.slots[slot(key, by, self.slots.len())];
        // all ones where the keys are equal; written so, it stays arithmetic
        let counts = (u64::from(known ^ key).wrapping_sub(1) >> 63).wrapping_neg() as u32;
        number & counts
    }

    /// All numbers by their keys, in order.
    pub(super) fn entries(&self) -> Vec<(u32, u32)> {
        let mut entries: Vec<_> = self.slots.iter().filter(|it| **it != FREE).copied().collect();
        entries.sort_unstable();
        entries
    }
}

/// Puts the numbers of a bucket where they are moved to, if all of these slots are free.
fn place(numbers: &[Slot], by: u16, slots: &mut [Slot]) -> bool {
    for (nth, number) in numbers.iter().enumerate() {
        let at = slot(number.0, by, slots.len());
        if slots[at] != FREE {
            for (key, _) in &numbers[..nth] {
                slots[slot(*key, by, slots.len())] = FREE;
            }
            return false;
        }
        slots[at] = *number;
    }
    true
}

#[inline]
fn bucket(key: u32, n_buckets: usize) -> usize {
    ((u64::from(key) * n_buckets as u64) >> 32) as usize
}

/// Where a key lies that is moved so.
#[inline]
fn slot(key: u32, by: u16, n_slots: usize) -> usize {
    let mixed = (key ^ u32::from(by).wrapping_mul(0x9e37_79b1)).wrapping_mul(0x85eb_ca6b);
    ((u64::from(mixed ^ mixed >> 15) * n_slots as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_its_number_and_others_have_none() {
        let key = |nth: u32| nth.wrapping_mul(0x9e37_79b1) ^ nth >> 7;
        let table = Table::of((0..5000).map(|nth| (key(nth), nth)));
        for nth in 0..5000 {
            assert_eq!(table.get(key(nth)), nth);
        }
        assert!((5000..20_000).all(|nth| table.get(key(nth)) == 0));
        assert_eq!(table.entries().len(), 4999, "0 is no number");
    }

    #[test]
    fn a_table_may_be_empty() {
        let table = Table::of(std::iter::empty());
        assert_eq!([0, 1, u32::MAX].map(|key| table.get(key)), [0; 3]);
    }
}
