//! Gazetteers for others' programs.

use serde_json::Value;
use tadmur::gazetteer::linked_places::{write_json, write_tsv};

use crate::world::SMALL;

#[test]
fn places_are_linked_places() {
    let mut out = Vec::new();
    write_json(&SMALL, &mut out).unwrap();
    let collection: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(collection["type"], "FeatureCollection");
    let features = collection["features"].as_array().unwrap();
    assert_eq!(features.len(), SMALL.len());
    let palmyra = features.iter().find(|it| it["@id"] == "gn:163808").unwrap();
    assert_eq!(palmyra["properties"]["title"], "Palmyra");
    assert_eq!(palmyra["properties"]["ccodes"][0], "SY");
    assert_eq!(palmyra["names"][2]["lang"], "ar");
    assert_eq!(palmyra["types"][0]["identifier"], "aat:300008347");
    assert_eq!(palmyra["geometry"]["coordinates"][0], 38.28);
}

#[test]
fn places_are_a_table_with_as_many_cells_in_each_row() {
    let mut out = Vec::new();
    write_tsv(&SMALL, &mut out).unwrap();
    let table = String::from_utf8(out).unwrap();
    let n_cells: Vec<usize> = table.lines().map(|it| it.split('\t').count()).collect();
    assert_eq!(n_cells, vec![14; SMALL.len() + 1]);
    assert!(
        table.contains("gn:163808\tPalmyra\tGeoNames\tSY\t\tTadmur;تدمر\tcity\t300008347\tP\t"),
        "{table}"
    );
}
