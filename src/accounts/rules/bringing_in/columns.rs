//! What the columns of a list of people hold.

use serde::{Deserialize, Serialize};

use crate::base::spreadsheet::{self, Heading};

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

impl Heading for Column {
    const ALL: &'static [Self] = &[
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

    fn as_str(self) -> &'static str {
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
}

/// What the columns of a list of people hold.
pub type ColumnUses = spreadsheet::ColumnUses<Column>;

impl ColumnUses {
    /// The columns without which no row can be understood and that are not named.
    pub fn missing(&self) -> Vec<Column> {
        let mut missing = Vec::new();
        if ![Column::EmployeeNumber, Column::Phone, Column::Email].into_iter().any(|one| self.has(one)) {
            missing.push(Column::EmployeeNumber);
        }
        if !self.has(Column::Name) {
            missing.push(Column::Name);
        }
        missing
    }

    /// What a cell shows, without spaces around it and without the apostrophe that keeps spreadsheets from counting.
    /// Empty where the file has no such column.
    pub fn cell<'a>(&self, cells: &'a [String], column: Column) -> &'a str {
        let text = self.place(column).and_then(|place| cells.get(place)).map_or("", |cell| cell.trim());
        text.strip_prefix('\'').unwrap_or(text)
    }
}
