//! Weighing the candidates of an article, pass by pass.
//!
//! # Cost
//!
//! Some 500 bytes for every [`LANES`] candidates, in lists that are kept from article to article.

use std::cmp::Reverse;
use std::ops::Range;

use crate::gazetteer::Gazetteer;
use crate::place::{Direction, LonLat, PlaceId};
use crate::resolve::context::{Context, Cues};
use crate::resolve::features::{Candidates, N_FEATURES, TextWeights};
use crate::resolve::groups::Groups;
use crate::resolve::names::{LANES, Names, Stretch};
use crate::resolve::{Resolution, Weights};

/// Room to weigh in.
#[derive(Debug, Default)]
pub(crate) struct Room {
    standings: Vec<Standing>,
    /// Group after group, in the order of the bearers of its name.
    scores: Vec<f32>,
    /// The same, [`LANES`] by [`LANES`]; of groups that are looked at.
    candidates: Vec<Candidates>,
    context: Context,
    ranked: Vec<Resolution>,
}

/// Where the things of a group stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub(crate) name: Stretch,
    first_score: u32,
    n_scores: u32,
    first_candidates: u32,
}

impl Standing {
    /// Where the scores of its candidates stand among all.
    #[inline]
    pub(crate) fn scores(&self) -> Range<usize> {
        let first = self.first_score as usize;
        first..first + self.n_scores as usize
    }

    /// Whether it has several candidates; else it is the one, whatever is said of it.
    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        self.n_scores > 1
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
        let Room { standings, scores, candidates, context, .. } = room;
        standings.clear();
        scores.clear();
        candidates.clear();
        for group in groups.list {
            let name = names.stretch(group.name);
            let bearers = names.bearers(&name);
            let standing = Standing {
                name,
                first_score: scores.len() as u32,
                n_scores: bearers.len() as u32,
                first_candidates: candidates.len() as u32,
            };
            let is_open = standing.is_open();
            if is_open || is_whole {
                let cues = Cues { echo: group.cues.echo.filter(|_| is_open), ..group.cues };
                for (bearers, rows) in bearers.chunks(LANES).zip(names.rows(&name)) {
                    candidates.push(Candidates::NONE);
                    if let Some(last) = candidates.last_mut() {
                        last.set(bearers, rows, cues, home);
                    }
                }
            }
            scores.resize(scores.len() + bearers.len(), 1.0);
            standings.push(standing);
        }
        if is_whole || standings.iter().any(Standing::is_open) {
            context.set(names, standings);
        }
        let mut this = Self { gazetteer, weights: weights.last(), names, groups, room };
        for nth in 0..groups.list.len() {
            this.score(nth);
        }
        this
    }

    /// Whether any group has a choice.
    pub(crate) fn is_open(&self) -> bool {
        self.room.standings.iter().any(Standing::is_open)
    }

    /// Weighs the candidates with what the groups said before.
    pub(crate) fn weigh_again(&mut self) {
        self.listen();
        for nth in 0..self.groups.list.len() {
            if self.room.standings[nth].is_open() {
                self.see(nth);
                self.score(nth);
            }
        }
    }

    /// Sums up what the groups say now.
    fn listen(&mut self) {
        let Room { standings, scores, context, .. } = &mut *self.room;
        context.update(self.gazetteer, self.names, self.groups, standings, scores);
    }

    /// What all candidates are shown that the others say now: their features, group by group.
    pub(crate) fn seen(&mut self) -> impl Iterator<Item = Vec<(PlaceId, [f32; N_FEATURES])>> {
        self.listen();
        for nth in 0..self.groups.list.len() {
            self.see(nth);
        }
        let Room { standings, candidates, .. } = &*self.room;
        standings.iter().map(|standing| {
            let bearers = self.names.bearers(&standing.name).chunks(LANES);
            let of_names = self.names.vectors(&standing.name).chunks(LANES);
            let candidates = &candidates[standing.first_candidates as usize..];
            candidates
                .iter()
                .zip(bearers)
                .zip(of_names)
                .flat_map(|((candidates, bearers), of_name)| candidates.vectors(bearers, of_name))
                .collect()
        })
    }

    /// Shows the candidates of a group what the others say.
    fn see(&mut self, nth: usize) {
        let Room { standings, candidates, context, .. } = &mut *self.room;
        let standing = &standings[nth];
        let sight = context.seen_by(nth);
        let candidates = &mut candidates[standing.first_candidates as usize..];
        let bearers = self.names.bearers(&standing.name).chunks(LANES);
        for ((candidates, bearers), rows) in
            candidates.iter_mut().zip(bearers).zip(self.names.rows(&standing.name))
        {
            candidates.see(self.gazetteer, bearers, rows, sight);
        }
    }

    /// Scores the candidates of a group by what they say now.
    fn score(&mut self, nth: usize) {
        let Room { standings, candidates, scores, .. } = &mut *self.room;
        let standing = &standings[nth];
        if !standing.is_open() {
            return;
        }
        let scores = &mut scores[standing.scores()];
        let candidates = &candidates[standing.first_candidates as usize..];
        let rows = self.names.rows(&standing.name);
        for ((candidates, rows), scores) in
            candidates.iter().zip(rows).zip(scores.chunks_mut(LANES))
        {
            candidates.weigh(rows, &self.weights, scores);
        }
        softmax(scores);
    }

    /// The candidates of each group, best first.
    pub(crate) fn ranked(self) -> Rankings<'a> {
        let Self { names, groups, room: Room { standings, scores, ranked, .. }, .. } = self;
        ranked.clear();
        for standing in &*standings {
            let first = ranked.len();
            let bearers = names.bearers(&standing.name).iter();
            let scored = bearers.zip(&scores[standing.scores()]);
            ranked.extend(scored.map(|(it, score)| Resolution { place: it.place, score: *score }));
            // no score is negative, and the bits of what is not are in its order
            ranked[first..].sort_unstable_by_key(|it| (Reverse(it.score.to_bits()), it.place));
        }
        Rankings { all: ranked, standings, of_mentions: groups.of_mentions }
    }
}

/// The candidates of each group, best first.
#[derive(Debug, Default)]
pub(crate) struct Rankings<'r> {
    all: &'r mut [Resolution],
    standings: &'r [Standing],
    /// The group of each mention.
    of_mentions: &'r [u32],
}

impl Rankings<'_> {
    /// Each ranking once.
    pub(crate) fn each(&mut self, mut change: impl FnMut(&mut [Resolution])) {
        for standing in self.standings {
            change(&mut self.all[standing.scores()]);
        }
    }

    /// The ranking of a mention.
    #[inline]
    pub(crate) fn of_mention(&self, nth: usize) -> &[Resolution] {
        &self.all[self.standings[self.of_mentions[nth] as usize].scores()]
    }
}

/// Shares of belief, of what weighs so much.
pub(super) fn softmax(raw: &mut [f32]) {
    let top = raw.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for it in raw.iter_mut() {
        *it = (*it - top).exp();
    }
    let sum: f32 = raw.iter().sum();
    for it in raw.iter_mut() {
        *it /= sum;
    }
}
