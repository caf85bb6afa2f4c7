//! Whom a change of running attempts is meant for, and their attempts under lock.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::accounts::queries::people_in;
use crate::attempts::model::{Attempt, AttemptState};
use crate::attempts::rules::live::Running;
use crate::db::schema::attempts;
use crate::db::{Conn, ExamId, GroupId, PersonId};

/// Whom staff mean, among those who sit an exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whom {
    /// Everyone.
    Everyone,
    /// Who belongs to this group or one below it.
    Group(GroupId),
    /// These people.
    People(Vec<PersonId>),
}

/// What a change came to for one person whose attempt was open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told<Outcome> {
    /// The person.
    pub person_id: PersonId,
    /// What it came to.
    pub outcome: Outcome,
}

impl Running {
    /// An attempt as the rules of time see it.
    pub(super) fn of(attempt: &Attempt) -> Self {
        Self { open: attempt.is_open(), deadline_at: attempt.deadline_at, paused_at: attempt.paused_at }
    }
}

/// The open attempts of an exam that are meant, locked until the end of the transaction in the order of their ids, as
/// everyone who locks several does.
pub(super) async fn lock_open(conn: &mut Conn, exam: ExamId, whom: &Whom) -> QueryResult<Vec<Attempt>> {
    let people = match whom {
        Whom::Everyone => None,
        Whom::Group(group) => Some(people_in(conn, *group).await?),
        Whom::People(people) => Some(people.clone()),
    };
    let open = attempts::table
        .filter(attempts::exam_id.eq(exam))
        .filter(attempts::state.eq(AttemptState::InProgress))
        .order(attempts::id)
        .select(Attempt::as_select());
    match people {
        None => open.for_no_key_update().load(conn).await,
        Some(people) => open.filter(attempts::person_id.eq_any(people)).for_no_key_update().load(conn).await,
    }
}
