//! Tables in markup that programs export under the name of a workbook: web pages, and Excel's XML of 2003.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Selector};

use super::collect::{Collected, Collector};
use crate::table::Cell;
use crate::{Limits, html, xml};

/// Cells that one cell may be spread over.
const WIDEST: u32 = 256;

/// The tables of a text. None when it holds none.
pub(super) fn read(text: &str, limits: &Limits) -> Option<Collected> {
    let head: String = text.chars().take(4_000).collect();
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") && head.contains("<Workbook") {
        return workbook(text, limits);
    }
    let is_page = head.to_ascii_lowercase().contains("<html") || head.to_ascii_lowercase().contains("<table");
    is_page.then(|| page(text, limits)).flatten()
}

/// Excel's XML of 2003.
fn workbook(text: &str, limits: &Limits) -> Option<Collected> {
    let root = xml::parse(text).ok()?;
    let mut collector = Collector::new(limits);
    for sheet in root.all("Worksheet") {
        let is_hidden =
            sheet.first("WorksheetOptions").is_some_and(|options| options.first("Visible").is_some());
        collector.begin(sheet.attribute("Name").unwrap_or_default(), is_hidden);
        let mut hidden = BTreeSet::new();
        let mut row_number = 0;
        for row in sheet.first("Table").into_iter().flat_map(|table| table.all("Row")) {
            row_number = index(row).unwrap_or(row_number);
            if row.attribute("Hidden") == Some("1") {
                hidden.insert(row_number);
            }
            let mut column = 0;
            for cell in row.all("Cell") {
                column = index(cell).unwrap_or(column);
                let text = cell.first("Data").map(xml::Element::text).unwrap_or_default();
                collector.add(row_number, column, Cell::text(&text));
                let merged = cell.attribute("MergeAcross").and_then(|count| count.parse().ok());
                column = column.saturating_add(1 + merged.unwrap_or(0_u32).min(WIDEST));
            }
            row_number = row_number.saturating_add(1);
        }
        collector.end(&hidden, &[]);
    }
    Some(collector.finish())
}

/// The position from 0 that a row or cell names itself.
fn index(element: &xml::Element) -> Option<u32> {
    element.attribute("Index")?.parse::<u32>().ok()?.checked_sub(1)
}

/// The tables of a web page. Tables within tables belong to the layout of the outer one.
fn page(text: &str, limits: &Limits) -> Option<Collected> {
    let page = Html::parse_document(text);
    let tables = Selector::parse("table").ok()?;
    let rows = Selector::parse("tr").ok()?;
    let mut collector = Collector::new(limits);
    for (number, table) in page.select(&tables).enumerate() {
        if table.select(&tables).next().is_some() {
            continue;
        }
        collector.begin(&(number + 1).to_string(), false);
        for (row_number, row) in (0_u32..).zip(table.select(&rows)) {
            let mut column = 0_u32;
            for cell in row.children().filter_map(ElementRef::wrap) {
                if !matches!(cell.value().name(), "td" | "th") {
                    continue;
                }
                let made = html::to_text(&cell.inner_html(), &mut |_, alternative| alternative.to_owned());
                collector.add(row_number, column, Cell::text(&made.text));
                let spread = cell.value().attr("colspan").and_then(|count| count.parse().ok());
                column = column.saturating_add(spread.unwrap_or(1_u32).clamp(1, WIDEST));
            }
        }
        collector.end(&BTreeSet::new(), &[]);
    }
    Some(collector.finish())
}
