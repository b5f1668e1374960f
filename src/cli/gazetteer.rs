//! `tadmur gazetteer`: checking, searching, building and exporting gazetteers.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, anyhow};
use clap::{Subcommand, ValueEnum};
use tadmur_geoparser::gazetteer::search::{How, Query};
use tadmur_geoparser::gazetteer::{Gazetteer, check};
use tadmur_geoparser::place::{BBox, CountryCode, Kind};

use crate::cli::input::{Gazetteers, STDIN};
use crate::cli::{Outcome, say};
use crate::gazetteer::{Base, geonames, linked_places};

const AFTER_HELP: &str = "\
Examples:
  tadmur gazetteer check villages.csv
  tadmur gazetteer search 'deir azzour'
  tadmur gazetteer search tripoli --country LB --limit 3
  tadmur gazetteer build --geonames dump/ -o world.csv";

/// Check, search, build and export gazetteers
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(CheckArgs),
    Search(SearchArgs),
    Build(BuildArgs),
    Export(ExportArgs),
}

/// Every fault of gazetteer files, a line each: file, line, column, reason
#[derive(Debug, clap::Args)]
struct CheckArgs {
    /// CSV files; parents and countries may stand in the built-in one [default: the built-in gazetteer]
    #[arg(value_name = "FILES")]
    files: Vec<PathBuf>,
    /// The folder for the compiled gazetteer [default: the system's for caches]
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
}

/// Places by name: whole, begun, misspelt, in any script; tab-separated, the likeliest first
#[derive(Debug, clap::Args)]
struct SearchArgs {
    /// A name, or how it begins
    #[arg(value_name = "NAME")]
    name: String,
    /// Only places in this country, such as SY
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Only places in this box, degrees: west,south,east,north
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true)]
    bbox: Option<String>,
    /// Only places of these kinds, a comma list: city,admin1
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    kind: Vec<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    #[command(flatten)]
    gazetteers: Gazetteers,
}

/// A gazetteer from a GeoNames dump: CSV of the shape of the built-in one
#[derive(Debug, clap::Args)]
struct BuildArgs {
    /// The folder with allCountries.txt, alternateNamesV2.txt, admin1CodesASCII.txt, admin2Codes.txt, countryInfo.txt
    #[arg(long, value_name = "DIR")]
    geonames: PathBuf,
    /// The file to write; - is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

/// All places in a format of others' programs
#[derive(Debug, clap::Args)]
struct ExportArgs {
    /// The format of the output
    #[arg(long, value_enum, default_value_t = Format::LpJson)]
    format: Format,
    #[command(flatten)]
    gazetteers: Gazetteers,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Linked Places 1.1: GeoJSON-LD
    LpJson,
    /// Linked Places TSV 0.5
    LpTsv,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Check(args) => run_check(args),
        Command::Search(args) => run_search(args),
        Command::Build(args) => run_build(args),
        Command::Export(args) => run_export(args),
    }
}

fn run_check(args: &CheckArgs) -> anyhow::Result<Outcome> {
    let mut n_faults = 0;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut tell = |base: &Gazetteer, name: &str, bytes: &[u8]| -> anyhow::Result<()> {
        let faults = check(base, name, bytes)?;
        n_faults += faults.len();
        for fault in faults {
            writeln!(
                out,
                "{}",
                fault
                    .to_string()
                    .escape_debug()
                    .to_string()
                    .replace("\\\"", "\"")
                    .replace("\\'", "'")
            )
            .context("cannot write to standard output")?;
        }
        Ok(())
    };
    if args.files.is_empty() {
        tell(&Gazetteer::default(), "gazetteer.csv", &(Base::BUILT_IN.csv)())?;
    } else {
        let (base, _) = Gazetteers::built_in(args.cache.clone()).load()?;
        for path in &args.files {
            let name = path.display().to_string();
            let bytes = fs::read(path).with_context(|| format!("{name}: cannot read"))?;
            tell(&base, &name, &bytes)?;
        }
    }
    out.flush().context("cannot write to standard output")?;
    say(match n_faults {
        0 => "no faults".to_owned(),
        1 => "1 fault".to_owned(),
        n => format!("{n} faults"),
    });
    Ok(if n_faults == 0 { Outcome::Done } else { Outcome::Skipped })
}

fn run_search(args: &SearchArgs) -> anyhow::Result<Outcome> {
    let country = args.country.as_deref().map(country).transpose()?;
    let bbox = args.bbox.as_deref().map(bbox).transpose()?;
    let kinds = args.kind.iter().map(|it| kind(it)).collect::<anyhow::Result<Vec<_>>>()?;
    let (gazetteer, outcome) = args.gazetteers.load()?;
    let (search, notices) = args.gazetteers.cache().search(&gazetteer);
    notices.iter().for_each(say);
    let query = Query { text: &args.name, kinds: &kinds, country, bbox, limit: args.limit };
    let found = search.find(&gazetteer, &query);
    if found.is_empty() {
        say(format_args!("no place is called `{}` or nearly so", args.name));
        return Ok(Outcome::Skipped);
    }
    let mut out = io::stdout().lock();
    let mut write = || -> io::Result<()> {
        writeln!(
            out,
            "id\ttitle\tname\thow\tscore\ttypes\tccodes\tparent_name\tlon\tlat\tpopulation"
        )?;
        for it in &found {
            let place = gazetteer.place(it.place);
            let how = match it.how {
                How::Exact => "exact",
                How::Begins => "begins",
                How::Within => "within",
                How::Similar => "similar",
            };
            let name = gazetteer.nth_name(it.place, it.nth_name);
            let country = place.country.as_ref().map_or("", CountryCode::as_str);
            let parent = place.parent.map_or("", |it| gazetteer.place(it).label);
            let population = place.population.map_or(String::new(), |it| it.to_string());
            writeln!(
                out,
                "{}\t{}\t{name}\t{how}\t{:.2}\t{}\t{country}\t{parent}\t{}\t{}\t{population}",
                place.key,
                place.label,
                it.score,
                place.kind,
                place.point.lon(),
                place.point.lat()
            )?;
        }
        out.flush()
    };
    match write() {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(outcome),
        done => done.context("cannot write to standard output").map(|()| outcome),
    }
}

fn run_build(args: &BuildArgs) -> anyhow::Result<Outcome> {
    let built = if args.output.as_os_str() == STDIN {
        geonames::build(&args.geonames, &mut io::BufWriter::new(io::stdout().lock()))?
    } else {
        let name = args.output.display();
        let file =
            fs::File::create(&args.output).with_context(|| format!("{name}: cannot create"))?;
        geonames::build(&args.geonames, &mut io::BufWriter::new(file))?
    };
    built.faults.iter().for_each(say);
    if built.n_faults > built.faults.len() {
        say(format_args!("… and {} more", built.n_faults - built.faults.len()));
    }
    say(format_args!("{} places", built.n_places));
    Ok(if built.n_faults == 0 { Outcome::Done } else { Outcome::Skipped })
}

fn run_export(args: &ExportArgs) -> anyhow::Result<Outcome> {
    let (gazetteer, outcome) = args.gazetteers.load()?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let done = match args.format {
        Format::LpJson => linked_places::write_json(&gazetteer, &mut out),
        Format::LpTsv => linked_places::write_tsv(&gazetteer, &mut out),
    };
    match done {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(outcome),
        done => done.context("cannot write to standard output").map(|()| outcome),
    }
}

fn country(code: &str) -> anyhow::Result<CountryCode> {
    let wrong = || anyhow!("--country `{code}` is not an ISO 3166-1 alpha-2 code such as SY");
    code.to_ascii_uppercase().parse().map_err(|()| wrong())
}

fn kind(word: &str) -> anyhow::Result<Kind> {
    word.parse().map_err(|()| {
        let all: Vec<_> = Kind::ALL.iter().map(|it| it.as_str()).collect();
        anyhow!("--kind `{word}` is not one of {}", all.join(", "))
    })
}

fn bbox(edges: &str) -> anyhow::Result<BBox> {
    let numbers: Vec<f64> = edges.split(',').map_while(|it| it.trim().parse().ok()).collect();
    let bbox = match *numbers.as_slice() {
        [west, south, east, north] => BBox::new(west, south, east, north),
        _ => None,
    };
    bbox.ok_or_else(|| anyhow!("--bbox `{edges}` is not west,south,east,north in degrees"))
}
