//! Formats of columns: rows become batches, batches become `GeoParquet` or Arrow.
//!
//! # Cost
//!
//! What is in memory at a time is bounded, however many rows there are: a batch, and of Parquet a row group as it is
//! packed, with some 4 KiB for each row group before it.
//!
//! # Sources
//!
//! `GeoParquet` 1.1.0; Arrow columnar format 1.5, IPC.

mod batch;
mod geo;

use std::io;

use arrow_array::RecordBatch;
use arrow_ipc::writer::{FileWriter, StreamWriter};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use crate::export::column::Record;
use crate::export::columnar::batch::Batch;
use crate::export::columnar::geo::{Extent, METADATA};
use crate::export::{Format, Source};

/// These formats can be written.
pub(super) const BUILT: bool = true;

/// A row group is read as a whole: what readers take at once, and what is held until it is written. The guide to
/// distribute `GeoParquet` asks for 50,000 to 150,000 rows.
const ROW_GROUP_ROWS: usize = 65_536;
const ROW_GROUP_BYTES: usize = 16 << 20;
/// Each column holds a page and a dictionary of this size while a row group is packed.
const PAGE_BYTES: usize = 256 << 10;

/// Writes rows, and hands on what is ready.
pub(super) struct Writer {
    batch: Batch,
    to: To,
    types: &'static [&'static str],
    extent: Extent,
}

enum To {
    Parquet(Box<ArrowWriter<Vec<u8>>>),
    File(Box<FileWriter<Vec<u8>>>),
    Stream(Box<StreamWriter<Vec<u8>>>),
}

impl Writer {
    /// For these items; of the format, whether it is Parquet, an Arrow file or a stream.
    pub(super) fn of(source: &Source, format: Format) -> io::Result<Self> {
        let types = source.geometry_types();
        let heads = source.heads();
        let batch = match format {
            Format::Parquet => Batch::of(&heads),
            _ => Batch::self_describing(&heads, geo::metadata(types, Extent::default())),
        };
        let schema = batch.schema();
        let to = match format {
            Format::Parquet => {
                let packed = ZstdLevel::try_new(3).map_err(io::Error::other)?;
                let properties = WriterProperties::builder()
                    .set_compression(Compression::ZSTD(packed))
                    .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
                    .set_max_row_group_bytes(Some(ROW_GROUP_BYTES))
                    .set_data_page_size_limit(PAGE_BYTES)
                    .set_dictionary_page_size_limit(PAGE_BYTES)
                    .build();
                // Parquet's own types tell all: the schema of Arrow is not needed beside them.
                let options = ArrowWriterOptions::new()
                    .with_properties(properties)
                    .with_skip_arrow_metadata(true);
                let file = ArrowWriter::try_new_with_options(Vec::new(), schema, options);
                To::Parquet(Box::new(file.map_err(io::Error::other)?))
            }
            Format::Arrow => {
                let file = FileWriter::try_new(Vec::new(), &schema).map_err(io::Error::other)?;
                To::File(Box::new(file))
            }
            _ => {
                let file = StreamWriter::try_new(Vec::new(), &schema).map_err(io::Error::other)?;
                To::Stream(Box::new(file))
            }
        };
        Ok(Self { batch, to, types, extent: Extent::default() })
    }

    /// Adds a row.
    pub(super) fn add(&mut self, record: &Record<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        self.extent.hold(record);
        self.batch.push(record);
        if self.batch.is_full() {
            self.write()?;
            self.to.hand_on(out);
        }
        Ok(())
    }

    /// Writes what is left, and the end.
    pub(super) fn finish(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        if !self.batch.is_empty() {
            self.write()?;
        }
        match &mut self.to {
            To::Parquet(file) => {
                let told = geo::metadata(self.types, self.extent);
                file.append_key_value_metadata(KeyValue::new(METADATA.to_owned(), told));
                file.finish().map_err(io::Error::other)?;
            }
            To::File(file) => file.finish().map_err(io::Error::other)?,
            To::Stream(file) => file.finish().map_err(io::Error::other)?,
        }
        self.to.hand_on(out);
        Ok(())
    }

    fn write(&mut self) -> io::Result<()> {
        let batch: RecordBatch = self.batch.take()?;
        match &mut self.to {
            To::Parquet(file) => file.write(&batch).map_err(io::Error::other),
            To::File(file) => file.write(&batch).map_err(io::Error::other),
            To::Stream(file) => file.write(&batch).map_err(io::Error::other),
        }
    }
}

impl To {
    /// Moves the bytes that are written already.
    fn hand_on(&mut self, out: &mut Vec<u8>) {
        out.append(match self {
            Self::Parquet(file) => file.inner_mut(),
            Self::File(file) => file.get_mut(),
            Self::Stream(file) => file.get_mut(),
        });
    }
}
