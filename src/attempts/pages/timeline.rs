//! What happened in an attempt, in order: events, refused saves, what was noted about the sitting. Facts in neutral words.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use fluent_bundle::FluentValue;
use serde::Serialize;

use crate::attempts::model::{AttemptEvent, IntegrityNote, NoteKind, RefusedSave};
use crate::web::Visit;

/// A device's time that is off by less is not worth a line.
const SAME_TIME: TimeDelta = TimeDelta::seconds(3);

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// When the server knew of it.
    pub at: DateTime<Utc>,
    /// The same as people read it, with seconds, in the reader's zone.
    pub at_text: String,
    /// What, in words.
    pub text: String,
    /// When the device says it was, where that is another time.
    pub device: Option<String>,
    /// Whether it changed how the attempt stands.
    pub mark: bool,
}

/// Everything that happened, first to last.
pub fn timeline(
    visit: &Visit,
    events: &[AttemptEvent],
    refused: &[RefusedSave],
    notes: &[IntegrityNote],
) -> Vec<Happened> {
    let zone = visit.zone();
    let mut all: Vec<Happened> = events.iter().map(|event| of_event(visit, event)).collect();
    all.extend(refused.iter().map(|save| {
        let why = visit.text(refusal(&save.verdict));
        let text = visit.text_with(
            "timeline-refused",
            [("position", FluentValue::from(save.position)), ("why", why.into())],
        );
        happened(zone, save.received_at, text, save.client_at)
    }));
    all.extend(notes.iter().map(|note| happened(zone, note.noted_at, of_note(visit, note), note.device_at)));
    all.sort_by_key(|one| one.at);
    all
}

fn happened(zone: Tz, at: DateTime<Utc>, text: String, device_at: Option<DateTime<Utc>>) -> Happened {
    let device = device_at.filter(|device_at| (at - device_at).abs() > SAME_TIME);
    Happened { at, at_text: clock(at, zone), text, device: device.map(|at| clock(at, zone)), mark: false }
}

fn clock(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string()
}

fn of_event(visit: &Visit, event: &AttemptEvent) -> Happened {
    let id = match event.kind.as_str() {
        "started" => "timeline-started",
        "taken_over" if event.detail.get("signed_in_again").is_some() => "timeline-signed-in-again",
        "taken_over" => "timeline-taken-over",
        "deadline_raised" => "timeline-deadline-raised",
        "submitted" => "timeline-submitted",
        "closed_by_sweep" => "timeline-closed-by-sweep",
        "quarantined" => "timeline-quarantined",
        "released" => "timeline-released",
        "paused" => "timeline-paused",
        "resumed" => "timeline-resumed",
        "ended_by_staff" => "timeline-ended-by-staff",
        "released_device" => "timeline-released-device",
        "file_accepted" => "timeline-file-accepted",
        "integrity" => "timeline-notes-deleted",
        "paper_entered" => "timeline-paper-entered",
        "graded" => "hand-timeline-graded",
        "regraded" => "hand-timeline-regraded",
        "voided" => "hand-timeline-voided",
        "reopened" => "hand-timeline-reopened",
        _ => "timeline-other",
    };
    let mut text = visit.text(id);
    if let Some(actor) = &event.actor {
        text = visit.text_with("timeline-by", [("what", text), ("who", actor.clone())]);
    }
    if let Some(reason) = event.detail.get("reason").and_then(serde_json::Value::as_str) {
        text = visit.text_with("timeline-reason", [("what", text), ("reason", reason.to_owned())]);
    }
    Happened { mark: true, ..happened(visit.zone(), event.at, text, None) }
}

fn of_note(visit: &Visit, note: &IntegrityNote) -> String {
    let id = match note.kind {
        NoteKind::FocusLost => "timeline-focus-lost",
        NoteKind::FocusReturned => "timeline-focus-returned",
        NoteKind::Pasted => "timeline-pasted",
        NoteKind::ConnectionGap => "timeline-connection-gap",
        NoteKind::Address => "timeline-address",
        NoteKind::LimitTold => "timeline-limit-told",
    };
    let values = [
        ("position", FluentValue::from(note.position.unwrap_or(0))),
        ("amount", note.amount.unwrap_or(0).into()),
        ("address", note.address.clone().unwrap_or_default().into()),
    ];
    visit.text_with(id, values)
}

fn refusal(verdict: &str) -> &'static str {
    match verdict {
        "conflict" => "timeline-why-conflict",
        "superseded" => "timeline-why-superseded",
        "late" => "timeline-why-late",
        "paused" => "timeline-why-paused",
        "closed" => "timeline-why-closed",
        _ => "timeline-why-other",
    }
}
