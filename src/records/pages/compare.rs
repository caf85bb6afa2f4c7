//! Groups side by side, and pass rates over time.

use chrono::{Datelike, Months, NaiveDate};
use serde::Serialize;

use super::filter::{Asked, FilterForm, View};
use super::plot::{LinePlot, Point, SharePlot, ShareRow};
use crate::accounts::pages::group_name;
use crate::exams::model::ExamListItem;
use crate::grading::model::MonthOfResults;
use crate::records::model::GroupCount;
use crate::records::rules::{FEWEST, Share};
use crate::web::components::Choice;
use crate::web::markup::percent_text;
use crate::web::{Language, Visit};

/// Months that are shown, with the one of the day.
const MONTHS: u32 = 12;

/// The first day of the first month that is shown.
pub fn first_month(day: NaiveDate) -> NaiveDate {
    let month = day.with_day(1).unwrap_or(day);
    month.checked_sub_months(Months::new(MONTHS - 1)).unwrap_or(month)
}

/// A line of the table of groups.
#[derive(Debug, Serialize)]
struct GroupLine {
    name: String,
    href: String,
    bound: i64,
    complete: i64,
    /// `None` where there are too few.
    share: Option<String>,
}

/// A line of the table of months.
#[derive(Debug, Serialize)]
struct MonthLine {
    label: String,
    results: i64,
    passed: i64,
    share: Option<String>,
}

/// A part of the filter that the small form sends along.
#[derive(Debug, Serialize)]
struct Kept {
    name: &'static str,
    value: String,
}

/// `records/compare.hbs`.
#[derive(Debug, Serialize)]
pub struct ComparePage {
    filter: FilterForm,
    groups_say: String,
    groups: Vec<GroupLine>,
    groups_plot: SharePlot,
    months_say: String,
    months: Vec<MonthLine>,
    months_plot: LinePlot,
    exams: Vec<Choice>,
    kept: Vec<Kept>,
    few_note: String,
}

/// What the page is made of.
pub struct Comparison {
    /// What was asked for.
    pub asked: Asked,
    /// By group.
    pub groups: Vec<GroupCount>,
    /// Results by month.
    pub months: Vec<MonthOfResults>,
    /// Exams to choose from.
    pub exams: Vec<ExamListItem>,
    /// The exam whose results are shown; `None` for all.
    pub exam: Option<String>,
}

impl ComparePage {
    /// The page of what was found.
    pub fn new(found: &Comparison, visit: &Visit) -> Self {
        let groups = group_lines(found, visit);
        let months = month_lines(found, visit.language);
        let shares = groups.iter().map(|(line, share)| ShareRow {
            name: line.name.clone(),
            share: *share,
            text: share_text(*share, visit),
        });
        let points = months.iter().enumerate().map(|(place, (line, share))| Point {
            label: line.label.clone(),
            short: short_month(found.asked.day(), place, visit.language),
            share: *share,
        });
        let kept = View::Compare.of(&found.asked.filter).parts();
        Self {
            filter: FilterForm::new(View::Compare, &found.asked, visit),
            groups_say: groups_say(&groups, visit),
            groups_plot: SharePlot::new(&visit.text("records-compare-groups"), &shares.collect::<Vec<_>>()),
            months_say: months_say(&found.months, visit),
            months_plot: LinePlot::new(&visit.text("records-compare-months"), &points.collect::<Vec<_>>()),
            groups: groups.into_iter().map(|(line, _)| line).collect(),
            months: months.into_iter().map(|(line, _)| line).collect(),
            exams: exam_choices(found, visit),
            kept: kept.into_iter().map(|(name, value)| Kept { name, value }).collect(),
            few_note: visit.text_with("records-compare-few-note", [("fewest", FEWEST)]),
        }
    }
}

fn share_text(share: Option<Share>, visit: &Visit) -> String {
    share.map_or_else(|| visit.text("records-compare-few"), |share| percent_text(share.tenths()))
}

/// The groups below the one that is chosen, or at the top; the chosen one itself where it has none below.
fn group_lines(found: &Comparison, visit: &Visit) -> Vec<(GroupLine, Option<Share>)> {
    let filter = View::Compare.of(&found.asked.filter);
    let all = &found.asked.groups;
    let chosen = filter.group.as_ref().and_then(|code| all.iter().find(|one| one.group.code == *code));
    let above = chosen.map(|entry| entry.group.id);
    let mut shown: Vec<_> = all.iter().filter(|entry| entry.group.parent_id == above).collect();
    if shown.is_empty() {
        shown.extend(chosen);
    }
    shown
        .into_iter()
        .map(|entry| {
            let count = found.groups.iter().find(|count| count.group_id == entry.group.id);
            let (bound, lacking) = count.map_or((0, 0), |count| (count.bound, count.lacking));
            let share = Share::of(bound - lacking, bound);
            let mut below = filter.clone();
            below.group = Some(entry.group.code.clone());
            let line = GroupLine {
                name: group_name(visit.language, &entry.group).to_owned(),
                href: below.on(View::Compare.path()),
                bound,
                complete: bound - lacking,
                share: share.map(|share| percent_text(share.tenths())),
            };
            (line, share)
        })
        .collect()
}

fn groups_say(groups: &[(GroupLine, Option<Share>)], visit: &Visit) -> String {
    let with_share = || groups.iter().filter_map(|(line, share)| Some((line, (*share)?)));
    let best = with_share().max_by_key(|(_, share)| *share);
    let worst = with_share().min_by_key(|(_, share)| *share);
    let (Some((best, most)), Some((worst, least))) = (best, worst) else {
        return visit.text_with("records-compare-none", [("fewest", FEWEST)]);
    };
    if most == least {
        let said = [("share", percent_text(most.tenths())), ("groups", with_share().count().to_string())];
        return visit.text_with("records-compare-same", said);
    }
    let said = [
        ("best", best.name.clone()),
        ("most", percent_text(most.tenths())),
        ("worst", worst.name.clone()),
        ("least", percent_text(least.tenths())),
    ];
    visit.text_with("records-compare-groups-say", said)
}

/// Every month that is shown, those without results too.
fn month_lines(found: &Comparison, language: Language) -> Vec<(MonthLine, Option<Share>)> {
    let first = first_month(found.asked.day());
    (0..MONTHS)
        .filter_map(|place| first.checked_add_months(Months::new(place)))
        .map(|month| {
            let own = found.months.iter().find(|one| one.month == month);
            let (results, passed) = own.map_or((0, 0), |own| (own.results, own.passed));
            let share = Share::of(passed, results);
            let line = MonthLine {
                label: month.format(language.pick("%Y 年 %-m 月", "%B %Y")).to_string(),
                results,
                passed,
                share: share.map(|share| percent_text(share.tenths())),
            };
            (line, share)
        })
        .collect()
}

fn short_month(day: NaiveDate, place: usize, language: Language) -> String {
    let place = u32::try_from(place).unwrap_or_default();
    let month = first_month(day).checked_add_months(Months::new(place)).unwrap_or(day);
    month.format(language.pick("%-m 月", "%b")).to_string()
}

fn months_say(months: &[MonthOfResults], visit: &Visit) -> String {
    let results: i64 = months.iter().map(|month| month.results).sum();
    let passed: i64 = months.iter().map(|month| month.passed).sum();
    match Share::of(passed, results) {
        Some(share) => visit.text_with(
            "records-compare-months-say",
            [
                ("passed", passed.to_string()),
                ("results", results.to_string()),
                ("share", percent_text(share.tenths())),
            ],
        ),
        None => visit.text_with("records-compare-months-few", [("results", results.to_string())]),
    }
}

fn exam_choices(found: &Comparison, visit: &Visit) -> Vec<Choice> {
    let all = Choice::new("", visit.text("records-any-exam"), found.exam.is_none());
    let published = found.exams.iter().filter(|one| one.current.is_some());
    let each = published.map(|one| {
        let title = visit.language.pick(&one.exam.draft.title_zh, &one.exam.draft.title_en);
        Choice::new(&one.exam.code, title, found.exam.as_ref() == Some(&one.exam.code))
    });
    std::iter::once(all).chain(each).collect()
}
