//! `/banks/{code}/export`: a bank as a file of another program; `/banks/import/template/{format}`: a table to fill in.

use std::collections::BTreeMap;

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use fluent_bundle::FluentValue;
use question_formats::{Code, Format, Limits, Place, Written, toml_bank, write};
use serde::{Deserialize, Serialize};

use crate::accounts::Trainer;
use crate::banks::model::Bank;
use crate::banks::pages::reader_language;
use crate::banks::{actions, export, queries};
use crate::db::{Conn, QuestionVersionId};
use crate::web::components::{Choice, Crumb};
use crate::web::{Error, Visit};

/// The questions of the table that trainers fill in.
const SAMPLE: &str = include_str!("../sample.toml");

/// Codes that are named for each loss; of more their number is said.
const CODES_SHOWN: usize = 8;

/// Query of the export page.
#[derive(Deserialize)]
pub(super) struct ExportQuery {
    format: Option<String>,
}

#[derive(Serialize)]
struct ExportPage {
    crumbs: Vec<Crumb>,
    code: String,
    formats: Vec<Choice>,
    chosen: Option<ChosenFormat>,
}

#[derive(Serialize)]
struct ChosenFormat {
    href: String,
    sum: String,
    losses: Vec<Loss>,
}

/// One thing the format cannot hold, with the questions it is about.
#[derive(Serialize)]
struct Loss {
    text: String,
    is_whole_question: bool,
    questions: String,
}

/// `GET /banks/{code}/export`: which format, and what it cannot hold.
pub(super) async fn show(
    trainer: Trainer,
    code: web::Path<String>,
    query: web::Query<ExportQuery>,
) -> Result<HttpResponse, Error> {
    let mut conn = trainer.conn().await?;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let visit: &Visit = &trainer;
    let chosen = match query.format.as_deref().filter(|name| !name.is_empty()) {
        Some(name) => {
            let format = writable(name)?;
            let (codes, written) = written(&mut conn, &bank, format).await?;
            Some(chosen(visit, &bank, format, &codes, &written))
        }
        None => None,
    };
    let title = visit.language.pick(&bank.title_zh, &bank.title_en).to_owned();
    let page = ExportPage {
        crumbs: vec![
            Crumb::up("/banks", visit.text("banks-title")),
            Crumb::up(format!("/banks/{}", bank.code), title),
            Crumb::here(visit.text("banks-export")),
        ],
        formats: formats(visit, query.format.as_deref()),
        chosen,
        code: bank.code,
    };
    visit.page("banks/export", visit.text("banks-export"), page).respond()
}

/// `GET /banks/{code}/export/{format}`: the file.
pub(super) async fn download(
    trainer: Trainer,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let (code, name) = path.into_inner();
    let format = writable(&name)?;
    let mut conn = trainer.conn().await?;
    let bank = queries::bank_by_code(&mut conn, &code).await?.ok_or(Error::NotFound)?;
    let (_, written) = written(&mut conn, &bank, format).await?;
    actions::note_export(&mut conn, &trainer.actor(), &bank.code, format).await?;
    Ok(file(&bank.code, format, written.bytes))
}

/// `GET /banks/import/template/{format}`: the table with one row a question, with a question of each kind to overwrite.
pub(super) async fn template(_: Trainer, name: web::Path<String>) -> Result<HttpResponse, Error> {
    let format = writable(&name).ok().filter(|format| matches!(format, Format::Xlsx | Format::Csv));
    let format = format.ok_or(Error::NotFound)?;
    let sample = toml_bank::read(SAMPLE, &Limits::default());
    let header = sample.bank.ok_or_else(|| Error::internal("the sample has no header"))?;
    let written = write(format, &header, &sample.questions).ok_or(Error::NotFound)?;
    Ok(file("certamen-questions", format, written.bytes))
}

fn writable(name: &str) -> Result<Format, Error> {
    Format::by_name(name).filter(|format| format.is_written()).ok_or(Error::NotFound)
}

/// The codes of the questions in their order, and the file.
async fn written(conn: &mut Conn, bank: &Bank, format: Format) -> Result<(Vec<String>, Written), Error> {
    let versions = queries::current(conn, bank.id).await?;
    let ids: Vec<QuestionVersionId> = versions.iter().map(|version| version.id).collect();
    let images = queries::images_of(conn, &ids).await?;
    let (header, drafts) = export::drafts(bank, &versions, images);
    let codes = versions.into_iter().map(|version| version.question_code).collect();
    // A large bank takes a second; other requests go on meanwhile.
    let written = web::block(move || write(format, &header, &drafts)).await.map_err(Error::internal)?;
    Ok((codes, written.ok_or(Error::NotFound)?))
}

fn formats(visit: &Visit, chosen: Option<&str>) -> Vec<Choice> {
    let written = Format::ALL.iter().filter(|format| format.is_written());
    let choice = |format: &Format| {
        let name = format.as_str();
        Choice::new(name, format.name(reader_language(visit)), chosen == Some(name))
    };
    written.map(choice).collect()
}

fn chosen(visit: &Visit, bank: &Bank, format: Format, codes: &[String], written: &Written) -> ChosenFormat {
    let mut grouped: BTreeMap<(bool, String), Vec<&str>> = BTreeMap::new();
    for loss in &written.losses {
        let position = loss.place.as_ref().map(Place::ordinal).unwrap_or_default();
        let code = position.checked_sub(1).and_then(|index| codes.get(index)).map_or("", String::as_str);
        let is_part = loss.code != Code::EQuestionNotWritten;
        grouped.entry((is_part, loss.message(reader_language(visit)))).or_default().push(code);
    }
    let whole: usize =
        grouped.iter().filter(|((is_part, _), _)| !is_part).map(|(_, codes)| codes.len()).sum();
    let sum = [
        ("written", FluentValue::from(codes.len().saturating_sub(whole))),
        ("total", FluentValue::from(codes.len())),
    ];
    ChosenFormat {
        href: format!("/banks/{}/export/{}", bank.code, format.as_str()),
        sum: visit.text_with("banks-export-sum", sum),
        losses: grouped
            .into_iter()
            .map(|((is_part, text), codes)| Loss {
                text,
                is_whole_question: !is_part,
                questions: some_of(visit, &codes),
            })
            .collect(),
    }
}

/// The first codes of a list that may be long.
fn some_of(visit: &Visit, codes: &[&str]) -> String {
    let listed = codes.get(..CODES_SHOWN).unwrap_or(codes).join(visit.language.pick("、", ", "));
    match codes.len().checked_sub(CODES_SHOWN) {
        None | Some(0) => listed,
        Some(more) => visit.text_with(
            "banks-export-and-more",
            [("codes", FluentValue::from(listed)), ("more", FluentValue::from(more))],
        ),
    }
}

/// A file to be saved under this name, with the ending of its format.
pub(super) fn file(name: &str, format: Format, bytes: Vec<u8>) -> HttpResponse {
    let (mime, ending) = match format {
        Format::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        Format::Csv => ("text/csv; charset=utf-8", "csv"),
        Format::MoodleXml => ("application/xml", "xml"),
        Format::Qti21 | Format::Qti30 => ("application/zip", "zip"),
        Format::Toml => ("application/toml", "toml"),
        _ => ("text/plain; charset=utf-8", "txt"),
    };
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, mime))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\"")))
        .body(bytes)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use question_formats::{ReadOptions, read};

    use super::*;

    #[test]
    fn what_is_filled_into_a_template_is_read_back_without_a_remark() {
        let sample = toml_bank::read(SAMPLE, &Limits::default());
        for format in [Format::Xlsx, Format::Csv] {
            let mut filled = sample.questions.clone();
            for question in &mut filled {
                question.stem = question.stem.replace("客户", "老客户");
            }
            let bytes = write(format, sample.bank.as_ref().unwrap(), &filled).unwrap().bytes;
            let read = read(&bytes, &ReadOptions::default());
            assert_eq!(read.diagnostics, [], "{format:?}");
            let skipped: Vec<(usize, usize)> = read.skipped.iter().map(|one| (one.from, one.to)).collect();
            assert_eq!(skipped, [(1, 1)], "the headings are no question: {format:?}");
            assert_eq!(read.questions.len(), filled.len(), "{format:?}");
            for (read, filled) in read.questions.iter().zip(&filled) {
                assert_eq!((&read.stem, &read.options), (&filled.stem, &filled.options), "{format:?}");
                assert_eq!((&read.answer, read.question_type), (&filled.answer, filled.question_type));
                assert_eq!((read.points, read.difficulty), (filled.points, filled.difficulty));
                assert_eq!((&read.tags, &read.explanation), (&filled.tags, &filled.explanation));
            }
        }
    }
}
