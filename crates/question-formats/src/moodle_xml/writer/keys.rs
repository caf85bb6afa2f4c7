//! Options and keys of the kinds of question.

use crate::model::{Answer, ChoiceOption, QuestionDraft, QuestionType};
use crate::moodle_xml::{carried, number};

use super::markup::{self, escaped, page};
use super::{Writer, embedded};

/// The `type` a question is written as.
pub(super) fn kind(draft: &QuestionDraft) -> &'static str {
    match draft.question_type {
        QuestionType::SingleChoice | QuestionType::MultipleChoice => "multichoice",
        QuestionType::TrueFalse => "truefalse",
        QuestionType::ShortAnswer => "essay",
        QuestionType::FillBlank if embedded::applies(draft) => "cloze",
        QuestionType::FillBlank => "shortanswer",
        QuestionType::Numeric => "numerical",
        QuestionType::Matching => "matching",
        QuestionType::Ordering => "ordering",
    }
}

impl Writer {
    pub(super) fn key(&mut self, draft: &QuestionDraft) {
        match (&draft.answer, draft.question_type) {
            (Some(Answer::Labels(labels)), kind) => {
                self.choice(draft, labels, kind == QuestionType::SingleChoice);
            }
            (Some(Answer::Truth(truth)), _) => self.truth(draft, *truth),
            (Some(Answer::Blanks(blanks)), _) if !embedded::applies(draft) => self.short(draft, blanks),
            (Some(Answer::Numeric { value, tolerance }), _) => {
                self.plain_answer("100", &value.to_string(), &format!("<tolerance>{tolerance}</tolerance>"));
            }
            (Some(Answer::Pairs(pairs)), _) => self.pairs(draft, pairs),
            (Some(Answer::Order(labels)), _) => self.order(draft, labels),
            (answer, QuestionType::ShortAnswer) => self.essay(draft, answer.as_ref()),
            _ => {}
        }
    }

    fn combined_feedback(&mut self) {
        for name in ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"] {
            self.line(&format!("<{name} format=\"html\"><text></text></{name}>"));
        }
    }

    fn choice(&mut self, draft: &QuestionDraft, labels: &[String], is_single: bool) {
        self.value("single", if is_single { "true" } else { "false" });
        self.value("shuffleanswers", "true");
        self.value("answernumbering", "ABCD");
        self.value("showstandardinstruction", "0");
        self.combined_feedback();
        let right = labels.len();
        let wrong = draft.options.len().saturating_sub(right);
        // Choosing everything must not be worth anything.
        let (for_right, for_wrong) = if is_single {
            ("100", "0".to_owned())
        } else {
            (number::share(right), format!("-{}", number::share(wrong)))
        };
        if draft.weights.iter().flatten().any(|weight| !number::is_share(*weight)) {
            self.lose("weights");
        } else if draft.weights.is_none() && !is_single && right > 10 {
            self.lose("fraction");
        }
        for (index, option) in draft.options.iter().enumerate() {
            let weight = draft.weights.as_ref().and_then(|weights| weights.get(index));
            let plain = if labels.contains(&option.label) { for_right } else { &for_wrong };
            self.option(
                draft,
                option,
                &weight.map_or_else(|| plain.to_owned(), |one| number::fraction(*one)),
            );
        }
    }

    fn option(&mut self, draft: &QuestionDraft, option: &ChoiceOption, fraction: &str) {
        let attributes = format!(" fraction=\"{fraction}\"");
        self.element("answer", &attributes, &page(&option.text, &draft.media), &[&option.text], draft);
    }

    fn truth(&mut self, draft: &QuestionDraft, truth: bool) {
        if !draft.options.is_empty() {
            self.lose("options");
        }
        for (word, is_right) in [("true", truth), ("false", !truth)] {
            self.plain_answer(if is_right { "100" } else { "0" }, word, "");
        }
    }

    /// An answer that is not HTML.
    fn plain_answer(&mut self, fraction: &str, text: &str, more: &str) {
        let line = format!(
            "<answer fraction=\"{fraction}\" format=\"moodle_auto_format\"><text>{}</text>\
             <feedback format=\"html\"><text></text></feedback>{more}</answer>",
            escaped(text)
        );
        self.line(&line);
    }

    fn short(&mut self, draft: &QuestionDraft, blanks: &[Vec<String>]) {
        self.value("usecase", "0");
        for text in blanks.iter().flatten().filter(|text| !text.trim().is_empty()) {
            self.plain_answer("100", &text.replace('*', "\\*"), "");
        }
        if !draft.options.is_empty() {
            self.lose("options");
        }
    }

    fn essay(&mut self, draft: &QuestionDraft, answer: Option<&Answer>) {
        for (name, value) in [
            ("responseformat", "editor"),
            ("responserequired", "1"),
            ("responsefieldlines", "10"),
            ("attachments", "0"),
            ("attachmentsrequired", "0"),
        ] {
            self.value(name, value);
        }
        let texts: &[String] = match answer {
            Some(Answer::Reference(texts)) => texts,
            _ => &[],
        };
        let pages: Vec<String> =
            texts.iter().filter(|text| !text.is_empty()).map(|text| page(text, &draft.media)).collect();
        let named: Vec<&str> = texts.iter().map(String::as_str).collect();
        self.element("graderinfo", "", &carried::references(&pages), &named, draft);
        self.line("<responsetemplate format=\"html\"><text></text></responsetemplate>");
    }

    fn pairs(&mut self, draft: &QuestionDraft, pairs: &[(String, String)]) {
        self.value("shuffleanswers", "true");
        self.combined_feedback();
        let mut rights: Vec<&str> = Vec::new();
        for (left, right) in pairs {
            if !rights.contains(&right.as_str()) {
                rights.push(right);
            }
            self.pair(draft, left, right);
        }
        if !draft.options.iter().map(|option| option.text.as_str()).eq(rights.iter().copied()) {
            self.lose("options");
        }
        // Moodle takes the right sides as plain text.
        if draft.media.iter().any(|media| markup::names(&rights, media)) {
            self.lose("media");
        }
    }

    fn pair(&mut self, draft: &QuestionDraft, left: &str, right: &str) {
        let html = if left.is_empty() { String::new() } else { page(left, &draft.media) };
        self.element("subquestion", "", &html, &[left], draft);
        // The answer goes inside, behind the text and its files.
        let end = "    </subquestion>\n";
        if self.out.ends_with(end) {
            self.out.truncate(self.out.len() - end.len());
        }
        self.out.push_str(&format!("      <answer><text>{}</text></answer>\n{end}", escaped(right)));
    }

    fn order(&mut self, draft: &QuestionDraft, labels: &[String]) {
        for (name, value) in [
            ("layouttype", "VERTICAL"),
            ("selecttype", "ALL"),
            ("selectcount", "0"),
            ("gradingtype", "ABSOLUTE_POSITION"),
            ("showgrading", "SHOW"),
            ("numberingstyle", "none"),
        ] {
            self.value(name, value);
        }
        self.combined_feedback();
        let text_of = |label: &String| draft.options.iter().find(|option| option.label == *label);
        for (index, option) in labels.iter().filter_map(text_of).enumerate() {
            self.option(draft, option, &format!("{}.0000000", index + 1));
        }
        if !draft.options.iter().map(|option| &option.text).is_sorted() {
            self.lose("options");
        }
    }
}
