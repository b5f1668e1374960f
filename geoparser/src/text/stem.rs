//! Stems: what is left of an inflected word.
//!
//! Light stripping of case endings, alike for names and for text, so that `Москвы` and `Москве` find `Москва`. Only scripts
//! and languages that inflect names at their end without a mark need it: Cyrillic.

/// The stem of a folded word of three letters or more; `None` where the script has none.
///
/// The longest ending goes, then the vowels before it: what differs only in case becomes one.
pub fn stem(folded: &str) -> Option<&str> {
    folded.starts_with(is_inflected).then(|| {
        let cut = without_ending(folded).filter(|it| is_long_enough(it)).unwrap_or(folded);
        let bare = cut.trim_end_matches(is_vowel);
        if is_long_enough(bare) { bare } else { cut }
    })
}

fn is_inflected(letter: char) -> bool {
    matches!(letter, 'а'..='я' | '\u{452}'..='\u{45f}')
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'а' | 'е' | 'и' | 'і' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'ь' | 'є')
}

fn is_long_enough(stem: &str) -> bool {
    stem.chars().nth(2).is_some()
}

/// Without the longest of the endings of nouns and adjectives, which are here as they are after folding (й is и).
fn without_ending(word: &str) -> Option<&str> {
    let mut back = word.chars().rev();
    let [d, c, b, a] = std::array::from_fn(|_| back.next().unwrap_or_default());
    let n_letters = match (a, b, c, d) {
        ('и', 'я', 'м', 'и') => 4,
        (_, 'а' | 'и' | 'ы' | 'я', 'м', 'и')
        | (_, 'е' | 'о', 'г', 'о')
        | (_, 'е' | 'о', 'м', 'у')
        | (_, 'и', 'я', 'м' | 'х')
        | (_, 'и', 'е', 'м') => 3,
        (_, _, 'е' | 'о', 'в' | 'м' | 'ю') | (_, _, 'а' | 'и' | 'ы' | 'я', 'м' | 'х') => {
            2
        }
        _ => return None,
    };
    Some(&word[..word.len() - n_letters * 'я'.len_utf8()])
}
