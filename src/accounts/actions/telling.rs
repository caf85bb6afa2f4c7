//! Telling people what happened to their account. Messages are delivered by the room `outbox`, which stands higher: its rows
//! are written here.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::json;
use uuid::Uuid;

use crate::accounts::model::{AccountChange, AccountNotice};
use crate::db::schema::{outbox_messages, people};
use crate::db::{self, Conn, MessageId, PersonId};

/// Writes into the inbox of a person what happened to their account and, where mail is on (`by_mail`) and they have an address,
/// a mail that says the same. Runs inside the **caller's** transaction, so that nothing happens untold.
///
/// # Errors
/// Whatever the database says; the caller's transaction must then fail too.
pub(super) async fn tell(
    conn: &mut Conn,
    person: PersonId,
    change: AccountChange,
    by_mail: bool,
) -> QueryResult<()> {
    let now = db::now(conn).await?;
    let email: Option<String> = people::table.find(person).select(people::email).get_result(conn).await?;
    let about = Uuid::now_v7();
    let row = |channel: &'static str| {
        // An inbox is a list of these rows.
        let has_arrived = channel == "inbox";
        (
            outbox_messages::id.eq(MessageId::new()),
            outbox_messages::kind.eq("account"),
            outbox_messages::channel.eq(channel),
            outbox_messages::person_id.eq(person),
            outbox_messages::payload.eq(json!(AccountNotice { change })),
            outbox_messages::dedup_key.eq(format!("account/{about}/{channel}/{person}")),
            outbox_messages::state.eq(if has_arrived { "sent" } else { "waiting" }),
            outbox_messages::created_at.eq(now),
            outbox_messages::next_try_at.eq(now),
            outbox_messages::finished_at.eq(has_arrived.then_some(now)),
        )
    };
    let mut rows = vec![row("inbox")];
    rows.extend((by_mail && email.is_some()).then(|| row("mail")));
    diesel::insert_into(outbox_messages::table).values(rows).execute(conn).await?;
    Ok(())
}
