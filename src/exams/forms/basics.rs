//! A new exam; titles, instructions and languages of one.

use chrono_tz::Tz;

use super::{DraftForm, instructions, pair, title, whole};
use crate::base::text::is_code;
use crate::exams::model::Definition;
use crate::exams::rules::is_free_for_exams;
use crate::web::{Fields, FormErrors, Language, Visit};

/// Code and titles of a new exam.
pub struct NewExamForm {
    /// Its lasting identity.
    pub code: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
}

impl NewExamForm {
    /// The fields of the page.
    pub const FIELDS: [&'static str; 3] = ["code", "title_zh", "title_en"];

    /// Reads the form.
    ///
    /// # Errors
    /// A sentence beside each field that cannot be taken.
    pub fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let code = fields.get("code");
        if !is_code(code) {
            errors.add("code", visit.text("exams-code-form"));
        } else if !is_free_for_exams(code) {
            errors.add("code", visit.text("exams-code-taken"));
        }
        let title_zh = title(fields, visit, "title_zh", &mut errors);
        let title_en = title(fields, visit, "title_en", &mut errors);
        whole(Self { code: code.to_owned(), title_zh, title_en }, errors)
    }
}

/// Titles, instructions and languages.
pub struct BasicsForm {
    title_zh: String,
    title_en: String,
    instructions_zh: String,
    instructions_en: String,
    languages: Vec<String>,
}

impl DraftForm for BasicsForm {
    const FIELDS: &'static [&'static str] =
        &["title_zh", "title_en", "instructions_zh", "instructions_en", "languages"];

    fn fields(definition: &Definition, _zone: Tz) -> Fields {
        let mut pairs = vec![
            pair("title_zh", &definition.title_zh),
            pair("title_en", &definition.title_en),
            pair("instructions_zh", &definition.instructions_zh),
            pair("instructions_en", &definition.instructions_en),
        ];
        pairs.extend(definition.languages.iter().map(|language| pair("languages", language)));
        Fields::from_pairs(pairs)
    }

    fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let chosen = fields.all("languages");
        let languages: Vec<String> = Language::ALL
            .iter()
            .map(|language| language.tag().to_owned())
            .filter(|tag| chosen.contains(&tag.as_str()))
            .collect();
        if languages.is_empty() {
            errors.add("languages", visit.text("exams-languages-missing"));
        }
        let form = Self {
            title_zh: title(fields, visit, "title_zh", &mut errors),
            title_en: title(fields, visit, "title_en", &mut errors),
            instructions_zh: instructions(fields, visit, "instructions_zh", &mut errors),
            instructions_en: instructions(fields, visit, "instructions_en", &mut errors),
            languages,
        };
        whole(form, errors)
    }

    fn apply(self, definition: &Definition) -> Definition {
        Definition {
            title_zh: self.title_zh,
            title_en: self.title_en,
            instructions_zh: self.instructions_zh,
            instructions_en: self.instructions_en,
            languages: self.languages,
            ..definition.clone()
        }
    }
}
