//! Saved views: the links on every page of the records, and the form of one.

use serde::Serialize;

use crate::records::model::SavedView;
use crate::web::components::Crumb;
use crate::web::{FormErrorItem, FormErrors, Visit};

/// A saved view as a link.
#[derive(Debug, Clone, Serialize)]
pub struct ViewLink {
    name: String,
    href: String,
    /// Whose it is, where it is somebody else's.
    owner: Option<String>,
    shared: bool,
    /// Where it is renamed or deleted; `None` for other people's.
    change_href: Option<String>,
}

impl ViewLink {
    /// The link of a view for the person who looks, given by whether it is the own one.
    pub fn new(view: &SavedView, is_own: bool) -> Self {
        Self {
            name: view.name.clone(),
            href: view.address.clone(),
            owner: (!is_own).then(|| view.owner.clone()),
            shared: view.shared,
            change_href: is_own.then(|| format!("/records/views/{}", view.id)),
        }
    }
}

/// `records/view.hbs`.
#[derive(Debug, Serialize)]
pub struct ViewPage {
    action: String,
    /// `None` for one that is not saved yet.
    delete_action: Option<String>,
    address: String,
    name: String,
    shared: bool,
    errors: FormErrors,
    error_list: Vec<FormErrorItem>,
    crumbs: Vec<Crumb>,
}

impl ViewPage {
    /// The form of a view, new or saved, with what was typed.
    pub fn new(
        saved: Option<&SavedView>,
        address: &str,
        (name, shared): (&str, bool),
        errors: FormErrors,
        visit: &Visit,
    ) -> Self {
        let own = |view: &SavedView| format!("/records/views/{}", view.id);
        Self {
            action: saved.map_or_else(|| "/records/views".to_owned(), own),
            delete_action: saved.map(|view| format!("{}/delete", own(view))),
            address: address.to_owned(),
            name: name.to_owned(),
            shared,
            error_list: errors.list(),
            errors,
            crumbs: vec![
                Crumb::up(address, visit.text("records-title")),
                Crumb::here(visit.text("views-title")),
            ],
        }
    }

    /// Whether something has to be put right.
    pub fn has_errors(&self) -> bool {
        !self.error_list.is_empty()
    }
}
