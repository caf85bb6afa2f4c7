//! What the banks have for a section, sorted by whether a paper may have it and by the cells it is drawn in.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::banks::model::PoolEntry;
use crate::base::QuestionKind;
use crate::exams::blueprint::SectionPool;
use crate::exams::draw::SectionCells;
use crate::exams::model::{Quota, SectionDefinition};

/// Why a paper may not have a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// The bank does not hold it any more, or never did.
    Gone,
    /// Nobody gave it a key.
    NoKey,
    /// It waits for a second person's review.
    Waits,
    /// It is not there in these languages of the exam.
    NotIn(Vec<String>),
}

/// A question chosen by hand that a paper may not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusableQuestion {
    /// Its code.
    pub code: String,
    /// Why.
    pub why: Unusable,
}

/// What a cell is in its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The whole section: it has no quotas.
    Whole,
    /// The quota at this index.
    Quota(usize),
    /// What the quotas leave.
    Rest,
    /// Questions chosen by hand.
    ByHand,
}

/// What there is for one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellStock {
    /// What it is in its section.
    pub part: Part,
    /// How many are drawn from it.
    pub count: usize,
    /// Question versions that may be drawn; ascending, or in the order chosen by hand.
    pub pool: Vec<Uuid>,
    /// For each language of the exam, how many could be drawn if it were the only one.
    pub by_language: Vec<(String, usize)>,
}

impl CellStock {
    /// The languages in which alone it would be short.
    pub fn short_languages(&self) -> Vec<(&str, usize)> {
        let short = self.by_language.iter().filter(|(_, has)| *has < self.count);
        short.map(|(language, has)| (language.as_str(), *has)).collect()
    }
}

/// The questions that fit a section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stock {
    /// Question versions that may be drawn; ascending, or in the order chosen by hand.
    pub pool: Vec<Uuid>,
    /// Their types, each once.
    pub kinds: BTreeSet<QuestionKind>,
    /// How many of them there are of difficulty 1, 2, 3, 4, 5.
    pub by_difficulty: [usize; 5],
    /// How many would fit, but people grade them and the section does not ask for such questions.
    pub graded_by_people: usize,
    /// How many fit, but nobody gave them a key.
    pub without_key: usize,
    /// How many fit, but wait for a second person's review.
    pub waiting: usize,
    /// How many fit, but are not there in every language of the exam.
    pub not_in_all_languages: usize,
    /// The cells it is drawn in, at least one.
    pub cells: Vec<CellStock>,
    /// Questions chosen by hand that a paper may not have.
    pub unusable: Vec<UnusableQuestion>,
}

impl Stock {
    /// What there is for a section that draws: `entries` are all questions that fit its filter.
    pub fn drawn(section: &SectionDefinition, entries: &[PoolEntry], languages: &[String]) -> Self {
        let mut stock = Self::default();
        // Whoever wants people to grade says so: a section that takes any type takes what the server marks.
        let (wanted, by_people): (Vec<PoolEntry>, Vec<PoolEntry>) =
            entries.iter().cloned().partition(|entry| is_wanted(section, entry));
        stock.graded_by_people = by_people.len();
        let entries = &wanted[..];
        for entry in entries {
            stock.add(entry, languages);
        }
        stock.pool.sort_unstable();
        stock.pool.dedup();
        let quotas = section.quotas.iter().enumerate().map(|(index, quota)| {
            let fit = |entry: &PoolEntry| fits(quota, entry);
            cell(Part::Quota(index), size(quota.count), entries, languages, fit)
        });
        stock.cells = quotas.collect();
        let rest = size(section.count).saturating_sub(stock.cells.iter().map(|cell| cell.count).sum());
        if stock.cells.is_empty() || rest > 0 {
            let part = if stock.cells.is_empty() { Part::Whole } else { Part::Rest };
            stock.cells.push(cell(part, rest, entries, languages, |_| true));
        }
        stock
    }

    /// What there is for a section whose questions were chosen by hand: each with its code, or `None` where the bank
    /// does not hold it.
    pub fn by_hand(found: &[(String, Option<PoolEntry>)], languages: &[String]) -> Self {
        let mut stock = Self::default();
        for (code, entry) in found {
            match entry.as_ref().map_or(Some(Unusable::Gone), |entry| why_unusable(entry, languages)) {
                Some(why) => stock.unusable.push(UnusableQuestion { code: code.clone(), why }),
                None => stock.take(entry.iter()),
            }
        }
        // Those that cannot be used are named one by one; the proof is about the others.
        let cell = CellStock {
            part: Part::ByHand,
            count: stock.pool.len(),
            pool: stock.pool.clone(),
            by_language: Vec::new(),
        };
        stock.cells.push(cell);
        stock
    }

    /// The section as the draw takes it.
    pub fn section_cells(&self) -> SectionCells {
        let pool = |cell: &CellStock| SectionPool { pool: cell.pool.clone(), count: cell.count };
        let by_hand = self.cells.iter().any(|cell| cell.part == Part::ByHand);
        SectionCells { cells: self.cells.iter().map(pool).collect(), by_hand }
    }

    fn add(&mut self, entry: &PoolEntry, languages: &[String]) {
        match why_unusable(entry, languages) {
            None => self.take(std::iter::once(entry)),
            Some(Unusable::NoKey) => self.without_key += 1,
            Some(Unusable::Waits) => self.waiting += 1,
            Some(Unusable::NotIn(_)) => self.not_in_all_languages += 1,
            Some(Unusable::Gone) => {}
        }
    }

    fn take<'a>(&mut self, entries: impl Iterator<Item = &'a PoolEntry>) {
        for entry in entries {
            self.pool.push(entry.version_id.0);
            self.kinds.insert(entry.kind);
            let index = entry.difficulty.and_then(|difficulty| usize::try_from(difficulty - 1).ok());
            if let Some(count) = index.and_then(|index| self.by_difficulty.get_mut(index)) {
                *count += 1;
            }
        }
    }
}

fn is_wanted(section: &SectionDefinition, entry: &PoolEntry) -> bool {
    !entry.kind.is_graded_by_people() || section.kinds.contains(&entry.kind)
}

fn why_unusable(entry: &PoolEntry, languages: &[String]) -> Option<Unusable> {
    if !entry.kind.may_be_set() {
        return Some(Unusable::NoKey);
    }
    if entry.kind.is_marked_by_server() && !entry.has_key {
        return Some(Unusable::NoKey);
    }
    if entry.waits {
        return Some(Unusable::Waits);
    }
    let missing = languages.iter().filter(|language| !entry.languages.contains(language));
    let missing: Vec<String> = missing.cloned().collect();
    (!missing.is_empty()).then_some(Unusable::NotIn(missing))
}

fn fits(quota: &Quota, entry: &PoolEntry) -> bool {
    let is_any = quota.difficulty_min <= 1 && quota.difficulty_max >= 5;
    let range = quota.difficulty_min..=quota.difficulty_max;
    quota.topic.as_ref().is_none_or(|topic| entry.topics.contains(topic))
        && quota.kind.is_none_or(|kind| entry.kind == kind)
        && (is_any || entry.difficulty.is_some_and(|difficulty| range.contains(&difficulty)))
}

fn cell(
    part: Part,
    count: usize,
    entries: &[PoolEntry],
    languages: &[String],
    fits: impl Fn(&PoolEntry) -> bool,
) -> CellStock {
    let usable = |languages: &[String]| {
        let fit = entries.iter().filter(|entry| fits(entry) && why_unusable(entry, languages).is_none());
        let mut pool: Vec<Uuid> = fit.map(|entry| entry.version_id.0).collect();
        pool.sort_unstable();
        pool.dedup();
        pool
    };
    let alone = |language: &String| (language.clone(), usable(std::slice::from_ref(language)).len());
    CellStock { part, count, pool: usable(languages), by_language: languages.iter().map(alone).collect() }
}

fn size(count: i32) -> usize {
    usize::try_from(count).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::db::QuestionVersionId;

    fn entry(number: u128, kind: QuestionKind, languages: &[&str], has_key: bool) -> PoolEntry {
        PoolEntry {
            version_id: QuestionVersionId(Uuid::from_u128(number)),
            kind,
            topics: vec![if number.is_multiple_of(2) { "even" } else { "odd" }.to_owned()],
            difficulty: Some(i16::try_from(number % 5 + 1).unwrap()),
            languages: languages.iter().map(|language| (*language).to_owned()).collect(),
            has_key,
            waits: false,
        }
    }

    const BOTH: [&str; 2] = ["zh-CN", "en"];

    fn both() -> Vec<String> {
        BOTH.map(str::to_owned).to_vec()
    }

    fn ids(numbers: impl IntoIterator<Item = u128>) -> Vec<Uuid> {
        numbers.into_iter().map(Uuid::from_u128).collect()
    }

    #[test]
    fn only_questions_the_server_can_mark_in_all_languages_are_drawn_and_the_others_counted() {
        let entries = [
            entry(3, QuestionKind::SingleChoice, &BOTH, true),
            entry(1, QuestionKind::TrueFalse, &BOTH, true),
            entry(2, QuestionKind::SingleChoice, &["zh-CN"], true),
            entry(4, QuestionKind::MultipleChoice, &BOTH, false),
            entry(5, QuestionKind::ShortAnswer, &BOTH, false),
        ];
        let section = SectionDefinition { count: 2, ..SectionDefinition::new("fab") };
        let stock = Stock::drawn(&section, &entries, &both());
        assert_eq!(stock.pool, ids([1, 3]));
        assert_eq!((stock.graded_by_people, stock.without_key, stock.not_in_all_languages), (1, 1, 1));
        assert_eq!(stock.by_difficulty, [0, 1, 0, 1, 0]);
        let by_people = SectionDefinition { kinds: vec![QuestionKind::ShortAnswer], ..section.clone() };
        let asked = Stock::drawn(&by_people, std::slice::from_ref(entries.last().unwrap()), &both());
        assert_eq!((asked.pool, asked.graded_by_people), (ids([5]), 0), "a section may ask for them");
        assert_eq!(Stock::drawn(&section, &entries, &["zh-CN".to_owned()]).pool.len(), 3);
        let cell = stock.cells.first().unwrap();
        assert_eq!((cell.part, cell.count, &cell.pool), (Part::Whole, 2, &stock.pool));
        assert_eq!(cell.by_language, [("zh-CN".to_owned(), 3), ("en".to_owned(), 2)]);
        let wanting = CellStock { count: 3, ..cell.clone() };
        assert_eq!(wanting.short_languages(), [("en", 2)]);
    }

    #[test]
    fn what_waits_for_a_second_person_is_counted_and_not_drawn() {
        let waits =
            |number| PoolEntry { waits: true, ..entry(number, QuestionKind::SingleChoice, &BOTH, true) };
        let entries = [waits(1), entry(2, QuestionKind::SingleChoice, &BOTH, true)];
        let section = SectionDefinition { count: 1, ..SectionDefinition::new("fab") };
        let stock = Stock::drawn(&section, &entries, &both());
        assert_eq!((stock.pool, stock.waiting), (ids([2]), 1));
        let by_hand = Stock::by_hand(&[("a".to_owned(), Some(waits(1)))], &both());
        assert_eq!(by_hand.unusable.first().unwrap().why, Unusable::Waits);
    }

    #[test]
    fn a_quota_is_a_cell_of_its_own_and_the_rest_comes_from_the_whole_filter() {
        let entries: Vec<PoolEntry> =
            (0..20).map(|number| entry(number, QuestionKind::SingleChoice, &BOTH, true)).collect();
        let quota = |topic: Option<&str>, range: (i16, i16), count| Quota {
            topic: topic.map(str::to_owned),
            kind: None,
            difficulty_min: range.0,
            difficulty_max: range.1,
            count,
        };
        let section = SectionDefinition {
            count: 7,
            quotas: vec![quota(Some("odd"), (1, 5), 3), quota(None, (5, 5), 2)],
            ..SectionDefinition::new("fab")
        };
        let stock = Stock::drawn(&section, &entries, &both());
        let cells: Vec<(Part, usize, usize)> =
            stock.cells.iter().map(|cell| (cell.part, cell.count, cell.pool.len())).collect();
        assert_eq!(cells, [(Part::Quota(0), 3, 10), (Part::Quota(1), 2, 4), (Part::Rest, 2, 20)]);
        let full = SectionDefinition { count: 5, ..section };
        assert_eq!(Stock::drawn(&full, &entries, &both()).cells.len(), 2, "nothing is left for the rest");
    }

    #[test]
    fn a_quota_for_one_type_takes_no_other() {
        let entries = [
            entry(1, QuestionKind::SingleChoice, &BOTH, true),
            entry(2, QuestionKind::TrueFalse, &BOTH, true),
        ];
        let quota = Quota {
            topic: None,
            kind: Some(QuestionKind::TrueFalse),
            difficulty_min: 1,
            difficulty_max: 5,
            count: 1,
        };
        let section = SectionDefinition { count: 1, quotas: vec![quota], ..SectionDefinition::new("fab") };
        assert_eq!(Stock::drawn(&section, &entries, &both()).cells.first().unwrap().pool, ids([2]));
    }

    #[test]
    fn questions_chosen_by_hand_keep_their_order_and_each_that_cannot_be_used_says_why() {
        let found = [
            ("c", Some(entry(3, QuestionKind::SingleChoice, &BOTH, true))),
            ("gone", None),
            ("a", Some(entry(1, QuestionKind::TrueFalse, &BOTH, true))),
            ("essay", Some(entry(5, QuestionKind::ShortAnswer, &BOTH, false))),
            ("keyless", Some(entry(4, QuestionKind::SingleChoice, &BOTH, false))),
            ("chinese", Some(entry(2, QuestionKind::SingleChoice, &["zh-CN"], true))),
        ]
        .map(|(code, entry)| (code.to_owned(), entry));
        let stock = Stock::by_hand(&found, &both());
        assert_eq!(stock.pool, ids([3, 1, 5]), "people grade what has no key");
        assert!(stock.section_cells().by_hand);
        let why: Vec<(&str, &Unusable)> =
            stock.unusable.iter().map(|one| (one.code.as_str(), &one.why)).collect();
        assert_eq!(
            why,
            [
                ("gone", &Unusable::Gone),
                ("keyless", &Unusable::NoKey),
                ("chinese", &Unusable::NotIn(vec!["en".to_owned()])),
            ]
        );
    }
}
