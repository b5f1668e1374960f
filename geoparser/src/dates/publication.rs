//! When an article was published, as its own text tells.

use crate::dates::Published;
use crate::text::zones::ZonedBlock;

/// What the text says of its own publication: a labelled line, a dateline, or bounds from the dates it mentions.
pub fn publication(text: &str, zones: &[ZonedBlock]) -> Published {
    let _ = (text, zones);
    Published::UNKNOWN
}
