//! Tags the time expressions of a corpus: one JSON document a line in, the same with `timexes` out.
//!
//! `timex CORPUS.jsonl > FOUND.jsonl`, to be scored against the corpus. A document has `id`, `text`, `lang` and `dct`,
//! the day of its publication; offsets are code points. Its `places`, where it has any, come back with their `when`.
//! `timex --speed CORPUS.jsonl` writes only how fast it was.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "an example reads, writes and measures"
)]

use std::error::Error;
use std::time::Instant;

use jiff::civil::Date;
use serde_json::{Value, json};
use tadmur_geoparser::dates::expressions::{Anchor, expressions};
use tadmur_geoparser::dates::linking::link;
use tadmur_geoparser::dates::{TimeExpression, TimeSpan, timex3};
use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::zones::zones;

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths: Vec<String> = std::env::args().skip(1).collect();
    let is_speed = paths.first().is_some_and(|it| it == "--speed");
    if is_speed {
        paths.remove(0);
    }
    let mut documents: Vec<Value> = Vec::new();
    for path in &paths {
        let lines = std::fs::read_to_string(path)?;
        for line in lines.lines().filter(|line| !line.is_empty()) {
            documents.push(serde_json::from_str(line)?);
        }
    }
    if is_speed {
        return speed(&documents);
    }
    for document in &documents {
        println!("{}", tagged(document)?);
    }
    Ok(())
}

/// The document with what was found in it.
fn tagged(document: &Value) -> Result<Value, Box<dyn Error>> {
    let (text, anchor, lang) = parts(document)?;
    let mut points = CodePoints { text, byte: 0, point: 0 };
    let mut timexes = Vec::new();
    let found = expressions(text, anchor, lang);
    for it in timex3::timexes(text, &found) {
        timexes.push(json!({
            "start": points.at(it.span.start), "end": points.at(it.span.end), "text": &text[it.span.range()],
            "type": it.kind.as_str(), "value": it.value,
        }));
    }
    let mut tagged = json!({ "id": document["id"], "text": text, "timexes": timexes });
    if let Some(places) = document["places"].as_array() {
        tagged["places"] = linked(text, places, &found, lang);
    }
    Ok(tagged)
}

/// The places of a document, each with the time its clause speaks of.
fn linked(text: &str, places: &[Value], found: &[TimeExpression], lang: &str) -> Value {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let byte = |point: &Value| point.as_u64().map_or(0, |at| bytes[at as usize]);
    let spans: Vec<Span> =
        places.iter().map(|it| Span::new(byte(&it["start"]), byte(&it["end"]))).collect();
    let times = link(text, &zones(text), found, &spans, lang);
    let with_time = places.iter().zip(times).map(|(place, time)| {
        let when = time.as_ref().map(|it| it.edtf.to_string());
        let basis = time.as_ref().map(|it| it.basis.as_str());
        json!({ "start": place["start"], "text": place["text"], "when": when, "basis": basis })
    });
    with_time.collect()
}

fn parts(document: &Value) -> Result<(&str, Anchor, &str), Box<dyn Error>> {
    let text = document["text"].as_str().ok_or("a document without text")?;
    let day = document["dct"].as_str().and_then(|it| it.get(..10));
    let day: Option<Date> = day.and_then(|it| it.parse().ok());
    let anchor = Anchor { published: day.map(TimeSpan::day) };
    Ok((text, anchor, document["lang"].as_str().unwrap_or("en")))
}

/// Offsets in code points, for bytes asked in rising order.
struct CodePoints<'a> {
    text: &'a str,
    byte: usize,
    point: usize,
}

impl CodePoints<'_> {
    fn at(&mut self, byte: usize) -> usize {
        self.point += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.point
    }
}

fn speed(documents: &[Value]) -> Result<(), Box<dyn Error>> {
    const BYTES: usize = 50_000_000;
    let parts: Vec<(&str, Anchor, &str)> = documents.iter().map(parts).collect::<Result<_, _>>()?;
    let size: usize = parts.iter().map(|(text, ..)| text.len()).sum();
    let rounds = BYTES.div_ceil(size.max(1));
    let mut found = 0;
    let begin = Instant::now();
    for _ in 0..rounds {
        for (text, anchor, lang) in &parts {
            found += expressions(text, *anchor, lang).len();
        }
    }
    let seconds = begin.elapsed().as_secs_f64();
    let megabytes = (size * rounds) as f64 / 1e6;
    println!("{megabytes:.1} MB, {found} expressions, {:.1} MB/s", megabytes / seconds);
    Ok(())
}
