//! The places we know, and the search structure over their names.
//!
//! A [`Gazetteer`] is immutable. It is compiled once from the bytes of one or more CSV files (`docs/gazetteer.md`)
//! into an image: one run of bytes that can be kept in a file and used again as it lies.
//!
//! # Errors
//!
//! A file without the columns that every gazetteer needs is an [`Error`]; a row that cannot be used is a
//! [`Diagnostic`], and the rest goes on. Bytes that are no whole image are an [`ImageError`].
//!
//! # Cost
//!
//! Compiling: one pass over the files and one sort of the names. Loading an image: its checksum. The image takes 72
//! bytes a place, about 20 a name, and the names' own bytes.

mod bearers;
mod check;
mod compile;
mod csv;
mod diagnostic;
pub(crate) mod hash;
mod image;
mod names;
mod record;
mod rows;
mod scan;
pub mod search;
mod unsuffixed;
mod variants;

pub(crate) use crate::gazetteer::bearers::Demonyms;
pub use crate::gazetteer::bearers::{Bearers, Listing};
pub use crate::gazetteer::check::check;
pub use crate::gazetteer::diagnostic::{Diagnostic, Error};
pub use crate::gazetteer::image::ImageError;
use crate::gazetteer::names::Packed;
pub use crate::gazetteer::names::{Cursor, Found, NameIndex, Posting, Postings};
pub(crate) use crate::gazetteer::record::{Gist, Seat};

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::gazetteer::compile::compile;
use crate::gazetteer::image::{Image, u32_at};
use crate::gazetteer::record::{FORMAT, RecordRef, Records, Section, Text, country_slot, read_box};
use crate::gazetteer::rows::{Reading, read_rows};
use crate::gazetteer::variants::{nth_variant, variants, variants_in};
use crate::place::{BBox, CountryCode, Kind, LonLat, Name, NameSort, Place, PlaceId};

/// The places and the search structure over their names.
#[derive(Debug)]
pub struct Gazetteer {
    image: Image,
    n_places: usize,
    feature_codes: Vec<Box<str>>,
    languages: Vec<Box<str>>,
    short_forms: HashMap<PlaceId, Vec<Box<str>>, FixedState>,
}

/// A place without its texts: see [`Place`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outline {
    pub(crate) kind: Kind,
    pub(crate) seat: Seat,
    /// Where it lies, as a unit vector.
    pub(crate) axes: [f32; 3],
    pub(crate) country: Option<CountryCode>,
    pub(crate) population: Option<u32>,
    /// Whether it exists no more.
    pub(crate) is_over: bool,
}

impl Default for Gazetteer {
    /// Knows nothing.
    fn default() -> Self {
        Self::new(compile(&[]))
    }
}

impl Gazetteer {
    /// Of the image; an image of another version has to be compiled anew.
    pub const FORMAT_VERSION: u32 = FORMAT.version;

    /// Compiles CSV files, each with the name that messages call it by. A later file's row replaces an earlier one
    /// of the same id. Rows that cannot be used are left out and reported.
    ///
    /// # Errors
    ///
    /// When a file has no header or lacks a required column.
    pub fn from_csv(files: &[(&str, &[u8])]) -> Result<(Self, Vec<Diagnostic>), Error> {
        let mut diagnostics = Vec::new();
        let mut rows = Vec::new();
        for (file, bytes) in files {
            read_rows(file, bytes, Reading::Lenient, &mut rows, &mut diagnostics)?;
        }
        // stable, and quick where a file is sorted: among equals the last one comes last and is kept
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows.dedup_by(|later, earlier| {
            let same = later.id == earlier.id;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        Ok((Self::new(compile(&rows)), diagnostics))
    }

    /// Takes an image as it lies: in memory, or mapped from a file for the life of the program.
    ///
    /// # Errors
    ///
    /// When the bytes are not a whole, undamaged image of this version of the library.
    pub fn from_image(image: impl Into<Cow<'static, [u8]>>) -> Result<Self, ImageError> {
        Image::new(image.into(), &FORMAT).map(Self::new)
    }

    /// The image, for [`Self::from_image`] of this version of the library, on any machine.
    pub fn as_image(&self) -> &[u8] {
        self.image.bytes()
    }

    /// Of its content: gazetteers that say the same have the same.
    pub fn checksum(&self) -> u64 {
        self.image.checksum()
    }

    fn new(image: Image) -> Self {
        let lines = |section: Section| {
            let text = String::from_utf8_lossy(image.section(section as usize));
            text.split_terminator('\n').map(Into::into).collect()
        };
        let (feature_codes, languages) = (lines(Section::FeatureCodes), lines(Section::Languages));
        let n_places = Records(image.section(Section::Records as usize)).len();
        let short_forms = HashMap::default();
        let mut this = Self { image, n_places, feature_codes, languages, short_forms };
        this.short_forms = this.read_short_forms();
        this
    }

    fn read_short_forms(&self) -> HashMap<PlaceId, Vec<Box<str>>, FixedState> {
        let ids = self.image.section(Section::Shortened as usize).as_chunks::<4>().0;
        let ids = ids.iter().map(|it| PlaceId(u32::from_le_bytes(*it))).filter(|it| self.has(*it));
        let short_forms = |id: PlaceId| {
            let short = self.names(id).filter(|it| it.sort == NameSort::Abbreviation);
            (id, short.map(|it| it.text.into()).collect())
        };
        ids.map(short_forms).collect()
    }

    #[inline]
    fn records(&self) -> Records<'_> {
        Records(self.image.section(Section::Records as usize))
    }

    #[inline]
    fn record(&self, id: PlaceId) -> RecordRef<'_> {
        self.records().nth(id.0 as usize)
    }

    fn text(&self, record: RecordRef<'_>, text: Text) -> &str {
        str::from_utf8(self.bytes(record, text)).unwrap_or_default()
    }

    /// A text that is not checked to be one.
    fn bytes(&self, record: RecordRef<'_>, text: Text) -> &[u8] {
        let all = self.image.section(Section::Text as usize);
        all.get(record.text(text)).unwrap_or_default()
    }

    /// How many places.
    pub fn len(&self) -> usize {
        self.n_places
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The ids of all places, in order.
    pub fn ids(&self) -> impl Iterator<Item = PlaceId> + use<> {
        (0..self.len() as u32).map(PlaceId)
    }

    /// One of its own places.
    ///
    /// # Panics
    ///
    /// When the id is of another gazetteer and beyond this one's end.
    pub fn place(&self, id: PlaceId) -> Place<'_> {
        let record = self.record(id);
        Place {
            id,
            key: self.text(record, Text::Key),
            label: self.text(record, Text::Label),
            kind: record.kind(),
            feature_code: self.feature_code(id),
            point: record.point(),
            bbox: self.bbox(id),
            country: record.country(),
            parent: self.parent(id),
            population: record.population(),
        }
    }

    /// The key of a place, alone.
    ///
    /// # Panics
    ///
    /// As [`Self::place`].
    pub fn key(&self, id: PlaceId) -> &str {
        self.text(self.record(id), Text::Key)
    }

    /// Where a place is, alone.
    ///
    /// # Panics
    ///
    /// As [`Self::place`].
    pub fn point(&self, id: PlaceId) -> LonLat {
        self.record(id).point()
    }

    /// What is known of a place in numbers; its texts are not touched.
    ///
    /// # Panics
    ///
    /// As [`Self::place`].
    #[inline]
    pub(crate) fn outline(&self, id: PlaceId) -> Outline {
        let record = self.record(id);
        Outline {
            kind: record.kind(),
            seat: record.seat(),
            axes: record.axes(),
            country: record.country(),
            population: record.population(),
            is_over: record.until().is_some(),
        }
    }

    /// The place that contains one.
    #[inline]
    pub(crate) fn parent(&self, id: PlaceId) -> Option<PlaceId> {
        self.record(id).parent().filter(|it| self.has(*it))
    }

    /// The place that contains one, and the country, or failing that the territory, that it lies in.
    #[inline]
    pub(crate) fn parent_and_country(&self, id: PlaceId) -> (Option<PlaceId>, Option<PlaceId>) {
        let record = self.record(id);
        let parent = record.parent().filter(|it| self.has(*it));
        (parent, record.country().and_then(|it| self.country(it)))
    }

    /// How far a place reaches, where that is known.
    pub(crate) fn bbox(&self, id: PlaceId) -> Option<BBox> {
        let boxes = self.image.section(Section::Boxes as usize);
        self.record(id).bbox().and_then(|nth| read_box(boxes, nth))
    }

    /// The GeoNames feature code of a place, or nothing.
    pub(crate) fn feature_code(&self, id: PlaceId) -> &str {
        self.feature_codes.get(self.record(id).feature_code()).map_or("", |it| it)
    }

    /// What is asked of every bearer of a name.
    #[inline]
    pub(crate) fn gist(&self, id: PlaceId) -> Gist {
        let gist = Gist::nth(self.image.section(Section::Gists as usize), id.0 as usize);
        Gist { division: gist.division.filter(|it| self.has(*it)), ..gist }
    }

    /// The language tags of a name, joined by `+`; empty when it is of none.
    pub(crate) fn lang_of(&self, name: Posting) -> &str {
        let written = || self.names(name.place).nth(usize::from(name.nth_name));
        match self.languages.get(usize::from(name.lang)) {
            Some(lang) => lang,
            None => written().map_or("", |name| name.lang),
        }
    }

    /// The short forms of a place, in the order of its names.
    pub(crate) fn short_forms(&self, id: PlaceId) -> &[Box<str>] {
        self.short_forms.get(&id).map_or(&[], Vec::as_slice)
    }

    fn has(&self, id: PlaceId) -> bool {
        (id.0 as usize) < self.len()
    }

    /// The place with this stable id, such as `gn:163808`.
    pub fn find(&self, key: &str) -> Option<PlaceId> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            let found = self.text(self.records().nth(middle), Text::Key);
            match found.cmp(key) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Equal => return Some(PlaceId(middle as u32)),
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    /// The country, or failing that the territory, of a code.
    pub fn country(&self, code: CountryCode) -> Option<PlaceId> {
        let entry = u32_at(self.image.section(Section::Countries as usize), country_slot(code) * 4);
        entry.checked_sub(1).map(PlaceId).filter(|it| self.has(*it))
    }

    /// Every written form of a place's name, the label first.
    pub fn names(&self, id: PlaceId) -> impl Iterator<Item = Name<'_>> {
        let record = self.record(id);
        let label = Name { text: self.text(record, Text::Label), lang: "", sort: NameSort::Label };
        std::iter::once(label).chain(variants(self.text(record, Text::Variants)))
    }

    /// Those of its names that are in a language, by its tag; those that are in none, if that is empty.
    pub(crate) fn names_in<'g>(
        &'g self,
        id: PlaceId,
        lang: &'g str,
    ) -> impl Iterator<Item = Name<'g>> {
        let tagged = || variants_in(self.bytes(self.record(id), Text::Variants), lang);
        let bare = || self.names(id).filter(|it| it.lang.is_empty());
        let (tagged, bare) = ((!lang.is_empty()).then(tagged), lang.is_empty().then(bare));
        tagged.into_iter().flatten().chain(bare.into_iter().flatten())
    }

    /// One of a place's names, counted from 0, the label; empty when it has fewer.
    pub fn nth_name(&self, id: PlaceId, nth: u16) -> &str {
        let record = self.record(id);
        match usize::from(nth).checked_sub(1) {
            None => self.text(record, Text::Label),
            Some(nth) => {
                nth_variant(self.bytes(record, Text::Variants), nth).map_or("", |name| name.text)
            }
        }
    }

    /// How many written forms a place's name has: well-known places have many.
    pub fn n_names(&self, id: PlaceId) -> u16 {
        self.gist(id).n_names
    }

    /// The last year of its existence, where it is known to be over.
    pub fn until(&self, id: PlaceId) -> Option<i16> {
        self.record(id).until()
    }

    /// The name to show in a language: a form in it, or the label.
    pub fn label_in(&self, id: PlaceId, lang: &str) -> &str {
        let record = self.record(id);
        self.names(id)
            .find(|name| name.sort == NameSort::Alias && name.lang.split('+').any(|it| it == lang))
            .map_or(self.text(record, Text::Label), |name| name.text)
    }

    /// The same place elsewhere: `wd:Q5747`.
    pub fn matches(&self, id: PlaceId) -> impl Iterator<Item = &str> {
        self.text(self.record(id), Text::Matches).split(';').filter(|it| !it.is_empty())
    }

    /// So many postings from the nth on; none beyond their end.
    #[inline]
    fn postings(&self, first: u32, n: u16) -> &[Packed] {
        let all = self.image.section(Section::Postings as usize).as_chunks().0;
        let first = first as usize;
        all.get(first..first + usize::from(n)).unwrap_or_default()
    }

    /// The search structure over all names.
    #[inline]
    pub fn index(&self) -> NameIndex<'_> {
        let (slots, postings) = (
            self.image.section(Section::Slots as usize),
            self.image.section(Section::Postings as usize),
        );
        NameIndex::new(slots, postings, self.len() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::names::MANY_LANGS;
    use crate::place::Direction;

    /// A division with a town that has a name in each of so many languages, and a town outside.
    fn gazetteer(n_langs: usize) -> Gazetteer {
        let names: Vec<String> = (0..n_langs).map(|nth| format!("Name{nth}@x{nth}")).collect();
        let csv = format!(
            "id,title,types,lon,lat,population,parent_id,variants\n\
             a,Region,admin1,1,1,,,\n\
             b,Town,city,1,1,20000,a,{};T.O.@en-x-abbr;Bare@\n\
             c,Elsewhere,city,1,1,,,\n",
            names.join(";")
        );
        Gazetteer::from_csv(&[("test.csv", csv.as_bytes())]).expect("it has all columns").0
    }

    #[test]
    fn a_posting_tells_the_language_of_its_name_however_many_there_are() {
        for n_langs in [3, usize::from(MANY_LANGS) + 50] {
            let gazetteer = gazetteer(n_langs);
            for nth in [0, 1, n_langs / 2, n_langs - 1] {
                let posting = gazetteer.index().exact(&format!("Name{nth}")).next();
                let lang = posting.map(|it| gazetteer.lang_of(it));
                assert_eq!(lang, Some(&*format!("x{nth}")), "of {n_langs}");
            }
            let bare = gazetteer.index().exact("Bare").next();
            assert_eq!(bare.map(|it| gazetteer.lang_of(it)), Some(""));
        }
    }

    #[test]
    fn a_long_chain_of_parents_is_followed_only_so_far() {
        let rows: Vec<String> =
            (0..100_000).map(|nth| format!("p{nth:06},Place,city,1,1,p{:06}", nth + 1)).collect();
        let csv = format!("id,title,types,lon,lat,parent_id\n{}\n", rows.join("\n"));
        let gazetteer = Gazetteer::from_csv(&[("test.csv", csv.as_bytes())]);
        let gazetteer = gazetteer.expect("it has all columns").0;
        assert_eq!(gazetteer.len(), 100_000);
        assert_eq!(gazetteer.gist(PlaceId(0)).division, None);
    }

    #[test]
    fn a_gist_says_what_the_record_and_its_parents_say() {
        let gazetteer = gazetteer(1);
        let [region, town, elsewhere] = [0, 1, 2].map(PlaceId);
        let gist = |division, kind, size, n_names| Gist { division, kind, size, n_names };
        assert_eq!(gazetteer.gist(region), gist(Some(region), Kind::Admin1, 0, 1));
        assert_eq!(gazetteer.gist(town), gist(Some(region), Kind::City, 2, 4));
        assert_eq!(gazetteer.gist(elsewhere), gist(None, Kind::City, 0, 1));
        for place in [region, town, elsewhere] {
            let axes = Direction::from(gazetteer.point(place)).axes();
            assert_eq!(gazetteer.outline(place).axes.map(f32::to_bits), axes.map(f32::to_bits));
        }
        assert_eq!(gazetteer.short_forms(town), [Box::from("T.O.")]);
        assert!(gazetteer.short_forms(region).is_empty());
    }
}
