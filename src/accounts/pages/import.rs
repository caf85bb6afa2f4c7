//! Spreadsheets of people: the list, and the review of one.

mod done;
mod rows;

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde::Serialize;

pub use self::done::ImportDonePage;
use self::rows::{ImportRow, Names, column_words, import_row};
pub use self::rows::{problem_words, wished_group};
use super::group_choices;
use crate::accounts::model::{GroupInTree, ImportOutcome, PeopleImport, PeopleImportItem, PeopleImportState};
use crate::accounts::queries::Preview;
use crate::accounts::rules::bringing_in::{
    Absent, Cells, Choices, Column, ColumnUses, Counts, Expected, Verdict, asks_again,
};
use crate::base::spreadsheet::Heading;
use crate::web::components::{Choice, Crumb, Pill, Tab};
use crate::web::paging::{Pager, Paging};
use crate::web::spreadsheet::{self, ColumnRow, SampleRow};
use crate::web::{FormErrorItem, FormErrors, Visit};

/// Rows on one page of the review.
const ROWS_A_PAGE: usize = 100;

/// People who would leave that are named.
const LEAVING_NAMED: usize = 200;

/// `accounts/people_imports.hbs`.
#[derive(Debug, Serialize)]
pub struct ImportsPage {
    /// Spreadsheets, newest first.
    pub rows: Vec<ImportListRow>,
    /// What was pasted.
    pub pasted: String,
    /// Headings of the template, for the hint.
    pub headings: String,
    /// Sentences beside the fields.
    pub errors: FormErrors,
    /// The same as lines of the summary.
    pub error_list: Vec<FormErrorItem>,
    /// The way here.
    pub crumbs: Vec<Crumb>,
}

/// A spreadsheet in the list.
#[derive(Debug, Serialize)]
pub struct ImportListRow {
    href: String,
    file_name: String,
    created_at: DateTime<Utc>,
    state: Pill,
    counts: Option<Counts>,
}

impl ImportListRow {
    /// The row of a spreadsheet.
    pub fn new(import: &PeopleImportItem, visit: &Visit) -> Self {
        let outcome: Option<ImportOutcome> =
            import.counts.clone().and_then(|counts| serde_json::from_value(counts).ok());
        Self {
            href: format!("/people/import/{}", import.id),
            file_name: file_words(&import.file_name, visit),
            created_at: import.created_at,
            state: state_pill(import.state, visit),
            counts: outcome.map(|one| one.counts),
        }
    }
}

/// The name of a file; pasted rows have none.
pub fn file_words(file_name: &str, visit: &Visit) -> String {
    if file_name.is_empty() { visit.text("people-import-pasted") } else { file_name.to_owned() }
}

/// The words of every column, in the order of the template.
pub fn template_headings(visit: &Visit) -> Vec<String> {
    Column::ALL.iter().map(|column| column_words(*column, visit)).collect()
}

fn state_pill(state: PeopleImportState, visit: &Visit) -> Pill {
    let (kind, shape, word) = match state {
        PeopleImportState::Open => ("run", "run", "people-import-state-open"),
        PeopleImportState::Committed => ("ok", "ok", "people-import-state-committed"),
        PeopleImportState::Undone => ("none", "none", "people-import-state-undone"),
        PeopleImportState::Discarded => ("none", "none", "people-import-state-discarded"),
    };
    Pill { kind, shape, word: visit.text(word) }
}

/// Which rows the review shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Every row.
    All,
    /// People to be added.
    New,
    /// People who change or are there again.
    Changed,
    /// Possible duplicates.
    Duplicates,
    /// Errors.
    Errors,
    /// Rows that change nothing, and those left out.
    Others,
}

impl Shown {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 6] =
        [Self::All, Self::New, Self::Changed, Self::Duplicates, Self::Errors, Self::Others];

    /// The word in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::New => "new",
            Self::Changed => "changed",
            Self::Duplicates => "duplicates",
            Self::Errors => "errors",
            Self::Others => "others",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::All => "people-import-show-all",
            Self::New => "people-import-show-new",
            Self::Changed => "people-import-show-changed",
            Self::Duplicates => "people-import-show-duplicates",
            Self::Errors => "people-import-show-errors",
            Self::Others => "people-import-show-others",
        }
    }

    fn takes(self, verdict: &Verdict) -> bool {
        match self {
            Self::All => true,
            Self::New => matches!(verdict, Verdict::New(_)),
            Self::Changed => matches!(verdict, Verdict::Changed(..) | Verdict::Returned(..)),
            Self::Duplicates => matches!(verdict, Verdict::Duplicate(_)),
            Self::Errors => matches!(verdict, Verdict::Error(..)),
            Self::Others => matches!(verdict, Verdict::Same(_) | Verdict::Skipped),
        }
    }
}

/// Everything the review is made of.
pub struct Review<'a> {
    /// The spreadsheet.
    pub import: &'a PeopleImport,
    /// Its rows.
    pub rows: &'a [Cells],
    /// What its columns hold.
    pub uses: &'a ColumnUses,
    /// What is decided.
    pub choices: &'a Choices,
    /// What it would do now.
    pub preview: &'a Preview,
    /// Every group.
    pub tree: &'a [GroupInTree],
    /// Which rows are shown.
    pub shown: Shown,
    /// Page of the rows, from 1.
    pub page: i64,
}

/// `accounts/people_import.hbs`, while the spreadsheet is open.
#[derive(Debug, Serialize)]
pub struct ImportPage {
    address: String,
    file_name: String,
    state: Pill,
    counts: Counts,
    changes: usize,
    seen: String,
    shown: &'static str,
    number: i64,
    tabs: Vec<Tab>,
    rows: Vec<ImportRow>,
    is_decided_here: bool,
    pager: Pager,
    columns: Vec<ColumnRow>,
    sample: Vec<SampleRow>,
    first_row: usize,
    missing: Vec<String>,
    unknown_groups: Vec<String>,
    add_groups: bool,
    absent: Vec<Choice>,
    leaving: Vec<PersonLink>,
    leaving_more: usize,
    working: usize,
    asks_again: bool,
    crumbs: Vec<Crumb>,
}

/// A person with the way to their page.
#[derive(Debug, Serialize)]
struct PersonLink {
    href: String,
    name: String,
}

impl ImportPage {
    /// The page.
    pub fn new(review: &Review<'_>, visit: &Visit) -> Self {
        let preview = review.preview;
        let address = format!("/people/import/{}", review.import.id);
        let count = |shown: Shown| preview.verdicts.iter().filter(|(_, one)| shown.takes(one)).count();
        let tabs = Shown::ALL.into_iter().map(|shown| Tab {
            href: format!("{address}?show={}", shown.as_str()),
            label: visit.text(shown.words()),
            count: i64::try_from(count(shown)).ok(),
            current: shown == review.shown,
        });
        let size = i64::try_from(ROWS_A_PAGE).unwrap_or(1);
        let paging = Paging::new(review.page, size, i64::try_from(count(review.shown)).unwrap_or_default());
        let skipped = usize::try_from((paging.number() - 1) * size).unwrap_or_default();
        let by_number: HashMap<usize, &Vec<String>> =
            review.rows.iter().map(|(number, cells)| (*number, cells)).collect();
        let names = Names::new(&preview.known, review.tree, visit.language);
        let none = Vec::new();
        let rows: Vec<ImportRow> = preview
            .verdicts
            .iter()
            .filter(|(_, one)| review.shown.takes(one))
            .skip(skipped)
            .take(ROWS_A_PAGE)
            .map(|(number, verdict)| {
                let cells = by_number.get(number).copied().unwrap_or(&none);
                import_row((*number, cells, verdict), review, &names, visit)
            })
            .collect();
        let said = [("from", paging.first_row()), ("to", paging.last_row()), ("total", paging.total())];
        let counts = Counts::of(&preview.verdicts, preview.leaving.len());
        let named = preview.leaving.iter().take(LEAVING_NAMED);
        Self {
            file_name: file_words(&review.import.file_name, visit),
            state: state_pill(review.import.state, visit),
            counts,
            changes: counts.changes(),
            seen: counts.seen(),
            shown: review.shown.as_str(),
            number: paging.number(),
            tabs: tabs.collect(),
            is_decided_here: rows.iter().any(ImportRow::is_decided_here),
            rows,
            pager: Pager::new(paging, visit.text_with("people-import-pages", said), |page| {
                format!("{address}?show={}&page={page}", review.shown.as_str())
            }),
            columns: spreadsheet::columns(
                review.rows,
                review.uses,
                &visit.text("people-import-column-none"),
                |one| column_words(one, visit),
            ),
            sample: spreadsheet::sample(review.rows),
            first_row: review.uses.first_row,
            missing: review.uses.missing().into_iter().map(|column| column_words(column, visit)).collect(),
            unknown_groups: unknown_groups(review, &by_number),
            add_groups: review.choices.add_groups,
            absent: absent_choices(review, visit),
            leaving: named
                .map(|id| PersonLink { href: format!("/people/{id}"), name: names.person(*id) })
                .collect(),
            leaving_more: preview.leaving.len().saturating_sub(LEAVING_NAMED),
            working: preview.working,
            asks_again: asks_again(preview.leaving.len(), preview.working),
            crumbs: crumbs(&file_words(&review.import.file_name, visit), visit),
            address,
        }
    }
}

fn crumbs(file_name: &str, visit: &Visit) -> Vec<Crumb> {
    vec![
        Crumb::up("/people", visit.text("people-title")),
        Crumb::up("/people/import", visit.text("people-import-title")),
        Crumb::here(file_name),
    ]
}

/// The groups that rows name and that do not exist, as they are written: those that will be added, or that keep rows out.
fn unknown_groups(review: &Review<'_>, by_number: &HashMap<usize, &Vec<String>>) -> Vec<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    for (number, verdict) in &review.preview.verdicts {
        let row = match verdict {
            Verdict::New(row) | Verdict::Changed(_, _, row) | Verdict::Returned(_, _, row) => row,
            Verdict::Error(Column::Group, Expected::Group) => {
                let cell = by_number.get(number).map(|cells| review.uses.cell(cells, Column::Group));
                found.extend(cell.map(str::to_owned));
                continue;
            }
            _ => continue,
        };
        found.extend(row.groups.iter().filter_map(wished_group));
    }
    found.into_iter().take(100).collect()
}

fn absent_choices(review: &Review<'_>, visit: &Visit) -> Vec<Choice> {
    let absent = &review.choices.absent;
    let mut choices = vec![
        Choice::new("", visit.text("people-import-absent-stay"), *absent == Absent::Stay),
        Choice::new("*", visit.text("people-import-absent-all"), *absent == Absent::LeftAll),
    ];
    for mut choice in group_choices(visit.language, review.tree, &[]) {
        choice.selected = *absent == Absent::LeftOf(choice.value.clone());
        choice.label = visit.text_with("people-import-absent-of", [("group", choice.label)]);
        choices.push(choice);
    }
    choices
}
