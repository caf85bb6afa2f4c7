//! Which certificates a new pass brings: those whose needs it meets, and those that only waited for one of these.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::Achievement;
use super::policy::Policy;
use super::renewal::{Held, due};

/// A certification and what someone holds of it.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Its code.
    pub code: &'a str,
    /// Its rules.
    pub policy: &'a Policy,
    /// The certificate that counts.
    pub held: Option<&'a Held>,
}

/// The places in the list of those certifications that a pass of this exam may bring: those that name it, and those
/// that ask for one of these first.
pub fn touched(all: &[(&str, &Policy)], exam: &str) -> Vec<usize> {
    let names_exam = |policy: &Policy| policy.needs.names(exam) || policy.renewal_needs().names(exam);
    let mut places: BTreeSet<usize> = all
        .iter()
        .enumerate()
        .filter(|(_, (_, policy))| names_exam(policy))
        .map(|(place, _)| place)
        .collect();
    loop {
        let codes: BTreeSet<&str> =
            places.iter().filter_map(|place| all.get(*place)).map(|(code, _)| *code).collect();
        let waits = |policy: &Policy| policy.prerequisites.iter().any(|code| codes.contains(code.as_str()));
        let before = places.len();
        places
            .extend(all.iter().enumerate().filter(|(_, (_, policy))| waits(policy)).map(|(place, _)| place));
        if places.len() == before {
            return places.into_iter().collect();
        }
    }
}

/// Which of these certifications are due on a day of the zone, each with its evidence, those that others ask for first.
/// `satisfied` are the codes of what the person holds or is exempt from; `exam` is what was just passed.
pub fn due_now<'a, A: Achievement>(
    candidates: &[Candidate<'_>],
    mut satisfied: BTreeSet<String>,
    achievements: &'a [A],
    exam: &str,
    day: (NaiveDate, Tz),
) -> Vec<(usize, Vec<&'a A>)> {
    let mut found: Vec<(usize, Vec<&A>)> = Vec::new();
    loop {
        let before = found.len();
        for (place, candidate) in candidates.iter().enumerate() {
            let is_open = candidate.policy.prerequisites.iter().all(|code| satisfied.contains(code));
            if !is_open || found.iter().any(|(known, _)| *known == place) {
                continue;
            }
            if let Some(evidence) = due(candidate.policy, candidate.held, achievements, Some(exam), day) {
                satisfied.insert(candidate.code.to_owned());
                found.push((place, evidence));
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Whether certifications ask for each other in a circle, so that nobody could get the one with this code.
pub fn is_circle(all: &[(&str, &[String])], code: &str) -> bool {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let mut waiting = vec![code];
    while let Some(next) = waiting.pop() {
        let asked = all.iter().filter(|(known, _)| *known == next).flat_map(|(_, asked)| asked.iter());
        for one in asked {
            if one == code {
                return true;
            }
            if reached.insert(one) {
                waiting.push(one);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use chrono::{DateTime, Utc};

    use super::*;

    #[derive(Debug, PartialEq)]
    struct Passed(&'static str, i64);

    impl Achievement for Passed {
        fn requirement_code(&self) -> &str {
            self.0
        }

        fn achieved_at(&self) -> DateTime<Utc> {
            DateTime::from_timestamp(self.1, 0).unwrap()
        }

        fn score(&self) -> i32 {
            80
        }

        fn maximum(&self) -> i32 {
            100
        }
    }

    fn after(exam: &str, prerequisites: &[&str]) -> Policy {
        Policy {
            reuse_passes: false,
            prerequisites: prerequisites.iter().map(|code| (*code).to_owned()).collect(),
            ..Policy::plain(&[exam.to_owned()])
        }
    }

    #[test]
    fn the_last_missing_step_brings_all_that_waited_for_it() {
        let (basics, expert, master) = (after("a", &[]), after("b", &["basics"]), after("c", &["expert"]));
        let other = after("d", &[]);
        let all = [("basics", &basics), ("expert", &expert), ("master", &master), ("other", &other)];
        assert_eq!(touched(&all, "a"), [0, 1, 2]);
        assert_eq!(touched(&all, "b"), [1, 2]);
        assert_eq!(touched(&all, "x"), Vec::<usize>::new());
        let candidates = [("master", &master), ("expert", &expert), ("basics", &basics)]
            .map(|(code, policy)| Candidate { code, policy, held: None });
        let day = ("2026-11-22".parse().unwrap(), chrono_tz::Asia::Shanghai);
        let places = |passed: &[Passed], satisfied: &[&str], exam: &str| -> Vec<usize> {
            let satisfied = satisfied.iter().map(|code| (*code).to_owned()).collect();
            due_now(&candidates, satisfied, passed, exam, day).into_iter().map(|(place, _)| place).collect()
        };
        assert_eq!(places(&[Passed("b", 1), Passed("c", 2)], &[], "c"), Vec::<usize>::new());
        assert_eq!(places(&[Passed("b", 1), Passed("c", 2), Passed("a", 3)], &[], "a"), [2, 1, 0]);
        assert_eq!(places(&[Passed("b", 1), Passed("c", 2)], &["basics"], "c"), [1, 0]);
    }

    #[test]
    fn circles_are_found_however_long() {
        let (none, to_a, to_b) = (Vec::new(), vec!["a".to_owned()], vec!["b".to_owned()]);
        assert!(!is_circle(&[("a", &none), ("b", &to_a), ("c", &to_b)], "c"));
        assert!(is_circle(&[("a", &to_a)], "a"));
        assert!(is_circle(&[("a", &to_b), ("b", &to_a)], "a"));
        let to_c = vec!["c".to_owned()];
        assert!(!is_circle(&[("a", &to_b), ("b", &to_c), ("c", &to_b)], "a"));
    }
}
