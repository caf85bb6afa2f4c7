//! What one must pass: parts, and in each part exams, with minimum scores; all of them, or so many of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Achievement;

/// How many of several things are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HowMany {
    /// Every one.
    All,
    /// This many, whichever; at least 1.
    AtLeast(u32),
}

impl HowMany {
    /// How many that is of so many; more than there are is never reached.
    fn of(self, count: usize) -> usize {
        match self {
            Self::All => count,
            Self::AtLeast(number) => usize::try_from(number).unwrap_or(usize::MAX).max(1),
        }
    }
}

/// An exam that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeededExam {
    /// Its code.
    pub code: String,
    /// The least percent of the points (1–100) with which a pass counts; `None` where passing is enough.
    #[serde(default)]
    pub minimum_percent: Option<u32>,
}

/// Some exams, and how many of them are needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// How many of the exams.
    pub how_many: HowMany,
    /// The exams; at least one.
    pub exams: Vec<NeededExam>,
}

/// What one must pass. Kept as JSON in the versions of certifications: new fields need a default that means what was
/// before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// How many of the parts.
    pub how_many: HowMany,
    /// Whether each part must be passed after the ones before it; only where all parts are needed.
    #[serde(default)]
    pub in_order: bool,
    /// The parts; at least one.
    pub parts: Vec<Part>,
}

impl Needs {
    /// All of these exams, each passed.
    pub fn all_of(codes: &[String]) -> Self {
        let mut exams: Vec<NeededExam> = Vec::new();
        for code in codes {
            if !exams.iter().any(|exam| exam.code == *code) {
                exams.push(NeededExam { code: code.clone(), minimum_percent: None });
            }
        }
        Self { how_many: HowMany::All, in_order: false, parts: vec![Part { how_many: HowMany::All, exams }] }
    }

    /// The code of every exam that is named, each once, in their order.
    pub fn codes(&self) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        for exam in self.parts.iter().flat_map(|part| &part.exams) {
            if !codes.contains(&exam.code) {
                codes.push(exam.code.clone());
            }
        }
        codes
    }

    /// Whether this exam is named.
    pub fn names(&self, code: &str) -> bool {
        self.parts.iter().flat_map(|part| &part.exams).any(|exam| exam.code == code)
    }

    /// The achievements that meet it, in the order of the exams: of each exam the latest that fits. Only what was
    /// achieved after `after` counts. `None` while something is missing, and where nothing is needed: nobody is
    /// certified for nothing.
    pub fn met<'a, A: Achievement>(
        &self,
        achievements: &'a [A],
        after: Option<DateTime<Utc>>,
    ) -> Option<Vec<&'a A>> {
        let counted = counted(achievements, after);
        let found = match self.how_many {
            HowMany::All if self.in_order => self.met_in_order(&counted)?,
            HowMany::All => {
                self.parts.iter().map(|part| part.met(&counted, None)).collect::<Option<Vec<_>>>()?
            }
            HowMany::AtLeast(_) => self.met_by_some(&counted)?,
        };
        let mut evidence: Vec<&A> = Vec::new();
        for one in found.into_iter().flatten() {
            if !evidence.iter().any(|known| std::ptr::eq(*known, one)) {
                evidence.push(one);
            }
        }
        (!evidence.is_empty()).then_some(evidence)
    }

    /// From the last part back: what comes latest leaves most room for what must come before it.
    fn met_in_order<'a, A: Achievement>(&self, counted: &[&'a A]) -> Option<Vec<Vec<&'a A>>> {
        let mut found = Vec::new();
        let mut until = None;
        for part in self.parts.iter().rev() {
            let met = part.met(counted, until)?;
            until = met.iter().map(Achievement::achieved_at).min();
            found.push(met);
        }
        found.reverse();
        Some(found)
    }

    /// Of the parts that are met, those that were completed last.
    fn met_by_some<'a, A: Achievement>(&self, counted: &[&'a A]) -> Option<Vec<Vec<&'a A>>> {
        let met: Vec<Vec<&A>> = self.parts.iter().filter_map(|part| part.met(counted, None)).collect();
        let completed = |part: &Vec<&'a A>| part.iter().map(Achievement::achieved_at).max();
        latest(met, self.how_many.of(self.parts.len()), completed)
    }

    /// For each part, which of its exams count as passed after `after`.
    pub fn progress<A: Achievement>(
        &self,
        achievements: &[A],
        after: Option<DateTime<Utc>>,
    ) -> Vec<PartProgress> {
        let counted = counted(achievements, after);
        let of_part = |part: &Part| PartProgress {
            is_met: part.met(&counted, None).is_some(),
            passed: part.exams.iter().map(|exam| exam.latest(&counted, None).is_some()).collect(),
        };
        self.parts.iter().map(of_part).collect()
    }
}

/// How far someone is with a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartProgress {
    /// Whether enough of its exams are passed, whatever their order.
    pub is_met: bool,
    /// For each exam of the part, whether a pass of it counts.
    pub passed: Vec<bool>,
}

fn counted<A: Achievement>(achievements: &[A], after: Option<DateTime<Utc>>) -> Vec<&A> {
    achievements.iter().filter(|one| after.is_none_or(|after| one.achieved_at() > after)).collect()
}

impl Part {
    /// The achievements that meet it, none of them later than `until`.
    fn met<'a, A: Achievement>(&self, counted: &[&'a A], until: Option<DateTime<Utc>>) -> Option<Vec<&'a A>> {
        let passed: Vec<&A> = self.exams.iter().filter_map(|exam| exam.latest(counted, until)).collect();
        latest(passed, self.how_many.of(self.exams.len()), |one| Some(one.achieved_at()))
    }
}

impl NeededExam {
    /// Of those at the same instant, the last in the list.
    fn latest<'a, A: Achievement>(&self, counted: &[&'a A], until: Option<DateTime<Utc>>) -> Option<&'a A> {
        counted
            .iter()
            .copied()
            .filter(|one| one.requirement_code() == self.code)
            .filter(|one| until.is_none_or(|until| one.achieved_at() <= until))
            .filter(|one| self.minimum_percent.is_none_or(|percent| reaches(*one, percent)))
            .max_by_key(Achievement::achieved_at)
    }
}

fn reaches<A: Achievement>(one: &A, percent: u32) -> bool {
    i64::from(one.score()) * 100 >= i64::from(one.maximum()) * i64::from(percent)
}

/// So many of these, those with the latest time, in their order; `None` when there are fewer or none.
fn latest<T>(mut all: Vec<T>, wanted: usize, time: impl Fn(&T) -> Option<DateTime<Utc>>) -> Option<Vec<T>> {
    if wanted == 0 || all.len() < wanted {
        return None;
    }
    while all.len() > wanted {
        let earliest = all.iter().enumerate().min_by_key(|(_, one)| time(one)).map(|(index, _)| index)?;
        all.remove(earliest);
    }
    Some(all)
}

#[cfg(test)]
mod tests;
