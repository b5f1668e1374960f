//! The tests of the application, one binary.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod arrows;
mod articles;
mod cli;
mod database;
mod docs;
mod eval;
mod export;
mod filters;
mod gazetteer;
mod geonames;
mod golden;
mod http;
mod ingest;
mod linked_places;
mod live;
mod reconcile;
mod world;
mod write;
