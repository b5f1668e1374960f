//! Languages: how each of them speaks of time. A language is a file of words and rules, not code.
//!
//! # Shape
//!
//! `lang/en.txt` and its like have three kinds of lines, in this order; `#` begins a comment.
//!
//! - `capitals months`: months and weekdays are written with a capital, and are no months otherwise.
//! - `small units`: a unit with a capital after digits is a name (`60 Minutes`).
//! - `prefixes و ب`: letters that are written together with the word that follows.
//! - `past ed`: an ending of past verbs.
//! - `order mdy`: what `3/4/2016` means: `mdy`, `dmy` or `ymd`.
//! - `class value: word word "several words" …`: the words of a class. The classes that rules build meanings from are
//!   those of [`Class`]; `month.sure` is a part of one, with its meaning; any other name is a group for patterns.
//! - `let NAME = pattern`: a piece of pattern to use as `$NAME`.
//! - `meaning argument : pattern`: a rule; the meanings are those of [`crate::dates::expressions::meaning`].
//!
//! A pattern is a sequence of: a word or a number as it is; `{class}`, a word of that class; `{num}`, `{year}`, `{day}` … (see
//! [`Slot`]); `a|b` for either; `x?` when it may lack; `( … )` and `( … | … )` for groups; `+x` when no blank stands
//! before it; `!x` when it must not follow, `&x` when it must, unless the paragraph ends; `<` and `>` around the words that are the expression, where not all are.

use std::sync::{LazyLock, OnceLock};

pub(crate) mod beginnings;
mod cues;
mod guess;
pub(crate) mod pattern;
pub(crate) mod program;
mod reader;
mod words;

use crate::dates::lang::beginnings::Beginnings;
use crate::dates::lang::cues::Cues;
pub(crate) use crate::dates::lang::cues::{Cue, CueSet};
pub(crate) use crate::dates::lang::guess::{guess, spoken};
use crate::dates::lang::pattern::Step;
pub(crate) use crate::dates::lang::pattern::{Matcher, Slot};
use crate::dates::lang::program::Program;
pub(crate) use crate::dates::lang::words::is_small;
use crate::dates::lang::words::{WordList, lower_into};
use crate::text::primary_language;

/// The kinds of words that have a meaning of their own.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Class {
    /// 1 to 12.
    Month,
    /// 1, Monday, to 7.
    Weekday,
    /// A unit of time, by the number of [`crate::dates::expressions::meaning::Unit`].
    Unit,
    /// A number word below a hundred; -1 is "several".
    Number,
    /// A hundred, a thousand: multiplies what stands before.
    Multiplier,
    /// First, second: 1, 2.
    Ordinal,
    /// What follows a number to make it an ordinal.
    OrdinalSuffix,
    /// 1 spring, 2 summer, 3 autumn, 4 winter.
    Season,
    /// A part of the day.
    DayPart,
    /// Yesterday, today, tomorrow: -1, 0, 1.
    Deictic,
    /// Last, this, next: -1, 0, 1.
    Shift,
    /// Early, mid, late, about: by the number of [`crate::dates::Modifier`].
    Modifier,
    /// A day with a name, by the number of [`crate::dates::expressions::holidays`].
    Holiday,
    /// a.m. 0, p.m. 12.
    Half,
    /// A time zone, in minutes east of Greenwich.
    Zone,
    /// A month of the Islamic calendar, 1 to 12.
    Hijri,
    /// Any other group of words that patterns use.
    Group(u8),
}

impl Class {
    /// How many classes are no groups.
    const N_NAMED: usize = 16;
    /// As many groups as a language can have.
    pub(crate) const MOST_GROUPS: usize = 112;
    /// As many classes as a language can have.
    pub(crate) const MOST: usize = Self::N_NAMED + Self::MOST_GROUPS;

    /// One bit for each class.
    #[inline]
    fn bit(self) -> u128 {
        1 << self.number()
    }

    /// The number of that bit.
    #[inline]
    pub(crate) fn number(self) -> usize {
        match self {
            Self::Month => 0,
            Self::Weekday => 1,
            Self::Unit => 2,
            Self::Number => 3,
            Self::Multiplier => 4,
            Self::Ordinal => 5,
            Self::OrdinalSuffix => 6,
            Self::Season => 7,
            Self::DayPart => 8,
            Self::Deictic => 9,
            Self::Shift => 10,
            Self::Modifier => 11,
            Self::Holiday => 12,
            Self::Half => 13,
            Self::Zone => 14,
            Self::Hijri => 15,
            Self::Group(at) => Self::N_NAMED + usize::from(at),
        }
    }
}

/// A way to write a member of a class.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) class: Class,
    pub(crate) value: i32,
    /// The words after the first: their numbers, and whether they follow without a blank.
    pub(crate) more: Vec<(u16, bool)>,
}

/// The entries of a language, by the numbers of their first words.
#[derive(Debug)]
struct Entries {
    all: Vec<Entry>,
    /// By word number: where its entries begin, and behind the last word, where they end.
    ends: Vec<u16>,
}

impl Entries {
    #[inline]
    fn of_word(&self, word: usize) -> &[Entry] {
        &self.all[usize::from(self.ends[word])..usize::from(self.ends[word + 1])]
    }

    /// Those of each word, in the order of their numbers.
    fn each(&self) -> impl Iterator<Item = &[Entry]> {
        (0..self.ends.len() - 1).map(|word| self.of_word(word))
    }
}

/// A rule: what the words mean that match its pattern.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) meaning: Box<str>,
    pub(crate) argument: Box<str>,
    pub(crate) steps: Vec<Step>,
}

/// Which number comes first in `3/4/2016`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// A language's words and rules, ready to match.
#[derive(Debug)]
pub(crate) struct Language {
    pub(crate) order: Order,
    /// Whether months and weekdays are written with a capital.
    pub(crate) has_capital_months: bool,
    /// Whether a unit with a capital after digits is a name.
    pub(crate) has_small_units: bool,
    /// Letters that are written together with the word that follows.
    prefixes: Vec<char>,
    /// The endings of past verbs.
    past_endings: Vec<Box<str>>,
    /// By byte: whether one of them has it last.
    ends_past: [bool; 256],
    /// Every word that an entry or a pattern uses, lower case, with its number from that behind
    /// [`UNKNOWN`] on.
    words: WordList,
    /// The numbers of the signs of ASCII.
    signs: [u16; 128],
    /// What words may stand for.
    entries: Entries,
    /// By word number: a bit for each class that it may begin a member of.
    classes: Vec<u128>,
    /// What the items of rules take.
    pub(crate) matchers: Vec<Matcher>,
    pub(crate) rules: Vec<Rule>,
    /// Which rules can begin with which tokens, once that was asked.
    beginnings: OnceLock<Beginnings>,
    /// The rules as they are run, once that was asked.
    program: OnceLock<Program>,
    /// The groups that its words are in.
    cues: Cues,
    /// The numbers of the words that are Roman numerals, where a rule reads them.
    romans: Vec<u16>,
    /// The names of the groups, each with the class that it is a part of.
    groups: Vec<(Box<str>, Option<Class>)>,
}

impl Language {
    /// The number of a word, or of a sign, [`UNKNOWN`] for one that no rule knows; `is_small` says that all its letters are.
    /// `lower` is room to work in.
    pub(crate) fn word_number(&self, word: &str, is_small: bool, lower: &mut String) -> u16 {
        if word.len() > LONGEST_WORD {
            return UNKNOWN;
        }
        let lower = if is_small {
            word
        } else {
            lower_into(word, lower);
            lower
        };
        let number = self.words.get(lower).or_else(|| self.without_prefix(lower));
        number.unwrap_or(UNKNOWN)
    }

    /// The same for a word of ASCII letters, by the hash of it in small letters: such words have no prefix.
    #[inline]
    pub(crate) fn number_of_hash(&self, hash: u64) -> u16 {
        self.words.number(hash)
    }

    /// The same for an ASCII sign.
    #[inline]
    pub(crate) fn number_of_sign(&self, sign: u8) -> u16 {
        self.signs[usize::from(sign)]
    }

    /// The number of what follows the letters that are written together with it.
    fn without_prefix(&self, lower: &str) -> Option<u16> {
        if self.prefixes.is_empty() {
            return None;
        }
        let mut rest = lower;
        while let Some(shorter) = rest.strip_prefix(self.prefixes.as_slice()) {
            if let Some(number) = self.words.get(shorter) {
                return Some(number);
            }
            rest = shorter;
        }
        None
    }

    /// Which rules can begin with which tokens.
    pub(crate) fn beginnings(&self) -> &Beginnings {
        self.beginnings.get_or_init(|| Beginnings::of(self))
    }

    /// The rules as they are run.
    pub(crate) fn program(&self) -> &Program {
        self.program.get_or_init(|| Program::of(self))
    }

    /// Whether a word is in the group of a cue.
    #[inline]
    pub(crate) fn cues(&self, word: u16, cue: Cue) -> bool {
        self.cue_set(word).has(cue)
    }

    /// The cues that a word is.
    #[inline]
    pub(crate) fn cue_set(&self, word: u16) -> CueSet {
        self.cues.of_word(word)
    }

    /// The class of a cue's group.
    pub(crate) fn class_of(&self, cue: Cue) -> Option<Class> {
        self.cues.class(cue)
    }

    /// How many symbols it knows: words, and what is none.
    pub(crate) fn n_symbols(&self) -> usize {
        self.classes.len()
    }

    /// What a word may stand for; the longest come first.
    #[inline]
    pub(crate) fn entries(&self, word: u16) -> &[Entry] {
        self.entries.of_word(usize::from(word))
    }

    /// Whether a member of this class can begin with a word.
    #[inline]
    pub(crate) fn begins(&self, class: Class, word: u16) -> bool {
        self.classes[usize::from(word)] & class.bit() != 0
    }

    /// What a word stands for in this class.
    pub(crate) fn value(&self, word: u16, class: Class) -> Option<i32> {
        self.entries(word)
            .iter()
            .find(|entry| entry.class == class && entry.more.is_empty())
            .map(|it| it.value)
    }

    /// Whether a word is a letter that is written together with what follows it.
    pub(crate) fn is_prefix(&self, word: &str) -> bool {
        let mut letters = word.chars();
        letters.next().is_some_and(|it| self.prefixes.contains(&it)) && letters.next().is_none()
    }

    /// Whether a word looks like a past verb.
    pub(crate) fn has_past_ending(&self, word: &str) -> bool {
        const SHORTEST: usize = 4;
        let last = word.as_bytes().last();
        word.len() >= SHORTEST
            && last.is_some_and(|it| self.ends_past[usize::from(*it)])
            && self.past_endings.iter().any(|ending| word.ends_with(&**ending))
    }

    /// The group of this name.
    pub(crate) fn group(&self, name: &str) -> Option<Class> {
        self.groups.iter().position(|(it, _)| &**it == name).map(|at| Class::Group(at as u8))
    }

    /// The class whose meaning a word of this class has: `month` for `month.sure`.
    pub(crate) fn whole(&self, class: Class) -> Class {
        let Class::Group(at) = class else { return class };
        self.groups.get(usize::from(at)).and_then(|(_, parent)| *parent).unwrap_or(class)
    }
}

/// The number of a word that the language does not know; those below are the numbers of tokens that are no words.
pub(crate) const UNKNOWN: u16 = 4;

/// Longer words are no words of time, in bytes.
const LONGEST_WORD: usize = 48;

/// The BCP 47 tag of every language, and its file.
const FILES: [(&str, &str); 12] = [
    ("en", include_str!("lang/en.txt")),
    ("ar", include_str!("lang/ar.txt")),
    ("de", include_str!("lang/de.txt")),
    ("el", include_str!("lang/el.txt")),
    ("es", include_str!("lang/es.txt")),
    ("fr", include_str!("lang/fr.txt")),
    ("it", include_str!("lang/it.txt")),
    ("nl", include_str!("lang/nl.txt")),
    ("pt", include_str!("lang/pt.txt")),
    ("ru", include_str!("lang/ru.txt")),
    ("tr", include_str!("lang/tr.txt")),
    ("uk", include_str!("lang/uk.txt")),
];

/// Every language, with its BCP 47 tag; each is read when it is first asked for.
pub(crate) static LANGUAGES: [(&str, LazyLock<Language>); 12] = [
    (FILES[0].0, LazyLock::new(|| load(FILES[0]))),
    (FILES[1].0, LazyLock::new(|| load(FILES[1]))),
    (FILES[2].0, LazyLock::new(|| load(FILES[2]))),
    (FILES[3].0, LazyLock::new(|| load(FILES[3]))),
    (FILES[4].0, LazyLock::new(|| load(FILES[4]))),
    (FILES[5].0, LazyLock::new(|| load(FILES[5]))),
    (FILES[6].0, LazyLock::new(|| load(FILES[6]))),
    (FILES[7].0, LazyLock::new(|| load(FILES[7]))),
    (FILES[8].0, LazyLock::new(|| load(FILES[8]))),
    (FILES[9].0, LazyLock::new(|| load(FILES[9]))),
    (FILES[10].0, LazyLock::new(|| load(FILES[10]))),
    (FILES[11].0, LazyLock::new(|| load(FILES[11]))),
];

/// The language of a BCP 47 tag; English for those that have no file of their own.
pub(crate) fn language(tag: &str) -> &'static Language {
    let primary = primary_language(tag);
    let found = LANGUAGES.iter().find(|(tag, _)| *tag == primary);
    &found.unwrap_or(&LANGUAGES[0]).1
}

fn load((tag, file): (&str, &str)) -> Language {
    reader::read(file).unwrap_or_else(|fault| panic!("lang/{tag}.txt, {fault}"))
}

/// By number: the words of a language, as they are written.
#[cfg(test)]
pub(crate) fn written(tag: &str) -> Vec<&'static str> {
    let file = FILES.iter().find(|it| it.0 == tag).expect("the language is known").1;
    reader::written(file, language(tag))
}

#[cfg(test)]
mod tests {
    use crate::dates::lang::LANGUAGES;

    #[test]
    fn every_language_has_room_for_its_words_and_rules() {
        for (_, language) in &LANGUAGES {
            language.beginnings();
            language.program();
        }
    }
}
