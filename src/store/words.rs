//! Which texts hold a word, or one that begins like it.
//!
//! # Shape
//!
//! Texts in, numbered as they come; [`WordIndex::holding`] gives the numbers of those that hold a word, as bits.
//!
//! # Cost
//!
//! Building is one pass over the texts. In memory a word costs about a byte for each text that holds it: the numbers
//! are kept as differences.

use std::collections::HashMap;
use std::iter;
use std::ops::Range;

use tadmur_geoparser::text::fold::fold_into;
use tadmur_geoparser::text::words::words;

/// Folded words, sorted, each with the numbers of its texts.
#[derive(Debug, Default)]
pub(crate) struct WordIndex {
    words: Vec<Box<str>>,
    texts: Vec<Box<[u8]>>,
    n_texts: usize,
}

/// One bit for each text.
#[derive(Clone, Debug)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn none(length: usize) -> Self {
        Self(vec![0; length.div_ceil(64)])
    }

    pub(crate) fn has(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    pub(crate) fn set(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    /// The numbers that are set, in order.
    pub(crate) fn ones(&self) -> impl Iterator<Item = u32> {
        (0..).step_by(64).zip(&self.0).flat_map(|(first, &word)| {
            let mut rest = word;
            iter::from_fn(move || {
                let at = rest.trailing_zeros();
                rest &= rest.wrapping_sub(1);
                (at < 64).then_some(first + at)
            })
        })
    }

    /// Keeps what the other has too.
    pub(crate) fn keep(&mut self, other: &Self) {
        for (ours, theirs) in self.0.iter_mut().zip(&other.0) {
            *ours &= theirs;
        }
    }
}

/// How a word is sought.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Word<'w> {
    Whole(&'w str),
    Begun(&'w str),
}

impl WordIndex {
    /// The words of these texts. A text that is the same as the one before costs next to nothing.
    pub(crate) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut building = Building::default();
        let mut before: Option<&str> = None;
        for text in texts {
            if before != Some(text) {
                building.cut(text);
                before = Some(text);
            }
            building.add();
        }
        building.done()
    }

    /// The texts that hold the word, folded.
    pub(crate) fn holding(&self, word: Word<'_>) -> Bits {
        let mut bits = Bits::none(self.n_texts);
        for texts in &self.texts[self.sought(word)] {
            let mut text = 0;
            let mut bytes = texts.iter();
            while let Some(more) = difference(&mut bytes) {
                text += more;
                bits.set(text as usize);
            }
        }
        bits
    }

    fn sought(&self, word: Word<'_>) -> Range<usize> {
        match word {
            Word::Whole(word) => match self.words.binary_search_by(|it| (**it).cmp(word)) {
                Ok(at) => at..at + 1,
                Err(_) => 0..0,
            },
            Word::Begun(begun) => {
                let first = self.words.partition_point(|it| &**it < begun);
                let length = self.words[first..].partition_point(|it| it.starts_with(begun));
                first..first + length
            }
        }
    }
}

#[derive(Default)]
struct Building {
    numbers: HashMap<Box<str>, u32>,
    /// Of each word: the last text that holds it, and the differences up to it.
    texts: Vec<(u32, Vec<u8>)>,
    /// The words of the text at hand.
    current: Vec<u32>,
    folded: String,
    n_texts: u32,
}

impl Building {
    fn cut(&mut self, text: &str) {
        self.current.clear();
        for span in words(text) {
            self.folded.clear();
            fold_into(&text[span.range()], &mut self.folded);
            if self.folded.is_empty() {
                continue;
            }
            let new = self.texts.len() as u32;
            let number = self.numbers.get(&*self.folded).copied().unwrap_or(new);
            if number == new {
                self.numbers.insert(self.folded.as_str().into(), number);
                self.texts.push((0, Vec::new()));
            }
            self.current.push(number);
        }
        self.current.sort_unstable();
        self.current.dedup();
    }

    fn add(&mut self) {
        for &word in &self.current {
            let (last, bytes) = &mut self.texts[word as usize];
            write_difference(bytes, self.n_texts - *last);
            *last = self.n_texts;
        }
        self.n_texts += 1;
    }

    fn done(mut self) -> WordIndex {
        let mut words: Vec<(Box<str>, u32)> = self.numbers.into_iter().collect();
        words.sort_unstable();
        let mut take =
            |number: u32| std::mem::take(&mut self.texts[number as usize].1).into_boxed_slice();
        let texts = words.iter().map(|&(_, number)| take(number)).collect();
        let words = words.into_iter().map(|(word, _)| word).collect();
        WordIndex { words, texts, n_texts: self.n_texts as usize }
    }
}

/// Seven bits a byte, the least first; the eighth bit says that more follow (LEB128).
fn write_difference(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn difference<'b>(bytes: &mut impl Iterator<Item = &'b u8>) -> Option<u32> {
    let mut number = 0;
    let mut shift = 0;
    loop {
        let byte = *bytes.next()?;
        number |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[&str], word: Word<'_>, expected: &[usize]) {
        let index = WordIndex::of(texts.iter().copied());
        let bits = index.holding(word);
        let found: Vec<usize> = (0..texts.len()).filter(|&it| bits.has(it)).collect();
        assert_eq!(found, expected, "{word:?}");
    }

    #[test]
    fn words_are_found_whole_or_begun_in_any_spelling() {
        let texts = ["Shells fell on Homs", "Âleppo’s", "", "homs, homestead", "حلبُ"];
        check(&texts, Word::Whole("homs"), &[0, 3]);
        check(&texts, Word::Begun("hom"), &[0, 3]);
        check(&texts, Word::Begun("home"), &[3]);
        check(&texts, Word::Whole("hom"), &[]);
        check(&texts, Word::Whole("aleppo"), &[1]);
        check(&texts, Word::Whole("حلب"), &[4]);
        check(&texts, Word::Begun("zz"), &[]);
    }

    #[test]
    fn far_apart_texts_are_told_apart() {
        let mut texts = vec!["none"; 40_000];
        texts[5] = "rare";
        texts[39_999] = "rare";
        check(&texts, Word::Whole("rare"), &[5, 39_999]);
    }
}
