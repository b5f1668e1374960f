//! Any text in any language: its time expressions stand in order, and their days are written as they are read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tadmur_geoparser::dates::edtf::Edtf;
use tadmur_geoparser::dates::expressions::{Anchor, expressions};
use tadmur_geoparser::dates::linking::link;
use tadmur_geoparser::dates::publication::publication;
use tadmur_geoparser::dates::timex3;
use tadmur_geoparser::text::zones::zones;

const LANGUAGES: [&str; 12] =
    ["en", "de", "fr", "es", "it", "ru", "tr", "ar", "uk", "nl", "pt", "el"];

fuzz_target!(|input: (u8, &str)| {
    let (nth, text) = input;
    let lang = LANGUAGES[usize::from(nth) % LANGUAGES.len()];
    if let Ok(edtf) = text.parse::<Edtf>() {
        let span = edtf.span();
        assert!(span.first().zip(span.last()).is_none_or(|(first, last)| first <= last));
        assert_eq!(edtf.as_str(), text);
    }
    let zones = zones(text);
    let published = publication(text, &zones).edtf.map(|it| it.span());
    let found = expressions(text, Anchor { published }, lang);
    let mut last = 0;
    for it in &found {
        assert!(last <= it.span.start && text.get(it.span.range()).is_some());
        last = it.span.end;
        if let Some(edtf) = &it.edtf {
            assert_eq!(edtf.as_str().parse::<Edtf>().expect("just written").span(), edtf.span());
        }
    }
    for it in timex3::timexes(text, &found) {
        assert!(text.get(it.span.range()).is_some() && timex3::days(it.value).is_none_or(|it| it.overlaps(it)));
    }
    let spans: Vec<_> = found.iter().map(|it| it.span).collect();
    assert_eq!(link(text, &zones, &found, &spans, lang).len(), spans.len());
});
