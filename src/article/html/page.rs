//! A page as blocks of text, each inside its elements, and what its head declares.
//!
//! # Shape
//!
//! Elements lie in one list, each with the number of its parent; blocks of text in another, each with the number of
//! its element. Nothing is nested, so depth costs no stack.
//!
//! # Cost
//!
//! One pass over the tokens.

use crate::article::html::date::is_data;
use crate::article::html::names::Names;
use crate::article::html::tag::Tag;
use crate::article::html::tokens::{Attributes, Token, Tokens, append_text, plain};

/// Elements deeper than this count as part of the one at this depth.
const MAX_DEPTH: usize = 500;

/// How far back an end tag looks for its start.
const MAX_LOOK_BACK: usize = 100;

/// The root's number: the page itself.
pub(super) const ROOT: u32 = 0;

/// An element that may hold blocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element {
    pub(super) tag: Tag,
    pub(super) parent: u32,
    /// Its own names, and for what puts everything in it apart, its parents' too.
    pub(super) names: Names,
    /// Whether it or a parent of it holds no words of the article.
    pub(super) apart: bool,
}

/// A line or a paragraph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    pub(super) element: u32,
    /// Where it stands in [`Page::text`].
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many of its bytes are links.
    pub(super) n_linked: usize,
}

/// A date that the markup sets apart, as it is written there.
#[derive(Clone, Debug)]
pub(super) struct Stamp<'a> {
    pub(super) element: u32,
    pub(super) attributes: Attributes<'a>,
    pub(super) is_time: bool,
    /// Where its words stand in [`Page::text`].
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What is found in a page.
#[derive(Debug, Default)]
pub(super) struct Page<'a> {
    pub(super) elements: Vec<Element>,
    pub(super) blocks: Vec<Block>,
    pub(super) text: String,
    pub(super) metas: Vec<Attributes<'a>>,
    pub(super) links: Vec<Attributes<'a>>,
    /// JSON-LD.
    pub(super) data: Vec<&'a str>,
    pub(super) stamps: Vec<Stamp<'a>>,
    pub(super) title: Option<String>,
    pub(super) lang: Option<String>,
}

impl<'a> Page<'a> {
    /// Reads a page.
    pub(super) fn of(html: &'a str) -> Self {
        let root = Element { tag: Tag::Html, parent: ROOT, names: Names::default(), apart: false };
        let mut reading = Reading {
            page: Page { elements: vec![root], ..Page::default() },
            open: vec![(Tag::Html, ROOT)],
            n_beyond: 0,
            n_links: 0,
            start: 0,
            n_linked: 0,
            open_stamps: Vec::new(),
        };
        for token in Tokens::of(html) {
            reading.take(token);
        }
        reading.flush();
        reading.page.forget_names_of_the_whole();
        reading.page
    }

    /// An element that holds most of the page is not set apart by its names: they tell of the layout.
    fn forget_names_of_the_whole(&mut self) {
        let mut held = vec![0_usize; self.elements.len()];
        for block in &self.blocks {
            let mut at = block.element;
            while at != ROOT {
                held[at as usize] += block.end - block.start;
                at = self.elements[at as usize].parent;
            }
        }
        for (element, held) in self.elements.iter_mut().zip(held) {
            if held * 2 > self.text.len() {
                let layout = [
                    Names::AROUND,
                    Names::COMMENTS,
                    Names::TRAIL,
                    Names::TAGS,
                    Names::STAMP,
                    Names::CAPTION,
                ];
                element.names = layout.into_iter().fold(element.names, Names::without);
            }
        }
    }

    /// The text of a block.
    pub(super) fn words(&self, block: &Block) -> &str {
        &self.text[block.start..block.end]
    }

    /// An element and those around it, from the inside out; not the root.
    pub(super) fn around(&self, element: u32) -> impl Iterator<Item = (u32, &Element)> {
        let mut at = element;
        std::iter::from_fn(move || {
            (at != ROOT).then(|| {
                let found = (at, &self.elements[at as usize]);
                at = found.1.parent;
                found
            })
        })
    }
}

struct Reading<'a> {
    page: Page<'a>,
    /// The open elements, the innermost last; what is only part of a line has the number of its parent.
    open: Vec<(Tag, u32)>,
    n_beyond: usize,
    n_links: usize,
    /// Where the block that is being read begins.
    start: usize,
    n_linked: usize,
    /// The numbers of the stamps whose words are being read.
    open_stamps: Vec<usize>,
}

impl<'a> Reading<'a> {
    fn take(&mut self, token: Token<'a>) {
        match token {
            Token::Text(text) => self.text(text),
            Token::Open(tag, attributes) => self.open(tag, attributes),
            Token::Close(tag) => self.close(tag),
            Token::Raw(Tag::Script, attributes, content) => {
                if is_data(attributes) {
                    self.page.data.push(content);
                }
            }
            Token::Raw(Tag::Title, _, content) => {
                if self.page.title.is_none() && self.innermost() == ROOT
                    || self.page.elements[self.innermost() as usize].tag == Tag::Head
                {
                    let mut title = String::new();
                    append_text(&mut title, content);
                    let title = title.trim();
                    if !title.is_empty() && self.page.title.is_none() {
                        self.page.title = Some(title.to_owned());
                    }
                }
            }
            Token::Raw(..) => {}
        }
    }

    fn innermost(&self) -> u32 {
        self.open.last().map_or(ROOT, |(_, element)| *element)
    }

    fn text(&mut self, written: &str) {
        let from = self.page.text.len();
        if from == self.start {
            let written = written.trim_ascii_start();
            if !written.is_empty() {
                append_first(&mut self.page.text, written);
            }
        } else {
            append_text(&mut self.page.text, written);
        }
        if self.n_links > 0 {
            self.n_linked += self.page.text.len() - from;
        }
    }

    /// Ends the block that is being read.
    fn flush(&mut self) {
        let end = self.start + self.page.text[self.start..].trim_end().len();
        self.page.text.truncate(end);
        if end > self.start {
            let n_linked = self.n_linked.min(end - self.start);
            let element = self.innermost();
            self.page.blocks.push(Block { element, start: self.start, end, n_linked });
        }
        self.start = end;
        self.n_linked = 0;
    }

    fn open(&mut self, tag: Tag, attributes: Attributes<'a>) {
        match tag {
            Tag::Meta => return self.page.metas.push(attributes),
            Tag::Link => return self.page.links.push(attributes),
            Tag::Br => return self.line_break(),
            Tag::Html => {
                if let Some(lang) = attributes.value("lang").filter(|it| !it.is_empty()) {
                    self.page.lang.get_or_insert_with(|| plain(lang));
                }
                return;
            }
            _ if tag.is_void() => {
                if tag == Tag::Hr {
                    self.flush();
                }
                return;
            }
            _ => {}
        }
        if tag.is_block() {
            self.flush();
            self.end_implied(tag);
        }
        if self.open.len() >= MAX_DEPTH {
            self.n_beyond += 1;
            return;
        }
        let parent = self.innermost();
        let plain_inline =
            !tag.is_block() && !tag.is_apart() && tag != Tag::Time && !attributes.0.contains(['='])
                || tag == Tag::A;
        let element = if plain_inline { parent } else { self.element(tag, attributes, parent) };
        self.n_links += usize::from(tag == Tag::A);
        self.open.push((tag, element));
    }

    fn element(&mut self, tag: Tag, attributes: Attributes<'a>, parent: u32) -> u32 {
        let mut names =
            if attributes.0.is_empty() { Names::default() } else { Names::of(attributes) };
        if matches!(tag, Tag::Body | Tag::Html | Tag::Main | Tag::Article) {
            // Names of the whole page tell of its layout: `has-sidebar`.
            names = names
                .without(Names::AROUND.with(Names::COMMENTS).with(Names::TAGS).with(Names::STAMP));
            names = names.without(
                Names::TRAIL.with(Names::CAPTION).with(Names::DATE).with(Names::STANDFIRST),
            );
        }
        let dated = tag == Tag::Time || names.has(Names::DATE);
        let plain = !tag.is_block() && !tag.is_apart() && !dated;
        if plain && names == Names::default() {
            return parent;
        }
        let number = self.page.elements.len() as u32;
        let apart =
            self.page.elements[parent as usize].apart || tag.is_apart() || names.has(Names::HIDDEN);
        self.page.elements.push(Element { tag, parent, names, apart });
        if dated {
            let start = self.page.text.len();
            let is_time = tag == Tag::Time;
            self.open_stamps.push(self.page.stamps.len());
            self.page.stamps.push(Stamp {
                element: number,
                attributes,
                is_time,
                start,
                end: start,
            });
        }
        number
    }

    /// Ends what the start of this one ends.
    fn end_implied(&mut self, next: Tag) {
        for _ in 0..4 {
            let outer = self.open.iter().rposition(|(tag, _)| tag.is_block());
            match outer.map(|at| (at, self.open[at].0)) {
                Some((at, tag)) if at > 0 && tag.ends_before(next) => self.end_from(at),
                _ => break,
            }
        }
    }

    fn close(&mut self, tag: Tag) {
        if tag == Tag::P || tag.is_block() {
            self.flush();
        }
        if tag.is_void() || matches!(tag, Tag::Html | Tag::Body) {
            return;
        }
        if self.n_beyond > 0 {
            self.n_beyond -= 1;
            return;
        }
        let mut looked_at = self.open.iter().enumerate().skip(1).rev().take(MAX_LOOK_BACK);
        let found = if tag.is_block() {
            looked_at.find(|(_, (open, _))| *open == tag)
        } else {
            looked_at
                .take_while(|(_, (open, _))| !open.is_block())
                .find(|(_, (open, _))| *open == tag)
        };
        if let Some((at, _)) = found {
            self.end_from(at);
        }
    }

    fn end_from(&mut self, at: usize) {
        let links = self.open[at..].iter().filter(|(tag, _)| *tag == Tag::A).count();
        self.n_links -= links;
        while let Some(&stamp) = self.open_stamps.last() {
            let stamp = &mut self.page.stamps[stamp];
            if !self.open[at..].iter().any(|(_, element)| *element == stamp.element) {
                break;
            }
            stamp.end = self.page.text.len().max(stamp.start);
            self.open_stamps.pop();
        }
        self.open.truncate(at);
    }

    /// One is a line, two are a paragraph.
    fn line_break(&mut self) {
        let block = &self.page.text[self.start..];
        if block.trim_end_matches(' ').ends_with('\n') {
            return self.flush();
        }
        if !block.trim().is_empty() {
            let end = self.start + block.trim_end().len();
            self.page.text.truncate(end);
            self.page.text.push('\n');
        }
    }
}

/// The first text of a block: what stands before it in the buffer is another block's.
fn append_first(to: &mut String, written: &str) {
    let mut first = String::with_capacity(written.len());
    append_text(&mut first, written);
    to.push_str(&first);
}
