//! What trainers send on the pages of this room, turned into types.

mod bulk;
mod columns;
mod finding;
mod question;
mod row;
mod topics;

use question_formats::{BankHeader, Format};

pub use bulk::BulkOrder;
pub use columns::{COLUMNS, column_uses, column_word};
pub use finding::{ListQuery, filter_query};
pub use question::{
    Findings, MOST_OPTIONS, QUESTION_FIELDS, QuestionForm, TypedOption, TypedTexts, check, named_pictures,
    tags,
};
pub use row::{OptionField, ROW_FIELDS, option_fields, question_type, row_edit, row_fields};
pub use topics::{TOPIC_FIELDS, new_topic, topic_id, topic_wish};

use super::actions::{GivenKey, Which};
use super::model::Decision;
use super::rules::{RowFilter, is_address};
use crate::base::text::{has_forbidden_controls, is_code, unix_line_ends};
use crate::formats::Hints;
use crate::web::upload::Upload;
use crate::web::{Fields, FormErrors, Visit};

/// Fields of the import page that are shown again when something is wrong.
pub const IMPORT_FIELDS: [&str; 5] = ["bank", "code", "title_zh", "title_en", "text"];

/// Longest title of a bank, in characters.
const TITLE: usize = 200;

/// A file to be read, by upload or pasted.
pub struct Sent {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What is known besides.
    pub hints: Hints,
}

/// The file of the import page: an upload or pasted text, not both.
///
/// # Errors
/// A sentence beside the field.
pub fn sent(upload: Upload, visit: &Visit) -> Result<Sent, FormErrors> {
    let mut errors = FormErrors::none();
    let text = upload.fields.raw("text");
    match (upload.file, text.trim().is_empty()) {
        (Some(file), true) => {
            let hints = Hints { file_name: Some(file.name.clone()), ..Hints::default() };
            return Ok(Sent { name: file.name, bytes: file.bytes, hints });
        }
        (None, false) => {
            let hints = Hints { encoding: Some("utf-8".to_owned()), ..Hints::default() };
            let bytes = unix_line_ends(text).into_bytes();
            return Ok(Sent { name: visit.text("banks-pasted-name"), bytes, hints });
        }
        (Some(_), false) => errors.add("file", visit.text("banks-file-and-text")),
        (None, true) => errors.add("file", visit.text("banks-file-missing")),
    }
    Err(errors)
}

/// A bank that an import is to make.
pub struct NewBankForm {
    /// Its code.
    pub code: String,
    /// Its Chinese title.
    pub title_zh: String,
    /// Its English title.
    pub title_en: String,
}

impl NewBankForm {
    /// Reads the form; what it leaves empty is taken from the file, where the file names its bank.
    ///
    /// # Errors
    /// A sentence beside each field that cannot be taken.
    pub fn parse(fields: &Fields, header: Option<&BankHeader>, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let from_header = |language: &str| header.and_then(|header| header.title.get(language)).cloned();
        let given = |name: &str, other: Option<String>| {
            fields.optional(name).map(str::to_owned).or(other).unwrap_or_default()
        };
        let form = Self {
            code: given("code", header.map(|header| header.code.clone())),
            title_zh: given("title_zh", from_header("zh-CN")),
            title_en: given("title_en", from_header("en")),
        };
        if !is_code(&form.code) {
            errors.add("code", visit.text("banks-code-wrong"));
        } else if is_address(&form.code) {
            errors.add("code", visit.text("banks-code-reserved"));
        }
        for (name, title) in [("title_zh", &form.title_zh), ("title_en", &form.title_en)] {
            if title.is_empty() || title.chars().count() > TITLE || has_forbidden_controls(title) {
                errors.add(name, visit.text_with("banks-title-wrong", [("field", name)]));
            }
        }
        if errors.is_empty() { Ok(form) } else { Err(errors) }
    }
}

/// The titles of a bank there is.
///
/// # Errors
/// A sentence beside each field that cannot be taken.
pub fn titles(fields: &Fields, visit: &Visit) -> Result<(String, String), FormErrors> {
    let mut errors = FormErrors::none();
    let mut title = |name: &'static str| {
        let title = fields.get(name);
        if title.is_empty() || title.chars().count() > TITLE || has_forbidden_controls(title) {
            errors.add(name, visit.text_with("banks-title-wrong", [("field", name)]));
        }
        title.to_owned()
    };
    let titles = (title("title_zh"), title("title_en"));
    if errors.is_empty() { Ok(titles) } else { Err(errors) }
}

/// What a trainer wants done with one question of an import.
#[derive(Debug, PartialEq, Eq)]
pub enum RowOrder {
    /// Take or leave it.
    Decide(Decision),
    /// Give it this key and take it.
    Key(GivenKey),
    /// A key was to be given, but none was chosen.
    NoKey,
}

impl RowOrder {
    /// Reads the form; `None` when it asks for nothing this page has.
    pub fn parse(fields: &Fields) -> Option<Self> {
        match fields.get("do") {
            "take" => Some(Self::Decide(Decision::Take)),
            "leave" => Some(Self::Decide(Decision::Leave)),
            "key" => Some(match fields.all("key").as_slice() {
                [] => Self::NoKey,
                ["true"] => Self::Key(GivenKey::Truth(true)),
                ["false"] => Self::Key(GivenKey::Truth(false)),
                labels => Self::Key(GivenKey::Labels(labels.iter().map(|one| (*one).to_owned()).collect())),
            }),
            _ => None,
        }
    }
}

/// What a trainer wants done with several questions of an import.
#[derive(Debug, PartialEq, Eq)]
pub struct RowsOrder {
    /// Whether they are taken.
    pub decision: Decision,
    /// Which they are.
    pub which: Which,
}

impl RowsOrder {
    /// Reads the form; `None` when it asks for nothing this page has.
    pub fn parse(fields: &Fields) -> Option<Self> {
        let ticked = || {
            let rows: Option<Vec<i32>> = fields.all("row").iter().map(|text| text.parse().ok()).collect();
            rows.map(Which::At)
        };
        let shown = || Some(Which::Shown(RowFilter::parse(fields.get("verdict"))));
        let (decision, which) = match fields.get("do") {
            "take" => (Decision::Take, ticked()?),
            "leave" => (Decision::Leave, ticked()?),
            "take-shown" => (Decision::Take, shown()?),
            "leave-shown" => (Decision::Leave, shown()?),
            _ => return None,
        };
        Some(Self { decision, which })
    }
}

/// Another way to read a file.
///
/// # Errors
/// A sentence when the format or encoding is not one of the page's.
pub fn hints(fields: &Fields, file_name: &str, visit: &Visit) -> Result<Hints, String> {
    let format = match fields.get("format") {
        "" => None,
        name => match Format::by_name(name).filter(|format| format.is_read()) {
            Some(format) => Some(format),
            None => return Err(visit.text("banks-reread-unknown")),
        },
    };
    let encoding = match fields.get("encoding") {
        "" => None,
        known if super::pages::ENCODINGS.contains(&known) => Some(known.to_owned()),
        _ => return Err(visit.text("banks-reread-unknown")),
    };
    Ok(Hints { format, encoding, file_name: Some(file_name.to_owned()), ..Hints::default() })
}

/// What the address of an import's page says.
#[derive(Debug, Default, serde::Deserialize)]
pub struct ReviewQuery {
    /// Only rows of this kind: a verdict, `problems`, `warning` or `similar`.
    pub verdict: Option<String>,
    /// Page, from 1.
    pub page: Option<String>,
}

impl ReviewQuery {
    /// Which rows are wanted.
    pub fn filter(&self) -> RowFilter {
        self.verdict.as_deref().map(RowFilter::parse).unwrap_or_default()
    }

    /// The page, from 1.
    pub fn page(&self) -> usize {
        self.page.as_deref().and_then(|page| page.parse().ok()).unwrap_or(1).max(1)
    }
}
