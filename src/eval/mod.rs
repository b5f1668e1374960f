//! Measuring against gold.

pub mod baseline;
pub mod gold;
pub mod home;
mod lines;
pub mod measures;
mod page;
pub mod predictions;
pub mod roles;
pub mod time;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::Role;
use tadmur_geoparser::recognize::{FoldedWords, is_generic, name_at};

use crate::eval::gold::Document;
use crate::eval::measures::{Counts, Measures, Predicted};

pub use crate::eval::page::errors_page;

/// Predictions that could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each field is named in its message")]
pub enum Error {
    /// A file that cannot be read.
    #[error("{}: cannot read", path.display())]
    Read { path: PathBuf, source: io::Error },
    /// A line that is no prediction.
    #[error("{}:{line}: not a prediction {{\"id\", \"toponyms\": […]}}", path.display())]
    Line { path: PathBuf, line: usize, source: serde_json::Error },
}

#[derive(Deserialize)]
struct PredictionLine {
    id: serde_json::Value,
    toponyms: Vec<ToponymLine>,
}

#[derive(Deserialize)]
struct ToponymLine {
    start: usize,
    end: usize,
    lat: Option<f64>,
    lon: Option<f64>,
    #[serde(default)]
    geonameid: Option<u64>,
    #[serde(default)]
    role: String,
    #[serde(default = "surely")]
    score: f64,
}

fn surely() -> f64 {
    1.0
}

/// Predictions by the id of their document, as `tadmur geoparse --format predictions` writes them.
pub type Predictions = BTreeMap<String, Vec<Predicted>>;

/// Reads a file of predictions.
///
/// # Errors
///
/// When it cannot be read, or a line of it is no prediction.
pub fn read_predictions(path: &Path) -> Result<Predictions, Error> {
    let text =
        fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    parse_predictions(&text).map_err(|(line, source)| Error::Line {
        path: path.to_owned(),
        line,
        source,
    })
}

/// The predictions of lines; on failure, the number of the line at fault.
pub(crate) fn parse_predictions(text: &str) -> Result<Predictions, (usize, serde_json::Error)> {
    let mut predictions = BTreeMap::new();
    for (nth, line) in text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line: PredictionLine =
            serde_json::from_str(line).map_err(|source| (nth + 1, source))?;
        let id = line.id.as_str().map_or_else(|| line.id.to_string(), str::to_owned);
        let toponyms = line.toponyms.iter().map(|it| Predicted {
            start: it.start,
            end: it.end,
            point: it.lat.zip(it.lon),
            geonameid: it.geonameid,
            role: Role::ALL
                .iter()
                .copied()
                .find(|role| role.as_str() == it.role)
                .unwrap_or(Role::Literal),
            score: it.score,
        });
        predictions.insert(id, toponyms.collect());
    }
    Ok(predictions)
}

/// Scores every document; those without predictions as if nothing was found in them.
pub fn score_all(
    documents: &[Document],
    predictions: &Predictions,
    is_neutral: &dyn Fn(&str) -> bool,
) -> Vec<Counts> {
    let none = Vec::new();
    documents
        .iter()
        .map(|document| {
            let predicted = predictions.get(&document.id).unwrap_or(&none);
            measures::score(document, predicted, is_neutral, |_, _, _| {})
        })
        .collect()
}

/// The 95 % interval of a measure: percentiles over resampled documents, from a fixed start.
pub fn interval(
    counts: &[Counts],
    rounds: usize,
    measure: impl Fn(&Measures) -> f64,
) -> (f64, f64) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut values: Vec<f64> = (0..rounds)
        .map(|_| {
            let sample: Vec<&Counts> = (0..counts.len())
                .map(|_| {
                    // Marsaglia's xorshift
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    &counts[(state % counts.len() as u64) as usize]
                })
                .collect();
            measure(&Measures::of(sample))
        })
        .filter(|it| !it.is_nan())
        .collect();
    values.sort_by(f64::total_cmp);
    let pick = |share: f64| {
        let steps = values.len().saturating_sub(1);
        let at = (0..=steps)
            .min_by_key(|at| ((*at as f64 - share * steps as f64).abs() * 1e6) as i64)
            .unwrap_or(0);
        values.get(at).copied().unwrap_or(f64::NAN)
    };
    (pick(0.025), pick(0.975))
}

/// Of the mentions believed this much, how many were right: ten rows of lower edge, number, mean belief, share right.
pub fn reliability(counts: &[Counts]) -> Vec<(f64, usize, f64, f64)> {
    let mut bins = vec![(0_usize, 0.0, 0_usize); 10];
    for (belief, is_right) in counts.iter().flat_map(|it| &it.beliefs) {
        let nth = (1..10).take_while(|nth| *belief >= f64::from(*nth) / 10.0).count();
        let bin = &mut bins[nth];
        *bin = (bin.0 + 1, bin.1 + belief, bin.2 + usize::from(*is_right));
    }
    let rows = bins.iter().enumerate().filter(|(_, (n, _, _))| *n > 0);
    rows.map(|(nth, (n, sum, right))| {
        let n_f = *n as f64;
        (nth as f64 / 10.0, *n, sum / n_f, *right as f64 / n_f)
    })
    .collect()
}

/// How many toponyms with points there are, and of how many a bearer of the name lies within 20 and within 161 km. The name is
/// found as the recognizer finds it; words that only say what kind of place it is may be missing from the gazetteer's form.
pub fn coverage(gazetteer: &Gazetteer, documents: &[Document]) -> (usize, usize, usize) {
    let (mut n, mut close, mut near) = (0, 0, 0);
    for document in documents {
        let words = FoldedWords::in_language(&document.text, &document.lang);
        for toponym in document.toponyms.iter().filter(|it| !it.ignore && !it.points.is_empty()) {
            let first = words.first_after(toponym.span.start);
            let n_words = (first..words.len())
                .take_while(|nth| words.span(*nth).start < toponym.span.end)
                .count();
            n += 1;
            if n_words == 0 {
                continue;
            }
            let found = name_at(gazetteer, &document.text, &words, first, n_words);
            if !found.other_words.iter().all(|it| is_generic(it)) {
                continue;
            }
            let km = found.bearers(gazetteer).flat_map(|posting| {
                let at = gazetteer.place(posting.place).point;
                toponym.points.iter().map(move |it| it.distance_km(at))
            });
            let least = km.fold(f64::INFINITY, f64::min);
            close += usize::from(least <= 20.0);
            near += usize::from(least <= 161.0);
        }
    }
    (n, close, near)
}
