#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]
//! Workbooks of all three formats, built here.

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use proptest::prelude::*;
use rust_xlsxwriter::{Format as CellFormat, Formula, Workbook, Worksheet};
use zip::write::SimpleFileOptions;

use super::*;
use crate::messages::Code;
use crate::model::{Answer, Place, QuestionType, SkipReason};
use crate::table::tests::{any_draft, comes_back};
use crate::{Limits, read};

fn reading(bytes: &[u8]) -> Reading {
    let reading = read(bytes, &ReadOptions::default());
    if let Some(counts) = reading.counts {
        assert!(counts.add_up(), "{reading:?}");
    }
    reading
}

fn xlsx(build: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    build(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

fn fill(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(row as u32, column as u16, *cell).unwrap();
        }
    }
}

const PAPER: &[&[&str]] = &[
    &["题号", "题干", "选项A", "选项B", "选项C", "答案"],
    &["1", "首次电话的目的是什么？", "报价", "约见", "签约", "B"],
    &["2", "报价单必须包含什么？", "有效期", "税率", "天气", "AB"],
];

fn labels(labels: &str) -> Option<Answer> {
    Some(Answer::Labels(labels.chars().map(|label| label.to_string()).collect()))
}

#[test]
fn a_workbook_is_read_sheet_by_sheet() {
    let bytes = xlsx(|workbook| {
        fill(workbook.add_worksheet().set_name("单选题").unwrap(), PAPER);
        fill(
            workbook.add_worksheet().set_name("判断题").unwrap(),
            &[&["题目", "答案"], &["口头承诺有效", "×"]],
        );
        fill(workbook.add_worksheet().set_name("说明").unwrap(), &[&["请先阅读"], &["单选题", "多选题"]]);
        let hidden = workbook.add_worksheet().set_name("字典").unwrap();
        fill(hidden, &[&["题目", "答案"], &["隐藏的问题", "对"]]);
        hidden.set_hidden(true);
    });
    let found = reading(&bytes);
    assert_eq!(found.questions.len(), 3);
    assert_eq!(found.questions[0].place, Place::Row { sheet: "单选题".into(), row: 2, cell: None });
    assert_eq!(found.questions[0].answer, labels("B"));
    assert_eq!(found.questions[1].question_type, QuestionType::SingleChoice);
    assert_eq!(found.questions[2].answer, Some(Answer::Truth(false)));
    let left_out: Vec<_> =
        found.skipped.iter().map(|one| (one.sheet.as_deref().unwrap(), one.reason)).collect();
    assert!(left_out.contains(&("说明", SkipReason::NotPartOfThePaper)));
    assert!(left_out.contains(&("字典", SkipReason::Hidden)));
}

#[test]
fn cells_show_what_their_format_shows() {
    let bytes = xlsx(|workbook| {
        let sheet = workbook.add_worksheet();
        fill(
            sheet,
            &[&["题干", "选项A", "选项B", "选项C", "答案", "分值"], &["折扣上限是多少", "", "", "", "B"]],
        );
        let percent = CellFormat::new().set_num_format("0%");
        let date = CellFormat::new().set_num_format("m\"月\"d\"日\"");
        sheet.write_number_with_format(1, 1, 0.3, &percent).unwrap();
        sheet.write_number(1, 2, 0.5).unwrap();
        sheet.write_number_with_format(1, 3, 45_293.0, &date).unwrap();
        sheet.write_number(1, 5, 2.0).unwrap();
    });
    let found = reading(&bytes);
    let texts: Vec<&str> = found.questions[0].options.iter().map(|option| option.text.as_str()).collect();
    assert_eq!(texts, ["30%", "0.5", "1月2日"]);
    assert_eq!(found.questions[0].points, Some(200));
    let doubt = found.diagnostics.iter().find(|one| one.code == Code::WCell).unwrap();
    assert_eq!(doubt.place, Some(Place::Row { sheet: "Sheet1".into(), row: 2, cell: Some("D".into()) }));
}

#[test]
fn truth_values_and_formulas_give_their_values() {
    let bytes = xlsx(|workbook| {
        let sheet = workbook.add_worksheet();
        fill(sheet, &[&["题型", "题干", "答案"], &["判断题", "合同有效"], &["判断题", "承诺有效"]]);
        sheet.write_boolean(1, 2, true).unwrap();
        sheet.write_formula(2, 2, Formula::new("=\"错\"").set_result("错")).unwrap();
    });
    let found = reading(&bytes);
    let keys: Vec<_> = found.questions.iter().map(|question| question.answer.clone()).collect();
    assert_eq!(keys, [Some(Answer::Truth(true)), Some(Answer::Truth(false))]);
}

#[test]
fn hidden_rows_are_left_out_and_merged_cells_hold_for_all_their_rows() {
    let bytes = xlsx(|workbook| {
        let sheet = workbook.add_worksheet();
        fill(
            sheet,
            &[
                &["题型", "题干", "选项A", "选项B", "答案"],
                &["", "哪个一", "甲", "乙", "A"],
                &["", "哪个二", "甲", "乙", "B"],
                &["", "哪个三", "甲", "乙", "B"],
            ],
        );
        sheet.merge_range(1, 0, 2, 0, "多选题", &CellFormat::new()).unwrap();
        sheet.set_row_hidden(3).unwrap();
    });
    let found = reading(&bytes);
    let kinds: Vec<_> = found.questions.iter().map(|question| question.question_type).collect();
    assert_eq!(kinds, [QuestionType::MultipleChoice, QuestionType::MultipleChoice]);
    assert!(found.skipped.iter().any(|one| (one.from, one.reason) == (4, SkipReason::Hidden)));
}

#[test]
fn options_below_a_merged_stem_belong_to_it() {
    let bytes = xlsx(|workbook| {
        let sheet = workbook.add_worksheet();
        fill(
            sheet,
            &[
                &["题干", "选项", "答案"],
                &["", "甲", ""],
                &["", "乙", ""],
                &["", "丙", ""],
                &["哪个四", "甲|乙", "A"],
            ],
        );
        sheet.merge_range(1, 0, 3, 0, "哪个一", &CellFormat::new()).unwrap();
        sheet.merge_range(1, 2, 3, 2, "C", &CellFormat::new()).unwrap();
    });
    let found = reading(&bytes);
    assert_eq!(found.questions.len(), 2, "{found:?}");
    assert_eq!(found.questions[0].options.len(), 3);
    assert_eq!(found.questions[0].answer, labels("C"));
}

#[test]
fn f49_far_cells_and_too_many_rows_are_answered_within_the_limits() {
    let bytes = xlsx(|workbook| {
        let sheet = workbook.add_worksheet();
        fill(sheet, PAPER);
        sheet.write_string(1_048_575, 16_383, "far").unwrap();
        for row in 3..60 {
            sheet.write_string(row, 1, format!("第{row}题是什么？")).unwrap();
        }
    });
    let limits = Limits { rows: 10, ..Limits::default() };
    let found = read(&bytes, &ReadOptions { limits, ..ReadOptions::default() });
    let codes: Vec<Code> = found.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes.iter().filter(|code| **code == Code::ETableTooLarge).count(), 2);
    let counts = found.counts.unwrap();
    assert!(counts.add_up() && counts.failed == 50 && counts.found == 60, "{counts:?}");
    assert_eq!(found.questions[0].answer, labels("B"));
}

/// A package with one member changed.
fn changed(bytes: &[u8], member: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut content).unwrap();
        if name == member {
            content = change(String::from_utf8(content).unwrap()).into_bytes();
        }
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(&content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn lies_in_a_package_are_refused_with_a_sentence() {
    let sheet = "xl/worksheets/sheet1.xml";
    let plain = xlsx(|workbook| fill(workbook.add_worksheet(), PAPER));
    for (member, from, to) in [
        ("xl/sharedStrings.xml", "uniqueCount=\"", "uniqueCount=\"9999999999"),
        (sheet, "r=\"A1\"", "r=\"AAAAAAAAAA1\""),
        (sheet, "r=\"A1\"", "r=\"A99999999999\""),
        (sheet, "<sheetData>", "<sheetData"),
        (sheet, "<row r=\"1\"", "<row r=\"4294967295\""),
        (sheet, "<dimension ref=\"", "<dimension ref=\"ZZZZZZZZZ"),
        (sheet, "<dimension ref=\"A1:", "<dimension ref=\"Z9:"),
    ] {
        let bytes = changed(&plain, member, |text| text.replacen(from, to, 1));
        let found = reading(&bytes);
        assert!(found.has_errors() && found.questions.is_empty(), "{to}: {found:?}");
        assert!(matches!(found.diagnostics[0].code, Code::EArchive | Code::EXml), "{to}: {found:?}");
    }
}

#[test]
fn f50_one_shared_text_in_very_many_cells_stays_within_the_limits() {
    let bytes = xlsx(|workbook| {
        let sheet = workbook.add_worksheet();
        for row in 0..200 {
            sheet.write_string(row, 0, "长".repeat(10_000)).unwrap();
        }
    });
    let limits = Limits { unpacked_bytes: 1024 * 1024, ..Limits::default() };
    let found = read(&bytes, &ReadOptions { limits, ..ReadOptions::default() });
    assert!(found.diagnostics.iter().any(|one| one.code == Code::ETableTooLarge), "{:?}", found.diagnostics);
    assert!(found.counts.unwrap().add_up());
}

fn ods(content: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in
        [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)]
    {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn ods_sheet(rows: &str) -> String {
    format!(
        "<office:document-content><office:automatic-styles><style:style style:name=\"h\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>\
         <office:body><office:spreadsheet>{rows}</office:spreadsheet></office:body></office:document-content>"
    )
}

fn ods_row(cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .map(|cell| {
            format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>"
            )
        })
        .collect();
    format!("<table:table-row>{cells}</table:table-row>")
}

#[test]
fn opendocument_sheets_show_their_paragraphs() {
    let rows: String = PAPER.iter().map(|row| ods_row(row)).collect();
    let found = reading(&ods(&ods_sheet(&format!(
        "<table:table table:name=\"题库\">{rows}\
         <table:table-row table:visibility=\"collapse\"><table:table-cell/><table:table-cell><text:p>隐藏</text:p></table:table-cell></table:table-row>\
         <table:table-row><table:table-cell office:value-type=\"float\" office:value=\"3\"><text:p>3</text:p></table:table-cell>\
         <table:table-cell><office:annotation><text:p>note</text:p></office:annotation><text:p>两&amp;行<text:s text:c=\"2\"/>的</text:p><text:p>题</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"percentage\" office:value=\"0.3\"><text:p>30%</text:p></table:table-cell>\
         <table:table-cell table:number-columns-repeated=\"2\"><text:p>同</text:p></table:table-cell><table:table-cell><text:p>A</text:p></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         </table:table><table:table table:name=\"字典\" table:style-name=\"h\">{rows}</table:table>"
    ))));
    assert_eq!(found.format, Some(Format::Ods));
    assert_eq!(found.questions.len(), 3, "{found:?}");
    assert_eq!(found.questions[2].stem, "两&行  的\n题");
    assert_eq!(found.questions[2].options[0].text, "30%");
    assert_eq!(found.questions[2].place, Place::Row { sheet: "题库".into(), row: 5, cell: None });
    assert_eq!(found.skipped.iter().filter(|one| one.reason == SkipReason::Hidden).count(), 2);
}

#[test]
fn f48_an_opendocument_bomb_is_answered_within_the_limits() {
    let bytes = ods(&ods_sheet(
        "<table:table table:name=\"x\"><table:table-row table:number-rows-repeated=\"1048576\">\
         <table:table-cell table:number-columns-repeated=\"16384\"><text:p>题</text:p></table:table-cell></table:table-row></table:table>",
    ));
    let limits = Limits { unpacked_bytes: 16 * 1024 * 1024, ..Limits::default() };
    let found = read(&bytes, &ReadOptions { limits, ..ReadOptions::default() });
    assert!(found.diagnostics.iter().any(|one| one.code == Code::ETableTooLarge));
    assert!(found.counts.unwrap().failed > 1_000_000);
}

/// A workbook in the old format: records in an OLE container.
struct OldWorkbook {
    globals: Vec<u8>,
    sheet: Vec<u8>,
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend((data.len() as u16).to_le_bytes());
    bytes.extend(data);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = (units.len() as u16).to_le_bytes().to_vec();
    bytes.push(1);
    bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    bytes
}

fn position(row: u16, column: u16) -> Vec<u8> {
    [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat()
}

impl OldWorkbook {
    fn new(rows: &[&[&str]]) -> Self {
        let mut strings = Vec::new();
        let mut sheet = record(0x0809, &[0, 6, 0x10, 0]);
        let mut count = 0_u32;
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                strings.extend(wide(cell));
                let data = [position(row as u16, column as u16), count.to_le_bytes().to_vec()].concat();
                sheet.extend(record(0x00fd, &data));
                count += 1;
            }
        }
        // The shared texts go over two records, cut in the middle of a character run.
        let head = [count.to_le_bytes(), count.to_le_bytes()].concat();
        let cut = 3 + 2;
        let globals = [
            record(0x0809, &[0, 6, 5, 0]),
            record(0x00e0, &[0, 0, 0, 0]),
            record(0x00e0, &[0, 0, 9, 0]),
            record(0x00fc, &[head, strings[..cut].to_vec()].concat()),
            record(0x003c, &[vec![1], strings[cut..].to_vec()].concat()),
        ]
        .concat();
        Self { globals, sheet }
    }

    fn bytes(mut self) -> Vec<u8> {
        self.sheet.extend(record(0x000a, &[]));
        let name = [vec![4, 1], "题库单选".encode_utf16().flat_map(u16::to_le_bytes).collect()].concat();
        let offset = self.globals.len() + 4 + 6 + name.len() + 4;
        let entry = [(offset as u32).to_le_bytes().to_vec(), vec![0, 0], name].concat();
        let stream = [self.globals, record(0x0085, &entry), record(0x000a, &[]), self.sheet].concat();
        container("Workbook", stream)
    }
}

fn entry(name: &str, kind: u8, start: u32, length: u32) -> Vec<u8> {
    let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.resize(64, 0);
    bytes.extend(((name.len() as u16 + 1) * 2).to_le_bytes());
    bytes.extend([kind, 1]);
    bytes.resize(116, 0);
    bytes.extend(start.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.resize(128, 0);
    bytes
}

fn container(name: &str, mut stream: Vec<u8>) -> Vec<u8> {
    stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
    let sectors = (stream.len() / 512) as u32;
    let mut header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    header.resize(24, 0);
    header.extend([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    header.resize(44, 0);
    header.extend(
        [1_u32, 1, 0, 4096, 0xffff_fffe, 0, 0xffff_fffe, 0].iter().flat_map(|word| word.to_le_bytes()),
    );
    header.extend(0_u32.to_le_bytes());
    header.resize(512, 0xff);
    let mut table: Vec<u32> = vec![0xffff_fffd, 0xffff_fffe];
    table.extend((0..sectors).map(|sector| if sector + 1 == sectors { 0xffff_fffe } else { sector + 3 }));
    let mut table: Vec<u8> = table.iter().flat_map(|word| word.to_le_bytes()).collect();
    assert!(table.len() <= 512);
    table.resize(512, 0xff);
    let mut directory = entry("Root Entry", 5, 0xffff_fffe, 0);
    directory.extend(entry(name, 2, 2, stream.len() as u32));
    directory.resize(512, 0);
    [header, table, directory, stream].concat()
}

#[test]
fn images_on_a_sheet_are_told() {
    let mut pixel = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(1, 1).write_to(&mut pixel, image::ImageFormat::Png).unwrap();
    let bytes = xlsx(|workbook| {
        let sheet = workbook.add_worksheet();
        fill(sheet, PAPER);
        let picture = rust_xlsxwriter::Image::new_from_buffer(pixel.get_ref()).unwrap();
        sheet.insert_image(1, 1, &picture).unwrap();
    });
    let found = reading(&bytes);
    assert_eq!(found.questions.len(), 2);
    assert!(found.diagnostics.iter().any(|one| one.code == Code::WImageLeftOut));
}

#[test]
fn an_old_workbook_is_read_whatever_its_name() {
    let mut book = OldWorkbook::new(PAPER);
    let number = |row, column, value: f64| [position(row, column), value.to_le_bytes().to_vec()].concat();
    book.sheet.extend(record(0x0203, &number(3, 0, 3.0)));
    book.sheet.extend(record(0x0204, &[position(3, 1), wide("折扣上限是多少？")].concat()));
    let packed = |row, column, style: u16, value: u32| {
        let mut data = position(row, column);
        data[4..6].copy_from_slice(&style.to_le_bytes());
        data.extend(value.to_le_bytes());
        data
    };
    // 30 divided by 100, shown as a percentage; 5 as it is.
    book.sheet.extend(record(0x027e, &packed(3, 2, 1, (30 << 2) | 3)));
    book.sheet.extend(record(0x027e, &packed(3, 3, 0, (5 << 2) | 2)));
    let formula = [position(3, 5), vec![0, 0, 0, 0, 0, 0, 0xff, 0xff], vec![0; 8]].concat();
    book.sheet.extend(record(0x0006, &formula));
    book.sheet.extend(record(0x0207, &wide("A")));
    let bytes = book.bytes();
    assert_eq!(old_office_kind(&bytes), Format::Xls);
    let options = ReadOptions { file_name: Some("题库.xlsx".into()), ..ReadOptions::default() };
    let found = read(&bytes, &options);
    assert_eq!(found.format, Some(Format::Xls));
    assert!(found.diagnostics.iter().any(|one| one.code == Code::WNameLies));
    assert_eq!(found.questions.len(), 3, "{found:?}");
    assert_eq!(found.questions[0].stem, "首次电话的目的是什么？");
    assert_eq!(found.questions[0].place, Place::Row { sheet: "题库单选".into(), row: 2, cell: None });
    let texts: Vec<&str> = found.questions[2].options.iter().map(|option| option.text.as_str()).collect();
    assert_eq!((texts, found.questions[2].answer.clone()), (vec!["30%", "5"], labels("A")));
}

#[test]
fn an_ole_file_without_a_workbook_is_a_document() {
    assert_eq!(old_office_kind(&container("WordDocument", vec![0; 4096])), Format::Doc);
    assert_eq!(old_office_kind(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Format::Doc);
}

#[test]
fn a_chain_that_runs_in_a_circle_is_refused() {
    let mut bytes = OldWorkbook::new(PAPER).bytes();
    // The sector of the directory is followed by itself.
    bytes[512 + 4..512 + 8].copy_from_slice(&1_u32.to_le_bytes());
    let found = reading(&bytes);
    assert!(found.questions.is_empty() && found.has_errors());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn drafts_come_back_from_xlsx(drafts in proptest::collection::vec(any_draft(), 1..5)) {
        prop_assert_eq!(comes_back(Format::Xlsx, &drafts), drafts);
    }
}

/// Changes some bytes.
fn damaged(mut bytes: Vec<u8>, changes: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    for (at, value) in changes {
        let at = at.index(bytes.len());
        bytes[at] = *value;
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_damage_breaks_the_old_format(changes in proptest::collection::vec(any::<(prop::sample::Index, u8)>(), 1..20)) {
        reading(&damaged(OldWorkbook::new(PAPER).bytes(), &changes));
    }

    #[test]
    fn no_damage_breaks_a_sheet(changes in proptest::collection::vec(any::<(prop::sample::Index, u8)>(), 1..6), member in 0_usize..4) {
        static PLAIN: LazyLock<Vec<u8>> = LazyLock::new(|| xlsx(|workbook| fill(workbook.add_worksheet(), PAPER)));
        let member = ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"][member];
        let bytes = changed(&PLAIN, member, |text| {
            String::from_utf8_lossy(&damaged(text.into_bytes(), &changes)).into_owned()
        });
        reading(&bytes);
    }

    #[test]
    fn no_damage_breaks_an_opendocument_sheet(changes in proptest::collection::vec(any::<(prop::sample::Index, u8)>(), 1..6)) {
        let rows: String = PAPER.iter().map(|row| ods_row(row)).collect();
        let content = ods_sheet(&format!("<table:table table:name=\"x\">{rows}</table:table>"));
        reading(&ods(&String::from_utf8_lossy(&damaged(content.into_bytes(), &changes))));
    }
}

#[test]
fn a_workbook_that_is_really_html_or_xml_is_read_as_a_table() {
    let rows: String = PAPER
        .iter()
        .map(|row| {
            format!("<tr>{}</tr>", row.iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>())
        })
        .collect();
    let page = format!(
        "<html><head><meta charset=\"utf-8\"></head><body><p>题库</p><table border=1>{rows}</table></body></html>"
    );
    let cells = |row: &&[&str]| {
        row.iter()
            .map(|cell| format!("<Cell><Data ss:Type=\"String\">{cell}</Data></Cell>"))
            .collect::<String>()
    };
    let rows: String = PAPER.iter().map(|row| format!("<Row>{}</Row>", cells(row))).collect();
    let office = format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"题库\"><Table>{rows}\
         <Row ss:Index=\"9\"><Cell ss:Index=\"2\"><Data>折扣上限是多少？</Data></Cell><Cell><Data>甲</Data></Cell><Cell><Data>乙</Data></Cell><Cell ss:Index=\"6\"><Data>A</Data></Cell></Row></Table></Worksheet></Workbook>"
    );
    let options = ReadOptions { file_name: Some("题库.xls".into()), ..ReadOptions::default() };
    for (text, count) in [(page, 2), (office, 3)] {
        let found = read(text.as_bytes(), &options);
        assert_eq!(found.format, Some(Format::OtherXml));
        assert_eq!(found.questions.len(), count, "{found:?}");
        assert_eq!(found.questions[1].answer, labels("AB"));
        assert!(found.diagnostics.iter().any(|one| one.code == Code::WNameLies));
        assert!(found.counts.unwrap().add_up());
    }
    let other = read(b"<html><body><p>nothing</p></body></html>", &options);
    assert_eq!(other.diagnostics[0].code, Code::EFormatNotReadYet);
}
