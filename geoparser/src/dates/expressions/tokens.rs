//! The pieces of a text that rules are matched against: words, numbers, signs.

use crate::dates::expressions::kinds::{
    BLANK, CAPITAL, DENSE, DIGIT, GOES_ON, Kinds, LETTER, SMALL, digit,
};
use crate::dates::lang::beginnings::{NOTHING, number_symbol};
use crate::dates::lang::{Class, Language, UNKNOWN};
use crate::recognize::{FoldedWords, PlainWord};
use crate::text::Span;
use crate::text::letters::{Class as LetterClass, Letters};

/// A piece of the text, in eight bytes: where it stands, and what it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Token {
    start: u32,
    length: u16,
    /// What [`Self::word`] gives, and above it the marks.
    marked: u16,
}

impl Token {
    /// So many numbers of words, and of what is no word, fit below the marks.
    pub(crate) const MOST_WORDS: u16 = 1 << 11;
    const SIGN: u16 = 1 << 11;
    /// A sign that may end a sentence.
    const STOP: u16 = 1 << 12;
    const GLUED: u16 = 1 << 13;
    const OPENS: u16 = 1 << 14;
    const CAPITAL: u16 = 1 << 15;

    /// No token is longer: a longer word is cut into several, a longer number too, and they are not known.
    pub(crate) const MOST_BYTES: usize = u16::MAX as usize;

    /// Where it stands.
    #[inline]
    pub(crate) fn span(self) -> Span {
        Span { start: self.start(), end: self.end() }
    }

    /// Its first byte.
    #[inline]
    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    /// One past its last byte.
    #[inline]
    pub(crate) fn end(self) -> usize {
        self.start as usize + usize::from(self.length)
    }

    /// The number of its entry in the language's word list, or what it is instead: a word that is not known, a number
    /// of so many digits (see [`crate::dates::lang::beginnings`]).
    #[inline]
    pub(crate) fn word(self) -> u16 {
        self.marked & (Self::MOST_WORDS - 1)
    }

    /// Whether it follows the token before without a blank.
    #[inline]
    pub(crate) fn is_glued(self) -> bool {
        self.marked & Self::GLUED != 0
    }

    /// Whether a blank line, or the beginning of the text, stands before it.
    #[inline]
    pub(crate) fn opens(self) -> bool {
        self.marked & Self::OPENS != 0
    }

    /// Whether its first letter is a capital.
    #[inline]
    pub(crate) fn is_capital(self) -> bool {
        self.marked & Self::CAPITAL != 0
    }

    /// Whether it is a full stop or its like.
    #[inline]
    pub(crate) fn is_stop(self) -> bool {
        self.marked & Self::STOP != 0
    }

    /// Whether it is a capital behind a blank.
    #[inline]
    pub(crate) fn is_parted_capital(self) -> bool {
        self.marked & (Self::CAPITAL | Self::GLUED) == Self::CAPITAL
    }

    /// Whether it is made of letters.
    #[inline]
    pub(crate) fn is_word(self) -> bool {
        (NOTHING..Self::MOST_WORDS).contains(&(self.marked & (2 * Self::MOST_WORDS - 1)))
    }

    /// Whether it is made of digits.
    #[inline]
    pub(crate) fn is_number(self) -> bool {
        self.word() < NOTHING
    }

    /// Whether it is neither.
    #[inline]
    pub(crate) fn is_sign(self) -> bool {
        self.marked & Self::SIGN != 0
    }

    /// The value of a number, [`u32::MAX`] for all that are greater, and how many digits it has.
    pub(crate) fn number(self, text: &str) -> Option<(u32, u8)> {
        let with_digit = |(value, digits): (u32, u8), digit| {
            (value.saturating_mul(10).saturating_add(digit), digits.saturating_add(1))
        };
        let digits = || text[self.span().range()].chars().filter_map(digit);
        self.is_number().then(|| digits().fold((0, 0), with_digit))
    }

    /// The same, as if this stood before it.
    fn behind(self, opens: bool, is_glued: bool) -> Self {
        let marked = self.marked & !(Self::OPENS | Self::GLUED);
        Self { marked: marked | mark(opens, Self::OPENS) | mark(is_glued, Self::GLUED), ..self }
    }
}

/// The bit if it is set.
#[inline]
fn mark(is_set: bool, bit: u16) -> u16 {
    u16::from(is_set) * bit
}

/// What a byte is to tokens.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Blank,
    Letter,
    Digit,
    Sign,
    /// A part of a letter beyond ASCII.
    Part,
}

const KINDS: [Kind; 256] = {
    let mut kinds = [Kind::Part; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b' ' | b'\t'..=b'\r' => Kind::Blank,
            b'0'..=b'9' => Kind::Digit,
            b'A'..=b'Z' | b'a'..=b'z' => Kind::Letter,
            _ => Kind::Sign,
        };
        byte += 1;
    }
    kinds
};

/// Appends the tokens of a part of a text that has these words, as if there were nothing around it; of what is behind 4 GiB, none.
pub(crate) fn cut(
    text: &str,
    words: &FoldedWords,
    part: Span,
    language: &Language,
    tokens: &mut Vec<Token>,
) {
    let mut cutting = Cutting::new(text, part, language, tokens);
    for word in words.plain_in(part) {
        if cutting.at == word.span.start || cutting.reach(word.span.start) {
            cutting.word(word);
        }
    }
    cutting.read_to(cutting.text.len());
}

/// The same without words.
fn cut_anew(text: &str, part: Span, language: &Language, tokens: &mut Vec<Token>) {
    cut(text, &FoldedWords::default(), part, language, tokens);
}

/// A text that is being cut.
struct Cutting<'a> {
    text: &'a str,
    language: &'a Language,
    kinds: Kinds,
    /// Room to work in.
    lower: String,
    tokens: &'a mut Vec<Token>,
    /// Where to go on.
    at: usize,
    /// The marks of what stands before that, behind the last token.
    before: u16,
    /// How many lines end there.
    n_breaks: usize,
}

impl<'a> Cutting<'a> {
    fn new(
        text: &'a str,
        Span { start, end }: Span,
        language: &'a Language,
        tokens: &'a mut Vec<Token>,
    ) -> Self {
        let text = &text[..text.floor_char_boundary(end.min(u32::MAX as usize))];
        tokens.reserve(text.len().saturating_sub(start) / 4 + 4);
        let kinds = Kinds::table();
        let (lower, before) = (String::new(), Token::OPENS);
        Self { text, language, kinds, lower, tokens, at: start, before, n_breaks: 0 }
    }

    /// Appends a word that stands where to go on.
    #[inline]
    fn word(&mut self, PlainWord { span, hash, is_small }: PlainWord) {
        let capital = mark(!is_small, Token::CAPITAL);
        self.push(span.end, self.language.number_of_hash(hash) | capital);
    }

    /// Goes on to where a word begins; `false` if the word may be one token with what stands before it.
    #[inline]
    fn reach(&mut self, word: usize) -> bool {
        if !self.text.as_bytes()[word - 1].is_ascii() && !self.is_parted(word) {
            return false;
        }
        // most of what is more than a blank is a mark and a blank
        let byte = self.text.as_bytes()[self.at];
        if KINDS[usize::from(byte)] == Kind::Sign {
            self.sign(byte);
        }
        if self.at < word {
            self.read_to(word);
        }
        true
    }

    /// Whether what stands before a word is no letter, and no mark of one.
    fn is_parted(&self, word: usize) -> bool {
        let before = self.text[..word].chars().next_back();
        before.is_none_or(|it| Letters::table().class(it) == LetterClass::Gap)
    }

    /// Appends an ASCII sign that stands where to go on.
    #[inline]
    fn sign(&mut self, sign: u8) {
        let stop = mark(matches!(sign, b'.' | b'!' | b'?'), Token::STOP);
        self.push(self.at + 1, self.language.number_of_sign(sign) | Token::SIGN | stop);
    }

    /// Appends the tokens up to a byte where one ends.
    #[inline(never)]
    fn read_to(&mut self, end: usize) {
        while self.at < end {
            let byte = self.text.as_bytes()[self.at];
            match KINDS[usize::from(byte)] {
                Kind::Blank => self.blank(1, byte == b'\n'),
                Kind::Sign => self.sign(byte),
                Kind::Digit => self.number(),
                Kind::Letter | Kind::Part => self.piece(),
            }
        }
    }

    /// Appends a number that stands where to go on.
    fn number(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let n = rest.iter().take_while(|it| it.is_ascii_digit()).count();
        if n <= Token::MOST_BYTES && rest.get(n).is_none_or(u8::is_ascii) {
            self.push(self.at + n, number_symbol(n));
        } else {
            self.piece();
        }
    }

    /// Appends what stands where to go on, whatever it is.
    fn piece(&mut self) {
        let at = self.at;
        let (first, n_bytes) = self.kinds.at(self.text, at);
        if first & BLANK != 0 {
            return self.blank(n_bytes, false);
        }
        if first & (LETTER | DIGIT) == 0 {
            let sign = &self.text[at..at + n_bytes];
            let word = self.language.word_number(sign, false, &mut self.lower);
            let stop = mark(matches!(sign, "؟" | "…"), Token::STOP);
            return self.push(at + n_bytes, word | Token::SIGN | stop);
        }
        let goes_on = if first & DIGIT != 0 { DIGIT } else { GOES_ON };
        let (mut end, mut all) = (at + n_bytes, first);
        loop {
            let (kind, n_bytes) = self.kinds.at(self.text, end);
            if kind & goes_on == 0 || (kind ^ first) & DENSE != 0 {
                break;
            }
            end += n_bytes;
            all &= kind;
        }
        let piece = &self.text[at..end];
        let word = match goes_on {
            _ if piece.len() > Token::MOST_BYTES => UNKNOWN,
            DIGIT => number_symbol(piece.chars().count()),
            _ => self.language.word_number(piece, all & SMALL != 0, &mut self.lower),
        };
        let capital = mark(first & CAPITAL != 0, Token::CAPITAL);
        while end - self.at > Token::MOST_BYTES {
            let past = self.text.floor_char_boundary(self.at + Token::MOST_BYTES);
            self.push(past, word | capital);
        }
        self.push(end, word | capital);
    }

    /// Appends a token that ends there, and goes on past the blank that stands behind most.
    #[inline]
    fn push(&mut self, end: usize, marked: u16) {
        let marked = marked | self.before;
        let length = (end - self.at) as u16;
        self.tokens.push(Token { start: self.at as u32, length, marked });
        let is_blank = self.text.as_bytes().get(end) == Some(&b' ');
        (self.before, self.n_breaks) = (mark(!is_blank, Token::GLUED), 0);
        self.at = end + usize::from(is_blank);
    }

    /// A blank of so many bytes stands there, which may end a line.
    #[inline]
    fn blank(&mut self, n_bytes: usize, ends_line: bool) {
        self.n_breaks += usize::from(ends_line);
        self.before = self.before & Token::OPENS | mark(self.n_breaks >= 2, Token::OPENS);
        self.at += n_bytes;
    }
}

/// The tokens of a text, or of its beginning, kept to be asked for again.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    all: Vec<Token>,
    /// So many bytes of the text were cut.
    end: usize,
}

impl Tokens {
    /// Those of the first `end` bytes of a text that has these words.
    pub(crate) fn of(text: &str, words: &FoldedWords, end: usize, language: &Language) -> Self {
        let mut all = Vec::new();
        cut(text, words, Span::new(0, end), language, &mut all);
        Self { all, end }
    }

    pub(crate) fn all(&self) -> &[Token] {
        &self.all
    }

    /// A walk from span to span, in their order.
    pub(crate) fn walk(&self) -> Walk<'_> {
        Walk { tokens: self, at: 0 }
    }

    /// Those that begin in a span, with so many before and behind it, as far as the text has them; `None` if the part `around`
    /// it has fewer.
    pub(crate) fn near(&self, around: Span, span: Span, n: usize) -> Option<&[Token]> {
        let (is_first, is_last) = (around.start == 0, around.end == self.end);
        let first = self.all.partition_point(|it| it.start() < span.start);
        let past = first + self.all[first..].partition_point(|it| it.start() < span.end);
        let from = if is_first { first.saturating_sub(n) } else { first.checked_sub(n)? };
        let to = if is_last { self.all.len().min(past + n) } else { past + n };
        let near = self.all.get(from..to)?;
        let whole = Span::new(near.first()?.start(), near.last()?.end());
        (around.contains(whole) && around.end <= self.end).then_some(near)
    }

    /// Those of a part of the text, as if there were nothing around it.
    pub(crate) fn around(&self, text: &str, span: Span, language: &Language) -> Vec<Token> {
        let Span { start, end } = span;
        let first = self.all.partition_point(|it| it.start() < start);
        let past = first + self.all[first..].partition_point(|it| it.end() <= end);
        let mut tokens = Vec::with_capacity(past - first + 2);
        if first == past || end > self.end {
            cut_anew(text, span, language, &mut tokens);
            return tokens;
        }
        cut_anew(text, Span::new(start, self.all[first].start()), language, &mut tokens);
        let n_before = tokens.len();
        tokens.extend(&self.all[first..past]);
        if n_before == 0 {
            tokens[0] = tokens[0].behind(true, false);
        }
        if let Some(last) = self.all.get(past).filter(|it| it.start() < end) {
            let nth = tokens.len();
            cut_anew(text, Span::new(last.start(), end), language, &mut tokens);
            tokens[nth] = tokens[nth].behind(last.opens(), last.is_glued());
        }
        tokens
    }
}

/// A walk through the tokens of a text.
pub(crate) struct Walk<'a> {
    tokens: &'a Tokens,
    /// No token before this one is asked for any more.
    at: usize,
}

impl<'a> Walk<'a> {
    /// Those in a span, which begins no earlier than the one before; `None` if it was not cut, or if one of its ends lies
    /// within a token.
    pub(crate) fn within(&mut self, span: Span) -> Option<&'a [Token]> {
        let Tokens { all, end } = self.tokens;
        let first = first_from(all, self.at, span.start);
        let past = first_from(all, first, span.end);
        self.at = first;
        let cuts = |before: usize, at: usize| {
            before.checked_sub(1).is_some_and(|before| all[before].end() > at)
        };
        let is_whole = span.end <= *end && !cuts(first, span.start) && !cuts(past, span.end);
        is_whole.then(|| &all[first..past])
    }
}

/// The first token from `at` on that begins at a byte or behind it: looked for in steps that grow.
fn first_from(tokens: &[Token], mut at: usize, byte: usize) -> usize {
    let mut step = 8;
    while tokens.get(at + step).is_some_and(|it| it.start() < byte) {
        at += step;
        step *= 2;
    }
    let end = tokens.len().min(at + step);
    at + tokens[at..end].partition_point(|it| it.start() < byte)
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
    let word = tokens.get(at).map_or(NOTHING, |token| token.word());
    let entries = language.begins(class, word).then(|| language.entries(word));
    entries.into_iter().flatten().filter(move |entry| entry.class == class).filter_map(
        move |entry| {
            let past = at + 1 + entry.more.len();
            let next = tokens.get(at + 1..past)?;
            let follows = next.iter().zip(&entry.more).all(|(token, (word, glued))| {
                token.word() == *word && (!glued || token.is_glued()) && !token.opens()
            });
            follows.then_some((past, entry.value))
        },
    )
}

#[cfg(test)]
mod tests {
    use crate::dates::expressions::tokens::{Token, Tokens, cut, cut_anew};
    use crate::dates::lang::{LANGUAGES, UNKNOWN, language};
    use crate::recognize::FoldedWords;
    use crate::text::Span;

    #[test]
    fn tokens_kept_are_those_cut_anew() {
        let text = "On 3 May 2016, \"Abcdefghijklmnopqrstuv\"\n\nnaïve – В мае,2016-05-03\n ٣ والعراق e\u{301}t日本 x1y.\n\nEnd";
        let language = language("en");
        let known = Tokens::of(text, &FoldedWords::default(), text.len(), language);
        let ends = || (0..=text.len()).filter(|it| text.is_char_boundary(*it));
        for (start, end) in ends().flat_map(|start| ends().map(move |end| (start, end))) {
            if start > end {
                continue;
            }
            let span = Span::new(start, end);
            let mut anew = Vec::new();
            cut_anew(text, span, language, &mut anew);
            assert_eq!(known.around(text, span, language), anew, "{:?}", &text[start..end]);
            if let Some(kept) = known.walk().within(span) {
                let mut kept = kept.to_vec();
                if let (Some(kept), Some(anew)) = (kept.first_mut(), anew.first()) {
                    *kept = kept.behind(anew.opens(), anew.is_glued());
                }
                assert_eq!(kept, anew, "{:?}", &text[start..end]);
            }
        }
    }

    #[test]
    fn words_that_are_split_give_the_tokens_of_the_text() {
        let long = "Long".repeat(100);
        let pieces = [
            "a",
            "May",
            "MAI",
            "3rd",
            "2016",
            "\u{663}",
            "naïve",
            "В",
            "مايو",
            "日",
            "ก",
            "ก\u{301}b",
            "e\u{301}",
            "\u{301}",
            "İ",
            "U.S.",
            "–",
            "’",
            "“",
            "\u{200c}",
            "\u{a0}",
            "\u{640}",
            ".",
            ",",
            "?!",
            "-",
            "\0",
            " ",
            " ",
            " ",
            "\t",
            "\n",
            "\r\n",
            "\n\n",
            "_",
            "ª",
            "😀",
            &long,
        ];
        let mut seed = 5_u64;
        let mut any = |n: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % n
        };
        for (tag, language) in &LANGUAGES {
            for _ in 0..300 {
                let text: String = (0..any(30)).map(|_| pieces[any(pieces.len())]).collect();
                let ends = [any(text.len() + 1), any(text.len() + 1)];
                let [start, end] = ends.map(|it| text.floor_char_boundary(it));
                let parts = [(0, text.len()), (start.min(end), start.max(end))];
                for part in parts.map(|(start, end)| Span::new(start, end)) {
                    let (mut tokens, mut anew) = (Vec::new(), Vec::new());
                    cut(&text, &FoldedWords::of(&text), part, language, &mut tokens);
                    cut_anew(&text, part, language, &mut anew);
                    assert_eq!(tokens, anew, "{tag}: {:?} of {text:?}", &text[part.range()]);
                }
            }
        }
    }

    #[test]
    fn no_piece_is_too_long_for_a_token() {
        const LONG: usize = 2 * Token::MOST_BYTES + 2;
        let language = language("en");
        assert_eq!(size_of::<Token>(), 8);
        for letter in ["a", "A", "7", "é", "Я", "ب", "٣", "日"] {
            let text = format!("in {} 2016", letter.repeat(LONG / letter.len()));
            let tokens = Tokens::of(&text, &FoldedWords::default(), text.len(), language);
            let [first, long @ .., last] = tokens.all() else { panic!("{letter}") };
            let whole = Span::new(long[0].start(), long[long.len() - 1].end());
            assert_eq!(whole, Span::new(first.end() + 1, last.start() - 1), "{letter}");
            assert_eq!(last.number(&text), Some((2016, 4)));
            assert!(long.iter().all(|it| it.is_word() && it.word() == UNKNOWN), "{letter}");
            assert!(long.windows(2).all(|it| it[0].end() == it[1].start() && it[1].is_glued()));
            assert!(!long[0].is_glued() && long.len() > 1, "{letter}");
        }
    }

    #[test]
    fn tokens_near_a_span_are_those_of_the_part_around_it() {
        const N: usize = 3;
        let text =
            "He said on 3 May 2016 that all is well.\n\nOn Monday it will be, he said, in June.";
        let language = language("en");
        let known = Tokens::of(text, &FoldedWords::default(), text.len(), language);
        let mut n_near = 0;
        for (start, end) in (0..=text.len()).flat_map(|a| (a..=text.len()).map(move |b| (a, b))) {
            let around = Span::new(start, end);
            let mut anew = Vec::new();
            cut_anew(text, around, language, &mut anew);
            for inner in known.all().iter().filter(|it| start <= it.start() && it.end() <= end) {
                let span = inner.span();
                let Some(near) = known.near(around, span, N + 1) else { continue };
                n_near += 1;
                let [near, anew] = [near, &anew].map(|all| {
                    let at =
                        all.iter().position(|it| it.start() == span.start).expect("it is there");
                    (&all[at.saturating_sub(N)..at], &all[at..all.len().min(at + 1 + N)])
                });
                assert_eq!(near, anew, "{:?} in {:?}", &text[span.range()], &text[around.range()]);
            }
        }
        assert!(n_near > 100);
    }
}
