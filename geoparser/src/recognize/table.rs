//! A table of a number for each of many hashes: a perfect hash, so that a look-up is two loads and no branch.
//!
//! Most words are known, and some are not: a search that ends sooner or later would make the processor guess, wrongly for one in
//! some, and wait for memory each time. Here every key has one slot only, and what lies in it counts or counts nothing.
//!
//! # Sources
//!
//! Belazzougui, Botelho, Dietzfelbinger: Hash, displace, and compress, ESA 2009; without the compression.

/// Numbers by key; 0 for all other keys. Keys are hashes: those that lie near each other make the table large.
#[derive(Clone, Debug)]
pub(super) struct Table {
    slots: Vec<Slot>,
    /// What moves the keys of each bucket to slots that are free. A bucket is told by the high bits of a key.
    moves: Vec<u16>,
    factor: u32,
}

/// A key and its number, which is not 0.
type Slot = (u32, u32);

const FREE: Slot = (0, 0);

/// So many slots share a bucket.
const BUCKET: usize = 4;

impl Table {
    /// Of numbers by key; of those with the same key one is kept, and none that is 0.
    pub(super) fn of(numbers: impl Iterator<Item = Slot>) -> Self {
        let numbers = in_order(numbers);
        let mut n_slots = (numbers.len() * 5 / 4).next_power_of_two().max(2 * BUCKET);
        loop {
            let (mut slots, mut moves) = (vec![FREE; n_slots], vec![0; n_slots / BUCKET]);
            if let Some(factor) = place_all(&numbers, &mut slots, &mut moves) {
                return Self { slots, moves, factor };
            }
            n_slots *= 2;
        }
    }

    /// The number of a key.
    #[inline]
    pub(super) fn get(&self, key: u32) -> u32 {
        let by = self.moves[bucket(key, self.moves.len())];
        number(self.slots[slot(key, self.factor, by, self.slots.len())], key)
    }

    /// All numbers by their keys, in order.
    pub(super) fn entries(&self) -> Vec<Slot> {
        in_order(self.slots.iter().copied())
    }
}

/// By key, each key once, and without those that are 0.
fn in_order(numbers: impl Iterator<Item = Slot>) -> Vec<Slot> {
    let mut numbers: Vec<Slot> = numbers.filter(|(_, number)| *number != 0).collect();
    numbers.sort_unstable();
    numbers.dedup_by_key(|(key, _)| *key);
    numbers
}

/// The factor that is tried first.
const FACTOR: u32 = 0x9e37_79b1;
const N_FACTORS: u32 = 64;

/// Puts each number, in order, into a slot, all of which are free, and tells the factor that made it possible.
fn place_all(numbers: &[Slot], slots: &mut [Slot], moves: &mut [u16]) -> Option<u32> {
    if numbers.len() > slots.len() {
        return None;
    }
    let n_buckets = moves.len();
    let buckets: Vec<&[Slot]> =
        numbers.chunk_by(|a, b| bucket(a.0, n_buckets) == bucket(b.0, n_buckets)).collect();
    let most = buckets.iter().map(|it| it.len()).max().unwrap_or_default();
    // the largest first, while most is free
    let largest_first =
        || (1..=most).rev().flat_map(|length| buckets.iter().filter(move |it| it.len() == length));
    let most_moved = u16::try_from(slots.len() - 1).unwrap_or(u16::MAX);
    let factors = (0..N_FACTORS).map(|nth| FACTOR.wrapping_add(nth.wrapping_mul(0x85eb_ca6a)));
    for factor in factors {
        let mut place = |numbers: &[Slot]| {
            let by = (0..=most_moved).find(|by| place(numbers, factor, *by, slots))?;
            moves[bucket(numbers[0].0, n_buckets)] = by;
            Some(())
        };
        if largest_first().all(|numbers| place(numbers).is_some()) {
            return Some(factor);
        }
        slots.fill(FREE);
    }
    None
}

/// Puts the numbers of a bucket where they are moved to, if all of these slots are free.
fn place(numbers: &[Slot], factor: u32, by: u16, slots: &mut [Slot]) -> bool {
    for (nth, number) in numbers.iter().enumerate() {
        let at = slot(number.0, factor, by, slots.len());
        if slots[at] != FREE {
            for (key, _) in &numbers[..nth] {
                slots[slot(*key, factor, by, slots.len())] = FREE;
            }
            return false;
        }
        slots[at] = *number;
    }
    true
}

/// By the high bits, so that the keys of a bucket come one after the other.
#[inline]
fn bucket(key: u32, n_buckets: usize) -> usize {
    (u64::from(key) >> (u32::BITS - n_buckets.ilog2())) as usize & (n_buckets - 1)
}

/// Where a key lies that is moved so, of a power of two.
#[inline]
fn slot(key: u32, factor: u32, by: u16, n_slots: usize) -> usize {
    let high = key.wrapping_mul(factor) >> (u32::BITS - n_slots.ilog2());
    (high ^ u32::from(by)) as usize & (n_slots - 1)
}

/// The number in a slot, if it is that of the key.
#[inline]
fn number((known, number): Slot, key: u32) -> u32 {
    // all ones where the keys are equal; written so, it stays arithmetic
    number & (u64::from(known ^ key).wrapping_sub(1) >> 32) as u32
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
