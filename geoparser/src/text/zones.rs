//! The parts an article is made of: title, caption, body, and what the page put around them.
//!
//! # Shape
//!
//! Text in, [`ZonedBlock`]s out, in order, never overlapping: one a line that is not blank, two where a dateline opens it.
//! A text with lines that the page broke is to be [`unbroken`](crate::text::breaks::unbroken) first.
//!
//! The rules look at form alone: length, stops, separators, labels, credits. They know no site.
//!
//! # Cost
//!
//! One pass over the text.

use crate::text::Span;

mod dateline;
mod given;
mod labelling;
pub(crate) mod labels;
mod lines;
mod repeats;

/// What a block of text is to its article.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Zone {
    /// The headline.
    Title,
    /// The summary between headline and body.
    Standfirst,
    /// The text below a picture.
    Caption,
    /// The place, and perhaps the date, that opens a news text: `ALEPPO, Syria —`.
    Dateline,
    /// The article's own text.
    Body,
    /// A trail of sections: `World / Europe / …`.
    Breadcrumb,
    /// Keywords.
    Tags,
    /// Clocks, bylines, date lines, notices of the page.
    PageMetadata,
}

impl Zone {
    /// Every zone, in the order of the enum.
    pub const ALL: &[Self] = &[
        Self::Title,
        Self::Standfirst,
        Self::Caption,
        Self::Dateline,
        Self::Body,
        Self::Breadcrumb,
        Self::Tags,
        Self::PageMetadata,
    ];

    /// The word that stands for it in files and APIs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Standfirst => "standfirst",
            Self::Caption => "caption",
            Self::Dateline => "dateline",
            Self::Body => "body",
            Self::Breadcrumb => "breadcrumb",
            Self::Tags => "tags",
            Self::PageMetadata => "page-metadata",
        }
    }

    /// Whether it is the article's own words: what a map shows by default.
    pub fn is_content(self) -> bool {
        matches!(self, Self::Title | Self::Standfirst | Self::Caption | Self::Body)
    }
}

/// A block of text with its zone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ZonedBlock {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub zone: Zone,
    /// Whether its words stand in another block of this article too: it counts only there.
    pub duplicate: bool,
}

/// The blocks of a text, in order: one at least unless the text is blank.
pub fn zones(text: &str) -> Vec<ZonedBlock> {
    zones_with(text, &[])
}

/// The blocks of a text of which some are known, as from the markup it came in: those are taken as they are, and what
/// lies between them is guessed. Whether a block repeats another is seen from the words in either case. A known block
/// that is empty, out of order, or not on the boundaries of characters is left out.
pub fn zones_with(text: &str, known: &[ZonedBlock]) -> Vec<ZonedBlock> {
    let mut blocks = given::label_blocks(text, known);
    repeats::mark(text, &mut blocks);
    blocks
}
