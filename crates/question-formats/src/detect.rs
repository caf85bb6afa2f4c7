//! Which format a file is in, from its bytes; the name settles doubtful cases only.

use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::model::Format;
use crate::{Limits, aiken, csv_table, gift, qti, sheet};

/// What told a format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognised {
    /// The kind of evidence.
    pub by: Evidence,
    /// The very thing: a member of an archive, an element, the beginning of a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

/// A format and what told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detected {
    /// The format.
    pub format: Format,
    /// What told it.
    pub recognised: Recognised,
}

/// The kinds of evidence for a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Evidence {
    /// The caller.
    Forced,
    /// The first bytes.
    Signature,
    /// A member of the archive.
    Member,
    /// The first element.
    Element,
    /// A line that only this format has.
    Line,
    /// Lines of equally many cells, with a heading that names columns of questions.
    Columns,
    /// The ending of the file's name, where the bytes leave it open.
    Name,
    /// Nothing else fits.
    Default,
}

impl Detected {
    fn new(format: Format, by: Evidence, found: impl Into<String>) -> Self {
        Self { format, recognised: Recognised { by, found: Some(found.into()) } }
    }

    pub(crate) fn plain(format: Format, by: Evidence) -> Self {
        Self { format, recognised: Recognised { by, found: None } }
    }
}

/// Formats that are told by their bytes, before any decoding.
#[must_use]
pub fn by_bytes(bytes: &[u8], limits: &Limits) -> Option<Detected> {
    use Evidence::Signature;
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(zip_kind(bytes, limits));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(Detected::new(sheet::old_office_kind(bytes), Signature, "OLE"));
    }
    let signatures: [(&[u8], Format, &str); 9] = [
        (b"%PDF-", Format::Pdf, "%PDF"),
        (b"{\\rtf", Format::Doc, "RTF"),
        (b"\x89PNG", Format::OtherBinary, "PNG"),
        (b"\xff\xd8\xff", Format::OtherBinary, "JPEG"),
        (b"GIF8", Format::OtherBinary, "GIF"),
        (b"RIFF", Format::OtherBinary, "RIFF"),
        (b"\x1f\x8b", Format::OtherBinary, "gzip"),
        (b"Rar!\x1a", Format::OtherBinary, "RAR"),
        (b"7z\xbc\xaf\x27\x1c", Format::OtherBinary, "7z"),
    ];
    let known = signatures.into_iter().find(|(magic, _, _)| bytes.starts_with(magic));
    known.map(|(_, format, name)| Detected::new(format, Signature, name))
}

/// What an archive holds says what it is.
fn zip_kind(bytes: &[u8], limits: &Limits) -> Detected {
    let Ok(archive) = Archive::open(bytes, limits) else { return damaged_zip_kind(bytes) };
    let names = archive.names();
    let holds = |wanted: &str| names.iter().find(|name| name.ends_with(wanted)).cloned();
    let is_fork = |name: &&String| !name.starts_with("__MACOSX/");
    // Some programs number the text's part: `word/document2.xml`; some write backslashes.
    let is_word = |name: &&String| {
        let name = name.to_ascii_lowercase().replace('\\', "/");
        name.starts_with("word/document") && name.ends_with(".xml")
    };
    if let Some(name) = holds("word/document.xml").or_else(|| names.iter().find(is_word).cloned()) {
        return Detected::new(Format::Docx, Evidence::Member, name);
    }
    if let Some(name) = holds("xl/workbook.xml").or_else(|| holds("xl/workbook.bin")) {
        return Detected::new(Format::Xlsx, Evidence::Member, name);
    }
    if let Some(name) = holds("content.xml").filter(|_| names.iter().any(|name| name == "mimetype")) {
        return Detected::new(Format::Ods, Evidence::Member, name);
    }
    // A package, or a heap of items without its manifest. Its own reader finds out which version of QTI it is.
    let manifest = holds("imsmanifest.xml");
    let item =
        || names.iter().filter(is_fork).find(|name| name.to_ascii_lowercase().ends_with(".xml")).cloned();
    match manifest.or_else(item) {
        Some(name) => Detected::new(Format::Qti21, Evidence::Member, name),
        None => Detected::new(Format::ZipArchive, Evidence::Signature, "PK"),
    }
}

/// An archive that cannot be opened says what it was by the names of its members in the bytes, so that a document cut
/// short is called a damaged document.
fn damaged_zip_kind(bytes: &[u8]) -> Detected {
    let holds = |name: &str| bytes.windows(name.len()).any(|part| part == name.as_bytes());
    let known =
        [("word/document", Format::Docx), ("xl/work", Format::Xlsx), ("imsmanifest.xml", Format::Qti21)];
    match known.into_iter().find(|(name, _)| holds(name)) {
        Some((name, format)) => Detected::new(format, Evidence::Member, name),
        None => Detected::new(Format::ZipArchive, Evidence::Signature, "PK"),
    }
}

/// The format of a text. What is nothing else is taken for the text of a paper.
#[must_use]
pub fn by_text(text: &str, file_name: Option<&str>) -> Detected {
    let start = text.trim_start();
    if start.starts_with('<') && looks_like_markup(start) {
        return xml_kind(start);
    }
    if let Some(line) = toml_line(text) {
        return Detected::new(Format::Toml, Evidence::Line, line);
    }
    if let Some(line) = aiken::line(text) {
        return Detected::new(Format::Aiken, Evidence::Line, line);
    }
    if let Some(mark) = gift::mark(text) {
        return Detected::new(Format::Gift, Evidence::Line, mark);
    }
    let ending =
        file_name.and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_ascii_lowercase());
    if let Some((format, heading)) = csv_table::recognise(text, ending.as_deref()) {
        return Detected::new(format, Evidence::Columns, heading);
    }
    match ending.as_deref() {
        Some(ending @ "toml") => Detected::new(Format::Toml, Evidence::Name, ending),
        Some(ending @ "gift") => Detected::new(Format::Gift, Evidence::Name, ending),
        Some(ending @ "csv") => Detected::new(Format::Csv, Evidence::Name, ending),
        Some(ending @ "tsv") => Detected::new(Format::Tsv, Evidence::Name, ending),
        _ => Detected::plain(Format::PaperText, Evidence::Default),
    }
}

/// Whether the ending of a name belongs to another format than the one the bytes are in.
#[must_use]
pub fn name_lies(file_name: &str, format: Format) -> bool {
    let Some((_, ending)) = file_name.rsplit_once('.') else { return false };
    let ending = ending.to_ascii_lowercase();
    let ending = ending.as_str();
    let known = Format::ALL.iter().any(|format| format.endings().contains(&ending));
    // Any text may be called .txt.
    let fits = format.endings().contains(&ending) || (format.is_text() && matches!(ending, "txt" | "md"));
    known && !fits
}

fn looks_like_markup(start: &str) -> bool {
    start.chars().nth(1).is_some_and(|second| second.is_ascii_alphabetic() || matches!(second, '?' | '!'))
        && start.contains('>')
}

fn xml_kind(text: &str) -> Detected {
    if let Some((format, root)) = qti::recognise(text) {
        return Detected::new(format, Evidence::Element, root);
    }
    let head: String = text.chars().take(8_000).collect();
    // Items of QTI may stand in an element that some program made up.
    let known: [(&str, Format); 4] = [
        ("<quiz", Format::MoodleXml),
        ("<questestinterop", Format::Qti12),
        ("<qti-assessment-item", Format::Qti30),
        ("<assessmentItem", Format::Qti21),
    ];
    match known.into_iter().find(|(mark, _)| head.contains(mark)) {
        Some((mark, format)) => Detected::new(format, Evidence::Element, mark.trim_start_matches('<')),
        None => Detected::plain(Format::OtherXml, Evidence::Element),
    }
}

fn toml_line(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let key = |line: &&str| {
        line.split_once('=')
            .is_some_and(|(key, _)| matches!(key.trim(), "format" | "code" | "title" | "languages"))
    };
    lines.next().filter(key).or_else(|| text.lines().map(str::trim).find(|line| *line == "[[question]]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_cut_short_is_a_damaged_document() {
        for (member, format) in [
            ("word/document.xml", Format::Docx),
            ("xl/workbook.xml", Format::Xlsx),
            ("imsmanifest.xml", Format::Qti21),
            ("notes.txt", Format::ZipArchive),
        ] {
            let bytes = [b"PK\x03\x04 header ".as_slice(), member.as_bytes(), b" and then nothing"].concat();
            let detected = by_bytes(&bytes, &Limits::default()).map(|detected| detected.format);
            assert_eq!(detected, Some(format), "{member}");
            let reading = crate::read(&bytes, &crate::ReadOptions::default());
            assert!(reading.has_errors() && reading.questions.is_empty(), "{member}");
        }
    }

    #[test]
    fn each_format_is_known_by_its_text() {
        let cases: [(&str, Format); 10] = [
            ("format = 1\ncode = \"fab\"\n", Format::Toml),
            ("# bank\n\n[[question]]\n", Format::Toml),
            ("<?xml version=\"1.0\"?>\n<quiz></quiz>", Format::MoodleXml),
            ("<assessmentItem xmlns=\"x\"></assessmentItem>", Format::Qti21),
            ("<qti-assessment-item xmlns=\"x\"/>", Format::Qti30),
            ("<questestinterop></questestinterop>", Format::Qti12),
            ("<html><body></body></html>", Format::OtherXml),
            ("Which?\nA) one\nB) two\nANSWER: B\n", Format::Aiken),
            ("::q1:: Which? {=one ~two}\n", Format::Gift),
            ("一、单选题\n1. 哪一个？（A）\nA. 甲\nB. 乙\n", Format::PaperText),
        ];
        for (text, expected) in cases {
            assert_eq!(by_text(text, None).format, expected, "{text}");
        }
    }

    #[test]
    fn the_name_does_not_overrule_the_text() {
        assert_eq!(by_text("::q1:: Which? {=one ~two}\n", Some("bank.toml")).format, Format::Gift);
        assert_eq!(by_text("", Some("bank.toml")).format, Format::Toml);
        assert!(name_lies("bank.toml", Format::Gift) && name_lies("paper.XLSX", Format::Xls));
        assert!(!name_lies("bank.txt", Format::Gift) && !name_lies("paper", Format::Xls));
        assert!(!name_lies("v1.2 final", Format::PaperText));
    }

    #[test]
    fn braces_in_a_paper_do_not_make_it_gift() {
        let text = "1. 集合{1,2}与{2,3}的交集是（ B ）\nA. {1}  B. {2}  C. {3}\n";
        assert_eq!(by_text(text, None).format, Format::PaperText);
    }

    #[test]
    fn binary_files_are_known_by_their_first_bytes() {
        let limits = Limits::default();
        let format = |bytes: &[u8]| by_bytes(bytes, &limits).map(|known| known.format);
        assert_eq!(format(b"%PDF-1.7"), Some(Format::Pdf));
        assert_eq!(format(b"PK\x03\x04 nothing"), Some(Format::ZipArchive));
        assert_eq!(format(b"1. text"), None);
    }
}
