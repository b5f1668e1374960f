//! Articles as named fields: a JSON object, a row of a table, an entry of a feed.
//!
//! The names that programs use for the same thing are read as one: `text`, `body`, `content`.

use serde_json::{Map, Value};
use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::zones::{Zone, ZonedBlock};

use crate::article::published::{Claim, Weight, settle};
use crate::article::{Article, Error, Metadatum, Origin, html};

/// What a record says of an article.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Fields {
    pub(crate) title: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) html: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) changed: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) lang: Option<String>,
    /// What else it says: `id`.
    pub(crate) others: Vec<(String, String)>,
}

/// The fields and the names that they go by, lower case, without `_`, `-` and blanks; the first that is there counts.
const NAMES: &[(&str, &[&str])] = &[
    ("title", &["title", "headline", "articletitle", "heading"]),
    (
        "text",
        &[
            "text",
            "maintext",
            "articletext",
            "fulltext",
            "articlebody",
            "body",
            "contenttext",
            "content",
            "article",
        ],
    ),
    ("html", &["html", "contenthtml", "bodyhtml", "rawhtml"]),
    ("summary", &["summary", "description", "standfirst", "excerpt", "abstract", "lead"]),
    ("url", &["url", "link", "permalink", "canonicalurl", "sourceurl", "externalurl", "weburl"]),
    (
        "published",
        &[
            "published",
            "publishedat",
            "publisheddate",
            "datepublished",
            "datepublish",
            "publishdate",
            "publicationdate",
            "pubdate",
            "date",
            "publishedtime",
            "pubtime",
            "firstpublished",
        ],
    ),
    (
        "changed",
        &["modified", "updated", "datemodified", "updatedat", "datemodify", "lastmodified"],
    ),
    (
        "source",
        &[
            "source",
            "site",
            "sitename",
            "publisher",
            "sourcename",
            "sourcedomain",
            "outlet",
            "domain",
        ],
    ),
    ("lang", &["lang", "language", "langcode", "inlanguage"]),
    ("id", &["id", "uid", "guid", "articleid", "docid"]),
];

fn field(name: &str) -> Option<(&'static str, usize)> {
    let plain: String = name
        .chars()
        .filter(|it| !matches!(it, '_' | '-' | ' ' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect();
    NAMES.iter().find_map(|(field, names)| {
        names.iter().position(|it| *it == plain).map(|rank| (*field, rank))
    })
}

/// Whether JSON that begins so holds articles.
pub(crate) fn is_record(begins: &str) -> bool {
    let names = ["\"text\"", "\"body\"", "\"content\"", "\"html\"", "\"title\"", "jsonfeed.org"];
    names.iter().any(|it| begins.contains(it))
}

/// Whether the first line names the columns of a table of articles.
pub(crate) fn is_header(begins: &str) -> bool {
    let line = begins.lines().next().unwrap_or_default();
    let cells: Vec<&str> =
        line.split([',', ';', '\t']).map(|it| it.trim_matches(['"', ' '])).collect();
    let known = cells.iter().filter_map(|it| field(it));
    let text = known.clone().any(|(field, _)| matches!(field, "text" | "html"));
    let all_names = cells.iter().all(|it| it.len() <= 32 && it.split_whitespace().count() <= 2);
    cells.len() >= 2 && text && all_names && known.count() >= 2
}

/// Why a header cannot be that of a table of articles.
pub(crate) fn lacks_text(header: &[String]) -> bool {
    !header
        .iter()
        .filter_map(|it| field(it))
        .any(|(field, _)| matches!(field, "text" | "html" | "summary"))
}

impl Fields {
    /// By pairs of name and value.
    pub(crate) fn of<N: AsRef<str>>(pairs: impl IntoIterator<Item = (N, String)>) -> Self {
        let mut fields = Self::default();
        let mut ranks: [(&str, usize); 10] = [("", usize::MAX); 10];
        let mut n_known = 0;
        for (name, value) in pairs {
            if value.trim().is_empty() {
                continue;
            }
            let Some((field, rank)) = field(name.as_ref()) else { continue };
            let known = ranks[..n_known].iter().position(|(it, _)| *it == field);
            match known {
                Some(at) if ranks[at].1 <= rank => continue,
                Some(at) => ranks[at].1 = rank,
                None => {
                    ranks[n_known] = (field, rank);
                    n_known += 1;
                }
            }
            match field {
                "title" => fields.title = Some(value),
                "text" => fields.text = Some(value),
                "html" => fields.html = Some(value),
                "summary" => fields.summary = Some(value),
                "url" => fields.url = Some(value),
                "published" => fields.published = Some(value),
                "changed" => fields.changed = Some(value),
                "source" => fields.source = Some(value),
                "lang" => fields.lang = Some(value),
                _ => fields.others.push((field.to_owned(), value)),
            }
        }
        fields
    }

    /// Those of a JSON object; a nested `{"name": …}` counts as its name.
    pub(crate) fn of_json(object: &Map<String, Value>) -> Self {
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Object(inner) => inner.get("name").and_then(Value::as_str).map(str::to_owned),
            _ => None,
        };
        Self::of(object.iter().filter_map(|(name, value)| Some((name, text(value)?))))
    }

    /// How many bytes it keeps.
    pub(crate) fn n_bytes(&self) -> usize {
        let parts = [&self.title, &self.text, &self.html, &self.summary, &self.url];
        parts.iter().map(|it| it.as_ref().map_or(0, String::len)).sum()
    }

    /// The article: its title, a blank line, its text.
    pub(crate) fn article(self, origin: Origin) -> Result<Article, Error> {
        let (body, inner) = match (self.text, self.html, self.summary) {
            (Some(text), ..) => looks_like_markup(text),
            (None, Some(html), _) => html::fragment(&html),
            (None, None, Some(summary)) => looks_like_markup(summary),
            (None, None, None) => return Err(Error::NoText { origin }),
        };
        let body = body.trim();
        if body.is_empty() {
            return Err(Error::Empty { origin });
        }
        let title = self.title.as_deref().map(html::line).filter(|it| !it.is_empty());
        let mut zones = Vec::with_capacity(inner.len() + 1);
        let text = match &title {
            Some(title) if !body.starts_with(title.as_str()) => {
                zones.push(ZonedBlock {
                    span: Span::new(0, title.len()),
                    zone: Zone::Title,
                    duplicate: false,
                });
                let by = title.len() + 2;
                zones.extend(inner.into_iter().map(|it| ZonedBlock {
                    span: Span::new(it.span.start + by, it.span.end + by),
                    ..it
                }));
                format!("{title}\n\n{body}")
            }
            _ => {
                zones = inner;
                body.to_owned()
            }
        };
        let claims = [
            (Weight::Declared, "published", &self.published),
            (Weight::Changed, "updated", &self.changed),
        ];
        let claims = claims
            .iter()
            .filter_map(|(weight, name, value)| Claim::of(*weight, name, value.as_deref()?));
        let (published, mut metadata) = settle(claims.collect(), None);
        if published.is_none()
            && let Some(value) = self.published
        {
            metadata.push(Metadatum { name: "published".to_owned(), value, used: false });
        }
        metadata.extend(self.others.into_iter().map(|(name, value)| Metadatum {
            name,
            value,
            used: false,
        }));
        let article = Article::from_text(text);
        let lang = self.lang.filter(|it| is_tag(it)).unwrap_or_else(|| article.lang.clone());
        let article = Article {
            title,
            source: self.source.or_else(|| self.url.as_deref().and_then(html::host)),
            lang,
            published,
            zones,
            metadata,
            origin: Some(origin),
            ..article
        };
        Ok(match self.url {
            Some(url) => article.at_url(url),
            None => article,
        })
    }
}

/// The text of a field that may hold markup, as many exports have it.
fn looks_like_markup(text: String) -> (String, Vec<ZonedBlock>) {
    let tags = ["</p>", "<p>", "<br", "</div>", "</a>", "</li>"];
    if tags.iter().any(|it| text.contains(it)) { html::fragment(&text) } else { (text, Vec::new()) }
}

/// BCP 47: letters first, subtags after hyphens.
fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split(['-', '_']);
    parts.next().is_some_and(|it| {
        (2..=3).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_alphabetic())
    }) && parts.all(|it| (1..=8).contains(&it.len()))
}
