//! Tables with one row a question.

use std::ops::Range;

use super::account::{Account, Fate};
use super::entry::Entry;
use super::headings::Field;
use super::kinds::{self, Kind};
use super::layout::Layout;
use super::model::{Cell, Doubt, Row, Table};
use super::option_cell::{self, LabelledText};
use crate::html;
use crate::messages::Code;
use crate::model::{Diagnostic, SkipReason, Translation};
use crate::paper_text::shared;
use crate::toml_bank::label_at;

/// The entries of a range of rows below their heading.
pub(super) fn entries(
    table: &Table,
    layout: &Layout,
    range: Range<usize>,
    around: Option<Kind>,
    account: &mut Account,
) -> Vec<Entry> {
    let mut reader = Reader { table, layout, kind: around, section: None, entries: Vec::new() };
    for index in range {
        let Some(row) = table.rows.get(index) else { break };
        if account.knows(index) {
            continue;
        }
        let fate = reader.row(index, row);
        account.note(index, fate);
    }
    reader.entries
}

struct Reader<'a> {
    table: &'a Table,
    layout: &'a Layout,
    /// The kind that the sheet or the last section names.
    kind: Option<Kind>,
    section: Option<String>,
    entries: Vec<Entry>,
}

impl Reader<'_> {
    fn row(&mut self, index: usize, row: &Row) -> Fate {
        if let Some(fate) = self.section(row) {
            return fate;
        }
        let stem = self.layout.text(row, Field::Stem);
        let continues = self.layout.first(Field::Stem).and_then(|column| row.cell(column));
        if stem.is_empty() || continues.is_some_and(|cell| cell.is_merged) {
            return self.row_without_stem(index, row);
        }
        if self.is_remark(row, stem) {
            return Fate::Skipped(SkipReason::NotAQuestion, Some(excerpt(stem)));
        }
        let entry = self.entry(index, row);
        self.entries.push(entry);
        Fate::Question
    }

    /// A row that only says which questions follow.
    fn section(&mut self, row: &Row) -> Option<Fate> {
        let mut filled = row.filled();
        let (_, cell) = filled.next()?;
        // Merged cells may be written out: the same text in every column.
        if cell.text.chars().count() > 120 || filled.any(|(_, other)| other.text != cell.text) {
            return None;
        }
        let kind = shared::section(&cell.text).or_else(|| shared::kind_named(&cell.text))?;
        self.kind = kinds::from_paper(kind);
        self.section = Some(cell.text.clone());
        Some(Fate::Skipped(SkipReason::Heading, None))
    }

    /// More options of the question above, the rest of a form, or a broken question.
    fn row_without_stem(&mut self, index: usize, row: &Row) -> Fate {
        let options = self.options(row).0;
        let more = self.layout.text(row, Field::Options);
        let only_options = row.filled().all(|(_, cell)| cell.is_merged || cell.text == more);
        let width = self.layout.columns.len();
        if let Some(last) = self.entries.last_mut().filter(|_| only_options && !more.is_empty() && width > 2)
        {
            add_option(last, more);
            last.rows.push(index);
            return Fate::Question;
        }
        if options.len() < 2 {
            return Fate::Skipped(
                SkipReason::NotAQuestion,
                row.filled().next().map(|(_, cell)| excerpt(&cell.text)),
            );
        }
        let entry = self.entry(index, row);
        self.entries.push(entry);
        Fate::Question
    }

    /// A row with nothing but a text that asks nothing: a title, a note, material.
    fn is_remark(&self, row: &Row, stem: &str) -> bool {
        let alone = row.filled().all(|(_, cell)| cell.text == stem);
        let holds_more = self.layout.columns.len() > 2;
        let is_note = [
            "填写说明",
            "注意事项",
            "说明：",
            "说明:",
            "注：",
            "注:",
            "备注：",
            "备注:",
            "提示：",
            "导入说明",
        ]
        .iter()
        .any(|start| stem.starts_with(start));
        let asks =
            stem.ends_with(['?', '？']) || stem.contains("__") || option_cell::looks_like_options(stem);
        let written = matches!(
            self.kind,
            Some(Kind::Type(crate::QuestionType::ShortAnswer | crate::QuestionType::FillBlank))
        );
        let has_key = shared::key_in_stem(stem, &[]).is_some();
        alone && holds_more && (is_note || !asks && !written && !has_key)
    }

    fn entry(&self, index: usize, row: &Row) -> Entry {
        let layout = self.layout;
        let mut entry = Entry::new(self.table.place(row.number, None));
        entry.answer_place = self.table.place(row.number, layout.first(Field::Answer));
        entry.last_line = self.table.sheet.is_none().then_some(row.last);
        entry.rows.push(index);
        entry.kind_around = self.kind;
        entry.section.clone_from(&self.section);
        let mut lost = Vec::new();
        let mut text = |field: Field| plain(layout.text(row, field), &mut lost);
        entry.number = whole(text(Field::Number));
        entry.code = text(Field::Code);
        entry.kind_word = text(Field::Type);
        entry.stem = text(Field::Stem);
        entry.answer = without_name(&text(Field::Answer)).to_owned();
        entry.explanation = text(Field::Explanation);
        entry.difficulty = text(Field::Difficulty);
        entry.tags = text(Field::Tags);
        entry.topic = text(Field::Topic);
        entry.fact = text(Field::Fact);
        entry.material = text(Field::Material);
        entry.material_code = text(Field::MaterialCode);
        entry.points = points(layout, row);
        entry.section = Some(text(Field::Section)).filter(|text| !text.is_empty()).or(entry.section);
        (entry.options, entry.marked) = self.options(row);
        if entry.options.is_empty()
            && let Some((stem, options)) = option_cell::joined_stem(&entry.stem, &entry.answer)
        {
            (entry.stem, entry.options) = (stem, options);
        }
        if let Some(rest) = entry.stem.strip_prefix("** ") {
            entry.stem = rest.trim_start().to_owned();
        }
        entry.parts = self.parts(row);
        entry.translations =
            layout.languages().into_iter().filter_map(|language| self.translation(row, language)).collect();
        if layout.is_guessed {
            entry.inferred = ["stem", "options", "answer"].map(str::to_owned).into();
        }
        entry.diagnostics = self.doubts(row);
        if !lost.is_empty() {
            lost.sort();
            lost.dedup();
            let place = entry.place.clone();
            entry.diagnostics.push(Diagnostic::new(Code::WHtmlStripped).at(place).found(lost.join(", ")));
        }
        entry
    }

    /// The options of a row, and which of them it marks as right.
    fn options(&self, row: &Row) -> (Vec<LabelledText>, Option<Vec<char>>) {
        let mut options = in_columns(self.layout, row, None);
        let all_in_one = self.layout.text(row, Field::Options);
        if let ([(label, text)], true) = (options.as_slice(), all_in_one.is_empty())
            && *label == 'A'
            && option_cell::looks_like_options(text)
        {
            options = option_cell::split(text);
        } else if options.is_empty() && !all_in_one.is_empty() {
            let cell = plain(all_in_one, &mut Vec::new());
            options = option_cell::split(&cell);
            // Others may follow in rows of their own.
            if options.is_empty() && !is_nothing(&cell) {
                options.push(('A', option_cell::own_label(&cell, 'A').unwrap_or(&cell).to_owned()));
            }
        }
        let marks: Vec<(char, &str)> = self
            .layout
            .columns
            .iter()
            .filter_map(|one| match one.field {
                Field::OptionRight(index) => Some((label(index)?, row.text(one.column))),
                _ => None,
            })
            .collect();
        let marked = (!marks.is_empty())
            .then(|| marks.into_iter().filter(|(_, mark)| is_yes(mark)).map(|(label, _)| label).collect());
        (options, marked)
    }

    fn parts(&self, row: &Row) -> Vec<String> {
        let parts = self.layout.columns.iter().filter_map(|one| match one.field {
            Field::Part(_) if one.language.is_none() => Some(row.text(one.column).to_owned()),
            _ => None,
        });
        let mut parts: Vec<String> = parts.collect();
        while parts.last().is_some_and(String::is_empty) {
            parts.pop();
        }
        parts
    }

    fn translation(&self, row: &Row, language: &str) -> Option<(String, Translation)> {
        let text = |field: Field| {
            let mut columns = self.layout.columns.iter();
            let column =
                columns.find(|one| one.field == field && one.language.as_deref() == Some(language))?;
            Some(plain(row.text(column.column), &mut Vec::new())).filter(|text| !text.is_empty())
        };
        let options = in_columns(self.layout, row, Some(language));
        let translation = Translation {
            stem: text(Field::Stem).unwrap_or_default(),
            options: options.into_iter().map(|(_, text)| text).collect(),
            explanation: text(Field::Explanation),
            reference: text(Field::Answer).into_iter().collect(),
            fact: text(Field::Fact),
            material: text(Field::Material),
        };
        (translation != Translation::default()).then(|| (language.to_owned(), translation))
    }

    /// Cells whose text may not be what their author typed.
    fn doubts(&self, row: &Row) -> Vec<Diagnostic> {
        let is_text = |field: Field| {
            matches!(
                field,
                Field::Stem
                    | Field::Option(_)
                    | Field::Options
                    | Field::Answer
                    | Field::Part(_)
                    | Field::Explanation
            )
        };
        let columns = self.layout.columns.iter().filter(|one| is_text(one.field));
        let doubtful = columns.filter_map(|one| Some((one.column, row.cell(one.column)?)));
        doubtful
            .filter_map(|(column, cell)| {
                let found = match cell.doubt? {
                    Doubt::Date | Doubt::Error => cell.text.clone(),
                    Doubt::NoValue => "=".to_owned(),
                };
                Some(Diagnostic::new(Code::WCell).at(self.table.place(row.number, Some(column))).found(found))
            })
            .collect()
    }
}

fn label(index: usize) -> Option<char> {
    label_at(index)?.chars().next()
}

/// Options in columns of their own. A label that every cell repeats is taken off.
fn in_columns(layout: &Layout, row: &Row, language: Option<&str>) -> Vec<LabelledText> {
    let filled = layout
        .options(language)
        .filter_map(|(index, column)| Some((label(index)?, plain(row.text(column), &mut Vec::new()))))
        .filter(|(_, text)| !is_nothing(text));
    let mut options: Vec<LabelledText> = filled.collect();
    options.sort_by_key(|(label, _)| *label);
    let all_labelled = options.len() >= 2
        && options.iter().all(|(label, text)| option_cell::own_label(text, *label).is_some());
    if all_labelled {
        for (label, text) in &mut options {
            *text = option_cell::own_label(text, *label).unwrap_or_default().to_owned();
        }
    }
    options
}

/// Words by which programs write that there is nothing.
fn is_nothing(text: &str) -> bool {
    text.is_empty() || matches!(text, "null" | "NULL" | "nan" | "NaN" | "None" | "undefined" | "#N/A")
}

/// `正确答案：B` as `B`: some cells repeat what their column holds.
pub(super) fn without_name(answer: &str) -> &str {
    let rest = ["正确答案", "参考答案", "答案"].iter().find_map(|name| answer.strip_prefix(name));
    rest.and_then(|rest| rest.strip_prefix([':', '：'])).map_or(answer, str::trim_start)
}

/// Whether a mark beside an option says that it is right.
pub(super) fn is_yes(mark: &str) -> bool {
    matches!(mark, "1" | "1.0") || shared::truth(mark) == Some(true)
}

/// Adds an option that has a row of its own.
fn add_option(entry: &mut Entry, text: &str) {
    if let Some(next) = label(entry.options.len()) {
        let text = option_cell::own_label(text, next).unwrap_or(text);
        entry.options.push((next, text.to_owned()));
    }
}

/// A serial number without the `.0` that programs give it which take it for a measure.
fn whole(mut number: String) -> String {
    if let Some(digits) =
        number.strip_suffix(".0").filter(|digits| digits.chars().all(|one| one.is_ascii_digit()))
    {
        number.truncate(digits.len());
    }
    number
}

/// Points as the cell shows them, else its number.
pub(super) fn points(layout: &Layout, row: &Row) -> String {
    let cell = layout.first(Field::Points).and_then(|column| row.cell(column));
    match cell {
        Some(Cell { number: Some(number), .. }) => number.to_string(),
        Some(cell) => cell.text.clone(),
        None => String::new(),
    }
}

/// The text of a cell; markup, where it holds some, as plain text.
pub(super) fn plain(text: &str, lost: &mut Vec<String>) -> String {
    if !holds_markup(text) {
        return text.to_owned();
    }
    let mut images = 0_usize;
    let made = html::to_text(text, &mut |_, alternative| {
        images += 1;
        alternative.to_owned()
    });
    lost.extend(made.lost);
    if images > 0 {
        lost.push("img".to_owned());
    }
    made.text
}

/// Whether a text is HTML: wrapped in an element, or with line breaks, raised digits or character references in it. A text
/// that speaks of tags, or merely has signs for less and more, is not.
fn holds_markup(text: &str) -> bool {
    const REFERENCES: &[&str] =
        &["&nbsp;", "&lt;", "&gt;", "&amp;", "&quot;", "&ldquo;", "&rdquo;", "&mdash;", "&#39;"];
    const ABOUT_MARKUP: &[&str] = &["标签", "标记", "元素", "HTML", "html", " tag", "网页"];
    if is_wrapped(text) {
        return true;
    }
    if ABOUT_MARKUP.iter().any(|word| text.contains(word)) {
        return false;
    }
    let names: Vec<String> = tag_names(text).collect();
    let harmless =
        |name: &String| matches!(name.as_str(), "br" | "br/" | "sub" | "/sub" | "sup" | "/sup" | "img");
    let only_harmless = !names.is_empty()
        && names.iter().all(harmless)
        && (!text.starts_with('<') || text.starts_with("<img "));
    only_harmless || names.is_empty() && REFERENCES.iter().any(|reference| text.contains(reference))
}

/// Whether a text begins with the first tag of an element and ends with the last one of an element.
fn is_wrapped(text: &str) -> bool {
    const WRAPPERS: &[&str] =
        &["p", "div", "span", "font", "b", "strong", "em", "u", "ul", "ol", "table", "o:p", "section"];
    let Some(first) = tag_names(text).next().filter(|_| text.starts_with('<')) else { return false };
    let ends = text.trim_end().ends_with('>') && text.contains(&format!("</{first}>"));
    // An option that reads `<b></b>` is about the tag.
    let says_something =
        text.split('<').any(|part| part.split_once('>').is_some_and(|(_, after)| !after.trim().is_empty()));
    WRAPPERS.contains(&first.as_str()) && ends && says_something
}

/// Names of what looks like tags, in lower case; a last tag's name begins with a stroke.
fn tag_names(text: &str) -> impl Iterator<Item = String> {
    text.split('<').skip(1).filter_map(|rest| {
        let (inside, _) = rest.split_once('>')?;
        let name: String = inside.chars().take_while(|one| !one.is_whitespace()).collect();
        name.starts_with(|one: char| one.is_ascii_alphabetic() || one == '/')
            .then(|| name.to_ascii_lowercase())
    })
}

/// The beginning of a text.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    let mut excerpt: String = line.chars().take(LONGEST).collect();
    if line.chars().nth(LONGEST).is_some() {
        excerpt.push('…');
    }
    excerpt
}
