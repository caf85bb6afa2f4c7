//! Who looks at a page, as far as pages need to know.

use chrono_tz::Tz;
use serde::Serialize;

use super::Language;

/// The signed-in person as pages see them. Filled in by `accounts`.
#[derive(Debug, Clone, Serialize)]
pub struct Viewer {
    /// Name to show.
    pub name: String,
    /// Whether they sit exams.
    pub is_trainee: bool,
    /// Whether they make banks and exams.
    pub is_trainer: bool,
    /// Whether they see people, programmes and records.
    pub is_hr: bool,
    /// Whether they see people, settings and the audit trail.
    pub is_admin: bool,
    /// Messages in their inbox that they have not read.
    pub unread: i64,
    /// Language they chose; `None` follows the cookie and the browser.
    #[serde(skip)]
    pub language: Option<Language>,
    /// Zone they chose for display; `None` is the company's.
    #[serde(skip)]
    pub zone: Option<Tz>,
    /// light or dark, if they chose.
    #[serde(skip)]
    pub theme: Option<String>,
}
