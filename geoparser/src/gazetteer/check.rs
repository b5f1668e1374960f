//! Checking a gazetteer file beyond what loading it needs: does it keep every rule of `docs/gazetteer.md`?
//!
//! # Shape
//!
//! What a cell can show by itself is found while rows are read (`rows.rs`); here is what only rows together show.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::gazetteer::rows::{Reading, Row, read_rows};
use crate::gazetteer::{Diagnostic, Error, Gazetteer};
use crate::place::{BBox, CountryCode, Kind, LonLat};

/// A place may lie this far outside the box of its country: boxes are drawn around the land, and shapes are simplified.
const MARGIN_DEGREES: f64 = 3.0;
/// The same for other boxes, of territories and divisions and of the place itself.
const NARROW_MARGIN_DEGREES: f64 = 0.5;

/// Every fault of a file, in the order of its lines. Parents and countries that it does not hold are looked for in `base`.
///
/// # Errors
///
/// When the file has no header or lacks a required column.
pub fn check(base: &Gazetteer, file: &str, bytes: &[u8]) -> Result<Vec<Diagnostic>, Error> {
    let mut faults = Vec::new();
    let mut rows = Vec::new();
    read_rows(file, bytes, Reading::Strict, &mut rows, &mut faults)?;
    let mut ids: HashMap<&str, &Row<'_>, FixedState> = HashMap::default();
    let mut countries: HashMap<CountryCode, BBox> = HashMap::new();
    let mut parts = Parts::default();
    for row in &rows {
        let line = u64::from(row.line);
        if let Some(earlier) = ids.get(&*row.id) {
            let (id, earlier) = (row.id.to_string(), u64::from(earlier.line));
            faults.push(Diagnostic::Duplicate { file: file.to_owned(), line, id, earlier });
        }
        ids.insert(&row.id, row);
        if let (Kind::Country, Some(country), Some(bbox)) = (row.kind, row.country, &row.bbox) {
            countries.insert(country, **bbox);
        }
        parts.note(row);
    }
    let country_box = |country: CountryCode| {
        let of_base = || base.place(base.country(country)?).bbox;
        countries.get(&country).copied().or_else(of_base)
    };
    for row in &rows {
        let (file, line) = (|| file.to_owned(), u64::from(row.line));
        let parent = &*row.parent_id;
        if !parent.is_empty() && !ids.contains_key(parent) && base.find(parent).is_none() {
            faults.push(Diagnostic::Orphan { file: file(), line, parent: parent.to_owned() });
        }
        if contains_itself(row, &ids) {
            faults.push(Diagnostic::Circle { file: file(), line, id: row.id.to_string() });
        }
        if let Some(country) = row.country
            && let Some(bbox) = country_box(country)
            && row.kind != Kind::Region
            && !widened(bbox, MARGIN_DEGREES).contains(row.point)
            && !parts.hold(country, row.point)
        {
            let (lon, lat) = (row.point.lon().to_string(), row.point.lat().to_string());
            let country = country.as_str().to_owned();
            faults.push(Diagnostic::Abroad { file: file(), line, lon, lat, country });
        }
        if let Some(bbox) = &row.bbox
            && !widened(**bbox, NARROW_MARGIN_DEGREES).contains(row.point)
        {
            faults.push(Diagnostic::OutsideBox { file: file(), line });
        }
    }
    faults.sort_by_key(Diagnostic::line);
    Ok(faults)
}

/// Where the places of a country may lie that are far from the rest of it. Sources give what lies in a dependency or in a
/// disputed territory the code of one state or another; overseas divisions have boxes of their own. Regions may cross
/// borders anyway.
#[derive(Default)]
struct Parts {
    territories: Vec<BBox>,
    divisions: HashMap<CountryCode, Vec<BBox>>,
}

impl Parts {
    fn note(&mut self, row: &Row<'_>) {
        let Some(bbox) = &row.bbox else { return };
        let bbox = widened(**bbox, NARROW_MARGIN_DEGREES);
        match (row.kind, row.country) {
            (Kind::Territory, _) => self.territories.push(bbox),
            (Kind::Admin1, Some(country)) => {
                self.divisions.entry(country).or_default().push(bbox);
            }
            _ => {}
        }
    }

    fn hold(&self, country: CountryCode, point: LonLat) -> bool {
        let divisions = self.divisions.get(&country).into_iter().flatten();
        self.territories.iter().chain(divisions).any(|bbox| bbox.contains(point))
    }
}

fn contains_itself(row: &Row<'_>, ids: &HashMap<&str, &Row<'_>, FixedState>) -> bool {
    let mut at = row;
    // no division has more levels than this
    for _ in 0..12 {
        match ids.get(&*at.parent_id) {
            Some(parent) if parent.id == row.id => return true,
            Some(parent) => at = parent,
            None => return false,
        }
    }
    false
}

/// The box with a margin. Near the poles and around the globe it stays on Earth.
fn widened(bbox: BBox, degrees: f64) -> BBox {
    let width =
        if bbox.west <= bbox.east { bbox.east - bbox.west } else { bbox.east - bbox.west + 360.0 };
    let around = |lon: f64| {
        if lon > 180.0 {
            lon - 360.0
        } else if lon < -180.0 {
            lon + 360.0
        } else {
            lon
        }
    };
    let (west, east) = if width + 2.0 * degrees >= 360.0 {
        (-180.0, 180.0)
    } else {
        (around(bbox.west - degrees), around(bbox.east + degrees))
    };
    let south = (bbox.south - degrees).max(-90.0);
    let north = (bbox.north + degrees).min(90.0);
    BBox { west, south, east, north }
}
