//! What the mentions of an article say of each other.

use crate::gazetteer::{Gazetteer, Posting};
use crate::place::{Direction, Kind, LonLat, NameSort, PlaceId};
use crate::recognize::{FoldedWords, Match};
use crate::resolve::areas::Said;
use crate::resolve::features::Ancestors;
use crate::resolve::{Groups, MAX_ANCHORS};

/// The words around a mention that tell what kind of place it is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cues {
    /// The kind that the word before or after names: "Lake X", "X County".
    pub(crate) kind: Option<Kind>,
    /// The kind that the text gives it afterwards: "the city".
    pub(crate) echo: Option<Kind>,
}

/// The kind of place that a word names, folded.
fn kind_of(word: &str) -> Option<Kind> {
    Some(match word {
        "county" | "parish" | "district" => Kind::Admin2,
        "province" | "governorate" | "state" | "oblast" | "region" | "محافظه" | "области"
        | "область" => Kind::Admin1,
        "city" | "town" | "village" | "مدينه" | "город" => Kind::City,
        "river" | "valley" | "creek" | "نهر" | "река" | "реки" => Kind::River,
        "lake" => Kind::Lake,
        "sea" | "ocean" | "gulf" | "bay" | "strait" => Kind::Sea,
        "island" | "islands" => Kind::Island,
        "mount" | "mountain" | "mountains" => Kind::Mountain,
        "desert" => Kind::Desert,
        "airport" => Kind::Airport,
        _ => return None,
    })
}

/// The kind that the words beside a mention name.
pub(crate) fn kind_beside(text: &str, words: &FoldedWords, found: &Match) -> Option<Kind> {
    let after = found.first_word + found.n_words;
    let is_near =
        |from: usize, to: usize| text[from..to].bytes().all(|byte| byte == b' ') && to - from < 3;
    let next = (after < words.len() && is_near(found.span.end, words.span(after).start))
        .then(|| kind_of(words.folded(after)))
        .flatten();
    let previous = found
        .first_word
        .checked_sub(1)
        .filter(|before| is_near(words.span(*before).end, found.span.start));
    next.or_else(|| {
        let before = previous?;
        if let Some(kind) = kind_of(words.folded(before)) {
            return Some(kind);
        }
        // "the city of X"
        let of = matches!(words.folded(before), "of" | "de" | "di");
        kind_of(words.folded(before.checked_sub(1).filter(|_| of)?))
    })
}

/// For each mention, the mention that stands behind it after a comma or in brackets, if its name can contain places:
/// "Paris, Texas", "Tripoli (Lebanon)".
pub(crate) fn qualifiers(
    gazetteer: &Gazetteer,
    text: &str,
    matches: &[Match],
) -> Vec<Option<usize>> {
    let mut qualifiers = vec![None; matches.len()];
    for (nth, pair) in matches.windows(2).enumerate() {
        let gap = &text[pair[0].span.end..pair[1].span.start];
        let is_qualified = matches!(gap, ", " | "," | " (" | ". " | "، " | ", in " | " in ")
            && !gap.starts_with('.')
            || gap == "., ";
        let contains_places = || {
            let is_container = |posting: &Posting| {
                posting.sort != NameSort::Demonym
                    && matches!(
                        gazetteer.gist(posting.place).kind,
                        Kind::Country
                            | Kind::Territory
                            | Kind::Admin1
                            | Kind::Admin2
                            | Kind::Region
                            | Kind::City
                    )
            };
            pair[1].postings.iter().any(is_container)
        };
        if is_qualified && contains_places() {
            qualifiers[nth] = Some(nth + 1);
        }
    }
    qualifiers
}

/// Whether the qualifier tells some bearers of the name from others: they lie in it.
pub(crate) fn tells(gazetteer: &Gazetteer, found: &Match, qualifier: &Match) -> bool {
    let lies_in_it = |posting: &Posting| {
        let place = gazetteer.outline(posting.place);
        let ancestors = Ancestors::of(gazetteer, posting.place, &place);
        qualifier.postings.iter().any(|it| ancestors.contains(&it.place))
    };
    found.postings.iter().any(lies_in_it)
}

/// A name's best candidate: where the article is.
#[derive(Debug)]
pub(crate) struct Anchor {
    pub(crate) group: usize,
    pub(crate) place: PlaceId,
    pub(crate) point: LonLat,
    pub(crate) score: f32,
    /// Whether its point only stands for an area.
    pub(crate) is_area: bool,
}

/// How many anchors are looked at in one step.
pub(crate) const STEP: usize = 8;

/// Some anchors side by side, where their distances are told together. Beyond the last anchor, and in place of those
/// whose point only stands for an area, are points without end far away.
#[derive(Debug)]
pub(crate) struct Points {
    axes: [[f32; STEP]; 3],
    places: [PlaceId; STEP],
    groups: [u32; STEP],
}

impl Points {
    fn of(anchors: &[(Anchor, Direction)]) -> Self {
        let mut this = Self {
            axes: [[f32::INFINITY; STEP]; 3],
            places: [PlaceId(u32::MAX); STEP],
            groups: [u32::MAX; STEP],
        };
        for (nth, (anchor, at)) in anchors.iter().enumerate() {
            this.places[nth] = anchor.place;
            this.groups[nth] = anchor.group as u32;
            if !anchor.is_area {
                for (axis, value) in this.axes.iter_mut().zip(at.axes()) {
                    axis[nth] = value;
                }
            }
        }
        this
    }

    /// Which of them are of this group or place.
    pub(crate) fn are_own(&self, group: usize, place: PlaceId) -> [bool; STEP] {
        std::array::from_fn(|nth| self.groups[nth] == group as u32 || self.places[nth] == place)
    }

    /// The squares of the chords to them.
    pub(crate) fn chords_squared(&self, from: Direction) -> [f32; STEP] {
        let [x, y, z] = from.axes();
        let square = |a: f32, b: f32| (a - b) * (a - b);
        let [xs, ys, zs] = &self.axes;
        std::array::from_fn(|nth| square(x, xs[nth]) + square(y, ys[nth]) + square(z, zs[nth]))
    }
}

/// What all mentions say together.
#[derive(Debug)]
pub(crate) struct Context {
    /// What the others say of the countries and of the first-order divisions of each group.
    pub(crate) countries: Vec<Said>,
    pub(crate) divisions: Vec<Said>,
    /// How many countries the names are spread over: 0 for one, towards 1 for many (Simpson's index).
    pub(crate) diversity: f32,
    pub(crate) anchors: Vec<Anchor>,
    /// The anchors again, [`STEP`] by [`STEP`].
    pub(crate) points: Vec<Points>,
    /// Every place that contains an anchor, by id, with the anchor's position.
    containers: Vec<(PlaceId, usize)>,
    /// For each group, the places that a qualifier of one of its mentions could mean, with the belief in each.
    qualified_by: Vec<Vec<(PlaceId, f32)>>,
}

impl Context {
    /// Sums up what the groups believe now.
    pub(crate) fn of(gazetteer: &Gazetteer, groups: &Groups) -> Self {
        let Groups { list, countries, divisions, .. } = groups;
        let (mut in_countries, mut in_divisions) = (countries.nothing(), divisions.nothing());
        let mut total = 0.0;
        let (mut named, mut capital_of) = (Vec::new(), Vec::new());
        let mut anchors = Vec::new();
        let mut containers = Vec::new();
        for (nth, group) in list.iter().enumerate() {
            // a name said often says more, but not in proportion
            let weight = 1.0 + (group.mentions.len() as f32).ln();
            for (candidate, score) in group.candidates.iter().zip(&group.scores) {
                if let Some(country) = candidate.country {
                    in_countries[country] += weight * score;
                }
                if let Some(division) = candidate.division {
                    in_divisions[division] += weight * score;
                }
                if group.has_capital {
                    capital_of.push((candidate.place, *score));
                }
            }
            total += weight;
            let Some(best) = group.best() else { continue };
            let (candidate, score) = (&group.candidates[best], group.scores[best]);
            named.push((candidate.place, score));
            if anchors.len() < MAX_ANCHORS {
                let place = gazetteer.outline(candidate.place);
                let ancestors = Ancestors::of(gazetteer, candidate.place, &place);
                containers.extend(ancestors.iter().map(|it| (*it, anchors.len())));
                let anchor = Anchor {
                    group: nth,
                    place: candidate.place,
                    point: place.point,
                    score,
                    is_area: place.kind.is_area(),
                };
                anchors.push((anchor, candidate.at));
            }
        }
        containers.sort_unstable();
        let beliefs = [sums(named), sums(capital_of)];
        Self {
            countries: countries.said(&in_countries, total, &beliefs),
            divisions: divisions.said(&in_divisions, total, &beliefs),
            diversity: diversity(countries.sums(&in_countries)),
            points: anchors.chunks(STEP).map(Points::of).collect(),
            anchors: anchors.into_iter().map(|(anchor, _)| anchor).collect(),
            containers,
            qualified_by: qualified_by(groups),
        }
    }

    /// The places that a qualifier of one of a group's mentions could mean, by id, with the belief in each.
    pub(crate) fn qualified_by(&self, group: usize) -> &[(PlaceId, f32)] {
        self.qualified_by.get(group).map_or(&[], Vec::as_slice)
    }

    /// The anchors that lie in a place.
    pub(crate) fn anchors_in(&self, place: PlaceId) -> impl Iterator<Item = &Anchor> {
        let from = self.containers.partition_point(|(it, _)| *it < place);
        let these = self.containers[from..].iter().take_while(move |(it, _)| *it == place);
        these.map(|(_, nth)| &self.anchors[*nth])
    }
}

/// For each group, the places that a qualifier of one of its mentions could mean; nothing where no mention has one.
fn qualified_by(groups: &Groups) -> Vec<Vec<(PlaceId, f32)>> {
    let Groups { list, qualifiers, .. } = groups;
    if qualifiers.iter().all(Option::is_none) {
        return Vec::new();
    }
    let mut group_of = vec![0; qualifiers.len()];
    for (nth, group) in list.iter().enumerate() {
        for mention in &group.mentions {
            group_of[*mention] = nth;
        }
    }
    let of_group = |mentions: &[usize]| {
        let mut by: Vec<(PlaceId, f32)> = Vec::new();
        for qualifier in mentions.iter().filter_map(|it| qualifiers[*it]) {
            let other = &list[group_of[qualifier]];
            let places = other.candidates.iter().map(|it| it.place);
            by.extend(places.zip(other.scores.iter().copied()));
        }
        by.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        by.dedup_by_key(|(place, _)| *place);
        by
    };
    list.iter().map(|group| of_group(&group.mentions)).collect()
}

/// The belief in each place, by id.
fn sums(mut beliefs: Vec<(PlaceId, f32)>) -> Vec<(PlaceId, f32)> {
    beliefs.sort_by_key(|(place, _)| *place);
    beliefs.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 += next.1;
        }
        is_same
    });
    beliefs
}

/// Simpson's index of shares.
fn diversity(mut shares: Vec<f32>) -> f32 {
    shares.sort_by(f32::total_cmp);
    let sum: f32 = shares.iter().sum();
    if sum > 0.0 { 1.0 - shares.iter().map(|it| (it / sum).powi(2)).sum::<f32>() } else { 0.0 }
}
