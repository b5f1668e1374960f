//! What went wrong, as `application/problem+json`.
//!
//! # Sources
//!
//! RFC 9457.

use axum::body::to_bytes;
use axum::http::{HeaderValue, Method, StatusCode, header};
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
    /// One client holds so many, and wants one more.
    OfOne { most: usize },
    /// This server was not started to be written to.
    ReadOnly,
    /// No token, or another.
    Unauthorized,
    /// A body of a sort that is not taken.
    MediaType { found: String, expected: String },
    /// A body that is longer than is taken.
    TooLarge { most: usize },
    /// A part of the body is at fault.
    Body { parameter: &'static str, fault: String },
    /// No room to write.
    Full,
    /// Another process writes.
    Locked,
    /// Our own fault; the cause is told to who runs the server.
    Broken,
    /// The address is too long.
    LongAddress { most: usize, parameter: Option<String> },
    /// The request is for a host that this server is not.
    OtherHost,
    /// Too much is under way.
    Overloaded,
    /// The answer comes in no form that the asker takes.
    NotAcceptable,
    /// A form that this program was built without.
    NotBuilt { title: &'static str },
    /// The thing is there, but this cannot be done with it.
    Method { method: Method },
    /// What could not be read of a request before it came to a handler.
    Unread { status: StatusCode, fault: String },
}

/// An answer whose refusal, if the framework wrote it as plain text, is a problem as all others are.
pub(crate) async fn told(response: Response) -> Response {
    let status = response.status();
    let media_type = response.headers().get(header::CONTENT_TYPE);
    let plain = media_type.is_some_and(|it| it.as_bytes().starts_with(b"text/plain"));
    if !status.is_client_error() || !plain {
        return response;
    }
    let fault = to_bytes(response.into_body(), MOST_TOLD).await.unwrap_or_default();
    let fault = String::from_utf8_lossy(&fault).into_owned();
    Problem::Unread { status, fault }.into_response()
}

/// A refusal is a line or two.
const MOST_TOLD: usize = 64 * 1024;

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
            Self::Parameter(_) | Self::Json { .. } | Self::Body { .. } => StatusCode::BAD_REQUEST,
            Self::ReadOnly => StatusCode::FORBIDDEN,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::MediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TooMany { .. } | Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::LongAddress { .. } => StatusCode::URI_TOO_LONG,
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Self::NotAcceptable | Self::NotBuilt { .. } => StatusCode::NOT_ACCEPTABLE,
            Self::NotFound { .. } => StatusCode::NOT_FOUND,
            Self::OfOne { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy { .. } | Self::Locked | Self::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
            Self::Method { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unread { status, .. } => *status,
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Parameter(error) => error.to_string(),
            Self::ReadOnly => "nothing can be written: the server was started without --db or \
                               without a token"
                .to_owned(),
            Self::Unauthorized => {
                "writing needs the header `Authorization: Bearer` with this server's token"
                    .to_owned()
            }
            Self::MediaType { found, expected } => {
                format!("Content-Type `{found}` is none of {expected}")
            }
            Self::TooLarge { most } => format!("more than {most} bytes; that is the most"),
            Self::Full => "no room to write; nothing of this request was kept".to_owned(),
            Self::Locked => "another process writes; try again".to_owned(),
            Self::Broken => "the server failed; nothing of this request was kept".to_owned(),
            Self::Body { parameter, fault } | Self::Json { parameter, fault } => {
                format!("{parameter} is not as it should be: {fault}")
            }
            Self::TooMany { most } => format!("more than {most} queries at once"),
            Self::Busy { most } => format!("{most} listen already; try again later"),
            Self::OfOne { most } => {
                format!("{most} downloads to your address are under way; try again later")
            }
            Self::LongAddress { most, .. } => format!("the address is longer than {most} bytes"),
            Self::OtherHost => {
                "this server answers to localhost and loopback addresses only".to_owned()
            }
            Self::Overloaded => "too much is under way; try again later".to_owned(),
            Self::NotAcceptable => "it comes as JSON or HTML only".to_owned(),
            Self::NotBuilt { title } => {
                format!("this server was built without {title}: it needs the feature geoparquet")
            }
            Self::NotFound { kind, id } => format!("no {kind} `{id}`"),
            Self::Method { method } => format!("{method} is not allowed here"),
            Self::Unread { fault, .. } => fault.clone(),
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
                Self::Json { parameter, .. } | Self::Body { parameter, .. } => {
                    Some((*parameter).to_owned())
                }
                Self::LongAddress { parameter, .. } => parameter.clone(),
                _ => None,
            },
        };
        let body = crate::export::geojson::to_json(&wire);
        let media_type = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut answer = (status, media_type, body).into_response();
        if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer realm=\"tadmur\"");
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        answer
    }
}
