//! The dateline that opens a news text: `ALEPPO, Syria (Reuters) — `, `Moscow: `, `Berlin (dpa) - `.

/// Marks between a dateline and its text.
const DASHES: &[&str] = &["—", "–", "--", " -", ".-", "_", "―", ":"];

/// How far a dateline reaches at most, in bytes.
const MAX_BYTES: usize = 120;

/// Where the dateline of a paragraph ends, its mark included, and where the text after it begins.
///
/// A dash needs a place in capitals, an agency in brackets or a date before it; a colon needs one to three
/// capitalized words, and a sentence after it.
pub(super) fn dateline(line: &str) -> Option<(usize, usize)> {
    let mut end = MAX_BYTES.min(line.len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    let head = &line[..end];
    let marks = DASHES.iter().filter_map(|mark| {
        let at = head.find(mark)?;
        let after = at + mark.len();
        let spaced = line[after..].starts_with(char::is_whitespace) || after == line.len();
        spaced.then_some((at, after, *mark))
    });
    let (at, after, mark) = marks.min_by_key(|(at, ..)| *at)?;
    let place = head[..at].trim();
    let rest = line[after..].trim_start();
    let fits = if mark == ":" { is_short_name(place) } else { is_place_and_agency(place) };
    let opens = rest.is_empty()
        || rest.chars().find(|it| it.is_alphanumeric()).is_some_and(|it| !it.is_lowercase());
    (fits && opens).then_some((after, line.len() - rest.len()))
}

/// One to three words, each capitalized, or in a script without capitals; nothing but letters.
fn is_short_name(place: &str) -> bool {
    let words: Vec<&str> = place.split_whitespace().collect();
    let plain = |word: &&str| {
        let mut chars = word.trim_end_matches(',').chars();
        chars.next().is_some_and(|it| it.is_alphabetic() && !it.is_lowercase())
            && chars.all(|it| it.is_alphabetic() || matches!(it, '-' | '\'' | '’'))
    };
    (1..=3).contains(&words.len()) && words.iter().all(plain)
}

/// Capitals, an agency in brackets, or a number (a day) after a name.
fn is_place_and_agency(place: &str) -> bool {
    let first = place.split(|it: char| !it.is_alphanumeric()).next().unwrap_or_default();
    if first.is_empty() || place.contains(['.', '?', '!', '"', '“', ';']) && !place.contains('(')
    {
        return false;
    }
    let capitals = first.chars().count() > 2 && first.chars().all(char::is_uppercase);
    let agency = place.rfind('(').is_some_and(|open| {
        place.ends_with(')') && (2..=40).contains(&(place.len() - open)) && open > 0
    });
    let n_words = place.split_whitespace().count();
    let begins_as_name =
        first.chars().next().is_some_and(|it| it.is_alphabetic() && !it.is_lowercase());
    let dated =
        begins_as_name && place.contains(',') && place.chars().any(|it| it.is_ascii_digit());
    n_words <= 12 && (capitals || (agency && begins_as_name) || (dated && n_words <= 6))
}
