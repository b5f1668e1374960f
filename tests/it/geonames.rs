//! A gazetteer from a GeoNames dump.

use std::fs;

use tadmur_geoparser::gazetteer::{Gazetteer, check};

use crate::world::{Folder, run};

const PLACES: &str = "\
163808\tTadmur\tTadmur\tPalmyra,Tedmor\t34.56\t38.28\tP\tPPL\tSY\t\t11\t1105\t\t\t51323\t\t407\tAsia/Damascus\t2020-01-01
163843\tSyria\tSyria\t\t35\t38\tA\tPCLI\tSY\tSY\t00\t\t\t\t16906283\t\t1\tAsia/Damascus\t2020-01-01
169575\tḨimş\tHims\t\t34.5\t38.0\tA\tADM1\tSY\t\t11\t\t\t\t0\t\t1\tAsia/Damascus\t2020-01-01
90\tEuphrates\tEuphrates\t\t35\t40\tH\tSTM\tSY\tIQ,TR\t\t\t\t\t0\t\t1\t\t2020-01-01
";

const NAMES: &str = "\
1\t163808\ten\tPalmyra\t1\t\t\t\t\t
2\t163808\tar\tتدمر\t\t\t\t\t\t
3\t163808\tfa\tتدمر\t\t\t\t\t\t
4\t163808\ten\tHadrianopolis\t\t\t\t1\t0129\t0300
5\t163808\twkdt\tQ5747\t\t\t\t\t\t
6\t163808\tlink\thttps://example.org\t\t\t\t\t\t
7\t163808\tiata\tPMS\t\t\t\t\t\t
8\t163843\tabbr\tSYR\t\t\t\t\t\t
";

const WRITTEN: &str = "\
id,title,types,fcode,ccodes,parent_id,parent_name,lon,lat,population,variants,matches,source,licence
gn:163808,Tadmur,city,PPL,SY,gn:169575,Ḩimş,38.28,34.56,51323,Palmyra@en;تدمر@ar+fa;Hadrianopolis@en-x-hist-0129-0300,wd:Q5747,geonames,CC-BY-4.0
gn:163843,Syria,country,PCLI,SY,,,38,35,16906283,SYR@en-x-abbr,,geonames,CC-BY-4.0
gn:169575,Ḩimş,admin1,ADM1,SY,gn:163843,Syria,38.0,34.5,,Hims@,,geonames,CC-BY-4.0
gn:90,Euphrates,river,STM,SY;IQ;TR,gn:163843,Syria,40,35,,,,geonames,CC-BY-4.0
";

/// A folder with a whole dump.
fn dump() -> Folder {
    let folder = Folder::new();
    folder.file("allCountries.txt", PLACES);
    folder.file("alternateNamesV2.txt", NAMES);
    folder.file("admin1CodesASCII.txt", "SY.11\tHoms\tHoms\t169575\n");
    let syria = ["SY", "SYR", "760", "SY", "Syria", "Damascus", "1", "1", "AS"].join("\t");
    let country = format!("#ISO\tISO3\n{syria}\t.sy\tSYP\tPound\t963\t\t\tar\t163843\tIQ\t\n");
    folder.file("countryInfo.txt", country);
    folder
}

#[track_caller]
fn build(folder: &Folder) -> (i32, String, String) {
    run(&["gazetteer", "build", "--geonames", folder.path().to_str().unwrap()])
}

#[test]
fn a_dump_becomes_a_gazetteer() {
    let folder = dump();
    let (code, out, words) = build(&folder);
    assert_eq!((code, &*words), (0, "4 places\n"));
    assert_eq!(out, WRITTEN);
    let (gazetteer, faults) = Gazetteer::from_csv(&[("world.csv", out.as_bytes())]).unwrap();
    assert_eq!((gazetteer.len(), faults.len()), (4, 0));
    assert_eq!(check(&Gazetteer::default(), "world.csv", out.as_bytes()).unwrap(), []);
}

#[test]
fn the_table_of_places_is_enough() {
    let folder = Folder::new();
    folder.file("allCountries.txt", PLACES);
    let (code, out, _) = build(&folder);
    assert_eq!(code, 0);
    assert!(
        out.contains("gn:163808,Tadmur,city,PPL,SY,,,38.28,34.56,51323,Palmyra@;Tedmor@,,"),
        "{out}"
    );
    fs::remove_file(folder.path().join("allCountries.txt")).unwrap();
    assert_eq!(build(&folder).0, 2);
}

#[test]
fn a_dump_may_be_cut_anywhere() {
    let folder = dump();
    for (name, text) in [("allCountries.txt", PLACES), ("alternateNamesV2.txt", NAMES)] {
        for share in 1..8 {
            folder.file(name, &text.as_bytes()[..text.len() * share / 8]);
            let (code, _, words) = build(&folder);
            assert!(code < 2 || words.contains("no line of it is a place"), "{words}");
        }
        folder.file(name, text);
    }
    folder.file("allCountries.txt", &PLACES.as_bytes()[..PLACES.len() - 16]);
    let (code, out, words) = build(&folder);
    assert_eq!((code, out.lines().count()), (1, 4));
    assert!(
        words.contains("allCountries.txt:4: 15 cells, expected 19; is the file cut short?"),
        "{words}"
    );
}
