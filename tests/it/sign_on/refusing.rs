//! Who does not come in, and what becomes of a sign-in that does not hold.

use std::sync::Arc;

use super::provider::{Algorithm, Fault, Provider};
use super::{come_back, press, said, server_with, sign_on, visit};
use crate::harness::{People, Server};

async fn ready() -> (Provider, Arc<Server>, People) {
    let provider = Provider::start().await;
    let server = server_with(&provider.settings()).await;
    let people = server.people().await;
    provider.is_now("sub-1", "T001");
    (provider, server, people)
}

/// Sessions that began with the service.
async fn began(server: &Server) -> i64 {
    server.count("SELECT count(*) FROM audit_events WHERE action = 'session.signed_on'").await
}

#[actix_web::test]
async fn a_state_that_is_not_of_this_browser_signs_nobody_in() {
    let (_provider, server, _people) = ready().await;
    // Somebody lays the way back of an own sign-in before a stranger.
    let (attacker, victim) = (server.anonymous().await, server.anonymous().await);
    let back = visit(&press(&attacker, "oidc", "/").await).await;
    assert!(said(&victim, come_back(&victim, &back).await).await.contains("another browser"));
    // The same when the stranger is just signing in.
    press(&victim, "oidc", "/").await;
    said(&victim, come_back(&victim, &back).await).await;
    for state in ["", "00", &"0".repeat(64)] {
        let path = format!("/login/with/oidc/callback?code=code+0&state={state}");
        said(&victim, victim.get(&path).await).await;
    }
    assert_eq!(began(&server).await, 0);
    // It was not used up: the browser it belongs to goes on.
    come_back(&attacker, &back).await.expect_redirect();
    assert_eq!(began(&server).await, 1);
}

#[actix_web::test]
async fn a_way_back_works_once_and_for_ten_minutes() {
    let (provider, server, _people) = ready().await;
    let browser = server.anonymous().await;
    let back = visit(&press(&browser, "oidc", "/").await).await;
    let on = browser.cookie("on").unwrap();
    assert_eq!(come_back(&browser, &back).await.expect_redirect(), "/");
    let again = server.anonymous().await;
    again.set_cookie("on", &on);
    said(&again, come_back(&again, &back).await).await;
    assert_eq!((began(&server).await, provider.state().tokens), (1, 1));

    let late = server.anonymous().await;
    let back = visit(&press(&late, "oidc", "/").await).await;
    server.move_clock("11 minutes").await;
    assert!(said(&late, come_back(&late, &back).await).await.contains("took too long"));
    assert_eq!(provider.state().tokens, 1, "the code was not even tried");
}

#[actix_web::test]
async fn a_token_that_does_not_hold_signs_nobody_in() {
    let (provider, server, _people) = ready().await;
    for fault in [
        Fault::WrongNonce,
        Fault::WrongAudience,
        Fault::WrongIssuer,
        Fault::Expired,
        Fault::OtherKey,
        Fault::Unsigned,
        Fault::BadCode,
    ] {
        provider.breaks(fault);
        let browser = server.anonymous().await;
        let page = said(&browser, sign_on(&browser, "oidc", "/").await).await;
        assert!(page.contains("could not be verified") || page.contains("no proper answer"), "{fault:?}");
        assert_eq!(began(&server).await, 0, "{fault:?}");
    }
    provider.breaks(Fault::None);
    let browser = server.anonymous().await;
    assert_eq!(sign_on(&browser, "oidc", "/").await.expect_redirect(), "/");
}

#[actix_web::test]
async fn a_token_without_a_signature_or_with_one_that_anybody_can_make_signs_nobody_in() {
    let (provider, server, _people) = ready().await;
    for algorithm in [Algorithm::Rs256, Algorithm::Es256] {
        provider.state().algorithm = algorithm;
        for fault in [Fault::Unsigned, Fault::PublicKeyAsSecret, Fault::SharedSecret, Fault::OtherKey] {
            provider.breaks(fault);
            let browser = server.anonymous().await;
            let page = said(&browser, sign_on(&browser, "oidc", "/").await).await;
            assert!(page.contains("could not be verified"), "{algorithm:?} {fault:?}: {page}");
            server.sql("DELETE FROM login_failures").await;
        }
    }
    assert_eq!(began(&server).await, 0);
    assert_eq!(provider.state().tokens, 8, "every token was fetched and looked at");
}

#[actix_web::test]
async fn a_provider_that_is_silent_or_talks_nonsense_delays_nobody_for_long_and_breaks_nothing() {
    let (provider, server, _people) = ready().await;
    for fault in [Fault::Silent, Fault::Nonsense] {
        provider.breaks(fault);
        let browser = server.anonymous().await;
        let away = browser.get("/login/with/oidc").await;
        assert!(said(&browser, away).await.contains("no proper answer"), "{fault:?}");
    }
    // The same on the way back, when the provider is known already.
    for fault in [Fault::Silent, Fault::Nonsense] {
        provider.breaks(Fault::None);
        let browser = server.anonymous().await;
        let back = visit(&press(&browser, "oidc", "/account").await).await;
        provider.breaks(fault);
        let page = said(&browser, come_back(&browser, &back).await).await;
        assert!(page.contains("no proper answer") && page.contains("value=\"/account\""), "{fault:?}");
    }
}

#[actix_web::test]
async fn a_provider_that_is_down_leaves_the_password() {
    let provider = Provider::start().await;
    let settings = provider.settings();
    drop(provider);
    let server = server_with(&settings).await;
    let browser = server.anonymous().await;
    let away = browser.get("/login/with/oidc").await;
    assert!(said(&browser, away).await.contains("no proper answer"));
}

#[actix_web::test]
async fn whoever_thinks_better_of_it_is_back_at_the_password_form() {
    let (provider, server, _people) = ready().await;
    provider.breaks(Fault::Denied);
    let browser = server.anonymous().await;
    assert!(said(&browser, sign_on(&browser, "oidc", "/").await).await.contains("did not finish"));
}

#[actix_web::test]
async fn nobody_is_made_by_signing_in_and_every_refusal_is_noted() {
    let (provider, server, _people) = ready().await;
    let people = server.count("SELECT count(*) FROM people").await;
    for number in ["T999", "", " "] {
        provider.is_now("sub-9", number);
        let browser = server.anonymous().await;
        assert!(said(&browser, sign_on(&browser, "oidc", "/").await).await.contains("nobody with your"));
    }
    assert_eq!(server.count("SELECT count(*) FROM people").await, people);
    assert_eq!(server.count("SELECT count(*) FROM identities WHERE kind = 'external'").await, 0);
    let due = server.app.refusals.due();
    assert!(due.iter().any(|noted| noted.source.action == "session.sign_on_refused"), "{due:?}");
}

#[actix_web::test]
async fn an_employee_number_that_is_somebodys_telephone_or_mail_is_no_number() {
    let (provider, server, people) = ready().await;
    let id = people.bo.id;
    server
        .sql(&format!(
            "INSERT INTO identities (id, person_id, provider, subject, kind)
             VALUES (gen_random_uuid(), '{id}', 'local', 'bo@example.com', 'email')"
        ))
        .await;
    provider.is_now("sub-9", "bo@example.com");
    let browser = server.anonymous().await;
    said(&browser, sign_on(&browser, "oidc", "/").await).await;
}

#[actix_web::test]
async fn who_is_blocked_or_has_left_hears_so_and_stays_outside() {
    let (provider, server, people) = ready().await;
    server.sql("UPDATE people SET blocked_at = app_now() WHERE employee_number = 'T001'").await;
    let browser = server.anonymous().await;
    assert!(said(&browser, sign_on(&browser, "oidc", "/").await).await.contains("is blocked"));
    // One who came before and left since.
    provider.is_now("sub-2", "T002");
    sign_on(&server.anonymous().await, "oidc", "/").await.expect_redirect();
    let today = server.text("SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date::text").await;
    let leave = format!("/people/{}/leave", people.bo.id);
    people.hui.post(&leave, &[("day", &today)]).await.expect_redirect();
    let browser = server.anonymous().await;
    assert!(said(&browser, sign_on(&browser, "oidc", "/").await).await.contains("no longer work"));
    assert_eq!(began(&server).await, 1);
}

#[actix_web::test]
async fn sign_ins_that_prove_nothing_are_slowed_like_wrong_passwords() {
    let (_provider, server, _people) = ready().await;
    server.stop_clock().await;
    let browser = server.anonymous().await;
    press(&browser, "oidc", "/").await;
    let wrong = format!("/login/with/oidc/callback?code=x&state={}", "0".repeat(64));
    for _ in 0..7 {
        said(&browser, browser.get(&wrong).await).await;
    }
    assert!(said(&browser, browser.get(&wrong).await).await.contains("too many"));
    let away = browser.get("/login/with/oidc").await;
    assert!(said(&browser, away).await.contains("too many"));
    let counted = server.count("SELECT count(*) FROM login_failures WHERE address <> ''").await;
    assert!(counted >= 6, "{counted}");
}

#[actix_web::test]
async fn a_service_that_is_not_set_up_does_not_exist() {
    let (_provider, server, _people) = ready().await;
    let browser = server.anonymous().await;
    browser.get("/login/with/wecom").await.expect(404);
    browser.get("/login/with/dingtalk/callback?code=1&state=2").await.expect(404);
}
