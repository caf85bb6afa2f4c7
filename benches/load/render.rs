//! Bare rendering of the exam page: the first question of one attempt, read once, rendered again and again.

use std::collections::BTreeMap;
use std::time::Instant;

use actix_web::test::TestRequest;
use actix_web::web::Data;
use certamen::attempts::pages::{Bar, Choices, PaperPage, PaperQuestion, Question, SectionHead, entries};
use certamen::attempts::queries;
use certamen::banks;
use certamen::config::Config;
use certamen::db::{self, AttemptId, PersonId};
use certamen::exams;
use certamen::web::{Language, Site, Viewer, Visit};
use serde_json::json;
use uuid::Uuid;

use crate::arguments::{Arguments, Failed};

/// Renders the page of `--attempt` of `--person` `--count` times on one thread and says how many a second.
pub(crate) async fn drive(arguments: &Arguments) -> Result<String, Failed> {
    let count: u32 = arguments.number("count", 1000)?;
    let attempt = AttemptId(arguments.text("attempt")?.parse::<Uuid>()?);
    let person = PersonId(arguments.text("person")?.parse::<Uuid>()?);
    let (page, title) = paper_page(arguments.text("database")?, attempt, person).await?;
    let site = Data::new(Site::load(Config::from_vars(&BTreeMap::new())?.site)?);
    let request = TestRequest::get().uri(&page.href).app_data(site).to_http_request();
    let visit = Visit::new(&request, Some(viewer()))?;
    let began = Instant::now();
    let mut bytes = 0;
    for _ in 0..count {
        bytes = visit.page("attempts/paper", title.clone(), &page).html()?.len();
    }
    let rate = f64::from(count) / began.elapsed().as_secs_f64();
    Ok(json!({ "per_second": rate, "bytes": bytes }).to_string())
}

async fn paper_page(
    database: &str,
    attempt: AttemptId,
    person: PersonId,
) -> Result<(PaperPage, String), Failed> {
    let language = Language::Chinese;
    let mut conn = db::connect_alone(database).await?;
    let row = queries::attempt_of(&mut conn, attempt, person).await?.ok_or("no such attempt")?;
    let exam = exams::queries::published_version(&mut conn, row.version_id).await?;
    let paper = queries::paper(&mut conn, attempt).await?;
    let responses = queries::responses_of(&mut conn, attempt).await?;
    let now = db::now(&mut conn).await?;
    let item = paper.item(1).ok_or("an empty paper")?;
    let versions = banks::queries::versions(&mut conn, &[item.version_id]).await?;
    let version = versions.first().ok_or("the question is gone")?;
    let bar = Bar::new(&exam, &row, &responses, language, now, chrono_tz::Asia::Shanghai);
    let title = bar.title.clone();
    let page = PaperPage {
        href: format!("/attempts/{attempt}"),
        images: format!("/attempts/{attempt}/images"),
        id: attempt.to_string(),
        epoch: 1,
        read_only: false,
        now,
        bar,
        all: false,
        may_choose: false,
        choices: Choices::default(),
        noted: true,
        position: 1,
        questions: vec![PaperQuestion {
            question: Question::new(1, item, version, language, ""),
            section: Some(SectionHead::new(&exam, 1, language)),
            sequence: 0,
            flagged: false,
        }],
        previous: None,
        next: Some(2),
        entries: entries(row.question_count, &responses, &[], 1),
        open: paper.items.len(),
        flags: 0,
        problems: Vec::new(),
    };
    Ok((page, title))
}

fn viewer() -> Viewer {
    Viewer {
        name: "Bench".to_owned(),
        is_trainee: true,
        is_trainer: false,
        is_hr: false,
        is_admin: false,
        unread: 0,
        language: None,
        zone: None,
        theme: None,
    }
}
