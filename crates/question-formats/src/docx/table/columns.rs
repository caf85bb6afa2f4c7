//! Tables whose columns are named: number, question, options, answer, like a spreadsheet.

use super::{Cell, Row, begins_with_label, begins_with_number, is_key, tagged};
use crate::docx::line::Line;
use crate::messages::Code;
use crate::model::Diagnostic;
use crate::toml_bank::label_at;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Number,
    Type,
    Stem,
    /// All options in one cell.
    Options,
    /// One option, by its position.
    Option(usize),
    Answer,
    Explanation,
    Points,
    Difficulty,
    Topic,
}

/// The columns of a table, by position.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    roles: Vec<(usize, Option<Role>, String)>,
}

impl Columns {
    /// The columns a row names; nothing when it is no heading.
    pub(super) fn of(row: &Row) -> Option<Self> {
        let roles: Vec<(usize, Option<Role>, String)> =
            row.filled().map(|cell| (cell.column, role(&cell.compact()), cell.text())).collect();
        let has = |wanted: Role| roles.iter().any(|(_, role, _)| *role == Some(wanted));
        let known = roles.iter().filter(|(_, role, _)| role.is_some()).count();
        (has(Role::Stem) && known >= 2).then_some(Self { roles })
    }

    fn role_at(&self, column: usize) -> Option<Role> {
        self.roles.iter().rev().find(|(from, _, _)| *from <= column).and_then(|(_, role, _)| *role)
    }

    fn has(&self, role: Role) -> bool {
        self.roles.iter().any(|(_, one, _)| *one == Some(role))
    }

    /// Names of columns that nothing is read from.
    fn unknown(&self) -> impl Iterator<Item = &str> {
        self.roles.iter().filter(|(_, role, _)| role.is_none()).map(|(_, _, name)| name.as_str())
    }
}

fn role(heading: &str) -> Option<Role> {
    // `答案（填字母）`: what stands in brackets explains.
    let name = heading.split(['(', '（', '[', '【']).next().unwrap_or_default();
    let name = name.trim_matches(['*', ':', '：']).to_ascii_lowercase();
    Some(match name.as_str() {
        "序号" | "题号" | "编号" | "题目序号" | "no" | "no." | "号" => Role::Number,
        "题型" | "类型" | "试题类型" | "题目类型" | "题类" | "类别" | "type" => Role::Type,
        "题干" | "题目" | "试题" | "问题" | "题目内容" | "试题内容" | "题干内容" | "试题题干"
        | "题目题干" | "内容" | "考题" | "题目描述" | "试题名称" | "题目名称" | "question" => {
            Role::Stem
        }
        "选项" | "备选项" | "备选答案" | "选项内容" | "可选项" | "答案选项" | "候选答案" | "options" => {
            Role::Options
        }
        "答案" | "正确答案" | "参考答案" | "标准答案" | "正确选项" | "试题答案" | "题目答案" | "答题"
        | "answer" | "key" => Role::Answer,
        "解析" | "答案解析" | "试题解析" | "题目解析" | "说明" | "explanation" => {
            Role::Explanation
        }
        "分值" | "分数" | "points" => Role::Points,
        "难度" | "难易度" | "难易程度" | "难度系数" | "试题难度" => Role::Difficulty,
        "知识点" | "考点" | "标签" => Role::Topic,
        _ => return option_role(&name),
    })
}

/// `A`, `选项A`, `A选项`, `选项一`, `选项1`, `备选答案A`
fn option_role(name: &str) -> Option<Role> {
    let name = name.replace("备选答案", "").replace("选项", "").replace("答案", "").replace("option", "");
    let mut characters = name.chars();
    let only = characters.next().filter(|_| characters.next().is_none())?;
    let index = match only {
        'a'..='h' => u32::from(only) - u32::from('a'),
        '1'..='8' => u32::from(only) - u32::from('1'),
        other => u32::try_from("一二三四五六七八".chars().position(|one| one == other)?).ok()?,
    };
    usize::try_from(index).ok().map(Role::Option)
}

/// The lines of a table whose heading is at a row.
pub(super) fn lines(rows: Vec<Row>, heading: usize) -> Vec<Line> {
    let mut writer = Writer::default();
    for (index, row) in rows.into_iter().enumerate() {
        if index < heading {
            writer.lines.extend(super::row_lines(row, None));
        } else if let Some(columns) = Columns::of(&row) {
            writer.begin(columns);
        } else {
            writer.row(row);
        }
    }
    writer.end_question();
    writer.lines
}

#[derive(Default)]
struct Writer {
    lines: Vec<Line>,
    columns: Option<Columns>,
    /// Questions written so far, which count those that have no number.
    count: usize,
    /// The kind named in a cell that goes on over several rows.
    kind: String,
    /// Options of the question written last.
    options: usize,
    /// Its key and what follows; more options may come in the next row.
    waiting: Vec<Line>,
}

impl Writer {
    fn end_question(&mut self) {
        self.lines.append(&mut self.waiting);
    }

    fn begin(&mut self, columns: Columns) {
        self.end_question();
        let unknown: Vec<&str> = columns.unknown().collect();
        if !unknown.is_empty() && self.columns.is_none() {
            let mut line = Line::default();
            line.notes.push(Diagnostic::new(Code::WUnsupported).found(unknown.join(", ")));
            self.lines.push(line);
        }
        self.columns = Some(columns);
    }

    fn row(&mut self, row: Row) {
        let Some(columns) = self.columns.clone() else { return };
        if row.filled().count() == 1 && !columns.has_only_stem(&row) {
            // A heading across the table: `二、判断题`.
            self.end_question();
            self.lines.extend(super::row_lines(row, None));
            return;
        }
        let mut parts = Parts::default();
        for cell in row.cells {
            let role = columns.role_at(cell.column);
            if role == Some(Role::Type) && (cell.continues || cell.is_blank()) {
                continue;
            }
            if !cell.is_blank() || cell.lines.iter().any(|line| !line.notes.is_empty()) {
                parts.take(role, cell);
            }
        }
        if let Some(kind) = parts.kind.take() {
            self.kind = kind;
        } else if !columns.has(Role::Type) {
            self.kind.clear();
        }
        self.write(parts);
    }

    fn write(&mut self, parts: Parts) {
        if let Some(stem) = parts.stem {
            self.end_question();
            self.count += 1;
            self.options = 0;
            self.stem(stem, parts.number);
        }
        for (position, cell) in parts.options {
            self.option(position, cell);
        }
        if let Some(cell) = parts.all_options {
            self.all_options(cell);
        }
        for (tag, cell) in parts.tagged {
            self.waiting.extend(tagged(cell, tag));
        }
    }

    fn stem(&mut self, stem: Cell, number: Option<String>) {
        let has_number = stem
            .lines
            .iter()
            .find(|line| !line.is_blank())
            .is_some_and(|line| begins_with_number(&line.text));
        let mut before = String::new();
        if !has_number {
            let number = number.unwrap_or_else(|| self.count.to_string());
            before = format!("{}. ", number.trim_end_matches(['.', '、', '．']));
        }
        if !self.kind.is_empty() && !has_number {
            before.push_str(&format!("[{}]", self.kind));
        }
        self.lines.extend(tagged(stem, &before));
    }

    fn option(&mut self, position: usize, cell: Cell) {
        let is_labelled = cell.lines.iter().any(|line| begins_with_label(&line.text));
        let label = label_at(position).filter(|_| !is_labelled);
        self.lines.extend(tagged(cell, &label.map(|label| format!("{label}. ")).unwrap_or_default()));
        self.options = position + 1;
    }

    /// Options in one cell: with their labels, or one a line.
    fn all_options(&mut self, cell: Cell) {
        let lines: Vec<Line> = cell.into_lines().collect();
        let is_labelled = lines.first().is_some_and(|line| begins_with_label(&line.text));
        if is_labelled {
            self.options += lines.len();
            self.lines.extend(lines);
            return;
        }
        for line in split_options(lines) {
            let label = label_at(self.options).map(|label| format!("{label}. ")).unwrap_or_default();
            self.options += 1;
            self.lines.push(line.after(label));
        }
    }
}

/// Options without labels: one a line, or in one line with a mark between them.
fn split_options(lines: Vec<Line>) -> Vec<Line> {
    let [line] = lines.as_slice() else { return lines };
    let separator = ['|', '｜', '；', ';', '\t'].into_iter().find(|one| line.text.contains(*one));
    let Some(separator) = separator else { return lines };
    let mut parts = vec![Line { notes: line.notes.clone(), ..Line::default() }];
    for (character, look) in line.text.chars().zip(&line.looks) {
        if character == separator {
            parts.push(Line::default());
        } else if let Some(last) = parts.last_mut() {
            last.push(character, *look);
        }
    }
    parts.retain(|part| !part.is_blank());
    parts
}

impl Columns {
    /// Whether the only cell with text is a question: a heading covers several columns or stands in another one.
    fn has_only_stem(&self, row: &Row) -> bool {
        row.filled().any(|cell| cell.span == 1 && self.role_at(cell.column) == Some(Role::Stem))
            || row.filled().any(|cell| {
                matches!(self.role_at(cell.column), Some(Role::Options | Role::Option(_))) && cell.span == 1
            })
    }
}

/// The cells of a row by what they hold.
#[derive(Default)]
struct Parts {
    number: Option<String>,
    kind: Option<String>,
    stem: Option<Cell>,
    options: Vec<(usize, Cell)>,
    all_options: Option<Cell>,
    tagged: Vec<(&'static str, Cell)>,
}

impl Parts {
    fn take(&mut self, role: Option<Role>, cell: Cell) {
        match role {
            Some(Role::Number) => {
                let text = cell.compact();
                self.number = Some(text).filter(|text| super::is_number(text));
            }
            Some(Role::Type) => self.kind = Some(cell.compact()),
            Some(Role::Stem) => match &mut self.stem {
                Some(stem) => stem.lines.extend(cell.lines),
                None => self.stem = Some(cell),
            },
            Some(Role::Options) => match &mut self.all_options {
                // One cell for each option under one heading.
                Some(options) => options.lines.extend(cell.lines),
                None => self.all_options = Some(cell),
            },
            Some(Role::Option(position)) => self.options.push((position, cell)),
            Some(Role::Answer) => self.tagged.push(("答案：", cell)),
            Some(Role::Explanation) => self.tagged.push(("解析：", cell)),
            Some(Role::Points) => self.tagged.push(("分值：", cell)),
            Some(Role::Difficulty) => self.tagged.push(("难度：", cell)),
            Some(Role::Topic) => self.tagged.push(("知识点：", cell)),
            None => {}
        }
    }
}

/// The last column of a table without a heading, when it holds a key in nearly every row beside a text.
pub(super) fn answer_column(rows: &[Row]) -> Option<usize> {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.filled().count() > 1).collect();
    let column = rows.first()?.cells.last()?.column;
    let keyed = rows
        .iter()
        .filter(|row| {
            let key = row.filled().last().filter(|cell| cell.column == column && is_key(&cell.compact()));
            let text = row.filled().any(|cell| cell.column != column && cell.compact().chars().count() > 8);
            key.is_some() && text
        })
        .count();
    (keyed >= 2 && keyed * 10 >= rows.len() * 8).then_some(column)
}
