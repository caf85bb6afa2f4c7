//! One request for a page: who looks, in which language, with which token. Handlers render through it.

use std::borrow::Cow;

use actix_web::cookie::Cookie;
use actix_web::http::header::{ACCEPT_LANGUAGE, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono_tz::Tz;
use fluent_bundle::{FluentArgs, FluentValue};
use serde::Serialize;

use super::compression::{self, Coding};
use super::cookies::{Secret, secret};
use super::flash::{self, Flash};
use super::{Error, Language, Page, Site, Viewer, csrf, request_id};

/// Name of the cookie that remembers the language.
pub const LANGUAGE_COOKIE: &str = "lang";

/// What a handler knows about the request besides its own parameters.
#[derive(Clone)]
pub struct Visit {
    site: web::Data<Site>,
    /// The signed-in person, if any.
    pub viewer: Option<Viewer>,
    /// Language of the page.
    pub language: Language,
    /// Path and query of the page, for the language switch.
    pub path: String,
    csrf: String,
    new_pre_session: Option<Secret>,
    flash: Option<Flash>,
    request_id: Option<String>,
    is_secure_context: bool,
    codings: Vec<Coding>,
}

impl Visit {
    /// Reads the request. `viewer` is who is signed in, as `accounts` found out.
    ///
    /// # Errors
    /// [`Error::Internal`] when the server was put together without a site.
    pub fn new(request: &HttpRequest, viewer: Option<Viewer>) -> Result<Self, Error> {
        let site =
            request.app_data::<web::Data<Site>>().cloned().ok_or_else(|| Error::internal("no site"))?;
        let own = if viewer.is_some() { secret(request, site.cookies().session()) } else { None };
        let pre = own.or_else(|| secret(request, site.cookies().pre_session()));
        let new_pre_session = pre.is_none().then(Secret::new);
        let token = pre.or(new_pre_session).map(|secret| csrf::token(&secret)).unwrap_or_default();
        let language = viewer
            .as_ref()
            .and_then(|viewer| viewer.language)
            .or_else(|| request.cookie(LANGUAGE_COOKIE).and_then(|cookie| Language::parse(cookie.value())))
            .unwrap_or_else(|| {
                let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
                Language::from_header(header.unwrap_or_default())
            });
        let flash = request.cookie(flash::COOKIE).and_then(|cookie| Flash::decode(cookie.value()));
        let path = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let is_secure_context = site.config().is_https() || is_same_machine(request);
        Ok(Self {
            site,
            viewer,
            language,
            path,
            csrf: token,
            new_pre_session,
            flash,
            request_id: request_id::of(request),
            is_secure_context,
            codings: compression::accepted(request),
        })
    }

    /// How the browser takes pages compressed, the smallest first.
    pub fn codings(&self) -> &[Coding] {
        &self.codings
    }

    /// Whether browsers let pages at this address encrypt: over https, and at an address of the same machine.
    pub fn is_secure_context(&self) -> bool {
        self.is_secure_context
    }

    /// Words, templates, settings.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The same, with forms that belong to this session before its owner was looked up.
    pub(super) fn with_forms_of(self, session: &Secret) -> Self {
        Self { csrf: csrf::token(session), ..self }
    }

    /// The token of this visitor's forms.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// The line to show once, if the last request left one.
    pub fn flash(&self) -> Option<&Flash> {
        self.flash.as_ref()
    }

    /// Id of the request.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The zone times are shown in: the person's, else the company's.
    pub fn zone(&self) -> Tz {
        self.viewer.as_ref().and_then(|viewer| viewer.zone).unwrap_or(self.site.config().zone)
    }

    /// A message in the visitor's language.
    pub fn text(&self, id: &str) -> String {
        self.site.text(self.language, id)
    }

    /// A message with values in the visitor's language.
    pub fn text_with<'a, V: Into<FluentValue<'a>>>(
        &self,
        id: &str,
        values: impl IntoIterator<Item = (&'static str, V)>,
    ) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(Cow::Borrowed(name), value);
        }
        self.site.text_with(self.language, id, &arguments)
    }

    /// The page `template` (path below `templates/` without `.hbs`) with this title and data.
    pub fn page<T: Serialize>(
        &self,
        template: &'static str,
        title: impl Into<String>,
        data: T,
    ) -> Page<'_, T> {
        Page::new(self, template, title.into(), data)
    }

    /// To another page of ours, by GET.
    pub fn redirect(&self, to: &str) -> HttpResponse {
        HttpResponse::SeeOther().insert_header((LOCATION, local_path(to))).finish()
    }

    /// To another page of ours, which shows this line once.
    pub fn redirect_saying(&self, to: &str, flash: &Flash) -> HttpResponse {
        HttpResponse::SeeOther()
            .insert_header((LOCATION, local_path(to)))
            .cookie(self.site.cookies().make(flash::COOKIE, flash.encode()))
            .finish()
    }

    /// The cookies a page must set: the pre-session of a new visitor, the removal of a line that was shown.
    pub(super) fn cookies(&self) -> Vec<Cookie<'static>> {
        let style = self.site.cookies();
        let pre = self.new_pre_session.map(|secret| style.make(style.pre_session(), secret.encode()));
        let said = self.flash.as_ref().map(|_| style.remove(flash::COOKIE));
        pre.into_iter().chain(said).collect()
    }
}

/// The path if it is one of this site, else the home page: a link from outside never leads away from here.
pub fn local_path(path: &str) -> &str {
    let local = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n', '\t']);
    if local { path } else { "/" }
}

/// Whether the address the browser typed is one of its own machine
/// (<https://www.w3.org/TR/secure-contexts/#is-origin-trustworthy>).
fn is_same_machine(request: &HttpRequest) -> bool {
    let host = super::host(request);
    match url::Url::parse(&format!("http://{host}")).ok().as_ref().and_then(url::Url::host) {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for (path, followed) in [
            ("/banks?q=1", "/banks?q=1"),
            ("//evil.example/", "/"),
            ("https://evil.example/", "/"),
            ("/\\evil.example", "/"),
            ("/\t/evil.example", "/"),
            ("", "/"),
        ] {
            assert_eq!(local_path(path), followed);
        }
    }
}
