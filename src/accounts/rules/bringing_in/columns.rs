//! What the columns of a list of people hold.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::text::{column_letter, fold_words};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The employee number.
    EmployeeNumber,
    /// The full name.
    Name,
    /// The name in Latin letters.
    LatinName,
    /// The telephone number.
    Phone,
    /// The e-mail address.
    Email,
    /// The group with those above it, or its code.
    Group,
    /// The role.
    Role,
    /// The first day in the company.
    HiredOn,
    /// To whom the person reports, by a name they sign in with.
    Manager,
}

impl Column {
    /// All of them, in the order of the template.
    pub const ALL: [Self; 9] = [
        Self::EmployeeNumber,
        Self::Name,
        Self::LatinName,
        Self::Phone,
        Self::Email,
        Self::Group,
        Self::Role,
        Self::HiredOn,
        Self::Manager,
    ];

    /// The word that forms use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EmployeeNumber => "employee_number",
            Self::Name => "name",
            Self::LatinName => "latin_name",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Group => "group",
            Self::Role => "role",
            Self::HiredOn => "hired_on",
            Self::Manager => "manager",
        }
    }

    /// The column with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == word)
    }

    fn headings(self) -> &'static str {
        match self {
            Self::EmployeeNumber => {
                "工号 员工号 员工编号 员工工号 职工号 人员编号 employeenumber employeeno employeeid staffno staffnumber \
                 staffid empno personnelnumber"
            }
            Self::Name => "姓名 名字 员工姓名 name fullname employeename employee",
            Self::LatinName => {
                "拉丁字母姓名 英文名 英文姓名 拼音 姓名拼音 latinname nameinlatinletters englishname pinyin"
            }
            Self::Phone => {
                "手机 手机号 手机号码 电话 电话号码 联系电话 联系方式 phone phonenumber mobile mobilenumber telephone tel"
            }
            Self::Email => "邮箱 电子邮箱 邮件 电子邮件 邮箱地址 email emailaddress mail",
            Self::Group => {
                "部门 所属部门 部门路径 组织 所属组织 所在部门 group grouppath department departmentpath unit team"
            }
            Self::Role => "角色 role roles",
            Self::HiredOn => {
                "入职日期 入职时间 入职日 hiredon hiredate datehired joinedon startdate dateofjoining"
            }
            Self::Manager => {
                "上级 直属上级 直接上级 汇报对象 主管 直属主管 manager reportsto supervisor linemanager"
            }
        }
    }

    fn named(heading: &str) -> Option<Self> {
        let folded: String = fold_words(heading).chars().filter(|one| one.is_alphanumeric()).collect();
        Self::ALL.into_iter().find(|column| column.headings().split_whitespace().any(|one| one == folded))
    }
}

/// A row as it was read: its number from 1, and what its cells show.
pub type Cells = (usize, Vec<String>);

/// What the columns hold, by their place from 0, and the row in which the people begin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnUses {
    /// By place.
    pub columns: BTreeMap<usize, Column>,
    /// The first row, from 1, that is a person.
    pub first_row: usize,
}

/// Rows among which the headings are looked for.
const HEADINGS_WITHIN: usize = 20;

impl ColumnUses {
    /// What the columns seem to hold, by the row with the most headings that are understood.
    pub fn guessed(rows: &[Cells]) -> Self {
        let mut best = Self { columns: BTreeMap::new(), first_row: rows.first().map_or(1, |row| row.0) };
        for (number, cells) in rows.iter().take(HEADINGS_WITHIN) {
            let found = headings(cells);
            if found.len() >= 2 && found.len() > best.columns.len() {
                best = Self { columns: found, first_row: number + 1 };
            }
        }
        best
    }

    /// The columns without which no row can be understood and that are not named.
    pub fn missing(&self) -> Vec<Column> {
        let has = |column| self.columns.values().any(|one| *one == column);
        let mut missing = Vec::new();
        if ![Column::EmployeeNumber, Column::Phone, Column::Email].into_iter().any(has) {
            missing.push(Column::EmployeeNumber);
        }
        if !has(Column::Name) {
            missing.push(Column::Name);
        }
        missing
    }

    /// What a cell shows, without spaces around it and without the apostrophe that keeps spreadsheets from counting.
    /// Empty where the file has no such column.
    pub fn cell<'a>(&self, cells: &'a [String], column: Column) -> &'a str {
        let place = self.columns.iter().find(|(_, one)| **one == column).map(|(place, _)| *place);
        let text = place.and_then(|place| cells.get(place)).map_or("", |cell| cell.trim());
        text.strip_prefix('\'').unwrap_or(text)
    }

    /// The letter of a column.
    pub fn letter(&self, column: Column) -> Option<String> {
        self.columns.iter().find(|(_, one)| **one == column).map(|(place, _)| column_letter(*place))
    }
}

fn headings(cells: &[String]) -> BTreeMap<usize, Column> {
    let mut found: BTreeMap<usize, Column> = BTreeMap::new();
    for (place, cell) in cells.iter().enumerate() {
        let column = Column::named(cell).filter(|one| !found.values().any(|known| known == one));
        if let Some(column) = column {
            found.insert(place, column);
        }
    }
    found
}
