//! Why each mention was taken for its place, as the library tells it.

use tadmur_geoparser::dates::{Published, PublishedBasis};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::{Explanation, Input, Models, explain};
use tadmur_geoparser::place::LonLat;
use tadmur_geoparser::resolve::Reason;
use tadmur_geoparser::text::zones::ZonedBlock;

use crate::feature::{CodePoints, Page, PageZone, PlaceFacts, Stretch, place_facts};

/// A mention with the places it could mean.
#[derive(Clone, Debug)]
pub struct Why {
    /// The id of its feature.
    pub id: String,
    /// Where it stands.
    pub stretch: Stretch,
    /// As it is written.
    pub surface: String,
    /// The probability that it names a place at all, 0 to 1.
    pub recognized: f32,
    /// Best first, at most [`MAX_CANDIDATES`]; none when no known place bears the name.
    pub candidates: Vec<Candidate>,
}

/// A place that a mention could mean.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The place.
    pub place: PlaceFacts,
    /// How much speaks for it, 0 to 1.
    pub score: f32,
    /// What speaks for it and against it, the weightiest first: for the best set against the next that lies
    /// elsewhere, for the others against the best.
    pub reasons: Vec<Reason>,
}

/// More candidates are not told.
pub const MAX_CANDIDATES: usize = 5;

/// Of every mention of the article, in order; `home` is that of its source. Costs two passes over the text.
pub fn whys(gazetteer: &Gazetteer, page: &Page, home: Option<LonLat>) -> Vec<Why> {
    let (text, facts) = (&page.text, &page.article);
    let declared = facts.published_basis == PublishedBasis::Declared;
    let published = facts.published.clone().filter(|_| declared).map(|edtf| Published {
        edtf: Some(edtf),
        basis: PublishedBasis::Declared,
        evidence: None,
    });
    let points = CodePoints::of(text);
    let block = |it: &PageZone| ZonedBlock {
        span: points.span(it.stretch),
        zone: it.zone,
        duplicate: it.duplicate,
    };
    let zones: Vec<ZonedBlock> = page.zones.iter().map(block).collect();
    let input =
        Input { text, published: published.as_ref(), zones: &zones, lang: &facts.lang, home };
    let why = |it: Explanation| {
        let stretch = points.stretch(it.span);
        let candidates = it.candidates.into_iter().take(MAX_CANDIDATES).map(|it| Candidate {
            place: place_facts(gazetteer, it.place),
            score: it.score,
            reasons: it.reasons,
        });
        Why {
            id: format!("{}-{}", facts.id, stretch.start),
            stretch,
            surface: text[it.span.range()].to_owned(),
            recognized: it.recognized,
            candidates: candidates.collect(),
        }
    };
    explain(gazetteer, Models::shipped(), input).into_iter().map(why).collect()
}
