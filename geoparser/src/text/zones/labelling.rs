//! What each line is: by its own form, then by where it stands.

use memchr::memchr2;

use crate::text::Span;
use crate::text::letters::Letters;
use crate::text::zones::dateline::dateline;
use crate::text::zones::labels::{Label, begins_in_lower_case, label};
use crate::text::zones::lines::{Line, count_words};
use crate::text::zones::{Zone, ZonedBlock};

/// Words of picture credits, lower case; a caption ends with one, mostly in brackets.
const CREDITS: &[&str] = &[
    "photo",
    "photos",
    "photograph",
    "picture",
    "image",
    "getty",
    "afp",
    "reuters",
    "ap",
    "epa",
    "shutterstock",
    "file pic",
    "foto",
    "fotos",
    "bild",
    "bilder",
    "dpa",
    "crédit",
    "imago",
    "efe",
    "ansa",
    "aa",
    "anadolu",
    "fotoğraf",
    "arşiv",
    "фото",
    "тасс",
    "риа",
    "صورة",
    "تصوير",
    "أ ف ب",
    "رويترز",
    "عکس",
    "צילום",
    "图",
    "圖",
    "写真",
    "사진",
    "zdjęcie",
    "kuva",
];

/// The blocks, with their zones.
pub(super) fn label_blocks(text: &str, lines: &[Line]) -> Vec<ZonedBlock> {
    let mut zones: Vec<Zone> =
        lines.iter().map(|line| by_form(&text[line.span.range()], line)).collect();
    let first_prose = (0..lines.len()).find(|at| zones[*at] == Zone::Body && lines[*at].is_prose);
    let body_from = first_prose.unwrap_or(lines.len());
    let title = (0..body_from).find(|at| zones[*at] == Zone::Body && is_title(&lines[*at]));
    if let Some(title) = title.filter(|_| first_prose.is_some()) {
        zones[title] = Zone::Title;
        for zone in zones[title + 1..body_from].iter_mut().filter(|zone| **zone == Zone::Body) {
            *zone = Zone::Standfirst;
        }
        if is_standfirst(text, lines, &zones, body_from) {
            zones[body_from] = Zone::Standfirst;
        }
    }
    let last_body = (0..lines.len()).rev().find(|at| zones[*at] == Zone::Body);
    for (at, zone) in zones.iter_mut().enumerate() {
        let inside = at > body_from && last_body.is_some_and(|last| at < last);
        if *zone == Zone::Breadcrumb && inside {
            *zone = Zone::Body; // an enumeration in the running text
        }
    }
    let opening = (0..lines.len()).find(|at| zones[*at] == Zone::Body);
    let mut blocks = Vec::with_capacity(lines.len() + 1);
    for (at, (line, zone)) in lines.iter().zip(zones).enumerate() {
        let Span { start, end } = line.span;
        let block =
            |start, end, zone| ZonedBlock { span: Span::new(start, end), zone, duplicate: false };
        let dateline = (Some(at) == opening).then(|| dateline(&text[line.span.range()])).flatten();
        match dateline {
            Some((close, open)) => {
                blocks.push(block(start, start + close, Zone::Dateline));
                if start + open < end {
                    blocks.push(block(start + open, end, zone));
                }
            }
            None => blocks.push(block(start, end, zone)),
        }
    }
    blocks
}

/// What a line's own form tells; the rest is body until its place says more.
fn by_form(text: &str, line: &Line) -> Zone {
    match label(text) {
        Some((Label::Tags, _)) => return Zone::Tags,
        // "Published on 3 May 2016, the report tells of ..." is a sentence
        Some((Label::Published | Label::Updated, _))
            if line.n_words <= if line.is_prose { 12 } else { 24 } =>
        {
            return Zone::PageMetadata;
        }
        Some((Label::Other, _)) if line.n_words <= 24 && !line.is_prose => {
            return Zone::PageMetadata;
        }
        _ => {}
    }
    if is_caption(text, line) {
        return Zone::Caption;
    }
    if is_notice(text) || is_stamp(text, line) || is_byline(text, line) {
        return Zone::PageMetadata;
    }
    if is_breadcrumb(text) {
        return Zone::Breadcrumb;
    }
    Zone::Body
}

/// A short line that is no sentence; a question or an exclamation may head a text too.
fn is_title(line: &Line) -> bool {
    line.n_words <= 30 && line.n_words > 0 && !line.is_prose
}

/// One short paragraph set off from the body: more head material stands between it and the next prose.
fn is_standfirst(text: &str, lines: &[Line], zones: &[Zone], at: usize) -> bool {
    const MOST_WORDS: usize = 60;
    let next = (at + 1..lines.len()).find(|it| zones[*it] == Zone::Body && lines[*it].is_prose);
    next.is_some_and(|next| {
        let between = &zones[at + 1..next];
        between.iter().any(|zone| matches!(zone, Zone::Caption | Zone::PageMetadata))
            && count_words(&text[lines[at].span.range()], MOST_WORDS + 1) <= MOST_WORDS
    })
}

/// A credit in brackets at the end, or a credit with a colon or a slash.
fn is_caption(text: &str, line: &Line) -> bool {
    const MOST_WORDS: usize = 80;
    if line.n_words < 3 {
        return false;
    }
    let is_short = || count_words(text, MOST_WORDS + 1) <= MOST_WORDS;
    let is_credit = |credit: &str| {
        let credit = credit.to_lowercase();
        let mut words = credit.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
        words.clone().count() <= 8 && words.any(|word| CREDITS.contains(&word))
    };
    let trimmed = text.trim_end_matches(['.', ' ', '*']);
    let bracket = [('(', ')'), ('[', ']'), ('（', '）')].iter().find_map(|(open, close)| {
        let inner = trimmed.strip_suffix(*close)?;
        let at = inner.rfind(*open)?;
        Some((at, &inner[at + open.len_utf8()..]))
    });
    if let Some((at, inner)) = bracket {
        return at > 0 && is_credit(inner) && is_short();
    }
    if memchr2(b'/', b':', text.as_bytes()).is_none() {
        return false;
    }
    let tail = text
        .rfind(['.', '|', '©'])
        .map_or("", |at| text[at..].trim_start_matches(['.', '|', '©', ' ']));
    let slashed = tail.contains(['/', ':']) && tail.split_whitespace().count() <= 6;
    slashed && !tail.is_empty() && is_credit(tail) && is_short()
}

/// Copyright, and what social buttons say.
fn is_notice(text: &str) -> bool {
    const OPENINGS: &[&str] = &[
        "©",
        "copyright",
        "(c) ",
        "all rights reserved",
        "tous droits",
        "alle rechte",
        "حقوق النشر",
        "все права",
    ];
    const MOST_WORDS: usize = 30;
    OPENINGS.iter().any(|it| begins_in_lower_case(text, it))
        && count_words(text, MOST_WORDS + 1) <= MOST_WORDS
}

/// A date or a clock, with hardly another word: a year, another number, and no sentence.
fn is_stamp(text: &str, line: &Line) -> bool {
    if line.n_words > 14 || line.is_prose {
        return false;
    }
    let letters = Letters::table();
    let is_short_sign = |piece: &str| {
        piece.chars().count() <= 4
            && (piece.chars().all(char::is_uppercase)
                || matches!(piece, "am" | "pm" | "a" | "p" | "m"))
    };
    let (mut numbers, mut years, mut words) = (0, 0, 0);
    for piece in text.split(|it| !letters.is_alphanumeric(it)).filter(|it| !it.is_empty()) {
        if piece.chars().all(|it| letters.is_numeric(it)) {
            numbers += 1;
            let is_year = piece.starts_with(['1', '2', '١', '٢']) && piece.chars().count() == 4;
            years += usize::from(is_year);
        }
        let is_word = piece.chars().all(|it| letters.is_alphabetic(it)) && !is_short_sign(piece);
        words += usize::from(is_word);
    }
    let clock = || {
        text.as_bytes()
            .windows(3)
            .any(|it| it[0].is_ascii_digit() && it[1] == b':' && it[2].is_ascii_digit())
    };
    (numbers >= 2 && words <= 4 && (years >= 1 || clock()))
        || (years == 1 && numbers == 1 && words == 1 && line.n_words == 2)
}

/// `By Jane Doe`, `By Jane Doe and John Roe, Reuters`: a short line of capitalized words after a small one.
fn is_byline(text: &str, line: &Line) -> bool {
    const BY: &[&str] = &[
        "by",
        "par",
        "von",
        "por",
        "di",
        "da",
        "door",
        "av",
        "af",
        "przez",
        "автор",
        "бьй",
        "بقلم",
    ];
    if line.is_closed || !(2..=12).contains(&line.n_words) {
        return false;
    }
    let mut words = text.split_whitespace();
    let by = words.next().map(str::to_lowercase).unwrap_or_default();
    let joins = [
        "and", "et", "und", "y", "e", "en", "och", "i", "и", "و", "in", "for", "|", "-", "–", "&",
        "de", "al",
    ];
    let named = |word: &str| {
        joins.contains(&word) || word.chars().next().is_some_and(|it| !it.is_lowercase())
    };
    BY.contains(&by.as_str()) && words.all(named)
}

/// Three pieces or more between separators, the first two of at most three words.
fn is_breadcrumb(text: &str) -> bool {
    const MARKS: &[char] = &['›', '»', '>', '/', '|', '→', '•', '·', '‣', '\\'];
    let (mut n_pieces, mut n_words, mut n_blanks, mut last) = (0, 0, 0, ' ');
    // a mark closes the last piece
    for char in text.chars().chain(['|']) {
        if char.is_whitespace() {
            n_blanks += 1;
            continue;
        }
        let is_mark = !char.is_ascii_alphanumeric() && MARKS.contains(&char);
        if (is_mark || n_blanks >= 2) && n_words > 0 {
            if n_pieces < 2 && matches!(last, '.' | ',' | ';') {
                return false;
            }
            n_pieces += 1;
            n_words = 0;
        }
        if !is_mark {
            n_words += usize::from(n_blanks > 0 || n_words == 0);
            last = char;
        }
        if n_words > if n_pieces < 2 { 3 } else { 20 } {
            return false;
        }
        n_blanks = 0;
    }
    n_pieces >= 3
}
