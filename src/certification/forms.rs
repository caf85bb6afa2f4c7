//! What HR types into the forms of this room.

mod design;
mod exemption;
mod policy;

pub use design::{DESIGN_FIELDS, design};
pub use exemption::{EndForm, ExemptionForm};
pub use policy::{PARTS, minimum_field, part_field, part_how_field, renewal_field};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use fluent_bundle::FluentValue;

use super::model::{
    Holder, Programme, ProgrammeRules, ProgrammeVersion, ReinstatementReason, RequirementChoice,
    RevocationReason, RoleHolder,
};
use crate::accounts::Role;
use crate::accounts::model::GroupInTree;
use crate::base::clock::{day_in, end_of_day};
use crate::base::text::has_forbidden_controls;
use crate::db::GroupId;
use crate::web::{Fields, FormErrors, Visit};

/// Longest title in characters.
const TITLE_CHARS: usize = 120;
/// Longest code: it is the beginning of every number.
const CODE_CHARS: usize = 32;
/// Longest note on a revocation.
const NOTE_CHARS: usize = 500;

/// What can be chosen in the form of a certification.
pub struct Offered<'a> {
    /// Exams, by code.
    pub exams: &'a [RequirementChoice],
    /// Groups in the order of the tree.
    pub groups: &'a [GroupInTree],
    /// Who must hold it so far: a day that was not changed keeps its instant.
    pub holders: &'a [Holder],
    /// Which roles must hold it so far.
    pub roles: &'a [RoleHolder],
    /// Every certification there is.
    pub programmes: &'a [Programme],
    /// Code and last rules of the one that is changed; `None` for a new one.
    pub existing: Option<(&'a str, &'a ProgrammeVersion)>,
    /// Today in the company's zone.
    pub today: NaiveDate,
    /// The company's zone.
    pub zone: Tz,
}

/// Reads the code of a new certification.
pub fn code(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> String {
    let code = fields.get("code").to_owned();
    // `new` is the address of this very form.
    if !crate::base::text::is_code(&code) || code.len() > CODE_CHARS || code == "new" {
        errors.add("code", visit.text("certification-code-wrong"));
    } else if code == "new" {
        // An address of its own below `/certifications/`.
        errors.add("code", visit.text("certification-code-address"));
    }
    code
}

/// Reads the rules of a certification; what is wrong goes to `errors`, and the rules are then incomplete.
pub fn rules(
    fields: &Fields,
    visit: &Visit,
    offered: &Offered<'_>,
    errors: &mut FormErrors,
) -> ProgrammeRules {
    ProgrammeRules {
        title_zh: title(fields, "title_zh", visit, errors),
        title_en: title(fields, "title_en", visit, errors),
        validity_months: months(fields, visit, errors),
        policy: policy::policy(fields, visit, offered, errors),
        applies_from: applies_from(fields, visit, offered, errors),
        roles: Role::ALL
            .iter()
            .filter_map(|role| role_holder(*role, fields, visit, offered, errors))
            .collect(),
        holders: offered
            .groups
            .iter()
            .filter_map(|entry| holder(entry.group.id, fields, visit, offered, errors))
            .collect(),
    }
}

fn title(fields: &Fields, name: &str, visit: &Visit, errors: &mut FormErrors) -> String {
    let title = fields.get(name);
    let is_good = !title.is_empty() && title.chars().count() <= TITLE_CHARS && !has_forbidden_controls(title);
    if !is_good {
        errors.add(
            name,
            visit.text_with(
                "certification-title-wrong",
                [("field", FluentValue::from(name)), ("most", TITLE_CHARS.into())],
            ),
        );
    }
    title.to_owned()
}

fn months(fields: &Fields, visit: &Visit, errors: &mut FormErrors) -> Option<i32> {
    let typed = fields.optional("months")?;
    let months = typed.parse().ok().filter(|months| (1..=600).contains(months));
    if months.is_none() {
        errors.add("months", visit.text("certification-months-wrong"));
    }
    months
}

fn holder(
    group_id: GroupId,
    fields: &Fields,
    visit: &Visit,
    offered: &Offered<'_>,
    errors: &mut FormErrors,
) -> Option<Holder> {
    if !fields.has(&group_field(group_id)) {
        return None;
    }
    let name = from_field(group_id);
    let Some(day) = parse_day(fields.get(&name)) else {
        errors.add(name, visit.text("certification-from-wrong"));
        return None;
    };
    let unchanged = offered
        .holders
        .iter()
        .find(|holder| holder.group_id == group_id && day_in(holder.from, offered.zone) == day);
    Some(Holder { group_id, from: unchanged.map_or_else(|| begin_of(day, offered.zone), |one| one.from) })
}

fn role_holder(
    role: Role,
    fields: &Fields,
    visit: &Visit,
    offered: &Offered<'_>,
    errors: &mut FormErrors,
) -> Option<RoleHolder> {
    if !fields.has(&role_field(role)) {
        return None;
    }
    let name = role_from_field(role);
    let Some(day) = parse_day(fields.get(&name)) else {
        errors.add(name, visit.text("certification-from-wrong"));
        return None;
    };
    let unchanged =
        offered.roles.iter().find(|holder| holder.role == role && day_in(holder.from, offered.zone) == day);
    Some(RoleHolder { role, from: unchanged.map_or_else(|| begin_of(day, offered.zone), |one| one.from) })
}

/// The first day of changed rules. Days that are over are refused: what was shown on them stays as it was.
fn applies_from(
    fields: &Fields,
    visit: &Visit,
    offered: &Offered<'_>,
    errors: &mut FormErrors,
) -> Option<NaiveDate> {
    let (_, current) = offered.existing?;
    let typed = fields.optional("applies_from")?;
    let day = parse_day(typed);
    let is_unchanged = day.is_some() && day == current.applies_from;
    match day {
        Some(day) if day > offered.today => Some(day),
        Some(day) if day == offered.today || is_unchanged => None,
        _ => {
            errors.add("applies_from", visit.text("programme-applies-wrong"));
            None
        }
    }
}

/// Name of the box that says a role must hold it.
pub fn role_field(role: Role) -> String {
    format!("role-{}", role.as_str())
}

/// Name of the day from which a role must hold it.
pub fn role_from_field(role: Role) -> String {
    format!("rolefrom-{}", role.as_str())
}

/// Name of the box that says a group must hold it.
pub fn group_field(group: GroupId) -> String {
    format!("group-{group}")
}

/// Name of the day from which a group must hold it.
pub fn from_field(group: GroupId) -> String {
    format!("from-{group}")
}

/// The day of a date field, between 2000 and 2199.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (text.len() == 10 && (2000..2200).contains(&day.year())).then_some(day)
}

/// The first instant of a day in a zone.
fn begin_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    day.pred_opt().map_or(DateTime::<Utc>::MIN_UTC, |before| end_of_day(before, zone))
}

/// Why a certificate is to be revoked.
#[derive(Debug, PartialEq, Eq)]
pub struct RevokeForm {
    /// Class of the reason.
    pub reason: RevocationReason,
    /// Words; needed where the class says nothing.
    pub note: Option<String>,
}

impl RevokeForm {
    /// Reads the form.
    ///
    /// # Errors
    /// What is wrong with it, by field.
    pub fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let reason = RevocationReason::parse(fields.get("reason"));
        if reason.is_none() {
            errors.add("reason", visit.text("certification-reason-missing"));
        }
        let note = note(fields, reason == Some(RevocationReason::Other), visit, &mut errors);
        match reason {
            Some(reason) if errors.is_empty() => Ok(Self { reason, note }),
            _ => Err(errors),
        }
    }
}

/// Why a certificate is to be given back.
#[derive(Debug, PartialEq, Eq)]
pub struct ReinstateForm {
    /// Class of the reason.
    pub reason: ReinstatementReason,
    /// Words; needed where the class says nothing.
    pub note: Option<String>,
}

impl ReinstateForm {
    /// Reads the form.
    ///
    /// # Errors
    /// What is wrong with it, by field.
    pub fn parse(fields: &Fields, visit: &Visit) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::none();
        let reason = ReinstatementReason::parse(fields.get("reason"));
        if reason.is_none() {
            errors.add("reason", visit.text("certification-reinstate-reason-missing"));
        }
        let note = note(fields, reason == Some(ReinstatementReason::Other), visit, &mut errors);
        match reason {
            Some(reason) if errors.is_empty() => Ok(Self { reason, note }),
            _ => Err(errors),
        }
    }
}

fn note(fields: &Fields, is_needed: bool, visit: &Visit, errors: &mut FormErrors) -> Option<String> {
    let note = fields.optional("note").map(crate::base::text::unix_line_ends);
    if note.is_none() && is_needed {
        errors.add("note", visit.text("certification-note-missing"));
    }
    if note.as_deref().is_some_and(|note| note.chars().count() > NOTE_CHARS || has_forbidden_controls(note)) {
        errors.add("note", visit.text("certification-note-wrong"));
    }
    note
}
