//! Writes a file that Moodle 4 imports.

mod embedded;
mod keys;
mod markup;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::model::{Answer, BankHeader, QuestionDraft, QuestionType};
use crate::write::Written;

use super::{carried, category, number, question};
use markup::{escaped, page};

/// Writes a file. Lost on the way: sections, facts, difficulties, translations, printed numbers that are no numbers, and
/// characters that XML does not have. Questions without a key are left out, because Moodle refuses them.
pub(crate) fn write(_bank: &BankHeader, questions: &[QuestionDraft]) -> Written {
    let mut writer = Writer { out: String::new(), written: Written::default(), index: 0 };
    writer.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n");
    let mut topic: Option<&str> = None;
    for (index, draft) in questions.iter().enumerate() {
        writer.index = index;
        if let Some(why) = unwritable(draft) {
            writer.written.leave_out(index, why);
            continue;
        }
        if draft.topic.as_deref() != topic {
            topic = draft.topic.as_deref();
            writer.category(topic);
        }
        writer.question(draft);
    }
    writer.out.push_str("</quiz>\n");
    writer.written.bytes = writer.out.into_bytes();
    writer.written
}

/// What a question lacks that Moodle asks for.
fn unwritable(draft: &QuestionDraft) -> Option<&'static str> {
    if draft.stem.trim().is_empty() {
        return Some("stem");
    }
    let is_choice = draft.question_type.is_choice() || draft.question_type == QuestionType::Ordering;
    if is_choice && draft.options.len() < 2 {
        return Some("options");
    }
    let has_key = match (&draft.answer, draft.question_type) {
        (_, QuestionType::ShortAnswer) => true,
        (Some(Answer::Labels(labels)), QuestionType::SingleChoice | QuestionType::MultipleChoice) => {
            !labels.is_empty()
                && labels.iter().all(|label| draft.options.iter().any(|option| option.label == *label))
        }
        (Some(Answer::Truth(_)), QuestionType::TrueFalse) => true,
        (Some(Answer::Blanks(blanks)), QuestionType::FillBlank) => {
            !blanks.is_empty()
                && blanks.iter().all(|accepted| accepted.iter().any(|text| !text.trim().is_empty()))
        }
        (Some(Answer::Numeric { .. }), QuestionType::Numeric) => true,
        (Some(Answer::Pairs(pairs)), QuestionType::Matching) => {
            pairs.iter().any(|(left, _)| !left.is_empty())
                && pairs.iter().all(|(_, right)| !right.trim().is_empty())
        }
        (Some(Answer::Order(labels)), QuestionType::Ordering) => labels.len() == draft.options.len(),
        _ => false,
    };
    (!has_key).then_some("answer")
}

struct Writer {
    out: String,
    written: Written,
    /// The position of the question in the list, from 0.
    index: usize,
}

impl Writer {
    fn lose(&mut self, field: &str) {
        self.written.lose(self.index, field);
    }

    fn line(&mut self, text: &str) {
        self.out.push_str("    ");
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// An element with nothing but text in it.
    fn value(&mut self, name: &str, text: &str) {
        let line = format!("<{name}>{}</{name}>", escaped(text));
        self.line(&line);
    }

    fn category(&mut self, topic: Option<&str>) {
        let path = escaped(&category::path(topic));
        // Writing to a string cannot fail.
        let _ = write!(
            self.out,
            "  <question type=\"category\">\n    <category>\n      <text>{path}</text>\n    </category>\n    \
             <info format=\"html\">\n      <text></text>\n    </info>\n    <idnumber></idnumber>\n  </question>\n"
        );
    }

    fn question(&mut self, draft: &QuestionDraft) {
        let kind = keys::kind(draft);
        let _ = writeln!(self.out, "  <question type=\"{kind}\">");
        self.name(draft);
        self.stem(draft);
        self.formatted("generalfeedback", draft.explanation.as_deref().unwrap_or_default(), draft);
        if let Some(points) = draft.points {
            self.value("defaultgrade", &number::grade(points));
        }
        let penalty = match draft.question_type {
            QuestionType::TrueFalse => "1.0000000",
            QuestionType::ShortAnswer => "0.0000000",
            _ => "0.3333333",
        };
        self.value("penalty", penalty);
        self.value("hidden", "0");
        self.value("idnumber", draft.code.as_deref().unwrap_or_default());
        self.key(draft);
        self.tags(draft);
        self.out.push_str("  </question>\n");
        self.report_losses(draft);
    }

    fn name(&mut self, draft: &QuestionDraft) {
        const LONGEST: usize = 60;
        let number = draft.number.as_deref().filter(|number| question::is_number(number, &draft.stem));
        if number.is_none() && draft.number.is_some() {
            self.lose("number");
        }
        let start = draft.stem.split("![").next().unwrap_or_default().lines().next().unwrap_or_default();
        let start: String = start.chars().take(LONGEST).collect();
        let name = match number {
            Some(number) => number,
            None if start.trim().is_empty() => "?",
            None => start.trim(),
        };
        let line = format!("<name>\n      <text>{}</text>\n    </name>", escaped(name));
        self.line(&line);
    }

    fn stem(&mut self, draft: &QuestionDraft) {
        let mut html = match &draft.material {
            Some(material) => carried::material(&escaped(&material.id), &page(&material.text, &draft.media)),
            None => String::new(),
        };
        let material = draft.material.iter().map(|material| material.text.as_str());
        if embedded::applies(draft) {
            html = embedded::protected(&html);
            let (text, losses) = embedded::page(draft);
            html.push_str(&text);
            for field in losses {
                self.lose(field);
            }
        } else {
            html.push_str(&page(&draft.stem, &draft.media));
        }
        let texts: Vec<&str> = material.chain([draft.stem.as_str()]).collect();
        self.element("questiontext", "", &html, &texts, draft);
    }

    /// An element with HTML in it, which may be empty.
    fn formatted(&mut self, name: &str, text: &str, draft: &QuestionDraft) {
        let html = if text.is_empty() { String::new() } else { page(text, &draft.media) };
        self.element(name, "", &html, &[text], draft);
    }

    /// An element with HTML in it and the images that its texts name.
    fn element(&mut self, name: &str, attributes: &str, html: &str, texts: &[&str], draft: &QuestionDraft) {
        let _ = write!(self.out, "    <{name}{attributes} format=\"html\">\n      <text>");
        if !html.is_empty() {
            // Every `>` of a text is escaped, so no section ends early.
            let _ = write!(self.out, "<![CDATA[{html}]]>");
        }
        self.out.push_str("</text>\n");
        for media in draft.media.iter().filter(|media| markup::names(texts, media)) {
            let _ = writeln!(
                self.out,
                "      <file name=\"{}\" path=\"/\" encoding=\"base64\">{}</file>",
                escaped(&media.name),
                STANDARD.encode(&media.data)
            );
        }
        let _ = writeln!(self.out, "    </{name}>");
    }

    fn tags(&mut self, draft: &QuestionDraft) {
        if draft.tags.is_empty() {
            return;
        }
        self.line("<tags>");
        for tag in &draft.tags {
            let line = format!("  <tag><text>{}</text></tag>", escaped(tag));
            self.line(&line);
        }
        self.line("</tags>");
    }

    fn report_losses(&mut self, draft: &QuestionDraft) {
        for (is_lost, field) in [
            (draft.section.is_some(), "section"),
            (draft.fact.is_some(), "fact"),
            (draft.difficulty.is_some(), "difficulty"),
            (!draft.translations.is_empty(), "translations"),
            (texts(draft).any(markup::has_forbidden), "characters"),
        ] {
            if is_lost {
                self.lose(field);
            }
        }
    }
}

/// The texts of a question that are written.
fn texts(draft: &QuestionDraft) -> impl Iterator<Item = &str> {
    let answers: Vec<&str> = match &draft.answer {
        Some(Answer::Reference(texts)) => texts.iter().map(String::as_str).collect(),
        Some(Answer::Blanks(blanks)) => blanks.iter().flatten().map(String::as_str).collect(),
        Some(Answer::Pairs(pairs)) => {
            pairs.iter().flat_map(|(left, right)| [left.as_str(), right.as_str()]).collect()
        }
        _ => Vec::new(),
    };
    [Some(&draft.stem), draft.explanation.as_ref(), draft.topic.as_ref(), draft.code.as_ref()]
        .into_iter()
        .flatten()
        .chain(draft.material.iter().map(|material| &material.text))
        .chain(draft.options.iter().map(|option| &option.text))
        .chain(&draft.tags)
        .map(String::as_str)
        .chain(answers)
}
