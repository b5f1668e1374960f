//! Stories: what several articles tell in nearly the same words, as papers print what an agency sends.
//!
//! # Shape
//!
//! The article that was published first is the original, the others are its copies. [`link`] finds the stories of
//! articles that no database keeps; a database links them as they come in.
//!
//! # Cost
//!
//! A few look-ups an article.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use tadmur_geoparser::dates::Edtf;

use crate::article::alike::{Sketch, groups};
use crate::feature::{ArticleFacts, Reading};

/// A story, as one of its articles sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// The original, when the article is a copy.
    pub same_as: Option<Telling>,
    /// The copies in the order of their publication, when the article is the original: a copy does not name the others.
    pub copies: Vec<Telling>,
    /// Where else it was published: every name once, with `; ` between them, at most twenty and then `…`.
    pub also_in: String,
}

/// So many names at most: what a thousand pages repeat need not be told on each of them in full.
const MOST_NAMES: usize = 20;

/// One of the articles that tell a story.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Telling {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: Option<String>,
    /// Where it stands on the web.
    pub url: Option<String>,
    /// Who published it.
    pub source: Option<String>,
}

impl Telling {
    /// What a reader knows it by: its source, or else what there is.
    pub fn name(&self) -> &str {
        let known = [&self.source, &self.url, &self.title];
        known
            .into_iter()
            .flatten()
            .map(String::as_str)
            .find(|it| !it.is_empty())
            .unwrap_or(&self.id)
    }
}

/// An article with what its place in the story depends on.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) telling: Telling,
    pub(crate) published: Option<Edtf>,
    /// Bytes of its text.
    pub(crate) length: usize,
}

impl Placed {
    /// The earliest goes first, and of one day the longest: others may be cut. What has no date goes last.
    fn order(&self) -> (bool, Option<Date>, Reverse<usize>, &str) {
        let span = self.published.as_ref().map(Edtf::span);
        let day = span.and_then(|it| it.first().or(it.last()));
        (day.is_none(), day, Reverse(self.length), &self.telling.id)
    }
}

/// The articles of a story in order.
#[derive(Debug)]
pub(crate) struct Tellings {
    pub(crate) articles: Vec<Telling>,
    /// The first of their names, with how many articles have each.
    names: Vec<(String, usize)>,
}

impl Tellings {
    pub(crate) fn of(mut articles: Vec<Placed>) -> Self {
        articles.sort_by(|a, b| a.order().cmp(&b.order()));
        let articles: Vec<Telling> = articles.into_iter().map(|it| it.telling).collect();
        let mut names: Vec<(String, usize)> = Vec::new();
        for it in &articles {
            match names.iter().position(|(name, _)| name == it.name()) {
                Some(at) => names[at].1 += 1,
                // one may be the asker's own, and one more tells that there are more
                None if names.len() < MOST_NAMES + 2 => names.push((it.name().to_owned(), 1)),
                None => {}
            }
        }
        Self { articles, names }
    }

    /// What its copies see, but for their own names: another text whenever that is another.
    pub(crate) fn seen_by_copies(&self) -> String {
        let names = self.names.iter().map(|(name, n)| (name, *n > 1));
        format!("{:?} {:?}", self.articles[0], names.collect::<Vec<_>>())
    }

    /// As the article at this position sees it. Its own source counts too when that published the story twice.
    pub(crate) fn seen_by(&self, position: usize) -> Story {
        let own = &self.articles[position];
        let (same_as, copies) = match position {
            0 => (None, self.articles[1..].to_vec()),
            _ => (Some(self.articles[0].clone()), Vec::new()),
        };
        let others = self.names.iter().filter(|(name, n)| *n > 1 || name != own.name());
        let mut names: Vec<&str> = others.map(|(name, _)| name.as_str()).collect();
        if names.len() > MOST_NAMES {
            names.truncate(MOST_NAMES);
            names.push("…");
        }
        Story { same_as, copies, also_in: names.join("; ") }
    }
}

impl ArticleFacts {
    /// The original, when this article is a copy.
    pub fn same_as(&self) -> Option<&Telling> {
        self.story.as_ref()?.same_as.as_ref()
    }

    /// The copies, when this article is the original.
    pub fn copies(&self) -> &[Telling] {
        self.story.as_ref().map_or(&[], |it| &it.copies)
    }

    /// Where else its story was published.
    pub fn also_in(&self) -> Option<&str> {
        self.story.as_ref().map(|it| it.also_in.as_str())
    }
}

impl Reading {
    /// Says of an article that it shares this story.
    pub(crate) fn join(&mut self, story: Story) {
        let facts = Arc::new(ArticleFacts { story: Some(story), ..(*self.article).clone() });
        self.page.article = Arc::clone(&facts);
        for feature in &mut self.features {
            feature.article = Arc::clone(&facts);
        }
        self.article = facts;
    }

    fn placed(&self) -> Placed {
        let ArticleFacts { id, title, url, source, published, .. } = (*self.article).clone();
        let telling = Telling { id, title, url, source };
        Placed { telling, published, length: self.page.text.len() }
    }
}

/// Finds the stories that several of these articles tell. An article that is there twice counts once.
pub fn link(readings: &mut [Reading]) {
    let mut seen = BTreeSet::new();
    let sketches: Vec<Option<Sketch>> = readings
        .iter()
        .map(|it| {
            seen.insert(&*it.article.id).then(|| Sketch::of(it.page.main_text().into_iter()))?
        })
        .collect();
    let mut stories: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, first) in groups(&sketches).into_iter().enumerate() {
        stories.entry(first).or_default().push(at);
    }
    for story in stories.values().filter(|it| it.len() > 1) {
        let tellings = Tellings::of(story.iter().map(|&at| readings[at].placed()).collect());
        let by_id: BTreeMap<&str, usize> =
            tellings.articles.iter().zip(0..).map(|(it, position)| (&*it.id, position)).collect();
        for &at in story {
            let position = by_id[&*readings[at].article.id];
            readings[at].join(tellings.seen_by(position));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(sources: &[&str]) -> Vec<(String, usize)> {
        let articles = sources.iter().enumerate().map(|(nth, source)| Placed {
            telling: Telling {
                id: format!("{nth:04}"),
                title: None,
                url: None,
                source: Some((*source).to_owned()),
            },
            published: None,
            length: 1,
        });
        Tellings::of(articles.collect()).names
    }

    #[test]
    fn names_are_told_once_and_not_without_end() {
        assert_eq!(names(&["b", "a", "b"]), [("b".to_owned(), 2), ("a".to_owned(), 1)]);
        let many: Vec<String> = (0..1000).map(|it| it.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(names(&many).len(), MOST_NAMES + 2);
    }
}
