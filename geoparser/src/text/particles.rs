//! Particles: little words that some scripts write onto the next word.
//!
//! Arabic writes *and*, *in*, *to*, *for*, *as* and its article onto a word, Hebrew likewise; Amharic its prepositions. Languages that
//! only share the letters of Arabic do not.

use crate::text::primary_language;

/// Whether a language has them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Particles {
    are_written: bool,
}

/// Languages in Arabic or Hebrew letters without the particles of these.
const WITHOUT: [&str; 12] =
    ["fa", "ur", "ps", "ku", "ckb", "ug", "sd", "pnb", "azb", "mzn", "ks", "yi"];

/// No name of one word is shorter without them, in letters; of several, the first is not shorter than the second says.
const SHORTEST: [usize; 2] = [3, 2];

impl Default for Particles {
    /// Of any language.
    fn default() -> Self {
        Self { are_written: true }
    }
}

impl Particles {
    /// Those of a language, by its BCP 47 tag.
    pub(crate) fn of(lang: &str) -> Self {
        Self { are_written: !WITHOUT.contains(&primary_language(lang)) }
    }

    /// What the folded word may be without them, and whether only together with the next: `בתל אביב`.
    pub(crate) fn without(self, folded: &str) -> impl Iterator<Item = (&str, bool)> {
        let is_particle = |letter| {
            matches!(letter, 'و' | 'ف' | 'ب' | 'ل' | 'ك')
                || matches!(letter, 'ו' | 'ב' | 'ל' | 'מ' | 'כ' | 'ה' | 'ש')
                || matches!(letter, 'በ' | 'ከ' | 'የ' | 'ለ')
        };
        let word = Some(folded).filter(|_| self.are_written);
        let stripped = word.and_then(|it| it.strip_prefix(is_particle));
        let twice = stripped.and_then(|it| it.strip_prefix(is_particle));
        let [article, both] = [word, stripped].map(|it| it?.strip_prefix("ال"));
        let all = [stripped, twice, article, both].into_iter().flatten();
        let [of_one, of_several] = SHORTEST;
        all.filter(move |rest| rest.chars().nth(of_several - 1).is_some())
            .map(move |rest| (rest, rest.chars().nth(of_one - 1).is_none()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_are_taken_off_where_they_are_written() {
        let without = |lang, word| Particles::of(lang).without(word).collect::<Vec<_>>();
        assert_eq!(without("ar", "وبغداد"), [("بغداد", false), ("غداد", false)]);
        assert_eq!(without("ar", "والعراق"), [("العراق", false), ("عراق", false)]);
        assert_eq!(without("he", "בחיפה"), [("חיפה", false)]);
        assert_eq!(without("he", "בתל"), [("תל", true)]);
        assert_eq!(without("am", "በኢትዮጵያ"), [("ኢትዮጵያ", false)]);
        assert!(without("fa", "باران").is_empty());
        assert!(without("ar", "ود").is_empty());
    }
}
