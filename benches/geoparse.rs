//! What each stage of a geoparse costs: `cargo bench --bench geoparse -- [FILE.jsonl]…`, pinned to one core by `taskset -c 0`.
//!
//! The files hold articles as `tadmur geoparse --format predictions` reads them; without one, the seeds are repeated to
//! 4 MB. Every figure is the least processor time of three runs over all articles, as the system counts it, so that what else
//! the machine does matters little. Stages are run one by one over the same articles, so their sum differs a little from the
//! whole.
//!
//! `cargo bench --bench geoparse -- hostile` gives the cost a byte of texts that no author writes, each at three sizes: the
//! figures of a row are alike where time is linear in the text.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement, not the program")]

use std::fs;
use std::hint::black_box;
use std::time::Duration;

use tadmur::eval::predictions::{ArticleLine, Settings, predict};
use tadmur::gazetteer::{Base, Cache, load};
use tadmur_geoparser::dates::expressions::{Anchor, expressions};
use tadmur_geoparser::dates::linking::link;
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::{Input, Models, geoparse_with};
use tadmur_geoparser::recognize::{FoldedWords, Match, matches, recognize};
use tadmur_geoparser::resolve::{Circumstances, resolve};
use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::sentences::sentences;
use tadmur_geoparser::text::zones::zones;

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    if files == ["hostile"] {
        return hostile();
    }
    let input = if files.is_empty() { seeds() } else { read(&files) };
    let gazetteer = load(Base::BUILT_IN, &[], &Cache::of_system()).unwrap().gazetteer;
    let lines: Vec<&str> = input.lines().collect();
    let articles: Vec<ArticleLine> =
        lines.iter().map(|it| serde_json::from_str(it).unwrap()).collect();
    let n_bytes: usize = articles.iter().map(|it| it.text.len()).sum();
    println!("{} articles, {n_bytes} bytes of text", articles.len());
    let report = |what: &str, took: Duration, whole: Duration| {
        println!(
            "{what:<28} {:>8.1} MB/s {:>6.1} %",
            n_bytes as f64 / 1e6 / took.as_secs_f64(),
            100.0 * took.as_secs_f64() / whole.as_secs_f64()
        );
    };
    let all = best(|| {
        let mut output = Vec::new();
        let settings = Settings { home: None, threshold: 0.0 };
        let input = input.as_bytes();
        predict(&gazetteer, Models::shipped(), settings, input, &mut output, |_| {}, |_| {})
            .unwrap();
        output.len()
    });
    report("predictions, lines to lines", all, all);
    let whole = best(|| {
        articles
            .iter()
            .map(|it| geoparse_with(&gazetteer, Models::shipped(), of(it)).mentions.len())
            .sum()
    });
    report("geoparse", whole, all);
    println!("of geoparse:");
    for (stage, took) in stages(&gazetteer, &articles) {
        report(stage, took, whole);
    }
    let read = best(|| {
        let lines = lines.iter().map(|it| serde_json::from_str::<ArticleLine>(it).unwrap());
        lines.map(|it| it.text.len()).sum()
    });
    println!("beside it:");
    report("read the lines (JSON)", read, whole);
}

/// What a byte costs in texts of one thing again and again, short, four times and sixteen times as long.
fn hostile() {
    let gazetteer = load(Base::BUILT_IN, &[], &Cache::of_system()).unwrap().gazetteer;
    let pieces = [
        ("a name", "Springfield "),
        ("a name, many lines", "Springfield\n"),
        ("a name as one word", "Homs"),
        ("names of several words", "New York City and San Francisco, "),
        ("a qualified name", "Paris, Texas. "),
        ("half of a long name", "Bosnia and "),
        ("a letter", "a"),
        ("a capital", "A "),
        ("brackets that never close", "(\"["),
        ("commas", ", "),
        ("line ends", "\n"),
        ("joiners", "\u{200d}"),
        ("right to left marks", "\u{202e}\u{200f}"),
        ("dates", "on 3 May 2015 "),
        ("dates in Russian", "В Москве 3 мая 2015 года шёл дождь. "),
        ("numbers", "12 "),
        ("digits", "7"),
        ("words of time", "two weeks after the last "),
        ("Arabic particles", "وبال"),
        ("capitals in a row", "The Great Northern "),
        ("scripts in turn", "Homs حمص Хомс 霍姆斯 "),
    ];
    println!("{:<28} {:>10} {:>10} {:>10}   ns a byte", "", "64 KB", "256 KB", "1 MB");
    for (what, piece) in pieces {
        let cells = [64, 256, 1024].map(|kilobytes: usize| {
            let text = piece.repeat(kilobytes * 1024 / piece.len());
            let lang = if what.ends_with("Russian") { "ru" } else { "en" };
            let input = Input { text: &text, published: None, zones: &[], lang, home: None };
            let took = best(|| geoparse_with(&gazetteer, Models::shipped(), input).mentions.len());
            format!("{:>10.0}", took.as_secs_f64() * 1e9 / text.len() as f64)
        });
        println!("{what:<28} {}", cells.join(" "));
    }
}

fn of(article: &ArticleLine) -> Input<'_> {
    let lang = article.lang.as_deref().unwrap_or("en");
    Input { text: &article.text, published: None, zones: &[], lang, home: None }
}

/// Each stage by itself, on what the ones before it give.
fn stages(gazetteer: &Gazetteer, articles: &[ArticleLine]) -> Vec<(&'static str, Duration)> {
    let models = Models::shipped();
    let anchor = Anchor { published: None };
    let texts: Vec<&str> = articles.iter().map(|it| it.text.as_str()).collect();
    let inputs: Vec<Input<'_>> = articles.iter().map(of).collect();
    let blocks: Vec<_> = texts.iter().map(|it| zones(it)).collect();
    let words: Vec<_> =
        inputs.iter().map(|it| FoldedWords::in_language(it.text, it.lang)).collect();
    let recognized: Vec<Vec<Match>> = (0..texts.len())
        .map(|nth| {
            recognize(gazetteer, models.tagger, texts[nth], &words[nth], inputs[nth].lang)
                .into_iter()
                .map(|it| it.found)
                .collect()
        })
        .collect();
    let times: Vec<_> = inputs.iter().map(|it| expressions(it.text, anchor, it.lang)).collect();
    let spans: Vec<Vec<Span>> =
        recognized.iter().map(|it| it.iter().map(|it| it.span).collect()).collect();
    let all = 0..texts.len();
    let known =
        best(|| all.clone().map(|nth| matches(gazetteer, texts[nth], &words[nth]).len()).sum());
    let tagged = best(|| {
        all.clone()
            .map(|nth| {
                recognize(gazetteer, models.tagger, texts[nth], &words[nth], inputs[nth].lang).len()
            })
            .sum()
    });
    vec![
        ("zones", best(|| texts.iter().map(|it| zones(it).len()).sum())),
        ("words, folded", best(|| texts.iter().map(|it| FoldedWords::of(it).len()).sum())),
        ("names of the gazetteer", known),
        ("tagger", tagged.saturating_sub(known)),
        (
            "resolve",
            best(|| {
                all.clone()
                    .map(|nth| {
                        let lang = inputs[nth].lang;
                        let circumstances = Circumstances { lang, ..Circumstances::default() };
                        resolve(
                            gazetteer,
                            models.weights,
                            texts[nth],
                            &words[nth],
                            &recognized[nth],
                            circumstances,
                        )
                        .len()
                    })
                    .sum()
            }),
        ),
        (
            "time expressions",
            best(|| inputs.iter().map(|it| expressions(it.text, anchor, it.lang).len()).sum()),
        ),
        (
            "sentences",
            best(|| {
                let of_text = |nth: usize| -> usize {
                    blocks[nth].iter().map(|it| sentences(texts[nth], it.span).len()).sum()
                };
                all.clone().map(of_text).sum()
            }),
        ),
        (
            "times of mentions",
            best(|| {
                all.clone()
                    .map(|nth| link(texts[nth], &blocks[nth], &times[nth], &spans[nth], "en").len())
                    .sum()
            }),
        ),
    ]
}

fn read(files: &[String]) -> String {
    files.iter().map(|it| fs::read_to_string(it).unwrap()).collect()
}

fn seeds() -> String {
    let mut paths: Vec<_> = fs::read_dir("seeds").unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    let mut lines = String::new();
    for path in paths.iter().filter(|it| it.extension().is_some_and(|it| it == "txt")) {
        let text = fs::read_to_string(path).unwrap();
        lines.push_str(&serde_json::json!({"id": 1, "lang": "en", "text": text}).to_string());
        lines.push('\n');
    }
    lines.repeat((4 << 20) / lines.len() + 1)
}

/// The time of the quickest of three runs.
fn best(mut run: impl FnMut() -> usize) -> Duration {
    let once = || {
        let start = processor_time();
        black_box(run());
        processor_time().saturating_sub(start)
    };
    std::iter::repeat_with(once).take(3).min().unwrap()
}

/// What all threads of this process have used so far: fields 14 and 15 of `/proc/self/stat`, in hundredths of a second
/// (`proc_pid_stat(5)`).
fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields = stat.rsplit(')').next().unwrap().split_whitespace();
    Duration::from_millis(fields.skip(11).take(2).map(|it| it.parse::<u64>().unwrap() * 10).sum())
}
