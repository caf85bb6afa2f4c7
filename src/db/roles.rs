//! Roles in the database: one that changes the schema, the one the server works with, which gets just what it needs, and one
//! that only reads, for records and reports. What gets into the server's statements can then neither change tables nor touch
//! the audit trail, nor, in reports, change anything or see what lets somebody in.

use diesel::sql_types::{Bool, Text};
use diesel::{ConnectionError, QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::migrations::MIGRATION_LOCK;
use super::pool::connect_without_limits;

/// The role a server works with in a Postgres of its own.
pub const SERVER: &str = "certamen_app";

/// The role of records and reports there.
pub const REPORTS: &str = "certamen_report";

/// What the server may do, in the words of Postgres. `{role}` is put in quoted by Postgres itself.
const GRANTS: &str = include_str!("grants.sql");

/// What records and reports may read, in the same way.
const REPORT_GRANTS: &str = include_str!("report_grants.sql");

/// Makes the roles where they are missing: in a Postgres that only this server and its user reach, so that they need no
/// passwords.
const MAKE_ROLES: &str = "
    DO $$
    DECLARE role name;
    BEGIN
        FOREACH role IN ARRAY ARRAY['certamen_app', 'certamen_report'] LOOP
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
                EXECUTE format('CREATE ROLE %I LOGIN', role);
            END IF;
        END LOOP;
    END $$";

/// Why the two roles are not what they should be.
#[derive(Debug, thiserror::Error)]
pub enum RoleError {
    /// One of them cannot connect.
    #[error("cannot connect to the database: {0}")]
    Connect(#[from] ConnectionError),
    /// Rights could not be given or looked at.
    #[error(
        "the role that migrates cannot give rights to the role of DATABASE_URL: {0}. It must own every table: \
         REASSIGN OWNED BY the-old-role TO the-migrating-role"
    )]
    Refused(#[from] diesel::result::Error),
    /// Two addresses name one role.
    #[error("CERTAMEN_MIGRATION_DATABASE_URL and {with} name the same role, {name}: they must be two")]
    Same {
        /// The setting that names the role, too.
        with: &'static str,
        /// The role.
        name: String,
    },
    /// The server's role could do what only the other one should.
    #[error(
        "the role {role} of DATABASE_URL {}. Take that away from it, or give another role",
        excess.join(", ")
    )]
    TooMuch {
        /// Its name.
        role: String,
        /// What it may or is.
        excess: Vec<&'static str>,
    },
}

/// What the role of a connection is called and what it may.
#[derive(Debug, QueryableByName)]
struct Facts {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    quoted: String,
    #[diesel(sql_type = Bool)]
    is_superuser: bool,
    #[diesel(sql_type = Bool)]
    creates: bool,
    #[diesel(sql_type = Bool)]
    owns: bool,
    #[diesel(sql_type = Bool)]
    rewrites: bool,
}

const FACTS: &str = "
    SELECT r.rolname::text AS name, quote_ident(r.rolname) AS quoted, r.rolsuper AS is_superuser,
           has_schema_privilege(r.oid, 'public', 'CREATE') AS creates,
           EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                      AND pg_has_role(r.oid, c.relowner, 'MEMBER')) AS owns,
           EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
                      AND c.relname IN ('audit_events', 'audit_chain')
                      AND has_table_privilege(r.oid, c.oid, 'UPDATE, DELETE, TRUNCATE')) AS rewrites
      FROM pg_roles r WHERE r.rolname = current_user";

impl Facts {
    async fn of(conn: &mut AsyncPgConnection) -> QueryResult<Self> {
        diesel::sql_query(FACTS).get_result(conn).await
    }

    /// What it may and should not.
    fn excess(&self) -> Vec<&'static str> {
        let all = [
            (self.is_superuser, "is a superuser"),
            (self.owns && !self.is_superuser, "owns tables or belongs to the role that owns them"),
            (self.creates && !self.is_superuser, "may make tables"),
            (self.rewrites && !self.is_superuser, "may change the audit trail"),
        ];
        all.into_iter().filter_map(|(is, said)| is.then_some(said)).collect()
    }
}

/// Makes the roles [`SERVER`] and [`REPORTS`] where they are missing, as the role of `owner`.
///
/// # Errors
/// See [`RoleError`].
pub async fn make_own(owner: &str) -> Result<(), RoleError> {
    Ok(connect_without_limits(owner).await?.batch_execute(MAKE_ROLES).await?)
}

/// Gives the role of `server` what a server needs, and the role of `reports` what those need, as the role of `owner`, and sees
/// to it that the server has no more.
///
/// # Errors
/// See [`RoleError`].
pub async fn separate(owner: &str, server: &str, reports: Option<&str>) -> Result<(), RoleError> {
    let mut owner = connect_without_limits(owner).await?;
    let mut server = connect_without_limits(server).await?;
    let ours = others(&mut owner, &mut server, "DATABASE_URL").await?;
    let mut grants = GRANTS.replace("{role}", &ours.quoted);
    if let Some(reports) = reports {
        let mut reports = connect_without_limits(reports).await?;
        let theirs = others(&mut owner, &mut reports, "CERTAMEN_REPORT_DATABASE_URL").await?;
        // Where both are one role it may do what the server may.
        if theirs.name != ours.name {
            grants.push_str(&REPORT_GRANTS.replace("{role}", &theirs.quoted));
        }
    }
    // Sent together it is one transaction: no server is without its rights for a moment. Those who start together take turns.
    let turn = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK});");
    owner.batch_execute(&format!("{turn}\n{grants}")).await?;
    let ours = Facts::of(&mut server).await?;
    let excess = ours.excess();
    if excess.is_empty() { Ok(()) } else { Err(RoleError::TooMuch { role: ours.name, excess }) }
}

/// The facts of the second role, which has to be another one than the first.
async fn others(
    owner: &mut AsyncPgConnection,
    other: &mut AsyncPgConnection,
    with: &'static str,
) -> Result<Facts, RoleError> {
    let (owner, other) = (Facts::of(owner).await?, Facts::of(other).await?);
    if owner.name == other.name { Err(RoleError::Same { with, name: other.name }) } else { Ok(other) }
}

/// What the role of `server` may and should not, in words; changes nothing.
///
/// # Errors
/// [`RoleError::Connect`] or [`RoleError::Refused`]; [`RoleError::Same`] where `owner` is no other role.
pub async fn excess(owner: Option<&str>, server: &str) -> Result<Vec<&'static str>, RoleError> {
    let mut server = connect_without_limits(server).await?;
    let Some(owner) = owner else { return Ok(Facts::of(&mut server).await?.excess()) };
    let mut owner = connect_without_limits(owner).await?;
    Ok(others(&mut owner, &mut server, "DATABASE_URL").await?.excess())
}
