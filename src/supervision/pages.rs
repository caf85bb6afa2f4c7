//! What the templates of this room get.

mod moments;
mod person;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

pub use moments::{MomentView, moment_views};
pub use person::{Asked, PersonActs, PersonPage};

use super::model::Seat;
use super::rules::Standing;
use crate::attempts::model::AttemptState;
use crate::attempts::pages::clock_text;
use crate::db::PersonId;
use crate::exams::pages::Head;
use crate::web::Visit;
use crate::web::components::{Choice, Figure};
use crate::web::paging::Pager;

/// `/exams/{code}/room`.
#[derive(Serialize)]
pub struct RoomPage {
    /// The head of the exam.
    pub head: Head,
    /// The groups the board can be narrowed to, the first being everyone.
    pub groups: Vec<Choice>,
    /// What changes by itself.
    pub board: Board,
}

/// The part of the page that changes by itself; also sent alone.
#[derive(Serialize)]
pub struct Board {
    /// Code of the exam.
    pub code: String,
    /// Where this part is, with the same group, filter and page.
    pub address: String,
    /// What goes with the addresses of what is done in the room: the group, if one is chosen.
    pub group: String,
    /// When it was made.
    pub now: DateTime<Utc>,
    /// Time left until the last running attempt ends; `None` when none with a limit runs.
    pub clock: Option<String>,
    /// How many attempts run and are not paused.
    pub running: usize,
    /// How many are paused.
    pub paused: usize,
    /// Whether people wait for staff to let them begin.
    pub may_start: bool,
    /// How many stand how; each filters.
    pub figures: Vec<Figure>,
    /// The same in one sentence, for screen readers.
    pub sum: String,
    /// An outage that cost running or handed-in attempts time.
    pub outage: bool,
    /// The people of this page of the list.
    pub rows: Vec<Row>,
    /// Pages of the list.
    pub pager: Option<Pager>,
    /// Words of the filter, if one is set.
    pub filter: Option<String>,
    /// Address without a filter, of the same group.
    pub all: String,
    /// What happened, newest first.
    pub moments: Vec<MomentView>,
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Those who stand so.
    Standing(Standing),
    /// Those whose page holds answers that are not acknowledged.
    Unsaved,
}

impl Filter {
    /// The filter of a word in the address; `None` for any other word.
    pub fn parse(word: &str) -> Option<Self> {
        if word == "unsaved" { Some(Self::Unsaved) } else { Standing::parse(word).map(Self::Standing) }
    }

    /// Its word in the address.
    pub fn word(self) -> &'static str {
        match self {
            Self::Standing(standing) => standing.as_str(),
            Self::Unsaved => "unsaved",
        }
    }

    /// Whether it lets this one through.
    pub fn takes(self, seat: &Seat, standing: Standing) -> bool {
        match self {
            Self::Standing(wanted) => standing == wanted,
            Self::Unsaved => seat.is_unsaved(),
        }
    }

    fn label(self, visit: &Visit) -> String {
        match self {
            Self::Standing(standing) => standing_word(visit, standing),
            Self::Unsaved => visit.text("room-unsaved"),
        }
    }

    fn look(self) -> (&'static str, &'static str) {
        match self {
            Self::Standing(standing) => look(standing),
            Self::Unsaved => ("bad", "bad"),
        }
    }

    /// Its words, for the line above the list.
    pub fn words(self, visit: &Visit) -> String {
        self.label(visit)
    }
}

/// Kind and shape of a standing: the normal state is quiet, the exception has a ground.
pub fn look(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::In => ("run", "run"),
        Standing::Finished => ("ok", "ok"),
        Standing::Idle => ("none", "clock"),
        Standing::Disconnected => ("warn", "warn"),
        Standing::Paused => ("run", "pause"),
        Standing::Stuck => ("bad", "bad"),
        Standing::Waiting => ("run", "clock"),
        Standing::NotStarted | Standing::Absent => ("none", "none"),
    }
}

fn is_quiet(standing: Standing) -> bool {
    matches!(
        standing,
        Standing::In | Standing::Finished | Standing::NotStarted | Standing::Absent | Standing::Waiting
    )
}

/// A standing in words.
pub fn standing_word(visit: &Visit, standing: Standing) -> String {
    visit.text(match standing {
        Standing::In => "room-in",
        Standing::Idle => "room-idle",
        Standing::Disconnected => "room-disconnected",
        Standing::Paused => "room-paused",
        Standing::Stuck => "room-stuck",
        Standing::Waiting => "room-waiting",
        Standing::NotStarted => "room-not-started",
        Standing::Absent => "room-absent",
        Standing::Finished => "room-finished",
    })
}

/// The figures of a room, each of which leads to `address` of its filter. Those that nobody has are left out, but in and
/// finished stay.
pub fn figures(visit: &Visit, seats: &[(Seat, Standing)], address: impl Fn(Filter) -> String) -> Vec<Figure> {
    let filters = Standing::ALL.iter().map(|standing| Filter::Standing(*standing)).chain([Filter::Unsaved]);
    filters
        .map(|filter| (filter, seats.iter().filter(|(seat, standing)| filter.takes(seat, *standing)).count()))
        .filter(|(filter, number)| {
            let always = [Standing::In, Standing::Finished].map(Filter::Standing);
            *number > 0 || always.contains(filter)
        })
        .map(|(filter, number)| {
            let (kind, shape) = filter.look();
            Figure {
                of: (filter == Filter::Standing(Standing::In)).then(|| seats.len().to_string()),
                shape: Some(shape),
                kind: Some(kind).filter(|kind| matches!(*kind, "ok" | "warn" | "bad")),
                href: Some(address(filter)),
                ..Figure::new(i64::try_from(number).unwrap_or(i64::MAX), filter.label(visit))
            }
        })
        .collect()
}

/// The figures as one sentence.
pub fn sum(visit: &Visit, figures: &[Figure]) -> String {
    let separator = visit.text("room-sum-separator");
    let parts: Vec<String> =
        figures.iter().map(|figure| format!("{} {}", figure.text, figure.number)).collect();
    parts.join(&separator)
}

/// One person in the list.
#[derive(Serialize)]
pub struct Row {
    person: PersonId,
    name: String,
    employee_number: Option<String>,
    notes: Vec<String>,
    kind: &'static str,
    shape: &'static str,
    word: String,
    quiet: bool,
    answered: i64,
    count: Option<i16>,
    percent: i64,
    saved: Option<Saved>,
    seen: Option<String>,
    submitted_at: Option<DateTime<Utc>>,
    left: Option<String>,
}

/// What is known of the answers on somebody's device.
#[derive(Serialize)]
struct Saved {
    unsaved: i32,
}

impl Row {
    /// The row of a person who stands so now.
    pub fn new(visit: &Visit, seat: &Seat, standing: Standing, now: DateTime<Utc>) -> Self {
        let (kind, shape) = look(standing);
        let sitting = standing.is_sitting();
        let count = seat.question_count.map_or(0, i64::from).max(1);
        Self {
            person: seat.person_id,
            name: seat.name.clone(),
            employee_number: seat.employee_number.clone(),
            notes: notes(visit, seat),
            kind,
            shape,
            word: standing_word(visit, standing),
            quiet: is_quiet(standing),
            answered: seat.answered,
            count: seat.question_count,
            percent: (seat.answered * 100 / count).clamp(0, 100),
            saved: seat.attempt_id.map(|_| Saved { unsaved: if sitting { seat.unsaved } else { 0 } }),
            seen: seen(visit, seat, standing, now),
            submitted_at: seat.submitted_at.filter(|_| !sitting),
            left: left(seat, standing, now),
        }
    }
}

fn notes(visit: &Visit, seat: &Seat) -> Vec<String> {
    let mut notes = Vec::new();
    if seat.extra_minutes > 0 {
        notes.push(visit.text_with("room-extra", [("minutes", seat.extra_minutes)]));
    }
    if seat.state == Some(AttemptState::Submitted) {
        notes.push(visit.text("hand-being-graded"));
    }
    if seat.device_changes > 0 {
        notes.push(visit.text_with("room-devices", [("count", seat.device_changes)]));
    }
    notes
}

/// When somebody was last heard of: in seconds and minutes.
fn seen(visit: &Visit, seat: &Seat, standing: Standing, now: DateTime<Utc>) -> Option<String> {
    let last = match standing {
        Standing::Waiting => seat.waiting_at?,
        _ if standing.is_sitting() => seat.sitting()?.last_seen(),
        _ => return None,
    };
    Some(ago(visit, now - last))
}

/// A short while ago in words.
pub fn ago(visit: &Visit, since: TimeDelta) -> String {
    let seconds = since.num_seconds().max(0);
    if seconds < 120 {
        visit.text_with("room-seconds-ago", [("count", seconds)])
    } else if seconds < 7200 {
        visit.text_with("room-minutes-ago", [("count", seconds / 60)])
    } else {
        visit.text_with("room-hours-ago", [("count", seconds / 3600)])
    }
}

/// Time left by the clock of the attempt.
pub fn left(seat: &Seat, standing: Standing, now: DateTime<Utc>) -> Option<String> {
    let deadline = seat.deadline_at.filter(|_| standing.is_sitting())?;
    let clock = seat.paused_at.map_or(now, |paused_at| paused_at.min(now));
    Some(clock_text((deadline - clock).max(TimeDelta::zero())))
}
