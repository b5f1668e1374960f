//! The sketches of all articles, made at once: for a file that has none.
//!
//! # Cost
//!
//! Every text is read once, and sketched by every core. Memory holds a sketch and its keys for each article, some 0.3 kB. What is
//! written is written in its order.

use std::thread;

use rusqlite::{Connection, params};

use crate::article::alike::{Sketch, groups, keys};
use crate::database::wire::{self, Bytes};

/// Bytes of texts that are sketched at a time, by all cores; one text always may.
const AT_A_TIME: usize = 2 << 20;

/// Sketches and links all articles that were read, where none is yet: as `story::put` does one after the other. `told` hears how
/// many are done and how many there are.
pub(super) fn put_all(
    connection: &Connection,
    told: &mut dyn FnMut(usize, usize),
) -> rusqlite::Result<()> {
    let (numbers, sketches) = sketch_all(connection, told)?;
    let first = groups(&sketches);
    let mut sizes = vec![0; first.len()];
    for &it in &first {
        sizes[it] += 1;
    }
    let mut insert = connection.prepare("INSERT INTO sketch VALUES (?, ?, ?)")?;
    for ((&number, sketch), first) in numbers.iter().zip(&sketches).zip(first) {
        let minima = sketch.as_ref().map(Sketch::to_bytes).unwrap_or_default();
        let story = (sizes[first] > 1).then_some(numbers[first]);
        insert.execute(params![number, story, minima])?;
    }
    let mut insert = connection.prepare("INSERT INTO sketch_key VALUES (?, ?)")?;
    for (key, at) in keys(&sketches) {
        insert.execute([key, numbers[at]])?;
    }
    Ok(())
}

/// The numbers of all articles that were read, in their order, and their sketches.
fn sketch_all(
    connection: &Connection,
    told: &mut dyn FnMut(usize, usize),
) -> rusqlite::Result<(Vec<i64>, Vec<Option<Sketch>>)> {
    let count = "SELECT count(*) FROM reading";
    let total: i64 = connection.query_row(count, [], |row| row.get(0))?;
    let mut query = connection.prepare(
        "SELECT a.number, a.text, r.zones FROM article a JOIN reading r ON r.article = a.number \
         ORDER BY a.number",
    )?;
    let mut rows = query.query([])?;
    let (mut numbers, mut sketches) = (Vec::new(), Vec::new());
    let mut texts: Vec<(String, String)> = Vec::new();
    let mut n_bytes = 0;
    loop {
        let row = rows.next()?;
        if let Some(row) = row {
            numbers.push(row.get(0)?);
            texts.push((row.get(1)?, row.get(2)?));
            n_bytes += texts.last().map_or(0, |(text, _)| text.len());
        }
        let is_end = row.is_none();
        if is_end || n_bytes >= AT_A_TIME {
            sketches.append(&mut sketches_of(&texts));
            texts.clear();
            n_bytes = 0;
            told(numbers.len(), usize::try_from(total).unwrap_or_default());
        }
        if is_end {
            return Ok((numbers, sketches));
        }
    }
}

/// The sketches of texts with their zones, made by every core.
fn sketches_of(texts: &[(String, String)]) -> Vec<Option<Sketch>> {
    let of = |(text, zones): &(String, String)| {
        Sketch::of_article(text, &wire::blocks(zones, &Bytes::of(text))?)
    };
    let n_workers = thread::available_parallelism().map_or(1, Into::into);
    let share = texts.len().div_ceil(n_workers).max(1);
    thread::scope(|scope| {
        let workers: Vec<_> = texts
            .chunks(share)
            .map(|texts| scope.spawn(move || texts.iter().map(of).collect::<Vec<_>>()))
            .collect();
        let done = workers.into_iter().map(|it| it.join().expect("a sketch never panics"));
        done.flatten().collect()
    })
}
