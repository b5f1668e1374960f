//! What went wrong, as `application/problem+json`.
//!
//! # Sources
//!
//! RFC 9457.

use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::store::filter;

/// Why a request got no answer.
#[derive(Debug)]
pub(crate) enum Problem {
    /// A parameter is at fault.
    Parameter(filter::Error),
    /// There is no such thing.
    NotFound { kind: &'static str, id: String },
    /// The thing is there, but this cannot be done with it.
    Method { method: Method },
}

impl From<filter::Error> for Problem {
    fn from(error: filter::Error) -> Self {
        Self::Parameter(error)
    }
}

#[derive(Serialize)]
struct Wire {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::Parameter(_) => StatusCode::BAD_REQUEST,
            Self::NotFound { .. } => StatusCode::NOT_FOUND,
            Self::Method { .. } => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Parameter(error) => error.to_string(),
            Self::NotFound { kind, id } => format!("no {kind} `{id}`"),
            Self::Method { method } => format!("{method} is not allowed; this server only reads"),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let wire = Wire {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: self.detail(),
            parameter: match &self {
                Self::Parameter(error) => Some(error.parameter().to_owned()),
                _ => None,
            },
        };
        let body = crate::export::geojson::to_json(&wire);
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}
