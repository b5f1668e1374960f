//! Features in the formats that others read.

pub mod geojson;
pub mod why;
