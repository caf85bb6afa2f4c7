//! What ends in the next twelve months.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::Serialize;

use super::filter::{Asked, FilterForm, View};
use super::plot::{BarPlot, Column};
use crate::records::filter::Filter;
use crate::records::model::{Ending, EndingStep};
use crate::web::components::Tab;
use crate::web::{Language, Visit};

/// Months that the calendar looks ahead.
const MONTHS: u32 = 12;

/// The last day of a calendar that begins with `day`.
pub fn last_day(day: NaiveDate) -> NaiveDate {
    day.checked_add_months(Months::new(MONTHS)).unwrap_or(NaiveDate::MAX)
}

/// A number of certificates and where they are listed; 0 leads nowhere.
#[derive(Debug, Serialize)]
struct Amount {
    number: i64,
    title: String,
    href: Option<String>,
}

/// A month or week.
#[derive(Debug, Serialize)]
struct Period {
    label: String,
    all: Amount,
    each: Vec<Amount>,
}

/// `records/expiring.hbs`.
#[derive(Debug, Serialize)]
pub struct ExpiringPage {
    lead: String,
    filter: FilterForm,
    steps: Vec<Tab>,
    titles: Vec<String>,
    periods: Vec<Period>,
    plot: BarPlot,
}

impl ExpiringPage {
    /// The calendar of what ends.
    pub fn new(asked: &Asked, step: EndingStep, endings: &[Ending], visit: &Visit) -> Self {
        let day = asked.day();
        let last = last_day(day);
        let filter = View::Expiring.of(&asked.filter);
        let programmes: Vec<(&str, &str)> = asked
            .programmes
            .iter()
            .filter(|one| filter.certification.as_ref().is_none_or(|code| *code == one.code))
            .map(|one| (one.code.as_str(), visit.language.pick(&one.title_zh, &one.title_en)))
            .collect();
        let periods: Vec<Period> = firsts(day, last, step)
            .into_iter()
            .map(|first| {
                let days = (first.max(day), last_of(first, step).min(last));
                let amount = |code: Option<&str>, title: &str| {
                    let is_of =
                        |one: &&Ending| one.first == first && code.is_none_or(|code| code == one.code);
                    let number = endings.iter().filter(is_of).map(|one| one.count).sum();
                    let href = (number > 0).then(|| listed(&filter, code, days));
                    Amount { number, title: title.to_owned(), href }
                };
                Period {
                    label: period_words(first, days, step, visit.language),
                    all: amount(None, &visit.text("records-expiring-all")),
                    each: programmes.iter().map(|(code, title)| amount(Some(code), title)).collect(),
                }
            })
            .collect();
        let count: i64 = periods.iter().map(|period| period.all.number).sum();
        let until = last.to_string();
        Self {
            lead: visit.text_with("records-expiring-lead", [("count", count.to_string()), ("day", until)]),
            filter: FilterForm::new(View::Expiring, asked, visit),
            steps: steps(&filter, step, visit),
            titles: programmes.iter().map(|(_, title)| (*title).to_owned()).collect(),
            plot: plot(&periods, step, day, visit),
            periods,
        }
    }
}

/// The first days of all months or weeks of the calendar, as the database truncates days to them.
fn firsts(day: NaiveDate, last: NaiveDate, step: EndingStep) -> Vec<NaiveDate> {
    let first = match step {
        EndingStep::Month => day.with_day(1).unwrap_or(day),
        EndingStep::Week => day.week(Weekday::Mon).first_day(),
    };
    std::iter::successors(Some(first), |first| next(*first, step))
        .take_while(|first| *first <= last)
        .collect()
}

fn next(first: NaiveDate, step: EndingStep) -> Option<NaiveDate> {
    match step {
        EndingStep::Month => first.checked_add_months(Months::new(1)),
        EndingStep::Week => first.checked_add_days(Days::new(7)),
    }
}

fn last_of(first: NaiveDate, step: EndingStep) -> NaiveDate {
    next(first, step).and_then(|next| next.pred_opt()).unwrap_or(NaiveDate::MAX)
}

/// The certificates that end in these days, listed by their last day.
fn listed(filter: &Filter, code: Option<&str>, (first, last): (NaiveDate, NaiveDate)) -> String {
    let mut filter = Filter { ends_from: Some(first), ends_to: Some(last), ..filter.clone() };
    if let Some(code) = code {
        filter.certification = Some(code.to_owned());
    }
    format!("{}&sort=ends", filter.on(View::List.path()))
}

fn period_words(
    first: NaiveDate,
    (from, to): (NaiveDate, NaiveDate),
    step: EndingStep,
    language: Language,
) -> String {
    match step {
        EndingStep::Month => first.format(language.pick("%Y 年 %-m 月", "%B %Y")).to_string(),
        EndingStep::Week => format!("{from} – {}", to.format("%m-%d")),
    }
}

fn steps(filter: &Filter, current: EndingStep, visit: &Visit) -> Vec<Tab> {
    [(EndingStep::Month, "records-by-month", ""), (EndingStep::Week, "records-by-week", "?by=week")]
        .map(|(step, label, query)| Tab {
            href: filter.on(&format!("{}{query}", View::Expiring.path())),
            label: visit.text(label),
            count: None,
            current: step == current,
        })
        .into()
}

fn plot(periods: &[Period], step: EndingStep, day: NaiveDate, visit: &Visit) -> BarPlot {
    let is_fine = step == EndingStep::Week;
    let columns =
        periods.iter().zip(firsts(day, last_day(day), step)).enumerate().map(|(place, (period, first))| {
            let pattern = match step {
                EndingStep::Month => visit.language.pick("%-m 月", "%b"),
                EndingStep::Week => "%m-%d",
            };
            // Of 53 weeks every fourth is named.
            let label =
                if is_fine && place % 4 != 0 { String::new() } else { first.format(pattern).to_string() };
            Column {
                number: period.all.number,
                label,
                is_hot: place == 0,
                is_minor: place % if is_fine { 12 } else { 2 } != 0,
            }
        });
    let said: Vec<String> =
        periods.iter().map(|period| format!("{}: {}", period.label, period.all.number)).collect();
    let label = visit.text_with("records-expiring-plot", [("numbers", said.join("; "))]);
    BarPlot::new(label, &columns.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_day_of_the_year_ahead_lies_in_exactly_one_month_and_one_week() {
        for first in ["2026-01-01", "2026-02-28", "2024-02-29", "2026-11-23", "2026-12-31"] {
            let (begin, end) = (day(first), last_day(day(first)));
            for step in [EndingStep::Month, EndingStep::Week] {
                let periods: Vec<_> = firsts(begin, end, step)
                    .into_iter()
                    .map(|first| (first.max(begin), last_of(first, step).min(end)))
                    .collect();
                let mut expected = begin;
                for (from, to) in &periods {
                    assert_eq!(*from, expected, "{first} {step:?}");
                    assert!(from <= to, "{first} {step:?}");
                    expected = to.succ_opt().unwrap();
                }
                assert_eq!(expected, end.succ_opt().unwrap(), "{first} {step:?}");
            }
        }
    }
}
