//! How well the roles of mentions are told, where a corpus distinguishes them.
//!
//! Two of them are: *demonyms*, names that are adjectives or peoples; and *associative* names, as the Pragmatic Guide has
//! them: whatever is not the place itself, so metonyms, demonyms and parts of other names.
//!
//! # Sources
//!
//! Gritta, Pilehvar, Collier: A Pragmatic Guide to Geoparsing Evaluation, 2020, section 3.

use tadmur_geoparser::geoparse::Role;

use crate::eval::gold::{Document, Toponym};
use crate::eval::measures::Predicted;

/// A role, or several that a corpus takes together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Class {
    /// An adjective or the name of a people.
    Demonym,
    /// Anything but the place itself.
    Associative,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 2] = [Self::Demonym, Self::Associative];

    /// As tables have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Demonym => "demonym",
            Self::Associative => "associative",
        }
    }

    /// Whether gold says so, by the corpora's own words.
    fn is_gold(self, toponym: &Toponym) -> bool {
        match self {
            Self::Demonym => toponym.kind.to_ascii_lowercase().contains("demonym"),
            Self::Associative => toponym.kind == "AST",
        }
    }

    fn is_predicted(self, role: Role) -> bool {
        match self {
            Self::Demonym => role == Role::Demonym,
            Self::Associative => role != Role::Literal,
        }
    }
}

/// How many are of a class; they add up.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// By gold.
    pub gold: usize,
    /// By the prediction.
    pub predicted: usize,
    /// Of gold's, found and told as such.
    pub right: usize,
}

impl Counts {
    /// Precision, recall and F1, 0 to 1; not a number where there is nothing to divide by.
    pub fn measures(self) -> [f64; 3] {
        let share = |whole: usize| self.right as f64 / whole as f64;
        let f1 = 2.0 * self.right as f64 / (self.gold + self.predicted) as f64;
        [share(self.predicted), share(self.gold), f1]
    }

    fn plus(self, other: Self) -> Self {
        Self {
            gold: self.gold + other.gold,
            predicted: self.predicted + other.predicted,
            right: self.right + other.right,
        }
    }
}

/// Counts one class in documents and their predictions.
pub fn count<'a>(
    class: Class,
    documents: impl Iterator<Item = (&'a Document, &'a [Predicted])>,
) -> Counts {
    documents
        .map(|(document, predicted)| count_one(class, document, predicted))
        .fold(Counts::default(), Counts::plus)
}

fn count_one(class: Class, document: &Document, predicted: &[Predicted]) -> Counts {
    let overlaps = |a: (usize, usize), p: &Predicted| a.0 < p.end && p.start < a.1;
    let is_neutral =
        |p: &Predicted| document.toponyms.iter().any(|it| it.ignore && overlaps(it.stretch, p));
    let of_class: Vec<&Predicted> =
        predicted.iter().filter(|it| class.is_predicted(it.role) && !is_neutral(it)).collect();
    let gold: Vec<&Toponym> =
        document.toponyms.iter().filter(|it| !it.ignore && class.is_gold(it)).collect();
    Counts {
        gold: gold.len(),
        predicted: of_class.len(),
        right: gold.iter().filter(|it| of_class.iter().any(|p| overlaps(it.stretch, p))).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tadmur_geoparser::text::Span;

    fn toponym(stretch: (usize, usize), kind: &str) -> Toponym {
        Toponym {
            span: Span::new(stretch.0, stretch.1),
            stretch,
            points: Vec::new(),
            geonameid: None,
            kind: kind.to_owned(),
            ignore: false,
        }
    }

    fn predicted(start: usize, end: usize, role: Role) -> Predicted {
        Predicted { start, end, point: None, geonameid: None, role, score: 1.0 }
    }

    #[test]
    fn a_role_counts_where_gold_has_it_too() {
        let document = Document {
            nth: 0,
            id: "1".to_owned(),
            text: "Syrian troops left Homs; Turkish ones stayed.".to_owned(),
            lang: "en".to_owned(),
            published: None,
            source: None,
            toponyms: vec![
                toponym((0, 6), "PCLI|demonym"),
                toponym((19, 23), "PPL"),
                toponym((25, 32), "PCLI|demonym"),
            ],
            others: Vec::new(),
        };
        let found = [predicted(0, 6, Role::Demonym), predicted(19, 23, Role::Demonym)];
        let counts = count(Class::Demonym, [(&document, &found[..])].into_iter());
        assert_eq!(counts, Counts { gold: 2, predicted: 2, right: 1 });
        assert!(counts.measures().iter().all(|it| (it - 0.5).abs() < 1e-9));
    }
}
