//! What a request is for. When there is too much to do, what an exam hangs on comes first.

use std::time::Duration;

use actix_web::http::Method;

use crate::config::Limits;

/// What a request is for, the most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Saves answers. They have a queue of their own and are never turned away here.
    Save,
    /// Small, from memory: styles, scripts, signs of life.
    Light,
    /// Starts an attempt. Who waits for a turn there holds no connection.
    Start,
    /// Everything else of somebody who sits an exam or is about to: hand-in, heartbeat, pages.
    Exam,
    /// Signing in: waits for the hash, which has a queue of its own.
    SignIn,
    /// Sends a file, which takes a slow network its time.
    Upload,
    /// A whole table as a file.
    Report,
    /// Everything else.
    Other,
}

impl Class {
    /// The class of a request.
    #[must_use]
    pub fn of(method: &Method, path: &str) -> Self {
        if let Some(rest) = path.strip_prefix("/attempts/") {
            let saves = method == Method::POST && rest.ends_with("/saves");
            return if saves { Self::Save } else { Self::Exam };
        }
        if method == Method::POST && path.starts_with("/my/exams/") && path.ends_with("/start") {
            return Self::Start;
        }
        let first = path.split('/').nth(1).unwrap_or_default();
        match first {
            "static" | "healthz" | "readyz" | "metrics" => Self::Light,
            "" | "my" => Self::Exam,
            "login" | "welcome" => Self::SignIn,
            // Where staff look after those who sit: extend, pause, resume.
            "exams" if path.split('/').nth(3) == Some("room") => Self::Exam,
            _ if path == "/banks/import" && method == Method::POST => Self::Upload,
            _ if [".csv", ".xlsx", ".jsonl"].iter().any(|end| path.ends_with(end))
                || path == "/records.zip" =>
            {
                Self::Report
            }
            _ => Self::Other,
        }
    }

    /// How long such a request may take, from its head to the head of its answer.
    #[must_use]
    pub fn limit(self, limits: &Limits) -> Duration {
        match self {
            Self::Save | Self::Light | Self::Start | Self::Exam | Self::Other => limits.request,
            Self::SignIn => limits.sign_in,
            Self::Upload => limits.upload,
            Self::Report => limits.request + limits.report,
        }
    }

    /// As figures name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Save => "save",
            Self::Light => "light",
            Self::Start => "start",
            Self::Exam => "exam",
            Self::SignIn => "sign_in",
            Self::Upload => "upload",
            Self::Report => "report",
            Self::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_told_by_its_method_and_path() {
        for (method, path, class) in [
            (Method::POST, "/attempts/0190/saves", Class::Save),
            (Method::GET, "/attempts/0190/saves", Class::Exam),
            (Method::POST, "/attempts/0190/heartbeat", Class::Exam),
            (Method::POST, "/attempts/0190/submit", Class::Exam),
            (Method::POST, "/my/exams/x/start", Class::Start),
            (Method::GET, "/my/exams/x/start", Class::Exam),
            (Method::POST, "/my/exams/x/try-out", Class::Exam),
            (Method::GET, "/", Class::Exam),
            (Method::POST, "/exams/x/room/pause", Class::Exam),
            (Method::GET, "/exams/x/results", Class::Other),
            (Method::GET, "/exams/room/times", Class::Other),
            (Method::GET, "/static/app.css", Class::Light),
            (Method::GET, "/readyz", Class::Light),
            (Method::POST, "/login", Class::SignIn),
            (Method::POST, "/banks/import", Class::Upload),
            (Method::GET, "/banks/import", Class::Other),
            (Method::GET, "/records.csv", Class::Report),
            (Method::GET, "/records.xlsx", Class::Report),
            (Method::GET, "/records.jsonl", Class::Report),
            (Method::GET, "/exams/x/results.csv", Class::Report),
            (Method::GET, "/records", Class::Other),
            (Method::GET, "/statics", Class::Other),
        ] {
            assert_eq!(Class::of(&method, path), class, "{method} {path}");
        }
    }
}
