//! Who may call what: every address of the server, every method, every role. The table stands here; a route that is
//! not in it fails the test.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use actix_web::http::header::CONTENT_TYPE;
use actix_web::test::TestRequest;

use crate::harness::{Browser, People, server};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Everybody, signed in or not.
    Anyone,
    /// Everybody who is signed in; what belongs to others is not found.
    SignedIn,
    Trainee,
    Trainer,
    Hr,
    Admin,
    HrOrAdmin,
    /// The save of answers: the statement itself proves whose attempt it is, and everyone else gets one answer.
    OwnProof,
    /// Programs with a token; a session of a person opens nothing.
    Token,
}

use Who::{Admin, Anyone, Hr, HrOrAdmin, OwnProof, SignedIn, Token, Trainee, Trainer};

const ROUTES: &[(&str, &[(&str, Who)])] = &[
    ("/", &[("get", SignedIn)]),
    ("/styleguide", &[("get", Anyone)]),
    ("/static/{path:.*}", &[("get", Anyone)]),
    ("/login", &[("get", Anyone), ("post", Anyone)]),
    ("/login/code", &[("get", Anyone), ("post", Anyone)]),
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
    ("/people", &[("get", HrOrAdmin)]),
    ("/people/new", &[("get", Admin), ("post", Admin)]),
    ("/people/{id}", &[("get", HrOrAdmin)]),
    ("/people/{id}/name", &[("post", Admin)]),
    ("/people/{id}/roles", &[("post", Admin)]),
    ("/people/{id}/groups", &[("post", Admin)]),
    ("/people/{id}/block", &[("post", Admin)]),
    ("/people/{id}/unblock", &[("post", Admin)]),
    ("/people/{id}/link", &[("post", Admin)]),
    ("/groups", &[("get", HrOrAdmin), ("post", Admin)]),
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

/// Every `web::resource("…")` of the source with the methods it takes, until the next one or the end of its service.
fn registered() -> BTreeSet<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut waiting: Vec<PathBuf> = vec![root];
    let mut found = BTreeSet::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            assert!(
                !text.contains("web::scope("),
                "{} has a scope, which this test does not read",
                path.display()
            );
            assert!(!text.contains(".route(\""), "{} has a route of its own", path.display());
            for resource in text.split("web::resource(").skip(1) {
                let (address, rest) =
                    resource.trim_start().strip_prefix('"').unwrap().split_once('"').unwrap();
                let rest = rest.split(';').next().unwrap();
                let before = found.len();
                for method in ["get", "post", "put", "patch", "delete"] {
                    if rest.contains(&format!(".{method}(")) {
                        found.insert((address.to_owned(), method.to_owned()));
                    }
                }
                assert!(found.len() > before, "{address} takes no method that this test knows");
            }
        }
    }
    found
}

/// The routes of the table that the server has.
fn routes() -> Vec<(String, &'static str, Who)> {
    let registered = registered();
    let mut all = Vec::new();
    for (address, methods) in ROUTES {
        for (method, who) in *methods {
            if registered.contains(&((*address).to_owned(), (*method).to_owned())) {
                all.push((filled(address), *method, *who));
            }
        }
    }
    all
}

/// The address with something in its holes that does not exist.
fn filled(address: &str) -> String {
    let mut filled = address.to_owned();
    for (hole, value) in [
        ("{id}", "0190f0f0-0000-7000-8000-000000000000"),
        ("{attempt}", "0190f0f0-0000-7000-8000-000000000000"),
        ("{code}", "nothing-here"),
        ("{token}", "nothing-here"),
        ("{exemption}", "0190f0f0-0000-7000-8000-000000000000"),
        ("{question}", "nothing-here"),
        ("{attempt:[0-9a-f-]+}", "0190f0f0-0000-7000-8000-000000000000"),
        ("{position}", "1"),
        ("{number}", "1"),
        ("{format}", "nothing"),
        ("{picture}", "logo"),
        ("{name}", "nothing.png"),
        ("{path:.*}", "nothing.css"),
    ] {
        filled = filled.replace(hole, value);
    }
    assert!(!filled.contains('{'), "{address} has a hole without a value");
    filled
}

#[test]
fn every_route_of_the_server_stands_in_the_table_and_the_table_names_no_other() {
    let table: BTreeSet<(String, String)> = ROUTES
        .iter()
        .flat_map(|(address, methods)| {
            methods.iter().map(|(method, _)| ((*address).to_owned(), (*method).to_owned()))
        })
        .collect();
    let registered = registered();
    let unknown: Vec<_> = registered.difference(&table).collect();
    assert!(unknown.is_empty(), "routes without a line in the table: {unknown:#?}");
    let gone: Vec<_> = table.difference(&registered).collect();
    assert!(gone.is_empty(), "lines of the table without a route: {gone:#?}");
    assert!(registered.len() > 20, "the search finds what it looks for");
}

/// The people of the table with what each may.
fn everyone(people: &People) -> [(&'static str, &Browser, &'static [Who]); 4] {
    [
        ("trainee", &people.ada, &[Trainee]),
        ("trainer", &people.tian, &[Trainer]),
        ("hr", &people.hui, &[Hr, HrOrAdmin]),
        ("admin", &people.root, &[Admin, HrOrAdmin]),
    ]
}

/// Status and target of what comes back. `accept` asks for a page or, quicker where only the status counts, for JSON.
async fn call(browser: &Browser, method: &str, address: &str, accept: &str) -> (u16, String) {
    let request = match method {
        "get" => TestRequest::get().uri(address),
        "post" if certamen::web::upload::is_upload_path(address) => {
            // Where a file is expected: a form with the token and no file.
            let response = browser.upload(address, &[], "", b"").await;
            return (response.status.as_u16(), response.location().to_owned());
        }
        "post" if address.ends_with("/heartbeat") => TestRequest::post()
            .uri(address)
            .insert_header(("X-CSRF-Token", browser.csrf()))
            .set_json(serde_json::json!({ "epoch": 1 })),
        // A form with the token and nothing else.
        "post" => form(address, &browser.csrf()),
        other => panic!("{other} is not called by this test"),
    };
    let response = browser.send(request.insert_header(("Accept", accept))).await;
    (response.status.as_u16(), response.location().to_owned())
}

#[actix_web::test]
async fn only_those_whom_the_table_names_get_in() {
    let server = server().await;
    let people = server.people().await;
    let mut wrong = Vec::new();
    for (address, method, who) in routes() {
        for (name, browser, is) in everyone(&people) {
            // Signing out ends the session that the next line of the table needs.
            if address == "/logout" {
                continue;
            }
            let (status, location) = call(browser, method, &address, "application/json").await;
            let may = matches!(who, Anyone | SignedIn) || is.contains(&who);
            let right = match who {
                OwnProof => matches!(status, 400 | 403 | 404),
                Token => status == 401,
                _ if may => !matches!(status, 401 | 403 | 405 | 500..) && !location.starts_with("/login"),
                _ => status == 403,
            };
            if !right {
                wrong.push(format!("{name} {method} {address}: {status} {location}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[actix_web::test]
async fn nobody_who_is_not_signed_in_gets_further_than_the_login_page() {
    let server = server().await;
    let browser = server.anonymous().await;
    browser.get("/login").await.expect(200);
    let mut wrong = Vec::new();
    for (address, method, who) in routes() {
        let (status, location) = call(&browser, method, &address, "text/html").await;
        let right = match who {
            Anyone => status < 500 && status != 403 && !location.starts_with("/login?"),
            OwnProof | Token => status == 401,
            _ => status == 303 && location.starts_with("/login"),
        };
        if !right {
            wrong.push(format!("{method} {address}: {status} {location}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What a browser sends with a form, headers as given.
fn form(address: &str, token: &str) -> TestRequest {
    TestRequest::post()
        .uri(address)
        .insert_header((CONTENT_TYPE, "application/x-www-form-urlencoded"))
        .set_payload(format!("csrf={token}"))
}

#[actix_web::test]
async fn nothing_is_changed_without_the_token_of_the_own_session_or_from_another_site() {
    let server = server().await;
    let people = server.people().await;
    let everything =
        crate::harness::people::someone(&server, "All", "ALL1", certamen::accounts::Role::Trainee, None)
            .await;
    for role in ["trainer", "hr", "admin"] {
        let sql = format!(
            "INSERT INTO role_grants (id, person_id, role) VALUES (gen_random_uuid(), '{}', '{role}')",
            everything.id
        );
        server.sql(&sql).await;
    }
    let own = everything.csrf();
    let theirs = people.ada.csrf();
    let refused = |body: &str| body.contains("\"error\":\"csrf\"");
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (address, method, _) in routes() {
        if method == "get" {
            continue;
        }
        tried += 1;
        for (what, request) in [
            ("no token", form(&address, "")),
            ("the token of another session", form(&address, &theirs)),
            ("from another site", form(&address, &own).insert_header(("Sec-Fetch-Site", "cross-site"))),
            ("from a neighbour", form(&address, &own).insert_header(("Sec-Fetch-Site", "same-site"))),
            (
                "with the origin of another site",
                form(&address, &own)
                    .insert_header(("Host", "certamen.example.com"))
                    .insert_header(("Origin", "https://evil.example")),
            ),
            ("with a hidden origin", form(&address, &own).insert_header(("Origin", "null"))),
            (
                "as JSON without the header",
                TestRequest::post().uri(&address).set_json(serde_json::json!({ "csrf": own.clone() })),
            ),
            (
                "as plain text",
                TestRequest::post()
                    .uri(&address)
                    .insert_header((CONTENT_TYPE, "text/plain"))
                    .set_payload(format!("csrf={own}")),
            ),
        ] {
            let response = everything.send(request.insert_header(("Accept", "application/json"))).await;
            if response.status.as_u16() != 403 || !refused(&response.body) {
                wrong.push(format!("{address} {what}: {}", response.status));
            }
        }
    }
    assert!(tried > 8, "the search finds what it looks for");
    assert!(wrong.is_empty(), "{wrong:#?}");
    everything.get("/account").await.expect(200);
}

#[actix_web::test]
async fn an_upload_without_the_own_token_is_refused_and_so_is_one_where_no_file_belongs() {
    let server = server().await;
    let people = server.people().await;
    let (own, theirs) = (people.tian.csrf(), people.ada.csrf());
    for (address, token) in
        [("/banks/import", theirs.as_str()), ("/banks/import", ""), ("/exams/new", own.as_str())]
    {
        let registered = routes().iter().any(|(one, method, _)| one == address && *method == "post");
        if registered {
            let answer = people.tian.upload_raw(address, &[("csrf", token)], "a.txt", b"x").await.expect(403);
            assert!(answer.contains("has been open for too long"), "{address}");
        }
    }
    let answer = people.root.upload_raw("/groups", &[("csrf", &people.root.csrf())], "a.txt", b"x").await;
    assert!(answer.expect(403).contains("has been open for too long"));
}

#[actix_web::test]
async fn every_answer_carries_the_headers_that_keep_a_browser_safe() {
    let server = server().await;
    let people = server.people().await;
    let mut wrong = Vec::new();
    for (address, method, _) in routes() {
        if method != "get" {
            continue;
        }
        for browser in [&people.root.browser, &people.ada.browser] {
            let response = browser.get(&address).await;
            let header = |name: &str| response.headers.get(name).map_or("", |value| value.to_str().unwrap());
            let policy = header("content-security-policy");
            let safe = policy.contains("default-src 'none'")
                && !policy.contains("unsafe-inline")
                && header("x-content-type-options") == "nosniff"
                && !header("referrer-policy").is_empty();
            if !safe {
                wrong.push(format!("{address}: {} {:?}", response.status, response.headers));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
