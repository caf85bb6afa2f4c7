//! Questions that say nearly the same, by the groups of three characters that their stems and options have in common.
//!
//! The measure is that of Postgres' `similarity()`, but over stem and options and for thousands of questions at once:
//! two texts as alike as is asked for share one of their rarest groups, so that only few pairs are compared.

use std::collections::HashMap;

use question_formats::QuestionDraft;
use question_formats::fingerprint::comparable;

use super::{Existing, Planned};
use crate::banks::model::{ImportQuestion, Repeats, Resemblance, Verdict};
use crate::base::text::cut;

/// From how much in common, in percent, a question is said to resemble another. Of all pairs of different questions in
/// the banks that come with the program the most alike have 30 in common; one of whose four options two were changed, or
/// half of the stem, still has 50.
pub const NEAR_PERCENT: usize = 50;

/// Questions named for each row.
const NAMED: usize = 3;

/// A group of characters that more wordings have than this says nothing about any of them.
const COMMON: usize = 200;

/// Texts with fewer groups are too short to be compared.
const SHORTEST: usize = 6;

/// Longest stem that is kept to be shown, in characters.
const STEM: usize = 300;

/// What a question says in one language, to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    stem: String,
    groups: Vec<u64>,
}

impl Said {
    /// Of a stem and its options.
    pub fn of<'a>(stem: &str, options: impl IntoIterator<Item = &'a str>) -> Self {
        let mut groups = Vec::new();
        add_groups(&comparable(stem), &mut groups);
        for option in options {
            add_groups(&comparable(option), &mut groups);
        }
        groups.sort_unstable();
        groups.dedup();
        Self { stem: cut(stem, STEM), groups }
    }

    fn of_draft(draft: &QuestionDraft) -> Vec<Self> {
        let own = Self::of(&draft.stem, draft.options.iter().map(|option| option.text.as_str()));
        let others = draft
            .translations
            .values()
            .map(|text| Self::of(&text.stem, text.options.iter().map(String::as_str)));
        std::iter::once(own).chain(others).filter(|one| one.groups.len() >= SHORTEST).collect()
    }

    /// How much of both is common, in percent of all that either says.
    fn percent(&self, other: &Self) -> usize {
        let (mut one, mut two) = (self.groups.iter().peekable(), other.groups.iter().peekable());
        let mut common = 0;
        while let (Some(a), Some(b)) = (one.peek(), two.peek()) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => drop(one.next()),
                std::cmp::Ordering::Greater => drop(two.next()),
                std::cmp::Ordering::Equal => {
                    common += 1;
                    one.next();
                    two.next();
                }
            }
        }
        let all = self.groups.len() + other.groups.len() - common;
        (common * 100).checked_div(all).unwrap_or(0)
    }
}

/// Each three characters that follow one another, packed into a number: a character has 21 bits.
fn add_groups(text: &str, groups: &mut Vec<u64>) {
    let mut last = 0_u64;
    for (index, character) in text.chars().enumerate() {
        last = (last << 21 | u64::from(u32::from(character))) & 0x7fff_ffff_ffff_ffff;
        if index >= 2 {
            groups.push(last);
        }
    }
}

/// What the rows of a file say, not yet compared.
pub struct Wordings {
    /// Each with the index of its row.
    said: Vec<(usize, Said)>,
    positions: Vec<i32>,
}

impl Wordings {
    /// Of rows in the order of the file, each with its position.
    pub fn of<'a>(rows: impl IntoIterator<Item = (i32, &'a QuestionDraft)>) -> Self {
        let (mut said, mut positions) = (Vec::new(), Vec::new());
        for (index, (position, draft)) in rows.into_iter().enumerate() {
            positions.push(position);
            said.extend(Said::of_draft(draft).into_iter().map(|one| (index, one)));
        }
        Self { said, positions }
    }

    /// Compares them with each other, which takes a while where there are thousands.
    pub fn compared(self) -> Resembling {
        Resembling::new(self)
    }
}

/// The rows of a file, to be compared with each other and with the questions of the banks.
pub struct Resembling {
    /// What the rows say, with the index of the row.
    said: Vec<(usize, Said)>,
    positions: Vec<i32>,
    /// How many wordings have a group.
    frequency: HashMap<u64, usize>,
    /// The wordings that have a group among their rarest ones.
    by_group: HashMap<u64, Vec<usize>>,
    found: Vec<Vec<Resemblance>>,
}

impl Resembling {
    /// The rows in the order of the file, each with its position; those among them that resemble an earlier one are
    /// found at once.
    pub fn of<'a>(rows: impl IntoIterator<Item = (i32, &'a QuestionDraft)>) -> Self {
        Wordings::of(rows).compared()
    }

    fn new(Wordings { said, positions }: Wordings) -> Self {
        let mut frequency: HashMap<u64, usize> = HashMap::new();
        for group in said.iter().flat_map(|(_, one)| &one.groups) {
            *frequency.entry(*group).or_default() += 1;
        }
        let mut by_group: HashMap<u64, Vec<usize>> = HashMap::new();
        for (index, (_, one)) in said.iter().enumerate() {
            for group in rarest(one, &frequency) {
                by_group.entry(group).or_default().push(index);
            }
        }
        let found = vec![Vec::new(); positions.len()];
        let mut all = Self { said, positions, frequency, by_group, found };
        all.compare_rows();
        all
    }

    fn compare_rows(&mut self) {
        let mut pairs = Vec::new();
        for (index, (row, one)) in self.said.iter().enumerate() {
            for (other, percent) in self.alike(one) {
                if let Some((other_row, earlier)) = self.said.get(other).filter(|_| other < index)
                    && other_row != row
                    && let Some(position) = self.positions.get(*other_row)
                {
                    pairs.push((*row, percent, Repeats::Row(*position), earlier.stem.clone()));
                }
            }
        }
        for (row, percent, to, stem) in pairs {
            self.note(row, percent, &to, &stem);
        }
    }

    /// Compares the rows with what a question of a bank says in one language.
    pub fn compare(&mut self, to: &Repeats, said: &Said) {
        if said.groups.len() < SHORTEST {
            return;
        }
        for (index, percent) in self.alike(said) {
            if let Some(row) = self.said.get(index).map(|(row, _)| *row) {
                self.note(row, percent, to, &said.stem);
            }
        }
    }

    /// The wordings that are alike enough, with how much.
    fn alike(&self, said: &Said) -> Vec<(usize, usize)> {
        let mut candidates: Vec<usize> = rarest(said, &self.frequency)
            .filter_map(|group| self.by_group.get(&group))
            .filter(|list| list.len() <= COMMON)
            .flatten()
            .copied()
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        let size = said.groups.len();
        let fits = |other: &Said| {
            let other = other.groups.len();
            other * 100 >= size * NEAR_PERCENT && size * 100 >= other * NEAR_PERCENT
        };
        candidates
            .into_iter()
            .filter_map(|index| {
                let (_, other) = self.said.get(index).filter(|(_, other)| fits(other))?;
                let percent = other.percent(said);
                (percent >= NEAR_PERCENT).then_some((index, percent))
            })
            .collect()
    }

    fn note(&mut self, row: usize, percent: usize, to: &Repeats, stem: &str) {
        let Some(found) = self.found.get_mut(row) else { return };
        let percent = u8::try_from(percent).unwrap_or(100);
        if let Some(known) = found.iter_mut().find(|known| known.to == *to) {
            known.percent = known.percent.max(percent);
        } else {
            found.push(Resemblance { percent, to: to.clone(), stem: stem.to_owned() });
        }
        found.sort_by(|one, other| other.percent.cmp(&one.percent).then_with(|| one.to.cmp(&other.to)));
        found.truncate(NAMED);
    }

    /// For each row, in their order, the questions most like it.
    pub fn found(self) -> Vec<Vec<Resemblance>> {
        self.found
    }
}

/// The groups of which two wordings that are alike enough have at least one in common: the rarest ones, as many as
/// the other could lack and one more.
fn rarest<'a>(said: &'a Said, frequency: &HashMap<u64, usize>) -> impl Iterator<Item = u64> + use<'a> {
    let mut groups: Vec<(usize, u64)> =
        said.groups.iter().map(|group| (frequency.get(group).copied().unwrap_or(0), *group)).collect();
    groups.sort_unstable();
    let needed = (groups.len() * NEAR_PERCENT).div_ceil(100);
    let count = groups.len() - needed + 1;
    groups.into_iter().take(count).map(|(_, group)| group)
}

/// What a row resembles besides the question that it changes, repeats or contradicts, which is told anyway.
pub fn foreign<'a>(
    row: &'a ImportQuestion,
    planned: &'a Planned,
    existing: &'a Existing,
) -> impl Iterator<Item = &'a Resemblance> {
    let own = planned
        .matched
        .and_then(|place| existing.questions.get(place))
        .map(|question| Repeats::Question(question.bank_code.clone(), question.question_code.clone()));
    let is_known = matches!(planned.verdict, Verdict::Same | Verdict::Duplicate);
    row.resembles.iter().filter(move |one| {
        !is_known && Some(&one.to) != own.as_ref() && Some(&one.to) != planned.repeats.as_ref()
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;
    use question_formats::{ChoiceOption, Place, QuestionType};

    fn draft(stem: &str, options: &[&str]) -> QuestionDraft {
        let mut draft = QuestionDraft::new(QuestionType::SingleChoice, Place::line(1), "zh-CN");
        draft.stem = stem.into();
        draft.options =
            options.iter().map(|text| ChoiceOption { label: "A".into(), text: (*text).into() }).collect();
        draft
    }

    #[test]
    fn a_question_with_a_few_words_changed_is_found_and_another_is_not() {
        let options = ["单手递出", "接过后直接放进裤袋", "双手递接，看过后收好", "放在桌上请对方自取"];
        let one = draft("交换名片时，下列做法正确的是？", &options);
        let near = draft("交换名片时，下列哪项做法是正确的？", &options);
        let far = draft("下列做法正确的是？", &["先报价", "先了解客户的需求", "先催款", "先送礼"]);
        let mut rows = Resembling::of([(1, &one), (2, &near), (3, &far)]);
        let to = Repeats::Question("etiquette".into(), "etq-31".into());
        rows.compare(&to, &Said::of("交换名片时，下列做法正确的是？", options));
        let found = rows.found();
        assert_eq!(found[0], [Resemblance { percent: 100, to, stem: one.stem }]);
        assert_eq!(found[1].len(), 2, "{found:?}");
        assert!(found[1].iter().all(|one| usize::from(one.percent) >= NEAR_PERCENT), "{found:?}");
        assert_eq!(found[2], []);
    }

    #[test]
    fn thousands_of_questions_made_after_one_pattern_are_compared_in_no_time() {
        let options = ["了解对方的业务", "准备折扣", "打印合同", "预订餐厅"];
        let drafts: Vec<QuestionDraft> = (0..3000)
            .map(|n| draft(&format!("第 {n} 次拜访新客户之前，最应当先做的是什么？"), &options))
            .collect();
        let rows: Vec<(i32, &QuestionDraft)> = (1..).zip(&drafts).collect();
        let found = Resembling::of(rows).found();
        assert!(found.iter().all(|one| one.len() <= NAMED));
    }

    proptest! {
        #[test]
        fn likeness_is_the_same_both_ways_and_whole_for_equals(one in "[甲乙丙丁ab ]{0,30}", two in "[甲乙丙丁ab ]{0,30}") {
            let (one, two) = (Said::of(&one, []), Said::of(&two, []));
            prop_assert_eq!(one.percent(&two), two.percent(&one));
            prop_assert!(one.percent(&two) <= 100);
            prop_assert!(one.groups.is_empty() || one.percent(&one) == 100);
        }

        /// What the rarest groups find is what comparing every pair finds.
        #[test]
        fn no_pair_is_missed(texts in proptest::collection::vec("[甲乙丙丁戊]{8,24}", 2..12)) {
            let drafts: Vec<QuestionDraft> = texts.iter().map(|text| draft(text, &[])).collect();
            let all: Vec<Said> = texts.iter().map(|text| Said::of(text, [])).collect();
            let found = Resembling::of((1..).zip(&drafts)).found();
            for (later, one) in all.iter().enumerate() {
                let near = all[..later].iter().filter(|other| {
                    one.groups.len() >= SHORTEST && other.groups.len() >= SHORTEST
                        && other.percent(one) >= NEAR_PERCENT
                });
                prop_assert_eq!(found[later].len(), near.count().min(NAMED));
            }
        }
    }
}
