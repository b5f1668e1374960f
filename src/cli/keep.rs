//! `tadmur forget`, `tadmur rescue`, `tadmur search`: what else is done with a database.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::cli::input::Gazetteers;
use crate::cli::{Outcome, reparse, say, upgrade};
use crate::database::Database;

/// Forget articles, by their ids or by the files and folders they came from
#[derive(Debug, clap::Args)]
pub(super) struct Forget {
    /// Ids of articles, files, folders
    #[arg(value_name = "WHAT", required = true)]
    what: Vec<PathBuf>,
    /// The database
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    #[command(flatten)]
    gazetteers: Gazetteers,
}

pub(super) fn forget(args: &Forget) -> anyhow::Result<Outcome> {
    drop(Database::open_to_read(&args.db)?);
    let (gazetteer, mut outcome) = args.gazetteers.load()?;
    let mut database = upgrade::open(&args.db)?;
    let files = database.files()?;
    let mut batch = database.batch(&gazetteer)?;
    for what in &args.what {
        if let Some(id) = what.to_str()
            && batch.forget_article(id)?
        {
            continue;
        }
        let root = std::path::absolute(what).with_context(|| what.display().to_string())?;
        let below: Vec<_> = files.iter().filter(|file| file.starts_with(&root)).collect();
        if below.is_empty() {
            say(format_args!("{}: no article of this id, and none from this path", what.display()));
            outcome = Outcome::Skipped;
        }
        for file in below {
            batch.forget_file(file)?;
        }
    }
    let forgotten = batch.forgotten();
    batch.commit()?;
    say(format_args!("{forgotten} articles forgotten"));
    Ok(outcome)
}

/// Save what is whole in a damaged database into a new one; the damaged one is only read
#[derive(Debug, clap::Args)]
pub(super) struct Rescue {
    /// The damaged database
    #[arg(value_name = "DAMAGED")]
    damaged: PathBuf,
    /// The new database; nothing may be there
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    #[command(flatten)]
    gazetteers: Gazetteers,
}

pub(super) fn rescue(args: &Rescue) -> anyhow::Result<Outcome> {
    if args.db.exists() {
        bail!("{}: is there already; a rescue needs a new file", args.db.display());
    }
    let damaged = Database::open_to_read(&args.damaged)?;
    let rescued = damaged.rescue(&args.db)?;
    let (gazetteer, loaded) = args.gazetteers.load()?;
    reparse::reparse(&args.db, &gazetteer)?;
    say(format_args!(
        "{} articles and {} corrections saved; {} articles read again; {} lost, or forgotten before",
        rescued.articles, rescued.verdicts, rescued.to_parse, rescued.lost
    ));
    Ok(if rescued.lost > 0 { Outcome::Skipped } else { loaded })
}

/// Find articles by words in their texts
#[derive(Debug, clap::Args)]
pub(super) struct Search {
    /// Words that all stand in the article; the last one perhaps only begun
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// The database
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

pub(super) fn search(args: &Search) -> anyhow::Result<Outcome> {
    let found = Database::open_to_read(&args.db)?.search(&args.words.join(" "), args.limit)?;
    let mut lines = String::new();
    for it in &found {
        let fields = [&it.id, it.title.as_deref().unwrap_or_default(), &it.snippet];
        let plain = fields.map(|it| it.split(char::is_control).collect::<Vec<_>>().join(" "));
        lines.extend([&plain.join("\t"), "\n"]);
    }
    let mut stdout = io::stdout().lock();
    match stdout.write_all(lines.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        written => written.context("cannot write to standard output")?,
    }
    Ok(if found.is_empty() { Outcome::Skipped } else { Outcome::Done })
}
