//! How good predictions are: recognition, resolution, end to end.
//!
//! The measures of the reference evaluator, `geoparse_eval.py`, to the last digit; a test holds the two together.
//!
//! # Sources
//!
//! AUC: Gritta, Pilehvar, Collier: A Pragmatic Guide to Geoparsing Evaluation, 2020; 161 km is 100 miles, the field's custom.

use tadmur_geoparser::geoparse::Role;

use crate::eval::gold::Document;

/// A predicted mention: code points, and where it lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Predicted {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Latitude and longitude, where resolved.
    pub point: Option<(f64, f64)>,
    /// The GeoNames id, where there is one.
    pub geonameid: Option<u64>,
    /// What it says of its place.
    pub role: Role,
    /// How sure.
    pub score: f64,
}

const EARTH_RADIUS_KM: f64 = 6371.0088;
const MAX_ERROR_KM: f64 = 20039.0;
pub(crate) const NEAR_KM: f64 = 161.0;
const CLOSE_KM: f64 = 20.0;

/// The evaluator's own formula, so that the last digits agree.
fn distance_km((lat1, lon1): (f64, f64), (lat2, lon2): (f64, f64)) -> f64 {
    let (p1, p2) = (lat1.to_radians(), lat2.to_radians());
    let a = ((p2 - p1) / 2.0).sin().powi(2)
        + p1.cos() * p2.cos() * ((lon2 - lon1).to_radians() / 2.0).sin().powi(2);
    2.0 * EARTH_RADIUS_KM * a.sqrt().min(1.0).asin()
}

/// What became of a mention or a toponym: what `--errors` shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// Found and in the right place, or found where gold has no point.
    Right,
    /// Found, but so many kilometers off, or not resolved.
    WrongPlace(Option<f64>),
    /// No toponym of gold.
    NoToponym,
    /// A toponym that was not found.
    Missed,
    /// Neither right nor wrong.
    Neutral,
}

/// The counts of one document; they add up.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    n_gold: usize,
    n_exact: usize,
    n_overlap: usize,
    right_exact: usize,
    right_overlap: usize,
    end_gold: usize,
    end_predicted: usize,
    end_right: usize,
    resolved: usize,
    id_right: usize,
    n_id: usize,
    match_right: usize,
    n_match: usize,
    n_predicted_ids: usize,
    errors_km: Vec<f64>,
    /// Score and whether it was right, for calibration.
    pub(crate) beliefs: Vec<(f64, bool)>,
}

/// Scores one document. `is_neutral` says by a toponym's type whether it is neither required nor wrong.
pub fn score(
    document: &Document,
    predicted: &[Predicted],
    is_neutral: &dyn Fn(&str) -> bool,
    mut tell: impl FnMut(usize, usize, Verdict),
) -> Counts {
    let (neutral, gold): (Vec<_>, Vec<_>) =
        document.toponyms.iter().partition(|it| it.ignore || is_neutral(&it.kind));
    let mut unique: Vec<Predicted> = Vec::new();
    for it in predicted {
        if unique.iter().all(|other| (other.start, other.end) != (it.start, it.end)) {
            unique.push(*it);
        }
    }
    let overlap = |a: (usize, usize), b: (usize, usize)| a.1.min(b.1).saturating_sub(a.0.max(b.0));
    // identical spans are paired first, then larger overlaps
    let mut pairs: Vec<(bool, std::cmp::Reverse<usize>, usize, usize, usize)> = Vec::new();
    for (j, p) in unique.iter().enumerate() {
        for (i, g) in gold.iter().enumerate() {
            let shared = overlap(g.stretch, (p.start, p.end));
            if shared > 0 {
                let differs = g.stretch != (p.start, p.end);
                pairs.push((differs, std::cmp::Reverse(shared), g.stretch.0, j, i));
            }
        }
    }
    pairs.sort_unstable();
    let mut gold_of: Vec<Option<usize>> = vec![None; unique.len()];
    let mut is_taken = vec![false; gold.len()];
    for (_, _, _, j, i) in pairs {
        if gold_of[j].is_none() && !is_taken[i] {
            gold_of[j] = Some(i);
            is_taken[i] = true;
        }
    }
    let mut counts = Counts {
        n_gold: gold.len(),
        end_gold: gold.iter().filter(|it| !it.points.is_empty()).count(),
        n_predicted_ids: unique.iter().filter(|it| it.geonameid.is_some()).count(),
        ..Counts::default()
    };
    let mut ids: Vec<((usize, usize), u64)> =
        gold.iter().filter_map(|it| Some((it.stretch, it.geonameid?))).collect();
    // a later toponym of the same span replaces an earlier one
    ids.reverse();
    ids.sort_by_key(|(stretch, _)| *stretch);
    ids.dedup_by_key(|(stretch, _)| *stretch);
    counts.n_match = ids.len();
    for (p, gold_of) in unique.iter().zip(&gold_of) {
        let span = (p.start, p.end);
        counts.match_right +=
            usize::from(p.geonameid.is_some_and(|id| ids.binary_search(&(span, id)).is_ok()));
        let exact = gold.iter().any(|it| it.stretch == span);
        let is_neutral = neutral.iter().any(|it| overlap(it.stretch, span) > 0);
        counts.right_exact += usize::from(exact);
        counts.n_exact += usize::from(exact || !is_neutral);
        let Some(i) = gold_of else {
            if is_neutral {
                tell(p.start, p.end, Verdict::Neutral);
            } else {
                counts.n_overlap += 1;
                counts.end_predicted += 1;
                counts.beliefs.push((p.score, false));
                tell(p.start, p.end, Verdict::NoToponym);
            }
            continue;
        };
        let g = gold[*i];
        counts.right_overlap += 1;
        counts.n_overlap += 1;
        if g.points.is_empty() {
            tell(p.start, p.end, Verdict::Right);
            continue;
        }
        counts.end_predicted += 1;
        let error = p.point.map(|at| {
            g.points
                .iter()
                .map(|it| distance_km((it.lat(), it.lon()), at))
                .fold(f64::INFINITY, f64::min)
        });
        let is_right = error.is_some_and(|km| km <= NEAR_KM);
        counts.end_right += usize::from(is_right);
        counts.resolved += usize::from(error.is_some());
        counts.errors_km.push(error.unwrap_or(MAX_ERROR_KM));
        counts.beliefs.push((p.score, is_right));
        tell(p.start, p.end, if is_right { Verdict::Right } else { Verdict::WrongPlace(error) });
        if let (Some(gold), Some(own)) = (g.geonameid, p.geonameid) {
            counts.n_id += 1;
            counts.id_right += usize::from(gold == own);
        }
    }
    for (g, is_taken) in gold.iter().zip(&is_taken) {
        if !is_taken {
            tell(g.stretch.0, g.stretch.1, Verdict::Missed);
        }
    }
    counts
}

/// All measures of some documents; shares are 0 to 1, not a number where there is nothing to divide by.
#[derive(Clone, Copy, Debug)]
pub struct Measures {
    /// Precision, recall and F1 of exact spans.
    pub exact: [f64; 3],
    /// The same where a common character is enough.
    pub overlap: [f64; 3],
    /// Share of recognized toponyms within 161 km.
    pub acc161: f64,
    /// Within 20 km.
    pub acc20: f64,
    /// Median error, km.
    pub median_km: f64,
    /// Mean error, km.
    pub mean_km: f64,
    /// Area under the curve of log errors: 0 is perfect, 1 is worst.
    pub auc: f64,
    /// Share of recognized toponyms that were given a point.
    pub resolved: f64,
    /// Share with gold's GeoNames id, where both give one.
    pub id: f64,
    /// Precision, recall and F1 of mentions found and within 161 km.
    pub end: [f64; 3],
    /// Share of gold's GeoNames ids found with the same span and id.
    pub exact_match: f64,
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { f64::NAN } else { part as f64 / whole as f64 }
}

fn f1(precision: f64, recall: f64) -> f64 {
    if precision.is_nan() || recall.is_nan() {
        f64::NAN
    } else if precision + recall > 0.0 {
        2.0 * precision * recall / (precision + recall)
    } else {
        0.0
    }
}

impl Measures {
    /// Of these documents together.
    pub fn of<'a>(documents: impl IntoIterator<Item = &'a Counts>) -> Self {
        let mut sum = Counts::default();
        for it in documents {
            sum.n_gold += it.n_gold;
            sum.n_exact += it.n_exact;
            sum.n_overlap += it.n_overlap;
            sum.right_exact += it.right_exact;
            sum.right_overlap += it.right_overlap;
            sum.end_gold += it.end_gold;
            sum.end_predicted += it.end_predicted;
            sum.end_right += it.end_right;
            sum.resolved += it.resolved;
            sum.id_right += it.id_right;
            sum.n_id += it.n_id;
            sum.match_right += it.match_right;
            sum.n_match += it.n_match;
            sum.n_predicted_ids += it.n_predicted_ids;
            sum.errors_km.extend(&it.errors_km);
        }
        let three = |right: usize, predicted: usize, gold: usize| {
            let (p, r) = (ratio(right, predicted), ratio(right, gold));
            [p, r, f1(p, r)]
        };
        let n = sum.errors_km.len();
        let within = |km: f64| ratio(sum.errors_km.iter().filter(|it| **it <= km).count(), n);
        Self {
            exact: three(sum.right_exact, sum.n_exact, sum.n_gold),
            overlap: three(sum.right_overlap, sum.n_overlap, sum.n_gold),
            acc161: within(NEAR_KM),
            acc20: within(CLOSE_KM),
            median_km: median(&sum.errors_km),
            mean_km: if n == 0 { f64::NAN } else { sum.errors_km.iter().sum::<f64>() / n as f64 },
            auc: auc(&sum.errors_km),
            resolved: ratio(sum.resolved, n),
            id: ratio(sum.id_right, sum.n_id),
            end: three(sum.end_right, sum.end_predicted, sum.end_gold),
            exact_match: if sum.n_predicted_ids > 0 {
                ratio(sum.match_right, sum.n_match)
            } else {
                f64::NAN
            },
        }
    }

    /// Name and value of each, by the names of the reference evaluator.
    pub fn named(&self) -> [(&'static str, f64); 17] {
        [
            ("R_P_exact", self.exact[0]),
            ("R_R_exact", self.exact[1]),
            ("R_F1_exact", self.exact[2]),
            ("R_P_over", self.overlap[0]),
            ("R_R_over", self.overlap[1]),
            ("R_F1_over", self.overlap[2]),
            ("G_acc161", self.acc161),
            ("G_acc20", self.acc20),
            ("G_median_km", self.median_km),
            ("G_mean_km", self.mean_km),
            ("G_auc", self.auc),
            ("G_resolved", self.resolved),
            ("G_id", self.id),
            ("E_P161", self.end[0]),
            ("E_R161", self.end[1]),
            ("E_F1_161", self.end[2]),
            ("E_EM_id", self.exact_match),
        ]
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => sorted[n / 2],
        n => f64::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

/// The trapezium rule over the sorted logarithms.
fn auc(errors: &[f64]) -> f64 {
    let logs: Vec<f64> = errors.iter().map(|it| (it + 1.0).ln()).collect();
    let top = MAX_ERROR_KM.ln();
    let least = logs.iter().copied().fold(f64::INFINITY, f64::min);
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    match logs.len() {
        0 => f64::NAN,
        1 => logs[0] / top,
        n => (logs.iter().sum::<f64>() - f64::midpoint(least, most)) / (top * (n - 1) as f64),
    }
}
