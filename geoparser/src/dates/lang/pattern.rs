//! Patterns: what the rules of a language file are compiled to.

use crate::dates::lang::Class;

/// A place in a pattern that a number fills.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Slot {
    /// `{num}`: a number in digits or words: 5, five, twenty-five, 2.5, several.
    Num,
    /// `{int}`: a number in digits.
    Int,
    /// `{year}`: four digits, 1000 to 2199, no part of a longer number.
    Year,
    /// `{nearyear}`: a year from 1900 to 2049.
    NearYear,
    /// `{shortyear}`: two digits.
    ShortYear,
    /// `{decade}`: four digits that end in 0: 1990.
    Decade,
    /// `{shortdecade}`: two digits that end in 0: 90.
    ShortDecade,
    /// `{day}`: 1 to 31, perhaps with an ordinal suffix.
    Day,
    /// `{nth}`: an ordinal in digits or words.
    Nth,
    /// `{nthday}`: 1 to 31 in digits, with its ordinal suffix.
    NthDay,
    /// `{clock}`: 15:54, 3:54:10.
    Clock,
    /// `{dotclock}`: 15.54.
    DotClock,
    /// `{dayword}`: a day in words, first or five.
    DayWord,
    /// `{hhmm}`: 1530, a time of day.
    Hhmm,
    /// `{roman}`: XIX.
    Roman,
    /// `{hour}`: 0 to 24.
    Hour,
    /// `{numeric}`: 2016-12-15, 15.12.2016, 12/15/16.
    Numeric,
}

impl Slot {
    /// How many there are.
    pub(crate) const COUNT: usize = Self::Numeric as usize + 1;

    /// The slot of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "num" => Self::Num,
            "int" => Self::Int,
            "year" => Self::Year,
            "nearyear" => Self::NearYear,
            "shortyear" => Self::ShortYear,
            "decade" => Self::Decade,
            "shortdecade" => Self::ShortDecade,
            "day" => Self::Day,
            "nth" => Self::Nth,
            "nthday" => Self::NthDay,
            "clock" => Self::Clock,
            "dotclock" => Self::DotClock,
            "dayword" => Self::DayWord,
            "hhmm" => Self::Hhmm,
            "roman" => Self::Roman,
            "hour" => Self::Hour,
            "numeric" => Self::Numeric,
            _ => return None,
        })
    }

    /// Whether words can fill it too, not only digits.
    pub(crate) fn takes_words(self) -> bool {
        matches!(self, Self::Num | Self::Nth | Self::DayWord | Self::Roman)
    }
}

/// One thing that may stand at a place in a pattern.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Matcher {
    /// This word.
    Word(u16),
    /// A word of this class.
    Class(Class),
    /// A number.
    Slot(Slot),
    /// This number, in digits.
    Digits(i64),
    /// Any number in digits: only to refuse it.
    AnyNumber,
    /// Any word that begins with a capital.
    AnyCapital,
}

/// Some of a language's matchers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Either {
    first: u16,
    n: u8,
    /// Whether no blank may stand before what they take.
    pub(crate) glued: bool,
}

impl Either {
    /// So many, from the first on.
    pub(crate) fn new(first: usize, n: usize, glued: bool) -> Self {
        let first = u16::try_from(first).expect("a language has few matchers");
        Self { first, n: u8::try_from(n).expect("an item has few alternatives"), glued }
    }

    /// Which of all they are.
    #[inline]
    pub(crate) fn of(self, all: &[Matcher]) -> &[Matcher] {
        let first = usize::from(self.first);
        &all[first..first + usize::from(self.n)]
    }
}

/// One place in a pattern.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Item {
    /// What may stand there.
    pub(crate) either: Either,
    /// Whether it is taken, or only looked at.
    pub(crate) mode: Mode,
}

/// What is done with the thing at a place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mode {
    /// It must stand there, and belongs to the match.
    Take,
    /// It must not stand there.
    Refuse,
    /// It must stand there, unless the paragraph ends; it does not belong to the match.
    Expect,
}

/// A pattern is a list of steps; a match ends behind the last one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    /// Something must stand here.
    Item(Item),
    /// Go on at either of two steps.
    Split(usize, usize),
    /// Go on at a step.
    Jump(usize),
    /// The expression begins here.
    Open,
    /// The expression ends here.
    Close,
}

impl Step {
    /// The same in a pattern where so many more stand before it.
    pub(crate) fn moved(self, by: usize) -> Self {
        match self {
            Self::Split(a, b) => Self::Split(a + by, b + by),
            Self::Jump(to) => Self::Jump(to + by),
            other => other,
        }
    }
}
