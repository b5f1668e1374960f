//! What a person says of a mention: kept beside the machine's answer, and winning over it.
//!
//! # Shape
//!
//! A [`Verdict`] is tied to the words it is about: the article, where in it, and the words themselves. It outlives what the
//! machine said, so it holds when the article is parsed again, whether or not the name is found then. Where other words
//! stand, it is not used.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};
use tadmur_geoparser::dates::{Edtf, Mood, When, WhenBasis};
use tadmur_geoparser::geoparse::{Mention, Parsed, Resolution, Role, RunnersUp};
use tadmur_geoparser::place::PlaceId;
use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::zones::Zone;

use crate::article::Article;
use crate::database::wire::Bytes;
use crate::database::{Batch, Error};
use crate::feature::Stretch;

/// What is said of the place of a mention.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Judgement {
    /// The machine is right.
    Right,
    /// No place is named here.
    Wrong,
    /// The place of this key is meant.
    Place(String),
}

/// What a person says of a mention. A part that is `None` leaves what was said before.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Verdict {
    /// Of its place.
    pub judgement: Option<Judgement>,
    /// The time it speaks of.
    pub when: Option<Edtf>,
}

/// A verdict as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) stretch: Stretch,
    pub(super) surface: String,
    /// Right, wrong or place; the place is chosen already.
    pub(super) word: Option<String>,
    pub(super) place: Option<u32>,
    pub(super) when: Option<Edtf>,
}

/// The columns of a verdict, for [`Kept::of`].
const COLUMNS: &str = "article, start, \"end\", surface, verdict, place, \"when\"";

impl Kept {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let when: Option<String> = row.get(6)?;
        Ok(Self {
            stretch: Stretch { start: row.get(1)?, end: row.get(2)? },
            surface: row.get(3)?,
            word: row.get(4)?,
            place: row.get(5)?,
            when: when.and_then(|it| it.parse().ok()),
        })
    }
}

/// The verdicts of a database, by article.
pub(super) struct Verdicts(BTreeMap<String, Vec<Kept>>);

impl Verdicts {
    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let query = format!("SELECT {COLUMNS} FROM verdict ORDER BY article, start");
        let mut query = connection.prepare(&query)?;
        let mut rows = query.query([])?;
        let mut verdicts: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            verdicts.entry(row.get(0)?).or_default().push(Kept::of(row)?);
        }
        Ok(Self(verdicts))
    }

    pub(super) fn of(&self, article: &str) -> &[Kept] {
        self.0.get(article).map_or(&[], Vec::as_slice)
    }

    /// Puts what people said in the place of what the machine said.
    pub(super) fn apply(&self, article: &Article, parsed: &mut Parsed, bytes: &Bytes) {
        for kept in self.of(&article.id) {
            let Some(span) = bytes.span(kept.stretch) else { continue };
            if article.text[span.range()] == kept.surface {
                apply(kept, span, parsed);
            }
        }
    }
}

fn apply(kept: &Kept, span: Span, parsed: &mut Parsed) {
    let sure = kept.place.map(|place| Resolution { place: PlaceId(place), score: 1.0 });
    let mentions = &mut parsed.mentions;
    match kept.word.as_deref() {
        Some("wrong") => mentions.retain(|it| !it.span.overlaps(span)),
        Some(_) if sure.is_some() => {
            mentions.retain(|it| it.span == span || !it.span.overlaps(span));
            let at = mentions.partition_point(|it| it.span.start < span.start);
            if mentions.get(at).is_none_or(|it| it.span != span) {
                let block = parsed.zones.iter().find(|it| it.span.contains(span));
                mentions.insert(at, missed(span, block.map_or(Zone::Body, |it| it.zone)));
            }
            mentions[at].resolution = sure;
            mentions[at].score = 1.0;
        }
        _ => {}
    }
    if let Some(edtf) = &kept.when
        && let Some(mention) = mentions.iter_mut().find(|it| it.span == span)
    {
        let mood = mention.when.as_ref().map_or(Mood::Fact, |it| it.mood);
        let when = When { edtf: edtf.clone(), basis: WhenBasis::Verdict, evidence: span, mood };
        mention.when = Some(when);
    }
}

/// A mention that the machine did not find.
fn missed(span: Span, zone: Zone) -> Mention {
    Mention {
        span,
        score: 1.0,
        resolution: None,
        runners_up: RunnersUp::default(),
        role: Role::Literal,
        zone,
        duplicate: false,
        when: None,
    }
}

impl Batch<'_> {
    /// Keeps what a person says of the words at `start` of an article; without an `end`, of the mention that begins there.
    /// The words are given back.
    ///
    /// # Errors
    ///
    /// When there is no such article, mention or place, or the file cannot be written.
    pub fn judge(
        &mut self,
        article: &str,
        start: usize,
        end: Option<usize>,
        verdict: &Verdict,
    ) -> Result<String, Error> {
        let missing = |kind, id: String| Error::NotFound { path: self.path.to_owned(), kind, id };
        let found = self.ask(self.words(article, start, end))?;
        let Some((end, surface)) = found else {
            return Err(missing("mention", format!("{article}-{start}")));
        };
        let (word, place) = match &verdict.judgement {
            None => (None, None),
            Some(Judgement::Wrong) => (Some("wrong"), None),
            Some(Judgement::Right) => (Some("right"), self.ask(self.chosen(article, start))?),
            Some(Judgement::Place(key)) => {
                let id = self.gazetteer.find(key);
                let id = id.ok_or_else(|| missing("place", key.clone()))?;
                let number = self.place(id);
                (Some("place"), Some(self.ask(number)?))
            }
        };
        let written = self.execute(
            "INSERT INTO verdict VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET \
             surface = ?4, place = CASE WHEN ?5 IS NULL THEN place ELSE ?6 END, \
             verdict = coalesce(?5, verdict), \"when\" = coalesce(?7, \"when\")",
            params![
                article,
                start,
                end,
                surface,
                word,
                place,
                verdict.when.as_ref().map(Edtf::as_str)
            ],
        );
        self.ask(written)?;
        Ok(surface)
    }

    /// Forgets what was said of the words at `start` of an article. Whether anything was.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn unjudge(&mut self, article: &str, start: usize) -> Result<bool, Error> {
        let delete = "DELETE FROM verdict WHERE article = ? AND start = ?";
        Ok(self.ask(self.execute(delete, params![article, start]))? > 0)
    }

    /// Where the words end, and the words.
    fn words(
        &self,
        article: &str,
        start: usize,
        end: Option<usize>,
    ) -> rusqlite::Result<Option<(usize, String)>> {
        let mention = "SELECT \"end\" FROM mention JOIN article ON number = mention.article \
                       WHERE id = ?1 AND start = ?2 \
                       UNION ALL SELECT \"end\" FROM verdict WHERE article = ?1 AND start = ?2";
        let end = match end {
            Some(end) => Some(end),
            None => self.row(mention, params![article, start], |row| row.get(0))?,
        };
        let Some(end) = end.filter(|&end| end > start) else { return Ok(None) };
        let words = "SELECT substr(text, ?2 + 1, ?3 - ?2) FROM article \
                     WHERE id = ?1 AND length(text) >= ?3";
        let words: Option<String> =
            self.row(words, params![article, start, end], |row| row.get(0))?;
        Ok(words.map(|words| (end, words)))
    }

    /// The place that the machine chose, or else that a person did.
    fn chosen(&self, article: &str, start: usize) -> rusqlite::Result<Option<i64>> {
        let mention = "SELECT place FROM mention JOIN article ON number = mention.article \
                       WHERE id = ?1 AND start = ?2 \
                       UNION ALL SELECT place FROM verdict WHERE article = ?1 AND start = ?2";
        Ok(self.row(mention, params![article, start], |row| row.get(0))?.flatten())
    }

    fn row<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Option<T>> {
        self.prepare(sql)?.query_row(values, read).optional()
    }
}
