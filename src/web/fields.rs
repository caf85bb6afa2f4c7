//! What a person sent in a form, and what is wrong with it.

use std::collections::BTreeMap;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use serde_json::Value;

use super::Error;

/// The fields of a form, in the order they were sent. Rooms turn them into their own types in `forms.rs`.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `application/x-www-form-urlencoded`. Never fails: bytes that are not UTF-8 become U+FFFD.
    pub fn parse(body: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(body).into_owned().collect())
    }

    /// Fields given as pairs, for uploads and tests.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The first value of `name`, trimmed; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of `name` exactly as sent; empty when it was not sent.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The first value of `name`, trimmed; `None` when it is empty or was not sent.
    pub fn optional(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// Takes the values of `name` out and gives the first exactly as sent: for a field that any form may carry.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let first = self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        self.0.retain(|(key, _)| key != name);
        first
    }

    /// Every value of `name`, trimmed, without empty ones.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// Whether `name` was sent at all, as a ticked box is.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// All pairs as sent.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// Refuses a form with fields that the page does not have: nobody sets what they were not asked for.
    /// A name ending in `*` allows every field that begins so.
    ///
    /// # Errors
    /// [`Error::BadRequest`] when there is another field.
    pub fn only(&self, names: &[&str]) -> Result<(), Error> {
        let known = |key: &str| {
            key == super::csrf::FIELD
                || names
                    .iter()
                    .any(|name| name.strip_suffix('*').map_or(*name == key, |prefix| key.starts_with(prefix)))
        };
        if self.0.iter().all(|(key, _)| known(key)) {
            Ok(())
        } else {
            Err(Error::BadRequest("error-unknown-field"))
        }
    }

    /// As an object for a template that shows the form again: what was typed is never lost.
    /// Every name in `names` is there, empty when it was not sent.
    pub fn echo(&self, names: &[&str]) -> Value {
        names
            .iter()
            .map(|name| ((*name).to_owned(), Value::from(self.raw(name))))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}

impl FromRequest for Fields {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = Bytes::from_request(request, payload);
        Box::pin(async move {
            body.await.map(|body| Self::parse(&body)).map_err(|_| Error::BadRequest("error-body-cut"))
        })
    }
}

/// What is wrong with a form: at most one sentence a field, in the reader's language.
#[derive(Debug, Clone, Default, Serialize, PartialEq, Eq)]
#[serde(transparent)]
pub struct FormErrors(BTreeMap<String, String>);

impl FormErrors {
    /// Nothing wrong so far.
    pub fn none() -> Self {
        Self::default()
    }

    /// Notes the sentence for a field; the first one stays.
    pub fn add(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        self.0.entry(field.into()).or_insert_with(|| sentence.into());
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Field and sentence of everything that is wrong, for the summary at the top of the page.
    pub fn list(&self) -> Vec<FormErrorItem> {
        self.0
            .iter()
            .map(|(field, text)| FormErrorItem { field: field.clone(), text: text.clone() })
            .collect()
    }

    /// The sentence for a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }
}

/// One line of the error summary (`templates/components/error-summary.hbs`).
#[derive(Debug, Serialize, PartialEq, Eq)]
pub struct FormErrorItem {
    /// Name (and id) of the field.
    pub field: String,
    /// What is wrong with it.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_repeat_and_are_trimmed() {
        let fields = Fields::parse("a=1&b=+x+&a=2&c=%E5%A4%A7".as_bytes());
        assert_eq!(fields.get("b"), "x");
        assert_eq!(fields.all("a"), ["1", "2"]);
        assert_eq!(fields.get("c"), "大");
        assert_eq!(fields.optional("nothing"), None);
    }

    #[test]
    fn a_field_the_page_does_not_have_is_refused() {
        let fields = Fields::parse(b"csrf=t&name=x&section-1-count=3&role=admin");
        assert!(fields.only(&["name", "section-*", "role"]).is_ok());
        assert!(fields.only(&["name", "section-*"]).is_err());
    }
}
