//! What the templates of this room get.

use chrono::{DateTime, Datelike, Utc, Weekday};
use serde::Serialize;

use super::queries::HouseCounts;
use super::rules::{DayPart, Facts, Standing, day_part};
use crate::banks::model::BankListItem;
use crate::base::clock::day_in;
use crate::base::percent;
use crate::certification::pages::CertificateRow;
use crate::exams::model::{AssignedExam, ExamListItem};
use crate::grading::model::Waiting;
use crate::records::model::{Cell, Status};
use crate::web::components::Figure;
use crate::web::markup::percent_text;
use crate::web::{Language, Visit};

/// Exams and certificates named here; the rest is behind a link.
const NAMED: usize = 5;

/// `home/home.hbs`: one part a role.
#[derive(Debug, Serialize)]
pub struct HomePage {
    /// Good morning, name.
    pub greeting: String,
    /// Today, and what comes first.
    pub lead: String,
    /// For trainees.
    pub trainee: Option<TraineePart>,
    /// For trainers.
    pub trainer: Option<TrainerPart>,
    /// For HR.
    pub hr: Option<HrPart>,
    /// For admins.
    pub admin: Option<AdminPart>,
    /// Whether the person manages a group.
    pub has_team: bool,
}

/// An exam of a trainee.
#[derive(Debug, Serialize)]
pub struct ExamRow {
    title: String,
    href: String,
    running: bool,
    later: bool,
    opens_at: Option<DateTime<Utc>>,
    latest: Option<DateTime<Utc>>,
    /// Days until then, today 0; `None` without an end, or when it is over.
    days_left: Option<i64>,
    overdue: bool,
    /// With the person's extra time.
    minutes: Option<i64>,
    is_make_up: bool,
    questions: i32,
    pass_mark: i16,
    left: Option<i32>,
    /// The last score, when it was not enough.
    last_percent: Option<String>,
    /// Whether people are grading an attempt.
    being_graded: bool,
}

/// What a trainee did with an exam.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// Facts for the order.
    pub facts: Facts,
    /// Time limit in whole minutes with the person's extra time.
    pub minutes: Option<i64>,
    /// Whether it is a make-up exam of this person.
    pub is_make_up: bool,
    /// Address of the open attempt.
    pub running_href: Option<String>,
    /// Whether people are grading an attempt.
    pub being_graded: bool,
    /// Last score that was not enough: points and maximum in 1/100.
    pub last_failed: Option<(i32, i32)>,
}

/// The part of a trainee.
#[derive(Debug, Serialize)]
pub struct TraineePart {
    next: Option<ExamRow>,
    others: Vec<ExamRow>,
    certificates: Vec<CertificateRow>,
}

impl TraineePart {
    /// What comes next, what else is to do, and certificates.
    pub fn new(
        exams: Vec<(AssignedExam, Progress)>,
        mut certificates: Vec<CertificateRow>,
        now: DateTime<Utc>,
        visit: &Visit,
    ) -> Self {
        let mut to_do: Vec<_> = exams
            .into_iter()
            .filter(|(_, progress)| progress.facts.standing(now) != Standing::Over)
            .collect();
        to_do.sort_by(|(one, own), (other, theirs)| {
            (own.facts.urgency(now), &one.code).cmp(&(theirs.facts.urgency(now), &other.code))
        });
        let mut rows = to_do.into_iter().map(|(exam, progress)| ExamRow::new(exam, &progress, now, visit));
        certificates.truncate(NAMED);
        Self { next: rows.next(), others: rows.take(NAMED).collect(), certificates }
    }

    /// Whether there is anything to do.
    pub fn has_next(&self) -> bool {
        self.next.is_some()
    }
}

impl ExamRow {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a row is made of the exam, which nobody needs afterwards"
    )]
    fn new(exam: AssignedExam, progress: &Progress, now: DateTime<Utc>, visit: &Visit) -> Self {
        let facts = &progress.facts;
        let latest = facts.latest();
        let days_left = latest
            .filter(|latest| *latest > now)
            .map(|latest| (day_in(latest, visit.zone()) - day_in(now, visit.zone())).num_days());
        Self {
            title: visit.language.pick(&exam.title_zh, &exam.title_en).to_owned(),
            href: progress.running_href.clone().unwrap_or_else(|| format!("/my/exams/{}", exam.code)),
            running: facts.running,
            later: facts.standing(now) == Standing::Later,
            opens_at: facts.opens_at,
            latest,
            days_left,
            overdue: latest.is_some_and(|latest| latest <= now),
            minutes: progress.minutes,
            is_make_up: progress.is_make_up,
            questions: exam.question_count,
            pass_mark: exam.pass_mark,
            left: facts.left(),
            being_graded: progress.being_graded,
            last_percent: progress
                .last_failed
                .map(|(score, maximum)| percent_text(percent::tenths(score, maximum).into())),
        }
    }
}

/// An exam or bank of a trainer.
#[derive(Debug, Serialize)]
pub struct WorkRow {
    title: String,
    href: String,
    /// Questions of a bank, assignments of an exam.
    count: i64,
    /// Whether it is published; always true for banks.
    published: bool,
}

/// The part of a trainer.
#[derive(Debug, Serialize)]
pub struct TrainerPart {
    banks: Vec<WorkRow>,
    exams: Vec<WorkRow>,
    questions: i64,
    without_key: i64,
    /// Answers to be graded.
    to_grade: i64,
    /// Disputes to be answered.
    disputes: i64,
}

impl TrainerPart {
    /// Banks and exams, those changed last first.
    pub fn new(
        banks: Vec<BankListItem>,
        exams: Vec<ExamListItem>,
        waiting: Waiting,
        language: Language,
    ) -> Self {
        let questions = banks.iter().map(|bank| bank.question_count).sum();
        let without_key = banks.iter().map(|bank| bank.without_key).sum();
        let bank = |bank: BankListItem| WorkRow {
            title: language.pick(&bank.title_zh, &bank.title_en).to_owned(),
            href: format!("/banks/{}", bank.code),
            count: bank.question_count,
            published: true,
        };
        let exam = |item: ExamListItem| WorkRow {
            title: language.pick(&item.exam.draft.title_zh, &item.exam.draft.title_en).to_owned(),
            href: format!("/exams/{}", item.exam.code),
            count: item.assignment_count,
            published: item.current.is_some(),
        };
        Self {
            banks: banks.into_iter().map(bank).take(NAMED).collect(),
            exams: exams.into_iter().map(exam).take(NAMED).collect(),
            questions,
            without_key,
            to_grade: waiting.answers,
            disputes: waiting.disputes,
        }
    }
}

/// A person who needs something.
#[derive(Debug, Serialize)]
pub struct PersonRow {
    name: String,
    href: String,
    title: String,
    state: Option<Status>,
    valid_to: Option<chrono::NaiveDate>,
}

impl PersonRow {
    fn new(cell: Cell, language: Language) -> Self {
        Self {
            href: format!("/people/{}", cell.person_id),
            name: cell.name,
            title: language.pick(&cell.title_zh, &cell.title_en).to_owned(),
            state: cell.state,
            valid_to: cell.valid_to,
        }
    }
}

/// The part of HR.
#[derive(Debug, Serialize)]
pub struct HrPart {
    figures: Vec<Figure>,
    expiring: Vec<PersonRow>,
    missing: Vec<PersonRow>,
    has_programmes: bool,
}

impl HrPart {
    /// Figures, who expires soonest, who lacks what.
    pub fn new(
        figures: Vec<Figure>,
        expiring: Vec<Cell>,
        missing: Vec<Cell>,
        has_programmes: bool,
        language: Language,
    ) -> Self {
        let rows = |cells: Vec<Cell>| cells.into_iter().map(|cell| PersonRow::new(cell, language)).collect();
        Self { figures, expiring: rows(expiring), missing: rows(missing), has_programmes }
    }
}

/// The part of an admin.
#[derive(Debug, Serialize)]
pub struct AdminPart {
    /// People and groups.
    pub counts: HouseCounts,
    /// Whether cookies travel unprotected.
    pub plain_http: bool,
}

/// Good morning, with the name.
pub fn greeting(now: DateTime<Utc>, name: &str, visit: &Visit) -> String {
    let id = match day_part(now, visit.zone()) {
        DayPart::Morning => "home-good-morning",
        DayPart::Afternoon => "home-good-afternoon",
        DayPart::Evening => "home-good-evening",
    };
    visit.text_with(id, [("name", name)])
}

/// Today as it stands in a sentence: Friday, 20 November; 11 月 20 日，星期五.
pub fn today_words(now: DateTime<Utc>, visit: &Visit) -> String {
    let day = day_in(now, visit.zone());
    match visit.language {
        Language::English => day.format("%A, %-d %B").to_string(),
        Language::Chinese => format!("{} 月 {} 日，星期{}", day.month(), day.day(), weekday(day.weekday())),
    }
}

fn weekday(day: Weekday) -> char {
    match day {
        Weekday::Mon => '一',
        Weekday::Tue => '二',
        Weekday::Wed => '三',
        Weekday::Thu => '四',
        Weekday::Fri => '五',
        Weekday::Sat => '六',
        Weekday::Sun => '日',
    }
}
