//! What becomes of certificates, when what they rest on changes.

use crate::attempts::actions::Fate;
use crate::web::{Fields, FormErrors, Visit};

/// What was chosen; `None` where nothing was. Where it is `asked`, that is said beside the field.
pub fn fate(fields: &Fields, visit: &Visit, asked: bool, errors: &mut FormErrors) -> Option<Fate> {
    match fields.get("fate") {
        "revoke" => Some(Fate::Revoke),
        "keep" => Some(Fate::Keep),
        _ => {
            if asked {
                errors.add("fate", visit.text("hand-fate-missing"));
            }
            None
        }
    }
}
