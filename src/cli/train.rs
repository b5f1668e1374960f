//! `tadmur train`: learns the models that the library ships.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tadmur_geoparser::confidence::Confidence;
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::Models;

use crate::cli::input::Gazetteers;
use crate::cli::{Outcome, say};
use crate::eval;
use crate::eval::measures::{Counts, Measures};
use crate::eval::predictions::{self, Settings};
use crate::train::{self, Corpus, Learned, Lessons, Without};

const AFTER_HELP: &str = "\
Examples:
  tadmur train corpora/ --models geoparser/models
  tadmur train corpora/ --cross-validate 5 --predictions out/   then: tadmur eval corpora/lgl.jsonl --predictions out/
  tadmur train corpora/ --hold-out lgl --predictions out/       learns from the others, predicts this one
  tadmur train corpora/ --cross-validate 5 --without home       scores without a group of features
  tadmur train corpora/ --cross-validate 2 --ablation           the same for every group, as a table";

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
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=20))]
    cross_validate: Option<u16>,
    /// Write no models: learn without this corpus, predict it
    #[arg(long, value_name = "CORPUS", conflicts_with = "cross_validate")]
    hold_out: Option<String>,
    /// Where predictions are written, a file a corpus; corpora that are not learned from are predicted by the first fold
    #[arg(long, value_name = "DIR")]
    predictions: Option<PathBuf>,
    /// Learn as if this group of features were not there; may be given again
    #[arg(long, value_name = "GROUP", value_parser = clap::builder::PossibleValuesParser::new(train::groups()))]
    without: Vec<String>,
    /// Learn without each group of features in turn, and print what that costs
    #[arg(long, requires = "cross_validate", conflicts_with_all = ["predictions", "without"])]
    ablation: bool,
    #[command(flatten)]
    gazetteers: Gazetteers,
}

/// What is learned from, and where.
struct School<'a> {
    gazetteer: &'a Gazetteer,
    names: &'a str,
    corpora: &'a [Corpus],
    folder: &'a Path,
}

/// Lines of predictions by the position of their article.
type Lines = BTreeMap<usize, String>;

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (gazetteer, outcome) = args.gazetteers.load()?;
    let corpora = train::read_all(&args.corpora)?;
    if corpora.is_empty() {
        bail!("{}: none of the corpora that are learned from is here", args.corpora.display());
    }
    let path = args.models.join("names.csv");
    let names =
        fs::read_to_string(&path).with_context(|| format!("{}: cannot read", path.display()))?;
    let (gazetteer, names, corpora) = (&gazetteer, &*names, &*corpora);
    let school = School { gazetteer, names, corpora, folder: &args.corpora };
    let mut without = Without::default();
    for group in &args.without {
        without.add(group);
    }
    if let Some(n_folds) = args.cross_validate.map(usize::from) {
        if args.ablation {
            school.ablation(n_folds)?;
        } else {
            let predicted = school.cross_validate(n_folds, &without)?;
            school.finish(predicted, args.predictions.as_deref())?;
        }
    } else if let Some(held_out) = &args.hold_out {
        let Some(corpus) = corpora.iter().find(|it| it.name == held_out) else {
            bail!("`{held_out}` is none of the corpora that are learned from");
        };
        let is_used = |nth, _| nth != corpus.nth;
        let confidence = school.learn_confidence(&is_used, &without);
        let learned = Learned { confidence, ..school.learn(&is_used, &without) };
        let path = school.file(corpus);
        let lines = school.predict(learned.models(), &path)?;
        let predicted = BTreeMap::from([(path, lines)]);
        school.finish(predicted, args.predictions.as_deref())?;
    } else {
        let confidence = school.learn_confidence(&|_, _| true, &without);
        let learned = school.learn(&|_, _| true, &without);
        for (name, bytes) in [
            ("tagger.bin", learned.tagger.to_bytes()),
            ("resolve.tsv", learned.weights.to_tsv().into_bytes()),
            ("confidence.tsv", confidence.to_tsv().into_bytes()),
        ] {
            let path = args.models.join(name);
            write(&path, &bytes)?;
            say(format_args!("{}: {} bytes", path.display(), bytes.len()));
        }
    }
    Ok(outcome)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    fs::write(path, bytes).with_context(|| format!("{}: cannot write", path.display()))
}

impl School<'_> {
    fn lessons<'l>(
        &'l self,
        is_used: &'l (dyn Fn(usize, usize) -> bool + Sync),
        without: &'l Without,
    ) -> Lessons<'l> {
        let Self { gazetteer, names, corpora, .. } = *self;
        Lessons { gazetteer, names, corpora, is_used, without }
    }

    fn learn(&self, is_used: &(dyn Fn(usize, usize) -> bool + Sync), without: &Without) -> Learned {
        train::learn(self.lessons(is_used, without), &|words| say(words))
    }

    fn learn_confidence(
        &self,
        is_used: &(dyn Fn(usize, usize) -> bool + Sync),
        without: &Without,
    ) -> Confidence {
        train::learn_confidence(self.lessons(is_used, without), &|words| say(words))
    }

    fn file(&self, corpus: &Corpus) -> PathBuf {
        self.folder.join(corpus.name).with_extension("jsonl")
    }

    /// A line for each article of a corpus.
    fn predict(&self, models: Models<'_>, path: &Path) -> anyhow::Result<Lines> {
        let input = BufReader::new(
            fs::File::open(path).with_context(|| format!("{}: cannot open", path.display()))?,
        );
        let mut out = Vec::new();
        let settings = Settings { home: None, threshold: 0.0 };
        predictions::predict(self.gazetteer, models, settings, input, &mut out, say, |_| ())?;
        let out = String::from_utf8(out).context("predictions are JSON")?;
        Ok(out.lines().map(str::to_owned).enumerate().collect())
    }

    /// Each article as predicted by models that did not see it.
    fn cross_validate(
        &self,
        n_folds: usize,
        without: &Without,
    ) -> anyhow::Result<BTreeMap<PathBuf, Lines>> {
        let mut predicted: BTreeMap<PathBuf, Lines> = BTreeMap::new();
        for fold in 0..n_folds {
            say(format_args!("fold {} of {n_folds}", fold + 1));
            let learned = self.learn(&|_, document| document % n_folds != fold, without);
            for corpus in self.corpora {
                let path = self.file(corpus);
                let mut lines = self.predict(learned.models(), &path)?;
                lines.retain(|nth, _| nth % n_folds == fold);
                predicted.entry(path).or_default().append(&mut lines);
            }
            if fold == 0 {
                for path in self.others()? {
                    let lines = self.predict(learned.models(), &path)?;
                    predicted.insert(path, lines);
                }
            }
        }
        Ok(predicted)
    }

    /// Prints how good the predictions are, and writes them.
    fn finish(
        &self,
        predicted: BTreeMap<PathBuf, Lines>,
        folder: Option<&Path>,
    ) -> anyhow::Result<()> {
        let mut stdout = io::stdout().lock();
        writeln!(stdout, "{:<18} overlap F1  acc@161 km  end-to-end F1", "corpus")?;
        for corpus in self.corpora {
            if let Some(lines) = predicted.get(&self.file(corpus)) {
                let [overlap, acc161, end] = shown(&score(corpus, lines, |_| true)?);
                writeln!(stdout, "{:<18} {overlap:>10}  {acc161:>10}  {end:>13}", corpus.name)?;
            }
        }
        let Some(folder) = folder else { return Ok(()) };
        fs::create_dir_all(folder).with_context(|| format!("{}: cannot make", folder.display()))?;
        for (path, lines) in predicted {
            let text: String = lines.into_values().map(|line| line + "\n").collect();
            let name = path.file_name().map(PathBuf::from).unwrap_or_default();
            write(&folder.join(name), text.as_bytes())?;
        }
        Ok(())
    }

    /// Prints, as a table of Markdown, what models are worth that learned without a group of features.
    fn ablation(&self, n_folds: usize) -> anyhow::Result<()> {
        let groups: Vec<&str> = std::iter::once("nothing").chain(train::groups()).collect();
        let shown_corpora = || self.corpora.iter().filter(|it| SHOWN.contains(&it.name));
        let mut counts: BTreeMap<(usize, usize), Vec<Counts>> = BTreeMap::new();
        for fold in 0..n_folds {
            let is_used = |_, document| document % n_folds != fold;
            let mut whole: Option<Learned> = None;
            for (nth, group) in groups.iter().enumerate() {
                say(format_args!("fold {} of {n_folds}, without {group}", fold + 1));
                let mut without = Without::default();
                without.add(group);
                let lessons = self.lessons(&is_used, &without);
                let learned = match &whole {
                    Some(whole) if without.leaves_tagger() => {
                        let weights = train::learn_weights(lessons, &whole.tagger, &|_| ());
                        let tagger = whole.tagger.clone();
                        Learned { tagger, weights, confidence: whole.confidence }
                    }
                    Some(whole) => {
                        let tagger = train::learn_tagger(lessons, &|_| ());
                        let weights = whole.weights.clone();
                        Learned { tagger, weights, confidence: whole.confidence }
                    }
                    None => train::learn(lessons, &|_| ()),
                };
                for corpus in shown_corpora() {
                    let lines = self.predict(learned.models(), &self.file(corpus))?;
                    let scored = score(corpus, &lines, |nth| nth % n_folds == fold)?;
                    counts.entry((nth, corpus.nth)).or_default().extend(scored);
                }
                whole.get_or_insert(learned);
            }
        }
        let mut stdout = io::stdout().lock();
        let names: Vec<&str> = shown_corpora().map(|it| it.name).collect();
        writeln!(stdout, "| without | {} |", names.join(" | "))?;
        writeln!(stdout, "|---{}|", "|---".repeat(names.len()))?;
        for (nth, group) in groups.iter().enumerate() {
            let cells: Vec<String> = shown_corpora()
                .map(|corpus| shown(&counts[&(nth, corpus.nth)]).join(" / "))
                .collect();
            writeln!(stdout, "| {group} | {} |", cells.join(" | "))?;
        }
        Ok(())
    }

    /// The corpora in the folder that are not learned from.
    fn others(&self) -> anyhow::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(self.folder)
            .with_context(|| format!("{}: cannot list", self.folder.display()))?;
        let mut paths: Vec<PathBuf> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
        paths.retain(|path| {
            let stem =
                path.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
            path.extension().is_some_and(|it| it == "jsonl")
                && self.corpora.iter().all(|it| it.name != stem)
        });
        paths.sort();
        Ok(paths)
    }
}

/// What ablations are measured on: news, and another language.
const SHOWN: &[&str] = &["lgl", "trnews", "idrisi_d_ar"];

/// The documents at these positions, scored.
fn score(
    corpus: &Corpus,
    lines: &Lines,
    is_wanted: impl Fn(usize) -> bool,
) -> anyhow::Result<Vec<Counts>> {
    let text: String = lines.values().flat_map(|line| [line, "\n"]).collect();
    let predictions = eval::parse_predictions(&text)
        .map_err(|(line, source)| anyhow::anyhow!("prediction {line}: {source}"))?;
    let counts = eval::score_all(&corpus.documents, &predictions, &|_| false);
    let wanted = counts.into_iter().enumerate().filter(|(nth, _)| is_wanted(*nth));
    Ok(wanted.map(|(_, counts)| counts).collect())
}

/// Overlap F1, share within 161 km and end-to-end F1, in percent.
fn shown(counts: &[Counts]) -> [String; 3] {
    let measures = Measures::of(counts);
    [measures.overlap[2], measures.acc161, measures.end[2]]
        .map(|value| if value.is_nan() { "–".to_owned() } else { format!("{:.1}", 100.0 * value) })
}
