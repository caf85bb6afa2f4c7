//! Questions of all banks that say nearly the same as those of a file.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text, Uuid};
use diesel_async::RunQueryDsl;
use question_formats::QuestionDraft;

use crate::banks::model::{Repeats, Resemblance};
use crate::banks::rules::{Resembling, Said, Wordings};
use crate::db::{Conn, QuestionId};

/// Questions read at a time, so that memory does not grow with the banks.
const AT_ONCE: i32 = 2000;

/// What current questions say, one row a language, in the order of their ids.
const WORDINGS: &str = "
    SELECT page.question_id, banks.code AS bank, questions.code AS question, one.value->>'stem' AS stem,
           (SELECT string_agg(option, E'\\x1f') FROM jsonb_array_elements_text(one.value->'options') AS option)
               AS options
    FROM (SELECT question_id, version_id FROM bank_questions
          WHERE to_revision IS NULL AND question_id > $1 ORDER BY question_id LIMIT $2) AS page
    JOIN questions ON questions.id = page.question_id
    JOIN banks ON banks.id = questions.bank_id
    JOIN question_versions AS version ON version.id = page.version_id
    CROSS JOIN LATERAL jsonb_each(version.texts) AS one
    ORDER BY page.question_id, one.key DESC";

#[derive(QueryableByName)]
struct Wording {
    #[diesel(sql_type = Uuid)]
    question_id: QuestionId,
    #[diesel(sql_type = Text)]
    bank: String,
    #[diesel(sql_type = Text)]
    question: String,
    #[diesel(sql_type = Nullable<Text>)]
    stem: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    options: Option<String>,
}

/// For each of these questions of a file, in their order, the questions of all banks and of the file most like it.
///
/// # Errors
/// Whatever the database says.
pub async fn resemblances(
    conn: &mut Conn,
    drafts: &[(i32, &QuestionDraft)],
) -> QueryResult<Vec<Vec<Resemblance>>> {
    let wordings = Wordings::of(drafts.iter().copied());
    let mut rows = apart(move || wordings.compared()).await?;
    let mut last = QuestionId(uuid::Uuid::nil());
    loop {
        let page: Vec<Wording> =
            diesel::sql_query(WORDINGS).bind::<Uuid, _>(last).bind::<Integer, _>(AT_ONCE).load(conn).await?;
        let Some(end) = page.last() else { return Ok(rows.found()) };
        last = end.question_id;
        rows = apart(move || compared(rows, page)).await?;
    }
}

fn compared(mut rows: Resembling, page: Vec<Wording>) -> Resembling {
    for one in page {
        let options = one.options.as_deref().map(|texts| texts.split('\u{1f}'));
        let said = Said::of(one.stem.as_deref().unwrap_or_default(), options.into_iter().flatten());
        rows.compare(&Repeats::Question(one.bank, one.question), &said);
    }
    rows
}

/// Thousands of questions take a while to compare: whoever waits on this thread, and the beats of the work itself, do not
/// wait behind them.
async fn apart<T: Send + 'static>(compare: impl FnOnce() -> T + Send + 'static) -> QueryResult<T> {
    let compared = tokio::task::spawn_blocking(compare).await;
    compared.map_err(|problem| diesel::result::Error::QueryBuilderError(problem.into()))
}
