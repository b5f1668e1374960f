//! Which articles tell one story in nearly the same words.
//!
//! # Shape
//!
//! Each article has a row in `sketch`; those of one story have the same `story`, whichever came first. Which of them is
//! the original is not kept but told when they are read: a new parser may find another date.
//!
//! # Cost
//!
//! To take one in: ten look-ups, and at most 64 sketches compared for each. To forget one: its story's sketches are compared
//! anew, unless the same sketch is there again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use tadmur_geoparser::dates::Edtf;

use crate::article::alike::{Sketch, groups};
use crate::database::wire::{self, Bytes};
use crate::feature::story::{Placed, Story, Telling, Tellings};

/// Keeps an article's sketch, and links it with what is alike. Whether anything is.
pub(super) fn put(
    connection: &Connection,
    article: i64,
    sketch: Option<&Sketch>,
) -> rusqlite::Result<bool> {
    let minima = sketch.map(Sketch::to_bytes).unwrap_or_default();
    connection
        .prepare_cached("INSERT INTO sketch (article, minima) VALUES (?, ?)")?
        .execute(params![article, minima])?;
    let Some(sketch) = sketch else { return Ok(false) };
    // a story by its number, an article alone by its own
    let mut alike = BTreeSet::new();
    for key in sketch.keys() {
        let mut there = connection.prepare_cached(
            "SELECT coalesce(s.story, s.article), s.minima FROM sketch_key k \
             JOIN sketch s ON s.article = k.article WHERE k.key = ? ORDER BY k.article LIMIT ?",
        )?;
        let mut rows = there.query(params![key, Sketch::MOST_PER_KEY])?;
        while let Some(row) = rows.next()? {
            let story: i64 = row.get(0)?;
            if !alike.contains(&story) && read(row.get_ref(1)?.as_blob()?, sketch) {
                alike.insert(story);
            }
        }
        connection
            .prepare_cached("INSERT INTO sketch_key VALUES (?, ?)")?
            .execute([key, article])?;
    }
    let Some(&story) = alike.first() else { return Ok(false) };
    alike.insert(article);
    for joined in alike {
        connection
            .prepare_cached(
                "UPDATE sketch SET story = ?1 WHERE story = ?2 OR article = ?2 AND story IS NULL",
            )?
            .execute([story, joined])?;
    }
    Ok(true)
}

fn read(minima: &[u8], sketch: &Sketch) -> bool {
    Sketch::from_bytes(minima).is_some_and(|it| it.is_alike(sketch))
}

/// Puts another sketch in the place of the one that an article has, if it has another.
pub(super) fn replace(
    connection: &Connection,
    article: i64,
    sketch: Option<&Sketch>,
) -> rusqlite::Result<()> {
    let minima = sketch.map(Sketch::to_bytes).unwrap_or_default();
    let mut same =
        connection.prepare_cached("SELECT 1 FROM sketch WHERE article = ? AND minima = ?")?;
    if same.exists(params![article, minima])? {
        return Ok(());
    }
    remove(connection, article)?;
    put(connection, article, sketch).map(drop)
}

/// Forgets an article's sketch. What was linked through it alone is linked no more.
pub(super) fn remove(connection: &Connection, article: i64) -> rusqlite::Result<()> {
    let mut kept =
        connection.prepare_cached("SELECT story, minima FROM sketch WHERE article = ?")?;
    let kept: Option<(Option<i64>, Vec<u8>)> =
        kept.query_row([article], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((story, minima)) = kept else { return Ok(()) };
    for key in Sketch::from_bytes(&minima).iter().flat_map(Sketch::keys) {
        connection
            .prepare_cached("DELETE FROM sketch_key WHERE key = ? AND article = ?")?
            .execute([key, article])?;
    }
    connection.prepare_cached("DELETE FROM sketch WHERE article = ?")?.execute([article])?;
    let Some(story) = story else { return Ok(()) };
    // whoever was linked through it is linked through its twin; but a story is not called by the number of a stranger
    let mut twins =
        connection.prepare_cached("SELECT count(*) FROM sketch WHERE story = ? AND minima = ?")?;
    let n_twins: i64 = twins.query_row(params![story, minima], |row| row.get(0))?;
    if n_twins > 1 && story != article {
        return Ok(());
    }
    part(connection, story)
}

/// Links the articles of a story anew.
fn part(connection: &Connection, story: i64) -> rusqlite::Result<()> {
    let mut members = connection
        .prepare_cached("SELECT article, minima FROM sketch WHERE story = ? ORDER BY article")?;
    let members: Vec<(i64, Option<Sketch>)> = members
        .query_map([story], |row| {
            Ok((row.get(0)?, Sketch::from_bytes(row.get_ref(1)?.as_blob()?)))
        })?
        .collect::<Result<_, _>>()?;
    let (numbers, sketches): (Vec<i64>, Vec<Option<Sketch>>) = members.into_iter().unzip();
    let first = groups(&sketches);
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for it in &first {
        *sizes.entry(*it).or_default() += 1;
    }
    for (article, first) in numbers.iter().zip(first) {
        let story = (sizes[&first] > 1).then_some(numbers[first]);
        connection
            .prepare_cached("UPDATE sketch SET story = ? WHERE article = ?")?
            .execute(params![story, article])?;
    }
    Ok(())
}

/// Sketches and links articles that have no sketch yet, in the order they came in.
pub(super) fn put_missing(connection: &Connection) -> rusqlite::Result<()> {
    let mut last = 0;
    loop {
        let mut next = connection.prepare_cached(
            "SELECT a.number, a.text, r.zones FROM article a JOIN reading r ON r.article = a.number \
             WHERE a.number > ? AND NOT EXISTS (SELECT 1 FROM sketch WHERE article = a.number) \
             ORDER BY a.number LIMIT 1",
        )?;
        let next: Option<(i64, String, String)> =
            next.query_row([last], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        let Some((number, text, zones)) = next else { return Ok(()) };
        let zones = wire::blocks(&zones, &Bytes::of(&text));
        let sketch = zones.and_then(|it| Sketch::of_article(&text, &it));
        put(connection, number, sketch.as_ref())?;
        last = number;
    }
}

/// The stories that several articles tell; by the id of an article, with its position in its story.
#[derive(Default)]
pub(super) struct Stories(BTreeMap<String, (Arc<Tellings>, usize)>);

impl Stories {
    /// None in a file of the first version.
    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        if !connection.table_exists(None, "sketch")? {
            return Ok(Self::default());
        }
        let mut query = connection.prepare(
            "SELECT s.story, a.id, \
             coalesce(a.title, substr(a.text, r.title_start + 1, r.title_end - r.title_start)), \
             a.url, a.source, r.published, octet_length(a.text) FROM sketch s \
             JOIN article a ON a.number = s.article JOIN reading r ON r.article = s.article \
             WHERE s.story IS NOT NULL ORDER BY s.story, s.article",
        )?;
        let mut rows = query.query([])?;
        let mut stories: BTreeMap<i64, Vec<Placed>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let published: Option<String> = row.get(5)?;
            stories.entry(row.get(0)?).or_default().push(Placed {
                telling: Telling {
                    id: row.get(1)?,
                    title: row.get(2)?,
                    url: row.get(3)?,
                    source: row.get(4)?,
                },
                published: published.and_then(|it| it.parse::<Edtf>().ok()),
                length: row.get(6)?,
            });
        }
        let mut by_article = BTreeMap::new();
        for articles in stories.into_values().filter(|it| it.len() > 1) {
            let tellings = Arc::new(Tellings::of(articles));
            for (position, it) in tellings.articles.iter().enumerate() {
                by_article.insert(it.id.clone(), (Arc::clone(&tellings), position));
            }
        }
        Ok(Self(by_article))
    }

    /// The story that this article tells, when others do too.
    pub(super) fn of(&self, article: &str) -> Option<Story> {
        self.0.get(article).map(|(tellings, position)| tellings.seen_by(*position))
    }
}
