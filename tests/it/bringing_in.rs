//! Certificates from before: a spreadsheet is read, looked at, brought in and taken back.

use std::sync::Arc;

use certamen::certification::rules;

use super::certificates::{passed, programme, record};
use super::certification_pages::past;
use crate::harness::{People, Server, server};

const LIST: &str = "/certificates/import";

async fn ready() -> (Arc<Server>, People) {
    let server = server().await;
    let people = server.people().await;
    programme(&server, "key-account", &["key-account"]).await;
    (server, people)
}

/// Sends a table of certificates; the address of its review.
async fn sent(people: &People, rows: &str) -> String {
    let file = format!("2024 年台账,,,,,\n工号,姓名,认证名称,证书编号,发证日期,有效期至\n{rows}");
    people.hui.upload(LIST, &[], "台账.csv", file.as_bytes()).await.expect_redirect()
}

async fn count(server: &Server, sql: &str) -> i64 {
    server.count(&format!("SELECT count(*) FROM {sql}")).await
}

#[actix_web::test]
async fn a_table_is_looked_at_brought_in_verified_and_taken_back() {
    let (server, people) = ready().await;
    let (ada, bo) = (people.ada.login, people.bo.login);
    let review = sent(
        &people,
        &format!(
            "{ada},{},大客户识别,老-001,2023-05-01,2024-04-30\n{ada},,key-account,老-002,2025/5/1,2099-04-30\n\
             {bo},,大客户识别,老-003,2024年6月1日,长期\nE-NOBODY,,大客户识别,老-004,2024-06-01,2025-05-31\n\
             {bo},,礼仪,老-005,2024-06-01,2025-05-31\n{bo},,大客户识别,老-006,31.12.x,2025-05-31\n",
            people.ada.name
        ),
    )
    .await;
    let body = people.hui.get(&review).await.expect(200);
    for said in [
        "3 certificates can be brought in, 3 rows are left out",
        "Unknown person",
        "“礼仪” is no certification here",
        "Column E: found “31.12.x”, expected a day such as 2024-03-01",
    ] {
        assert!(body.contains(said), "{said}: {body}");
    }
    assert_eq!(count(&server, "certificates").await, 0);
    assert!(body.contains("from 2023-05-01 to 2024-04-30"), "{body}");
    let body = people.hui.get(&format!("{review}?show=problems")).await.expect(200);
    assert!(!body.contains("from 2023-05-01 to") && body.contains("Unknown person"), "{body}");
    people.hui.get(&format!("{review}?show=nonsense")).await.expect(404);
    people.hui.post(&format!("{review}/commit"), &[]).await.expect_redirect();
    people.hui.post(&format!("{review}/commit"), &[]).await.expect_redirect();
    assert_eq!(count(&server, "certificates WHERE import_id IS NOT NULL").await, 3);
    assert_eq!(count(&server, "current_certificates").await, 2);
    let body = people.hui.get(&review).await.expect(200);
    assert!(body.contains("3 brought in, 0 already there, 3 left out"), "{body}");
    assert_eq!(count(&server, "audit_events WHERE action = 'certificates.brought_in'").await, 1);
    // The newest of Ada's counts, the older one was followed by it.
    let body = people.ada.get("/my/certificates").await.expect(200);
    assert!(body.contains("老-002") && body.contains("Certified") && body.contains("Superseded"), "{body}");
    // Nobody knows the points of a certificate from before: none are shown anywhere.
    let id = id_of(&server, "老-002").await;
    for (reader, address) in [
        (&people.ada, format!("/certificates/{id}")),
        (&people.hui, format!("/certificates/{id}")),
        (&people.hui, format!("/people/{}/certifications", people.ada.id)),
        (&people.hui, "/records.csv".to_owned()),
    ] {
        let body = reader.get(&address).await.expect(200);
        assert!(
            body.contains("老-002") && !body.contains(" 0%") && !body.contains(">0%"),
            "{address}: {body}"
        );
    }
    let body = people.ada.get(&format!("/certificates/{id}")).await.expect(200);
    assert!(body.contains("was certified for") && !body.contains("is hereby certified"), "{body}");
    let code = code_of(&server, "老-002").await;
    let browser = server.anonymous().await;
    let body = browser.get(&format!("/verify/{code}")).await.expect(200);
    assert!(body.contains("Genuine and valid now") && body.contains("老-002"), "{body}");
    // The same file again: everything is there.
    let again = sent(&people, &format!("{ada},,key-account,老-002,2025-05-01,2099-04-30\n")).await;
    assert!(people.hui.get(&again).await.expect(200).contains("Already there"));
    people.hui.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    people.hui.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    assert_eq!(count(&server, "current_certificates").await, 0);
    assert_eq!(count(&server, "audit_events WHERE action = 'certificates.undone'").await, 1);
    assert!(!people.ada.get("/my/certificates").await.expect(200).contains("老-002"));
    assert!(browser.get(&format!("/verify/{code}")).await.expect(200).contains("was revoked"));
    // The number is free again.
    people.hui.post(&format!("{again}/commit"), &[]).await.expect_redirect();
    assert_eq!(count(&server, "current_certificates").await, 1);
    assert!(people.ada.get("/my/certificates").await.expect(200).contains("老-002"));
}

async fn text(server: &Server, sql: &str) -> String {
    use diesel_async::RunQueryDsl;
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        found: String,
    }
    let row: Row = diesel::sql_query(sql).get_result(&mut server.conn().await).await.unwrap();
    row.found
}

async fn id_of(server: &Server, number: &str) -> String {
    text(server, &format!("SELECT id::text AS found FROM certificates WHERE number = '{number}'")).await
}

async fn code_of(server: &Server, number: &str) -> String {
    let sql = format!("SELECT verification_code AS found FROM certificates WHERE number = '{number}'");
    let code = text(server, &sql).await;
    assert_eq!(rules::parse_verification_code(&code).as_deref(), Some(code.as_str()));
    code
}

#[actix_web::test]
async fn words_and_columns_that_are_not_understood_are_explained_once() {
    let (server, people) = ready().await;
    let ada = people.ada.login;
    let file =
        format!("列一,列二,列三,列四\n{ada},销售资格,旧 7,2025-01-31\n{ada},销售资格,旧 8,2026-01-31\n");
    let review = people.hui.upload(LIST, &[], "a.csv", file.as_bytes()).await.expect_redirect();
    assert!(people.hui.get(&review).await.expect(200).contains("No column is known for:"));
    let columns = [
        ("column-A", "employee_number"),
        ("column-B", "programme"),
        ("column-C", "number"),
        ("column-D", "issued_on"),
        ("first_row", "2"),
    ];
    people.hui.post(&review, &columns).await.expect_redirect();
    let body = people.hui.get(&review).await.expect(200);
    assert!(body.contains("Which certifications are meant?") && body.contains("name=\"title-0\""), "{body}");
    let meant = [&columns[..], &[("words-0", "销售资格"), ("title-0", "key-account")]].concat();
    people.hui.post(&review, &meant).await.expect_redirect();
    let body = people.hui.get(&review).await.expect(200);
    assert!(body.contains("2 certificates can be brought in, 0 rows are left out"), "{body}");
    // Two columns that hold the same change nothing.
    let twice = [("column-A", "number"), ("column-B", "number"), ("first_row", "2")];
    people.hui.post(&review, &twice).await.expect_redirect();
    assert!(people.hui.get(&review).await.expect(200).contains("2 certificates can be brought in"));
    people.hui.post(&format!("{review}/commit"), &[]).await.expect_redirect();
    // Without a column for it, the end follows from the months of the certification.
    let ends = "certificates WHERE valid_to IN ('2026-01-30', '2027-01-30')";
    assert_eq!(count(&server, ends).await, 2);
}

#[actix_web::test]
async fn what_is_brought_in_takes_its_place_among_what_is_there() {
    let (server, people) = ready().await;
    let ada = people.ada.login;
    let there = past(&server, people.ada.id, "key-account", 100).await;
    let review = sent(&people, &format!("{ada},,key-account,老-1,2021-05-01,2022-04-30\n")).await;
    people.hui.post(&format!("{review}/commit"), &[]).await.expect_redirect();
    let counting = format!("current_certificates WHERE certificate_id = '{there}'");
    assert_eq!(count(&server, &counting).await, 1);
    people.hui.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    assert_eq!(count(&server, &counting).await, 1);
    let yesterday = (chrono::Utc::now() - chrono::TimeDelta::days(2)).date_naive();
    let newer = sent(&people, &format!("{ada},,key-account,老-2,{yesterday},2099-04-30\n")).await;
    people.hui.post(&format!("{newer}/commit"), &[]).await.expect_redirect();
    assert_eq!(count(&server, &counting).await, 0);
    assert!(people.hui.get(&format!("/certificates/{there}")).await.expect(200).contains("Superseded"));
    people.hui.post(&format!("{newer}/undo"), &[]).await.expect_redirect();
    assert_eq!(count(&server, &counting).await, 1);
    assert!(!people.hui.get(&format!("/certificates/{there}")).await.expect(200).contains("Superseded"));
}

#[actix_web::test]
async fn what_has_been_renewed_since_cannot_be_taken_back() {
    let (server, people) = ready().await;
    let ada = people.ada.login;
    let review = sent(&people, &format!("{ada},,key-account,老-1,2025-05-01,2099-04-30\n")).await;
    people.hui.post(&format!("{review}/commit"), &[]).await.expect_redirect();
    let renewed = record(&server, &passed(people.ada.id, "key-account")).await;
    assert_eq!(renewed.len(), 1);
    // A renewal never ends earlier than what it renews.
    let kept = format!("certificates WHERE id = '{}' AND valid_to = '2099-04-30'", renewed[0]);
    assert_eq!(count(&server, &kept).await, 1);
    people.hui.post(&format!("{review}/undo"), &[]).await.expect_redirect();
    let undone = "certificate_imports WHERE state = 'undone'";
    assert_eq!(count(&server, undone).await, 0);
    assert_eq!(count(&server, "certificate_events WHERE reason = 'import_undone'").await, 0);
}

#[actix_web::test]
async fn what_is_no_table_is_refused_and_a_file_can_be_thrown_away() {
    let (server, people) = ready().await;
    assert!(people.hui.get(LIST).await.expect(200).contains("No file has been read yet"));
    for (name, bytes) in [
        ("", &b""[..]),
        ("a.csv", b""),
        ("a.pdf", b"%PDF-1.7 nothing"),
        ("a.csv", b"\n\n"),
        ("a.xlsx", b"PK\x03\x04x"),
    ] {
        let answer = people.hui.upload(LIST, &[], name, bytes).await;
        let body = answer.expect(422);
        assert!(body.contains("id=\"file-error\""), "{name}: {body}");
    }
    let review = sent(&people, "x,,y,z,1,2\n").await;
    assert!(people.hui.get(&review).await.expect(200).contains("No row can be brought in as it is"));
    people.hui.post(&format!("{review}/discard"), &[]).await.expect_redirect();
    people.hui.post(&format!("{review}/discard"), &[]).await.expect_redirect();
    people.hui.post(&review, &[("first_row", "1")]).await.expect_redirect();
    people.hui.post(&format!("{review}/commit"), &[]).await.expect_redirect();
    assert_eq!(count(&server, "certificate_imports WHERE state = 'discarded'").await, 1);
    assert!(people.hui.get(LIST).await.expect(200).contains("Thrown away"));
    people.hui.get("/certificates/import/nonsense").await.expect(404);
}

#[actix_web::test]
async fn bringing_in_is_for_hr() {
    let (server, people) = ready().await;
    let review = sent(&people, "x,,y,z,1,2\n").await;
    for other in [&people.ada, &people.tian, &people.root] {
        for path in [LIST, review.as_str()] {
            other.get(path).await.expect(403);
        }
        other.upload(LIST, &[], "a.csv", b"a,b").await.expect(403);
        for act in ["commit", "discard", "undo"] {
            other.post(&format!("{review}/{act}"), &[]).await.expect(403);
            people.hui.post_raw(&format!("{review}/{act}"), &[]).await.expect(403);
        }
    }
    assert!(server.anonymous().await.get(&review).await.expect_redirect().starts_with("/login"));
    assert!(people.hui.get("/certifications").await.expect(200).contains(LIST));
    assert!(!people.root.get("/certifications").await.expect(200).contains(LIST));
}
