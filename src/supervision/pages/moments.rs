//! What happened in the room, in words.

use chrono::{DateTime, Utc};
use fluent_bundle::FluentValue;
use serde::Serialize;

use crate::attempts::model::EventKind;
use crate::supervision::model::Moment;
use crate::web::Visit;

/// Something that happened, as `timeline.hbs` shows it.
#[derive(Serialize)]
pub struct MomentView {
    at: DateTime<Utc>,
    text: String,
    mark: bool,
}

/// Moments in words. What staff did is marked.
pub fn moment_views(visit: &Visit, moments: Vec<Moment>) -> Vec<MomentView> {
    moments
        .into_iter()
        .filter_map(|moment| {
            let text = text(visit, &moment)?;
            Some(MomentView { at: moment.at, text, mark: moment.actor.is_some() })
        })
        .collect()
}

fn text(visit: &Visit, moment: &Moment) -> Option<String> {
    let id = match moment.kind {
        EventKind::Started => "room-did-start",
        EventKind::TakenOver => "room-did-take-over",
        EventKind::DeadlineRaised => "room-did-extend",
        EventKind::Paused => "room-did-pause",
        EventKind::Resumed => "room-did-resume",
        EventKind::ReleasedDevice => "room-did-release",
        EventKind::Submitted => "room-did-submit",
        EventKind::EndedByStaff => "room-did-end",
        EventKind::ClosedBySweep => "room-did-close",
        EventKind::Quarantined => "room-did-quarantine",
        EventKind::Reopened => "hand-room-did-reopen",
        EventKind::Voided => "hand-room-did-void",
        #[allow(unreachable_patterns, reason = "other rooms add kinds that this page does not tell")]
        _ => return None,
    };
    let number = |name: &str| moment.detail.get(name).and_then(serde_json::Value::as_i64).unwrap_or(0);
    let who = match moment.people {
        1 => moment.name.clone(),
        people => visit.text_with("room-people", [("count", people)]),
    };
    // A pause that lasted less than a minute still gave something back.
    let minutes = match moment.kind {
        EventKind::Resumed => (number("seconds") + 59) / 60,
        _ => number("minutes"),
    };
    let said = visit.text_with(id, [("who", FluentValue::from(who)), ("minutes", minutes.into())]);
    let reason = moment.detail.get("reason").and_then(serde_json::Value::as_str);
    let by_staff = moment.actor.as_deref();
    Some(match (by_staff, reason) {
        (Some(by), Some(reason)) if !reason.is_empty() => visit.text_with(
            "room-did-why",
            [("what", said), ("reason", reason.to_owned()), ("by", by.to_owned())],
        ),
        (Some(by), _) => visit.text_with("room-did-by", [("what", said), ("by", by.to_owned())]),
        (None, _) => said,
    })
}
