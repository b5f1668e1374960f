//! `tadmur eval`: recognition and resolution against gold.

use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::{Map, Value, json};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::Models;

use crate::cli::input::Gazetteers;
use crate::cli::progress::Progress;
use crate::cli::{Outcome, say};
use crate::eval::baseline::floor;
use crate::eval::gold::{self, Document};
use crate::eval::measures::{Counts, Measures};
use crate::eval::predictions::{self, LineError, Settings};
use crate::eval::roles::{self, Class};
use crate::eval::{self, Predictions, time};

const AFTER_HELP: &str = "\
A corpus is a file of JSON lines: {\"id\", \"text\", \"toponyms\": [{\"start\", \"end\", \"lat\", \"lon\"}]}.

Examples:
  tadmur eval corpora/lgl.jsonl corpora/trnews.jsonl
  tadmur eval lgl.jsonl --places --errors errors.html
  tadmur eval lgl.jsonl --predictions out/          scores out/lgl.jsonl
  tadmur eval lgl.jsonl --baseline floor            the longest names, each the most populous place
  tadmur eval --time krauts_de.jsonl                time expressions: {\"id\", \"text\", \"dct\", \"timexes\": […]}
  tadmur eval --coverage corpora/*.jsonl            what the gazetteer could find at all";

/// Recognition, resolution and end-to-end measures against gold
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Args {
    /// Corpora
    #[arg(value_name = "CORPUS", required = true)]
    corpora: Vec<PathBuf>,
    /// Score the predictions in this folder, a file of the corpus's name each, instead of making them
    #[arg(long, value_name = "DIR")]
    predictions: Option<PathBuf>,
    /// Score something simpler instead
    #[arg(long, value_enum, conflicts_with = "predictions")]
    baseline: Option<Baseline>,
    /// Leave out demonyms and other adjectives: toponyms of these types are neither required nor wrong
    #[arg(long)]
    places: bool,
    /// Only tell the share of toponyms whose name the gazetteer knows within 20 and within 161 km
    #[arg(long)]
    coverage: bool,
    /// Measure time expressions and the times of places instead, on corpora of TIMEX3 annotations
    #[arg(long, conflicts_with_all = ["predictions", "places", "coverage", "json", "errors"])]
    time: bool,
    /// Rounds of the bootstrap behind the 95 % intervals; 0 for none
    #[arg(long, value_name = "N", default_value_t = 200)]
    boot: usize,
    /// Write all measures, intervals and the reliability table as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the worst documents as an HTML page
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    #[command(flatten)]
    gazetteers: Gazetteers,
}

/// What is simpler than the models.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Baseline {
    /// Every longest name of the gazetteer, as the most populous place that bears it
    Floor,
    /// Names picked by rules alone, resolved as ever
    Rules,
}

/// The types that the setting *places* leaves out, by the corpora's own words.
const NOT_PLACES: &[&str] = &["demonym", "language", "homonym", "non_literal_modifier"];

pub(super) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match measure(args) {
        // a reader who has seen enough is no error
        Err(error) if is_broken_pipe(&error) => Ok(Outcome::Done),
        done => done,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|it| it.kind() == io::ErrorKind::BrokenPipe)
}

/// Time needs no gazetteer.
fn measure_time(corpora: &[PathBuf]) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Done;
    let mut stdout = io::stdout().lock();
    writeln!(
        stdout,
        "{:<22} {:>5} {:>6} {:>6} | F1 strict relaxed  type value  days | places right  of",
        "corpus", "docs", "gold", "found"
    )?;
    for path in corpora {
        let documents = match time::read(path) {
            Ok(documents) => documents,
            Err(error) => {
                say(format_args!("{:#}", anyhow::Error::from(error)));
                outcome = Outcome::Skipped;
                continue;
            }
        };
        let scored = predictions::on_every_core(&documents, |_, it| time::score(it));
        let sum = scored.into_iter().fold(time::Counts::default(), time::Counts::plus);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let pc = |value: f64| {
            if value.is_nan() { "-".to_owned() } else { format!("{:.1}", 100.0 * value) }
        };
        writeln!(
            stdout,
            "{name:<22} {:>5} {:>6} {:>6} | {:>9} {:>7} {:>5} {:>5} {:>5} | {:>12} {:>3}",
            documents.len(),
            sum.gold,
            sum.found,
            pc(sum.f1(sum.strict)),
            pc(sum.f1(sum.relaxed)),
            pc(sum.f1(sum.kind)),
            pc(sum.f1(sum.value)),
            pc(sum.f1(sum.days)),
            pc(sum.events_right as f64 / sum.events as f64),
            sum.events,
        )?;
    }
    Ok(outcome)
}

fn measure(args: &Args) -> anyhow::Result<Outcome> {
    if args.time {
        return measure_time(&args.corpora);
    }
    let (gazetteer, mut outcome) = args.gazetteers.load()?;
    let is_neutral = |kind: &str| {
        let kind = kind.to_ascii_lowercase();
        args.places && NOT_PLACES.iter().any(|it| kind.contains(it))
    };
    let mut stdout = io::stdout().lock();
    if args.coverage {
        writeln!(stdout, "{:<22} {:>6} {:>6} {:>6}", "corpus", "n", "20km", "161km")?;
    } else {
        writeln!(
            stdout,
            "{:<22} {:>5} {:>6} | exact P    R    F1 | overl P    R    F1 | @161  @20  med km   AUC | end P     R    F1   (95 %)      EM",
            "corpus", "docs", "gold"
        )?;
    }
    let mut report = Map::new();
    let mut pages = String::new();
    let mut told_roles: Vec<String> = Vec::new();
    let mut all: Vec<Counts> = Vec::new();
    for path in &args.corpora {
        let documents = match gold::read(path) {
            Ok(documents) => documents,
            Err(error) => {
                say(format_args!("{:#}", anyhow::Error::from(error)));
                outcome = Outcome::Skipped;
                continue;
            }
        };
        let name =
            path.file_stem().map_or_else(String::new, |it| it.to_string_lossy().into_owned());
        if args.coverage {
            let (n, close, near) = eval::coverage(&gazetteer, &documents);
            let share = |part: usize| 100.0 * part as f64 / n.max(1) as f64;
            writeln!(stdout, "{name:<22} {n:>6} {:>6.1} {:>6.1}", share(close), share(near))?;
            continue;
        }
        let predictions = match &args.predictions {
            Some(folder) => eval::read_predictions(&folder.join(&name).with_extension("jsonl"))?,
            None => predict(&gazetteer, path, &documents, args.baseline)?,
        };
        let counts = eval::score_all(&documents, &predictions, &is_neutral);
        write_row(&mut stdout, &name, &documents, &counts, args.boot)?;
        report.insert(name.clone(), to_json(&counts, args.boot));
        if args.errors.is_some() {
            pages += &eval::errors_page(&name, &documents, &predictions, &is_neutral, 40);
        }
        all.extend(counts);
        for class in Class::ALL {
            let pairs = documents.iter().map(|it| {
                let predicted = predictions.get(&it.id).map_or(&[][..], Vec::as_slice);
                (it, predicted)
            });
            let counts = roles::count(class, pairs);
            if counts.gold > 0 {
                let [p, r, f1] = counts.measures().map(|it| 100.0 * it);
                let class = class.as_str();
                let gold = counts.gold;
                told_roles
                    .push(format!("{name:<22} {class:<12} {gold:>6} {p:>5.1} {r:>5.1} {f1:>5.1}"));
            }
        }
    }
    if report.is_empty() && !args.coverage {
        bail!("no corpus could be read");
    }
    if !args.coverage {
        writeln!(
            stdout,
            "\nbelief  mentions  mean  right   (all corpora: of the mentions believed so much, how many were right)"
        )?;
        for (edge, n, mean, right) in eval::reliability(&all) {
            writeln!(stdout, "{edge:.1}+    {n:>8}  {mean:.2}  {right:.2}")?;
        }
    }
    if !told_roles.is_empty() {
        writeln!(stdout, "\nrole found and told                   gold     P     R    F1")?;
        for told in told_roles {
            writeln!(stdout, "{told}")?;
        }
    }
    write_file(args.json.as_deref(), || serde_json::to_string_pretty(&report).unwrap_or_default())?;
    write_file(args.errors.as_deref(), || pages)?;
    Ok(outcome)
}

fn write_file(path: Option<&Path>, text: impl FnOnce() -> String) -> anyhow::Result<()> {
    path.map_or(Ok(()), |path| {
        fs::write(path, text()).with_context(|| format!("{}: cannot write", path.display()))
    })
}

fn predict(
    gazetteer: &Gazetteer,
    path: &Path,
    documents: &[Document],
    baseline: Option<Baseline>,
) -> anyhow::Result<Predictions> {
    let shipped = Models::shipped();
    let models = match baseline {
        Some(Baseline::Floor) => {
            let found = documents.iter().map(|it| (it.id.clone(), floor(gazetteer, it)));
            return Ok(found.collect());
        }
        Some(Baseline::Rules) => Models { tagger: None, ..shipped },
        None => shipped,
    };
    let name = path.display();
    let input = BufReader::new(File::open(path).with_context(|| format!("{name}: cannot open"))?);
    let mut lines = Vec::new();
    let progress = Progress::open("documents");
    let settings = Settings { home: None, threshold: 0.0 };
    let fault = |error: LineError| say(format_args!("{name}: {:#}", anyhow::Error::from(error)));
    predictions::predict(gazetteer, models, settings, input, &mut lines, fault, |n| {
        progress.at(n);
    })?;
    progress.end();
    let text = String::from_utf8(lines).context("predictions are JSON")?;
    eval::parse_predictions(&text)
        .map_err(|(line, source)| anyhow::anyhow!("prediction {line}: {source}"))
}

fn write_row(
    out: &mut impl Write,
    name: &str,
    documents: &[Document],
    counts: &[Counts],
    boot: usize,
) -> io::Result<()> {
    let m = Measures::of(counts);
    let pc = |value: f64| {
        if value.is_nan() { "    -".to_owned() } else { format!("{:5.1}", 100.0 * value) }
    };
    let three = |it: [f64; 3]| it.map(pc).join(" ");
    let n_gold: usize = documents.iter().map(|it| it.toponyms.len()).sum();
    let interval = if boot == 0 {
        String::new()
    } else {
        let (low, high) = eval::interval(counts, boot, |it| it.end[2]);
        format!(" ({}-{})", pc(low).trim(), pc(high).trim())
    };
    writeln!(
        out,
        "{name:<22} {:>5} {n_gold:>6} | {} | {} | {} {} {:>6.1} {:.3} | {}{interval} {}",
        documents.len(),
        three(m.exact),
        three(m.overlap),
        pc(m.acc161),
        pc(m.acc20),
        m.median_km,
        m.auc,
        three(m.end),
        pc(m.exact_match),
    )
}

fn to_json(counts: &[Counts], boot: usize) -> Value {
    let measures = Measures::of(counts).named();
    let mut values = Map::new();
    let number = |value: f64| if value.is_nan() { Value::Null } else { json!(value) };
    for (nth, (name, value)) in measures.into_iter().enumerate() {
        values.insert(name.to_owned(), number(value));
        if boot > 0 {
            let (low, high) = eval::interval(counts, boot, |it| it.named()[nth].1);
            values.insert(format!("{name}_95"), json!([number(low), number(high)]));
        }
    }
    let rows = eval::reliability(counts).into_iter();
    let rows = rows
        .map(|(edge, n, mean, right)| json!({"from": edge, "n": n, "mean": mean, "right": right}));
    values.insert("reliability".to_owned(), rows.collect());
    Value::Object(values)
}
