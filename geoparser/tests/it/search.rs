//! Finding places by a name that is typed.

use std::sync::LazyLock;

use tadmur_geoparser::gazetteer::search::{Query, Search};
use tadmur_geoparser::gazetteer::{Gazetteer, ImageError};
use tadmur_geoparser::place::{BBox, Kind};

const PLACES: &str = "\
id,title,types,ccodes,lon,lat,population,variants
aleppo,Aleppo,city,SY,37.16,36.2,1602264,Halab@;حلب@ar;Алеппо@ru
damascus,Damascus,city,SY,36.29,33.51,1569394,دمشق@ar;Dimashq@
deir,Deir ez-Zor,city,SY,40.14,35.33,242565,Dayr az Zawr@;دير الزور@ar
london,London,city,GB,-0.12,51.5,8961989,Londres@fr+es
london-ca,London,city,CA,-81.23,42.98,346765,
lond,Lond,city,PK,70,30,,
york,York,city,GB,-1.08,53.96,141685,
new-york,New York,city,US,-74,40.7,8804190,Нью-Йорк@ru
paris,Paris,city,FR,2.35,48.85,2138551,
paris-tx,Paris,city,US,-95.55,33.66,24171,
suva,Suva,city,FJ,178.44,-18.14,77366,
syria,Syria,country,SY,38.5,35,16906283,سوريا@ar;Syrian@en-x-demonym
tokyo,Tokyo,city,JP,139.69,35.69,8336599,東京@ja
ioa,Ioa,city,GR,20,40,10,
";

static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::from_csv(&[("a.csv", PLACES.as_bytes())]).unwrap().0);

static SEARCH: LazyLock<Search> = LazyLock::new(|| Search::compile(&GAZETTEER));

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    check_query(Query { limit: expected.len().max(1), ..Query::of(text) }, expected);
}

#[track_caller]
fn check_query(query: Query<'_>, expected: &[&str]) {
    let found = SEARCH.find(&GAZETTEER, &query);
    let keys: Vec<&str> = found.iter().map(|it| GAZETTEER.place(it.place).key).collect();
    assert_eq!(keys, expected, "{found:?}");
}

#[test]
fn whole_names_come_first_the_best_known_before_others() {
    check("London", &["london", "london-ca"]);
    check("paris", &["paris", "paris-tx"]);
    check("Syrian", &["syria"]);
    check("  HALAB ", &["aleppo"]);
}

#[test]
fn a_beginning_is_enough() {
    check("lond", &["lond", "london", "london-ca"]);
    check("londo", &["london"]);
    check("new y", &["new-york"]);
    check("yor", &["york", "new-york"]);
    check("東", &["tokyo"]);
    check("حل", &["aleppo"]);
}

#[test]
fn other_spellings_are_found() {
    for text in
        ["deir azzour", "Deir Ez Zour", "Dayr az-Zawr", "Deirezzor", "ديرالزور", "Дейр-эз-Зор"]
    {
        check(text, &["deir"]);
    }
    check("Alepo", &["aleppo"]);
    check("Haleb", &["aleppo"]);
    check("Damascsu", &["damascus"]);
    check("Damasqus", &["damascus"]);
    check("Lodnon", &["london"]);
    check("Нью Йорк", &["new-york"]);
}

#[test]
fn nothing_is_found_where_nothing_fits() {
    for text in ["", " ", "!?", "xqzwv", "zzzzzzzzzzzz"] {
        check(text, &[]);
    }
    check_query(Query { limit: 0, ..Query::of("London") }, &[]);
}

#[test]
fn a_query_may_ask_for_kinds_a_country_or_a_box() {
    let london = Query::of("london");
    check_query(Query { country: "CA".parse().ok(), ..london }, &["london-ca"]);
    check_query(Query { bbox: BBox::new(-1., 51., 1., 52.), ..london }, &["london"]);
    check_query(Query { kinds: &[Kind::Country], ..london }, &[]);
    check_query(Query { kinds: &[Kind::Country], ..Query::of("syr") }, &["syria"]);
    check_query(Query { bbox: BBox::new(170., -20., -170., -10.), ..Query::of("suva") }, &["suva"]);
}

#[test]
fn any_text_may_be_asked_for() {
    let long = "Llanfair ".repeat(2000);
    for text in [long.as_str(), "\u{0}\u{300}\u{202e}", "a", "ا", "东京东京", "-", "İstanbul"]
    {
        SEARCH.find(&GAZETTEER, &Query::of(text));
    }
    assert!(
        Search::compile(&Gazetteer::default())
            .find(&Gazetteer::default(), &Query::of("a"))
            .is_empty()
    );
}

#[test]
fn an_image_finds_what_the_search_finds() {
    let again = Search::from_image(SEARCH.as_image().to_vec(), &GAZETTEER).unwrap();
    for text in ["London", "deir azzour", "yor"] {
        assert_eq!(
            again.find(&GAZETTEER, &Query::of(text)),
            SEARCH.find(&GAZETTEER, &Query::of(text))
        );
    }
    let other = Gazetteer::default();
    let error = Search::from_image(SEARCH.as_image().to_vec(), &other).unwrap_err();
    assert_eq!(error, ImageError::OtherGazetteer);
    let mut image = SEARCH.as_image().to_vec();
    image[100] ^= 1;
    assert_eq!(Search::from_image(image, &GAZETTEER).unwrap_err(), ImageError::Damaged);
}
