//! How many names are found in languages that no corpus measures: sentences written for this project.

use std::collections::BTreeMap;

use tadmur_geoparser::geoparse::{Input, geoparse};
use tadmur_geoparser::text::Span;

use crate::golden::WORLD;

/// A sentence, and where the names of places stand in it.
struct Phrase {
    text: String,
    names: Vec<Span>,
}

impl Phrase {
    /// Reads `In [[Köln]] fiel Schnee.`
    fn of(line: &str) -> Self {
        let (mut text, mut names) = (String::new(), Vec::new());
        for (nth, part) in line.split("[[").enumerate() {
            let (name, rest) = part.split_once("]]").filter(|_| nth > 0).unwrap_or(("", part));
            let start = text.len();
            text.push_str(name);
            if !name.is_empty() {
                names.push(Span::new(start, text.len()));
            }
            text.push_str(rest);
        }
        Self { text, names }
    }
}

/// Of names: how many there are, how many were found, and how many besides.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    there: usize,
    found: usize,
    besides: usize,
}

#[test]
fn most_names_are_found_and_hardly_anything_else() {
    let mut counts = BTreeMap::<&str, Counts>::new();
    let mut lang = "";
    for line in include_str!("../golden/phrases.txt").lines().skip(1) {
        if let Some(name) = line.strip_prefix("## ") {
            lang = name;
            continue;
        }
        let Phrase { text, names } = Phrase::of(line);
        let input = Input { text: &text, published: None, zones: &[], lang, home: None };
        let mentions: Vec<Span> =
            geoparse(&WORLD, input).mentions.iter().map(|it| it.span).collect();
        let counts = counts.entry(lang).or_default();
        counts.there += names.len();
        counts.found +=
            names.iter().filter(|it| mentions.iter().any(|is| is.overlaps(**it))).count();
        counts.besides +=
            mentions.iter().filter(|it| !names.iter().any(|is| is.overlaps(**it))).count();
    }
    let all = counts.values().fold(Counts::default(), |all, it| Counts {
        there: all.there + it.there,
        found: all.found + it.found,
        besides: all.besides + it.besides,
    });
    assert!(all.there > 400 && counts.len() > 25);
    assert!(all.found * 100 >= all.there * 90, "{all:?} of {counts:?}");
    assert!(all.besides * 100 <= all.there * 5, "{all:?} of {counts:?}");
}
