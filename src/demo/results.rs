//! Results of the past year: exam days on paper, of enough people that groups and months have rates.

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};

use super::exams::{FAB, KEY_ACCOUNTS};
use super::people::People;
use crate::attempts::actions::Sheet;
use crate::audit::Actor;
use crate::config::SiteConfig;
use crate::db::Conn;
use crate::exams;
use crate::printing::actions::{Entered, Entry, enter, prepare};
use crate::printing::model::PaperLetter;
use crate::printing::queries::printed_papers;
use crate::web::Error;

/// Trainees by position: the five of each group who sat on paper.
const EAST: Range<usize> = 9..14;
const SOUTH: Range<usize> = 14..19;
const NORTH: Range<usize> = 19..24;

/// A day on which people sat one exam on paper.
struct ExamDay {
    days_ago: i64,
    exam: &'static str,
    trainees: Range<usize>,
    /// Points of 100, in the order of the trainees.
    scores: [i32; 5],
}

/// From the oldest to the newest; who failed sits it again.
const DAYS: [ExamDay; 9] = [
    ExamDay { days_ago: 318, exam: KEY_ACCOUNTS.0, trainees: EAST, scores: [84, 57, 90, 72, 81] },
    ExamDay { days_ago: 276, exam: KEY_ACCOUNTS.0, trainees: SOUTH, scores: [88, 92, 61, 83, 95] },
    ExamDay { days_ago: 241, exam: KEY_ACCOUNTS.0, trainees: NORTH, scores: [55, 82, 68, 86, 49] },
    ExamDay { days_ago: 199, exam: FAB.0, trainees: EAST, scores: [91, 74, 85, 88, 80] },
    ExamDay { days_ago: 162, exam: FAB.0, trainees: SOUTH, scores: [86, 94, 82, 90, 70] },
    ExamDay { days_ago: 128, exam: KEY_ACCOUNTS.0, trainees: NORTH, scores: [81, 88, 84, 92, 66] },
    ExamDay { days_ago: 94, exam: KEY_ACCOUNTS.0, trainees: EAST, scores: [92, 83, 95, 87, 90] },
    ExamDay { days_ago: 58, exam: FAB.0, trainees: NORTH, scores: [63, 90, 84, 78, 88] },
    ExamDay { days_ago: 26, exam: KEY_ACCOUNTS.0, trainees: SOUTH, scores: [93, 96, 85, 89, 97] },
];

/// Enters every exam day as staff would.
pub(super) async fn add(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    people: &People,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    for exam in [KEY_ACCOUNTS.0, FAB.0] {
        prepare(conn, actor, exam, PaperLetter::A).await?;
    }
    for day in &DAYS {
        add_day(conn, actor, site, people, (day, now - TimeDelta::days(day.days_ago))).await?;
    }
    Ok(())
}

async fn add_day(
    conn: &mut Conn,
    actor: &Actor,
    site: &SiteConfig,
    people: &People,
    (day, sat_at): (&ExamDay, DateTime<Utc>),
) -> Result<(), Error> {
    let exam = exams::queries::published(conn, day.exam).await?.ok_or(Error::NotFound)?;
    let printed = printed_papers(conn, exam.exam_id).await?.pop().ok_or(Error::NotFound)?;
    let sat_by = people.trainees.get(day.trainees.clone()).unwrap_or_default();
    for (person, points) in sat_by.iter().zip(day.scores) {
        let given = Sheet::Score(printed.paper.maximum * points / 100);
        let reason = "现场笔试";
        let entry = Entry { exam: &exam, printed: &printed, person: *person, sat_at, given: &given, reason };
        if !matches!(enter(conn, actor, site, entry).await?, Entered::Done(_)) {
            return Err(Error::internal(format!("a paper of {} cannot be entered", day.exam)));
        }
    }
    Ok(())
}
