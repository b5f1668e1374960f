//! GeoJSON: a feature with flat properties, and the Linked Places `when` beside them.
//!
//! # Shape
//!
//! A [`Record`] becomes a [`GeoJsonFeature`], which is what serde writes. A collection is a feature a line between a
//! head and a foot; the two formats of lines have neither.
//!
//! # Sources
//!
//! RFC 7946; RFC 8142 (text sequences); Linked Places Format 1.3 (`when.timespans`).

use serde::Serialize;
use tadmur_geoparser::dates::{Edtf, TimeSpan};
use tadmur_geoparser::place::LonLat;

use crate::export::column::{self, Cell, Record};
use crate::feature::Feature;
use crate::store::crs::Crs;
use crate::store::{ArticleCount, PlaceCount};

pub use crate::export::column::score;

/// The media type of GeoJSON.
pub const MEDIA_TYPE: &str = "application/geo+json";

/// What a FeatureCollection begins with.
pub(super) const HEAD: &[u8] = b"{\"type\":\"FeatureCollection\",\"features\":[\n";
/// What it ends with.
pub(super) const FOOT: &[u8] = b"\n]}\n";
/// What each text of a sequence begins with (RFC 8142, 2).
pub(super) const RECORD_SEPARATOR: u8 = 0x1E;

/// A GeoJSON Feature.
#[derive(Debug, Serialize)]
pub struct GeoJsonFeature<'a> {
    r#type: &'static str,
    id: &'a str,
    geometry: Option<Point>,
    #[serde(serialize_with = "properties")]
    properties: Vec<(&'static str, Cell<'a>)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<LinkedPlacesWhen<'a>>,
}

#[derive(Debug, Serialize)]
struct Point {
    r#type: &'static str,
    coordinates: [f64; 2],
}

fn properties<S: serde::Serializer>(
    cells: &[(&'static str, Cell<'_>)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    column::as_object(cells, serializer)
}

impl GeoJsonFeature<'_> {
    /// With its coordinates in another system.
    #[must_use]
    pub fn in_crs(mut self, crs: Crs) -> Self {
        if let Some(point) = &mut self.geometry {
            point.coordinates = crs.project(point.coordinates);
        }
        self
    }
}

/// A mention as GeoJSON.
pub fn mention(feature: &Feature) -> GeoJsonFeature<'_> {
    Record::mention(feature).into()
}

/// A place with its counts as GeoJSON.
pub fn place(count: &PlaceCount) -> GeoJsonFeature<'_> {
    Record::place(count).into()
}

/// An article with its counts as GeoJSON, without a geometry.
pub fn article(count: &ArticleCount) -> GeoJsonFeature<'_> {
    Record::article(count).into()
}

impl<'a> From<Record<'a>> for GeoJsonFeature<'a> {
    fn from(record: Record<'a>) -> Self {
        Self {
            r#type: "Feature",
            id: record.id,
            geometry: record.point.map(point),
            properties: record.cells,
            when: record.when.and_then(linked_places_when),
        }
    }
}

fn point(point: LonLat) -> Point {
    Point { r#type: "Point", coordinates: [point.lon(), point.lat()] }
}

/// A whole FeatureCollection, one feature a line, of features that are JSON already.
pub fn collection(features: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut out = HEAD.to_vec();
    for (n, feature) in features.enumerate() {
        if n > 0 {
            out.extend_from_slice(b",\n");
        }
        out.extend_from_slice(&feature);
    }
    out.extend_from_slice(FOOT);
    out
}

/// Writes the record as a Feature, without a line end.
pub(super) fn write(record: Record<'_>, out: &mut Vec<u8>) {
    let feature = GeoJsonFeature::from(record);
    serde_json::to_writer(out, &feature).expect("memory takes every byte, and keys are texts");
}

/// The JSON of a wire shape.
#[expect(clippy::missing_panics_doc, reason = "a wire shape has no map with odd keys")]
pub fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("a wire shape cannot fail to be written")
}

/// The first day, `YYYY-MM-DD`; `None` when the past is open.
pub fn first_day(span: TimeSpan) -> Option<String> {
    span.first().map(|date| date.to_string())
}

/// The last day, `YYYY-MM-DD`; `None` when the future is open.
pub fn last_day(span: TimeSpan) -> Option<String> {
    span.last().map(|date| date.to_string())
}

/// Linked Places' way to write a time.
#[derive(Debug, Serialize)]
pub(super) struct LinkedPlacesWhen<'a> {
    timespans: [LinkedPlacesSpan; 1],
    label: &'a str,
}

#[derive(Debug, Serialize)]
struct LinkedPlacesSpan {
    start: LinkedPlacesEnd,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<LinkedPlacesEnd>,
}

/// A day that is known, or the latest that it can be.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum LinkedPlacesEnd {
    In(String),
    Latest(String),
}

/// A time span must have a start: one that is open towards the past begins at its last day at the latest.
pub(super) fn linked_places_when(edtf: &Edtf) -> Option<LinkedPlacesWhen<'_>> {
    let (first, last) = (first_day(edtf.span()), last_day(edtf.span()));
    let latest = || last.clone().map(LinkedPlacesEnd::Latest);
    let start = first.map(LinkedPlacesEnd::In).or_else(latest)?;
    let span = LinkedPlacesSpan { start, end: last.map(LinkedPlacesEnd::In) };
    Some(LinkedPlacesWhen { timespans: [span], label: edtf.as_str() })
}
