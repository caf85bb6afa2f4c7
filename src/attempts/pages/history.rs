//! The scores of an attempt and the marks that people gave, as a history.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::attempts::model::{AttemptEvent, AttemptState, GradingTask, ManualMark, PastScore};
use crate::base::percent;
use crate::web::Visit;

/// A score in the history.
#[derive(Debug, Serialize)]
pub struct ScoreRow {
    number: i32,
    at: DateTime<Utc>,
    cause: String,
    by: Option<String>,
    score: i32,
    maximum: i32,
    percent: i32,
    passed: bool,
    /// Whether it is the one that counts.
    counts: bool,
    /// Why, where somebody said so.
    reason: Option<String>,
}

/// The scores of an attempt in this state, the first first.
pub fn score_rows(
    visit: &Visit,
    scores: &[PastScore],
    events: &[AttemptEvent],
    state: AttemptState,
) -> Vec<ScoreRow> {
    let last = scores.iter().map(|score| score.number).max();
    let rows = scores.iter().map(|score| ScoreRow {
        number: score.number,
        at: score.created_at,
        cause: visit.text(match score.cause.as_str() {
            "file" => "hand-cause-file",
            "paper" => "hand-cause-paper",
            "graded" => "hand-cause-graded",
            "regraded" => "hand-cause-regraded",
            _ => "hand-cause-submitted",
        }),
        by: score.created_by.clone(),
        score: score.score,
        maximum: score.maximum,
        percent: percent::tenths(score.score, score.maximum),
        passed: score.passed,
        counts: state == AttemptState::Graded && Some(score.number) == last,
        reason: reason(events, score),
    });
    rows.collect()
}

/// The reason of the event that led to a score: both are written in one transaction, the score first.
fn reason(events: &[AttemptEvent], score: &PastScore) -> Option<String> {
    let led = events.iter().filter(|event| {
        let text = |name: &str| event.detail.get(name).and_then(serde_json::Value::as_str);
        text("cause") == Some(score.cause.as_str()) && event.at >= score.created_at
    });
    let event = led.min_by_key(|event| event.at)?;
    event.detail.get("reason").and_then(serde_json::Value::as_str).map(str::to_owned)
}

/// A mark in the history.
#[derive(Debug, Serialize)]
pub struct MarkRow {
    position: i16,
    at: DateTime<Utc>,
    by: Option<String>,
    points: i32,
    comment: Option<String>,
    reason: Option<String>,
    /// Whether it counts and can be changed.
    counts: bool,
}

/// The marks that people gave in an attempt in this state.
pub fn mark_rows(marks: &[ManualMark], tasks: &[GradingTask], state: AttemptState) -> Vec<MarkRow> {
    let counting = |mark: &ManualMark| {
        let is_current =
            |task: &GradingTask| task.position == mark.position && task.mark_number == mark.number;
        state == AttemptState::Graded && tasks.iter().any(is_current)
    };
    let row = |mark: &ManualMark| MarkRow {
        position: mark.position,
        at: mark.given_at,
        by: mark.given_by.clone(),
        points: mark.points,
        comment: mark.comment.clone(),
        reason: mark.reason.clone(),
        counts: counting(mark),
    };
    marks.iter().map(row).collect()
}
