//! Feeds: RSS, Atom and JSON Feed.

use crate::article::fields::Fields;

/// The entries of a feed, in order, or why it is none.
pub(crate) fn entries(text: &str) -> Result<Vec<Fields>, String> {
    let plain = without_declaration(text); // it names the encoding of the bytes, and this is text already
    let feed = feed_rs::parser::parse(plain.as_bytes()).map_err(|error| error.to_string())?;
    let source = feed.title.map(|it| it.content).filter(|it| !it.trim().is_empty());
    let lang = feed.language;
    let entry = |entry: feed_rs::model::Entry| {
        let day = |date: chrono::DateTime<chrono::Utc>| date.to_rfc3339();
        let link =
            entry.links.iter().find(|it| it.rel.as_deref().is_none_or(|it| it == "alternate"));
        Fields {
            title: entry.title.map(|it| it.content),
            html: entry.content.and_then(|it| it.body),
            summary: entry.summary.map(|it| it.content),
            url: link.or(entry.links.first()).map(|it| it.href.clone()),
            published: entry.published.map(day),
            changed: entry.updated.map(day),
            source: source.clone(),
            lang: entry.language.or_else(|| lang.clone()),
            others: vec![("id".to_owned(), entry.id)],
            ..Fields::default()
        }
    };
    Ok(feed.entries.into_iter().map(entry).collect())
}

fn without_declaration(text: &str) -> &str {
    let trimmed = text.trim_start();
    match trimmed.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>").map_or(trimmed, |(_, rest)| rest.trim_start()),
        None => trimmed,
    }
}
