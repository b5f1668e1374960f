//! A batch: some rows as columns of Arrow, one for each thing that is told, with the id before and the geometry behind.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BinaryBuilder, BooleanBuilder, Date32Builder, Float32Builder, Int64Builder,
    StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use crate::export::column::{Cell, Head, Kind, Record};
use crate::export::columnar::geo::{self, GEOMETRY};
use crate::store::day_number;

/// Enough that columns pay; few enough that no step takes long.
const MOST_ROWS: usize = 4096;
/// A column's offsets are 31 bits long, and a text may be nearly as long as an article.
const MOST_BYTES: usize = 4 << 20;

/// See the module.
pub(super) struct Batch {
    schema: SchemaRef,
    ids: StringBuilder,
    columns: Vec<Values>,
    geometries: BinaryBuilder,
    rows: usize,
    bytes: usize,
}

enum Values {
    Text(StringBuilder),
    Whole(Int64Builder),
    Real(Float32Builder),
    Flag(BooleanBuilder),
    Day(Date32Builder),
}

impl Batch {
    /// Of rows with these columns.
    pub(super) fn of(heads: &[Head]) -> Self {
        Self::with(heads, HashMap::new(), HashMap::new())
    }

    /// Whose schema says by itself what its geometry is, as readers of Arrow look for it (`GeoArrow` 0.2, extension types).
    pub(super) fn self_describing(heads: &[Head], told: String) -> Self {
        let name = ("ARROW:extension:name", "geoarrow.wkb");
        let crs = r#"{"crs":"OGC:CRS84","crs_type":"authority_code"}"#;
        let extension = [name, ("ARROW:extension:metadata", crs)];
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        Self::with(heads, extension.map(owned).into(), [(geo::METADATA.to_owned(), told)].into())
    }

    fn with(
        heads: &[Head],
        geometry: HashMap<String, String>,
        told: HashMap<String, String>,
    ) -> Self {
        let id = Field::new("id", DataType::Utf8, false);
        let geometry = Field::new(GEOMETRY, DataType::Binary, true).with_metadata(geometry);
        let others = heads.iter().map(|it| Field::new(it.name, data_type(it.kind), true));
        let fields: Vec<Field> = [id].into_iter().chain(others).chain([geometry]).collect();
        Self {
            schema: Arc::new(Schema::new_with_metadata(fields, told)),
            ids: StringBuilder::new(),
            columns: heads.iter().map(|it| Values::of(it.kind)).collect(),
            geometries: BinaryBuilder::new(),
            rows: 0,
            bytes: 0,
        }
    }

    pub(super) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// Whether it should be taken before another row comes.
    pub(super) fn is_full(&self) -> bool {
        self.rows >= MOST_ROWS || self.bytes >= MOST_BYTES
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Adds a row.
    pub(super) fn push(&mut self, record: &Record<'_>) {
        self.rows += 1;
        self.ids.append_value(record.id);
        for (column, (_, cell)) in self.columns.iter_mut().zip(&record.cells) {
            if let Cell::Text(text) = cell {
                self.bytes += text.len();
            }
            column.push(cell);
        }
        let geometry = geo::wkb(record);
        self.bytes += geometry.as_ref().map_or(0, Vec::len);
        self.geometries.append_option(geometry);
    }

    /// The rows, which it has no more.
    pub(super) fn take(&mut self) -> io::Result<RecordBatch> {
        (self.rows, self.bytes) = (0, 0);
        let mut arrays: Vec<ArrayRef> = vec![Arc::new(self.ids.finish())];
        arrays.extend(self.columns.iter_mut().map(Values::finish));
        arrays.push(Arc::new(self.geometries.finish()));
        RecordBatch::try_new(self.schema(), arrays).map_err(io::Error::other)
    }
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Whole => DataType::Int64,
        Kind::Real => DataType::Float32,
        Kind::Flag => DataType::Boolean,
        Kind::Day => DataType::Date32,
    }
}

impl Values {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Whole => Self::Whole(Int64Builder::new()),
            Kind::Real => Self::Real(Float32Builder::new()),
            Kind::Flag => Self::Flag(BooleanBuilder::new()),
            Kind::Day => Self::Day(Date32Builder::new()),
        }
    }

    /// A cell of another kind than its column is none.
    fn push(&mut self, cell: &Cell<'_>) {
        match (self, cell) {
            (Self::Text(to), Cell::Text(text)) => to.append_value(text),
            (Self::Text(to), _) => to.append_null(),
            (Self::Whole(to), Cell::Whole(number)) => to.append_value(number.cast_signed()),
            (Self::Whole(to), _) => to.append_null(),
            (Self::Real(to), Cell::Real(number)) => to.append_value(*number as f32),
            (Self::Real(to), _) => to.append_null(),
            (Self::Flag(to), Cell::Flag(flag)) => to.append_value(*flag),
            (Self::Flag(to), _) => to.append_null(),
            (Self::Day(to), Cell::Day(day)) => to.append_value(day_number(*day)),
            (Self::Day(to), _) => to.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(it) => ArrayBuilder::finish(it),
            Self::Whole(it) => ArrayBuilder::finish(it),
            Self::Real(it) => ArrayBuilder::finish(it),
            Self::Flag(it) => ArrayBuilder::finish(it),
            Self::Day(it) => ArrayBuilder::finish(it),
        }
    }
}
