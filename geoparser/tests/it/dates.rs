//! Time expressions and their values, counted from Thursday, 15 December 2016.

use proptest::prelude::*;
use tadmur_geoparser::dates::expressions::{Anchor, expressions};
use tadmur_geoparser::dates::{Edtf, TimeSpan, timex3};

/// The text is written with its expressions marked: `He left [last Tuesday](2016-12-13).`
#[track_caller]
fn check(marked: &str) {
    check_in("en", marked);
}

#[track_caller]
fn check_in(lang: &str, marked: &str) {
    let mut text = String::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        let (words, after) = after.split_once("](").unwrap();
        text.push_str(before);
        text.push_str(words);
        rest = after.split_once(')').unwrap().1;
    }
    text.push_str(rest);
    let anchor = Anchor { published: Some(TimeSpan::day(jiff::civil::date(2016, 12, 15))) };
    let (mut found, mut end) = (String::new(), 0);
    for it in expressions(&text, anchor, lang) {
        let words = &text[it.span.range()];
        found.push_str(&format!("{}[{words}]({})", &text[end..it.span.start], it.value));
        end = it.span.end;
    }
    found.push_str(&text[end..]);
    assert_eq!(found, marked);
}

#[test]
fn full_dates() {
    check("The ceasefire of [February 27, 2016](2016-02-27) held.");
    check("It began on [9 September 1914](1914-09-09).");
    check("They met on [Friday, Oct. 23, 1998](1998-10-23), and on [2016-12-13](2016-12-13).");
    check("It fell in [May 2015](2015-05) and again in [spring 2016](2016-SP).");
    check("In [1999](1999) it was quiet; in [1999-2000](1999/2000) it was not.");
    check("Strikes hit it on [March 22 to 24, 2016](2016-03-22/2016-03-24).");
    check("[The 1990s](199) and [the 20th century](19) are over.");
}

#[test]
fn dates_without_a_year_are_the_closest() {
    check("It happened in [October](2016-10).");
    check("He will take power in [January](2017-01).");
    check("It ended on [Dec. 2](2016-12-02), and goes on on [Jan. 3](2017-01-03).");
    check("It stands by the plans announced in [February](2016-02).");
    check("He left on [Tuesday](2016-12-13), and came back on [Thursday](2016-12-15).");
    check("He will leave on [Tuesday](2016-12-20).");
}

#[test]
fn a_day_goes_with_the_month_that_is_named_or_with_today() {
    check("They met on [the 12th](2016-12-12), but left it until [the 20th](2016-12-20).");
    check("The council will meet on [the 10th](2017-01-10).");
    check("On [March 3, 2012](2012-03-03) they came; they fled on [the 5th](2012-03-05).");
    check("It fell in [March 2012](2012-03). The army had left on [the 28th](2012-03-28).");
    check(
        "Your letter of [the 2nd instant](2016-12-02) and mine of [the 30th ultimo](2016-11-30).",
    );
    check("It opens on [the 21st of next month](2017-01-21).");
    check("He lives on the 15th floor, and won on the 31st try; the 15th is far.");
    check("No such day: on the 31st of November.");
    check_in("es", "Llegaron [el día 12](2016-12-12).");
    check_in("pt", "Chegaram no [dia 12](2016-12-12).");
    check_in("ru", "Они прибыли [12 числа](2016-12-12).");
    check_in("de", "Sie kamen am [5. dieses Monats](2016-12-05).");
}

#[test]
fn years_before_the_thousandth_need_their_era() {
    check("Vesuvius buried it in [AD 79](0079), and Rome fell in [476 CE](0476).");
    check("It was sacked in [the year 410](0410); 30 ad campaigns ran.");
}

#[test]
fn years_of_the_books_are_near_those_of_the_calendar() {
    let days = |text: &str| {
        let found = expressions(text, Anchor { published: None }, "en");
        let edtf = found.first().and_then(|it| it.edtf.as_ref());
        edtf.map(ToString::to_string).unwrap_or_default()
    };
    assert_eq!(days("It lost money in fiscal 1989."), "1989~");
    assert_eq!(days("It lost money in FY 2016."), "2016~");
    assert_eq!(days("It lost money in 1989."), "1989");
}

#[test]
fn relative_dates_count_from_publication() {
    check("He left [last year](2015), [last month](2016-11), [last week](2016-W49).");
    check("He came [two weeks ago](2016-W48) and left [yesterday](2016-12-14).");
    check("He came [three years ago](2013) and will leave [tomorrow](2016-12-16).");
}

#[test]
fn durations_have_no_place_in_the_calendar() {
    check("It took [four days](P4D), then [2 1/2 years](P2.5Y).");
    check("She is a 34-year-old mother.");
}

#[test]
fn what_only_looks_like_a_time_is_none() {
    check("They may march on; the fall of Aleppo was in the sun.");
    check("He won for a second time, the second city of 2,016 people.");
    check("It hit 146 targets, version 2.0.15, an A380, and cost $2016.");
    check("Call 555-1999 or see May Smith.");
    check("There is no day like February 31, 2016, and no month 2016-13-01.");
}

#[test]
fn parts_of_years_and_other_spans() {
    check(
        "It sold less in [the third quarter](2016-Q3), [the fourth quarter of 2015](2015-Q4) and [early 2016](2016).",
    );
    check("[The 1990s](199), [the late 1980s](198), [the '60s](196) and [the 19th century](18).");
    check("[Last summer](2016-SU) it was hot; [the spring of 1794](1794-SP) was not.");
    check("It closed at [the end of last year](2015), on [Christmas Day](2016-12-25).");
    check(
        "It happened on [Jan. 1, 1959](1959-01-01); [the next day](1959-01-02) they left, [a year later](1960) they came.",
    );
}

#[test]
fn accounts_and_calendars_of_business() {
    check("Its [third-quarter](2016-Q3) profit rose from $40 million [a year earlier](2015).");
    check(
        "It lost money in [Q3 2015](2015-Q3), in [fiscal 1989](1989) and in [the second half of last year](2015-H2).",
    );
    check(
        "They meet [every other week](P2W), and on [Mondays](XXXX-WXX-1); it is [two to three years](P3Y) away.",
    );
}

#[test]
fn times_of_day() {
    check(
        "It blew up at [10:35 a.m. Friday](2016-12-09T10:35), after [Thursday night](2016-12-15TNI).",
    );
    check(
        "It rose 3.10% to 16.03 points at [14:58 UTC](2016-12-15T14:58Z), and [tonight](2016-12-15TNI).",
    );
}

#[test]
fn sets_and_references() {
    check("It runs [every day](P1D), [twice a week](P1W) and [every Monday](XXXX-WXX-1).");
    check(
        "It is [now](PRESENT_REF) quiet; [recently](PAST_REF) it was not, in [the future](FUTURE_REF) it may be.",
    );
}

#[test]
fn histories_count_from_the_date_last_named() {
    check(
        "The war began on [1 September 1939](1939-09-01), after the pacts of [1938](1938) and [1936](1936). On \
         [17 September](1939-09-17) the east was taken. In [January 1940](1940-01) it was cold, in [May](1940-05) not. \
         It ended in [1945](1945). The peace of [1947](1947) held, that of [1919](1919) had not.",
    );
}

#[test]
fn ranges_lend_their_year() {
    check("It lasted from [May 15](1988-05-15) to [August 16, 1988](1988-08-16).");
    check(
        "It lasted from [Nov. 15](1988-11-15) to [February 15, 1989](1989-02-15), that is [1988-89](1988/1989).",
    );
}

#[test]
fn both_ends_of_a_range_go_together() {
    check(
        "It lasted from [May](2016-05) to [July](2016-07), from [Monday](2016-12-12) to [Friday](2016-12-16).",
    );
    let anchor = Anchor { published: Some(TimeSpan::day(jiff::civil::date(2016, 12, 15))) };
    let edtf = |text: &str| -> Vec<String> {
        let found = expressions(text, anchor, "en").into_iter();
        found.filter_map(|it| Some(it.edtf?.to_string())).collect()
    };
    assert_eq!(edtf("It lasted from May to July."), ["2016-05/2016-07"; 2]);
    assert_eq!(edtf("It lasted between 2011 and 2013."), ["2011/2013"; 2]);
    assert_eq!(edtf("It rained in 2011 and 2013."), ["2011", "2013"]);
    assert_eq!(edtf("It rained on 18 and 22 June 2015."), ["{2015-06-18,2015-06-22}"]);
}

#[test]
fn times_of_day_go_with_the_day_of_their_sentence() {
    check(
        "It landed on [Tuesday](2016-12-13) in Everett at [18:00 UTC](2016-12-13T18:00Z). It left at [0600 GMT](2016-12-15T06:00Z).",
    );
    check("It came at [2016-12-13T15:54:00Z](2016-12-13T15:54:00Z).");
}

#[test]
fn months_that_say_last_or_next() {
    check("[Last May](2016-05) it fell; [next October](2017-10) it may rise.");
    check(
        "It began on [3 March 1995](1995-03-03), and ended in [October of that year](1995-10). In [1998](1998) it \
         resumed, but since [the previous April](1997-04) all were tired.",
    );
    check("It rained in the [eighties](198) until [year-end](2016).");
}

#[test]
fn words_that_are_also_seasons_need_a_context() {
    check("The town began to fall; after [the fall of 1795](1795-FA) came the fall of Aleppo.");
    check("It happened in [fall](2016-FA), before the [9/11](2001-09-11) attacks, version 9/11/3.");
}

#[test]
fn the_islamic_calendar_is_counted() {
    check("It fell during [Ramadan](2016-06-07/2016-07-06), before [Eid al-Fitr](2016-07-07).");
    check(
        "It was signed on [27 Rajab 1437 AH](2016-05-05), in [Ramadan 2015](2015-06-18/2015-07-17).",
    );
    check("Tariq Ramadan spoke.");
    let anchor = Anchor { published: None };
    let found = expressions("It fell on 27 Rajab 1437.", anchor, "en");
    assert_eq!(found[0].edtf.as_ref().unwrap().as_str(), "2016-05-05~");
}

#[test]
fn other_languages_know_the_same_kinds() {
    check_in(
        "es",
        "Cayó [el pasado 3 de mayo](2016-05-03), [a finales de año](2016), [el viernes que viene](2016-12-16).",
    );
    check_in(
        "es",
        "Duró [cinco años y medio](P5.5Y), [dos veces por semana](P1W), en [el siglo XIX](18).",
    );
    check_in(
        "it",
        "Il [3 maggio scorso](2016-05-03), [alla fine degli anni ottanta](198), [nel XIX secolo](18).",
    );
    check_in(
        "fr",
        "[Ces trois dernières années](P3Y), [au XIXe siècle](18), [le premier mai](2017-05-01), [la nuit dernière](2016-12-14TNI).",
    );
    check_in(
        "ru",
        "В [октябре прошлого года](2015-10), [прошлым летом](2016-SU), [осенью прошлого года](2015-FA), [полтора года](P1.5Y).",
    );
    check_in(
        "tr",
        "[1990'larda](199), [2016'nın ilk çeyreği](2016-Q1), [haftada iki kez](P1W), [beş buçuk yıl](P5.5Y).",
    );
    check_in(
        "uk",
        "[22 червня 1941 року](1941-06-22), [навесні 1944 року](1944-SP), [два роки тому](2014).",
    );
    check_in(
        "nl",
        "Op [12 oktober 1998](1998-10-12), [afgelopen vrijdag](2016-12-09), [de jaren '80](198).",
    );
    check_in(
        "pt",
        "Em [12 de outubro de 1998](1998-10-12), [há dois anos](2014), [no século XIX](18).",
    );
    check_in(
        "el",
        "Στις [22 Ιουνίου 1941](1941-06-22), [πριν από δύο χρόνια](2014), [τον 19ο αιώνα](18).",
    );
    check_in(
        "ar",
        "في [الخامس عشر من مارس 2011](2011-03-15) خلال [السنوات الثلاث الماضية](P3Y) في [القرن التاسع عشر](18)",
    );
    check_in(
        "de",
        "Im [Juni des vergangenen Jahres](2015-06), [Ende dieses Jahres](2016), [jahrelang](PXY).",
    );
}

#[test]
fn other_languages_are_tables() {
    check_in(
        "de",
        "Er kam [am Montag](2016-12-12).".replace("[am Montag]", "am [Montag]").as_str(),
    );
    check_in(
        "de",
        "Am [3. Mai 2015](2015-05-03) und [vor zwei Jahren](2014) war es still, [gestern](2016-12-14) nicht.",
    );
    check_in(
        "fr",
        "Elle est tombée [le 3 mai 2015](2015-05-03) et [il y a deux ans](2014), pas [hier](2016-12-14).",
    );
    check_in(
        "es",
        "Cayó el [3 de mayo de 2015](2015-05-03) y [hace dos años](2014), no [ayer](2016-12-14).",
    );
    check_in(
        "it",
        "Cadde il [3 maggio 2015](2015-05-03) e [due anni fa](2014), non [ieri](2016-12-14).",
    );
    check_in(
        "ru",
        "Город пал [3 мая 2015 года](2015-05-03) и [два года назад](2014), а не [вчера](2016-12-14).",
    );
    check_in(
        "tr",
        "Şehir [3 Mayıs 2015](2015-05-03)'te ve [iki yıl önce](2014) düştü, [dün](2016-12-14) değil.",
    );
    check_in(
        "ar",
        "سقطت المدينة في [3 مايو 2015](2015-05-03) و[قبل عامين](2014)، لا [أمس](2016-12-14)."
            .replace("و[قبل عامين](2014)", "[قبل عامين](2014)")
            .as_str(),
    );
}

#[test]
fn dates_that_do_not_exist_are_none() {
    check("February 31, 2016; 31.04.2016; 2016-13-01; 0000-01-01; 2016-00-10; June 31.");
    check("The year 0, the year 12016, 99999-01-01, year 10000 AD.");
}

#[test]
fn names_and_verbs_that_are_also_times() {
    check("May Smith may march in March Street; the Sun rose; Theresa May said so.");
    check(
        "Mar the view, sat down, wed in white, mon ami; April Jones and June Carter sang."
            .replace("April", "[April](2017-04)")
            .replace("June", "[June](2016-06)")
            .as_str(),
    );
    check("It fell second; the second time; Spring Street; the autumn leaves.");
}

#[test]
fn numbers_that_look_like_dates() {
    check("Call +1 202-555-1999, 030 2015 1234 or 555.2016.");
    check("Version 10.12.2, v2.0.15, 1.2.2016.4, 192.168.20.16, ISBN 978-3-16-148410-0.");
    check("They won 3-2, 21-14 and 2-1, at odds of 10/1, in sections 3.1 and 12.4; 50/50.");
    check("It cost $2016, 2,016 euros, 2016 dollars and 1999 people came; flight 1549, bus 2010a.");
}

/// The words that the languages know of time, and what stands between them.
fn words_of_time() -> impl Strategy<Value = String> {
    let words = "january May 3 12 31 1999 2016 15:30 '90s monday Tuesday last next this week year ago later since until \
        from to and between the of in early mid spring fall quarter first third . , - – / ( ) \n\n vor zwei Jahren Ende \
        Mai nächste il y a deux ans lundi dernier fin années 80 hace tres días pasado finales de año siglo XIX due anni fa \
        scorso negli два года назад в прошлом году мая веке iki yıl önce geçen hafta قبل عامين الماضي مايو رمضان و";
    let words: Vec<&str> = words.split(' ').collect();
    let blank = prop::sample::select(vec![" ", " ", " ", ""]);
    prop::collection::vec((prop::sample::select(words), blank), 0..40)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, blank)| [word, blank]).collect())
}

fn language() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "en", "de", "fr", "es", "it", "ru", "tr", "ar", "uk", "nl", "pt", "el", "xx",
    ])
}

#[track_caller]
fn check_laws(text: &str, lang: &str, published: Option<TimeSpan>) -> Result<(), TestCaseError> {
    let found = expressions(text, Anchor { published }, lang);
    let mut last = 0;
    for it in &found {
        prop_assert!(last <= it.span.start && it.span.start < it.span.end);
        prop_assert!(text.get(it.span.range()).is_some());
        last = it.span.end;
        let Some(edtf) = &it.edtf else { continue };
        let again: Edtf = edtf.as_str().parse().unwrap();
        prop_assert_eq!(again.span(), edtf.span(), "{} is read as it was meant", edtf);
        prop_assert!(edtf.span().first().zip(edtf.span().last()).is_none_or(|(a, b)| a <= b));
    }
    let mut last = 0;
    for it in timex3::timexes(text, &found) {
        prop_assert!(last <= it.span.start && it.span.start < it.span.end && !it.value.is_empty());
        last = it.span.end;
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(\\PC|[0-9]{1,4}|[-/.,: \n]|March|May|monday|last|the|week|in|ago){0,60}", lang in language()) {
        check_laws(&text, lang, Some(TimeSpan::day(jiff::civil::date(2016, 12, 15))))?;
    }

    #[test]
    fn any_words_of_time_are_read(text in words_of_time(), lang in language(), y in -9999_i16..=9999, m in 1_i8..=12) {
        check_laws(&text, lang, Some(TimeSpan::day(jiff::civil::date(y, m, 28))))?;
        check_laws(&text, lang, None)?;
    }
}

#[test]
fn ten_thousand_dates_in_one_line() {
    let text = "On May 5, 2015 and last Tuesday it rained in 1999-2000, ".repeat(10_000);
    let anchor = Anchor { published: None };
    assert_eq!(expressions(&text, anchor, "en").len(), 30_000);
}

#[test]
fn seasons_in_the_south_are_the_others() {
    let published = Some(TimeSpan::day(jiff::civil::date(2016, 12, 15)));
    let south = |edtf: &str, words| {
        let edtf = edtf.parse().unwrap();
        tadmur_geoparser::dates::seasons::southern(&edtf, words, published).to_string()
    };
    assert_eq!(south("2016-21", "spring 2016"), "2016-29");
    assert_eq!(south("2016-22", "summer 2016"), "2016-30");
    assert_eq!(south("2016-22", "last summer"), "2016-30"); // it began on 1 December
    assert_eq!(south("2016-23", "this autumn"), "2016-31");
    assert_eq!(south("2015-24", "the winter of 2015-16"), "2015-32");
    assert_eq!(south("2016-22/..", "since the summer"), "2016-30/..");
    assert_eq!(south("2016-11", "November"), "2016-11");
}
