//! What any geoparser must beat: every longest name that the gazetteer knows, and the most populous place that bears it.

use std::cmp::Reverse;

use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::place::NameSort;
use tadmur_geoparser::recognize::{FoldedWords, matches};

use crate::eval::gold::Document;
use crate::eval::measures::Predicted;
use crate::feature::CodePoints;

/// The longest names of a document, each as the most populous of its bearers.
pub fn floor(gazetteer: &Gazetteer, document: &Document) -> Vec<Predicted> {
    let points = CodePoints::of(&document.text);
    let words = FoldedWords::of(&document.text);
    let found = matches(gazetteer, &document.text, &words);
    let predicted = found.into_iter().map(|found| {
        let best = found.bearers(gazetteer).max_by_key(|posting| {
            let population = gazetteer.place(posting.place).population;
            (population, gazetteer.n_names(posting.place), Reverse(posting.place))
        });
        let place = best.map(|it| gazetteer.place(it.place));
        let is_demonym = best.is_some_and(|it| it.sort == NameSort::Demonym);
        let stretch = points.stretch(found.span);
        Predicted {
            start: stretch.start,
            end: stretch.end,
            point: place.map(|it| (it.point.lat(), it.point.lon())),
            geonameid: place.and_then(|it| it.key.strip_prefix("gn:")?.parse().ok()),
            role: if is_demonym { Role::Demonym } else { Role::Literal },
            score: 1.0,
        }
    });
    predicted.collect()
}
