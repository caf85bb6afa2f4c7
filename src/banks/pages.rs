//! What the templates of this room are given.

mod changes;
mod columns;
mod difference;
mod edit;
mod fields;
mod finding;
mod guide;
mod preview;
mod question;
mod review;
mod review_chips;
mod review_row;
mod row_edit;
mod topics;
mod work;

pub use changes::all_lines;
pub use columns::{ColumnsPage, columns_page};
pub use difference::{DiffLine, Stretch, diff_lines, difference};
pub use edit::{EditPage, FormView, StaleView, form_view, material_choices};
pub use fields::{AnswerFields, Gap, Place, PlaceChoice};
pub use finding::{FindingView, QUESTIONS_A_PAGE, finding_view, language_words, missing_word, topic_title};
pub use guide::{Block, Span, guide};
pub use preview::{PreviewView, preview_view};
pub use question::{QuestionView, kind_word, short_key};
pub use review::{ENCODINGS, ROWS_A_PAGE, ReviewPage, SkippedView, outcome_words, review_page, why_not};
pub use review_chips::Chip;
pub use review_row::{RowView, VerdictView};
pub use row_edit::{RowContext, RowPage, line_format, row_page};
pub use topics::{
    TopicChoice, TopicRow, TopicsAbove, misplaced_words, named_rows, topic_choices, topic_rows,
};
pub use work::{WorkPage, work_page};

use crate::web::paging::{Pager, Paging};
use crate::web::{Language, Visit};

/// The pages of a list of questions; `None` when there are none. `address` gives the address of a page.
pub fn pager(visit: &Visit, paging: Paging, address: impl Fn(i64) -> String) -> Option<Pager> {
    if paging.total() == 0 {
        return None;
    }
    let shown = [("from", paging.first_row()), ("to", paging.last_row()), ("total", paging.total())];
    Some(Pager::new(paging, visit.text_with("banks-pager-sum", shown), address))
}

/// Sentences of a reader in the language of the page.
pub fn reader_language(visit: &Visit) -> question_formats::Language {
    match visit.language {
        Language::Chinese => question_formats::Language::Zh,
        Language::English => question_formats::Language::En,
    }
}
