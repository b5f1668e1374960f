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

/// How many names a cell has.
pub(crate) fn n_variants(cell: &str) -> usize {
    let is_name = |part: &&str| part.trim_ascii_start().bytes().next().is_some_and(|it| it != b'@');
    if cell.is_empty() { 0 } else { cell.split(';').filter(is_name).count() }
}

/// A tag's language and, after `-x-`, what the name is to its place.
fn sort_of(tags: &str) -> (&str, NameSort) {
    if !tags.bytes().any(|byte| byte == b'x') {
        return (tags, NameSort::Alias);
    }
    let Some((lang, private)) = tags.split_once("-x-") else { return (tags, NameSort::Alias) };
    let sort = match private.split('-').next() {
        Some("demonym") => NameSort::Demonym,
        Some("abbr") => NameSort::Abbreviation,
        Some("hist") => NameSort::Historical,
        _ => NameSort::Alias,
    };
    (lang, sort)
}
