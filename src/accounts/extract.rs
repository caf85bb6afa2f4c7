//! Who may call a handler, said in its signature. Nobody signed in → the login page; signed in without the role → 403.

use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::future::LocalBoxFuture;

use super::model::{Person, Role};
use super::queries;
use crate::app::App;
use crate::audit::Actor;
use crate::audit::http::Requester;
use crate::db::{Conn, PooledConn};
use crate::web::cookies::{Secret, secret};
use crate::web::{Error, Language, Site, Viewer, Visit, client_address, policy};

/// A visitor who may or may not be signed in.
pub struct Anyone {
    /// The request.
    pub visit: Visit,
    /// Everything shared.
    pub app: web::Data<App>,
    /// Who is signed in, with the secret of the session.
    pub session: Option<(Person, Secret)>,
    /// Address the request came from.
    pub address: String,
    /// How the session stands; all `false` when nobody is signed in.
    pub standing: Standing,
}

/// What a session still owes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The person proved who they are a short while ago.
    pub is_fresh: bool,
    /// The person's rights need a second factor, which is not set up.
    pub owes_factor: bool,
}

impl Anyone {
    /// Nobody is signed in.
    fn stranger(request: &HttpRequest, app: web::Data<App>, address: String) -> Result<Self, Error> {
        let visit = Visit::new(request, None)?;
        Ok(Self { visit, app, session: None, address, standing: Standing::default() })
    }

    /// Whoever it is as the one who acts, for the audit trail.
    pub fn actor(&self) -> Actor {
        Actor {
            person_id: self.session.as_ref().map(|(person, _)| person.id),
            request_id: self.visit.request_id().map(str::to_owned),
            address: Some(self.address.clone()),
        }
    }
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
    /// Address the request came from.
    pub address: String,
    /// What the session still owes.
    pub standing: Standing,
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
        Actor {
            person_id: Some(self.person.id),
            request_id: self.visit.request_id().map(str::to_owned),
            address: Some(self.address.clone()),
        }
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
    let address = client_address::of(request, &app.config.trusted_proxies);
    let Some(secret) = secret(request, site.cookies().session()) else {
        return Anyone::stranger(request, app, address);
    };
    let mut conn = app.conn().await?;
    let Some(owner) = queries::session_owner(&mut conn, &secret.hash()).await? else {
        return Anyone::stranger(request, app.clone(), address);
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
    request.extensions_mut().insert(Requester(owner.person.id));
    let owes_factor = owes_factor(&mut conn, &owner.person, &app).await?;
    drop(conn);
    let standing = Standing { is_fresh: owner.is_fresh, owes_factor };
    Ok(Anyone {
        visit: Visit::new(request, Some(viewer))?,
        app,
        session: Some((owner.person, secret)),
        address,
        standing,
    })
}

/// Whether a person's rights need a second factor that is not set up. Asked for staff only: trainees in an exam have it
/// offered.
async fn owes_factor(conn: &mut Conn, person: &Person, app: &App) -> Result<bool, Error> {
    if !person.roles.iter().any(|role| *role != Role::Trainee) {
        return Ok(false);
    }
    let is_required =
        queries::second_factor_setting(conn).await?.unwrap_or(app.config.site.asks_second_factor);
    Ok(is_required && !queries::has_second_factor(conn, person.id).await?)
}

/// Where whoever owes a second factor may go all the same: their account, where they set it up, and the exams they sit.
fn is_open_without_factor(path: &str) -> bool {
    ["/account", "/logout", "/attempts/", "/my/"].iter().any(|open| path.starts_with(open))
}

impl FromRequest for SignedIn {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let mut anyone = anyone(&request).await?;
            let (person, session) = anyone.session.take().ok_or(Error::SignIn)?;
            if anyone.standing.owes_factor && !is_open_without_factor(request.path()) {
                return Err(Error::SecondFactor);
            }
            check_policy(&request, anyone.visit.viewer.as_ref())?;
            let Anyone { visit, app, address, standing, .. } = anyone;
            Ok(Self { visit, app, person, session, address, standing })
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
