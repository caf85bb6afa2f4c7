//! The ids of rows, one type a table, so that a person's id is never taken for an exam's.

use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{Output, ToSql};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, AsExpression, FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id. Ids of one process rise with time (UUIDv7).
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }

        impl ToSql<diesel::sql_types::Uuid, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> diesel::serialize::Result {
                ToSql::<diesel::sql_types::Uuid, Pg>::to_sql(&self.0, out)
            }
        }

        impl FromSql<diesel::sql_types::Uuid, Pg> for $name {
            fn from_sql(value: PgValue<'_>) -> diesel::deserialize::Result<Self> {
                FromSql::<diesel::sql_types::Uuid, Pg>::from_sql(value).map(Self)
            }
        }
    )+};
}

ids! {
    /// A person.
    PersonId;
    /// A group of people.
    GroupId;
    /// A question bank.
    BankId;
    /// The lasting identity of a question.
    QuestionId;
    /// What a question said at one time.
    QuestionVersionId;
    /// A text that several questions share.
    MaterialId;
    /// What questions are about.
    TopicId;
    /// A file being reviewed before it goes into a bank.
    ImportId;
    /// An exam.
    ExamId;
    /// A published exam.
    ExamVersionId;
    /// Who must take an exam.
    AssignmentId;
    /// Extra time of a person.
    AccommodationId;
    /// A make-up exam of a person.
    GrantId;
    /// A certification.
    ProgrammeId;
    /// The rules of a certification at one time.
    ProgrammeVersionId;
    /// An issued certificate.
    CertificateId;
    /// One person sitting one exam once.
    AttemptId;
    /// A score of an attempt.
    ResultId;
    /// What another program reads with.
    ApiTokenId;
    /// A paper of a published exam to be printed.
    PrintedPaperId;
    /// Something told to one recipient one way.
    MessageId;
    /// A program that is told what happens.
    WebhookId;
    /// A robot of a group chat.
    RobotId;
}
