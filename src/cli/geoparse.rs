//! `tadmur geoparse`: text in, GeoJSON out; a filter for pipes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::ValueEnum;
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::Models;
use tadmur_geoparser::place::LonLat;

use crate::cli::filters::Filters;
use crate::cli::input::{self, Gazetteers};
use crate::cli::output;
use crate::cli::progress::Progress;
use crate::cli::{Outcome, say};
use crate::eval::predictions::{self, LineError, Settings};
use crate::export::{Collection, Format as Exported, Source, Stream, why};
use crate::feature::{Reading, whys};
use crate::store::Store;

const AFTER_HELP: &str = "\
Examples:
  tadmur geoparse article.txt > article.geojson
  cat article.txt | tadmur geoparse --role all
  tadmur geoparse --format predictions articles.jsonl > predictions.jsonl
  tadmur geoparse articles/ --datetime 2015-05-01/2015-05-31 --bbox 35,32,43,38";

/// Text in, GeoJSON out: the mentions of places in articles
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    /// Texts, pages, feeds, tables, archives, folders of them, or - for standard input [default: -]
    #[arg(value_name = "FILES")]
    files: Vec<PathBuf>,
    /// The format of the output
    #[arg(long, value_enum, default_value_t = Format::Geojson)]
    format: Format,
    /// Where the source of the articles is at home: a local paper means its own Springfield; predictions learn it from the other articles of a source when it is not given
    #[arg(long, value_name = "LON,LAT", allow_hyphen_values = true, value_parser = home)]
    source_home: Option<LonLat>,
    /// Leave out of the predictions what is less sure than this, by the score it is told with, 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.0)]
    threshold: f32,
    /// Tell why each name was taken for its place, and what came second, instead of GeoJSON
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    gazetteers: Gazetteers,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Format {
    /// A GeoJSON FeatureCollection (RFC 7946)
    Geojson,
    /// JSON lines of articles in, JSON lines of toponyms and time expressions out, as evaluators read them
    Predictions,
}

pub(super) fn home(text: &str) -> Result<LonLat, String> {
    let (lon, lat) = text.split_once(',').ok_or("expected LON,LAT")?;
    let number = |it: &str| it.trim().parse::<f64>().map_err(|error| format!("`{it}`: {error}"));
    LonLat::new(number(lon)?, number(lat)?).ok_or_else(|| "not on Earth".to_owned())
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    if args.format == Format::Predictions {
        if args.explain {
            bail!("--explain goes with --format geojson only");
        }
        return predict(args);
    }
    if args.threshold > 0.0 {
        bail!("--threshold goes with --format predictions only");
    }
    let filter = args.filters.parse()?;
    let (gazetteer, loaded) = args.gazetteers.load()?;
    let stdin = [PathBuf::from(input::STDIN)];
    let files = if args.files.is_empty() { &stdin[..] } else { &args.files };
    if args.files.is_empty() && io::stdin().is_terminal() {
        say("reading an article from the keyboard; end it with Ctrl-D");
    }
    let (readings, read) = input::readings(&gazetteer, files, args.source_home)?;
    if args.explain {
        let told = readings.iter().flat_map(|it| explain(&gazetteer, it, args.source_home));
        output::write(told.map(Ok), Path::new(output::STDOUT))?;
        return Ok(loaded.and(read));
    }
    let store = Store::of(readings);
    let source = Source::of(Collection::Mentions, &Arc::new(store), &filter);
    let chunks = Stream::of(source, Exported::GeoJson)?;
    output::write(chunks, Path::new(output::STDOUT))?;
    Ok(loaded.and(read))
}

/// The reasons of an article's mentions, as text.
fn explain(
    gazetteer: &Gazetteer,
    reading: &Reading,
    home: Option<LonLat>,
) -> impl Iterator<Item = Vec<u8>> + use<> {
    let page = &reading.page;
    let whys = whys(gazetteer, page, home);
    let title = page.article.title.as_deref().unwrap_or(&page.article.id);
    let head = format!("{title}\n\n");
    std::iter::once(head)
        .chain(whys.into_iter().map(|it| why::to_text(&it) + "\n"))
        .map(String::into_bytes)
}

/// JSON lines of each file, or of standard input, one after the other.
fn predict(args: &Args) -> anyhow::Result<Outcome> {
    if args.filters != Filters::default() {
        bail!("filters go with --format geojson only");
    }
    let (gazetteer, mut outcome) = args.gazetteers.load()?;
    let settings = Settings { home: args.source_home, threshold: args.threshold };
    let mut stdout = BufWriter::new(io::stdout().lock());
    let stdin = [PathBuf::from(input::STDIN)];
    let files = if args.files.is_empty() { &stdin[..] } else { &args.files };
    for path in files {
        let name = path.display();
        let reader: Box<dyn BufRead> = if path.as_os_str() == input::STDIN {
            Box::new(io::stdin().lock())
        } else {
            Box::new(BufReader::new(
                File::open(path).with_context(|| format!("{name}: cannot open"))?,
            ))
        };
        let mut n_faults = 0;
        let fault = |error: LineError| {
            n_faults += 1;
            say(format_args!("{name}: {:#}", anyhow::Error::from(error)));
        };
        let progress = Progress::open("articles");
        let models = Models::shipped();
        let done =
            predictions::predict(&gazetteer, models, settings, reader, &mut stdout, fault, |n| {
                progress.at(n);
            });
        progress.end();
        if n_faults > 0 {
            outcome = Outcome::Skipped;
        }
        match done {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(outcome),
            done => done.with_context(|| format!("{name}: cannot go on"))?,
        }
    }
    Ok(outcome)
}
