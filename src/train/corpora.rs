//! The corpora that are learned from, and what each of them annotates.

use std::path::Path;

use crate::eval::gold::{self, Document};

/// A corpus to learn from.
#[derive(Debug)]
pub struct Corpus {
    /// Its position among the corpora read.
    pub nth: usize,
    /// The file's name without its ending.
    pub name: &'static str,
    /// Its documents, in order.
    pub documents: Vec<Document>,
    /// How much a document counts for recognition; 0 where names are not all annotated.
    pub(crate) recognition: f32,
    /// The same for resolution.
    pub(crate) resolution: f32,
    /// Which way of writing and annotating it shares with others; 0 is news, what the models are for.
    pub(crate) style: u8,
    /// Whether adjectives and people's names are annotated.
    pub(crate) has_demonyms: bool,
}

/// Name, weight for recognition, weight for resolution, demonyms. Corpora whose licence forbids commercial use, or that state
/// none, are not here: they are for measuring only.
const CORPORA: &[(&str, u8, f32, f32, bool)] = &[
    ("lgl", 0, 1.0, 1.0, true),
    ("trnews", 0, 1.0, 1.0, true),
    ("gum_en", 1, 0.7, 0.0, false),
    ("wotr", 2, 0.15, 0.15, false),
    ("idrisi_d_en", 3, 0.3, 0.2, false),
    ("idrisi_d_ar", 3, 0.5, 0.2, false),
    ("newseye_fr_test", 4, 0.5, 0.3, false),
    ("wiktor", 0, 0.0, 0.3, false),
];

/// Reads those of the known corpora that lie in the folder.
///
/// # Errors
///
/// When a file cannot be read, or a line of it is not a document.
pub fn read_all(folder: &Path) -> Result<Vec<Corpus>, gold::Error> {
    let mut corpora = Vec::new();
    for &(name, style, recognition, resolution, has_demonyms) in CORPORA {
        let path = folder.join(name).with_extension("jsonl");
        if path.exists() {
            let documents = gold::read(&path)?;
            let nth = corpora.len();
            corpora.push(Corpus {
                nth,
                name,
                documents,
                recognition,
                resolution,
                style,
                has_demonyms,
            });
        }
    }
    Ok(corpora)
}
