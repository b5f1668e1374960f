//! Which language a text is in, as far as its words of time tell.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

use crate::dates::lang::words::{WordList, lower_into};
use crate::dates::lang::{LANGUAGES, LONGEST_WORD};
use crate::text::letters::Letters;

/// So many bytes of a text tell.
const ENOUGH: usize = 4000;

/// The words of all languages, each with one bit for every language that has it.
static WORDS: LazyLock<WordList<u32>> = LazyLock::new(|| {
    let mut bits: HashMap<Box<str>, u32, FixedState> = HashMap::default();
    for (nth, (_, language)) in LANGUAGES.iter().enumerate() {
        for word in language.words.words() {
            *bits.entry(word.into()).or_default() |= 1 << nth;
        }
    }
    WordList::new(bits)
});

/// The tags of the languages that may say a date in a line: those that have a word of it, and English for digits alone.
pub(crate) fn spoken(line: &str) -> impl Iterator<Item = &'static str> {
    let letters = Letters::table();
    let mut lower = String::new();
    let mut all = 1_u32;
    for word in line.split(|it| !letters.is_alphabetic(it)) {
        if word.is_empty() || word.len() > LONGEST_WORD {
            continue;
        }
        lower_into(word, &mut lower);
        all |= WORDS.get(&lower).unwrap_or(0);
        for (nth, (_, language)) in LANGUAGES.iter().enumerate() {
            if !language.prefixes.is_empty() && language.without_prefix(&lower).is_some() {
                all |= 1 << nth;
            }
        }
    }
    let tags = LANGUAGES.iter().map(|(tag, _)| *tag).enumerate();
    tags.filter(move |(nth, _)| all >> nth & 1 == 1).map(|(_, tag)| tag)
}

/// The tag of the language that most words of a text belong to, by its first few thousand bytes.
pub(crate) fn guess(text: &str) -> &'static str {
    let end = text.floor_char_boundary(ENOUGH);
    let letters = Letters::table();
    let mut counts = vec![0_usize; LANGUAGES.len()];
    let mut lower = String::new();
    let is_glued = |nth: &usize| !LANGUAGES[*nth].1.prefixes.is_empty();
    let glued: Vec<usize> = (0..LANGUAGES.len()).filter(is_glued).collect();
    for word in text[..end].split(|it| !letters.is_alphabetic(it)) {
        if word.is_empty() || word.len() > LONGEST_WORD {
            continue;
        }
        lower_into(word, &mut lower);
        let bits = WORDS.get(&lower).unwrap_or(0);
        let mut rest = bits;
        while rest != 0 {
            counts[rest.trailing_zeros() as usize] += 1;
            rest &= rest - 1;
        }
        for nth in &glued {
            let is_other = bits >> nth & 1 == 0;
            let language = &LANGUAGES[*nth].1;
            counts[*nth] += usize::from(is_other && language.without_prefix(&lower).is_some());
        }
    }
    // the first of equals
    let best = (0..counts.len()).rev().max_by_key(|nth| counts[*nth]);
    best.map_or("en", |nth| LANGUAGES[nth].0)
}
