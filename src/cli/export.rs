//! `tadmur export`: articles in, a collection out, in any format.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};

use crate::article::seeds::seeds;
use crate::cli::filters::Filters;
use crate::cli::input::{self, Gazetteers};
use crate::cli::{Outcome, output};
use crate::database::Database;
use crate::export::{Collection, Format, Source, Stream};
use crate::store::Store;

const AFTER_HELP: &str = "\
Examples:
  tadmur export articles/ -o mentions.csv
  tadmur export --db news.db -o mentions.gpkg
  tadmur export articles/ --collection places --format kml > places.kml
  tadmur export articles/ --datetime 2015-05-01/2015-05-31 --format geojsonl | wc -l";

/// Articles in, a collection out: mentions, places or articles, in any format
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    /// Texts, pages, feeds, tables, archives, folders of them, or - for standard input [default: the two built-in articles]
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,
    /// What tadmur ingest keeps in this file, instead of PATHS
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    db: Option<PathBuf>,
    /// mentions, places or articles
    #[arg(long, value_name = "C", default_value = "mentions", value_parser = collection)]
    collection: Collection,
    /// The format [default: what the name of the output ends in, or else geojson]
    #[arg(long, value_name = "F", value_parser = format)]
    format: Option<Format>,
    /// The file to write; - is standard output
    #[arg(short, long, value_name = "FILE", default_value = output::STDOUT)]
    output: PathBuf,
    #[command(flatten)]
    gazetteers: Gazetteers,
    #[command(flatten)]
    filters: Filters,
}

fn collection(name: &str) -> Result<Collection, String> {
    let names = Collection::ALL.map(Collection::name).join(", ");
    Collection::named(name).ok_or_else(|| format!("not one of {names}"))
}

fn format(name: &str) -> Result<Format, String> {
    Format::named(name).ok_or_else(|| format!("not one of {}", names()))
}

fn names() -> String {
    Format::ALL.iter().map(|it| it.name()).collect::<Vec<_>>().join(", ")
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let filter = args.filters.parse()?;
    let format = args.format()?;
    if !format.holds(args.collection) {
        bail!("{} cannot hold {}", format.title(), args.collection.name());
    }
    let (store, outcome) = args.store()?;
    let source = Source::of(args.collection, &Arc::new(store), &filter);
    let stream = Stream::of(source, format).context("cannot write a file aside")?;
    output::write(stream, &args.output)?;
    Ok(outcome)
}

impl Args {
    fn store(&self) -> anyhow::Result<(Store, Outcome)> {
        if let Some(db) = &self.db {
            return Ok((Database::open_to_read(db)?.store()?, Outcome::Done));
        }
        let (gazetteer, loaded) = self.gazetteers.load()?;
        let (store, read) = if self.paths.is_empty() {
            (Store::of(input::built_in(&gazetteer, &seeds())), Outcome::Done)
        } else {
            input::store(&gazetteer, &self.paths)?
        };
        Ok((store, loaded.and(read)))
    }

    fn format(&self) -> anyhow::Result<Format> {
        if let Some(format) = self.format {
            return Ok(format);
        }
        if self.output.as_os_str() == output::STDOUT {
            return Ok(Format::GeoJson);
        }
        let name = self.output.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        let ends = |it: &&Format| name.ends_with(&format!(".{}", it.name()));
        // The longest name counts: `.lp.json` is more than `.json`.
        let found = Format::ALL.iter().filter(ends).max_by_key(|it| it.name().len());
        found.copied().ok_or_else(|| {
            let output = self.output.display();
            anyhow!("{output}: no format ends like this; name one with --format: {}", names())
        })
    }
}
