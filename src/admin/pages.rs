//! The audit trail in words.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::audit::model::ChainState;
use crate::audit::queries::TrailRow;
use crate::web::Visit;

/// One row of the audit trail.
#[derive(Debug, Serialize)]
pub struct EventRow {
    pub(super) id: String,
    pub(super) at: DateTime<Utc>,
    pub(super) actor: String,
    pub(super) actor_href: Option<String>,
    pub(super) what: String,
    pub(super) subject: String,
    pub(super) href: Option<String>,
    pub(super) facts: Vec<Fact>,
    pub(super) is_erased: bool,
    pub(super) address: Option<String>,
    pub(super) request: Option<String>,
    pub(super) position: Option<i64>,
}

/// One fact of an event.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub term: String,
    /// What it says; where something changed, what it was before.
    pub text: String,
    /// What it became, where something changed.
    pub after: Option<String>,
    /// Whether something changed.
    pub is_change: bool,
}

impl EventRow {
    /// The row of an event; `name` is that of the person it was done to.
    pub fn new(visit: &Visit, row: &TrailRow, name: Option<&String>) -> Self {
        let is_person = row.subject_kind == "person";
        let subject = name.unwrap_or(&row.subject_id);
        Self {
            id: row.id.to_string(),
            at: row.at,
            actor: actor_name(visit, row),
            actor_href: row.actor_id.map(|id| format!("/people/{id}")),
            what: action_name(visit, &row.action),
            subject: format!("{} {subject}", kind_name(visit, &row.subject_kind)),
            href: is_person.then(|| format!("/people/{}", row.subject_id)),
            facts: facts(visit, row),
            is_erased: row.is_erased(),
            address: row.address().map(str::to_owned),
            request: row.request_id.clone(),
            position: row.position,
        }
    }
}

/// Who did it, in words.
pub fn actor_name(visit: &Visit, row: &TrailRow) -> String {
    match (&row.actor, row.actor_id) {
        (Some(name), _) => name.clone(),
        (None, Some(id)) => id.to_string(),
        (None, None) => visit.text("admin-audit-server"),
    }
}

/// What was done, in words.
pub fn action_name(visit: &Visit, action: &str) -> String {
    known_word(visit, &format!("audit-{}", action.replace(['.', '_'], "-")), action)
}

/// What it was done to, in words.
pub fn kind_name(visit: &Visit, kind: &str) -> String {
    known_word(visit, &format!("audit-kind-{kind}"), kind)
}

/// The message, or what is stored where a later version of the server wrote something this one has no words for.
fn known_word(visit: &Visit, id: &str, stored: &str) -> String {
    if visit.site().messages().has(visit.language, id) { visit.text(id) } else { stored.to_owned() }
}

/// The facts of an event in words, those that changed with before and after.
pub fn facts(visit: &Visit, row: &TrailRow) -> Vec<Fact> {
    let mut all = row.detail.as_object().cloned().unwrap_or_default();
    if let Some(personal) = row.personal.as_object() {
        all.extend(personal.clone());
    }
    all.remove("address");
    let term = |name: &str| known_word(visit, &format!("audit-fact-{}", name.replace('_', "-")), name);
    let yes_no = |is: bool| visit.text(if is { "audit-yes" } else { "audit-no" });
    in_words(all, &term, &yes_no)
}

fn in_words(
    mut facts: Map<String, Value>,
    term: &dyn Fn(&str) -> String,
    yes_no: &dyn Fn(bool) -> String,
) -> Vec<Fact> {
    let mut words = Vec::new();
    if let (Some(before), Some(after)) = (facts.get("before").cloned(), facts.get("after").cloned()) {
        facts.remove("before");
        facts.remove("after");
        words.extend(changes(&before, &after, term, yes_no));
    }
    // Some events say what became of something beside what it was.
    for (old, new, name) in
        [("from", "to", "deadline"), ("before", "score", "score"), ("before", "points", "points")]
    {
        if let (Some(before), Some(after)) = (facts.get(old).cloned(), facts.get(new).cloned()) {
            facts.remove(old);
            facts.remove(new);
            let (text, after) = (text_of(&before, yes_no), Some(text_of(&after, yes_no)));
            words.push(Fact { term: term(name), text, after, is_change: true });
        }
    }
    for (name, value) in &facts {
        let text = text_of(value, yes_no);
        if !text.is_empty() {
            words.push(Fact { term: term(name), text, after: None, is_change: false });
        }
    }
    words
}

/// What differs between before and after: field by field where both have fields.
fn changes(
    before: &Value,
    after: &Value,
    term: &dyn Fn(&str) -> String,
    yes_no: &dyn Fn(bool) -> String,
) -> Vec<Fact> {
    let change = |name: String, old: &Value, new: &Value| Fact {
        term: name,
        text: text_of(old, yes_no),
        after: Some(text_of(new, yes_no)),
        is_change: true,
    };
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        return vec![change(term("change"), before, after)];
    };
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| (name, old.get(name).unwrap_or(&Value::Null), new.get(name).unwrap_or(&Value::Null)))
        .filter(|(_, old, new)| old != new)
        .map(|(name, old, new)| change(term(name), old, new))
        .collect()
}

/// A value without brackets; nothing for what is empty.
fn text_of(value: &Value, yes_no: &dyn Fn(bool) -> String) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(is) => yes_no(*is),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().map(|item| text_of(item, yes_no)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let one = |(name, value): (&String, &Value)| format!("{name} {}", text_of(value, yes_no));
            fields.iter().map(one).collect::<Vec<_>>().join(", ")
        }
    }
}

/// How the chain stands, at the top of the trail.
#[derive(Debug, Serialize)]
pub struct ChainPart {
    kind: &'static str,
    heading: String,
    text: String,
    position: Option<i64>,
    hash: Option<String>,
    at: Option<DateTime<Utc>>,
}

impl ChainPart {
    /// For this reader; `own_key` is what this server's key is told by.
    pub fn new(visit: &Visit, state: &ChainState, own_key: &[u8]) -> Self {
        let (kind, heading, text) = if state.has_other_key(own_key) {
            ("bad", visit.text("audit-chain-other-key"), visit.text("audit-chain-other-key-text"))
        } else if state.is_late() {
            let count = [("count", state.waiting.count)];
            ("bad", visit.text_with("audit-chain-late", count), visit.text("audit-chain-late-text"))
        } else {
            let count = [("count", state.waiting.count)];
            ("ok", visit.text("audit-chain-fine"), visit.text_with("audit-chain-fine-text", count))
        };
        let head = state.head.as_ref();
        Self {
            kind,
            heading,
            text,
            position: head.map(|head| head.position),
            hash: head.map(|head| hex::encode(&head.hash)),
            at: head.map(|head| head.chained_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn words(detail: Value) -> Vec<(String, String, Option<String>)> {
        let Value::Object(facts) = detail else { return Vec::new() };
        in_words(facts, &str::to_owned, &|is| is.to_string())
            .into_iter()
            .map(|fact| (fact.term, fact.text, fact.after))
            .collect()
    }

    #[test]
    fn facts_are_shown_without_brackets_and_empty_ones_not_at_all() {
        let said = words(json!({ "given": ["trainer", "hr"], "taken": [], "note": null, "number": 3 }));
        assert_eq!(said, [("given".into(), "trainer, hr".into(), None), ("number".into(), "3".into(), None)]);
    }

    #[test]
    fn what_changed_is_said_with_before_and_after_and_what_did_not_is_left_out() {
        let said = words(json!({ "before": { "a": 1, "b": 2 }, "after": { "a": 1, "b": 3, "c": true } }));
        assert_eq!(
            said,
            [("b".into(), "2".into(), Some("3".into())), ("c".into(), String::new(), Some("true".into()))]
        );
        assert_eq!(
            words(json!({ "before": "x", "after": "y" })),
            [("change".into(), "x".into(), Some("y".into()))]
        );
    }
}
