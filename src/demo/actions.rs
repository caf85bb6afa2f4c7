//! Filling a database with the demonstration, whole or not at all.

mod entered;
mod sitting;

use diesel_async::AsyncConnection;

use super::{PASSWORD, exams, history, people, results};
use crate::accounts::passwords::Passwords;
use crate::accounts::queries::has_admin;
use crate::audit::Actor;
use crate::config::SiteConfig;
use crate::db::{self, Conn};
use crate::web::Error;

/// Fills an empty database with the demonstration; leaves any other as it is.
///
/// # Errors
/// Whatever the database or the hashing of passwords says; nothing is written then.
pub async fn fill(conn: &mut Conn, site: &SiteConfig, passwords: &Passwords) -> Result<(), Error> {
    if has_admin(conn).await? {
        return Ok(());
    }
    let hash = passwords.hash(PASSWORD).await?;
    conn.transaction(async |conn| {
        let now = db::now(conn).await?;
        let actor = Actor::server();
        let people = people::add(conn, &actor, &hash).await?;
        exams::add(conn, &actor, &people, site.zone, now).await?;
        exams::add_case(conn, &actor, people.north).await?;
        // Not the trainee whose login the demonstration shows: there the exam is still to be sat.
        if let Some(person) = people.trainees.get(7) {
            sitting::sit(conn, site, *person, exams::CASE.0).await?;
        }
        history::add(conn, &actor, site, &people, now).await?;
        results::add(conn, &actor, site, &people, now).await?;
        if let Some(forgotten) = people.trainees.get(8) {
            entered::long_ago(conn, *forgotten, now).await?;
        }
        Ok(())
    })
    .await
}
