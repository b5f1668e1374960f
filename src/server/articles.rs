//! `GET /articles/{id}`: an article with its text and all that was found in it.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use tadmur_geoparser::dates::Edtf;

use crate::export::geojson;
use crate::feature::story::Telling;
use crate::feature::{Page, PageMention, ShownTime, Stretch};
use crate::server::links::{Pairs, no_parameters};
use crate::server::problem::Problem;
use crate::server::{App, assets, wants_html};

/// `GET /articles/{id}`
pub(crate) async fn article(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, Problem> {
    let snapshot = app.snapshot();
    let page = snapshot.store.page(&id).ok_or(Problem::NotFound { kind: "article", id })?;
    if wants_html(&headers) && assets::exists("article.html") {
        return assets::page("article.html", &headers, app.basemap.as_deref());
    }
    no_parameters(&pairs)?;
    Ok(super::json("application/json", to_json(&page)))
}

/// The article as its route gives it.
pub(crate) fn to_json(page: &Page) -> Vec<u8> {
    geojson::to_json(&wire(page))
}

#[derive(Serialize)]
struct WireArticle<'a> {
    id: &'a str,
    title: Option<&'a str>,
    url: Option<&'a str>,
    source: Option<&'a str>,
    lang: &'a str,
    published: Option<&'a str>,
    published_start: Option<String>,
    published_end: Option<String>,
    published_basis: &'static str,
    published_text: Option<WireStretch>,
    same_as: Option<WireTelling<'a>>,
    copies: Vec<WireTelling<'a>>,
    text: &'a str,
    zones: Vec<WireZone>,
    mentions: Vec<WireMention<'a>>,
    times: Vec<WireTime<'a>>,
}

/// Another article of the same story.
#[derive(Serialize)]
pub(super) struct WireTelling<'a> {
    id: &'a str,
    title: Option<&'a str>,
    url: Option<&'a str>,
    source: Option<&'a str>,
}

impl<'a> WireTelling<'a> {
    pub(super) fn of(Telling { id, title, url, source }: &'a Telling) -> Self {
        Self { id, title: title.as_deref(), url: url.as_deref(), source: source.as_deref() }
    }
}

#[derive(Serialize)]
struct WireStretch {
    start: usize,
    end: usize,
}

impl From<Stretch> for WireStretch {
    fn from(Stretch { start, end }: Stretch) -> Self {
        Self { start, end }
    }
}

#[derive(Serialize)]
struct WireZone {
    start: usize,
    end: usize,
    zone: &'static str,
    duplicate: bool,
}

#[derive(Serialize)]
struct WireMention<'a> {
    id: String,
    start: usize,
    end: usize,
    place_id: Option<&'a str>,
    place: Option<&'a str>,
    lon: Option<f64>,
    lat: Option<f64>,
    kind: Option<&'static str>,
    country: Option<&'a str>,
    role: &'static str,
    score: Option<f64>,
    zone: &'static str,
    duplicate: bool,
    when: Option<&'a str>,
    when_start: Option<String>,
    when_end: Option<String>,
    when_basis: &'static str,
    when_text: Option<WireStretch>,
    mood: Option<&'static str>,
}

#[derive(Serialize)]
struct WireTime<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    r#type: &'static str,
    value: &'a str,
    edtf: Option<&'a str>,
}

fn wire(page: &Page) -> WireArticle<'_> {
    let article = &page.article;
    let published = article.published.as_ref();
    let zones = page.zones.iter().map(|it| WireZone {
        start: it.stretch.start,
        end: it.stretch.end,
        zone: it.zone.as_str(),
        duplicate: it.duplicate,
    });
    let times = page.times.iter().map(|it| WireTime {
        start: it.stretch.start,
        end: it.stretch.end,
        text: &it.words,
        r#type: it.sort,
        value: &it.value,
        edtf: it.edtf.as_deref(),
    });
    WireArticle {
        id: &article.id,
        title: article.title.as_deref(),
        url: article.url.as_deref(),
        source: article.source.as_deref(),
        lang: &article.lang,
        published: published.map(Edtf::as_str),
        published_start: published.and_then(|it| geojson::first_day(it.span())),
        published_end: published.and_then(|it| geojson::last_day(it.span())),
        published_basis: article.published_basis.as_str(),
        published_text: page.published_words.map(WireStretch::from),
        same_as: article.same_as().map(WireTelling::of),
        copies: article.copies().iter().map(WireTelling::of).collect(),
        text: &page.text,
        zones: zones.collect(),
        mentions: page.mentions.iter().map(|it| mention(page, it)).collect(),
        times: times.collect(),
    }
}

fn mention<'a>(page: &'a Page, mention: &'a PageMention) -> WireMention<'a> {
    let place = mention.place.as_ref().map(|(place, _)| place);
    let when = ShownTime::of(mention.stated.as_ref(), &page.article);
    WireMention {
        id: format!("{}-{}", page.article.id, mention.stretch.start),
        start: mention.stretch.start,
        end: mention.stretch.end,
        place_id: place.map(|it| it.key.as_str()),
        place: place.map(|it| it.label.as_str()),
        lon: place.map(|it| it.point.lon()),
        lat: place.map(|it| it.point.lat()),
        kind: place.map(|it| it.kind.as_str()),
        country: place
            .and_then(|it| it.country.as_ref())
            .map(tadmur_geoparser::place::CountryCode::as_str),
        role: mention.role.as_str(),
        score: mention.place.as_ref().map(|(_, score)| geojson::score(*score)),
        zone: mention.zone.as_str(),
        duplicate: mention.duplicate,
        when: when.edtf.map(Edtf::as_str),
        when_start: when.edtf.and_then(|it| geojson::first_day(it.span())),
        when_end: when.edtf.and_then(|it| geojson::last_day(it.span())),
        when_basis: when.basis,
        when_text: mention.stated.as_ref().map(|it| it.stretch.into()),
        mood: mention.stated.as_ref().map(|it| it.mood.as_str()),
    }
}
