//! `tadmur show`: an article as it is kept, where it came from and what read it.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use serde::Serialize;
use tadmur_geoparser::dates::Edtf;

use crate::cli::{Outcome, say};
use crate::database::{Database, Provenance, Stood};

/// Show an article as it is kept: where it came from, what its metadata say, what read it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Ids of articles
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    /// The database
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let database = Database::open_to_read(&args.db)?;
    let mut outcome = Outcome::Done;
    let mut stdout = io::stdout().lock();
    for id in &args.ids {
        let Some(provenance) = database.provenance(id)? else {
            say(format_args!("{id}: no article of this id"));
            outcome = Outcome::Skipped;
            continue;
        };
        let line = serde_json::to_string(&Shown::of(&provenance)).context("cannot write JSON")?;
        match writeln!(stdout, "{line}") {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            written => written.context("cannot write to standard output")?,
        }
    }
    Ok(outcome)
}

/// An article as JSON.
#[derive(Serialize)]
struct Shown<'p> {
    id: &'p str,
    title: Option<&'p str>,
    url: Option<&'p str>,
    source: Option<&'p str>,
    lang: &'p str,
    /// What is said outside the text.
    published: Option<Published<'p>>,
    metadata: Vec<Metadatum<'p>>,
    origins: Vec<Origin<'p>>,
    read_by: Option<Engine<'p>>,
    text: &'p str,
}

#[derive(Serialize)]
struct Published<'p> {
    edtf: Option<&'p str>,
    basis: &'static str,
}

#[derive(Serialize)]
struct Metadatum<'p> {
    name: &'p str,
    value: &'p str,
    used: bool,
}

#[derive(Serialize)]
struct Origin<'p> {
    via: &'p str,
    path: String,
    member: Option<&'p str>,
    line: Option<u64>,
    offset: Option<u64>,
    reader: &'p str,
}

#[derive(Serialize)]
struct Engine<'p> {
    gazetteer: &'p str,
    parser: &'p str,
}

impl<'p> Shown<'p> {
    fn of(provenance: &'p Provenance) -> Self {
        let Provenance { article, stood, engine } = provenance;
        let published = article.published.as_ref().map(|it| Published {
            edtf: it.edtf.as_ref().map(Edtf::as_str),
            basis: it.basis.as_str(),
        });
        let metadata = article.metadata.iter();
        Self {
            id: &article.id,
            title: article.title.as_deref(),
            url: article.url.as_deref(),
            source: article.source.as_deref(),
            lang: &article.lang,
            published,
            metadata: metadata
                .map(|it| Metadatum { name: &it.name, value: &it.value, used: it.used })
                .collect(),
            origins: stood.iter().map(Origin::of).collect(),
            read_by: engine
                .as_ref()
                .map(|it| Engine { gazetteer: &it.gazetteer, parser: &it.parser }),
            text: &article.text,
        }
    }
}

impl<'p> Origin<'p> {
    fn of(stood: &'p Stood) -> Self {
        let Stood { via, path, member, line, offset, reader } = stood;
        Self {
            via,
            path: path.to_string_lossy().into_owned(),
            member: member.as_deref(),
            line: *line,
            offset: *offset,
            reader,
        }
    }
}
