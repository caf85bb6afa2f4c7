//! Finding questions among the current ones of a bank, or of all banks.

use std::collections::{BTreeMap, HashMap};

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, SmallInt, Text, Uuid};
use diesel_async::RunQueryDsl;

use super::{all, topic_tree};
use crate::banks::model::{Listed, ListedRow, QuestionFilter, QuestionVersion, ReviewState};
use crate::banks::rules::{self, Counts, Found, SEARCH_METHOD, Search, TopicTree};
use crate::db::schema::{banks, materials, question_versions, questions};
use crate::db::{BankId, Conn, QuestionVersionId};
use crate::web::paging::Paging;

/// What the page of a list of questions shows.
pub struct FoundQuestions {
    /// The questions of the page, by code of bank and question.
    pub versions: Vec<QuestionVersion>,
    /// Those that fit and that exams do not draw yet, with how far they are.
    pub waiting: BTreeMap<QuestionVersionId, ReviewState>,
    /// Which page of how many.
    pub paging: Paging,
    /// What each choice of the filter would show.
    pub counts: Counts,
    /// All topics.
    pub tree: TopicTree,
    /// Current questions that the search does not know yet, because they came with a large file just now.
    pub not_searchable: i64,
}

/// The questions of a bank (`None`: of all banks) that fit a filter: page `page` (from 1) of `size` each.
///
/// # Errors
/// Whatever the database says.
pub async fn find(
    conn: &mut Conn,
    bank: Option<BankId>,
    filter: &QuestionFilter,
    page: i64,
    size: i64,
) -> QueryResult<FoundQuestions> {
    let tree = topic_tree(conn).await?;
    let search = filter.text.as_deref().and_then(Search::parse);
    let not_searchable = if search.is_some() { count_not_searchable(conn).await? } else { 0 };
    let listed = listed(conn, bank, search.as_ref()).await?;
    let Found { versions: fitting, waiting, counts } = rules::found(&listed, filter, &tree);
    let total = i64::try_from(fitting.len()).unwrap_or(i64::MAX);
    let paging = Paging::new(page, size, total);
    let first = usize::try_from(paging.first_row() - 1).unwrap_or(0);
    let shown = usize::try_from(size).unwrap_or(usize::MAX);
    let ids: Vec<QuestionVersionId> = fitting.into_iter().skip(first).take(shown).collect();
    let mut by_id: HashMap<QuestionVersionId, QuestionVersion> =
        read(conn, &ids).await?.into_iter().map(|version| (version.id, version)).collect();
    let versions = ids.iter().filter_map(|id| by_id.remove(id)).collect();
    Ok(FoundQuestions { versions, waiting, paging, counts, tree, not_searchable })
}

/// The codes of all questions of a bank that fit a filter, in order.
///
/// # Errors
/// Whatever the database says.
pub async fn codes_of_fitting(
    conn: &mut Conn,
    bank: BankId,
    filter: &QuestionFilter,
) -> QueryResult<Vec<String>> {
    let tree = topic_tree(conn).await?;
    let search = filter.text.as_deref().and_then(Search::parse);
    let listed = listed(conn, Some(bank), search.as_ref()).await?;
    let fitting = rules::found(&listed, filter, &tree).versions;
    questions::table
        .inner_join(question_versions::table)
        .filter(question_versions::id.eq_any(fitting))
        .order(questions::code)
        .select(questions::code)
        .load(conn)
        .await
}

/// The current questions, by code of bank and question; with a search those that hold what is sought.
async fn listed(conn: &mut Conn, bank: Option<BankId>, search: Option<&Search>) -> QueryResult<Vec<Listed>> {
    if search.is_some_and(Search::is_hopeless) {
        return Ok(Vec::new());
    }
    let mut sql = include_str!("listed.sql").trim_end().to_owned();
    if bank.is_some() {
        sql.push_str(" AND members.bank_id = $1");
    }
    if search.is_some() {
        let first = if bank.is_some() { 2 } else { 1 };
        sql.push_str(&format!(
            " AND members.version_id IN (SELECT version_id FROM question_search
              WHERE terms @> ${first} AND folded LIKE ALL (${}))",
            first + 1
        ));
    }
    sql.push_str(" ORDER BY banks.code, questions.code, members.version_id");
    let mut query = diesel::sql_query(sql).into_boxed::<Pg>();
    if let Some(bank) = bank {
        query = query.bind::<Uuid, _>(bank);
    }
    if let Some(search) = search {
        query = query.bind::<Array<Text>, _>(search.terms().to_vec());
        query = query.bind::<Array<Text>, _>(search.patterns());
    }
    let rows: Vec<ListedRow> = query.load(conn).await?;
    rows.into_iter().map(Listed::try_from).collect()
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Uuid)]
    version_id: QuestionVersionId,
}

/// Current questions that the search does not know, or knows by an older method.
const NOT_SEARCHABLE: &str = "FROM bank_questions AS members
    LEFT JOIN question_search AS known ON known.version_id = members.version_id AND known.method >= $1
    WHERE members.to_revision IS NULL AND known.version_id IS NULL";

async fn count_not_searchable(conn: &mut Conn) -> QueryResult<i64> {
    let sql = format!("SELECT count(*) AS count {NOT_SEARCHABLE}");
    let row: Count = diesel::sql_query(sql).bind::<SmallInt, _>(SEARCH_METHOD).get_result(conn).await?;
    Ok(row.count)
}

/// At most `limit` current questions that the search does not know yet.
pub(in crate::banks) async fn not_searchable(
    conn: &mut Conn,
    limit: i64,
) -> QueryResult<Vec<QuestionVersion>> {
    let sql = format!("SELECT members.version_id {NOT_SEARCHABLE} LIMIT $2");
    let query = diesel::sql_query(sql).bind::<SmallInt, _>(SEARCH_METHOD).bind::<BigInt, _>(limit);
    let ids: Vec<Id> = query.load(conn).await?;
    let ids: Vec<QuestionVersionId> = ids.into_iter().map(|row| row.version_id).collect();
    read(conn, &ids).await
}

/// These versions, in any order. Not through the kept ones: those are for people who sit exams now.
async fn read(conn: &mut Conn, ids: &[QuestionVersionId]) -> QueryResult<Vec<QuestionVersion>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = question_versions::table
        .inner_join(questions::table.inner_join(banks::table))
        .left_join(materials::table)
        .filter(question_versions::id.eq_any(ids))
        .select(version_columns!())
        .load(conn)
        .await?;
    all(rows)
}
