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
use sha2::{Digest, Sha256};
use tadmur_geoparser::dates::Edtf;

use crate::article::alike::{Sketch, groups};
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
    let (mut alike, mut compared) = (BTreeSet::new(), BTreeSet::new());
    for key in sketch.keys() {
        let mut there = connection.prepare_cached(
            "SELECT article FROM sketch_key WHERE key = ? ORDER BY article LIMIT ?",
        )?;
        let mut rows = there.query(params![key, Sketch::MOST_PER_KEY])?;
        while let Some(row) = rows.next()? {
            // what is alike shares many keys
            if compared.insert(row.get::<_, i64>(0)?) {
                alike.extend(story_of_alike(connection, row.get(0)?, sketch, &alike)?);
            }
        }
        connection
            .prepare_cached("INSERT INTO sketch_key VALUES (?, ?)")?
            .execute([key, article])?;
    }
    let Some(&story) = alike.first() else { return Ok(false) };
    let mut join_one = connection
        .prepare_cached("UPDATE sketch SET story = ? WHERE article = ? AND story IS NULL")?;
    let mut join_story =
        connection.prepare_cached("UPDATE sketch SET story = ? WHERE story = ?")?;
    join_one.execute([story, article])?;
    for &joined in &alike {
        join_one.execute([story, joined])?;
        // those of the story that it joins are not written again
        if joined != story {
            join_story.execute([story, joined])?;
        }
    }
    Ok(true)
}

/// The story of an article, or the article itself, if it is alike; nothing is compared when it is among these already.
fn story_of_alike(
    connection: &Connection,
    article: i64,
    sketch: &Sketch,
    among: &BTreeSet<i64>,
) -> rusqlite::Result<Option<i64>> {
    let mut query = connection
        .prepare_cached("SELECT coalesce(story, article), minima FROM sketch WHERE article = ?")?;
    let mut rows = query.query([article])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let story = row.get(0)?;
    let new = !among.contains(&story) && read(row.get_ref(1)?.as_blob()?, sketch);
    Ok(new.then_some(story))
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

/// The stories that several articles tell; by the number of an article, with its position in its story.
#[derive(Default)]
pub(super) struct Stories(BTreeMap<i64, (Arc<Told>, usize)>);

/// A story, with the sums of what its original and its copies see of it: a story of a thousand is not written out a thousand times.
struct Told {
    tellings: Tellings,
    original: [u8; 32],
    copy: [u8; 32],
}

impl Stories {
    /// None in a file of the first version.
    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        if !connection.table_exists(None, "sketch")? {
            return Ok(Self::default());
        }
        let mut query = connection.prepare(
            "SELECT s.story, a.id, a.number, \
             coalesce(a.title, substr(a.text, r.title_start + 1, r.title_end - r.title_start)), \
             a.url, a.source, r.published, octet_length(a.text) FROM sketch s \
             JOIN article a ON a.number = s.article JOIN reading r ON r.article = s.article \
             WHERE s.story IS NOT NULL ORDER BY s.story, s.article",
        )?;
        let mut rows = query.query([])?;
        let mut stories: BTreeMap<i64, (BTreeMap<String, i64>, Vec<Placed>)> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let published: Option<String> = row.get(6)?;
            let (numbers, articles) = stories.entry(row.get(0)?).or_default();
            let id: String = row.get(1)?;
            numbers.insert(id.clone(), row.get(2)?);
            articles.push(Placed {
                telling: Telling { id, title: row.get(3)?, url: row.get(4)?, source: row.get(5)? },
                published: published.and_then(|it| it.parse::<Edtf>().ok()),
                length: row.get(7)?,
            });
        }
        let mut by_article = BTreeMap::new();
        for (numbers, articles) in stories.into_values().filter(|(_, it)| it.len() > 1) {
            let told = Arc::new(Told::of(Tellings::of(articles)));
            for (position, it) in told.tellings.articles.iter().enumerate() {
                by_article.insert(numbers[&it.id], (Arc::clone(&told), position));
            }
        }
        Ok(Self(by_article))
    }

    /// The story that this article tells, when others do too.
    pub(super) fn of(&self, article: i64) -> Option<Story> {
        self.0.get(&article).map(|(told, position)| told.tellings.seen_by(*position))
    }

    /// The sum of what this article sees of its story, if it has one: another sum whenever [`Stories::of`] gives another story.
    pub(super) fn sum_of(&self, article: i64) -> Option<[u8; 32]> {
        let (told, position) = self.0.get(&article)?;
        Some(match *position {
            0 => told.original,
            nth => {
                let own = told.tellings.articles[nth].name();
                Sha256::new().chain_update(told.copy).chain_update(own).finalize().into()
            }
        })
    }
}

impl Told {
    fn of(tellings: Tellings) -> Self {
        let original = Sha256::digest(format!("{:?}", tellings.seen_by(0))).into();
        let copy = Sha256::digest(tellings.seen_by_copies()).into();
        Self { tellings, original, copy }
    }
}
