//! `tadmur reparse`: what a database keeps, read again by another gazetteer or parser.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::Parsed;

use crate::article::Article;
use crate::cli::input::Gazetteers;
use crate::cli::rate::{Rate, Reached};
use crate::cli::{Outcome, pipeline, say, upgrade};
use crate::database::{self, Database};
use crate::feature::parse;

/// So many articles are asked for, and committed, at a time.
const BATCH: usize = 256;

/// Find places and times again in what a database keeps: by a new gazetteer or a new tadmur
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The database
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    #[command(flatten)]
    gazetteers: Gazetteers,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    drop(Database::open_to_read(&args.db)?);
    let (gazetteer, loaded) = args.gazetteers.load()?;
    let done = reparse(&args.db, &gazetteer)?;
    say(format_args!("{done} articles read again; the others are up to date"));
    Ok(loaded)
}

/// Reads again what this gazetteer and parser did not read. How many articles there were. Who is interrupted goes on where it
/// stopped.
pub(super) fn reparse(path: &Path, gazetteer: &Gazetteer) -> Result<usize, database::Error> {
    let (stale, mut kept) = (Database::open_to_read(path)?, upgrade::open(path)?);
    let total = stale.n_stale(gazetteer)?;
    let rate = Rate::of(Some(total as u64), "articles");
    let mut done = 0;
    let mut unread = Ok(());
    let mut unwritten = Ok(());
    let mut waiting: Vec<(Article, Parsed)> = Vec::new();
    let unread_here = &mut unread;
    let produce = move |give: &mut dyn FnMut(Article) -> ControlFlow<()>| {
        *unread_here = each_stale(&stale, gazetteer, give);
    };
    let work = |article: Article| {
        let parsed = parse(gazetteer, &article);
        (article, parsed)
    };
    pipeline::run(
        produce,
        |it| it.text.len(),
        work,
        |read| {
            waiting.push(read);
            if waiting.len() < BATCH {
                return ControlFlow::Continue(());
            }
            unwritten = write(&mut kept, gazetteer, &waiting);
            if unwritten.is_err() {
                return ControlFlow::Break(());
            }
            done += waiting.len();
            waiting.clear();
            rate.at(Reached { articles: done, bytes: done as u64, faults: 0 });
            ControlFlow::Continue(())
        },
    );
    rate.end();
    unwritten?;
    unread?;
    write(&mut kept, gazetteer, &waiting)?;
    Ok(done + waiting.len())
}

fn each_stale(
    stale: &Database,
    gazetteer: &Gazetteer,
    give: &mut dyn FnMut(Article) -> ControlFlow<()>,
) -> Result<(), database::Error> {
    let mut last = 0;
    loop {
        let articles = stale.stale_after(last, BATCH, gazetteer)?;
        let Some(&(number, _)) = articles.last() else { return Ok(()) };
        last = number;
        if articles.into_iter().try_for_each(|(_, article)| give(article)).is_break() {
            return Ok(());
        }
    }
}

fn write(
    database: &mut Database,
    gazetteer: &Gazetteer,
    read: &[(Article, Parsed)],
) -> Result<(), database::Error> {
    if read.is_empty() {
        return Ok(());
    }
    let mut batch = database.batch(gazetteer)?;
    for (article, parsed) in read {
        batch.put_reading(article, parsed)?;
    }
    batch.commit()
}
