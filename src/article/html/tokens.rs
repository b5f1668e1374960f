//! The tags and texts of a page, in order.
//!
//! # Shape
//!
//! Text in, [`Token`]s out. Anything is a page: a `<` that opens no tag is text, a tag that never closes is left out.
//! What `script`, `style` and their like hold is one token.
//!
//! # Cost
//!
//! One pass that jumps from mark to mark; nothing is copied.
//!
//! # Sources
//!
//! WHATWG HTML, 13.2.5 Tokenization, as far as text and attributes need it.

use memchr::{memchr, memchr2, memchr3, memmem};

use crate::article::html::tag::Tag;

/// A piece of markup, or of text between two.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Token<'a> {
    /// `<a href="x">`.
    Open(Tag, Attributes<'a>),
    /// `</a>`.
    Close(Tag),
    /// Text as it is written, character references and all.
    Text(&'a str),
    /// What stands inside `script`, `style` and the like, as it is written.
    Raw(Tag, Attributes<'a>, &'a str),
}

/// The tokens of a page.
pub(super) struct Tokens<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(html: &'a str) -> Self {
        Self { html, at: 0 }
    }

    /// What is not read yet.
    pub(super) fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// The tag that opens at the `<` before `from`, if one does.
    fn tag(&mut self, from: usize) -> Option<Token<'a>> {
        let bytes = self.html.as_bytes();
        let closing = bytes.get(from) == Some(&b'/');
        let start = from + usize::from(closing);
        if !bytes.get(start)?.is_ascii_alphabetic() {
            return None;
        }
        let rest = &bytes[start..];
        let name_ends =
            rest.iter().position(|it| it.is_ascii_whitespace() || matches!(it, b'>' | b'/'))?;
        let tag = Tag::of(&rest[..name_ends]);
        let end = start + name_ends + end_of_tag(&bytes[start + name_ends..])?;
        self.at = end + 1;
        if closing {
            return Some(Token::Close(tag));
        }
        let attributes = Attributes(&self.html[start + name_ends..end]);
        if !tag.is_raw() {
            return Some(Token::Open(tag, attributes));
        }
        let length = raw_length(&bytes[self.at..], &rest[..name_ends]);
        let raw = &self.html[self.at..self.at + length];
        self.at += length;
        Some(Token::Raw(tag, attributes, raw))
    }

    /// Where the comment, doctype or instruction that opens at the `<` before `from` ends.
    fn end_of_aside(&self, from: usize) -> Option<usize> {
        let bytes = self.html.as_bytes();
        let rest = &bytes[from..];
        match rest.first()? {
            b'!' if rest.starts_with(b"!--") => {
                let body = &rest[3..];
                if body.starts_with(b">") {
                    return Some(from + 4);
                }
                Some(memmem::find(body, b"-->").map_or(bytes.len(), |at| from + 3 + at + 3))
            }
            b'!' | b'?' => Some(memchr(b'>', rest).map_or(bytes.len(), |at| from + at + 1)),
            b'/' => Some(memchr(b'>', rest).map_or(bytes.len(), |at| from + at + 1)),
            _ => None,
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.html.as_bytes();
        loop {
            let start = self.at;
            if start >= bytes.len() {
                return None;
            }
            if bytes[start] == b'<' {
                if let Some(token) = self.tag(start + 1) {
                    return Some(token);
                }
                if let Some(end) = self.end_of_aside(start + 1) {
                    self.at = end;
                    continue;
                }
            }
            // At least one character, as a mark that opens nothing is text.
            let end = memchr(b'<', &bytes[start + 1..]).map_or(bytes.len(), |it| start + 1 + it);
            self.at = end;
            return self.html.get(start..end).map(Token::Text);
        }
    }
}

/// Where the `>` of a tag stands: not inside a quoted value.
fn end_of_tag(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let mark = at + memchr3(b'>', b'"', b'\'', &bytes[at..])?;
        if bytes[mark] == b'>' {
            return Some(mark);
        }
        let before = bytes[..mark].iter().rposition(|it| !it.is_ascii_whitespace());
        let is_value = before.is_some_and(|it| bytes[it] == b'=');
        at = mark + 1;
        if is_value {
            match memchr(bytes[mark], &bytes[at..]) {
                Some(length) => at += length + 1,
                None => return memchr(b'>', &bytes[at..]).map(|it| at + it),
            }
        }
    }
}

/// How far the content of a raw element goes: to its own end tag, or to the end of the page.
fn raw_length(bytes: &[u8], name: &[u8]) -> usize {
    memmem::find_iter(bytes, b"</")
        .find(|at| {
            let rest = &bytes[at + 2..];
            rest.len() >= name.len() && rest[..name.len()].eq_ignore_ascii_case(name)
        })
        .unwrap_or(bytes.len())
}

/// The attributes of a tag, as they are written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Attributes<'a>(pub(super) &'a str);

impl<'a> Attributes<'a> {
    /// The value of an attribute as it is written, empty when it has none.
    pub(super) fn value(self, name: &str) -> Option<&'a str> {
        self.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Names and values, in order.
    pub(super) fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|it: char| it.is_ascii_whitespace() || it == '/');
            if rest.is_empty() {
                return None;
            }
            let skip = usize::from(rest.starts_with('=')); // a name may begin with it, says the standard
            let ends = |it: char| it.is_ascii_whitespace() || matches!(it, '=' | '/');
            let end = rest[skip..].find(ends).map_or(rest.len(), |it| it + skip);
            let (name, after) = rest.split_at(end);
            let Some(value) = after.trim_start().strip_prefix('=') else {
                rest = after;
                return Some((name, ""));
            };
            let value = value.trim_start();
            let quoted = value.starts_with(['"', '\'']);
            if quoted {
                let quote = value.as_bytes()[0];
                let inner = &value[1..];
                let end = memchr(quote, inner.as_bytes()).unwrap_or(inner.len());
                rest = inner.get(end + 1..).unwrap_or_default();
                return Some((name, &inner[..end]));
            }
            let end = value.find(|it: char| it.is_ascii_whitespace()).unwrap_or(value.len());
            rest = &value[end..];
            Some((name, &value[..end]))
        })
    }
}

/// Appends text with its character references resolved and every run of blanks made one.
pub(super) fn append_text(to: &mut String, written: &str) {
    let decoded;
    let text = if memchr(b'&', written.as_bytes()).is_some() {
        decoded = html_escape::decode_html_entities(written);
        &*decoded
    } else {
        written
    };
    let mut rest = text;
    while !rest.is_empty() {
        let bytes = rest.as_bytes();
        let blank = bytes.iter().position(u8::is_ascii_whitespace).unwrap_or(bytes.len());
        to.push_str(&rest[..blank]);
        rest = &rest[blank..];
        let after = rest.trim_ascii_start();
        if after.len() < rest.len() && !to.ends_with([' ', '\n']) && !to.is_empty() {
            to.push(' ');
        }
        rest = after;
    }
}

/// The text of an attribute: references resolved, blanks at the ends left out.
pub(super) fn plain(written: &str) -> String {
    html_escape::decode_html_entities(written).trim().to_owned()
}

/// Whether there is another `<` or `&`: a cheap way to leave out what holds no markup.
pub(super) fn has_markup(text: &str) -> bool {
    memchr2(b'<', b'&', text.as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(html: &str) -> Vec<String> {
        Tokens::of(html)
            .map(|token| match token {
                Token::Open(tag, attributes) => format!("<{tag:?}{}", attributes.0),
                Token::Close(tag) => format!("/{tag:?}"),
                Token::Text(text) => text.to_owned(),
                Token::Raw(tag, _, raw) => format!("<{tag:?}|{raw}"),
            })
            .collect()
    }

    #[test]
    fn tags_texts_and_scripts_are_told_apart() {
        assert_eq!(told("<p class=a>Homs</p>"), ["<P class=a", "Homs", "/P"]);
        assert_eq!(told("<a title='a > b'>x"), ["<A title='a > b'", "x"]);
        assert_eq!(told("1 < 2 <3"), ["1 ", "< 2 ", "<3"]);
        assert_eq!(told("<!doctype html><!-- <p> --><p>"), ["<P"]);
        assert_eq!(
            told("<script>if (a</b/.x) '<p>'</SCRIPT >y"),
            ["<Script|if (a</b/.x) '<p>'", "/Script", "y"]
        );
        assert_eq!(told("<p"), ["<p"]);
        assert_eq!(told("</>x<!-- open"), ["x"]);
    }

    #[test]
    fn attributes_have_values_with_and_without_quotes() {
        let attributes = Attributes(" a=1 b = 'two three' C=\"4\" d /");
        let found: Vec<_> = attributes.iter().collect();
        assert_eq!(found, [("a", "1"), ("b", "two three"), ("C", "4"), ("d", "")]);
        assert_eq!(attributes.value("c"), Some("4"));
    }

    #[test]
    fn blanks_are_joined_and_references_resolved() {
        let mut text = String::new();
        append_text(&mut text, "  caf&eacute;\n\t in ");
        append_text(&mut text, " Homs &amp; Hama");
        assert_eq!(text, "café in Homs & Hama");
    }
}
