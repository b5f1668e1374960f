//! The column `variants`: names with their tags.

use crate::place::{Name, NameSort};

/// The names in a cell, in its order: `تدمر@ar;Palmyre@fr;Syrian@en-x-demonym`. Parts without a name are passed over.
pub(crate) fn variants(cell: &str) -> impl Iterator<Item = Name<'_>> {
    cell.split(';').filter_map(|part| {
        let (text, tags) = part.rsplit_once('@').unwrap_or((part, ""));
        let text = text.trim();
        (!text.is_empty()).then(|| {
            let (lang, sort) = sort_of(tags.trim());
            Name { text, lang, sort }
        })
    })
}

/// A tag's language and, after `-x-`, what the name is to its place.
fn sort_of(tags: &str) -> (&str, NameSort) {
    let Some((lang, private)) = tags.split_once("-x-") else { return (tags, NameSort::Alias) };
    let sort = match private.split('-').next() {
        Some("demonym") => NameSort::Demonym,
        Some("abbr") => NameSort::Abbreviation,
        Some("hist") => NameSort::Historical,
        _ => NameSort::Alias,
    };
    (lang, sort)
}
