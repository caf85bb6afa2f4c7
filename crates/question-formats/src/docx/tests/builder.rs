//! Documents made in memory.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A document part by part.
#[derive(Clone)]
pub(super) struct Docx {
    pub parts: Vec<(String, Vec<u8>)>,
    relationships: Vec<(String, String, String)>,
}

impl Docx {
    /// A document with a body.
    pub(super) fn of(body: &str) -> Self {
        Self::empty().part("word/document.xml", document(body))
    }

    pub(super) fn empty() -> Self {
        Self { parts: Vec::new(), relationships: Vec::new() }
    }

    pub(super) fn part(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.parts.push((name.to_owned(), bytes.into()));
        self
    }

    /// A part in the folder `word` that the text refers to.
    pub(super) fn related(mut self, id: &str, kind: &str, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.relationships.push((id.to_owned(), kind.to_owned(), name.to_owned()));
        self.part(&format!("word/{name}"), bytes)
    }

    pub(super) fn styles(self, inside: &str) -> Self {
        self.related("rIdStyles", "styles", "styles.xml", root("styles", inside))
    }

    pub(super) fn numbering(self, inside: &str) -> Self {
        self.related("rIdLists", "numbering", "numbering.xml", root("numbering", inside))
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut parts = self.parts.clone();
        let has = |name: &str| parts.iter().any(|(one, _)| one == name);
        let (has_root, has_own) = (has("_rels/.rels"), has("word/_rels/document.xml.rels"));
        if !has_root {
            let main = ("rId1".to_owned(), "officeDocument".to_owned(), "word/document.xml".to_owned());
            parts.insert(0, ("_rels/.rels".to_owned(), relationships(&[main]).into_bytes()));
        }
        if !has_own {
            parts.push((
                "word/_rels/document.xml.rels".to_owned(),
                relationships(&self.relationships).into_bytes(),
            ));
        }
        pack(&parts)
    }
}

pub(super) fn pack(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(super) fn relationships(list: &[(String, String, String)]) -> String {
    let entries: String = list
        .iter()
        .map(|(id, kind, target)| {
            format!("<Relationship Id=\"{id}\" Type=\"{RELATIONSHIPS}/{kind}\" Target=\"{target}\"/>")
        })
        .collect();
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{entries}</Relationships>"
    )
}

/// A part in the usual vocabularies.
pub(super) fn root(name: &str, inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:{name} xmlns:w=\"{WORD}\" xmlns:r=\"{RELATIONSHIPS}\" \
         xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" \
         xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
         xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
         xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
         xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" \
         xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\">{inside}</w:{name}>"
    )
}

pub(super) fn document(body: &str) -> String {
    root("document", &format!("<w:body>{body}<w:sectPr/></w:body>"))
}

/// A paragraph of plain text; a line feed is a line break and a tab is a tab.
pub(super) fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", run("", text))
}

/// Several paragraphs.
pub(super) fn ps(texts: &[&str]) -> String {
    texts.iter().map(|text| p(text)).collect()
}

/// A run with properties.
pub(super) fn run(properties: &str, text: &str) -> String {
    let mut inside = String::new();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            inside.push_str("<w:br/>");
        }
        for (index, piece) in line.split('\t').enumerate() {
            if index > 0 {
                inside.push_str("<w:tab/>");
            }
            let escaped = piece.replace('&', "&amp;").replace('<', "&lt;");
            inside.push_str(&format!("<w:t xml:space=\"preserve\">{escaped}</w:t>"));
        }
    }
    format!("<w:r><w:rPr>{properties}</w:rPr>{inside}</w:r>")
}

pub(super) fn bold(text: &str) -> String {
    run("<w:b/>", text)
}

/// A paragraph of runs.
pub(super) fn runs(inside: &[String]) -> String {
    format!("<w:p>{}</w:p>", inside.concat())
}

/// A paragraph in a list.
pub(super) fn item(list: &str, level: usize, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>{}</w:p>",
        run("", text)
    )
}

/// A table of plain texts.
pub(super) fn table(rows: &[&[&str]]) -> String {
    let rows: String = rows
        .iter()
        .map(|row| {
            let cells: String = row
                .iter()
                .map(|text| {
                    let paragraphs: String = text.split('¶').map(p).collect();
                    format!("<w:tc><w:tcPr/>{paragraphs}</w:tc>")
                })
                .collect();
            format!("<w:tr>{cells}</w:tr>")
        })
        .collect();
    format!("<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>")
}
