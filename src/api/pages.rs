//! What the pages about the API get.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use super::model::{ApiToken, Scope};
use super::rules::{Standing, standing};
use crate::web::components::Choice;
use crate::web::{FormErrorItem, FormErrors, Visit};

/// What `api/document.hbs` shows.
#[derive(Debug, Serialize)]
pub struct ApiPageData {
    /// What can be asked.
    pub operations: Vec<Operation>,
    /// What comes back.
    pub schemas: Vec<Schema>,
    /// The address of this server, for examples.
    pub origin: String,
    /// Whether the viewer makes tokens.
    pub may_make_tokens: bool,
}

/// Something that can be asked.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// `GET /api/v1/people`.
    pub call: String,
    /// The end of its path, unique on the page.
    pub anchor: String,
    /// Its name.
    pub summary: String,
    /// What it gives.
    pub description: String,
    /// What may be added behind the question mark.
    pub parameters: Vec<Property>,
    /// Statuses with what they mean.
    pub responses: Vec<Property>,
}

/// A kind of object that comes back.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Schema {
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Its fields.
    pub properties: Vec<Property>,
}

/// A parameter, a status or a field.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Property {
    /// Its name.
    pub name: String,
    /// What kind of value; the name of a schema for objects.
    pub kind: String,
    /// What it means.
    pub description: String,
}

/// What the document says can be asked.
pub fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object();
    let each = paths.into_iter().flatten().flat_map(|(path, methods)| {
        methods.as_object().into_iter().flatten().map(move |(method, one)| operation(path, method, one))
    });
    each.collect()
}

fn operation(path: &str, method: &str, one: &Value) -> Operation {
    let parameters = one["parameters"].as_array().into_iter().flatten().map(|parameter| Property {
        name: text(&parameter["name"]),
        kind: kind(&parameter["schema"]),
        description: text(&parameter["description"]),
    });
    let responses = one["responses"].as_object().into_iter().flatten().map(|(status, response)| Property {
        name: status.clone(),
        kind: response.pointer("/content/application~1json/schema").map_or_else(String::new, kind),
        description: text(&response["description"]),
    });
    Operation {
        call: format!("{} {path}", method.to_uppercase()),
        anchor: path.rsplit('/').next().unwrap_or_default().to_owned(),
        summary: text(&one["summary"]),
        description: text(&one["description"]),
        parameters: parameters.collect(),
        responses: responses.collect(),
    }
}

/// What the document says comes back.
pub fn schemas(document: &Value) -> Vec<Schema> {
    let named = document.pointer("/components/schemas").and_then(Value::as_object);
    let each = named.into_iter().flatten().map(|(name, schema)| Schema {
        name: name.clone(),
        description: text(&schema["description"]),
        properties: properties(schema["properties"].as_object()),
    });
    each.collect()
}

fn properties(fields: Option<&Map<String, Value>>) -> Vec<Property> {
    let each = fields.into_iter().flatten().map(|(name, field)| Property {
        name: name.clone(),
        kind: kind(field),
        description: text(&field["description"]),
    });
    each.collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A type in words: `string (date-time) or null`, `list of ApiPerson`.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        return name.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let described = |one: &&str| match (*one, schema["format"].as_str()) {
        ("array", _) => format!("list of {}", kind(&schema["items"])),
        ("null", _) | (_, None) => (*one).to_owned(),
        (one, Some(format)) => format!("{one} ({format})"),
    };
    types.iter().map(described).collect::<Vec<_>>().join(" or ")
}

/// What `api/tokens.hbs` shows.
#[derive(Serialize)]
pub struct TokensPage {
    /// A token that was made just now, to be copied: the only time it is shown.
    pub made: Option<String>,
    /// Tokens that work.
    pub working: Vec<TokenRow>,
    /// Tokens that are over or were taken back.
    pub over: Vec<TokenRow>,
    /// What was typed.
    pub name: String,
    /// The same.
    pub days: String,
    /// What can be read, and whether it is ticked.
    pub scopes: Vec<Choice>,
    /// What is wrong, by field.
    pub errors: FormErrors,
    /// The same as a list.
    pub error_list: Vec<FormErrorItem>,
}

/// Every scope as a box, those ticked that are named.
pub fn scope_choices(ticked: &[&str], visit: &Visit) -> Vec<Choice> {
    let choice = |scope: &Scope| {
        let label = visit.text(&format!("api-scope-{}", scope.as_str()));
        Choice::new(scope.as_str(), label, ticked.contains(&scope.as_str()))
    };
    Scope::ALL.iter().map(choice).collect()
}

/// A token in the list.
#[derive(Serialize)]
pub struct TokenRow {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// What it may read, in words.
    pub scopes: String,
    /// Who made it.
    pub made_by: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when it is over.
    pub expires_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl TokenRow {
    fn new((token, made_by): (ApiToken, String), visit: &Visit) -> Self {
        let words = Scope::ALL.iter().filter(|scope| token.may(**scope));
        let words: Vec<String> =
            words.map(|scope| visit.text(&format!("api-scope-{}", scope.as_str()))).collect();
        Self {
            id: token.id.to_string(),
            name: token.name,
            scopes: words.join(" · "),
            made_by,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
            revoked_at: token.revoked_at,
        }
    }

    /// The tokens that work at `now`, and the others.
    pub fn lists(
        tokens: Vec<(ApiToken, String)>,
        now: DateTime<Utc>,
        visit: &Visit,
    ) -> (Vec<Self>, Vec<Self>) {
        let (working, over): (Vec<_>, Vec<_>) =
            tokens.into_iter().partition(|(token, _)| standing(token, now) == Standing::Works);
        let rows =
            |tokens: Vec<(ApiToken, String)>| tokens.into_iter().map(|one| Self::new(one, visit)).collect();
        (rows(working), rows(over))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn types_are_told_in_words() {
        for (schema, words) in [
            (json!({ "type": "string" }), "string"),
            (json!({ "type": ["string", "null"], "format": "date-time" }), "string (date-time) or null"),
            (json!({ "$ref": "#/components/schemas/ApiPerson" }), "ApiPerson"),
            (
                json!({ "type": "array", "items": { "$ref": "#/components/schemas/ApiPerson" } }),
                "list of ApiPerson",
            ),
        ] {
            assert_eq!(kind(&schema), words);
        }
    }
}
