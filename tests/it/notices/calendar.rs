//! The calendar of one's own days.

use super::company;

#[actix_web::test]
async fn a_secret_address_shows_ones_own_days_until_it_is_replaced_or_ended() {
    let (server, people, ids) = company(|people| vec![(people.ada.id, 270), (people.bo.id, 200)]).await;
    assert!(people.ada.get("/my/certificates").await.expect(200).contains("href=\"/my/calendar\""));
    assert!(people.ada.get("/my/calendar").await.expect(200).contains("You have no calendar address yet"));
    let link = |page: &str| {
        format!("/calendar/{}.ics", page.split("/calendar/").nth(1).unwrap().split(".ics").next().unwrap())
    };
    let first = link(&people.ada.post("/my/calendar", &[]).await.expect(200));
    let anonymous = server.anonymous().await;
    let answer = anonymous.get(&first).await;
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    let text = answer.expect(200);
    let days: Vec<&str> = text.lines().filter(|line| line.starts_with("DTSTART")).collect();
    assert_eq!(days, ["DTSTART;VALUE=DATE:20270225"]);
    assert!(text.contains(&format!("UID:{}-end@certamen\r\n", ids[0])), "{text}");
    assert_eq!(anonymous.get(&first).await.expect(200), text, "the same when it is read again");
    // With a renewal window its first day is shown too.
    server
        .sql("INSERT INTO programme_versions (id, programme_id, number, title_zh, title_en, validity_months, requirement_codes, rules)
              SELECT gen_random_uuid(), programme_id, 2, title_zh, title_en, validity_months, requirement_codes,
                     jsonb_set(rules, '{window_days}', '60') FROM programme_versions")
        .await;
    let text = anonymous.get(&first).await.expect(200);
    let days: Vec<&str> = text.lines().filter(|line| line.starts_with("DTSTART")).collect();
    assert_eq!(days, ["DTSTART;VALUE=DATE:20261227", "DTSTART;VALUE=DATE:20270225"]);
    let second = link(&people.ada.post("/my/calendar", &[]).await.expect(200));
    assert_ne!(first, second);
    anonymous.get(&first).await.expect(404);
    anonymous.get(&second).await.expect(200);
    assert!(!people.ada.get("/my/calendar").await.expect(200).contains(".ics"), "shown once");
    people.ada.post("/my/calendar/end", &[]).await.expect_redirect();
    anonymous.get(&second).await.expect(404);
    anonymous.get("/calendar/nothing.ics").await.expect(404);
    let stored = "SELECT count(*) FROM audit_events WHERE action LIKE 'person.calendar_link_%'";
    assert_eq!(server.count(stored).await, 3);
}

#[actix_web::test]
async fn a_revoked_certificate_and_a_blocked_person_have_no_days() {
    let (server, people, ids) = company(|people| vec![(people.ada.id, 270)]).await;
    let page = people.ada.post("/my/calendar", &[]).await.expect(200);
    let link =
        format!("/calendar/{}.ics", page.split("/calendar/").nth(1).unwrap().split(".ics").next().unwrap());
    let anonymous = server.anonymous().await;
    let reason = certamen::certification::model::RevocationReason::Misconduct;
    let actor = certamen::audit::Actor::server();
    let mut conn = server.conn().await;
    certamen::certification::actions::revoke(&mut conn, &actor, ids[0], reason, None).await.unwrap();
    assert!(!anonymous.get(&link).await.expect(200).contains("BEGIN:VEVENT"));
    server.sql(&format!("UPDATE people SET blocked_at = app_now() WHERE id = '{}'", people.ada.id)).await;
    anonymous.get(&link).await.expect(404);
}
