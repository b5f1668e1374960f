//! Which articles of these files tell one story: pairs with what they share, and what finding them costs.
//!
//! `cargo run --release --example alike -- FILES > pairs.jsonl`

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line program")]

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use serde_json::json;
use tadmur::article::alike::{Sketch, groups};
use tadmur::article::read;
use tadmur_geoparser::text::zones::zones_with;

fn main() {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut texts = Vec::new();
    let (mut sketches, mut shares) = (Vec::new(), Vec::new());
    let mut took = std::time::Duration::ZERO;
    for path in &read::find(&paths).0 {
        let _ = read::each(path, |piece| {
            if let Ok((article, _)) = piece.read() {
                let zones = zones_with(&article.text, &article.zones);
                let begun = Instant::now();
                sketches.push(Sketch::of_article(&article.text, &zones));
                took += begun.elapsed();
                shares.push((path.clone(), article.id.clone()));
                texts.push(article.text);
            }
            ControlFlow::Continue(())
        });
    }
    let begun = Instant::now();
    let first = groups(&sketches);
    let grouping = begun.elapsed();
    let n_linked = first.iter().enumerate().filter(|&(at, &first)| at != first).count();
    for (at, &first) in first.iter().enumerate().filter(|&(at, &first)| at != first) {
        let (Some(a), Some(b)) = (&sketches[first], &sketches[at]) else { continue };
        let (path, id) = &shares[at];
        let line = json!({
            "file": path, "id": id, "of_64": a.n_equal(b), "first": texts[first], "copy": texts[at],
        });
        println!("{line}");
    }
    let n = texts.len().max(1) as f64;
    eprintln!(
        "{} articles, {} too short, {n_linked} linked; {:.1} µs an article to sketch, {:.1} µs to group",
        texts.len(),
        sketches.iter().filter(|it| it.is_none()).count(),
        took.as_secs_f64() * 1e6 / n,
        grouping.as_secs_f64() * 1e6 / n,
    );
}
