//! Why a name was taken for this place and not for another: the ranker's numbers in words.
//!
//! The ranker adds up `feature × weight`. What tells is the difference between two candidates: the best is set against
//! the next that lies elsewhere, every other one against the best. Features that say one thing in several ways are one reason.

use crate::gazetteer::Gazetteer;
use crate::place::{Place, PlaceId};
use crate::resolve::features::{FEATURES, N_FEATURES};
use crate::resolve::{Ranked, Weights};

/// A candidate with what speaks for and against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// The place.
    pub place: PlaceId,
    /// From 0 to 1; the candidates of a mention sum to 1.
    pub score: f32,
    /// What speaks for it, and against it with a minus: the weightiest first. For the best candidate, set against the
    /// next that lies elsewhere; for the others, set against the best.
    pub reasons: Vec<Reason>,
}

/// One thing that speaks for or against a candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// In words, to be read after the place's name.
    pub words: String,
    /// How much: a difference of log-odds; all reasons of a candidate make up its lead or its lag.
    pub weight: f32,
}

/// Farther than this is elsewhere.
const ELSEWHERE_KM: f64 = 100.0;

/// Lighter reasons are not told.
const LEAST: f32 = 0.05;

struct Topic {
    /// What it is called where features are left out to see what they are worth.
    name: &'static str,
    features: &'static [&'static str],
    /// What is said of a candidate that gains by it; `{kind}` and `{country}` stand for the candidate's own.
    gains: &'static str,
    /// And of one that loses by it.
    loses: &'static str,
}

/// Every feature of the ranker stands in one topic.
const TOPICS: &[Topic] = &[
    Topic {
        name: "inhabitants",
        features: &["log_population", "no_population", "most_populous", "tiny"],
        gains: "has more inhabitants",
        loses: "has fewer inhabitants, or nobody counted them",
    },
    Topic {
        name: "fame",
        features: &["log_names", "relative_names"],
        gains: "is known by more names",
        loses: "is known by fewer names",
    },
    Topic {
        name: "kinds",
        features: &[
            "continent",
            "country",
            "territory",
            "admin1",
            "admin2",
            "admin3",
            "city",
            "suburb",
            "region",
            "river",
            "lake",
            "sea",
            "island",
            "mountain",
            "desert",
            "landform",
            "park",
            "ancient",
            "airport",
            "port",
            "site",
            "capital",
            "seat1",
            "seat2",
            "section",
            "capital_among_many",
            "admin1_among_many",
            "country_among_many",
        ],
        gains: "is of a kind that is meant oftener ({kind})",
        loses: "is of a kind that is meant less often ({kind})",
    },
    Topic {
        name: "names",
        features: &[
            "label",
            "alias",
            "abbreviation",
            "demonym",
            "historical",
            "only_lowercase",
            "alias_in_language",
            "alias_in_another",
            "shortened",
        ],
        gains: "is usually called so",
        loses: "is usually called otherwise",
    },
    Topic {
        name: "bearers",
        features: &["alone", "ended"],
        gains: "is still called so",
        loses: "is no longer called so",
    },
    Topic {
        name: "kind-words",
        features: &["cue_same_kind", "cue_other_kind"],
        gains: "is what the word beside the name says ({kind})",
        loses: "is not what the word beside the name says ({kind})",
    },
    Topic {
        name: "echoes",
        features: &["echo_same_kind", "echo_other_kind"],
        gains: "is what the text calls it afterwards ({kind})",
        loses: "is not what the text calls it afterwards ({kind})",
    },
    Topic {
        name: "capitals",
        features: &["capital_told"],
        gains: "is a capital that the text speaks of",
        loses: "is not the capital that the text speaks of",
    },
    Topic {
        name: "country",
        features: &["country_share", "country_named", "stateless"],
        gains: "lies where the article speaks of more ({country})",
        loses: "lies where the article speaks of less ({country})",
    },
    Topic {
        name: "division",
        features: &["division_share", "division_named"],
        gains: "lies in a province or state that the article speaks of more",
        loses: "lies in a province or state that the article speaks of less",
    },
    Topic {
        name: "containment",
        features: &["qualified"],
        gains: "lies in the place named right after it",
        loses: "does not lie in the place named right after it",
    },
    Topic {
        name: "contents",
        features: &["contains_others"],
        gains: "contains more of the article's other places",
        loses: "contains fewer of the article's other places",
    },
    Topic {
        name: "nearness",
        features: &["near_50", "near_150", "near_500", "nearest"],
        gains: "lies nearer to the article's other places",
        loses: "lies farther from the article's other places",
    },
    Topic {
        name: "home",
        features: &["home_near", "home_wide"],
        gains: "lies nearer to where the source is at home",
        loses: "lies farther from where the source is at home",
    },
    Topic {
        name: "twins",
        features: &["city_with_same_admin", "admin_with_same_city"],
        gains: "is the one oftener meant of a town and the division named like it",
        loses: "is the one more seldom meant of a town and the division named like it",
    },
    Topic {
        name: "size-abroad",
        features: &["big_abroad", "small_abroad", "small_at_home"],
        gains: "is large enough for how little the article speaks of its country",
        loses: "is too small for how little the article speaks of its country",
    },
];

/// The topics by their names, with the features of each.
pub fn topics() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    TOPICS.iter().map(|it| (it.name, it.features))
}

/// The candidates of a name, best first, with their reasons.
pub(crate) fn weighed(gazetteer: &Gazetteer, weights: &Weights, ranked: &[Ranked]) -> Vec<Weighed> {
    let weigh = |(nth, candidate): (usize, &Ranked)| {
        let rival = if nth == 0 { rival(gazetteer, ranked) } else { ranked.first() };
        let reasons = rival.map_or_else(Vec::new, |rival| {
            let place = gazetteer.place(candidate.place);
            reasons(gazetteer, weights, place, &candidate.features, &rival.features)
        });
        Weighed { place: candidate.place, score: candidate.score, reasons }
    };
    ranked.iter().enumerate().map(weigh).collect()
}

/// Whom the best is set against: the next that lies elsewhere. A town and the district named like it are told apart by
/// little, and that little tells nobody why it is this town.
fn rival<'r>(gazetteer: &Gazetteer, ranked: &'r [Ranked]) -> Option<&'r Ranked> {
    let best = gazetteer.place(ranked.first()?.place).point;
    let is_elsewhere =
        |it: &&Ranked| gazetteer.place(it.place).point.distance_km(best) > ELSEWHERE_KM;
    ranked[1..].iter().find(is_elsewhere).or(ranked.get(1))
}

fn reasons(
    gazetteer: &Gazetteer,
    weights: &Weights,
    place: Place<'_>,
    own: &[f32; N_FEATURES],
    rival: &[f32; N_FEATURES],
) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = TOPICS
        .iter()
        .map(|topic| {
            let weight = topic
                .features
                .iter()
                .filter_map(|name| FEATURES.iter().position(|it| it == name))
                .map(|nth| weights.0[nth] * (own[nth] - rival[nth]))
                .sum();
            let country = place.country.and_then(|code| gazetteer.country(code));
            let country = country.map_or("no country", |id| gazetteer.place(id).label);
            let words = if weight > 0.0 { topic.gains } else { topic.loses };
            let words = words.replace("{kind}", place.kind.as_str()).replace("{country}", country);
            Reason { words, weight }
        })
        .filter(|it| it.weight.abs() >= LEAST)
        .collect();
    reasons.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_stands_in_one_topic() {
        let mut told: Vec<&str> = TOPICS.iter().flat_map(|it| it.features).copied().collect();
        told.sort_unstable();
        let mut all = FEATURES.to_vec();
        all.sort_unstable();
        assert_eq!(told, all);
    }
}
