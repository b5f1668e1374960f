//! Letters: what each is to a word, and what it folds to, looked up instead of worked out.
//!
//! # Cost
//!
//! 48 KiB for the scripts below U+3000, filled at the first use in about a millisecond; one load a letter then.

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use crate::text::fold::{fold_letter, is_invisible};

/// The letters below this are in the table: all alphabets; not Han, kana, Hangul.
const END: usize = 0x3000;

/// What a letter is to a word.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Class {
    /// It parts words.
    Gap,
    /// It begins a word or goes on with one.
    Letter,
    /// It goes on with a word and begins none: marks, joiners.
    Mark,
    /// It is a word of its own: the script writes no blanks.
    Alone,
}

impl Class {
    /// Whether a word whose first letter is of a class goes on with one of this.
    #[inline]
    pub(crate) fn goes_on_with(self, first: Self) -> bool {
        match self {
            Self::Letter => first == Self::Letter,
            Self::Mark => true,
            Self::Alone | Self::Gap => false,
        }
    }
}

/// What a letter folds to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Folded {
    /// Nothing.
    Gone,
    /// One letter.
    One(char),
    /// More than one: [`fold_letter`] knows.
    More,
}

/// What is known of a letter.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts(u32);

impl Facts {
    /// All at once.
    fn of(letter: char, folded: u32) -> Self {
        // each is asked once: they are what this costs
        let (is_alphabetic, is_numeric) = (letter.is_alphabetic(), letter.is_numeric());
        let is_alphanumeric = is_alphabetic || is_numeric;
        let class = class_of(letter, is_alphanumeric);
        let kinds = [
            (is_alphabetic, ALPHABETIC),
            (is_alphanumeric, ALPHANUMERIC),
            (is_numeric, NUMERIC),
            (!letter.to_lowercase().eq([letter]), CAPITAL),
            (letter.is_lowercase(), LOWERCASE),
            (letter.is_uppercase(), UPPERCASE),
        ];
        let kinds = kinds.iter().filter(|(is_so, _)| *is_so).map(|(_, bit)| bit);
        Self(kinds.fold(folded | (class as u32) << CLASS_SHIFT, |all, bit| all | bit))
    }

    #[inline]
    pub(crate) fn class(self) -> Class {
        CLASSES[(self.0 >> CLASS_SHIFT) as usize]
    }

    #[inline]
    pub(crate) fn is_lowercase(self) -> bool {
        self.0 & LOWERCASE != 0
    }

    #[inline]
    pub(crate) fn is_uppercase(self) -> bool {
        self.0 & UPPERCASE != 0
    }

    #[inline]
    pub(crate) fn is_numeric(self) -> bool {
        self.0 & NUMERIC != 0
    }

    #[inline]
    pub(crate) fn folded(self) -> Folded {
        match self.0 & MORE {
            GONE => Folded::Gone,
            MORE => Folded::More,
            one => char::from_u32(one).map_or(Folded::More, Folded::One),
        }
    }

    /// What is known of one or the other, but for the class and what they fold to.
    #[inline]
    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Letters(&'static [u32; END]);

const CLASSES: [Class; 4] = [Class::Gap, Class::Letter, Class::Mark, Class::Alone];
const CLASS_SHIFT: u32 = 30;
const ALPHABETIC: u32 = 1 << 29;
const ALPHANUMERIC: u32 = 1 << 28;
const NUMERIC: u32 = 1 << 27;
const CAPITAL: u32 = 1 << 26;
const LOWERCASE: u32 = 1 << 25;
const UPPERCASE: u32 = 1 << 24;
const GONE: u32 = 0x1f_fffe;
const MORE: u32 = 0x1f_ffff;

impl Letters {
    pub(crate) fn table() -> Self {
        static TABLE: LazyLock<Box<[u32; END]>> = LazyLock::new(|| {
            let mut table = Box::new([0; END]);
            for (entry, code) in table.iter_mut().zip(0..) {
                let letter = char::from_u32(code).expect("no surrogate lies below U+3000");
                let folded = match fold_of(letter) {
                    Folded::Gone => GONE,
                    Folded::More => MORE,
                    Folded::One(one) => u32::from(one),
                };
                *entry = Facts::of(letter, folded).0;
            }
            table
        });
        Self(&TABLE)
    }

    /// All that is known of a letter.
    #[inline]
    pub(crate) fn look(self, letter: char) -> Facts {
        match self.0.get(letter as usize) {
            Some(entry) => Facts(*entry),
            None => Facts::of(letter, MORE),
        }
    }

    #[inline]
    pub(crate) fn class(self, letter: char) -> Class {
        match self.0.get(letter as usize) {
            Some(entry) => Facts(*entry).class(),
            None => class_of(letter, letter.is_alphanumeric()),
        }
    }

    /// Whether the letter has this bit; one beyond the table is asked.
    #[inline]
    fn is(self, letter: char, bit: u32, ask: impl Fn(char) -> bool) -> bool {
        self.0.get(letter as usize).map_or_else(|| ask(letter), |entry| entry & bit != 0)
    }

    #[inline]
    pub(crate) fn is_alphanumeric(self, letter: char) -> bool {
        self.is(letter, ALPHANUMERIC, char::is_alphanumeric)
    }

    #[inline]
    pub(crate) fn is_alphabetic(self, letter: char) -> bool {
        self.is(letter, ALPHABETIC, char::is_alphabetic)
    }

    #[inline]
    pub(crate) fn is_numeric(self, letter: char) -> bool {
        self.is(letter, NUMERIC, char::is_numeric)
    }

    #[inline]
    pub(crate) fn is_lowercase(self, letter: char) -> bool {
        self.is(letter, LOWERCASE, char::is_lowercase)
    }

    #[inline]
    pub(crate) fn is_uppercase(self, letter: char) -> bool {
        self.is(letter, UPPERCASE, char::is_uppercase)
    }

    /// The letter in lower case, which may be two.
    #[inline]
    pub(crate) fn lower(self, letter: char) -> impl Iterator<Item = char> {
        let is_small = self.0.get(letter as usize).is_some_and(|entry| entry & CAPITAL == 0);
        let capital = (!is_small).then(|| letter.to_lowercase());
        is_small.then_some(letter).into_iter().chain(capital.into_iter().flatten())
    }
}

fn class_of(letter: char, is_alphanumeric: bool) -> Class {
    if is_alphanumeric {
        if is_unspaced(letter) { Class::Alone } else { Class::Letter }
    } else if is_combining_mark(letter) || is_invisible(letter) {
        Class::Mark
    } else {
        Class::Gap
    }
}

fn fold_of(letter: char) -> Folded {
    let mut folded = String::new();
    fold_letter(letter, &mut folded);
    let mut letters = folded.chars();
    match (letters.next(), letters.next()) {
        (None, _) => Folded::Gone,
        (Some(one), None) => Folded::One(one),
        _ => Folded::More,
    }
}

/// Whether the letter's script writes words without blanks between them.
fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
