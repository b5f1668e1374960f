//! What `GeoParquet` says of a geometry: its bytes, and the words about them.
//!
//! # Sources
//!
//! `GeoParquet` 1.1.0 (without `crs`, coordinates are OGC:CRS84: longitude, latitude); OGC 06-103r4, 8.2 (WKB).

use serde_json::json;
use tadmur_geoparser::place::LonLat;

use crate::export::column::Record;

/// Where readers look for the words.
pub(super) const METADATA: &str = "geo";
/// The column of geometries.
pub(super) const GEOMETRY: &str = "geometry";

/// Little-endian bytes, of a point.
const POINT: [u8; 5] = [1, 1, 0, 0, 0];
/// Little-endian bytes, of many points.
const MULTI_POINT: [u8; 5] = [1, 4, 0, 0, 0];

/// West, south, east and north of what it holds, if anything.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent(Option<[f64; 4]>);

impl Extent {
    /// Grows until the record lies in it.
    pub(super) fn hold(&mut self, record: &Record<'_>) {
        for (x, y) in record.point.iter().chain(record.points).map(|it| (it.lon(), it.lat())) {
            let [west, south, east, north] = self.0.unwrap_or([x, y, x, y]);
            self.0 = Some([west.min(x), south.min(y), east.max(x), north.max(y)]);
        }
    }
}

/// The words, as JSON.
pub(super) fn metadata(types: &[&str], extent: Extent) -> String {
    let mut column = json!({ "encoding": "WKB", "geometry_types": types });
    if let Extent(Some(bbox)) = extent {
        column["bbox"] = json!(bbox);
    }
    let columns = json!({ GEOMETRY: column });
    json!({ "version": "1.1.0", "primary_column": GEOMETRY, "columns": columns }).to_string()
}

/// The geometry of a record, if it lies anywhere.
pub(super) fn wkb(record: &Record<'_>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(it) = record.point {
        point(it, &mut bytes);
    } else if !record.points.is_empty() {
        bytes.extend_from_slice(&MULTI_POINT);
        bytes.extend_from_slice(&(record.points.len() as u32).to_le_bytes());
        record.points.iter().for_each(|it| point(*it, &mut bytes));
    }
    Some(bytes).filter(|it| !it.is_empty())
}

fn point(point: LonLat, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&POINT);
    bytes.extend_from_slice(&point.lon().to_le_bytes());
    bytes.extend_from_slice(&point.lat().to_le_bytes());
}
