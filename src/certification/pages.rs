//! What the templates of this room get.

mod certificates;
mod programmes;
mod verify;

pub use certificates::{
    CertificatePage, CertificateRow, Looks, MinePage, RevokePage, day_words, reason_words,
};
pub use programmes::{
    Existing, GroupRow, ProgrammeFields, ProgrammePage, ProgrammeRow, ProgrammesPage, exam_choices,
    stored_groups, typed_groups,
};
pub use verify::{Proof, VerifyPage};

use super::rules::CertificateStatus;

/// Days until a certificate that holds ends; `None` when that is far away, or it does not hold.
fn days_left(status: CertificateStatus) -> Option<u32> {
    match status {
        CertificateStatus::Expiring { days_left } => Some(days_left),
        _ => None,
    }
}
