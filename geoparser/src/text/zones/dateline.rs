//! The dateline that opens a news text: `ALEPPO, Syria (Reuters) — `, `Moscow: `, `Berlin (dpa) - `.

/// How far a dateline reaches at most, in bytes.
const MAX_BYTES: usize = 120;

/// Marks between a dateline and its text.
const DASHES: &[&str] = &["—", "–", "--", " -", ".-", "_", "―", ":"];

/// Where the dateline of a paragraph ends, its mark included, and where the text after it begins.
///
/// A dash needs a place in capitals, an agency in brackets or a date before it; a colon needs one to three
/// capitalized words, and a sentence after it.
pub(super) fn dateline(line: &str) -> Option<(usize, usize)> {
    let (at, mark) = mark(line)?;
    let after = at + mark.len();
    let place = line[..at].trim();
    let rest = line[after..].trim_start();
    let fits = if mark == ":" { is_short_name(place) } else { is_place_and_agency(place) };
    let opens = rest.is_empty()
        || rest.chars().find(|it| it.is_alphanumeric()).is_some_and(|it| !it.is_lowercase());
    (fits && opens).then_some((after, line.len() - rest.len()))
}

/// The mark and where it stands: the first that a blank follows. Of each only its first place counts.
fn mark(line: &str) -> Option<(usize, &'static str)> {
    let head = &line.as_bytes()[..line.floor_char_boundary(MAX_BYTES)];
    let found = (0..head.len()).filter(|at| IN_DASHES[usize::from(head[*at])]);
    // a dash may begin with the blank before it
    let blank = |at: &usize| head[*at] == b'-' && *at > 0 && head[*at - 1] == b' ';
    let places =
        found.flat_map(|at| Some(at).filter(blank).map(|at| at - 1).into_iter().chain([at]));
    places.into_iter().find_map(|at| {
        let mark = DASHES.iter().find(|it| head[at..].starts_with(it.as_bytes()))?;
        let after = &line[at + mark.len()..];
        let is_spaced = after.is_empty() || after.starts_with(char::is_whitespace);
        (is_spaced && line.find(mark) == Some(at)).then_some((at, *mark))
    })
}

/// The bytes that [`DASHES`] begin with, but for the blank; 0xe2 begins the long ones.
const IN_DASHES: [bool; 256] = {
    let mut table = [false; 256];
    table[b'-' as usize] = true;
    table[b'.' as usize] = true;
    table[b':' as usize] = true;
    table[b'_' as usize] = true;
    table[0xe2] = true;
    table
};

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
