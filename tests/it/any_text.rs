//! Any string is a valid article: what holds of every text.

use proptest::prelude::*;
use tadmur_geoparser::geoparse::{Draft, Input, Models, Parsed, geoparse};

use crate::golden::WORLD;

fn parsed(text: &str, lang: &str) -> Parsed {
    geoparse(&WORLD, Input { text, published: None, zones: &[], lang, home: None })
}

/// Spans lie on character boundaries inside the text, mentions in order and apart; scores are shares.
fn check(text: &str, lang: &str) {
    let found = parsed(text, lang);
    let mut end = 0;
    for mention in &found.mentions {
        let span = mention.span;
        assert!(span.start >= end && span.end > span.start, "{span:?} after {end} in {text:?}");
        assert!(text.get(span.range()).is_some(), "{span:?} cuts a character of {text:?}");
        end = span.end;
        let shares = mention.resolution.iter().chain(&mention.runners_up).map(|it| it.score);
        assert!(shares.chain([mention.score]).all(|it| (0.0..=1.0).contains(&it)), "{mention:?}");
        if let Some(when) = &mention.when {
            assert!(text.get(when.evidence.range()).is_some(), "{when:?} in {text:?}");
        }
    }
    let mut end = 0;
    for expression in &found.expressions {
        assert!(expression.span.start >= end && text.get(expression.span.range()).is_some());
        end = expression.span.end;
    }
    let mut end = 0;
    for block in &found.zones {
        assert!(block.span.start >= end && text.get(block.span.range()).is_some());
        end = block.span.end;
    }
    assert_eq!(found, parsed(text, lang), "the same text, read again");
}

fn pieces() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "Homs",
        "Palmyra (Tadmur)",
        "Paris, Texas",
        "ALEPPO, Syria —",
        "Bank of America",
        "U.S.",
        "north-eastern Syria",
        "حمص",
        "ودمشق",
        "в Москве",
        "İstanbul'da",
        "東京",
        "Dama-\nscus",
        "Stutt¬ gart",
        "Ber¬\r\nlin",
        "서울에서",
        "Helsingissä",
        "São Paulo",
        "Lake Assad",
        "St.",
        "the city",
        "’s",
        "\u{202e}",
        "\u{200d}",
        "\u{0}",
        "🏛️",
        "e\u{301}",
        "\n\n",
        "\t",
        "\u{a0}",
        ", ",
        ". ",
        "(",
        "\"",
        "—",
        "3 May 2015",
        "31 February",
        "يوم الأحد",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]
    #[test]
    fn any_text_is_an_article(pieces in prop::collection::vec(pieces(), 0..40), lang in "en|ar|ru|tr|de|und|x-none") {
        check(&pieces.join(" "), &lang);
        check(&pieces.concat(), &lang);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn texts_read_together_say_what_each_says_alone(
        texts in prop::collection::vec((prop::collection::vec(pieces(), 0..20), "en|ar|ru|fi"), 0..6)
    ) {
        let texts: Vec<(String, String)> =
            texts.into_iter().map(|(pieces, lang)| (pieces.join(" "), lang)).collect();
        let inputs: Vec<Input<'_>> = texts
            .iter()
            .map(|(text, lang)| Input { text, published: None, zones: &[], lang, home: None })
            .collect();
        let models = Models::shipped();
        for (draft, input) in Draft::of_all(&WORLD, models, &inputs).into_iter().zip(&inputs) {
            let mentions = draft.mentions(&WORLD, models, None);
            prop_assert_eq!(draft.into_parsed(mentions), geoparse(&WORLD, *input));
        }
    }
}

/// `Altarage` and `Zinke` have the same hash of 32 bits, and so have `Costarring` and `Liquid`.
#[test]
fn words_with_the_same_hash_are_told_apart() {
    let texts = ["In Altarage he met Costarring.", "In Zinke he met Liquid."];
    let input = |text| Input { text, published: None, zones: &[], lang: "en", home: None };
    for texts in [texts, [texts[1], texts[0]]] {
        let inputs = texts.map(input);
        let drafts = Draft::of_all(&WORLD, Models::shipped(), &inputs);
        for (draft, input) in drafts.into_iter().zip(inputs) {
            let mentions = draft.mentions(&WORLD, Models::shipped(), None);
            assert_eq!(draft.into_parsed(mentions), geoparse(&WORLD, input));
        }
    }
}

#[test]
fn fifty_languages_and_a_name_again_and_again_are_texts() {
    let scripts = "Paris Париж باريس Παρίσι פריז 巴黎 パリ 파리 पेरिस ปารีส Պարիզ პარიზი ፓሪስ பாரிஸ் ";
    check(&scripts.repeat(4), "und");
    check(&"Homs".repeat(2_000), "en");
    check(&"Homs ".repeat(2_000), "en");
    check(&"(".repeat(5_000), "en");
    check(&"a".repeat(100_000), "en");
    check("", "en");
}
