//! The file formats this crate knows by name.

use serde::{Deserialize, Serialize};

use crate::messages::Language;

macro_rules! formats {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $zh:literal, $en:literal, [$($ending:literal),*];)+) => {
        /// The file formats this crate knows by name. Some are only recognised: see [`Format::is_read`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Format {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Format {
            /// Every format.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name by which commands and JSON call it, such as `paper-text`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it is called in words.
            #[must_use]
            pub fn name(self, language: Language) -> &'static str {
                let (zh, en) = self.words();
                match language {
                    Language::Zh => zh,
                    Language::En => en,
                }
            }

            /// What it is called in Chinese and in English.
            pub(crate) fn words(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($zh, $en),)+ }
            }

            /// The endings of names of such files, without the dot; the first is the usual one.
            #[must_use]
            pub fn endings(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($ending),*],)+ }
            }
        }
    };
}

formats! {
    /// Our own bank files.
    Toml = "toml", "题库 TOML 文件", "a native TOML bank", ["toml"];
    /// A Chinese exam paper as people paste and print it.
    PaperText = "paper-text", "试卷文本", "the text of an exam paper", ["txt", "md"];
    /// Word document.
    Docx = "docx", "Word 文档（.docx）", "a Word document (.docx)", ["docx"];
    /// Excel workbook.
    Xlsx = "xlsx", "Excel 工作簿（.xlsx）", "an Excel workbook (.xlsx)", ["xlsx", "xlsm"];
    /// Older Excel workbook (BIFF).
    Xls = "xls", "旧版 Excel 工作簿（.xls）", "an older Excel workbook (.xls)", ["xls"];
    /// OpenDocument spreadsheet.
    Ods = "ods", "OpenDocument 电子表格（.ods）", "an OpenDocument spreadsheet (.ods)", ["ods"];
    /// Cells separated by commas or semicolons.
    Csv = "csv", "CSV 表格", "a CSV table", ["csv"];
    /// Cells separated by tabs.
    Tsv = "tsv", "制表符分隔的表格", "a table separated by tabs", ["tsv", "tab"];
    /// Moodle's GIFT text.
    Gift = "gift", "GIFT 文件", "GIFT text", ["gift", "txt"];
    /// Aiken text.
    Aiken = "aiken", "Aiken 文件", "Aiken text", ["txt"];
    /// Moodle's XML.
    MoodleXml = "moodle-xml", "Moodle XML 文件", "Moodle XML", ["xml"];
    /// QTI 2.1 (and 2.0).
    Qti21 = "qti21", "QTI 2.1 文件", "QTI 2.1", ["zip", "xml"];
    /// QTI 2.2.
    Qti22 = "qti22", "QTI 2.2 文件", "QTI 2.2", ["zip", "xml"];
    /// QTI 3.0.
    Qti30 = "qti30", "QTI 3.0 文件", "QTI 3.0", ["zip", "xml"];
    /// QTI 1.2, which is another language than its successors.
    Qti12 = "qti12", "QTI 1.2 文件", "QTI 1.2", ["zip", "xml"];
    /// Older binary Word document.
    Doc = "doc", "旧版 Word 文档（.doc）", "an older Word document (.doc)", ["doc"];
    /// Some other zip archive.
    ZipArchive = "zip-archive", "压缩包", "a zip archive", ["zip"];
    /// XML or HTML that is none of the above.
    OtherXml = "other-xml", "XML 或 HTML 文件", "an XML or HTML file", ["xml", "html", "htm"];
    /// A PDF document.
    Pdf = "pdf", "PDF 文件", "a PDF document", ["pdf"];
    /// A picture or other file that holds no text.
    OtherBinary = "other-binary", "图片或其他不含文字的文件", "a picture or another file without text", [];
}

impl Format {
    /// Whether [`crate::read`] reads questions from this format.
    #[must_use]
    pub fn is_read(self) -> bool {
        !matches!(
            self,
            Self::Qti12 | Self::Doc | Self::ZipArchive | Self::OtherXml | Self::Pdf | Self::OtherBinary
        )
    }

    /// Whether [`crate::write()`] writes questions in this format.
    #[must_use]
    pub fn is_written(self) -> bool {
        matches!(
            self,
            Self::Toml
                | Self::PaperText
                | Self::Xlsx
                | Self::Csv
                | Self::Gift
                | Self::Aiken
                | Self::MoodleXml
                | Self::Qti21
                | Self::Qti30
        )
    }

    /// The format with this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name)
    }

    /// Whether its bytes are text in some encoding, so that lines can be shown.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(
            self,
            Self::Toml
                | Self::PaperText
                | Self::Csv
                | Self::Tsv
                | Self::Gift
                | Self::Aiken
                | Self::MoodleXml
                | Self::OtherXml
        )
    }
}
