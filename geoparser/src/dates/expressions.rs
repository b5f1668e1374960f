//! Time expressions: the words of a text that say when.

use jiff::civil::Date;

use crate::dates::{TimeExpression, TimeSpan};

/// What relative expressions are counted from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Anchor {
    /// When the article was published, as far as that is known.
    pub published: Option<TimeSpan>,
}

impl Anchor {
    /// The day to count from: the last day of a span that is closed, its first where it is open.
    pub fn day(self) -> Option<Date> {
        let span = self.published?;
        span.last().or(span.first())
    }
}

/// The time expressions of a text, in order, never overlapping. `lang` is a BCP 47 tag.
pub fn expressions(text: &str, anchor: Anchor, lang: &str) -> Vec<TimeExpression> {
    let _ = (text, anchor, lang);
    Vec::new()
}
