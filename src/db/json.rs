//! JSON on its way to and from the database as text: no tree of values stands in memory between the text and the type.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Jsonb;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::io::Write as _;

/// The version of the binary form of `jsonb`, its first byte.
const VERSION: u8 = 1;

/// What a column of JSON holds, as text.
#[derive(Debug, Clone, PartialEq, Eq, FromSqlRow, AsExpression)]
#[diesel(sql_type = Jsonb)]
pub struct JsonText(String);

impl JsonText {
    /// A value as it is stored. Postgres keeps no NUL, so that U+FFFD stands in its place.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        let text = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
        if !text.contains("\\u0000") {
            return Self(text);
        }
        let value = serde_json::from_str(&text).map(without_nul).unwrap_or_default();
        Self(value.to_string())
    }

    /// What it says.
    ///
    /// # Errors
    /// When it says something else than a `T`.
    pub fn parse<T: DeserializeOwned>(&self) -> QueryResult<T> {
        serde_json::from_str(&self.0)
            .map_err(|error| diesel::result::Error::DeserializationError(error.into()))
    }
}

/// A value as Postgres keeps it: U+FFFD in the place of each NUL.
#[must_use]
pub fn without_nul(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains('\0') => Value::String(text.replace('\0', "\u{fffd}")),
        Value::Array(items) => items.into_iter().map(without_nul).collect(),
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(key, value)| (key, without_nul(value))).collect())
        }
        other => other,
    }
}

impl FromSql<Jsonb, Pg> for JsonText {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        match value.as_bytes().split_first() {
            Some((&VERSION, text)) => Ok(Self(std::str::from_utf8(text)?.to_owned())),
            _ => Err("jsonb of another version".into()),
        }
    }
}

impl ToSql<Jsonb, Pg> for JsonText {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&[VERSION])?;
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_nul_is_replaced_and_what_only_looks_like_one_is_not() {
        let said = ["A\0B", r"\u0000", "\\\0"];
        let read: Vec<String> = JsonText::of(&said).parse().unwrap();
        assert_eq!(read, ["A\u{fffd}B", r"\u0000", "\\\u{fffd}"]);
        assert_eq!(JsonText::of(&["AB"]), JsonText(r#"["AB"]"#.to_owned()));
    }
}
