//! When the people of the demonstration were entered: two years ago, so that past days are not empty; one of them only
//! a month ago, so that what is known now differs from what was known then.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::schema::{employments, holding_requirements, memberships, people, person_names, role_grants};
use crate::db::{Conn, PersonId};

/// Since when people belong to the company.
const SINCE: TimeDelta = TimeDelta::days(730);

/// When the one who was forgotten was entered, and since when this one belongs to the company.
const FORGOTTEN: (TimeDelta, TimeDelta) = (TimeDelta::days(30), TimeDelta::days(200));

/// Moves everything that was entered just now to these times.
pub(super) async fn long_ago(conn: &mut Conn, forgotten: PersonId, now: DateTime<Utc>) -> QueryResult<()> {
    let since = now - SINCE;
    diesel::update(people::table).set(people::created_at.eq(since)).execute(conn).await?;
    diesel::update(person_names::table).set(person_names::valid_from.eq(since)).execute(conn).await?;
    diesel::update(role_grants::table).set(role_grants::granted_at.eq(since)).execute(conn).await?;
    diesel::update(employments::table)
        .set((employments::valid_from.eq(since), employments::recorded_at.eq(since)))
        .execute(conn)
        .await?;
    diesel::update(memberships::table)
        .set((memberships::valid_from.eq(since), memberships::recorded_at.eq(since)))
        .execute(conn)
        .await?;
    diesel::update(holding_requirements::table)
        .set(holding_requirements::created_at.eq(holding_requirements::valid_from))
        .execute(conn)
        .await?;
    let (entered, hired) = (now - FORGOTTEN.0, now - FORGOTTEN.1);
    diesel::update(people::table.find(forgotten)).set(people::created_at.eq(entered)).execute(conn).await?;
    diesel::update(person_names::table.filter(person_names::person_id.eq(forgotten)))
        .set(person_names::valid_from.eq(entered))
        .execute(conn)
        .await?;
    diesel::update(employments::table.filter(employments::person_id.eq(forgotten)))
        .set((employments::valid_from.eq(hired), employments::recorded_at.eq(entered)))
        .execute(conn)
        .await?;
    diesel::update(memberships::table.filter(memberships::person_id.eq(forgotten)))
        .set((memberships::valid_from.eq(hired), memberships::recorded_at.eq(entered)))
        .execute(conn)
        .await?;
    Ok(())
}
