//! Which blocks of a page are its article.
//!
//! # Shape
//!
//! The smallest element that holds most of the page's prose is the article's; in it, blocks that are links, forms or
//! comments are left out, and dates, bylines, captions and tags are told by their zone.
//!
//! # Cost
//!
//! For each block, one walk up its elements.

use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::zones::{Zone, ZonedBlock};

use crate::article::html::names::Names;
use crate::article::html::page::{Block, Page, ROOT};
use crate::article::html::tag::Tag;

/// An element that holds this share of a page's prose holds the article.
const HOLDS: f64 = 0.7;

/// An element that sites call the article's text needs less.
const NAMED_HOLDS: f64 = 0.35;

/// What puts a block apart unless most of the page is in it.
const AROUND: Names = Names::AROUND.both(Names::COMMENTS).both(Names::TRAIL);

/// The text of an article and the zones of its blocks.
#[derive(Debug, Default)]
pub(super) struct MainText {
    pub(super) text: String,
    pub(super) zones: Vec<ZonedBlock>,
    /// Its headline as the page shows it.
    pub(super) heading: Option<String>,
}

/// What a block is to its page.
#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    /// All the names around it, but for those that cover most of the page.
    names: Names,
    apart: bool,
    is_prose: bool,
}

/// Finds it. `title` is the headline that the page's head declares.
pub(super) fn main_text(page: &Page<'_>, title: Option<&str>) -> MainText {
    let standings = standings(page);
    let main = main_element(page, &standings);
    let heading = heading(page, &standings, main, title);
    let inside: Vec<bool> = page.blocks.iter().map(|it| is_in(page, it.element, main)).collect();
    let first = inside.iter().position(|it| *it).unwrap_or(0);
    let from = heading.filter(|at| *at < first).unwrap_or(first);
    let shown = heading.map(|at| page.words(&page.blocks[at]).to_owned());
    let mut main_text = MainText { heading: shown, ..MainText::default() };
    if heading.is_none()
        && let Some(title) = title
    {
        main_text.push(title, Zone::Title);
    }
    let mut headings: Vec<(&str, Zone)> = Vec::new();
    for (at, block) in page.blocks.iter().enumerate().skip(from) {
        let above = at < first;
        if Some(at) == heading {
            main_text.push(page.words(block), Zone::Title);
            continue;
        }
        if !inside[at] && !above {
            continue;
        }
        let Some(zone) = zone(page, block, standings[at], above) else { continue };
        let words = page.words(block);
        if page.elements[block.element as usize].tag.heading().is_some() {
            headings.push((words, zone)); // told only when something stands below it
            continue;
        }
        if zone == Zone::Body {
            headings.drain(..).for_each(|(words, zone)| main_text.push(words, zone));
        }
        main_text.push(words, zone);
    }
    main_text
}

impl MainText {
    fn push(&mut self, words: &str, zone: Zone) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(words);
        let span = Span::new(start, self.text.len());
        self.zones.push(ZonedBlock { span, zone, duplicate: false });
    }
}

/// The zone of a block in the article's element or above it; `None` for what is not the article's.
fn zone(page: &Page<'_>, block: &Block, standing: Standing, above: bool) -> Option<Zone> {
    let length = block.end - block.start;
    let names = standing.names;
    if standing.apart || names.has(AROUND) {
        return None;
    }
    let linked = block.n_linked * 100 / length.max(1);
    let tag = page.elements[block.element as usize].tag;
    let figure =
        page.around(block.element).any(|(_, it)| matches!(it.tag, Tag::Figcaption | Tag::Figure));
    if names.has(Names::CAPTION) && length < 600 || figure {
        return Some(Zone::Caption);
    }
    if names.has(Names::TAGS) && length < 300 {
        return (!above).then_some(Zone::Tags);
    }
    if names.has(Names::STAMP) && length < 300 {
        return Some(Zone::PageMetadata);
    }
    if above {
        let lead = names.has(Names::STANDFIRST) && standing.is_prose;
        return lead.then_some(Zone::Standfirst);
    }
    if standing.is_prose {
        return Some(Zone::Body);
    }
    let text = page.words(block);
    let keeps = match tag {
        Tag::H1
        | Tag::H2
        | Tag::H3
        | Tag::H4
        | Tag::H5
        | Tag::H6
        | Tag::P
        | Tag::Blockquote
        | Tag::Pre
        | Tag::Dd
        | Tag::Dt => linked < 60,
        Tag::Li | Tag::Td | Tag::Th => linked < 40,
        _ => linked < 30 && text.split_whitespace().nth(4).is_some(),
    };
    keeps.then_some(Zone::Body)
}

/// What each block is, by itself and by the elements around it.
fn standings(page: &Page<'_>) -> Vec<Standing> {
    let prose: Vec<bool> = page.blocks.iter().map(|block| is_prose(page, block)).collect();
    let mut mass = vec![0_usize; page.elements.len()];
    let mut total = 0;
    for (block, _) in page.blocks.iter().zip(&prose).filter(|(_, prose)| **prose) {
        let length = block.end - block.start;
        total += length;
        for (at, _) in page.around(block.element) {
            mass[at as usize] += length;
        }
    }
    let standing = |(block, is_prose): (&Block, &bool)| {
        let mut names = Names::default();
        for (at, element) in page.around(block.element) {
            let most = mass[at as usize] * 2 > total;
            names = names.with(if most {
                element
                    .names
                    .without(AROUND.both(Names::TAGS).both(Names::STAMP).both(Names::CAPTION))
            } else {
                element.names
            });
        }
        let apart = page.elements[block.element as usize].apart;
        Standing { names, apart, is_prose: *is_prose }
    };
    page.blocks.iter().zip(&prose).map(standing).collect()
}

/// A sentence or more, and hardly a link.
fn is_prose(page: &Page<'_>, block: &Block) -> bool {
    let text = page.words(block);
    let length = text.len();
    if block.n_linked * 100 > length * 35 || length < 25 {
        return false;
    }
    let closed = text
        .trim_end_matches(['"', '\'', ')', ']', '”', '’', '»', '“', ' '])
        .ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '؟', '۔', '।']);
    let n_words = text.split_ascii_whitespace().take(25).count();
    (closed && n_words >= 5) || n_words >= 15 || (length >= 60 && !text.is_ascii() && n_words < 3)
}

/// The element that holds the article.
fn main_element(page: &Page<'_>, standings: &[Standing]) -> u32 {
    let mut mass = vec![0_usize; page.elements.len()];
    let mut total = 0;
    for (block, standing) in page.blocks.iter().zip(standings) {
        let names = standing.names;
        if !standing.is_prose || standing.apart || names.has(AROUND) {
            continue;
        }
        let length = block.end - block.start;
        total += length;
        for (at, _) in page.around(block.element) {
            mass[at as usize] += length;
        }
    }
    let holds = |at: usize, share: f64| mass[at] > 0 && mass[at] as f64 >= total as f64 * share;
    let named = (0..page.elements.len())
        .filter(|at| {
            let element = &page.elements[*at];
            element.names.has(Names::CONTENT) && holds(*at, NAMED_HOLDS)
        })
        .max_by_key(|at| (mass[*at], std::cmp::Reverse(*at)));
    let article = (0..page.elements.len())
        .filter(|at| page.elements[*at].tag == Tag::Article && holds(*at, 0.5))
        .max_by_key(|at| (mass[*at], *at));
    let smallest = (0..page.elements.len()).rev().find(|at| holds(*at, HOLDS));
    named.or(article).or(smallest).map_or(ROOT, |at| at as u32)
}

fn is_in(page: &Page<'_>, element: u32, outer: u32) -> bool {
    outer == ROOT || page.around(element).any(|(at, _)| at == outer)
}

/// The block that is the headline: the one that says what the head declares, or else the first great heading.
fn heading(
    page: &Page<'_>,
    standings: &[Standing],
    main: u32,
    title: Option<&str>,
) -> Option<usize> {
    let headings = || {
        page.blocks.iter().enumerate().filter(|(at, block)| {
            let tag = page.elements[block.element as usize].tag;
            let near = page.around(block.element).take(3).find_map(|(_, it)| it.tag.heading());
            (tag.heading().or(near)).is_some_and(|level| level <= 2) && !standings[*at].apart
        })
    };
    let same = |a: &str, b: &str| {
        let letters = |it: &str| -> String {
            it.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let (a, b) = (letters(a), letters(b));
        !a.is_empty() && !b.is_empty() && (a == b || (a.len() > 15 && b.starts_with(&a)))
    };
    if let Some(title) = title
        && let Some((at, _)) = headings().find(|(_, block)| same(page.words(block), title))
    {
        return Some(at);
    }
    let level = |block: &Block| {
        page.around(block.element).take(3).find_map(|(_, it)| it.tag.heading()).unwrap_or(9)
    };
    let mut first = headings().filter(|(at, block)| {
        level(block) == 1 && !standings[*at].names.has(AROUND) && block.end - block.start >= 12
    });
    let first_inside = page.blocks.iter().position(|it| is_in(page, it.element, main))?;
    first.find(|(at, _)| *at <= first_inside + 5 && title.is_none()).map(|(at, _)| at)
}
