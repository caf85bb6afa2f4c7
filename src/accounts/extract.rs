//! Who may call a handler, said in its signature. Nobody signed in → the login page; signed in without the role → 403.

use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::future::LocalBoxFuture;

use super::model::{Person, Role};
use super::queries;
use crate::app::App;
use crate::audit::Actor;
use crate::db::PooledConn;
use crate::web::cookies::{Secret, secret};
use crate::web::{Error, Language, Site, Viewer, Visit, policy};

/// A visitor who may or may not be signed in.
pub struct Anyone {
    /// The request.
    pub visit: Visit,
    /// Everything shared.
    pub app: web::Data<App>,
    /// Who is signed in, with the secret of the session.
    pub session: Option<(Person, Secret)>,
}

/// A signed-in person of any role.
pub struct SignedIn {
    /// The request.
    pub visit: Visit,
    /// Everything shared.
    pub app: web::Data<App>,
    /// Who it is.
    pub person: Person,
    /// The secret of the session.
    pub session: Secret,
}

impl SignedIn {
    /// A connection.
    ///
    /// # Errors
    /// [`Error::Busy`] when none is free.
    pub async fn conn(&self) -> Result<PooledConn, Error> {
        self.app.conn().await
    }

    /// A connection for a report, whose statements may take longer.
    ///
    /// # Errors
    /// [`Error::Busy`] when none is free.
    pub async fn report_conn(&self) -> Result<PooledConn, Error> {
        Ok(self.app.reports.get().await?)
    }

    /// This person as the one who acts, for the audit trail.
    pub fn actor(&self) -> Actor {
        Actor { person_id: Some(self.person.id), request_id: self.visit.request_id().map(str::to_owned) }
    }
}

impl Deref for SignedIn {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl FromRequest for Anyone {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { anyone(&request).await })
    }
}

async fn anyone(request: &HttpRequest) -> Result<Anyone, Error> {
    let app = request.app_data::<web::Data<App>>().cloned().ok_or_else(|| Error::internal("no app"))?;
    let site = request.app_data::<web::Data<Site>>().cloned().ok_or_else(|| Error::internal("no site"))?;
    let Some(secret) = secret(request, site.cookies().session()) else {
        return Ok(Anyone { visit: Visit::new(request, None)?, app, session: None });
    };
    let mut conn = app.conn().await?;
    let Some(owner) = queries::session_owner(&mut conn, &secret.hash()).await? else {
        return Ok(Anyone { visit: Visit::new(request, None)?, app: app.clone(), session: None });
    };
    if owner.is_stale {
        queries::touch_session(&mut conn, &secret.hash()).await?;
    }
    let viewer = Viewer {
        name: owner.person.name.clone(),
        is_trainee: owner.person.is(Role::Trainee),
        is_trainer: owner.person.is(Role::Trainer),
        is_hr: owner.person.is(Role::Hr),
        is_admin: owner.person.is(Role::Admin),
        unread: owner.unread,
        language: owner.language.as_deref().and_then(Language::parse),
        zone: owner.zone.as_deref().and_then(|zone| zone.parse().ok()),
        theme: owner.theme,
    };
    request.extensions_mut().insert(viewer.clone());
    drop(conn);
    Ok(Anyone { visit: Visit::new(request, Some(viewer))?, app, session: Some((owner.person, secret)) })
}

impl FromRequest for SignedIn {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let anyone = anyone(&request).await?;
            let (person, session) = anyone.session.ok_or(Error::SignIn)?;
            check_policy(&request, anyone.visit.viewer.as_ref())?;
            Ok(Self { visit: anyone.visit, app: anyone.app, person, session })
        })
    }
}

/// Refuses whom the table of all addresses does not let in, and everybody where it does not name the address.
fn check_policy(request: &HttpRequest, viewer: Option<&Viewer>) -> Result<(), Error> {
    let pattern = request.match_pattern().ok_or(Error::NotFound)?;
    let method = request.method().as_str().to_ascii_lowercase();
    let who = policy::who(&pattern, &method);
    if who.is_none() {
        tracing::error!(%pattern, %method, "an address that the table of addresses does not name");
    }
    let may = who.zip(viewer).is_some_and(|(who, viewer)| who.includes(viewer));
    if may { Ok(()) } else { Err(Error::Forbidden) }
}

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident: $($role:ident)|+;)+) => {$(
        $(#[$doc])*
        pub struct $name(pub SignedIn);

        impl Deref for $name {
            type Target = SignedIn;

            fn deref(&self) -> &SignedIn {
                &self.0
            }
        }

        impl FromRequest for $name {
            type Error = Error;
            type Future = LocalBoxFuture<'static, Result<Self, Error>>;

            fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
                let signed_in = SignedIn::from_request(request, payload);
                Box::pin(async move {
                    let signed_in = signed_in.await?;
                    if $(signed_in.person.is(Role::$role))||+ { Ok(Self(signed_in)) } else { Err(Error::Forbidden) }
                })
            }
        }
    )+};
}

roles! {
    /// A signed-in person who sits exams.
    Trainee: Trainee;
    /// A signed-in person who makes banks and exams.
    Trainer: Trainer;
    /// A signed-in person who keeps the records.
    Hr: Hr;
    /// A signed-in person who runs the server.
    Admin: Admin;
    /// A signed-in person who keeps the records or runs the server.
    HrOrAdmin: Hr | Admin;
}
