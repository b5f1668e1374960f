//! The two articles that are built in, so that there is something to see without any file.

use crate::article::Article;

/// The seeds by the name of their file, byte for byte.
pub const SEEDS: [(&str, &str); 2] = [
    ("seeds/000_ea1f90084edb20c1.txt", include_str!("../../seeds/000_ea1f90084edb20c1.txt")),
    ("seeds/004_6bc1ab0f5e980c38.txt", include_str!("../../seeds/004_6bc1ab0f5e980c38.txt")),
];

/// The seeds as articles.
pub fn seeds() -> Vec<Article> {
    SEEDS.iter().map(|(_, text)| Article::from_text((*text).to_owned())).collect()
}
