//! Who may open what: one table of every address of the server. Handlers say the same once more in their signatures; the extractors ask
//! this table besides, so that an address which is not in it opens for nobody, and so does the navigation. `tests/it/matrix.rs`
//! prints the table and tries every line of it with every role.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Viewer;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not.
    Anyone,
    /// Everybody who is signed in; what belongs to others is not found.
    SignedIn,
    /// Those who sit exams.
    Trainee,
    /// Those who make banks and exams.
    Trainer,
    /// Those who keep the records.
    Hr,
    /// Those who run the server.
    Admin,
    /// Those who keep the records or run the server.
    HrOrAdmin,
    /// The save of answers: the statement itself proves whose attempt it is, and everyone else gets one answer.
    OwnProof,
    /// Programs with a token; a session of a person opens nothing.
    Token,
}

use Who::{Admin, Anyone, Hr, HrOrAdmin, OwnProof, SignedIn, Token, Trainee, Trainer};

impl Who {
    /// Whether a signed-in person is among them.
    pub fn includes(self, viewer: &Viewer) -> bool {
        match self {
            Anyone | SignedIn => true,
            Trainee => viewer.is_trainee,
            Trainer => viewer.is_trainer,
            Hr => viewer.is_hr,
            Admin => viewer.is_admin,
            HrOrAdmin => viewer.is_hr || viewer.is_admin,
            OwnProof | Token => false,
        }
    }
}

/// Every address, as the rooms register it, with its methods and who may call each.
pub const ROUTES: &[(&str, &[(&str, Who)])] = &[
    ("/", &[("get", SignedIn)]),
    ("/styleguide", &[("get", Anyone)]),
    ("/static/{path:.*}", &[("get", Anyone)]),
    ("/login", &[("get", Anyone), ("post", Anyone)]),
    ("/login/code", &[("get", Anyone), ("post", Anyone)]),
    ("/login/with/{service}", &[("get", Anyone)]),
    ("/login/with/{service}/callback", &[("get", Anyone)]),
    ("/logout", &[("post", SignedIn)]),
    ("/account/confirm", &[("get", SignedIn), ("post", SignedIn)]),
    ("/account/second-factor", &[("get", SignedIn), ("post", SignedIn)]),
    ("/account/second-factor/prepare", &[("post", SignedIn)]),
    ("/account/second-factor/codes", &[("post", SignedIn)]),
    ("/account/second-factor/remove", &[("post", SignedIn)]),
    ("/people/{id}/second-factor", &[("get", Admin), ("post", Admin)]),
    ("/admin/second-factor", &[("post", Admin)]),
    ("/admin/audit", &[("get", Admin)]),
    ("/admin/audit.csv", &[("get", Admin)]),
    ("/admin/audit.jsonl", &[("get", Admin)]),
    ("/language", &[("post", Anyone)]),
    ("/welcome/{token}", &[("get", Anyone), ("post", Anyone)]),
    ("/account", &[("get", SignedIn)]),
    ("/account/password", &[("post", SignedIn)]),
    ("/account/preferences", &[("post", SignedIn)]),
    ("/account/sessions", &[("post", SignedIn)]),
    ("/account/sessions/{id}", &[("post", SignedIn)]),
    ("/account/data", &[("get", SignedIn)]),
    ("/account/data.json", &[("get", SignedIn)]),
    ("/people", &[("get", HrOrAdmin)]),
    ("/people/new", &[("get", Admin), ("post", Admin)]),
    ("/people/import", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/people/import/template/{format}", &[("get", HrOrAdmin)]),
    ("/people/import/{id}", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/people/import/{id}/decide", &[("post", HrOrAdmin)]),
    ("/people/import/{id}/commit", &[("post", HrOrAdmin)]),
    ("/people/import/{id}/discard", &[("post", HrOrAdmin)]),
    ("/people/import/{id}/undo", &[("post", HrOrAdmin)]),
    ("/people/import/{id}/faulty", &[("get", HrOrAdmin)]),
    ("/people/{id}", &[("get", HrOrAdmin)]),
    ("/people/{id}/name", &[("post", HrOrAdmin)]),
    ("/people/{id}/roles", &[("post", Admin)]),
    ("/people/{id}/groups", &[("post", HrOrAdmin)]),
    ("/people/{id}/leave", &[("post", HrOrAdmin)]),
    ("/people/{id}/return", &[("post", HrOrAdmin)]),
    ("/people/{id}/transfer", &[("post", HrOrAdmin)]),
    ("/people/{id}/block", &[("post", Admin)]),
    ("/people/{id}/unblock", &[("post", Admin)]),
    ("/people/{id}/account", &[("post", Admin)]),
    ("/people/{id}/merge", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/people/{id}/link", &[("post", HrOrAdmin)]),
    ("/people/{id}/mail-link", &[("post", HrOrAdmin)]),
    ("/people/slips", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/groups", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/groups/{code}", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/groups/{code}/move", &[("post", HrOrAdmin)]),
    ("/groups/{code}/close", &[("post", HrOrAdmin)]),
    ("/groups/{code}/passwords", &[("post", Admin)]),
    ("/admin", &[("get", Admin)]),
    ("/admin/tokens", &[("get", Admin), ("post", Admin)]),
    ("/admin/tokens/{id}/revoke", &[("get", Admin), ("post", Admin)]),
    ("/api", &[("get", Anyone)]),
    ("/api/openapi.json", &[("get", Anyone)]),
    ("/api/v1/people", &[("get", Token)]),
    ("/api/v1/records", &[("get", Token)]),
    ("/api/v1/certificates", &[("get", Token)]),
    ("/healthz", &[("get", Anyone)]),
    ("/readyz", &[("get", Anyone)]),
    ("/metrics", &[("get", Anyone)]),
    ("/banks", &[("get", Trainer)]),
    ("/banks/new", &[("get", Trainer), ("post", Trainer)]),
    ("/banks/{code}", &[("get", Trainer)]),
    ("/banks/{code}/revisions", &[("get", Trainer)]),
    ("/banks/{code}/revisions/compare", &[("get", Trainer)]),
    ("/banks/{code}/revisions/{number}", &[("get", Trainer)]),
    ("/banks/{code}/revisions/{number}/restore", &[("get", Trainer), ("post", Trainer)]),
    ("/banks/{code}/bulk", &[("get", Trainer), ("post", Trainer)]),
    ("/banks/{code}/review", &[("get", Trainer), ("post", Trainer)]),
    ("/banks/{code}/retired", &[("get", Trainer)]),
    ("/banks/{code}/questions/{question}/retire", &[("get", Trainer), ("post", Trainer)]),
    ("/banks/{code}/questions/{question}/restore", &[("post", Trainer)]),
    ("/banks/{code}/settings", &[("get", Trainer), ("post", Trainer)]),
    ("/banks/{code}/new-question", &[("get", Trainer), ("post", Trainer)]),
    ("/banks/{code}/preview-question", &[("post", Trainer)]),
    ("/banks/{code}/questions/{question}/edit", &[("get", Trainer), ("post", Trainer)]),
    ("/banks/{code}/export", &[("get", Trainer)]),
    ("/banks/{code}/export/{format}", &[("get", Trainer)]),
    ("/banks/{code}/questions/{question}", &[("get", Trainer)]),
    ("/banks/images/{name}", &[("get", Trainer)]),
    ("/banks/search", &[("get", Trainer)]),
    ("/topics", &[("get", Trainer), ("post", Trainer)]),
    ("/topics/{id}", &[("get", Trainer), ("post", Trainer)]),
    ("/topics/{id}/merge", &[("post", Trainer)]),
    ("/topics/{id}/separate", &[("post", Trainer)]),
    ("/topics/{id}/remove", &[("post", Trainer)]),
    ("/banks/import", &[("get", Trainer), ("post", Trainer)]),
    ("/banks/import/guide", &[("get", Trainer)]),
    ("/banks/import/template/{format}", &[("get", Trainer)]),
    ("/banks/import/{id}", &[("get", Trainer)]),
    ("/banks/import/{id}/commit", &[("post", Trainer)]),
    ("/banks/import/{id}/discard", &[("post", Trainer)]),
    ("/banks/import/{id}/reread", &[("post", Trainer)]),
    ("/banks/import/{id}/rows/{position}", &[("get", Trainer), ("post", Trainer)]),
    ("/banks/import/{id}/rows/{position}/edit", &[("post", Trainer)]),
    ("/banks/import/{id}/rows/{position}/merge", &[("post", Trainer)]),
    ("/banks/import/{id}/rows/{position}/restore", &[("post", Trainer)]),
    ("/banks/import/{id}/rows/{position}/split", &[("post", Trainer)]),
    ("/banks/import/{id}/columns", &[("get", Trainer), ("post", Trainer)]),
    ("/banks/import/{id}/decide", &[("post", Trainer)]),
    ("/banks/import/{id}/failed", &[("get", Trainer)]),
    ("/banks/import/{id}/stop", &[("post", Trainer)]),
    ("/banks/import/{id}/undo", &[("post", Trainer)]),
    ("/exams", &[("get", Trainer)]),
    ("/exams/new", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/times", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/delivery", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/sections", &[("get", Trainer)]),
    ("/exams/{code}/sections/new", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/sections/{position}", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/sections/{position}/move", &[("post", Trainer)]),
    ("/exams/{code}/sections/{position}/remove", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/sections/{position}/questions", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/drawing", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/preview", &[("get", Trainer)]),
    ("/exams/{code}/publish", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/assignments", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/assignments/{id}/withdraw", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/room", &[("get", Trainer)]),
    ("/exams/{code}/room/extend", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/room/pause", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/room/resume", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/room/outages", &[("get", Trainer)]),
    ("/exams/{code}/room/people/{id}", &[("get", Trainer)]),
    ("/exams/{code}/room/people/{id}/end", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/room/people/{id}/release", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/results", &[("get", Trainer)]),
    ("/exams/{code}/results.csv", &[("get", Trainer)]),
    ("/exams/{code}/print", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/print/{id}", &[("get", Trainer)]),
    ("/exams/{code}/print/{id}/sheet", &[("get", Trainer)]),
    ("/exams/{code}/print/{id}/key", &[("get", Trainer), ("post", Trainer)]),
    ("/extra-time", &[("get", HrOrAdmin)]),
    ("/people/{id}/extra-time", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/people/{id}/extra-time/end", &[("post", HrOrAdmin)]),
    ("/exams/{code}/room/start", &[("post", Trainer)]),
    ("/exams/{code}/make-up", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/make-up/{id}/withdraw", &[("post", Trainer)]),
    ("/exams/{code}/results/paper", &[("get", Trainer), ("post", Trainer)]),
    ("/my/exams", &[("get", Trainee)]),
    ("/my/exams/{code}", &[("get", Trainee)]),
    ("/my/try-out", &[("get", Trainee), ("post", Trainee)]),
    ("/exams/{code}/results/{attempt:[0-9a-f-]+}", &[("get", Trainer)]),
    ("/exams/{code}/results/{attempt}/void", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/results/{attempt}/reopen", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/results/{attempt}/marks/{position}", &[("get", Trainer), ("post", Trainer)]),
    ("/grading", &[("get", Trainer)]),
    ("/grading/disputes/{id}", &[("get", Trainer), ("post", Trainer)]),
    ("/grading/exams/{code}", &[("get", Trainer)]),
    ("/grading/exams/{code}/names", &[("post", Trainer)]),
    ("/grading/exams/{code}/next", &[("post", Trainer)]),
    ("/grading/exams/{code}/answers/{attempt}/{position}", &[("get", Trainer), ("post", Trainer)]),
    ("/attempts/{id}/disputes", &[("get", Trainee), ("post", Trainee)]),
    ("/attempts/{id}/seal", &[("get", Trainee)]),
    ("/exams/{code}/hand-in-files", &[("get", Trainer), ("post", Trainer)]),
    ("/exams/{code}/hand-in-files/{id}", &[("get", Trainer), ("post", Trainer)]),
    ("/my/exam-page", &[("post", Trainee)]),
    ("/my/exams/{code}/start", &[("get", Trainee), ("post", Trainee)]),
    ("/my/exams/{code}/waiting", &[("get", Trainee), ("post", Trainee)]),
    ("/attempts/{id}", &[("get", Trainee), ("post", Trainee)]),
    ("/attempts/{id}/questions", &[("get", Trainee)]),
    ("/attempts/{id}/notes", &[("get", Trainee), ("post", Trainee)]),
    ("/attempts/{id}/flags", &[("get", Trainee), ("post", Trainee)]),
    ("/attempts/{id}/saves", &[("get", Trainee), ("post", OwnProof)]),
    ("/attempts/{id}/heartbeat", &[("get", Trainee), ("post", Trainee)]),
    ("/attempts/{id}/submit", &[("get", Trainee), ("post", Trainee)]),
    ("/attempts/{id}/take-over", &[("get", Trainee), ("post", Trainee)]),
    ("/attempts/{id}/images/{name}", &[("get", Trainee)]),
    ("/attempts/{id}/receipt", &[("get", Trainee)]),
    ("/attempts/{id}/result", &[("get", Trainee)]),
    ("/my/certificates", &[("get", SignedIn)]),
    ("/certificates/{id}", &[("get", SignedIn)]),
    ("/certificates/{id}/revoke", &[("get", Hr), ("post", Hr)]),
    ("/certificates/import", &[("get", Hr), ("post", Hr)]),
    ("/certificates/import/{id}", &[("get", Hr), ("post", Hr)]),
    ("/certificates/import/{id}/commit", &[("post", Hr)]),
    ("/certificates/import/{id}/discard", &[("post", Hr)]),
    ("/certificates/import/{id}/undo", &[("post", Hr)]),
    ("/certificates/{id}/reinstate", &[("get", Hr), ("post", Hr)]),
    ("/certificates/{id}.pdf", &[("get", SignedIn)]),
    ("/certificates/{id}.png", &[("get", SignedIn)]),
    ("/certificates/design", &[("get", Hr), ("post", Hr)]),
    ("/certificates/design/preview.png", &[("get", Hr)]),
    ("/certificates/design/preview.pdf", &[("get", Hr)]),
    ("/certificates/design/use", &[("post", Hr)]),
    ("/certificates/design/discard", &[("post", Hr)]),
    ("/certificates/design/{picture}", &[("post", Hr)]),
    ("/people/{id}/certifications", &[("get", HrOrAdmin)]),
    ("/people/{id}/certifications/{code}/exempt", &[("get", Hr), ("post", Hr)]),
    ("/people/{id}/exemptions/{exemption}/end", &[("get", Hr), ("post", Hr)]),
    ("/certifications", &[("get", HrOrAdmin)]),
    ("/certifications/new", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/certifications/{code}", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/inbox", &[("get", SignedIn), ("post", SignedIn)]),
    ("/inbox/{id}", &[("post", SignedIn)]),
    ("/notices", &[("get", HrOrAdmin)]),
    ("/notices/{id}", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/robots", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/robots/{id}/test", &[("post", HrOrAdmin)]),
    ("/robots/{id}/remove", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/webhooks", &[("get", Admin), ("post", Admin)]),
    ("/webhooks/{id}", &[("get", Admin)]),
    ("/webhooks/{id}/test", &[("post", Admin)]),
    ("/webhooks/{id}/remove", &[("get", Admin), ("post", Admin)]),
    ("/groups/{code}/managers", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/groups/{code}/managers/{id}/remove", &[("post", HrOrAdmin)]),
    ("/my/calendar", &[("get", SignedIn), ("post", SignedIn)]),
    ("/my/calendar/end", &[("post", SignedIn)]),
    ("/calendar/{token}.ics", &[("get", Anyone)]),
    ("/team", &[("get", SignedIn)]),
    ("/records", &[("get", HrOrAdmin)]),
    ("/records/gaps", &[("get", HrOrAdmin)]),
    ("/records/compare", &[("get", HrOrAdmin)]),
    ("/records/expiring", &[("get", HrOrAdmin)]),
    ("/records/people/{id}", &[("get", HrOrAdmin)]),
    ("/records/views", &[("post", HrOrAdmin)]),
    ("/records/views/new", &[("get", HrOrAdmin)]),
    ("/records/views/{id}", &[("get", HrOrAdmin), ("post", HrOrAdmin)]),
    ("/records/views/{id}/delete", &[("post", HrOrAdmin)]),
    ("/records.zip", &[("get", HrOrAdmin)]),
    ("/records.csv", &[("get", HrOrAdmin)]),
    ("/records.xlsx", &[("get", HrOrAdmin)]),
    ("/records.jsonl", &[("get", HrOrAdmin)]),
    ("/verify", &[("get", Anyone)]),
    ("/verify/{code}", &[("get", Anyone)]),
];

static BY_ADDRESS: LazyLock<HashMap<(&'static str, &'static str), Who>> = LazyLock::new(|| {
    let lines = ROUTES
        .iter()
        .flat_map(|(address, methods)| methods.iter().map(move |(method, who)| ((*address, *method), *who)));
    lines.collect()
});

/// Who may call an address, as it is registered, with a method in lower case; `None` when the table does not name it.
pub fn who(address: &str, method: &str) -> Option<Who> {
    // The head of a page is for whoever may read the page.
    let method = if method == "head" { "get" } else { method };
    BY_ADDRESS.get(&(address, method)).copied()
}

/// Whether a signed-in person may open a page.
pub fn may_open(address: &str, viewer: &Viewer) -> bool {
    who(address, "get").is_some_and(|who| who.includes(viewer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer() -> Viewer {
        Viewer {
            name: String::new(),
            is_trainee: false,
            is_trainer: false,
            is_hr: false,
            is_admin: false,
            unread: 0,
            language: None,
            zone: None,
            theme: None,
        }
    }

    #[test]
    fn s32_the_table_answers_for_each_role_and_an_address_that_is_not_in_it_opens_for_nobody() {
        let hr = Viewer { is_hr: true, ..viewer() };
        let everything =
            Viewer { is_trainee: true, is_trainer: true, is_hr: true, is_admin: true, ..viewer() };
        assert!(may_open("/records", &hr) && may_open("/people", &hr) && may_open("/account", &hr));
        assert!(!may_open("/banks", &hr) && !may_open("/admin", &hr) && !may_open("/my/exams", &hr));
        assert!(!may_open("/nowhere", &everything) && !may_open("/api/v1/people", &everything));
        assert_eq!(who("/people", "head"), Some(HrOrAdmin));
        assert_eq!(who("/people", "delete"), None);
    }

    #[test]
    fn every_line_stands_once() {
        let lines: usize = ROUTES.iter().map(|(_, methods)| methods.len()).sum();
        assert_eq!(BY_ADDRESS.len(), lines);
    }
}
