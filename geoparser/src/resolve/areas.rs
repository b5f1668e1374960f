//! The countries and the first-order divisions that names can lie in.
//!
//! # Shape
//!
//! Each area is listed once for every group of mentions that it occurs in, group after group; its position in the list
//! stands for it. The list stays while beliefs change.

use crate::place::PlaceId;

/// Areas while they are listed, by code or id.
#[derive(Debug)]
pub(crate) struct Listing<K> {
    keys: Vec<K>,
    /// Where those of each group end.
    ends: Vec<usize>,
}

impl<K: Copy + Ord> Listing<K> {
    pub(crate) fn new() -> Self {
        Self { keys: Vec::new(), ends: Vec::new() }
    }

    /// The position of an area of the group at hand.
    pub(crate) fn position(&mut self, key: K) -> usize {
        let start = self.ends.last().copied().unwrap_or_default();
        let known = self.keys[start..].iter().position(|it| *it == key);
        known.map_or_else(
            || {
                self.keys.push(key);
                self.keys.len() - 1
            },
            |nth| start + nth,
        )
    }

    pub(crate) fn end_group(&mut self) {
        self.ends.push(self.keys.len());
    }

    /// The whole list, with the place of each area where there is one.
    pub(crate) fn finish(self, place: impl Fn(K) -> Option<PlaceId>) -> Areas {
        let mut order: Vec<usize> = (0..self.keys.len()).collect();
        order.sort_unstable_by_key(|it| self.keys[*it]);
        let mut numbers = vec![0; self.keys.len()];
        let mut places = Vec::new();
        for same in order.chunk_by(|a, b| self.keys[*a] == self.keys[*b]) {
            for position in same {
                numbers[*position] = places.len();
            }
            places.push(place(self.keys[same[0]]));
        }
        Areas { numbers, places, ends: self.ends }
    }
}

/// All areas of an article.
#[derive(Debug)]
pub(crate) struct Areas {
    /// Which area each of the list is.
    numbers: Vec<usize>,
    /// The place of each area.
    places: Vec<Option<PlaceId>>,
    /// Where those of each group end.
    ends: Vec<usize>,
}

/// What the article says of an area, as one group sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    /// The share of the other names that lie in it, 0 to 1.
    pub(crate) share: f32,
    /// How surely the article names it, 0 to 1.
    pub(crate) named: f32,
    /// How surely the article speaks of its capital, 0 to 1.
    pub(crate) capital: f32,
}

impl Areas {
    /// No belief in any of the list.
    pub(crate) fn nothing(&self) -> Vec<f32> {
        vec![0.0; self.numbers.len()]
    }

    /// The belief in each area, of what each group believes.
    pub(crate) fn sums(&self, beliefs: &[f32]) -> Vec<f32> {
        let mut sums = vec![0.0; self.places.len()];
        for (number, belief) in self.numbers.iter().zip(beliefs) {
            sums[*number] += belief;
        }
        sums
    }

    /// What is said of each of the list: of what each group believes, out of so much belief in all, and of the places
    /// that are named and those whose capital is spoken of.
    pub(crate) fn said(
        &self,
        beliefs: &[f32],
        total: f32,
        [named, capital_of]: &[Vec<(PlaceId, f32)>; 2],
    ) -> Vec<Said> {
        let sums = self.sums(beliefs);
        let of_place = |all: &[(PlaceId, f32)], place: Option<PlaceId>| {
            let at = all.binary_search_by_key(&place?, |(it, _)| *it).ok()?;
            Some(all[at].1.min(1.0))
        };
        let of_area = |place: &Option<PlaceId>| {
            [named, capital_of].map(|all| of_place(all, *place).unwrap_or_default())
        };
        let of_areas: Vec<[f32; 2]> = self.places.iter().map(of_area).collect();
        let mut said = Vec::with_capacity(beliefs.len());
        for end in &self.ends {
            let of_group = said.len()..*end;
            let most = beliefs[of_group.clone()].iter().copied().fold(0.0, f32::max);
            let others = total - most.max(1.0);
            said.extend(of_group.map(|position| {
                let number = self.numbers[position];
                let share = (sums[number] - beliefs[position]) / others;
                let [named, capital] = of_areas[number];
                let share = if others <= 0.0 { 0.0 } else { share.clamp(0.0, 1.0) };
                Said { share, named, capital }
            }));
        }
        said
    }
}
