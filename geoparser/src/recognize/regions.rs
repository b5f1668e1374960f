//! Where a text is: how much its names speak for the same region, before any of them is resolved.
//!
//! Names of one county stand together, so a word that could be a town of the state that the others are in is likelier one.
//!
//! # Cost
//!
//! The bearers of each different name are walked once; the divisions of at most [`MAX_BEARERS`] of them are sorted.

use crate::gazetteer::Gazetteer;
use crate::place::{Kind, NameSort};
use crate::recognize::Match;
use crate::recognize::features::GazetteerCode;
use crate::recognize::numbering::Numbering;

/// Of a name that more places bear, the others are not looked at.
const MAX_BEARERS: usize = 32;

/// The names of a text, and where their bearers lie.
#[derive(Debug, Default)]
pub(super) struct Regions {
    numbers: Numbering,
    names: Vec<Name>,
    /// Of each match, its name.
    name_of: Vec<u32>,
    /// Each division with each name that has a bearer there, packed as it is sorted: the division, the number of the name.
    lie_in: Vec<u64>,
}

/// A name, whoever bears it.
#[derive(Debug)]
struct Name {
    /// The first match of it.
    first: u32,
    /// See [`match_code`].
    code: GazetteerCode,
    /// In how many first-order divisions its bearers lie.
    n_divisions: u32,
    /// How much it speaks for each of them: less when they are many; not at all when it is no plain name.
    voice: f32,
    /// How much the other names speak for the one of them that they speak for most.
    support: f32,
}

impl Name {
    fn grade(&self) -> u8 {
        match self.support {
            _ if self.n_divisions == 0 => 0,
            it if it < 0.2 => 1,
            it if it < 0.7 => 2,
            it if it < 2.0 => 3,
            _ => 4,
        }
    }
}

impl Regions {
    /// Forgets all names, and makes room for so many matches.
    pub(super) fn clear(&mut self, n_matches: usize) {
        let Self { numbers, names, name_of, lie_in } = self;
        numbers.clear(n_matches);
        names.clear();
        name_of.clear();
        lie_in.clear();
    }

    /// Adds the next of the matches, whose name has this key; says its [`match_code`].
    pub(super) fn add(
        &mut self,
        gazetteer: &Gazetteer,
        matches: &[Match],
        key: u64,
    ) -> GazetteerCode {
        let nth = self.name_of.len();
        let (number, is_new) = self.numbers.number(key);
        self.name_of.push(number as u32);
        if let Some(name) = self.names.get(number) {
            let is_the_same = matches[name.first as usize].bearers == matches[nth].bearers;
            return if is_the_same {
                name.code
            } else {
                match_code(gazetteer, &matches[nth], |_| {})
            };
        }
        debug_assert!(is_new, "every name that was met is there");
        let lie_in = &mut self.lie_in;
        let code = match_code(gazetteer, &matches[nth], |division| {
            lie_in.push(u64::from(division) << 32 | number as u64);
        });
        let first = nth as u32;
        self.names.push(Name { first, code, n_divisions: 0, voice: 0.0, support: 0.0 });
        code
    }

    /// Lets the names speak: of those whose first match is a plain name. What may be a common word or a person does not.
    pub(super) fn speak(&mut self, is_plain: impl Fn(usize) -> bool) {
        let Self { names, lie_in, .. } = self;
        let name_in = |pair: u64| (pair as u32) as usize;
        lie_in.sort_unstable();
        lie_in.dedup();
        for pair in &*lie_in {
            names[name_in(*pair)].n_divisions += 1;
        }
        for name in names.iter_mut().filter(|it| is_plain(it.first as usize)) {
            name.voice = 1.0 / name.n_divisions as f32;
        }
        for of_one in lie_in.chunk_by(|a, b| a >> 32 == b >> 32) {
            let sum = of_one.iter().fold(0.0, |sum, it| sum + names[name_in(*it)].voice);
            for pair in of_one {
                let name = &mut names[name_in(*pair)];
                name.support = name.support.max(sum - name.voice);
            }
        }
    }

    /// For each match, how much the other names speak for a division of one of its bearers: 0 when none is known, then 1 to 4.
    pub(super) fn grades(&self) -> impl Iterator<Item = u8> {
        self.name_of.iter().map(|number| self.names[*number as usize].grade())
    }
}

/// Kind and size of the best-known bearer, how many bear the name, and its sort: 9 bits; 0 where nobody bears it. Calls `with` for the division
/// of each of the first bearers that lies in one.
fn match_code(gazetteer: &Gazetteer, found: &Match, mut with: impl FnMut(u32)) -> GazetteerCode {
    let class = |kind: Kind, size: u8| match kind {
        Kind::Country | Kind::Territory => 0_u16,
        Kind::Continent | Kind::Region => 1,
        Kind::Admin1 => 2,
        Kind::Admin2 => 3,
        Kind::City => 8 - u16::from(size.min(4)),
        Kind::Admin3 => 9,
        Kind::River | Kind::Lake | Kind::Sea => 10,
        Kind::Island | Kind::Mountain | Kind::Desert | Kind::Landform => 11,
        Kind::Suburb => 12,
        Kind::Airport | Kind::Port | Kind::Park | Kind::Site => 13,
        Kind::Ancient => 14,
    };
    let bearers = found.bearers(gazetteer).enumerate().map(|(nth, it)| {
        let gist = gazetteer.gist(it.place);
        if let Some(division) = gist.division.filter(|_| nth < MAX_BEARERS) {
            with(division.0);
        }
        (class(gist.kind, gist.size), it.sort)
    });
    let best = bearers.min_by_key(|(class, sort)| (*sort == NameSort::Historical, *class));
    let Some((class, sort)) = best else { return 0 };
    let sort = match sort {
        NameSort::Label => 0,
        NameSort::Alias => 1,
        NameSort::Demonym => 2,
        NameSort::Abbreviation | NameSort::Historical => 3,
    };
    let bearers = match found.bearers.len() {
        0 | 1 => 0,
        2..=4 => 1,
        5..=15 => 2,
        _ => 3,
    };
    // the leading bit tells a match from none
    1 << 8 | class << 4 | sort << 2 | bearers
}
