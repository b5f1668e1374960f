//! The column `variants`: names with their tags.

use crate::place::{Name, NameSort};

/// The names in a cell, in its order: `تدمر@ar;Palmyre@fr;Syrian@en-x-demonym`. Parts without a name are passed over.
pub(crate) fn variants(cell: &str) -> impl Iterator<Item = Name<'_>> {
    cell.split(';').filter_map(variant)
}

/// Those of them that are in a language, by its tag.
pub(crate) fn variants_in<'c>(cell: &'c str, lang: &'c str) -> impl Iterator<Item = Name<'c>> {
    let bytes = cell.as_bytes();
    let begins_a_tag = |at: &usize| *at > 0 && !bytes[*at - 1].is_ascii_alphanumeric();
    let tagged = memchr::memmem::find_iter(bytes, lang).filter(begins_a_tag);
    let names = tagged.filter_map(|at| {
        let start = memchr::memrchr(b';', &bytes[..at]).map_or(0, |it| it + 1);
        let end = memchr::memchr(b';', &bytes[at..]).map_or(bytes.len(), |it| at + it);
        variant(&cell[start..end])
    });
    names.filter(move |it| it.lang.split('+').any(|it| it == lang))
}

/// A name with its tags.
fn variant(part: &str) -> Option<Name<'_>> {
    let (text, tags) = part.rsplit_once('@').unwrap_or((part, ""));
    let text = text.trim();
    (!text.is_empty()).then(|| {
        let (lang, sort) = sort_of(tags.trim());
        Name { text, lang, sort }
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
