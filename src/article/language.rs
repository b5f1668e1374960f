//! The language of a text.
//!
//! # Cost
//!
//! Looks at the first 16 KiB only.

use whatlang::Lang;

const LOOKED_AT_BYTES: usize = 16 * 1024;

/// The BCP 47 tag of the language that the text is most likely written in; `und` when there is nothing to go by.
pub(crate) fn of(text: &str) -> &'static str {
    let head = &text[..text.floor_char_boundary(LOOKED_AT_BYTES)];
    whatlang::detect(head).map_or("und", |info| tag(info.lang()))
}

/// BCP 47 wants the two-letter code of ISO 639-1 where there is one.
#[rustfmt::skip]
fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Afr => "af", Lang::Aka => "ak", Lang::Amh => "am", Lang::Ara => "ar", Lang::Aze => "az",
        Lang::Bel => "be", Lang::Ben => "bn", Lang::Bul => "bg", Lang::Cat => "ca", Lang::Ces => "cs",
        Lang::Cmn => "zh", Lang::Cym => "cy", Lang::Dan => "da", Lang::Deu => "de", Lang::Ell => "el",
        Lang::Eng => "en", Lang::Epo => "eo", Lang::Est => "et", Lang::Fin => "fi", Lang::Fra => "fr",
        Lang::Guj => "gu", Lang::Heb => "he", Lang::Hin => "hi", Lang::Hrv => "hr", Lang::Hun => "hu",
        Lang::Hye => "hy", Lang::Ind => "id", Lang::Ita => "it", Lang::Jav => "jv", Lang::Jpn => "ja",
        Lang::Kan => "kn", Lang::Kat => "ka", Lang::Khm => "km", Lang::Kor => "ko", Lang::Lat => "la",
        Lang::Lav => "lv", Lang::Lit => "lt", Lang::Mal => "ml", Lang::Mar => "mr", Lang::Mkd => "mk",
        Lang::Mya => "my", Lang::Nep => "ne", Lang::Nld => "nl", Lang::Nob => "nb", Lang::Ori => "or",
        Lang::Pan => "pa", Lang::Pes => "fa", Lang::Pol => "pl", Lang::Por => "pt", Lang::Ron => "ro",
        Lang::Rus => "ru", Lang::Sin => "si", Lang::Slk => "sk", Lang::Slv => "sl", Lang::Sna => "sn",
        Lang::Spa => "es", Lang::Srp => "sr", Lang::Swe => "sv", Lang::Tam => "ta", Lang::Tel => "te",
        Lang::Tgl => "tl", Lang::Tha => "th", Lang::Tuk => "tk", Lang::Tur => "tr", Lang::Ukr => "uk",
        Lang::Urd => "ur", Lang::Uzb => "uz", Lang::Vie => "vi", Lang::Yid => "yi", Lang::Zul => "zu",
        // Codes that a newer detector may know: ISO 639-3 is valid in BCP 47 where ISO 639-1 has none.
        #[expect(unreachable_patterns, reason = "the detector's list of languages grows")]
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_have_short_tags() {
        assert_eq!(of("The Syrian army finally regained control over the city."), "en");
        assert_eq!(of("استعاد الجيش السوري السيطرة على مدينة تدمر"), "ar");
        assert_eq!(of("Сирийская армия вернула Пальмиру под свой контроль"), "ru");
        assert_eq!(of(""), "und");
        assert!(Lang::all().iter().all(|&lang| tag(lang).len() == 2));
    }
}
