//! Writes readings into a pack.

use std::collections::HashMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tadmur_geoparser::dates::Edtf;
use tadmur_geoparser::geoparse::Role;

use crate::feature::story::Telling;
use crate::feature::{
    CodePoints, Feature, Page, PageMention, PlaceFacts, Reading, Stated, Stretch,
};
use crate::store::columns::{Class, Days, thousandths};
use crate::store::packed::body::{HEAD, ON_PAGE, Record, SORTS, STATED, Words};
use crate::store::packed::bytes::{write_numbers, write_text};
use crate::store::packed::{
    Basis, Bytes, Entry, MOODS, NONE, PUBLISHED_BASES, Pack, ROW, WHEN_BASES, hash, number_of,
};

/// A pack that is being written.
#[derive(Debug, Default)]
pub(crate) struct Packer {
    entries: Vec<u8>,
    rows: Vec<u8>,
    facts: Vec<u8>,
    bodies: Vec<u8>,
}

impl Packer {
    /// Adds a reading. `number` is what the maker calls it, `stamp` another one whenever the reading is: without one, it
    /// is made of all that is packed. `place` gives numbers to places.
    pub(crate) fn pack(
        &mut self,
        reading: &Reading,
        number: i64,
        stamp: Option<u64>,
        mut place: impl FnMut(&Arc<PlaceFacts>) -> u32,
    ) {
        let before = (self.rows.len(), self.facts.len(), self.bodies.len());
        self.write_facts(reading);
        self.write_body(reading, &mut place);
        let stamp = stamp.unwrap_or_else(|| {
            let mut sum = Sha256::new();
            sum.update(&self.rows[before.0..]);
            sum.update(&self.facts[before.1..]);
            sum.update(&self.bodies[before.2..]);
            first_eight(&sum.finalize().into())
        });
        let article = &reading.article;
        let entry = Entry {
            number,
            stamp,
            id_hash: hash(&article.id),
            first_row: (before.0 / ROW) as u32,
            n_rows: reading.features.len() as u32,
            published: Days::of_edtf(article.published.as_ref()),
            facts: (before.1 as u64, (self.facts.len() - before.1) as u32),
            body: (before.2 as u64, (self.bodies.len() - before.2) as u32),
        };
        entry.write(&mut self.entries);
    }

    /// Adds an article of another pack.
    pub(crate) fn copy(&mut self, pack: &Pack, nth: usize) {
        let entry = pack.entry(nth);
        let copied = Entry {
            first_row: (self.rows.len() / ROW) as u32,
            facts: (self.facts.len() as u64, entry.facts.1),
            body: (self.bodies.len() as u64, entry.body.1),
            ..entry
        };
        copied.write(&mut self.entries);
        self.rows.extend_from_slice(pack.rows_of(&entry));
        self.facts.extend_from_slice(pack.facts.part(entry.facts));
        self.bodies.extend_from_slice(pack.bodies.part(entry.body));
    }

    pub(crate) fn done(self) -> Pack {
        let held = |mut bytes: Vec<u8>| {
            bytes.shrink_to_fit();
            Bytes::Held(bytes)
        };
        Pack {
            entries: held(self.entries),
            rows: held(self.rows),
            facts: held(self.facts),
            bodies: held(self.bodies),
        }
    }

    fn write_facts(&mut self, reading: &Reading) {
        let article = &reading.article;
        let out = &mut self.facts;
        out.push(number_of(PUBLISHED_BASES, article.published_basis));
        write_text(out, Some(&article.id));
        write_text(out, Some(&article.lang));
        for text in [&article.source, &article.title, &article.url] {
            write_text(out, text.as_deref());
        }
        write_text(out, article.published.as_ref().map(Edtf::as_str));
        write_text(out, article.also_in());
        let Some(story) = &article.story else { return };
        match &story.same_as {
            Some(original) => write_telling(out, original),
            None => write_text(out, None),
        }
        story.copies.iter().for_each(|it| write_telling(out, it));
    }

    fn write_body(&mut self, reading: &Reading, place: &mut impl FnMut(&Arc<PlaceFacts>) -> u32) {
        let Page { text, zones, mentions, times, published_words, .. } = &reading.page;
        let mut words = Vocabulary::of(text);
        let mut records = Vec::new();
        let mut n_records = 0;
        let mut on_page = mentions.iter().peekable();
        for feature in &reading.features {
            while let Some(mention) = on_page.next_if(|it| it.stretch.start < feature.stretch.start)
            {
                let number = mention.place.as_ref().map_or(NONE, |(it, _)| place(it));
                words.mention(mention, number).write(&mut records);
                n_records += 1;
            }
            let is_there = on_page.next_if(|it| it.stretch == feature.stretch).is_some();
            let number = place(&feature.place);
            let mut record = words.feature(feature, number);
            record.flags |= if is_there { ON_PAGE } else { 0 };
            record.write(&mut records);
            let when = Days::of_edtf(feature.when().edtf);
            let start = feature.stretch.start as u32;
            write_numbers(&mut self.rows, &[number, n_records]);
            write_numbers(&mut self.rows, &[when.first, when.last].map(i32::cast_unsigned));
            write_numbers(&mut self.rows, &[start]);
            self.rows.extend_from_slice(&thousandths(feature.score).to_le_bytes());
            let basis = Basis::of(feature.stated.as_ref(), &feature.article);
            self.rows.extend_from_slice(&[record.class.0, basis.0]);
            n_records += 1;
        }
        for mention in on_page {
            let number = mention.place.as_ref().map_or(NONE, |(it, _)| place(it));
            words.mention(mention, number).write(&mut records);
            n_records += 1;
        }
        let published = published_words.map_or([NONE, NONE], numbers);
        let out = &mut self.bodies;
        let head = out.len();
        let many = [zones.len(), times.len()].map(|it| it as u32);
        write_numbers(out, &[text.len() as u32, n_records]);
        write_numbers(out, &many);
        write_numbers(out, &published);
        out.resize(head + HEAD, 0);
        out.extend_from_slice(&records);
        for it in zones {
            let class = Class::of(Role::Literal, it.zone, it.duplicate);
            write_numbers(out, &numbers(it.stretch));
            write_numbers(out, &[class.0.into()]);
        }
        for it in times {
            let sort = SORTS.iter().position(|sort| sort.as_str() == it.sort).unwrap_or_default();
            write_numbers(out, &numbers(it.stretch));
            write_numbers(out, &words.put(&it.words, it.stretch.start));
            write_numbers(out, &words.put_aside(&it.value));
            let edtf = it.edtf.as_ref().map_or([NONE, NONE], |it| words.put_aside(it));
            write_numbers(out, &edtf);
            write_numbers(out, &[sort as u32]);
        }
        out.extend_from_slice(text.as_bytes());
        out.extend_from_slice(words.aside.as_bytes());
    }
}

/// Writes what [`PackedTelling::read`](super::PackedTelling::read) reads.
fn write_telling(out: &mut Vec<u8>, telling: &Telling) {
    let Telling { id, title, url, source } = telling;
    write_text(out, Some(id));
    for text in [title, url, source] {
        write_text(out, text.as_deref());
    }
}

fn numbers(stretch: Stretch) -> [u32; 2] {
    [stretch.start as u32, stretch.end as u32]
}

/// A number of the first bytes of a hash.
pub(crate) fn first_eight(hash: &[u8; 32]) -> u64 {
    let (head, _) = hash.split_first_chunk().expect("32 bytes are 8 and more");
    u64::from_le_bytes(*head)
}

/// The words of a body: the text, and what does not stand in it.
struct Vocabulary<'t> {
    text: &'t str,
    points: CodePoints<'t>,
    aside: String,
    known: HashMap<String, Words>,
}

impl<'t> Vocabulary<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, points: CodePoints::of(text), aside: String::new(), known: HashMap::new() }
    }

    /// Where these words stand, at this code point of the text if they are there.
    fn put(&mut self, words: &str, start: usize) -> Words {
        let at = self.points.span(Stretch { start, end: start }).start;
        if self.text.as_bytes()[at..].starts_with(words.as_bytes()) {
            return [at as u32, words.len() as u32];
        }
        self.put_aside(words)
    }

    /// Where these words stand, beside the text.
    fn put_aside(&mut self, words: &str) -> Words {
        if let Some(known) = self.known.get(words) {
            return *known;
        }
        let at = (self.text.len() + self.aside.len()) as u32;
        self.aside.push_str(words);
        let place = [at, words.len() as u32];
        self.known.insert(words.to_owned(), place);
        place
    }

    fn feature(&mut self, it: &Feature, place: u32) -> Record {
        let record = self.record(it.stretch, Class::of(it.role, it.zone, it.duplicate));
        let quote_start = it.stretch.start.saturating_sub(it.in_quote.start);
        let record = Record {
            surface: self.put(&it.surface, it.stretch.start),
            quote: self.put(&it.quote, quote_start),
            in_quote: numbers(it.in_quote),
            place,
            score: it.score,
            ..record
        };
        self.with_time(record, it.stated.as_ref())
    }

    fn mention(&mut self, it: &PageMention, place: u32) -> Record {
        let record = self.record(it.stretch, Class::of(it.role, it.zone, it.duplicate));
        let score = it.place.as_ref().map_or(0.0, |(_, score)| *score);
        let record = Record { place, score, flags: ON_PAGE, ..record };
        self.with_time(record, it.stated.as_ref())
    }

    fn record(&self, stretch: Stretch, class: Class) -> Record {
        let words = [self.text.len() as u32, 0];
        Record {
            stretch: numbers(stretch),
            surface: words,
            quote: words,
            in_quote: [0, 0],
            place: NONE,
            score: 0.0,
            class,
            flags: 0,
            basis: 0,
            mood: 0,
            edtf: words,
            when_words: words,
            when_stretch: [0, 0],
        }
    }

    fn with_time(&mut self, record: Record, stated: Option<&Stated>) -> Record {
        let Some(stated) = stated else { return record };
        Record {
            flags: record.flags | STATED,
            basis: number_of(WHEN_BASES, stated.basis),
            mood: number_of(MOODS, stated.mood),
            edtf: self.put_aside(stated.edtf.as_str()),
            when_words: self.put(&stated.words, stated.stretch.start),
            when_stretch: numbers(stated.stretch),
            ..record
        }
    }
}
