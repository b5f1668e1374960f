//! What is whole in a damaged database, into a new one.
//!
//! # Shape
//!
//! The damaged file is only read. Each article is looked for by its number, and counts as whole when its id is that of its
//! text; what was found in it comes along when all of it can be read, or else is to be found again. Tables without numbers are
//! read from both ends, up to the damage.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use crate::article::Article;
use crate::database::load::{self, ARTICLES};
use crate::database::{Database, Error, sketches};

/// How much was whole.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Rescued {
    /// Articles that are in the new database.
    pub articles: usize,
    /// Of these, articles without what was found in them.
    pub to_parse: usize,
    /// Articles that were once taken in and cannot be read; those that were forgotten since count too.
    pub lost: usize,
    /// What people said of mentions.
    pub verdicts: usize,
}

/// Columns of a table, as they come.
type Values = Vec<Value>;

impl Database {
    /// Copies what is whole into a new database.
    ///
    /// # Errors
    ///
    /// When this file tells not even what it holds, or the new one cannot be written.
    pub fn rescue(&self, into: &Path) -> Result<Rescued, Error> {
        let mut new = Self::open(into)?;
        let fault = |error| Error::of(into, error);
        let transaction = new.connection.transaction().map_err(fault)?;
        let mut rescued = Rescued::default();
        for table in ["engine", "place"] {
            for row in self.both_ends(table, "number") {
                insert(&transaction, table, &row).map_err(fault)?;
            }
        }
        for number in 1..=self.last_number() {
            let Some(article) = self.whole("article", "number", number).pop() else {
                rescued.lost += 1;
                continue;
            };
            if self.article(number).is_none_or(|it| !is_whole(&it)) {
                rescued.lost += 1;
                continue;
            }
            insert(&transaction, "article", &article).map_err(fault)?;
            rescued.articles += 1;
            if !self.rescue_reading(number, &transaction) {
                for table in ["mention", "reading"] {
                    let delete = format!("DELETE FROM {table} WHERE article = ?");
                    transaction.execute(&delete, [number]).map_err(fault)?;
                }
                rescued.to_parse += 1;
            }
        }
        for (table, order) in [
            ("origin", "via, path, member, line, \"offset\""),
            ("file", "path"),
            ("feed", "address"),
            ("verdict", "article, start, \"end\""),
        ] {
            for row in self.both_ends(table, order) {
                // what belongs to a lost article is refused
                let kept = insert(&transaction, table, &row).is_ok();
                rescued.verdicts += usize::from(kept && table == "verdict");
            }
        }
        // a file that gave a lost article is to be read again
        if rescued.lost > 0 {
            transaction.execute("DELETE FROM file", []).map_err(fault)?;
        }
        sketches::put_all(&transaction, &mut |_, _| {}).map_err(fault)?;
        transaction.commit().map_err(fault)?;
        Ok(rescued)
    }

    /// The greatest number that an article ever had, as far as anything tells.
    fn last_number(&self) -> i64 {
        let queries = [
            "SELECT seq FROM sqlite_sequence WHERE name = 'article'",
            "SELECT max(number) FROM article",
            "SELECT max(article) FROM reading",
        ];
        let ask = |query: &&str| -> Option<i64> {
            self.connection.query_row(query, [], |row| row.get(0)).ok().flatten()
        };
        queries.iter().filter_map(ask).max().unwrap_or_default()
    }

    /// What was found in an article; whether all of it came along.
    fn rescue_reading(&self, number: i64, new: &Connection) -> bool {
        let rows = |table| self.rows(&format!("SELECT * FROM {table} WHERE article = {number}"));
        let (Ok(readings), Ok(mentions)) = (rows("reading"), rows("mention")) else { return false };
        readings.len() == 1
            && readings.iter().all(|it| insert(new, "reading", it).is_ok())
            && mentions.iter().all(|it| insert(new, "mention", it).is_ok())
    }

    fn article(&self, number: i64) -> Option<Article> {
        let query = format!("{ARTICLES} WHERE number = ?");
        let mut query = self.connection.prepare_cached(&query).ok()?;
        query.query_row([number], |row| Ok(load::article(row).ok())).optional().ok()??
    }

    fn whole(&self, table: &str, key: &str, number: i64) -> Vec<Values> {
        self.rows(&format!("SELECT * FROM {table} WHERE {key} = {number}")).unwrap_or_default()
    }

    /// The rows of a table from its first up to a fault, and from its last down to one.
    fn both_ends(&self, table: &str, order: &str) -> Vec<Values> {
        let query = |order: &str| format!("SELECT * FROM {table} ORDER BY {order}");
        match self.rows(&query(order)) {
            Ok(rows) => rows,
            Err(mut head) => {
                let backwards = order.replace(',', " DESC,") + " DESC";
                let tail = match self.rows(&query(&backwards)) {
                    Ok(tail) | Err(tail) => tail,
                };
                for row in tail {
                    if !head.contains(&row) {
                        head.push(row);
                    }
                }
                head
            }
        }
    }

    /// All rows, or as an error those before the fault.
    fn rows(&self, query: &str) -> Result<Vec<Values>, Vec<Values>> {
        let mut found = Vec::new();
        let mut read = || -> rusqlite::Result<()> {
            let mut query = self.connection.prepare(query)?;
            let n_columns = query.column_count();
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                found.push(values(row, n_columns)?);
            }
            Ok(())
        };
        if read().is_ok() { Ok(found) } else { Err(found) }
    }
}

fn values(row: &Row<'_>, n_columns: usize) -> rusqlite::Result<Values> {
    (0..n_columns).map(|at| row.get(at)).collect()
}

fn insert(connection: &Connection, table: &str, values: &Values) -> rusqlite::Result<()> {
    let marks = vec!["?"; values.len()].join(", ");
    let mut insert = connection.prepare_cached(&format!("INSERT INTO {table} VALUES ({marks})"))?;
    insert.execute(params_from_iter(values)).map(drop)
}

/// Whether the text is the one that the id was made of.
fn is_whole(article: &Article) -> bool {
    let made = Article::from_text(article.text.clone());
    article.id == made.id
        || article.url.as_ref().is_some_and(|url| article.id == made.at_url(url.clone()).id)
}
