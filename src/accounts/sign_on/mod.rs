//! Signing in with an account that another service of the company looks after.
//!
//! A service sends the browser away to prove who sits before it, and tells this server afterwards who that was: a
//! [`Subject`]. Which person that is, and whether they may come in, is decided here and nowhere else
//! (`actions/sign_on.rs`). A new service (DingTalk, Feishu) is a module that implements `SignOnService` and a line in
//! `Service` and in `Services::new`; its settings stand in `config/sign_on.rs`.

mod attempt;
#[cfg(feature = "oidc")]
mod oidc;
mod wecom;

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_rustls::rustls::Error as TlsError;
use url::Url;

pub use attempt::Attempt;

use crate::base::text::has_forbidden_controls;
use crate::calls::{Caller, NoAnswer};
use crate::config::SignOnConfig;

/// Who a service says somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The service with the company or address it belongs to, for example `wecom ww1234`: names of two never mix.
    pub provider: String,
    /// The lasting name of the account there.
    pub subject: String,
    /// The employee number it knows, if any.
    pub employee_number: Option<String>,
}

/// Characters of the longest name of an account that is kept.
const LONGEST: usize = 255;

impl Subject {
    /// The same when it can be kept; an employee number that cannot be one is none.
    fn usable(mut self) -> Result<Self, Trouble> {
        let is_text = |text: &str| text.chars().count() <= LONGEST && !has_forbidden_controls(text);
        if self.subject.is_empty() || !is_text(&self.subject) {
            return Err(Trouble::Away("the name of the account cannot be kept".to_owned()));
        }
        self.employee_number = self.employee_number.filter(|number| is_text(number));
        Ok(self)
    }
}

/// Why nobody knows who it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The service did not answer, or not as it should: nobody's fault before this screen.
    #[error("it cannot be reached: {0}")]
    Away(String),
    /// What came back through the browser proves nothing: a code that is not good, a token that does not hold.
    #[error("it proves nothing: {0}")]
    Unproven(String),
    /// It is somebody, but nobody of the company.
    #[error("the account is not one of the company")]
    Stranger,
}

impl From<NoAnswer> for Trouble {
    fn from(why: NoAnswer) -> Self {
        Self::Away(why.to_string())
    }
}

/// What each service can do.
pub(super) trait SignOnService {
    /// Where the browser goes to prove who sits before it. The service sends it back to [`Attempt::back`] with a code and
    /// [`Attempt::state`]. `program` is what the browser says it is, for services whose own app is one.
    async fn address(
        &self,
        caller: &Caller,
        attempt: &Attempt,
        program: &str,
        now: DateTime<Utc>,
    ) -> Result<Url, Trouble>;

    /// Who it was, by the code that the browser brought back. `now` decides whether what the service says still holds.
    async fn subject(
        &self,
        caller: &Caller,
        attempt: &Attempt,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Subject, Trouble>;
}

/// The services there are.
enum Service {
    #[cfg(feature = "oidc")]
    Oidc(Box<oidc::Oidc>),
    Wecom(Box<wecom::Wecom>),
}

/// A service as addresses and pages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// As it stands in addresses: `oidc`, `wecom`.
    pub slug: &'static str,
    /// What people call it, where the settings say so; otherwise each has words of its own.
    pub name: Option<String>,
}

/// All services people may sign in with.
pub struct Services {
    all: Vec<(Named, Service)>,
    caller: Caller,
    patience: Duration,
}

impl Services {
    /// Those of the settings. Nothing is called yet.
    ///
    /// # Errors
    /// When the TLS of this program has none of the usual versions.
    pub fn new(config: &SignOnConfig) -> Result<Self, TlsError> {
        let mut all = Vec::new();
        #[cfg(feature = "oidc")]
        if let Some(oidc) = &config.oidc {
            let named = Named { slug: "oidc", name: oidc.name.clone() };
            all.push((named, Service::Oidc(Box::new(oidc::Oidc::new(oidc.clone())))));
        }
        if let Some(wecom) = &config.wecom {
            let named = Named { slug: "wecom", name: None };
            all.push((named, Service::Wecom(Box::new(wecom::Wecom::new(wecom.clone())))));
        }
        // Whoever runs the server named these addresses; a provider in the own network is the usual case.
        Ok(Self { all, caller: Caller::new(true)?, patience: config.patience })
    }

    /// Their names, in the order of their buttons.
    pub fn named(&self) -> impl Iterator<Item = &Named> {
        self.all.iter().map(|(named, _)| named)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// One of them by its name in addresses.
    #[must_use]
    pub fn find(&self, slug: &str) -> Option<&Named> {
        self.named().find(|named| named.slug == slug)
    }

    /// Where the browser goes for a service. `program` is what it says it is (`User-Agent`).
    ///
    /// # Errors
    /// [`Trouble`]; also when it takes longer than the settings allow.
    pub async fn address(
        &self,
        named: &Named,
        attempt: &Attempt,
        program: &str,
        now: DateTime<Utc>,
    ) -> Result<Url, Trouble> {
        let caller = &self.caller;
        let asked = async {
            match self.service(named)? {
                #[cfg(feature = "oidc")]
                Service::Oidc(oidc) => oidc.address(caller, attempt, program, now).await,
                Service::Wecom(wecom) => wecom.address(caller, attempt, program, now).await,
            }
        };
        self.in_time(asked).await
    }

    /// Who it was, by the code that the browser brought back.
    ///
    /// # Errors
    /// [`Trouble`]; also when it takes longer than the settings allow.
    pub async fn subject(
        &self,
        named: &Named,
        attempt: &Attempt,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<Subject, Trouble> {
        let caller = &self.caller;
        let asked = async {
            match self.service(named)? {
                #[cfg(feature = "oidc")]
                Service::Oidc(oidc) => oidc.subject(caller, attempt, code, now).await,
                Service::Wecom(wecom) => wecom.subject(caller, attempt, code, now).await,
            }
        };
        self.in_time(asked).await?.usable()
    }

    fn service(&self, named: &Named) -> Result<&Service, Trouble> {
        let found = self.all.iter().find(|(own, _)| own == named).map(|(_, service)| service);
        found.ok_or_else(|| Trouble::Away("there is no such service".to_owned()))
    }

    async fn in_time<T>(&self, asked: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
        let late = || Trouble::Away(NoAnswer::TooSlow.to_string());
        tokio::time::timeout(self.patience, asked).await.unwrap_or_else(|_| Err(late()))
    }
}
