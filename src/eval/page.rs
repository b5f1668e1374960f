//! The page of errors: texts with right, wrong and missed mentions in colors.

use std::fmt::Write as _;

use crate::eval::Predictions;
use crate::eval::gold::Document;
use crate::eval::measures::{Verdict, score};

/// How many errors, where, and what became of each span.
type Judged<'a> = (usize, &'a Document, Vec<(usize, usize, Verdict)>);

/// The worst documents, most errors first, as one HTML page that needs nothing else.
pub fn errors_page(
    corpus: &str,
    documents: &[Document],
    predictions: &Predictions,
    is_neutral: &dyn Fn(&str) -> bool,
    n_documents: usize,
) -> String {
    let none = Vec::new();
    let mut judged: Vec<Judged<'_>> = documents
        .iter()
        .map(|document| {
            let mut verdicts = Vec::new();
            let predicted = predictions.get(&document.id).unwrap_or(&none);
            score(document, predicted, is_neutral, |start, end, it| {
                verdicts.push((start, end, it));
            });
            verdicts.sort_by_key(|(start, end, _)| (*start, *end));
            let is_error = |it: &Verdict| !matches!(it, Verdict::Right | Verdict::Neutral);
            (verdicts.iter().filter(|(_, _, it)| is_error(it)).count(), document, verdicts)
        })
        .collect();
    judged.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.nth.cmp(&b.1.nth)));
    let mut page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Errors on {corpus}</title><style>\
         body{{font:16px/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}}pre{{white-space:pre-wrap;font:inherit}}\
         mark{{padding:0 .15em;border-radius:.2em}}.r{{background:#bfe8c5}}.w{{background:#ffd199}}.n{{background:#f5b5b5}}\
         .m{{background:none;outline:2px dashed #b3420a}}.i{{background:#ddd}}</style><h1>Errors on {}</h1>\
         <p><mark class=r>right</mark> <mark class=w>wrong place</mark> <mark class=n>no toponym</mark> \
         <mark class=m>missed</mark> <mark class=i>neutral</mark>\n",
        escaped(corpus)
    );
    for (n_errors, document, verdicts) in judged.iter().take(n_documents).filter(|it| it.0 > 0) {
        let _ =
            write!(page, "<h2 dir=auto>{}: {n_errors}</h2><pre dir=auto>", escaped(&document.id));
        let letters: Vec<char> = document.text.chars().collect();
        let mut at = 0;
        for (start, end, verdict) in verdicts.iter().filter(|(start, end, _)| end > start) {
            if *start < at {
                continue;
            }
            let (class, title) = match verdict {
                Verdict::Right => ("r", String::new()),
                Verdict::WrongPlace(Some(km)) => ("w", format!("{km:.0} km off")),
                Verdict::WrongPlace(None) => ("w", "not resolved".to_owned()),
                Verdict::NoToponym => ("n", String::new()),
                Verdict::Missed => ("m", String::new()),
                Verdict::Neutral => ("i", String::new()),
            };
            let text = |from: usize, to: usize| -> String {
                let to = to.min(letters.len());
                escaped(&letters[from.min(to)..to].iter().collect::<String>())
            };
            let _ = write!(
                page,
                "{}<mark class={class} title=\"{title}\">{}</mark>",
                text(at, *start),
                text(*start, *end)
            );
            at = *end;
        }
        let rest: String = letters[at.min(letters.len())..].iter().collect();
        let _ = writeln!(page, "{}</pre>", escaped(&rest));
    }
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
