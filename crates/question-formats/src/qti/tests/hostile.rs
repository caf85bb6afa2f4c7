//! Files that were made to do harm.

use super::*;
use crate::Limits;
use proptest::prelude::*;

fn read_with(bytes: &[u8], limits: Limits) -> Reading {
    crate::read(bytes, &ReadOptions { limits, ..ReadOptions::default() })
}

#[test]
fn a_bomb_is_a_sentence() {
    let zeros = " ".repeat(4 * 1024 * 1024);
    let bytes = zip(&[("a.xml", &simple("一")), ("b.xml", &zeros)]);
    let reading = read_with(&bytes, Limits { unpacked_bytes: 1024 * 1024, ..Limits::default() });
    assert_eq!(codes(&reading), ["E_ARCHIVE_TOO_LARGE"]);
    assert!(reading.questions.is_empty());
}

#[test]
fn more_members_than_allowed_are_a_sentence() {
    let members: Vec<(String, String)> =
        (0..40).map(|index| (format!("{index}.xml"), simple("一"))).collect();
    let members: Vec<(&str, &str)> =
        members.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let reading = read_with(&zip(&members), Limits { archive_members: 39, ..Limits::default() });
    assert!(reading.has_errors());
    let reading = read_with(&zip(&members), Limits { questions: 10, ..Limits::default() });
    assert_eq!((reading.questions.len(), reading.counts.unwrap().failed), (10, 30));
    assert!(codes(&reading).contains(&"E_TOO_MANY"));
}

#[test]
fn sections_that_refer_to_each_other_end() {
    let section = |other: &str| {
        format!(
            "<assessmentSection xmlns=\"{SPACE_TWO}\" identifier=\"s\" title=\"S\" visible=\"true\">\
             <assessmentSectionRef identifier=\"x\" href=\"{other}\"/><assessmentItemRef identifier=\"i\" href=\"i.xml\"/>\
             </assessmentSection>"
        )
    };
    let test = format!(
        "<assessmentTest xmlns=\"{SPACE_TWO}\" identifier=\"t\" title=\"T\"><testPart><assessmentSectionRef identifier=\"x\" \
         href=\"a.xml\"/><assessmentSectionRef identifier=\"y\" href=\"a.xml\"/></testPart></assessmentTest>"
    );
    let two = section("b.xml").replace(
        "<assessmentItemRef",
        "<assessmentSectionRef identifier=\"z\" href=\"b.xml\"/><assessmentItemRef",
    );
    let reading = read(&zip(&[
        ("t.xml", &test),
        ("a.xml", &two),
        (
            "b.xml",
            &section("a.xml").replace(
                "<assessmentItemRef",
                "<assessmentSectionRef identifier=\"z\" href=\"a.xml\"/><assessmentItemRef",
            ),
        ),
        ("i.xml", &simple("一")),
    ]));
    assert_eq!(reading.questions.len(), 1);
}

#[test]
fn s46_f51_nesting_entities_and_nul_are_a_sentence() {
    let deep = format!("<assessmentItem><itemBody>{}", "<div>".repeat(100_000));
    let entities = format!("<!DOCTYPE a [<!ENTITY x \"y\">]>{}", simple("&x;").split_once("?>").unwrap().1);
    let nul = simple("一\u{0}二");
    for text in [deep, entities] {
        let reading = read(text.as_bytes());
        assert_eq!(codes(&reading), ["E_ITEM_MALFORMED"]);
    }
    assert!(read(&zip(&[("a.xml", &nul)])).counts.is_some());
}

#[test]
fn many_gaps_conditions_and_options_take_no_square_of_time() {
    let count = 4_000;
    let declarations: String = (0..count)
        .map(|index| {
            format!("<responseDeclaration identifier=\"R{index}\" cardinality=\"single\" baseType=\"string\"><correctResponse><value>v</value></correctResponse></responseDeclaration>")
        })
        .collect();
    let body: String =
        (0..count).map(|index| format!("<textEntryInteraction responseIdentifier=\"R{index}\"/>")).collect();
    let reading = read(item(&declarations, &format!("<p>{body}</p>"), "").as_bytes());
    assert_eq!(reading.questions.len(), 1);
    let too_many = "<i/>".repeat(30_000);
    let reading = read(item("", &format!("<p>{too_many}</p><extendedTextInteraction/>"), "").as_bytes());
    assert_eq!(codes(&reading), ["E_ITEM_MALFORMED"]);
}

/// Pieces of items, put together in any order.
fn pieces() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "<p>",
        "</p>",
        "文字 ",
        "____",
        "&amp;",
        "<choiceInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"0\">",
        "</choiceInteraction>",
        "<simpleChoice identifier=\"a\">甲</simpleChoice>",
        "<simpleChoice identifier=\"b\">乙</simpleChoice>",
        "<prompt>问</prompt>",
        "<textEntryInteraction responseIdentifier=\"RESPONSE\"/>",
        "<inlineChoiceInteraction responseIdentifier=\"RESPONSE\">",
        "</inlineChoiceInteraction>",
        "<extendedTextInteraction/>",
        "<matchInteraction responseIdentifier=\"RESPONSE\">",
        "</matchInteraction>",
        "<simpleMatchSet>",
        "</simpleMatchSet>",
        "<simpleAssociableChoice identifier=\"a\">左</simpleAssociableChoice>",
        "<gapMatchInteraction>",
        "</gapMatchInteraction>",
        "<gap identifier=\"a\"/>",
        "<rubricBlock view=\"candidate\">材料</rubricBlock>",
        "<feedbackBlock identifier=\"correct\">",
        "</feedbackBlock>",
        "<img src=\"../x.png\"/>",
        "<object data=\"x.html\" type=\"text/html\"/>",
        "<math><mfrac><mn>1</mn></mfrac></math>",
        "<table>",
        "</table>",
        "\u{fdd0}",
    ];
    proptest::collection::vec(proptest::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

fn holds(reading: &Reading) -> Result<(), TestCaseError> {
    if let Some(counts) = reading.counts {
        prop_assert!(counts.add_up(), "{:?}", counts);
    }
    for draft in &reading.questions {
        if let Some(Answer::Labels(labels)) = &draft.answer {
            prop_assert!(
                labels.iter().all(|label| draft.options.iter().any(|option| option.label == *label))
            );
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        holds(&super::super::read(&bytes, &ReadOptions::default()))?;
        let named = zip_bytes(&[("a.xml", &bytes), ("imsmanifest.xml", &bytes)]);
        holds(&super::super::read(&named, &ReadOptions::default()))?;
    }

    #[test]
    fn no_body_makes_the_reader_panic(body in pieces(), values in proptest::collection::vec("[ab]( [ab])?|[0-9.]{1,3}", 0..3)) {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        for cardinality in ["single", "multiple"] {
            for base in ["identifier", "float", "directedPair"] {
                let text = item(&declared(cardinality, base, &values), &body, "");
                holds(&crate::read(text.as_bytes(), &ReadOptions::default()))?;
            }
        }
    }

    #[test]
    fn no_mutation_of_a_package_makes_the_reader_panic(at in 0_usize..2_000, byte in any::<u8>(), cut in 0_usize..2_000) {
        let mut bytes = zip(&[("imsmanifest.xml", "<manifest/>"), ("a.xml", &simple("一"))]);
        let length = bytes.len();
        bytes[at % length] = byte;
        holds(&crate::read(&bytes, &ReadOptions::default()))?;
        bytes.truncate(cut % length);
        holds(&crate::read(&bytes, &ReadOptions::default()))?;
    }
}
