//! The countries and the first-order divisions that names can lie in.
//!
//! # Shape
//!
//! Each group of mentions has the areas of its name, in their order there. The areas stay while the beliefs
//! in them are forgotten and summed up anew.

use std::ops::Range;

/// All areas of an article: countries, or divisions.
#[derive(Debug, Default)]
pub(crate) struct Areas {
    /// Where those of each group begin; at last, where all end.
    starts: Vec<u32>,
    /// Group after group: which area it is, counted in the order in which they are met.
    numbers: Vec<u32>,
    /// Group after group: how much the group believes in it.
    beliefs: Vec<f32>,
    /// What all groups together say of each area.
    told: Vec<Told>,
    /// The belief of all groups in whatever they name.
    total: f32,
    /// For each area of all texts that are read together, its number here plus one; or 0 between texts.
    known: Vec<u32>,
    /// Room to sort in.
    shares: Vec<f32>,
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
    /// Takes the areas of each group, by numbers below `n`.
    pub(crate) fn set<'n>(&mut self, groups: impl Iterator<Item = &'n [u32]> + Clone, n: usize) {
        let Self { starts, numbers, beliefs, told, known, .. } = self;
        known.resize(n, 0);
        starts.clear();
        numbers.clear();
        let mut n_known = 0;
        for areas in groups.clone() {
            starts.push(numbers.len() as u32);
            for area in areas {
                let known = &mut known[*area as usize];
                if *known == 0 {
                    n_known += 1;
                    *known = n_known;
                }
                numbers.push(*known - 1);
            }
        }
        starts.push(numbers.len() as u32);
        for area in groups.flatten() {
            known[*area as usize] = 0;
        }
        beliefs.resize(numbers.len(), 0.0);
        told.resize(n_known as usize, Told::default());
    }

    /// Nobody believes in any.
    pub(crate) fn forget(&mut self) {
        self.beliefs.fill(0.0);
        self.told.fill(Told::default());
    }

    /// How much a group believes in each of its areas.
    #[inline]
    pub(crate) fn beliefs(&mut self, group: usize) -> &mut [f32] {
        let of_group = self.of_group(group);
        &mut self.beliefs[of_group]
    }

    #[inline]
    fn of_group(&self, group: usize) -> Range<usize> {
        self.starts[group] as usize..self.starts[group + 1] as usize
    }

    /// One of a group's areas is named with so much belief.
    pub(crate) fn name(&mut self, group: usize, area: u8, belief: f32) {
        let number = self.numbers[self.starts[group] as usize + usize::from(area)];
        self.told[number as usize].named += belief;
    }

    /// The capital of one of a group's areas is spoken of.
    pub(crate) fn name_capital(&mut self, group: usize, area: u8, belief: f32) {
        let number = self.numbers[self.starts[group] as usize + usize::from(area)];
        self.told[number as usize].capital += belief;
    }

    /// Sums up the beliefs of all groups, so much in all.
    pub(crate) fn sum_up(&mut self, total: f32) {
        for (number, belief) in self.numbers.iter().zip(&self.beliefs) {
            self.told[*number as usize].belief += belief;
        }
        for told in &mut self.told {
            told.named = told.named.min(1.0);
            told.capital = told.capital.min(1.0);
        }
        self.total = total;
    }

    /// As one group sees them.
    pub(crate) fn seen_by(&self, group: usize) -> Seen<'_> {
        let of_group = self.of_group(group);
        let beliefs = &self.beliefs[of_group.clone()];
        let most = beliefs.iter().fold(0.0, |most, it| if *it > most { *it } else { most });
        let numbers = &self.numbers[of_group];
        Seen { numbers, beliefs, told: &self.told, others: self.total - most.max(1.0) }
    }

    /// How many areas the names are spread over: 0 for one, towards 1 for many (Simpson's index).
    pub(crate) fn diversity(&mut self) -> f32 {
        let Self { shares, told, .. } = self;
        shares.clear();
        shares.extend(told.iter().map(|it| it.belief));
        shares.sort_unstable_by(f32::total_cmp);
        let sum: f32 = shares.iter().sum();
        if sum > 0.0 { 1.0 - shares.iter().map(|it| (it / sum).powi(2)).sum::<f32>() } else { 0.0 }
    }
}

/// The areas of one group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'a> {
    numbers: &'a [u32],
    beliefs: &'a [f32],
    told: &'a [Told],
    /// The belief of the other groups in whatever they name.
    others: f32,
}

impl Seen<'_> {
    /// What the article says of one of them.
    #[inline]
    pub(crate) fn said_of(self, area: u8) -> Said {
        let area = usize::from(area);
        let told = self.told[self.numbers[area] as usize];
        let share = (told.belief - self.beliefs[area]) / self.others;
        Said {
            share: if self.others <= 0.0 { 0.0 } else { share.clamp(0.0, 1.0) },
            named: told.named,
            capital: told.capital,
        }
    }
}
