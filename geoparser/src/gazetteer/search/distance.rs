//! How far two spellings are from each other.
//!
//! # Sources
//!
//! Optimal string alignment: insertions, deletions, substitutions and swaps of neighbors count one each (Damerau 1964; Boytsov
//! 2011, section 2.2).
//!
//! # Cost
//!
//! The product of the lengths; both are cut at [`MAX_LETTERS`].

/// Letters beyond this are not compared.
pub(crate) const MAX_LETTERS: usize = 64;

/// Room to work in, kept between calls.
#[derive(Debug, Default)]
pub(crate) struct Distance {
    a: Vec<char>,
    b: Vec<char>,
    rows: [Vec<u16>; 3],
}

impl Distance {
    /// From 0, nothing in common, to 1, the same: one less the distance by the longer's length.
    pub(crate) fn similarity(&mut self, a: &str, b: &str) -> f32 {
        self.a.clear();
        self.b.clear();
        self.a.extend(a.chars().take(MAX_LETTERS));
        self.b.extend(b.chars().take(MAX_LETTERS));
        let longer = self.a.len().max(self.b.len());
        if longer == 0 {
            return 1.0;
        }
        1.0 - f32::from(self.between()) / longer as f32
    }

    fn between(&mut self) -> u16 {
        let Self { a, b, rows } = self;
        let n = b.len() + 1;
        let [before, above, row] = rows;
        for it in [&mut *before, &mut *above, &mut *row] {
            it.clear();
            it.resize(n, 0);
        }
        for (cell, nth) in above.iter_mut().zip(0..) {
            *cell = nth;
        }
        for i in 0..a.len() {
            row[0] = i as u16 + 1;
            for j in 0..b.len() {
                let substituted = above[j] + u16::from(a[i] != b[j]);
                let mut least = substituted.min(above[j + 1] + 1).min(row[j] + 1);
                if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                    least = least.min(before[j - 1] + 1);
                }
                row[j + 1] = least;
            }
            std::mem::swap(before, above);
            std::mem::swap(above, row);
        }
        above[b.len()]
    }
}
