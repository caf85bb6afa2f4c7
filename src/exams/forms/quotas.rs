//! The quotas of a section: rows of topic, type, difficulty and count.

use super::{number_between, pair, source};
use crate::base::QuestionKind;
use crate::exams::model::{Quota, SectionDefinition};
use crate::exams::rules::MOST_QUESTIONS;
use crate::web::{Fields, FormErrors, Visit};

/// Most quotas a section may have.
pub const MOST_QUOTAS: usize = 12;

/// Rows the page shows that are still empty.
const EMPTY_ROWS: usize = 2;

/// The names of the fields of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaNames {
    /// Topic; empty is any.
    pub topic: String,
    /// Type; empty is any.
    pub kind: String,
    /// Easiest difficulty.
    pub min: String,
    /// Hardest difficulty.
    pub max: String,
    /// How many; empty is no quota.
    pub count: String,
}

impl QuotaNames {
    /// Of the row with this number, from 1.
    pub fn of(row: usize) -> Self {
        let name = |what: &str| format!("quota_{what}_{row}");
        Self {
            topic: name("topic"),
            kind: name("kind"),
            min: name("min"),
            max: name("max"),
            count: name("count"),
        }
    }
}

/// How many rows the form shows: those that hold something, and some empty ones.
pub fn quota_rows(fields: &Fields) -> usize {
    let last = (1..=MOST_QUOTAS).rev().find(|row| fields.optional(&QuotaNames::of(*row).count).is_some());
    (last.unwrap_or(0) + EMPTY_ROWS).min(MOST_QUOTAS)
}

pub(super) fn quota_pairs(quotas: &[Quota]) -> Vec<(String, String)> {
    let pairs = |(row, quota): (usize, &Quota)| {
        let names = QuotaNames::of(row);
        [
            pair(&names.topic, quota.topic.as_deref().unwrap_or_default()),
            pair(&names.kind, quota.kind.map_or("", QuestionKind::as_str)),
            pair(&names.min, &quota.difficulty_min.to_string()),
            pair(&names.max, &quota.difficulty_max.to_string()),
            pair(&names.count, &quota.count.to_string()),
        ]
    };
    (1..).zip(quotas).flat_map(pairs).collect()
}

/// What quotas stand in: the section, the sources the page offers, and whether one topic belongs to another.
pub(super) type Around<'a> = (&'a SectionDefinition, &'a [String], &'a dyn Fn(&str, &str) -> bool);

/// Reads the rows that have a count.
pub(super) fn quotas(
    fields: &Fields,
    visit: &Visit,
    around: Around<'_>,
    errors: &mut FormErrors,
) -> Vec<Quota> {
    let (section, ..) = around;
    let mut quotas = Vec::new();
    for row in 1..=MOST_QUOTAS {
        let names = QuotaNames::of(row);
        if fields.optional(&names.count).is_none() {
            if fields.optional(&names.topic).is_some() || fields.optional(&names.kind).is_some() {
                errors.add(names.count, visit.text("exams-quota-count-missing"));
            }
            continue;
        }
        quotas.push(quota(fields, visit, around, &names, errors));
    }
    let asked: i64 = quotas.iter().map(|quota| i64::from(quota.count)).sum();
    if asked > i64::from(section.count) && section.count > 0 {
        let values = [("asked", asked), ("count", section.count.into())];
        errors.add("count", visit.text_with("exams-quotas-exceed", values));
    }
    quotas
}

fn quota(
    fields: &Fields,
    visit: &Visit,
    (section, sources, is_within): Around<'_>,
    names: &QuotaNames,
    errors: &mut FormErrors,
) -> Quota {
    let topic = fields.optional(&names.topic).map(str::to_owned);
    if let Some(topic) = &topic {
        let is_known = sources.contains(&source(&section.bank_code, Some(topic)));
        if !is_known || section.topic.as_ref().is_some_and(|own| !is_within(topic, own)) {
            errors.add(names.topic.clone(), visit.text("exams-quota-topic"));
        }
    }
    let typed = fields.optional(&names.kind);
    let kind = typed.and_then(QuestionKind::parse);
    if typed.is_some() && !kind.is_some_and(|kind| section.kinds.contains(&kind)) {
        errors.add(names.kind.clone(), visit.text("exams-quota-kind"));
    }
    let level = |name: &str, usual: i16| match fields.optional(name) {
        None => Some(usual),
        Some(typed) => typed.parse::<i16>().ok().filter(|level| (1..=5).contains(level)),
    };
    let (min, max) = (level(&names.min, 1), level(&names.max, 5));
    let range = min.zip(max).filter(|(min, max)| min <= max);
    if range.is_none() {
        errors.add(names.max.clone(), visit.text("exams-difficulty-order"));
    }
    let (difficulty_min, difficulty_max) = range.unwrap_or((1, 5));
    let count = number_between(fields, &names.count, 1, MOST_QUESTIONS).unwrap_or_else(|| {
        errors.add(names.count.clone(), visit.text_with("exams-count-form", [("most", MOST_QUESTIONS)]));
        0
    });
    Quota { topic, kind, difficulty_min, difficulty_max, count }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::from_pairs(pairs.iter().map(|(name, value)| pair(name, value)).collect())
    }

    #[test]
    fn there_is_always_an_empty_row_to_type_into_until_there_are_enough() {
        assert_eq!(quota_rows(&fields(&[])), 2);
        assert_eq!(quota_rows(&fields(&[("quota_count_3", "4")])), 5);
        assert_eq!(quota_rows(&fields(&[("quota_count_12", "4")])), 12);
    }

    #[test]
    fn the_form_of_quotas_holds_what_they_say() {
        let quota = Quota {
            topic: Some("fab".to_owned()),
            kind: Some(QuestionKind::TrueFalse),
            difficulty_min: 2,
            difficulty_max: 4,
            count: 3,
        };
        let fields = Fields::from_pairs(quota_pairs(&[quota]));
        let shown =
            ["topic", "kind", "min", "max", "count"].map(|what| fields.get(&format!("quota_{what}_1")));
        assert_eq!(shown, ["fab", "true_false", "2", "4", "3"]);
    }
}
