//! What stands against publishing, in words, each with the page where it is mended.

use fluent_bundle::FluentValue;
use serde::Serialize;

use super::View;
use super::proof::{BankTitles, kinds_words, language_words, part_words, range, separator, source_words};
use crate::base::QuestionKind;
use crate::exams::model::{Definition, SectionDefinition};
use crate::exams::rules::{CellPlace, Check, MOST_QUESTIONS, Part, Problem, Unusable, UnusableQuestion};
use crate::web::{Language, Visit};

/// One thing that stands against publishing, in words, with the page where it is mended.
#[derive(Serialize)]
pub struct ProblemView {
    text: String,
    href: String,
}

/// Everything that stands against publishing, in words.
pub fn problem_views(
    visit: &Visit,
    code: &str,
    definition: &Definition,
    check: &Check,
    banks: &BankTitles,
) -> Vec<ProblemView> {
    check
        .problems
        .iter()
        .map(|problem| ProblemView {
            text: problem_words(visit, definition, problem, banks),
            href: problem_href(code, problem),
        })
        .collect()
}

/// Titles of sections whose questions must come more often than the exam wants.
pub fn over_exposed_titles(visit: &Visit, definition: &Definition, check: &Check) -> Option<String> {
    let sections = check.over_exposed.iter().filter_map(|index| definition.sections.get(*index));
    let titles: Vec<&str> = sections.map(|section| title(visit, section)).collect();
    (!titles.is_empty()).then(|| titles.join(separator(visit)))
}

fn problem_href(code: &str, problem: &Problem) -> String {
    let section = |index: usize, below: &str| format!("/exams/{code}/sections/{}{below}", index + 1);
    match problem {
        Problem::Short { cells, .. } => match cells.first() {
            Some(CellPlace { section: index, part: Part::Whole }) => section(*index, "#count"),
            Some(CellPlace { section: index, part: Part::ByHand }) => section(*index, "/questions"),
            Some(CellPlace { section: index, .. }) => section(*index, "#quotas"),
            None => View::Sections.path(code),
        },
        Problem::QuotasExceed { section: index, .. } => section(*index, "#quotas"),
        Problem::Unusable { section: index, .. } => section(*index, "/questions"),
        Problem::ScoringUnfit { section: index, .. } => section(*index, "#scoring"),
        Problem::NoSections => format!("/exams/{code}/sections/new"),
        Problem::TooManyQuestions => View::Sections.path(code),
        Problem::NoLanguage => format!("/exams/{code}#languages"),
        Problem::WindowOver => format!("/exams/{code}/times#closes_at"),
    }
}

fn problem_words(visit: &Visit, definition: &Definition, problem: &Problem, banks: &BankTitles) -> String {
    let section = |index: usize| definition.sections.get(index);
    match problem {
        Problem::NoSections => visit.text("exams-problem-no-sections"),
        Problem::TooManyQuestions => visit.text_with("exams-problem-too-many", [("most", MOST_QUESTIONS)]),
        Problem::NoLanguage => visit.text("exams-problem-no-language"),
        Problem::WindowOver => visit.text("exams-problem-window-over"),
        Problem::QuotasExceed { section: index, asked, count } => {
            let title = section(*index).map_or("", |section| title(visit, section));
            let values =
                [("title", FluentValue::from(title)), ("asked", (*asked).into()), ("count", (*count).into())];
            visit.text_with("exams-problem-quotas", values)
        }
        Problem::ScoringUnfit { section: index, kinds } => {
            let title = section(*index).map_or("", |section| title(visit, section));
            let values = [("title", title.to_owned()), ("kinds", kinds_words(visit, kinds))];
            visit.text_with("exams-problem-scoring", values)
        }
        Problem::Unusable { section: index, questions } => {
            let title = section(*index).map_or("", |section| title(visit, section));
            let values = [("title", title.to_owned()), ("questions", unusable_words(visit, questions))];
            visit.text_with("exams-problem-unusable", values)
        }
        Problem::Short { cells, needs, has, languages } => {
            let named: Vec<String> = cells
                .iter()
                .filter_map(|place| Some(cell_words(visit, section(place.section)?, place.part, banks)))
                .collect();
            let id = if named.len() > 1 { "exams-problem-short-together" } else { "exams-problem-short" };
            let values = [
                ("cell", named.join(strong_separator(visit))),
                ("needs", needs.to_string()),
                ("has", has.to_string()),
            ];
            let said = visit.text_with(id, values);
            // Equally short in every language is nothing about languages.
            if languages.iter().all(|(_, in_one)| in_one == has)
                && languages.len() == definition.languages.len()
            {
                return said;
            }
            match language_words(visit, languages.iter().map(|(tag, has)| (tag.as_str(), *has))) {
                words if words.is_empty() => said,
                words => {
                    visit.text_with("exams-problem-in-languages", [("problem", said), ("languages", words)])
                }
            }
        }
    }
}

fn title<'a>(visit: &Visit, section: &'a SectionDefinition) -> &'a str {
    visit.language.pick(&section.title_zh, &section.title_en)
}

/// Each question with why it cannot be used.
fn unusable_words(visit: &Visit, questions: &[UnusableQuestion]) -> String {
    let words: Vec<String> = questions
        .iter()
        .map(|question| {
            visit.text_with(
                "exams-unusable",
                [("code", question.code.clone()), ("why", why_words(visit, &question.why))],
            )
        })
        .collect();
    words.join(strong_separator(visit))
}

/// Why a question cannot be used.
pub fn why_words(visit: &Visit, why: &Unusable) -> String {
    match why {
        Unusable::Gone => visit.text("exams-unusable-gone"),
        Unusable::NoKey => visit.text("exams-unusable-key"),
        Unusable::Waits => visit.text("bank-review-unusable"),
        Unusable::NotIn(languages) => {
            let words: Vec<String> =
                languages.iter().map(|tag| visit.text(&format!("exams-language-{tag}"))).collect();
            visit.text_with("exams-unusable-language", [("languages", words.join(separator(visit)))])
        }
    }
}

/// What stands between two things that have commas themselves.
fn strong_separator(visit: &Visit) -> &'static str {
    match visit.language {
        Language::Chinese => "；",
        Language::English => "; ",
    }
}

/// What a cell draws from, exactly: of a section without quotas bank, topic, types where not all are taken, difficulty;
/// else the section and what the cell is in it.
fn cell_words(visit: &Visit, section: &SectionDefinition, part: Part, banks: &BankTitles) -> String {
    if part != Part::Whole {
        let values =
            [("title", title(visit, section).to_owned()), ("part", part_words(visit, section, part, banks))];
        return visit.text_with("exams-cell-part", values);
    }
    let mut words = vec![source_words(section, banks)];
    let all_kinds = QuestionKind::ALL.iter().filter(|kind| kind.is_marked_by_server());
    if !all_kinds.into_iter().all(|kind| section.kinds.contains(kind)) {
        words.push(kinds_words(visit, &section.kinds));
    }
    let range = range(section.difficulty_min, section.difficulty_max);
    words.push(visit.text_with("exams-cell-difficulty", [("range", range)]));
    words.join(match visit.language {
        Language::Chinese => "，",
        Language::English => ", ",
    })
}
