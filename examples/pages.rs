//! What is read of saved pages, one JSON object a line: to be compared with gold dates and with other extractors.
//!
//! `cargo run --release --example pages -- LIST ROOT`: LIST is JSON lines of `{"id", "url", "html"}`, `html` a path below
//! ROOT. Speed goes to stderr: pages a second of processor time, dates alone and everything.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a measuring program")]

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tadmur::article::html::{Known, article, published};
use tadmur_geoparser::dates::publication::publication;
use tadmur_geoparser::text::zones::zones_with;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(list), Some(root)) = (arguments.next(), arguments.next()) else {
        return Err("two arguments: LIST ROOT".into());
    };
    let mut pages = Vec::new();
    for line in fs::read_to_string(list)?.lines() {
        let page: Value = serde_json::from_str(line)?;
        let text = |name: &str| page[name].as_str().unwrap_or_default().to_owned();
        let html = fs::read(Path::new(&root).join(text("html")))?;
        pages.push((text("id"), text("url"), String::from_utf8_lossy(&html).into_owned()));
    }
    let known = |url| Known { url: Some(url), fetched: None };
    let start = processor_time();
    let dates: Vec<_> = pages.iter().map(|(_, url, html)| published(html, known(url))).collect();
    let for_dates = processor_time().saturating_sub(start);
    let start = processor_time();
    let articles: Vec<_> = pages.iter().map(|(_, url, html)| article(html, known(url))).collect();
    let for_all = processor_time().saturating_sub(start);
    for (((id, ..), date), article) in pages.iter().zip(dates).zip(&articles) {
        let zones = zones_with(&article.text, &article.zones);
        // where the page is silent its text may speak
        let date = date.or_else(|| Some(publication(&article.text, &zones)));
        let day = date.as_ref().and_then(|it| it.edtf.as_ref()).filter(|it| {
            let span = it.span();
            span.first().is_some() && span.last().is_some()
        });
        let content: Vec<&str> = zones
            .iter()
            .filter(|it| it.zone.is_content())
            .map(|it| &article.text[it.span.range()])
            .collect();
        let metadata: Vec<Value> = article
            .metadata
            .iter()
            .map(|it| json!({"name": it.name, "value": it.value, "used": it.used}))
            .collect();
        let line = json!({
            "id": id,
            "date": day.map(ToString::to_string),
            "basis": date.as_ref().map(|it| it.basis.as_str()),
            "title": article.title,
            "url": article.url,
            "source": article.source,
            "lang": article.lang,
            "text": content.join("\n"),
            "metadata": metadata,
        });
        println!("{line}");
    }
    let rate = |elapsed: Duration| pages.len() as f64 / elapsed.as_secs_f64();
    eprintln!("{{\"dates\": {:.0}, \"articles\": {:.0}}}", rate(for_dates), rate(for_all));
    Ok(())
}

/// What this process has used so far: the first field of its `schedstat`, in nanoseconds.
fn processor_time() -> Duration {
    let told = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let first = told.split(' ').next().and_then(|it| it.parse().ok());
    Duration::from_nanos(first.unwrap_or_default())
}
