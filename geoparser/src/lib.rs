//! Finds the places that a text names and the times it speaks of.
//!
//! A pure library: text, dates and a gazetteer go in, values come out. It opens no file, reads no clock, no
//! environment and no network, and nothing in it is async.
//!
//! ```text
//! text ──zones, sentences──▶ recognize ──▶ resolve ──▶ mentions
//!   └────────────────────▶ dates: published, time expressions, when ──▶ ┘
//! ```
//!
//! [`geoparse::geoparse`] does the whole way; each step stands in the module of its name.

pub mod confidence;
pub mod dates;
pub mod gazetteer;
pub mod geoparse;
pub mod place;
pub mod recognize;
pub mod resolve;
mod role;
pub mod text;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
