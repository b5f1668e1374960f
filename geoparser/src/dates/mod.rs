//! Time: when an article was published, which times it speaks of, and which of them a mention belongs to.
//!
//! # Shape
//!
//! [`publication`] gives [`Published`]; [`expressions`] finds [`TimeExpression`]s counted from an anchor;
//! [`linking`] ties a span of text to one of them and gives its [`When`]; [`timex3`] writes them as corpora do.
//!
//! # Units
//!
//! Civil days of the proleptic Gregorian calendar, without a time zone; EDTF is ISO 8601-2:2019.

pub mod edtf;
pub mod expressions;
pub(crate) mod lang;
pub mod linking;
pub mod publication;
pub mod seasons;
mod short;
pub mod timex3;

pub use crate::dates::edtf::{Edtf, TimeSpan};

use crate::text::Span;

/// How a publication date is known.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum PublishedBasis {
    /// The page, the feed or a dateline says so.
    Declared,
    /// Bounds that the text itself gives.
    Inferred,
    /// Nothing says.
    Unknown,
}

impl PublishedBasis {
    /// The word that stands for it in files and APIs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Inferred => "inferred",
            Self::Unknown => "unknown",
        }
    }
}

/// When an article was published.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Published {
    /// As far as it is known; `None` when nothing says.
    pub edtf: Option<Edtf>,
    /// How it is known.
    pub basis: PublishedBasis,
    /// The words of the text that say so.
    pub evidence: Option<Span>,
}

impl Published {
    /// Nothing says when.
    pub const UNKNOWN: Self = Self { edtf: None, basis: PublishedBasis::Unknown, evidence: None };
}

/// The four types of TIMEX3 (`TimeML` 1.2.1).
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum ExpressionType {
    /// A calendar date of any length.
    Date,
    /// A time of day.
    Time,
    /// A length of time; it has no place in the calendar.
    Duration,
    /// A recurring time.
    Set,
}

impl ExpressionType {
    /// TIMEX3's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

/// What part of a date the words narrow it to, or how sure they are of it: the `mod` of TIMEX3.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Modifier {
    /// Early, at the beginning of.
    Start,
    /// Mid, in the middle of.
    Mid,
    /// Late, at the end of.
    End,
    /// About, around.
    Approximate,
    /// More than, at least, over.
    MoreThan,
    /// Less than, nearly, almost.
    LessThan,
}

impl Modifier {
    /// The word of TIMEX3 for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "START",
            Self::Mid => "MID",
            Self::End => "END",
            Self::Approximate => "APPROX",
            Self::MoreThan => "MORE_THAN",
            Self::LessThan => "LESS_THAN",
        }
    }
}

/// How what is told stands to the days that the words denote.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Relation {
    /// In them.
    During,
    /// Before them: `before`.
    Before,
    /// Up to them: `until`, `by`.
    Until,
    /// From them on: `since`, `after`, `following`.
    Since,
}

/// Words that say when.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TimeExpression {
    /// Where they stand.
    pub span: Span,
    /// What they denote.
    pub kind: ExpressionType,
    /// The TIMEX3 value: `2015-05`, `P4D`, `PRESENT_REF`.
    pub value: String,
    /// The days they denote, for those that have a place in the calendar.
    pub edtf: Option<Edtf>,
    /// `early`, `about`, `more than`.
    pub modifier: Option<Modifier>,
    /// What the word before them, such as `since`, makes of them.
    pub relation: Relation,
}

/// How far the words that give a mention its time stand from it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum WhenBasis {
    /// In its own clause.
    Clause,
    /// In its sentence, in another clause.
    Sentence,
    /// In an earlier sentence of its paragraph.
    Paragraph,
    /// Nowhere: someone who read the article says so. No parser gives this.
    Verdict,
}

impl WhenBasis {
    /// The word that stands for it in files and APIs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clause => "clause",
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
            Self::Verdict => "verdict",
        }
    }
}

/// Whether the clause tells what was or is, or what may be.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Mood {
    /// Told as a fact.
    Fact,
    /// Yet to come.
    Future,
    /// Only supposed.
    Hypothetical,
}

impl Mood {
    /// The word that stands for it in files and APIs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Future => "future",
            Self::Hypothetical => "hypothetical",
        }
    }
}

/// What time the clause around a mention speaks of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct When {
    /// The days, `after` and `before` already turned into open ends.
    pub edtf: Edtf,
    /// How far the words that say so stand from the mention.
    pub basis: WhenBasis,
    /// The words that say so.
    pub evidence: Span,
    /// Whether it is told as a fact.
    pub mood: Mood,
}
