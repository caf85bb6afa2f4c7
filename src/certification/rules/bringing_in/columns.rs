//! What the columns of a spreadsheet of certificates hold.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fold;
pub use crate::base::text::column_letter;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// The employee number of the holder.
    EmployeeNumber,
    /// The name of the holder as it stands on the paper.
    Name,
    /// The certification, by code or title.
    Programme,
    /// The number of the certificate.
    Number,
    /// The day of issue.
    IssuedOn,
    /// The last day it is valid.
    ValidTo,
}

impl Column {
    /// All of them, in the order people name them.
    pub const ALL: [Self; 6] =
        [Self::EmployeeNumber, Self::Name, Self::Programme, Self::Number, Self::IssuedOn, Self::ValidTo];

    /// The word that forms use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EmployeeNumber => "employee_number",
            Self::Name => "name",
            Self::Programme => "programme",
            Self::Number => "number",
            Self::IssuedOn => "issued_on",
            Self::ValidTo => "valid_to",
        }
    }

    /// The column with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == word)
    }

    fn headings(self) -> &'static [&'static str] {
        match self {
            Self::EmployeeNumber => &[
                "工号",
                "员工号",
                "员工编号",
                "员工工号",
                "职工号",
                "人员编号",
                "employeenumber",
                "employeeno",
                "employeeid",
                "staffno",
                "staffnumber",
                "empno",
                "personnelnumber",
            ],
            Self::Name => &[
                "姓名",
                "持证人",
                "员工姓名",
                "持证人姓名",
                "name",
                "holder",
                "employeename",
                "fullname",
                "employee",
            ],
            Self::Programme => &[
                "认证",
                "认证名称",
                "证书名称",
                "资格",
                "资格名称",
                "证书类型",
                "certification",
                "programme",
                "program",
                "certificate",
                "certificatename",
                "qualification",
                "title",
            ],
            Self::Number => &[
                "证书编号",
                "证书号",
                "证书号码",
                "编号",
                "certificatenumber",
                "certificateno",
                "certno",
                "number",
                "no",
            ],
            Self::IssuedOn => &[
                "发证日期",
                "签发日期",
                "颁发日期",
                "取得日期",
                "发证时间",
                "生效日期",
                "issuedon",
                "issuedate",
                "issued",
                "dateofissue",
                "validfrom",
                "date",
            ],
            Self::ValidTo => &[
                "有效期至",
                "到期日",
                "到期日期",
                "失效日期",
                "截止日期",
                "有效期",
                "有效期限",
                "validuntil",
                "validto",
                "expiry",
                "expirydate",
                "expires",
                "expireson",
                "expirationdate",
            ],
        }
    }

    fn named(heading: &str) -> Option<Self> {
        let folded: String = fold(heading).chars().filter(|one| one.is_alphanumeric()).collect();
        Self::ALL.into_iter().find(|column| column.headings().contains(&folded.as_str()))
    }
}

/// A row as it was read: its number from 1, and what its cells show.
pub type Cells = (usize, Vec<String>);

/// What the columns hold, by their place from 0, and the row in which the certificates begin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnUses {
    /// By place.
    pub columns: BTreeMap<usize, Column>,
    /// The first row, from 1, that is a certificate.
    pub first_row: usize,
}

/// Rows among which the headings are looked for.
const HEADINGS_WITHIN: usize = 20;

impl ColumnUses {
    /// What the columns seem to hold, by the row with the most headings that are understood.
    pub fn guessed(rows: &[Cells]) -> Self {
        let columns = |cells: &[String]| {
            let mut found: BTreeMap<usize, Column> = BTreeMap::new();
            for (place, cell) in cells.iter().enumerate() {
                if let Some(column) =
                    Column::named(cell).filter(|one| !found.values().any(|known| known == one))
                {
                    found.insert(place, column);
                }
            }
            found
        };
        let mut best = Self { columns: BTreeMap::new(), first_row: rows.first().map_or(1, |row| row.0) };
        for (number, cells) in rows.iter().take(HEADINGS_WITHIN) {
            let found = columns(cells);
            if found.len() >= 2 && found.len() > best.columns.len() {
                best = Self { columns: found, first_row: number + 1 };
            }
        }
        best
    }

    /// The columns without which no row can be understood and that are not named.
    pub fn missing(&self) -> Vec<Column> {
        let has = |column| self.columns.values().any(|one| *one == column);
        let mut missing: Vec<Column> = [Column::Programme, Column::Number, Column::IssuedOn]
            .into_iter()
            .filter(|column| !has(*column))
            .collect();
        if !has(Column::EmployeeNumber) && !has(Column::Name) {
            missing.insert(0, Column::EmployeeNumber);
        }
        missing
    }

    pub(super) fn cell<'a>(&self, cells: &'a [String], column: Column) -> Option<&'a str> {
        let (place, _) = self.columns.iter().find(|(_, one)| **one == column)?;
        Some(cells.get(*place).map_or("", |cell| cell.trim()))
    }

    /// The letter of a column.
    pub fn letter(&self, column: Column) -> Option<String> {
        self.columns.iter().find(|(_, one)| **one == column).map(|(place, _)| column_letter(*place))
    }
}
