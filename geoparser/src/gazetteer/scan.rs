//! Every known name in a text, as fast as the text can be read.
//!
//! It knows words and nothing else: whether a name is written as it should be, and whether it names a place here, is the
//! business of [`crate::recognize`].
//!
//! # Shape
//!
//! Text in; spans in reading order, never overlapping, the longest name winning.
//!
//! # Cost
//!
//! One pass and one look-up a word; a copy of the text in small letters.

use std::collections::VecDeque;

use crate::gazetteer::hash::hash_word;
use crate::gazetteer::{Cursor, NameIndex, Postings};
use crate::text::Span;
use crate::text::fold::fold_into;
use crate::text::words::{Words, joins, words};

impl<'g> NameIndex<'g> {
    /// Calls `found` with every longest known name and the places that go by it.
    pub fn scan(self, text: &str, mut found: impl FnMut(Span, Postings<'g>)) {
        let mut words = HashedWords::of(text);
        while let Some(first) = words.next() {
            let mut cursor = Cursor::START.then_hash(first.hash);
            let Some(mut here) = self.look_first(cursor) else { continue };
            let mut longest = None;
            let mut last = first.span;
            let mut n_more = 0;
            loop {
                if !here.postings.is_empty() {
                    longest = Some((n_more, Span::new(first.span.start, last.end), here.postings));
                }
                if !here.goes_on {
                    break;
                }
                let Some(next) = words.ahead(n_more) else { break };
                if !joins(&text[last.end..next.span.start]) {
                    break;
                }
                cursor = cursor.then_hash(next.hash);
                last = next.span;
                n_more += 1;
                let Some(there) = self.look_on(cursor) else { break };
                here = there;
            }
            if let Some((n_more, span, postings)) = longest {
                found(span, postings);
                words.skip(n_more);
            }
        }
    }
}

#[derive(Clone, Copy)]
struct HashedWord {
    span: Span,
    hash: u64,
}

/// The words of a text with their hashes, some ahead.
struct HashedWords<'t> {
    text: &'t str,
    words: Words<'t>,
    /// ASCII letters are small: what has no others is folded.
    lower: String,
    folded: String,
    ahead: VecDeque<HashedWord>,
}

impl<'t> HashedWords<'t> {
    fn of(text: &'t str) -> Self {
        let lower = text.to_ascii_lowercase();
        Self { text, words: words(text), lower, folded: String::new(), ahead: VecDeque::new() }
    }

    #[inline]
    fn next(&mut self) -> Option<HashedWord> {
        if self.ahead.is_empty() { self.read() } else { self.ahead.pop_front() }
    }

    #[inline]
    fn read(&mut self) -> Option<HashedWord> {
        let span = self.words.next()?;
        let lower = &self.lower.as_bytes()[span.range()];
        let hash = if lower.is_ascii() {
            hash_word(lower)
        } else {
            self.folded.clear();
            fold_into(&self.text[span.range()], &mut self.folded);
            hash_word(self.folded.as_bytes())
        };
        Some(HashedWord { span, hash })
    }

    /// The nth word after the one read last.
    fn ahead(&mut self, nth: usize) -> Option<HashedWord> {
        while self.ahead.len() <= nth {
            let word = self.read()?;
            self.ahead.push_back(word);
        }
        self.ahead.get(nth).copied()
    }

    fn skip(&mut self, n: usize) {
        self.ahead.drain(..n);
    }
}
