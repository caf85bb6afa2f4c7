//! One section of an exam.

use super::{folded, number_between, pair, title, whole};
use crate::base::QuestionKind;
use crate::exams::model::SectionDefinition;
use crate::exams::rules::{MOST_QUESTIONS, parse_points};
use crate::exams::scoring::Scoring;
use crate::web::markup::points_text;
use crate::web::{Fields, FormErrors, Visit};

/// The fields of the page of a section. `source` is `bank` or `bank/topic`.
pub const SECTION_FIELDS: [&str; 9] = [
    "title_zh",
    "title_en",
    "source",
    "kinds",
    "difficulty_min",
    "difficulty_max",
    "count",
    "points",
    "scoring",
];

/// The form for a section.
pub fn section_fields(section: &SectionDefinition) -> Fields {
    let mut pairs = vec![
        pair("title_zh", &section.title_zh),
        pair("title_en", &section.title_en),
        pair("source", &source(&section.bank_code, section.topic.as_deref())),
        pair("difficulty_min", &section.difficulty_min.to_string()),
        pair("difficulty_max", &section.difficulty_max.to_string()),
        pair("count", &section.count.to_string()),
        pair("points", &points_text(section.points.into())),
        pair("scoring", section.scoring.as_str()),
    ];
    pairs.extend(section.kinds.iter().map(|kind| pair("kinds", kind.as_str())));
    Fields::from_pairs(pairs)
}

/// The form for a section that is to be added.
pub fn new_section_fields() -> Fields {
    Fields::from_pairs(vec![
        pair("kinds", QuestionKind::SingleChoice.as_str()),
        pair("difficulty_min", "1"),
        pair("difficulty_max", "5"),
        pair("count", "10"),
        pair("points", "2"),
        pair("scoring", Scoring::AllOrNothing.as_str()),
    ])
}

/// A bank, or a topic of it, as one choice of the form.
pub fn source(bank_code: &str, topic: Option<&str>) -> String {
    topic.map_or_else(|| bank_code.to_owned(), |topic| format!("{bank_code}/{topic}"))
}

/// Reads the form of a section. `sources` are the choices the page offers.
///
/// # Errors
/// A sentence beside each field that cannot be taken.
pub fn parse_section(
    fields: &Fields,
    visit: &Visit,
    sources: &[String],
) -> Result<SectionDefinition, FormErrors> {
    let mut errors = FormErrors::none();
    let source = fields.get("source");
    if !sources.iter().any(|known| known == source) {
        errors.add("source", visit.text("exams-source-missing"));
    }
    let (bank_code, topic) = match source.split_once('/') {
        Some((bank, topic)) => (bank, Some(topic.to_owned())),
        None => (source, None),
    };
    let chosen = fields.all("kinds");
    let kinds: Vec<QuestionKind> = QuestionKind::ALL
        .iter()
        .copied()
        .filter(|kind| kind.is_marked_by_server() && chosen.contains(&kind.as_str()))
        .collect();
    if kinds.is_empty() {
        errors.add("kinds", visit.text("exams-kinds-missing"));
    }
    let (difficulty_min, difficulty_max) = difficulties(fields, visit, &mut errors);
    let count = number_between(fields, "count", 1, MOST_QUESTIONS).unwrap_or_else(|| {
        errors.add("count", visit.text_with("exams-count-form", [("most", MOST_QUESTIONS)]));
        0
    });
    let points = parse_points(&folded(fields.get("points"))).unwrap_or_else(|| {
        errors.add("points", visit.text("exams-points-form"));
        0
    });
    let scoring = Scoring::parse(fields.get("scoring")).unwrap_or_else(|| {
        errors.add("scoring", visit.text("exams-scoring-missing"));
        Scoring::AllOrNothing
    });
    let section = SectionDefinition {
        title_zh: title(fields, visit, "title_zh", &mut errors),
        title_en: title(fields, visit, "title_en", &mut errors),
        bank_code: bank_code.to_owned(),
        topic,
        kinds,
        difficulty_min,
        difficulty_max,
        count,
        points,
        scoring,
    };
    whole(section, errors)
}

fn difficulties(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> (i16, i16) {
    let read = |name: &str| fields.get(name).parse::<i16>().ok().filter(|level| (1..=5).contains(level));
    match (read("difficulty_min"), read("difficulty_max")) {
        (Some(min), Some(max)) if min <= max => (min, max),
        (Some(_), Some(_)) => {
            errors.add("difficulty_max", visit.text("exams-difficulty-order"));
            (1, 5)
        }
        _ => {
            errors.add("difficulty_min", visit.text("exams-difficulty-form"));
            (1, 5)
        }
    }
}
