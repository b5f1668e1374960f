//! When an article was published, as its text tells.

use tadmur_geoparser::dates::publication::publication;
use tadmur_geoparser::text::zones::zones;

const BODY: &str =
    "\n\nSoldiers entered the old town early in the morning, residents of the quarter said.";

#[track_caller]
fn check(head: &str, expected: &str) {
    let text = format!("{head}{BODY}");
    let found = publication(&text, &zones(&text));
    let edtf = found.edtf.map_or("-".to_owned(), |it| it.to_string());
    let words = found.evidence.map_or("", |span| &text[span.range()]);
    assert_eq!(format!("{edtf} {} {words}", found.basis.as_str()).trim(), expected);
}

#[test]
fn labelled_lines_declare_it() {
    let title = "Soldiers enter the old town";
    check(
        &format!("{title}\n\nPublished : Dec 15, 2016, 3:54 pm IST"),
        "2016-12-15 declared Dec 15, 2016, 3:54 pm IST",
    );
    check(
        &format!("{title}\n\nUpdated: 2016-12-16\nPosted on 15 December 2016"),
        "2016-12-15 declared 15 December 2016",
    );
    check(&format!("{title}\n\nBy Jane Doe | Dec 15, 2016"), "2016-12-15 declared Dec 15, 2016");
}

#[test]
fn a_date_that_opens_the_story_declares_it_and_one_in_a_sentence_does_not() {
    let title = "Soldiers enter the old town";
    check(
        &format!(
            "{title}\n\n27.1.2022 - A day of memory was held by the people of the quarter, who said that they would come again."
        ),
        "2022-01-27 declared 27.1.2022",
    );
    check(
        &format!(
            "{title}\n\n15 March 2012 was a day of memory for the people of the quarter, who said that they would come again."
        ),
        "[2012-03-15..] inferred 15 March 2012",
    );
    check(
        &format!(
            "{title}\n\nPublished on 15 March 2012, the report of the commission told of the people of the quarter at length."
        ),
        "[2012-03-15..] inferred 15 March 2012",
    );
}

#[test]
fn page_clocks_do_not() {
    check(
        "Sunday, May 22, 2022 | Last Update : 11:06 PM IST\n\nWorld / Europe / 15 Dec 2016 / Soldiers enter the town\n\nSoldiers enter the town",
        "2016-12-15 declared 15 Dec 2016",
    );
    check(
        "Sunday, May 22, 2022 | 11:06 PM\n\nSoldiers enter the town",
        "[..2022-05-22] inferred Sunday, May 22, 2022",
    );
}

#[test]
fn the_story_gives_bounds_never_a_day() {
    check(
        "The town was hit from March 22 to 24, 2016, and had been hit on February 27, 2016, by the same side.",
        "[2016-03-24..] inferred March 22 to 24, 2016",
    );
    check(
        "The town will be rebuilt in May 2031, and nobody who lives there knows when that was decided.",
        "- unknown",
    );
    check(
        "Nothing in this text tells when it was written, although it is long enough to do so.",
        "- unknown",
    );
}
