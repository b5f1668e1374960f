//! The groups of words that are looked for around expressions: what tells a relation, a tense, the end of a clause.
//!
//! # Cost
//!
//! One bit a group for every word of the language.

use crate::dates::lang::{Class, Entry, Language};

/// A group that every language file may have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cue {
    Since,
    Until,
    Before,
    Genitive,
    Determiner,
    Future,
    Past,
    Present,
    Range,
    Both,
    List,
    Says,
    Ahead,
    Event,
    Blocking,
    Temporal,
    Hypothetical,
    AndHalf,
}

impl Cue {
    const NAMES: [(Self, &str); 18] = [
        (Self::Since, "since"),
        (Self::Until, "until"),
        (Self::Before, "before"),
        (Self::Genitive, "genitive"),
        (Self::Determiner, "determiner"),
        (Self::Future, "future"),
        (Self::Past, "past"),
        (Self::Present, "present"),
        (Self::Range, "range"),
        (Self::Both, "both"),
        (Self::List, "list"),
        (Self::Says, "says"),
        (Self::Ahead, "ahead"),
        (Self::Event, "event"),
        (Self::Blocking, "blocking"),
        (Self::Temporal, "temporal"),
        (Self::Hypothetical, "hypothetical"),
        (Self::AndHalf, "andhalf"),
    ];
}

/// The cues that a word is, or some that are looked for: a bit for each.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct CueSet(u32);

impl CueSet {
    pub(crate) const fn of(cues: &[Cue]) -> Self {
        let (mut bits, mut nth) = (0, 0);
        while nth < cues.len() {
            bits |= 1 << cues[nth] as u32;
            nth += 1;
        }
        Self(bits)
    }

    #[inline]
    pub(crate) fn has(self, cue: Cue) -> bool {
        self.0 >> cue as u32 & 1 == 1
    }

    #[inline]
    pub(crate) fn has_any(self, cues: Self) -> bool {
        self.0 & cues.0 != 0
    }
}

/// Which words are cues, and of what.
#[derive(Debug, Default)]
pub(super) struct Cues {
    /// By word number.
    by_word: Vec<CueSet>,
    /// By cue: its group.
    classes: [Option<Class>; Cue::NAMES.len()],
}

impl Cues {
    pub(super) fn of(language: &Language) -> Self {
        let mut classes = [None; Cue::NAMES.len()];
        let mut bits = [0; Class::MOST];
        for (cue, name) in Cue::NAMES {
            let Some(class) = language.group(name) else { continue };
            classes[cue as usize] = Some(class);
            bits[class.number()] = CueSet::of(&[cue]).0;
        }
        let alone = |entries: &[Entry]| {
            let alone = entries.iter().filter(|it| it.more.is_empty());
            CueSet(alone.fold(0, |all, entry| all | bits[entry.class.number()]))
        };
        Self { by_word: language.entries.each().map(alone).collect(), classes }
    }

    #[inline]
    pub(super) fn of_word(&self, word: u16) -> CueSet {
        self.by_word[usize::from(word)]
    }

    pub(super) fn class(&self, cue: Cue) -> Option<Class> {
        self.classes[cue as usize]
    }
}
