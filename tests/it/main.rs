//! The tests of the application, one binary.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod any_text;
mod arrows;
mod articles;
mod basemap;
mod cli;
mod columnar;
mod config;
mod cql;
mod database;
mod docs;
mod edges;
mod eval;
mod export;
mod filters;
mod gazetteer;
mod geonames;
mod golden;
mod habits;
mod http;
mod index;
mod ingest;
mod languages;
mod linked_places;
mod live;
mod ogc;
mod phrases;
mod readers;
mod reconcile;
mod stories;
mod tiles;
mod world;
mod write;
