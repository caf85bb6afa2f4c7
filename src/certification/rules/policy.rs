//! The rules of one version of a certification: what it takes to get it and to renew it.

use serde::{Deserialize, Serialize};

use super::EXPIRING_DAYS;
use super::needs::Needs;

/// Where the validity of a renewed certificate is counted from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anniversary {
    /// From the day of the renewal.
    #[default]
    Moved,
    /// From the end of the certificate that is renewed, so that it ends at the same time of the year for ever.
    Kept,
}

/// The rules of a version. Kept as JSON for ever: new fields need a default that means what was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// What must be passed for the first certificate.
    pub needs: Needs,
    /// What must be passed to renew it; `None` is the same.
    #[serde(default)]
    pub renewal: Option<Needs>,
    /// The level it stands for, in Chinese.
    #[serde(default)]
    pub level_zh: Option<String>,
    /// The level it stands for, in English.
    #[serde(default)]
    pub level_en: Option<String>,
    /// How many days before its end a certificate can be renewed; `None` is at any time.
    #[serde(default)]
    pub window_days: Option<u32>,
    /// How many days after its end it can still be renewed, as if it had not ended.
    #[serde(default)]
    pub grace_days: u32,
    /// Where the validity of a renewal is counted from.
    #[serde(default)]
    pub anniversary: Anniversary,
    /// Whether passes from before a certificate count again for the next one, so that passing one of the exams anew is
    /// enough.
    #[serde(default)]
    pub reuse_passes: bool,
    /// Codes of certifications that one must hold, or be exempt from, to get this one.
    #[serde(default)]
    pub prerequisites: Vec<String>,
}

impl Policy {
    /// What a version without stored rules means: all these exams, and whoever passes one of them again gets a new
    /// certificate that counts from that day.
    pub fn plain(codes: &[String]) -> Self {
        Self {
            needs: Needs::all_of(codes),
            renewal: None,
            level_zh: None,
            level_en: None,
            window_days: None,
            grace_days: 0,
            anniversary: Anniversary::Moved,
            reuse_passes: true,
            prerequisites: Vec::new(),
        }
    }

    /// What must be passed to renew.
    pub fn renewal_needs(&self) -> &Needs {
        self.renewal.as_ref().unwrap_or(&self.needs)
    }

    /// The code of every exam that is named anywhere, each once.
    pub fn codes(&self) -> Vec<String> {
        let mut codes = self.needs.codes();
        for code in self.renewal_needs().codes() {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }

    /// How many days before its end a certificate counts as expiring.
    pub fn expiring_days(&self) -> u32 {
        self.window_days.unwrap_or(EXPIRING_DAYS)
    }
}
