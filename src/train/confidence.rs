//! How far scores are to be believed: a few numbers, fitted to what models said of texts that they did not learn from.

use tadmur_geoparser::confidence::{Confidence, log_odds};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::{Input, Models, geoparse_with};
use tadmur_geoparser::place::LonLat;

use crate::eval::gold::Document;
use crate::eval::home::Homes;
use crate::eval::measures::NEAR_KM;
use crate::eval::predictions::on_every_core;
use crate::train::Corpus;

/// What was said, and whether it was right.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The score of each mention, and whether gold has a toponym there.
    mentions: Vec<(f32, bool)>,
    /// The shares of the candidates of each toponym that was found, best first, and whether the best was right.
    choices: Vec<(Vec<f32>, bool)>,
}

/// Adds what models say of the documents of a corpus that are asked about.
pub(crate) fn see(
    gazetteer: &Gazetteer,
    models: Models<'_>,
    corpus: &Corpus,
    is_asked: &(dyn Fn(usize, usize) -> bool + Sync),
    homes: &Homes,
    seen: &mut Seen,
) {
    let asked: Vec<&Document> =
        corpus.documents.iter().filter(|it| is_asked(corpus.nth, it.nth)).collect();
    for one in on_every_core(&asked, |_, document| see_one(gazetteer, models, document, homes)) {
        seen.mentions.extend(one.mentions);
        seen.choices.extend(one.choices);
    }
}

fn see_one(gazetteer: &Gazetteer, models: Models<'_>, document: &Document, homes: &Homes) -> Seen {
    let (text, lang) = (&*document.text, &*document.lang);
    let home = document.source.as_ref().and_then(|it| homes.of(it, document.nth));
    let input = Input { text, published: None, zones: &[], lang, home };
    let mut seen = Seen::default();
    for mention in geoparse_with(gazetteer, models, input).mentions {
        let gold = document.toponyms.iter().find(|it| it.span.overlaps(mention.span));
        if gold.is_some_and(|it| it.ignore) {
            continue;
        }
        seen.mentions.push((mention.score, gold.is_some()));
        let (Some(gold), Some(best)) = (gold, mention.resolution) else { continue };
        if gold.points.is_empty() {
            continue;
        }
        let at = gazetteer.place(best.place).point;
        let is_right = |it: &LonLat| it.distance_km(at) <= NEAR_KM;
        let shares = [&best].into_iter().chain(&mention.runners_up).map(|it| it.score).collect();
        seen.choices.push((shares, gold.points.iter().any(is_right)));
    }
    seen
}

impl Seen {
    /// How many toponyms were found.
    pub(crate) fn n_choices(&self) -> usize {
        self.choices.len()
    }

    /// The numbers that make what was seen likeliest.
    pub(crate) fn fit(&self) -> Confidence {
        let (bias, slope) = line(&self.mentions);
        Confidence { bias, slope, temperature: self.temperature() }
    }

    /// By golden section.
    fn temperature(&self) -> f32 {
        let loss = |temperature: f32| -> f64 {
            let of_one = |(shares, is_right): &(Vec<f32>, bool)| {
                let rest = 1.0 - shares.iter().sum::<f32>(); // those beyond the runners-up, as one
                let all = shares.iter().copied().chain([rest.max(0.0)]);
                let powers: Vec<f32> = all.map(|it| it.powf(1.0 / temperature)).collect();
                let best = (powers[0] / powers.iter().sum::<f32>()).clamp(1e-6, 1.0 - 1e-6);
                -f64::from(if *is_right { best } else { 1.0 - best }).ln()
            };
            self.choices.iter().map(of_one).sum()
        };
        let ratio = (5.0_f32.sqrt() - 1.0) / 2.0;
        let (mut low, mut high) = (0.3_f32, 6.0_f32);
        for _ in 0..40 {
            let step = ratio * (high - low);
            if loss(high - step) < loss(low + step) {
                high = low + step;
            } else {
                low = high - step;
            }
        }
        f32::midpoint(low, high)
    }
}

/// The line through log-odds that makes the outcomes likeliest: Newton's method, from the line that changes nothing.
fn line(outcomes: &[(f32, bool)]) -> (f32, f32) {
    let (mut bias, mut slope) = (0.0_f64, 1.0_f64);
    for _ in 0..20 {
        let (mut g0, mut g1, mut h00, mut h01, mut h11) = (0.0, 0.0, 1e-6, 0.0, 1e-6);
        for (score, is_right) in outcomes {
            let x = f64::from(log_odds(*score));
            let p = 1.0 / (1.0 + (-(bias + slope * x)).exp());
            let (miss, spread) = (f64::from(u8::from(*is_right)) - p, p * (1.0 - p));
            (g0, g1) = (g0 + miss, g1 + miss * x);
            (h00, h01, h11) = (h00 + spread, h01 + spread * x, h11 + spread * x * x);
        }
        let determinant = h00 * h11 - h01 * h01;
        bias += (h11 * g0 - h01 * g1) / determinant;
        slope += (h00 * g1 - h01 * g0) / determinant;
    }
    (bias as f32, slope as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_sure_is_cooled_down() {
        // said with 0.9, right in six of ten; said with 0.1, right in four of ten
        let of = |score, n_right| (0..1000).map(move |nth| (score, nth % 10 < n_right));
        let mentions: Vec<(f32, bool)> = of(0.9, 6).chain(of(0.1, 4)).collect();
        let choices =
            mentions.iter().filter(|it| it.0 > 0.5).map(|it| (vec![0.9, 0.1], it.1)).collect();
        let fitted = Seen { mentions, choices }.fit();
        assert!((fitted.of_mention(0.9) - 0.6).abs() < 0.01, "{fitted:?}");
        assert!((fitted.of_mention(0.1) - 0.4).abs() < 0.01, "{fitted:?}");
        assert!(fitted.temperature > 4.0, "{fitted:?}");
    }
}
