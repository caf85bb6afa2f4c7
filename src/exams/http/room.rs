//! `/exams/{code}/room/start`: staff let the people who wait begin.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};

use super::load;
use crate::accounts::Trainer;
use crate::accounts::queries::group_tree;
use crate::db::{Conn, ExamId, GroupId};
use crate::exams::model::{Assignment, Target};
use crate::exams::pages::View;
use crate::exams::{actions, queries};
use crate::web::components::Choice;
use crate::web::{Error, Fields, Flash, Visit};

/// Whoever was heard of within this time counts as waiting: their page asks every few seconds, and without a script
/// every ten.
const HEARD_WITHIN: TimeDelta = TimeDelta::seconds(30);

/// Word of everyone among the choices; any other is a group's id.
const EVERYONE: &str = "all";

/// What the button needs, on the page of an exam that staff start.
#[derive(serde::Serialize)]
pub(super) struct RoomStart {
    /// Names of those who wait now.
    waiting: Vec<String>,
    /// Everyone, and the groups it is assigned to.
    targets: Vec<Choice>,
    /// When the window opens, if it is not open yet.
    opens_at: Option<DateTime<Utc>>,
}

impl RoomStart {
    /// `None` when people begin by themselves, or nothing is published.
    pub(super) async fn of(
        conn: &mut Conn,
        visit: &Visit,
        exam: ExamId,
        assigned: &[Assignment],
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, Error> {
        if queries::current_number(conn, exam).await? == 0 {
            return Ok(None);
        }
        let frame = queries::current_frame(conn, exam).await?;
        if !frame.by_staff {
            return Ok(None);
        }
        let mut targets = vec![Choice::new(EVERYONE, visit.text("terms-room-everyone"), true)];
        for assignment in assigned {
            let (Some(group), Some(zh), Some(en)) =
                (assignment.group_id, &assignment.group_zh, &assignment.group_en)
            else {
                continue;
            };
            targets.push(Choice::new(group.to_string(), visit.language.pick(zh, en), false));
        }
        let waiting = queries::waiting_at(conn, exam, now - HEARD_WITHIN).await?;
        Ok(Some(Self {
            waiting: waiting.into_iter().map(|person| person.name).collect(),
            targets,
            opens_at: frame.opens_at.filter(|opens_at| now < *opens_at),
        }))
    }
}

/// `POST /exams/{code}/room/start`.
pub(super) async fn start(
    trainer: Trainer,
    code: web::Path<String>,
    fields: Fields,
) -> Result<HttpResponse, Error> {
    fields.only(&["target"])?;
    let mut conn = trainer.conn().await?;
    let (standing, now) = load(&mut conn, &code).await?;
    let back = View::Room.path(&code);
    if standing.current.is_none() {
        return Err(Error::NotFound);
    }
    let frame = queries::current_frame(&mut conn, standing.exam.id).await?;
    let refusal = if !frame.by_staff {
        Some("terms-room-by-trainee")
    } else if frame.opens_at.is_some_and(|opens_at| now < opens_at) {
        Some("terms-room-not-open")
    } else {
        None
    };
    if let Some(message) = refusal {
        return Ok(trainer.redirect_saying(&back, &Flash::warn(trainer.text(message))));
    }
    let target = match fields.get("target") {
        "" | EVERYONE => Target::All,
        id => group(&mut conn, id).await?,
    };
    actions::start_room(&mut conn, &trainer.actor(), standing.exam.id, target).await?;
    Ok(trainer.redirect_saying(&back, &Flash::ok(trainer.text("terms-room-started"))))
}

async fn group(conn: &mut Conn, id: &str) -> Result<Target, Error> {
    let id: GroupId = id.parse().map_err(|_| Error::NotFound)?;
    let tree = group_tree(conn).await?;
    if tree.iter().any(|entry| entry.group.id == id) { Ok(Target::Group(id)) } else { Err(Error::NotFound) }
}
