//! No document makes the reader panic, lose a line or take for ever.

use proptest::prelude::*;

use super::builder::{document, item, ps, root, runs, table};
use super::*;
use crate::Limits;

/// Pieces of documents, put together in any order, well formed or not.
fn body() -> impl Strategy<Value = String> {
    let pieces = vec![
        p("一、单项选择题"),
        p("1. 下列属于准备工作的是（ B ）"),
        p("2、口头承诺等同于合同。（×）"),
        p("A. 甲\tB. 乙\nC. 丙"),
        p("答案：A"),
        p(""),
        p("参考答案"),
        item("1", 0, "报价单由谁审批？"),
        item("1", 1, "经理"),
        item("2", 0, ""),
        runs(&[run("", "B. "), bold("乙")]),
        runs(&[run("<w:u/>", "   "), run("<w:u/><w:vanish/>", "丁"), run("<w:u/>", "30")]),
        table(&[&["题号", "1", "2"], &["答案", "A", "B"]]),
        table(&[&["序号", "题目", "选项", "答案"], &["1", "谁？", "甲¶乙", "A"]]),
        "<w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"99999999999\"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val=\"4294967295\"/></w:tcPr></w:tc></w:tr></w:tbl>".to_owned(),
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>半句</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>EQ \\f(1,\\r(</w:instrText><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>".to_owned(),
        "<w:p><w:r><w:drawing><a:blip r:embed=\"rId1\"/></w:drawing></w:r></w:p>".to_owned(),
        "<w:p><m:oMath><m:f><m:num/></m:f></m:oMath></w:p>".to_owned(),
        "<mc:AlternateContent>".to_owned(),
        "</mc:AlternateContent>".to_owned(),
        "<w:tbl><w:tr><w:tc>".to_owned(),
        "</w:tc></w:tr></w:tbl>".to_owned(),
        "<w:p><w:r>".to_owned(),
        "</w:r></w:p>".to_owned(),
        "&#x10FFFD;".to_owned(),
    ];
    proptest::collection::vec(proptest::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}

fn whole(body: &str) -> Docx {
    let numbering = "<w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:lvlText w:val=\"%1%2%9.\"/></w:lvl>\
                     <w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"upperLetter\"/><w:lvlText w:val=\"%2.\"/></w:lvl></w:abstractNum>\
                     <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>\
                     <w:num w:numId=\"2\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"4294967295\"/></w:lvlOverride></w:num>";
    Docx::of(body).numbering(numbering).related("rId1", "image", "media/a.png", pictures::png(1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_document_is_read(body in body()) {
        read(&whole(&body));
    }

    #[test]
    fn any_text_in_a_document_is_read(text in "\\PC{0,300}") {
        read_body(&p(&text.replace(['&', '<', '>'], "")));
    }

    #[test]
    fn a_damaged_document_is_read_or_refused(
        body in body(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        end in any::<prop::sample::Index>(),
    ) {
        let mut bytes = whole(&body).bytes();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        check(&crate::read(&bytes, &ReadOptions::default()));
        bytes.truncate(end.index(bytes.len()));
        check(&crate::read(&bytes, &ReadOptions::default()));
    }

    #[test]
    fn a_damaged_text_is_read_or_refused(
        body in body(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut xml = document(&body).into_bytes();
        for (at, value) in changes {
            let at = at.index(xml.len());
            xml[at] = value;
        }
        read(&Docx::empty().part("word/document.xml", xml));
    }
}

#[test]
fn an_archive_that_unpacks_to_too_much_is_refused() {
    let body = p(&"长".repeat(100_000));
    let options = ReadOptions {
        limits: Limits { unpacked_bytes: 100_000, ..Limits::default() },
        ..ReadOptions::default()
    };
    let reading = crate::read(&Docx::of(&body).bytes(), &options);
    assert_eq!(codes(&reading), [Code::EArchiveTooLarge]);
}

#[test]
fn large_documents_take_linear_time() {
    let many = |piece: &str, count: usize| piece.repeat(count);
    for body in [
        many(&item("1", 0, "甲"), 20_000),
        many("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>", 20_000),
        many("<w:p><w:r><w:drawing><a:blip r:embed=\"rId1\"/></w:drawing></w:r></w:p>", 20_000),
        table(&vec![[""; 40].as_slice(); 500]),
        table(&vec![["1", "2", "3"].as_slice(); 5_000]),
        format!("<w:p>{}</w:p>", many(&run("<w:u/>", " "), 30_000)),
        format!("<w:p><m:oMath>{}</m:oMath></w:p>", many("<m:r><m:t>1</m:t></m:r>", 50_000)),
        format!("<w:p>{}</w:p>", many("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>", 30_000)),
    ] {
        let started = std::time::Instant::now();
        read(&whole(&body));
        assert!(started.elapsed().as_secs() < 60, "{}", body.chars().take(80).collect::<String>());
    }
}

#[test]
fn styles_that_build_on_each_other_without_end_are_linear() {
    let styles: String = (0..5_000)
        .map(|id| {
            format!(
                "<w:style w:styleId=\"s{id}\"><w:basedOn w:val=\"s{}\"/><w:rPr><w:b/></w:rPr></w:style>",
                id + 1
            )
        })
        .collect();
    let started = std::time::Instant::now();
    read(&Docx::of(&ps(&["甲"])).styles(&styles));
    assert!(started.elapsed().as_secs() < 20);
    assert!(!root("styles", &styles).is_empty());
}
