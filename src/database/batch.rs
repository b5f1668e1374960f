//! Writing: articles with what was found in them, all of a batch or nothing.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::{
    CachedStatement, OptionalExtension, Transaction, TransactionBehavior, named_params, params,
};
use tadmur_geoparser::dates::{Edtf, Published};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::{Mention, Parsed, Resolution};
use tadmur_geoparser::place::{LonLat, PlaceId};
use tadmur_geoparser::text::Span;

use crate::article::Article;
use crate::article::alike::Sketch;
use crate::database::{Database, Error, PARSER_VERSION, story, wire};
use crate::feature::{CodePoints, PlaceFacts, Stretch, parse, place_facts};

/// By which way an article came in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Via<'a> {
    /// From the file that it names as its origin.
    File,
    /// Through standard input.
    Stdin,
    /// By `POST`.
    Post,
    /// From the feed at this address.
    Feed(&'a str),
}

/// What became of an article.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Put {
    /// It is new.
    Added,
    /// It was there already.
    Known,
}

/// Writes that are done together or not at all. Dropped without [`Batch::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Batch<'d> {
    transaction: Transaction<'d>,
    pub(super) path: &'d Path,
    pub(super) gazetteer: &'d Gazetteer,
    /// The numbers of places that this batch wrote.
    places: BTreeMap<PlaceId, i64>,
    engine: i64,
    forgotten: Cell<usize>,
    linked: Cell<usize>,
}

impl Database {
    /// Begins a batch; waits for another process that writes.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn batch<'d>(&'d mut self, gazetteer: &'d Gazetteer) -> Result<Batch<'d>, Error> {
        let Self { connection, path } = self;
        let fault = |error| Error::of(path, error);
        let immediate = TransactionBehavior::Immediate;
        let transaction = connection.transaction_with_behavior(immediate).map_err(fault)?;
        let engine = engine(&transaction, gazetteer).map_err(fault)?;
        Ok(Batch {
            transaction,
            path,
            gazetteer,
            places: BTreeMap::new(),
            engine,
            forgotten: Cell::new(0),
            linked: Cell::new(0),
        })
    }

    /// Parses these articles, unless they are there, and takes them in: all or none. What became of each, and how many of
    /// those added are near-duplicates of an article that was there.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn take_in(
        &mut self,
        gazetteer: &Gazetteer,
        articles: &[Article],
        via: Via<'_>,
    ) -> Result<(Vec<Put>, usize), Error> {
        let unread = |article: &Article| {
            Ok((!self.contains(&article.id)?).then(|| parse(gazetteer, article)))
        };
        let parsed = articles.iter().map(unread).collect::<Result<Vec<_>, Error>>()?;
        let mut batch = self.batch(gazetteer)?;
        let mut puts = Vec::new();
        for (article, parsed) in articles.iter().zip(&parsed) {
            puts.push(match parsed {
                Some(parsed) => batch.put(article, parsed, via, 0)?,
                // forgotten by another process since it was looked for
                None if !batch.saw(article, via, 0)? => {
                    batch.put(article, &parse(gazetteer, article), via, 0)?
                }
                None => Put::Known,
            });
        }
        let linked = batch.linked();
        batch.commit()?;
        Ok((puts, linked))
    }

    /// The number of a run that begins now: what it sees is told from what was seen before.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn begin_run(&mut self) -> Result<i64, Error> {
        let started = Timestamp::now().to_string();
        let insert = "INSERT INTO run (started) VALUES (?)";
        self.ask(self.connection.execute(insert, [started]))?;
        Ok(self.connection.last_insert_rowid())
    }
}

/// The number of what reads articles now.
fn engine(transaction: &Transaction<'_>, gazetteer: &Gazetteer) -> rusqlite::Result<i64> {
    let version = format!("{:016x}", gazetteer.checksum());
    let insert = "INSERT OR IGNORE INTO engine (gazetteer, parser) VALUES (?, ?)";
    transaction.prepare_cached(insert)?.execute([version.as_str(), PARSER_VERSION])?;
    let select = "SELECT number FROM engine WHERE gazetteer = ? AND parser = ?";
    transaction
        .prepare_cached(select)?
        .query_row([version.as_str(), PARSER_VERSION], |row| row.get(0))
}

impl Batch<'_> {
    /// Takes an article in with what was found in it, unless it is there; where it stood is kept either way.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn put(
        &mut self,
        article: &Article,
        parsed: &Parsed,
        via: Via<'_>,
        run: i64,
    ) -> Result<Put, Error> {
        if self.saw(article, via, run)? {
            return Ok(Put::Known);
        }
        let written = self.insert(article).and_then(|number| {
            self.write_reading(number, article, parsed)?;
            let sketch = Sketch::of_article(&article.text, &parsed.zones);
            let linked = story::put(&self.transaction, number, sketch.as_ref())?;
            self.linked.set(self.linked.get() + usize::from(linked));
            self.write_origin(number, article, via, run)
        });
        self.ask(written)?;
        Ok(Put::Added)
    }

    /// Whether the article is there; if so, it is kept that it stood here too.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn saw(&mut self, article: &Article, via: Via<'_>, run: i64) -> Result<bool, Error> {
        let number = self.number_of(&article.id);
        let Some(number) = self.ask(number)? else { return Ok(false) };
        let written = self.write_origin(number, article, via, run);
        self.ask(written)?;
        Ok(true)
    }

    /// Puts other findings in the place of those that an article has.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn put_reading(&mut self, article: &Article, parsed: &Parsed) -> Result<(), Error> {
        let number = self.number_of(&article.id);
        let Some(number) = self.ask(number)? else { return Ok(()) };
        let written = (|| {
            self.execute("DELETE FROM mention WHERE article = ?", [number])?;
            self.execute("DELETE FROM reading WHERE article = ?", [number])?;
            self.write_reading(number, article, parsed)?;
            let sketch = Sketch::of_article(&article.text, &parsed.zones);
            story::replace(&self.transaction, number, sketch.as_ref())
        })();
        self.ask(written)
    }

    /// Keeps that a file was read to its end, and forgets what stood in it before and does not now.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn end_of_file(&mut self, file: &Path, stamp: Stamp, run: i64) -> Result<(), Error> {
        let path = file.as_os_str().as_encoded_bytes();
        let written = (|| {
            let insert = "INSERT OR REPLACE INTO file (path, size, modified) VALUES (?, ?, ?)";
            self.execute(insert, params![path, stamp.size, stamp.modified])?;
            let gone =
                "SELECT DISTINCT article FROM origin WHERE via = 'file' AND path = ? AND run <> ?";
            let gone: Vec<i64> = self
                .transaction
                .prepare_cached(gone)?
                .query_map(params![path, run], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            let delete = "DELETE FROM origin WHERE via = 'file' AND path = ? AND run <> ?";
            self.execute(delete, params![path, run])?;
            self.forget_homeless(&gone)
        })();
        self.ask(written)
    }

    /// Forgets a file that is no more, with the articles that stood nowhere else.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn forget_file(&mut self, file: &Path) -> Result<(), Error> {
        let path = file.as_os_str().as_encoded_bytes();
        let written = (|| {
            let gone = "SELECT DISTINCT article FROM origin WHERE via = 'file' AND path = ?";
            let gone: Vec<i64> = self
                .transaction
                .prepare_cached(gone)?
                .query_map([path], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            self.execute("DELETE FROM origin WHERE via = 'file' AND path = ?", [path])?;
            self.execute("DELETE FROM file WHERE path = ?", [path])?;
            self.forget_homeless(&gone)
        })();
        self.ask(written)
    }

    /// How many articles this batch forgot.
    pub fn forgotten(&self) -> usize {
        self.forgotten.get()
    }

    /// How many articles of this batch told a story, in nearly the same words, that was there already.
    pub fn linked(&self) -> usize {
        self.linked.get()
    }

    /// Forgets an article, wherever it stood, and what was said of it. Whether it was there.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn forget_article(&mut self, id: &str) -> Result<bool, Error> {
        let written = (|| {
            // its files are to be read again if they are given again
            self.execute(
                "DELETE FROM file WHERE path IN (SELECT path FROM origin JOIN article ON number = article \
                 WHERE id = ? AND via = 'file')",
                [id],
            )?;
            self.execute("DELETE FROM verdict WHERE article = ?", [id])?;
            match self.number_of(id)? {
                Some(number) => self.delete(number),
                None => Ok(0),
            }
        })();
        let forgotten = self.ask(written)?;
        self.forgotten.set(self.forgotten.get() + forgotten);
        Ok(forgotten > 0)
    }

    /// Makes all of it last.
    ///
    /// # Errors
    ///
    /// When the file cannot be written; then nothing of the batch is.
    pub fn commit(self) -> Result<(), Error> {
        let Self { transaction, path, .. } = self;
        transaction.commit().map_err(|error| Error::of(path, error))
    }

    pub(super) fn ask<T>(&self, answer: rusqlite::Result<T>) -> Result<T, Error> {
        answer.map_err(|error| Error::of(self.path, error))
    }

    pub(super) fn prepare(&self, sql: &str) -> rusqlite::Result<CachedStatement<'_>> {
        self.transaction.prepare_cached(sql)
    }

    pub(super) fn execute(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
    ) -> rusqlite::Result<usize> {
        self.transaction.prepare_cached(sql)?.execute(values)
    }

    fn number_of(&self, id: &str) -> rusqlite::Result<Option<i64>> {
        let mut query =
            self.transaction.prepare_cached("SELECT number FROM article WHERE id = ?")?;
        query.query_row([id], |row| row.get(0)).optional()
    }

    /// Of these articles, forgets those that stand nowhere.
    fn forget_homeless(&self, articles: &[i64]) -> rusqlite::Result<()> {
        let stands = "SELECT 1 FROM origin WHERE article = ?";
        for number in articles {
            if !self.prepare(stands)?.exists([number])? {
                self.forgotten.set(self.forgotten.get() + self.delete(*number)?);
            }
        }
        Ok(())
    }

    fn delete(&self, number: i64) -> rusqlite::Result<usize> {
        story::remove(&self.transaction, number)?;
        self.execute("DELETE FROM article WHERE number = ?", [number])
    }

    fn insert(&self, article: &Article) -> rusqlite::Result<i64> {
        let code_points = CodePoints::of(&article.text);
        let published = article.published.as_ref();
        let evidence = published.and_then(|it| it.evidence).map(|it| code_points.stretch(it));
        let metadata: Vec<_> =
            article.metadata.iter().map(|it| (&it.name, &it.value, it.used)).collect();
        self.transaction
            .prepare_cached(
                "INSERT INTO article (id, title, url, source, home_lon, home_lat, lang, published, \
                 published_basis, published_start, published_end, zones, metadata, text) VALUES \
                 (:id, :title, :url, :source, :lon, :lat, :lang, :published, :basis, :start, :end, \
                 :zones, :metadata, :text)",
            )?
            .execute(named_params! {
                ":id": article.id,
                ":title": article.title,
                ":url": article.url,
                ":source": article.source,
                ":lon": article.home.map(LonLat::lon),
                ":lat": article.home.map(LonLat::lat),
                ":lang": article.lang,
                ":published": published.and_then(|it| it.edtf.as_ref()).map(Edtf::as_str),
                ":basis": published.map(|it| it.basis.as_str()),
                ":start": evidence.map(|it| it.start),
                ":end": evidence.map(|it| it.end),
                ":zones": wire::zones(&article.zones, &code_points),
                ":metadata": wire::to_json(&metadata),
                ":text": article.text,
            })?;
        Ok(self.transaction.last_insert_rowid())
    }

    fn write_origin(
        &self,
        number: i64,
        article: &Article,
        via: Via<'_>,
        run: i64,
    ) -> rusqlite::Result<()> {
        let origin = article.origin.as_ref();
        let own = article.url.as_deref().unwrap_or(&article.id);
        let member = origin.and_then(|it| it.member.as_deref()).unwrap_or_default();
        let line = origin.and_then(|it| it.line).unwrap_or_default();
        let offset = origin.and_then(|it| it.offset).map_or(-1, u64::cast_signed);
        let (via, path, member, line, offset): (_, &[u8], _, _, _) = match (via, origin) {
            (Via::File, Some(it)) => {
                ("file", it.path.as_os_str().as_encoded_bytes(), member, line, offset)
            }
            (Via::File | Via::Stdin, _) => ("stdin", own.as_bytes(), "", 0, -1),
            (Via::Post, _) => ("post", own.as_bytes(), "", 0, -1),
            (Via::Feed(feed), _) => ("feed", feed.as_bytes(), own, 0, -1),
        };
        // what stood there before gives way
        let select = "SELECT article FROM origin WHERE via = ? AND path = ? AND member = ? \
                      AND line = ? AND \"offset\" = ?";
        let before: Option<i64> = self
            .transaction
            .prepare_cached(select)?
            .query_row(params![via, path, member, line, offset], |row| row.get(0))
            .optional()?;
        if before == Some(number) && via != "file" {
            return Ok(());
        }
        self.execute(
            "INSERT OR REPLACE INTO origin VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                via,
                path,
                member,
                line,
                offset,
                origin.map_or("text", |it| it.format.as_str()),
                number,
                run
            ],
        )?;
        if let Some(before) = before.filter(|&before| before != number) {
            self.forget_homeless(&[before])?;
        }
        Ok(())
    }

    fn write_reading(
        &mut self,
        number: i64,
        article: &Article,
        parsed: &Parsed,
    ) -> rusqlite::Result<()> {
        let code_points = CodePoints::of(&article.text);
        let stretch = |span: Option<Span>| span.map(|it| code_points.stretch(it));
        let Published { edtf, basis, evidence } = &parsed.published;
        let (evidence, title) = (stretch(*evidence), stretch(parsed.title));
        let times: Vec<_> = parsed
            .expressions
            .iter()
            .map(|it| {
                let Stretch { start, end } = code_points.stretch(it.span);
                let days = it.edtf.as_ref().map(Edtf::as_str);
                (start, end, it.kind.as_str(), &it.value, days)
            })
            .collect();
        self.execute(
            "INSERT INTO reading VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                number,
                self.engine,
                edtf.as_ref().map(Edtf::as_str),
                basis.as_str(),
                evidence.map(|it| it.start),
                evidence.map(|it| it.end),
                title.map(|it| it.start),
                title.map(|it| it.end),
                wire::zones(&parsed.zones, &code_points),
                wire::to_json(&times),
            ],
        )?;
        parsed.mentions.iter().try_for_each(|it| self.write_mention(number, it, &code_points))
    }

    fn write_mention(
        &mut self,
        number: i64,
        mention: &Mention,
        code_points: &CodePoints<'_>,
    ) -> rusqlite::Result<()> {
        let Stretch { start, end } = code_points.stretch(mention.span);
        let mut place = |it: &Resolution| Ok((self.place(it.place)?, it.score));
        let chosen = mention.resolution.as_ref().map(&mut place).transpose()?;
        let others =
            mention.runners_up.iter().map(place).collect::<rusqlite::Result<Vec<(i64, f32)>>>()?;
        let when = mention.when.as_ref();
        let words = when.map(|it| code_points.stretch(it.evidence));
        self.execute(
            "INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                number,
                start,
                end,
                mention.score,
                chosen.map(|(place, _)| place),
                chosen.map(|(_, score)| score),
                wire::to_json(&others),
                mention.role.as_str(),
                mention.zone.as_str(),
                mention.duplicate,
                when.map(|it| it.edtf.as_str()),
                when.map(|it| it.basis.as_str()),
                words.map(|it| it.start),
                words.map(|it| it.end),
                when.map(|it| it.mood.as_str()),
            ],
        )?;
        Ok(())
    }

    /// The number of a place; its facts are written once a batch, as the gazetteer has them now.
    pub(super) fn place(&mut self, id: PlaceId) -> rusqlite::Result<i64> {
        if let Some(&number) = self.places.get(&id) {
            return Ok(number);
        }
        let PlaceFacts { key, label, label_ar, point, kind, country } =
            place_facts(self.gazetteer, id);
        let number = self
            .transaction
            .prepare_cached(
                "INSERT INTO place (key, label, label_ar, lon, lat, kind, country) \
                 VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET label = excluded.label, \
                 label_ar = excluded.label_ar, lon = excluded.lon, lat = excluded.lat, \
                 kind = excluded.kind, country = excluded.country RETURNING number",
            )?
            .query_row(
                params![
                    key,
                    label,
                    label_ar,
                    point.lon(),
                    point.lat(),
                    kind.as_str(),
                    country.as_ref().map(tadmur_geoparser::place::CountryCode::as_str)
                ],
                |row| row.get(0),
            )?;
        self.places.insert(id, number);
        Ok(number)
    }
}

/// How a file looked when it was read: what looks the same is not read again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stamp {
    /// Bytes.
    pub size: i64,
    /// Nanoseconds from 1970.
    pub modified: i64,
}
