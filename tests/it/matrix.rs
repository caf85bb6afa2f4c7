//! Who may call what: every address of the server, every method, every role. The table is `src/web/policy.rs`, which handlers
//! and navigation ask; a route that is not in it fails the test, and so does one that lets in somebody else.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use actix_web::http::header::CONTENT_TYPE;
use actix_web::test::TestRequest;

use certamen::web::policy::{ROUTES, Who};

use crate::harness::{Browser, People, server};

use Who::{Admin, Anyone, Hr, HrOrAdmin, OwnProof, SignedIn, Token, Trainee, Trainer};

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
        ("{service}", "nothing-here"),
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

/// The table as a page: one line an address and method, a mark for each role that may call it.
fn printed() -> String {
    let mut page = "# Roles and pages\n\nPrinted from `src/web/policy.rs` by `UPDATE_ROLES=1 cargo test --test it matrix::`. \
        *Anyone* needs no sign-in; *own* is proved by the request itself; *token* is for programs.\n\n\
        | Address | Method | Trainee | Trainer | HR | Administrator | Others |\n|---|---|---|---|---|---|---|\n"
        .to_owned();
    for (address, methods) in ROUTES {
        for (method, who) in *methods {
            let mark = |among: &[Who]| if among.contains(who) { "×" } else { "" };
            let others = match who {
                Anyone => "anyone",
                OwnProof => "own",
                Token => "token",
                _ => "",
            };
            page.push_str(&format!(
                "| `{address}` | {} | {} | {} | {} | {} | {others} |\n",
                method.to_uppercase(),
                mark(&[Anyone, SignedIn, Trainee]),
                mark(&[Anyone, SignedIn, Trainer]),
                mark(&[Anyone, SignedIn, Hr, HrOrAdmin]),
                mark(&[Anyone, SignedIn, Admin, HrOrAdmin]),
            ));
        }
    }
    page
}

#[test]
fn the_page_of_roles_says_what_the_table_says() {
    let printed = printed();
    println!("{printed}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/roles.md");
    if std::env::var_os("UPDATE_ROLES").is_some() {
        fs::write(&path, &printed).unwrap();
    }
    let stored = fs::read_to_string(path).unwrap();
    assert_eq!(stored, printed, "run UPDATE_ROLES=1 cargo test --test it matrix::");
}

#[actix_web::test]
async fn the_navigation_offers_each_role_only_what_the_table_opens_and_each_of_it_opens() {
    let server = server().await;
    let people = server.people().await;
    for (name, browser, is) in everyone(&people) {
        let page = browser.get("/").await.expect(200);
        let nav = page.split("<nav class=\"nav\"").nth(1).unwrap().split("</nav>").next().unwrap();
        let offered: Vec<&str> =
            nav.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(offered.len() > 2 && offered[0] == "/", "{name}: {offered:?}");
        for address in offered {
            let who = certamen::web::policy::who(address, "get").unwrap();
            assert!(matches!(who, SignedIn) || is.contains(&who), "{name} is offered {address}");
            browser.get(address).await.expect(200);
        }
        let hidden = ["/banks", "/records", "/people", "/admin", "/my/exams"];
        for address in hidden.into_iter().filter(|address| !nav.contains(&format!("href=\"{address}\""))) {
            browser.get(address).await.expect(403);
        }
    }
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
async fn s32_only_those_whom_the_table_names_get_in() {
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
async fn s19_nothing_is_changed_without_the_token_of_the_own_session_or_from_another_site() {
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
async fn s21_s22_s23_every_answer_carries_the_headers_that_keep_a_browser_safe() {
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
