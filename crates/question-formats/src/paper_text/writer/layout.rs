//! How a paper is laid out: sections by kind, cases, numbers, options, tags.

use crate::model::{Answer, QuestionDraft, QuestionType};
use crate::paper_text::lines;
use crate::paper_text::marks;

/// How much of a question is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Everything that a paper can hold.
    Whole,
    /// Without explanation, difficulty and tags, and without the options of a true/false question.
    Bare,
    /// Without the shared material as well.
    Alone,
}

impl Form {
    /// The form with less in it.
    pub(super) fn weaker(self) -> Option<Self> {
        match self {
            Self::Whole => Some(Self::Bare),
            Self::Bare => Some(Self::Alone),
            Self::Alone => None,
        }
    }

    pub(super) fn has_extras(self) -> bool {
        self == Self::Whole
    }

    pub(super) fn has_material(self) -> bool {
        self != Self::Alone
    }
}

/// The largest number the reader takes for that of a question; the next one begins again.
const LARGEST_NUMBER: usize = 99_999;

/// A question that is written.
pub(super) struct Entry<'a> {
    /// Its position in the list, from 0.
    pub index: usize,
    pub draft: &'a QuestionDraft,
    pub form: Form,
}

impl Entry<'_> {
    pub(super) fn material(&self) -> Option<&str> {
        self.draft
            .material
            .as_ref()
            .filter(|_| self.form.has_material())
            .map(|material| material.text.as_str())
    }

    /// What belongs together under one heading: kind and material.
    fn group(&self) -> (QuestionType, Option<&str>) {
        (self.draft.question_type, self.material())
    }
}

/// A paper and the lines, from 1, with which its questions begin.
pub(super) struct Paper {
    pub text: String,
    pub first_lines: Vec<usize>,
}

/// Writes all questions under their headings.
pub(super) fn render(title: Option<&str>, entries: &[Entry<'_>]) -> Paper {
    let mut page = Page::default();
    if let Some(title) = title.filter(|title| is_harmless(title)) {
        page.line(title);
        page.blank();
    }
    let mut first_lines = Vec::with_capacity(entries.len());
    let mut number = 0;
    for (position, group) in entries.chunk_by(|one, next| one.group() == next.group()).enumerate() {
        let points = uniform_points(group);
        heading(&mut page, position, group, points);
        for entry in group {
            number = number % LARGEST_NUMBER + 1;
            first_lines.push(page.lines + 1);
            question(&mut page, number, entry, points.is_none());
        }
    }
    Paper { text: page.text, first_lines }
}

#[derive(Default)]
struct Page {
    text: String,
    lines: usize,
}

impl Page {
    /// Adds a text, which may have several lines.
    fn line(&mut self, text: &str) {
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.text.push_str(line);
            self.text.push('\n');
            self.lines += 1;
        }
    }

    fn blank(&mut self) {
        self.text.push('\n');
        self.lines += 1;
    }
}

/// A title that is no heading, no number and nothing else the reader knows.
fn is_harmless(title: &str) -> bool {
    let view = lines::view_of(title);
    !title.contains('\n')
        && view.len() <= 60
        && marks::section(&view).is_none()
        && marks::number(&view).is_none()
        && marks::case_heading(&view).is_none()
        && !marks::starts_with_label(&view)
        && marks::type_tag(&view).is_none()
}

fn uniform_points(group: &[Entry<'_>]) -> Option<Option<u32>> {
    let first = group.first()?.draft.points;
    group.iter().all(|entry| entry.draft.points == first).then_some(first)
}

fn heading(page: &mut Page, position: usize, group: &[Entry<'_>], points: Option<Option<u32>>) {
    let Some(first) = group.first() else { return };
    let kind = match first.draft.question_type {
        QuestionType::SingleChoice => "单项选择题",
        QuestionType::MultipleChoice => "多项选择题",
        QuestionType::TrueFalse => "判断题",
        QuestionType::FillBlank => "填空题",
        _ => "简答题",
    };
    let each = points.flatten().map(|points| format!("（每题{}分）", in_points(points))).unwrap_or_default();
    let ordinal = chinese(position + 1).map(|ordinal| format!("{ordinal}、")).unwrap_or_default();
    if position > 0 {
        page.blank();
    }
    page.line(&format!("{ordinal}{kind}{each}"));
    page.blank();
    if let Some(material) = first.material() {
        page.line(&format!("案例{}：", chinese(position + 1).unwrap_or_else(|| (position + 1).to_string())));
        page.line(material);
        page.blank();
    }
}

fn question(page: &mut Page, number: usize, entry: &Entry<'_>, own_points: bool) {
    let draft = entry.draft;
    let points = draft.points.filter(|_| own_points);
    let points = points.map(|points| format!("（{}分）", in_points(points))).unwrap_or_default();
    page.line(&format!("{number}. {points}{}", draft.stem.trim()));
    let with_options = draft.question_type != QuestionType::TrueFalse || entry.form.has_extras();
    for option in draft.options.iter().filter(|_| with_options) {
        page.line(&format!("{}. {}", option.label, option.text.trim()));
    }
    if let Some(key) = draft.answer.as_ref().and_then(key) {
        page.line(&format!("【答案】{key}"));
    }
    if entry.form.has_extras() {
        extras(page, draft);
    }
    page.blank();
}

fn extras(page: &mut Page, draft: &QuestionDraft) {
    if let Some(explanation) = &draft.explanation {
        page.line(&format!("【解析】{}", explanation.trim()));
    }
    if let Some(difficulty) = draft.difficulty {
        let word = match difficulty {
            1 => "易",
            2 => "较易",
            3 => "中",
            4 => "较难",
            _ => "难",
        };
        page.line(&format!("【难度】{word}"));
    }
    if !draft.tags.is_empty() {
        page.line(&format!("【知识点】{}", draft.tags.join("；")));
    }
}

/// A key as the reader knows it; none for those a paper has no form for.
fn key(answer: &Answer) -> Option<String> {
    Some(match answer {
        Answer::Labels(labels) => labels.concat(),
        Answer::Truth(true) => "正确".to_owned(),
        Answer::Truth(false) => "错误".to_owned(),
        Answer::Reference(texts) => texts.join("\n"),
        Answer::Blanks(blanks) => {
            let gaps: Vec<String> = blanks.iter().map(|texts| texts.join("；")).collect();
            gaps.join("｜")
        }
        Answer::Numeric { .. } | Answer::Pairs(_) | Answer::Order(_) => return None,
    })
}

/// Hundredths as people write points: `2`, `2.5`.
fn in_points(hundredths: u32) -> String {
    let decimals = format!("{:02}", hundredths % 100);
    match decimals.trim_end_matches('0') {
        "" => (hundredths / 100).to_string(),
        decimals => format!("{}.{decimals}", hundredths / 100),
    }
}

/// A Chinese numeral from 1 to 99.
fn chinese(number: usize) -> Option<String> {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number / 10, DIGITS.get(number % 10)?);
    match tens {
        0 => Some((*ones).to_owned()),
        1 => Some(format!("十{ones}")),
        _ => DIGITS.get(tens).map(|tens| format!("{tens}十{ones}")),
    }
}
