//! Which question of a file a diagnostic is about.

use std::collections::HashMap;

use question_formats::Place;

use super::ReadFile;

/// Finds the question that a place belongs to: of a line or row the question whose lines hold it.
pub struct Owners<'a> {
    /// First, last and index of each question by sheet, in order; lines and items have sheets of their own.
    ranges: HashMap<Sheet<'a>, Vec<(usize, usize, usize)>>,
}

#[derive(PartialEq, Eq, Hash)]
enum Sheet<'a> {
    Lines,
    Rows(&'a str),
    Items,
}

impl<'a> Sheet<'a> {
    fn of(place: &'a Place) -> Self {
        match place {
            Place::Line { .. } => Self::Lines,
            Place::Row { sheet, .. } => Self::Rows(sheet),
            Place::Item { .. } => Self::Items,
        }
    }
}

impl<'a> Owners<'a> {
    /// The owners of a file that was read.
    #[must_use]
    pub fn of(file: &'a ReadFile) -> Self {
        let mut ranges: HashMap<Sheet<'a>, Vec<(usize, usize, usize)>> = HashMap::new();
        for (index, (question, source)) in file.reading.questions.iter().zip(&file.sources).enumerate() {
            ranges.entry(Sheet::of(&question.place)).or_default().push((source.from, source.to, index));
        }
        for list in ranges.values_mut() {
            list.sort_unstable();
        }
        Self { ranges }
    }

    /// The index of the question that a place belongs to.
    #[must_use]
    pub fn find(&self, place: &Place) -> Option<usize> {
        let list = self.ranges.get(&Sheet::of(place))?;
        let wanted = place.ordinal();
        let after = list.partition_point(|(from, _, _)| *from <= wanted);
        let (_, to, index) = list.get(after.checked_sub(1)?)?;
        (wanted <= *to).then_some(*index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Source;
    use question_formats::{QuestionDraft, QuestionType};

    fn file(questions: Vec<(Place, usize)>) -> ReadFile {
        let mut file = ReadFile::default();
        for (place, to) in questions {
            file.sources.push(Source { from: place.ordinal(), to, text: String::new() });
            file.reading.questions.push(QuestionDraft::new(QuestionType::TrueFalse, place, "en"));
        }
        file
    }

    #[test]
    fn a_line_belongs_to_the_question_whose_lines_hold_it() {
        let file = file(vec![(Place::line(2), 4), (Place::line(6), 6)]);
        let owners = Owners::of(&file);
        let found: Vec<Option<usize>> = (1..=7).map(|line| owners.find(&Place::line(line))).collect();
        assert_eq!(found, [None, Some(0), Some(0), Some(0), None, Some(1), None]);
    }

    #[test]
    fn equal_rows_of_different_sheets_are_different_places() {
        let file = file(vec![(Place::row("单选", 2), 2), (Place::row("判断", 2), 3), (Place::item(2), 2)]);
        let owners = Owners::of(&file);
        assert_eq!(owners.find(&Place::row("判断", 3)), Some(1));
        assert_eq!(owners.find(&Place::row("单选", 3)), None);
        assert_eq!(owners.find(&Place::item(2)), Some(2));
        assert_eq!(owners.find(&Place::line(2)), None);
    }
}
