//! Statements that are prepared once on each connection. Diesel keeps a prepared statement only where it can prove from
//! its types that the text is always the same: never for `sql_query`, an UPDATE, or an INSERT of an optional value. Asked
//! hundreds of times a second, those then cost a round trip more and are parsed and planned each time anew.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::{QueryResult, RunQueryDsl};

/// A statement that is kept by its text.
#[derive(Debug, Clone, Copy)]
#[must_use = "a statement does nothing before it is executed or loaded"]
pub struct Prepared<Statement>(Statement);

/// Lets a statement be kept.
pub trait Prepare: Sized {
    /// The same statement, prepared once on each connection. Only for one with few possible texts: each stays prepared
    /// for as long as the connection lives.
    fn prepared(self) -> Prepared<Self> {
        Prepared(self)
    }
}

impl<Statement: QueryFragment<Pg>> Prepare for Statement {}

impl<Statement: QueryFragment<Pg>> QueryFragment<Pg> for Prepared<Statement> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Statement> QueryId for Prepared<Statement> {
    type QueryId = ();

    /// The key is the text, not the type.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Statement: Query> Query for Prepared<Statement> {
    type SqlType = Statement::SqlType;
}

impl<Connection, Statement> RunQueryDsl<Connection> for Prepared<Statement> {}
