//! What the templates of this room get.

mod certificates;
mod design;
mod import;
mod preview;
mod programme;
mod programmes;
mod standing;
mod verify;

pub use certificates::{
    CertificatePage, CertificateRow, Looks, MinePage, RevokePage, day_words, percent_of, reason_words,
};
pub use design::DesignPage;
pub use import::{ImportListRow, ImportPage, ImportsPage, Review, Shown};
pub use preview::{Difference, Preview, affected};
pub use programme::{ProgrammePage, stored_fields};
pub use programmes::ProgrammesPage;
pub use standing::{ExemptPage, ExemptionRow, PersonPage, StandingRow, own_rows};
pub use verify::{Proof, VerifyPage};

use super::rules::CertificateStatus;

/// Days until a certificate that holds ends; `None` when that is far away, or it does not hold.
fn days_left(status: CertificateStatus) -> Option<u32> {
    match status {
        CertificateStatus::Expiring { days_left } => Some(days_left),
        _ => None,
    }
}
