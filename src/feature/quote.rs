//! Quotes: the sentence around a mention.
//!
//! # Cost
//!
//! Each block is cut into sentences once, however many mentions it holds, and a quote has at most about 600 bytes
//! more than its mention, so that a text without sentences costs no more than one with them.

use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::sentences::sentences;
use tadmur_geoparser::text::zones::ZonedBlock;

use crate::feature::Stretch;

/// How many bytes of an endless sentence stand before and after the mention.
const REACH: usize = 300;

/// The sentences of one article, cut as they are asked for. Mentions are best asked for in reading order.
pub(crate) struct Quotes<'a> {
    text: &'a str,
    blocks: &'a [ZonedBlock],
    block: Option<Span>,
    sentences: Vec<Span>,
}

impl<'a> Quotes<'a> {
    pub(crate) fn of(text: &'a str, blocks: &'a [ZonedBlock]) -> Self {
        Self { text, blocks, block: None, sentences: Vec::new() }
    }

    /// The sentence around the mention, and where in it the mention stands.
    pub(crate) fn around(&mut self, mention: Span) -> (&'a str, Stretch) {
        let quote = clip(self.text, self.sentence(mention), mention);
        let before = self.text[quote.start..mention.start].chars().count();
        let length = self.text[mention.range()].chars().count();
        (&self.text[quote.range()], Stretch { start: before, end: before + length })
    }

    /// From the first sentence that the mention touches to the last, or the mention itself if there is none.
    fn sentence(&mut self, mention: Span) -> Span {
        let at = self.blocks.partition_point(|block| block.span.end <= mention.start);
        let block = self.blocks.get(at).map(|block| block.span);
        if block != self.block {
            self.sentences = block.map_or_else(Vec::new, |block| sentences(self.text, block));
            self.block = block;
        }
        let first = self.sentences.partition_point(|sentence| sentence.end <= mention.start);
        let touched = self.sentences[first..].iter().take_while(|it| it.start < mention.end);
        touched
            .fold(mention, |whole, it| Span::new(whole.start.min(it.start), whole.end.max(it.end)))
    }
}

/// The sentence, or the part of it near the mention, cut at blanks where there are any.
fn clip(text: &str, sentence: Span, mention: Span) -> Span {
    let mut start = sentence.start;
    let mut end = sentence.end;
    if mention.start - start > REACH {
        let from = text.ceil_char_boundary(mention.start - REACH);
        let blank = text[from..mention.start].find(char::is_whitespace);
        start = blank.map_or(from, |blank| from + blank);
        start = mention.start - text[start..mention.start].trim_start().len();
    }
    if end - mention.end > REACH {
        let to = text.floor_char_boundary(mention.end + REACH);
        let blank = text[mention.end..to].rfind(char::is_whitespace);
        end = blank.map_or(to, |blank| mention.end + blank);
        end = mention.end + text[mention.end..end].trim_end().len();
    }
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tadmur_geoparser::text::zones::zones;

    #[track_caller]
    fn check(text: &str, name: &str, quote: &str) {
        let blocks = zones(text);
        let start = text.find(name).unwrap();
        let mut quotes = Quotes::of(text, &blocks);
        let (found, stretch) = quotes.around(Span::new(start, start + name.len()));
        assert_eq!(found, quote);
        let inside: String =
            found.chars().skip(stretch.start).take(stretch.end - stretch.start).collect();
        assert_eq!(inside, name);
    }

    #[test]
    fn a_quote_stays_in_its_block() {
        check("Дамаск — столица\nПальмира взята\n", "Пальмира", "Пальмира взята");
    }

    #[test]
    fn an_endless_sentence_is_cut_near_its_mention() {
        let long = "word ".repeat(1000);
        let near = "word ".repeat(59);
        let text = format!("{long}Homs {long}");
        check(&text, "Homs", format!("{near}Homs {near}").trim_end());
    }
}
