//! What the mentions of an article say of each other.

use crate::gazetteer::{Gazetteer, Posting};
use crate::place::{BBox, Kind, LonLat, NameSort, PlaceId};
use crate::recognize::{FoldedWords, Match};
use crate::resolve::areas::{Areas, Seen};
use crate::resolve::features::Ancestors;
use crate::resolve::names::{LANES, Name};
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
        let ancestors = Ancestors::of(gazetteer, posting.place);
        qualifier.postings.iter().any(|it| ancestors.contains(&it.place))
    };
    found.postings.iter().any(lies_in_it)
}

/// A name's best candidate: where the article is.
#[derive(Debug)]
pub(crate) struct Anchor {
    group: usize,
    pub(crate) place: PlaceId,
    pub(crate) point: LonLat,
    /// Where it lies, as a unit vector; without end far away where its point only stands for an area.
    pub(crate) axes: [f32; 3],
    pub(crate) score: f32,
}

impl Anchor {
    /// Of a group's best bearer.
    fn of(gazetteer: &Gazetteer, group: usize, name: Name<'_>, best: usize, score: f32) -> Self {
        let bearer = &name.bearers[best];
        let point = gazetteer.outline(bearer.place).point;
        let axes = if bearer.kind.is_area() {
            [f32::INFINITY; 3]
        } else {
            name.rows[best / LANES].axes_of(best % LANES)
        };
        Self { group, place: bearer.place, point, axes, score }
    }

    /// Whether its point only stands for an area.
    pub(crate) fn is_area(&self) -> bool {
        self.axes[0] == f32::INFINITY
    }
}

/// A set of places that tells of most others at one look that they are not in it.
#[derive(Debug)]
struct Hints([bool; 256]);

impl Hints {
    const NONE: Self = Self([false; 256]);

    fn add(&mut self, place: PlaceId) {
        self.0[usize::from(place.0 as u8)] = true;
    }

    #[inline]
    fn may_have(&self, place: PlaceId) -> bool {
        self.0[usize::from(place.0 as u8)]
    }
}

/// What all mentions say together.
#[derive(Debug)]
pub(crate) struct Context {
    countries: Areas,
    divisions: Areas,
    diversity: f32,
    anchors: Vec<Anchor>,
    /// Every place that contains an anchor, by id, with the anchor's position.
    containers: Vec<(PlaceId, usize)>,
    container_hints: Hints,
    /// For each group, the places that a qualifier of one of its mentions could mean, with the belief in each.
    qualified_by: Vec<Vec<(PlaceId, f32)>>,
}

/// What all mentions say, as one group sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight<'c> {
    context: &'c Context,
    group: usize,
    /// How many countries the names are spread over.
    pub(crate) diversity: f32,
    /// What the others say of its areas.
    pub(crate) countries: Seen<'c>,
    pub(crate) divisions: Seen<'c>,
    /// The places that a qualifier of one of its mentions could mean, by id, with the belief in each.
    pub(crate) qualified_by: &'c [(PlaceId, f32)],
}

impl Context {
    /// Of these groups, before they say anything.
    pub(crate) fn new(groups: &Groups<'_>) -> Self {
        Self {
            countries: Areas::of(groups.list.iter().map(|it| it.name.countries)),
            divisions: Areas::of(groups.list.iter().map(|it| it.name.divisions)),
            diversity: 0.0,
            anchors: Vec::with_capacity(groups.list.len().min(MAX_ANCHORS)),
            containers: Vec::with_capacity(4 * groups.list.len().min(MAX_ANCHORS)),
            container_hints: Hints::NONE,
            qualified_by: Vec::new(),
        }
    }

    /// Sums up what the groups believe now.
    pub(crate) fn update(&mut self, gazetteer: &Gazetteer, groups: &Groups<'_>) {
        let (countries, divisions) = (&mut self.countries, &mut self.divisions);
        countries.forget();
        divisions.forget();
        self.anchors.clear();
        self.containers.clear();
        self.container_hints = Hints::NONE;
        let mut total = 0.0;
        for (nth, group) in groups.list.iter().enumerate() {
            let scores = &groups.scores[group.candidates.clone()];
            let bearers = group.name.bearers;
            let in_countries = countries.beliefs(nth);
            let in_divisions = divisions.beliefs(nth);
            for (bearer, score) in bearers.iter().zip(scores) {
                let belief = group.weight * score;
                if let Some(country) = bearer.country {
                    in_countries[usize::from(country)] += belief;
                }
                if let Some(division) = bearer.division {
                    in_divisions[usize::from(division)] += belief;
                }
            }
            total += group.weight;
            let Some(best) = best(scores) else { continue };
            let (bearer, score) = (&bearers[best], scores[best]);
            if let Some(country) = bearer.country.filter(|_| bearer.is_country) {
                countries.name(nth, country, score);
            }
            if let Some(division) = bearer.division.filter(|_| bearer.is_division) {
                divisions.name(nth, division, score);
            }
            if group.has_capital {
                for (bearer, score) in bearers.iter().zip(scores) {
                    if let Some(country) = bearer.country.filter(|_| bearer.is_country) {
                        countries.name_capital(nth, country, *score);
                    }
                    if let Some(division) = bearer.division.filter(|_| bearer.is_division) {
                        divisions.name_capital(nth, division, *score);
                    }
                }
            }
            if self.anchors.len() < MAX_ANCHORS {
                for container in Ancestors::of(gazetteer, bearer.place).iter() {
                    self.containers.push((*container, self.anchors.len()));
                    self.container_hints.add(*container);
                }
                self.anchors.push(Anchor::of(gazetteer, nth, group.name, best, score));
            }
        }
        self.containers.sort_unstable();
        countries.sum_up(total);
        divisions.sum_up(total);
        self.diversity = countries.diversity();
        self.qualified_by = qualified_by(groups);
    }

    /// What one group sees of it.
    pub(crate) fn seen_by(&self, group: usize) -> Sight<'_> {
        Sight {
            context: self,
            group,
            diversity: self.diversity,
            countries: self.countries.seen_by(group),
            divisions: self.divisions.seen_by(group),
            qualified_by: self.qualified_by.get(group).map_or(&[], Vec::as_slice),
        }
    }
}

impl<'c> Sight<'c> {
    /// The anchors of other groups.
    #[inline]
    pub(crate) fn anchors(self) -> impl Iterator<Item = &'c Anchor> {
        self.context.anchors.iter().filter(move |it| it.group != self.group)
    }

    /// The belief in the anchors of other groups that lie in the box of a place, which is none of them.
    pub(crate) fn belief_inside(self, reach: BBox, place: PlaceId) -> f32 {
        let others = self.anchors().filter(|it| it.place != place);
        others.filter(|it| reach.contains(it.point)).map(|it| it.score).sum()
    }

    /// The belief in the anchors of other groups that lie in a place.
    #[inline]
    pub(crate) fn belief_in(self, place: PlaceId) -> f32 {
        if !self.context.container_hints.may_have(place) {
            return 0.0;
        }
        let containers = &self.context.containers;
        let from = containers.partition_point(|(it, _)| *it < place);
        let these = containers[from..].iter().take_while(|(it, _)| *it == place);
        let anchors = these.map(|(_, nth)| &self.context.anchors[*nth]);
        anchors.filter(|it| it.group != self.group).fold(0.0, |sum, it| sum + it.score)
    }
}

/// The position of the highest score, and of the first one among equals.
fn best(scores: &[f32]) -> Option<usize> {
    let mut all = scores.iter().enumerate();
    let (mut best, mut most) = all.next()?;
    for (nth, score) in all {
        if score > most {
            (best, most) = (nth, score);
        }
    }
    Some(best)
}

/// For each group, the places that a qualifier of one of its mentions could mean; nothing where no mention has one.
fn qualified_by(groups: &Groups<'_>) -> Vec<Vec<(PlaceId, f32)>> {
    if groups.qualifiers.iter().all(Option::is_none) {
        return Vec::new();
    }
    let mut by: Vec<Vec<(PlaceId, f32)>> = vec![Vec::new(); groups.list.len()];
    for (group, qualifier) in groups.of_mentions.iter().zip(&groups.qualifiers) {
        let Some(qualifier) = qualifier else { continue };
        let other = &groups.list[groups.of_mentions[*qualifier]];
        let places = other.name.bearers.iter().map(|it| it.place);
        by[*group].extend(places.zip(groups.scores[other.candidates.clone()].iter().copied()));
    }
    for places in &mut by {
        places.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        places.dedup_by_key(|(place, _)| *place);
    }
    by
}
