//! The column `variants`: names with their tags.

use crate::place::{Name, NameSort};

/// The names in a cell, in its order: `تدمر@ar;Palmyre@fr;Syrian@en-x-demonym`. Parts without a name are passed over.
pub(crate) fn variants(cell: &str) -> impl Iterator<Item = Name<'_>> {
    cell.split(';').filter_map(variant)
}

/// Those of them that are in a language, by its tag. Of the cell, no other names are read.
pub(crate) fn variants_in<'c>(cell: &'c [u8], lang: &'c str) -> impl Iterator<Item = Name<'c>> {
    let begins_a_tag = |at: &usize| *at > 0 && !cell[*at - 1].is_ascii_alphanumeric();
    let tagged = memchr::memmem::find_iter(cell, lang).filter(begins_a_tag);
    let names = tagged.filter_map(|at| {
        let start = memchr::memrchr(b';', &cell[..at]).map_or(0, |it| it + 1);
        let end = memchr::memchr(b';', &cell[at..]).map_or(cell.len(), |it| at + it);
        read(&cell[start..end])
    });
    names.filter(move |it| it.lang.split('+').any(|it| it == lang))
}

/// One of them, counted from 0. Of the cell, few other names are read.
pub(crate) fn nth_variant(cell: &[u8], nth: usize) -> Option<Name<'_>> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b';', cell).chain([cell.len()]);
    let parts = ends.map(|end| &cell[std::mem::replace(&mut start, end + 1)..end]);
    parts.filter(|it| begins_a_name(it) || read(it).is_some()).nth(nth).and_then(read)
}

/// Whether it is a name for sure: no white space begins so, and no tag.
fn begins_a_name(part: &[u8]) -> bool {
    matches!(part.first(), Some(b'!'..=b'?' | b'A'..=b'~' | 0xc3..=0xe0 | 0xe4..))
}

/// A name with its tags, from a cell that was written as UTF-8.
fn read(part: &[u8]) -> Option<Name<'_>> {
    variant(str::from_utf8(part).ok()?)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_is_read_as_all_are() {
        let cell = "تدمر@ar;; Palmyre @fr;@de;\u{a0}@la;\u{3000}パルミラ@ja;Ⅹ;Syrian@en-x-demonym;@;a@b@fr";
        let all: Vec<Name<'_>> = variants(cell).collect();
        assert_eq!(all.len(), 6);
        for (nth, name) in all.iter().enumerate() {
            assert_eq!(nth_variant(cell.as_bytes(), nth).as_ref(), Some(name));
        }
        assert_eq!(nth_variant(cell.as_bytes(), all.len()), None);
        assert_eq!(nth_variant(b"", 0), None);
        for lang in ["ar", "fr", "ja"] {
            let some: Vec<Name<'_>> = all.iter().filter(|it| it.lang == lang).copied().collect();
            assert_eq!(variants_in(cell.as_bytes(), lang).collect::<Vec<_>>(), some);
        }
    }
}
