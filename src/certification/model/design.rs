//! Designs of the paper as rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use crate::certification::rules::paper::DesignTexts;
use crate::db::PersonId;
use crate::db::schema::certificate_designs;

/// A design as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = certificate_designs)]
pub struct StoredDesign {
    /// Time-ordered id.
    pub id: Uuid,
    /// [`DesignTexts`].
    pub texts: Value,
    /// PNG at the top.
    pub logo: Option<Vec<u8>>,
    /// PNG of a signature or seal.
    pub signature: Option<Vec<u8>>,
    /// Who changed it last.
    pub changed_by: Option<PersonId>,
    /// From when it counts; `None` for the draft.
    pub used_from: Option<DateTime<Utc>>,
}

impl StoredDesign {
    /// Its texts; those the program comes with when they cannot be read.
    pub fn texts(&self) -> DesignTexts {
        serde_json::from_value(self.texts.clone()).unwrap_or_default()
    }
}

/// Which picture of a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DesignPicture {
    /// At the top.
    Logo,
    /// Above the signer.
    Signature,
}

impl DesignPicture {
    /// The word in addresses, fields and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Logo => "logo",
            Self::Signature => "signature",
        }
    }

    /// The picture of an address.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Logo, Self::Signature].into_iter().find(|one| one.as_str() == word)
    }
}
