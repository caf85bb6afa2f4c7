//! Documents of other programs, and files that are none.

use super::builder::{document, pack, ps, relationships, root};
use super::*;

fn paper() -> String {
    ps(&["一、单选题", "1. 报价单由谁审批？（A）", "A. 经理", "B. 前台"])
}

fn main_is(target: &str) -> String {
    relationships(&[("rId1".to_owned(), "officeDocument".to_owned(), target.to_owned())])
}

#[test]
fn the_strict_edition_and_other_prefixes_are_the_same_language() {
    let strict = document(&paper()).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    );
    let other_prefix = document(&paper()).replace("w:", "ns0:").replace("xmlns:w=", "xmlns:ns0=");
    let no_prefix =
        document(&paper()).replace("<w:", "<").replace("</w:", "</").replace("xmlns:w=", "xmlns=");
    for xml in [strict, other_prefix, no_prefix] {
        let reading = read(&Docx::empty().part("word/document.xml", xml));
        assert_eq!(one(&reading).answer, labels("A"));
        assert_eq!(reading.format, Some(Format::Docx));
    }
}

#[test]
fn the_text_may_have_another_name() {
    for (target, name) in [
        ("word/document2.xml", "word/document2.xml"),
        ("/word/document.xml", "word/document.xml"),
        ("word\\document.xml", "word\\document.xml"),
        ("Word/Document.xml", "word/document.xml"),
    ] {
        let reading =
            read(&Docx::empty().part("_rels/.rels", main_is(target)).part(name, document(&paper())));
        assert_eq!(one(&reading).answer, labels("A"), "{target}");
    }
}

#[test]
fn a_document_without_relationships_still_has_its_text() {
    let parts = [("word/document.xml".to_owned(), document(&paper()).into_bytes())];
    let reading = crate::read(&pack(&parts), &ReadOptions::default());
    check(&reading);
    assert_eq!(one(&reading).answer, labels("A"));
}

#[test]
fn damaged_styles_and_lists_are_said_and_the_text_is_read() {
    let damaged = Docx::of(&paper()).related("rId1", "styles", "styles.xml", "<w:styles").related(
        "rId2",
        "numbering",
        "numbering.xml",
        "<!DOCTYPE x [<!ENTITY a \"b\">]><a/>",
    );
    let reading = read(&damaged);
    assert_eq!(reading.questions.len(), 1);
    assert_eq!(codes(&reading).iter().filter(|code| **code == Code::EXml).count(), 2);
}

#[test]
fn other_encodings_of_the_text_are_read() {
    let xml = document(&paper()).replace("UTF-8", "UTF-16");
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(xml.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(one(&read(&Docx::empty().part("word/document.xml", utf16))).answer, labels("A"));
    let marked = format!("\u{feff}{}", document(&paper()));
    assert_eq!(one(&read(&Docx::empty().part("word/document.xml", marked))).answer, labels("A"));
}

#[test]
fn what_cannot_be_read_is_refused_with_a_sentence() {
    let entities = "<!DOCTYPE w:document [<!ENTITY a \"b\">]>".to_owned() + &root("document", "");
    let deep = "<w:p>".repeat(400);
    for (xml, code) in [
        (entities, Code::EXml),
        (document(&deep), Code::EXml),
        ("not xml".to_owned(), Code::EXml),
        (String::new(), Code::EXml),
        (document(""), Code::ENoQuestions),
    ] {
        assert_eq!(codes(&read(&Docx::empty().part("word/document.xml", xml))), [code]);
    }
    let forced = ReadOptions { forced_format: Some(Format::Docx), ..ReadOptions::default() };
    for bytes in [pack(&[("a.txt".to_owned(), Vec::new())]), b"PK\x03\x04".to_vec(), Vec::new()] {
        assert_eq!(codes(&crate::read(&bytes, &forced)), [Code::EArchive]);
    }
}

#[test]
fn older_documents_are_refused_by_name() {
    let reading = crate::read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", &ReadOptions::default());
    assert_eq!((reading.format, codes(&reading)), (Some(Format::Doc), vec![Code::EFormatNotReadYet]));
}
