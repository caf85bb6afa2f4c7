//! Which format a file is in, from its bytes; the name settles doubtful cases only.

use crate::model::Format;

/// Formats that are told by their first bytes, before any decoding.
#[must_use]
pub fn by_magic(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(zip_kind(bytes));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Some(Format::OldOffice);
    }
    if bytes.starts_with(b"%PDF-") {
        return Some(Format::Pdf);
    }
    let pictures: [&[u8]; 7] =
        [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x1f\x8b", b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c"];
    pictures.iter().any(|magic| bytes.starts_with(magic)).then_some(Format::OtherBinary)
}

/// Member names stand in a zip file as they are, so a look at the bytes is enough to name the kind.
fn zip_kind(bytes: &[u8]) -> Format {
    if contains(bytes, b"word/document.xml") {
        Format::WordDocument
    } else if contains(bytes, b"xl/workbook.xml") || contains(bytes, b"opendocument.spreadsheet") {
        Format::Spreadsheet
    } else if contains(bytes, b"imsmanifest.xml") {
        Format::Qti
    } else {
        Format::ZipArchive
    }
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// The format of a text. What is nothing else is taken for the text of a paper.
#[must_use]
pub fn by_text(text: &str, file_name: Option<&str>) -> Format {
    let start = text.trim_start();
    if start.starts_with('<') && looks_like_markup(start) {
        return xml_kind(start);
    }
    if looks_like_toml(text) {
        return Format::NativeToml;
    }
    if looks_like_aiken(text) {
        return Format::Aiken;
    }
    if looks_like_gift(text) {
        return Format::Gift;
    }
    match file_name.and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_ascii_lowercase()) {
        Some(ending) if ending == "toml" => Format::NativeToml,
        _ => Format::PaperText,
    }
}

fn looks_like_markup(start: &str) -> bool {
    start.chars().nth(1).is_some_and(|second| second.is_ascii_alphabetic() || matches!(second, '?' | '!'))
        && start.contains('>')
}

fn xml_kind(text: &str) -> Format {
    let head: String = text.chars().take(4_000).collect();
    if head.contains("<quiz") {
        Format::MoodleXml
    } else if ["<assessmentItem", "<assessmentTest", "<qti-assessment", "<questestinterop", "imscp_v1p1"]
        .iter()
        .any(|root| head.contains(root))
    {
        Format::Qti
    } else {
        Format::OtherXml
    }
}

fn looks_like_toml(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let starts_with_key = lines.next().is_some_and(|line| {
        line.starts_with("[[question]]")
            || line
                .split_once('=')
                .is_some_and(|(key, _)| matches!(key.trim(), "format" | "code" | "title" | "languages"))
    });
    starts_with_key || text.lines().any(|line| line.trim() == "[[question]]")
}

/// `ANSWER: B` at the start of a line, after options.
fn looks_like_aiken(text: &str) -> bool {
    text.lines().any(|line| {
        line.strip_prefix("ANSWER:").is_some_and(|rest| {
            let mut rest = rest.trim().chars();
            matches!((rest.next(), rest.next()), (Some('A'..='Z'), None))
        })
    })
}

/// A block in braces that begins like an answer, or one of GIFT's own line beginnings.
fn looks_like_gift(text: &str) -> bool {
    if text.lines().any(|line| line.starts_with("$CATEGORY:")) {
        return true;
    }
    let titled = text.lines().any(|line| line.starts_with("::"));
    let blocks = text.match_indices('{').filter(|(position, _)| {
        let rest = text.get(position + 1..).unwrap_or_default().trim_start();
        rest.starts_with(['=', '~', '#'])
            || ["T}", "F}", "TRUE", "FALSE", "}"].iter().any(|start| rest.starts_with(start))
    });
    let blocks = blocks.take(2).count();
    blocks > 0 && (titled || blocks > 1 || text.contains("~") && text.contains("{="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_is_known_by_its_text() {
        let cases: [(&str, Format); 8] = [
            ("format = 1\ncode = \"fab\"\n", Format::NativeToml),
            ("# bank\n\n[[question]]\n", Format::NativeToml),
            ("<?xml version=\"1.0\"?>\n<quiz></quiz>", Format::MoodleXml),
            ("<assessmentItem xmlns=\"x\"></assessmentItem>", Format::Qti),
            ("<html><body></body></html>", Format::OtherXml),
            ("Which?\nA) one\nB) two\nANSWER: B\n", Format::Aiken),
            ("::q1:: Which? {=one ~two}\n", Format::Gift),
            ("一、单选题\n1. 哪一个？（A）\nA. 甲\nB. 乙\n", Format::PaperText),
        ];
        for (text, expected) in cases {
            assert_eq!(by_text(text, None), expected, "{text}");
        }
    }

    #[test]
    fn the_name_does_not_overrule_the_text() {
        assert_eq!(by_text("::q1:: Which? {=one ~two}\n", Some("bank.toml")), Format::Gift);
        assert_eq!(by_text("", Some("bank.toml")), Format::NativeToml);
    }

    #[test]
    fn braces_in_a_paper_do_not_make_it_gift() {
        let text = "1. 集合{1,2}与{2,3}的交集是（ B ）\nA. {1}  B. {2}  C. {3}\n";
        assert_eq!(by_text(text, None), Format::PaperText);
    }

    #[test]
    fn binary_files_are_known_by_their_first_bytes() {
        assert_eq!(by_magic(b"PK\x03\x04....word/document.xml"), Some(Format::WordDocument));
        assert_eq!(by_magic(b"PK\x03\x04....xl/workbook.xml"), Some(Format::Spreadsheet));
        assert_eq!(by_magic(b"\xd0\xcf\x11\xe0rest"), Some(Format::OldOffice));
        assert_eq!(by_magic(b"1. text"), None);
    }
}
