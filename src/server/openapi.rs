//! The definition of the API, made from the names and limits that the routes themselves use.
//!
//! It refers to nothing outside itself, so that tools read it offline, and an operation lists every status that it may
//! answer with but 500, which is a fault of ours. A test holds the paths against the routes.
//!
//! # Sources
//!
//! The `OpenAPI` Specification 3.0.3; OGC API - Features - Part 1, 9.3 (parameters `limit`, `bbox`, `datetime`).

mod answers;
mod bodies;
mod parameters;
mod paths;
mod schemas;

use serde_json::{Value, json};

/// The document, for a server at this address.
pub(crate) fn document(base: &str) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Tadmur",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The places that articles mention, with the times they speak of",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": base }],
        "paths": paths::paths(),
        "components": {
            "parameters": parameters::parameters(),
            "requestBodies": bodies::bodies(),
            "responses": answers::answers(),
            "schemas": schemas::schemas(),
            "securitySchemes": { TOKEN: {
                "type": "http",
                "scheme": "bearer",
                "description": "The token that the server was started with",
            } },
        },
    })
}

/// What this document calls the token that writing needs.
const TOKEN: &str = "token";

fn reference(section: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{section}/{name}") })
}
