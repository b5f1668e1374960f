//! The formats there are, with what others call them.

use crate::export::{Collection, columnar, geojson, linked_places};

/// A format.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// A FeatureCollection, RFC 7946.
    GeoJson,
    /// A feature a line.
    GeoJsonLines,
    /// A GeoJSON text sequence, RFC 8142.
    GeoJsonSequence,
    /// A table, RFC 4180.
    Csv,
    /// Placemarks, OGC KML.
    Kml,
    /// Linked Places.
    LinkedPlaces,
    /// A feed with `GeoRSS`.
    Atom,
    /// Points with a spatial index.
    FlatGeobuf,
    /// A table in an `SQLite` file.
    GeoPackage,
    /// Columns with points, `GeoParquet`.
    Parquet,
    /// Columns with points, an Arrow IPC file.
    Arrow,
    /// The same as a stream, that is read from its beginning to its end.
    ArrowStream,
}

impl Format {
    /// All of them, those too that are not built in.
    pub const ALL: &[Self] = &[
        Self::GeoJson,
        Self::GeoJsonLines,
        Self::GeoJsonSequence,
        Self::Csv,
        Self::Kml,
        Self::LinkedPlaces,
        Self::Atom,
        Self::FlatGeobuf,
        Self::GeoPackage,
        Self::Parquet,
        Self::Arrow,
        Self::ArrowStream,
    ];

    /// Those that are built in.
    pub fn built() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|it| it.is_built())
    }

    /// Whether this program can write it.
    pub fn is_built(self) -> bool {
        columnar::BUILT || !matches!(self, Self::Parquet | Self::Arrow | Self::ArrowStream)
    }

    /// Its name in addresses and on the command line: what files of it end in.
    pub fn name(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::GeoJsonLines => "geojsonl",
            Self::GeoJsonSequence => "geojsons",
            Self::Csv => "csv",
            Self::Kml => "kml",
            Self::LinkedPlaces => "lp.json",
            Self::Atom => "atom",
            Self::FlatGeobuf => "fgb",
            Self::GeoPackage => "gpkg",
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
            Self::ArrowStream => "arrows",
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => geojson::MEDIA_TYPE,
            Self::GeoJsonLines => "application/x-ndjson",
            Self::GeoJsonSequence => "application/geo+json-seq",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Kml => "application/vnd.google-earth.kml+xml",
            Self::LinkedPlaces => linked_places::MEDIA_TYPE,
            Self::Atom => "application/atom+xml",
            Self::FlatGeobuf => "application/flatgeobuf",
            Self::GeoPackage => "application/geopackage+sqlite3",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Arrow => "application/vnd.apache.arrow.file",
            Self::ArrowStream => "application/vnd.apache.arrow.stream",
        }
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::GeoJson => "GeoJSON",
            Self::GeoJsonLines => "GeoJSON, a feature a line",
            Self::GeoJsonSequence => "GeoJSON text sequence",
            Self::Csv => "CSV",
            Self::Kml => "KML",
            Self::LinkedPlaces => "Linked Places",
            Self::Atom => "Atom with GeoRSS",
            Self::FlatGeobuf => "FlatGeobuf",
            Self::GeoPackage => "GeoPackage",
            Self::Parquet => "GeoParquet",
            Self::Arrow => "Arrow",
            Self::ArrowStream => "Arrow, as a stream",
        }
    }

    /// Whether it can hold this collection: an article is no place, and what is known without an article is neither
    /// attested nor news.
    pub fn holds(self, collection: Collection) -> bool {
        match collection {
            Collection::Mentions | Collection::Places => true,
            Collection::Articles => !matches!(self, Self::LinkedPlaces | Self::FlatGeobuf),
            Collection::Gazetteer => !matches!(self, Self::LinkedPlaces | Self::Atom),
        }
    }
}
