//! Who bears a name as it is written in a text.
//!
//! # Cost
//!
//! 16 bytes where all do that the gazetteer lists under the name, wherever else it is read; else a list of its own.

use std::slice;

use crate::gazetteer::Gazetteer;
use crate::gazetteer::names::{NameIndex, Packed, Posting, Postings};
use crate::place::NameSort;

/// The places that go by a name, by id: to be read from the gazetteer that they were found in.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Bearers(Kept);

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Kept {
    /// So many of the gazetteer's postings, from the first one on: all that it lists under a name.
    Listed { first: u32, n: u16, demonyms: Demonyms },
    /// Some of those that are listed under a name, or of several.
    Own(Box<[Packed]>),
}

/// To how many of its bearers a name is a demonym.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Demonyms {
    None,
    Some,
    All,
}

impl Default for Bearers {
    /// Nobody.
    fn default() -> Self {
        Self(Kept::Own(Box::default()))
    }
}

impl Bearers {
    /// Those of a name who bear it as it is written.
    pub(crate) fn filtered(
        index: &NameIndex<'_>,
        listed: &Postings<'_>,
        is_written_so: impl Fn(Posting) -> bool,
    ) -> Self {
        let is_one = |it: &Posting| index.knows(*it) && is_written_so(*it);
        let (mut n, mut n_demonyms) = (0_u16, 0);
        for posting in listed.packed().map(Posting::unpack) {
            if !is_one(&posting) || n == u16::MAX {
                return Self::own(listed.packed().map(Posting::unpack).filter(is_one));
            }
            n += 1;
            n_demonyms += u16::from(posting.sort == NameSort::Demonym);
        }
        let demonyms = Demonyms::of(n_demonyms.into(), n.into());
        Self(Kept::Listed { first: index.position(listed), n, demonyms })
    }

    /// These, in this order.
    pub(crate) fn own(postings: impl Iterator<Item = Posting>) -> Self {
        Self(Kept::Own(postings.map(|it| it.pack().to_le_bytes()).collect()))
    }

    /// Each of them.
    #[inline]
    pub(crate) fn read<'a>(&'a self, gazetteer: &'a Gazetteer) -> Listing<'a> {
        Listing(match &self.0 {
            Kept::Listed { first, n, .. } => gazetteer.postings(*first, *n).iter(),
            Kept::Own(own) => own.iter(),
        })
    }

    /// To how many of them the name is a demonym; to all, if there is nobody.
    #[inline]
    pub(crate) fn demonyms(&self) -> Demonyms {
        match &self.0 {
            Kept::Listed { demonyms, .. } => *demonyms,
            Kept::Own(own) => {
                let sorts = own.iter().map(|it| Posting::unpack(*it).sort);
                Demonyms::of(sorts.filter(|it| *it == NameSort::Demonym).count(), own.len())
            }
        }
    }

    /// How many.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        match &self.0 {
            Kept::Listed { n, .. } => usize::from(*n),
            Kept::Own(own) => own.len(),
        }
    }
}

impl Demonyms {
    fn of(n_demonyms: usize, n: usize) -> Self {
        match n_demonyms {
            it if it == n => Self::All,
            0 => Self::None,
            _ => Self::Some,
        }
    }
}

/// Those who bear a name, one after another.
#[derive(Clone, Debug)]
pub struct Listing<'a>(slice::Iter<'a, Packed>);

impl Iterator for Listing<'_> {
    type Item = Posting;

    #[inline]
    fn next(&mut self) -> Option<Posting> {
        self.0.next().map(|it| Posting::unpack(*it))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Listing<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::PlaceId;

    const CSV: &str = "id,title,types,lon,lat,variants\n\
                       a,Indiana,admin1,1,1,IN@en-x-abbr\n\
                       b,In,city,1,1,\n\
                       c,Syria,country,1,1,syrien@fr-x-demonym\n\
                       d,Syrien,city,1,1,\n";

    #[track_caller]
    fn check(name: &str, is_written_so: impl Fn(Posting) -> bool, demonyms: Demonyms) {
        let gazetteer = Gazetteer::from_csv(&[("test.csv", CSV.as_bytes())]).unwrap().0;
        let listed = gazetteer.index().exact(name);
        let some: Vec<Posting> = listed.clone().filter(|it| is_written_so(*it)).collect();
        let bearers = Bearers::filtered(&gazetteer.index(), &listed, is_written_so);
        assert_eq!(bearers.read(&gazetteer).collect::<Vec<_>>(), some);
        assert_eq!(bearers.len(), some.len());
        assert_eq!(bearers.demonyms(), demonyms);
        let own = Bearers::own(some.iter().copied());
        assert_eq!(own.read(&gazetteer).collect::<Vec<_>>(), some);
        assert_eq!(own.demonyms(), demonyms);
    }

    #[test]
    fn bearers_are_those_of_the_list_or_some_of_them() {
        check("in", |_| true, Demonyms::None);
        check("in", |it| it.sort != NameSort::Abbreviation, Demonyms::None);
        check("in", |it| it.place == PlaceId(0), Demonyms::None);
        check("in", |_| false, Demonyms::All);
        check("syrien", |_| true, Demonyms::Some);
        check("syrien", |it| it.lowercase, Demonyms::All);
        check("syrien", |it| !it.lowercase, Demonyms::None);
        check("nowhere", |_| true, Demonyms::All);
    }
}
