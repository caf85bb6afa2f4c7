//! Whether an exam can be published: the proof over all cells, and everything else that stands against it.

use chrono::{DateTime, Utc};

use super::stock::{Part, Stock, UnusableQuestion};
use super::{MOST_QUESTIONS, sections_drawn};
use crate::base::QuestionKind;
use crate::exams::blueprint;
use crate::exams::draw::all_cells;
use crate::exams::model::Definition;

/// A cell of an exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellPlace {
    /// Index of the section.
    pub section: usize,
    /// What the cell is in it.
    pub part: Part,
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
    /// The quotas of a section ask for more than it draws.
    QuotasExceed {
        /// Index of the section.
        section: usize,
        /// How many its quotas ask for.
        asked: i64,
        /// How many it draws.
        count: i32,
    },
    /// The method by which a section gives points says nothing about questions of these types, which it has.
    ScoringUnfit {
        /// Index of the section.
        section: usize,
        /// The types.
        kinds: Vec<QuestionKind>,
    },
    /// Questions of a section that were chosen by hand cannot be used.
    Unusable {
        /// Index of the section.
        section: usize,
        /// Which, and why.
        questions: Vec<UnusableQuestion>,
    },
    /// These cells need more questions together than there are for them. One cell: it is short by itself.
    Short {
        /// The cells, in the order of the exam.
        cells: Vec<CellPlace>,
        /// How many questions they need together.
        needs: usize,
        /// How many there are for them.
        has: usize,
        /// Where one cell is short by itself: languages in which alone it would be, with how many it would have.
        languages: Vec<(String, usize)>,
    },
}

impl Problem {
    /// Whether it is about the questions of the paper, and not about languages or times.
    pub fn is_of_the_paper(&self) -> bool {
        !matches!(self, Self::NoSections | Self::NoLanguage | Self::WindowOver)
    }
}

/// Whether an exam can be published, and how well its cells can be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Everything that stands against publishing; empty when nothing does.
    pub problems: Vec<Problem>,
    /// For each section and each of its cells, how many more questions that cell could ask for with the paper still
    /// possible. Empty when the paper is not possible.
    pub slack: Vec<Vec<usize>>,
    /// Indexes of the sections of which every question must stand in more papers than the exam wants, because too few
    /// are there. Publishing goes on: the wish yields.
    pub over_exposed: Vec<usize>,
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
    problems.extend(problems_of_sections(definition, stocks));
    let slack = match blueprint::prove(&all_cells(&sections_drawn(stocks))) {
        Ok(proof) => by_section(stocks, proof.slack),
        Err(shortages) => {
            problems.extend(shortages.iter().map(|shortage| short(stocks, shortage)));
            Vec::new()
        }
    };
    Check { problems, slack, over_exposed: over_exposed(definition, stocks) }
}

fn problems_of_sections(definition: &Definition, stocks: &[Stock]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (section, (defined, stock)) in definition.sections.iter().zip(stocks).enumerate() {
        let asked: i64 = defined.quotas.iter().map(|quota| i64::from(quota.count)).sum();
        if !defined.is_fixed() && asked > i64::from(defined.count) {
            problems.push(Problem::QuotasExceed { section, asked, count: defined.count });
        }
        let unfit: Vec<QuestionKind> =
            stock.kinds.iter().copied().filter(|kind| !defined.scoring.fits(*kind)).collect();
        if !unfit.is_empty() {
            problems.push(Problem::ScoringUnfit { section, kinds: unfit });
        }
        if !stock.unusable.is_empty() {
            problems.push(Problem::Unusable { section, questions: stock.unusable.clone() });
        }
    }
    problems
}

fn short(stocks: &[Stock], shortage: &blueprint::Shortage) -> Problem {
    let all: Vec<(CellPlace, &super::CellStock)> = stocks
        .iter()
        .enumerate()
        .flat_map(|(section, stock)| {
            stock.cells.iter().map(move |cell| (CellPlace { section, part: cell.part }, cell))
        })
        .collect();
    let found: Vec<_> = shortage.sections.iter().filter_map(|index| all.get(*index)).collect();
    let languages = match found.as_slice() {
        [(_, cell)] => cell.short_languages(),
        _ => Vec::new(),
    };
    Problem::Short {
        cells: found.iter().map(|(place, _)| *place).collect(),
        needs: shortage.needs,
        has: shortage.has,
        languages: languages.into_iter().map(|(language, has)| (language.to_owned(), has)).collect(),
    }
}

fn by_section(stocks: &[Stock], slack: Vec<usize>) -> Vec<Vec<usize>> {
    let mut slack = slack.into_iter();
    stocks.iter().map(|stock| slack.by_ref().take(stock.cells.len()).collect()).collect()
}

/// A cell that draws n of m questions puts each of them, on average, on n ÷ m of the papers.
fn over_exposed(definition: &Definition, stocks: &[Stock]) -> Vec<usize> {
    let Some(cap) = definition.exposure_cap.and_then(|cap| usize::try_from(cap).ok()) else {
        return Vec::new();
    };
    let exceeds = |stock: &Stock| {
        stock.cells.iter().any(|cell| cell.count.saturating_mul(100) > cell.pool.len().saturating_mul(cap))
    };
    stocks.iter().enumerate().filter(|(_, stock)| exceeds(stock)).map(|(section, _)| section).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use uuid::Uuid;

    use super::*;
    use crate::exams::model::{Quota, SectionDefinition};
    use crate::exams::rules::{CellStock, Unusable};
    use crate::exams::scoring::{Floor, Penalty, Scoring};

    fn now() -> DateTime<Utc> {
        "2026-11-22T02:00:00Z".parse().unwrap()
    }

    fn exam(counts: &[i32]) -> Definition {
        let section = |count: &i32| SectionDefinition { count: *count, ..SectionDefinition::new("fab") };
        Definition { sections: counts.iter().map(section).collect(), ..Definition::new("考试", "Exam") }
    }

    fn cell(part: Part, numbers: std::ops::Range<u128>, count: usize) -> CellStock {
        let pool = numbers.map(Uuid::from_u128).collect();
        CellStock { part, count, pool, by_language: Vec::new() }
    }

    fn stock(cells: Vec<CellStock>) -> Stock {
        Stock { cells, ..Stock::default() }
    }

    fn whole(numbers: std::ops::Range<u128>, count: usize) -> Stock {
        stock(vec![cell(Part::Whole, numbers, count)])
    }

    fn short(cells: &[(usize, Part)], needs: usize, has: usize) -> Problem {
        let cells =
            cells.iter().map(|(section, part)| CellPlace { section: *section, part: *part }).collect();
        Problem::Short { cells, needs, has, languages: Vec::new() }
    }

    #[test]
    fn publishing_is_refused_for_each_reason_and_for_no_other() {
        let over = Definition { closes_at: Some(now()), ..exam(&[2]) };
        let in_no_language = Definition { languages: Vec::new(), ..exam(&[2]) };
        let w = Part::Whole;
        for (definition, stocks, problems) in [
            (exam(&[2]), vec![whole(0..2, 2)], vec![]),
            (exam(&[]), vec![], vec![Problem::NoSections]),
            (exam(&[5]), vec![whole(0..3, 5)], vec![short(&[(0, w)], 5, 3)]),
            (exam(&[1, 4]), vec![whole(0..9, 1), whole(0..2, 4)], vec![short(&[(1, w)], 4, 2)]),
            (exam(&[2, 2]), vec![whole(0..3, 2), whole(0..3, 2)], vec![short(&[(0, w), (1, w)], 4, 3)]),
            (exam(&[501]), vec![whole(0..501, 501)], vec![Problem::TooManyQuestions]),
            (over, vec![whole(0..2, 2)], vec![Problem::WindowOver]),
            (in_no_language, vec![whole(0..2, 2)], vec![Problem::NoLanguage]),
        ] {
            assert_eq!(check(&definition, &stocks, now()).problems, problems);
        }
    }

    #[test]
    fn a_short_quota_is_named_with_its_section_and_the_languages_it_is_short_in() {
        let mut quota = cell(Part::Quota(1), 0..3, 5);
        quota.by_language = vec![("zh-CN".to_owned(), 8), ("en".to_owned(), 3)];
        let stocks = [whole(20..30, 1), stock(vec![cell(Part::Quota(0), 10..20, 2), quota])];
        let checked = check(&exam(&[1, 7]), &stocks, now());
        let place = CellPlace { section: 1, part: Part::Quota(1) };
        let languages = vec![("en".to_owned(), 3)];
        assert_eq!(checked.problems, [Problem::Short { cells: vec![place], needs: 5, has: 3, languages }]);
    }

    #[test]
    fn quotas_that_only_together_want_too_much_are_named_together_with_their_sections() {
        let stocks = [
            stock(vec![cell(Part::Quota(0), 0..3, 2), cell(Part::Rest, 0..20, 2)]),
            stock(vec![cell(Part::Quota(0), 0..3, 2)]),
        ];
        let checked = check(&exam(&[4, 2]), &stocks, now());
        assert_eq!(checked.problems, [short(&[(0, Part::Quota(0)), (1, Part::Quota(0))], 4, 3)]);
    }

    #[test]
    fn quotas_beyond_what_the_section_draws_and_unusable_questions_are_refused() {
        let mut definition = exam(&[2, 1]);
        let quota = Quota { topic: None, kind: None, difficulty_min: 1, difficulty_max: 5, count: 3 };
        definition.sections.first_mut().unwrap().quotas = vec![quota];
        definition.sections.last_mut().unwrap().fixed = vec!["old".to_owned()];
        let gone = UnusableQuestion { code: "old".to_owned(), why: Unusable::Gone };
        let by_hand = Stock { unusable: vec![gone.clone()], ..stock(vec![cell(Part::ByHand, 0..0, 0)]) };
        let stocks = [stock(vec![cell(Part::Quota(0), 0..9, 3)]), by_hand];
        assert_eq!(
            check(&definition, &stocks, now()).problems,
            [
                Problem::QuotasExceed { section: 0, asked: 3, count: 2 },
                Problem::Unusable { section: 1, questions: vec![gone] },
            ]
        );
    }

    #[test]
    fn a_method_that_says_nothing_about_a_type_of_the_section_is_refused() {
        let mut definition = exam(&[2, 2]);
        let penalty = Penalty { percent: 50, floor: Floor::Exam };
        for section in &mut definition.sections {
            section.scoring = Scoring::Claim(penalty);
        }
        let kinds = |kinds: &[QuestionKind]| kinds.iter().copied().collect();
        let stocks = [
            Stock { kinds: kinds(&[QuestionKind::SingleChoice, QuestionKind::TrueFalse]), ..whole(0..9, 2) },
            Stock { kinds: kinds(&[QuestionKind::SingleChoice, QuestionKind::Ordering]), ..whole(10..19, 2) },
        ];
        let kinds = vec![QuestionKind::Ordering];
        assert_eq!(
            check(&definition, &stocks, now()).problems,
            [Problem::ScoringUnfit { section: 1, kinds }]
        );
    }

    #[test]
    fn slack_counts_what_the_other_cells_leave() {
        let stocks = [stock(vec![cell(Part::Quota(0), 0..3, 1), cell(Part::Rest, 0..9, 2)]), whole(0..9, 3)];
        assert_eq!(check(&exam(&[3, 3]), &stocks, now()).slack, [vec![2, 3], vec![3]]);
    }

    #[test]
    fn a_cap_that_cannot_hold_is_told_and_stops_nothing() {
        let definition = Definition { exposure_cap: Some(40), ..exam(&[5, 4]) };
        let checked = check(&definition, &[whole(0..10, 5), whole(20..30, 4)], now());
        assert_eq!((checked.problems, checked.over_exposed), (vec![], vec![0]));
    }
}
