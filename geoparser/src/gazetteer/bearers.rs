//! Who bears a name as it is written in a text.
//!
//! # Cost
//!
//! 16 bytes where all do that the gazetteer lists under the name, wherever else it is read; else a list of its own.

use std::slice;

use crate::gazetteer::Gazetteer;
use crate::gazetteer::names::{NameIndex, Packed, Posting, Postings};

/// The places that go by a name, by id: to be read from the gazetteer that they were found in.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Bearers {
    /// So many of the gazetteer's postings, from here on: all that it lists under a name.
    Listed {
        /// The first.
        first: u32,
        /// How many.
        n: u32,
    },
    /// Some of those that are listed under a name, or of several.
    Own(OwnList),
}

/// Postings of one name or of several.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct OwnList(Box<[Packed]>);

impl Default for Bearers {
    /// Nobody.
    fn default() -> Self {
        Self::Listed { first: 0, n: 0 }
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
        let mut n = 0;
        for packed in listed.packed() {
            if !is_one(&Posting::unpack(packed)) {
                let all = listed.packed().map(Posting::unpack);
                return Self::own(all.filter(is_one));
            }
            n += 1;
        }
        Self::Listed { first: index.position(listed), n }
    }

    /// These, in this order.
    pub(crate) fn own(postings: impl Iterator<Item = Posting>) -> Self {
        Self::Own(OwnList(postings.map(|it| it.pack().to_le_bytes()).collect()))
    }

    /// Each of them.
    #[inline]
    pub(crate) fn read<'a>(&'a self, gazetteer: &'a Gazetteer) -> Listing<'a> {
        Listing(match self {
            Self::Listed { first, n } => gazetteer.postings(*first, *n).iter(),
            Self::Own(OwnList(own)) => own.iter(),
        })
    }

    /// How many.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Listed { n, .. } => *n as usize,
            Self::Own(OwnList(own)) => own.len(),
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
