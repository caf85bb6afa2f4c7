//! What packages look like.

use super::*;
use crate::Language;

fn manifest(resources: &[(&str, &str)]) -> String {
    let list: String = resources
        .iter()
        .enumerate()
        .map(|(index, (kind, href))| {
            format!("<resource identifier=\"r{index}\" type=\"{kind}\" href=\"{href}\"><file href=\"{href}\"/></resource>")
        })
        .collect();
    format!(
        "<manifest xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\" identifier=\"m\"><resources>{list}</resources></manifest>"
    )
}

fn stems(reading: &Reading) -> Vec<&str> {
    reading.questions.iter().map(|draft| draft.stem.as_str()).collect()
}

#[test]
fn the_test_orders_the_items_and_its_sections_name_them() {
    let test = format!(
        "<assessmentTest xmlns=\"{SPACE_TWO}\" identifier=\"t\" title=\"期中\"><testPart identifier=\"p\" navigationMode=\"linear\" \
         submissionMode=\"individual\"><assessmentSection identifier=\"s1\" title=\"第二章\" visible=\"true\">\
         <rubricBlock view=\"candidate\"><p>先读材料。</p></rubricBlock>\
         <assessmentItemRef identifier=\"i2\" href=\"items/2/qti.xml\"/></assessmentSection>\
         <assessmentSection identifier=\"s2\" title=\"内部\" visible=\"false\">\
         <assessmentItemRef identifier=\"i1\" href=\"items/1/qti.xml\"/></assessmentSection></testPart></assessmentTest>"
    );
    let (one, two, ten) = (simple("一"), simple("二"), simple("十"));
    let list = manifest(&[
        ("imsqti_item_xmlv2p1", "items/10/qti.xml"),
        ("imsqti_item_xmlv2p1", "items/1/qti.xml"),
        ("imsqti_test_xmlv2p1", "test.xml"),
        ("webcontent", "readme.html"),
    ]);
    let reading = read(&zip(&[
        ("imsmanifest.xml", &list),
        ("items/1/qti.xml", &one),
        ("items/2/qti.xml", &two),
        ("items/10/qti.xml", &ten),
        ("items/11/qti.xml", &simple("十一")),
        ("test.xml", &test),
    ]));
    assert_eq!(stems(&reading), ["二", "一", "十", "十一"]);
    assert_eq!(reading.questions[0].section.as_deref(), Some("第二章"));
    assert_eq!(reading.questions[0].material.as_ref().unwrap().text, "先读材料。");
    assert_eq!((reading.questions[1].section.as_deref(), &reading.questions[1].material), (None, &None));
    assert_eq!(reading.skipped[0].what.as_deref(), Some("assessmentTest 期中: test.xml"));
    assert_eq!(reading.format, Some(Format::Qti21));
}

#[test]
fn packages_without_manifest_with_a_root_folder_and_forks_are_read() {
    let reading = read(&zip(&[
        ("__MACOSX/export/._item10.xml", "\u{0}\u{5}Mac"),
        ("export/._item2.xml", "fork"),
        ("export/item10.xml", &simple("十")),
        ("export/item2.xml", &simple("二")),
        ("export/readme.txt", "hello"),
    ]));
    assert_eq!(stems(&reading), ["二", "十"]);
    assert!(!reading.has_errors(), "{:?}", reading.diagnostics);
    let list = manifest(&[("imsqti_item_xmlv2p2", "i%20tems/a.xml")]);
    let reading = read(&zip(&[("export/imsmanifest.xml", &list), ("export/i tems/a.xml", &simple("甲"))]));
    assert_eq!(stems(&reading), ["甲"]);
}

#[test]
fn a_malformed_item_among_good_ones_is_named_with_its_place() {
    let broken = simple("坏").replace("</itemBody>", "");
    let list = manifest(&[
        ("imsqti_item_xmlv2p1", "a.xml"),
        ("imsqti_item_xmlv2p1", "b.xml"),
        ("imsqti_item_xmlv2p1", "gone.xml"),
        ("imsqti_item_xmlv2p1", "c.xml"),
    ]);
    let reading = read(&zip(&[
        ("imsmanifest.xml", &list),
        ("a.xml", &simple("一")),
        ("b.xml", &broken),
        ("c.xml", &simple("三")),
    ]));
    assert_eq!(stems(&reading), ["一", "三"]);
    let failed: Vec<(usize, &str)> = reading
        .diagnostics
        .iter()
        .filter(|each| each.code == Code::EItemMalformed)
        .map(|each| (each.place.as_ref().unwrap().ordinal(), each.excerpt.as_deref().unwrap()))
        .collect();
    assert_eq!(failed, [(2, "b.xml"), (3, "gone.xml")]);
    let counts = reading.counts.unwrap();
    assert_eq!((counts.found, counts.questions, counts.failed), (4, 2, 2));
}

#[test]
fn the_older_language_is_refused_by_name() {
    let old =
        "<questestinterop><assessment><section><item ident=\"1\"/></section></assessment></questestinterop>";
    let list = manifest(&[("imsqti_xmlv1p2", "quiz/quiz.xml")]);
    let canvas = zip(&[
        ("imsmanifest.xml", &list),
        ("quiz/quiz.xml", old),
        ("quiz/assessment_meta.xml", "<quiz identifier=\"x\"/>"),
        ("non_cc_assessments/quiz.xml.qti", old),
    ]);
    for bytes in [canvas, old.as_bytes().to_vec(), zip(&[("a.xml", old)]), zip(&[("imsmanifest.xml", &list)])]
    {
        let reading = read(&bytes);
        assert_eq!((reading.format, codes(&reading)), (Some(Format::Qti12), vec!["E_FORMAT_NOT_READ_YET"]));
        assert!(reading.diagnostics[0].message(Language::En).contains("QTI 1.2"));
    }
    let mixed = read(&zip(&[("a.xml", &simple("新")), ("b.xml", old)]));
    assert_eq!((stems(&mixed), mixed.skipped[0].what.as_deref()), (vec!["新"], Some("QTI 1.2: b.xml")));
}

#[test]
fn most_items_decide_the_version() {
    let two = simple("甲").replace("imsqti_v2p1", "imsqti_v2p2");
    let reading = read(&zip(&[("a.xml", &simple("一")), ("b.xml", &two), ("c.xml", &two)]));
    assert_eq!(reading.format, Some(Format::Qti22));
}

#[test]
fn other_archives_are_not_taken_for_packages() {
    let reading = read(&zip(&[("config.xml", "<config/>"), ("a.txt", "x")]));
    assert_eq!((reading.format, codes(&reading)), (Some(Format::ZipArchive), vec!["E_FORMAT_NOT_READ_YET"]));
    let inner = zip(&[("a.xml", &simple("里"))]);
    let reading = read(&zip_bytes(&[("b.xml", simple("外").as_bytes()), ("more.zip", &inner)]));
    assert_eq!((stems(&reading), reading.skipped[0].what.as_deref()), (vec!["外"], Some("zip: more.zip")));
}

#[test]
fn items_in_a_wrapper_of_some_programs_own_are_found() {
    let (one, two) = (simple("一"), simple("二"));
    let bare = |text: &str| text.split_once("?>").unwrap().1.to_owned();
    let reading = read(format!("<bank>\n<group>{}</group>{}</bank>", bare(&one), bare(&two)).as_bytes());
    assert_eq!(stems(&reading), ["一", "二"]);
}

fn png() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(2, 2).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn images_are_taken_from_the_package_only() {
    let shown = simple("看图<img src=\"../media/a%20b.png\" alt=\"盒子\"/>");
    let inline = simple("@").replace("@", &{
        use base64::Engine;
        format!(
            "<object type=\"image/png\" data=\"data:image/png;base64,{}\">图</object>",
            base64::engine::general_purpose::STANDARD.encode(png())
        )
    });
    let reading = read(&zip_bytes(&[
        ("items/1.xml", shown.as_bytes()),
        ("items/2.xml", inline.as_bytes()),
        ("items/3.xml", simple("<img src=\"../../etc/passwd\" alt=\"x\"/>谁？").as_bytes()),
        ("items/4.xml", simple("<img src=\"https://example.org/a.png\" alt=\"远\"/>？").as_bytes()),
        ("items/5.xml", simple("<img src=\"../media/text.png\"/>？").as_bytes()),
        ("items/6.xml", simple("<img src=\"../media/gone.png\"/>").as_bytes()),
        ("media/a b.png", &png()),
        ("media/text.png", b"<svg/>"),
    ]));
    let name = &reading.questions[0].media[0].name;
    assert_eq!(reading.questions[0].stem, format!("看图![盒子](media:{name})"));
    assert_eq!(reading.questions[1].stem, format!("![图](media:{name})"));
    let told: Vec<(usize, &str)> = reading
        .diagnostics
        .iter()
        .map(|each| (each.place.as_ref().unwrap().ordinal(), each.code.as_str()))
        .collect();
    assert_eq!(
        told,
        [(3, "E_MEDIA_MISSING"), (4, "W_IMAGE_LEFT_OUT"), (5, "W_IMAGE_LEFT_OUT"), (6, "E_MEDIA_MISSING")]
    );
    // What the picture shows does not change which answer is printed as the right one.
    assert!(reading.questions.iter().all(|draft| draft.answer == labels(&["B"])));
    assert_eq!(reading.questions[5].stem, "[gone.png]");
}

#[test]
fn stimuli_are_material_and_missing_ones_are_an_error() {
    let stimulus = format!(
        "<qti-assessment-stimulus xmlns=\"{SPACE_THREE}\" identifier=\"letter\" title=\"L\"><qti-stimulus-body><p>来信</p>\
         </qti-stimulus-body></qti-assessment-stimulus>"
    );
    let with = |href: &str| {
        simple("问？").replace(
            "<itemBody>",
            &format!("<assessmentStimulusRef identifier=\"s\" href=\"{href}\"/><itemBody>"),
        )
    };
    let reading = read(&zip(&[
        ("items/a.xml", &with("../s/letter.xml")),
        ("items/b.xml", &with("../s/letter.xml")),
        ("items/c.xml", &with("none.xml")),
        ("s/letter.xml", &stimulus),
        ("s/unused.xml", &stimulus),
    ]));
    for draft in &reading.questions[..2] {
        let material = draft.material.as_ref().unwrap();
        assert_eq!((material.id.as_str(), material.text.as_str()), ("letter", "来信"));
    }
    assert!(codes(&reading).contains(&"E_MATERIAL_MISSING"));
    assert_eq!(reading.questions[2].answer, labels(&["B"]));
    assert_eq!(reading.skipped[0].what.as_deref(), Some("assessmentStimulus: s/unused.xml"));
}

#[test]
fn codes_are_kept_when_they_last_and_stand_once() {
    let named = |name: &str| simple(name).replace("identifier=\"q1\"", &format!("identifier=\"{name}\""));
    let reading = read(&zip(&[
        ("1.xml", &named("crm-3")),
        ("2.xml", &named("i6011423ba1e83975c19a3f96e48f662")),
        ("3.xml", &named("crm-3")),
    ]));
    let found: Vec<Option<&str>> = reading.questions.iter().map(|draft| draft.code.as_deref()).collect();
    assert_eq!(found, [Some("crm-3"), None, None]);
}

#[test]
fn near_duplicates_are_kept_and_said() {
    let reading =
        read(&zip(&[("1.xml", &simple("同")), ("2.xml", &simple("同")), ("3.xml", &simple("2x=4"))]));
    assert_eq!((reading.questions.len(), codes(&reading)), (3, vec!["W_DUP_FILE"]));
    assert_eq!(reading.diagnostics[0].found.as_deref(), Some("1"));
}
