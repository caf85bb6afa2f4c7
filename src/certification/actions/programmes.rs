//! Making and changing certifications: versions of the rules, and who must hold them.

use diesel::prelude::*;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde_json::json;
use uuid::Uuid;

use crate::audit::{self, Actor, Event};
use crate::certification::model::{
    NewHoldingRequirement, NewProgramme, NewProgrammeVersion, NewRoleRequirement, ProgrammeRules,
    ProgrammeVersion,
};
use crate::certification::queries;
use crate::db::schema::{holding_requirements, programme_versions, programmes, role_requirements};
use crate::db::{Conn, Prepare, ProgrammeId, ProgrammeVersionId};

/// Makes a certification.
///
/// # Errors
/// `programmes_code_taken` when the code is in use; otherwise whatever the database says.
pub async fn create_programme(
    conn: &mut Conn,
    actor: &Actor,
    code: &str,
    new: &ProgrammeRules,
) -> QueryResult<ProgrammeId> {
    conn.transaction(async |conn| {
        let id = ProgrammeId::new();
        diesel::insert_into(programmes::table)
            .values(NewProgramme { id, code, created_by: actor.person_id })
            .prepared()
            .execute(conn)
            .await?;
        insert_version(conn, actor, id, 1, new).await?;
        move_holders(conn, actor, id, new).await?;
        move_roles(conn, actor, id, new).await?;
        record_programme(conn, actor, "programme.created", code, new).await?;
        Ok(id)
    })
    .await
}

/// Changes the rules of a certification: a new version where anything of them or their first day differs, and the groups
/// and roles from/to.
/// `seen` is the number of the version the person looked at; `false` when there is a newer one, nothing is
/// written then. Certificates that exist stay as they are.
///
/// # Errors
/// [`diesel::result::Error::NotFound`] when there is no such certification; otherwise whatever the database says.
pub async fn change_programme(
    conn: &mut Conn,
    actor: &Actor,
    code: &str,
    seen: i32,
    new: &ProgrammeRules,
) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        let id: ProgrammeId = programmes::table
            .filter(programmes::code.eq(code))
            .select(programmes::id)
            .for_update()
            .first(conn)
            .await?;
        let current = queries::latest(conn, code).await?.ok_or(diesel::result::Error::NotFound)?;
        if current.number != seen {
            return Ok(false);
        }
        if !has_rules(&current, new) {
            insert_version(conn, actor, id, seen + 1, new).await?;
        }
        move_holders(conn, actor, id, new).await?;
        move_roles(conn, actor, id, new).await?;
        record_programme(conn, actor, "programme.changed", code, new).await?;
        Ok(true)
    })
    .await
}

fn has_rules(current: &ProgrammeVersion, new: &ProgrammeRules) -> bool {
    current.title_zh == new.title_zh
        && current.title_en == new.title_en
        && current.validity_months == new.validity_months
        && current.policy == new.policy
        && (current.applies_from == new.applies_from || new.applies_from.is_none())
}

async fn insert_version(
    conn: &mut Conn,
    actor: &Actor,
    programme_id: ProgrammeId,
    number: i32,
    new: &ProgrammeRules,
) -> QueryResult<()> {
    diesel::insert_into(programme_versions::table)
        .values(NewProgrammeVersion {
            id: ProgrammeVersionId::new(),
            programme_id,
            number,
            title_zh: &new.title_zh,
            title_en: &new.title_en,
            validity_months: new.validity_months,
            requirement_codes: &new.policy.codes(),
            rules: Some(json!(new.policy)),
            applies_from: new.applies_from,
            created_by: actor.person_id,
        })
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends the requirements that are gone or begin on another day, and adds the new ones.
async fn move_holders(
    conn: &mut Conn,
    actor: &Actor,
    programme_id: ProgrammeId,
    new: &ProgrammeRules,
) -> QueryResult<()> {
    let current = queries::holders(conn, programme_id).await?;
    for gone in current.iter().filter(|holder| !new.holders.contains(holder)) {
        // One that has not begun ends when it would have begun.
        diesel::sql_query(
            "UPDATE holding_requirements SET valid_to = greatest(valid_from, app_now())
             WHERE programme_id = $1 AND group_id = $2 AND valid_to IS NULL",
        )
        .bind::<SqlUuid, _>(programme_id)
        .bind::<SqlUuid, _>(gone.group_id)
        .prepared()
        .execute(conn)
        .await?;
    }
    let added: Vec<NewHoldingRequirement> = new
        .holders
        .iter()
        .filter(|holder| !current.contains(holder))
        .map(|holder| NewHoldingRequirement {
            id: Uuid::now_v7(),
            programme_id,
            group_id: holder.group_id,
            valid_from: holder.from,
            created_by: actor.person_id,
        })
        .collect();
    diesel::insert_into(holding_requirements::table).values(added).prepared().execute(conn).await?;
    Ok(())
}

/// The same for the roles.
async fn move_roles(
    conn: &mut Conn,
    actor: &Actor,
    programme_id: ProgrammeId,
    new: &ProgrammeRules,
) -> QueryResult<()> {
    let current = queries::role_holders(conn, programme_id).await?;
    for gone in current.iter().filter(|holder| !new.roles.contains(holder)) {
        diesel::sql_query(
            "UPDATE role_requirements SET valid_to = greatest(valid_from, app_now())
             WHERE programme_id = $1 AND role = $2 AND valid_to IS NULL",
        )
        .bind::<SqlUuid, _>(programme_id)
        .bind::<Text, _>(gone.role.as_str())
        .prepared()
        .execute(conn)
        .await?;
    }
    let added: Vec<NewRoleRequirement> = new
        .roles
        .iter()
        .filter(|holder| !current.contains(holder))
        .map(|holder| NewRoleRequirement {
            id: Uuid::now_v7(),
            programme_id,
            role: holder.role,
            valid_from: holder.from,
            created_by: actor.person_id,
        })
        .collect();
    diesel::insert_into(role_requirements::table).values(added).prepared().execute(conn).await?;
    Ok(())
}

async fn record_programme(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    code: &str,
    new: &ProgrammeRules,
) -> QueryResult<()> {
    let groups: Vec<_> = new.holders.iter().map(|holder| json!([holder.group_id, holder.from])).collect();
    let roles: Vec<_> = new.roles.iter().map(|holder| json!([holder.role, holder.from])).collect();
    let event = Event {
        action,
        subject_kind: "programme",
        subject_id: code.to_owned(),
        detail: json!({ "title_zh": new.title_zh, "title_en": new.title_en, "months": new.validity_months,
                        "rules": new.policy, "applies_from": new.applies_from, "groups": groups,
                        "roles": roles }),
    };
    audit::record(conn, actor, event).await
}
