//! Which questions a section may draw, whether an exam can be published, and in which state it is.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::blueprint::{self, SectionPool};
use super::model::{CurrentVersion, Definition};
use crate::banks::model::PoolEntry;

/// Most sections an exam may have.
pub const MOST_SECTIONS: usize = 30;

/// Most questions a paper may have.
pub const MOST_QUESTIONS: i32 = 500;

/// Most points a question may have, in 1/100.
pub const MOST_POINTS: i32 = 100_000;

/// Codes that are addresses of pages.
const RESERVED_CODES: &[&str] = &["new"];

/// Whether an exam may have this code, which must be well formed already.
pub fn is_free_for_exams(code: &str) -> bool {
    !RESERVED_CODES.contains(&code)
}

/// The questions that fit the filter of a section, sorted by whether a paper may have them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stock {
    /// Question versions that may be drawn, ascending.
    pub pool: Vec<Uuid>,
    /// How many of them there are of difficulty 1, 2, 3, 4, 5.
    pub by_difficulty: [usize; 5],
    /// How many fit, but are graded by people, which is not possible yet.
    pub graded_by_people: usize,
    /// How many fit, but nobody gave them a key.
    pub without_key: usize,
    /// How many fit, but are not there in every language of the exam.
    pub not_in_all_languages: usize,
}

impl Stock {
    /// Sorts what a bank has for a section.
    pub fn of(entries: &[PoolEntry], languages: &[String]) -> Self {
        let mut stock = Self::default();
        for entry in entries {
            stock.add(entry, languages);
        }
        stock.pool.sort_unstable();
        stock.pool.dedup();
        stock
    }

    fn add(&mut self, entry: &PoolEntry, languages: &[String]) {
        if !entry.kind.is_marked_by_server() {
            self.graded_by_people += 1;
        } else if !entry.has_key {
            self.without_key += 1;
        } else if !languages.iter().all(|language| entry.languages.contains(language)) {
            self.not_in_all_languages += 1;
        } else {
            self.pool.push(entry.version_id.0);
            let index = entry.difficulty.and_then(|difficulty| usize::try_from(difficulty - 1).ok());
            if let Some(count) = index.and_then(|index| self.by_difficulty.get_mut(index)) {
                *count += 1;
            }
        }
    }
}

/// Why an exam cannot be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It has no section.
    NoSections,
    /// It has more questions than a paper may have.
    TooManyQuestions,
    /// It is in no language.
    NoLanguage,
    /// Its window is over.
    WindowOver,
    /// These sections (indexes from 0) need more questions together than there are for them. One index: the
    /// section is short by itself.
    Short {
        /// The sections, rising.
        sections: Vec<usize>,
        /// How many questions they need together.
        needs: usize,
        /// How many there are for them.
        has: usize,
    },
}

/// Whether an exam can be published, and how well its sections can be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Everything that stands against publishing; empty when nothing does.
    pub problems: Vec<Problem>,
    /// For each section, how many more questions it could ask for with the paper still possible. Empty when
    /// the paper is not possible.
    pub slack: Vec<usize>,
}

/// Checks a definition against what the banks have for its sections (one stock a section, in order).
pub fn check(definition: &Definition, stocks: &[Stock], now: DateTime<Utc>) -> Check {
    let mut problems = Vec::new();
    if definition.sections.is_empty() {
        problems.push(Problem::NoSections);
    }
    if definition.question_count() > MOST_QUESTIONS || definition.maximum() == i32::MAX {
        problems.push(Problem::TooManyQuestions);
    }
    if definition.languages.is_empty() {
        problems.push(Problem::NoLanguage);
    }
    if definition.closes_at.is_some_and(|closes_at| closes_at <= now) {
        problems.push(Problem::WindowOver);
    }
    let proved = blueprint::prove(&pools(definition, stocks));
    let slack = match proved {
        Ok(proof) => proof.slack,
        Err(shortages) => {
            problems.extend(shortages.into_iter().map(|shortage| Problem::Short {
                sections: shortage.sections,
                needs: shortage.needs,
                has: shortage.has,
            }));
            Vec::new()
        }
    };
    Check { problems, slack }
}

/// The pools of all sections as the proof and the draw take them.
pub fn pools(definition: &Definition, stocks: &[Stock]) -> Vec<SectionPool> {
    definition
        .sections
        .iter()
        .zip(stocks)
        .map(|(section, stock)| SectionPool {
            pool: stock.pool.clone(),
            count: usize::try_from(section.count).unwrap_or(0),
        })
        .collect()
}

/// Where an exam stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExamState {
    /// Nothing is published yet.
    Draft,
    /// Published; the window is still to come.
    Waiting,
    /// Published and open.
    Open,
    /// The window is over.
    Closed,
}

/// The state of an exam by its current version.
pub fn state(current: Option<&CurrentVersion>, now: DateTime<Utc>) -> ExamState {
    match current {
        None => ExamState::Draft,
        Some(version) if version.closes_at.is_some_and(|closes_at| closes_at <= now) => ExamState::Closed,
        Some(version) if version.opens_at.is_some_and(|opens_at| opens_at > now) => ExamState::Waiting,
        Some(_) => ExamState::Open,
    }
}

/// Points as a person types them, in 1/100: `2`, `2.5`, `0.25`. `None` for anything else, more than two
/// decimals, nothing, or more than [`MOST_POINTS`].
pub fn parse_points(text: &str) -> Option<i32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || decimals.len() > 2 || !is_number(whole) || !is_number(decimals)
    {
        return None;
    }
    let hundredths: i32 = format!("{decimals:0<2}").parse().ok()?;
    let points = whole.parse::<i32>().ok()?.checked_mul(100)?.checked_add(hundredths)?;
    (1..=MOST_POINTS).contains(&points).then_some(points)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::base::QuestionKind;
    use crate::db::QuestionVersionId;
    use crate::exams::model::SectionDefinition;
    use crate::exams::scoring::Scoring;

    fn now() -> DateTime<Utc> {
        "2026-11-22T02:00:00Z".parse().unwrap()
    }

    fn entry(number: u128, kind: QuestionKind, languages: &[&str], has_key: bool) -> PoolEntry {
        PoolEntry {
            version_id: QuestionVersionId(Uuid::from_u128(number)),
            kind,
            topic: None,
            difficulty: Some(2),
            languages: languages.iter().map(|language| (*language).to_owned()).collect(),
            has_key,
        }
    }

    fn section(count: i32) -> SectionDefinition {
        SectionDefinition {
            title_zh: "一".to_owned(),
            title_en: "One".to_owned(),
            bank_code: "fab".to_owned(),
            topic: None,
            kinds: vec![QuestionKind::SingleChoice],
            difficulty_min: 1,
            difficulty_max: 5,
            count,
            points: 200,
            scoring: Scoring::AllOrNothing,
        }
    }

    fn exam(counts: &[i32]) -> Definition {
        let sections = counts.iter().map(|count| section(*count)).collect();
        Definition { sections, ..Definition::new("考试", "Exam") }
    }

    fn stock(numbers: impl IntoIterator<Item = u128>) -> Stock {
        Stock { pool: numbers.into_iter().map(Uuid::from_u128).collect(), ..Stock::default() }
    }

    #[test]
    fn only_questions_the_server_can_mark_in_all_languages_are_drawn_and_the_others_counted() {
        let both = ["zh-CN", "en"];
        let entries = [
            entry(3, QuestionKind::SingleChoice, &both, true),
            entry(1, QuestionKind::TrueFalse, &both, true),
            entry(2, QuestionKind::SingleChoice, &["zh-CN"], true),
            entry(4, QuestionKind::MultipleChoice, &both, false),
            entry(5, QuestionKind::ShortAnswer, &both, false),
        ];
        let stock = Stock::of(&entries, &both.map(str::to_owned));
        assert_eq!(stock.pool, [1, 3].map(Uuid::from_u128));
        assert_eq!((stock.graded_by_people, stock.without_key, stock.not_in_all_languages), (1, 1, 1));
        assert_eq!(stock.by_difficulty, [0, 2, 0, 0, 0]);
        assert_eq!(Stock::of(&entries, &["zh-CN".to_owned()]).pool.len(), 3);
    }

    #[test]
    fn publishing_is_refused_for_each_reason_and_for_no_other() {
        let short =
            |sections: &[usize], needs, has| Problem::Short { sections: sections.to_vec(), needs, has };
        let over = Definition { closes_at: Some(now()), ..exam(&[2]) };
        let in_no_language = Definition { languages: Vec::new(), ..exam(&[2]) };
        for (definition, stocks, problems) in [
            (exam(&[2]), vec![stock(0..2)], vec![]),
            (exam(&[]), vec![], vec![Problem::NoSections]),
            (exam(&[5]), vec![stock(0..3)], vec![short(&[0], 5, 3)]),
            (exam(&[1, 4]), vec![stock(0..9), stock(0..2)], vec![short(&[1], 4, 2)]),
            (exam(&[2, 2]), vec![stock(0..3), stock(0..3)], vec![short(&[0, 1], 4, 3)]),
            (exam(&[501]), vec![stock(0..501)], vec![Problem::TooManyQuestions]),
            (over, vec![stock(0..2)], vec![Problem::WindowOver]),
            (in_no_language, vec![stock(0..2)], vec![Problem::NoLanguage]),
        ] {
            assert_eq!(check(&definition, &stocks, now()).problems, problems);
        }
    }

    #[test]
    fn slack_counts_what_the_other_sections_leave() {
        let check = check(&exam(&[2, 3]), &[stock(0..6), stock(0..6)], now());
        assert_eq!(check.slack, [1, 1]);
    }

    #[test]
    fn an_exam_is_a_draft_then_waits_opens_and_closes() {
        let at = |text: &str| Some(text.parse().unwrap());
        let version =
            |opens_at, closes_at| CurrentVersion { number: 1, opens_at, closes_at, published_at: now() };
        for (current, expected) in [
            (None, ExamState::Draft),
            (Some(version(None, None)), ExamState::Open),
            (Some(version(at("2026-11-22T02:00:01Z"), None)), ExamState::Waiting),
            (Some(version(at("2026-11-22T02:00:00Z"), at("2026-11-22T02:00:01Z"))), ExamState::Open),
            (Some(version(None, at("2026-11-22T02:00:00Z"))), ExamState::Closed),
        ] {
            assert_eq!(state(current.as_ref(), now()), expected);
        }
    }

    #[test]
    fn points_are_read_exactly_and_never_guessed() {
        for (text, points) in [
            ("2", Some(200)),
            ("2.5", Some(250)),
            ("0.25", Some(25)),
            ("1000", Some(100_000)),
            ("2.", Some(200)),
            ("0", None),
            ("1000.01", None),
            ("2.555", None),
            ("-1", None),
            ("+1", None),
            (".5", None),
            ("", None),
            ("two", None),
            ("99999999999", None),
        ] {
            assert_eq!(parse_points(text), points, "{text:?}");
        }
    }

    #[test]
    fn no_exam_takes_the_address_of_a_page() {
        assert!(!is_free_for_exams("new"));
        assert!(is_free_for_exams("newcomers"));
    }
}
