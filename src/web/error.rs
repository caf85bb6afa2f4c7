//! What a request can end with when it does not work. One type at the edge; `error_pages` turns it into a page.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use crate::db::failure::{self, Failure};

/// Why a request was not done. Every variant that a person can act on carries the message id of the sentence to show.
#[derive(Debug)]
pub enum Error {
    /// There is no such thing, or it is not this person's: the answer is the same.
    NotFound,
    /// The person is signed in but has not the role.
    Forbidden,
    /// Nobody is signed in: to the login page, and back here afterwards.
    SignIn,
    /// The person's rights need a second factor, which is not set up: to the page where that is done.
    SecondFactor,
    /// The form carries no valid token: most likely the session changed since the page was opened.
    Csrf,
    /// What was sent cannot be read at all (not a mistake in a field: those are shown beside the field).
    BadRequest(&'static str),
    /// Somebody else changed it meanwhile; nothing was overwritten.
    Conflict(&'static str),
    /// The upload is larger than allowed.
    TooLarge,
    /// Too many tries; the number of seconds to wait.
    Throttled(u64),
    /// The server is busy; try again in a moment.
    Busy,
    /// Another transaction was in the way and nothing was done: the same may pass when tried again at once.
    Contended,
    /// The address exists, but not for this method.
    MethodNotAllowed,
    /// Anything unexpected: logged with the request's id, shown only as that id.
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Wraps an unexpected error.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    /// Id of the sentence that explains it, if it has one of its own.
    pub fn message_id(&self) -> Option<&'static str> {
        match self {
            Self::BadRequest(id) | Self::Conflict(id) => Some(id),
            Self::Csrf => Some("error-csrf-text"),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internal(error) => error.fmt(f),
            other => write!(f, "{other:?}"),
        }
    }
}

impl std::error::Error for Error {}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::Csrf => StatusCode::FORBIDDEN,
            Self::SignIn | Self::SecondFactor => StatusCode::SEE_OTHER,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Throttled(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::Contended => StatusCode::SERVICE_UNAVAILABLE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Only the status: the page is made by `error_pages`, which knows the language.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        if matches!(error, diesel::result::Error::NotFound) {
            return Self::NotFound;
        }
        match failure::meaning(&error) {
            Failure::Passing => Self::Contended,
            Failure::Unavailable => {
                tracing::warn!(%error, "the database cannot do it now");
                Self::Busy
            }
            Failure::Unstorable => Self::BadRequest("error-unstorable"),
            Failure::Other => Self::internal(error),
        }
    }
}

impl From<diesel_async::pooled_connection::deadpool::PoolError> for Error {
    fn from(error: diesel_async::pooled_connection::deadpool::PoolError) -> Self {
        tracing::warn!(%error, "no database connection");
        Self::Busy
    }
}
