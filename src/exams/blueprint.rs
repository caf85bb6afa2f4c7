//! The proof that a paper can be drawn: each section gets its questions and no question stands in two
//! sections.
//!
//! Pools of sections may overlap (one asks for the topic, another for the difficulty), so it is not enough
//! that each pool is large enough by itself. The proof places questions in sections and moves them while that
//! helps; it finds a place for all of them exactly when there is one, and else it names sections that
//! together want more than there is.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use uuid::Uuid;

/// What a section is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionPool {
    /// The question versions that may be drawn. One named twice counts once.
    pub pool: Vec<Uuid>,
    /// How many are drawn.
    pub count: usize,
}

/// The paper can be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// For each section, how many more questions it alone could ask for with the paper still possible.
    pub slack: Vec<usize>,
}

/// Sections that cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("sections {sections:?} need {needs} questions and have {has}")]
pub struct Shortage {
    /// Indexes of the sections, rising. Without any one of them the others would not be short.
    pub sections: Vec<usize>,
    /// How many questions they need together.
    pub needs: usize,
    /// How many different questions their pools have together.
    pub has: usize,
}

/// Proves that every section can be filled, or names what is short: first every section whose own pool is too
/// small, and when there is none, sets of sections whose pools together are too small.
pub fn prove(sections: &[SectionPool]) -> Result<Proof, Vec<Shortage>> {
    let alone: Vec<Shortage> =
        (0..sections.len()).filter_map(|section| shortage(sections, &[section])).collect();
    if !alone.is_empty() {
        return Err(alone);
    }
    let mut placement = Placement::new(sections.len());
    for (index, section) in sections.iter().enumerate() {
        placement.allow(index, &section.pool);
    }
    let together = fill(&mut placement, sections);
    if !together.is_empty() {
        return Err(together);
    }
    Ok(Proof { slack: (0..sections.len()).map(|section| slack(placement.clone(), section)).collect() })
}

/// Which question stands in which section, each in at most one. Shared by the proof and the draw, so that
/// what is proved is what is drawn.
#[derive(Debug, Clone)]
pub(super) struct Placement {
    questions: BTreeMap<Uuid, usize>,
    owners: Vec<Option<usize>>,
    sections: Vec<Wishes>,
}

/// What one section may have, in the order in which it wants them.
#[derive(Debug, Clone, Default)]
struct Wishes {
    questions: Vec<usize>,
    /// Everything before it has an owner; questions that have one always keep one.
    first_maybe_free: usize,
}

impl Placement {
    /// Nothing placed, nothing allowed.
    pub(super) fn new(section_count: usize) -> Self {
        Self {
            questions: BTreeMap::new(),
            owners: Vec::new(),
            sections: vec![Wishes::default(); section_count],
        }
    }

    /// Allows these questions in a section, wanted in this order after those already allowed.
    pub(super) fn allow(&mut self, section: usize, pool: &[Uuid]) {
        let Some(wishes) = self.sections.get_mut(section) else { return };
        let mut known: BTreeSet<usize> = wishes.questions.iter().copied().collect();
        for id in pool {
            let next = self.owners.len();
            let question = *self.questions.entry(*id).or_insert(next);
            if question == next {
                self.owners.push(None);
            }
            if known.insert(question) {
                wishes.questions.push(question);
            }
        }
    }

    /// Gives a section one more question, moving others between sections where that makes room. A question
    /// that has an owner always keeps one. When there is no way, all the sections that compete for its
    /// questions, itself among them: they own every question that any of them may have.
    pub(super) fn give_one_more(&mut self, section: usize) -> Result<(), BTreeSet<usize>> {
        // For each section reached: the section that would take a question from it, and which.
        let mut reached: BTreeMap<usize, Option<(usize, usize)>> = BTreeMap::from([(section, None)]);
        let mut waiting = VecDeque::from([section]);
        while let Some(current) = waiting.pop_front() {
            if let Some(free) = self.first_free(current) {
                self.hand_on(free, current, &reached);
                return Ok(());
            }
            for question in self.sections.get(current).into_iter().flat_map(|wishes| &wishes.questions) {
                if let Some(owner) = self.owner(*question) {
                    reached.entry(owner).or_insert_with(|| {
                        waiting.push_back(owner);
                        Some((current, *question))
                    });
                }
            }
        }
        Err(reached.into_keys().collect())
    }

    /// The questions placed in a section.
    pub(super) fn placed_in(&self, section: usize) -> BTreeSet<Uuid> {
        let is_here = |question: &usize| self.owner(*question) == Some(section);
        self.questions.iter().filter(|(_, question)| is_here(question)).map(|(id, _)| *id).collect()
    }

    fn owner(&self, question: usize) -> Option<usize> {
        self.owners.get(question).copied().flatten()
    }

    fn first_free(&mut self, section: usize) -> Option<usize> {
        let owners = &self.owners;
        let is_free = |question: &usize| owners.get(*question).is_some_and(Option::is_none);
        let wishes = self.sections.get_mut(section)?;
        let rest = wishes.questions.get(wishes.first_maybe_free..)?;
        wishes.first_maybe_free += rest.iter().position(is_free).unwrap_or(rest.len());
        wishes.questions.get(wishes.first_maybe_free).copied()
    }

    /// Places a free question and passes the freed ones back along the way to the section that wanted one.
    fn hand_on(&mut self, free: usize, section: usize, reached: &BTreeMap<usize, Option<(usize, usize)>>) {
        let mut next = Some((section, free));
        while let Some((receiver, question)) = next {
            if let Some(owner) = self.owners.get_mut(question) {
                *owner = Some(receiver);
            }
            next = reached.get(&receiver).copied().flatten();
        }
    }
}

/// Places all questions of all sections; what is short where that fails.
fn fill(placement: &mut Placement, sections: &[SectionPool]) -> Vec<Shortage> {
    let mut shortages = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        let competing = (0..section.count).find_map(|_| placement.give_one_more(index).err());
        if let Some(found) = competing.and_then(|competing| smallest_shortage(sections, competing))
            && !shortages.contains(&found)
        {
            shortages.push(found);
        }
    }
    shortages
}

/// Leaves out each section without which the others still cannot all be filled. What is left cannot be left
/// out, and so it needs more than its pools have.
fn smallest_shortage(sections: &[SectionPool], competing: BTreeSet<usize>) -> Option<Shortage> {
    let mut members: Vec<usize> = competing.iter().copied().collect();
    for section in competing {
        let others: Vec<usize> = members.iter().copied().filter(|member| *member != section).collect();
        if !can_fill(sections, &others) {
            members = others;
        }
    }
    shortage(sections, &members)
}

fn can_fill(sections: &[SectionPool], members: &[usize]) -> bool {
    let mut placement = Placement::new(sections.len());
    let chosen = || members.iter().filter_map(|member| Some((*member, sections.get(*member)?)));
    for (index, section) in chosen() {
        placement.allow(index, &section.pool);
    }
    chosen().all(|(index, section)| (0..section.count).all(|_| placement.give_one_more(index).is_ok()))
}

fn shortage(sections: &[SectionPool], members: &[usize]) -> Option<Shortage> {
    let chosen = || members.iter().filter_map(|member| sections.get(*member));
    let needs = chosen().map(|section| section.count).fold(0, usize::saturating_add);
    let has = chosen().flat_map(|section| &section.pool).collect::<BTreeSet<_>>().len();
    (needs > has).then(|| Shortage { sections: members.to_vec(), needs, has })
}

fn slack(mut placement: Placement, section: usize) -> usize {
    let mut more = 0;
    while placement.give_one_more(section).is_ok() {
        more += 1;
    }
    more
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use proptest::prelude::*;

    use super::*;

    fn section(questions: &[u128], count: usize) -> SectionPool {
        SectionPool { pool: questions.iter().copied().map(Uuid::from_u128).collect(), count }
    }

    fn short(sections: &[usize], needs: usize, has: usize) -> Shortage {
        Shortage { sections: sections.to_vec(), needs, has }
    }

    #[test]
    fn pools_that_do_not_meet_have_their_own_slack() {
        let proof = prove(&[section(&[1, 2, 3, 4, 5], 3), section(&[6, 7], 2), section(&[8], 0)]).unwrap();
        assert_eq!(proof.slack, [2, 0, 1]);
        assert_eq!(prove(&[]).unwrap().slack, Vec::<usize>::new());
    }

    #[test]
    fn a_section_short_by_itself_is_named_with_its_numbers() {
        let sections = [section(&[1, 2, 3], 5), section(&[1, 2, 3, 4], 2), section(&[9], 2)];
        assert_eq!(prove(&sections), Err(vec![short(&[0], 5, 3), short(&[2], 2, 1)]));
    }

    #[test]
    fn sections_short_only_together_are_named_together() {
        let sections = [section(&[1, 2, 3], 2), section(&[7, 8, 9], 3), section(&[1, 2, 3], 2)];
        assert_eq!(prove(&sections), Err(vec![short(&[0, 2], 4, 3)]));
    }

    #[test]
    fn sections_that_only_pass_questions_on_are_not_blamed() {
        // 1 and 2 fight for a and b; section 0 shares only its own surplus with them.
        let sections = [section(&[1, 2, 3, 4], 2), section(&[1, 2], 1), section(&[1, 2], 2)];
        assert_eq!(prove(&sections), Err(vec![short(&[1, 2], 3, 2)]));
    }

    #[test]
    fn a_short_pair_is_found_among_neighbours_none_of_which_can_be_left_out_by_counting() {
        // All four need 9 and have 7, but leaving out 0 or 3 alone makes the counts of the others meet.
        let sections = [
            section(&[2, 3, 5], 2),
            section(&[7, 5, 0], 3),
            section(&[6, 5], 2),
            section(&[2, 0, 3, 4, 6], 2),
        ];
        assert_eq!(prove(&sections), Err(vec![short(&[1, 2], 5, 4)]));
    }

    #[test]
    fn separate_shortages_are_all_named() {
        let sections = [section(&[1], 1), section(&[1], 1), section(&[5, 6], 2), section(&[5, 6], 1)];
        assert_eq!(prove(&sections), Err(vec![short(&[0, 1], 2, 1), short(&[2, 3], 3, 2)]));
    }

    #[test]
    fn three_sections_may_be_short_though_each_two_are_not() {
        let sections = [section(&[1, 2], 1), section(&[1, 2], 1), section(&[1, 2], 1)];
        assert_eq!(prove(&sections), Err(vec![short(&[0, 1, 2], 3, 2)]));
    }

    #[test]
    fn contention_that_can_be_solved_is_no_shortage() {
        // The first section has to leave 1 and 2 to the second and 3 to the third.
        let sections = [section(&[1, 2, 3, 4], 1), section(&[1, 2], 2), section(&[3, 1], 1)];
        assert_eq!(prove(&sections).unwrap().slack, [0, 0, 0]);
    }

    #[test]
    fn a_question_named_twice_counts_once() {
        assert_eq!(prove(&[section(&[1, 1, 1], 2)]), Err(vec![short(&[0], 2, 1)]));
    }

    #[test]
    fn a_chain_of_many_large_pools_is_proved_quickly() {
        let pool: Vec<u128> = (0..2000).collect();
        let sections: Vec<SectionPool> =
            (0..19).map(|first| section(&pool[first * 100..first * 100 + 200], 100)).collect();
        assert!(prove(&sections).unwrap().slack.iter().all(|slack| *slack == 100));
        let same: Vec<SectionPool> = (0..20).map(|_| section(&pool, 101)).collect();
        assert_eq!(prove(&same).unwrap_err(), [short(&(0..20).collect::<Vec<_>>(), 2020, 2000)]);
    }

    /// Hall: a paper is possible exactly when no set of sections needs more than its pools have. All sets are
    /// tried.
    fn tightest(sections: &[SectionPool], must_have: Option<usize>) -> isize {
        (1u32..1 << sections.len())
            .filter(|set| must_have.is_none_or(|section| set & (1 << section) != 0))
            .map(|set| {
                let members =
                    || sections.iter().enumerate().filter(move |(index, _)| set & (1 << index) != 0);
                let needs: usize = members().map(|(_, section)| section.count).sum();
                let has = members().flat_map(|(_, section)| &section.pool).collect::<BTreeSet<_>>().len();
                has.cast_signed() - needs.cast_signed()
            })
            .min()
            .unwrap_or(0)
    }

    fn any_sections() -> impl Strategy<Value = Vec<SectionPool>> {
        let section = (proptest::collection::vec(0u128..9, 0..7), 0usize..4)
            .prop_map(|(pool, count)| section(&pool, count));
        proptest::collection::vec(section, 0..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn a_paper_is_proved_exactly_when_no_set_of_sections_is_short(sections in any_sections()) {
            prop_assert_eq!(prove(&sections).is_ok(), tightest(&sections, None) >= 0);
        }

        #[test]
        fn slack_is_what_the_tightest_set_leaves(sections in any_sections()) {
            if let Ok(proof) = prove(&sections) {
                for (index, slack) in proof.slack.iter().enumerate() {
                    prop_assert_eq!(slack.cast_signed(), tightest(&sections, Some(index)));
                }
            }
        }

        #[test]
        fn a_named_shortage_is_real_and_cannot_be_named_shorter(sections in any_sections()) {
            for found in prove(&sections).err().into_iter().flatten() {
                let named: Vec<SectionPool> = found.sections.iter().map(|index| sections[*index].clone()).collect();
                let needs: usize = named.iter().map(|section| section.count).sum();
                prop_assert!(found.needs > found.has);
                prop_assert_eq!(found.needs, needs);
                for left_out in 0..named.len() {
                    let mut others = named.clone();
                    others.remove(left_out);
                    prop_assert!(tightest(&others, None) >= 0 || others.is_empty());
                }
            }
        }
    }
}
