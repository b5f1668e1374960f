//! A geospatial map server for the places that articles mention.
//!
//! Articles go in; for each name of a place it is decided which place is meant and which time the clause speaks
//! of; features come out, as GeoJSON over HTTP or on stdout.
//!
//! ```text
//! bytes ──article──▶ Article ──feature──▶ Reading ──store──▶ Store ──server──▶ GeoJSON, index, map
//!                             (geoparse)                       └───export──▶ files
//! ```
//!
//! What names and dates mean is the business of the library `tadmur_geoparser`; this package reads, keeps and
//! serves. `ARCHITECTURE.md` has the walls between the modules, and a test keeps them.

pub mod article;
pub mod cli;
pub mod database;
pub mod eval;
pub mod export;
pub mod feature;
pub mod gazetteer;
pub mod server;
pub mod store;
pub mod train;

/// The examples of README.md, compiled and run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
