//! An attempt with all that its pages and its marking need, in as few questions to the database as it takes: this is what
//! a crowd that starts or hands in at the same moment asks for.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Integer, Jsonb, Record, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;

use crate::attempts::model::{Attempt, Paper, StoredResponse};
use crate::db::schema::{attempts, papers};
use crate::db::{AttemptId, Conn, JsonText, PersonId, Prepare, app_now};

/// An attempt with its paper, its answers and its flags at one moment.
#[derive(Debug)]
pub struct Snapshot {
    /// The attempt.
    pub attempt: Attempt,
    /// Its paper.
    pub paper: Paper,
    /// The current answers, in the order of the paper. Cleared ones are there, empty.
    pub responses: Vec<StoredResponse>,
    /// The flagged positions, rising.
    pub flags: Vec<i16>,
    /// The time of the database.
    pub now: DateTime<Utc>,
}

/// What an attempt is marked by.
#[derive(Debug)]
pub struct Work {
    /// Its paper.
    pub paper: Paper,
    /// The current answers, in the order of the paper.
    pub responses: Vec<StoredResponse>,
    /// How many saves the journal has.
    pub saves: i64,
    /// SHA-256 of the journal, in hexadecimal digits; `work.sql` says of which bytes.
    pub journal_sha256: String,
    /// The time of the database.
    pub now: DateTime<Utc>,
}

/// The columns of [`StoredResponse`].
type ResponseRecords = Array<Record<(SmallInt, Integer, Text, Timestamptz)>>;
type ResponseRecord = (i16, i32, String, DateTime<Utc>);

fn responses() -> SqlLiteral<ResponseRecords> {
    sql("ARRAY(SELECT (answer.position, answer.sequence, answer.response, answer.saved_at)
               FROM responses answer WHERE answer.attempt_id = attempts.id ORDER BY answer.position)")
}

fn flags() -> SqlLiteral<Array<SmallInt>> {
    sql("ARRAY(SELECT flag.position FROM attempt_flags flag WHERE flag.attempt_id = attempts.id ORDER BY 1)")
}

fn stored(records: Vec<ResponseRecord>) -> Vec<StoredResponse> {
    let stored =
        |(position, sequence, response, saved_at)| StoredResponse { position, sequence, response, saved_at };
    records.into_iter().map(stored).collect()
}

/// An attempt of this person as its pages show it; `None` when there is none or it is somebody else's.
///
/// # Errors
/// Whatever the database says; `DeserializationError` when the stored paper cannot be read.
pub async fn snapshot(conn: &mut Conn, id: AttemptId, person: PersonId) -> QueryResult<Option<Snapshot>> {
    type Row = (Attempt, JsonText, i32, Vec<ResponseRecord>, Vec<i16>, DateTime<Utc>);
    let row: Option<Row> = attempts::table
        .inner_join(papers::table)
        .filter(attempts::id.eq(id))
        .filter(attempts::person_id.eq(person))
        .select((Attempt::as_select(), papers::items, papers::maximum, responses(), flags(), app_now()))
        .prepared()
        .get_result(conn)
        .await
        .optional()?;
    row.map(|(attempt, items, maximum, responses, flags, now)| {
        let paper = Paper { items: items.parse()?, maximum };
        Ok(Snapshot { attempt, paper, responses: stored(responses), flags, now })
    })
    .transpose()
}

#[derive(QueryableByName)]
struct WorkRow {
    #[diesel(sql_type = SqlUuid)]
    id: AttemptId,
    #[diesel(sql_type = Jsonb)]
    items: JsonText,
    #[diesel(sql_type = Integer)]
    maximum: i32,
    #[diesel(sql_type = ResponseRecords)]
    responses: Vec<ResponseRecord>,
    #[diesel(sql_type = BigInt)]
    saves: i64,
    #[diesel(sql_type = Text)]
    journal_sha256: String,
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
}

/// What these attempts are marked by. Ask only while their locks are held: before that another save may come.
///
/// # Errors
/// Whatever the database says; `DeserializationError` when a stored paper cannot be read.
pub async fn work(conn: &mut Conn, attempts: &[AttemptId]) -> QueryResult<HashMap<AttemptId, Work>> {
    let rows: Vec<WorkRow> = diesel::sql_query(include_str!("work.sql"))
        .bind::<Array<SqlUuid>, _>(attempts)
        .prepared()
        .load(conn)
        .await?;
    let mut works = HashMap::new();
    for row in rows {
        let work = Work {
            paper: Paper { items: row.items.parse()?, maximum: row.maximum },
            responses: stored(row.responses),
            saves: row.saves,
            journal_sha256: row.journal_sha256,
            now: row.now,
        };
        works.insert(row.id, work);
    }
    Ok(works)
}
