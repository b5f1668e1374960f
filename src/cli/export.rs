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
use crate::gazetteer::Searched;
use crate::store::{Filter, Store};

const AFTER_HELP: &str = "\
Examples:
  tadmur export articles/ -o mentions.csv
  tadmur export --db news.db -o mentions.gpkg
  tadmur export articles/ --collection places --format kml > places.kml
  tadmur export --collection gazetteer --country SY -o syria.csv
  tadmur export articles/ --datetime 2015-05-01/2015-05-31 --format geojsonl | wc -l";

/// Articles in, a collection out: mentions, places, articles or the gazetteer, in any format
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    /// Texts, pages, feeds, tables, archives, folders of them, or - for standard input [default: the two built-in articles]
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,
    /// What tadmur ingest keeps in this file, instead of PATHS
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    db: Option<PathBuf>,
    /// mentions, places, articles or gazetteer: every place that is known, mentioned or not
    #[arg(long, value_name = "C", default_value = "mentions", value_parser = collection)]
    collection: Collection,
    /// geojson, geojsonl, geojsons, csv, kml, lp.json, atom, fgb or gpkg; parquet, arrow or arrows in a program that was built
    /// with the feature geoparquet [default: what the name of the output ends in, or else geojson]
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
    match Format::named(name) {
        Some(format) if format.is_built() => Ok(format),
        Some(format) => Err(absent(format)),
        None => Err(format!("not one of {}", names())),
    }
}

fn absent(format: Format) -> String {
    let title = format.title();
    format!("this program was built without {title}: it needs cargo's --features geoparquet")
}

fn names() -> String {
    Format::built().map(Format::name).collect::<Vec<_>>().join(", ")
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let filter = args.filters.parse()?;
    let format = args.format()?;
    if !format.holds(args.collection) {
        bail!("{} cannot hold {}", format.title(), args.collection.name());
    }
    let (source, outcome) = args.source(&filter)?;
    let stream = Stream::of(source, format).context("cannot write a file aside")?;
    output::write(stream, &args.output)?;
    Ok(outcome)
}

impl Args {
    fn source(&self, filter: &Filter) -> anyhow::Result<(Source, Outcome)> {
        if self.collection == Collection::Gazetteer {
            return self.known(filter);
        }
        let (store, outcome) = self.store()?;
        let store = Arc::new(store);
        let source = match self.collection {
            Collection::Places => Source::places(store.place_counts(filter)),
            Collection::Articles => Source::articles(store.article_counts(filter)),
            _ => Source::mentions(&store, store.rows(filter)),
        };
        Ok((source, outcome))
    }

    /// The places of the gazetteer that pass.
    fn known(&self, filter: &Filter) -> anyhow::Result<(Source, Outcome)> {
        let Filter { bbox, countries, kinds, .. } = filter.clone();
        let asked = Filter { bbox, countries, kinds, ..Filter::default() };
        if asked != *filter || self.db.is_some() || !self.paths.is_empty() {
            bail!("the gazetteer needs no articles; it is asked with --bbox, --country and --kind");
        }
        let (gazetteer, outcome) = self.gazetteers.load()?;
        let places = Arc::new(Searched::new(gazetteer, self.gazetteers.cache()));
        let ids = places.passing(&asked.kinds, &asked.countries, asked.bbox);
        Ok((Source::gazetteer(&places, ids), outcome))
    }

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
        let output = self.output.display();
        match found {
            Some(format) if format.is_built() => Ok(*format),
            Some(format) => Err(anyhow!("{output}: {}", absent(*format))),
            None => Err(anyhow!(
                "{output}: no format ends like this; name one with --format: {}",
                names()
            )),
        }
    }
}
