//! `GeoPackage`: a table of features in an `SQLite` file, without a spatial index.
//!
//! # Sources
//!
//! OGC `GeoPackage` Encoding Standard 1.3.1 (12-128r18): 1.1 (the file), 2.1 (features), 2.1.3 (geometry blobs).

use std::fs::File;
use std::io;

use rusqlite::Connection;
use rusqlite::types::Value;
use tadmur_geoparser::place::LonLat;

use crate::export::Source;
use crate::export::aside::Aside;
use crate::export::column::{Cell, Head, Kind};

/// The tables that say what there is. A fixed day: the same items are the same bytes.
const SCHEMA: &str = r#"
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10301;
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL),
  ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL),
  ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]', NULL);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE,
  max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"#;

/// A blob of WGS 84 in little-endian bytes, without an envelope.
const BLOB: [u8; 13] = [b'G', b'P', 0, 1, 0xE6, 0x10, 0, 0, 1, 1, 0, 0, 0];

/// The whole file, ready to be read.
pub(super) fn write(source: &Source) -> io::Result<File> {
    let aside = Aside::new()?;
    fill(source, &Connection::open(aside.path()).map_err(io::Error::other)?)
        .map_err(io::Error::other)?;
    aside.open()
}

fn fill(source: &Source, file: &Connection) -> rusqlite::Result<()> {
    let table = source.collection().name();
    let heads = source.heads();
    file.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")?;
    file.execute_batch(SCHEMA)?;
    let columns = heads.iter().map(|it| format!(", \"{}\" {}", it.name, sort(*it)));
    let columns = columns.collect::<String>();
    file.execute_batch(&format!(
        "CREATE TABLE {table} (fid INTEGER PRIMARY KEY, geom POINT, id TEXT NOT NULL{columns})"
    ))?;
    let marks = ", ?".repeat(heads.len());
    let mut insert = file.prepare(&format!("INSERT INTO {table} VALUES (?, ?, ?{marks})"))?;
    let mut extent: Option<[f64; 4]> = None;
    for n in 0..source.len() {
        let item = source.item(n);
        let record = item.record();
        let mut values = vec![
            Value::Null, // the next number
            record.point.map_or(Value::Null, |it| Value::Blob(blob(it))),
            Value::Text(record.id.to_owned()),
        ];
        values.extend(record.cells.into_iter().map(|(_, cell)| value(cell)));
        insert.execute(rusqlite::params_from_iter(values))?;
        if let Some((x, y)) = record.point.map(|it| (it.lon(), it.lat())) {
            let [west, south, east, north] = extent.unwrap_or([x, y, x, y]);
            extent = Some([west.min(x), south.min(y), east.max(x), north.max(y)]);
        }
    }
    let has_points = source.has_points();
    let [west, south, east, north] = match extent {
        Some(extent) => extent.map(Some),
        None => [None; 4],
    };
    file.execute(
        "INSERT INTO gpkg_contents VALUES (?1, ?2, ?1, '', '1970-01-01T00:00:00.000Z', ?3, ?4, ?5, ?6, 4326)",
        rusqlite::params![
            table,
            if has_points { "features" } else { "attributes" },
            west,
            south,
            east,
            north
        ],
    )?;
    if has_points {
        let known = "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', 'POINT', 4326, 0, 0)";
        file.execute(known, [table])?;
    }
    file.execute_batch("COMMIT")
}

/// The word of the standard for the kind of a column (table 1).
fn sort(head: Head) -> &'static str {
    match head.kind {
        Kind::Text => "TEXT",
        Kind::Whole => "INTEGER",
        Kind::Real => "DOUBLE",
        Kind::Flag => "BOOLEAN",
        Kind::Day => "DATE",
    }
}

fn value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => Value::Text(text.into_owned()),
        Cell::Whole(number) => Value::Integer(i64::try_from(number).unwrap_or(i64::MAX)),
        Cell::Real(number) => Value::Real(number),
        Cell::Flag(flag) => Value::Integer(i64::from(flag)),
        Cell::Day(day) => Value::Text(day.to_string()),
    }
}

fn blob(point: LonLat) -> Vec<u8> {
    let mut blob = BLOB.to_vec();
    blob.extend_from_slice(&point.lon().to_le_bytes());
    blob.extend_from_slice(&point.lat().to_le_bytes());
    blob
}
