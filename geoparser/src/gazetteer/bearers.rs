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
pub enum Bearers {
    /// So many of the gazetteer's postings, from here on: all that it lists under a name.
    Listed {
        /// The first.
        first: u32,
        /// How many.
        n: u16,
        /// Of how many of them it is a demonym.
        demonyms: Demonyms,
    },
    /// Some of those that are listed under a name, or of several.
    Own(OwnList),
}

/// To how many of its bearers a name is a demonym.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Demonyms {
    /// To none.
    None,
    /// To some of them, but not to all.
    Some,
    /// To all.
    All,
}

/// Postings of one name or of several.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct OwnList(Box<[Packed]>);

impl Default for Bearers {
    /// Nobody.
    fn default() -> Self {
        Self::Own(OwnList(Box::default()))
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
        Self::Listed { first: index.position(listed), n, demonyms }
    }

    /// These, in this order.
    pub(crate) fn own(postings: impl Iterator<Item = Posting>) -> Self {
        Self::Own(OwnList(postings.map(|it| it.pack().to_le_bytes()).collect()))
    }

    /// Each of them.
    #[inline]
    pub(crate) fn read<'a>(&'a self, gazetteer: &'a Gazetteer) -> Listing<'a> {
        Listing(match self {
            Self::Listed { first, n, .. } => gazetteer.postings(*first, *n).iter(),
            Self::Own(OwnList(own)) => own.iter(),
        })
    }

    /// To how many of them the name is a demonym; to all, if there is nobody.
    #[inline]
    pub(crate) fn demonyms(&self) -> Demonyms {
        match self {
            Self::Listed { demonyms, .. } => *demonyms,
            Self::Own(OwnList(own)) => {
                let sorts = own.iter().map(|it| Posting::unpack(*it).sort);
                Demonyms::of(sorts.filter(|it| *it == NameSort::Demonym).count(), own.len())
            }
        }
    }

    /// How many.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Listed { n, .. } => usize::from(*n),
            Self::Own(OwnList(own)) => own.len(),
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
