//! Sentences end where a reader would end them.

use proptest::prelude::*;
use tadmur_geoparser::text::Span;
use tadmur_geoparser::text::sentences::sentences;

/// The text is written with a `¦` where a sentence ends.
#[track_caller]
fn check(marked: &str) {
    let text = marked.replace('¦', "");
    let expected: Vec<&str> = marked.split('¦').map(str::trim).collect();
    let found = sentences(&text, Span::new(0, text.len()));
    let found: Vec<&str> = found.iter().map(|span| &text[span.range()]).collect();
    assert_eq!(found, expected);
}

#[test]
fn stops_end_sentences() {
    check("The city fell.¦ Troops left! ¦Who stayed? ¦Nobody.");
    check("\"It is over,\" he said. ¦\"Nothing is left.\" ¦She agreed.");
    check("He asked why?! ¦(Nobody knew.) ¦Then it ended…");
    check("one line without a stop");
}

#[test]
fn abbreviations_and_initials_go_on() {
    check("The U.S. troops left on Dec. 15. ¦Mr. Smith and Dr. J. F. Doe stayed.");
    check(
        "It rose 3.5 percent to $1.2 billion at 3 p.m. Friday. ¦Gen. Lee, e.g. in St. Louis, did not.",
    );
    check("They left the U.S. ¦The rest stayed in the U.K. and Europe.");
    check("The U.S.-led coalition bombed Raqqa. ¦IS fled.");
    check("Acme Inc. ¦It said so.");
    check("Am 15. Dezember fiel die Stadt. ¦Im 20. Jahrhundert war das anders.");
    check("There were 24. ¦Putin said so.");
}

#[test]
fn other_scripts_have_their_own_stops() {
    check("متى سقطت المدينة؟ ¦سقطت في مايو 2015. ¦ثم عادت.");
    check("城市陷落了。¦军队离开了！¦谁留下？");
    check("शहर गिर गया। ¦सेना चली गई।");
    check("В 2015 г. город пал. ¦Войска ушли.");
}

#[test]
fn small_letters_continue() {
    check("\"Where?\" he asked. ¦\"There!\" said she.");
    check("He said... nothing. ¦End.");
}

proptest! {
    #[test]
    fn any_text_is_cut_in_order(text in "[\\PC\n]{0,200}") {
        let found = sentences(&text, Span::new(0, text.len()));
        let mut last = 0;
        for span in found {
            prop_assert!(last <= span.start && span.start < span.end);
            prop_assert_eq!(text[span.range()].trim(), &text[span.range()]);
            last = span.end;
        }
    }
}
