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
    /// A parameter holds something else than the JSON it should.
    Json { parameter: &'static str, fault: String },
    /// More at once than is answered.
    TooMany { most: usize },
    /// More than listen at a time.
    Busy { most: usize },
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
    pub(crate) fn json(parameter: &'static str, error: &serde_json::Error) -> Self {
        Self::Json { parameter, fault: error.to_string() }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Parameter(_) | Self::Json { .. } => StatusCode::BAD_REQUEST,
            Self::TooMany { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotFound { .. } => StatusCode::NOT_FOUND,
            Self::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Method { .. } => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Parameter(error) => error.to_string(),
            Self::Json { parameter, fault } => {
                format!("{parameter} is not as it should be: {fault}")
            }
            Self::TooMany { most } => format!("more than {most} queries at once"),
            Self::Busy { most } => format!("{most} listen already; try again later"),
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
                Self::Json { parameter, .. } => Some((*parameter).to_owned()),
                _ => None,
            },
        };
        let body = crate::export::geojson::to_json(&wire);
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}
