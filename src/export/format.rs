//! The formats there are, with what others call them.

use crate::export::{Collection, geojson, linked_places};

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
}

impl Format {
    /// All of them.
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
    ];

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
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.name() == name)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
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
        }
    }

    /// Whether it can hold this collection: an article is no place.
    pub fn holds(self, collection: Collection) -> bool {
        let of_places = matches!(self, Self::LinkedPlaces | Self::FlatGeobuf);
        !of_places || collection != Collection::Articles
    }
}
