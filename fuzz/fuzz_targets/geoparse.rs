//! Any string as an article in any language: mentions stand in order inside the text, and a second reading finds the same.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::geoparse::{Input, geoparse};

const LANGUAGES: [&str; 8] = ["en", "ar", "ru", "fr", "de", "tr", "zh", ""];
const CSV: &str = "id,title,types,ccodes,lon,lat,population,variants
gn:163808,Palmyra,city,SY,38.28,34.56,51323,تدمر@ar;Tadmur@en;Пальмира@ru
gn:163843,Syria,country,SY,38,35,18000000,Syrian@en-x-demonym;سوريا@ar
gn:2988507,Paris,city,FR,2.35,48.85,2100000,
gn:4717560,Paris,city,US,-95.55,33.66,25000,
gn:4736286,Texas,admin1,US,-99.25,31.25,29000000,Tex.@en-x-abbr;TX@en-x-abbr
wd:Q34589,Euphrates,river,,40,35,,الفرات@ar
";

fuzz_target!(|input: (u8, &str)| {
    static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
    let gazetteer = GAZETTEER
        .get_or_init(|| Gazetteer::from_csv(&[("a.csv", CSV.as_bytes())]).expect("has a header").0);
    let (nth, text) = input;
    let lang = LANGUAGES[usize::from(nth) % LANGUAGES.len()];
    let input = Input { text, published: None, zones: &[], lang, home: None };
    let parsed = geoparse(gazetteer, input);
    let mut last = 0;
    for mention in &parsed.mentions {
        assert!(last <= mention.span.start && mention.span.start < mention.span.end);
        assert!(text.get(mention.span.range()).is_some());
        assert!((0.0..=1.0).contains(&mention.score));
        last = mention.span.end;
    }
    assert_eq!(parsed, geoparse(gazetteer, input));
});
