//! The list of certifications.

use std::collections::HashMap;

use serde::Serialize;

use crate::certification::model::{ProgrammeListItem, RequirementChoice};
use crate::web::Language;

/// One certification in `certification/programmes.hbs`.
#[derive(Debug, Serialize)]
struct ProgrammeRow {
    #[serde(flatten)]
    item: ProgrammeListItem,
    title: String,
    exams: Vec<String>,
}

/// `certification/programmes.hbs`.
#[derive(Debug, Serialize)]
pub struct ProgrammesPage {
    /// Whether the reader may bring in certificates from before.
    is_hr: bool,
    rows: Vec<ProgrammeRow>,
}

impl ProgrammesPage {
    /// The list, with the exams' titles of today.
    pub fn new(
        list: Vec<ProgrammeListItem>,
        exams: &HashMap<String, RequirementChoice>,
        is_hr: bool,
        language: Language,
    ) -> Self {
        let row = |item: ProgrammeListItem| ProgrammeRow {
            title: language.pick(&item.title_zh, &item.title_en).to_owned(),
            exams: item.requirement_codes.iter().map(|code| exam_title(code, exams, language)).collect(),
            item,
        };
        Self { is_hr, rows: list.into_iter().map(row).collect() }
    }
}

pub(super) fn exam_title(
    code: &str,
    exams: &HashMap<String, RequirementChoice>,
    language: Language,
) -> String {
    exams.get(code).map_or(code, |exam| language.pick(&exam.title_zh, &exam.title_en)).to_owned()
}
