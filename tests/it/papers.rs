//! The paper of certificates: designed by HR, made once, the same for ever, for those who may see it.

use std::io::{Cursor, Read, Write};
use std::process::Command;
use std::sync::Arc;

use certamen::db::CertificateId;

use super::certificates::{passed, programme, record};
use crate::harness::{People, Server, server};

const DESIGN: &str = "/certificates/design";

async fn ready() -> (Arc<Server>, People, CertificateId) {
    let server = server().await;
    let people = server.people().await;
    programme(&server, "key-account", &["key-account"]).await;
    let issued = record(&server, &passed(people.ada.id, "key-account")).await;
    (server, people, issued[0])
}

/// The texts as they are, but for what is given.
fn texts<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![
        ("heading_zh", "结业证书"),
        ("heading_en", "Certificate of completion"),
        ("sentence_zh", "通过“{title}”，{score}，{date}。"),
        ("sentence_en", "Passed “{title}” with {score} on {date}."),
        ("plain_zh", "已取得“{title}”。"),
        ("plain_en", "Holds “{title}”."),
        ("signer", "签发人　顾明远"),
        ("accent", "#7a1f2b"),
    ];
    for (name, value) in other {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    all
}

#[actix_web::test]
async fn the_paper_is_made_once_and_is_the_same_bytes_for_ever() {
    let (server, people, id) = ready().await;
    let path = format!("/certificates/{id}.pdf");
    let first = people.ada.get(&path).await;
    assert_eq!((first.status.as_u16(), first.header("content-type")), (200, "application/pdf"));
    assert!(first.header("content-disposition").contains("KEY-ACCOUNT-"));
    let first = first.bytes;
    assert!(first.starts_with(b"%PDF-"));
    // A new design and a new name change nothing of what was issued.
    people.hui.post(DESIGN, &texts(&[])).await.expect_redirect();
    people.hui.post(&format!("{DESIGN}/use"), &[]).await.expect_redirect();
    assert!(people.hui.get(&path).await.bytes == first, "HR gets the same file");
    assert_eq!(server.count("SELECT count(*) FROM certificate_papers WHERE design_id IS NULL").await, 1);
    let picture = people.ada.get(&format!("/certificates/{id}.png")).await;
    assert_eq!((picture.status.as_u16(), picture.header("content-type")), (200, "image/png"));
    assert!(picture.bytes.starts_with(b"\x89PNG"));
}

/// What a program of poppler says about a PDF.
fn poppler(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let mut command = Command::new(program);
    command.args(arguments).arg(file.path());
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().expect("poppler (script/bootstrap --tests)");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    // Titles come in an encoding of their own.
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[actix_web::test]
async fn another_program_finds_the_text_the_embedded_font_and_an_order_to_read_in() {
    let (server, people, id) = ready().await;
    let pdf = people.ada.get(&format!("/certificates/{id}.pdf")).await.bytes;
    let number = server.text(&format!("SELECT number FROM certificates WHERE id = '{id}'")).await;
    let holder = server.text(&format!("SELECT holder_name FROM certificates WHERE id = '{id}'")).await;
    let text = poppler("pdftotext", &["-layout"], &pdf);
    for said in ["资格证书", "Certificate", number.as_str(), holder.as_str()] {
        assert!(text.contains(said), "{said} in {text}");
    }
    let fonts = poppler("pdffonts", &[], &pdf);
    let fonts: Vec<&str> = fonts.lines().skip(2).collect();
    assert_eq!(fonts.len(), 1, "{fonts:?}");
    // Embedded, a subset, with what its shapes mean as text.
    let flags: Vec<&str> = fonts[0].split_whitespace().filter(|word| ["yes", "no"].contains(word)).collect();
    assert_eq!(flags, ["yes", "yes", "yes"], "{fonts:?}");
    let about = poppler("pdfinfo", &[], &pdf);
    for said in ["Tagged:          yes", "Pages:           1", "Page size:       841.89 x 595.28 pts (A4)"] {
        assert!(about.contains(said), "{said} in {about}");
    }
    let order = poppler("pdfinfo", &["-struct-text"], &pdf);
    let at = |text: &str| order.find(text).unwrap_or_else(|| panic!("{text} in {order}"));
    assert!(
        at("H1") < at("资格证书") && at("资格证书") < at(&holder) && at(&holder) < at(&number),
        "{order}"
    );
}

#[actix_web::test]
async fn nobody_else_learns_that_a_paper_exists() {
    let (_server, people, id) = ready().await;
    for kind in ["pdf", "png"] {
        let path = format!("/certificates/{id}.{kind}");
        people.bo.get(&path).await.expect(404);
        people.tian.get(&path).await.expect(404);
        people.ada.get(&format!("/certificates/{}.{kind}", uuid::Uuid::now_v7())).await.expect(404);
        people.ada.get(&format!("/certificates/nonsense.{kind}")).await.expect(404);
    }
}

#[actix_web::test]
async fn a_design_counts_only_for_what_is_issued_after_it_is_used() {
    let (server, people, old) = ready().await;
    let page = people.hui.get(DESIGN).await.expect(200);
    assert!(page.contains("资格证书") && !page.contains("This is a draft"), "{page}");
    people.hui.post(DESIGN, &texts(&[])).await.expect_redirect();
    let page = people.hui.get(DESIGN).await.expect(200);
    assert!(page.contains("结业证书") && page.contains("This is a draft"), "{page}");
    people.hui.get(&format!("{DESIGN}/preview.png")).await.expect(200);
    people.hui.get(&format!("{DESIGN}/preview.pdf")).await.expect(200);
    people.ada.get(&format!("/certificates/{old}.pdf")).await.expect(200);
    people.hui.post(&format!("{DESIGN}/use"), &[]).await.expect_redirect();
    let new = record(&server, &passed(people.bo.id, "key-account")).await[0];
    people.bo.get(&format!("/certificates/{new}.pdf")).await.expect(200);
    let by_design = |wanted: &str, id: CertificateId| {
        format!(
            "SELECT count(*) FROM certificate_papers WHERE certificate_id = '{id}' AND design_id IS {wanted}"
        )
    };
    assert_eq!(server.count(&by_design("NULL", old)).await, 1);
    assert_eq!(server.count(&by_design("NOT NULL", new)).await, 1);
    // Another draft begins from what counts, and can be thrown away.
    people.hui.post(DESIGN, &texts(&[("signer", "")])).await.expect_redirect();
    people.hui.post(&format!("{DESIGN}/discard"), &[]).await.expect_redirect();
    assert!(people.hui.get(DESIGN).await.expect(200).contains("签发人　顾明远"));
    assert_eq!(server.count("SELECT count(*) FROM certificate_designs").await, 1);
    let audited = "SELECT count(*) FROM audit_events WHERE subject_kind = 'certificate_design'";
    assert_eq!(server.count(audited).await, 4);
}

#[actix_web::test]
async fn what_cannot_be_printed_is_said_beside_its_field_and_nothing_is_kept() {
    let (server, people, _) = ready().await;
    for (field, value, said) in [
        ("heading_zh", "", "Enter a text"),
        ("heading_zh", "证书\u{1F600}", "has no shape for: \u{1F600}"),
        ("sentence_zh", "合格", "must contain {title}"),
        ("sentence_en", "{title} {name}", "{name} means nothing here"),
        ("plain_en", "{title} {score}", "{score} means nothing here"),
        ("accent", "red", "Choose a colour"),
    ] {
        let page = people.hui.post(DESIGN, &texts(&[(field, value)])).await.expect(422);
        assert!(page.contains(said), "{field}: {page}");
    }
    let long = "长".repeat(301);
    let page = people.hui.post(DESIGN, &texts(&[("signer", &long)])).await.expect(422);
    assert!(page.contains("At most 300 characters") && page.contains(&long), "what was typed is still there");
    for (file, said) in [
        (&b"hello"[..], "neither PNG nor JPEG"),
        (b"", "neither PNG nor JPEG"),
        (b"\x89PNG\r\n\x1a\nxx", "damaged"),
    ] {
        let page = people.hui.upload(&format!("{DESIGN}/logo"), &[], "logo.png", file).await.expect(422);
        assert!(page.contains(said), "{page}");
    }
    people.hui.upload(&format!("{DESIGN}/stamp"), &[], "logo.png", b"x").await.expect(403);
    assert_eq!(server.count("SELECT count(*) FROM certificate_designs").await, 0);
    assert!(people.hui.post(&format!("{DESIGN}/use"), &[]).await.expect_redirect().contains(DESIGN));
}

#[actix_web::test]
async fn a_name_the_certificate_font_lacks_is_caught_when_the_person_is_entered() {
    let (server, people, _) = ready().await;
    let before = server.count("SELECT count(*) FROM people").await;
    let fields = [
        ("name", "林\u{1F600}"),
        ("latin_name", "Lin \u{16A0}"),
        ("employee_number", "N1"),
        ("roles", "trainee"),
    ];
    let page = people.root.post("/people/new", &fields).await.expect(422);
    assert!(
        page.contains("has no shape for: \u{1F600}") && page.contains("has no shape for: \u{16A0}"),
        "{page}"
    );
    assert_eq!(server.count("SELECT count(*) FROM people").await, before);
}

#[actix_web::test]
async fn s53_certificates_given_out_together_and_own_data_are_on_record() {
    let (server, people, _) = ready().await;
    assert_eq!(people.hui.get("/records.zip?certification=key-account").await.status.as_u16(), 200);
    let noted =
        |who, what: &str| format!("SELECT count(*) FROM audit_events WHERE actor_id = '{who}' AND {what}");
    let zip = "action = 'records.exported' AND subject_id = 'certificates' AND (detail->>'count')::int = 1
               AND detail->'filter'->>'certification' = 'key-account'";
    assert_eq!(server.count(&noted(people.hui.id, zip)).await, 1);
    people.ada.get("/account/data.json").await.expect(200);
    let own = format!("action = 'person.data_exported' AND subject_id = '{}'", people.ada.id);
    assert_eq!(server.count(&noted(people.ada.id, &own)).await, 1);
}

#[actix_web::test]
async fn the_certificates_of_a_group_come_as_one_zip() {
    let (server, people, _) = ready().await;
    record(&server, &passed(people.bo.id, "key-account")).await;
    let answer = people.hui.get("/records.zip?certification=key-account").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/zip"));
    let mut zip = zip::ZipArchive::new(Cursor::new(answer.bytes.clone())).unwrap();
    assert_eq!(zip.len(), 2);
    for place in 0..2 {
        let mut file = zip.by_index(place).unwrap();
        let name = file.name().unwrap().into_owned();
        assert!(name.starts_with("KEY-ACCOUNT-") && name.ends_with(".pdf"), "{name}");
        let mut pdf = Vec::new();
        file.read_to_end(&mut pdf).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
    }
    assert_eq!(server.count("SELECT count(*) FROM certificate_papers").await, 2);
    let none = people.hui.get("/records.zip?name=nobody").await.expect_redirect();
    assert!(none.starts_with("/records"), "{none}");
    people.ada.get("/records.zip").await.expect(403);
}
