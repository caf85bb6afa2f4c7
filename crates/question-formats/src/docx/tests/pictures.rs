//! Pictures in the text.

use std::io::Cursor;

use super::builder::{ps, runs};
use super::*;

pub(super) fn png(shade: u8) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(4, 3, image::Rgb([shade, 0, 0]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn drawing(id: &str, description: &str) -> String {
    format!(
        "<w:r><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"p\" descr=\"{description}\"/><a:graphic><a:graphicData>\
         <a:blip r:embed=\"{id}\"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
}

fn old_picture(id: &str) -> String {
    format!(
        "<w:r><w:pict><v:shape alt=\"\"><v:imagedata r:id=\"{id}\" o:title=\"x\"/></v:shape></w:pict></w:r>"
    )
}

#[test]
fn pictures_stand_where_they_stood() {
    let body = p("一、单选题")
        + &runs(&[run("", "1. 哪张图是漏斗"), drawing("rId1", "客户漏斗"), run("", "？（B）")])
        + &runs(&[run("", "A. "), old_picture("rId2"), run("", "\tB. "), drawing("rId1", "C:\\1.png")]);
    let document = Docx::of(&body).related("rId1", "image", "media/image1.png", png(1)).related(
        "rId2",
        "image",
        "media/image2.png",
        png(2),
    );
    let reading = read(&document);
    let question = one(&reading);
    assert_eq!(question.media.len(), 2);
    let (first, second) = (&question.media[0], &question.media[1]);
    assert_eq!(question.stem, format!("哪张图是漏斗{}？", first.mark("客户漏斗")));
    assert_eq!(option_texts(question), [second.mark(""), first.mark("")]);
    assert_eq!(question.answer, labels("B"));
    assert!(reading.text.unwrap().contains("哪张图是漏斗![客户漏斗]？"));
}

#[test]
fn a_picture_that_cannot_be_taken_is_said_at_its_line() {
    let body = ps(&["一、单选题", "1. 哪张图是漏斗？（A）"])
        + &runs(&[run("", "A. "), drawing("rId1", "")])
        + &runs(&[run("", "B. "), drawing("rId2", "")])
        + &runs(&[run("", "C. 文字"), drawing("rId7", "")])
        + &runs(&[run("", "D. 文字"), old_picture("rId3")]);
    let document = Docx::of(&body)
        .related("rId1", "image", "media/image1.wmf", b"\xd7\xcd\xc6\x9a metafile".to_vec())
        .related("rId2", "image", "media/image2.svg", b"<svg/>".to_vec())
        .related("rId3", "image", "media/image3.png", png(3)[..30].to_vec());
    let reading = read(&document);
    let question = one(&reading);
    assert_eq!(question.answer, labels("A"));
    assert_eq!(option_texts(question), ["", "", "文字", "文字"]);
    let places: Vec<usize> = reading
        .diagnostics
        .iter()
        .filter(|one| one.code == Code::WImageLeftOut)
        .map(|one| one.place.as_ref().unwrap().ordinal())
        .collect();
    assert_eq!(places, [3, 4, 5, 6]);
    assert_eq!(found(&reading, Code::WImageLeftOut)[..3], ["WMF", "SVG", "?"]);
}

#[test]
fn a_part_that_is_not_there_is_named() {
    let mut document =
        Docx::of(&runs(&[drawing("rId1", "")])).related("rId1", "image", "media/gone.png", png(1));
    document.parts.retain(|(name, _)| !name.contains("gone"));
    assert_eq!(found(&read(&document), Code::EMediaMissing), ["word/media/gone.png"]);
}

#[test]
fn charts_are_listed() {
    let chart = "<w:r><w:drawing><c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" r:id=\"rId1\"/></w:drawing></w:r>";
    let reading = read_body(&runs(&[run("", "见图"), chart.to_owned()]));
    assert_eq!(found(&reading, Code::WUnsupported), ["chart"]);
}

#[test]
fn characters_kept_for_pictures_cannot_be_smuggled_in() {
    let body = ps(&["1. 甲是什么\u{f0000}？（A）", "A. 一\u{100000}", "B. 二"]);
    let document =
        Docx::of(&(body + &runs(&[drawing("rId1", "")]))).related("rId1", "image", "media/a.png", png(1));
    let reading = read(&document);
    assert_eq!(one(&reading).stem, "甲是什么\u{fffd}？");
    assert!(one(&reading).media.is_empty());
}
