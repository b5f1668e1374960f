//! `FlatGeobuf`: points with typed columns, in the order of a Hilbert curve, with a spatial index in front.
//!
//! # Cost
//!
//! About 60 bytes an item in memory, for the index; the rest is written aside.
//!
//! # Sources
//!
//! flatgeobuf.org, specification 3.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use ::flatgeobuf::geozero::error::Result;
use ::flatgeobuf::geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};
use ::flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use tadmur_geoparser::place::LonLat;

use crate::export::Source;
use crate::export::aside::Aside;
use crate::export::column::{Cell, Kind};

/// The whole file, ready to be read.
pub(super) fn write(source: &Source) -> io::Result<File> {
    let aside = Aside::new()?;
    let mut file = BufWriter::new(File::create(aside.path())?);
    collect(source)?.write(&mut file).map_err(io::Error::other)?;
    file.flush()?;
    aside.open()
}

fn collect(source: &Source) -> io::Result<FgbWriter<'static>> {
    let options = FgbWriterOptions {
        write_index: !source.is_empty(),
        detect_type: false,
        promote_to_multi: false,
        crs: FgbCrs { code: 4326, ..FgbCrs::default() },
        ..FgbWriterOptions::default()
    };
    let name = source.collection().name();
    let mut file = FgbWriter::create_with_options(name, GeometryType::Point, options)
        .map_err(io::Error::other)?;
    file.add_column("id", ColumnType::String, |_, column| column.nullable = false);
    for head in source.heads() {
        let kind = match head.kind {
            Kind::Text => ColumnType::String,
            Kind::Whole => ColumnType::Long,
            Kind::Real => ColumnType::Double,
            Kind::Flag => ColumnType::Bool,
            Kind::Day => ColumnType::DateTime,
        };
        file.add_column(head.name, kind, |_, _| {});
    }
    for n in 0..source.len() {
        let item = source.item(n);
        let record = item.record();
        let Some(point) = record.point else { continue };
        let mut properties = Ok(());
        let added = file.add_feature_geom(At(point), |feature| {
            let mut put = |at, name, value: ColumnValue<'_>| feature.property(at, name, &value);
            properties = put(0, "id", ColumnValue::String(record.id)).and_then(|_| {
                record.cells.iter().zip(1..).try_for_each(|((name, cell), at)| {
                    let day;
                    let value = match cell {
                        Cell::Null => return Ok(()),
                        Cell::Text(text) => ColumnValue::String(text),
                        Cell::Whole(number) => ColumnValue::Long(number.cast_signed()),
                        Cell::Real(number) => ColumnValue::Double(*number),
                        Cell::Flag(flag) => ColumnValue::Bool(*flag),
                        Cell::Day(date) => {
                            day = date.to_string();
                            ColumnValue::DateTime(&day)
                        }
                    };
                    put(at, name, value).map(drop)
                })
            });
        });
        added.and(properties).map_err(io::Error::other)?;
    }
    Ok(file)
}

/// A point, as the writer asks for it.
struct At(LonLat);

impl GeozeroGeometry for At {
    fn process_geom<P: GeomProcessor>(&self, processor: &mut P) -> Result<()> {
        processor.point_begin(0)?;
        processor.xy(self.0.lon(), self.0.lat(), 0)?;
        processor.point_end(0)
    }
}
