//! A certificate to look at; the tests draw the same one.

use certificate_pdf::Sheet;

/// What stands on it.
pub(crate) fn sheet() -> Sheet {
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
