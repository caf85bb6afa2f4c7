//! What a trainer wants done with the questions they chose.

use crate::banks::rules::BulkChange;
use crate::web::Fields;

/// Longest tag and longest code of a topic, in characters.
const SHORT: usize = 64;

/// What is done with the chosen questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkOrder {
    /// Each is changed in this way.
    Change(BulkChange),
    /// They are taken out.
    Retire,
    /// They go to the bank with this code.
    Move(String),
}

impl BulkOrder {
    /// Reads the form. `tags` splits what is typed into tags.
    ///
    /// # Errors
    /// The id of a sentence that says what is missing.
    pub fn parse(fields: &Fields, tags: impl Fn(&str) -> Vec<String>) -> Result<Self, &'static str> {
        let tag = || match tags(fields.get("set_tag")).as_slice() {
            [tag] if tag.chars().count() <= SHORT => Ok(tag.clone()),
            _ => Err("bank-bulk-one-tag"),
        };
        Ok(match fields.get("do") {
            "add-tag" => Self::Change(BulkChange::AddTag(tag()?)),
            "remove-tag" => Self::Change(BulkChange::RemoveTag(tag()?)),
            "topic" => {
                let topic = fields.optional("set_topic").map(str::to_owned);
                if topic.as_ref().is_some_and(|topic| topic.chars().count() > SHORT) {
                    return Err("bank-bulk-topic-long");
                }
                Self::Change(BulkChange::Topic(topic))
            }
            "difficulty" => match fields.get("set_difficulty") {
                "" => Self::Change(BulkChange::Difficulty(None)),
                text => match text.parse::<i16>() {
                    Ok(one) if (1..=5).contains(&one) => Self::Change(BulkChange::Difficulty(Some(one))),
                    _ => return Err("bank-edit-difficulty-wrong"),
                },
            },
            "retire" => Self::Retire,
            "move" => match fields.get("bank") {
                "" => return Err("bank-bulk-choose-bank"),
                code => Self::Move(code.to_owned()),
            },
            _ => return Err("bank-bulk-what"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::banks::forms::tags;

    #[test]
    fn what_is_missing_is_said() {
        for (body, order) in [
            ("do=add-tag&set_tag=", Err("bank-bulk-one-tag")),
            ("do=add-tag&set_tag=a,b", Err("bank-bulk-one-tag")),
            ("do=add-tag&set_tag=a", Ok(BulkOrder::Change(BulkChange::AddTag("a".into())))),
            ("do=topic&set_topic=", Ok(BulkOrder::Change(BulkChange::Topic(None)))),
            ("do=difficulty&set_difficulty=6", Err("bank-edit-difficulty-wrong")),
            ("do=difficulty&set_difficulty=5", Ok(BulkOrder::Change(BulkChange::Difficulty(Some(5))))),
            ("do=move&bank=", Err("bank-bulk-choose-bank")),
            ("do=retire", Ok(BulkOrder::Retire)),
            ("do=other", Err("bank-bulk-what")),
        ] {
            assert_eq!(BulkOrder::parse(&Fields::parse(body.as_bytes()), tags), order, "{body}");
        }
    }
}
