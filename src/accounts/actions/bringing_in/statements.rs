//! The statements with which [`Writing`] is written, each for many people.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::AT_ONCE;
use super::writing::{Login, Writing};
use crate::accounts::actions::employment;
use crate::accounts::model::{
    NewIdentity, NewMembership, NewPersonName, NewPersonRow, NewReportingLine, NewRoleGrant,
};
use crate::base::text::fold_login;
use crate::db::schema::{
    employments, identities, memberships, people, person_names, reporting_lines, role_grants,
};
use crate::db::{Conn, PersonId};

impl Writing<'_> {
    /// Writes all of it.
    pub(super) async fn write(&self, conn: &mut Conn) -> QueryResult<()> {
        self.write_people(conn).await?;
        self.write_logins(conn).await?;
        self.write_names(conn).await?;
        self.write_employments(conn).await?;
        self.write_memberships(conn).await?;
        self.write_roles(conn).await?;
        self.write_managers(conn).await?;
        employment::end_employments(conn, &self.gone, self.now, self.now).await
    }

    async fn write_people(&self, conn: &mut Conn) -> QueryResult<()> {
        let rows: Vec<NewPersonRow<'_>> = self
            .new
            .iter()
            .map(|(id, row)| NewPersonRow {
                id: *id,
                employee_number: row.employee_number.as_deref(),
                email: row.email.as_deref(),
                phone: row.phone.as_deref(),
                password_hash: None,
                password_changed_at: None,
            })
            .collect();
        for some in rows.chunks(AT_ONCE) {
            diesel::insert_into(people::table).values(some).execute(conn).await?;
        }
        Ok(())
    }

    /// Names to sign in with: those that change are taken away first, so that one may pass from one to another.
    async fn write_logins(&self, conn: &mut Conn) -> QueryResult<()> {
        let changed: Vec<&Login> = self.logins.iter().filter(|one| !one.is_new_person).collect();
        if !changed.is_empty() {
            let people: Vec<PersonId> = changed.iter().map(|one| one.person).collect();
            let kinds: Vec<&str> = changed.iter().map(|one| one.kind).collect();
            let logins: Vec<&str> = changed.iter().map(|one| one.login.as_str()).collect();
            diesel::sql_query(
                "DELETE FROM identities i USING unnest($1, $2) AS x (person, kind)
                 WHERE i.person_id = x.person AND i.kind = x.kind AND i.provider = 'local'",
            )
            .bind::<Array<SqlUuid>, _>(&people)
            .bind::<Array<Text>, _>(&kinds)
            .execute(conn)
            .await?;
            for kind in ["employee_number", "phone", "email"] {
                diesel::sql_query(format!(
                    "UPDATE people p SET {kind} = x.login FROM unnest($1, $2, $3) AS x (person, kind, login)
                     WHERE p.id = x.person AND x.kind = '{kind}'"
                ))
                .bind::<Array<SqlUuid>, _>(&people)
                .bind::<Array<Text>, _>(&kinds)
                .bind::<Array<Text>, _>(&logins)
                .execute(conn)
                .await?;
            }
        }
        let rows: Vec<NewIdentity<'_>> = self
            .logins
            .iter()
            .map(|one| NewIdentity {
                id: Uuid::now_v7(),
                person_id: one.person,
                provider: "local",
                subject: fold_login(&one.login),
                kind: one.kind,
            })
            .collect();
        for some in rows.chunks(AT_ONCE) {
            diesel::insert_into(identities::table).values(some).execute(conn).await?;
        }
        Ok(())
    }

    async fn write_names(&self, conn: &mut Conn) -> QueryResult<()> {
        let people: Vec<PersonId> = self.names.iter().map(|(id, ..)| *id).collect();
        diesel::update(
            person_names::table
                .filter(person_names::person_id.eq_any(people))
                .filter(person_names::valid_to.is_null()),
        )
        .set(person_names::valid_to.eq(self.now))
        .execute(conn)
        .await?;
        let rows: Vec<NewPersonName<'_>> = self
            .names
            .iter()
            .map(|(person_id, name, latin_name)| NewPersonName {
                id: Uuid::now_v7(),
                person_id: *person_id,
                name,
                latin_name: latin_name.as_deref(),
                valid_from: self.now,
            })
            .collect();
        for some in rows.chunks(AT_ONCE) {
            diesel::insert_into(person_names::table).values(some).execute(conn).await?;
        }
        Ok(())
    }

    async fn write_employments(&self, conn: &mut Conn) -> QueryResult<()> {
        for some in self.begins.chunks(AT_ONCE) {
            let rows: Vec<_> = some
                .iter()
                .map(|(person, from)| {
                    (
                        employments::id.eq(Uuid::now_v7()),
                        employments::person_id.eq(*person),
                        employments::valid_from.eq(*from),
                        employments::recorded_at.eq(self.now),
                    )
                })
                .collect();
            diesel::insert_into(employments::table).values(rows).execute(conn).await?;
        }
        employment::open_accounts(conn, &self.back).await?;
        let (people, days): (Vec<PersonId>, Vec<DateTime<Utc>>) = self.hired.iter().copied().unzip();
        diesel::sql_query(
            "UPDATE employments e SET valid_from = x.day FROM unnest($1, $2) AS x (person, day)
             WHERE e.person_id = x.person AND e.valid_to IS NULL",
        )
        .bind::<Array<SqlUuid>, _>(&people)
        .bind::<Array<Timestamptz>, _>(&days)
        .execute(conn)
        .await?;
        Ok(())
    }

    async fn write_memberships(&self, conn: &mut Conn) -> QueryResult<()> {
        employment::end_memberships(conn, &self.leaves, self.now).await?;
        for some in self.joins.chunks(AT_ONCE) {
            let rows: Vec<NewMembership> = some
                .iter()
                .map(|(person_id, group_id)| NewMembership {
                    id: Uuid::now_v7(),
                    person_id: *person_id,
                    group_id: *group_id,
                    valid_from: self.now,
                    recorded_at: self.now,
                })
                .collect();
            diesel::insert_into(memberships::table)
                .values(rows)
                .on_conflict_do_nothing()
                .execute(conn)
                .await?;
        }
        Ok(())
    }

    async fn write_roles(&self, conn: &mut Conn) -> QueryResult<()> {
        for some in self.roles.chunks(AT_ONCE) {
            let rows: Vec<NewRoleGrant> = some
                .iter()
                .map(|(person_id, role)| NewRoleGrant {
                    id: Uuid::now_v7(),
                    person_id: *person_id,
                    role: *role,
                    granted_by: self.actor.person_id,
                    granted_at: self.now,
                })
                .collect();
            diesel::insert_into(role_grants::table)
                .values(rows)
                .on_conflict_do_nothing()
                .execute(conn)
                .await?;
        }
        Ok(())
    }

    async fn write_managers(&self, conn: &mut Conn) -> QueryResult<()> {
        let people: Vec<PersonId> = self.managers.iter().map(|(person, _)| *person).collect();
        diesel::update(
            reporting_lines::table
                .filter(reporting_lines::person_id.eq_any(people))
                .filter(reporting_lines::valid_to.is_null()),
        )
        .set(reporting_lines::valid_to.eq(self.now))
        .execute(conn)
        .await?;
        for some in self.managers.chunks(AT_ONCE) {
            let rows: Vec<NewReportingLine> = some
                .iter()
                .map(|(person_id, manager_id)| NewReportingLine {
                    id: Uuid::now_v7(),
                    person_id: *person_id,
                    manager_id: *manager_id,
                    valid_from: self.now,
                })
                .collect();
            diesel::insert_into(reporting_lines::table).values(rows).execute(conn).await?;
        }
        Ok(())
    }
}
