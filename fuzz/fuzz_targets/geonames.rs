//! Any bytes as the tables of a GeoNames dump: what is written is a gazetteer without a fault of shape.
#![no_main]

use std::fs;

use libfuzzer_sys::fuzz_target;
use tadmur::gazetteer::geonames::build;
use tadmur_geoparser::gazetteer::Gazetteer;

const TABLES: [&str; 5] = [
    "allCountries.txt", "alternateNamesV2.txt", "countryInfo.txt", "admin1CodesASCII.txt", "admin2Codes.txt",
];

fuzz_target!(|tables: [&[u8]; 5]| {
    let folder = std::env::temp_dir().join(format!("tadmur-fuzz-geonames-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("the folder of temporary files is writable");
    for (name, bytes) in TABLES.iter().zip(tables) {
        fs::write(folder.join(name), bytes).expect("the folder of temporary files is writable");
    }
    let mut csv = Vec::new();
    let Ok(built) = build(&folder, &mut csv) else { return };
    let (gazetteer, _) = Gazetteer::from_csv(&[("built.csv", &csv)]).expect("it has a header");
    assert!(gazetteer.len() <= built.n_places);
});
