//! `/admin` and `certamen user add`.

use certamen::accounts::queries;
use certamen::cli::user::{RoleWord, UserArgs, UserError, add};

use crate::harness::{Server, server};

#[actix_web::test]
async fn the_admin_page_says_how_the_server_is_doing_and_who_did_what() {
    let server = server().await;
    let people = server.people().await;
    people.root.post(&format!("/people/{}/block", people.cai.id), &[]).await.expect(303);
    let page = people.root.get("/admin").await.expect(200);
    for shown in [
        "plain http",
        env!("CARGO_PKG_VERSION"),
        "PostgreSQL",
        "Account blocked",
        "顾明远",
        "CERTAMEN_PUBLIC_ORIGIN",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(page.contains("<span class=\"fig__n\">5</span>"), "five of six may sign in: {page}");
    assert!(!page.contains("could not be closed</h2>"));
}

fn args(login: &str, role: RoleWord, password_stdin: bool) -> UserArgs {
    UserArgs { login: login.to_owned(), role, name: Some("Ren Lei".to_owned()), password_stdin }
}

async fn run(server: &Server, args: &UserArgs, input: &str) -> Result<String, UserError> {
    add(args, &server.app.db, &server.app.passwords, "https://certamen.example.com", input.as_bytes()).await
}

#[actix_web::test]
async fn a_person_from_the_command_line_signs_in_and_the_password_is_never_printed() {
    let server = server().await;
    let said =
        run(&server, &args("root@example.com", RoleWord::Admin, true), "gentle rain today\n").await.unwrap();
    assert!(
        said.contains("Ren Lei") && !said.contains("gentle rain") && !said.contains("/welcome/"),
        "{said}"
    );
    let browser = server.anonymous().await;
    browser.get("/login").await.expect(200);
    let form = [("login", "ROOT@example.com"), ("password", "gentle rain today"), ("next", "/admin")];
    assert_eq!(browser.post("/login", &form).await.expect_redirect(), "/admin");
    browser.get("/admin").await.expect(200);
}

#[actix_web::test]
async fn without_a_password_a_one_time_link_is_printed_and_works() {
    let server = server().await;
    let said = run(&server, &args("C0860", RoleWord::Trainee, false), "").await.unwrap();
    let link = said.split("https://certamen.example.com").nth(1).unwrap().trim();
    let browser = server.anonymous().await;
    browser.get(link).await.expect(200);
    assert_eq!(browser.post(link, &[("password", "winter melon soup")]).await.expect_redirect(), "/");
    browser.get("/account").await.expect(200);
}

#[actix_web::test]
async fn adding_an_existing_login_gives_the_role_and_says_so() {
    let server = server().await;
    let people = server.people().await;
    people.ada.get("/people").await.expect(403);
    let said = run(&server, &args("ｔ001", RoleWord::Hr, false), "").await.unwrap();
    assert!(said.contains("林晓雯") && said.contains("now also has the role hr"), "{said}");
    assert!(!said.contains("/welcome/"), "who has a password needs no link");
    people.ada.get("/people").await.expect(200);
    let said = run(&server, &args("t001", RoleWord::Hr, false), "").await.unwrap();
    assert!(said.contains("has the role hr already"), "{said}");
    assert_eq!(server.count("SELECT count(*) FROM people").await, 6);
    let said = run(&server, &args("t001", RoleWord::Hr, true), "a way back in\n").await.unwrap();
    assert!(said.contains("password was set"), "{said}");
    people.ada.get("/account").await.expect(303);
}

#[actix_web::test]
async fn a_weak_or_missing_password_or_a_bad_login_writes_nothing() {
    let server = server().await;
    for (login, input) in
        [("C1", "short\n"), ("C1", "\n"), ("C1", ""), ("", "long enough"), ("a\nb", "long enough")]
    {
        assert!(
            run(&server, &args(login, RoleWord::Admin, true), input).await.is_err(),
            "{login:?} {input:?}"
        );
    }
    assert!(queries::person_by_login(&mut *server.conn().await, "C1").await.unwrap().is_none());
}
