//! Weighing the candidates of an article, pass by pass.
//!
//! # Cost
//!
//! 4 bytes a candidate and some 40 a name, in lists that are kept from article to article.

use std::cmp::Reverse;
use std::ops::Range;

use crate::gazetteer::Gazetteer;
use crate::place::{Direction, LonLat, PlaceId};
use crate::resolve::context::{Context, Cues};
use crate::resolve::features::{self, Candidates, Homes, N_FEATURES, TextWeights};
use crate::resolve::groups::Groups;
use crate::resolve::names::{LANES, Names, Rows, Stretch};
use crate::resolve::{Resolution, Weights};

/// Room to weigh in.
#[derive(Debug, Default)]
pub(crate) struct Room {
    standings: Vec<Standing>,
    /// Group after group, [`LANES`] by [`LANES`] in the order of the bearers of its name; 0 beyond the last one.
    scores: Vec<[f32; LANES]>,
    /// The same; where the home of the source is known.
    homes: Vec<Homes>,
    context: Context,
    ranked: Vec<Resolution>,
}

/// Where the things of a group stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub(crate) name: Stretch,
    /// Of the rows of all groups, its first.
    first: u32,
}

impl Standing {
    /// Where the rows of its candidates stand among all.
    #[inline]
    pub(crate) fn rows(&self) -> Range<usize> {
        let first = self.first as usize;
        first..first + self.name.n_rows()
    }

    /// Where its candidates stand among those of all rows.
    #[inline]
    fn candidates(&self) -> Range<usize> {
        let first = self.first as usize * LANES;
        first..first + self.name.n_bearers()
    }

    /// Whether it has several candidates; else it is the one, whatever is said of it.
    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        self.name.n_bearers() > 1
    }
}

/// The groups of an article while they are weighed.
pub(crate) struct Weighing<'a> {
    gazetteer: &'a Gazetteer,
    weights: TextWeights,
    names: &'a Names,
    groups: Groups<'a>,
    room: &'a mut Room,
}

impl<'a> Weighing<'a> {
    /// Of these groups, of which those with a choice are looked at, or all of them. Each candidate is weighed for itself.
    pub(crate) fn of(
        gazetteer: &'a Gazetteer,
        weights: &Weights,
        names: &'a Names,
        groups: Groups<'a>,
        home: Option<LonLat>,
        is_whole: bool,
        room: &'a mut Room,
    ) -> Self {
        let home = home.map(Direction::from);
        let Room { standings, scores, homes, context, .. } = room;
        standings.clear();
        scores.clear();
        homes.clear();
        for group in groups.list {
            let name = names.stretch(group.name);
            let standing = Standing { name, first: scores.len() as u32 };
            standings.push(standing);
            scores.resize(standing.rows().end, THE_ONLY_ONE);
            if let Some(home) = home {
                homes.extend(names.rows(&name).iter().map(|rows| features::homes(home, rows)));
            }
        }
        if is_whole || standings.iter().any(Standing::is_open) {
            context.set(names, standings);
        }
        let mut this = Self { gazetteer, weights: weights.last(), names, groups, room };
        this.score(false);
        this
    }

    /// Whether any group has a choice.
    pub(crate) fn is_open(&self) -> bool {
        self.room.standings.iter().any(Standing::is_open)
    }

    /// Weighs the candidates with what the groups said before.
    pub(crate) fn weigh_again(&mut self) {
        self.listen();
        self.score(true);
    }

    /// Sums up what the groups say now.
    fn listen(&mut self) {
        let Room { standings, scores, context, .. } = &mut *self.room;
        context.update(self.gazetteer, self.names, self.groups, standings, scores);
    }

    /// What all candidates are shown that the others say now: their features, group by group.
    pub(crate) fn seen(&mut self) -> impl Iterator<Item = Vec<(PlaceId, [f32; N_FEATURES])>> {
        self.listen();
        (0..self.groups.list.len()).map(|nth| {
            let mut of_names = self.names.vectors(&self.room.standings[nth].name).chunks(LANES);
            let (mut seen, mut candidates) = (Vec::new(), Candidates::NONE);
            self.show(nth, true, &mut candidates, |rows, candidates| {
                seen.extend(candidates.vectors(rows, of_names.next().unwrap_or_default()));
            });
            seen
        })
    }

    /// Calls `with` with the candidates of a group, [`LANES`] by [`LANES`]: by themselves, or after what the others say. All
    /// of a pass are made in the same place, where what nobody says is 0.
    #[inline]
    fn show(
        &self,
        nth: usize,
        is_heard: bool,
        candidates: &mut Candidates,
        mut with: impl FnMut(&Rows, &Candidates),
    ) {
        let Room { standings, homes, context, .. } = &*self.room;
        let standing = &standings[nth];
        let cues = self.groups.list[nth].cues;
        // the only candidate needs no echo
        let cues = Cues { echo: cues.echo.filter(|_| standing.is_open()), ..cues };
        let sight = is_heard.then(|| context.seen_by(nth));
        let rows = self.names.rows(&standing.name);
        for (rows, home) in rows.iter().zip(standing.first as usize..) {
            candidates.set(rows, cues, homes.get(home));
            if let Some(sight) = sight {
                candidates.see(self.gazetteer, rows, sight);
            }
            with(rows, candidates);
        }
    }

    /// Scores all candidates: each by itself, or after what the others say.
    fn score(&mut self, is_heard: bool) {
        let mut all = std::mem::take(&mut self.room.scores);
        let mut candidates = Candidates::NONE;
        for (nth, standing) in self.room.standings.iter().enumerate() {
            if !standing.is_open() {
                continue;
            }
            let scores = &mut all[standing.rows()];
            let mut each = scores.iter_mut();
            self.show(nth, is_heard, &mut candidates, |rows, candidates| {
                if let Some(scores) = each.next() {
                    *scores = candidates.weigh(rows, &self.weights);
                }
            });
            let (scores, none) = scores.as_flattened_mut().split_at_mut(standing.name.n_bearers());
            softmax(scores);
            none.fill(0.0);
        }
        self.room.scores = all;
    }

    /// The candidates of each group, best first.
    pub(crate) fn ranked(self) -> Rankings<'a> {
        let Self { names, groups, room: Room { standings, scores, ranked, .. }, .. } = self;
        ranked.clear();
        for standing in &*standings {
            for (rows, scores) in names.rows(&standing.name).iter().zip(&scores[standing.rows()]) {
                let scored = rows.places.into_iter().zip(*scores);
                ranked.extend(scored.map(|(place, score)| Resolution { place, score }));
            }
            // no score is negative, and the bits of what is not are in its order
            ranked[standing.candidates()]
                .sort_unstable_by_key(|it| (Reverse(it.score.to_bits()), it.place));
        }
        Rankings { all: ranked, standings, of_mentions: groups.of_mentions }
    }
}

/// The scores of a candidate without others.
const THE_ONLY_ONE: [f32; LANES] = [1.0, 0.0, 0.0, 0.0];

/// The candidates of each group, best first.
#[derive(Debug, Default)]
pub(crate) struct Rankings<'r> {
    /// Row after row.
    all: &'r mut [Resolution],
    standings: &'r [Standing],
    /// The group of each mention.
    of_mentions: &'r [u32],
}

impl Rankings<'_> {
    /// Each ranking once.
    pub(crate) fn each(&mut self, mut change: impl FnMut(&mut [Resolution])) {
        for standing in self.standings {
            change(&mut self.all[standing.candidates()]);
        }
    }

    /// The ranking of a mention.
    #[inline]
    pub(crate) fn of_mention(&self, nth: usize) -> &[Resolution] {
        &self.all[self.standings[self.of_mentions[nth] as usize].candidates()]
    }
}

/// Shares of belief, of what weighs so much.
pub(super) fn softmax(raw: &mut [f32]) {
    let top = raw.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for it in raw.iter_mut() {
        *it = (*it - top).exp();
        sum += *it;
    }
    for it in raw.iter_mut() {
        *it /= sum;
    }
}
