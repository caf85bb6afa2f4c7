//! `/exams/{code}/preview`: one paper as the draft would draw it, with the keys, for the trainer.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{bank_titles, load};
use crate::accounts::Trainer;
use crate::banks;
use crate::banks::model::QuestionVersion;
use crate::db::QuestionVersionId;
use crate::exams::draw::{draw, option_order, shuffle};
use crate::exams::model::{Definition, SectionDefinition};
use crate::exams::pages::{Head, ProblemView, View, kind_word, problem_views};
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
    let drawn = draw(&rules::pools(draft, &stocks), &seed, &[]).unwrap_or_default();
    let wanted: Vec<QuestionVersionId> = drawn.iter().flatten().copied().map(QuestionVersionId).collect();
    let versions: HashMap<Uuid, QuestionVersion> = banks::queries::versions(&mut conn, &wanted)
        .await?
        .into_iter()
        .map(|version| (version.id.0, version))
        .collect();
    let banks = bank_titles(&mut conn, &trainer).await?;
    let shortages = rules::Check {
        problems: check
            .problems
            .into_iter()
            .filter(|problem| *problem != rules::Problem::WindowOver)
            .collect(),
        slack: Vec::new(),
    };
    let data = PreviewPage {
        head: Head::new(&trainer, &standing, View::Sections, Some(trainer.text("exams-preview")), now),
        problems: problem_views(&trainer, &code, draft, &shortages, &banks),
        sections: paper(&trainer, draft, drawn, &versions, &seed),
        seed: hex::encode(seed),
        next_seed: hex::encode(rand::random::<[u8; 32]>()),
    };
    trainer.page("exams/preview", trainer.text("exams-preview"), data).respond()
}

fn read_seed(text: &str) -> Option<[u8; 32]> {
    hex::decode(text).ok()?.try_into().ok()
}

/// The drawn questions in the order and with the option orders that this seed gives.
fn paper(
    visit: &Visit,
    definition: &Definition,
    drawn: Vec<Vec<Uuid>>,
    versions: &HashMap<Uuid, QuestionVersion>,
    seed: &[u8; 32],
) -> Vec<PreviewSection> {
    let mut position: u16 = 0;
    (0u16..)
        .zip(definition.sections.iter().zip(drawn))
        .map(|(index, (section, drawn))| {
            let order = if definition.shuffle_questions { shuffle(seed, index, drawn) } else { drawn };
            let questions = order
                .iter()
                .filter_map(|id| versions.get(id))
                .map(|version| {
                    position = position.saturating_add(1);
                    question(visit, definition, version, position, seed)
                })
                .collect();
            preview_section(visit, section, questions)
        })
        .collect()
}

fn preview_section(
    visit: &Visit,
    section: &SectionDefinition,
    questions: Vec<PreviewQuestion>,
) -> PreviewSection {
    PreviewSection {
        title: visit.language.pick(&section.title_zh, &section.title_en).to_owned(),
        points: section.points,
        scoring: visit.text(&format!("exams-scoring-{}", section.scoring.as_str())),
        questions,
    }
}

fn question(
    visit: &Visit,
    definition: &Definition,
    version: &QuestionVersion,
    position: u16,
    seed: &[u8; 32],
) -> PreviewQuestion {
    let text = version.content.texts.in_language(visit.language);
    let option_count = u8::try_from(version.option_count).unwrap_or(0);
    let order: Vec<u8> = if definition.shuffle_options {
        option_order(seed, position, option_count)
    } else {
        (0..option_count).collect()
    };
    let key = version.content.answer.as_ref().and_then(|answer| Key::from_json(answer).ok().flatten());
    let options = ('A'..='Z')
        .zip(order)
        .map(|(label, index)| PreviewOption {
            label,
            text: text.options.get(usize::from(index)).cloned().unwrap_or_default(),
            right: matches!(key, Some(Key::Labels(labels)) if labels.contains(index)),
        })
        .collect();
    let truth = match key {
        Some(Key::Truth(true)) => Some(visit.text("exams-true")),
        Some(Key::Truth(false)) => Some(visit.text("exams-false")),
        _ => None,
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
        truth,
        explanation: text.explanation.clone(),
    }
}
