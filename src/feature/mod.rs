//! What is published: a mention with its place, its time, its article and its quote.
//!
//! # Shape
//!
//! [`reading`] geoparses an [`Article`] and gives a [`Reading`]: its page, with every mention, and its
//! [`Feature`]s, one for each mention whose place is known.
//!
//! # Units
//!
//! Offsets are Unicode code points from here on; `offsets` turns bytes into them, and nothing else does.
//!
//! # Sources
//!
//! W3C Web Annotation Data Model, 4.2.5 (positions count code points).

mod offsets;
mod page;
mod quote;
pub mod story;
mod why;

pub(crate) use crate::feature::offsets::CodePoints;
pub use crate::feature::page::{Page, PageMention, PageTime, PageZone, Stretch};
pub use crate::feature::why::{Candidate, MAX_CANDIDATES, Why, whys};

use std::collections::BTreeMap;
use std::sync::Arc;

use tadmur_geoparser::dates::{Edtf, Mood, Published, PublishedBasis, WhenBasis};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::{Input, Parsed, Role, geoparse};
use tadmur_geoparser::place::{CountryCode, Kind, LonLat, PlaceId};
use tadmur_geoparser::text::zones::Zone;

use crate::article::Article;
use crate::feature::quote::Quotes;
use crate::feature::story::Story;

/// What an article says, ready to publish.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What every feature of the article shares.
    pub article: Arc<ArticleFacts>,
    /// The article with its text and all its mentions.
    pub page: Page,
    /// Its mentions whose place is known, in order.
    pub features: Vec<Feature>,
}

/// What is told of an article wherever it is mentioned.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleFacts {
    /// Its id.
    pub id: String,
    /// Its headline, as given or as the text shows it.
    pub title: Option<String>,
    /// Where it stands on the web.
    pub url: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// BCP 47 tag of its language.
    pub lang: String,
    /// When it was published, as far as it is known.
    pub published: Option<Edtf>,
    /// How that is known.
    pub published_basis: PublishedBasis,
    /// The story that it shares with others, in nearly the same words.
    pub story: Option<Story>,
}

/// What is told of a place wherever it is mentioned.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceFacts {
    /// Its stable id: `gn:163808`.
    pub key: String,
    /// The name shown.
    pub label: String,
    /// The name shown in Arabic; the label where there is none.
    pub label_ar: String,
    /// Where it lies; for an area, a point that stands for it.
    pub point: LonLat,
    /// What sort of place it is.
    pub kind: Kind,
    /// The country it lies in.
    pub country: Option<CountryCode>,
}

/// A mention, published.
#[derive(Clone, Debug)]
pub struct Feature {
    /// `{article id}-{start}`.
    pub id: String,
    /// Where it stands.
    pub article: Arc<ArticleFacts>,
    /// What it means.
    pub place: Arc<PlaceFacts>,
    /// Where it stands in the text.
    pub stretch: Stretch,
    /// As it is written.
    pub surface: String,
    /// What it says of its place.
    pub role: Role,
    /// How sure the place is, 0 to 1.
    pub score: f32,
    /// The zone it stands in.
    pub zone: Zone,
    /// Whether it stands in a passage that is repeated elsewhere.
    pub duplicate: bool,
    /// The time that its clause speaks of, where the text says so.
    pub stated: Option<Stated>,
    /// The sentence that holds it.
    pub quote: String,
    /// Where it stands in the quote.
    pub in_quote: Stretch,
}

/// The time that the text states for a mention.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Stated {
    /// The days.
    pub edtf: Edtf,
    /// How far the words that say so stand from the mention.
    pub basis: WhenBasis,
    /// Those words.
    pub words: String,
    /// Where they stand in the text.
    pub stretch: Stretch,
    /// Whether it is told as a fact.
    pub mood: Mood,
}

/// The time that a mention is shown at.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ShownTime<'a> {
    /// The days; `None` when nothing says.
    pub edtf: Option<&'a Edtf>,
    /// The word for where they come from.
    pub basis: &'static str,
}

impl<'a> ShownTime<'a> {
    /// The stated time, or else the article's own.
    pub fn of(stated: Option<&'a Stated>, article: &'a ArticleFacts) -> Self {
        match (stated, &article.published) {
            (Some(stated), _) => Self { edtf: Some(&stated.edtf), basis: stated.basis.as_str() },
            (None, Some(published)) => Self { edtf: Some(published), basis: "published" },
            (None, None) => Self { edtf: None, basis: "none" },
        }
    }
}

impl Feature {
    /// The time it is shown at.
    pub fn when(&self) -> ShownTime<'_> {
        ShownTime::of(self.stated.as_ref(), &self.article)
    }
}

/// Geoparses an article. Costs one pass over its text.
pub fn reading(gazetteer: &Gazetteer, article: &Article) -> Reading {
    let parsed = parse(gazetteer, article);
    of_parsed(article, &parsed, |place| Arc::new(place_facts(gazetteer, place)))
}

/// What the parser finds in an article.
pub fn parse(gazetteer: &Gazetteer, article: &Article) -> Parsed {
    let published = article.published.as_ref();
    let Article { text, zones, lang, home, .. } = article;
    geoparse(gazetteer, Input { text, published, zones, lang, home: *home })
}

/// What was found in an article, ready to publish. Each place is asked for once.
pub(crate) fn of_parsed(
    article: &Article,
    parsed: &Parsed,
    mut place_facts: impl FnMut(PlaceId) -> Arc<PlaceFacts>,
) -> Reading {
    let code_points = CodePoints::of(&article.text);
    let facts = Arc::new(article_facts(article, parsed));
    let mut quotes = Quotes::of(&article.text, &parsed.zones);
    let mut places: BTreeMap<PlaceId, Arc<PlaceFacts>> = BTreeMap::new();
    let mut features = Vec::new();
    let mut mentions = Vec::new();
    for mention in &parsed.mentions {
        let stretch = code_points.stretch(mention.span);
        let stated = mention.when.as_ref().map(|when| Stated {
            edtf: when.edtf.clone(),
            basis: when.basis,
            words: article.text[when.evidence.range()].to_owned(),
            stretch: code_points.stretch(when.evidence),
            mood: when.mood,
        });
        let place = mention.resolution.map(|resolution| {
            let id = resolution.place;
            let place = places.entry(id).or_insert_with(|| place_facts(id));
            (Arc::clone(place), resolution.score)
        });
        mentions.push(PageMention {
            stretch,
            place: place.clone(),
            role: mention.role,
            zone: mention.zone,
            duplicate: mention.duplicate,
            stated: stated.clone(),
        });
        let Some((place, score)) = place else { continue };
        let (quote, in_quote) = quotes.around(mention.span);
        features.push(Feature {
            id: format!("{}-{}", facts.id, stretch.start),
            article: Arc::clone(&facts),
            place,
            stretch,
            surface: article.text[mention.span.range()].to_owned(),
            role: mention.role,
            score,
            zone: mention.zone,
            duplicate: mention.duplicate,
            stated,
            quote: quote.to_owned(),
            in_quote,
        });
    }
    let page = page::page(&article.text, &facts, parsed, &code_points, mentions);
    Reading { article: facts, page, features }
}

fn article_facts(article: &Article, parsed: &Parsed) -> ArticleFacts {
    let Published { edtf, basis, .. } = &parsed.published;
    let headline = || parsed.title.map(|span| article.text[span.range()].to_owned());
    ArticleFacts {
        id: article.id.clone(),
        title: article.title.clone().or_else(headline),
        url: article.url.clone(),
        source: article.source.clone(),
        lang: article.lang.clone(),
        published: edtf.clone(),
        published_basis: *basis,
        story: None,
    }
}

/// What the gazetteer tells of a place.
pub(crate) fn place_facts(gazetteer: &Gazetteer, id: PlaceId) -> PlaceFacts {
    let place = gazetteer.place(id);
    PlaceFacts {
        key: place.key.to_owned(),
        label: place.label.to_owned(),
        label_ar: gazetteer.label_in(id, "ar").to_owned(),
        point: place.point,
        kind: place.kind,
        country: place.country,
    }
}
