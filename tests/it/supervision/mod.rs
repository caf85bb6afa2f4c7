//! The room board: who stands how, more time, pauses, ending, lost time.

mod board;
mod extending;
mod one_person;
mod outages;
mod pausing;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::attempts::world::World;
use crate::harness::people::Someone;

pub const ROOM: &str = "/exams/pilot/room";

/// What the page of an attempt hears when it says this.
pub async fn beat(someone: &Someone, href: &str, epoch: i32, unsaved: u16, position: i16) -> Value {
    let body = json!({ "epoch": epoch, "unsaved": unsaved, "position": position });
    let reply = someone.post_json(&format!("{href}/heartbeat"), &body).await.expect(200);
    serde_json::from_str(&reply).unwrap()
}

/// Sends a form and gives the page it leads to.
pub async fn follow(someone: &Someone, path: &str, fields: &[(&str, &str)]) -> String {
    let to = someone.post(path, fields).await.expect_redirect();
    someone.get(&to).await.expect(200)
}

/// Lets the one clock of the test stand at an instant.
pub async fn set_clock(world: &World, at: DateTime<Utc>) {
    world
        .server
        .sql(&format!(
            "CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
             AS $$ SELECT timestamptz '{}' $$",
            at.to_rfc3339()
        ))
        .await;
}
