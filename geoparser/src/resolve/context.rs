//! What the mentions of an article say of each other.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use crate::gazetteer::{Gazetteer, Posting};
use crate::place::{BBox, Kind, NameSort, PlaceId};
use crate::recognize::{FoldedWords, Match};
use crate::resolve::MAX_ANCHORS;
use crate::resolve::areas::{Areas, Seen};
use crate::resolve::features::Ancestors;
use crate::resolve::groups::Groups;
use crate::resolve::names::{LANES, Names, Rows, Trait};
use crate::resolve::weighing::Standing;

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

/// The mentions behind which another one stands after a comma or in brackets, if its name can contain places: "Paris, Texas",
/// "Tripoli (Lebanon)".
pub(crate) fn find_qualified(
    gazetteer: &Gazetteer,
    text: &str,
    matches: &[Match],
    qualified: &mut Vec<usize>,
) {
    qualified.clear();
    for (nth, pair) in matches.windows(2).enumerate() {
        let gap = &text[pair[0].span.end..pair[1].span.start];
        let is_qualified = matches!(gap, ", " | "," | " (" | "، " | ", in " | " in " | "., ");
        let contains_places = || {
            let is_container = |posting: Posting| {
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
            pair[1].bearers(gazetteer).any(is_container)
        };
        if is_qualified && contains_places() {
            qualified.push(nth);
        }
    }
}

/// Whether the qualifier tells some bearers of the name from others: they lie in it.
pub(crate) fn tells(gazetteer: &Gazetteer, found: &Match, qualifier: &Match) -> bool {
    let mut containers: Vec<PlaceId> = qualifier.bearers(gazetteer).map(|it| it.place).collect();
    containers.sort_unstable();
    let is_one = |it: &PlaceId| containers.binary_search(it).is_ok();
    let mut places = found.bearers(gazetteer).map(|it| it.place);
    // most that lie in a qualifier lie in a first-order division: that is known without asking for all above it
    let lies_in_division = |it: PlaceId| {
        gazetteer.gist(it).division.is_some_and(|division| division != it && is_one(&division))
    };
    places.clone().any(lies_in_division)
        || places.any(|it| Ancestors::of(gazetteer, it).iter().any(is_one))
}

/// A name's best candidate: where the article is.
#[derive(Debug)]
pub(crate) struct Anchor {
    group: usize,
    pub(crate) place: PlaceId,
    /// Where it lies, as a unit vector; without end far away where its point only stands for an area.
    pub(crate) axes: [f32; 3],
    pub(crate) score: f32,
    containers: Ancestors,
}

impl Anchor {
    /// Of a group's best bearer.
    fn of(gazetteer: &Gazetteer, group: usize, rows: &Rows, lane: usize, score: f32) -> Self {
        let is_area = rows.kinds[lane].is_area();
        let axes = if is_area { [f32::INFINITY; 3] } else { rows.axes_of(lane) };
        let place = rows.places[lane];
        Self { group, place, axes, score, containers: Ancestors::of(gazetteer, place) }
    }

    /// Whether its point only stands for an area.
    pub(crate) fn is_area(&self) -> bool {
        self.axes[0] == f32::INFINITY
    }
}

/// An anchor that is no area, the same for each of [`LANES`].
#[derive(Debug)]
pub(crate) struct Spot {
    group: usize,
    pub(crate) place: PlaceId,
    pub(crate) axes: [[f32; LANES]; 3],
    pub(crate) scores: [f32; LANES],
}

/// A list of places that tells of most others at one look that they are not in it.
#[derive(Debug)]
struct Hints([u16; 256]);

impl Default for Hints {
    fn default() -> Self {
        Self([0; 256])
    }
}

impl Hints {
    fn add(&mut self, place: PlaceId) {
        self.0[usize::from(place.0 as u8)] += 1;
    }

    /// How often at the most it has the place.
    #[inline]
    fn most(&self, place: PlaceId) -> u16 {
        self.0[usize::from(place.0 as u8)]
    }
}

/// What all mentions say together.
#[derive(Debug, Default)]
pub(crate) struct Context {
    countries: Areas,
    divisions: Areas,
    diversity: f32,
    anchors: Vec<Anchor>,
    anchor_hints: Hints,
    /// Those that are no areas.
    spots: Vec<Spot>,
    /// Every place that contains an anchor, with the anchor's position, packed as they are sorted.
    containers: Vec<u64>,
    container_hints: Hints,
    /// For each group, the places that a qualifier of one of its mentions could mean, with the belief in each.
    qualified_by: Vec<Vec<(PlaceId, f32)>>,
}

/// What all mentions say, as one group sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight<'c> {
    context: &'c Context,
    group: usize,
    /// Its own anchor.
    own: Option<&'c Anchor>,
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
    pub(crate) fn set(&mut self, names: &Names, groups: &[Standing]) {
        let groups = groups.iter().map(|it| &it.name);
        self.countries.set(groups.clone().map(|it| names.countries(it)), names.n_countries());
        self.divisions.set(groups.map(|it| names.divisions(it)), names.n_divisions());
        self.anchors.clear();
        self.containers.clear();
        (self.anchor_hints, self.container_hints) = (Hints::default(), Hints::default());
    }

    /// Sums up what the groups believe now, by the scores of their candidates.
    pub(crate) fn update(
        &mut self,
        gazetteer: &Gazetteer,
        names: &Names,
        groups: Groups<'_>,
        standings: &[Standing],
        scores: &[[f32; LANES]],
    ) {
        let (countries, divisions) = (&mut self.countries, &mut self.divisions);
        countries.forget();
        divisions.forget();
        self.spots.clear();
        let (mut total, mut n_anchors, mut is_moved) = (0.0, 0, false);
        for (nth, (group, standing)) in groups.list.iter().zip(standings).enumerate() {
            let rows = names.rows(&standing.name);
            let scores = &scores[standing.rows()];
            let in_countries = countries.shares(nth);
            let in_divisions = divisions.shares(nth);
            // lanes behind the last bearer have a score of 0, and add nothing to the first area
            for (rows, scores) in rows.iter().zip(scores) {
                for lane in 0..LANES {
                    let belief = group.weight * scores[lane];
                    in_countries[usize::from(rows.countries[lane])].belief += belief;
                    in_divisions[usize::from(rows.divisions[lane])].belief += belief;
                }
            }
            let scores = scores.as_flattened();
            total += group.weight;
            let Some(best) = best(scores) else { continue };
            let (row, lane, score) = (&rows[best / LANES], best % LANES, scores[best]);
            if row.is(lane, Trait::IsCountry) {
                countries.name(nth, row.countries[lane], score);
            }
            if row.is(lane, Trait::IsDivision) {
                divisions.name(nth, row.divisions[lane], score);
            }
            if group.has_capital {
                for (nth_score, score) in scores.iter().enumerate() {
                    let (row, lane) = (&rows[nth_score / LANES], nth_score % LANES);
                    if row.is(lane, Trait::IsCountry) {
                        countries.name_capital(nth, row.countries[lane], *score);
                    }
                    if row.is(lane, Trait::IsDivision) {
                        divisions.name_capital(nth, row.divisions[lane], *score);
                    }
                }
            }
            if n_anchors == MAX_ANCHORS {
                continue;
            }
            match self.anchors.get_mut(n_anchors) {
                Some(same) if same.place == row.places[lane] => same.score = score,
                other => {
                    let anchor = Anchor::of(gazetteer, nth, row, lane, score);
                    is_moved = true;
                    match other {
                        Some(other) => *other = anchor,
                        None => self.anchors.push(anchor),
                    }
                }
            }
            n_anchors += 1;
        }
        countries.sum_up(total);
        divisions.sum_up(total);
        self.diversity = countries.diversity();
        if is_moved {
            self.find_containers();
        }
        let spots = self.anchors.iter().filter(|it| !it.is_area());
        self.spots.extend(spots.map(|it| Spot {
            group: it.group,
            place: it.place,
            axes: it.axes.map(|axis| [axis; LANES]),
            scores: [it.score; LANES],
        }));
        self.qualified_by = qualified_by(names, groups, standings, scores);
    }

    fn find_containers(&mut self) {
        self.containers.clear();
        (self.anchor_hints, self.container_hints) = (Hints::default(), Hints::default());
        for (nth, anchor) in self.anchors.iter().enumerate() {
            self.anchor_hints.add(anchor.place);
            for container in anchor.containers.iter() {
                self.containers.push(u64::from(container.0) << 32 | nth as u64);
                self.container_hints.add(*container);
            }
        }
        self.containers.sort_unstable();
    }

    /// What one group sees of it.
    pub(crate) fn seen_by(&self, group: usize) -> Sight<'_> {
        let own = self.anchors.binary_search_by_key(&group, |it| it.group);
        Sight {
            context: self,
            group,
            own: own.ok().map(|nth| &self.anchors[nth]),
            diversity: self.diversity,
            countries: self.countries.seen_by(group),
            divisions: self.divisions.seen_by(group),
            qualified_by: self.qualified_by.get(group).map_or(&[], Vec::as_slice),
        }
    }
}

impl<'c> Sight<'c> {
    /// How many anchors other groups have.
    pub(crate) fn n_anchors(self) -> usize {
        self.context.anchors.len() - usize::from(self.own.is_some())
    }

    /// Whether a place may be an anchor of another group; of most that are none it is told here.
    #[inline]
    pub(crate) fn may_be_anchor(self, place: PlaceId) -> bool {
        let is_own = self.own.is_some_and(|it| it.place == place);
        self.context.anchor_hints.most(place) > u16::from(is_own)
    }

    /// The anchors of other groups that are no areas.
    #[inline]
    pub(crate) fn spots(self) -> impl Iterator<Item = &'c Spot> {
        self.context.spots.iter().filter(move |it| it.group != self.group)
    }

    /// The anchors of other groups.
    #[inline]
    pub(crate) fn anchors(self) -> impl Iterator<Item = &'c Anchor> {
        self.context.anchors.iter().filter(move |it| it.group != self.group)
    }

    /// The belief in the anchors of other groups that lie in the box of a place, which is none of them.
    pub(crate) fn belief_inside(self, gazetteer: &Gazetteer, reach: BBox, place: PlaceId) -> f32 {
        let others = self.anchors().filter(|it| it.place != place);
        let inside = others.filter(|it| reach.contains(gazetteer.point(it.place)));
        inside.map(|it| it.score).sum()
    }

    /// The belief in the anchors of other groups that lie in a place.
    #[inline]
    pub(crate) fn belief_in(self, place: PlaceId) -> f32 {
        if self.context.container_hints.most(place) == 0 {
            return 0.0;
        }
        let containers = &self.context.containers;
        let from = containers.partition_point(|it| *it >> 32 < u64::from(place.0));
        let these = containers[from..].iter().take_while(|it| **it >> 32 == u64::from(place.0));
        let anchors = these.map(|it| &self.context.anchors[*it as u32 as usize]);
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
fn qualified_by(
    names: &Names,
    groups: Groups<'_>,
    standings: &[Standing],
    scores: &[[f32; LANES]],
) -> Vec<Vec<(PlaceId, f32)>> {
    if groups.qualified.is_empty() {
        return Vec::new();
    }
    let mut by: Vec<Vec<(PlaceId, f32)>> = vec![Vec::new(); groups.list.len()];
    let mut seen: HashSet<[u32; 2], FixedState> = HashSet::default();
    for [group, other] in groups.qualified {
        if !seen.insert([*group, *other]) {
            continue;
        }
        let other = &standings[*other as usize];
        let places = names.rows(&other.name).iter().flat_map(|it| it.places);
        let scores = scores[other.rows()].as_flattened().iter().copied();
        by[*group as usize].extend(places.zip(scores).take(other.name.n_bearers()));
    }
    for places in &mut by {
        places.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        places.dedup_by_key(|(place, _)| *place);
    }
    by
}
