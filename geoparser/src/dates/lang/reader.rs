//! Reading a language file: words, then patterns compiled to steps.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt;
use std::str::SplitAsciiWhitespace;
use std::sync::OnceLock;

use foldhash::fast::FixedState;
use memchr::memchr_iter;

use crate::dates::expressions::holidays;
use crate::dates::expressions::meaning;
use crate::dates::expressions::tokens::Token;
use crate::dates::lang::cues::Cues;
use crate::dates::lang::pattern::{Either, Item, Matcher, Mode, Slot, Step};
use crate::dates::lang::words::WordList;
use crate::dates::lang::{Class, Entries, Entry, Language, Order, Rule, UNKNOWN};
use crate::gazetteer::hash::hash_word;
use crate::text::letters::Letters;

/// What is wrong with a language file.
#[derive(Debug)]
pub(crate) struct Fault {
    line: usize,
    why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

/// The language that a file describes.
pub(crate) fn read(file: &str) -> Result<Language, Fault> {
    let mut reader = Reader::default();
    for (at, line) in file.lines().enumerate() {
        let begins = |at: &usize| *at == 0 || line.as_bytes()[at - 1] == b' ';
        let comment = memchr_iter(b'#', line.as_bytes()).find(begins);
        let line = line[..comment.unwrap_or(line.len())].trim_ascii();
        if line.is_empty() {
            continue;
        }
        reader.line(line).map_err(|why| Fault { line: at + 1, why })?;
    }
    reader.finish().map_err(|why| Fault { line: file.lines().count(), why })
}

#[derive(Default)]
struct Reader<'f> {
    order: Option<Order>,
    past_endings: Vec<Box<str>>,
    has_capital_months: bool,
    has_small_units: bool,
    prefixes: Vec<char>,
    /// The numbers of words, by their hashes, and these in the order of the numbers.
    words: HashMap<u64, u16, FixedState>,
    hashes: Vec<u64>,
    /// Each with the number of its first word.
    entries: Vec<(u16, Entry)>,
    groups: Vec<(Box<str>, Option<Class>)>,
    romans: Vec<u16>,
    /// By name: its steps.
    pieces: HashMap<&'f str, Vec<Step>, FixedState>,
    matchers: Vec<Matcher>,
    rules: Vec<Rule>,
}

/// The parts of a pattern that are left.
type Parts<'f> = SplitAsciiWhitespace<'f>;

impl<'f> Reader<'f> {
    fn line(&mut self, line: &'f str) -> Result<(), String> {
        if let Some(order) = line.strip_prefix("order ") {
            let order =
                if order.trim_ascii() == "mdy" { Order::MonthFirst } else { Order::DayFirst };
            self.order = Some(order);
            return Ok(());
        }
        match line {
            "capitals months" => self.has_capital_months = true,
            "small units" => self.has_small_units = true,
            _ => return self.entry_or_rule(line),
        }
        Ok(())
    }

    fn entry_or_rule(&mut self, line: &'f str) -> Result<(), String> {
        if let Some(prefixes) = line.strip_prefix("prefixes ") {
            let prefixes = prefixes.split_ascii_whitespace();
            self.prefixes.extend(prefixes.filter_map(|it| it.chars().next()));
            return Ok(());
        }
        if let Some(endings) = line.strip_prefix("past ") {
            self.past_endings.extend(endings.split_ascii_whitespace().map(Into::into));
            return Ok(());
        }
        if let Some(piece) = line.strip_prefix("let ") {
            let (name, pattern) = piece.split_once('=').ok_or("a piece needs `=`")?;
            let steps = self.pattern(pattern)?;
            self.pieces.insert(name.trim_ascii(), steps);
            return Ok(());
        }
        let colon = |before| {
            let mut colons = memchr_iter(b':', line.as_bytes());
            let at =
                colons.find(|at| line[..*at].ends_with(before) && line[*at..].starts_with(": "));
            at.map(|at| (line[..at].trim_ascii(), &line[at + 1..]))
        };
        if let Some((head, pattern)) = colon(" ") {
            let (meaning, argument) = head.split_once(' ').unwrap_or((head, ""));
            let steps = self.pattern(pattern)?;
            let argument = argument.trim_ascii().into();
            self.rules.push(Rule { meaning: meaning.into(), argument, steps });
            return Ok(());
        }
        let (head, words) = colon("").ok_or("neither words, nor a piece, nor a rule")?;
        let (class, value) = head.split_once(' ').unwrap_or((head, "0"));
        let class_of = self.class(class);
        let value = class_value(class, value.trim_ascii())
            .ok_or_else(|| format!("`{value}` is no {class}"))?;
        // quotes hold several words together
        for (nth, forms) in words.split('"').enumerate() {
            if nth % 2 == 1 {
                self.entry(class_of, value, forms);
            } else {
                forms.split_ascii_whitespace().for_each(|it| self.entry(class_of, value, it));
            }
        }
        Ok(())
    }

    fn class(&mut self, name: &str) -> Class {
        match name {
            "month" => Class::Month,
            "weekday" => Class::Weekday,
            "unit" => Class::Unit,
            "number" => Class::Number,
            "multiplier" => Class::Multiplier,
            "ordinal" => Class::Ordinal,
            "suffix" => Class::OrdinalSuffix,
            "season" => Class::Season,
            "part" => Class::DayPart,
            "deictic" => Class::Deictic,
            "shift" => Class::Shift,
            "mod" => Class::Modifier,
            "holiday" => Class::Holiday,
            "half" => Class::Half,
            "zone" => Class::Zone,
            "hijri" => Class::Hijri,
            _ => {
                let known = self.groups.iter().position(|(it, _)| &**it == name);
                Class::Group(known.unwrap_or_else(|| {
                    let parent = name.split_once('.').map(|(parent, _)| self.class(parent));
                    self.groups.push((name.into(), parent));
                    self.groups.len() - 1
                }) as u8)
            }
        }
    }

    fn word(&mut self, word: &str) -> u16 {
        let hash = hash_word(word.as_bytes());
        let next = UNKNOWN + 1 + self.hashes.len() as u16;
        *self.words.entry(hash).or_insert_with(|| {
            self.hashes.push(hash);
            next
        })
    }

    /// A form of several tokens is cut as texts are: letters, and every other sign alone.
    fn entry(&mut self, class: Class, value: i32, form: &str) {
        let mut pieces = cut(form);
        let Some((first, _)) = pieces.next() else { return };
        let first = self.word(first);
        let more: Vec<(u16, bool)> = pieces.map(|(it, glued)| (self.word(it), glued)).collect();
        self.entries.push((first, Entry { class, value, more }));
    }

    /// Compiles a whole pattern.
    fn pattern(&mut self, pattern: &str) -> Result<Vec<Step>, String> {
        let mut steps = Vec::new();
        match self.sequence(&mut pattern.split_ascii_whitespace(), &mut steps)? {
            // as if it stood in brackets
            Some("|") => self.pattern(&format!("( {pattern} )")),
            Some(end) => Err(format!("`{end}` without `(`")),
            None => Ok(steps),
        }
    }

    /// Compiles parts up to a closing bracket or a bar, which it gives, or up to the end.
    fn sequence<'a>(
        &mut self,
        parts: &mut Parts<'a>,
        steps: &mut Vec<Step>,
    ) -> Result<Option<&'a str>, String> {
        while let Some(part) = parts.next() {
            match part {
                ")" | ")?" | "|" => return Ok(Some(part)),
                "(" => self.group(parts, steps)?,
                "<" => steps.push(Step::Open),
                ">" => steps.push(Step::Close),
                part => {
                    let required = part.strip_suffix('?');
                    let start = steps.len();
                    if required.is_some() {
                        steps.push(Step::Jump(start)); // until it is known where to
                    }
                    self.part(required.unwrap_or(part), steps)?;
                    if required.is_some() {
                        steps[start] = Step::Split(start + 1, steps.len());
                    }
                }
            }
        }
        Ok(None)
    }

    /// A piece, or items.
    fn part(&mut self, part: &str, steps: &mut Vec<Step>) -> Result<(), String> {
        let Some(name) = part.strip_prefix('$') else { return self.items(part, steps) };
        let piece = self.pieces.get(name).ok_or_else(|| format!("no piece `{part}`"))?;
        let base = steps.len();
        steps.extend(piece.iter().map(|it| it.moved(base)));
        Ok(())
    }

    /// What stands in brackets: before each way but the last a split over it, behind it a jump to the end.
    fn group(&mut self, parts: &mut Parts<'_>, steps: &mut Vec<Step>) -> Result<(), String> {
        let mut jumps = Vec::new();
        loop {
            let start = steps.len();
            let end = self.sequence(parts, steps)?.ok_or("`(` without `)`")?;
            if end == ")" {
                break;
            }
            steps[start..].iter_mut().for_each(|it| *it = it.moved(1));
            steps.insert(start, Step::Split(start + 1, steps.len() + 2));
            jumps.push(steps.len());
            steps.push(Step::Jump(0)); // until it is known where the end is
            if end == ")?" {
                break;
            }
        }
        let end = steps.len();
        for at in jumps {
            steps[at] = Step::Jump(end);
        }
        Ok(())
    }

    /// `+a|b`, `!{month}`, or a word with signs, which is several items.
    fn items(&mut self, part: &str, steps: &mut Vec<Step>) -> Result<(), String> {
        let part = part.strip_prefix('\\').unwrap_or(part); // `\(` is the sign, not a group
        let (part, glued) = part
            .strip_prefix('+')
            .filter(|it| !it.is_empty())
            .map_or((part, false), |it| (it.strip_prefix('\\').unwrap_or(it), true));
        let (part, mode) = [('!', Mode::Refuse), ('&', Mode::Expect)]
            .into_iter()
            .find_map(|(sign, mode)| {
                let part = part.strip_prefix(sign).filter(|it| !it.is_empty())?;
                Some((part, mode))
            })
            .unwrap_or((part, Mode::Take));
        let mut first = self.matchers.len();
        if part == "|" || !part.contains(['|', '{']) {
            for (at, (word, inner)) in cut(part).enumerate() {
                let matcher = self.word_or_digits(word);
                self.matchers.push(matcher);
                let (glued, mode) = if at == 0 { (glued, mode) } else { (inner, Mode::Take) };
                steps.push(Step::Item(Item { either: Either::new(first, 1, glued), mode }));
                first += 1;
            }
            return Ok(());
        }
        for one in part.split('|') {
            let matcher = match one.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
                Some("digits") => Matcher::AnyNumber,
                Some("capital") => Matcher::AnyCapital,
                Some(name) => match Slot::named(name) {
                    Some(slot) => {
                        if slot == Slot::Roman && self.romans.is_empty() {
                            self.romans = roman_forms().map(|it| self.word(&it)).collect();
                        }
                        Matcher::Slot(slot)
                    }
                    None => Matcher::Class(self.class(name)),
                },
                None if cut(one).count() != 1 => return Err(format!("`{one}` is not one word")),
                None => self.word_or_digits(one),
            };
            self.matchers.push(matcher);
        }
        let either = Either::new(first, self.matchers.len() - first, glued);
        steps.push(Step::Item(Item { either, mode }));
        Ok(())
    }

    fn word_or_digits(&mut self, piece: &str) -> Matcher {
        piece.parse().map_or_else(|_| Matcher::Word(self.word(piece)), Matcher::Digits)
    }

    fn finish(mut self) -> Result<Language, String> {
        let n_words = usize::from(UNKNOWN) + 1 + self.hashes.len();
        // the longest come first
        self.entries.sort_by_key(|(first, entry)| (*first, Reverse(entry.more.len())));
        let first_entry = |word| self.entries.partition_point(|(first, _)| *first < word) as u16;
        let ends = (0..=n_words as u16).map(first_entry).collect();
        let entries: Vec<Entry> = self.entries.into_iter().map(|(_, entry)| entry).collect();
        let words = WordList::new(self.hashes);
        let sign = |code: usize| {
            let sign = char::from(code as u8);
            words.get(sign.encode_utf8(&mut [0; 4])).filter(|_| sign.is_ascii_punctuation())
        };
        if n_words > usize::from(Token::MOST_WORDS) {
            return Err(format!("more than {} words", Token::MOST_WORDS));
        }
        if self.groups.len() > Class::MOST_GROUPS {
            return Err(format!("more than {} groups", Class::MOST_GROUPS));
        }
        let mut language = Language {
            classes: Vec::new(),
            signs: std::array::from_fn(|code| sign(code).unwrap_or(UNKNOWN)),
            order: self.order.unwrap_or(Order::DayFirst),
            ends_past: last_bytes(&self.past_endings),
            past_endings: self.past_endings,
            has_capital_months: self.has_capital_months,
            has_small_units: self.has_small_units,
            prefixes: self.prefixes,
            words,
            entries: Entries { all: entries, ends },
            matchers: self.matchers,
            rules: self.rules,
            beginnings: OnceLock::new(),
            program: OnceLock::new(),
            cues: Cues::default(),
            romans: self.romans,
            groups: self.groups,
        };
        let bits = |entries: &[Entry]| entries.iter().fold(0, |all, it| all | it.class.bit());
        language.classes = language.entries.each().map(bits).collect();
        language.cues = Cues::of(&language);
        Ok(language)
    }
}

/// By byte: whether a word ends with it.
fn last_bytes(words: &[Box<str>]) -> [bool; 256] {
    let mut last = [false; 256];
    words.iter().filter_map(|it| it.bytes().last()).for_each(|it| last[usize::from(it)] = true);
    last
}

/// The Roman numerals that centuries and quarters have, with French endings, in Latin and in Cyrillic letters.
fn roman_forms() -> impl Iterator<Item = String> {
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let numerals = (1..30).map(|it: usize| format!("{}{}", "x".repeat(it / 10), ONES[it % 10]));
    numerals.flat_map(|it| {
        let cyrillic = it.replace('x', "х").replace('i', "і");
        let french = ["e", "ème", "ième"].map(|ending| format!("{it}{ending}"));
        french.into_iter().chain([it, cyrillic])
    })
}

/// By number: the words that a file writes.
#[cfg(test)]
pub(super) fn written<'f>(file: &'f str, language: &Language) -> Vec<&'f str> {
    let mut written = vec![""; language.n_symbols()];
    for (word, _) in file.lines().flat_map(cut) {
        if let Some(number) = language.words.get(word) {
            written[usize::from(number)] = word;
        }
    }
    written
}

/// A form as the tokens that a text would give, each with whether it follows without a blank.
fn cut(form: &str) -> impl Iterator<Item = (&str, bool)> {
    let letters = Letters::table();
    let is_letter = move |it: char| {
        letters.is_alphabetic(it) || matches!(it, '\u{200c}' | '\u{300}'..='\u{36f}')
    };
    let is_digit = |it: char| it.is_ascii_digit();
    let mut rest = form;
    std::iter::from_fn(move || {
        let glued = rest.len() < form.len() && !rest.starts_with(char::is_whitespace);
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        let end = if is_letter(first) {
            rest.find(|it| !is_letter(it))
        } else if is_digit(first) {
            rest.find(|it| !is_digit(it))
        } else {
            Some(first.len_utf8())
        };
        let piece;
        (piece, rest) = rest.split_at(end.unwrap_or(rest.len()));
        Some((piece, glued))
    })
}

fn class_value(class: &str, value: &str) -> Option<i32> {
    match class.split('.').next().unwrap_or_default() {
        "unit" => meaning::Unit::number(value),
        "part" => meaning::DayPart::number(value),
        "mod" => meaning::modifier_number(value),
        "holiday" => holidays::number(value),
        "season" => ["SP", "SU", "FA", "WI"]
            .iter()
            .position(|it| *it == value)
            .and_then(|at| i32::try_from(at + 1).ok()),
        _ => value.parse().ok(),
    }
}
