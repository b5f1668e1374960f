//! Skeletons: what is left of a name when spelling, vowels and script go.
//!
//! A skeleton is the row of a name's consonants, each for all that are written for one another when names are carried
//! from script to script: `Deir ez-Zor`, `Dayr az Zawr`, `Дейр-эз-Зор` and `دير الزور` are all `trsr` or close to it.
//! It finds candidates; how near their spelling comes is measured afterwards.
//!
//! # Shape
//!
//! Letters `f k l m n p r s t` and digits, never twice in a row. Letters of scripts without a row below stay as they
//! are. A name of vowels alone is its own skeleton.
//!
//! # Sources
//!
//! The rows follow the romanizations of UNGEGN for Arabic, Hebrew, Russian, Ukrainian, Bulgarian and Greek, joined wherever two
//! of them, or the French and German customs, write one consonant in two ways.

use crate::text::fold::fold_into;
use crate::text::words::words;

/// Letters that a skeleton can be written with, beside those of other scripts.
pub(crate) const ALPHABET: [char; 9] = ['f', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't'];

/// The skeleton of a name, as it is written.
pub(crate) fn skeleton(name: &str, out: &mut String) {
    out.clear();
    let mut folded = String::new();
    let mut all = String::new();
    for word in words(name) {
        folded.clear();
        fold_into(&name[word.range()], &mut folded);
        all.push_str(&folded);
        bones(without_article(&folded), out);
    }
    if out.is_empty() {
        out.push_str(&all);
    }
}

/// Arabic's article is written on, apart, or not at all.
fn without_article(folded: &str) -> &str {
    match folded {
        "al" | "el" | "ul" | "il" => "",
        _ => folded.strip_prefix("ال").filter(|rest| rest.chars().count() >= 2).unwrap_or(folded),
    }
}

fn bones(folded: &str, out: &mut String) {
    let mut letters = folded.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        match letter {
            'p' if next == Some('h') => push('f', out),
            'c' => match next {
                Some('h' | 'e' | 'i' | 'y' | 'z') => push('s', out),
                _ => push('k', out),
            },
            'x' | 'ξ' => {
                push('k', out);
                push('s', out);
            }
            'ψ' => {
                push('p', out);
                push('s', out);
            }
            _ => {
                if let Some(bone) = bone(letter) {
                    push(bone, out);
                }
            }
        }
    }
}

fn push(bone: char, out: &mut String) {
    if !out.ends_with(bone) {
        out.push(bone);
    }
}

/// What stands for a letter: nothing for vowels, half-vowels and breaths.
fn bone(letter: char) -> Option<char> {
    Some(match letter {
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w' | 'h' | 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э'
        | 'ю' | 'я' | 'ь' | 'ъ' | 'і' | 'ї' | 'є' | 'ј' | 'ا' | 'و' | 'ي' | 'ء' | 'ع' | 'ح'
        | 'ه' | 'א' | 'ה' | 'ו' | 'ח' | 'י' | 'ע' | 'α' | 'ε' | 'η' | 'ι' | 'ο' | 'υ' | 'ω' =>
        {
            return None;
        }
        'b' | 'p' | 'б' | 'п' | 'ب' | 'پ' | 'ב' | 'פ' | 'ף' | 'π' => 'p',
        'f' | 'v' | 'в' | 'ф' | 'ف' | 'ڤ' | 'β' | 'φ' => 'f',
        'k' | 'g' | 'q' | 'к' | 'г' | 'х' | 'ق' | 'ك' | 'خ' | 'غ' | 'گ' | 'ג' | 'כ' | 'ך' | 'ק'
        | 'γ' | 'κ' | 'χ' => 'k',
        's' | 'z' | 'j' | 'с' | 'з' | 'ж' | 'ш' | 'щ' | 'ч' | 'ц' | 'џ' | 'س' | 'ص' | 'ز' | 'ش'
        | 'ج' | 'ژ' | 'چ' | 'ז' | 'ס' | 'צ' | 'ץ' | 'ש' | 'σ' | 'ς' | 'ζ' => 's',
        'd' | 't' | 'д' | 'т' | 'ت' | 'ط' | 'د' | 'ض' | 'ث' | 'ذ' | 'ظ' | 'ד' | 'ט' | 'ת' | 'δ'
        | 'θ' | 'τ' => 't',
        'l' | 'л' | 'ل' | 'ל' | 'λ' | 'љ' => 'l',
        'm' | 'м' | 'م' | 'מ' | 'ם' | 'μ' => 'm',
        'n' | 'н' | 'ن' | 'נ' | 'ן' | 'ν' | 'њ' => 'n',
        'r' | 'р' | 'ر' | 'ר' | 'ρ' => 'r',
        other => other,
    })
}
