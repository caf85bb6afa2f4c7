//! One question as its rows give it, before its kind and key are settled.

use std::collections::BTreeMap;

use super::kinds::Kind;
use super::option_cell::LabelledText;
use crate::model::{Diagnostic, Place, Translation};

/// One question as its rows give it. Texts are empty where the file gives none.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) place: Place,
    /// Where its key stands.
    pub(super) answer_place: Place,
    /// Last line, for text tables.
    pub(super) last_line: Option<usize>,
    /// The rows it is made of, by their position in the table.
    pub(super) rows: Vec<usize>,
    pub(super) number: String,
    pub(super) code: String,
    /// The kind in the file's own words.
    pub(super) kind_word: String,
    /// The kind its sheet or section names.
    pub(super) kind_around: Option<Kind>,
    pub(super) section: Option<String>,
    pub(super) stem: String,
    pub(super) options: Vec<LabelledText>,
    /// Labels of the options that the file marks as right, where it has such marks.
    pub(super) marked: Option<Vec<char>>,
    pub(super) answer: String,
    /// Answers in columns of their own, one a gap.
    pub(super) parts: Vec<String>,
    pub(super) explanation: String,
    pub(super) points: String,
    pub(super) difficulty: String,
    pub(super) tags: String,
    pub(super) topic: String,
    pub(super) fact: String,
    pub(super) material: String,
    pub(super) material_code: String,
    pub(super) translations: BTreeMap<String, Translation>,
    pub(super) inferred: Vec<String>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Entry {
    /// An entry that says nothing yet.
    pub(super) fn new(place: Place) -> Self {
        Self {
            answer_place: place.clone(),
            place,
            last_line: None,
            rows: Vec::new(),
            number: String::new(),
            code: String::new(),
            kind_word: String::new(),
            kind_around: None,
            section: None,
            stem: String::new(),
            options: Vec::new(),
            marked: None,
            answer: String::new(),
            parts: Vec::new(),
            explanation: String::new(),
            points: String::new(),
            difficulty: String::new(),
            tags: String::new(),
            topic: String::new(),
            fact: String::new(),
            material: String::new(),
            material_code: String::new(),
            translations: BTreeMap::new(),
            inferred: Vec::new(),
            diagnostics: Vec::new(),
        }
    }
}
