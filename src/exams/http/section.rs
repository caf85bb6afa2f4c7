//! `/exams/{code}/sections/new` and `/exams/{code}/sections/{position}`: one section.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::sections::{at, index};
use super::{load, save_draft};
use crate::accounts::Trainer;
use crate::banks;
use crate::base::QuestionKind;
use crate::db::Conn;
use crate::exams::forms::{
    MOST_QUOTAS, QuotaNames, SECTION_FIELDS, draft_number, new_section_fields, parse_section, quota_rows,
    section_fields, source,
};
use crate::exams::model::{ExamListItem, SectionDefinition};
use crate::exams::pages::{FormView, Head, Rule, View, example_text, kind_word};
use crate::exams::rules;
use crate::exams::scoring::{EXAMPLE_OPTIONS, EXAMPLE_RIGHT, Floor, Penalty, Scoring};
use crate::web::components::Choice;
use crate::web::{Error, Fields, Flash, FormErrors};

#[derive(Serialize)]
struct SectionPage {
    head: Head,
    heading: String,
    form: FormView,
    action: String,
    title_was: String,
    sources: Vec<Choice>,
    kinds: Vec<Choice>,
    difficulties_min: Vec<Choice>,
    difficulties_max: Vec<Choice>,
    scorings: Vec<Method>,
    floors: Vec<Choice>,
    /// The question of the examples: points, options and right options.
    example: (i32, u8, u8),
    quotas: Vec<QuotaRow>,
    /// Whether the quotas hold something, so that they are not folded away.
    has_quotas: bool,
    by_hand: bool,
    /// Whether there are instructions, so that they are not folded away.
    has_instructions: bool,
    /// Where questions are chosen by hand; `None` for a section that is not stored yet.
    questions_href: Option<String>,
    removable: Option<String>,
}

/// A method of giving points, with what it says and comes to.
#[derive(Serialize)]
struct Method {
    value: &'static str,
    label: String,
    rules: Vec<Rule>,
    example: String,
    checked: bool,
}

/// A row of the quotas.
#[derive(Serialize)]
struct QuotaRow {
    number: usize,
    topic: QuotaField,
    kind: QuotaField,
    min: QuotaField,
    max: QuotaField,
    count: QuotaField,
}

/// A field of a row: a closed list, or typed.
#[derive(Serialize)]
struct QuotaField {
    id: String,
    choices: Vec<Choice>,
    value: String,
    error: Option<String>,
}

/// What a page of one section is about.
struct Target<'a> {
    standing: &'a ExamListItem,
    now: DateTime<Utc>,
    /// Index of the section; `None` for one to be added.
    index: Option<usize>,
}

/// `GET /exams/{code}/sections/new`.
pub(super) async fn new(trainer: Trainer, code: web::Path<String>) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let fields = new_section_fields();
    let form = FormView::new(&fields, &SECTION_FIELDS, standing.exam.draft_number);
    let target = Target { standing: &standing, now, index: None };
    let sources = sources(&trainer, &mut conn, None).await?;
    section_page(&trainer, &target, &fields, (form, FormErrors::none()), sources, StatusCode::OK)
}

/// `GET /exams/{code}/sections/{position}`.
pub(super) async fn show(trainer: Trainer, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (code, position) = path.into_inner();
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let index = index(&position, &standing.exam.draft)?;
    let section = at(&standing.exam.draft, index)?;
    let fields = section_fields(section);
    let form = FormView::new(&fields, &SECTION_FIELDS, standing.exam.draft_number);
    let sources = sources(&trainer, &mut conn, Some(section)).await?;
    let target = Target { standing: &standing, now, index: Some(index) };
    section_page(&trainer, &target, &fields, (form, FormErrors::none()), sources, StatusCode::OK)
}

/// `POST /exams/{code}/sections/new`.
pub(super) async fn add(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    save_at(&trainer, &code, None, &fields).await
}

/// `POST /exams/{code}/sections/{position}`.
pub(super) async fn save(
    trainer: Trainer,
    path: web::Path<(String, String)>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    let (code, position) = path.into_inner();
    save_at(&trainer, &code, Some(&position), &fields).await
}

async fn save_at(
    trainer: &Trainer,
    code: &str,
    position: Option<&str>,
    fields: &Fields,
) -> Result<HttpResponse, Error> {
    let mut names = vec!["draft_number", "title_was", "quota_*"];
    names.extend(SECTION_FIELDS);
    fields.only(&names)?;
    let number = draft_number(fields)?;
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, code).await?;
    if standing.exam.draft_number != number {
        return stale_page(trainer, &mut conn, &standing, now, fields).await;
    }
    let draft = &standing.exam.draft;
    let index = position.map(|position| index(position, draft)).transpose()?;
    let stored = index.and_then(|index| draft.sections.get(index));
    let sources = sources(trainer, &mut conn, stored).await?;
    let values: Vec<String> = sources.iter().map(|(value, _)| value.clone()).collect();
    let section = match read(trainer, &mut conn, fields, &values).await? {
        Ok(section) => section,
        Err(errors) => {
            let form = FormView::new(fields, &SECTION_FIELDS, number);
            let target = Target { standing: &standing, now, index };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return section_page(trainer, &target, fields, (form, errors), sources, status);
        }
    };
    if index.is_none() && draft.sections.len() >= rules::MOST_SECTIONS {
        return Err(Error::BadRequest("exams-too-many-sections"));
    }
    let mut draft = draft.clone();
    match index.and_then(|index| draft.sections.get_mut(index)) {
        Some(place) => *place = section,
        None => draft.sections.push(section),
    }
    if save_draft(trainer, &mut conn, &standing, number, &draft).await?.is_none() {
        let (standing, now) = load(&mut conn, code).await?;
        return stale_page(trainer, &mut conn, &standing, now, fields).await;
    }
    let said = Flash::ok(trainer.text("exams-saved"));
    Ok(trainer.redirect_saying(&format!("/exams/{code}/sections"), &said))
}

/// The section that was sent, or what is wrong with it. Codes that the bank does not hold are told by name.
async fn read(
    trainer: &Trainer,
    conn: &mut Conn,
    fields: &Fields,
    sources: &[String],
) -> Result<Result<SectionDefinition, FormErrors>, Error> {
    let tree = banks::queries::topic_tree(conn).await?;
    let is_within = |own: &str, asked: &str| tree.is_within(own, asked);
    let section = match parse_section(fields, trainer, sources, &is_within) {
        Ok(section) => section,
        Err(errors) => return Ok(Err(errors)),
    };
    let found = banks::queries::pool_of_codes(conn, &section.bank_code, &section.fixed).await?;
    let unknown: Vec<String> =
        found.into_iter().filter(|(_, entry)| entry.is_none()).map(|(code, _)| code).collect();
    if unknown.is_empty() {
        return Ok(Ok(section));
    }
    let mut errors = FormErrors::none();
    errors.add("fixed", trainer.text_with("exams-fixed-unknown", [("codes", unknown.join(", "))]));
    Ok(Err(errors))
}

/// The form again after somebody else saved: it goes to the section it was opened for, wherever that stands
/// now, or, when that is gone, adds one.
async fn stale_page(
    trainer: &Trainer,
    conn: &mut Conn,
    standing: &ExamListItem,
    now: DateTime<Utc>,
    fields: &Fields,
) -> Result<HttpResponse, Error> {
    let title_was = fields.get("title_was");
    let found = standing.exam.draft.sections.iter().position(|section| section.title_zh == title_was);
    let stored = found.and_then(|index| standing.exam.draft.sections.get(index));
    let sources = sources(trainer, conn, stored).await?;
    let form =
        FormView::new(fields, &SECTION_FIELDS, standing.exam.draft_number).on_top_of(trainer, &standing.exam);
    let target = Target { standing, now, index: found };
    section_page(trainer, &target, fields, (form, FormErrors::none()), sources, StatusCode::CONFLICT)
}

/// Every bank and every topic of a bank as value and label; also the one a stored section has, when it is gone.
async fn sources(
    trainer: &Trainer,
    conn: &mut Conn,
    stored: Option<&SectionDefinition>,
) -> Result<Vec<(String, String)>, Error> {
    let mut sources = Vec::new();
    let tree = banks::queries::topic_tree(conn).await?;
    for bank in banks::queries::list(conn).await? {
        let title = trainer.language.pick(&bank.title_zh, &bank.title_en).to_owned();
        sources.push((source(&bank.code, None), title.clone()));
        for topic in banks::queries::topics_of_bank(conn, &tree, &bank.code).await? {
            let topic_title = trainer.language.pick(&topic.title_zh, &topic.title_en);
            let label = format!("{title} · {}{topic_title}", "\u{3000}".repeat(topic.depth));
            sources.push((source(&bank.code, Some(&topic.code)), label));
        }
    }
    if let Some(section) = stored {
        let value = source(&section.bank_code, section.topic.as_deref());
        if !sources.iter().any(|(known, _)| *known == value) {
            sources.push((value.clone(), value));
        }
    }
    Ok(sources)
}

fn section_page(
    trainer: &Trainer,
    target: &Target<'_>,
    fields: &Fields,
    (form, errors): (FormView, FormErrors),
    sources: Vec<(String, String)>,
    status: StatusCode,
) -> Result<HttpResponse, Error> {
    let exam = &target.standing.exam;
    let stored = target.index.and_then(|index| exam.draft.sections.get(index));
    let heading = match stored {
        Some(section) => trainer.language.pick(&section.title_zh, &section.title_en).to_owned(),
        None => trainer.text("exams-section-add"),
    };
    let address = target.index.map_or_else(|| "new".to_owned(), |index| (index + 1).to_string());
    let chosen_kinds = fields.all("kinds");
    let data = SectionPage {
        head: Head::new(trainer, target.standing, View::Sections, Some(heading.clone()), target.now),
        quotas: quota_fields(trainer, fields, &sources, &errors),
        has_quotas: (1..=MOST_QUOTAS).any(|row| fields.optional(&QuotaNames::of(row).count).is_some()),
        by_hand: fields.optional("fixed").is_some(),
        has_instructions: ["instructions_zh", "instructions_en"]
            .iter()
            .any(|name| fields.optional(name).is_some()),
        questions_href: target.index.map(|_| format!("/exams/{}/sections/{address}/questions", exam.code)),
        form: form.with_errors(errors),
        action: format!("/exams/{}/sections/{address}", exam.code),
        title_was: stored.map(|section| section.title_zh.clone()).unwrap_or_default(),
        removable: target.index.map(|_| format!("/exams/{}/sections/{address}/remove", exam.code)),
        sources: source_choices(trainer, fields, sources),
        kinds: QuestionKind::ALL
            .iter()
            .filter(|kind| kind.may_be_set())
            .map(|kind| Choice::among(kind.as_str(), kind_word(trainer, *kind), &chosen_kinds))
            .collect(),
        difficulties_min: difficulties(trainer, fields.get("difficulty_min")),
        difficulties_max: difficulties(trainer, fields.get("difficulty_max")),
        scorings: methods(trainer, fields),
        floors: [
            (Floor::Exam, "exams-scoring-lowest-exam"),
            (Floor::Section, "exams-scoring-lowest-section"),
            (Floor::Question, "exams-scoring-lowest-question"),
        ]
        .into_iter()
        .map(|(floor, id)| {
            let chosen = fields.optional("floor").unwrap_or(Penalty::USUAL.floor.as_str());
            Choice::among(floor.as_str(), trainer.text(id), &[chosen])
        })
        .collect(),
        example: (example_points(fields), EXAMPLE_OPTIONS, EXAMPLE_RIGHT),
        heading,
    };
    trainer.page("exams/section", trainer.text("exams-tab-sections"), data).with_status(status).respond()
}

/// Every method, told for the types that are ticked where it fits them, with an example that the marking computes.
fn methods(trainer: &Trainer, fields: &Fields) -> Vec<Method> {
    let ticked: Vec<QuestionKind> = fields.all("kinds").into_iter().filter_map(QuestionKind::parse).collect();
    let percent = fields.get("penalty").parse().ok().filter(|percent| (1..=100).contains(percent));
    let penalty = Penalty {
        percent: percent.unwrap_or(Penalty::USUAL.percent),
        floor: Floor::parse(fields.get("floor")).unwrap_or(Penalty::USUAL.floor),
    };
    Scoring::ALL
        .iter()
        .filter_map(|scoring| Scoring::from_method(scoring.method(), penalty))
        .map(|scoring| {
            // The types it was made for say more than those for which it comes to all or nothing.
            let first = [QuestionKind::MultipleChoice, QuestionKind::SingleChoice];
            let about = first.into_iter().chain(ticked.iter().copied()).filter(|kind| scoring.fits(*kind));
            let mut about: Vec<QuestionKind> = about.collect();
            if ticked.iter().any(|kind| scoring.fits(*kind)) {
                about.retain(|kind| ticked.contains(kind) || *kind == QuestionKind::MultipleChoice);
            }
            Method {
                value: scoring.method(),
                label: trainer.text(&format!("exams-scoring-{}", scoring.method())),
                rules: Rule::all(scoring, &about),
                example: example_text(trainer, scoring, example_points(fields)),
                checked: fields.get("scoring") == scoring.method(),
            }
        })
        .collect()
}

/// Points of the question of the examples: those that are typed.
fn example_points(fields: &Fields) -> i32 {
    rules::parse_points(fields.get("points")).unwrap_or(300)
}

fn source_choices(trainer: &Trainer, fields: &Fields, sources: Vec<(String, String)>) -> Vec<Choice> {
    let chosen = [fields.get("source")];
    let choose = Choice::among("", trainer.text("exams-source-choose"), &chosen);
    std::iter::once(choose)
        .chain(sources.into_iter().map(|(value, label)| Choice::among(value, label, &chosen)))
        .collect()
}

fn difficulties(trainer: &Trainer, chosen: &str) -> Vec<Choice> {
    (1..=5)
        .map(|level: i32| {
            let label = match level {
                1 => trainer.text("exams-difficulty-easiest"),
                5 => trainer.text("exams-difficulty-hardest"),
                other => other.to_string(),
            };
            Choice::among(level.to_string(), label, &[chosen])
        })
        .collect()
}

/// The rows of quotas: those that hold something, and some to type into.
fn quota_fields(
    trainer: &Trainer,
    fields: &Fields,
    sources: &[(String, String)],
    errors: &FormErrors,
) -> Vec<QuotaRow> {
    let mut topics: Vec<(&str, &str)> = Vec::new();
    for (value, label) in sources {
        let Some((_, topic)) = value.split_once('/') else { continue };
        if topics.iter().all(|(known, _)| *known != topic) {
            topics.push((topic, label.split_once(" · ").map_or(topic, |(_, title)| title)));
        }
    }
    let field = |id: String, choices: Vec<Choice>| QuotaField {
        choices,
        value: fields.get(&id).to_owned(),
        error: errors.get(&id).map(str::to_owned),
        id,
    };
    let any = |id: &str| Choice::among("", trainer.text("exams-quota-any"), &[fields.get(id)]);
    let level = |id: &str, usual: &'static str| {
        let chosen = fields.optional(id).unwrap_or(usual);
        difficulties(trainer, chosen)
    };
    (1..=quota_rows(fields))
        .map(|number| {
            let names = QuotaNames::of(number);
            let topic = topics
                .iter()
                .map(|(topic, title)| Choice::among(*topic, *title, &[fields.get(&names.topic)]));
            let kind = QuestionKind::ALL.iter().filter(|kind| kind.may_be_set()).map(|kind| {
                Choice::among(kind.as_str(), kind_word(trainer, *kind), &[fields.get(&names.kind)])
            });
            QuotaRow {
                number,
                topic: field(names.topic.clone(), std::iter::once(any(&names.topic)).chain(topic).collect()),
                kind: field(names.kind.clone(), std::iter::once(any(&names.kind)).chain(kind).collect()),
                min: field(names.min.clone(), level(&names.min, "1")),
                max: field(names.max.clone(), level(&names.max, "5")),
                count: field(names.count, Vec::new()),
            }
        })
        .collect()
}
