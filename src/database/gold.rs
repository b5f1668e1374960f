//! What people said, as gold for the evaluator: JSON lines of the articles that they looked at.
//!
//! # Shape
//!
//! `{"id", "title", "text", "lang", "published", "source", "toponyms": [{"start", "end", "name", "lat", "lon", "geonameid",
//! "place", "when"}]}`; offsets in code points. A name that nobody judged is `"ignore": true`: neither required nor wrong. One
//! that was judged to be no place is left out, so that finding it counts as wrong.

use serde::Serialize;
use tadmur_geoparser::dates::Edtf;

use crate::article::Article;
use crate::database::load::{Fault, Places};
use crate::database::verdict::{Kept, Verdicts};
use crate::database::{Database, Error, wire};
use crate::feature::{CodePoints, Stretch};

#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    title: Option<&'a str>,
    text: &'a str,
    lang: &'a str,
    published: Option<&'a str>,
    source: Option<&'a str>,
    toponyms: Vec<Toponym>,
}

#[derive(Serialize)]
struct Toponym {
    start: usize,
    end: usize,
    name: String,
    lat: Option<f64>,
    lon: Option<f64>,
    geonameid: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    ignore: bool,
}

impl Database {
    /// Hands on a line for each article that someone judged a mention of, in the order they came in.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or holds what this program never writes.
    pub fn each_gold(&self, mut take: impl FnMut(String)) -> Result<(), Error> {
        let mut read = || -> Result<(), Fault> {
            let verdicts = Verdicts::read(&self.connection)?;
            self.each_parsed_where(
                "a.id IN (SELECT article FROM verdict)",
                |article, parsed, places| {
                    let kept = verdicts.of(&article.id);
                    let code_points = CodePoints::of(&article.text);
                    let found = parsed.mentions.iter().map(|it| code_points.stretch(it.span));
                    take(line(&article, kept, found, places));
                },
            )
        };
        read().map_err(|fault| fault.at(self))
    }
}

fn line(
    article: &Article,
    kept: &[Kept],
    found: impl Iterator<Item = Stretch>,
    places: &Places,
) -> String {
    let words = |it: Stretch| -> String {
        article.text.chars().skip(it.start).take(it.end - it.start).collect()
    };
    let mut toponyms: Vec<Toponym> = kept
        .iter()
        .filter(|it| words(it.stretch) == it.surface && it.word.as_deref() != Some("wrong"))
        .map(|it| {
            let place = it.place.and_then(|number| places.get(&number));
            let key = place.map(|it| it.key.clone());
            Toponym {
                start: it.stretch.start,
                end: it.stretch.end,
                name: it.surface.clone(),
                lat: place.map(|it| it.point.lat()),
                lon: place.map(|it| it.point.lon()),
                geonameid: key.as_ref().and_then(|it| it.strip_prefix("gn:")?.parse().ok()),
                place: key,
                when: it.when.as_ref().map(|it| it.as_str().to_owned()),
                ignore: it.word.is_none(),
            }
        })
        .collect();
    let judged = |it: Stretch| kept.iter().any(|kept| kept.stretch.overlaps(it));
    toponyms.extend(found.filter(|&it| !judged(it)).map(|it| Toponym {
        start: it.start,
        end: it.end,
        name: words(it),
        lat: None,
        lon: None,
        geonameid: None,
        place: None,
        when: None,
        ignore: true,
    }));
    toponyms.sort_by_key(|it| it.start);
    let published = article.published.as_ref().and_then(|it| it.edtf.as_ref());
    wire::to_json(&Document {
        id: &article.id,
        title: article.title.as_deref(),
        text: &article.text,
        lang: &article.lang,
        published: published.map(Edtf::as_str),
        source: article.source.as_deref(),
        toponyms,
    })
}
