//! Where an article came from, and what read it.

use std::path::PathBuf;

use rusqlite::{OptionalExtension, Row};

use crate::article::Article;
use crate::database::load::{ARTICLES, Fault, article, path_of};
use crate::database::{Database, Error};

/// An article with all that is kept of how it came here.
#[derive(Clone, Debug)]
pub struct Provenance {
    /// As it was read, with the evidence for its metadata.
    pub article: Article,
    /// Every place that it stood at.
    pub stood: Vec<Stood>,
    /// What found its places and times; `None` before anything did.
    pub engine: Option<Engine>,
}

/// A place that an article stood at.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stood {
    /// By which way it came in: `file`, `stdin`, `post`, `feed`.
    pub via: String,
    /// The file; the URL; the address of the feed.
    pub path: PathBuf,
    /// In an archive, or in a feed.
    pub member: Option<String>,
    /// Counted from 1, in a file of many.
    pub line: Option<u64>,
    /// In bytes, in a file of many.
    pub offset: Option<u64>,
    /// The format it was read as.
    pub reader: String,
}

/// What finds places and times.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Engine {
    /// The checksum of the gazetteer.
    pub gazetteer: String,
    /// The hash of the parser's sources and models.
    pub parser: String,
}

impl Database {
    /// Where the article of this id came from, and what read it; `None` when it is not there.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or holds what this program never writes.
    pub fn provenance(&self, id: &str) -> Result<Option<Provenance>, Error> {
        self.provenance_of(id).map_err(|fault| fault.at(self))
    }

    fn provenance_of(&self, id: &str) -> Result<Option<Provenance>, Fault> {
        let moment = self.connection.unchecked_transaction()?;
        let mut query = moment.prepare(&format!("{ARTICLES} WHERE id = ?"))?;
        let mut rows = query.query([id])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let (number, article): (i64, Article) = (row.get(0)?, article(row)?);
        let mut query = moment.prepare(
            "SELECT via, path, member, line, \"offset\", reader FROM origin WHERE article = ? \
             ORDER BY via, path, member, line, \"offset\"",
        )?;
        let stood = query.query_map([number], stood)?.collect::<Result<_, _>>()?;
        let mut query = moment.prepare(
            "SELECT gazetteer, parser FROM engine e JOIN reading r ON r.engine = e.number WHERE r.article = ?",
        )?;
        let engine = |row: &Row<'_>| Ok(Engine { gazetteer: row.get(0)?, parser: row.get(1)? });
        let engine = query.query_row([number], engine).optional()?;
        Ok(Some(Provenance { article, stood, engine }))
    }
}

fn stood(row: &Row<'_>) -> rusqlite::Result<Stood> {
    let (member, line, offset): (String, u64, i64) = (row.get(2)?, row.get(3)?, row.get(4)?);
    Ok(Stood {
        via: row.get(0)?,
        path: path_of(row.get(1)?),
        member: (!member.is_empty()).then_some(member),
        line: (line > 0).then_some(line),
        offset: u64::try_from(offset).ok(),
        reader: row.get(5)?,
    })
}
