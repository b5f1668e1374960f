//! The parts of pasted articles.

use proptest::prelude::*;
use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::breaks::unbroken;
use tadmur_geoparser::text::zones::{Zone, ZonedBlock, zones, zones_with};

/// A case: lines of `zone| text`, with `=` after the zone for a repeat. The blocks of the joined texts are these.
#[track_caller]
fn check(marked: &str) {
    let lines: Vec<(&str, &str)> = marked
        .lines()
        .map(|line| line.split_once("| ").unwrap_or((line, "")))
        .filter(|(zone, _)| !zone.is_empty())
        .collect();
    let text: Vec<String> = lines
        .iter()
        .map(
            |(zone, line)| {
                if zone.trim() == "dateline" { format!("{line} ") } else { format!("{line}\n\n") }
            },
        )
        .collect();
    let text = text.concat();
    let found: Vec<(String, &str)> = zones(&text)
        .iter()
        .map(|block| {
            let repeat = if block.duplicate { "=" } else { "" };
            (format!("{}{repeat}", block.zone.as_str()), &text[block.span.range()])
        })
        .collect();
    let expected: Vec<(String, &str)> =
        lines.iter().map(|(zone, line)| (zone.trim().to_owned(), line.trim())).collect();
    assert_eq!(found, expected);
}

#[test]
fn head_material_is_told_from_the_body() {
    check(
        "page-metadata| Monday, March 2, 2020 | Last Update : 10:15 AM GMT
breadcrumb=| Home   World   Africa   Floods cut off three towns along the upper Niger valley
title| Floods cut off three towns along the upper Niger valley
page-metadata| Published : Mar 1, 2020, 3:54 pm
page-metadata| Updated : Mar 2, 2020, 3:54 pm
standfirst| Helicopters carried food to the villages on Sunday, the government said.
caption| A boat crosses the river near Mopti. (Photo: AP)
dateline| Bamako:
body| Three towns in the valley were cut off from the rest of the country on Sunday.
body| What comes next?
body| The rain will go on for another week, the weather service said.
tags| Tags: mali, floods
page-metadata| Location: Mali, Bamako",
    );
}

#[test]
fn a_text_without_head_is_body() {
    check(
        "body| The army took the town after four days of fighting, the ministry said.
body| It had been held by rebels since the spring of the year before.",
    );
}

#[test]
fn datelines_open_the_first_paragraph() {
    let body = "body| Soldiers entered the old town early in the morning, residents said.";
    for dateline in [
        "NAIROBI, Kenya (AP) _",
        "ALEPPO, Syria (Reuters) —",
        "BEIRUT —",
        "Berlin (dpa) -",
        "PARIS, 12 mai (AFP) -",
        "Moscow:",
    ] {
        check(&format!("title| Soldiers enter the old town\ndateline| {dateline}\n{body}"));
    }
}

#[test]
fn a_passage_contained_in_another_is_a_repeat() {
    let passage =
        "As soon as the guns fall silent the allies will have to decide how they will move on.";
    check(&format!(
        "body=| {passage}
body| Something else was told between the two of them, and it was long enough.
body| {passage} The idea of a common front seems to be well received in both capitals by now."
    ));
    check(&format!("body| {passage}\nbody=| {passage}"));
}

#[test]
fn other_languages_have_their_labels() {
    check(
        "title| سيطر الجيش على المدينة
page-metadata| تاريخ النشر: 15 ديسمبر 2016
body| دخلت القوات المدينة صباح اليوم بعد أربعة أيام من القتال العنيف في المنطقة.
tags| الوسوم: سوريا، حلب",
    );
    check(
        "title| Die Armee nimmt die Stadt ein
page-metadata| Veröffentlicht am 15.12.2016
body| Die Armee hat die Stadt nach vier Tagen Kampf eingenommen, sagte ein Sprecher.
tags| Schlagwörter: Syrien, Aleppo",
    );
}

#[test]
fn lines_wrapped_by_hand_are_one_paragraph() {
    let text = unbroken(
        "The army took the town after four days of fighting,\nthe ministry said on Friday.\n\nIt was over.",
    );
    let blocks = zones(&text);
    assert_eq!(blocks.len(), 2);
    assert_eq!(&text[blocks[1].span.range()], "It was over.");
}

/// The zones of a text of which the block that holds `words` is known.
fn with_known(text: &str, words: &str, zone: Zone) -> Vec<(&'static str, String)> {
    let start = text.find(words).unwrap();
    let span = Span::new(start, start + words.len());
    let blocks = zones_with(text, &[ZonedBlock { span, zone, duplicate: false }]);
    blocks.iter().map(|it| (it.zone.as_str(), text[it.span.range()].to_owned())).collect()
}

#[test]
fn known_blocks_are_taken_as_they_are_and_the_rest_is_guessed() {
    let text = "The bridge was blown up at dawn, the army said on Friday.\nBerlin (dpa) - Nobody was hurt by it, they said.\nTags: war";
    assert_eq!(
        with_known(text, "The bridge was blown up at dawn, the army said on Friday.", Zone::Title),
        [
            ("title", "The bridge was blown up at dawn, the army said on Friday.".to_owned()),
            ("dateline", "Berlin (dpa) -".to_owned()),
            ("body", "Nobody was hurt by it, they said.".to_owned()),
            ("tags", "Tags: war".to_owned()),
        ]
    );
    let zones = with_known(
        "A short line\n\nTags: war\n\nA sentence that is long enough to be one.",
        "Tags: war",
        Zone::Body,
    );
    assert_eq!(zones[1], ("body", "Tags: war".to_owned()));
}

#[test]
fn known_blocks_that_cannot_be_are_left_out() {
    let block =
        |start, end| ZonedBlock { span: Span::new(start, end), zone: Zone::Tags, duplicate: false };
    let text = "Café in Homs";
    assert_eq!(zones_with(text, &[block(0, 4), block(6, 99)]), zones(text));
    assert_eq!(zones_with(text, &[block(6, 12), block(6, 8)])[1].span, Span::new(6, 12));
}

proptest! {
    #[test]
    fn any_known_blocks_give_blocks_in_order(
        text in "[\\PC\n]{0,120}",
        known in prop::collection::vec((0..120_usize, 0..120_usize), 0..6),
    ) {
        let known: Vec<ZonedBlock> = known.into_iter().map(|(a, b)| ZonedBlock {
            span: Span::new(a.min(b), a.max(b)), zone: Zone::Caption, duplicate: false,
        }).collect();
        let mut last = 0;
        for block in zones_with(&text, &known) {
            prop_assert!(last <= block.span.start && block.span.start < block.span.end);
            prop_assert!(text.get(block.span.range()).is_some());
            last = block.span.end;
        }
    }

    #[test]
    fn any_text_has_blocks_in_order(text in "[\\PC\n]{0,300}") {
        let mut last = 0;
        let blocks = zones(&text);
        for block in &blocks {
            prop_assert!(last <= block.span.start && block.span.start < block.span.end);
            prop_assert!(text.get(block.span.range()).is_some());
            last = block.span.end;
        }
        prop_assert_eq!(blocks.is_empty(), text.trim().is_empty());
    }
}
