//! Reading back: what the database keeps, as the readings that were taken in.
//!
//! # Cost
//!
//! One pass over the articles and their mentions, in one moment of the database.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::types::FromSql;
use rusqlite::{Row, Statement, params};
use tadmur_geoparser::dates::{
    Edtf, ExpressionType, Mood, Published, PublishedBasis, Relation, TimeExpression, When,
    WhenBasis,
};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::{Mention, Parsed, Resolution, Role};
use tadmur_geoparser::place::{CountryCode, Kind, LonLat, PlaceId};
use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::zones::Zone;

use crate::article::{Article, Metadatum};
use crate::database::story::Stories;
use crate::database::verdict::Verdicts;
use crate::database::wire::{self, Bytes, WireMetadatum, WireOther, WireTime};
use crate::database::{Database, Error, PARSER_VERSION};
use crate::feature::{PlaceFacts, Reading, Stretch, of_parsed};

pub(super) const ARTICLES: &str = "\
SELECT number, id, title, url, source, home_lon, home_lat, lang, published, published_basis, \
published_start, published_end, zones, metadata, text FROM article";

const READINGS: &str = "\
SELECT a.number, a.id, a.title, a.url, a.source, a.home_lon, a.home_lat, a.lang, a.published, \
a.published_basis, a.published_start, a.published_end, a.zones, a.metadata, a.text, \
r.published, r.published_basis, r.published_start, r.published_end, r.title_start, r.title_end, \
r.zones, r.times FROM article a JOIN reading r ON r.article = a.number";

const MENTIONS: &str = "\
SELECT article, start, \"end\", named, place, score, others, role, zone, duplicate, \"when\", \
when_basis, when_start, when_end, mood FROM mention WHERE article = ? ORDER BY start";

/// Not read by this gazetteer, `?1`, and this parser, `?2`.
const STALE: &str = "\
number NOT IN (SELECT article FROM reading JOIN engine e ON e.number = engine \
WHERE e.gazetteer = ?1 AND e.parser = ?2)";

/// Why a row gave no value.
pub(super) enum Fault {
    Sqlite(rusqlite::Error),
    Value { article: i64, column: &'static str, found: String, expected: &'static str },
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl Fault {
    pub(super) fn at(self, database: &Database) -> Error {
        let path = || -> PathBuf { database.path.clone() };
        match self {
            Self::Sqlite(error) => Error::of(&database.path, error),
            Self::Value { article, column, found, expected } => {
                Error::Value { path: path(), article, column, found, expected }
            }
        }
    }
}

/// The places of a database by their numbers there, which stand in for the gazetteer's.
pub(super) type Places = BTreeMap<u32, Arc<PlaceFacts>>;

impl Database {
    /// Hands on the articles of these numbers with what was found in them, corrected where a person did, and with
    /// the stories that they share.
    pub(super) fn each_of(
        &self,
        numbers: &[i64],
        places: &Places,
        verdicts: &Verdicts,
        stories: &Stories,
        mut take: impl FnMut(i64, Reading),
    ) -> Result<(), Fault> {
        let mut readings = self.connection.prepare(&format!("{READINGS} WHERE a.number = ?"))?;
        let mut mentions = self.connection.prepare(MENTIONS)?;
        for &number in numbers {
            let mut rows = readings.query([number])?;
            let Some(row) = rows.next()? else { continue };
            let (article, parsed) = reading_of(row, &mut mentions, places, verdicts)?;
            let mut reading = of_parsed(&article, &parsed, |place| Arc::clone(&places[&place.0]));
            if let Some(story) = stories.of(number) {
                reading.join(story);
            }
            take(number, reading);
        }
        Ok(())
    }

    /// The articles `a` of which this holds, with what was found in them, corrected where a person did.
    pub(super) fn each_parsed_where(
        &self,
        holds: &str,
        mut take: impl FnMut(Article, Parsed, &Places),
    ) -> Result<(), Fault> {
        let moment = self.connection.unchecked_transaction()?;
        let places = self.places()?;
        let verdicts = Verdicts::read(&moment)?;
        let mut readings =
            moment.prepare(&format!("{READINGS} WHERE {holds} ORDER BY a.number"))?;
        let mut mentions = moment.prepare(MENTIONS)?;
        let mut readings = readings.query([])?;
        while let Some(row) = readings.next()? {
            let (article, parsed) = reading_of(row, &mut mentions, &places, &verdicts)?;
            take(article, parsed, &places);
        }
        Ok(())
    }

    /// The articles after this number, in order, at most so many, with their numbers; as they were read.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or holds what this program never writes.
    pub fn articles_after(&self, number: i64, most: usize) -> Result<Vec<(i64, Article)>, Error> {
        let read = || -> Result<Vec<_>, Fault> {
            let query = format!("{ARTICLES} WHERE number > ? ORDER BY number LIMIT ?");
            let mut query = self.connection.prepare_cached(&query)?;
            let mut rows = query.query(params![number, most])?;
            let mut articles = Vec::new();
            while let Some(row) = rows.next()? {
                articles.push((row.get(0)?, article(row)?));
            }
            Ok(articles)
        };
        read().map_err(|fault| fault.at(self))
    }

    /// The articles after this number that this gazetteer and parser did not read, in order, at most so many, with their
    /// numbers.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or holds what this program never writes.
    pub fn stale_after(
        &self,
        number: i64,
        most: usize,
        gazetteer: &Gazetteer,
    ) -> Result<Vec<(i64, Article)>, Error> {
        let read = || -> Result<Vec<_>, Fault> {
            let query =
                format!("{ARTICLES} WHERE number > ?3 AND {STALE} ORDER BY number LIMIT ?4");
            let mut query = self.connection.prepare_cached(&query)?;
            let version = format!("{:016x}", gazetteer.checksum());
            let mut rows = query.query(params![version, PARSER_VERSION, number, most])?;
            let mut articles = Vec::new();
            while let Some(row) = rows.next()? {
                articles.push((row.get(0)?, article(row)?));
            }
            Ok(articles)
        };
        read().map_err(|fault| fault.at(self))
    }

    /// How many articles this gazetteer and parser did not read.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn n_stale(&self, gazetteer: &Gazetteer) -> Result<usize, Error> {
        let query = format!("SELECT count(*) FROM article WHERE {STALE}");
        let version = format!("{:016x}", gazetteer.checksum());
        let values = params![version, PARSER_VERSION];
        self.ask(self.connection.query_row(&query, values, |row| row.get(0)))
    }

    pub(super) fn places(&self) -> Result<Places, Fault> {
        let query = "SELECT number, key, label, label_ar, lon, lat, kind, country FROM place";
        let mut query = self.connection.prepare(query)?;
        let mut rows = query.query([])?;
        let mut places = Places::new();
        while let Some(row) = rows.next()? {
            places.insert(row.get(0)?, Arc::new(place(row)?));
        }
        Ok(places)
    }
}

/// A path as the system's bytes.
#[cfg(unix)]
pub(super) fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

/// A path that was UTF-8 when it was written, as far as it was.
#[cfg(not(unix))]
pub(super) fn path_of(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

pub(super) fn place(row: &Row<'_>) -> Result<PlaceFacts, Fault> {
    let fault =
        |column, found: String, expected| Fault::Value { article: 0, column, found, expected };
    let (lon, lat): (f64, f64) = (row.get(4)?, row.get(5)?);
    let kind: String = row.get(6)?;
    let country: Option<String> = row.get(7)?;
    let country = country.map(|code| {
        let parsed: Result<CountryCode, ()> = code.parse();
        parsed.map_err(|()| fault("country", code, "two capitals"))
    });
    Ok(PlaceFacts {
        key: row.get(1)?,
        label: row.get(2)?,
        label_ar: row.get(3)?,
        point: LonLat::new(lon, lat)
            .ok_or_else(|| fault("lon, lat", format!("{lon}, {lat}"), "a point on Earth"))?,
        kind: match kind.parse::<Kind>() {
            Ok(kind) => kind,
            Err(()) => return Err(fault("kind", kind, "a kind of place")),
        },
        country: country.transpose()?,
    })
}

/// A column of a row, or what is wrong with it.
struct Cell<'r, 's> {
    row: &'r Row<'s>,
    at: usize,
    column: &'static str,
}

impl Cell<'_, '_> {
    fn fault(&self, found: impl Into<String>, expected: &'static str) -> Fault {
        let article = self.row.get(0).unwrap_or_default();
        Fault::Value { article, column: self.column, found: found.into(), expected }
    }

    fn get<T: FromSql>(&self) -> Result<T, Fault> {
        Ok(self.row.get(self.at)?)
    }

    fn member<T: Copy>(&self, all: &[T], as_str: fn(T) -> &'static str) -> Result<T, Fault> {
        let word: String = self.get()?;
        wire::member(all, as_str, &word).ok_or_else(|| self.fault(word, "a word of this column"))
    }

    fn edtf(&self) -> Result<Option<Edtf>, Fault> {
        let text: Option<String> = self.get()?;
        let parse = |text: String| text.parse().map_err(|_fault| self.fault(text, "EDTF"));
        text.map(parse).transpose()
    }

    /// From this column and the next.
    fn span(&self, bytes: &Bytes) -> Result<Option<Span>, Fault> {
        let (start, end): (Option<u32>, Option<u32>) = (self.get()?, self.row.get(self.at + 1)?);
        let Some((start, end)) = start.zip(end) else { return Ok(None) };
        let stretch = Stretch { start: start as usize, end: end as usize };
        let fault = || self.fault(format!("{start}–{end}"), "a stretch of the text");
        bytes.span(stretch).map(Some).ok_or_else(fault)
    }

    fn json<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Result<T, Fault> {
        let json: String = self.get()?;
        read(&json).ok_or_else(|| self.fault(json, "the JSON of this column"))
    }
}

pub(super) fn article(row: &Row<'_>) -> Result<Article, Fault> {
    let cell = |at, column| Cell { row, at, column };
    let text: String = row.get(14)?;
    let bytes = Bytes::of(&text);
    let basis = cell(9, "published_basis");
    let published = match basis.get::<Option<String>>()? {
        None => None,
        Some(_) => Some(Published {
            edtf: cell(8, "published").edtf()?,
            basis: basis.member(wire::PUBLISHED_BASES, PublishedBasis::as_str)?,
            evidence: cell(10, "published_start").span(&bytes)?,
        }),
    };
    let (lon, lat): (Option<f64>, Option<f64>) = (row.get(5)?, row.get(6)?);
    let metadata: Vec<WireMetadatum> = cell(13, "metadata").json(wire::from_json)?;
    let metadata = metadata.into_iter().map(|(name, value, used)| Metadatum { name, value, used });
    Ok(Article {
        id: row.get(1)?,
        title: row.get(2)?,
        url: row.get(3)?,
        source: row.get(4)?,
        home: lon.zip(lat).and_then(|(lon, lat)| LonLat::new(lon, lat)),
        lang: row.get(7)?,
        published,
        zones: cell(12, "zones").json(|json| wire::blocks(json, &bytes))?,
        metadata: metadata.collect(),
        origin: None,
        text,
    })
}

/// An article with what was found in it, corrected where a person did.
fn reading_of(
    row: &Row<'_>,
    mentions: &mut Statement<'_>,
    places: &Places,
    verdicts: &Verdicts,
) -> Result<(Article, Parsed), Fault> {
    let number: i64 = row.get(0)?;
    let article = article(row)?;
    let bytes = Bytes::of(&article.text);
    let mut parsed = parsed(row, &bytes)?;
    let mut rows = mentions.query([number])?;
    while let Some(row) = rows.next()? {
        parsed.mentions.push(mention(row, &bytes, places)?);
    }
    verdicts.apply(&article, &mut parsed, &bytes);
    Ok((article, parsed))
}

/// All but the mentions.
fn parsed(row: &Row<'_>, bytes: &Bytes) -> Result<Parsed, Fault> {
    let cell = |at, column| Cell { row, at, column };
    let times = cell(22, "times").json(|json| {
        let wire: Vec<WireTime> = wire::from_json(json)?;
        wire.into_iter().map(|it| time(it, bytes)).collect()
    });
    Ok(Parsed {
        published: Published {
            edtf: cell(15, "published").edtf()?,
            basis: cell(16, "published_basis")
                .member(wire::PUBLISHED_BASES, PublishedBasis::as_str)?,
            evidence: cell(17, "published_start").span(bytes)?,
        },
        title: cell(19, "title_start").span(bytes)?,
        zones: cell(21, "zones").json(|json| wire::blocks(json, bytes))?,
        expressions: times?,
        mentions: Vec::new(),
    })
}

fn time((start, end, sort, value, days): WireTime, bytes: &Bytes) -> Option<TimeExpression> {
    Some(TimeExpression {
        span: bytes.span(Stretch { start, end })?,
        kind: wire::member(wire::EXPRESSION_TYPES, ExpressionType::as_str, &sort)?,
        value,
        edtf: days.map(|it| it.parse().ok()).map_or(Some(None), |it| it.map(Some))?,
        // what made the days of the words: the days are there
        modifier: None,
        relation: Relation::During,
    })
}

fn mention(row: &Row<'_>, bytes: &Bytes, places: &Places) -> Result<Mention, Fault> {
    let cell = |at, column| Cell { row, at, column };
    let start = cell(1, "start");
    let span = start.span(bytes)?.ok_or_else(|| start.fault("null", "a stretch of the text"))?;
    let place = |number: u32, score| {
        let fault = || cell(4, "place").fault(number.to_string(), "the number of a place");
        places
            .contains_key(&number)
            .then_some(Resolution { place: PlaceId(number), score })
            .ok_or_else(fault)
    };
    let chosen: Option<u32> = row.get(4)?;
    let others: Vec<WireOther> = cell(6, "others").json(wire::from_json)?;
    let basis = cell(11, "when_basis");
    let when = match cell(10, "when").edtf()? {
        None => None,
        Some(edtf) => Some(When {
            edtf,
            basis: basis.member(wire::WHEN_BASES, WhenBasis::as_str)?,
            evidence: cell(12, "when_start").span(bytes)?.unwrap_or(span),
            mood: cell(14, "mood").member(wire::MOODS, Mood::as_str)?,
        }),
    };
    Ok(Mention {
        span,
        score: row.get(3)?,
        resolution: match chosen {
            Some(number) => Some(place(number, row.get(5)?)?),
            None => None,
        },
        runners_up: others
            .into_iter()
            .map(|(it, score)| place(it, score))
            .collect::<Result<_, _>>()?,
        role: cell(7, "role").member(Role::ALL, Role::as_str)?,
        zone: cell(8, "zone").member(Zone::ALL, Zone::as_str)?,
        duplicate: row.get(9)?,
        when,
    })
}
