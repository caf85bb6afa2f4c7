//! The demonstration: some thirty people in three groups, three exams, a year of results, certificates in every state, with
//! dates relative to today. Everything goes through the same actions a person would use.

pub mod actions;
mod exams;
mod history;
mod people;
mod results;

pub use actions::fill;

use serde::Serialize;

/// The password of everyone in the demonstration.
pub const PASSWORD: &str = "certamen-demo";

/// A login the demonstration shows.
#[derive(Debug, Clone, Serialize)]
pub struct Login {
    /// What this person does, in Chinese.
    pub role_zh: &'static str,
    /// The same in English.
    pub role_en: &'static str,
    /// Name of the person.
    pub name: &'static str,
    /// Employee number to sign in with.
    pub login: &'static str,
    /// Password to sign in with.
    pub password: &'static str,
}

/// One login of every role.
pub const LOGINS: &[Login] = &[
    Login { role_zh: "学员", role_en: "Trainee", name: "林晓雯", login: "CH1001", password: PASSWORD },
    Login {
        role_zh: "培训师", role_en: "Trainer", name: "周明哲", login: "CH0101", password: PASSWORD
    },
    Login { role_zh: "人事", role_en: "HR", name: "许曼", login: "CH0201", password: PASSWORD },
    Login { role_zh: "管理员", role_en: "Admin", name: "顾明远", login: "CH0001", password: PASSWORD },
];
