//! A page on its way to the browser.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, VARY};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use serde_json::json;

use super::compression::{Coding, Effort};
use super::{Error, Visit, policy};
use crate::base::clock::zone_label;

/// A template with its data, ready to be rendered for a visit.
pub struct Page<'a, T> {
    visit: &'a Visit,
    template: &'static str,
    title: String,
    data: T,
    status: StatusCode,
}

/// A link of the main navigation.
#[derive(Serialize)]
struct NavItem {
    href: &'static str,
    label: String,
    current: bool,
}

impl<'a, T: Serialize> Page<'a, T> {
    pub(super) fn new(visit: &'a Visit, template: &'static str, title: String, data: T) -> Self {
        Self { visit, template, title, data, status: StatusCode::OK }
    }

    /// The same page with another status, for example 422 for a form with mistakes.
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The page as a response.
    ///
    /// # Errors
    /// [`Error::Internal`] when the template and its data do not fit each other.
    pub fn respond(self) -> Result<HttpResponse, Error> {
        let html = self.html()?;
        let mut response = HttpResponseBuilder::new(self.status);
        response.content_type("text/html; charset=utf-8");
        for cookie in self.visit.cookies() {
            response.cookie(cookie);
        }
        let packed = |coding: &Coding| Some((*coding, coding.compress(html.as_bytes(), Effort::Waiting)?));
        Ok(match self.visit.codings().first().and_then(packed) {
            Some((coding, bytes)) => response
                .insert_header((CONTENT_ENCODING, coding.name()))
                .insert_header((VARY, "accept-encoding"))
                .body(bytes),
            None => response.body(html),
        })
    }

    /// The page as text.
    ///
    /// # Errors
    /// [`Error::Internal`] when the template and its data do not fit each other.
    pub fn html(&self) -> Result<String, Error> {
        let visit = self.visit;
        let site = visit.site();
        let zone = visit.zone();
        let root = json!({
            "lang": visit.language.tag(),
            "other_lang": visit.language.other().tag(),
            "title": self.title,
            "page": self.data,
            "viewer": visit.viewer,
            "nav": navigation(visit),
            "path": visit.path,
            "csrf": visit.csrf(),
            "theme": visit.viewer.as_ref().and_then(|viewer| viewer.theme.as_deref()),
            "flash": visit.flash(),
            "organisation": site.config().organisation,
            "zone_name": zone.name(),
            "zone": zone_label(zone, chrono::Utc::now()),
            "demo": site.demo(),
            "status": self.status.as_u16(),
            "request_id": visit.request_id(),
        });
        let html = site.templates().render(self.template, &root).map_err(Error::internal)?;
        Ok(with_icons(&html, |name| site.static_files().icon(name).map(str::to_owned)))
    }
}

/// Puts the symbols of the icons a page uses where its layout says `<!--icons-->`.
fn with_icons(html: &str, symbol: impl Fn(&str) -> Option<String>) -> String {
    let mut names: Vec<&str> = html
        .split("href=\"#i-")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(name, _)| name))
        .collect();
    names.sort_unstable();
    names.dedup();
    let symbols: String = names.into_iter().filter_map(symbol).collect();
    html.replacen("<!--icons-->", &format!("<svg hidden aria-hidden=\"true\">{symbols}</svg>"), 1)
}

/// The main navigation: of the rooms' first pages those that the reader may open, see [`policy`].
fn navigation(visit: &Visit) -> Vec<NavItem> {
    let Some(viewer) = &visit.viewer else { return Vec::new() };
    let items: [(&'static str, &str); 11] = [
        ("/", "layout-nav-home"),
        ("/my/exams", "layout-nav-my-exams"),
        ("/my/certificates", "layout-nav-my-certificates"),
        ("/banks", "layout-nav-banks"),
        ("/exams", "layout-nav-exams"),
        ("/grading", "layout-nav-grading"),
        ("/records", "layout-nav-records"),
        ("/certifications", "layout-nav-certifications"),
        ("/people", "layout-nav-people"),
        ("/notices", "layout-nav-notices"),
        ("/admin", "layout-nav-admin"),
    ];
    // Everybody may have certificates, but only trainees get new ones.
    let is_offered = |href: &str| href != "/my/certificates" || viewer.is_trainee;
    let path = visit.path.split('?').next().unwrap_or("/");
    items
        .into_iter()
        .filter(|(href, _)| policy::may_open(href, viewer) && is_offered(href))
        .map(|(href, label)| NavItem { href, label: visit.text(label), current: is_within(path, href) })
        .collect()
}

/// Topics have an address of their own, but are a part of the banks; robots and webhooks are one of the messages.
fn is_within(path: &str, href: &str) -> bool {
    let parts: &[&str] = match href {
        "/banks" => &["/topics"],
        "/notices" => &["/robots", "/webhooks"],
        _ => &[],
    };
    is_current(path, href) || parts.iter().any(|part| is_current(path, part))
}

fn is_current(path: &str, href: &str) -> bool {
    path == href || (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_carries_the_symbols_of_its_icons_once_each() {
        let html = "<body><!--icons--><use href=\"#i-ok\"/><use href=\"#i-bad\"/><use href=\"#i-ok\"/>";
        let page = with_icons(html, |name| Some(format!("[{name}]")));
        assert!(page.contains("<svg hidden aria-hidden=\"true\">[bad][ok]</svg>"), "{page}");
    }

    #[test]
    fn a_page_below_a_navigation_entry_marks_that_entry() {
        assert!(is_current("/banks/fab", "/banks"));
        assert!(!is_current("/bankside", "/banks"));
        assert!(!is_current("/banks", "/"));
        assert!(is_within("/topics/1", "/banks") && !is_within("/topics/1", "/exams"));
    }
}
