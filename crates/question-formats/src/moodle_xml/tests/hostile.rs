//! No bytes make the reader panic, lose count or take more time than they are long.

use proptest::prelude::*;

use super::*;
use crate::model::Severity;

const WHOLE: &str = "<?xml version=\"1.0\"?>\n<quiz>\n<question type=\"category\"><category><text>$course$/top/a</text></category></question>\n\
    <question type=\"multichoice\"><name><text>1</text></name><questiontext format=\"html\"><text><![CDATA[<p>哪个<img src=\"@@PLUGINFILE@@/a.png\"></p>]]></text>\
    <file name=\"a.png\" path=\"/\" encoding=\"base64\">iVBORw0KGgo=</file></questiontext><single>false</single>\
    <answer fraction=\"50\" format=\"html\"><text>甲 &amp; 乙</text><feedback><text>对</text></feedback></answer>\
    <answer fraction=\"50\"><text>丙</text></answer><answer fraction=\"-50\"><text>丁</text></answer></question>\n\
    <question type=\"cloze\"><questiontext><text>{1:SA:=a~=b#c} {2:MC:=x~y}</text></questiontext></question>\n\
    <question type=\"matching\"><subquestion><text>a</text><answer><text>b</text></answer></subquestion></question>\n\
    <question type=\"numerical\"><questiontext><text>n</text></questiontext><answer fraction=\"100\"><text>3</text><tolerance>1</tolerance></answer></question>\n\
    <!-- question: 3 -->\n<question type=\"stack\"/>\n</quiz>\n";

const PIECES: &[&str] = &[
    "<quiz>",
    "</quiz>",
    "<question type=\"multichoice\">",
    "<question type=\"cloze\">",
    "<question type=\"category\">",
    "<question",
    "</question>",
    "<questiontext>",
    "</questiontext>",
    "<text>",
    "</text>",
    "<answer fraction=\"100\">",
    "<answer fraction='0'>",
    "</answer>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<!DOCTYPE",
    "&",
    "&amp;",
    "<",
    ">",
    "/>",
    "\"",
    "题",
    "\n",
    "{1:SA:=",
    "~",
    "}",
    "<p>",
    "<img src=x>",
    "data:image/png;base64,",
    "<file name=\"x\">",
    "$course$/",
    "&#0;",
    "\u{fffe}",
];

fn check(reading: &Reading) -> Result<(), TestCaseError> {
    if let Some(counts) = reading.counts {
        prop_assert!(counts.add_up());
        prop_assert_eq!((counts.questions, counts.skipped), (reading.questions.len(), reading.skipped.len()));
    }
    for draft in &reading.questions {
        let line = draft.place.line_number().unwrap();
        prop_assert!(
            line >= 1 && line <= draft.place_end.unwrap() && draft.place_end.unwrap() <= reading.lines.max(1)
        );
        if let Some(Answer::Labels(labels) | Answer::Order(labels)) = &draft.answer {
            prop_assert!(!labels.is_empty());
            prop_assert!(
                labels.iter().all(|label| draft.options.iter().any(|option| option.label == *label))
            );
        }
        let has_error = reading.diagnostics.iter().any(|diagnostic| {
            // What is wrong with the XML is wrong with another element.
            let is_about_it = diagnostic.severity == Severity::Error && diagnostic.code != Code::EXml;
            is_about_it && diagnostic.place.as_ref() == Some(&draft.place)
        });
        prop_assert!(!has_error || draft.answer.is_none() || reading.questions.len() > 1);
    }
    Ok(())
}

fn forced(bytes: &[u8]) -> Reading {
    crate::read(bytes, &ReadOptions { forced_format: Some(Format::MoodleXml), ..ReadOptions::default() })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn any_pieces_are_read(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)) {
        check(&forced(pieces.concat().as_bytes()))?;
    }

    #[test]
    fn a_damaged_file_is_read(edits in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>(), 0_u8..3), 1..8)) {
        let mut bytes = WHOLE.as_bytes().to_vec();
        for (index, byte, edit) in edits {
            let at = index.index(bytes.len());
            match edit {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                _ => bytes.insert(at, byte),
            }
        }
        check(&forced(&bytes))?;
    }

    #[test]
    fn a_file_cut_anywhere_is_read(end in any::<proptest::sample::Index>(), start in any::<proptest::sample::Index>()) {
        let bytes = WHOLE.as_bytes();
        check(&forced(&bytes[..end.index(bytes.len())]))?;
        check(&forced(&bytes[start.index(bytes.len())..]))?;
    }
}

/// Each would take minutes if anything were looked at again and again.
#[test]
fn hostile_files_take_time_in_their_length() {
    let many = 20_000;
    let question = |inner: &str| format!("<question type=\"multichoice\">{inner}</question>");
    for inside in [
        "<question ".repeat(many),
        "<question type=\"x\">".repeat(many),
        "<question><![CDATA[</question>".repeat(many),
        "<!--".repeat(many),
        question(&"<text>&".repeat(many)),
        question(&"<text><![CDATA[</text>".repeat(many)),
        question(&format!("<!-- {} --><b", "<text><![CDATA[</text>".repeat(many))),
        question(&format!("<questiontext><text>{}</text></questiontext>", "<a>".repeat(many))),
        question(&format!(
            "<questiontext><text><![CDATA[{}]]></text></questiontext>",
            "<img src=a>".repeat(many)
        )),
        question(
            &"<answer fraction=\"100\"><text>a</text><feedback><text>b</text></feedback></answer>"
                .repeat(many),
        ),
        question(&"<answer fraction=\"100\"><text>a</text></answer>".repeat(many))
            .replace("multichoice", "shortanswer"),
        question(&"<subquestion><text>a</text><answer><text>b</text></answer></subquestion>".repeat(many))
            .replace("multichoice", "matching"),
        question(&"<tags><tag><text>a</text></tag></tags>".repeat(many)),
        question(&"<file name=\"a\">AAAA</file>".repeat(many)),
        question(&format!("<questiontext><text>{}</text></questiontext>", "{1:SA:=".repeat(many)))
            .replace("multichoice", "cloze"),
        question(&format!("<questiontext><text>{}</text></questiontext>", "{1:SA:=a}".repeat(many)))
            .replace("multichoice", "cloze"),
        question(&format!("<questiontext><text>{{1:SA:{}}}</text></questiontext>", "\\~#".repeat(many)))
            .replace("multichoice", "cloze"),
        (0..many).map(|number| question(&format!("<idnumber>{number}</idnumber>"))).collect(),
    ] {
        let reading = forced(format!("<quiz>{inside}</quiz>").as_bytes());
        assert!(reading.counts.is_none_or(|counts| counts.add_up()));
    }
}
