//! `/exams/{code}/preview`: one paper as the draft would draw it, with the keys, for the trainer.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{bank_titles, load};
use crate::accounts::Trainer;
use crate::banks;
use crate::banks::model::QuestionVersion;
use crate::db::QuestionVersionId;
use crate::exams::draw::{ARRANGEMENT, LayoutRules, Placed, Unwanted, choose, lay_out, outlines};
use crate::exams::model::{Definition, SectionDefinition};
use crate::exams::pages::{Head, ProblemView, View, kind_word, problem_views, scoring_name};
use crate::exams::scoring::Key;
use crate::exams::{queries, rules};
use crate::web::{Error, Visit};

/// Query of the page: the same seed gives the same paper as long as draft and banks are the same.
#[derive(Deserialize)]
pub(super) struct Sample {
    seed: Option<String>,
}

#[derive(Serialize)]
struct PreviewPage {
    head: Head,
    problems: Vec<ProblemView>,
    sections: Vec<PreviewSection>,
    seed: String,
    next_seed: String,
}

#[derive(Serialize)]
struct PreviewSection {
    title: String,
    instructions: String,
    points: i32,
    scoring: String,
    questions: Vec<PreviewQuestion>,
}

#[derive(Serialize)]
struct PreviewQuestion {
    position: u16,
    code: String,
    kind: String,
    stem: String,
    material: Option<String>,
    options: Vec<PreviewOption>,
    /// Texts on the left of a matching question.
    left: Vec<String>,
    /// The key, where it is not told at the options.
    truth: Option<String>,
    explanation: Option<String>,
}

#[derive(Serialize)]
struct PreviewOption {
    label: char,
    text: String,
    right: bool,
}

/// `GET /exams/{code}/preview`.
pub(super) async fn show(
    trainer: Trainer,
    code: web::Path<String>,
    sample: web::Query<Sample>,
) -> Result<HttpResponse, Error> {
    let seed = match &sample.seed {
        Some(seed) => read_seed(seed).ok_or(Error::NotFound)?,
        None => rand::random(),
    };
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let draft = &standing.exam.draft;
    let stocks = queries::stocks(&mut conn, draft).await?;
    let check = rules::check(draft, &stocks, now);
    let chosen =
        choose(&rules::sections_drawn(&stocks), &seed, &Unwanted::default(), draft.shuffle_questions)
            .unwrap_or_default();
    let wanted: Vec<QuestionVersionId> = chosen.iter().flatten().copied().map(QuestionVersionId).collect();
    let versions = banks::queries::versions(&mut conn, &wanted).await?;
    let rules = LayoutRules { shuffle_options: draft.shuffle_options, arrangement: ARRANGEMENT };
    let placed = lay_out(chosen, &outlines(&versions), &seed, rules).map_err(Error::internal)?;
    let versions: HashMap<Uuid, Arc<QuestionVersion>> =
        versions.into_iter().map(|version| (version.id.0, version)).collect();
    let banks = bank_titles(&mut conn, &trainer).await?;
    let shortages = rules::Check {
        problems: check
            .problems
            .iter()
            .filter(|problem| **problem != rules::Problem::WindowOver)
            .cloned()
            .collect(),
        ..check
    };
    let data = PreviewPage {
        head: Head::new(&trainer, &standing, View::Sections, Some(trainer.text("exams-preview")), now),
        problems: problem_views(&trainer, &code, draft, &shortages, &banks),
        sections: paper(&trainer, draft, &placed, &versions),
        seed: hex::encode(seed),
        next_seed: hex::encode(rand::random::<[u8; 32]>()),
    };
    trainer.page("exams/preview", trainer.text("exams-preview"), data).respond()
}

fn read_seed(text: &str) -> Option<[u8; 32]> {
    hex::decode(text).ok()?.try_into().ok()
}

/// The questions in their sections. Material is shown above the first of those that share it.
fn paper(
    visit: &Visit,
    definition: &Definition,
    placed: &[Placed],
    versions: &HashMap<Uuid, Arc<QuestionVersion>>,
) -> Vec<PreviewSection> {
    let mut sections: Vec<PreviewSection> =
        definition.sections.iter().map(|section| preview_section(visit, section)).collect();
    let mut shown = None;
    for (position, placed) in (1u16..).zip(placed) {
        let Some(version) = versions.get(&placed.id) else { continue };
        let Some(section) = sections.get_mut(placed.section) else { continue };
        let mut question = question(visit, version, position, &placed.option_order);
        let material = version.content.material.as_ref();
        if material.is_some() && shown == Some((placed.section, material)) {
            question.material = None;
        }
        shown = Some((placed.section, material));
        section.questions.push(question);
    }
    sections
}

fn preview_section(visit: &Visit, section: &SectionDefinition) -> PreviewSection {
    PreviewSection {
        title: visit.language.pick(&section.title_zh, &section.title_en).to_owned(),
        instructions: visit.language.pick(&section.instructions_zh, &section.instructions_en).to_owned(),
        points: section.points,
        scoring: scoring_name(visit, section.scoring),
        questions: Vec::new(),
    }
}

fn question(visit: &Visit, version: &QuestionVersion, position: u16, order: &[u8]) -> PreviewQuestion {
    let text = version.content.texts.in_language(visit.language);
    let key = Key::of(&version.content).ok().flatten();
    let options = ('A'..='Z')
        .zip(order)
        .map(|(label, index)| PreviewOption {
            label,
            text: text.options.get(usize::from(*index)).cloned().unwrap_or_default(),
            right: key.as_ref().and_then(Key::right_options).is_some_and(|right| right.contains(*index)),
        })
        .collect();
    let truth = match key {
        Some(Key::Truth(true)) => Some(visit.text("exams-true")),
        Some(Key::Truth(false)) => Some(visit.text("exams-false")),
        Some(Key::Labels(_) | Key::Weighted { .. }) | None => None,
        Some(other) => Some(other.shown(order).replace('\n', "；")),
    };
    let material = version.content.material.as_ref().and_then(|texts| {
        texts.get(visit.language.tag()).or_else(|| texts.get(visit.language.other().tag())).cloned()
    });
    PreviewQuestion {
        position,
        code: version.question_code.clone(),
        kind: kind_word(visit, version.content.kind),
        stem: text.stem.clone(),
        material,
        options,
        left: banks::content::left_sides(&version.content).into_iter().map(str::to_owned).collect(),
        truth,
        explanation: text.explanation.clone(),
    }
}
