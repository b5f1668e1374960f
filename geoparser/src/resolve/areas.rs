//! The countries and the first-order divisions that names can lie in.
//!
//! # Shape
//!
//! Each group of mentions has the areas of its name, in their order there, behind one that stands for nowhere. The areas stay
//! while the beliefs in them are forgotten and summed up anew.

use std::ops::Range;

use crate::resolve::names::LANES;

/// All areas of an article: countries, or divisions.
#[derive(Debug, Default)]
pub(crate) struct Areas {
    /// Where those of each group begin; at last, where all end.
    starts: Vec<u32>,
    /// Group after group: nowhere, then its areas.
    shares: Vec<Share>,
    /// What all groups together say of each area, in the order in which they are met; of nowhere, nothing.
    told: Vec<Told>,
    /// The belief of all groups in whatever they name.
    total: f32,
    /// For each area of all texts that are read together, its number here; or 0 between texts.
    known: Vec<u32>,
    /// Room to sort in.
    sorted: Vec<f32>,
}

/// How much a group believes in an area.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Share {
    number: u32,
    pub(crate) belief: f32,
}

/// What the article says of an area.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    belief: f32,
    /// How surely it is named, 0 to 1.
    named: f32,
    /// How surely its capital is spoken of, 0 to 1.
    capital: f32,
}

/// What the article says of some areas, as one group sees it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said {
    /// The share of the other names that lie in it, 0 to 1.
    pub(crate) share: [f32; LANES],
    /// How surely the article names it, 0 to 1.
    pub(crate) named: [f32; LANES],
    /// How surely the article speaks of its capital, 0 to 1.
    pub(crate) capital: [f32; LANES],
}

impl Areas {
    /// Takes the areas of each group, by numbers below `n`.
    pub(crate) fn set<'n>(&mut self, groups: impl Iterator<Item = &'n [u32]> + Clone, n: usize) {
        let Self { starts, shares, told, known, .. } = self;
        known.resize(n, 0);
        starts.clear();
        shares.clear();
        let mut n_known = 0;
        for areas in groups.clone() {
            starts.push(shares.len() as u32);
            shares.push(Share::default());
            for area in areas {
                let known = &mut known[*area as usize];
                if *known == 0 {
                    n_known += 1;
                    *known = n_known;
                }
                shares.push(Share { number: *known, belief: 0.0 });
            }
        }
        starts.push(shares.len() as u32);
        for area in groups.flatten() {
            known[*area as usize] = 0;
        }
        told.resize(n_known as usize + 1, Told::default());
    }

    /// Nobody believes in any.
    pub(crate) fn forget(&mut self) {
        for share in &mut self.shares {
            share.belief = 0.0;
        }
        self.told.fill(Told::default());
    }

    /// How much a group believes in each of its areas, the first of which is nowhere.
    #[inline]
    pub(crate) fn shares(&mut self, group: usize) -> &mut [Share] {
        let of_group = self.of_group(group);
        &mut self.shares[of_group]
    }

    #[inline]
    fn of_group(&self, group: usize) -> Range<usize> {
        self.starts[group] as usize..self.starts[group + 1] as usize
    }

    /// One of a group's areas is named with so much belief.
    pub(crate) fn name(&mut self, group: usize, area: u8, belief: f32) {
        self.told(group, area).named += belief;
    }

    /// The capital of one of a group's areas is spoken of.
    pub(crate) fn name_capital(&mut self, group: usize, area: u8, belief: f32) {
        self.told(group, area).capital += belief;
    }

    fn told(&mut self, group: usize, area: u8) -> &mut Told {
        let share = &self.shares[self.starts[group] as usize + usize::from(area)];
        &mut self.told[share.number as usize]
    }

    /// Sums up the beliefs of all groups, so much in all.
    pub(crate) fn sum_up(&mut self, total: f32) {
        for share in &self.shares {
            self.told[share.number as usize].belief += share.belief;
        }
        for told in &mut self.told {
            told.named = told.named.min(1.0);
            told.capital = told.capital.min(1.0);
        }
        if let Some(nowhere) = self.told.first_mut() {
            *nowhere = Told::default();
        }
        self.total = total;
    }

    /// As one group sees them.
    pub(crate) fn seen_by(&self, group: usize) -> Seen<'_> {
        let shares = &self.shares[self.of_group(group)];
        let beliefs = shares[1..].iter().map(|it| it.belief);
        let most = beliefs.fold(0.0, |most, it| if it > most { it } else { most });
        Seen { shares, told: &self.told, others: self.total - most.max(1.0) }
    }

    /// How many areas the names are spread over: 0 for one, towards 1 for many (Simpson's index).
    pub(crate) fn diversity(&mut self) -> f32 {
        let Self { sorted, told, .. } = self;
        sorted.clear();
        sorted.extend(told[1..].iter().map(|it| it.belief));
        sorted.sort_unstable_by(f32::total_cmp);
        let sum: f32 = sorted.iter().sum();
        if sum > 0.0 { 1.0 - sorted.iter().map(|it| (it / sum).powi(2)).sum::<f32>() } else { 0.0 }
    }
}

/// So much belief in places that nobody names stands beside what a text says: one other name tells less of where it is about than many
/// that agree.
pub(crate) const DOUBT: f32 = 1.0;

/// The areas of one group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'a> {
    shares: &'a [Share],
    told: &'a [Told],
    /// The belief of the other groups in whatever they name.
    others: f32,
}

impl Seen<'_> {
    /// What the article says of some of them; of nowhere, nothing.
    #[inline]
    pub(crate) fn said_of(self, areas: [u8; LANES]) -> Said {
        let mut said = Said::default();
        for (lane, area) in areas.into_iter().enumerate() {
            let own = self.shares[usize::from(area)];
            let told = self.told[own.number as usize];
            said.share[lane] = told.belief - own.belief;
            said.named[lane] = told.named;
            said.capital[lane] = told.capital;
        }
        let is_any = self.others > 0.0;
        said.share = said.share.map(|it| (it / (self.others + DOUBT)).clamp(0.0, 1.0));
        said.share = if is_any { said.share } else { [0.0; LANES] };
        said
    }
}
