//! `/exams/{code}/results/paper`: whom and which paper; what stands on the sheet; what it comes to.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::accounts::model::PersonDetail;
use crate::attempts::actions::Sheet;
use crate::attempts::marking::Marked;
use crate::attempts::model::{Paper, PaperItem};
use crate::base::QuestionKind;
use crate::base::percent;
use crate::exams::pages::Head;
use crate::printing::forms::{EntryForm, response_field};
use crate::printing::model::{EntryRefusal, PrintedPaper};
use crate::web::components::Choice;
use crate::web::{Fields, FormErrorItem, FormErrors, Visit};

/// What `printing/entry-choice.hbs` shows.
#[derive(Serialize)]
pub struct ChoosePage {
    /// The head of the exam.
    pub head: Head,
    /// Address of the papers to be printed.
    pub print: String,
    /// What is searched for.
    pub q: String,
    /// The people found.
    pub found: Vec<Choice>,
    /// How many are shown when there are more; `None` when all are.
    pub shown_of_more: Option<u8>,
    /// The papers that can have been sat.
    pub papers: Vec<Choice>,
    /// What is missing, where something was sent.
    pub missing_person: Option<String>,
    /// The same of the paper.
    pub missing_paper: Option<String>,
}

/// Whose sitting of which paper is entered.
#[derive(Serialize)]
pub struct EntryHead {
    head: Head,
    /// Address of the page.
    action: String,
    /// Address of the room board, which shows who sits the exam now.
    room: String,
    name: String,
    employee_number: Option<String>,
    letter: &'static str,
    version: i32,
    count: usize,
    maximum: i32,
    /// The zone times are typed in.
    zone: String,
    person: String,
    paper: String,
}

impl EntryHead {
    /// Of a person and a paper. Times are typed in `zone`.
    pub fn new(head: Head, code: &str, person: &PersonDetail, printed: &PrintedPaper, zone: String) -> Self {
        Self {
            head,
            action: format!("/exams/{code}/results/paper"),
            room: format!("/exams/{code}/room"),
            name: person.name.clone(),
            employee_number: person.employee_number.clone(),
            letter: printed.letter.as_str(),
            version: printed.version,
            count: printed.paper.items.len(),
            maximum: printed.paper.maximum,
            zone,
            person: person.id.to_string(),
            paper: printed.id.to_string(),
        }
    }
}

/// What `printing/entry.hbs` shows.
#[derive(Serialize)]
pub struct EntryPage {
    #[serde(flatten)]
    who: EntryHead,
    values: Value,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
    how: Vec<Choice>,
    /// Which of two times is meant, where clocks go back.
    which: Option<Vec<Choice>>,
    rows: Vec<ResponseRow>,
    /// Why it cannot be entered: `open_attempt`, `entered_before`, or none.
    refusal: Option<&'static str>,
}

/// The field of one response.
#[derive(Serialize)]
struct ResponseRow {
    id: String,
    /// Number of the question and what can be typed.
    label: String,
    value: String,
    error: Option<String>,
    /// Whether it takes a line of its own.
    is_text: bool,
}

impl EntryPage {
    /// The form as it was typed, with what is wrong.
    pub fn new(
        visit: &Visit,
        who: EntryHead,
        paper: &Paper,
        fields: &Fields,
        is_ambiguous: bool,
        errors: FormErrors,
        refusal: Option<EntryRefusal>,
    ) -> Self {
        let how = if fields.get("how").is_empty() { "responses" } else { fields.get("how") };
        let rows = (1..)
            .zip(&paper.items)
            .map(|(position, item)| {
                let id = response_field(position);
                ResponseRow {
                    label: row_label(visit, position, item),
                    value: fields.raw(&id).to_owned(),
                    error: errors.get(&id).map(str::to_owned),
                    is_text: !item.kind.has_options() && item.kind != QuestionKind::TrueFalse,
                    id,
                }
            })
            .collect();
        Self {
            who,
            values: fields.echo(&["sat_at", "score", "reason"]),
            error_list: errors.list(),
            errors,
            how: [("responses", "printing-by-responses"), ("score", "printing-by-score")]
                .into_iter()
                .map(|(word, id)| Choice::new(word, visit.text(id), how == word))
                .collect(),
            which: is_ambiguous.then(|| which(visit, fields.get("sat_at_which"))),
            rows,
            refusal: refusal.map(|refusal| match refusal {
                EntryRefusal::OpenAttempt => "open_attempt",
                EntryRefusal::EnteredBefore => "entered_before",
            }),
        }
    }
}

fn which(visit: &Visit, chosen: &str) -> Vec<Choice> {
    [
        ("", "exams-time-which-choose"),
        ("earlier", "exams-time-which-earlier"),
        ("later", "exams-time-which-later"),
    ]
    .into_iter()
    .map(|(word, id)| Choice::new(word, visit.text(id), chosen == word))
    .collect()
}

fn row_label(visit: &Visit, position: usize, item: &PaperItem) -> String {
    let what = match item.kind {
        QuestionKind::TrueFalse => visit.text("printing-true-or-false"),
        _ if item.kind.has_options() => {
            let last = ('A'..='Z').nth(usize::from(item.option_count.saturating_sub(1))).unwrap_or('Z');
            format!("A–{last}")
        }
        QuestionKind::Matching | QuestionKind::Ordering => {
            let last = ('A'..='Z').nth(usize::from(item.option_count.saturating_sub(1))).unwrap_or('Z');
            visit.text_with("printing-letters-in-order", [("last", last.to_string())])
        }
        QuestionKind::FillBlank => visit.text("printing-gaps"),
        QuestionKind::Numeric => visit.text("printing-number"),
        _ => visit.text("printing-words"),
    };
    format!("{position} · {what}")
}

/// What `printing/entry-check.hbs` shows.
#[derive(Serialize)]
pub struct CheckPage {
    #[serde(flatten)]
    who: EntryHead,
    sat_at: DateTime<Utc>,
    reason: String,
    score_only: bool,
    answered: usize,
    score: i32,
    percent: i32,
    passed: bool,
    pass_mark: i16,
    /// Answers that people have to grade before there is a result.
    for_people: usize,
    /// Which attempt it will be.
    number: i32,
    responses: Vec<ReadResponse>,
    /// Everything that was typed, to be sent again.
    hidden: Vec<Hidden>,
}

/// A response as it was understood.
#[derive(Serialize)]
struct ReadResponse {
    position: usize,
    response: String,
}

#[derive(Serialize)]
struct Hidden {
    name: String,
    value: String,
}

impl CheckPage {
    /// What a form comes to. `number` says which attempt of the person it will be.
    pub fn new(
        who: EntryHead,
        fields: &Fields,
        form: EntryForm,
        marked: &Marked,
        pass_mark: i16,
        number: i32,
    ) -> Self {
        let (score_only, responses) = match form.given {
            Sheet::Score(_) => (true, Vec::new()),
            Sheet::Responses(responses) => (false, responses),
        };
        let is_typed = |name: &str| !matches!(name, "do" | crate::web::csrf::FIELD);
        Self {
            who,
            sat_at: form.sat_at,
            reason: form.reason,
            score_only,
            answered: marked.answered,
            score: marked.score,
            percent: percent::tenths(marked.score, marked.maximum),
            passed: marked.passed,
            pass_mark,
            for_people: marked.waiting.len(),
            number,
            responses: (1..)
                .zip(responses)
                .map(|(position, response)| ReadResponse { position, response })
                .collect(),
            hidden: fields
                .pairs()
                .iter()
                .filter(|(name, _)| is_typed(name))
                .map(|(name, value)| Hidden { name: name.clone(), value: value.clone() })
                .collect(),
        }
    }
}
