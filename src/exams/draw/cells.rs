//! Sections that are drawn in cells: each quota is a cell with a pool and a count of its own, and what the quotas leave
//! comes from one more. To the draw and the proof a cell is what a section without quotas is.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{DrawError, SectionPool, Unwanted, draw_unwilling, shuffle};

/// A section as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionCells {
    /// Its cells, at least one.
    pub cells: Vec<SectionPool>,
    /// Whether its questions were chosen by hand, and keep the order they were given.
    pub by_hand: bool,
}

impl SectionCells {
    /// A section without quotas.
    pub fn whole(pool: Vec<Uuid>, count: usize) -> Self {
        Self { cells: vec![SectionPool { pool, count }], by_hand: false }
    }
}

/// The cells of all sections, one after the other, as the proof takes them.
pub fn all_cells(sections: &[SectionCells]) -> Vec<SectionPool> {
    sections.iter().flat_map(|section| section.cells.iter().cloned()).collect()
}

/// The questions of each section in the order in which the paper asks them.
///
/// # Errors
/// [`DrawError`] with the index of the section that cannot be filled; publishing proves that this does not happen.
pub fn choose(
    sections: &[SectionCells],
    seed: &[u8; 32],
    unwanted: &Unwanted<'_>,
    shuffle_questions: bool,
) -> Result<Vec<Vec<Uuid>>, DrawError> {
    let drawn = draw_unwilling(&all_cells(sections), seed, unwanted)
        .map_err(|error| DrawError { section: section_of(sections, error.section), ..error })?;
    let mut drawn = drawn.into_iter();
    Ok((0u16..)
        .zip(sections)
        .map(|(index, section)| {
            let cells: Vec<Vec<Uuid>> = drawn.by_ref().take(section.cells.len()).collect();
            let questions = in_order(section, cells);
            if shuffle_questions && !section.by_hand { shuffle(seed, index, questions) } else { questions }
        })
        .collect())
}

/// Of one cell in the order of its pool, of several in the order of their ids, so that quotas do not show.
fn in_order(section: &SectionCells, cells: Vec<Vec<Uuid>>) -> Vec<Uuid> {
    let several = section.cells.len() > 1;
    let mut questions: Vec<Uuid> = cells.into_iter().flatten().collect();
    if several {
        questions.sort_unstable();
    }
    questions
}

fn section_of(sections: &[SectionCells], cell: usize) -> usize {
    let mut first = 0;
    sections
        .iter()
        .position(|section| {
            first += section.cells.len();
            cell < first
        })
        .unwrap_or_default()
}

/// Brings questions with the same material side by side: each moves up to the first of its group.
pub(super) fn side_by_side(questions: &[Uuid], material: impl Fn(&Uuid) -> Option<usize>) -> Vec<Uuid> {
    let mut seen = BTreeSet::new();
    let mut ordered = Vec::with_capacity(questions.len());
    for question in questions {
        match material(question) {
            None => ordered.push(*question),
            Some(group) if seen.insert(group) => {
                ordered.extend(questions.iter().filter(|other| material(other) == Some(group)));
            }
            Some(_) => {}
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use proptest::prelude::*;

    use super::*;
    use crate::exams::blueprint::prove;
    use crate::exams::draw::draw;

    fn ids(numbers: impl IntoIterator<Item = u128>) -> Vec<Uuid> {
        numbers.into_iter().map(Uuid::from_u128).collect()
    }

    fn cell(pool: impl IntoIterator<Item = u128>, count: usize) -> SectionPool {
        SectionPool { pool: ids(pool), count }
    }

    const NOTHING: Unwanted<'_> = Unwanted { over_exposed: &[], last_seen: &[] };

    #[test]
    fn a_section_without_quotas_is_drawn_as_before_there_were_any() {
        let seed = std::array::from_fn(|index| u8::try_from(index).unwrap());
        let pools = [cell(0..20, 5), cell(100..106, 6), cell(10..30, 4)];
        let sections = pools.clone().map(|pool| SectionCells { cells: vec![pool], by_hand: false });
        let plain = choose(&sections, &seed, &NOTHING, false).unwrap();
        assert_eq!(plain, draw(&pools, &seed, &[]).unwrap());
        let numbers: Vec<u128> = plain[0].iter().map(Uuid::as_u128).collect();
        assert_eq!(numbers, [6, 10, 13, 14, 16]);
        let shuffled = choose(&sections, &seed, &NOTHING, true).unwrap();
        for (index, (shuffled, plain)) in (0..).zip(shuffled.into_iter().zip(plain)) {
            assert_eq!(shuffled, shuffle(&seed, index, plain));
        }
    }

    #[test]
    fn questions_chosen_by_hand_keep_the_order_they_were_given() {
        let by_hand = SectionCells { cells: vec![cell([9, 3, 7], 3)], by_hand: true };
        for number in 0..20 {
            assert_eq!(
                choose(std::slice::from_ref(&by_hand), &[number; 32], &NOTHING, true).unwrap(),
                [ids([9, 3, 7])]
            );
        }
    }

    #[test]
    fn a_drawn_section_leaves_the_questions_chosen_by_hand_to_their_section() {
        let sections =
            [SectionCells::whole(ids(0..4), 2), SectionCells { cells: vec![cell([1, 0], 2)], by_hand: true }];
        for number in 0..20 {
            let mut drawn = choose(&sections, &[number; 32], &NOTHING, true).unwrap();
            drawn[0].sort_unstable();
            assert_eq!(drawn, [ids([2, 3]), ids([1, 0])]);
        }
    }

    #[test]
    fn a_short_cell_is_told_as_its_section() {
        let sections = [
            SectionCells { cells: vec![cell(0..5, 2), cell(5..9, 1)], by_hand: false },
            SectionCells { cells: vec![cell(20..25, 2), cell(30..31, 2)], by_hand: false },
        ];
        let error = choose(&sections, &[0; 32], &NOTHING, true).unwrap_err();
        assert_eq!(error, DrawError { section: 1, needs: 2, found: 1 });
    }

    #[test]
    fn questions_with_the_same_material_stand_side_by_side() {
        let group = |id: &Uuid| usize::try_from(id.as_u128() / 10).ok().filter(|group| *group > 0);
        let ordered = side_by_side(&ids([1, 21, 2, 11, 22, 3, 12, 23]), group);
        assert_eq!(ordered, ids([1, 21, 22, 23, 2, 11, 12, 3]));
        assert_eq!(side_by_side(&ids([3, 2, 1]), |_| None), ids([3, 2, 1]));
    }

    fn any_sections() -> impl Strategy<Value = Vec<SectionCells>> {
        let cell = (proptest::collection::vec(0u128..12, 0..8), 0usize..3)
            .prop_map(|(pool, count)| cell(pool, count));
        let section =
            proptest::collection::vec(cell, 1..4).prop_map(|cells| SectionCells { cells, by_hand: false });
        proptest::collection::vec(section, 0..4)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn every_quota_is_met_exactly_when_the_proof_says_so(sections in any_sections(), number: u8) {
            let drawn = choose(&sections, &[number; 32], &NOTHING, true);
            prop_assert_eq!(drawn.is_ok(), prove(&all_cells(&sections)).is_ok());
            let drawn = drawn.unwrap_or_default();
            let all: Vec<&Uuid> = drawn.iter().flatten().collect();
            prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "no question twice");
            for (questions, section) in drawn.iter().zip(&sections) {
                prop_assert_eq!(questions.len(), section.cells.iter().map(|cell| cell.count).sum::<usize>());
                for cell in &section.cells {
                    let fit = questions.iter().filter(|id| cell.pool.contains(id)).count();
                    prop_assert!(fit >= cell.count, "a quota is not met");
                }
            }
        }

        #[test]
        fn standing_side_by_side_loses_and_adds_nothing_and_splits_no_group(
            groups in proptest::collection::vec(proptest::option::of(0usize..4), 0..20)
        ) {
            let questions = ids(0..u128::try_from(groups.len()).unwrap());
            let group = |id: &Uuid| groups[usize::try_from(id.as_u128()).unwrap()];
            let ordered = side_by_side(&questions, group);
            let mut sorted = ordered.clone();
            sorted.sort_unstable();
            prop_assert_eq!(sorted, questions);
            let met: Vec<Option<usize>> = ordered.iter().map(group).collect();
            let changes = met.windows(2).filter(|pair| pair[0] != pair[1] && pair[1].is_some()).count()
                + usize::from(met.first().is_some_and(Option::is_some));
            let different = met.iter().flatten().collect::<BTreeSet<_>>().len();
            prop_assert_eq!(changes, different);
        }
    }
}
