//! `tadmur train`: learns the models that the library ships.

use std::collections::BTreeMap;
use std::fs;
use std::io::BufReader;
use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::cli::input::Gazetteers;
use crate::cli::{Outcome, say};
use crate::eval::predictions::{self, Settings};
use crate::train::{self, Corpus, Learned};

const AFTER_HELP: &str = "\
Examples:
  tadmur train corpora/ --models geoparser/models
  tadmur train corpora/ --cross-validate 5 --predictions out/   then: tadmur eval corpora/lgl.jsonl --predictions out/
  tadmur train corpora/ --hold-out lgl --predictions out/       learns from the others, predicts this one";

/// Learn the tagger and the ranker from annotated corpora
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    /// The folder of the corpora; `docs/accuracy.md` lists which of them are learned from
    #[arg(value_name = "CORPORA")]
    corpora: PathBuf,
    /// Where names.csv stands, and where the models are written
    #[arg(long, value_name = "DIR", default_value = "geoparser/models")]
    models: PathBuf,
    /// Write no models: learn from all documents but every nth, predict those, in turn
    #[arg(long, value_name = "N", requires = "predictions", value_parser = clap::value_parser!(u16).range(2..=20))]
    cross_validate: Option<u16>,
    /// Write no models: learn without this corpus, predict it
    #[arg(
        long,
        value_name = "CORPUS",
        requires = "predictions",
        conflicts_with = "cross_validate"
    )]
    hold_out: Option<String>,
    /// Where predictions are written, a file a corpus; corpora that are not learned from are predicted by the first fold
    #[arg(long, value_name = "DIR")]
    predictions: Option<PathBuf>,
    #[command(flatten)]
    gazetteers: Gazetteers,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (gazetteer, outcome) = args.gazetteers.load()?;
    let corpora = train::read_all(&args.corpora)?;
    if corpora.is_empty() {
        bail!("{}: none of the corpora that are learned from is here", args.corpora.display());
    }
    let path = args.models.join("names.csv");
    let names =
        fs::read_to_string(&path).with_context(|| format!("{}: cannot read", path.display()))?;
    let learn = |is_used: &(dyn Fn(usize, usize) -> bool + Sync)| {
        train::learn(&gazetteer, &names, &corpora, is_used, &|words| say(words))
    };
    let mut lines: BTreeMap<PathBuf, BTreeMap<usize, String>> = BTreeMap::new();
    let mut predict = |learned: &Learned,
                       path: PathBuf,
                       is_wanted: &dyn Fn(usize) -> bool|
     -> anyhow::Result<()> {
        let name = path.file_name().map(PathBuf::from).unwrap_or_default();
        let input = BufReader::new(
            fs::File::open(&path).with_context(|| format!("{}: cannot open", path.display()))?,
        );
        let mut out = Vec::new();
        let settings = Settings { home: None, threshold: 0.0 };
        predictions::predict(&gazetteer, learned.models(), settings, input, &mut out, say, |_| ())?;
        let out = String::from_utf8(out).context("predictions are JSON")?;
        let wanted = out.lines().enumerate().filter(|(nth, _)| is_wanted(*nth));
        lines.entry(name).or_default().extend(wanted.map(|(nth, line)| (nth, line.to_owned())));
        Ok(())
    };
    let file = |corpus: &Corpus| args.corpora.join(corpus.name).with_extension("jsonl");
    if let Some(n_folds) = args.cross_validate.map(usize::from) {
        for fold in 0..n_folds {
            say(format_args!("fold {} of {n_folds}", fold + 1));
            let learned = learn(&|_, document| document % n_folds != fold);
            for corpus in &corpora {
                predict(&learned, file(corpus), &|nth| nth % n_folds == fold)?;
            }
            if fold == 0 {
                for path in others(args, &corpora)? {
                    predict(&learned, path, &|_| true)?;
                }
            }
        }
    } else if let Some(held_out) = &args.hold_out {
        let Some(corpus) = corpora.iter().find(|it| it.name == held_out) else {
            bail!("`{held_out}` is none of the corpora that are learned from");
        };
        let learned = learn(&|nth, _| nth != corpus.nth);
        predict(&learned, file(corpus), &|_| true)?;
    } else {
        let learned = learn(&|_, _| true);
        let tagger = learned.tagger.to_bytes();
        for (name, bytes) in
            [("tagger.bin", tagger), ("resolve.tsv", learned.weights.to_tsv().into_bytes())]
        {
            let path = args.models.join(name);
            fs::write(&path, &bytes)
                .with_context(|| format!("{}: cannot write", path.display()))?;
            say(format_args!("{}: {} bytes", path.display(), bytes.len()));
        }
    }
    if let Some(folder) = &args.predictions {
        fs::create_dir_all(folder).with_context(|| format!("{}: cannot make", folder.display()))?;
        for (name, lines) in lines {
            let text: String = lines.into_values().map(|line| line + "\n").collect();
            let path = folder.join(name);
            fs::write(&path, text).with_context(|| format!("{}: cannot write", path.display()))?;
        }
    }
    Ok(outcome)
}

/// The corpora in the folder that are not learned from.
fn others(args: &Args, corpora: &[Corpus]) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(&args.corpora)
        .with_context(|| format!("{}: cannot list", args.corpora.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
    paths.retain(|path| {
        let stem = path.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        path.extension().is_some_and(|it| it == "jsonl") && corpora.iter().all(|it| it.name != stem)
    });
    paths.sort();
    Ok(paths)
}
