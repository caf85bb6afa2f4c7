//! Spreadsheets of certificates from before: the list, and the review of one.

mod rows;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use self::rows::{ImportRow, column_words, import_row};
use crate::certification::model::{
    CertificateImport, CertificateImportState, ImportCounts, PersonLine, Programme,
};
use crate::certification::rules::bringing_in::{Cells, ColumnUses, Verdict, fold};
use crate::db::PersonId;
use crate::web::components::{Choice, Crumb, Pill, Tab};
use crate::web::paging::{Pager, Paging};
use crate::web::spreadsheet::{self, ColumnRow, SampleRow};
use crate::web::{FormErrorItem, FormErrors, Visit};

/// Rows on one page of the review.
const ROWS_A_PAGE: usize = 200;

/// `certification/imports.hbs`.
#[derive(Debug, Serialize)]
pub struct ImportsPage {
    /// Spreadsheets, newest first.
    pub rows: Vec<ImportListRow>,
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
    brought_in: Option<usize>,
}

impl ImportListRow {
    /// The row of a spreadsheet.
    pub fn new(import: &CertificateImport, visit: &Visit) -> Self {
        Self {
            href: format!("/certificates/import/{}", import.id),
            file_name: import.file_name.clone(),
            created_at: import.created_at,
            state: state_pill(import.state, visit),
            brought_in: import.counts().map(|counts| counts.new),
        }
    }
}

fn state_pill(state: CertificateImportState, visit: &Visit) -> Pill {
    let (kind, shape, word) = match state {
        CertificateImportState::Open => ("run", "run", "bringing-state-open"),
        CertificateImportState::Committed => ("ok", "ok", "bringing-state-committed"),
        CertificateImportState::Undone => ("none", "none", "bringing-state-undone"),
        CertificateImportState::Discarded => ("none", "none", "bringing-state-discarded"),
    };
    Pill { kind, shape, word: visit.text(word) }
}

/// Which rows the review shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Every row.
    All,
    /// Those that will be brought in.
    New,
    /// Those that are there already.
    Same,
    /// Those that are left out.
    Problems,
}

impl Shown {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 4] = [Self::All, Self::New, Self::Problems, Self::Same];

    /// The word in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::New => "new",
            Self::Same => "same",
            Self::Problems => "problems",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::All => "bringing-show-all",
            Self::New => "bringing-show-new",
            Self::Same => "bringing-show-same",
            Self::Problems => "bringing-show-problems",
        }
    }

    fn takes(self, verdict: &Verdict) -> bool {
        match self {
            Self::All => true,
            Self::New => matches!(verdict, Verdict::New(_)),
            Self::Same => matches!(verdict, Verdict::Same(_)),
            Self::Problems => !matches!(verdict, Verdict::New(_) | Verdict::Same(_)),
        }
    }
}

/// Everything the review is made of.
pub struct Review<'a> {
    /// The spreadsheet.
    pub import: &'a CertificateImport,
    /// Its rows.
    pub rows: &'a [Cells],
    /// What its columns hold.
    pub uses: &'a ColumnUses,
    /// What can be done with each row.
    pub verdicts: &'a [(usize, Verdict)],
    /// Every certification.
    pub programmes: &'a [Programme],
    /// Names of the people whose certificates are new or contradict.
    pub people: &'a HashMap<PersonId, PersonLine>,
    /// Which rows are shown.
    pub shown: Shown,
    /// Page of the rows, from 1.
    pub page: i64,
}

/// `certification/import.hbs`.
#[derive(Debug, Serialize)]
pub struct ImportPage {
    address: String,
    file_name: String,
    state: Pill,
    is_open: bool,
    is_committed: bool,
    counts: Option<ImportCounts>,
    new: usize,
    left_out: usize,
    tabs: Vec<Tab>,
    rows: Vec<ImportRow>,
    pager: Pager,
    columns: Vec<ColumnRow>,
    sample: Vec<SampleRow>,
    first_row: usize,
    missing: Vec<String>,
    titles: Vec<TitleRow>,
    crumbs: Vec<Crumb>,
}

/// Words of the file that name no certification, and those that may be meant.
#[derive(Debug, Serialize)]
struct TitleRow {
    words_name: String,
    name: String,
    words: String,
    choices: Vec<Choice>,
}

impl ImportPage {
    /// The review.
    pub fn new(review: &Review<'_>, visit: &Visit) -> Self {
        let address = format!("/certificates/import/{}", review.import.id);
        let count = |shown: Shown| review.verdicts.iter().filter(|(_, one)| shown.takes(one)).count();
        let tabs = Shown::ALL.into_iter().map(|shown| Tab {
            href: format!("{address}?show={}", shown.as_str()),
            label: visit.text(shown.words()),
            count: i64::try_from(count(shown)).ok(),
            current: shown == review.shown,
        });
        let size = i64::try_from(ROWS_A_PAGE).unwrap_or(1);
        let total = i64::try_from(count(review.shown)).unwrap_or_default();
        let paging = Paging::new(review.page, size, total);
        let skipped = usize::try_from((paging.number() - 1) * size).unwrap_or_default();
        let by_number: HashMap<usize, &Vec<String>> =
            review.rows.iter().map(|(number, cells)| (*number, cells)).collect();
        let rows = review.verdicts.iter().filter(|(_, one)| review.shown.takes(one));
        let rows = rows.skip(skipped).take(ROWS_A_PAGE).map(|(number, verdict)| {
            let none = Vec::new();
            let cells = by_number.get(number).copied().unwrap_or(&none);
            import_row(*number, cells, verdict, review, visit)
        });
        let said = [("from", paging.first_row()), ("to", paging.last_row()), ("total", paging.total())];
        let is_open = review.import.state == CertificateImportState::Open;
        Self {
            file_name: review.import.file_name.clone(),
            state: state_pill(review.import.state, visit),
            is_open,
            is_committed: review.import.state == CertificateImportState::Committed,
            counts: review.import.counts(),
            new: count(Shown::New),
            left_out: count(Shown::Problems),
            tabs: tabs.collect(),
            rows: rows.collect(),
            pager: Pager::new(paging, visit.text_with("bringing-pages", said), |page| {
                format!("{address}?show={}&page={page}", review.shown.as_str())
            }),
            columns: spreadsheet::columns(
                review.rows,
                review.uses,
                &visit.text("bringing-column-none"),
                |one| column_words(one, visit),
            ),
            sample: spreadsheet::sample(review.rows),
            first_row: review.uses.first_row,
            missing: review.uses.missing().into_iter().map(|column| column_words(column, visit)).collect(),
            titles: titles(review, visit),
            crumbs: vec![
                Crumb::up("/certifications", visit.text("certification-list-title")),
                Crumb::up("/certificates/import", visit.text("bringing-title")),
                Crumb::here(&review.import.file_name),
            ],
            address,
        }
    }
}

fn titles(review: &Review<'_>, visit: &Visit) -> Vec<TitleRow> {
    let mut words: Vec<&String> = Vec::new();
    for (_, verdict) in review.verdicts {
        if let Verdict::UnknownProgramme(unknown) = verdict
            && !words.iter().any(|known| fold(known) == fold(unknown))
        {
            words.push(unknown);
        }
    }
    let choices = || {
        let none = Choice::new("", visit.text("bringing-title-none"), true);
        let all = review.programmes.iter().map(|one| {
            Choice::new(one.code.clone(), visit.language.pick(&one.title_zh, &one.title_en), false)
        });
        std::iter::once(none).chain(all).collect()
    };
    words
        .into_iter()
        .take(50)
        .enumerate()
        .map(|(place, words)| TitleRow {
            words_name: format!("words-{place}"),
            name: format!("title-{place}"),
            words: words.clone(),
            choices: choices(),
        })
        .collect()
}
