//! Compiling rows into an image.
//!
//! # Cost
//!
//! One pass over the names, on two threads where there are many, and one sort of their hashes. Beside the rows and
//! the image it takes 16 bytes a name and 8 a word inside one.

use std::collections::HashMap;
use std::thread;

use foldhash::fast::FixedState;

use crate::gazetteer::image::{Image, Writer};
use crate::gazetteer::names::{Builder, MANY_LANGS, Posting};
use crate::gazetteer::record::{
    BOX_BYTES, FORMAT, Gist, N_COUNTRY_SLOTS, RECORD_BYTES, Record, Seat, Section, country_slot,
    write_box,
};
use crate::gazetteer::rows::Row;
use crate::gazetteer::unsuffixed::unsuffixed;
use crate::gazetteer::variants::{n_variants, variants};
use crate::place::{Kind, MAX_PARENTS, Name, NameSort, PlaceId};

/// Fewer rows are not worth a thread.
const MIN_ROWS_PER_THREAD: usize = 4096;

/// The image of rows that are sorted by id, each id once.
pub(crate) fn compile(rows: &[Row<'_>]) -> Image {
    let parents = parents(rows);
    let mut writer = Writer::new(FORMAT);
    let mut records = Vec::with_capacity(rows.len() * RECORD_BYTES);
    let mut boxes = Vec::new();
    let mut codes = FeatureCodes::default();
    let mut countries = [None::<PlaceId>; N_COUNTRY_SLOTS];
    let languages = Languages::of(rows);
    let (slots, postings) = thread::scope(|scope| {
        let names = scope.spawn(|| names(rows, &languages));
        writer.section(Section::Text as usize, |out| {
            let base = out.len();
            for ((row, n), parent) in rows.iter().zip(0..).zip(&parents) {
                let mut keep = |text: &str| {
                    out.extend_from_slice(text.as_bytes());
                    (out.len() - base) as u32
                };
                let text_ends =
                    [&row.id, &row.title, &row.variants, &row.matches].map(|text| keep(text));
                let bbox = row.bbox.as_deref().map(|bbox| {
                    write_box(*bbox, &mut boxes);
                    (boxes.len() / BOX_BYTES) as u32 - 1
                });
                if let Some(country) = row.country
                    && matches!(row.kind, Kind::Country | Kind::Territory)
                {
                    let known = &mut countries[country_slot(country)];
                    let is_better = known.is_none_or(|known| {
                        rows[known.0 as usize].kind == Kind::Territory && row.kind == Kind::Country
                    });
                    if is_better {
                        *known = Some(PlaceId(n));
                    }
                }
                let record = Record {
                    point: row.point,
                    text_ends,
                    bbox,
                    parent: *parent,
                    population: row.population,
                    country: row.country,
                    feature_code: codes.number(&row.feature_code),
                    seat: Seat::of_code(&row.feature_code),
                    until: row.until,
                    kind: row.kind,
                };
                record.write(&mut records);
            }
        });
        names.join().expect("gathering names does not panic")
    });
    let append = |part: &[u8]| {
        let part = part.to_vec();
        move |out: &mut Vec<u8>| out.extend(part)
    };
    writer.section(Section::Records as usize, append(&records));
    writer.section(Section::Boxes as usize, append(&boxes));
    writer.section(Section::FeatureCodes as usize, append(codes.text.as_bytes()));
    writer.section(Section::Countries as usize, |out| {
        out.extend(countries.iter().flat_map(|it| it.map_or(0, |id| id.0 + 1).to_le_bytes()));
    });
    writer.section(Section::Slots as usize, append(&slots));
    writer.section(Section::Postings as usize, append(&postings));
    writer.section(Section::Gists as usize, |out| {
        for (nth, row) in rows.iter().enumerate() {
            let division = division(rows, &parents, nth);
            Gist::new(row.kind, row.population, n_names(row), division).write(out);
        }
    });
    writer.section(Section::Languages as usize, append(languages.text.as_bytes()));
    writer.section(Section::Shortened as usize, |out| {
        let is_short = |name: Name<'_>| name.sort == NameSort::Abbreviation;
        let shortened = rows.iter().zip(0_u32..).filter(|(row, _)| all_names(row).any(is_short));
        out.extend(shortened.flat_map(|(_, n)| n.to_le_bytes()));
    });
    writer.finish()
}

/// A row's names, the label first.
fn all_names<'r>(row: &'r Row<'_>) -> impl Iterator<Item = Name<'r>> {
    let label = Name { text: &row.title, lang: "", sort: NameSort::Label };
    std::iter::once(label).chain(variants(&row.variants))
}

fn n_names(row: &Row<'_>) -> u16 {
    u16::try_from(1 + n_variants(&row.variants)).unwrap_or(u16::MAX)
}

/// Whether it is so well known that texts leave out what it is: of smaller places, what is left is often another word.
fn is_known_without_kind(row: &Row<'_>) -> bool {
    match row.kind {
        Kind::Admin1 => true,
        Kind::City => row.population.is_some_and(|it| it >= 500_000),
        _ => false,
    }
}

/// The slots and postings of all names.
fn names(rows: &[Row<'_>], languages: &Languages<'_>) -> (Vec<u8>, Vec<u8>) {
    let gather = |rows: &[Row<'_>], first: usize| {
        let mut builder = Builder::default();
        for (row, n) in rows.iter().zip(first as u32..) {
            for (name, nth_name) in all_names(row).zip(0..u16::MAX) {
                let lowercase = name.text.chars().next().is_some_and(char::is_lowercase);
                let (place, lang) = (PlaceId(n), languages.number(name.lang));
                let posting = Posting { place, nth_name, lang, sort: name.sort, lowercase };
                builder.add(name.text, posting);
                if let Some(bare) = unsuffixed(name.text).filter(|_| is_known_without_kind(row)) {
                    builder.add(bare, posting);
                }
            }
        }
        builder.sort();
        builder
    };
    if rows.len() < MIN_ROWS_PER_THREAD {
        return gather(rows, 0).build();
    }
    let (front, back) = rows.split_at(rows.len() / 2);
    let builder = thread::scope(|scope| {
        let back = scope.spawn(|| gather(back, front.len()));
        let mut builder = gather(front, 0);
        builder.join(back.join().expect("gathering names does not panic"));
        builder
    });
    builder.build()
}

/// The parent of each row, where it is known and no place comes to contain itself.
fn parents(rows: &[Row<'_>]) -> Vec<Option<PlaceId>> {
    let mut ids: HashMap<&str, u32, FixedState> = HashMap::default();
    ids.extend(rows.iter().zip(0..).map(|(row, n)| (&*row.id, n)));
    let find = |row: &Row<'_>| ids.get(&*row.parent_id).map(|n| PlaceId(*n));
    let mut parents: Vec<Option<PlaceId>> = rows.iter().map(find).collect();
    drop(ids);
    // 0: not seen yet; otherwise the walk that came by, by the row it began at plus one
    let mut seen = vec![0_u32; rows.len()];
    for start in 0..rows.len() {
        let mut at = start;
        while seen[at] == 0 {
            seen[at] = start as u32 + 1;
            match parents[at] {
                Some(parent) if seen[parent.0 as usize] == start as u32 + 1 => parents[at] = None,
                Some(parent) => at = parent.0 as usize,
                None => break,
            }
        }
    }
    parents
}

/// The first-order division that a place is or lies in; it is not looked for beyond [`MAX_PARENTS`].
fn division(rows: &[Row<'_>], parents: &[Option<PlaceId>], nth: usize) -> Option<PlaceId> {
    let parent = |it: &PlaceId| parents[it.0 as usize];
    std::iter::successors(Some(PlaceId(nth as u32)), parent)
        .take(1 + MAX_PARENTS)
        .find(|it| rows[it.0 as usize].kind == Kind::Admin1)
}

/// The language tags of names, each once; the first is none.
#[derive(Debug)]
struct Languages<'r> {
    numbers: HashMap<&'r str, u16, FixedState>,
    text: String,
}

impl<'r> Languages<'r> {
    fn of(rows: &'r [Row<'_>]) -> Self {
        let mut this = Self { numbers: HashMap::default(), text: "\n".to_owned() };
        this.numbers.insert("", 0);
        for name in rows.iter().flat_map(|row| variants(&row.variants)) {
            let number = this.numbers.len() as u16;
            if number < MANY_LANGS && !this.numbers.contains_key(name.lang) {
                this.numbers.insert(name.lang, number);
                this.text.push_str(name.lang);
                this.text.push('\n');
            }
        }
        this
    }

    fn number(&self, lang: &str) -> u16 {
        self.numbers.get(lang).copied().unwrap_or(MANY_LANGS)
    }
}

/// Feature codes, each once.
#[derive(Debug)]
struct FeatureCodes {
    numbers: HashMap<String, u16>,
    text: String,
}

impl Default for FeatureCodes {
    /// The first is none.
    fn default() -> Self {
        Self { numbers: HashMap::from([(String::new(), 0)]), text: "\n".to_owned() }
    }
}

impl FeatureCodes {
    fn number(&mut self, code: &str) -> u16 {
        if let Some(number) = self.numbers.get(code) {
            return *number;
        }
        let Ok(number) = u16::try_from(self.numbers.len()) else { return 0 };
        self.numbers.insert(code.to_owned(), number);
        self.text.push_str(code);
        self.text.push('\n');
        number
    }
}
