//! Writing the reminders that are due, and keeping calendar links. The only transactions of this room.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use chrono_tz::Tz;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::{Map, Value, json};

use super::model::{Candidate, NewLink, Reminded};
use super::queries;
use super::rules::{days_left, due_step, last_days};
use crate::audit::{self, Actor, Event};
use crate::base::clock::day_in;
use crate::certification::actions::{Happened, tell};
use crate::config::Notices;
use crate::db::schema::calendar_links;
use crate::db::{self, Conn, PersonId, Prepare, app_now};
use crate::outbox::actions::enqueue;
use crate::outbox::model::{Digest, EventName, Expiry, Kind, NewMessage, Recipient};
use crate::outbox::queries::told;
use crate::web::cookies::Secret;

/// Most certificates that a list for a manager or chat names.
const NAMED: usize = 50;

/// How many days after the end programs are still told of it, after an outage for example.
const TOLD_AFTER: i64 = 7;

/// A step of a certificate that is due and was not told before.
struct Due {
    candidate: Candidate,
    step: i32,
    expiry: Expiry,
}

impl Due {
    fn about(&self) -> String {
        format!("reminder/{}/{}", self.candidate.certificate_id, self.step)
    }
}

/// Writes every reminder that is due now, each once: to the holder, as lists to managers and chats, as events to programs.
/// While another server does so nothing is done here.
///
/// # Errors
/// Whatever the database says; nothing is written then.
pub async fn remind(conn: &mut Conn, zone: Tz, settings: &Notices) -> QueryResult<Reminded> {
    conn.transaction(async |conn| {
        if !is_alone(conn).await? {
            return Ok(Reminded::default());
        }
        let today = day_in(db::now(conn).await?, zone);
        let due = due(conn, (today, zone), &settings.reminder_days).await?;
        let mail = settings.mail_is_on();
        let mut messages: Vec<NewMessage> = due.iter().flat_map(|one| to_holder(one, mail)).collect();
        let reminders = due.len();
        let lists = lists(conn, today, &due, mail).await?;
        let digests = lists.len();
        messages.extend(lists);
        enqueue(conn, &messages).await?;
        let events = tell_programs(conn, today, &due).await?;
        Ok(Reminded { reminders, digests, events })
    })
    .await
}

/// Whether no other server writes reminders; it stays so until the end of the transaction.
async fn is_alone(conn: &mut Conn) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        alone: bool,
    }
    let row: Row =
        diesel::sql_query("SELECT pg_try_advisory_xact_lock(hashtextextended('reminders', 0)) AS alone")
            .prepared()
            .get_result(conn)
            .await?;
    Ok(row.alone)
}

async fn due(conn: &mut Conn, (today, zone): (NaiveDate, Tz), steps: &[i32]) -> QueryResult<Vec<Due>> {
    let Some(days) = last_days(today, steps) else { return Ok(Vec::new()) };
    let mut due = Vec::new();
    for candidate in queries::candidates(conn, today, days).await? {
        let issued = day_in(candidate.issued_at, zone);
        if let Some(step) = due_step(issued, candidate.last_day, today, steps) {
            let expiry = candidate.expiry(days_left(candidate.last_day, today));
            due.push(Due { candidate, step, expiry });
        }
    }
    // Whoever is told at all is told in the inbox.
    let keys: Vec<String> = due.iter().map(|one| in_inbox(one).key()).collect();
    let told = told(conn, &keys).await?;
    let mut keys = keys.into_iter();
    due.retain(|_| keys.next().is_some_and(|key| !told.contains(&key)));
    Ok(due)
}

fn in_inbox(due: &Due) -> NewMessage {
    reminder(due, Recipient::Inbox(due.candidate.person_id))
}

fn reminder(due: &Due, recipient: Recipient) -> NewMessage {
    NewMessage { kind: Kind::Reminder, recipient, payload: json!(due.expiry), about: due.about() }
}

fn to_holder(due: &Due, mail: bool) -> impl Iterator<Item = NewMessage> {
    let by_mail =
        (mail && due.candidate.has_mail).then(|| reminder(due, Recipient::Mail(due.candidate.person_id)));
    std::iter::once(in_inbox(due)).chain(by_mail)
}

/// One list for each manager and each chat.
async fn lists(conn: &mut Conn, today: NaiveDate, due: &[Due], mail: bool) -> QueryResult<Vec<NewMessage>> {
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let mut of_person: HashMap<PersonId, Vec<&Due>> = HashMap::new();
    for one in due {
        of_person.entry(one.candidate.person_id).or_default().push(one);
    }
    let mut people: Vec<PersonId> = of_person.keys().copied().collect();
    people.sort();
    let concerning = |person: &PersonId| of_person.get(person).into_iter().flatten().copied();

    let mut of_manager: BTreeMap<(PersonId, bool), Vec<&Due>> = BTreeMap::new();
    for pair in queries::managers(conn, &people).await? {
        of_manager.entry((pair.manager_id, pair.has_mail)).or_default().extend(concerning(&pair.person_id));
    }
    let mut messages = Vec::new();
    for ((manager, has_mail), own) in of_manager {
        messages.push(list(today, &own, Recipient::Inbox(manager)));
        if mail && has_mail {
            messages.push(list(today, &own, Recipient::Mail(manager)));
        }
    }
    let mut of_robot = BTreeMap::<_, Vec<&Due>>::new();
    for pair in queries::robots(conn, &people).await? {
        of_robot.entry(pair.robot_id).or_default().extend(concerning(&pair.person_id));
    }
    messages.extend(of_robot.into_iter().map(|(robot, own)| list(today, &own, Recipient::Robot(robot))));
    Ok(messages)
}

/// One list a day, and another one only for what turned up later on the same day: it is named after the first of its steps,
/// each of which is told once.
fn list(today: NaiveDate, due: &[&Due], recipient: Recipient) -> NewMessage {
    let mut sorted = due.to_vec();
    sorted.sort_by_key(|one| (one.candidate.last_day, one.candidate.certificate_id));
    let first = sorted.iter().map(|one| one.about()).min().unwrap_or_default();
    let expiries: Vec<Expiry> = sorted.iter().take(NAMED).map(|one| one.expiry.clone()).collect();
    let digest = Digest { more: sorted.len() - expiries.len(), expiries };
    NewMessage {
        kind: Kind::Digest,
        recipient,
        payload: json!(digest),
        about: format!("digest/{today}/{first}"),
    }
}

/// Tells programs what comes near its end, at each step before it, and what has ended in the last days.
async fn tell_programs(conn: &mut Conn, today: NaiveDate, due: &[Due]) -> QueryResult<usize> {
    let days = |left: i64| Map::from_iter([("days_left".to_owned(), Value::from(left))]);
    let expiring = due
        .iter()
        .filter(|one| one.expiry.days_left >= 0)
        .map(|one| Happened {
            certificate: one.candidate.certificate_id,
            when: one.step.to_string(),
            besides: days(one.expiry.days_left),
        })
        .collect();
    let mut events = tell(conn, EventName::Expiring, expiring).await?;
    if crate::outbox::queries::listening(conn, EventName::Expired).await?.is_empty() {
        return Ok(events);
    }
    let from = today - chrono::TimeDelta::days(TOLD_AFTER);
    let until = today.pred_opt().unwrap_or(today);
    let over = queries::candidates(conn, today, (from, until)).await?;
    let over = over.into_iter().map(|one| Happened::once(one.certificate_id)).collect();
    events += tell(conn, EventName::Expired, over).await?;
    Ok(events)
}

/// Makes a secret calendar link for a person; the one they had works no more.
///
/// # Errors
/// Whatever the database says.
pub async fn make_link(conn: &mut Conn, actor: &Actor, person: PersonId) -> QueryResult<Secret> {
    conn.transaction(async |conn| {
        end_current(conn, person).await?;
        let secret = Secret::new();
        let link = NewLink { token_hash: &secret.hash(), person_id: person };
        diesel::insert_into(calendar_links::table).values(link).execute(conn).await?;
        note(conn, actor, person, "person.calendar_link_made").await?;
        Ok(secret)
    })
    .await
}

/// Ends a person's calendar link. `false` when there was none.
///
/// # Errors
/// Whatever the database says.
pub async fn end_link(conn: &mut Conn, actor: &Actor, person: PersonId) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let ended = end_current(conn, person).await?;
        if ended {
            note(conn, actor, person, "person.calendar_link_ended").await?;
        }
        Ok(ended)
    })
    .await
}

async fn end_current(conn: &mut Conn, person: PersonId) -> QueryResult<bool> {
    let current = calendar_links::table
        .filter(calendar_links::person_id.eq(person))
        .filter(calendar_links::ended_at.is_null());
    let ended =
        diesel::update(current).set(calendar_links::ended_at.eq(app_now().nullable())).execute(conn).await?;
    Ok(ended > 0)
}

async fn note(conn: &mut Conn, actor: &Actor, person: PersonId, action: &str) -> QueryResult<()> {
    let event = Event { action, subject_kind: "person", subject_id: person.to_string(), detail: json!({}) };
    audit::record(conn, actor, event).await
}
