//! Reading exams, published versions and assignments.

mod promises;
mod terms;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;

pub use promises::extra_time_at;

pub use terms::{
    AtTheDoor, CircumstancesOf, Hold, accommodated, accommodation_of, accommodations_of, circumstances,
    claim_circumstances, current_frame, everyone, grants_of, hold_the_doors, still_to_come, terms,
    waiting_at,
};

use super::delivery::Delivery;
use super::draw::{SectionCells, SectionPool};
use super::model::{
    AssignedExam, Assignment, CurrentVersion, Definition, Exam, ExamListItem, ExamRow, FoundPerson,
    PublishedExam, PublishedSection, SectionColumns, SectionDefinition, StoredCell, VersionRow,
};
use super::rules::Stock;
use super::scoring::{Key, Scoring};
use crate::accounts::Role;
use crate::accounts::queries::{GROUPS_ABOVE_EACH, groups_and_above};
use crate::banks;
use crate::banks::model::{PoolEntry, PoolFilter};
use crate::base::QuestionKind;
use crate::base::kept::Kept;
use crate::base::text::{has_forbidden_controls, is_code, pattern_holding};
use crate::db::schema::{
    assignments, exam_grants, exam_sections, exam_versions, exams, groups, people, person_names, role_grants,
};
use crate::db::{Conn, ExamId, ExamVersionId, PersonId, Prepare, QuestionVersionId};

/// The current version of an exam by the exam's code; `None` when there is no such exam or it was never
/// published.
///
/// # Errors
/// Whatever the database says.
pub async fn published(conn: &mut Conn, code: &str) -> QueryResult<Option<Arc<PublishedExam>>> {
    if !is_code(code) {
        return Ok(None);
    }
    let current: Option<ExamVersionId> = exam_versions::table
        .inner_join(exams::table)
        .filter(exams::code.eq(code))
        .order(exam_versions::number.desc())
        .select(exam_versions::id)
        .first(conn)
        .await
        .optional()?;
    match current {
        Some(version) => published_version(conn, version).await.map(Some),
        None => Ok(None),
    }
}

/// Published versions never change, and everybody who sits an exam needs the same one.
static VERSIONS: LazyLock<Kept<ExamVersionId, PublishedExam>> = LazyLock::new(|| Kept::of_one_database(100));

/// A published version, current or not.
///
/// # Errors
/// Whatever the database says; `NotFound` when there is no such version.
pub async fn published_version(conn: &mut Conn, version: ExamVersionId) -> QueryResult<Arc<PublishedExam>> {
    if let Some(kept) = VERSIONS.get(version) {
        return Ok(kept);
    }
    let (row, code) = exam_versions::table
        .inner_join(exams::table)
        .filter(exam_versions::id.eq(version))
        .select((VersionRow::as_select(), exams::code))
        .first(conn)
        .await?;
    let exam = with_sections(conn, row, code).await?;
    Ok(VERSIONS.put(version, exam))
}

/// How a published version is sat.
///
/// # Errors
/// Whatever the database says; `NotFound` when there is no such version.
pub async fn delivery_of(conn: &mut Conn, version: ExamVersionId) -> QueryResult<Delivery> {
    Ok(published_version(conn, version).await?.definition.delivery)
}

async fn with_sections(conn: &mut Conn, row: VersionRow, code: String) -> QueryResult<PublishedExam> {
    let VersionRow { columns: version, published_at } = row;
    let sections: Vec<SectionColumns> = exam_sections::table
        .filter(exam_sections::version_id.eq(version.id))
        .order(exam_sections::position)
        .select(SectionColumns::as_select())
        .load(conn)
        .await?;
    let definition = definition(version.definition)?;
    let sections = sections
        .into_iter()
        .zip(&definition.sections)
        .map(|(section, defined)| {
            let scoring = Scoring::parse(&section.scoring)
                .ok_or_else(|| unreadable(format!("unknown scoring {:?}", section.scoring)))?;
            Ok(PublishedSection {
                position: section.position,
                title_zh: defined.title_zh.clone(),
                title_en: defined.title_en.clone(),
                instructions_zh: defined.instructions_zh.clone(),
                instructions_en: defined.instructions_en.clone(),
                draw_count: section.draw_count,
                points: section.points,
                scoring,
                drawn_from: drawn_from(section, defined)?,
            })
        })
        .collect::<QueryResult<Vec<_>>>()?;
    Ok(PublishedExam {
        exam_id: version.exam_id,
        code,
        version_id: version.id,
        number: version.number,
        title_zh: version.title_zh,
        title_en: version.title_en,
        languages: version.languages,
        opens_at: version.opens_at,
        closes_at: version.closes_at,
        limit_seconds: version.limit_seconds,
        attempts_allowed: version.attempts_allowed,
        pass_mark: version.pass_mark,
        question_count: version.question_count,
        maximum: version.maximum,
        arrangement: version.arrangement,
        published_at,
        definition,
        sections,
    })
}

fn drawn_from(section: SectionColumns, defined: &SectionDefinition) -> QueryResult<SectionCells> {
    let by_hand = defined.is_fixed();
    let cells = match section.cells {
        Some(stored) => {
            let cells: Vec<StoredCell> = serde_json::from_value(stored).map_err(unreadable)?;
            cells.into_iter().map(|cell| SectionPool { pool: cell.pool, count: cell.count }).collect()
        }
        None => {
            let count = usize::try_from(section.draw_count).unwrap_or(0);
            vec![SectionPool { pool: section.pool, count }]
        }
    };
    Ok(SectionCells { cells, by_hand })
}

/// A definition as it is stored.
fn definition(stored: Value) -> QueryResult<Definition> {
    serde_json::from_value(stored).map_err(unreadable)
}

fn unreadable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(error.into())
}

/// Exams with the name of who saved the draft last.
#[diesel::dsl::auto_type]
fn exam_rows() -> _ {
    let last_saved_by =
        person_names::person_id.nullable().eq(exams::changed_by).and(person_names::valid_to.is_null());
    exams::table.left_join(person_names::table.on(last_saved_by)).select((
        exams::id,
        exams::code,
        exams::draft,
        exams::draft_number,
        exams::changed_at,
        person_names::name.nullable(),
    ))
}

fn whole_exam(row: ExamRow) -> QueryResult<Exam> {
    Ok(Exam {
        id: row.id,
        code: row.code,
        draft: definition(row.draft)?,
        draft_number: row.draft_number,
        changed_at: row.changed_at,
        changed_by: row.changed_by,
    })
}

/// An exam with its draft, by code.
///
/// # Errors
/// Whatever the database says.
pub async fn exam(conn: &mut Conn, code: &str) -> QueryResult<Option<Exam>> {
    // Also keeps out what Postgres cannot take as text.
    if !is_code(code) {
        return Ok(None);
    }
    let row: Option<ExamRow> = exam_rows().filter(exams::code.eq(code)).first(conn).await.optional()?;
    row.map(whole_exam).transpose()
}

/// The draft of an exam and its number; the row stays locked until the transaction ends.
///
/// # Errors
/// Whatever the database says; `NotFound` when there is no such exam.
pub(super) async fn locked_draft(conn: &mut Conn, exam: ExamId) -> QueryResult<(Definition, i32)> {
    let (draft, number): (Value, i32) =
        exams::table.find(exam).select((exams::draft, exams::draft_number)).for_update().first(conn).await?;
    Ok((definition(draft)?, number))
}

/// Every exam, the one worked on last first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(conn: &mut Conn) -> QueryResult<Vec<ExamListItem>> {
    let rows: Vec<ExamRow> = exam_rows().order((exams::changed_at.desc(), exams::id)).load(conn).await?;
    let all: Vec<ExamId> = rows.iter().map(|row| row.id).collect();
    let mut versions = current_versions(conn, &all).await?;
    let mut counts = assignment_counts(conn, &all).await?;
    rows.into_iter()
        .map(|row| {
            let (current, count) = (versions.remove(&row.id), counts.remove(&row.id));
            Ok(list_item(whole_exam(row)?, current, count))
        })
        .collect()
}

/// One exam as the list shows it, by code; `None` when there is no such exam.
///
/// # Errors
/// Whatever the database says.
pub async fn standing(conn: &mut Conn, code: &str) -> QueryResult<Option<ExamListItem>> {
    let Some(exam) = exam(conn, code).await? else { return Ok(None) };
    let current = current_versions(conn, &[exam.id]).await?.remove(&exam.id);
    let count = assignment_counts(conn, &[exam.id]).await?.remove(&exam.id);
    Ok(Some(list_item(exam, current, count)))
}

fn list_item(exam: Exam, current: Option<(CurrentVersion, Value)>, count: Option<i64>) -> ExamListItem {
    let published =
        current.as_ref().and_then(|(_, definition)| serde_json::from_value(definition.clone()).ok());
    ExamListItem {
        has_unpublished_changes: current.is_some() && published.as_ref() != Some(&exam.draft),
        current: current.map(|(version, _)| version),
        assignment_count: count.unwrap_or(0),
        exam,
    }
}

async fn assignment_counts(conn: &mut Conn, of: &[ExamId]) -> QueryResult<HashMap<ExamId, i64>> {
    let counts: Vec<(ExamId, i64)> = assignments::table
        .filter(assignments::exam_id.eq_any(of))
        .filter(assignments::withdrawn_at.is_null())
        .group_by(assignments::exam_id)
        .select((assignments::exam_id, diesel::dsl::count_star()))
        .load(conn)
        .await?;
    Ok(counts.into_iter().collect())
}

async fn current_versions(
    conn: &mut Conn,
    of: &[ExamId],
) -> QueryResult<HashMap<ExamId, (CurrentVersion, Value)>> {
    type Row = (ExamId, i32, Option<DateTime<Utc>>, Option<DateTime<Utc>>, DateTime<Utc>, Value);
    let rows: Vec<Row> = exam_versions::table
        .filter(exam_versions::exam_id.eq_any(of))
        .distinct_on(exam_versions::exam_id)
        .order((exam_versions::exam_id, exam_versions::number.desc()))
        .select((
            exam_versions::exam_id,
            exam_versions::number,
            exam_versions::opens_at,
            exam_versions::closes_at,
            exam_versions::published_at,
            exam_versions::definition,
        ))
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|(exam, number, opens_at, closes_at, published_at, stored)| {
            let counting = definition(stored.clone())?.counting;
            Ok((exam, (CurrentVersion { number, opens_at, closes_at, published_at, counting }, stored)))
        })
        .collect()
}

/// The number of the current version of an exam; 0 when it was never published.
///
/// # Errors
/// Whatever the database says.
pub async fn current_number(conn: &mut Conn, exam: ExamId) -> QueryResult<i32> {
    let number: Option<i32> = exam_versions::table
        .filter(exam_versions::exam_id.eq(exam))
        .select(diesel::dsl::max(exam_versions::number))
        .first(conn)
        .await?;
    Ok(number.unwrap_or(0))
}

/// The published exams a person has to take, by their own assignments and those of their groups and the
/// groups above; the most urgent first.
///
/// # Errors
/// Whatever the database says.
pub async fn assigned_to(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<AssignedExam>> {
    let groups = groups_and_above(conn, person).await?;
    let assigned: Vec<(ExamId, Option<DateTime<Utc>>)> = assignments::table
        .filter(assignments::withdrawn_at.is_null())
        .filter(assignments::person_id.eq(person).or(assignments::group_id.eq_any(groups)))
        .select((assignments::exam_id, assignments::due_at))
        .load(conn)
        .await?;
    let mut due: HashMap<ExamId, Option<DateTime<Utc>>> = HashMap::new();
    for (exam, due_at) in assigned {
        let earliest = due.entry(exam).or_default();
        *earliest = earliest.iter().copied().chain(due_at).min();
    }
    // A make-up exam is to be sat also by those to whom the exam is not assigned any more.
    let granted: Vec<ExamId> = exam_grants::table
        .filter(exam_grants::person_id.eq(person))
        .filter(exam_grants::withdrawn_at.is_null())
        .select(exam_grants::exam_id)
        .load(conn)
        .await?;
    for exam in granted {
        due.entry(exam).or_default();
    }
    let exams_assigned: Vec<ExamId> = due.keys().copied().collect();
    let versions: Vec<(VersionRow, String)> = exam_versions::table
        .inner_join(exams::table)
        .filter(exam_versions::exam_id.eq_any(exams_assigned))
        .distinct_on(exam_versions::exam_id)
        .order((exam_versions::exam_id, exam_versions::number.desc()))
        .select((VersionRow::as_select(), exams::code))
        .load(conn)
        .await?;
    let mut list: Vec<AssignedExam> = versions
        .into_iter()
        .map(|(row, code)| {
            let due_at = due.get(&row.columns.exam_id).copied().flatten();
            assigned_exam(row, code, due_at)
        })
        .collect::<QueryResult<_>>()?;
    list.sort_by_key(|exam| (exam.due_at.is_none(), exam.due_at, exam.code.clone()));
    Ok(list)
}

fn assigned_exam(row: VersionRow, code: String, due_at: Option<DateTime<Utc>>) -> QueryResult<AssignedExam> {
    let frame = terms::frame_of(&row)?;
    let VersionRow { columns: version, .. } = row;
    Ok(AssignedExam {
        counting: definition(version.definition)?.counting,
        exam_id: version.exam_id,
        code,
        version_id: version.id,
        title_zh: version.title_zh,
        title_en: version.title_en,
        due_at,
        opens_at: version.opens_at,
        closes_at: version.closes_at,
        limit_seconds: version.limit_seconds,
        attempts_allowed: version.attempts_allowed,
        pass_mark: version.pass_mark,
        question_count: version.question_count,
        frame,
    })
}

/// Whether a person of `asked` has to take an exam of `exams` or was given an attempt at it, behind [`GROUPS_ABOVE_EACH`].
const IS_ASSIGNED: &str = "(
    EXISTS (SELECT FROM assignments
             WHERE exam_id = exams.id AND withdrawn_at IS NULL
               AND (assignments.person_id = asked.person_id
                    OR (asked.person_id, group_id) IN (SELECT person_id, group_id FROM above)))
    OR EXISTS (SELECT FROM exam_grants
                WHERE exam_id = exams.id AND exam_grants.person_id = asked.person_id AND withdrawn_at IS NULL))";

/// Whether a person has to take an exam, by their own assignment or one of their groups or the groups above, or by a
/// make-up exam.
///
/// # Errors
/// Whatever the database says.
pub async fn is_assigned(conn: &mut Conn, person: PersonId, exam: ExamId) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        assigned: bool,
    }
    let row: Row = diesel::sql_query(format!(
        "{GROUPS_ABOVE_EACH} SELECT {IS_ASSIGNED} AS assigned FROM exams, unnest($1) AS asked (person_id) WHERE exams.id = $2"
    ))
    .bind::<Array<SqlUuid>, _>([person].as_slice())
    .bind::<SqlUuid, _>(exam)
    .prepared()
    .get_result(conn)
    .await?;
    Ok(row.assigned)
}

/// Everyone who has to take an exam now: persons, and the current members of assigned groups and the groups
/// below them. Each once, by rising id.
///
/// # Errors
/// Whatever the database says.
pub async fn assignees(conn: &mut Conn, exam: ExamId) -> QueryResult<Vec<PersonId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        person_id: PersonId,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "WITH RECURSIVE held AS (
             SELECT person_id, group_id FROM assignments WHERE exam_id = $1 AND withdrawn_at IS NULL
         ), below AS (
             SELECT group_id AS id FROM held WHERE group_id IS NOT NULL
             UNION
             SELECT groups.id FROM groups JOIN below ON groups.parent_id = below.id
         )
         SELECT person_id FROM held WHERE person_id IS NOT NULL
         UNION
         SELECT memberships.person_id FROM memberships JOIN below ON memberships.group_id = below.id
          WHERE memberships.valid_to IS NULL
         ORDER BY person_id",
    )
    .bind::<SqlUuid, _>(exam)
    .prepared()
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.person_id).collect())
}

/// The assignments of an exam that hold, groups first.
///
/// # Errors
/// Whatever the database says.
pub async fn assignments_of(conn: &mut Conn, exam: ExamId) -> QueryResult<Vec<Assignment>> {
    let name_now =
        person_names::person_id.nullable().eq(assignments::person_id).and(person_names::valid_to.is_null());
    assignments::table
        .left_join(person_names::table.on(name_now))
        .left_join(people::table.on(people::id.nullable().eq(assignments::person_id)))
        .left_join(groups::table.on(groups::id.nullable().eq(assignments::group_id)))
        .filter(assignments::exam_id.eq(exam))
        .filter(assignments::withdrawn_at.is_null())
        .order((groups::code.asc().nulls_last(), person_names::name, assignments::id))
        .select((
            assignments::id,
            assignments::person_id,
            person_names::name.nullable(),
            people::employee_number.nullable(),
            assignments::group_id,
            groups::name_zh.nullable(),
            groups::name_en.nullable(),
            assignments::due_at,
            assignments::created_at,
        ))
        .load(conn)
        .await
}

/// What the banks have now for each section of a definition, in order.
///
/// # Errors
/// Whatever the database says.
pub async fn stocks(conn: &mut Conn, definition: &Definition) -> QueryResult<Vec<Stock>> {
    let mut stocks = Vec::with_capacity(definition.sections.len());
    for section in &definition.sections {
        let languages = &definition.languages;
        stocks.push(if section.is_fixed() {
            let mut found = banks::queries::pool_of_codes(conn, &section.bank_code, &section.fixed).await?;
            look_at_keys(conn, found.iter_mut().filter_map(|(_, entry)| entry.as_mut()).collect()).await?;
            Stock::by_hand(&found, languages)
        } else {
            let mut entries = banks::queries::pool(conn, &pool_filter(section)).await?;
            look_at_keys(conn, entries.iter_mut().collect()).await?;
            Stock::drawn(section, &entries, languages)
        });
    }
    Ok(stocks)
}

/// A key that is there may still be one that nothing can be marked by: a gap that takes nothing, a pair without its
/// option. Such a question has none. Keys of choices were always whole.
async fn look_at_keys(conn: &mut Conn, mut entries: Vec<&mut PoolEntry>) -> QueryResult<()> {
    entries.retain(|entry| {
        let is_choice = entry.kind.has_options() || entry.kind == QuestionKind::TrueFalse;
        entry.has_key && entry.kind.is_marked_by_server() && !is_choice
    });
    if entries.is_empty() {
        return Ok(());
    }
    let ids: Vec<QuestionVersionId> = entries.iter().map(|entry| entry.version_id).collect();
    let readable: HashSet<QuestionVersionId> = banks::queries::versions(conn, &ids)
        .await?
        .into_iter()
        .filter(|version| matches!(Key::of(&version.content), Ok(Some(_))))
        .map(|version| version.id)
        .collect();
    for entry in entries {
        entry.has_key = readable.contains(&entry.version_id);
    }
    Ok(())
}

/// Types that people grade are asked for too, to say how many are left out.
fn pool_filter(section: &SectionDefinition) -> PoolFilter {
    let mut kinds = section.kinds.clone();
    kinds.extend(QuestionKind::ALL.iter().copied().filter(|kind| kind.is_graded_by_people()));
    PoolFilter {
        bank_code: section.bank_code.clone(),
        topic: section.topic.clone(),
        kinds,
        difficulty_min: section.difficulty_min,
        difficulty_max: section.difficulty_max,
    }
}

/// Trainees whose name, Latin name or employee number contains the text, by employee number.
///
/// # Errors
/// Whatever the database says.
pub async fn find_trainees(conn: &mut Conn, text: &str, limit: i64) -> QueryResult<Vec<FoundPerson>> {
    if has_forbidden_controls(text) {
        return Ok(Vec::new());
    }
    let pattern = pattern_holding(text);
    people::table
        .inner_join(person_names::table)
        .filter(person_names::valid_to.is_null())
        .filter(people::blocked_at.is_null())
        .filter(has_role_of_trainee())
        .filter(
            person_names::name
                .ilike(pattern.clone())
                .or(person_names::latin_name.ilike(pattern.clone()).is_not_distinct_from(true))
                .or(people::employee_number.ilike(pattern).is_not_distinct_from(true)),
        )
        .order((people::employee_number.asc().nulls_last(), people::id))
        .limit(limit)
        .select((people::id, person_names::name, people::employee_number))
        .load(conn)
        .await
}

/// Those of these people who are trainees.
///
/// # Errors
/// Whatever the database says.
pub async fn trainees_among(conn: &mut Conn, among: &[PersonId]) -> QueryResult<Vec<PersonId>> {
    people::table
        .filter(people::id.eq_any(among))
        .filter(has_role_of_trainee())
        .select(people::id)
        .load(conn)
        .await
}

#[diesel::dsl::auto_type]
fn has_role_of_trainee() -> _ {
    let trainee: Role = Role::Trainee;
    diesel::dsl::exists(
        role_grants::table
            .filter(role_grants::person_id.eq(people::id))
            .filter(role_grants::role.eq(trainee))
            .filter(role_grants::revoked_at.is_null()),
    )
}
