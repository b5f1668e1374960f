//! What the mentions of an article say of each other.

use std::collections::HashMap;
use std::hash::Hash;

use foldhash::fast::FixedState;

use crate::gazetteer::{Gazetteer, Posting};
use crate::place::{CountryCode, Direction, Kind, LonLat, NameSort, PlaceId};
use crate::recognize::{FoldedWords, Match};
use crate::resolve::features::Ancestors;
use crate::resolve::{Group, MAX_ANCHORS};

/// The words around a mention that tell what kind of place it is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cues {
    /// The kind that the word before or after names: "Lake X", "X County".
    pub(crate) kind: Option<Kind>,
    /// The kind that the text gives it afterwards: "the city".
    pub(crate) echo: Option<Kind>,
}

/// Words that name a kind of place, folded, and where they stand.
const KIND_WORDS: &[(&str, Kind)] = &[
    ("county", Kind::Admin2),
    ("parish", Kind::Admin2),
    ("district", Kind::Admin2),
    ("province", Kind::Admin1),
    ("governorate", Kind::Admin1),
    ("state", Kind::Admin1),
    ("oblast", Kind::Admin1),
    ("region", Kind::Admin1),
    ("city", Kind::City),
    ("town", Kind::City),
    ("village", Kind::City),
    ("river", Kind::River),
    ("valley", Kind::River),
    ("creek", Kind::River),
    ("lake", Kind::Lake),
    ("sea", Kind::Sea),
    ("ocean", Kind::Sea),
    ("gulf", Kind::Sea),
    ("bay", Kind::Sea),
    ("strait", Kind::Sea),
    ("island", Kind::Island),
    ("islands", Kind::Island),
    ("mount", Kind::Mountain),
    ("mountain", Kind::Mountain),
    ("mountains", Kind::Mountain),
    ("desert", Kind::Desert),
    ("airport", Kind::Airport),
    ("محافظه", Kind::Admin1),
    ("مدينه", Kind::City),
    ("نهر", Kind::River),
    ("город", Kind::City),
    ("области", Kind::Admin1),
    ("область", Kind::Admin1),
    ("река", Kind::River),
    ("реки", Kind::River),
];

/// The kind that the words beside a mention name.
pub(crate) fn kind_beside(text: &str, words: &FoldedWords, found: &Match) -> Option<Kind> {
    let kind_of = |word: &str| KIND_WORDS.iter().find(|(it, _)| *it == word).map(|(_, kind)| *kind);
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
        let contains_places = pair[1].postings.iter().any(|posting| {
            posting.sort != NameSort::Demonym
                && matches!(
                    gazetteer.outline(posting.place).kind,
                    Kind::Country
                        | Kind::Territory
                        | Kind::Admin1
                        | Kind::Admin2
                        | Kind::Region
                        | Kind::City
                )
        });
        if is_qualified && contains_places {
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
#[derive(Clone, Debug)]
pub(crate) struct Anchor {
    pub(crate) group: usize,
    pub(crate) place: PlaceId,
    pub(crate) at: Direction,
    pub(crate) point: LonLat,
    pub(crate) score: f32,
    /// Whether its point only stands for an area.
    pub(crate) is_area: bool,
    /// Every place that contains it.
    pub(crate) ancestors: Ancestors,
}

/// What all mentions say together.
#[derive(Debug, Default)]
pub(crate) struct Context {
    countries: Shares<CountryCode>,
    divisions: Shares<PlaceId>,
    total: f32,
    diversity: f32,
    /// Countries and divisions that are named themselves.
    named: HashMap<PlaceId, f32, FixedState>,
    /// Those whose capital is spoken of.
    capital_of: HashMap<PlaceId, f32, FixedState>,
    pub(crate) anchors: Vec<Anchor>,
    /// For each group, the places that a qualifier of one of its mentions could mean, with the belief in each.
    qualified_by: Vec<Vec<(PlaceId, f32)>>,
}

/// Shares of belief by country or by first-order division.
#[derive(Debug)]
struct Shares<K> {
    all: HashMap<K, f32, FixedState>,
    /// What each group gives itself, to be taken off, and the most of it.
    own: Vec<(Vec<(K, f32)>, f32)>,
}

impl<K> Default for Shares<K> {
    fn default() -> Self {
        Self { all: HashMap::default(), own: Vec::new() }
    }
}

impl<K: Copy + Eq + Hash> Shares<K> {
    /// Adds what the next group believes.
    fn add(&mut self, beliefs: impl Iterator<Item = (K, f32)>) {
        let mut own: Vec<(K, f32)> = Vec::new();
        for (key, share) in beliefs {
            match own.iter_mut().find(|(known, _)| *known == key) {
                Some((_, sum)) => *sum += share,
                None => own.push((key, share)),
            }
        }
        for (key, share) in &own {
            *self.all.entry(*key).or_default() += share;
        }
        let most = own.iter().map(|(_, share)| *share).fold(0.0, f32::max);
        self.own.push((own, most));
    }

    /// The share of the others, out of so much belief in all.
    fn of_others(&self, group: usize, key: K, total: f32) -> f32 {
        let all = self.all.get(&key).copied().unwrap_or_default();
        let (own, most) = &self.own[group];
        let own = own.iter().find(|(known, _)| *known == key).map_or(0.0, |(_, share)| *share);
        let others = total - most.max(1.0);
        if others <= 0.0 { 0.0 } else { ((all - own) / others).clamp(0.0, 1.0) }
    }
}

impl Context {
    /// Sums up what the groups believe now.
    pub(crate) fn of(
        gazetteer: &Gazetteer,
        groups: &[Group],
        qualifiers: &[Option<usize>],
    ) -> Self {
        let mut this = Self::default();
        let mut group_of = vec![0; qualifiers.len()];
        for (nth, group) in groups.iter().enumerate() {
            for mention in &group.mentions {
                group_of[*mention] = nth;
            }
        }
        for (nth, group) in groups.iter().enumerate() {
            // a name said often says more, but not in proportion
            let weight = 1.0 + (group.mentions.len() as f32).ln();
            let beliefs = || group.candidates.iter().zip(&group.scores);
            let share = |score: &f32| weight * score;
            this.countries
                .add(beliefs().filter_map(|(it, score)| Some((it.country?, share(score)))));
            this.divisions
                .add(beliefs().filter_map(|(it, score)| Some((it.division?, share(score)))));
            this.total += weight;
            if group.has_capital {
                for (candidate, score) in beliefs() {
                    *this.capital_of.entry(candidate.place).or_default() += score;
                }
            }
            if let Some(best) = group.best() {
                let candidate = &group.candidates[best];
                let place = gazetteer.outline(candidate.place);
                *this.named.entry(candidate.place).or_default() += group.scores[best];
                if this.anchors.len() < MAX_ANCHORS {
                    this.anchors.push(Anchor {
                        group: nth,
                        place: candidate.place,
                        at: candidate.at,
                        point: place.point,
                        score: group.scores[best],
                        is_area: place.kind.is_area(),
                        ancestors: candidate.ancestors,
                    });
                }
            }
            let mut by: Vec<(PlaceId, f32)> = Vec::new();
            for mention in &group.mentions {
                if let Some(qualifier) = qualifiers[*mention] {
                    let other = &groups[group_of[qualifier]];
                    let places = other.candidates.iter().map(|it| it.place);
                    by.extend(places.zip(other.scores.iter().copied()));
                }
            }
            by.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
            by.dedup_by_key(|(place, _)| *place);
            this.qualified_by.push(by);
        }
        let mut shares: Vec<f32> = this.countries.all.values().copied().collect();
        shares.sort_by(f32::total_cmp);
        let sum: f32 = shares.iter().sum();
        this.diversity = if sum > 0.0 {
            1.0 - shares.iter().map(|it| (it / sum).powi(2)).sum::<f32>()
        } else {
            0.0
        };
        this
    }

    /// How many countries the names are spread over: 0 for one, towards 1 for many (Simpson's index).
    pub(crate) fn diversity(&self) -> f32 {
        self.diversity
    }

    /// The share of the other names that lie in this country, 0 to 1.
    pub(crate) fn country_share(&self, group: usize, country: Option<CountryCode>) -> f32 {
        let Some(country) = country else { return 0.0 };
        self.countries.of_others(group, country, self.total)
    }

    /// The share of the other names that lie in this first-order division, 0 to 1.
    pub(crate) fn division_share(&self, group: usize, division: Option<PlaceId>) -> f32 {
        let Some(division) = division else { return 0.0 };
        self.divisions.of_others(group, division, self.total)
    }

    /// The places that a qualifier of one of a group's mentions could mean, by id, with the belief in each.
    pub(crate) fn qualified_by(&self, group: usize) -> &[(PlaceId, f32)] {
        &self.qualified_by[group]
    }

    /// How surely the article speaks of the capital of this country or division, 0 to 1.
    pub(crate) fn capital_of(&self, place: PlaceId) -> f32 {
        self.capital_of.get(&place).copied().unwrap_or_default().min(1.0)
    }

    /// How surely the article names this place, 0 to 1.
    pub(crate) fn named(&self, place: PlaceId) -> f32 {
        self.named.get(&place).copied().unwrap_or_default().min(1.0)
    }
}
