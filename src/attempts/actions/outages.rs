//! The beat of the servers: how it is known afterwards when nobody was there.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use crate::attempts::model::OutageKind;
use crate::attempts::rules::outage::{News, OwnBeat, judge};
use crate::db::Conn;
use crate::db::schema::outages;

#[derive(QueryableByName)]
struct Beat {
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last: Option<DateTime<Utc>>,
}

/// Shows that a server is there, and notes what the time since the last beat brings to light. Gives the time of the beat
/// and the news.
///
/// # Errors
/// Whatever the database says.
pub async fn beat(conn: &mut Conn, own: Option<OwnBeat>) -> QueryResult<(DateTime<Utc>, News)> {
    conn.transaction(async |conn| {
        let beat: Beat = diesel::sql_query(
            "WITH clock AS MATERIALIZED (
                 SELECT app_now() AS now
             ), before AS MATERIALIZED (
                 SELECT beat_at FROM server_beat WHERE is_only FOR UPDATE
             ), beat AS (
                 INSERT INTO server_beat (is_only, beat_at) SELECT true, now FROM clock
                 ON CONFLICT (is_only) DO UPDATE SET beat_at = excluded.beat_at
             )
             SELECT clock.now, (SELECT beat_at FROM before) AS last FROM clock",
        )
        .get_result(conn)
        .await?;
        let news = judge(beat.last, own, beat.now);
        match news {
            News::None => {}
            News::Away { from, to } => write(conn, OutageKind::Away, from, to).await?,
            News::ClockStep { from, to } => write(conn, OutageKind::ClockStep, from, to).await?,
        }
        Ok((beat.now, news))
    })
    .await
}

async fn write(conn: &mut Conn, kind: OutageKind, from: DateTime<Utc>, to: DateTime<Utc>) -> QueryResult<()> {
    // Every server sees the same jump of the clock; one row of it is enough.
    let near = TimeDelta::minutes(1);
    let known = outages::table
        .filter(outages::kind.eq(OutageKind::ClockStep))
        .filter(outages::to_at.between(to - near, to + near));
    if kind == OutageKind::ClockStep && diesel::select(diesel::dsl::exists(known)).get_result(conn).await? {
        return Ok(());
    }
    let row = (
        outages::id.eq(Uuid::now_v7()),
        outages::kind.eq(kind),
        outages::from_at.eq(from),
        outages::to_at.eq(to),
    );
    diesel::insert_into(outages::table).values(row).execute(conn).await?;
    Ok(())
}
