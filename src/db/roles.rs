//! Two roles in the database: one that changes the schema, and the one the server works with, which gets just what it needs.
//! What gets into the server's statements can then neither change tables nor touch the audit trail.

use diesel::sql_types::{Bool, Text};
use diesel::{ConnectionError, QueryResult, QueryableByName};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::migrations::MIGRATION_LOCK;
use super::pool::connect_without_limits;

/// What the server may do, in the words of Postgres. `{role}` is put in quoted by Postgres itself.
const GRANTS: &str = include_str!("grants.sql");

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
    /// Both addresses name one role.
    #[error("CERTAMEN_MIGRATION_DATABASE_URL and DATABASE_URL name the same role, {0}: they must be two")]
    Same(String),
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

/// Gives the role of `url` what a server needs, as the role of `migrating`, and sees to it that it has no more.
///
/// # Errors
/// See [`RoleError`].
pub async fn separate(migrating: &str, url: &str) -> Result<(), RoleError> {
    let mut owner = connect_without_limits(migrating).await?;
    let mut server = connect_without_limits(url).await?;
    let (theirs, ours) = (Facts::of(&mut owner).await?, Facts::of(&mut server).await?);
    if theirs.name == ours.name {
        return Err(RoleError::Same(ours.name));
    }
    let grants = GRANTS.replace("{role}", &ours.quoted);
    // Sent together it is one transaction: no server is without its rights for a moment. Those who start together take turns.
    let turn = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK});");
    owner.batch_execute(&format!("{turn}\n{grants}")).await?;
    let ours = Facts::of(&mut server).await?;
    let excess = ours.excess();
    if excess.is_empty() { Ok(()) } else { Err(RoleError::TooMuch { role: ours.name, excess }) }
}

/// What the role of `url` may and should not, in words; changes nothing.
///
/// # Errors
/// [`RoleError::Connect`] or [`RoleError::Refused`]; [`RoleError::Same`] where `migrating` is no other role.
pub async fn excess(migrating: &str, url: &str) -> Result<Vec<&'static str>, RoleError> {
    let theirs = Facts::of(&mut connect_without_limits(migrating).await?).await?;
    let ours = Facts::of(&mut connect_without_limits(url).await?).await?;
    if theirs.name == ours.name { Err(RoleError::Same(ours.name)) } else { Ok(ours.excess()) }
}
