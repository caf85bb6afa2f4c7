//! What an import would change, question by question, for people at a terminal.

use std::fmt::Write as _;

use question_formats::Language;

use crate::banks::model::{Repeats, Resemblance, Verdict};
use crate::banks::rules::{Existing, Planned, Row, Sums};
use crate::base::text::cut;

/// Questions that are listed unless all are wanted.
const SHOWN: usize = 50;

/// Characters shown of a stem.
const STEM: usize = 40;

/// One line a question that is not just the same, with what it repeats, contradicts or resembles.
pub(super) fn changes(
    rows: &[Row],
    existing: &Existing,
    planned: &[Planned],
    resemblances: &[Vec<Resemblance>],
    language: Language,
    all: bool,
) -> String {
    let told = rows
        .iter()
        .zip(planned)
        .zip(resemblances)
        .filter(|((_, planned), _)| planned.verdict != Verdict::Same);
    let mut text = String::new();
    let mut left_out = 0;
    for (index, ((row, planned), resembles)) in told.enumerate() {
        if index >= SHOWN && !all {
            left_out += 1;
            continue;
        }
        let _ = writeln!(
            text,
            "{:>5}  {:<12} {}{}",
            row.position,
            word(planned.verdict, language),
            cut(&row.draft.stem.replace('\n', " "), STEM),
            about(existing, planned, resembles, language)
        );
    }
    if left_out > 0 {
        let _ = match language {
            Language::Zh => writeln!(text, "还有 {left_out} 题；加 --all 全部列出。"),
            Language::En => writeln!(text, "{left_out} more; --all shows them."),
        };
    }
    text
}

/// How bringing in a file ended.
pub(super) enum Ending {
    /// It was shown and not written.
    OnlyShown,
    /// The bank holds all of it already.
    NothingToWrite,
    /// It is in the bank.
    Written {
        /// The code of the bank.
        bank_code: String,
        /// Its new revision; `None` when nothing of the bank changed.
        revision: Option<i32>,
    },
}

/// The last two lines: rows in = created + updated + unchanged + skipped + failed, and what was done.
pub(super) fn ending(sums: &Sums, ending: &Ending, language: Language) -> String {
    let Sums { total, created, updated, unchanged, skipped, failed, .. } = sums;
    let sum = match language {
        Language::Zh => format!(
            "{total} 题 = 新增 {created} + 更新 {updated} + 没有变化 {unchanged} + 跳过 {skipped} + 因错误排除 {failed}"
        ),
        Language::En => format!(
            "{total} questions = {created} new + {updated} updated + {unchanged} unchanged + {skipped} skipped + {failed} with errors"
        ),
    };
    let done = match (ending, language) {
        (Ending::OnlyShown, Language::Zh) => "没有写入；加 --yes 才写入".to_owned(),
        (Ending::OnlyShown, Language::En) => "nothing was written; --yes writes it".to_owned(),
        (Ending::NothingToWrite, Language::Zh) => "没有要写入的内容".to_owned(),
        (Ending::NothingToWrite, Language::En) => "nothing to write".to_owned(),
        (Ending::Written { bank_code, revision: Some(number) }, Language::Zh) => {
            format!("已写入 {bank_code}：第 {number} 版")
        }
        (Ending::Written { bank_code, revision: Some(number) }, Language::En) => {
            format!("written to {bank_code}: revision {number}")
        }
        (Ending::Written { bank_code, revision: None }, Language::Zh) => format!("{bank_code} 没有变化"),
        (Ending::Written { bank_code, revision: None }, Language::En) => {
            format!("written to {bank_code}: no new revision")
        }
    };
    format!("{sum}\n{done}\n")
}

fn word(verdict: Verdict, language: Language) -> &'static str {
    match (verdict, language) {
        (Verdict::New, Language::Zh) => "新增",
        (Verdict::New, Language::En) => "new",
        (Verdict::Same, Language::Zh) => "没有变化",
        (Verdict::Same, Language::En) => "same",
        (Verdict::Changed, Language::Zh) => "有改动",
        (Verdict::Changed, Language::En) => "changed",
        (Verdict::Duplicate, Language::Zh) => "重复",
        (Verdict::Duplicate, Language::En) => "repeated",
        (Verdict::KeyConflict, Language::Zh) => "答案不一致",
        (Verdict::KeyConflict, Language::En) => "key conflict",
        (Verdict::Error, Language::Zh) => "错误",
        (Verdict::Error, Language::En) => "error",
    }
}

/// Which questions it is about.
fn about(existing: &Existing, planned: &Planned, resembles: &[Resemblance], language: Language) -> String {
    let mut parts = Vec::new();
    if let Some(repeats) = &planned.repeats {
        parts.push(name(repeats, language));
    } else if let Some(question) = planned.matched.and_then(|place| existing.questions.get(place)) {
        parts.push(question.question_code.clone());
    }
    if matches!(planned.verdict, Verdict::New | Verdict::Changed | Verdict::Error) {
        let own = planned
            .matched
            .and_then(|place| existing.questions.get(place))
            .map(|question| Repeats::Question(question.bank_code.clone(), question.question_code.clone()));
        let others = resembles.iter().filter(|one| Some(&one.to) != own.as_ref());
        parts.extend(others.map(|one| format!("{}% {}", one.percent, name(&one.to, language))));
    }
    if parts.is_empty() { String::new() } else { format!("  [{}]", parts.join(", ")) }
}

fn name(repeats: &Repeats, language: Language) -> String {
    match (repeats, language) {
        (Repeats::Question(bank, code), _) => format!("{bank}/{code}"),
        (Repeats::Row(position), Language::Zh) => format!("第 {position} 题"),
        (Repeats::Row(position), Language::En) => format!("question {position}"),
    }
}
