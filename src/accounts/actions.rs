//! What changes people, groups, roles, passwords and sessions. The only transactions of this room.

mod bringing_in;
mod employment;
mod groups;
mod invitations;
mod managers;
mod own_sessions;
mod passwords;
mod people;
mod roles;
mod second_factor;
mod sessions;
mod sign_in;
mod sign_on;
mod telling;

use diesel::QueryResult;
use serde_json::Value;

pub use bringing_in::{
    BroughtIn, ImportUndone, bring_in_people, discard_people_import, explain_people_import,
    keep_people_import, undo_people_import,
};
pub use employment::{Moved, leave, return_to_work, transfer};
pub use groups::{
    GroupChange, add_group, change_groups, close_group, move_group, rename_group, switch_passwords,
};
pub use invitations::{
    accept_first_admin, accept_set_password, invite_first_admin, invite_many, invite_to_set_password,
};
pub use managers::{add_manager, remove_manager};
pub use own_sessions::end_session;
pub use passwords::{change_password, reset_password};
pub use people::{add_person, block, choose, choose_language, rename, unblock};
pub use roles::change_roles;
pub use second_factor::{
    Begun, SecondStep, begin, check_code, confirm_factor, decide_second_factor, finish_sign_in,
    prepare_factor, remove_factor, renew_codes,
};
pub use sessions::{Opened, begin_session, end_other_sessions, note_proof, sign_out};
pub use sign_in::{Origin, OwnProof, SignIn, check_own_password, sign_in};
pub use sign_on::{Back, Met, Sent, SignedOn, forget_account, let_in, send_away, take_back};

use crate::audit::{self, Actor, Event};
use crate::db::{Conn, PersonId};

/// Writes into the audit trail what was done to a person.
async fn record_about_person(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    person: PersonId,
    detail: Value,
) -> QueryResult<()> {
    let event = Event { action, subject_kind: "person", subject_id: person.to_string(), detail };
    audit::record(conn, actor, event).await
}
