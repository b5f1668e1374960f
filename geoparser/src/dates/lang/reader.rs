//! Reading a language file: words, then patterns compiled to steps.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use foldhash::fast::FixedState;
use memchr::memchr_iter;

use crate::dates::expressions::holidays;
use crate::dates::expressions::meaning;
use crate::dates::expressions::tokens::Token;
use crate::dates::lang::cues::Cues;
use crate::dates::lang::pattern::{Item, Matcher, Mode, Slot, Step};
use crate::dates::lang::words::WordList;
use crate::dates::lang::{Class, Entry, Language, Order, Rule, UNKNOWN};
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
        let line = line[..comment.unwrap_or(line.len())].trim();
        if line.is_empty() {
            continue;
        }
        reader.line(line).map_err(|why| Fault { line: at + 1, why })?;
    }
    reader.finish().map_err(|why| Fault { line: file.lines().count(), why })
}

#[derive(Default)]
struct Reader {
    order: Option<Order>,
    past_endings: Vec<Box<str>>,
    has_capital_months: bool,
    has_small_units: bool,
    prefixes: Vec<char>,
    /// The numbers of words, by their hashes, and these in the order of the numbers.
    words: HashMap<u64, u16, FixedState>,
    hashes: Vec<u64>,
    entries: Vec<Vec<Entry>>,
    groups: Vec<(Box<str>, Option<Class>)>,
    romans: Vec<u16>,
    pieces: HashMap<String, String>,
    rules: Vec<Rule>,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if let Some(order) = line.strip_prefix("order ") {
            let order = if order.trim() == "mdy" { Order::MonthFirst } else { Order::DayFirst };
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

    fn entry_or_rule(&mut self, line: &str) -> Result<(), String> {
        if let Some(prefixes) = line.strip_prefix("prefixes ") {
            self.prefixes.extend(prefixes.split_whitespace().filter_map(|it| it.chars().next()));
            return Ok(());
        }
        if let Some(endings) = line.strip_prefix("past ") {
            self.past_endings.extend(endings.split_whitespace().map(Into::into));
            return Ok(());
        }
        if let Some(piece) = line.strip_prefix("let ") {
            let (name, pattern) = piece.split_once('=').ok_or("a piece needs `=`")?;
            let pattern = self.expand(pattern.trim())?;
            self.pieces.insert(name.trim().to_owned(), format!("( {pattern} )"));
            return Ok(());
        }
        if let Some((head, pattern)) = line.split_once(" : ") {
            let (meaning, argument) = head.trim().split_once(' ').unwrap_or((head.trim(), ""));
            let pattern = self.expand(pattern)?;
            let parts: Vec<&str> = pattern.split_whitespace().collect();
            let mut steps = Vec::new();
            let rest = self.sequence(&parts, &mut steps)?;
            if !rest.is_empty() {
                return Err(format!("`)` without `(` before `{}`", rest.join(" ")));
            }
            self.rules.push(Rule {
                meaning: meaning.into(),
                argument: argument.trim().into(),
                steps,
            });
            return Ok(());
        }
        let (head, words) =
            line.split_once(": ").ok_or("neither words, nor a piece, nor a rule")?;
        let (class, value) = head.split_once(' ').unwrap_or((head, "0"));
        let class_of = self.class(class);
        let value =
            class_value(class, value.trim()).ok_or_else(|| format!("`{value}` is no {class}"))?;
        for form in forms(words) {
            self.entry(class_of, value, form);
        }
        Ok(())
    }

    fn expand(&self, pattern: &str) -> Result<String, String> {
        let mut expanded = String::new();
        for part in pattern.split_whitespace() {
            let (name, after) = part.strip_suffix('?').map_or((part, ""), |it| (it, "?"));
            if let Some(piece) = name.strip_prefix('$') {
                let piece = self.pieces.get(piece).ok_or_else(|| format!("no piece `{name}`"))?;
                expanded.push_str(piece);
                expanded.push_str(after);
            } else {
                expanded.push_str(part);
            }
            expanded.push(' ');
        }
        Ok(expanded)
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

    /// A form of several tokens is cut as texts are: letters, and every other sign alone. The longest come first.
    fn entry(&mut self, class: Class, value: i32, form: &str) {
        let mut pieces = cut(form);
        let Some((first, _)) = pieces.next() else { return };
        let first = usize::from(self.word(first));
        let more: Vec<(u16, bool)> = pieces.map(|(it, glued)| (self.word(it), glued)).collect();
        if self.entries.len() <= first {
            self.entries.resize(first + 1, Vec::new());
        }
        let entries = &mut self.entries[first];
        let at = entries.partition_point(|it| it.more.len() >= more.len());
        entries.insert(at, Entry { class, value, more });
    }

    /// Compiles parts up to a closing bracket or a bar; gives what is left.
    fn sequence<'a>(
        &mut self,
        mut parts: &'a [&'a str],
        steps: &mut Vec<Step>,
    ) -> Result<&'a [&'a str], String> {
        while let Some((part, rest)) = parts.split_first() {
            match *part {
                ")" | ")?" | "|" => return Ok(parts),
                "(" => parts = self.group(rest, steps)?,
                "<" => {
                    steps.push(Step::Open);
                    parts = rest;
                }
                ">" => {
                    steps.push(Step::Close);
                    parts = rest;
                }
                part => {
                    let (part, optional) =
                        part.strip_suffix('?').map_or((part, false), |it| (it, true));
                    let items = self.items(part)?;
                    if optional {
                        let at = steps.len();
                        steps.push(Step::Split(at + 1, at + 1 + items.len()));
                    }
                    steps.extend(items.into_iter().map(Step::Item));
                    parts = rest;
                }
            }
        }
        Ok(parts)
    }

    fn group<'a>(
        &mut self,
        mut parts: &'a [&'a str],
        steps: &mut Vec<Step>,
    ) -> Result<&'a [&'a str], String> {
        let mut branches: Vec<Vec<Step>> = Vec::new();
        let optional = loop {
            let mut branch = Vec::new();
            let rest = self.sequence(parts, &mut branch)?;
            branches.push(branch);
            let (end, rest) = rest.split_first().ok_or("`(` without `)`")?;
            parts = rest;
            match *end {
                "|" => {}
                ")?" => break true,
                _ => break false,
            }
        };
        if optional {
            branches.push(Vec::new());
        }
        // Each branch but the last: a split over it, then itself, then a jump to the end.
        let sizes: Vec<usize> = branches.iter().map(Vec::len).collect();
        let last = branches.len() - 1;
        let whole: usize = sizes.iter().sum::<usize>() + 2 * last;
        let end = steps.len() + whole;
        for (at, branch) in branches.into_iter().enumerate() {
            if at < last {
                let here = steps.len();
                steps.push(Step::Split(here + 1, here + 2 + branch.len()));
            }
            let base = steps.len();
            steps.extend(branch.into_iter().map(|step| match step {
                Step::Split(a, b) => Step::Split(a + base, b + base),
                Step::Jump(to) => Step::Jump(to + base),
                other => other,
            }));
            if at < last {
                steps.push(Step::Jump(end));
            }
        }
        Ok(parts)
    }

    /// `+a|b`, `!{month}`, or a word with signs, which is several items.
    fn items(&mut self, part: &str) -> Result<Vec<Item>, String> {
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
        if part == "|" || !part.contains(['|', '{']) {
            let item = |(at, (word, inner)): (usize, (&str, bool))| Item {
                either: vec![self.word_or_digits(word)],
                glued: if at == 0 { glued } else { inner },
                mode: if at == 0 { mode } else { Mode::Take },
            };
            return Ok(cut(part).enumerate().map(item).collect());
        }
        let mut either = Vec::new();
        for one in part.split('|') {
            either.push(match one.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
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
            });
        }
        Ok(vec![Item { either, glued, mode }])
    }

    fn word_or_digits(&mut self, piece: &str) -> Matcher {
        piece.parse().map_or_else(|_| Matcher::Word(self.word(piece)), Matcher::Digits)
    }

    fn finish(mut self) -> Result<Language, String> {
        let n_words = usize::from(UNKNOWN) + 1 + self.hashes.len();
        self.entries.resize(n_words, Vec::new());
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
        let bits = |entries: &Vec<Entry>| entries.iter().fold(0, |all, it| all | it.class.bit());
        let mut language = Language {
            classes: self.entries.iter().map(bits).collect(),
            signs: std::array::from_fn(|code| sign(code).unwrap_or(UNKNOWN)),
            order: self.order.unwrap_or(Order::DayFirst),
            ends_past: last_bytes(&self.past_endings),
            past_endings: self.past_endings,
            has_capital_months: self.has_capital_months,
            has_small_units: self.has_small_units,
            prefixes: self.prefixes,
            words,
            entries: self.entries,
            rules: self.rules,
            beginnings: OnceLock::new(),
            program: OnceLock::new(),
            cues: Cues::default(),
            romans: self.romans,
            groups: self.groups,
        };
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

/// The forms of a word line; quotes hold several words together.
fn forms(words: &str) -> impl Iterator<Item = &str> {
    words.split('"').enumerate().flat_map(|(at, piece)| {
        let quoted = at % 2 == 1;
        let whole = quoted.then_some(piece);
        let split = (!quoted).then(|| piece.split_whitespace());
        whole.into_iter().chain(split.into_iter().flatten())
    })
}

/// By number: the words that a file writes.
#[cfg(test)]
pub(super) fn written<'f>(file: &'f str, language: &Language) -> Vec<&'f str> {
    let mut written = vec![""; language.entries.len()];
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
