//! Words in the texts of articles.
//!
//! # Cost
//!
//! An index of words answers for scripts that put blanks between them. For those that do not, such as Chinese or Thai, each text
//! is looked at.

use rusqlite::params;

use crate::database::{Database, Error};

/// An article whose text holds the words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// Its headline, where something outside the text says so.
    pub title: Option<String>,
    /// Its URL.
    pub url: Option<String>,
    /// The words around one of those that were sought.
    pub snippet: String,
}

const INDEXED: &str = "\
SELECT id, a.title, url, snippet(words, -1, '', '', '…', 16) FROM words JOIN article a ON number = words.rowid \
WHERE words MATCH ?1 ORDER BY rank, number LIMIT ?2";

const LOOKED_AT: &str = "\
SELECT id, title, url, substr(text, max(instr(text, ?1) - 30, 1), 80) FROM article \
WHERE instr(text, ?1) OR instr(title, ?1) ORDER BY number LIMIT ?2";

impl Database {
    /// The articles that hold all of these words, the last one perhaps only begun; those where they weigh most first, at most
    /// so many. In scripts without blanks, those that hold these very signs, in the order they came in.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn search(&self, words: &str, most: usize) -> Result<Vec<Found>, Error> {
        let (query, asked) = if words.chars().any(is_unspaced) {
            (LOOKED_AT, words.trim().to_owned())
        } else {
            (INDEXED, indexed(words))
        };
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = self.ask(self.connection.prepare_cached(query))?;
        let found = query.query_map(params![asked, most], |row| {
            Ok(Found {
                id: row.get(0)?,
                title: row.get(1)?,
                url: row.get(2)?,
                snippet: row.get(3)?,
            })
        });
        self.ask(found.and_then(Iterator::collect))
    }
}

/// The words as FTS5 asks for them: each a string, whatever signs it holds; the last one a prefix.
fn indexed(words: &str) -> String {
    let words = words.split(|it: char| !it.is_alphanumeric() && !is_mark(it));
    let words: Vec<String> =
        words.filter(|it| !it.is_empty()).map(|it| format!("\"{it}\"")).collect();
    if words.is_empty() { String::new() } else { words.join(" ") + "*" }
}

/// A sign that belongs to the letter before it: the index takes it off.
fn is_mark(char: char) -> bool {
    matches!(u32::from(char), 0x0300..=0x036F | 0x0591..=0x05C7 | 0x0610..=0x061A | 0x064B..=0x065F | 0x0900..=0x0DFF)
}

/// Of a script that is written without blanks: Thai, Lao, Burmese, Khmer, kana, Han.
fn is_unspaced(char: char) -> bool {
    matches!(
        u32::from(char),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF
            | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_strings_and_the_last_a_prefix() {
        assert_eq!(indexed("Aleppo  \"OR\" (siege"), "\"Aleppo\" \"OR\" \"siege\"*");
        assert_eq!(indexed(" * - \" "), "");
    }
}
