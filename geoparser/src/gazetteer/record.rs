//! What an image holds of a place in a fixed number of bytes.
//!
//! # Shape
//!
//! | bytes | hold |
//! |---|---|
//! | 0–15 | longitude, latitude |
//! | 16–27 | the same as a unit vector |
//! | 28–31 | population, or 0 |
//! | 32–33 | country, or 0 |
//! | 34–35 | number of its feature code |
//! | 36–37 | last year, or the least `i16` |
//! | 38 | kind |
//! | 39 | what it is the seat of: see [`Seat`] |
//! | 40–43 | number of its box plus one, or 0 |
//! | 44–47 | parent plus one, or 0 |
//! | 48–63 | where its key, label, variants and matches end in the text; each starts where the one before ends |

use std::ops::Range;

use crate::gazetteer::image::{Format, u32_at, u64_at};
use crate::place::{BBox, CountryCode, Direction, Kind, LonLat, PlaceId};

/// What the image of a gazetteer is made of, in its order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Section {
    /// Keys, labels, variants and matches, place by place.
    Text,
    /// What is of a fixed size.
    Records,
    /// Bounding boxes, four numbers each.
    Boxes,
    /// The feature codes that occur, one a line.
    FeatureCodes,
    /// The place of each country code, 4 bytes each, AA to ZZ.
    Countries,
    /// The slots of the trie of names.
    Slots,
    /// Who bears the names.
    Postings,
    /// What is asked of every bearer of a name: see [`Gist`].
    Gists,
    /// The language tags of names, one a line.
    Languages,
    /// The places that have short forms, 4 bytes each, sorted.
    Shortened,
}

pub(crate) const FORMAT: Format =
    Format { magic: *b"tadmurg\n", version: 5, n_sections: Section::Shortened as usize + 1 };

pub(crate) const RECORD_BYTES: usize = 64;
pub(crate) const BOX_BYTES: usize = 32;

/// A place as it is written.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) point: LonLat,
    pub(crate) text_ends: [u32; 4],
    pub(crate) bbox: Option<u32>,
    pub(crate) parent: Option<PlaceId>,
    pub(crate) population: Option<u32>,
    pub(crate) country: Option<CountryCode>,
    pub(crate) feature_code: u16,
    pub(crate) seat: Seat,
    pub(crate) until: Option<i16>,
    pub(crate) kind: Kind,
}

impl Record {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.point.lon().to_le_bytes());
        out.extend(self.point.lat().to_le_bytes());
        let axes = Direction::from(self.point).axes();
        out.extend(axes.iter().flat_map(|it| it.to_le_bytes()));
        out.extend(self.population.unwrap_or(0).to_le_bytes());
        let country = self.country;
        out.extend(country.as_ref().map_or(b"\0\0".as_slice(), |it| it.as_str().as_bytes()));
        out.extend(self.feature_code.to_le_bytes());
        out.extend(self.until.unwrap_or(i16::MIN).to_le_bytes());
        out.extend([self.kind as u8, self.seat as u8]);
        out.extend(self.bbox.map_or(0, |it| it + 1).to_le_bytes());
        out.extend(self.parent.map_or(0, |it| it.0 + 1).to_le_bytes());
        out.extend(self.text_ends.iter().flat_map(|it| it.to_le_bytes()));
    }
}

/// What a place is the seat of, by its feature code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Seat {
    /// Of nothing.
    None,
    /// Of a country: its capital.
    Country,
    /// Of a first-order division.
    Admin1,
    /// Of a lower division.
    Lower,
    /// Of nothing, as it is itself a section of a town.
    Section,
}

impl Seat {
    /// What a feature code of GeoNames says.
    pub(crate) fn of_code(code: &str) -> Self {
        match code {
            "PPLC" => Self::Country,
            "PPLA" => Self::Admin1,
            "PPLA2" | "PPLA3" => Self::Lower,
            "PPLX" => Self::Section,
            _ => Self::None,
        }
    }

    const ALL: [Self; 5] = [Self::None, Self::Country, Self::Admin1, Self::Lower, Self::Section];
}

/// Which of a place's texts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Text {
    Key,
    Label,
    Variants,
    Matches,
}

/// The records of an image.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Records<'i>(pub(crate) &'i [u8]);

impl<'i> Records<'i> {
    pub(crate) fn len(self) -> usize {
        self.0.len() / RECORD_BYTES
    }

    #[inline]
    pub(crate) fn nth(self, nth: usize) -> RecordRef<'i> {
        let start = nth * RECORD_BYTES;
        let bytes = &self.0[start..start + RECORD_BYTES];
        let text_start = start.checked_sub(RECORD_BYTES).map_or(0, |at| u32_at(self.0, at + 60));
        RecordRef { bytes: bytes.try_into().expect("the slice has this length"), text_start }
    }
}

/// A place as it lies in the image.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordRef<'i> {
    bytes: &'i [u8; RECORD_BYTES],
    text_start: u32,
}

impl RecordRef<'_> {
    #[inline]
    pub(crate) fn text(self, text: Text) -> Range<usize> {
        let nth = text as usize;
        let end = u32_at(self.bytes, 48 + nth * 4);
        let start = if nth == 0 { self.text_start } else { u32_at(self.bytes, 44 + nth * 4) };
        start as usize..end as usize
    }

    #[inline]
    pub(crate) fn point(self) -> LonLat {
        let [lon, lat] = [0, 8].map(|at| f64::from_bits(u64_at(self.bytes, at)));
        LonLat::new(lon, lat)
            .unwrap_or_else(|| LonLat::new(0.0, 0.0).expect("the origin is on Earth"))
    }

    /// Where it lies, as a unit vector.
    #[inline]
    pub(crate) fn axes(self) -> [f32; 3] {
        [16, 20, 24].map(|at| f32::from_bits(u32_at(self.bytes, at)))
    }

    #[inline]
    pub(crate) fn bbox(self) -> Option<usize> {
        u32_at(self.bytes, 40).checked_sub(1).map(|it| it as usize)
    }

    #[inline]
    pub(crate) fn parent(self) -> Option<PlaceId> {
        u32_at(self.bytes, 44).checked_sub(1).map(PlaceId)
    }

    #[inline]
    pub(crate) fn population(self) -> Option<u32> {
        Some(u32_at(self.bytes, 28)).filter(|it| *it > 0)
    }

    #[inline]
    pub(crate) fn country(self) -> Option<CountryCode> {
        CountryCode::from_letters([self.bytes[32], self.bytes[33]])
    }

    #[inline]
    pub(crate) fn feature_code(self) -> usize {
        usize::from(self.u16_at(34))
    }

    #[inline]
    pub(crate) fn until(self) -> Option<i16> {
        Some(self.u16_at(36).cast_signed()).filter(|it| *it != i16::MIN)
    }

    #[inline]
    pub(crate) fn kind(self) -> Kind {
        Kind::ALL.get(usize::from(self.bytes[38])).copied().unwrap_or(Kind::Site)
    }

    #[inline]
    pub(crate) fn seat(self) -> Seat {
        Seat::ALL.get(usize::from(self.bytes[39])).copied().unwrap_or(Seat::None)
    }

    #[inline]
    fn u16_at(self, at: usize) -> u16 {
        u16::from_le_bytes([self.bytes[at], self.bytes[at + 1]])
    }
}

/// What is asked of every bearer of a name, in 8 bytes: the gists of all places stay in nearer memory than their records.
///
/// | bytes | hold |
/// |---|---|
/// | 0–3 | first-order division plus one, or 0 |
/// | 4 | kind |
/// | 5 | how many of [`SIZES`] its population reaches |
/// | 6–7 | how many names |
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Gist {
    /// The first-order division that the place is or lies in.
    pub(crate) division: Option<PlaceId>,
    pub(crate) kind: Kind,
    /// How many of [`SIZES`] its population reaches.
    pub(crate) size: u8,
    pub(crate) n_names: u16,
}

/// Populations that part hamlets, towns and cities.
const SIZES: [u32; 4] = [1_000, 15_000, 100_000, 1_000_000];

const GIST_BYTES: usize = 8;

impl Gist {
    pub(crate) fn new(
        kind: Kind,
        population: Option<u32>,
        n_names: u16,
        division: Option<PlaceId>,
    ) -> Self {
        let population = population.unwrap_or_default();
        let size = SIZES.iter().filter(|it| population >= **it).count() as u8;
        Self { division, kind, size, n_names }
    }

    pub(crate) fn write(self, out: &mut Vec<u8>) {
        out.extend(self.division.map_or(0, |it| it.0 + 1).to_le_bytes());
        out.extend([self.kind as u8, self.size]);
        out.extend(self.n_names.to_le_bytes());
    }

    /// The nth of those that lie here; of a site without division beyond their end.
    #[inline]
    pub(crate) fn nth(gists: &[u8], nth: usize) -> Self {
        let bits = u64_at(gists, nth * GIST_BYTES);
        let kind = Kind::ALL.get((bits >> 32) as usize & 0xff).copied().unwrap_or(Kind::Site);
        let division = (bits as u32).checked_sub(1).map(PlaceId);
        Self { division, kind, size: (bits >> 40) as u8, n_names: (bits >> 48) as u16 }
    }
}

pub(crate) fn write_box(bbox: BBox, out: &mut Vec<u8>) {
    for edge in [bbox.west, bbox.south, bbox.east, bbox.north] {
        out.extend(edge.to_le_bytes());
    }
}

pub(crate) fn read_box(boxes: &[u8], nth: usize) -> Option<BBox> {
    let start = nth.checked_mul(BOX_BYTES)?;
    let [west, south, east, north] =
        [0, 8, 16, 24].map(|at| f64::from_bits(u64_at(boxes, start + at)));
    BBox::new(west, south, east, north)
}

/// The place of a country code's entry among all of them.
pub(crate) fn country_slot(code: CountryCode) -> usize {
    code.letters().iter().fold(0, |slot, letter| slot * 26 + usize::from(letter - b'A'))
}

pub(crate) const N_COUNTRY_SLOTS: usize = 26 * 26;
