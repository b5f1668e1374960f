//! The pieces of a text that rules are matched against: words, numbers, signs.

use crate::dates::lang::beginnings::{Symbol, number_symbol, word_symbol};
use crate::dates::lang::{Class, Language};
use crate::text::letters::Letters;

/// What a token is made of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Shape {
    /// Letters.
    Word,
    /// Digits: their value, and how many there are.
    Number { value: i64, digits: u8 },
    /// Any other sign.
    Sign,
}

/// A piece of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// Its first byte.
    pub(crate) start: usize,
    /// One past its last byte.
    pub(crate) end: usize,
    /// What it is made of.
    pub(crate) shape: Shape,
    /// The number of its entry in the language's word list; 0 for a word it does not know.
    pub(crate) word: u16,
    /// Whether it follows the token before without a blank.
    pub(crate) glued: bool,
    /// Whether a blank line, or the beginning of the text, stands before it.
    pub(crate) opens: bool,
    /// Whether its first letter is a capital.
    pub(crate) capital: bool,
}

impl Token {
    /// What it is to the index of rules.
    #[inline]
    pub(crate) fn symbol(&self) -> Symbol {
        match self.shape {
            Shape::Number { digits, .. } => number_symbol(digits),
            _ => word_symbol(self.word),
        }
    }
}

/// The tokens of `text` from byte `from` up to `to`.
pub(crate) fn tokens(text: &str, from: usize, to: usize, language: &Language) -> Vec<Token> {
    let part = &text[from..to];
    let bytes = part.as_bytes();
    let mut found = Vec::with_capacity(part.len() / 5 + 4);
    let mut lower = String::new();
    let (mut glued, mut breaks) = (false, 2);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if matches!(byte, b' ' | b'\t'..=b'\r') {
            breaks += u8::from(byte == b'\n' && breaks < 2);
            glued = false;
            at += 1;
            continue;
        }
        let (start, mut capital) = (at, byte.is_ascii_uppercase());
        let (end, shape, word) = if let Some(end) = ascii_word(bytes, at) {
            (end, Shape::Word, language.number_of_letters(bytes, at..end))
        } else if byte.is_ascii_punctuation() {
            (at + 1, Shape::Sign, language.number_of_sign(byte))
        } else {
            let Some(first) = part[at..].chars().next() else { break };
            if first.is_whitespace() {
                glued = false;
                at += first.len_utf8();
                continue;
            }
            capital = first.is_uppercase();
            let (end, shape) = piece(part, at, first);
            let word = match shape {
                Shape::Number { .. } => 0,
                _ => language.word_number(&part[at..end], &mut lower),
            };
            (end, shape, word)
        };
        at = end;
        found.push(Token {
            start: from + start,
            end: from + end,
            shape,
            word,
            glued,
            opens: breaks >= 2,
            capital,
        });
        (glued, breaks) = (true, 0);
    }
    found
}

/// Where a word ends that has no other letters than those of ASCII.
#[inline]
fn ascii_word(bytes: &[u8], at: usize) -> Option<usize> {
    let length = bytes[at..].iter().take_while(|it| it.is_ascii_alphabetic()).count();
    let ends = bytes.get(at + length).is_none_or(u8::is_ascii);
    (length > 0 && ends).then_some(at + length)
}

/// Where the piece that begins with `first` ends, and what it is.
fn piece(part: &str, at: usize, first: char) -> (usize, Shape) {
    let rest = &part[at..];
    if digit(first).is_some() {
        let (mut value, mut digits, mut length) = (0_i64, 0_u8, 0);
        for char in rest.chars() {
            let Some(digit) = digit(char) else { break };
            value = value.saturating_mul(10).saturating_add(i64::from(digit));
            digits = digits.saturating_add(1);
            length += char.len_utf8();
        }
        return (at + length, Shape::Number { value, digits });
    }
    let letters = Letters::table();
    if letters.is_alphabetic(first) {
        let mark = |it: char| matches!(it, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' | '\u{200c}');
        let dense = is_dense(first);
        let length =
            rest.find(|it: char| !(letters.is_alphabetic(it) || mark(it)) || is_dense(it) != dense);
        return (at + length.unwrap_or(rest.len()), Shape::Word);
    }
    (at + first.len_utf8(), Shape::Sign)
}

/// Scripts that write words without blanks between them.
fn is_dense(char: char) -> bool {
    char >= '\u{3040}'
        && matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// The value of a decimal digit: Latin, Arabic-Indic, Persian, Devanagari, full width.
fn digit(char: char) -> Option<u32> {
    let zero = match char {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(char as u32 - zero as u32)
}

/// The longest way in which the words from token `at` on write a member of a class: where it ends, and its value.
pub(crate) fn entry(
    tokens: &[Token],
    at: usize,
    language: &Language,
    class: Class,
) -> Option<(usize, i32)> {
    entries(tokens, at, language, class).next()
}

/// Every such way, the longest first.
pub(crate) fn entries<'a>(
    tokens: &'a [Token],
    at: usize,
    language: &'a Language,
    class: Class,
) -> impl Iterator<Item = (usize, i32)> + 'a {
    let word = tokens.get(at).map_or(0, |token| token.word);
    let entries = language.begins(class, word).then(|| &language.entries[usize::from(word)]);
    entries.into_iter().flatten().filter(move |entry| entry.class == class).filter_map(
        move |entry| {
            let past = at + 1 + entry.more.len();
            let next = tokens.get(at + 1..past)?;
            let follows = next.iter().zip(&entry.more).all(|(token, (word, glued))| {
                token.word == *word && (!glued || token.glued) && !token.opens
            });
            follows.then_some((past, entry.value))
        },
    )
}
