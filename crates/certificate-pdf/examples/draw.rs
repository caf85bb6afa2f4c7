//! Draws a certificate to look at: `cargo run -p certificate-pdf --example draw -- DIRECTORY [PICTURE]`.
#![expect(clippy::print_stdout, reason = "a tool for people")]

use std::error::Error;
use std::path::Path;

use certificate_pdf::{Picture, Sheet, Style, pdf, png};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().ok_or("say a directory")?;
    let signature = match arguments.next() {
        Some(file) => Some(Picture::read(&std::fs::read(file)?)?),
        None => None,
    };
    let sheet = Sheet {
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
    };
    let style = Style { logo: signature.clone(), signature, ..Style::default() };
    let directory = Path::new(&directory);
    std::fs::write(directory.join("certificate.pdf"), pdf(&sheet, &style)?)?;
    std::fs::write(directory.join("certificate.png"), png(&sheet, &style, 1414)?)?;
    println!("{}", directory.display());
    Ok(())
}
