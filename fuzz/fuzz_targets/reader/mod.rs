//! What holds of every reader of articles, whatever bytes it is given.

use std::path::Path;

use tadmur::article::Article;
use tadmur::article::read::all_in;

/// Reads bytes as a file of this name: each article has a text within the limit, its zones lie in it in order, and a second
/// reading gives the same.
pub(crate) fn check(name: &str, bytes: &[u8]) {
    let path = Path::new(name);
    let read = all_in(path, bytes);
    let ids = |read: &[_]| read.iter().map(id).collect::<Vec<_>>();
    assert_eq!(ids(&read), ids(&all_in(path, bytes)));
    for (article, _) in read.into_iter().flatten() {
        assert!(!article.text.trim().is_empty() && article.text.len() as u64 <= Article::MAX_BYTES);
        let mut last = 0;
        for block in &article.zones {
            assert!(last <= block.span.start && article.text.get(block.span.range()).is_some());
            last = block.span.end;
        }
    }
}

/// What is compared of an article, or of the reason why there is none.
fn id(read: &tadmur::article::read::Read) -> String {
    match read {
        Ok((article, notices)) => format!("{} {}", article.id, notices.len()),
        Err(error) => error.to_string(),
    }
}
