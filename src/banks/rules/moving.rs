//! Questions that were read from a part of a file stand at the lines of the whole file.

use question_formats::{Diagnostic, Place, QuestionDraft};
use sha2::{Digest, Sha256};

/// A draft read from a part of a file that begins after `offset` lines.
pub fn moved_draft(mut draft: QuestionDraft, offset: usize) -> QuestionDraft {
    draft.place = moved(draft.place, offset);
    draft.place_end = draft.place_end.map(|line| line + offset);
    draft
}

/// A diagnostic about a part of a file that begins after `offset` lines.
pub fn moved_diagnostic(mut diagnostic: Diagnostic, offset: usize) -> Diagnostic {
    diagnostic.place = diagnostic.place.map(|place| moved(place, offset));
    diagnostic
}

fn moved(place: Place, offset: usize) -> Place {
    match place {
        Place::Line { line, column } => Place::Line { line: line + offset, column },
        other => other,
    }
}

/// The lines before the one with this number and those from it on, of lines that begin with number `first`. `None` when
/// one of the parts would be empty.
pub fn split_lines(text: &str, first: i32, at: i32) -> Option<(String, String)> {
    let before = usize::try_from(at.checked_sub(first)?).ok().filter(|count| *count > 0)?;
    let lines: Vec<&str> = text.lines().collect();
    let (one, two) = lines.split_at_checked(before)?;
    if two.is_empty() { None } else { Some((one.join("\n"), two.join("\n"))) }
}

/// A draft in a few characters: equal marks mean that nobody changed it.
pub fn draft_mark(draft: &QuestionDraft) -> String {
    let digest = Sha256::digest(serde_json::to_vec(draft).unwrap_or_default());
    hex::encode(digest.get(..8).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use question_formats::QuestionType;

    #[test]
    fn lines_are_cut_where_the_second_part_begins() {
        let text = "1. 甲\nA. 一\n2. 乙";
        assert_eq!(split_lines(text, 58, 60), Some(("1. 甲\nA. 一".into(), "2. 乙".into())));
        for at in [0, 58, 61, i32::MIN, i32::MAX] {
            assert_eq!(split_lines(text, 58, at), None, "{at}");
        }
    }

    #[test]
    fn a_part_of_a_file_stands_at_the_lines_of_the_whole() {
        let mut draft = QuestionDraft::new(QuestionType::TrueFalse, Place::line(2), "en");
        draft.place_end = Some(3);
        let moved = moved_draft(draft.clone(), 10);
        assert_eq!((moved.place.ordinal(), moved.place_end), (12, Some(13)));
        assert_ne!(draft_mark(&draft), draft_mark(&moved));
    }
}
