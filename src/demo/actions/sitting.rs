//! An attempt with an answer that waits to be graded.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::attempts::actions::{Given, StartRequest, Started, start, submit};
use crate::attempts::model::{Paper, SubmittedBy};
use crate::attempts::queries;
use crate::audit::Actor;
use crate::base::QuestionKind;
use crate::config::SiteConfig;
use crate::db::schema::{response_journal, responses};
use crate::db::{self, AttemptId, Conn, PersonId};
use crate::web::Error;

/// What the trainee answers to the case.
const ANSWER: &str = "老范一听“太贵了”就让价，没有问清楚客户是和什么比、包含哪些内容。\n\
    让了 3 万又没有换回任何条件，客户反而怀疑原来的价格。\n\
    应该先表示理解，再问比较的对象，用五年的总成本说明，最后有条件地让价。";

/// The session of somebody who is not there any more.
const SESSION: [u8; 32] = [7; 32];

/// Sits an exam as this person, answers the first option everywhere and the case in words, and hands in.
pub(super) async fn sit(
    conn: &mut Conn,
    site: &SiteConfig,
    person: PersonId,
    exam_code: &str,
) -> Result<(), Error> {
    let actor = Actor::person(person);
    let request = StartRequest {
        actor: actor.clone(),
        person,
        exam_code: exam_code.to_owned(),
        session_hash: SESSION,
        given: Given::default(),
    };
    let Started::Attempt(id) = start(conn, site, &request).await? else {
        return Err(Error::internal(format!("the exam {exam_code} of the demonstration cannot be sat")));
    };
    let paper = queries::paper(conn, id).await?;
    save(conn, id, &paper).await?;
    submit(conn, &actor, site, id, person, 1, SubmittedBy::Trainee).await?;
    Ok(())
}

async fn save(conn: &mut Conn, id: AttemptId, paper: &Paper) -> Result<(), Error> {
    let now = db::now(conn).await?;
    for (position, item) in (1i16..).zip(&paper.items) {
        let response = match item.kind {
            QuestionKind::ShortAnswer => ANSWER,
            QuestionKind::TrueFalse => "T",
            _ => "A",
        };
        diesel::insert_into(response_journal::table)
            .values((
                response_journal::attempt_id.eq(id),
                response_journal::position.eq(position),
                response_journal::writer_epoch.eq(1),
                response_journal::sequence.eq(1),
                response_journal::received_at.eq(now),
                response_journal::verdict.eq("stored"),
                response_journal::response.eq(response),
            ))
            .execute(conn)
            .await?;
        diesel::insert_into(responses::table)
            .values((
                responses::attempt_id.eq(id),
                responses::position.eq(position),
                responses::writer_epoch.eq(1),
                responses::sequence.eq(1),
                responses::response.eq(response),
                responses::saved_at.eq(now),
            ))
            .execute(conn)
            .await?;
    }
    Ok(())
}
