//! Gold: texts annotated by hand, as JSON lines.
//!
//! # Shape
//!
//! One document a line: `{"id", "text", "lang", "published"?, "source"?, "toponyms": [{"start", "end", "lat", "lon", "type"?,
//! "alt"?, "ignore"?}], "others"?: [{"start", "end", "type"}]}`; offsets in code points.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tadmur_geoparser::place::LonLat;
use tadmur_geoparser::text::Span;

/// A corpus that could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each field is named in its message")]
pub enum Error {
    /// A file that cannot be read.
    #[error("{}: cannot read", path.display())]
    Read { path: PathBuf, source: io::Error },
    /// A line that is no annotated document.
    #[error("{}:{line}: not an annotated document", path.display())]
    Line { path: PathBuf, line: usize, source: serde_json::Error },
}

/// An annotated text.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its position in the corpus.
    pub nth: usize,
    /// Its id in the corpus.
    pub id: String,
    /// The text.
    pub text: String,
    /// BCP 47 tag.
    pub lang: String,
    /// Day of publication, where known.
    pub published: Option<String>,
    /// The URL or name of its source.
    pub source: Option<String>,
    /// Its toponyms, by start; spans in bytes.
    pub toponyms: Vec<Toponym>,
    /// Names of people, organisations and so on, where the corpus has them: where, and which type.
    pub others: Vec<(Span, String)>,
}

/// An annotated name of a place.
#[derive(Clone, Debug)]
pub struct Toponym {
    /// Where it stands, in bytes.
    pub span: Span,
    /// The same in code points.
    pub stretch: (usize, usize),
    /// Where it lies; every accepted point, none when the annotators could not place it.
    pub points: Vec<LonLat>,
    /// Its GeoNames id, where gold has one.
    pub geonameid: Option<u64>,
    /// The corpus's own type.
    pub kind: String,
    /// Neither required nor wrong.
    pub ignore: bool,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    toponyms: Vec<ToponymLine>,
    #[serde(default)]
    others: Vec<OtherLine>,
}

#[derive(Deserialize)]
struct ToponymLine {
    start: usize,
    end: usize,
    lat: Option<f64>,
    lon: Option<f64>,
    #[serde(default)]
    geonameid: Option<serde_json::Value>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    alt: Vec<(f64, f64)>,
    #[serde(default)]
    ignore: bool,
}

#[derive(Deserialize)]
struct OtherLine {
    start: usize,
    end: usize,
    #[serde(default, rename = "type")]
    kind: Option<String>,
}

/// Every document of a corpus, in order.
///
/// # Errors
///
/// When the file cannot be read, or a line of it is not a document.
pub fn read(path: &Path) -> Result<Vec<Document>, Error> {
    let text =
        fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let mut documents = Vec::new();
    for (nth, line) in text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line: Line = serde_json::from_str(line).map_err(|source| Error::Line {
            path: path.to_owned(),
            line: nth + 1,
            source,
        })?;
        documents.push(Document { nth: documents.len(), ..Document::from(line) });
    }
    Ok(documents)
}

impl From<Line> for Document {
    fn from(line: Line) -> Self {
        let mut starts: Vec<usize> = line.text.char_indices().map(|(at, _)| at).collect();
        starts.push(line.text.len());
        let span =
            |start: usize, end: usize| Some(Span::new(*starts.get(start)?, *starts.get(end)?));
        let mut toponyms: Vec<Toponym> = line
            .toponyms
            .iter()
            .filter_map(|it| {
                let own = it.lon.zip(it.lat);
                let alternatives = it.alt.iter().map(|(lat, lon)| (*lon, *lat));
                Some(Toponym {
                    span: span(it.start, it.end)?,
                    stretch: (it.start, it.end),
                    points: own
                        .into_iter()
                        .chain(alternatives)
                        .filter_map(|(lon, lat)| LonLat::new(lon, lat))
                        .collect(),
                    // some corpora write it as text
                    geonameid: it
                        .geonameid
                        .as_ref()
                        .and_then(|id| id.as_u64().or_else(|| id.as_str()?.parse().ok())),
                    kind: it.kind.clone().unwrap_or_default(),
                    ignore: it.ignore,
                })
            })
            .collect();
        toponyms.sort_by_key(|it| it.span);
        let others = line
            .others
            .iter()
            .filter_map(|it| Some((span(it.start, it.end)?, it.kind.clone().unwrap_or_default())));
        Self {
            nth: 0,
            others: others.collect(),
            id: line.id,
            lang: line.lang.unwrap_or_else(|| "en".to_owned()),
            published: line.published,
            source: line.source,
            toponyms,
            text: line.text,
        }
    }
}
