//! Finding places by a name that is typed, not read: begun, misspelt, in another script.
//!
//! A [`Search`] is compiled from a [`Gazetteer`] and goes with it. It finds places by a name alone; which place an article
//! means is the business of [`crate::resolve`].
//!
//! # Shape
//!
//! Two structures: the places where a word of a name begins, sorted by the text from there on, for whole names, beginnings
//! of names and of words in them; and the skeletons of names (see `skeleton.rs`), for other spellings. A misspelt
//! consonant is found by looking up every skeleton that is one letter away.
//!
//! # Cost
//!
//! 8 bytes a word of a name and about 20 a skeleton. A query takes some binary searches, one pass over the bytes of the
//! names that begin so, and some hundred look-ups of skeletons.

mod distance;
mod index;
mod skeleton;

pub use crate::gazetteer::search::index::Search;

use std::cmp::Reverse;

use crate::gazetteer::Gazetteer;
use crate::gazetteer::search::distance::Distance;
use crate::gazetteer::search::index::Start;
use crate::gazetteer::search::skeleton::{ALPHABET, skeleton};
use crate::place::{BBox, CountryCode, Kind, PlaceId};
use crate::text::fold::fold_into;
use crate::text::words::words;

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Query<'q> {
    /// A name, or how it begins.
    pub text: &'q str,
    /// Only places of these kinds; of all where empty.
    pub kinds: &'q [Kind],
    /// Only places in this country.
    pub country: Option<CountryCode>,
    /// Only places whose point lies here.
    pub bbox: Option<BBox>,
    /// At most so many.
    pub limit: usize,
}

impl<'q> Query<'q> {
    /// For this name, anywhere, the ten best.
    pub fn of(text: &'q str) -> Self {
        Self { text, kinds: &[], country: None, bbox: None, limit: 10 }
    }

    fn allows(&self, gazetteer: &Gazetteer, id: PlaceId) -> bool {
        if self.allows_all() {
            return true;
        }
        let place = gazetteer.outline(id);
        (self.kinds.is_empty() || self.kinds.contains(&place.kind))
            && self.country.is_none_or(|it| place.country == Some(it))
            && self.bbox.is_none_or(|it| it.contains(gazetteer.point(id)))
    }

    fn allows_all(&self) -> bool {
        self.kinds.is_empty() && self.country.is_none() && self.bbox.is_none()
    }
}

/// How a place was found, the surest first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum How {
    /// By a name that folds to the same.
    Exact,
    /// By a name that begins so.
    Begins,
    /// By a name in which a word begins so.
    Within,
    /// By a name that is spelt much like it.
    Similar,
}

/// A place that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// The place.
    pub place: PlaceId,
    /// By which of its names, counted from 0, the label.
    pub nth_name: u16,
    /// In which way.
    pub how: How,
    /// How well the name fits, from 0 to 1: the same.
    pub quality: f32,
    /// What the order goes by: the quality, and how much the place is spoken of.
    pub score: f32,
}

/// How far being well known may lift a place above one whose name fits better: a whole name stays before a begun one.
const RANK_WEIGHT: f32 = 0.3;

/// Names less alike than this are not found at all.
const LEAST_SIMILARITY: f32 = 0.5;

/// For a name of the same skeleton in another script, where letters cannot be compared.
const OTHER_SCRIPT: f32 = 0.7;

/// So many names, those of the best-known places, have their spelling compared.
const MOST_COMPARED: usize = 400;

impl Search {
    /// The places that a query may mean, the likeliest first.
    pub fn find(&self, gazetteer: &Gazetteer, query: &Query<'_>) -> Vec<Ranked> {
        let mut folded = String::new();
        for word in words(query.text) {
            if !folded.is_empty() {
                folded.push(' ');
            }
            fold_into(&query.text[word.range()], &mut folded);
        }
        if folded.is_empty() || query.limit == 0 {
            return Vec::new();
        }
        let mut found = Found { query, folded: &folded, ranked: Vec::new() };
        self.begun(gazetteer, &mut found);
        let n_exact = found.ranked.iter().filter(|it| it.how == How::Exact).count();
        if n_exact < query.limit {
            self.alike(gazetteer, &mut found, n_exact == 0);
        }
        found.best()
    }

    /// Names that are, or begin with, what is looked for.
    fn begun(&self, gazetteer: &Gazetteer, found: &mut Found<'_>) {
        let (exact, all) = self.starting_with(gazetteer, found.folded);
        let n = found.query.limit * 4 + 64;
        let allows = |id: PlaceId| found.query.allows(gazetteer, id);
        let mut starts = self.best_known(exact.clone(), n, &allows);
        starts.extend(self.best_known(exact.end..all.end, n, &allows));
        for start in starts {
            let name = folded_name(gazetteer, start.place, start.nth_name);
            found.add(start, &name);
        }
    }

    /// Names that are spelt much like it.
    fn alike(&self, gazetteer: &Gazetteer, found: &mut Found<'_>, far_too: bool) {
        let mut bones = String::new();
        skeleton(found.query.text, &mut bones);
        let mut bearers: Vec<Bearer> = Vec::new();
        let mut gather = |bones: &str, is_near: bool| {
            for posting in self.bearers(gazetteer, bones) {
                let (place, nth_name) = (posting.place, posting.nth_name);
                if found.query.allows(gazetteer, place) {
                    let rank = self.rank(place);
                    bearers.push(Bearer { rank, place, nth_name, is_near });
                }
            }
        };
        gather(&bones, true);
        if far_too {
            one_away(&bones, |other| gather(other, false));
        }
        let mut distance = Distance::default();
        for it in best_known(bearers) {
            let name = folded_name(gazetteer, it.place, it.nth_name);
            let similarity = if is_latin(&name) == is_latin(found.folded) {
                distance.similarity(found.folded, &name)
            } else if it.is_near {
                OTHER_SCRIPT
            } else {
                0.0
            };
            if similarity >= LEAST_SIMILARITY {
                found.push(it.place, it.nth_name, it.rank, How::Similar, similarity * 0.95);
            }
        }
    }
}

/// A name whose skeleton is like that of the query, or the same.
#[derive(Clone, Copy, Debug)]
struct Bearer {
    rank: u8,
    place: PlaceId,
    nth_name: u16,
    is_near: bool,
}

/// The bearers of the best-known places, each name once: [`MOST_COMPARED`], or all there are.
fn best_known(mut bearers: Vec<Bearer>) -> Vec<Bearer> {
    let order = |it: &Bearer| (Reverse(it.rank), it.place, it.nth_name, !it.is_near);
    // a name comes once for each skeleton that leads to it: more than are wanted are sorted, seldom all
    let mut n_sorted = 2 * MOST_COMPARED;
    loop {
        let mut best = if n_sorted < bearers.len() {
            bearers.select_nth_unstable_by_key(n_sorted, order);
            bearers[..n_sorted].to_vec()
        } else {
            std::mem::take(&mut bearers)
        };
        best.sort_unstable_by_key(order);
        best.dedup_by_key(|it| (it.place, it.nth_name));
        if best.len() >= MOST_COMPARED || bearers.is_empty() {
            best.truncate(MOST_COMPARED);
            return best;
        }
        n_sorted *= 4;
    }
}

/// What was found so far.
struct Found<'q> {
    query: &'q Query<'q>,
    folded: &'q str,
    ranked: Vec<Ranked>,
}

impl Found<'_> {
    fn add(&mut self, start: Start, name: &str) {
        let share = self.folded.len() as f32 / name.len().max(1) as f32;
        let (how, quality) = match (start.nth_word, name == self.folded) {
            (0, true) => (How::Exact, 1.0),
            (0, false) => (How::Begins, 0.6 + 0.35 * share),
            _ => (How::Within, 0.5 + 0.35 * share),
        };
        self.push(start.place, start.nth_name, start.rank, how, quality);
    }

    fn push(&mut self, place: PlaceId, nth_name: u16, rank: u8, how: How, quality: f32) {
        let score = quality + RANK_WEIGHT * f32::from(rank) / 255.0;
        self.ranked.push(Ranked { place, nth_name, how, quality, score });
    }

    /// Each place once, by its best name.
    fn best(mut self) -> Vec<Ranked> {
        let by_score = |a: &Ranked, b: &Ranked| {
            b.score
                .total_cmp(&a.score)
                .then(a.place.cmp(&b.place))
                .then(a.nth_name.cmp(&b.nth_name))
        };
        self.ranked.sort_by(|a, b| a.place.cmp(&b.place).then(by_score(a, b)));
        self.ranked.dedup_by_key(|it| it.place);
        self.ranked.sort_by(by_score);
        self.ranked.truncate(self.query.limit);
        self.ranked
    }
}

/// A name as the index has it: folded words with blanks between.
fn folded_name(gazetteer: &Gazetteer, place: PlaceId, nth: u16) -> String {
    let mut folded = String::new();
    let name = gazetteer.nth_name(place, nth);
    for word in words(name) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        fold_into(&name[word.range()], &mut folded);
    }
    folded
}

/// Every skeleton with a letter more, less or other.
fn one_away(bones: &str, mut each: impl FnMut(&str)) {
    let letters: Vec<char> = bones.chars().collect();
    if letters.len() < 2 || letters.len() > 24 {
        return;
    }
    let mut other = String::new();
    let mut build = |parts: [&[char]; 3]| {
        other.clear();
        let all = parts.iter().flat_map(|it| it.iter().copied());
        let mut last = None;
        for letter in all.filter(|it| last.replace(*it) != Some(*it)) {
            other.push(letter);
        }
        if other != bones {
            each(&other);
        }
    };
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        for letter in ALPHABET {
            build([before, &[letter], after]);
        }
        let Some((_, after)) = after.split_first() else { continue };
        build([before, &[], after]);
        for letter in ALPHABET {
            build([before, &[letter], after]);
        }
    }
    for at in 1..letters.len() {
        let mut swapped = letters.clone();
        swapped.swap(at - 1, at);
        build([&swapped, &[], &[]]);
    }
}

fn is_latin(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_lowercase())
}
