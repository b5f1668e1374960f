//! Gazetteer files and images: what is read, what is reported, what is refused.

use tadmur_geoparser::gazetteer::{Gazetteer, ImageError};
use tadmur_geoparser::place::{NameSort, PlaceId};
use tadmur_geoparser::recognize::{FoldedWords, matches};

const SMALL: &str = "\
id,title,types,fcode,ccodes,parent_id,lon,lat,bbox,population,variants,matches,end
gn:163843,Syria,country,PCLI,SY,,38.5,35,35.6 32.3 42.4 37.3,16906283,سوريا@ar;Syrian@en-x-demonym;Syrie@fr,wd:Q858,
gn:163808,Palmyra,city,PPL,SY,gn:163843,38.28404,34.55229,,51323,تدمر@ar;Tadmor@;Palmyre@fr,wd:Q5747;pleiades:668331,
gn:472757,Volgograd,city,PPLA,RU,,44.5,48.7,,1013533,Stalingrad@en-x-hist-1925-1961,,
x:1,\"A \"\"quoted\"\", name\",,,,,0,0,,,,,1991
";

/// Loads files and gives what they hold, a place a line, and what was said about them.
#[track_caller]
fn check(files: &[&str], places: &[&str], said: &[&str]) {
    let bytes: Vec<&[u8]> = files.iter().map(|it| it.as_bytes()).collect();
    check_bytes(&bytes, places, said);
}

#[track_caller]
fn check_bytes(files: &[&[u8]], places: &[&str], said: &[&str]) {
    let named: Vec<(&str, &[u8])> =
        ["a.csv", "b.csv"].into_iter().zip(files.iter().copied()).collect();
    match Gazetteer::from_csv(&named) {
        Ok((gazetteer, diagnostics)) => {
            let found: Vec<String> = gazetteer.ids().map(|it| line(&gazetteer, it)).collect();
            assert_eq!(found, places);
            let found: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
            assert_eq!(found, said);
        }
        Err(error) => assert_eq!(vec![error.to_string()], said),
    }
}

fn line(gazetteer: &Gazetteer, id: PlaceId) -> String {
    let place = gazetteer.place(id);
    format!("{} {} {} {}", place.key, place.label, place.point.lon(), place.point.lat())
}

#[test]
fn four_columns_are_enough() {
    check(&["id,title,lon,lat\nv:1,Tell,38,35\n"], &["v:1 Tell 38 35"], &[]);
    check(&["lat,LON, Title ,id\r\n35,38,Tell,v:1\r\n\r\n"], &["v:1 Tell 38 35"], &[]);
    check(&["\u{feff}id;title;lon;lat\nv:1;Tell;38,5;35.5"], &["v:1 Tell 38.5 35.5"], &[]);
    check(&["id\ttitle\tlon\tlat\nv:1\tTell\t38\t35\n"], &["v:1 Tell 38 35"], &[]);
}

#[test]
fn a_file_without_them_is_refused() {
    check(
        &["id,title,lon\nv:1,Tell,38\n"],
        &[],
        &["a.csv:1: no column `lat`; a gazetteer needs id, title, lon, lat"],
    );
    check(&[""], &[], &["a.csv:1: no header; a gazetteer begins with the names of its columns"]);
    check(
        &["\"id,title"],
        &[],
        &["a.csv:1: no header; a gazetteer begins with the names of its columns"],
    );
}

#[test]
fn a_bad_row_is_left_out_and_named() {
    check(
        &[
            "id,title,lon,lat,color\nv:1,Tell,38,91,red\nv:2,Tell,38,35,red\n,Tell,38,35,\nv:4,Tell,38\n",
        ],
        &["v:2 Tell 38 35"],
        &[
            "a.csv:1: unknown column `color`; it is passed over",
            "a.csv:2: lat `91` is not a number from -90 to 90",
            "a.csv:4: id is empty",
            "a.csv:5: 3 cells, the header has 5",
        ],
    );
    check(
        &["id,title,lon,lat\nv:1,Tell,38,35,,\n"],
        &["v:1 Tell 38 35"],
        &["a.csv:2: 6 cells, the header has 4"],
    );
    check_bytes(
        &[b"id,title,lon,lat\nv:1,T\xe9ll,38,35\nv:2,Tell,38,35\n"],
        &["v:2 Tell 38 35"],
        &["a.csv:2: title is not UTF-8"],
    );
}

#[test]
fn quotes_are_read_and_open_ones_spoil_their_line_only() {
    check(
        &["id,title,lon,lat\nv:1,\"A \"\"b\"\",\nc\",38,35\nv:2,Tell,38,35\n"],
        &["v:1 A \"b\",\nc 38 35", "v:2 Tell 38 35"],
        &[],
    );
    check(
        &["id,title,lon,lat\nv:1,\"Tell,38,35\nv:2,Tell,38,35\n"],
        &["v:2 Tell 38 35"],
        &["a.csv:2: a quote opens a cell and none closes it"],
    );
    check(
        &["id,title,lon,lat\nv:1,\"Tell,38,35\nv:2,\"Tell\",38,35\nv:3,Tell,38,35"],
        &["v:2 Tell 38 35", "v:3 Tell 38 35"],
        &["a.csv:2: a quote closes a cell in its middle; a quote inside a cell is doubled"],
    );
}

#[test]
fn ten_megabytes_in_a_cell_are_no_name() {
    let long = "x".repeat(10 << 20);
    check(
        &[&format!("id,title,lon,lat\nv:1,{long},38,35\nv:2,Tell,38,35\n")],
        &["v:2 Tell 38 35"],
        &["a.csv:2: title has 10485760 bytes; is a quote left open?"],
    );
    check(
        &[&format!("id,title,lon,lat\nv:1,\"{long}\",38,35\nv:2,Tell,38,35\n")],
        &["v:2 Tell 38 35"],
        &["a.csv:2: a quote opens a cell and none closes it"],
    );
}

#[test]
fn a_later_row_replaces_an_earlier_one() {
    check(
        &["id,title,lon,lat\nv:1,Old,1,1\nv:0,Other,1,1\n", "id,title,lon,lat\nv:1,New,2,2\n"],
        &["v:0 Other 1 1", "v:1 New 2 2"],
        &[],
    );
}

#[test]
fn no_place_contains_itself() {
    let file =
        "id,title,lon,lat,parent_id\na,A,0,0,b\nb,B,0,0,c\nc,C,0,0,a\nd,D,0,0,a\ne,E,0,0,e\n";
    let (gazetteer, _) = Gazetteer::from_csv(&[("a.csv", file.as_bytes())]).unwrap();
    let parents: Vec<Option<u32>> =
        gazetteer.ids().map(|it| gazetteer.place(it).parent.map(|it| it.0)).collect();
    assert_eq!(parents, [Some(1), Some(2), None, Some(0), None]);
}

fn small() -> Gazetteer {
    let (gazetteer, diagnostics) = Gazetteer::from_csv(&[("a.csv", SMALL.as_bytes())]).unwrap();
    assert_eq!(diagnostics, []);
    gazetteer
}

/// Everything that a gazetteer says about itself.
fn told(gazetteer: &Gazetteer) -> String {
    let mut told = String::new();
    for id in gazetteer.ids() {
        let names: Vec<_> = gazetteer.names(id).collect();
        let bearers: Vec<_> =
            names.iter().map(|it| gazetteer.index().exact(it.text).collect::<Vec<_>>()).collect();
        let place = gazetteer.place(id);
        let more = (gazetteer.n_names(id), gazetteer.until(id), gazetteer.find(place.key));
        let matches: Vec<_> = gazetteer.matches(id).collect();
        let country = place.country.and_then(|it| gazetteer.country(it));
        let label = gazetteer.label_in(id, "fr");
        told +=
            &format!("{place:?} {names:?} {bearers:?} {more:?} {matches:?} {country:?} {label}\n");
    }
    told
}

#[test]
fn places_are_told_as_they_were_written() {
    let gazetteer = small();
    let palmyra = gazetteer.find("gn:163808").unwrap();
    let place = gazetteer.place(palmyra);
    assert_eq!(
        (place.label, place.population, place.feature_code),
        ("Palmyra", Some(51323), "PPL")
    );
    assert_eq!(place.parent, gazetteer.find("gn:163843"));
    assert_eq!(place.country.and_then(|it| gazetteer.country(it)), place.parent);
    assert_eq!(gazetteer.label_in(palmyra, "fr"), "Palmyre");
    assert_eq!(gazetteer.matches(palmyra).collect::<Vec<_>>(), ["wd:Q5747", "pleiades:668331"]);
    let posting = gazetteer.index().exact("TADMOR").next().unwrap();
    assert_eq!((posting.place, posting.nth_name, posting.sort), (palmyra, 2, NameSort::Alias));
    assert_eq!(gazetteer.index().exact("تَدمُر").count(), 1);
    assert!(gazetteer.index().exact("Tadmo").is_empty());
    let sort = gazetteer.index().exact("stalingrad").next().map(|it| it.sort);
    assert_eq!(sort, Some(NameSort::Historical));
    assert_eq!(gazetteer.until(gazetteer.find("x:1").unwrap()), Some(1991));
}

#[test]
fn an_image_says_what_the_file_says() {
    let gazetteer = small();
    let again = Gazetteer::from_image(gazetteer.as_image().to_vec()).unwrap();
    assert_eq!(told(&again), told(&gazetteer));
    assert_eq!(again.as_image(), small().as_image());
    let empty = Gazetteer::default();
    assert!(Gazetteer::from_image(empty.as_image().to_vec()).unwrap().is_empty());
    assert!(empty.index().exact("Palmyra").is_empty());
}

#[test]
fn a_damaged_image_is_refused() {
    let image = small().as_image().to_vec();
    for len in 0..image.len() {
        let error = Gazetteer::from_image(image[..len].to_vec()).unwrap_err();
        let expected = image.len() as u64;
        assert!(
            error == ImageError::NotAnImage || error == ImageError::Length { found: len, expected }
        );
    }
    for bit in 0..image.len() * 8 {
        let mut flipped = image.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(Gazetteer::from_image(flipped).is_err(), "bit {bit}");
    }
    let mut longer = image.clone();
    longer.push(0);
    assert!(Gazetteer::from_image(longer).is_err());
}

/// What checking a file finds, beside what a small gazetteer around it holds.
#[track_caller]
fn check_faults(rows: &str, said: &[&str]) {
    let file = format!("id,title,types,ccodes,parent_id,lon,lat,bbox,variants,start,end\n{rows}");
    let faults = tadmur_geoparser::gazetteer::check(&small(), "a.csv", file.as_bytes()).unwrap();
    let found: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(found, said);
}

#[test]
fn checking_finds_what_loading_forgives() {
    check_faults(
        "v:1,Tell,city,SY,gn:163843,38,35,,Tall@en+fr;تل@ar;Til@en-x-hist--1996,-1900,1925-02\n",
        &[],
    );
    check_faults(
        "v:1,Tell,city,SY,,38,35,,,,\nv:1,Tell,city,SY,,38,35,,,,\n",
        &["a.csv:3: id `v:1` stands in line 2 too"],
    );
    check_faults(
        "v:1,Tell,city,SY,v:9,38,35,,,,\n",
        &["a.csv:2: parent_id `v:9` is the id of no place"],
    );
    check_faults(
        "v:1,A,city,,v:2,38,35,,,,\nv:2,B,city,,v:1,38,35,,,,\n",
        &[
            "a.csv:2: parent_id leads from `v:1` back to it",
            "a.csv:3: parent_id leads from `v:2` back to it",
        ],
    );
    check_faults(
        "v:1,Tell,city,SY,,-38,35,,,,\n",
        &["a.csv:2: lon, lat `-38, 35` is far outside of SY"],
    );
    check_faults(
        "v:1,Tell,admin1,SY,,38,35,30 30 31 31,,,\n",
        &["a.csv:2: bbox does not hold the point"],
    );
    check_faults(
        "v:1,\"Te\tll\",village,SY;xx,,38,35,1 2 3,Tall,last year,1900/1800\n",
        &[
            "a.csv:2: title `Te\tll` is not free of control characters",
            "a.csv:2: start `last year` is not an EDTF date",
            "a.csv:2: end `1900/1800` is not an EDTF date",
            "a.csv:2: ccodes `SY;xx` is not ISO 3166-1 alpha-2 codes in capitals, joined by `;`",
            "a.csv:2: variants `Tall` is not `name@tags`",
            "a.csv:2: types `village` is not a kind of place as listed in docs/gazetteer.md",
            "a.csv:2: bbox `1 2 3` is not `west south east north` in degrees",
        ],
    );
}

#[test]
fn short_forms_are_found_as_they_are_written() {
    let csv = "id,title,types,lon,lat,variants\n\
        mo,Missouri,admin1,-92,38,MO@en-x-abbr;Mo.@en-x-abbr\n\
        sc,South Carolina,admin1,-80,33,SC@en-x-abbr;S.C.@en-x-abbr\n\
        tn,Tennessee,admin1,-86,36,TN@en-x-abbr;Tenn.@en-x-abbr\n";
    let (gazetteer, _) = Gazetteer::from_csv(&[("a.csv", csv.as_bytes())]).unwrap();
    let found = |text: &str| {
        let found = matches(&gazetteer, text, &FoldedWords::of(text));
        let told = found.iter().map(|it| text[it.span.range()].to_owned());
        told.collect::<Vec<_>>().join(" | ")
    };
    assert_eq!(found("Joplin, Mo., and Joplin MO"), "Mo. | MO");
    assert_eq!(found("Aiken, S.C., Aiken, S. C., Aiken SC."), "S.C. | S. C. | SC");
    assert_eq!(found("MEMPHIS, TENN. Memphis, Tenn. here"), "TENN. | Tenn.");
    assert_eq!(found("Mo said mo. and Tenn"), "");
}

#[test]
fn names_in_small_letters_are_found_whole_and_alone() {
    let csv = "id,title,types,lon,lat,variants\n\
        a,Syria,country,38,35,syrien@fr-x-demonym;al-sham@;bilad as sham@\n\
        b,Bilad,city,38,35,\n\
        c,Haag,city,4,52,the Hague@\n";
    let (gazetteer, _) = Gazetteer::from_csv(&[("a.csv", csv.as_bytes())]).unwrap();
    let found = |text: &str| {
        let found = matches(&gazetteer, text, &FoldedWords::of(text));
        let told = found.iter().map(|it| text[it.span.range()].to_owned());
        told.collect::<Vec<_>>().join(" | ")
    };
    assert_eq!(found("un syrien de Syria"), "syrien | Syria");
    assert_eq!(found("syria, al-sham and al sham"), "al-sham | al sham");
    assert_eq!(
        found("bilad as sham, Bilad as Sham, bilad, bilad as"),
        "bilad as sham | Bilad as Sham"
    );
    assert_eq!(found("the Hague and The Hague, the hague"), "the Hague | The Hague | the hague");
    assert_eq!(found("in the"), "");
    assert_eq!(found("Bilad"), "Bilad");
}
