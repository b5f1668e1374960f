//! `tadmur geoparse`: text in, GeoJSON out; a filter for pipes.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::ValueEnum;

use crate::cli::filters::Filters;
use crate::cli::input::{self, Gazetteers};
use crate::cli::{Outcome, say};
use crate::export::geojson;
use crate::store::Store;

const AFTER_HELP: &str = "\
Examples:
  tadmur geoparse article.txt > article.geojson
  cat article.txt | tadmur geoparse --role all
  tadmur geoparse articles/ --datetime 2015-05-01/2015-05-31 --bbox 35,32,43,38";

/// Text in, GeoJSON out: the mentions of places in articles
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    /// Text files, folders of .txt files, or - for standard input [default: -]
    #[arg(value_name = "FILES")]
    files: Vec<PathBuf>,
    /// The format of the output
    #[arg(long, value_enum, default_value_t = Format::Geojson)]
    format: Format,
    #[command(flatten)]
    gazetteers: Gazetteers,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A GeoJSON FeatureCollection (RFC 7946)
    Geojson,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let filter = args.filters.parse()?;
    let (gazetteer, loaded) = args.gazetteers.load()?;
    let stdin = [PathBuf::from(input::STDIN)];
    let files = if args.files.is_empty() { &stdin[..] } else { &args.files };
    if args.files.is_empty() && io::stdin().is_terminal() {
        say("reading an article from the keyboard; end it with Ctrl-D");
    }
    let (readings, read) = input::readings(&gazetteer, files)?;
    let store = Store::of(readings);
    let rows = store.rows(&filter).into_iter();
    let json = rows.map(|row| geojson::to_json(&geojson::mention(store.feature(row))));
    let Format::Geojson = args.format;
    write(geojson::chunks(json)).context("cannot write to standard output")?;
    Ok(loaded.and(read))
}

/// To stdout. A reader who has seen enough is no error.
fn write(mut chunks: impl Iterator<Item = Vec<u8>>) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match chunks.try_for_each(|chunk| stdout.write_all(&chunk)).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}
