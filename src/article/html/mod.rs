//! Pages: the article in them, and what they say of it.
//!
//! # Shape
//!
//! [`article`] reads a page, [`fragment`] a piece of one, such as a feed's content. Any text is a page.
//!
//! # Cost
//!
//! One pass over the page, then one walk up the elements of each block.

mod date;
mod main_text;
mod names;
mod page;
mod tag;
mod tokens;

use jiff::civil::Date;
use serde_json::Value;
use tadmur_geoparser::dates::Published;
use tadmur_geoparser::text::zones::ZonedBlock;

use crate::article::html::main_text::main_text;
use crate::article::html::page::Page;
use crate::article::html::tokens::plain;
use crate::article::published::{Claim, is_settled, settle};
use crate::article::{Article, Metadatum};

/// What is known of a page from elsewhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Where it stands.
    pub url: Option<&'a str>,
    /// The day it was fetched: it is not younger.
    pub fetched: Option<Date>,
}

/// The article of a page.
pub fn article(html: &str, known: Known<'_>) -> Article {
    let page = Page::of(html);
    let data = date::data(&page.data);
    let mut metadata = Vec::new();
    let head = Head::of(&page, &data, &mut metadata);
    let declared = head.url.clone();
    let url = declared.or_else(|| known.url.map(str::to_owned));
    let (published, dates) =
        settle(date::claims(html, &page, &data, known.url.or(url.as_deref())), known.fetched);
    metadata.extend(dates);
    let found = main_text(&page, head.title.as_deref());
    let article = Article {
        title: head.title.or(found.heading),
        source: head.source.or_else(|| url.as_deref().and_then(host)),
        published,
        zones: found.zones,
        metadata,
        ..Article::from_text(found.text)
    };
    let article = match head.lang {
        Some(lang) if article.lang == "und" => Article { lang, ..article },
        _ => article,
    };
    match url {
        Some(url) => article.at_url(url),
        None => article,
    }
}

/// The date alone, as [`article`] would find it. The text is read only where what the page declares leaves a doubt.
pub fn published(html: &str, known: Known<'_>) -> Option<Published> {
    let is_enough = |claims: &[Claim]| is_settled(claims, known.fetched);
    let declared = date::declared(html, known.url, is_enough);
    if is_enough(&declared) {
        return settle(declared, known.fetched).0;
    }
    let page = Page::of(html);
    let data = date::data(&page.data);
    settle(date::claims(html, &page, &data, known.url), known.fetched).0
}

/// The text of a piece of a page, all of it but links that stand alone, with its zones.
pub(crate) fn fragment(html: &str) -> (String, Vec<ZonedBlock>) {
    if !tokens::has_markup(html) {
        return (html.trim().to_owned(), Vec::new());
    }
    let page = Page::of(html);
    let found = main_text(&page, None);
    if found.text.is_empty() {
        let lines: Vec<&str> = page.blocks.iter().map(|block| page.words(block)).collect();
        return (lines.join("\n\n"), Vec::new());
    }
    (found.text, found.zones)
}

/// A line that may hold markup or references, as titles of feeds do.
pub(crate) fn line(written: &str) -> String {
    let (text, _) = fragment(written);
    let mut line = String::with_capacity(text.len());
    tokens::append_text(&mut line, &text);
    line.trim().to_owned()
}

/// The site's name in a URL.
pub(crate) fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    let host = host.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// What the head of a page declares, but for dates.
#[derive(Default)]
struct Head {
    title: Option<String>,
    url: Option<String>,
    source: Option<String>,
    lang: Option<String>,
}

impl Head {
    fn of(page: &Page<'_>, data: &[Value], metadata: &mut Vec<Metadatum>) -> Self {
        let mut claims: Vec<(&'static str, &'static str, String)> = Vec::new();
        for attributes in &page.metas {
            let name = ["property", "name", "http-equiv"]
                .iter()
                .find_map(|it| attributes.value(it).filter(|it| !it.is_empty()));
            let (Some(name), Some(value)) = (name, attributes.value("content")) else { continue };
            let (field, name) = match name.to_ascii_lowercase().as_str() {
                "og:title" => ("title", "og:title"),
                "twitter:title" => ("title", "twitter:title"),
                "dc.title" => ("title", "dc.title"),
                "og:url" => ("url", "og:url"),
                "og:site_name" => ("source", "og:site_name"),
                "dc.publisher" => ("source", "dc.publisher"),
                "og:locale" => ("lang", "og:locale"),
                "content-language" => ("lang", "content-language"),
                _ => continue,
            };
            claims.push((field, name, plain(value)));
        }
        let canonical = page.links.iter().find(|it| it.value("rel") == Some("canonical"));
        if let Some(href) = canonical.and_then(|it| it.value("href")) {
            claims.insert(0, ("url", "canonical", plain(href)));
        }
        if let Some(headline) = find_text(data, "headline") {
            claims.push(("title", "JSON-LD headline", date::words(&headline)));
        }
        if let Some(title) = &page.title {
            claims.push(("title", "title", without_site(title)));
        }
        if let Some(lang) = &page.lang {
            claims.insert(0, ("lang", "html lang", lang.clone()));
        }
        let mut head = Self::default();
        for (field, name, value) in claims {
            let fits = match field {
                "url" => value.starts_with("http://") || value.starts_with("https://"),
                _ => !value.is_empty(),
            };
            let slot = match field {
                "title" => &mut head.title,
                "url" => &mut head.url,
                "source" => &mut head.source,
                _ => &mut head.lang,
            };
            let used = fits && slot.is_none() && field != "lang";
            if fits && slot.is_none() {
                let value = if field == "lang" { value.replace('_', "-") } else { value.clone() };
                *slot = Some(value);
            }
            if !value.is_empty() {
                metadata.push(Metadatum { name: name.to_owned(), value, used });
            }
        }
        head
    }
}

/// The first text of this name in JSON-LD, at most two levels down.
fn find_text(data: &[Value], name: &str) -> Option<String> {
    let direct = |value: &Value| value.get(name).and_then(Value::as_str).map(str::to_owned);
    data.iter().find_map(|value| {
        direct(value)
            .or_else(|| value.as_array()?.iter().find_map(direct))
            .or_else(|| value.get("@graph")?.as_array()?.iter().find_map(direct))
    })
}

/// A page's title without the name of the site that many put behind it.
fn without_site(title: &str) -> String {
    let cut = [" | ", " – ", " — ", " - ", " :: ", " » "]
        .iter()
        .filter_map(|mark| title.rfind(mark))
        .max()
        .filter(|at| title[..*at].split_whitespace().count() >= 3);
    title[..cut.unwrap_or(title.len())].trim().to_owned()
}
