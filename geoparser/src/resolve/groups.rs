//! Mentions of one name are one group, but for those that the text itself parts: "Paris, Texas" and "Paris, France".
//!
//! # Cost
//!
//! One look at each mention, and at the words beside and behind the first ones of its name.

use std::cmp::Reverse;
use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::gazetteer::hash::hash_word;
use crate::gazetteer::{Demonyms, Gazetteer};
use crate::recognize::{FoldedWords, Match};
use crate::resolve::context::{self, Cues};
use crate::resolve::echoes::{Echoes, is_of_capital};
use crate::resolve::names::Naming;

/// A name in one surrounding: mentions of a group share their answer.
#[derive(Debug)]
pub(crate) struct Group {
    /// Which of the names.
    pub(crate) name: u32,
    pub(crate) n_mentions: u32,
    /// How much it says: a name said often says more, but not in proportion.
    pub(crate) weight: f32,
    pub(crate) cues: Cues,
    /// Whether the capital of what it names is spoken of.
    pub(crate) has_capital: bool,
    /// Whether its name may have several bearers.
    has_choice: bool,
}

/// All names of an article.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Groups<'a> {
    pub(crate) list: &'a [Group],
    /// The group of each mention.
    pub(crate) of_mentions: &'a [u32],
    /// For each mention that another one stands behind and parts from others of its name: the groups of both.
    pub(crate) qualified: &'a [[u32; 2]],
}

/// The groups of all articles that are read together, article after article.
#[derive(Debug, Default)]
pub(crate) struct AllGroups {
    list: Vec<Group>,
    of_mentions: Vec<u32>,
    qualified: Vec<[u32; 2]>,
    /// Where those of each article end.
    ends: Vec<[usize; 3]>,
}

impl AllGroups {
    /// Those of the nth article.
    pub(crate) fn nth(&self, nth: usize) -> Groups<'_> {
        let starts = nth.checked_sub(1).map_or([0; 3], |before| self.ends[before]);
        let ends = self.ends[nth];
        Groups {
            list: &self.list[starts[0]..ends[0]],
            of_mentions: &self.of_mentions[starts[1]..ends[1]],
            qualified: &self.qualified[starts[2]..ends[2]],
        }
    }
}

/// Groups the mentions of many texts, one after another.
#[derive(Debug)]
pub(crate) struct Grouping<'g, 't> {
    gazetteer: &'g Gazetteer,
    naming: Naming<'t>,
    all: AllGroups,
    /// Names as they are written, folded and hashed, and whether they are a people's.
    forms: HashMap<(u64, bool), u32, FixedState>,
    /// For each of these, its group in the text that is read, plus one; or 0.
    groups: Vec<u32>,
    /// The form of each mention of that text.
    written: Vec<u32>,
    /// Those of its mentions that another one stands behind and may part from others.
    qualified: Vec<usize>,
    /// The words of a name, one after the other.
    joined: String,
}

impl<'g, 't> Grouping<'g, 't> {
    pub(crate) fn new(gazetteer: &'g Gazetteer, naming: Naming<'t>) -> Self {
        Self {
            gazetteer,
            naming,
            all: AllGroups::default(),
            forms: HashMap::default(),
            groups: Vec::new(),
            written: Vec::new(),
            qualified: Vec::new(),
            joined: String::new(),
        }
    }

    /// Makes room for so many mentions more.
    pub(crate) fn reserve(&mut self, n_mentions: usize) {
        self.all.of_mentions.reserve(n_mentions);
        self.all.list.reserve(n_mentions);
        // of the mentions of many texts, one in three has a name that was not read before
        self.forms.reserve(n_mentions / 3);
        self.naming.reserve(n_mentions / 3);
    }

    /// The groups of all texts, and what they are called.
    pub(crate) fn finish(self) -> (AllGroups, Naming<'t>) {
        (self.all, self.naming)
    }

    /// Groups the mentions of one more text. One without another behind it that parts it from others of its name goes with the most.
    pub(crate) fn add(
        &mut self,
        text: &str,
        words: &FoldedWords,
        echoes: &Echoes,
        lang: &'t str,
        matches: &[Match],
    ) {
        let lang = self.naming.lang(lang);
        context::find_qualified(self.gazetteer, text, matches, &mut self.qualified);
        self.written.clear();
        for found in matches {
            let form = self.form(words, found);
            self.written.push(form);
        }
        let parts = tell_apart(self.gazetteer, matches, &self.written, &mut self.qualified);
        let mut parted: HashMap<(u32, u32), u32, FixedState> = HashMap::default();
        let AllGroups { list, of_mentions, qualified, ends } = &mut self.all;
        let (first, first_mention) = (list.len(), of_mentions.len());
        for (nth, found) in matches.iter().enumerate() {
            let form = self.written[nth];
            let known = match parts.get(nth) {
                None | Some(0) => &mut self.groups[form as usize],
                Some(part) => parted.entry((form, *part)).or_default(),
            };
            let has_choice = found.bearers.len() > 1;
            if *known == 0 {
                let is_looked_at = has_choice || self.naming.is_whole();
                let kind =
                    if is_looked_at { context::kind_beside(text, words, found) } else { None };
                list.push(Group {
                    name: self.naming.number(&found.bearers, lang),
                    n_mentions: 0,
                    weight: 1.0,
                    cues: Cues { kind, echo: None },
                    has_capital: false,
                    has_choice,
                });
                *known = (list.len() - first) as u32;
            }
            let number = *known - 1;
            of_mentions.push(number);
            let group = &mut list[first + number as usize];
            group.n_mentions += 1;
            group.has_capital = group.has_capital || is_of_capital(text, found);
            // the only candidate needs no echo
            if group.cues.echo.is_none() && group.has_choice {
                group.cues.echo = echoes.kind_behind(matches, nth);
            }
        }
        for form in &self.written {
            self.groups[*form as usize] = 0;
        }
        for group in &mut list[first..] {
            group.weight += (group.n_mentions as f32).ln();
        }
        let of_mentions = &of_mentions[first_mention..];
        qualified.extend(self.qualified.iter().map(|it| [of_mentions[*it], of_mentions[it + 1]]));
        ends.push([list.len(), first_mention + of_mentions.len(), qualified.len()]);
    }

    /// The number of a name as it is written.
    fn form(&mut self, words: &FoldedWords, found: &Match) -> u32 {
        let is_demonym = found.bearers.demonyms() == Demonyms::All;
        let hash = if found.n_words == 1 {
            words.hash(found.first_word)
        } else {
            self.joined.clear();
            let all = found.first_word..found.first_word + found.n_words;
            self.joined.extend(all.map(|nth| words.folded(nth)));
            hash_word(self.joined.as_bytes())
        };
        *self.forms.entry((hash, is_demonym)).or_insert_with(|| {
            self.groups.push(0);
            self.groups.len() as u32 - 1
        })
    }
}

/// How often a name has a qualifier, and where first.
type Count = (usize, Reverse<usize>);

/// Keeps those mentions of which the next one tells some bearers from others. Says what parts each mention from others of its
/// name, by numbers: the next one's name, or the one that its own name has most often; 0 is none. Nothing is said where
/// nobody is told from another.
fn tell_apart(
    gazetteer: &Gazetteer,
    matches: &[Match],
    written: &[u32],
    qualified: &mut Vec<usize>,
) -> Vec<u32> {
    let mut tells_of: HashMap<[u32; 2], bool, FixedState> = HashMap::default();
    qualified.retain(|nth| {
        let names = [written[*nth], written[nth + 1]];
        let tells = || context::tells(gazetteer, &matches[*nth], &matches[nth + 1]);
        *tells_of.entry(names).or_insert_with(tells)
    });
    if qualified.is_empty() {
        return Vec::new();
    }
    let mut numbers: HashMap<u32, u32, FixedState> = HashMap::default();
    let mut counts: HashMap<(u32, u32), Count, FixedState> = HashMap::default();
    let mut by = vec![0; matches.len()];
    for nth in qualified {
        let next = numbers.len() as u32 + 1;
        let number = *numbers.entry(written[*nth + 1]).or_insert(next);
        by[*nth] = number;
        counts.entry((written[*nth], number)).or_insert((0, Reverse(*nth + 1))).0 += 1;
    }
    // no two qualifiers stand first at the same place, so that one of them has most
    let mut most: HashMap<u32, (Count, u32), FixedState> = HashMap::default();
    for (name, number) in written.iter().zip(&by).filter(|(_, number)| **number != 0) {
        let here = (counts[&(*name, *number)], *number);
        let most = most.entry(*name).or_insert(here);
        *most = (*most).max(here);
    }
    for (nth, by) in by.iter_mut().enumerate().filter(|(_, by)| **by == 0) {
        *by = most.get(&written[nth]).map_or(0, |(_, number)| *number);
    }
    by
}
