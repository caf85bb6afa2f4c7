//! One section of an exam.

use super::quotas::{quota_pairs, quotas};
use super::{folded, instructions, number_between, pair, title, whole};
use crate::base::QuestionKind;
use crate::base::text::cut;
use crate::exams::model::SectionDefinition;
use crate::exams::pages::kinds_words;
use crate::exams::rules::{MOST_QUESTIONS, parse_points};
use crate::exams::scoring::{Floor, Penalty, Scoring};
use crate::web::markup::points_text;
use crate::web::{Fields, FormErrors, Visit};

/// The fields of the page of a section, besides those of its quotas. `source` is `bank` or `bank/topic`; `fixed` holds
/// codes of questions, one a line.
pub const SECTION_FIELDS: [&str; 14] = [
    "title_zh",
    "title_en",
    "instructions_zh",
    "instructions_en",
    "source",
    "kinds",
    "difficulty_min",
    "difficulty_max",
    "count",
    "points",
    "scoring",
    "penalty",
    "floor",
    "fixed",
];

/// The form for a section.
pub fn section_fields(section: &SectionDefinition) -> Fields {
    let penalty = section.scoring.penalty().unwrap_or(Penalty::USUAL);
    let mut pairs = vec![
        pair("title_zh", &section.title_zh),
        pair("title_en", &section.title_en),
        pair("instructions_zh", &section.instructions_zh),
        pair("instructions_en", &section.instructions_en),
        pair("source", &source(&section.bank_code, section.topic.as_deref())),
        pair("difficulty_min", &section.difficulty_min.to_string()),
        pair("difficulty_max", &section.difficulty_max.to_string()),
        pair("count", &section.count.to_string()),
        pair("points", &points_text(section.points.into())),
        pair("scoring", section.scoring.method()),
        pair("penalty", &penalty.percent.to_string()),
        pair("floor", penalty.floor.as_str()),
        pair("fixed", &section.fixed.join("\n")),
    ];
    pairs.extend(section.kinds.iter().map(|kind| pair("kinds", kind.as_str())));
    pairs.extend(quota_pairs(&section.quotas));
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
        pair("scoring", Scoring::AllOrNothing.method()),
        pair("penalty", &Penalty::USUAL.percent.to_string()),
        pair("floor", Penalty::USUAL.floor.as_str()),
    ])
}

/// A bank, or a topic of it, as one choice of the form.
pub fn source(bank_code: &str, topic: Option<&str>) -> String {
    topic.map_or_else(|| bank_code.to_owned(), |topic| format!("{bank_code}/{topic}"))
}

/// Reads the form of a section. `sources` are the choices the page offers. That the codes of `fixed` are in the bank is
/// not looked at. `is_within` says whether one topic belongs to another.
///
/// # Errors
/// A sentence beside each field that cannot be taken.
pub fn parse_section(
    fields: &Fields,
    visit: &Visit,
    sources: &[String],
    is_within: &dyn Fn(&str, &str) -> bool,
) -> Result<SectionDefinition, FormErrors> {
    let mut errors = FormErrors::none();
    let (bank_code, topic) = chosen_source(fields, visit, sources, &mut errors);
    let fixed = codes(fields, visit, &mut errors);
    let kinds = kinds(fields);
    if kinds.is_empty() && fixed.is_empty() {
        errors.add("kinds", visit.text("exams-kinds-missing"));
    }
    let (difficulty_min, difficulty_max) = difficulties(fields, visit, &mut errors);
    let points = parse_points(&folded(fields.get("points"))).unwrap_or_else(|| {
        errors.add("points", visit.text("exams-points-form"));
        0
    });
    let scoring = scoring(fields, visit, &mut errors);
    let unfit: Vec<QuestionKind> = kinds.iter().copied().filter(|kind| !scoring.fits(*kind)).collect();
    if fixed.is_empty() && !unfit.is_empty() {
        let kinds = kinds_words(visit, &unfit);
        errors.add("scoring", visit.text_with("exams-scoring-unfit", [("kinds", kinds)]));
    }
    let mut section = SectionDefinition {
        title_zh: title(fields, visit, "title_zh", &mut errors),
        title_en: title(fields, visit, "title_en", &mut errors),
        instructions_zh: instructions(fields, visit, "instructions_zh", &mut errors),
        instructions_en: instructions(fields, visit, "instructions_en", &mut errors),
        bank_code,
        topic,
        kinds,
        difficulty_min,
        difficulty_max,
        count: i32::try_from(fixed.len()).unwrap_or(i32::MAX),
        points,
        scoring,
        quotas: Vec::new(),
        fixed,
    };
    if !section.is_fixed() {
        section.count = number_between(fields, "count", 1, MOST_QUESTIONS).unwrap_or_else(|| {
            errors.add("count", visit.text_with("exams-count-form", [("most", MOST_QUESTIONS)]));
            0
        });
        section.quotas = quotas(fields, visit, (&section, sources, is_within), &mut errors);
    }
    whole(section, errors)
}

/// The method with what a wrong answer takes away. What is typed there counts only where the method takes something.
fn scoring(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> Scoring {
    let word = fields.get("scoring");
    let Some(method) = Scoring::from_method(word, Penalty::USUAL) else {
        errors.add("scoring", visit.text("exams-scoring-missing"));
        return Scoring::AllOrNothing;
    };
    if method.penalty().is_none() {
        return method;
    }
    let typed = folded(fields.get("penalty"));
    let percent = typed.trim_end_matches('%').trim().parse().ok().filter(|one| (1..=100u8).contains(one));
    if percent.is_none() {
        errors.add("penalty", visit.text("exams-scoring-penalty-form"));
    }
    let floor = Floor::parse(fields.get("floor"));
    if floor.is_none() {
        errors.add("floor", visit.text("exams-scoring-floor-missing"));
    }
    let penalty = Penalty {
        percent: percent.unwrap_or(Penalty::USUAL.percent),
        floor: floor.unwrap_or(Penalty::USUAL.floor),
    };
    Scoring::from_method(word, penalty).unwrap_or(method)
}

fn chosen_source(
    fields: &Fields,
    visit: &Visit,
    sources: &[String],
    errors: &mut FormErrors,
) -> (String, Option<String>) {
    let source = fields.get("source");
    if !sources.iter().any(|known| known == source) {
        errors.add("source", visit.text("exams-source-missing"));
    }
    match source.split_once('/') {
        Some((bank, topic)) => (bank.to_owned(), Some(topic.to_owned())),
        None => (source.to_owned(), None),
    }
}

fn kinds(fields: &Fields) -> Vec<QuestionKind> {
    let chosen = fields.all("kinds");
    let marked = QuestionKind::ALL.iter().copied().filter(|kind| kind.may_be_set());
    marked.filter(|kind| chosen.contains(&kind.as_str())).collect()
}

/// The typed codes, whatever stands between them.
fn codes(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> Vec<String> {
    let typed = folded(fields.get("fixed"));
    let mut codes: Vec<String> = Vec::new();
    let is_between = |one: char| one.is_whitespace() || matches!(one, ',' | ';' | '、');
    for code in typed.split(is_between).filter(|code| !code.is_empty()) {
        if !is_question_code(code) {
            errors.add("fixed", visit.text_with("exams-fixed-unknown", [("codes", cut(code, 64))]));
        } else if codes.iter().any(|known| known == code) {
            errors.add("fixed", visit.text_with("exams-fixed-twice", [("code", code)]));
        }
        codes.push(code.to_owned());
    }
    if i32::try_from(codes.len()).map_or(true, |count| count > MOST_QUESTIONS) {
        errors.add("fixed", visit.text_with("exams-count-form", [("most", MOST_QUESTIONS)]));
    }
    codes
}

fn is_question_code(code: &str) -> bool {
    (1..=64).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
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
