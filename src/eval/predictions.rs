//! Predictions: articles as JSON lines in, what they say of places and times as JSON lines out.
//!
//! # Shape
//!
//! In: `{"id", "text", "published"? or "dct"?, "lang"?, "source"?}`; anything else in a line is passed over. Out, in the same
//! order: `{"id", "toponyms": [{"start", "end", "lat", "lon", "geonameid", "place", "role", "score"}], "timexes":
//! [{"start", "end", "text", "type", "value"}]}`; offsets in code points; a mention whose place is not known has nulls.
//!
//! # Errors
//!
//! A line that is no article is reported with its number and left out.
//!
//! # Cost
//!
//! [`BATCH`] lines are held at a time, and worked on by all cores.

use std::io::{self, BufRead, Write};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde::{Deserialize, Serialize};
use tadmur_geoparser::dates::{Edtf, Published, PublishedBasis, TimeExpression, timex3};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::{Draft, Input, Mention, Models};
use tadmur_geoparser::place::LonLat;

use crate::article::Article;
use crate::eval::home::Homes;
use crate::eval::lines::{Lines, stretches};
use crate::feature::CodePoints;

/// How many lines are worked on together; the home of a source is learned from the articles of this batch and the ones before.
pub const BATCH: usize = 2048;
/// Or fewer, as soon as they have so many bytes.
const BATCH_BYTES: usize = 16 << 20;

/// So much text is read together, if every core has work then: enough for what each step looks up to stay near.
const BYTES_TOGETHER: usize = 512 << 10;
const LEAST_TOGETHER: usize = 64 << 10;
/// So many stretches a core has of a batch, so that none waits long for the last.
const STRETCHES_A_CORE: usize = 4;

/// A line that gave no article.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: not an article {{\"id\", \"text\", …}}")]
pub struct LineError {
    /// Counted from 1.
    pub line: usize,
    source: serde_json::Error,
}

/// An article of a line.
#[derive(Clone, Debug, Deserialize)]
pub struct ArticleLine {
    /// Its id, text or number.
    #[serde(default)]
    pub id: serde_json::Value,
    /// The text.
    pub text: String,
    /// Day of publication, ISO 8601.
    #[serde(default, alias = "dct")]
    pub published: Option<String>,
    /// BCP 47 tag.
    #[serde(default)]
    pub lang: Option<String>,
    /// The URL or name of its source.
    #[serde(default)]
    pub source: Option<String>,
}

impl ArticleLine {
    /// Declared by the line, as far as its first ten characters or fewer are a date.
    fn published(&self) -> Option<Published> {
        let text = self.published.as_deref()?;
        let day = text.get(..10).unwrap_or(text);
        let edtf: Edtf = day.parse().ok()?;
        Some(Published { edtf: Some(edtf), basis: PublishedBasis::Declared, evidence: None })
    }
}

/// About what one takes in a line.
const TOPONYM_BYTES: usize = 160;
const TIMEX_BYTES: usize = 80;

/// How to predict.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Where the source of every article is at home; without one it is learned from the other articles of the source.
    pub home: Option<LonLat>,
    /// Mentions whose place is less sure than this are left out.
    pub threshold: f32,
}

/// Reads lines, writes lines.
///
/// # Errors
///
/// When reading or writing fails. Lines that are no articles go to `fault`.
pub fn predict(
    gazetteer: &Gazetteer,
    models: Models<'_>,
    settings: Settings,
    mut input: impl BufRead,
    output: &mut impl Write,
    mut fault: impl FnMut(LineError),
    mut progress: impl FnMut(usize),
) -> io::Result<()> {
    let mut homes = Homes::default();
    let (mut n_lines, mut n_read) = (0, 0);
    let mut lines = Lines::default();
    loop {
        lines.read(&mut input, BATCH, BATCH_BYTES)?;
        if lines.len() == 0 {
            return output.flush();
        }
        let batch = articles(&lines, |nth, source| {
            fault(LineError { line: n_lines + nth + 1, source });
        });
        n_lines += lines.len();
        for line in predict_batch(gazetteer, models, settings, &mut homes, n_read, &batch) {
            output.write_all(&line)?;
        }
        n_read += batch.len();
        progress(n_read);
    }
}

/// The articles of the lines, empty ones aside; of those that hold none `fault` is told the number, from 0.
fn articles(lines: &Lines, mut fault: impl FnMut(usize, serde_json::Error)) -> Vec<ArticleLine> {
    let sizes: Vec<usize> = (0..lines.len()).map(|nth| lines.get(nth).len()).collect();
    let read: Vec<Vec<_>> = on_every_core(&together(&sizes), |_, nths| {
        let lines = nths.clone().map(|nth| (nth, lines.get(nth)));
        lines.filter(|(_, line)| !line.is_empty()).map(|(nth, line)| (nth, article(line))).collect()
    });
    let mut articles = Vec::with_capacity(lines.len());
    for (nth, read) in read.into_iter().flatten() {
        match read {
            Ok(article) => articles.push(article),
            Err(error) => fault(nth, error),
        }
    }
    articles
}

/// The article of a line. Its letters are checked once, not string by string, unless one of them is wrong.
fn article(line: &[u8]) -> Result<ArticleLine, serde_json::Error> {
    str::from_utf8(line).map_or_else(|_| serde_json::from_slice(line), serde_json::from_str)
}

/// Stretches of neighbors that are worked on together, by their sizes in bytes.
fn together(sizes: &[usize]) -> Vec<Range<usize>> {
    let share = sizes.iter().sum::<usize>() / (STRETCHES_A_CORE * n_cores());
    stretches(sizes, share.clamp(LEAST_TOGETHER, BYTES_TOGETHER))
}

/// An article that was read.
enum Read<'a> {
    /// Its line is written.
    Done(Vec<u8>),
    /// Its mentions may change when it is known where its source is at home.
    Open(Box<Draft<'a>>, Vec<Mention>),
}

fn predict_batch(
    gazetteer: &Gazetteer,
    models: Models<'_>,
    settings: Settings,
    homes: &mut Homes,
    first: usize,
    batch: &[ArticleLine],
) -> Vec<Vec<u8>> {
    let published: Vec<Option<Published>> = batch.iter().map(ArticleLine::published).collect();
    let sizes: Vec<usize> = batch.iter().map(|it| it.text.len()).collect();
    let read: Vec<Vec<Read<'_>>> = on_every_core(&together(&sizes), |_, nths| {
        let input = |nth: usize| {
            let article = &batch[nth];
            let guess = || Article::language_of(&article.text);
            Input {
                text: &article.text,
                published: published[nth].as_ref(),
                zones: &[],
                lang: article.lang.as_deref().unwrap_or_else(guess),
                home: settings.home,
            }
        };
        let inputs: Vec<Input<'_>> = nths.clone().map(input).collect();
        let drafts = Draft::of_all(gazetteer, models, &inputs);
        let read = drafts.into_iter().zip(&batch[nths.clone()]).map(|(draft, article)| {
            let mentions = draft.mentions(gazetteer, models, settings.home);
            if article.source.is_none() || settings.home.is_some() {
                Read::Done(line(gazetteer, settings, article, draft.expressions(), &mentions))
            } else {
                Read::Open(Box::new(draft), mentions)
            }
        });
        read.collect()
    });
    let read: Vec<Read<'_>> = read.into_iter().flatten().collect();
    for (nth, (article, read)) in batch.iter().zip(&read).enumerate() {
        if let (Some(source), Read::Open(_, mentions)) = (&article.source, read) {
            homes.see(source, first + nth, gazetteer, mentions);
        }
    }
    let closed = on_every_core(&read, |nth, read| match read {
        Read::Done(_) => None,
        Read::Open(draft, mentions) => {
            let article = &batch[nth];
            let home = article.source.as_ref().and_then(|source| homes.of(source, first + nth));
            let again = home.map(|home| draft.mentions(gazetteer, models, Some(home)));
            let mentions = again.as_ref().unwrap_or(mentions);
            Some(line(gazetteer, settings, article, draft.expressions(), mentions))
        }
    });
    let line = |(read, closed)| match read {
        Read::Done(line) => Some(line),
        Read::Open(..) => closed,
    };
    read.into_iter().zip(closed).filter_map(line).collect()
}

/// What is told of an article, as a line.
fn line(
    gazetteer: &Gazetteer,
    settings: Settings,
    article: &ArticleLine,
    expressions: &[TimeExpression],
    mentions: &[Mention],
) -> Vec<u8> {
    let points = CodePoints::of(&article.text);
    let belief = |it: &Mention| it.score * it.resolution.map_or(1.0, |it| it.score);
    let n_bytes = 64 + TOPONYM_BYTES * mentions.len() + TIMEX_BYTES * expressions.len();
    let mut line = Vec::with_capacity(n_bytes);
    put(&mut line, r#"{"id":"#, &article.id);
    line.extend(br#","toponyms":["#);
    let sure = mentions.iter().filter(|it| belief(it) >= settings.threshold);
    for (nth, mention) in sure.enumerate() {
        let place = mention.resolution.map(|it| it.place);
        let (point, key) = (place.map(|it| gazetteer.point(it)), place.map(|it| gazetteer.key(it)));
        let geonameid = key.and_then(|it| it.strip_prefix("gn:")?.parse::<u64>().ok());
        let stretch = points.stretch(mention.span);
        put(&mut line, if nth == 0 { r#"{"start":"# } else { r#",{"start":"# }, &stretch.start);
        put(&mut line, r#","end":"#, &stretch.end);
        put(&mut line, r#","lat":"#, &point.map(LonLat::lat));
        put(&mut line, r#","lon":"#, &point.map(LonLat::lon));
        put(&mut line, r#","geonameid":"#, &geonameid);
        put(&mut line, r#","place":"#, &key);
        put(&mut line, r#","role":"#, mention.role.as_str());
        put(&mut line, r#","score":"#, &((f64::from(belief(mention)) * 1e4).round() / 1e4));
        line.push(b'}');
    }
    line.extend(br#"],"timexes":["#);
    for (nth, timex) in timex3::timexes(&article.text, expressions).enumerate() {
        let stretch = points.stretch(timex.span);
        put(&mut line, if nth == 0 { r#"{"start":"# } else { r#",{"start":"# }, &stretch.start);
        put(&mut line, r#","end":"#, &stretch.end);
        put(&mut line, r#","text":"#, &article.text[timex.span.range()]);
        put(&mut line, r#","type":"#, timex.kind.as_str());
        put(&mut line, r#","value":"#, timex.value);
        line.push(b'}');
    }
    line.extend(b"]}\n");
    line
}

/// Appends a key, with what stands before it, and its value. A key that is known needs no look at each of its letters.
fn put(line: &mut Vec<u8>, key: &str, value: &(impl Serialize + ?Sized)) {
    line.extend(key.as_bytes());
    serde_json::to_writer(line, value).expect("strings and finite numbers are JSON");
}

fn n_cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Does the work for every item on all cores, and keeps their order.
pub(crate) fn on_every_core<'i, I: Sync, T: Send>(
    items: &'i [I],
    work: impl Fn(usize, &'i I) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut mine = Vec::new();
        loop {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(nth) else { return mine };
            mine.push((nth, work(nth, item)));
        }
    };
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let others: Vec<_> = (1..n_cores()).map(|_| scope.spawn(worker)).collect();
        let mut done = worker();
        done.extend(others.into_iter().flat_map(|it| it.join().expect("the work does not panic")));
        done
    });
    done.sort_by_key(|(nth, _)| *nth);
    done.into_iter().map(|(_, it)| it).collect()
}
