//! Gazetteers for others' programs: Linked Places, as GeoJSON-LD and as TSV.
//!
//! # Sources
//!
//! Linked Places format 1.1 and LP-TSV 0.5 (github.com/LinkedPasts/linked-places-format). AAT identifiers: Getty Art &
//! Architecture Thesaurus.

use std::io::{self, Write};

use serde_json::{Value, json};
use tadmur_geoparser::gazetteer::Gazetteer;
use tadmur_geoparser::place::{CountryCode, Kind, NameSort, PlaceId};

pub(crate) const CONTEXT: &str = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld";

const TSV_HEADER: &str = "id\ttitle\ttitle_source\tccodes\tmatches\tvariants\ttypes\taat_types\tfclasses\tparent_name\tparent_id\tlon\tlat\tend";

/// Writes all places as one Linked Places `FeatureCollection`, a feature a line.
///
/// # Errors
///
/// When the output fails.
pub fn write_json(gazetteer: &Gazetteer, out: &mut impl Write) -> io::Result<()> {
    write!(out, "{{\"type\":\"FeatureCollection\",\"@context\":\"{CONTEXT}\",\"features\":[")?;
    for (id, nth) in gazetteer.ids().zip(0_usize..) {
        let comma = if nth == 0 { "" } else { "," };
        write!(out, "{comma}\n{}", feature(gazetteer, id))?;
    }
    writeln!(out, "\n]}}")?;
    out.flush()
}

/// Writes all places as LP-TSV, with a header.
///
/// # Errors
///
/// When the output fails.
pub fn write_tsv(gazetteer: &Gazetteer, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{TSV_HEADER}")?;
    for id in gazetteer.ids() {
        let place = gazetteer.place(id);
        let names = gazetteer.names(id).skip(1).filter(|it| it.sort != NameSort::Demonym);
        let (aat, _) = aat(place.kind);
        let parent = place.parent.map(|it| gazetteer.place(it));
        let cells = [
            place.key.to_owned(),
            place.label.to_owned(),
            source(place.key).to_owned(),
            place.country.as_ref().map_or("", CountryCode::as_str).to_owned(),
            gazetteer.matches(id).collect::<Vec<_>>().join(";"),
            names.map(|it| it.text).collect::<Vec<_>>().join(";"),
            place.kind.as_str().to_owned(),
            aat.to_string(),
            feature_class(place.kind).to_owned(),
            parent.map_or("", |it| it.label).to_owned(),
            parent.map_or("", |it| it.key).to_owned(),
            place.point.lon().to_string(),
            place.point.lat().to_string(),
            gazetteer.until(id).map_or(String::new(), |it| it.to_string()),
        ];
        let cells = cells.map(|cell| cell.replace(['\t', '\n', '\r'], " "));
        writeln!(out, "{}", cells.join("\t"))?;
    }
    out.flush()
}

fn feature(gazetteer: &Gazetteer, id: PlaceId) -> Value {
    let place = gazetteer.place(id);
    let (aat, label) = aat(place.kind);
    let names: Vec<Value> = gazetteer
        .names(id)
        .filter(|it| it.sort != NameSort::Demonym)
        .map(|it| match it.lang.split('+').next().filter(|tag| !tag.is_empty()) {
            Some(lang) => json!({ "toponym": it.text, "lang": lang }),
            None => json!({ "toponym": it.text }),
        })
        .collect();
    let links: Vec<Value> =
        gazetteer.matches(id).map(|it| json!({ "type": "exactMatch", "identifier": it })).collect();
    let country: Vec<&str> = place.country.iter().map(CountryCode::as_str).collect();
    let mut feature = json!({
        "@id": place.key,
        "type": "Feature",
        "properties": { "title": place.label, "ccodes": country, "fclasses": [feature_class(place.kind)] },
        "names": names,
        "types": [{ "identifier": format!("aat:{aat}"), "label": label, "sourceLabel": place.kind.as_str() }],
        "geometry": { "type": "Point", "coordinates": [place.point.lon(), place.point.lat()] },
        "links": links,
    });
    if let Some(until) = gazetteer.until(id) {
        feature["when"] = json!({ "timespans": [{ "end": { "latest": year(until) } }] });
    }
    if let Some(parent) = place.parent.map(|it| gazetteer.place(it)) {
        feature["relations"] = json!([{
            "relationType": "gvp:broaderPartitive", "relationTo": parent.key, "label": format!("part of {}", parent.label),
        }]);
    }
    feature
}

/// ISO 8601: four digits, a sign before the year 0.
fn year(year: i16) -> String {
    if year < 0 { format!("-{:04}", year.unsigned_abs()) } else { format!("{year:04}") }
}

/// Who says so.
fn source(key: &str) -> &'static str {
    match key.split(':').next() {
        Some("gn") => "GeoNames",
        Some("wd") => "Wikidata",
        Some("ne") => "Natural Earth",
        Some("wof") => "Who's On First",
        Some("pleiades") => "Pleiades",
        _ => "Tadmur",
    }
}

/// The feature class of GeoNames.
pub(crate) fn feature_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Country | Kind::Territory | Kind::Admin1 | Kind::Admin2 | Kind::Admin3 => "A",
        Kind::City | Kind::Suburb | Kind::Ancient => "P",
        Kind::River | Kind::Lake | Kind::Sea => "H",
        Kind::Continent | Kind::Region | Kind::Park => "L",
        Kind::Island | Kind::Mountain | Kind::Desert | Kind::Landform => "T",
        Kind::Airport | Kind::Port | Kind::Site => "S",
    }
}

/// The concept of the Art & Architecture Thesaurus, and its name.
pub(crate) fn aat(kind: Kind) -> (u32, &'static str) {
    match kind {
        Kind::Continent => (300_128_176, "continents"),
        Kind::Country => (300_128_207, "nations"),
        Kind::Territory => (300_135_982, "territories"),
        Kind::Admin1 => (300_000_774, "provinces"),
        Kind::Admin2 => (300_000_771, "counties"),
        Kind::Admin3 => (300_265_612, "municipalities"),
        Kind::City => (300_008_347, "inhabited places"),
        Kind::Suburb => (300_000_745, "neighborhoods"),
        Kind::River => (300_008_707, "rivers"),
        Kind::Lake => (300_008_680, "lakes"),
        Kind::Sea => (300_008_694, "seas"),
        Kind::Island => (300_008_791, "islands"),
        Kind::Mountain => (300_008_795, "mountains"),
        Kind::Ancient => (300_000_810, "archaeological sites"),
        Kind::Region
        | Kind::Desert
        | Kind::Landform
        | Kind::Park
        | Kind::Airport
        | Kind::Port
        | Kind::Site => (300_182_722, "regions (geographic)"),
    }
}
