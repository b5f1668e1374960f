//! When a page was published, by what its markup and its place say.
//!
//! # Shape
//!
//! Every sign is a [`Claim`]; [`crate::article::published::settle`] weighs them. Dates of comments, of related links, of
//! the page's clock and of its copyright are no signs, and the running text never is.
//!
//! # Sources
//!
//! schema.org `datePublished`; Open Graph `article:published_time`; Dublin Core terms; Highwire `citation_date`;
//! hAtom `published`; WHATWG HTML `time`.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde_json::Value;
use tadmur_geoparser::dates::Edtf;

use crate::article::html::names::Names;
use crate::article::html::page::{Page, Stamp};
use crate::article::html::tag::Tag;
use crate::article::html::tokens::{Attributes, Token, Tokens, append_text, plain};
use crate::article::published::{Claim, Weight};

/// Names of `meta` elements, lower case, that say when a page was published.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "og:pubdate",
    "datepublished",
    "date_published",
    "published_time",
    "published_time_telegram",
    "published-date",
    "publisheddate",
    "published",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "publication-date",
    "publicationdate",
    "pubdate",
    "pub_date",
    "pubyear",
    "cxenseparse:recs:publishtime",
    "citation_date",
    "citation_publication_date",
    "citation_online_date",
    "dc.date",
    "dc.date.issued",
    "dc.date.created",
    "dc.date.publication",
    "dc.issued",
    "dc:created",
    "dc.created",
    "dcterms.date",
    "dcterms.created",
    "dcterms.issued",
    "dcsext.articlefirstpublished",
    "date",
    "date.created",
    "datecreated",
    "created",
    "article.created",
    "article.published",
    "originalpublicationdate",
    "parsely-pub-date",
    "sailthru.date",
    "shareaholic:article_published_time",
    "vr:published_time",
    "rbpubdate",
    "rnews:datepublished",
    "displaydate",
    "doc_date",
    "time",
    "timestamp",
    "release_date",
    "article_date_original",
    "bt:pubdate",
    "gentime",
];

/// Those that say when it was last changed.
const CHANGED: &[&str] = &[
    "article:modified_time",
    "article:modified",
    "og:article:modified_time",
    "og:modified_time",
    "og:updated_time",
    "datemodified",
    "dc.modified",
    "dcterms.modified",
    "dcterms.lastmodified",
    "last-modified",
    "lastmodified",
    "last_modified",
    "lastmod",
    "modified",
    "modified_time",
    "modificationdate",
    "updated_time",
    "revision_date",
    "article.updated",
];

/// What each name weighs.
static METAS: LazyLock<HashMap<&str, Weight>> = LazyLock::new(|| {
    let published = PUBLISHED.iter().map(|it| (*it, Weight::Meta));
    published.chain(CHANGED.iter().map(|it| (*it, Weight::Changed))).collect()
});

/// Types of schema.org whose dates are not the article's.
const OTHERS: &[&str] = &[
    "Comment",
    "WebSite",
    "Organization",
    "Person",
    "Event",
    "Review",
    "VideoObject",
    "ImageObject",
    "Product",
    "BreadcrumbList",
];

/// Every sign, those of the head first.
pub(super) fn claims(html: &str, page: &Page<'_>, data: &[Value], url: Option<&str>) -> Vec<Claim> {
    let mut claims = Vec::new();
    of_data(data, &mut claims);
    of_metas(&page.metas, &mut claims);
    of_stamps(page, &mut claims);
    claims.extend(url.and_then(of_address));
    if claims.iter().all(|it| it.weight < Weight::Shown) {
        of_lines(page, &mut claims);
    }
    if claims.is_empty() {
        of_scripts(html, &mut claims);
    }
    if claims.is_empty() {
        of_the_whole(page, &mut claims);
    }
    claims
}

/// The signs that weigh more than anything the page itself shows, without reading its text. Where those of the head settle
/// the matter by `is_enough`, and no JSON-LD follows that would outweigh them, the body is not looked at.
pub(super) fn declared(
    html: &str,
    url: Option<&str>,
    is_enough: impl Fn(&[Claim]) -> bool,
) -> Vec<Claim> {
    let (mut metas, mut scripts) = (Vec::new(), Vec::new());
    let told = |metas: &[Attributes<'_>], scripts: &[&str]| {
        let mut claims = Vec::new();
        of_data(&data(scripts), &mut claims);
        of_metas(metas, &mut claims);
        claims.extend(url.and_then(of_address));
        claims
    };
    let mut tokens = Tokens::of(html);
    let mut is_in_head = true;
    while let Some(token) = tokens.next() {
        match token {
            Token::Open(Tag::Meta, attributes) => metas.push(attributes),
            Token::Raw(Tag::Script, attributes, content) if is_data(attributes) => {
                scripts.push(content);
            }
            Token::Close(Tag::Head) | Token::Open(Tag::Body, _) if is_in_head => {
                is_in_head = false;
                if memchr::memmem::find(tokens.rest().as_bytes(), b"ld+json").is_none() {
                    let claims = told(&metas, &scripts);
                    if is_enough(&claims) {
                        return claims;
                    }
                }
            }
            _ => {}
        }
    }
    told(&metas, &scripts)
}

/// Whether a script holds JSON-LD.
pub(super) fn is_data(attributes: Attributes<'_>) -> bool {
    attributes.value("type").is_some_and(|it| it.contains("ld+json"))
}

fn of_address(url: &str) -> Option<Claim> {
    let date = of_url(url)?;
    Some(Claim { weight: Weight::Url, name: "url".to_owned(), value: url.to_owned(), date })
}

/// What a page's own program keeps of its article: the first field whose name speaks of publishing and that holds a date.
fn of_scripts(html: &str, claims: &mut Vec<Claim>) {
    const LONGEST: usize = 40;
    for at in memchr::memmem::find_iter(html.as_bytes(), "ubli") {
        let from = html.floor_char_boundary(at.saturating_sub(LONGEST));
        let to = html.ceil_char_boundary((at + LONGEST).min(html.len()));
        let (Some(begins), Some(ends)) = (html[from..at].rfind('"'), html[at..to].find('"')) else {
            continue;
        };
        let name = &html[from + begins + 1..at + ends];
        let simple = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.' | b':');
        let lower = name.to_ascii_lowercase();
        if !name.bytes().all(simple)
            || ["publisher", "public_", "republi"].iter().any(|it| lower.contains(it))
        {
            continue;
        }
        let Some(rest) = html[at + ends + 1..].trim_start().strip_prefix(':') else { continue };
        let value = rest.trim_start().strip_prefix('"').and_then(|it| it.split('"').next());
        if let Some(claim) = value.and_then(|it| Claim::of(Weight::Nearby, name, it)) {
            claims.push(claim);
            return;
        }
    }
}

/// The only day that dates set apart on the page name, be it in a bar at its side; or the one that opens its title.
fn of_the_whole(page: &Page<'_>, claims: &mut Vec<Claim>) {
    let mut found: Vec<Claim> = Vec::new();
    let by_readers = |element| page.around(element).any(|(_, it)| it.names.has(Names::COMMENTS));
    for stamp in page.stamps.iter().filter(|it| !by_readers(it.element)) {
        let claim = of_stamp(page, stamp);
        found.extend(claim.map(|it| Claim { weight: Weight::Nearby, ..it }));
    }
    for block in page.blocks.iter().filter(|it| it.end - it.start <= 40 && !by_readers(it.element))
    {
        found.extend(Claim::of(Weight::Nearby, "line on the page", page.words(block)));
    }
    let mut days: Vec<&str> = found.iter().map(|it| it.date.as_str()).collect();
    days.sort_unstable();
    days.dedup();
    if days.len() == 1 {
        claims.extend(found.into_iter().next());
        return;
    }
    let opening = page.title.as_deref().and_then(|it| it.split([' ', '|']).next());
    claims.extend(opening.and_then(|it| Claim::of(Weight::Nearby, "title", it)));
}

fn of_data(data: &[Value], claims: &mut Vec<Claim>) {
    for value in data {
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(values) => open.extend(values.iter().rev()),
                Value::Object(fields) => {
                    let sort = |it: &Value| it.as_str().is_some_and(|it| OTHERS.contains(&it));
                    let other = match fields.get("@type") {
                        Some(Value::Array(sorts)) => sorts.iter().any(sort),
                        Some(one) => sort(one),
                        None => false,
                    };
                    let text = |name: &str| fields.get(name).and_then(Value::as_str);
                    if !other {
                        let published = text("datePublished").or_else(|| text("dateCreated"));
                        let changed = text("dateModified");
                        claims.extend(published.and_then(|it| {
                            Claim::of(Weight::Declared, "JSON-LD datePublished", it)
                        }));
                        claims.extend(
                            changed.and_then(|it| {
                                Claim::of(Weight::Changed, "JSON-LD dateModified", it)
                            }),
                        );
                    }
                    for (name, value) in fields {
                        let apart = name.starts_with("comment") || name == "mentions";
                        if !apart && (value.is_array() || value.is_object()) {
                            open.push(value);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

fn of_metas(metas: &[Attributes<'_>], claims: &mut Vec<Claim>) {
    for attributes in metas {
        let name = ["property", "name", "itemprop", "http-equiv", "pubdate"]
            .iter()
            .find_map(|it| attributes.value(it).filter(|it| !it.is_empty()));
        let (Some(name), Some(value)) = (name, attributes.value("content")) else { continue };
        let name = name.to_ascii_lowercase();
        let Some(weight) = METAS.get(&*name).copied() else { continue };
        claims.extend(Claim::of(weight, &name, &plain(value)));
    }
}

fn of_stamps(page: &Page<'_>, claims: &mut Vec<Claim>) {
    for stamp in &page.stamps {
        let around = |names| page.around(stamp.element).any(|(_, it)| it.names.has(names));
        let apart = page
            .around(stamp.element)
            .any(|(_, it)| matches!(it.tag, Tag::Aside | Tag::Nav | Tag::Footer));
        if apart || around(Names::COMMENTS) {
            continue;
        }
        let claim = of_stamp(page, stamp);
        claims.extend(claim.filter(|it| it.weight >= Weight::Labelled || !around(Names::AROUND)));
    }
}

fn of_stamp(page: &Page<'_>, stamp: &Stamp<'_>) -> Option<Claim> {
    let value = |name: &str| stamp.attributes.value(name).filter(|it| !it.is_empty());
    let class = value("class").unwrap_or_default();
    let says =
        |word: &str| class.contains(word) || value("itemprop").is_some_and(|it| it.contains(word));
    let changed = says("updated") || says("odified");
    let published = stamp.attributes.value("pubdate").is_some()
        || value("itemprop") == Some("datePublished")
        || says("published")
        || says("pubdate");
    let weight = match (published, changed) {
        (true, _) => Weight::Labelled,
        (false, true) => Weight::Changed,
        (false, false) => Weight::Shown,
    };
    let name = if stamp.is_time { "time" } else { "date on the page" };
    let written = value("datetime").or_else(|| value("content")).or_else(|| value("title"));
    if let Some(claim) = written.and_then(|it| Claim::of(weight, name, &plain(it))) {
        return Some(claim);
    }
    let words = page.text.get(stamp.start..stamp.end)?;
    if words.len() > 120 || !words.bytes().any(|it| it.is_ascii_digit()) || is_clock(words) {
        return None;
    }
    Claim::of(weight, name, words)
}

/// `Monday, March 2, 2020 | Last Update : 10:15`: the page's own clock.
fn is_clock(words: &str) -> bool {
    words.contains('©') || words.to_lowercase().contains("last update :")
}

/// Lines outside of prose that hold a date and little else.
fn of_lines(page: &Page<'_>, claims: &mut Vec<Claim>) {
    for block in page.blocks.iter().filter(|it| it.end - it.start <= 140) {
        let words = page.words(block);
        let n_digits = words.bytes().filter(u8::is_ascii_digit).count();
        if !(5..=14).contains(&n_digits) || is_clock(words) {
            continue;
        }
        let around = |names| page.around(block.element).any(|(_, it)| it.names.has(names));
        let apart = page.elements[block.element as usize].apart;
        if apart || around(Names::COMMENTS) || around(Names::AROUND) {
            continue;
        }
        claims.extend(Claim::of(Weight::Nearby, "line on the page", words));
    }
}

/// `/2016/12/15/`, `/2016-12-15-`, `/20161215/`, `/2016/dec/15/`.
pub(super) fn of_url(url: &str) -> Option<Edtf> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path =
        &path[path.find('/')?..path.find(['?', '#']).unwrap_or(path.len()).max(path.find('/')?)];
    let pieces: Vec<&str> = path.split(['/', '-', '_', '.']).filter(|it| !it.is_empty()).collect();
    let number = |text: &str, width: std::ops::RangeInclusive<usize>| -> Option<i16> {
        let fits = width.contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
        fits.then(|| text.parse().ok())?
    };
    let is_year = |year: &i16| (1990..2100).contains(year);
    let day = |year: i16, month: i16, day: i16| {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(Edtf::day)
    };
    for at in 0..pieces.len() {
        if pieces[at].len() == 8 && pieces[at].bytes().all(|it| it.is_ascii_digit()) {
            let part = |from: usize, to: usize| pieces[at][from..to].parse::<i16>().ok();
            let found = part(0, 4).filter(is_year).zip(part(4, 6)).zip(part(6, 8));
            if let Some(found) = found.and_then(|((y, m), d)| day(y, m, d)) {
                return Some(found);
            }
        }
        let Some(year) = number(pieces[at], 4..=4).filter(is_year) else { continue };
        let month = pieces.get(at + 1).and_then(|it| {
            let named = || {
                let name = it.get(..3)?.to_ascii_lowercase();
                (it.bytes().all(|it| it.is_ascii_alphabetic()) && it.len() <= 9)
                    .then(|| MONTHS.iter().position(|it| *it == name))?
                    .and_then(|it| i16::try_from(it + 1).ok())
            };
            number(it, 1..=2).or_else(named)
        });
        let found = month
            .zip(pieces.get(at + 2).and_then(|it| number(it, 1..=2)))
            .and_then(|(month, it)| day(year, month, it));
        if found.is_some() {
            return found;
        }
    }
    None
}

/// The JSON-LD of a page; what is broken is left out.
pub(super) fn data(scripts: &[&str]) -> Vec<Value> {
    scripts
        .iter()
        .filter_map(|written| {
            let written = written.trim();
            let inner = written.trim_start_matches("<!--").trim_end_matches("-->");
            let inner = inner.trim().trim_start_matches("//<![CDATA[").trim_end_matches("//]]>");
            let inner = inner.trim_start_matches("<![CDATA[").trim_end_matches("]]>");
            serde_json::from_str(inner.trim().trim_end_matches(';')).ok().or_else(|| {
                // Line ends inside of strings are the usual fault.
                serde_json::from_str(&inner.replace(['\n', '\r', '\t'], " ")).ok()
            })
        })
        .collect()
}

/// A headline or a name as JSON-LD writes it, references and all.
pub(super) fn words(value: &str) -> String {
    let mut text = String::new();
    append_text(&mut text, value);
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_stand_in_urls() {
        let day = |url: &str| of_url(url).map(|it| it.as_str().to_owned()).unwrap_or_default();
        assert_eq!(day("https://example.org/2016/12/15/aleppo"), "2016-12-15");
        assert_eq!(day("https://example.org/world/2016/dec/15/aleppo"), "2016-12-15");
        assert_eq!(day("https://example.org/news/20161215/x"), "2016-12-15");
        assert_eq!(day("https://example.org/a-2016-12-15-b.html"), "2016-12-15");
        for url in [
            "https://example.org/2016/13/45/",
            "https://example.org/20169999",
            "https://2016.12/15",
            "x?2016/12/15",
        ] {
            assert_eq!(day(url), "", "{url}");
        }
    }
}
