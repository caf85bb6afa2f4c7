//! The exams of the demonstration, drawn from the shipped banks.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::people::People;
use crate::audit::Actor;
use crate::base::QuestionKind;
use crate::base::clock::{day_in, end_of_day};
use crate::db::{Conn, GroupId};
use crate::exams::actions::{self, Publishing};
use crate::exams::model::{Assignee, Definition, SectionDefinition};
use crate::exams::review::When;
use crate::exams::scoring::Scoring;
use crate::web::Error;

/// Code, titles of the exam on key accounts.
pub(super) const KEY_ACCOUNTS: (&str, &str, &str) =
    ("key-account-exam", "大客户识别认证考试", "Key-account identification exam");

/// Code, titles of the exam on FAB.
pub(super) const FAB: (&str, &str, &str) = ("fab-exam", "FAB 讲解认证考试", "FAB presentation exam");

/// Code, titles of the exam with a case that people grade.
pub(super) const CASE: (&str, &str, &str) =
    ("objection-case", "异议处理案例考核", "Objection handling: case exam");

/// Makes, publishes and assigns the exam with a case: the question of the case and a few of one choice.
pub(super) async fn add_case(conn: &mut Conn, actor: &Actor, group: GroupId) -> Result<(), Error> {
    let (code, title_zh, title_en) = CASE;
    let bank = "objection-handling";
    let mut definition = Definition::new(title_zh, title_en);
    definition.limit_minutes = Some(30);
    definition.attempts_allowed = Some(2);
    // So that a trainee sees what was given for each answer, and can object.
    definition.review.responses = When::AtOnce;
    definition.sections = vec![
        section(bank, ("一、单项选择题", "Part 1: one answer"), QuestionKind::SingleChoice, 4, 100),
        SectionDefinition {
            fixed: vec!["obj-057".to_owned()],
            ..section(bank, ("二、案例分析", "Part 2: case"), QuestionKind::ShortAnswer, 1, 600)
        },
    ];
    let exam = actions::create(conn, actor, code, definition).await?;
    if !matches!(actions::publish_within(conn, actor, exam).await?, Publishing::Published(_)) {
        return Err(Error::internal(format!("the exam {code} of the demonstration cannot be published")));
    }
    actions::assign(conn, actor, exam, Assignee::Group(group), None).await?;
    Ok(())
}

/// Makes, publishes and assigns both.
pub(super) async fn add(
    conn: &mut Conn,
    actor: &Actor,
    people: &People,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    for ((code, title_zh, title_en), bank, minutes, days) in
        [(KEY_ACCOUNTS, "key-account", 40, 13), (FAB, "fab", 30, 20)]
    {
        let mut definition = Definition::new(title_zh, title_en);
        definition.limit_minutes = Some(minutes);
        definition.attempts_allowed = Some(3);
        definition.instructions_zh = "请独立完成。中途断网不要紧，答案会在恢复连接后自动补交。".to_owned();
        definition.instructions_en =
            "Work on your own. If the network fails, your answers are sent when it comes back.".to_owned();
        definition.sections = vec![
            section(bank, ("一、单项选择题", "Part 1: one answer"), QuestionKind::SingleChoice, 10, 200),
            section(bank, ("二、判断题", "Part 2: right or wrong"), QuestionKind::TrueFalse, 6, 100),
            section(
                bank,
                ("三、多项选择题", "Part 3: several answers"),
                QuestionKind::MultipleChoice,
                4,
                350,
            ),
        ];
        let exam = actions::create(conn, actor, code, definition).await?;
        if !matches!(actions::publish_within(conn, actor, exam).await?, Publishing::Published(_)) {
            return Err(Error::internal(format!("the exam {code} of the demonstration cannot be published")));
        }
        let due = end_of_day(day_in(now + TimeDelta::days(days), zone), zone) - TimeDelta::seconds(1);
        for group in [people.east, people.south, people.north] {
            actions::assign(conn, actor, exam, Assignee::Group(group), Some(due)).await?;
        }
    }
    Ok(())
}

fn section(
    bank: &str,
    (title_zh, title_en): (&str, &str),
    kind: QuestionKind,
    count: i32,
    points: i32,
) -> SectionDefinition {
    SectionDefinition {
        title_zh: title_zh.to_owned(),
        title_en: title_en.to_owned(),
        kinds: vec![kind],
        count,
        points,
        scoring: if kind == QuestionKind::MultipleChoice {
            Scoring::SubsetProportional
        } else {
            Scoring::AllOrNothing
        },
        ..SectionDefinition::new(bank)
    }
}
