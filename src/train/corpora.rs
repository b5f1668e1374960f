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
    /// Whether adjectives and people's names are annotated.
    pub(crate) has_demonyms: bool,
}

/// Name, weight for recognition, weight for resolution, demonyms. Corpora whose licence forbids commercial use, or that state
/// none, are not here: they are for measuring only.
const CORPORA: &[(&str, f32, f32, bool)] = &[
    ("lgl", 1.0, 1.0, true),
    ("trnews", 1.0, 1.0, true),
    ("gum_en", 0.7, 0.0, false),
    ("wotr", 0.15, 0.15, false),
    ("idrisi_d_en", 0.3, 0.2, false),
    ("idrisi_d_ar", 0.5, 0.2, false),
    ("newseye_fr_test", 0.5, 0.3, false),
    ("wiktor", 0.0, 0.3, false),
];

/// Reads those of the known corpora that lie in the folder.
///
/// # Errors
///
/// When a file cannot be read, or a line of it is not a document.
pub fn read_all(folder: &Path) -> Result<Vec<Corpus>, gold::Error> {
    let mut corpora = Vec::new();
    for &(name, recognition, resolution, has_demonyms) in CORPORA {
        let path = folder.join(name).with_extension("jsonl");
        if path.exists() {
            let documents = gold::read(&path)?;
            let nth = corpora.len();
            corpora.push(Corpus { nth, name, documents, recognition, resolution, has_demonyms });
        }
    }
    Ok(corpora)
}
