//! The second person's review of a version of a question.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable, Text, Uuid};

use crate::db::schema::version_reviews;
use crate::db::{PersonId, QuestionVersionId};
use crate::text_enum;

text_enum! {
    /// How far a version is on its way into exams, in a bank that asks for a second person.
    ReviewState {
        /// It waits for a second person.
        Draft = "draft",
        /// A second person accepted it; no exam draws it yet.
        Reviewed = "reviewed",
        /// Exams draw it.
        Active = "active",
    }
}

/// Row of `version_reviews` to be written.
#[derive(Insertable)]
#[diesel(table_name = version_reviews)]
pub(in crate::banks) struct NewReview {
    pub(in crate::banks) version_id: QuestionVersionId,
    pub(in crate::banks) author_id: Option<PersonId>,
}

/// A current question that exams do not draw yet.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct WaitingQuestion {
    /// The version.
    #[diesel(sql_type = Uuid)]
    pub version_id: QuestionVersionId,
    /// The version that counted before; `None` for a new question.
    #[diesel(sql_type = Nullable<Uuid>)]
    pub before: Option<QuestionVersionId>,
    /// How far it is.
    #[diesel(sql_type = Text)]
    pub state: ReviewState,
    /// Who wrote it.
    #[diesel(sql_type = Nullable<Uuid>)]
    pub author_id: Option<PersonId>,
    /// Name of who wrote it.
    #[diesel(sql_type = Nullable<Text>)]
    pub author: Option<String>,
    /// Name of who looked at it last.
    #[diesel(sql_type = Nullable<Text>)]
    pub reviewer: Option<String>,
    /// What they say about it; empty for nothing.
    #[diesel(sql_type = Text)]
    pub note: String,
    /// First revision with it.
    #[diesel(sql_type = Integer)]
    pub revision: i32,
}
