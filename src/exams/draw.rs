//! The draw: which questions a paper has, in which order, and in which order their options stand.
//!
//! A pure function of pools, seed and excluded questions. Every decision reads its own stream of the seed
//! (one for each section's draw, for each section's order, for each question's options), so that a change in
//! one place changes nothing elsewhere. The shuffle is our own and pinned by the tests below: a paper drawn
//! today is drawn the same in ten years, whatever a library does.

mod cells;
mod kept;
mod layout;

use std::collections::BTreeSet;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use uuid::Uuid;

use super::blueprint::Placement;
pub use super::blueprint::SectionPool;
use super::scoring::Labels;
pub use cells::{SectionCells, all_cells, choose};
pub use layout::{ARRANGEMENT, LayoutRules, NoSuchQuestion, Outline, Placed, lay_out, outlines};

/// The paper cannot be drawn. Publishing proves that this does not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("section {section} needs {needs} questions and only {found} are left for it")]
pub struct DrawError {
    /// Index of the section.
    pub section: usize,
    /// How many questions it draws.
    pub needs: usize,
    /// How many could be found for it.
    pub found: usize,
}

/// What a stream of the seed decides. The number is part of what the tests pin.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Draw = 1,
    QuestionOrder = 2,
    OptionOrder = 3,
}

/// Questions that a paper should not have while others are left.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwanted<'a> {
    /// Those that enough papers have had. They yield first.
    pub over_exposed: &'a [Uuid],
    /// Those of the person's last paper. They yield last.
    pub last_seen: &'a [Uuid],
}

/// Draws the questions of each section, in the order of its pool. No question comes twice, also where pools
/// overlap, and the draw succeeds whenever [`prove`](super::blueprint::prove) says it can. Excluded questions
/// are taken only where the paper could not be filled without them, and as few as possible.
///
/// # Errors
/// [`DrawError`] when the pools are too small.
pub fn draw(
    sections: &[SectionPool],
    seed: &[u8; 32],
    excluded: &[Uuid],
) -> Result<Vec<Vec<Uuid>>, DrawError> {
    draw_unwilling(sections, seed, &Unwanted { over_exposed: &[], last_seen: excluded })
}

/// The same with two kinds of unwanted questions: first without both, then with as few over-exposed ones as possible,
/// and only then with as few of the last paper as possible. What is both counts as of the last paper.
///
/// # Errors
/// [`DrawError`] when the pools are too small.
pub fn draw_unwilling(
    sections: &[SectionPool],
    seed: &[u8; 32],
    unwanted: &Unwanted<'_>,
) -> Result<Vec<Vec<Uuid>>, DrawError> {
    let pools: Vec<Vec<Uuid>> =
        (0u32..).zip(sections).map(|(index, section)| shuffled_pool(section, seed, index)).collect();
    let last_seen: BTreeSet<&Uuid> = unwanted.last_seen.iter().collect();
    let over_exposed: BTreeSet<&Uuid> = unwanted.over_exposed.iter().collect();
    let reluctance = |id: &Uuid| match (last_seen.contains(id), over_exposed.contains(id)) {
        (true, _) => Reluctance::LastSeen,
        (false, true) => Reluctance::OverExposed,
        (false, false) => Reluctance::None,
    };
    let mut placement = Placement::new(sections.len());
    let mut missing: Vec<usize> = sections.iter().map(|section| section.count).collect();
    for allowed in [Reluctance::None, Reluctance::OverExposed, Reluctance::LastSeen] {
        for (index, pool) in pools.iter().enumerate() {
            let wanted: Vec<Uuid> = pool.iter().copied().filter(|id| reluctance(id) == allowed).collect();
            placement.allow(index, &wanted);
        }
        for (index, missing) in missing.iter_mut().enumerate() {
            *missing = give(&mut placement, index, *missing);
        }
    }
    let short = missing.iter().zip(sections).position(|(missing, _)| *missing > 0);
    if let Some((section, needs)) = short.and_then(|index| Some((index, sections.get(index)?.count))) {
        let found = placement.placed_in(section).len();
        return Err(DrawError { section, needs, found });
    }
    Ok(sections
        .iter()
        .enumerate()
        .map(|(index, section)| in_pool_order(section, &placement.placed_in(index)))
        .collect())
}

/// How little a paper wants a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reluctance {
    None,
    OverExposed,
    LastSeen,
}

/// The questions drawn for a section in the order in which this paper asks them. `section` is its index,
/// `drawn` what [`draw`] gave.
pub fn shuffle(seed: &[u8; 32], section: u16, mut drawn: Vec<Uuid>) -> Vec<Uuid> {
    Dice::new(seed, Purpose::QuestionOrder, u32::from(section)).shuffle(&mut drawn);
    drawn
}

/// The order of the options of the question at a position of the paper: for each option shown, its index in
/// the question. Each of 0 to `option_count` − 1 comes once.
pub fn option_order(seed: &[u8; 32], position: u16, option_count: u8) -> Vec<u8> {
    option_order_keeping(seed, position, option_count, Labels::NONE)
}

/// The same with options that keep their place; the others change places among themselves.
pub fn option_order_keeping(seed: &[u8; 32], position: u16, option_count: u8, kept: Labels) -> Vec<u8> {
    let mut moving: Vec<u8> = (0..option_count).filter(|index| !kept.contains(*index)).collect();
    Dice::new(seed, Purpose::OptionOrder, u32::from(position)).shuffle(&mut moving);
    let mut moving = moving.into_iter();
    (0..option_count)
        .map(|index| if kept.contains(index) { index } else { moving.next().unwrap_or(index) })
        .collect()
}

fn shuffled_pool(section: &SectionPool, seed: &[u8; 32], index: u32) -> Vec<Uuid> {
    let mut pool = section.pool.clone();
    Dice::new(seed, Purpose::Draw, index).shuffle(&mut pool);
    pool
}

/// Gives a section this many more questions; how many are missing when no more can be had.
fn give(placement: &mut Placement, section: usize, count: usize) -> usize {
    let given = (0..count).take_while(|_| placement.give_one_more(section).is_ok()).count();
    count - given
}

fn in_pool_order(section: &SectionPool, drawn: &BTreeSet<Uuid>) -> Vec<Uuid> {
    let mut left = drawn.clone();
    section.pool.iter().copied().filter(|id| left.remove(id)).collect()
}

/// Random numbers of one stream of the seed: ChaCha with 20 rounds, stream = purpose × 2³² + index, read as
/// 64-bit words.
struct Dice(ChaCha20Rng);

impl Dice {
    fn new(seed: &[u8; 32], purpose: Purpose, index: u32) -> Self {
        let mut stream = ChaCha20Rng::from_seed(*seed);
        stream.set_stream(((purpose as u64) << 32) | u64::from(index));
        Self(stream)
    }

    /// Fisher–Yates from the last place to the second: each place changes with itself or one before it.
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.up_to(last));
        }
    }

    /// A number from 0 to `largest`, each equally often: a word beyond the last whole multiple is thrown
    /// away.
    fn up_to(&mut self, largest: usize) -> usize {
        let sides = u64::try_from(largest).unwrap_or(u64::MAX).saturating_add(1);
        let beyond = (u64::MAX % sides + 1) % sides;
        loop {
            let word = self.0.next_u64();
            if word <= u64::MAX - beyond {
                return usize::try_from(word % sides).unwrap_or_default();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::exams::blueprint::prove;

    /// 0, 1, 2, … 31.
    fn counting_seed() -> [u8; 32] {
        std::array::from_fn(|index| u8::try_from(index).unwrap())
    }

    /// A seed for each number.
    fn seed(number: u32) -> [u8; 32] {
        let mut seed = [7; 32];
        seed[..4].copy_from_slice(&number.to_le_bytes());
        seed
    }

    fn ids(numbers: impl IntoIterator<Item = u128>) -> Vec<Uuid> {
        numbers.into_iter().map(Uuid::from_u128).collect()
    }

    fn numbers(ids: &[Uuid]) -> Vec<u128> {
        ids.iter().map(Uuid::as_u128).collect()
    }

    fn section(questions: impl IntoIterator<Item = u128>, count: usize) -> SectionPool {
        SectionPool { pool: ids(questions), count }
    }

    // The expected values of the next two tests come from a separate program that follows the words of this
    // file.
    #[test]
    fn the_same_seed_gives_the_same_paper_for_ever() {
        let sections = [section(0..20, 5), section(100..106, 6), section(10..30, 4)];
        let drawn = draw(&sections, &counting_seed(), &[]).unwrap();
        assert_eq!(numbers(&drawn[0]), [6, 10, 13, 14, 16]);
        assert_eq!(numbers(&drawn[1]), [100, 101, 102, 103, 104, 105]);
        assert_eq!(numbers(&drawn[2]), [18, 19, 24, 26]);
    }

    #[test]
    fn the_same_seed_gives_the_same_orders_for_ever() {
        let seed = counting_seed();
        assert_eq!(numbers(&shuffle(&seed, 0, ids(0..10))), [2, 6, 5, 9, 8, 1, 0, 3, 7, 4]);
        assert_eq!(numbers(&shuffle(&seed, 1, ids(0..10))), [7, 4, 2, 1, 6, 5, 0, 9, 3, 8]);
        assert_eq!(option_order(&seed, 1, 4), [2, 0, 1, 3]);
        assert_eq!(option_order(&seed, 2, 4), [0, 3, 2, 1]);
        assert_eq!(option_order(&seed, 40, 6), [5, 3, 1, 2, 0, 4]);
        let longest =
            [5, 15, 0, 3, 17, 7, 12, 19, 14, 18, 23, 6, 4, 11, 9, 1, 21, 2, 13, 25, 22, 16, 10, 24, 8, 20];
        assert_eq!(option_order(&[0; 32], 1, 26), longest);
    }

    #[test]
    fn decisions_do_not_depend_on_each_other() {
        let seed = counting_seed();
        let alone = draw(&[section(0..20, 5)], &seed, &[]).unwrap();
        let among_others = draw(&[section(0..20, 5), section(100..200, 50)], &seed, &[]).unwrap();
        assert_eq!(alone[0], among_others[0]);
        let orders: BTreeSet<Vec<u8>> = (0..20).map(|position| option_order(&seed, position, 8)).collect();
        assert_eq!(orders.len(), 20, "each position has its own order");
    }

    #[test]
    fn nothing_to_order_is_no_problem() {
        assert_eq!(option_order(&[0; 32], 1, 0), Vec::<u8>::new());
        assert_eq!(option_order(&[0; 32], 1, 1), [0]);
        assert_eq!(shuffle(&[0; 32], 0, Vec::new()), Vec::<Uuid>::new());
        assert_eq!(draw(&[], &[0; 32], &[]).unwrap(), Vec::<Vec<Uuid>>::new());
        assert_eq!(draw(&[section([], 0)], &[0; 32], &[]).unwrap(), vec![Vec::<Uuid>::new()]);
    }

    #[test]
    fn contending_sections_are_filled_whatever_the_seed() {
        let sections = [section([1, 2, 3, 4], 1), section([1, 2], 2), section([3, 1], 1)];
        for number in 0..200 {
            let drawn = draw(&sections, &seed(number), &[]).unwrap();
            assert_eq!(
                drawn.iter().map(|drawn| numbers(drawn)).collect::<Vec<_>>(),
                [vec![4], vec![1, 2], vec![3]]
            );
        }
    }

    #[test]
    fn excluded_questions_are_avoided_while_others_are_left() {
        let excluded = ids(0..10);
        for number in 0..50 {
            let drawn = draw(&[section(0..20, 8)], &seed(number), &excluded).unwrap();
            assert!(drawn[0].iter().all(|id| !excluded.contains(id)));
        }
    }

    #[test]
    fn excluded_questions_yield_when_the_paper_needs_them() {
        let excluded = ids(0..10);
        for number in 0..50 {
            let drawn = draw(&[section(0..20, 13)], &seed(number), &excluded).unwrap();
            assert_eq!(drawn[0].iter().filter(|id| excluded.contains(id)).count(), 3);
        }
        assert_eq!(draw(&[section(0..3, 3)], &seed(0), &ids(0..3)).unwrap(), [ids(0..3)]);
    }

    #[test]
    fn an_excluded_question_in_one_section_is_not_taken_where_another_can_move() {
        // Without moving 1 out of the first section, the second would have to take 9.
        let sections = [section([1, 2], 1), section([1, 9], 1)];
        for number in 0..50 {
            let drawn = draw(&sections, &seed(number), &ids([9])).unwrap();
            assert_eq!(drawn, [ids([2]), ids([1])]);
        }
    }

    #[test]
    fn over_exposed_questions_yield_before_those_of_the_last_paper() {
        let (over_exposed, last_seen) = (ids(0..6), ids(4..10));
        let unwanted = Unwanted { over_exposed: &over_exposed, last_seen: &last_seen };
        for number in 0..50 {
            // 2 are wanted, 4 over-exposed only, 6 of the last paper.
            let drawn = draw_unwilling(&[section(0..12, 8)], &seed(number), &unwanted).unwrap();
            let count = |among: &[Uuid]| drawn[0].iter().filter(|id| among.contains(id)).count();
            assert_eq!((count(&ids(10..12)), count(&ids(0..4)), count(&last_seen)), (2, 4, 2));
            let drawn = draw_unwilling(&[section(0..12, 4)], &seed(number), &unwanted).unwrap();
            assert!(drawn[0].iter().all(|id| !last_seen.contains(id)));
        }
    }

    #[test]
    fn a_kept_option_stays_and_the_others_change_places() {
        let kept = Labels::parse("BD").unwrap();
        let orders: BTreeSet<Vec<u8>> =
            (0..200).map(|number| option_order_keeping(&seed(number), 1, 5, kept)).collect();
        assert!(orders.iter().all(|order| (order[1], order[3]) == (1, 3)));
        assert_eq!(orders.len(), 6, "three options have six orders");
        let all = Labels::parse("ABCDE").unwrap();
        assert_eq!(option_order_keeping(&seed(3), 1, 5, all), [0, 1, 2, 3, 4]);
        assert_eq!(option_order_keeping(&counting_seed(), 40, 6, Labels::NONE), [5, 3, 1, 2, 0, 4]);
    }

    #[test]
    fn a_short_section_is_named() {
        let error = draw(&[section(0..5, 2), section(10..13, 5)], &seed(0), &[]).unwrap_err();
        assert_eq!(error, DrawError { section: 1, needs: 5, found: 3 });
    }

    /// Pearson's statistic of counts that should all be equal.
    fn unevenness(counts: &[u32]) -> f64 {
        let expected =
            f64::from(counts.iter().sum::<u32>()) / f64::from(u32::try_from(counts.len()).unwrap());
        counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum()
    }

    #[test]
    fn every_question_is_drawn_equally_often() {
        let mut counts = [0u32; 20];
        for number in 0..8000 {
            for question in numbers(&draw(&[section(0..20, 5)], &seed(number), &[]).unwrap()[0]) {
                counts[usize::try_from(question).unwrap()] += 1;
            }
        }
        // 19 degrees of freedom: a fair draw exceeds 43.8 once in a thousand sets of seeds, and these are
        // fixed.
        assert!(unevenness(&counts) < 43.8, "{counts:?}");
    }

    #[test]
    fn every_order_of_options_comes_equally_often() {
        let mut counts: BTreeMap<Vec<u8>, u32> = BTreeMap::new();
        for number in 0..12_000 {
            *counts.entry(option_order(&seed(number), 3, 4)).or_default() += 1;
        }
        assert_eq!(counts.len(), 24);
        // 23 degrees of freedom, once in a thousand.
        assert!(unevenness(&counts.values().copied().collect::<Vec<_>>()) < 49.7, "{counts:?}");
    }

    #[test]
    fn each_place_of_a_large_pool_is_reached_equally_often() {
        let mut counts = [0u32; 10];
        for number in 0..5000 {
            let first = numbers(&shuffle(&seed(number), 0, ids(0..10)))[0];
            counts[usize::try_from(first).unwrap()] += 1;
        }
        // 9 degrees of freedom, once in a thousand.
        assert!(unevenness(&counts) < 27.9, "{counts:?}");
    }

    fn any_sections() -> impl Strategy<Value = Vec<SectionPool>> {
        let any_section = (proptest::collection::vec(0u128..9, 0..7), 0usize..4)
            .prop_map(|(pool, count)| section(pool, count));
        proptest::collection::vec(any_section, 0..6)
    }

    /// The best a paper can do, found by trying every paper: how many it has of the last paper, and, among papers with
    /// as few of those, how many more are over-exposed.
    fn fewest_unwanted(
        sections: &[SectionPool],
        unwanted: &Unwanted<'_>,
        used: &mut BTreeSet<Uuid>,
    ) -> Option<(usize, usize)> {
        let Some((section, rest)) = sections.split_first() else {
            return Some(counted(used.iter(), unwanted));
        };
        let pool: BTreeSet<Uuid> = section.pool.iter().copied().filter(|id| !used.contains(id)).collect();
        choices(&pool.into_iter().collect::<Vec<_>>(), section.count)
            .into_iter()
            .filter_map(|choice| {
                used.extend(&choice);
                let fewest = fewest_unwanted(rest, unwanted, used);
                choice.iter().for_each(|id| {
                    used.remove(id);
                });
                fewest
            })
            .min()
    }

    fn counted<'a>(ids: impl Iterator<Item = &'a Uuid>, unwanted: &Unwanted<'_>) -> (usize, usize) {
        ids.fold((0, 0), |(seen, exposed), id| {
            if unwanted.last_seen.contains(id) {
                (seen + 1, exposed)
            } else {
                (seen, exposed + usize::from(unwanted.over_exposed.contains(id)))
            }
        })
    }

    fn choices(pool: &[Uuid], count: usize) -> Vec<Vec<Uuid>> {
        match (count, pool.split_first()) {
            (0, _) => vec![Vec::new()],
            (_, None) => Vec::new(),
            (_, Some((first, rest))) => {
                let with = choices(rest, count - 1).into_iter().map(|mut choice| {
                    choice.push(*first);
                    choice
                });
                with.chain(choices(rest, count)).collect()
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_paper_is_drawn_exactly_when_it_is_proved(
            sections in any_sections(), number: u32, excluded in proptest::collection::vec(0u128..9, 0..6)
        ) {
            let drawn = draw(&sections, &seed(number), &ids(excluded));
            prop_assert_eq!(drawn.is_ok(), prove(&sections).is_ok());
            let drawn = drawn.unwrap_or_default();
            let all: Vec<Uuid> = drawn.iter().flatten().copied().collect();
            prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "no question twice");
            for (drawn, section) in drawn.iter().zip(&sections) {
                prop_assert_eq!(drawn.len(), section.count);
                prop_assert!(drawn.iter().all(|id| section.pool.contains(id)));
            }
        }

        #[test]
        fn a_shuffle_loses_and_adds_nothing(
            number: u32, part: u16, count in 0u8..=26, questions in 0u128..60
        ) {
            let mut order = option_order(&seed(number), part, count);
            order.sort_unstable();
            prop_assert_eq!(order, (0..count).collect::<Vec<_>>());
            let mut shuffled = shuffle(&seed(number), part, ids(0..questions));
            shuffled.sort_unstable();
            prop_assert_eq!(shuffled, ids(0..questions));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn no_paper_has_fewer_unwanted_questions(
            sections in any_sections(), number: u32,
            last_seen in proptest::collection::vec(0u128..9, 0..6),
            over_exposed in proptest::collection::vec(0u128..9, 0..6)
        ) {
            let (last_seen, over_exposed) = (ids(last_seen), ids(over_exposed));
            let unwanted = Unwanted { over_exposed: &over_exposed, last_seen: &last_seen };
            let fewest = fewest_unwanted(&sections, &unwanted, &mut BTreeSet::new());
            let drawn = draw_unwilling(&sections, &seed(number), &unwanted).ok();
            prop_assert_eq!(drawn.map(|drawn| counted(drawn.iter().flatten(), &unwanted)), fewest);
        }
    }
}
