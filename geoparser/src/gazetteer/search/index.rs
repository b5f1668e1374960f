//! The compiled search: where words of names begin, and skeletons.

use std::borrow::Cow;
use std::ops::Range;

use crate::gazetteer::image::{Format, Image, Writer, u64_at};
use crate::gazetteer::names::{Builder, Cursor, NameIndex, Posting, Postings};
use crate::gazetteer::search::folded_name;
use crate::gazetteer::search::skeleton::skeleton;
use crate::gazetteer::{Gazetteer, ImageError};
use crate::place::{Kind, Place, PlaceId};
use crate::text::fold::fold_into;
use crate::text::words::words;

const FORMAT: Format = Format { magic: *b"tadmurs\n", version: 4, n_sections: 5 };

const OWNER: usize = 0;
const STARTS: usize = 1;
const SLOTS: usize = 2;
const POSTINGS: usize = 3;
const RANKS: usize = 4;

const START_BYTES: usize = 8;

/// Finds places by name: see [`crate::gazetteer::search`].
#[derive(Debug)]
pub struct Search {
    image: Image,
}

/// A word of a name: 4 bytes of place, 2 of name, 1 of word, 1 of rank.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Start {
    pub(crate) place: PlaceId,
    pub(crate) nth_name: u16,
    pub(crate) nth_word: u8,
    pub(crate) rank: u8,
}

impl Start {
    fn pack(self) -> u64 {
        u64::from(self.place.0)
            | u64::from(self.nth_name) << 32
            | u64::from(self.nth_word) << 48
            | u64::from(self.rank) << 56
    }

    fn unpack(packed: u64) -> Self {
        Self {
            place: PlaceId(packed as u32),
            nth_name: (packed >> 32) as u16,
            nth_word: (packed >> 48) as u8,
            rank: (packed >> 56) as u8,
        }
    }
}

/// How well known a place is, from 0 to 255: by its inhabitants, its kind, and in how many ways it is written.
#[expect(clippy::cast_sign_loss, reason = "it is clamped")]
fn rank(place: &Place<'_>, n_names: u16) -> u8 {
    let inhabitants = place.population.map_or(0.0, |it| 16.0 * (it as f32 + 1.0).log10());
    let kind = match place.kind {
        Kind::Country | Kind::Continent => 80.0,
        Kind::Territory | Kind::Region | Kind::Sea => 40.0,
        Kind::Admin1 | Kind::River | Kind::Mountain | Kind::Desert => 20.0,
        Kind::City => match place.feature_code {
            "PPLC" => 40.0,
            "PPLA" => 20.0,
            _ => 10.0,
        },
        _ => 0.0,
    };
    let names = 10.0 * (f32::from(n_names) + 1.0).log2();
    (inhabitants + kind + names).clamp(0.0, 255.0) as u8
}

impl Search {
    /// Of the image; an image of another version has to be compiled anew.
    pub const FORMAT_VERSION: u32 = FORMAT.version;

    /// Compiles the search over all names of a gazetteer.
    pub fn compile(gazetteer: &Gazetteer) -> Self {
        let mut text = String::new();
        let mut starts: Vec<(u64, Range<u32>, Start)> = Vec::new();
        let mut skeletons = Builder::of_every_name();
        let mut bones = String::new();
        let mut ranks = Vec::with_capacity(gazetteer.len());
        for id in gazetteer.ids() {
            let rank = rank(&gazetteer.place(id), gazetteer.n_names(id));
            ranks.push(rank);
            for (name, nth_name) in gazetteer.names(id).zip(0..u16::MAX) {
                let first = starts.len();
                let from = text.len();
                for (word, nth_word) in words(name.text).zip(0..u8::MAX) {
                    if text.len() > from {
                        text.push(' ');
                    }
                    let at = text.len() as u32;
                    fold_into(&name.text[word.range()], &mut text);
                    starts.push((0, at..0, Start { place: id, nth_name, nth_word, rank }));
                }
                for (key, range, _) in &mut starts[first..] {
                    range.end = text.len() as u32;
                    *key = first_eight(&text.as_bytes()[range.start as usize..]);
                }
                skeleton(name.text, &mut bones);
                if !bones.is_empty() {
                    let posting =
                        Posting { place: id, nth_name, lang: 0, sort: name.sort, lowercase: false };
                    skeletons.add_word(&bones, posting);
                }
            }
        }
        let slice = |it: &Range<u32>| &text.as_bytes()[it.start as usize..it.end as usize];
        starts.sort_unstable_by(|a, b| {
            let by_text = || slice(&a.1).cmp(slice(&b.1));
            let by_name = || {
                (a.2.place, a.2.nth_word, a.2.nth_name).cmp(&(
                    b.2.place,
                    b.2.nth_word,
                    b.2.nth_name,
                ))
            };
            a.0.cmp(&b.0).then_with(by_text).then_with(by_name)
        });
        starts.dedup_by(|b, a| a.2.place == b.2.place && slice(&a.1) == slice(&b.1));
        skeletons.sort();
        let (slots, postings) = skeletons.build();
        let mut writer = Writer::new(FORMAT);
        writer.section(OWNER, |out| out.extend(gazetteer.checksum().to_le_bytes()));
        writer.section(STARTS, |out| {
            out.extend(starts.iter().flat_map(|(_, _, start)| start.pack().to_le_bytes()));
        });
        writer.section(SLOTS, |out| out.extend(slots));
        writer.section(POSTINGS, |out| out.extend(postings));
        writer.section(RANKS, |out| out.extend(ranks));
        Self { image: writer.finish() }
    }

    /// Takes an image as it lies; it has to have been compiled from this gazetteer.
    ///
    /// # Errors
    ///
    /// When the bytes are not a whole, undamaged image, or that of another gazetteer.
    pub fn from_image(
        image: impl Into<Cow<'static, [u8]>>,
        gazetteer: &Gazetteer,
    ) -> Result<Self, ImageError> {
        let image = Image::new(image.into(), &FORMAT)?;
        if u64_at(image.section(OWNER), 0) != gazetteer.checksum() {
            return Err(ImageError::OtherGazetteer);
        }
        Ok(Self { image })
    }

    /// The image, for [`Self::from_image`].
    pub fn as_image(&self) -> &[u8] {
        self.image.bytes()
    }

    /// Who has a name of this skeleton.
    pub(crate) fn bearers(&self, gazetteer: &Gazetteer, bones: &str) -> Postings<'_> {
        let (slots, postings) = (self.image.section(SLOTS), self.image.section(POSTINGS));
        let index = NameIndex::new(slots, postings, gazetteer.len() as u32);
        index.look(Cursor::START.then(bones)).map(|it| it.postings).unwrap_or_default()
    }

    /// How well known a place is.
    pub(crate) fn rank(&self, id: PlaceId) -> u8 {
        self.image.section(RANKS).get(id.0 as usize).copied().unwrap_or(0)
    }

    fn n_starts(&self) -> usize {
        self.image.section(STARTS).len() / START_BYTES
    }

    fn start(&self, nth: usize) -> Start {
        Start::unpack(u64_at(self.image.section(STARTS), nth * START_BYTES))
    }

    /// The starts whose text is exactly this, and all that begin so; the first range begins the second.
    pub(crate) fn starting_with(
        &self,
        gazetteer: &Gazetteer,
        folded: &str,
    ) -> (Range<usize>, Range<usize>) {
        let is_before = |nth: usize, limit: &dyn Fn(&[u8]) -> bool| {
            let start = self.start(nth);
            let name = if (start.place.0 as usize) < gazetteer.len() {
                folded_name(gazetteer, start.place, start.nth_name)
            } else {
                String::new()
            };
            let text = name.splitn(usize::from(start.nth_word) + 1, ' ').last().unwrap_or_default();
            limit(text.as_bytes())
        };
        let first = |from: usize, limit: &dyn Fn(&[u8]) -> bool| {
            let (mut from, mut to) = (from, self.n_starts());
            while from < to {
                let middle = usize::midpoint(from, to);
                if is_before(middle, limit) { from = middle + 1 } else { to = middle }
            }
            from
        };
        let wanted = folded.as_bytes();
        let begin = first(0, &|text| text < wanted);
        let exact_end = first(begin, &|text| text <= wanted);
        let end = first(exact_end, &|text| text < wanted || text.starts_with(wanted));
        (begin..exact_end, begin..end)
    }

    /// Of the starts in a range, the `n` best-known places that are allowed, about.
    pub(crate) fn best_known(
        &self,
        range: Range<usize>,
        n: usize,
        allows: &dyn Fn(PlaceId) -> bool,
    ) -> Vec<Start> {
        let bytes = &self.image.section(STARTS)[range.start * START_BYTES..range.end * START_BYTES];
        let mut n_of_rank = [0_usize; 256];
        for start in bytes.chunks_exact(START_BYTES) {
            n_of_rank[usize::from(start[7])] += 1;
        }
        let mut best = Vec::new();
        let mut wanted = n;
        let mut upper = 256;
        while best.len() < n && upper > 0 {
            let mut lower = upper;
            let mut seen = 0;
            while lower > 0 && seen < wanted {
                lower -= 1;
                seen += n_of_rank[lower];
            }
            for start in bytes.chunks_exact(START_BYTES) {
                if (lower..upper).contains(&usize::from(start[7])) {
                    let start = Start::unpack(u64_at(start, 0));
                    if allows(start.place) {
                        best.push(start);
                    }
                }
            }
            upper = lower;
            wanted *= 4;
        }
        best
    }
}

fn first_eight(bytes: &[u8]) -> u64 {
    let mut eight = [0; 8];
    let n = bytes.len().min(8);
    eight[..n].copy_from_slice(&bytes[..n]);
    u64::from_be_bytes(eight)
}
