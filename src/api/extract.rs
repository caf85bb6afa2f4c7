//! Who asks: a program with a token. Sessions of people do not count here, and tokens count nowhere else.

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use futures_util::future::{Ready, ready};

use super::model::{ApiProblem, Scope};
use super::rules::{Standing, is_use_to_be_noted, presented, standing};
use super::{actions, queries};
use crate::app::App;
use crate::audit::Actor;
use crate::db::PooledConn;
use crate::web::cookies::Secret;
use crate::web::error_pages::WantsJson;
use crate::web::{Error, client_address, request_id};

/// A program that asks, with what it showed.
pub struct Caller {
    app: web::Data<App>,
    secret: Option<Secret>,
    actor: Actor,
}

/// Why it does not get what it asked for.
#[derive(Debug)]
pub enum Refusal {
    /// There is no token in the request.
    NoToken,
    /// The token is unknown, over, or was taken back: from outside all the same.
    TokenRefused,
    /// The token may not read this.
    MissingScope(Scope),
    /// A parameter cannot be read: which one, and what is expected.
    WrongParameter(&'static str, String),
}

impl Caller {
    /// Lets the caller in if the token works and has the scope, and notes it; gives a connection for a report.
    ///
    /// # Errors
    /// [`Error::Busy`] when no connection is free.
    pub async fn enter(&self, scope: Scope) -> Result<Result<PooledConn, Refusal>, Error> {
        let Some(secret) = &self.secret else { return Ok(Err(Refusal::NoToken)) };
        let mut conn = self.app.conn().await?;
        let hash = secret.hash();
        let Some((token, now)) = queries::token(&mut conn, &hash).await? else {
            return Ok(Err(Refusal::TokenRefused));
        };
        if standing(&token, now) != Standing::Works {
            return Ok(Err(Refusal::TokenRefused));
        }
        if !token.may(scope) {
            return Ok(Err(Refusal::MissingScope(scope)));
        }
        if is_use_to_be_noted(&token, now) {
            queries::note_use(&mut conn, &hash).await?;
        }
        actions::note_read(&mut conn, &self.actor, &token, scope).await?;
        drop(conn);
        Ok(Ok(self.app.reports.get().await?))
    }
}

impl FromRequest for Caller {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        request.extensions_mut().insert(WantsJson);
        let app = request.app_data::<web::Data<App>>().cloned().ok_or_else(|| Error::internal("no app"));
        let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        ready(app.map(|app| {
            let address = Some(client_address::of(request, &app.config.trusted_proxies));
            let actor = Actor { person_id: None, request_id: request_id::of(request), address };
            Self { app, secret: header.and_then(presented), actor }
        }))
    }
}

impl From<Refusal> for HttpResponse {
    fn from(refusal: Refusal) -> Self {
        let (mut head, error, message) = match refusal {
            Refusal::NoToken => (
                Self::Unauthorized(),
                "no_token",
                "Send a token in the header: Authorization: Bearer certamen_…".to_owned(),
            ),
            Refusal::TokenRefused => (
                Self::Unauthorized(),
                "token_refused",
                "This token is unknown, over, or was taken back. An administrator can make a new one."
                    .to_owned(),
            ),
            Refusal::MissingScope(scope) => {
                (Self::Forbidden(), "missing_scope", format!("This token may not read {}.", scope.as_str()))
            }
            Refusal::WrongParameter(name, expected) => {
                (Self::BadRequest(), "wrong_parameter", format!("{name}: {expected}"))
            }
        };
        if error.contains("token") {
            head.insert_header((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
        }
        head.json(ApiProblem { error, message })
    }
}
