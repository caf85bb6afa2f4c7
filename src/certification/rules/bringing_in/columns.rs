//! What the columns of a spreadsheet of certificates hold.

use serde::{Deserialize, Serialize};

use crate::base::spreadsheet::{self, Heading};

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

impl Heading for Column {
    const ALL: &'static [Self] =
        &[Self::EmployeeNumber, Self::Name, Self::Programme, Self::Number, Self::IssuedOn, Self::ValidTo];

    fn as_str(self) -> &'static str {
        match self {
            Self::EmployeeNumber => "employee_number",
            Self::Name => "name",
            Self::Programme => "programme",
            Self::Number => "number",
            Self::IssuedOn => "issued_on",
            Self::ValidTo => "valid_to",
        }
    }

    fn headings(self) -> &'static str {
        match self {
            Self::EmployeeNumber => {
                "工号 员工号 员工编号 员工工号 职工号 人员编号 employeenumber employeeno employeeid \
                 staffno staffnumber empno personnelnumber"
            }
            Self::Name => "姓名 持证人 员工姓名 持证人姓名 name holder employeename fullname employee",
            Self::Programme => {
                "认证 认证名称 证书名称 资格 资格名称 证书类型 certification programme program certificate \
                 certificatename qualification title"
            }
            Self::Number => "证书编号 证书号 证书号码 编号 certificatenumber certificateno certno number no",
            Self::IssuedOn => {
                "发证日期 签发日期 颁发日期 取得日期 发证时间 生效日期 issuedon issuedate issued \
                 dateofissue validfrom date"
            }
            Self::ValidTo => {
                "有效期至 到期日 到期日期 失效日期 截止日期 有效期 有效期限 validuntil validto expiry \
                 expirydate expires expireson expirationdate"
            }
        }
    }
}

/// What the columns of a spreadsheet of certificates hold.
pub type ColumnUses = spreadsheet::ColumnUses<Column>;

impl ColumnUses {
    /// The columns without which no row can be understood and that are not named.
    pub fn missing(&self) -> Vec<Column> {
        let mut missing: Vec<Column> = [Column::Programme, Column::Number, Column::IssuedOn]
            .into_iter()
            .filter(|column| !self.has(*column))
            .collect();
        if !self.has(Column::EmployeeNumber) && !self.has(Column::Name) {
            missing.insert(0, Column::EmployeeNumber);
        }
        missing
    }

    pub(super) fn cell<'a>(&self, cells: &'a [String], column: Column) -> Option<&'a str> {
        let place = self.place(column)?;
        Some(cells.get(place).map_or("", |cell| cell.trim()))
    }
}
