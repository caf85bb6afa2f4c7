//! Exams, published versions and assignments as rows and read models.

mod start_rules;
mod terms;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

pub use start_rules::{StartMode, StartRules};
pub use terms::{Accommodated, Accommodation, ExtraTimeAt, GrantRow, Target, WaitingPerson};
pub(crate) use terms::{
    CircumstanceKind, CircumstanceRow, EveryoneRow, NewAccommodation, NewExtension, NewGrant, NewRoomStart,
};

use super::counting::Counting;
use super::delivery::{Delivery, Paging};
use super::draw::SectionCells;
use super::review::ReviewPolicy;
use super::scoring::Scoring;
use super::terms::Frame;
use crate::base::QuestionKind;
use crate::db::schema::{assignments, exam_sections, exam_versions, exams};
use crate::db::{AssignmentId, ExamId, ExamVersionId, GroupId, PersonId};

/// Everything a trainer decides about an exam: what a paper is made of and under which rules it is sat.
/// Stored as JSON in the draft and, frozen, in each version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// What trainees read before they start, in Chinese; may be empty.
    #[serde(default)]
    pub instructions_zh: String,
    /// The same in English.
    #[serde(default)]
    pub instructions_en: String,
    /// Language tags (`zh-CN`, `en`); every question of the paper is available in all of them.
    pub languages: Vec<String>,
    /// The parts of the paper, in order.
    pub sections: Vec<SectionDefinition>,
    /// Whether each trainee sees the questions of a section in another order.
    pub shuffle_questions: bool,
    /// Whether each trainee sees the options of a question in another order.
    pub shuffle_options: bool,
    /// Time limit of an attempt in minutes; `None` is none.
    pub limit_minutes: Option<i32>,
    /// Start of the window; `None` is open from publishing on.
    pub opens_at: Option<DateTime<Utc>>,
    /// End of the window; `None` never closes.
    pub closes_at: Option<DateTime<Utc>>,
    /// How often a person may sit it; `None` is without limit.
    pub attempts_allowed: Option<i32>,
    /// Percent of the maximum needed to pass, 0 to 100.
    pub pass_mark: i16,
    /// What trainees see afterwards, and from when.
    pub review: ReviewPolicy,
    /// When and how an attempt may begin, beyond window and number of attempts.
    #[serde(default)]
    pub start: StartRules,
    /// How it is sat.
    #[serde(default)]
    pub delivery: Delivery,
    /// Whether a person gets no question of their last paper while others are left.
    #[serde(default = "yes")]
    pub avoid_last_paper: bool,
    /// Percent of the papers of a version (1 to 99) that should hold the same question at most; others are drawn while
    /// there are any. `None` is no limit.
    #[serde(default)]
    pub exposure_cap: Option<i16>,
    /// Which of a person's attempts counts.
    #[serde(default)]
    pub counting: Counting,
}

fn yes() -> bool {
    true
}

impl Definition {
    /// A new exam with these titles and the usual rules: both languages, shuffled, one hour, one attempt,
    /// 80 percent, the default review policy, questions on a page as each trainee likes, nothing noted, no sections
    /// yet.
    pub fn new(title_zh: impl Into<String>, title_en: impl Into<String>) -> Self {
        Self {
            title_zh: title_zh.into(),
            title_en: title_en.into(),
            instructions_zh: String::new(),
            instructions_en: String::new(),
            languages: vec!["zh-CN".to_owned(), "en".to_owned()],
            sections: Vec::new(),
            shuffle_questions: true,
            shuffle_options: true,
            limit_minutes: Some(60),
            opens_at: None,
            closes_at: None,
            attempts_allowed: Some(1),
            pass_mark: 80,
            review: ReviewPolicy::default(),
            start: StartRules::default(),
            delivery: Delivery { paging: Paging::Choice, notes: None },
            avoid_last_paper: true,
            exposure_cap: None,
            counting: Counting::Best,
        }
    }

    /// Questions in a paper.
    pub fn question_count(&self) -> i32 {
        self.sections.iter().map(|section| section.count).fold(0, i32::saturating_add)
    }

    /// Points of a paper in 1/100.
    pub fn maximum(&self) -> i32 {
        self.sections
            .iter()
            .map(|section| section.count.saturating_mul(section.points))
            .fold(0, i32::saturating_add)
    }
}

/// How one part of a paper is drawn and marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionDefinition {
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// What trainees read above its questions, in Chinese; may be empty.
    #[serde(default)]
    pub instructions_zh: String,
    /// The same in English.
    #[serde(default)]
    pub instructions_en: String,
    /// Bank it is drawn from.
    pub bank_code: String,
    /// Only questions of this topic; `None` is any.
    pub topic: Option<String>,
    /// Types of question that may be drawn, at least one.
    pub kinds: Vec<QuestionKind>,
    /// Easiest difficulty, 1 to 5.
    pub difficulty_min: i16,
    /// Hardest difficulty, 1 to 5.
    pub difficulty_max: i16,
    /// Questions drawn for each paper; of a section with questions chosen by hand, how many those are.
    pub count: i32,
    /// Points of each question in 1/100.
    pub points: i32,
    /// How points are given.
    pub scoring: Scoring,
    /// How many of the questions must be of which kind. The rest is drawn from everything that fits the section.
    #[serde(default)]
    pub quotas: Vec<Quota>,
    /// Codes of questions of the bank that were chosen by hand, in the order of the paper. Where there are any, nothing
    /// is drawn, and topic, types, difficulty and quotas say nothing.
    #[serde(default)]
    pub fixed: Vec<String>,
}

impl SectionDefinition {
    /// A section without titles that draws ten questions of one right answer from a bank, two points each.
    pub fn new(bank_code: impl Into<String>) -> Self {
        Self {
            title_zh: String::new(),
            title_en: String::new(),
            instructions_zh: String::new(),
            instructions_en: String::new(),
            bank_code: bank_code.into(),
            topic: None,
            kinds: vec![QuestionKind::SingleChoice],
            difficulty_min: 1,
            difficulty_max: 5,
            count: 10,
            points: 200,
            scoring: Scoring::AllOrNothing,
            quotas: Vec::new(),
            fixed: Vec::new(),
        }
    }

    /// Whether its questions were chosen by hand.
    pub fn is_fixed(&self) -> bool {
        !self.fixed.is_empty()
    }
}

/// So many questions of a section must fit this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// Only questions of this topic; `None` is any of the section.
    pub topic: Option<String>,
    /// Only questions of this type; `None` is any of the section.
    pub kind: Option<QuestionKind>,
    /// Easiest difficulty, 1 to 5.
    pub difficulty_min: i16,
    /// Hardest difficulty, 1 to 5.
    pub difficulty_max: i16,
    /// How many, at least 1.
    pub count: i32,
}

/// An exam as trainers work on it.
#[derive(Debug, Clone)]
pub struct Exam {
    /// Which one.
    pub id: ExamId,
    /// Lasting identity, used in addresses.
    pub code: String,
    /// The definition being worked on.
    pub draft: Definition,
    /// Counts each save of the draft, so that a stale page is noticed.
    pub draft_number: i32,
    /// When the draft was last saved.
    pub changed_at: DateTime<Utc>,
    /// Name of who saved it last; `None` for the server itself.
    pub changed_by: Option<String>,
}

/// Row of `exams` with the name of who saved it last.
#[derive(Queryable)]
pub(super) struct ExamRow {
    pub(super) id: ExamId,
    pub(super) code: String,
    pub(super) draft: Value,
    pub(super) draft_number: i32,
    pub(super) changed_at: DateTime<Utc>,
    pub(super) changed_by: Option<String>,
}

/// A published version as trainees sit it.
#[derive(Debug, Clone)]
pub struct PublishedExam {
    /// The exam.
    pub exam_id: ExamId,
    /// Code of the exam.
    pub code: String,
    /// The version.
    pub version_id: ExamVersionId,
    /// Counts from 1 for each exam; the highest is the current one.
    pub number: i32,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// Languages every question is available in.
    pub languages: Vec<String>,
    /// Start of the window; `None` is open since publishing.
    pub opens_at: Option<DateTime<Utc>>,
    /// End of the window; `None` never closes.
    pub closes_at: Option<DateTime<Utc>>,
    /// Time limit of an attempt in seconds; `None` is none.
    pub limit_seconds: Option<i32>,
    /// How often a person may sit it; `None` is without limit.
    pub attempts_allowed: Option<i32>,
    /// Percent of the maximum needed to pass.
    pub pass_mark: i16,
    /// Questions in a paper.
    pub question_count: i32,
    /// Points of a paper in 1/100.
    pub maximum: i32,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// How papers are put together, for [`draw::LayoutRules`](super::draw::LayoutRules).
    pub arrangement: i16,
    /// The frozen definition.
    pub definition: Definition,
    /// The parts of the paper with their frozen pools, in order.
    pub sections: Vec<PublishedSection>,
}

impl PublishedExam {
    /// What it says about time, the same for everyone.
    pub fn frame(&self) -> Frame {
        frame(
            (self.opens_at, self.closes_at, self.published_at),
            self.limit_seconds,
            self.attempts_allowed,
            &self.definition.start,
        )
    }
}

/// What a version says about time; `window` is start, end and when it was published.
pub(super) fn frame(
    window: (Option<DateTime<Utc>>, Option<DateTime<Utc>>, DateTime<Utc>),
    limit_seconds: Option<i32>,
    attempts_allowed: Option<i32>,
    start: &StartRules,
) -> Frame {
    let (opens_at, closes_at, published_at) = window;
    Frame {
        opens_at,
        closes_at,
        published_at,
        limit: limit_seconds.map(|seconds| TimeDelta::seconds(i64::from(seconds))),
        attempts_allowed,
        late_entry: start.late_entry_minutes.map(|minutes| TimeDelta::minutes(i64::from(minutes))),
        cooldown: start.cooldown_hours.map(|hours| TimeDelta::hours(i64::from(hours))),
        stop_after_pass: start.stop_after_pass,
        by_staff: start.mode == StartMode::Staff,
    }
}

/// One part of a published version.
#[derive(Debug, Clone)]
pub struct PublishedSection {
    /// Order in the paper, from 1.
    pub position: i16,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// What trainees read above its questions, in Chinese; may be empty.
    pub instructions_zh: String,
    /// The same in English.
    pub instructions_en: String,
    /// Questions drawn for each paper.
    pub draw_count: i32,
    /// Points of each question in 1/100.
    pub points: i32,
    /// How points are given.
    pub scoring: Scoring,
    /// What it is drawn from.
    pub drawn_from: SectionCells,
}

/// A cell as `exam_sections.cells` stores it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredCell {
    pub(super) count: usize,
    pub(super) pool: Vec<Uuid>,
}

/// Row of `exam_versions`: what is read and written alike.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = exam_versions)]
pub(super) struct VersionColumns {
    pub(super) id: ExamVersionId,
    pub(super) exam_id: ExamId,
    pub(super) number: i32,
    pub(super) definition: Value,
    pub(super) title_zh: String,
    pub(super) title_en: String,
    pub(super) languages: Vec<String>,
    pub(super) opens_at: Option<DateTime<Utc>>,
    pub(super) closes_at: Option<DateTime<Utc>>,
    pub(super) limit_seconds: Option<i32>,
    pub(super) attempts_allowed: Option<i32>,
    pub(super) pass_mark: i16,
    pub(super) question_count: i32,
    pub(super) maximum: i32,
    pub(super) arrangement: i16,
}

/// Row of `exam_versions` as it is read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = exam_versions)]
pub(super) struct VersionRow {
    #[diesel(embed)]
    pub(super) columns: VersionColumns,
    pub(super) published_at: DateTime<Utc>,
}

/// Row of `exam_versions` to be written.
#[derive(Insertable)]
#[diesel(table_name = exam_versions)]
pub(super) struct NewVersion {
    #[diesel(embed)]
    pub(super) columns: VersionColumns,
    pub(super) published_by: Option<PersonId>,
}

/// Row of `exam_sections`: what is read and written alike.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = exam_sections)]
pub(super) struct SectionColumns {
    pub(super) position: i16,
    pub(super) draw_count: i32,
    pub(super) points: i32,
    pub(super) scoring: String,
    pub(super) pool: Vec<Uuid>,
    pub(super) cells: Option<Value>,
}

/// Row of `exam_sections` to be written.
#[derive(Insertable)]
#[diesel(table_name = exam_sections)]
pub(super) struct NewSection {
    pub(super) version_id: ExamVersionId,
    #[diesel(embed)]
    pub(super) columns: SectionColumns,
}

/// Row of `exams` to be written.
#[derive(Insertable)]
#[diesel(table_name = exams)]
pub(super) struct NewExam<'a> {
    pub(super) id: ExamId,
    pub(super) code: &'a str,
    pub(super) draft: Value,
    pub(super) created_by: Option<PersonId>,
    pub(super) changed_by: Option<PersonId>,
}

/// Row of `assignments` to be written.
#[derive(Insertable)]
#[diesel(table_name = assignments)]
pub(super) struct NewAssignment {
    pub(super) id: AssignmentId,
    pub(super) exam_id: ExamId,
    pub(super) person_id: Option<PersonId>,
    pub(super) group_id: Option<GroupId>,
    pub(super) due_at: Option<DateTime<Utc>>,
    pub(super) created_by: Option<PersonId>,
}

/// Who an exam is assigned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignee {
    /// One person.
    Person(PersonId),
    /// Everyone in a group and the groups below it, also those who join later.
    Group(GroupId),
}

/// A published exam that a person has to take.
#[derive(Debug, Clone, Serialize)]
pub struct AssignedExam {
    /// The exam.
    pub exam_id: ExamId,
    /// Code of the exam.
    pub code: String,
    /// The current version.
    pub version_id: ExamVersionId,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English.
    pub title_en: String,
    /// By when it should be done: the earliest of the person's assignments.
    pub due_at: Option<DateTime<Utc>>,
    /// Start of the window.
    pub opens_at: Option<DateTime<Utc>>,
    /// End of the window.
    pub closes_at: Option<DateTime<Utc>>,
    /// Time limit of an attempt in seconds; `None` is none.
    pub limit_seconds: Option<i32>,
    /// How often the person may sit it; `None` is without limit.
    pub attempts_allowed: Option<i32>,
    /// Percent of the maximum needed to pass.
    pub pass_mark: i16,
    /// Questions in a paper.
    pub question_count: i32,
    /// Which of the person's attempts counts.
    pub counting: Counting,
    /// What the version says about time, the same for everyone.
    #[serde(skip)]
    pub frame: Frame,
}

/// An assignment that holds, as the page of an exam lists it.
#[derive(Debug, Clone, Queryable)]
pub struct Assignment {
    /// Which one.
    pub id: AssignmentId,
    /// The person, if it is one person's.
    pub person_id: Option<PersonId>,
    /// Name of the person.
    pub person_name: Option<String>,
    /// Employee number of the person.
    pub employee_number: Option<String>,
    /// The group, if it is a group's.
    pub group_id: Option<GroupId>,
    /// Name of the group in Chinese.
    pub group_zh: Option<String>,
    /// Name of the group in English.
    pub group_en: Option<String>,
    /// By when it should be done.
    pub due_at: Option<DateTime<Utc>>,
    /// When it was assigned.
    pub created_at: DateTime<Utc>,
}

/// The window of the current version of an exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentVersion {
    /// Number of the version.
    pub number: i32,
    /// Start of the window.
    pub opens_at: Option<DateTime<Utc>>,
    /// End of the window.
    pub closes_at: Option<DateTime<Utc>>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// Which of a person's attempts counts.
    pub counting: Counting,
}

/// An exam in the list of all.
#[derive(Debug, Clone)]
pub struct ExamListItem {
    /// The exam with its draft.
    pub exam: Exam,
    /// The version trainees sit, if one was published.
    pub current: Option<CurrentVersion>,
    /// Whether the draft says something else than the version trainees sit.
    pub has_unpublished_changes: bool,
    /// How many assignments hold.
    pub assignment_count: i64,
}

/// A person found to be assigned.
#[derive(Debug, Clone, Queryable)]
pub struct FoundPerson {
    /// Who it is.
    pub id: PersonId,
    /// Current name.
    pub name: String,
    /// Employee number.
    pub employee_number: Option<String>,
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use serde_json::json;

    use super::*;

    #[test]
    fn a_definition_frozen_before_there_were_quotas_means_what_it_meant() {
        let mut stored = serde_json::to_value(Definition {
            sections: vec![SectionDefinition::new("fab")],
            ..Definition::new("考试", "Exam")
        })
        .unwrap();
        for name in ["avoid_last_paper", "exposure_cap", "counting"] {
            assert!(stored.as_object_mut().unwrap().remove(name).is_some(), "{name}");
        }
        for name in ["instructions_zh", "instructions_en", "quotas", "fixed"] {
            assert!(stored["sections"][0].as_object_mut().unwrap().remove(name).is_some(), "{name}");
        }
        let read: Definition = serde_json::from_value(stored).unwrap();
        assert!(read.avoid_last_paper, "no version ever repeated the last paper");
        assert_eq!((read.exposure_cap, read.counting), (None, Counting::Best));
        assert!(!read.sections[0].is_fixed() && read.sections[0].quotas.is_empty());
        assert_eq!(serde_json::to_value(Counting::First).unwrap(), json!("first"));
    }
}
