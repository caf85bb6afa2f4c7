//! Excel workbooks. Their XML is looked at first: for hidden rows, merged cells and formulas without a value, which
//! the library that reads the cells does not tell, and for positions and sizes that it would trust.

mod survey;

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};

use self::survey::Survey;
use super::collect::{Collected, Collector};
use super::display::{builtin_format, number_cell};
use crate::Limits;
use crate::archive::Archive;
use crate::messages::Code;
use crate::model::Diagnostic;
use crate::table::{Cell, Doubt};
use crate::xml;

/// Reads a workbook.
///
/// # Errors
/// [`Code::EArchive`], [`Code::EArchiveTooLarge`] or [`Code::EXml`] when it is damaged or too large.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Collected, Diagnostic> {
    let package = Package::open(bytes, limits)?;
    let mut workbook: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|problem| damaged(&problem.to_string()))?;
    let sheets = workbook.sheets_metadata().to_vec();
    let is_1904 = workbook.has_1904_epoch();
    let mut collector = Collector::new(limits);
    for (index, sheet) in sheets.iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let none = Survey::default();
        let survey = package.survey(index).unwrap_or(&none);
        collector.begin(&sheet.name, sheet.visible != SheetVisible::Visible);
        let mut cells =
            workbook.worksheet_cells_reader(&sheet.name).map_err(|problem| damaged(&problem.to_string()))?;
        let formats: Vec<String> = cells.styles().iter().map(format_code).collect();
        loop {
            let next = cells.next_cell_with_style_id().map_err(|problem| damaged(&problem.to_string()))?;
            let Some((cell, style)) = next else { break };
            let (row, column) = cell.get_position();
            let format = formats.get(style).map_or("General", String::as_str);
            let mut made = cell_of(cell.get_value(), format, is_1904);
            if survey.without_value.contains(&(row, column)) {
                made.doubt = Some(Doubt::NoValue);
            }
            collector.add(row, column, made);
        }
        collector.end(&survey.hidden_rows, &survey.merged);
    }
    Ok(collector.finish())
}

fn damaged(problem: &str) -> Diagnostic {
    Diagnostic::new(Code::EArchive).found(problem)
}

/// The code of a style's number format.
fn format_code(style: &calamine::Style) -> String {
    let Some(format) = &style.number_format else { return "General".to_owned() };
    let builtin =
        format.format_id.filter(|id| *id < 60).map(builtin_format).filter(|code| *code != "General");
    builtin.map_or_else(|| format.format_code.clone(), str::to_owned)
}

fn cell_of(value: &DataRef<'_>, format: &str, is_1904: bool) -> Cell {
    match value {
        DataRef::Empty => Cell::default(),
        DataRef::String(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Int(number) => Cell::text(&number.to_string()),
        DataRef::Float(number) => number_cell(*number, format, is_1904),
        DataRef::DateTime(moment) => number_cell(moment.as_f64(), format, is_1904),
        DataRef::Bool(truth) => Cell::text(if *truth { "TRUE" } else { "FALSE" }),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cell { doubt: Some(Doubt::Date), ..Cell::text(text) }
        }
        DataRef::Error(error) => Cell { doubt: Some(Doubt::Error), ..Cell::text(&error.to_string()) },
    }
}

/// What was found out about a workbook before its cells are read.
struct Package {
    /// What was seen in each sheet, by the name of its member in lower case.
    surveys: HashMap<String, Survey>,
    /// The members of the sheets, in the order of the workbook.
    sheets: Vec<String>,
}

impl Package {
    /// Unpacks every member once, within the limits, and looks at the sheets.
    fn open(bytes: &[u8], limits: &Limits) -> Result<Self, Diagnostic> {
        let mut archive = Archive::open(bytes, limits)?;
        let mut surveys = HashMap::new();
        let mut parts: HashMap<String, Vec<u8>> = HashMap::new();
        for name in archive.names() {
            let Some(content) = archive.read(&name)? else { continue };
            let key = name.to_lowercase().replace('\\', "/");
            if !matches!(key.rsplit('.').next(), Some("xml" | "rels")) {
                continue;
            }
            if contains(&content, b"uniqueCount") {
                survey::check_count(&content, &name)?;
            }
            if contains(&content, b"sheetData") {
                surveys.insert(key, Survey::read(&String::from_utf8_lossy(&content), &name)?);
            } else if key.ends_with(".rels") || key.ends_with("workbook.xml") {
                parts.insert(key, content);
            }
        }
        let sheets = sheet_members(&parts).unwrap_or_default();
        Ok(Self { surveys, sheets })
    }

    fn survey(&self, index: usize) -> Option<&Survey> {
        self.surveys.get(self.sheets.get(index)?)
    }
}

fn contains(content: &[u8], wanted: &[u8]) -> bool {
    content.windows(wanted.len()).any(|window| window == wanted)
}

/// The members of the sheets, in the order of the workbook.
fn sheet_members(parts: &HashMap<String, Vec<u8>>) -> Option<Vec<String>> {
    let parse = |key: &str| xml::parse(&String::from_utf8_lossy(parts.get(key)?)).ok();
    let path = parts.keys().find(|key| key.ends_with("workbook.xml"))?;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let relations = parse(format!("{folder}/_rels/{name}.rels").trim_start_matches('/'))?;
    let targets: HashMap<&str, &str> = relations
        .elements()
        .filter_map(|relation| Some((relation.attribute("Id")?, relation.attribute("Target")?)))
        .collect();
    let workbook = parse(path)?;
    let sheets = workbook.first("sheets")?.all("sheet").map(|sheet| {
        let target = sheet.attribute("id").and_then(|id| targets.get(id)).copied().unwrap_or_default();
        let member = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{folder}/{target}"),
        };
        member.trim_start_matches('/').to_lowercase()
    });
    Some(sheets.collect())
}
