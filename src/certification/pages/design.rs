//! The page on which HR designs the paper of certificates.

use serde::Serialize;

use crate::certification::rules::paper::DesignTexts;
use crate::web::components::Crumb;
use crate::web::{FormErrorItem, FormErrors};

/// `certification/design.hbs`.
#[derive(Debug, Serialize)]
pub struct DesignPage {
    /// The texts as they are in the form.
    pub texts: DesignTexts,
    /// Whether there is a draft that does not count yet.
    pub is_draft: bool,
    /// Whether it has a logo.
    pub has_logo: bool,
    /// Whether it has a signature.
    pub has_signature: bool,
    /// Address of the picture of the result: another one after each change.
    pub preview: String,
    /// Sentences beside the fields.
    pub errors: FormErrors,
    /// The same as lines of the summary.
    pub error_list: Vec<FormErrorItem>,
    /// The way here.
    pub crumbs: Vec<Crumb>,
}
