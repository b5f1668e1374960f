//! Some of the words of a text, as a set of bits.
//!
//! Few words can be names: what is done for them alone walks such a set, and passes by sixty-four others at a time.

/// A set of words, by their numbers.
#[derive(Clone, Debug)]
pub(super) struct WordSet(Vec<u64>);

impl WordSet {
    /// Of the words that are so, told sixty-four at a time.
    pub(super) fn of_bits(bits: impl Iterator<Item = u64>) -> Self {
        Self(bits.collect())
    }

    #[inline]
    pub(super) fn insert(&mut self, nth: usize) {
        self.0[nth / 64] |= 1 << (nth % 64);
    }

    /// How many words it has.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// The first word from this one on.
    #[inline]
    pub(super) fn first_from(&self, nth: usize) -> Option<usize> {
        let mut at = nth / 64;
        let mut bits = self.0.get(at)? >> (nth % 64) << (nth % 64);
        while bits == 0 {
            at += 1;
            bits = *self.0.get(at)?;
        }
        Some(at * 64 + bits.trailing_zeros() as usize)
    }

    /// The words, in order.
    #[inline]
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        let sixty_four = |(at, bits): (usize, &u64)| ones(*bits).map(move |bit| at * 64 + bit);
        self.0.iter().enumerate().flat_map(sixty_four)
    }

    /// With `reach` words on either side of each, fewer than sixty-four; of a text of so many words.
    pub(super) fn widened(&self, reach: u32, n_words: usize) -> Self {
        let at = |nth: Option<usize>| nth.and_then(|nth| self.0.get(nth)).copied().unwrap_or(0);
        let wide = |nth: usize| {
            let around = [at(nth.checked_sub(1)), at(Some(nth)), at(Some(nth + 1))];
            let [before, here, behind] = around;
            (1..=reach).fold(here, |all, by| {
                all | here << by | here >> by | before >> (64 - by) | behind << (64 - by)
            })
        };
        let mut all = Self((0..self.0.len()).map(wide).collect());
        if let Some(last) = all.0.last_mut()
            && !n_words.is_multiple_of(64)
        {
            *last &= (1 << (n_words % 64)) - 1;
        }
        all
    }
}

/// The bits that are set, from the lowest on.
#[inline]
pub(super) fn ones(bits: u64) -> impl Iterator<Item = usize> {
    let mut rest = bits;
    std::iter::from_fn(move || {
        let nth = rest.trailing_zeros() as usize;
        rest &= rest.checked_sub(1)?;
        Some(nth)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_its_words_and_those_around() {
        let words = [0, 5, 62, 63, 64, 130, 190, 191];
        let n_words = 195;
        let mut set = WordSet::of_bits(std::iter::repeat_n(0, 4));
        for nth in words {
            set.insert(nth);
        }
        assert_eq!(set.iter().collect::<Vec<_>>(), words);
        assert_eq!(set.len(), words.len());
        assert_eq!(
            [6, 62, 65, 192, 400].map(|nth| set.first_from(nth)),
            [Some(62), Some(62), Some(130), None, None]
        );
        let near = |nth: &usize| words.iter().any(|it| it.abs_diff(*nth) <= 3);
        let wide: Vec<usize> = set.widened(3, n_words).iter().collect();
        assert_eq!(wide, (0..n_words).filter(near).collect::<Vec<_>>());
    }
}
