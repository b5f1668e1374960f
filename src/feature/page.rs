//! An article with its text, its zones, its times and all its mentions: what a reading page shows.

use std::sync::Arc;

use tadmur_geoparser::geoparse::{Parsed, Role};
use tadmur_geoparser::text::zones::Zone;

use crate::article::alike::is_main;
use crate::feature::offsets::CodePoints;
use crate::feature::{ArticleFacts, PlaceFacts, Stated};

/// A half-open range of Unicode code points.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stretch {
    /// The first code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

impl Stretch {
    /// Whether the two share a code point.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// An article with all that was found in it.
#[derive(Clone, Debug)]
pub struct Page {
    /// What is told of it.
    pub article: Arc<ArticleFacts>,
    /// The words that say when it was published.
    pub published_words: Option<Stretch>,
    /// Its text.
    pub text: String,
    /// Its blocks, in order.
    pub zones: Vec<PageZone>,
    /// Its mentions, in order, those without a known place too.
    pub mentions: Vec<PageMention>,
    /// Its time expressions, in order.
    pub times: Vec<PageTime>,
}

impl Page {
    /// The blocks of the article's own text that near-duplicates are known by.
    pub(crate) fn main_text(&self) -> Vec<&str> {
        let mut blocks = Vec::new();
        let (mut rest, mut at) = (&*self.text, 0);
        for PageZone { stretch, zone, duplicate } in &self.zones {
            rest = &rest[bytes_of(rest, stretch.start - at)..];
            let (block, after) = rest.split_at(bytes_of(rest, stretch.end - stretch.start));
            (rest, at) = (after, stretch.end);
            if is_main(*zone, *duplicate) {
                blocks.push(block);
            }
        }
        blocks
    }
}

/// How many bytes the first code points of a text have.
fn bytes_of(text: &str, n: usize) -> usize {
    text.char_indices().nth(n).map_or(text.len(), |(at, _)| at)
}

/// A block of the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PageZone {
    /// Where it stands.
    pub stretch: Stretch,
    /// What it is.
    pub zone: Zone,
    /// Whether its words stand in another block too.
    pub duplicate: bool,
}

/// A mention on its article's page.
#[derive(Clone, Debug)]
pub struct PageMention {
    /// Where it stands.
    pub stretch: Stretch,
    /// The place it means and how sure that is, 0 to 1; `None` when no known place fits.
    pub place: Option<(Arc<PlaceFacts>, f32)>,
    /// What it says of its place.
    pub role: Role,
    /// The zone it stands in.
    pub zone: Zone,
    /// Whether it stands in a passage that is repeated elsewhere.
    pub duplicate: bool,
    /// The time that its clause speaks of, where the text says so.
    pub stated: Option<Stated>,
}

/// A time expression on its article's page.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PageTime {
    /// Where it stands.
    pub stretch: Stretch,
    /// As it is written.
    pub words: String,
    /// TIMEX3's word for its type.
    pub sort: &'static str,
    /// Its TIMEX3 value.
    pub value: String,
    /// The days it denotes, as EDTF.
    pub edtf: Option<String>,
}

pub(crate) fn page(
    text: &str,
    article: &Arc<ArticleFacts>,
    parsed: &Parsed,
    code_points: &CodePoints<'_>,
    mentions: Vec<PageMention>,
) -> Page {
    let zones = parsed.zones.iter().map(|block| PageZone {
        stretch: code_points.stretch(block.span),
        zone: block.zone,
        duplicate: block.duplicate,
    });
    let times = parsed.expressions.iter().map(|it| PageTime {
        stretch: code_points.stretch(it.span),
        words: text[it.span.range()].to_owned(),
        sort: it.kind.as_str(),
        value: it.value.clone(),
        edtf: it.edtf.as_ref().map(ToString::to_string),
    });
    Page {
        article: Arc::clone(article),
        published_words: parsed.published.evidence.map(|span| code_points.stretch(span)),
        zones: zones.collect(),
        mentions,
        times: times.collect(),
        text: text.to_owned(),
    }
}
