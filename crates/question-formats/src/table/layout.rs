//! Which row is the heading, and what each column holds.

use std::collections::BTreeMap;

use super::headings::{Field, Heading, heading, is_heading_row};
use super::model::{Row, Table, column_index};
use crate::Column;
use crate::fingerprint::comparable;

/// Rows at the beginning of a table among which the heading is looked for.
const HEADING_WITHIN: usize = 40;
/// Rows that are looked at to find out what a column really holds.
const SAMPLE: usize = 400;

/// What a table's columns hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Position of the heading among the rows.
    pub(super) heading: Option<usize>,
    /// The columns that are understood, in order.
    pub(super) columns: Vec<ColumnUse>,
    /// Columns with a heading that is not understood, or that hold nothing a draft has a place for.
    pub(super) unused: Vec<(usize, String)>,
    /// Whether each option has a row of its own.
    pub(super) row_per_option: bool,
    /// Whether the columns were concluded from what they hold.
    pub(super) is_guessed: bool,
    /// Whether the caller said what the columns hold.
    pub(super) is_mapped: bool,
}

/// What one column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ColumnUse {
    pub(super) column: usize,
    pub(super) field: Field,
    /// The language, when it is not the bank's first.
    pub(super) language: Option<String>,
}

impl Layout {
    /// Columns of a field in the bank's first language.
    pub(super) fn all(&self, field: Field) -> impl Iterator<Item = usize> {
        self.columns
            .iter()
            .filter(move |one| one.field == field && one.language.is_none())
            .map(|one| one.column)
    }

    /// The first column of a field.
    pub(super) fn first(&self, field: Field) -> Option<usize> {
        self.all(field).next()
    }

    /// What a row says in the columns of a field: the first that is not blank.
    pub(super) fn text<'a>(&self, row: &'a Row, field: Field) -> &'a str {
        self.all(field).map(|column| row.text(column)).find(|text| !text.is_empty()).unwrap_or("")
    }

    /// Columns of options, by position.
    pub(super) fn options(&self, language: Option<&str>) -> impl Iterator<Item = (usize, usize)> {
        self.columns.iter().filter(move |one| one.language.as_deref() == language).filter_map(|one| match one
            .field
        {
            Field::Option(index) => Some((index, one.column)),
            _ => None,
        })
    }

    /// The languages besides the first.
    pub(super) fn languages(&self) -> Vec<&str> {
        let mut found: Vec<&str> = self.columns.iter().filter_map(|one| one.language.as_deref()).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Finds the layout by a heading among the first rows.
pub(super) fn find(table: &Table) -> Option<Layout> {
    let at = table.rows.iter().take(HEADING_WITHIN).position(|row| is_heading_row(row.texts()))?;
    Some(by_heading(table, at))
}

/// The layout that the heading in this row describes.
pub(super) fn by_heading(table: &Table, at: usize) -> Layout {
    let mut columns = Vec::new();
    let mut unused = Vec::new();
    let none = Row::default();
    let row = table.rows.get(at).unwrap_or(&none);
    for (column, cell) in row.filled() {
        match heading(&cell.text) {
            Some(Heading { field, language }) => columns.push(ColumnUse { column, field, language }),
            None => unused.push((column, cell.text.clone())),
        }
    }
    let mut layout = Layout {
        heading: Some(at),
        columns,
        unused,
        row_per_option: false,
        is_guessed: false,
        is_mapped: false,
    };
    let sample: Vec<&Row> = table.rows.iter().skip(at + 1).take(SAMPLE).collect();
    settle_language(&mut layout);
    settle_parts(&mut layout);
    settle_stem(&mut layout, &sample, row);
    settle_serials(&mut layout, &sample);
    layout.row_per_option = layout.first(Field::IsRight).is_some();
    set_aside(&mut layout, row);
    layout
}

/// When no stem is in a language that the heading leaves open, the first named one is the bank's own.
fn settle_language(layout: &mut Layout) {
    let is_stem = |one: &&ColumnUse| matches!(one.field, Field::Stem | Field::MaybeStem);
    if layout.columns.iter().filter(is_stem).any(|one| one.language.is_none()) {
        return;
    }
    let Some(own) = layout.columns.iter().find(is_stem).and_then(|one| one.language.clone()) else { return };
    for one in layout.columns.iter_mut().filter(|one| one.language.as_ref() == Some(&own)) {
        one.language = None;
    }
}

/// `答案1`, `答案2`, …: options where another column holds the key, else the answers of gaps.
fn settle_parts(layout: &mut Layout) {
    let parts = layout.columns.iter().filter(|one| matches!(one.field, Field::Part(_))).count();
    let has_key = layout.first(Field::Answer).is_some();
    let has_options = layout.options(None).next().is_some() || layout.first(Field::Options).is_some();
    for one in &mut layout.columns {
        if let Field::Part(index) = one.field {
            if has_key && !has_options && parts >= 2 {
                one.field = Field::Option(index);
            } else if !has_key && parts == 1 {
                one.field = Field::Answer;
            }
        }
    }
}

/// One column holds the stem: the one with the longest texts, when several could.
fn settle_stem(layout: &mut Layout, sample: &[&Row], heading: &Row) {
    let length = |column: usize| sample.iter().map(|row| row.text(column).chars().count()).sum::<usize>();
    let named: Vec<usize> = layout.all(Field::Stem).collect();
    let maybe: Vec<usize> = layout.all(Field::MaybeStem).collect();
    let numbers_only = |column: usize| {
        sample.iter().map(|row| row.text(column)).filter(|text| !text.is_empty()).all(is_whole_number)
    };
    let usable: Vec<usize> = named.iter().copied().filter(|column| !numbers_only(*column)).collect();
    let candidates = if usable.is_empty() && !maybe.is_empty() { &maybe } else { &named };
    let Some(stem) = candidates.iter().copied().max_by_key(|column| (length(*column), usize::MAX - *column))
    else {
        return;
    };
    for one in &mut layout.columns {
        if matches!(one.field, Field::Stem | Field::MaybeStem) && one.language.is_none() {
            if one.column == stem {
                one.field = Field::Stem;
            } else if numbers_only(one.column) {
                one.field = Field::Number;
            } else {
                one.field = Field::Ignored;
                let name = heading.text(one.column).to_owned();
                layout.unused.push((one.column, name));
            }
        } else if one.field == Field::MaybeStem {
            one.field = Field::Stem;
        }
    }
}

/// Codes that only count the rows are numbers; so is a column of kinds that names a new kind in every row.
fn settle_serials(layout: &mut Layout, sample: &[&Row]) {
    let values = |column: usize| -> Vec<&str> {
        sample.iter().map(|row| row.text(column)).filter(|text| !text.is_empty()).collect()
    };
    for one in &mut layout.columns {
        match one.field {
            Field::Code if counts_up(&values(one.column)) => one.field = Field::Number,
            Field::Type => {
                let values = values(one.column);
                let mut distinct = values.clone();
                distinct.sort_unstable();
                distinct.dedup();
                let serial = distinct.len() > 8 && distinct.len() * 10 > values.len() * 9;
                if serial && distinct.iter().all(|value| is_whole_number(value)) {
                    one.field = Field::Number;
                }
            }
            _ => {}
        }
    }
}

fn is_whole_number(text: &str) -> bool {
    let text = text.strip_suffix(".0").unwrap_or(text);
    !text.is_empty() && text.len() < 10 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether values are 1, 2, 3…; they may begin again, and a few may be missing.
fn counts_up(values: &[&str]) -> bool {
    let numbers: Vec<usize> =
        values.iter().filter_map(|value| value.strip_suffix(".0").unwrap_or(value).parse().ok()).collect();
    if numbers.len() < values.len() || numbers.is_empty() {
        return false;
    }
    let steps = numbers.windows(2).filter(|pair| match pair {
        [one, next] => *next == one + 1 || *next == 1,
        _ => false,
    });
    steps.count() * 10 >= (numbers.len() - 1) * 8
        && numbers.first().is_some_and(|first| *first <= 1 || numbers.len() > 1)
}

/// Columns that are known but hold nothing of a question are told like those that are not known.
fn set_aside(layout: &mut Layout, heading: &Row) {
    for one in &layout.columns {
        let known = layout.unused.iter().any(|(column, _)| *column == one.column);
        if one.field == Field::Ignored && !known {
            let name = heading.text(one.column).to_owned();
            layout.unused.push((one.column, name));
        }
    }
    layout.columns.retain(|one| one.field != Field::Ignored);
    layout.unused.sort();
}

/// The layout the caller describes. A heading in the first rows is passed over, unless the caller says where the
/// questions begin.
pub(super) fn mapped(table: &Table, columns: &BTreeMap<String, Column>, first_row: Option<usize>) -> Layout {
    let mut uses: Vec<(usize, Column)> =
        columns.iter().filter_map(|(name, column)| Some((column_index(name)?, *column))).collect();
    uses.sort_unstable();
    let mut options = 0;
    let field = |column: Column| match column {
        Column::Code => Field::Code,
        Column::Type => Field::Type,
        Column::Stem => Field::Stem,
        Column::Option => {
            options += 1;
            Field::Option(options - 1)
        }
        Column::Options => Field::Options,
        Column::Answer => Field::Answer,
        Column::Explanation => Field::Explanation,
        Column::Points => Field::Points,
        Column::Difficulty => Field::Difficulty,
        Column::Tags => Field::Tags,
        Column::Topic => Field::Topic,
        Column::Ignore => Field::Ignored,
    };
    let mut field = field;
    let mut columns: Vec<ColumnUse> = uses
        .into_iter()
        .map(|(column, kind)| ColumnUse { column, field: field(kind), language: None })
        .collect();
    columns.retain(|one| one.field != Field::Ignored);
    let heading = match first_row {
        Some(first) => table.rows.iter().rposition(|row| row.number < first),
        None => table.rows.iter().take(HEADING_WITHIN).position(|row| is_heading_row(row.texts())),
    };
    Layout { heading, columns, unused: Vec::new(), row_per_option: false, is_guessed: false, is_mapped: true }
}

/// What columns without a heading hold, concluded from their cells: keys in one, stems in the one with the longest
/// texts before it, options after the stem.
pub(super) fn guessed(table: &Table) -> Option<Layout> {
    let sample: Vec<&Row> = table.rows.iter().filter(|row| row.filled().count() >= 3).take(SAMPLE).collect();
    if sample.len() < 2 || sample.len() * 10 < table.rows.len().min(SAMPLE) * 7 {
        return None;
    }
    let width = sample.iter().map(|row| row.width()).max()?;
    let share = |column: usize, fits: &dyn Fn(&str) -> bool| {
        let filled: Vec<&str> =
            sample.iter().map(|row| row.text(column)).filter(|text| !text.is_empty()).collect();
        let enough = filled.len() * 10 >= sample.len() * 7;
        let fitting = filled.iter().filter(|text| fits(text)).count();
        enough && fitting * 10 >= filled.len() * 9
    };
    let answer = (0..width).rev().find(|column| share(*column, &is_key))?;
    let length = |column: usize| sample.iter().map(|row| row.text(column).chars().count()).sum::<usize>();
    let first_option = one_cell_of_options(&sample, width);
    let stem = (0..first_option.unwrap_or(answer).min(answer).max(1))
        .chain(if answer == 0 { 1..width } else { 0..0 })
        .filter(|column| *column != answer && distinct(&sample, *column))
        .max_by_key(|column| (length(*column), usize::MAX - *column))?;
    let mut columns = vec![used(stem, Field::Stem), used(answer, Field::Answer)];
    if let Some(column) = first_option.filter(|column| *column != stem) {
        columns.push(used(column, Field::Options));
    } else {
        let follow_key = answer == stem + 1 && width > answer + 2 && share(answer, &is_label_key);
        let after_answer = answer < stem || follow_key;
        let options = if after_answer { answer.max(stem) + 1..width } else { stem + 1..answer.max(stem) };
        columns.extend(options.enumerate().map(|(index, column)| used(column, Field::Option(index))));
    }
    if stem > 0 && share(0, &is_whole_number) && distinct(&sample, 0) {
        columns.push(used(0, Field::Number));
    } else if stem > 0 && answer > 0 {
        columns.extend(
            (0..stem).find(|column| share(*column, &is_kind_word)).map(|column| used(column, Field::Type)),
        );
    }
    columns.sort_by_key(|one| one.column);
    Some(Layout {
        heading: None,
        columns,
        unused: Vec::new(),
        row_per_option: false,
        is_guessed: true,
        is_mapped: false,
    })
}

/// Two columns without a heading: what asks, and what answers. A column that counts them may stand before.
pub(super) fn pairs(table: &Table) -> Option<Layout> {
    let sample: Vec<&Row> = table.rows.iter().take(SAMPLE).collect();
    let first: Vec<&str> = sample.iter().map(|row| row.text(0)).collect();
    let counted = counts_up(&first);
    let stem = usize::from(counted);
    let is_pair = |row: &&&Row| row.width() == stem + 2 && !row.text(stem).is_empty();
    let asks = |row: &&&Row| crate::paper_text::shared::asks(row.text(stem));
    let is_marked = |row: &&&Row| is_statement(row.text(stem)) && is_key(row.text(stem + 1));
    let most = |count: usize, of_ten: usize| count * 10 >= sample.len() * of_ten;
    let fits = sample.len() >= 3
        && most(sample.iter().filter(is_pair).count(), 9)
        && (most(sample.iter().filter(asks).count(), 7) || most(sample.iter().filter(is_marked).count(), 9))
        && distinct(&sample, stem);
    let number = counted.then(|| used(0, Field::Number));
    let pair = [used(stem, Field::Stem), used(stem + 1, Field::Answer)];
    fits.then(|| Layout {
        heading: None,
        columns: number.into_iter().chain(pair).collect(),
        unused: Vec::new(),
        row_per_option: false,
        is_guessed: true,
        is_mapped: false,
    })
}

fn used(column: usize, field: Field) -> ColumnUse {
    ColumnUse { column, field, language: None }
}

/// Long enough to say something that is true or false; names with marks beside them are something else.
fn is_statement(text: &str) -> bool {
    text.chars().count() >= 8
}

/// Labels or a word for true or false, and nothing else.
fn is_key(text: &str) -> bool {
    use crate::paper_text::shared::{Key, key};
    let text = super::rows::without_name(text);
    text.chars().count() <= 16
        && matches!(key(text, &[]), (Key::Labels(_) | Key::Truth(_), rest) if rest.is_empty())
}

/// Labels of options, and nothing else.
fn is_label_key(text: &str) -> bool {
    use crate::paper_text::shared::{Key, key};
    matches!(key(text, &[]), (Key::Labels(_), _)) && is_key(text)
}

fn is_kind_word(text: &str) -> bool {
    super::kinds::is_known(text) || matches!(text, "1" | "2" | "3" | "4" | "5" | "6")
}

/// The column that holds all options of its row, with their labels.
fn one_cell_of_options(sample: &[&Row], width: usize) -> Option<usize> {
    (0..width).find(|column| {
        let texts = sample.iter().map(|row| row.text(*column));
        let many = texts.filter(|text| super::option_cell::looks_like_options(text)).count();
        many * 10 >= sample.len() * 5
    })
}

/// Whether most rows say something of their own in a column.
fn distinct(sample: &[&Row], column: usize) -> bool {
    let mut texts: Vec<String> =
        sample.iter().map(|row| comparable(row.text(column))).filter(|text| !text.is_empty()).collect();
    let all = texts.len();
    texts.sort_unstable();
    texts.dedup();
    all * 10 >= sample.len() * 7 && texts.len() * 10 >= all * 6
}
