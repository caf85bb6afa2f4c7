//! Whole certificates: the same bytes each time, the text inside, what cannot be drawn refused.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use certificate_pdf::{Problem, Sheet, Style, pdf, png};

fn sheet() -> Sheet {
    Sheet {
        organisation: "澄海商贸 · 销售学院".into(),
        heading: "资格证书".into(),
        subheading: "Certificate of qualification".into(),
        holder: "欧阳晓雯".into(),
        holder_latin: "Ouyang Xiaowen".into(),
        paragraphs: vec![
            "已达到“异议处理（中级）”认证的全部要求，成绩 91%，特发此证。".into(),
            "has met all requirements of “Objection handling, intermediate” with a score of 91 %.".into(),
        ],
        facts: vec![
            ("证书编号 Number".into(), "OBJECTIONS-2026-00418".into()),
            ("签发日期 Issued".into(), "2026-05-18".into()),
            ("有效期至 Valid through".into(), "2027-05-17".into()),
            ("验证码 Code".into(), "CH7K-42QX-9M3D".into()),
        ],
        signer: "签发人 Signed by　顾明远".into(),
        scan: "扫码验证 Scan to verify".into(),
        address: "https://certamen.test/verify/CH7K42QX9M3D".into(),
        language: "zh-CN".into(),
        title: "OBJECTIONS-2026-00418".into(),
        issued: (2026, 5, 18),
    }
}

#[test]
fn the_same_contents_give_the_same_bytes_and_a_small_file() {
    let one = pdf(&sheet(), &Style::default()).unwrap();
    assert_eq!(one, pdf(&sheet(), &Style::default()).unwrap());
    assert!(one.starts_with(b"%PDF-"));
    assert!(one.len() < 200_000, "only the shapes that are shown are inside: {} bytes", one.len());
    let other = pdf(&Sheet { holder: "林一".into(), ..sheet() }, &Style::default()).unwrap();
    assert_ne!(one, other);
}

#[test]
fn the_picture_has_the_shape_of_the_paper() {
    let picture = png(&sheet(), &Style::default(), 1414).unwrap();
    let read = image::load_from_memory(&picture).unwrap();
    assert_eq!((read.width(), read.height()), (1414, 1000));
    let dark = read.to_luma8().pixels().filter(|pixel| pixel.0 < [80]).count();
    assert!(dark > 10_000, "something is drawn: {dark}");
}

#[test]
fn a_name_the_font_cannot_show_is_refused_by_both() {
    let rare = Sheet { holder: "Ada \u{1F600}".into(), ..sheet() };
    let missing = Problem::Missing(vec!['\u{1F600}']);
    assert_eq!(pdf(&rare, &Style::default()), Err(missing.clone()));
    assert_eq!(png(&rare, &Style::default(), 800), Err(missing));
    let long = Sheet { address: "x".repeat(5000), ..sheet() };
    assert_eq!(pdf(&long, &Style::default()), Err(Problem::AddressTooLong));
}
