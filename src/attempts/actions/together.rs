//! Starting many attempts at one exam together: a crowd that presses Start costs a few statements for all.

use diesel_async::AsyncConnection;

use super::begin::{Entrant, begin};
use super::entry::is_complete;
use super::start::{StartRequest, Started};
use crate::attempts::queries;
use crate::attempts::rules::{self, Own, StartDecision};
use crate::db::{Conn, PersonId};
use crate::exams::queries::{AtTheDoor, Hold, circumstances, hold_the_doors};
use crate::exams::terms::Terms;
use crate::web::Error;

/// Starts the attempts of those who come to this exam for the first time and from whom nothing more is wanted, in one
/// transaction that waits for nobody. Gives what came of each request, in the same order; `None` for those who have to
/// [`start`](super::start()) alone: who sat the exam before, who has to type a passcode, whose extra time is being
/// changed at this moment, and whoever there is no such exam for.
///
/// # Errors
/// Whatever the database says. Nothing has begun then, or it is not known: each may start alone.
pub async fn start_together(
    conn: &mut Conn,
    exam_code: &str,
    requests: &[&StartRequest],
) -> Result<Vec<Option<Started>>, Error> {
    conn.transaction(async |conn| {
        let mut started = vec![None; requests.len()];
        let people: Vec<PersonId> = requests.iter().map(|request| request.person).collect();
        let Some((exam, doors)) = hold_the_doors(conn, &people, exam_code, Hold::Tries).await? else {
            return Ok(started);
        };
        let have_sat = queries::who_sat(conn, exam.exam_id, &people).await?;
        let given = circumstances(conn, &people, &[exam.exam_id]).await?;
        let frame = exam.frame();
        let mut entrants = Vec::with_capacity(requests.len());
        let mut places = Vec::with_capacity(requests.len());
        for (place, request) in started.iter_mut().zip(requests) {
            let person = request.person;
            let is_open = |door: &&AtTheDoor| door.person_id == person && door.is_held && door.is_assigned;
            let Some(door) = doors.iter().find(is_open) else { continue };
            if have_sat.contains(&person) || !is_complete(&exam, &request.given) {
                continue;
            }
            let now = door.now;
            let terms = Terms::of(&frame, &given.at(person, exam.exam_id), &[], now);
            match rules::may_start(now, &terms, &Own::default()) {
                StartDecision::Start => {
                    entrants.push(Entrant { request, terms, now, number: 1 });
                    places.push(place);
                }
                refused => *place = Some(Started::Refused(refused)),
            }
        }
        let begun = begin(conn, &exam, &[], &entrants).await?;
        for (place, attempt) in places.into_iter().zip(begun) {
            *place = attempt.map(Started::Attempt);
        }
        Ok(started)
    })
    .await
}
