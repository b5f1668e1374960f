//! Seasons south of the equator: `summer 2016` there is December to February.
//!
//! # Sources
//!
//! EDTF level 2: 21 to 24 are seasons wherever, 29 to 32 those of the southern hemisphere.

use crate::dates::{Edtf, TimeSpan};

/// The words `words`, read as `edtf`, spoken of a place in the south. `published` is when they were.
///
/// A season without a year (`last summer`) that was over in the north is over in the south too.
pub fn southern(edtf: &Edtf, words: &str, published: Option<TimeSpan>) -> Edtf {
    let names_year = words.chars().filter(char::is_ascii_digit).count() >= 4;
    let today = published.and_then(|it| it.last().or(it.first()));
    let turned = |back: i16| turn(edtf, back).unwrap_or_else(|| edtf.clone());
    let found = turned(0);
    let was_over = edtf.span().last().is_some_and(|last| Some(last) <= today);
    let is_ahead = today.is_some() && found.span().first() > today;
    if was_over && is_ahead && !names_year { turned(1) } else { found }
}

/// The same years, or those `back` years before, with the southern codes; `None` when it names no season.
fn turn(edtf: &Edtf, back: i16) -> Option<Edtf> {
    let mut turned = false;
    let parts = edtf.as_str().split('/').map(|part| {
        let (date, mark) = part.split_at(part.trim_end_matches(['~', '?', '%']).len());
        let season = date.rsplit_once('-').and_then(|(year, code)| {
            let code = code.parse::<u8>().ok().filter(|it| (21..=24).contains(it))?;
            let year = year.parse::<i16>().ok().filter(|_| year.len() == 4)?;
            Some(format!("{:04}-{}{mark}", year - back, code + 8))
        });
        turned |= season.is_some();
        season.unwrap_or_else(|| part.to_owned())
    });
    let text = parts.collect::<Vec<_>>().join("/");
    text.parse().ok().filter(|_| turned)
}
