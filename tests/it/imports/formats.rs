//! Questions with errors come back in the format that was sent, and go in when they are corrected.

use question_formats::{BankHeader, Format, QuestionDraft, QuestionType, write};

use super::{commit, into_bank, new_bank, outcomes};
use crate::harness::server;

const MOODLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="multichoice">
    <name><text>q1</text></name>
    <questiontext format="html"><text>Which comes first?</text></questiontext>
    <single>true</single>
    <answer fraction="100"><text>Listening</text></answer>
    <answer fraction="0"><text>Quoting</text></answer>
  </question>
  <question type="multichoice">
    <name><text>q2</text></name>
    <questiontext format="html"><text>How many days?</text></questiontext>
    <single>true</single>
    <answer fraction="0"><text>30</text></answer>
    <answer fraction="0"><text>60</text></answer>
  </question>
</quiz>
"#;

const BANK: &str = r#"format = 1
code = "calls"
title = { en = "Calls" }
languages = ["en"]

[[question]]
code = "calls-1"
type = "single_choice"
answer = ["A"]
[question.en]
stem = "Which comes first?"
options = ["Listening", "Quoting"]

[[question]]
code = "calls-2"
type = "single_choice"
answer = ["D"]
[question.en]
stem = "How many days?"
options = ["30", "60"]
"#;

#[actix_web::test]
async fn a_failed_question_comes_back_in_its_own_format_and_goes_in_corrected() {
    let server = server().await;
    let people = server.people().await;
    let gift = "::q1:: Which comes first? {=Listening ~Quoting}\n\n::q2:: How many days? {~30 ~60}\n";
    let aiken = "Which comes first?\nA. Listening\nB. Quoting\nANSWER: A\n\nHow many days?\nA. 30\nB. 60\nANSWER: D\n";
    let tabs = "Question\tOption A\tOption B\tAnswer\nWhich comes first?\tListening\tQuoting\tA\nHow many days?\t30\t60\tD\n";
    for (code, name, text, ending, wrong, right) in [
        ("gift", "q.gift", gift, "txt", "{~30", "{=30"),
        ("aiken", "q.txt", aiken, "txt", "ANSWER: D", "ANSWER: A"),
        ("moodle", "q.xml", MOODLE, "xml", "fraction=\"0\"><text>30", "fraction=\"100\"><text>30"),
        ("bank", "q.toml", BANK, "toml", "answer = [\"D\"]", "answer = [\"A\"]"),
        ("tabs", "q.tsv", tabs, "csv", ",D,", ",A,"),
    ] {
        // The same question in another bank would be a repetition.
        let text =
            text.replace("first?", &format!("first, {code}?")).replace("days?", &format!("days, {code}?"));
        let review = new_bank(&people.tian, code, name, text.as_bytes()).await;
        let answer = people.tian.get(&format!("{review}/failed")).await;
        let disposition = answer.headers.get("content-disposition").unwrap().to_str().unwrap().to_owned();
        assert_eq!(disposition, format!("attachment; filename=\"certamen-to-correct.{ending}\""), "{code}");
        let file = answer.expect(200);
        assert!(file.contains("How many days, ") && !file.contains("Which comes first"), "{code}: {file}");
        commit(&people.tian, &review).await;
        assert_eq!(outcomes(&server).await, ([1, 0, 0, 0, 1], 2), "{code}");
        let corrected = file.replacen(wrong, right, 1);
        assert_ne!(corrected, file, "{code}");
        let name = format!("certamen-to-correct.{ending}");
        let review = into_bank(&people.tian, code, &name, corrected.as_bytes()).await;
        let page = commit(&people.tian, &review).await;
        assert_eq!(outcomes(&server).await, ([1, 0, 0, 0, 0], 1), "{code}: {page}");
    }
}

#[actix_web::test]
async fn another_format_than_the_one_sent_is_said_beside_the_link() {
    let server = server().await;
    let people = server.people().await;
    let mut draft = QuestionDraft::new(QuestionType::SingleChoice, question_formats::Place::line(1), "en");
    draft.stem = "How many days?".to_owned();
    draft.options = [("A", "30"), ("B", "60")]
        .map(|(label, text)| question_formats::ChoiceOption {
            label: label.to_owned(),
            text: text.to_owned(),
        })
        .to_vec();
    let package = write(Format::Qti21, &BankHeader::default(), &[draft]).unwrap().bytes;
    let review = new_bank(&people.tian, "package", "q.zip", &package).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains("As a QTI package"), "{page}");
    let answer = people.tian.get(&format!("{review}/failed")).await;
    assert_eq!(answer.status.as_u16(), 200);
    let disposition = answer.headers.get("content-disposition").unwrap().to_str().unwrap().to_owned();
    assert!(disposition.ends_with(".zip\"") || disposition.ends_with(".toml\""), "{disposition}");

    let text = "1. How many days? (D)\nA. 30\nB. 60\n2. Who calls first? (A)\nA. We do\nB. They do\n";
    let review = new_bank(&people.tian, "text", "q.txt", text.as_bytes()).await;
    let page = people.tian.get(&review).await.expect(200);
    assert!(page.contains(&format!("{review}/failed")), "{page}");
    assert!(!page.contains("As plain text") && !page.contains("As a CSV"), "{page}");
}
